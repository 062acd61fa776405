"""Channel count against return, from orders: landmarks, the naive trap, and what is left."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import engine
from cxmetrics.channels.landmarks import Windows, customers_at
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.loyalty.history import rules_of
from tests.effects.panel import FIRST_DAY, panel

RULES = {"data_end": "2026-09-27", "history_start": "2026-01-01", "landmarks": 1}


def toy(case):
    events = pd.DataFrame(case["input"]["events"], columns=["customer_id", "day", "channel"])
    days = FIRST_DAY + pd.to_timedelta(events["day"], "D")
    return events.assign(ordered_at=days, order_id=events.index.astype(str), amount=1.0)


def test_a_log_counted_by_hand(oracles):
    case = oracles["landmark_toy_log"]
    orders = engine.as_table(toy(case), data_end=date(2026, 6, 29))
    rules = rules_of(orders.facts)
    at = (FIRST_DAY + pd.Timedelta(days=90)).date()
    rows = customers_at(orders, None, Windows(90, 90, 3), [at], by=[], rules=rules)
    there = rows[rows["at_risk"] == 1]
    assert dict(zip(there["customer_id"], there["channels"], strict=True)) == case["expected"]["channels_baseline"]
    assert sorted(set(rows["customer_id"]) - set(there["customer_id"])) == case["expected"]["excluded_no_baseline"]
    for name, flag, part in (("naive_full_history", "many_ever", rows), ("landmark", "many", there)):
        counted = part.groupby(flag)["returned"].agg(["sum", "size"])
        want = case["expected"][name]
        assert counted.loc[1].tolist() == want["exposed"]
        assert counted.loc[0].tolist() == want["unexposed"]


@pytest.fixture(scope="module")
def found():
    return cx.channel_retention(panel(seed=3).orders, adjust=["digital"], **RULES)


def test_the_naive_gap_is_an_artefact(found):
    rows = found.estimates.set_index("method")
    assert rows.loc["crude_history", "estimate"] > 0.35
    assert rows.loc["overlap", "conf_low"] < 0 < rows.loc["overlap", "conf_high"]
    assert rows.loc["crude_landmark", "estimate"] > rows.loc["overlap", "estimate"]
    assert found.landmarks == (date(2026, 6, 30),)
    assert (found.balance["estimate"].abs() < 0.1).all()


def test_rows_are_those_of_pandas(found):
    """The crude comparison, counted again from the orders."""
    orders = panel(seed=3).orders
    day = orders["ordered_at"].dt.normalize()
    before = orders[day < pd.Timestamp("2026-06-30")].assign(day=day)
    use = (
        before.drop_duplicates(["customer_id", "day", "channel"])
        .groupby("customer_id")["channel"]
        .agg(["size", "nunique"])
    )
    could = use[use["size"] >= 3]
    back = could.index.isin(orders.loc[day >= pd.Timestamp("2026-06-30"), "customer_id"])
    many = could["nunique"].to_numpy() >= 3
    row = found.estimates.set_index("method").loc["crude_landmark"]
    assert (row["n"], row["n_exposed"]) == (len(could), many.sum())
    assert row["estimate"] == pytest.approx(back[many].mean() - back[~many].mean(), abs=1e-9)


def test_landmarks_are_a_window_apart_and_customers_are_clusters():
    rng = np.random.default_rng(2)
    days = FIRST_DAY + pd.to_timedelta(rng.integers(0, 600, 6000), "D")
    orders = pd.DataFrame({"order_id": range(6000), "customer_id": rng.integers(0, 600, 6000), "ordered_at": days,
                           "channel": rng.choice(["a", "b", "c", "d"], 6000), "amount": 5.0})  # fmt: skip
    made = cx.channel_retention(orders, data_end="2027-08-23")
    assert [str(day) for day in made.landmarks] == ["2026-08-29", "2026-11-27", "2027-02-25", "2027-05-26"]
    assert made.estimates["n"].max() <= 600
    assert "landmark" in made.covariates


def test_touchpoints_are_occasions_too():
    orders = panel(seed=3).orders
    visits = orders.assign(occurred_at=orders["ordered_at"], touchpoint="website", channel="chat")
    made = cx.channel_retention(orders, visits, adjust=["digital"], **RULES)
    plain = cx.channel_retention(orders, adjust=["digital"], **RULES)
    assert made.estimates["n"].iloc[-1] > plain.estimates["n"].iloc[-1]


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"at_least": 1}, ParameterError, "E-CHANNELS"),
        ({"at_least": 9}, DataError, "E-ONE-ARM"),
        ({"landmarks": 0}, ParameterError, "E-LANDMARKS"),
        ({"outcome_days": 0}, ParameterError, "E-WINDOW-OF"),
        ({"outcome_days": 200}, ParameterError, "E-WINDOWS 180 days before a landmark and 200 after it do not fit"),
        ({"data_end": None}, ParameterError, "E-DATA-END"),
        ({"adjust": ["nothing"]}, ParameterError, "E-COLUMN"),
    ],
)
def test_wrong_questions(change, error, code):
    with pytest.raises(error, match=code):
        cx.channel_retention(panel(seed=3, n=500).orders, **{**RULES, **change})


def test_orders_without_a_channel():
    with pytest.raises(ParameterError, match="E-COLUMN orders has no column 'channel'"):
        cx.channel_retention(panel(n=50).orders.drop(columns="channel"), **RULES)


def test_the_sample_company_has_no_effect_and_a_naive_gap(sample):
    made = cx.channel_retention(cx.open_company(sample).load().orders)
    rows = made.estimates.set_index("method")
    assert rows.loc["crude_history", "estimate"] > 0.2
    for method in ("stratified", "g_computation", "overlap", "mantel_haenszel"):
        assert abs(rows.loc[method, "estimate"]) < 3 * rows.loc[method, "std_error"], method
    assert rows.loc["overlap", "conf_low"] < 0 < rows.loc["overlap", "conf_high"]


def test_the_number_of_occasions_has_no_twin_that_stands_in_for_it():
    """Left out, it moves the estimate: of two columns that are alike neither would."""
    orders = panel(seed=4).orders
    orders["amount"] = np.random.default_rng(1).gamma(0.3, 30, len(orders))  # else what was spent would be its twin
    made = cx.channel_retention(orders, adjust=["digital"], **RULES)
    assert "orders" not in made.covariates
    moved = made.sensitivity.set_index("what")["estimate"]
    assert moved["occasions"] > 0.01
    visits = orders.assign(occurred_at=orders["ordered_at"], touchpoint="website", channel="chat")
    assert "orders" in cx.channel_retention(orders, visits, adjust=["digital"], **RULES).covariates
