"""Cohorts and the time to the second order: brute force, statsmodels, published numbers, and what may never happen."""

import importlib.metadata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

import cxmetrics as cx
from cxmetrics.errors import ParameterError

END = "2026-06-30"


def history(seed=5, customers=300, end=END):
    rng = np.random.default_rng(seed)
    first = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 170, customers), unit="D")
    rows = [(f"c{i}", day) for i, day in enumerate(first)]
    for i, day in enumerate(first):
        moment = day
        while rng.random() < 0.55:
            moment = moment + pd.Timedelta(days=int(rng.exponential(30)) + 1)
            rows.append((f"c{i}", moment))
    frame = pd.DataFrame(rows, columns=["customer_id", "ordered_at"]).query("ordered_at <= @end")
    return frame.assign(order_id=[f"o{i}" for i in range(len(frame))])


def counted(orders, *, rolling):
    """Count active customers of each cohort and age the slow way."""
    month = orders["ordered_at"].dt.to_period("M")
    orders = orders.assign(month=month, cohort=month.groupby(orders["customer_id"]).transform("min"))
    out = {}
    for cohort, rows in orders.groupby("cohort"):
        for age in range(6):
            now = cohort + age
            seen = rows[rows["month"] >= now] if rolling else rows[rows["month"] == now]
            out[str(cohort), age] = seen["customer_id"].nunique()
    return out


@pytest.mark.parametrize("rolling", [False, True])
def test_the_triangle_is_that_of_a_slow_count(rolling):
    orders = history()
    found = cx.retention(orders, data_end=END, months=5, rolling=rolling)
    cells = found[found["period"].notna() & found["estimate"].notna()]
    slow = counted(orders, rolling=rolling)
    assert {(r.period, r.age): r.active for r in cells.itertuples()} == {
        key: slow[key] for key in zip(cells["period"], cells["age"], strict=True)
    }
    assert len(cells) == 21  # six cohorts, the newest one known at age 0 alone


def test_a_cell_that_cannot_be_known_is_empty_and_says_from_when():
    found = cx.retention(history(), data_end="2026-06-20", months=3).set_index(["period", "age"])
    row = found.loc[("2026-04", 2)]
    assert pd.isna(row["estimate"])
    assert row["reason"] == "not observable yet: from 2026-06-30"
    assert pd.notna(found.loc[("2026-04", 1), "estimate"])


def test_the_pooled_rate_is_over_the_cohorts_that_reached_the_age():
    found = cx.retention(history(), data_end=END, months=4)
    cells, pooled = found[found["period"].notna()], found[found["period"].isna()].set_index("age")
    for age, rows in cells[cells["estimate"].notna()].groupby("age"):
        assert pooled.loc[age, "estimate"] == pytest.approx(rows["active"].sum() / rows["n"].sum())
        assert pooled.loc[age, "n"] == rows["n"].sum()


@settings(max_examples=12, deadline=None)
@given(days=st.integers(1, 200), seed=st.integers(0, 50))
def test_data_that_come_later_never_change_a_complete_bounded_cell(days, seed):
    later = pd.Timestamp(END) + pd.Timedelta(days=days)
    orders = history(seed, customers=60, end=later)
    before = cx.retention(orders[orders["ordered_at"] <= END], data_end=END, months=4)
    after = cx.retention(orders, data_end=str(later.date()), months=4)
    keys = ["period", "age"]
    known = before[before["period"].notna() & before["estimate"].notna()]
    both = known.merge(after, on=keys, suffixes=("", "_after"))
    assert both["estimate"].tolist() == both["estimate_after"].tolist()
    assert len(both) == len(known)


def test_bounded_is_never_above_rolling():
    orders = history()
    bounded, rolling = (cx.retention(orders, data_end=END, rolling=how)["estimate"] for how in (False, True))
    assert (bounded.dropna() <= rolling.dropna() + 1e-12).all()
    still = cx.retention(orders, data_end=END, rolling=True)
    falls = (
        still[still["period"].notna()].groupby("period")["estimate"].apply(lambda s: s.dropna().is_monotonic_decreasing)
    )
    assert falls.all()


def test_groups_add_up():
    orders = history().assign(channel=lambda f: np.where(f["customer_id"].str[-1] > "4", "app", "web"))
    parts = cx.retention(orders, data_end=END, by="channel").groupby(["period", "age"])["n"].sum()
    whole = cx.retention(orders, data_end=END).set_index(["period", "age"])["n"]
    common = parts.index.intersection(whole.index)
    assert (parts[common] == whole[common]).all()


def test_customers_seen_too_soon_are_left_empty():
    found = cx.retention(history(), data_end=END, history_complete=False, history_start="2025-03-01")
    early = found[found["period"] == "2026-01"]
    assert early["estimate"].isna().all()
    assert early["reason"].iloc[0].startswith("first seen too soon")
    assert found.loc[found["period"] == "2026-03", "estimate"].notna().any()


@pytest.mark.parametrize("months", [0, -1])
def test_an_age_is_one_month_or_more(months):
    with pytest.raises(ParameterError, match="E-MONTHS"):
        cx.retention(history(), data_end=END, months=months)


def test_the_curve_is_that_of_statsmodels():
    orders = history()
    found = cx.time_to_repeat(orders, data_end=END)
    days = orders.assign(day=orders["ordered_at"].dt.normalize()).drop_duplicates(["customer_id", "day"])
    days = days.sort_values("day").groupby("customer_id")["day"].apply(list)
    gaps = [(b[1] - b[0]).days if len(b) > 1 else (pd.Timestamp(END) - b[0]).days for b in days]
    curve = SurvfuncRight(gaps, [len(b) > 1 for b in days])
    inside = found.curve["day"] > 0
    assert found.curve.loc[inside, "day"].tolist() == curve.surv_times[curve.surv_times > 0].tolist()
    assert (1 - found.curve.loc[inside, "estimate"]).tolist() == pytest.approx(curve.surv_prob[curve.surv_times > 0])
    assert found.curve["std_error"].tolist() == pytest.approx(curve.surv_prob_se[: len(found.curve)])
    for row in found.quantiles.itertuples():
        assert row.estimate == curve.quantile(row.share)


def test_a_share_that_never_comes_back_is_not_reached():
    orders = history().drop_duplicates("customer_id")
    quantiles = cx.time_to_repeat(orders, data_end=END).quantiles
    assert quantiles["estimate"].isna().all()
    assert set(quantiles["reason"]) == {"not reached"}


def test_groups_have_curves_of_their_own():
    orders = history().assign(channel=lambda f: np.where(f["customer_id"].str[-1] > "4", "app", "web"))
    both = cx.time_to_repeat(orders, data_end=END, by="channel").curve
    alone = cx.time_to_repeat(orders[orders["channel"] == "app"], data_end=END).curve
    assert both.loc[both["channel"] == "app", "estimate"].tolist() == alone["estimate"].tolist()


def test_cdnow():
    files = importlib.metadata.files("lifetimes") or []
    path = next(file for file in files if file.name == "CDNOW_master.txt").locate()
    raw = pd.read_csv(path, sep=r"\s+", header=0, names=["customer_id", "day", "quantity", "amount"], dtype=str)
    orders = raw.assign(ordered_at=pd.to_datetime(raw["day"], format="%Y%m%d"), order_id=raw.index.astype(str))
    found = cx.retention(orders.drop(columns=["amount", "quantity", "day"]), data_end="1998-06-30", months=1)
    first = found.set_index(["period", "age"])
    months = ["1997-01", "1997-02", "1997-03"]
    assert [first.loc[(month, 0), "n"] for month in months] == [7846, 8476, 7248]
    assert [round(100 * first.loc[(month, 1), "estimate"], 2) for month in months] == [14.75, 15.48, 14.24]
