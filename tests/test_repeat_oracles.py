"""The repeat-purchase fixture with every trap in it, and simulations with known truth."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import DataError, ParameterError

STATUS = {"paid": "completed"}


@pytest.fixture
def orders(oracles):
    given = oracles["rpr_customer_share"]["input"]
    rows = pd.DataFrame(given["rows"], columns=given["columns"]).rename(
        columns={"customer": "customer_id", "created_at": "ordered_at", "net_qty": "amount"}
    )
    rows["ordered_at"] = pd.to_datetime(rows["ordered_at"], utc=True)
    rows["status"] = rows["status"].replace(STATUS)
    return cx.Table(rows, facts=cx.Facts(timezone="Asia/Seoul", data_end=pd.Timestamp("2024-06-30").date()))


def test_share_of_customers(oracles, orders):
    expected = oracles["rpr_customer_share"]["expected"]
    row = cx.repeat_rate(orders, definition="customer_share").iloc[0]
    assert (row.repeated, row.n) == (expected["repeat_customers"], expected["customers"])
    assert (row.conf_low, row.conf_high) == pytest.approx((expected["lower"], expected["upper"]))
    left_out = expected["excluded"]
    assert row.orders_no_customer == left_out["no_customer_id"]
    assert row.orders_cancelled == left_out["cancelled"]
    assert row.orders_returned == left_out["fully_returned"]
    assert row.orders_exchange == left_out["exchange"]
    assert row.orders_negative == left_out["unmatched_negative"]
    assert row.orders_merged == expected["merged_same_day"]


@pytest.mark.parametrize("days", [30, 90])
def test_within(oracles, orders, days):
    expected = oracles[f"repeat_within_{days}d"]["expected"]
    row = cx.repeat_rate(orders, within_days=days).iloc[0]
    eligible, curve = expected["eligible_only"], expected["kaplan_meier"]
    assert (row.repeated, row.n) == (eligible["k"], eligible["n"])
    assert (row.conf_low, row.conf_high) == pytest.approx((eligible["lower"], eligible["upper"]), abs=1e-6)
    assert row.km_estimate == pytest.approx(curve["rate"])
    assert (row.km_low, row.km_high) == pytest.approx((curve["lower"], curve["upper"]), abs=1e-6)
    assert row.customers == expected["naive"]["n"] != row.n


def test_share_of_orders(oracles, orders):
    expected = oracles["returning_order_share"]["expected"]
    row = cx.repeat_rate(orders, definition="order_share").iloc[0]
    assert (row.repeated, row.purchases) == (expected["returning_orders"], expected["orders"])
    assert row.estimate == pytest.approx(expected["share"])
    assert row.n == 12


def test_returning_buyers_by_month(oracles, orders):
    expected = oracles["returning_customers_by_month_kst"]["expected"]
    rows = cx.repeat_rate(orders, definition="monthly_returning").set_index("period")
    found = {month: {"active": int(row.n), "returning": int(row.repeated)} for month, row in rows.iterrows()}
    assert found == expected


def test_days_to_the_second_purchase(oracles, orders):
    table = {row[0]: row for row in oracles["repeat_durations"]["expected"]["table"]}
    found = pd.concat(
        cx.repeat_rate(orders, within_days=days, by="customer_id").assign(days=days) for days in (1, 5, 29, 36, 41, 90)
    )
    repeated = found[found["repeated"] > 0].groupby("customer_id")["days"].min()
    known = {name: row[2] for name, row in table.items() if row[3] and row[2] <= 90 and name != "c09"}
    assert {name: days for name, days in repeated.items() if name in known} == known
    assert set(found["customer_id"]) == set(table)


@pytest.mark.parametrize("case", ["month_bucket_tz_0", "month_bucket_tz_2", "month_bucket_tz_3"])
def test_months_are_local(oracles, case):
    given = oracles[case]["input"]
    rows = pd.DataFrame({"score": [9], "responded_at": pd.to_datetime([given["ts"]], utc=True)})
    found = cx.nps(rows, every="month", timezone=given["tz"]).period.item()
    assert found == oracles[case]["expected"]["month"]


def test_a_zone_must_be_named(orders):
    with pytest.raises(ParameterError, match="nothing says where a day begins"):
        cx.repeat_rate(orders.source, data_end="2024-06-30")


def test_censored_customers_do_not_lower_the_rate(oracles):
    """Exponential times to repeat under uniform acquisition: the naive rate is far too low."""
    case = oracles["naive_censoring_bias"]
    rng = np.random.default_rng(20240630)
    n, window = 60_000, case["input"]["acquisition_window"]
    first = rng.uniform(0, window, n)
    second = first + rng.exponential(1 / case["input"]["hazard_per_day"], n)
    rows = pd.DataFrame({"customer_id": np.r_[np.arange(n), np.arange(n)], "day": np.r_[first, second]})
    rows = rows[rows["day"] < window].assign(amount=1.0)
    rows["ordered_at"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(rows["day"], unit="D")
    rows["order_id"] = np.arange(len(rows))
    end = pd.Timestamp("2026-01-01") + pd.Timedelta(days=window - 1)
    row = cx.repeat_rate(rows, data_end=end, merge_same_day=False).iloc[0]
    naive = ((second < window) & (second - first <= 90)).mean()
    assert row.estimate == pytest.approx(case["expected"]["true"], abs=0.01)
    assert row.km_estimate == pytest.approx(case["expected"]["true"], abs=0.01)
    assert naive == pytest.approx(case["expected"]["naive_expected"], abs=0.01)


def test_a_month_that_cannot_be_observed_is_empty(orders):
    rows = cx.repeat_rate(orders, every="month").set_index("period")
    assert rows.loc["2024-05"].n == 0
    assert np.isnan(rows.loc["2024-05"].estimate)
    assert rows.loc["2024-05"].reason == "not observable yet: from 2024-08-29"
    assert rows.loc["2024-03"].n == 2


def test_old_customers_are_left_out_where_the_history_is_cut():
    rows = pd.DataFrame(
        {
            "order_id": ["1", "2", "3"],
            "customer_id": ["old", "old", "new"],
            "ordered_at": pd.to_datetime(["2024-01-10", "2024-02-01", "2025-02-01"]),
            "amount": 1.0,
        }
    )
    facts = {"data_end": "2026-01-01", "history_start": "2024-01-01", "history_complete": False}
    row = cx.repeat_rate(rows, **facts).iloc[0]
    assert (row.n, row.repeated, row.in_burn_in) == (1, 0, 1)
    with pytest.raises(ParameterError, match="nothing says when it starts"):
        cx.repeat_rate(rows, data_end="2026-01-01", history_complete=False)


def test_clear_errors(orders):
    with pytest.raises(ParameterError, match="nothing says until when"):
        cx.repeat_rate(orders.source, timezone="Asia/Seoul")
    with pytest.raises(ParameterError, match="within, customer_share"):
        cx.repeat_rate(orders, definition="naive")
    with pytest.raises(ParameterError, match="is no day"):
        cx.repeat_rate(orders, data_end="soon")


def purchases(rows, **more):
    frame = pd.DataFrame(rows, columns=["customer_id", "ordered_at"])
    frame["order_id"] = [str(i) for i in range(len(frame))]
    return frame.assign(ordered_at=pd.to_datetime(frame["ordered_at"]), amount=1.0, **more)


def test_nobody_or_everybody_came_back():
    """Kaplan-Meier claims no certainty where its error is not defined."""
    none = cx.repeat_rate(purchases([(f"c{i}", "2026-01-05") for i in range(15)]), data_end="2026-10-31").iloc[0]
    assert (none.km_estimate, none.km_low) == (0, 0)
    assert none.km_high == pytest.approx(none.conf_high)
    rows = [(f"c{i}", day) for i in range(15) for day in ("2026-01-05", "2026-01-20")]
    everybody = cx.repeat_rate(purchases(rows), data_end="2026-10-31").iloc[0]
    assert (everybody.km_estimate, everybody.km_high) == (1, 1)
    assert everybody.km_low == pytest.approx(everybody.conf_low)


def test_a_purchase_belongs_to_the_group_of_its_earliest_order():
    """One customer, one day, two stores is one purchase; the second day is a repeat, wherever it was."""
    rows = purchases(
        [("a", "2026-01-05 10:00"), ("a", "2026-01-05 11:00"), ("a", "2026-02-01 10:00"), ("a", "2026-02-01 10:00")],
        channel=["store 1", "store 2", "store 1", "store 2"],
    )
    whole = cx.repeat_rate(rows, definition="order_share", data_end="2026-10-31").iloc[0]
    assert (whole.purchases, whole.repeated) == (2, 1)
    by = cx.repeat_rate(rows, definition="order_share", data_end="2026-10-31", by="channel")
    assert (by["purchases"].sum(), by["repeated"].sum()) == (2, 1)
    assert by["channel"].tolist() == ["store 1"]


def test_words_that_are_none_of_the_contract():
    rows = purchases([("a", "2026-01-05")], status="Cancelled")
    with pytest.raises(DataError, match="1 orders have a status or kind that is none"):
        cx.repeat_rate(rows, data_end="2026-10-31")


@pytest.mark.parametrize("days", [0, -5, 1.5, 10**8])
def test_what_is_no_window(days):
    with pytest.raises(ParameterError, match="E-WINDOW"):
        cx.repeat_rate(purchases([("a", "2026-01-05")]), data_end="2026-10-31", within_days=days)


@pytest.mark.parametrize("name", ["level", "unit", "n", "estimate", "repeated"])
def test_a_group_may_not_be_named_like_a_result(name):
    rows = purchases([("a", "2026-01-05")], **{name: "x"})
    with pytest.raises(ParameterError, match=f"a column '{name}' of its own"):
        cx.repeat_rate(rows, data_end="2026-10-31", by=name)


@pytest.mark.parametrize("definition", ["within", "customer_share", "order_share"])
def test_no_purchase_is_one_row_with_a_reason(definition):
    orders = pd.DataFrame(
        {"order_id": ["1"], "customer_id": ["a"], "ordered_at": pd.to_datetime(["2026-01-01"]), "status": ["cancelled"]}
    )
    row = cx.repeat_rate(orders, definition=definition, data_end="2026-10-31").iloc[0]
    assert (row["n"], row["reason"], row["orders_cancelled"]) == (0, "no purchases", 1)
    assert pd.isna(row["estimate"])
    found = cx.time_to_repeat(orders, data_end="2026-10-31")
    assert found.curve.empty
    assert found.quantiles["estimate"].isna().all()
