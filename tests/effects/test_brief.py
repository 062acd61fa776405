"""The first page of the channel report: five answers that say no more than the frames behind them."""

import numpy as np
import pandas as pd
import pytest

from cxmetrics.display import brief, resolve

from .test_words import estimates

COLUMNS = ["trend", "evidence", "outcome", "estimate", "conf_low", "conf_high", "p_adjusted", "needed", "missing"]


def scorecard(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(level=0.95, unit="share", n=4000)


OMNI = ("omnichannel", "adjusted", "back", 0.0, -0.01, 0.01, 0.9, 219.0, None)
BOX = ("packaging", "experiment", "back", 0.04, 0.01, 0.07, 0.01, 3943.0, None)
VIDEO = ("video", "adjusted", "returned", -0.01, -0.02, -0.005, 0.001, 500.0, None)
NONE = ("ar", "none", None, np.nan, np.nan, np.nan, np.nan, np.nan, "touchpoints.touchpoint=ar")


def answered(shown, lang="en"):
    items = resolve(brief.in_short(shown, at_least=3, days=90), lang)["items"]
    return [" ".join(line["text"] for line in item["lines"]) for item in items]


def test_what_an_experiment_has_shown_stands_apart_from_what_goes_along():
    shown = {"channels estimates": estimates(), "trends scorecard": scorecard(OMNI, BOX, VIDEO, NONE)}
    kept, lost, proven, do, unknown = answered(shown)
    assert "a gap of +43.0 percentage points" in kept
    assert lost == "The data do not say."
    assert proven.startswith("Shown by an experiment: Packaging: back within 90 days, +4.0 percentage points")
    assert proven.endswith("which is weaker: Video.")
    assert do.startswith("Keep it, and use it more: Packaging. Pay for more channels only after a test")
    assert "219 customers in each group" in do
    assert "1 of the trends have no data" in unknown or "no data" in unknown


@pytest.mark.parametrize(
    ("low", "high", "said", "korean"),
    [
        (-0.02, 0.03, "that they keep customers is not shown", "확인되지 않았습니다"),
        (0.01, 0.03, "the difference is real, its cause is not shown", "원인은 확인되지 않았습니다"),
        (-0.03, -0.01, "came back less often", "덜 돌아왔습니다"),
    ],
)
def test_what_to_do_follows_the_interval(low, high, said, korean):
    shown = {"channels estimates": estimates(low, high), "trends scorecard": scorecard(OMNI)}
    assert said in answered(shown)[3]
    assert korean in answered(shown, "ko")[3]
    assert answered(shown)[2] == "Nothing here was shown by an experiment."


def test_an_experiment_that_hurts_is_to_be_stopped():
    harm = ("packaging", "experiment", "back", -0.04, -0.07, -0.01, 0.01, 3943.0, None)
    assert "Stop it, or change it: Packaging." in answered({"trends scorecard": scorecard(harm)})[3]


def test_without_data_every_answer_says_so():
    kept, lost, proven, do, unknown = answered({})
    assert kept == lost == do == "The data do not say."
    assert proven == "Nothing here was shown by an experiment."
    assert unknown.startswith("Whether something that nobody measured")


def test_an_alarm_of_the_counter_check_stands_beside_the_difference():
    shown = {"channels estimates": estimates(0.01, 0.03), "channels placebo": estimates(0.02, 0.05)[-1:]}
    kept = resolve(brief.in_short(shown, at_least=3, days=90), "en")["items"][0]["lines"][0]
    assert kept["text"].endswith("But the counter-check raises the alarm: do not rely on it.")
    assert kept["tone"] == "unclear"
    shown["channels placebo"] = estimates(-0.02, 0.05)[-1:]
    kept = resolve(brief.in_short(shown, at_least=3, days=90), "en")["items"][0]["lines"][0]
    assert "alarm" not in kept["text"]
    assert kept["tone"] == "better"
