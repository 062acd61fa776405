"""A change of the total, taken apart into the groups' own changes and another mix."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.change import changes, mix_of_change
from cxmetrics.errors import ParameterError

OCTOBER = ("2025-10", "2026-10")


def answers(cells):
    """Rows from {(month, group): (promoters, detractors, n)}."""
    parts = [
        pd.DataFrame(
            {
                "responded_at": pd.Timestamp(f"{month}-15"),
                "channel": name,
                "score": [9] * p + [3] * d + [7] * (n - p - d),
            }
        )
        for (month, name), (p, d, n) in cells.items()
    ]
    return pd.concat(parts, ignore_index=True)


def by_channel(rows, **more):
    return cx.nps(rows, by="channel", every="month", **more)


def published(case):
    """Buyers of the published example as promoters of an NPS without detractors."""
    cells = {}
    for name, group in case["input"]["segments"].items():
        for side, month in enumerate(OCTOBER):
            n, rate = group[f"n{side}"], group[f"r{side}"]
            cells[month, name] = (round(n * rate), 0, n)
    return answers(cells)


def test_the_published_example(oracles):
    case = oracles["mix_rate_kitagawa"]
    row = mix_of_change(by_channel(published(case))).iloc[0]
    expected = case["expected"]
    assert row["change"] == pytest.approx(100 * expected["change"])
    assert (row["rate"], row["mix"]) == pytest.approx((100 * expected["rate_effect"], 100 * expected["mix_effect"]))
    assert row["std_error"] == pytest.approx(100 * oracles["mix_rate_se_fixed_mix"]["expected"]["rate_effect_se"])
    assert bool(row["reversal"]) is expected["simpson_reversal"] is True


def test_it_adds_up_to_the_change_of_the_total(oracles):
    rows = published(oracles["mix_rate_kitagawa"])
    row = mix_of_change(by_channel(rows)).iloc[0]
    total = changes(cx.nps(rows, every="month"), against=("last_year",)).iloc[-1]
    assert row["rate"] + row["mix"] == pytest.approx(row["change"]) == pytest.approx(total["difference"])


def test_joint_months_add_up_to_the_joint_change():
    rng = np.random.default_rng(4)
    cells = {}
    for month in ("2025-09", "2025-10", "2026-09", "2026-10"):
        for name in ("app", "web", "store"):
            n = int(rng.integers(80, 200))
            cells[month, name] = (int(n * rng.uniform(0.4, 0.6)), int(n * rng.uniform(0.1, 0.3)), n)
    rows = answers(cells)
    found = mix_of_change(by_channel(rows), holidays="KR").set_index("period")
    total = changes(cx.nps(rows, every="month"), against=("last_year",), holidays="KR").set_index("period")
    for period in ("2026-09", "2026-10"):
        row = found.loc[period]
        assert (row["span"], row["base_period"]) == ("2026-09/2026-10", "2025-09/2025-10")
        assert row["change"] == pytest.approx(total.loc[period, "difference"])
        assert (row["n"], row["base_n"]) == tuple(total.loc[period, ["n", "base_n"]])
    alone = mix_of_change(by_channel(rows[rows["responded_at"] != "2026-09-15"]), holidays="KR").iloc[0]
    assert (alone["reason"], alone["reversal"]) == ("no groups in 2026-09", False)


def test_weights_and_groups_that_come_and_go():
    rows = answers(
        {("2025-10", "old"): (30, 10, 80), ("2025-10", "app"): (40, 20, 100), ("2026-10", "app"): (40, 20, 100)}
    )
    row = mix_of_change(by_channel(rows.assign(weight=2.5), weight="weight")).iloc[0]
    assert row["rate"] == pytest.approx(0)
    assert row["mix"] == pytest.approx(row["change"]) == pytest.approx(20 - (20 + 20) / 180 * 100)
    assert row["groups"] == 2


def test_shares_too():
    cells = {("2025-10", "a"): (50, 50, 100), ("2025-10", "b"): (20, 80, 100), ("2026-10", "a"): (60, 40, 100)}
    rows = answers(cells | {("2026-10", "b"): (60, 240, 300)})
    frame = cx.csat(rows.assign(score=rows["score"].map({9: 5, 3: 1})), by="channel", every="month")
    row = mix_of_change(frame).iloc[0]
    assert (row["change"], row["rate"]) == pytest.approx((0.3 - 0.35, 0.1 * (0.5 + 0.25) / 2))
    assert row["unit"] == "share"


def test_what_is_hidden_small_or_unfinished_is_not_taken_apart():
    cells = {(month, name): (30, 10, 60) for month in OCTOBER for name in ("app", "web")}
    rows = answers(cells | {("2026-10", "pop-up"): (3, 1, 5)})
    shown = cx.protect([by_channel(rows)])[0]
    assert mix_of_change(shown)["reason"].tolist() == ["a group is hidden"]
    assert mix_of_change(shown)["change"].isna().all()
    few = answers(dict.fromkeys(cells, (5, 2, 9)))
    assert mix_of_change(by_channel(few))["reason"].tolist() == ["fewer than 30 on a side"]
    facts = cx.Facts(data_end=pd.Timestamp("2026-10-20").date())
    assert mix_of_change(by_channel(cx.Table(rows, facts=facts)))["reason"].tolist() == [
        "one of the periods is not over"
    ]
    assert mix_of_change(by_channel(answers({("2026-10", "app"): (30, 10, 60)}))).empty


def test_one_grouping_column_is_needed():
    rows = answers({(month, "app"): (30, 10, 60) for month in OCTOBER})
    for frame in (cx.nps(rows, every="month"), cx.nps(rows, by="channel")):
        with pytest.raises(ParameterError, match="one grouping column"):
            mix_of_change(frame)
