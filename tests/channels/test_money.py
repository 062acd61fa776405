"""Winning and keeping customers: the slow way with pandas, scipy's intervals, and what is missing."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxmetrics as cx
from cxmetrics.channels import cost_of_winning, winning_and_keeping
from cxmetrics.errors import ParameterError
from tests.channels.toy import END, bought, company

ASKED = {"data_end": END.date()}
START = pd.Timestamp("2025-11-01")


@pytest.fixture(scope="module")
def tables():
    orders, rng = company(), np.random.default_rng(8)
    people = pd.DataFrame({"customer_id": sorted(orders["customer_id"].dropna().unique())})
    people["acquisition_source"] = rng.choice(["search", "live", "friend"], len(people))
    people["acquisition_cost"] = rng.gamma(4, 2000, len(people))
    people.loc[rng.random(len(people)) < 0.1, "acquisition_cost"] = np.nan
    people["points_used"] = np.where(rng.random(len(people)) < 0.5, rng.integers(0, 4000, len(people)), 0)
    return orders, people


def slowly(orders, people):
    """Cost of each new customer, and cost and margin of each who came back, customer by customer."""
    known, facts = bought(orders), people.set_index("customer_id")
    first = known.groupby("customer_id")["day"].min()
    won = facts.loc[first[first >= START].index].dropna(subset="acquisition_cost")
    later = known[(known["day"] > known["customer_id"].map(first)) & (known["day"] >= START)]
    kept = later.fillna({"discount": 0}).groupby("customer_id")[["discount", "margin"]].sum()
    return won, kept["discount"] + facts.loc[kept.index, "points_used"], kept["margin"]


def test_costs_are_those_of_a_slow_count(tables):
    found = winning_and_keeping(*tables, **ASKED).set_index("metric")
    won, cost, margin = slowly(*tables)
    for name, values in (
        ("cost_of_winning", won["acquisition_cost"]),
        ("cost_of_keeping", cost),
        ("margin_of_kept", margin),
    ):
        row = found.loc[name]
        known = stats.ttest_1samp(values, 0).confidence_interval()
        assert row["n"] == len(values)
        assert [row["estimate"], row["conf_low"], row["conf_high"]] == pytest.approx([values.mean(), *known])
    welch = stats.ttest_ind(won["acquisition_cost"], cost, equal_var=False).confidence_interval()
    row = found.loc["winning_less_keeping"]
    assert [row["conf_low"], row["conf_high"]] == pytest.approx(list(welch))
    assert row["n"] == min(len(won), len(cost))


def test_costs_by_what_brought_the_customer(tables):
    found = cost_of_winning(*tables, **ASKED).set_index("acquisition_source")
    won = slowly(*tables)[0].groupby("acquisition_source")["acquisition_cost"]
    assert found["estimate"].to_dict() == pytest.approx(won.mean().to_dict())
    assert found["n"].to_dict() == won.size().to_dict()


def test_where_the_history_begins_late_old_customers_are_not_new(tables):
    orders, people = tables
    table = cx.Table(orders, facts=cx.Facts(history_complete=False, history_start=pd.Timestamp("2025-06-01").date()))
    row = winning_and_keeping(table, people, **ASKED).iloc[0]
    known = bought(orders).groupby("customer_id")["day"].min()
    new = people.set_index("customer_id").loc[known[known >= pd.Timestamp("2026-06-01")].index, "acquisition_cost"]
    assert row["n"] == new.notna().sum()


def test_one_customer_who_makes_most_of_it_is_not_shown(tables):
    orders, people = tables
    costly = people.assign(acquisition_cost=people["acquisition_cost"].fillna(0))
    new = slowly(orders, costly)[0].index[0]
    costly.loc[costly["customer_id"] == new, "acquisition_cost"] = 1e9
    found = winning_and_keeping(orders, costly, **ASKED).set_index("metric")
    assert found["estimate"].isna().to_dict() == {
        "cost_of_winning": True, "cost_of_keeping": False, "margin_of_kept": False, "winning_less_keeping": True,
    }  # fmt: skip
    assert found.loc["cost_of_winning", "reason"] == "one customer stands for more than half"


def test_without_points_keeping_costs_the_discounts(tables):
    orders, people = tables
    found = winning_and_keeping(orders, people.drop(columns="points_used"), **ASKED).set_index("metric")
    none = slowly(orders, people.assign(points_used=0))[1]
    assert found.loc["cost_of_keeping", "estimate"] == pytest.approx(none.mean())


def test_nobody_has_no_cost_but_a_reason(tables):
    orders, people = tables
    old = orders[orders["ordered_at"] < "2025-01-01"]
    found = winning_and_keeping(old, people, **ASKED)
    assert found["estimate"].isna().all()
    assert found["reason"].eq("no customers").all()
    assert cost_of_winning(old, people, **ASKED).empty


@pytest.mark.parametrize("column", ["acquisition_cost", "discount", "margin"])
def test_a_missing_column_is_named(tables, column):
    orders, people = (table.drop(columns=column, errors="ignore") for table in tables)
    with pytest.raises(ParameterError, match=f"no column '{column}'"):
        winning_and_keeping(orders, people, **ASKED)


def test_sources_need_their_column(tables):
    orders, people = tables
    with pytest.raises(ParameterError, match="no column 'acquisition_source'"):
        cost_of_winning(orders, people.drop(columns="acquisition_source"), **ASKED)
