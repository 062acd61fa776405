"""Verdicts: never more than the interval and the number of comparisons allow."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.change import against_rest
from cxmetrics.errors import ParameterError
from cxmetrics.frames import previous, year_before


def answers(by_month, **more):
    """Rows from {month: (promoters, detractors, n)}."""
    rows = []
    for month, (p, d, n) in by_month.items():
        rows += [(f"{month}-15", score) for score in [9] * p + [3] * d + [7] * (n - p - d)]
    frame = pd.DataFrame(rows, columns=["responded_at", "score"])
    return frame.assign(responded_at=pd.to_datetime(frame["responded_at"]), **more)


def test_against_the_closed_form(oracles):
    case = oracles["nps_compare_adjwald"]
    first, second = case["input"]["period1"], case["input"]["period2"]
    months = {"2026-09": first, "2026-10": second}
    rows = answers({name: (p["promoters"], p["detractors"], p["n"]) for name, p in months.items()})
    row = cx.changes(cx.nps(rows, every="month"), against=("previous",)).iloc[-1]
    assert row.difference == pytest.approx(case["expected"]["diff_raw"])
    assert (row.conf_low, row.conf_high) == pytest.approx((case["expected"]["lower"], case["expected"]["upper"]))
    assert row.p_value == pytest.approx(case["expected"]["p_value"])
    assert row.verdict == "unclear"


def test_a_group_is_tested_against_the_rest(oracles):
    case = oracles["nps_segment_vs_rest"]
    own, total = case["input"]["segment"], case["input"]["total"]
    rest = {name: total[name] - own[name] for name in own}
    rows = pd.concat(
        answers({"2026-10": (g["promoters"], g["detractors"], g["n"])}).assign(channel=name)
        for name, g in (("own", own), ("rest", rest))
    )
    found = against_rest(cx.nps(rows, by="channel")).set_index("channel").loc["own"]
    assert found.difference == pytest.approx(case["expected"]["vs_rest"]["diff"])
    assert found.verdict == "above"


def test_words():
    rows = answers(
        {
            "2025-10": (50, 20, 100),
            "2026-07": (9, 3, 15),
            "2026-08": (50, 20, 100),
            "2026-09": (90, 5, 100),
            "2026-10": (20, 60, 100),
        }
    )
    frame = cx.changes(cx.nps(rows, every="month"))
    words = {(row.period, row.against): row.verdict for row in frame.itertuples()}
    assert words["2026-09", "previous"] == "rose"
    assert words["2026-10", "previous"] == "fell"
    assert words["2026-10", "last_year"] == "fell"
    assert words["2026-08", "previous"] == "too_few"
    assert words["2026-07", "previous"] == "unknown"
    assert set(frame["comparisons"]) == {frame["p_value"].notna().sum()}


def test_many_comparisons_raise_the_bar():
    """A difference that is clear alone is not called real among many others."""
    alone = answers({"2026-09": (40, 30, 100), "2026-10": (56, 22, 100)})
    one = cx.changes(cx.nps(alone, every="month"), against=("previous",)).iloc[-1]
    assert one.p_value < 0.05
    assert one.verdict == "rose"
    calm = {f"2024-{month:02d}": (40, 30, 100) for month in range(1, 13)}
    crowd = answers(calm | {"2026-09": (40, 30, 100), "2026-10": (56, 22, 100)})
    many = cx.changes(cx.nps(crowd, every="month"), against=("previous",)).iloc[-1]
    assert many.p_value == pytest.approx(one.p_value)
    assert many.verdict == "unclear"


def test_noise_is_rarely_called_real():
    """Two months of the same truth: at most 5 % of the verdicts may be wrong (2,000 fixed draws)."""
    rng = np.random.default_rng(20261031)
    wrong = 0
    for _ in range(200):
        counts = rng.multinomial(200, [0.5, 0.2, 0.3], size=10)
        rows = answers({f"2026-{m:02d}": (p, d, 200) for m, (p, d, _) in enumerate(counts, 1)})
        found = cx.changes(cx.nps(rows, every="month"), against=("previous",))
        wrong += int(found["verdict"].isin(["rose", "fell"]).any())
    assert wrong / 200 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_swapping_the_months_flips_the_sign():
    there = cx.changes(cx.nps(answers({"2026-09": (50, 20, 90), "2026-10": (60, 30, 120)}), every="month"))
    back = cx.changes(cx.nps(answers({"2026-09": (60, 30, 120), "2026-10": (50, 20, 90)}), every="month"))
    one, other = (frame[frame["against"] == "previous"].iloc[-1] for frame in (there, back))
    assert one.difference == pytest.approx(-other.difference)
    assert one.conf_low == pytest.approx(-other.conf_high)


def test_a_month_that_is_not_over_is_not_compared():
    table = cx.Table(
        answers({"2026-09": (50, 20, 90), "2026-10": (10, 70, 90)}),
        facts=cx.Facts(data_end=pd.Timestamp("2026-10-20").date()),
    )
    frame = cx.nps(table, every="month")
    assert frame.iloc[-1].reason == "partial period: observed until 2026-10-20"
    assert cx.changes(frame).iloc[-1].verdict in {"partial", "unknown"}
    assert cx.changes(frame, against=("previous",)).iloc[-1].verdict == "partial"


def test_groups_are_compared_with_themselves():
    rows = pd.concat(
        [
            answers({"2026-09": (50, 20, 90), "2026-10": (50, 20, 90)}, channel="web"),
            answers({"2026-09": (80, 5, 90), "2026-10": (10, 70, 90)}, channel="app"),
        ]
    )
    found = cx.changes(cx.nps(rows, by="channel", every="month"), against=("previous",))
    last = found[found["period"] == "2026-10"].set_index("channel")["verdict"]
    assert last.to_dict() == {"app": "fell", "web": "unclear"}


def test_no_periods_no_changes():
    with pytest.raises(ParameterError, match='every="month"'):
        cx.changes(cx.nps(answers({"2026-09": (5, 2, 9)})))
    with pytest.raises(ParameterError, match="no result of a metric"):
        cx.changes(pd.DataFrame({"period": ["2026-09"]}))


def test_calendar():
    assert (previous("2026-03-01"), previous("2025"), previous("2026-Q3")) == ("2026-02-28", "2024", "2026-Q2")
    assert (year_before("2026-W53"), year_before("2026")) == ("2025-W52", "2025")


def test_small_months_are_no_comparisons():
    small = {f"2024-{month:02d}": (3, 1, 5) for month in range(1, 13)}
    calm = {f"2026-{month:02d}": (200, 100, 400) for month in range(1, 10)}
    frame = cx.changes(cx.nps(answers(small | calm | {"2026-10": (245, 80, 400)}), every="month"))
    assert set(frame["comparisons"]) == {9}
    assert frame[frame["against"] == "previous"].iloc[-1].verdict == "rose"


def test_the_rest_is_pooled_by_answers_not_by_precision():
    """A heavy group with few customers counts in the rest by its answers."""
    rng = np.random.default_rng(11)
    parts = []
    for name, customers, each, p in (("A", 300, 1, 0.5), ("B", 60, 20, 0.8), ("C", 300, 1, 0.2)):
        scores = np.where(rng.random(customers) < p, 9, 3).repeat(each)
        parts.append(pd.DataFrame({"group": name, "score": scores, "customer_id": np.arange(customers).repeat(each)}))
    rows = pd.concat(parts, ignore_index=True)
    rows["customer_id"] = rows["group"] + rows["customer_id"].astype(str)
    rows["response_id"] = range(len(rows))
    found = against_rest(cx.nps(rows, by="group", cluster="customer_id")).set_index("group").loc["A"]
    two = rows.assign(side=np.where(rows["group"] == "A", "A", "rest"))
    sides = cx.nps(two, by="side", cluster="customer_id").set_index("side")
    assert found.difference == pytest.approx(sides.loc["A"].estimate - sides.loc["rest"].estimate)
    assert found.verdict == "below"


def test_a_difference_holds_its_own_estimate():
    rows = answers({"2026-09": (40, 0, 40), "2026-10": (0, 40, 40)})
    row = cx.changes(cx.nps(rows, every="month"), against=("previous",)).iloc[-1]
    assert row.conf_low <= row.difference == -200 <= row.conf_high
