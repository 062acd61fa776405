"""Trends in words: a difference is claimed only where it is more than chance, the number of comparisons allowed for."""

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables, words
from cxmetrics.display import trends
from cxmetrics.display.resolve import resolve
from cxmetrics.trends.register import TRENDS
from cxmetrics.trends.scorecard import _frame


def scorecard(**changes):
    """A scorecard in which one trend differs, one does not, one is crude and one has no data."""
    fair = {"n": 400, "estimate": 0.1, "std_error": 0.01, "conf_low": 0.08, "conf_high": 0.12, "unit": "share",
            "crude": 0.3, "crude_low": 0.2, "crude_high": 0.4, "adoption": 0.25, "adoption_n": 900, "needed": 1000,
            "outcome": "back", "evidence": "adjusted"}  # fmt: skip
    rows = [
        {**fair, "trend": "mobile"},
        {**fair, "trend": "loyalty", "estimate": 0.01, "conf_low": -0.01, "conf_high": 0.03, **changes},
        {"trend": "wallets", "n": 400, "crude": -0.02, "crude_low": -0.03, "evidence": "crude", "unit": "share"},
        {"trend": "ar", "missing": "touchpoints.touchpoint=ar", "reason": "no data", "evidence": "none"},
    ]
    return cx.protect([_frame("trend_effect", rows, ["trend"], 0.95)])[0]


def text(part, lang="en"):
    return resolve(part, lang)["text"]


def test_the_opening_counts_and_names_what_differs():
    said = text(trends.opening(scorecard()))
    assert said.startswith("Of 4 trends, 3 have data here, and 2 could be compared among")
    assert "With 1 of these" in said
    assert "Mobile: back within 90 days, +10.0 percentage points (+8.0 to +12.0)." in said
    assert "Loyalty" not in said
    assert "모바일: 90일 안 재구매 +10.0%p" in text(trends.opening(scorecard()), "ko")


def test_among_many_comparisons_a_weak_difference_is_chance():
    weak = {"std_error": 0.0049, "conf_low": 0.0004}
    one = trends._side(scorecard(**weak).iloc[1].to_dict() | {"p_adjusted": 0.04})
    among = trends._side(scorecard(**weak).iloc[1].to_dict() | {"p_adjusted": 0.06})
    assert (one, among) == ("more", "unclear")
    assert scorecard(**weak)["p_adjusted"].iloc[1] == pytest.approx(0.0412, abs=0.001)  # two are compared


def test_loyalty_says_that_members_choose():
    points = pd.DataFrame([{"estimate": 0.65, "conf_low": 0.6, "conf_high": 0.7, "n": 500, "used": 1234.0}])
    said = text(trends.loyalty(scorecard(), points))
    for words_of in ("by +30.0 percentage points", "members choose to join", "no effect that can be told from chance",
                     "used 65.0% of their points", "35.0% are not used"):  # fmt: skip
        assert words_of in said
    less = text(trends.loyalty(scorecard(crude_low=-0.1), points))
    assert "do not come back more often" in less
    assert "choose" not in less


@pytest.mark.parametrize(
    ("detractors", "key"), [(0.30, "can be chance"), (0.45, "more than chance explains"), (0.15, "more than chance")]
)
def test_willingness_to_pay_is_said_from_the_interval_of_the_difference(detractors, key):
    rows = [{"nps_class": name, "metric": "discount_use", "estimate": share, "std_error": 0.02, "level": 0.95}
            for name, share in (("promoters", 0.3), ("passives", 0.3), ("detractors", detractors))]  # fmt: skip
    assert key in text(trends.price(pd.DataFrame(rows)))
    assert trends.price(pd.DataFrame(rows[:2])) is None


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_tables_and_picture_are_written_in_both_languages(lang):
    shown = scorecard()
    rows = resolve(tables.trend_scorecard(shown, min_n=10), lang)["rows"]
    assert [len(row) for row in rows] == [8] * 4
    assert rows[3][0]["remark"].endswith("touchpoints.touchpoint = ar")
    assert resolve(trends.picture(shown), lang)["svg"].startswith("<")
    keys = words.keys(lang)
    for trend in TRENDS:
        name = trend.key.replace("_", "-")
        assert {f"trend-{name}", f"trend-about-{name}"} <= keys
        assert {f"outcome-{outcome.replace('_', '-')}" for outcome in trend.outcomes} <= keys


def test_the_sample_is_laid_out(sample_trends):
    names = ("scorecard", "effects", "known", "service", "payments", "points", "packagings", "discounts")
    shown = dict(zip(names, cx.protect([getattr(sample_trends, name) for name in names], min_n=10), strict=True))
    parts = [trends.opening(shown["scorecard"]), trends.known(shown["known"]), trends.picture(shown["scorecard"]),
             trends.loyalty(shown["scorecard"], shown["points"]), trends.price(shown["discounts"]),
             tables.trend_scorecard(shown["scorecard"], min_n=10), tables.trend_outcomes(shown["effects"], min_n=10),
             tables.contacts(shown["service"], min_n=10), tables.payments(shown["payments"], min_n=10),
             tables.discounts(shown["discounts"], min_n=10), tables.catalogue(shown)]  # fmt: skip
    for lang in words.LANGUAGES:
        blocks = [resolve(part, lang) for part in parts]
        assert [len(block["rows"]) for block in blocks[5:10]] == [16, 12, 3, 6, 3]


def test_contacts_whose_return_is_not_known_yet_have_a_row():
    row = {"handled_by": "bot", "metric": "service_solved", "n": 40, "of": 44.0, "estimate": 0.5}
    said = resolve(tables.contacts(pd.DataFrame([row]), min_n=10), "en")
    assert "40" in str(said["rows"])


def test_of_fewer_than_a_hundred_the_picture_has_no_decimals():
    shown = scorecard(n=60, estimate=0.0157)
    drawn = trends.picture(shown[shown["trend"] == "loyalty"])
    assert drawn["frame"][0]["estimate"] == 0.02


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_scorecard_of_seconds_alone_has_its_unit_in_the_catalogue(lang):
    frame = _frame("trend_effect", [{"trend": "ai", "unit": "seconds", "n": 90, "estimate": 3.0}], ["trend"], 0.95)
    assert {"en": "seconds", "ko": "초"}[lang] in str(resolve(tables.catalogue({"trends": frame}), lang)["rows"])
