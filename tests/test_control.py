"""Control charts: limits that the first periods have set, and that later ones cannot move."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.control import LIMITS, control


def answers(months, *, seed=3, slump=None):
    rng = np.random.default_rng(seed)
    starts = pd.date_range("2024-05-01", periods=months, freq="MS")
    sizes = rng.integers(80, 200, months)
    parts = []
    for i, (start, n) in enumerate(zip(starts, sizes, strict=True)):
        shares = [0.1, 0.3, 0.6] if i != slump else [0.5, 0.3, 0.2]
        parts.append(pd.DataFrame({"responded_at": start, "score": rng.choice([3, 8, 10], n, p=shares)}))
    return pd.concat(parts)


def months(frame):
    return cx.nps(frame, every="month")


def test_the_limits_are_three_standard_errors_from_the_centre_of_the_first_year():
    data = answers(20)
    found = control(months(data)).set_index("period")
    first = data[data["responded_at"] < "2025-05-01"]["score"]
    value = 100 * (np.where(first >= 9, 1, 0) - np.where(first <= 6, 1, 0))
    last = found.iloc[-1]
    half = 3 * value.std() / np.sqrt(last["n"])
    assert (last["centre"], last["low"], last["high"]) == pytest.approx(
        (value.mean(), value.mean() - half, value.mean() + half)
    )
    assert found["in_baseline"].sum() == 12


def test_a_month_that_falls_is_outside_and_moves_no_limit():
    quiet, slump = (control(months(answers(20, slump=i))) for i in (None, 18))
    assert not quiet["outside"].iloc[18]
    assert slump["outside"].iloc[18]
    assert quiet["centre"].tolist() == slump["centre"].tolist()


def test_data_that_come_later_move_nothing():
    early, late = (control(months(answers(n))).set_index("period") for n in (14, 14))
    both = control(months(pd.concat([answers(14), answers(18).query("responded_at >= '2025-07-01'")]))).set_index(
        "period"
    )
    names = ["centre", "low", "high", "outside"]
    pd.testing.assert_frame_equal(early[names], both.loc[early.index, names])
    pd.testing.assert_frame_equal(early, late)


def test_too_few_months_give_no_chart():
    assert list(control(months(answers(12))).columns) == LIMITS
    assert control(months(answers(12))).empty
    assert len(control(months(answers(13)))) == 13


def test_small_and_empty_months_take_no_part():
    data = answers(16)
    few = data[data["responded_at"] == "2024-07-01"].head(20)
    data = pd.concat([data[data["responded_at"] != "2024-07-01"], few])
    assert "2024-07" not in control(months(data))["period"].tolist()


def test_shares_have_limits_between_0_and_1():
    data = answers(16).assign(score=5)
    data.loc[data["responded_at"] == "2025-06-01", "score"] = 1
    found = control(cx.csat(data, every="month"))
    assert found["high"].max() <= 1
    assert found.set_index("period").loc["2025-06", "outside"]


def test_groups_have_no_common_chart():
    data = answers(16).assign(channel="app")
    assert control(cx.nps(data, by="channel", every="month")).empty
