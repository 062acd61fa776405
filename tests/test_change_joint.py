"""Months that are not like-for-like with the year before are compared together, or not at all."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import estimate
from cxmetrics.change import changes

YEARS = {2025: (0.50, 0.20), 2026: (0.70, 0.10)}


def answers(months=None, *, seed=5, n=300, facts=None):
    """Answers of July to October of two years, of other shares in each."""
    rng = np.random.default_rng(seed)
    parts = []
    for year, (p, d) in YEARS.items():
        for month in range(7, 11):
            score = rng.choice([9, 3, 7], n + 10 * month, p=[p - month / 100, d, 1 - p - d + month / 100])
            parts.append(pd.DataFrame({"responded_at": pd.Timestamp(year, month, 15), "score": score}))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows if months is None else rows[rows["responded_at"].dt.strftime("%Y-%m").isin(months)]
    return cx.Table(rows.reset_index(drop=True), facts=facts) if facts else rows


def last_year(frame, period, **more):
    found = changes(frame, holidays="KR", **more)
    return found[(found["period"] == period) & (found["against"] == "last_year")].iloc[0]


@pytest.mark.parametrize("period", ["2026-09", "2026-10"])
def test_september_and_october_are_compared_together(period):
    data = answers()
    row = last_year(cx.nps(data, every="month"), period)
    both = data[data["responded_at"].dt.month.isin([9, 10])]
    sides = [both[both["responded_at"].dt.year == year]["score"] for year in YEARS]
    samples = [estimate.Sample((s >= 9).mean(), (s <= 6).mean(), len(s)) for s in sides]
    known = estimate.nps_difference(*samples)
    assert (row.span, row.base_period, row.holiday) == ("2026-09/2026-10", "2025-09/2025-10", "Chuseok")
    assert (row.n, row.base_n) == (len(sides[1]), len(sides[0]))
    assert row.difference == pytest.approx(known.estimate)
    # the pooled error is that of strata, which the spread between two months makes no larger than that of all answers
    assert row.std_error == pytest.approx(known.std_error, rel=2e-3)
    assert (row.conf_low, row.conf_high) == pytest.approx((known.low, known.high), rel=2e-2)
    assert row.verdict == "rose"
    assert row.method.endswith("sums over months")


@pytest.mark.parametrize("metric", ["share", "mean"])
def test_shares_and_means_of_two_months(metric):
    data = answers().assign(score=lambda rows: np.where(rows["score"] == 9, 5, 2))
    row = last_year(cx.csat(data, every="month", measure=metric), "2026-10")
    both = data[data["responded_at"].dt.month.isin([9, 10])]
    value = (both["score"] >= 4) * 1.0 if metric == "share" else both["score"]
    sides = [value[both["responded_at"].dt.year == year] for year in YEARS]
    assert row.difference == pytest.approx(sides[1].mean() - sides[0].mean())
    assert row.std_error == pytest.approx(np.sqrt(sum(s.var(ddof=0) / len(s) for s in sides)), rel=4e-3)


def test_a_joint_comparison_counts_once():
    frame = cx.nps(answers(), every="month")
    found = changes(frame, against=("last_year",), holidays="KR").set_index("period")
    assert set(found["comparisons"]) == {3}  # July, August, and September with October
    assert set(changes(frame, against=("last_year",))["comparisons"]) == {4}
    assert found.loc["2026-09", "p_adjusted"] == found.loc["2026-10", "p_adjusted"]
    p = found.loc[["2026-07", "2026-08", "2026-10"], "p_value"]
    assert found.loc[p.index, "p_adjusted"].tolist() == pytest.approx(estimate.adjust_p_values(p).tolist())


def test_other_months_and_the_month_before_are_compared_as_they_are():
    frame = cx.nps(answers(), every="month")
    plain, aligned = (changes(frame, holidays=holidays) for holidays in (None, "KR"))
    same = (aligned["against"] == "previous") | aligned["period"].isin(["2026-07", "2026-08"])
    pd.testing.assert_frame_equal(
        plain[same].drop(columns=["p_adjusted", "comparisons"]),
        aligned[same].drop(columns=["p_adjusted", "comparisons"]),
    )
    assert (plain["span"] == plain["period"]).all()


def test_a_month_whose_partner_is_missing_is_shifted():
    frame = cx.nps(answers(["2025-09", "2025-10", "2026-09"]), every="month")
    row = last_year(frame, "2026-09")
    assert row.verdict == "shifted"
    assert row.reason == (
        "Chuseok moved: 16 days of its season in 2026-09, 9 in 2025-09; comparable as 2026-09/2026-10, from 2026-11-01"
    )
    gone = last_year(cx.nps(answers(["2025-10", "2026-09", "2026-10"]), every="month"), "2026-10")
    assert gone.reason.endswith("; comparable as 2026-09/2026-10, but 2025-09 has no estimate")
    assert np.isnan([row.difference, row.p_value, row.conf_low, row.detectable]).all()
    assert row.comparisons == 1  # October 2025 against September 2025


def test_a_partner_that_is_not_over_is_no_partner():
    facts = cx.Facts(data_end=pd.Timestamp("2026-10-20").date())
    frame = cx.nps(answers(facts=facts), every="month")
    assert last_year(frame, "2026-09").verdict == "shifted"
    assert last_year(frame, "2026-10").verdict == "partial"


def test_without_the_year_before_there_is_nothing_to_compare_with():
    frame = cx.nps(answers(["2026-09", "2026-10"]), every="month")
    row = last_year(frame, "2026-10")
    assert (row.verdict, row.span, row.holiday) == ("unknown", "2026-10", None)


def test_small_months_stay_too_few():
    few = answers().groupby("responded_at").head(14)
    assert last_year(cx.nps(few, every="month"), "2026-09").verdict == "too_few"


def test_groups_are_aligned_by_themselves():
    rows = pd.concat([answers(seed=1).assign(channel="web"), answers(["2025-10", "2026-10"]).assign(channel="app")])
    found = changes(cx.nps(rows, by="channel", every="month"), against=("last_year",), holidays="KR")
    last = found[found["period"] == "2026-10"].set_index("channel")
    assert last["verdict"].to_dict() == {"web": "rose", "app": "shifted"}


def test_protected_frames_are_aligned():
    rows = pd.concat([answers(seed=1).assign(channel="web"), answers(seed=2).assign(channel="app")])
    rows = pd.concat([rows, rows[rows["responded_at"] == "2026-09-15"].head(4).assign(channel="pop-up")])
    shown = cx.protect([cx.nps(rows, by="channel", every="month")])[0]
    found = changes(shown, against=("last_year",), holidays="KR")
    verdicts = found[found["period"] == "2026-10"].set_index("channel")["verdict"]
    assert sorted(verdicts) == ["rose", "shifted"]  # one September is hidden beside the small group


@pytest.mark.parametrize("every", ["quarter", "year", "week"])
def test_longer_and_shorter_periods_are_not_aligned(every):
    frame = cx.nps(answers(), every=every)
    pd.testing.assert_frame_equal(changes(frame), changes(frame, holidays="KR"))


def test_noise_in_joint_months_is_rarely_called_real():
    """The interval of a joint difference holds 0 in 95 % where nothing changed (400 fixed draws)."""
    rng = np.random.default_rng(2026)
    sizes = [120, 60, 90, 150]
    days = np.repeat(pd.to_datetime(["2025-09-15", "2025-10-15", "2026-09-15", "2026-10-15"]), sizes)
    rows = pd.DataFrame({"responded_at": np.tile(days, 400), "draw": np.repeat(np.arange(400), sum(sizes))})
    rows["score"] = rng.choice([9, 3, 7], len(rows), p=[0.5, 0.2, 0.3])
    found = changes(cx.nps(rows, by="draw", every="month"), against=("last_year",), holidays="KR")
    row = found[found["period"] == "2026-10"]
    held = (row["conf_low"] <= 0) & (row["conf_high"] >= 0)
    assert len(held) == 400
    assert held.mean() >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)
