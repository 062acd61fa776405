"""The baseline: every number the slow way, statsmodels' errors, what the generator knows, and what is missing."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import cxmetrics as cx
from cxmetrics import parts
from cxmetrics.errors import ParameterError
from cxmetrics.value import baseline
from tests.channels.toy import END
from tests.value import made

START = pd.Timestamp("2025-11-01")
STARTS = pd.date_range(START, END, freq="MS")


@pytest.fixture(scope="module")
def tables():
    return made.tables()


@pytest.fixture(scope="module")
def found(tables, tmp_path_factory):
    company = made.loaded(tmp_path_factory.mktemp("value") / "x", **tables)
    frame = baseline(company, segments=["vip", "nobody"])
    return frame.set_index([frame["metric"].str.removeprefix("baseline_"), "segment"])


@pytest.fixture(scope="module")
def kept(tables):
    return made.held(tables["orders"], STARTS)


@pytest.fixture(scope="module")
def measured(tables, kept):
    """Rows of the window, a column x each, by quantity."""
    orders, returns, tickets = (tables[name] for name in ("orders", "returns", "tickets"))
    own, new = made.occasions(orders), made.newcomers(orders)
    back = made.asked_back(orders, returns)
    back = back[back["day"] >= START]
    alone, asked = back[back["asked"] == 0], back[back["asked"] == 1]
    worth = alone["margin"].sum() / alone["amount"].sum()
    served = tickets.assign(day=tickets["opened_at"].dt.normalize())
    served["customer_id"] = served["customer_id"].fillna(served["ticket_id"])
    won = new.merge(tables["customers"], on="customer_id").dropna(subset=["acquisition_cost"])
    rows = {
        "order_value": own.assign(x=own["amount"]),
        "margin_per_order": own.assign(x=own["margin"]),
        "repeat_rate": new[new["day"] <= END - pd.Timedelta(days=90)].assign(x=lambda r: r["again"]),
        "return_rate": back.assign(x=back["asked"]),
        "cost_per_return": asked.assign(x=worth * asked["amount"] - asked["margin"]),
        "churn_rate": kept.assign(x=kept["lost"]),
        "margin_per_customer": kept.assign(x=kept["margin"]),
        "acquisition_cost": won.assign(x=won["acquisition_cost"]),
        "cost_per_contact": served.dropna(subset=["cost"]).assign(x=lambda r: r["cost"]),
    }
    return {name: one[one["day"] >= START] for name, one in rows.items()}


NAMES = ["order_value", "margin_per_order", "repeat_rate", "return_rate", "cost_per_return", "churn_rate"]
GAPS = ["repeat_gap_score", "repeat_gap_on_time", "repeat_gap_on_time_crude"]
NAMES += ["margin_per_customer", "acquisition_cost", "cost_per_contact"]


@pytest.mark.parametrize(("name", "segment"), list(itertools.product(NAMES, ["", "vip"])))
def test_a_mean_is_that_of_a_slow_count_with_the_error_of_statsmodels(found, measured, tables, name, *, segment):
    rows, row = measured[name], found.loc[(name, segment)]
    if segment:
        people = tables["customers"].set_index("customer_id")["segment"]
        rows = rows[rows["customer_id"].map(people) == segment]
    assert row["estimate"] == pytest.approx(rows["x"].mean())
    assert row["n"] == rows["customer_id"].nunique() >= 30
    if name == "repeat_rate":
        wanted = proportion_confint(rows["x"].sum(), len(rows), method="wilson")
        assert [row["conf_low"], row["conf_high"]] == pytest.approx(wanted)
    elif row["n"] >= 40:
        groups = pd.factorize(rows["customer_id"])[0]
        fit = sm.OLS(rows["x"].to_numpy(), np.ones(len(rows))).fit(cov_type="cluster", cov_kwds={"groups": groups})
        assert row["std_error"] == pytest.approx(fit.bse[0], rel=1e-6)
        low = row["estimate"] - stats.norm.ppf(0.975) * row["std_error"]
        assert row["conf_low"] == pytest.approx(max(low, 0) if row["unit"] == "share" else low)
    spread = rows["x"].std() if row["unit"] == "money" else np.nan
    assert row["spread"] == pytest.approx(spread, nan_ok=True)


@pytest.mark.parametrize("segment", ["", "vip"])
def test_a_volume_is_the_mean_of_the_months(found, tables, kept, segment):
    people = tables["customers"].set_index("customer_id")["segment"]
    contacts = tables["tickets"].assign(day=tables["tickets"]["opened_at"].dt.normalize())
    days = {"orders": made.occasions(tables["orders"]), "new_customers": made.newcomers(tables["orders"]),
            "contacts": contacts, "active_customers": kept}  # fmt: skip
    for name, rows in days.items():
        own = rows[rows["customer_id"].map(people) == segment] if segment else rows
        own = own[own["day"] >= START]
        totals = own.groupby(own["day"].dt.to_period("M")).size().reindex(STARTS.to_period("M"), fill_value=0)
        low, high = stats.t.interval(0.95, 11, totals.mean(), stats.sem(totals))
        row = found.loc[(name, segment)]
        assert row[["estimate", "std_error"]].tolist() == pytest.approx([totals.mean(), stats.sem(totals)]), name
        assert row[["conf_low", "conf_high"]].tolist() == pytest.approx([low, high]), name
        assert row["months"] == "2025-11/2026-10"
        who = own["customer_id"] if name != "contacts" else own["customer_id"].fillna(own["ticket_id"])
        assert row["n"] == who.nunique()


def test_the_spread_of_contacts_is_that_of_a_customer_in_a_month(found, tables, kept):
    opened = tables["tickets"].assign(day=tables["tickets"]["opened_at"].dt.to_period("M").dt.start_time)
    counts = opened.groupby(["customer_id", "day"]).size().rename("contacts").reset_index()
    each = kept.merge(counts, on=["customer_id", "day"], how="left")["contacts"].fillna(0)
    assert found.loc[("contacts", ""), "spread"] == pytest.approx(each.std())


def test_the_repeat_rate_is_that_of_the_months(found, tables, tmp_path):
    orders = made.loaded(tmp_path, orders=tables["orders"]).orders
    rates = cx.repeat_rate(orders, every="month")
    rates = rates[(rates["period"] >= "2025-11") & (rates["period"] <= "2026-07")]
    partly = cx.repeat_rate(orders, every="day")
    partly = partly[(partly["period"] >= "2026-08-01") & (partly["period"] <= "2026-08-02")]
    n, repeated = (rates[name].sum() + partly[name].sum() for name in ("n", "repeated"))
    assert found.loc[("repeat_rate", ""), ["n", "estimate"]].tolist() == pytest.approx([n, repeated / n])


def test_active_customers_times_their_margin_is_what_they_bring(found, measured):
    active, each = (found.loc[(name, ""), "estimate"] for name in ("active_customers", "margin_per_customer"))
    assert active * each * 12 == pytest.approx(measured["margin_per_customer"]["x"].sum())


def test_a_segment_of_nobody_is_missing(found):
    rows = found.xs("nobody", level="segment").drop(index=GAPS)
    assert rows["reason"].eq("too few customers").all()
    assert rows["n"].eq(0).all()
    assert rows["estimate"].isna().all()


def test_what_a_company_does_not_have_is_missing_with_the_reason(tables, tmp_path):
    bare = tables["orders"].drop(columns="margin")
    found = baseline(made.loaded(tmp_path / "a", orders=bare), segments=["vip"]).set_index(["segment", "metric"])
    reasons = found.loc["", "reason"].dropna().to_dict()
    assert reasons == {
        "baseline_contacts": "no tickets", "baseline_cost_per_contact": "no tickets",
        "baseline_return_rate": "no returns", "baseline_cost_per_return": "no returns",
        "baseline_margin_per_order": "no margins", "baseline_margin_per_customer": "no margins",
        "baseline_further_margin": "no margins",
        "baseline_acquisition_cost": "no acquisition costs", "baseline_repeat_gap_score": "no answers",
        "baseline_repeat_gap_on_time": "no deliveries", "baseline_repeat_gap_on_time_crude": "no deliveries",
    }  # fmt: skip
    assert found.loc["", "estimate"][list(reasons)].isna().all()
    assert found.loc[("vip", "baseline_orders"), "reason"] == "no segments"
    served = baseline(made.loaded(tmp_path / "b", tickets=tables["tickets"].drop(columns="cost"))).set_index("metric")
    assert served["reason"]["baseline_cost_per_contact"] == "no cost of tickets"
    assert served["reason"]["baseline_orders"] == "no purchases"
    assert served["estimate"]["baseline_contacts"] > 0
    for text in {*found["reason"].dropna(), *served["reason"].dropna()}:
        assert parts.reason({"reason": text}, min_n=30)["key"].startswith("reason-"), text


def test_months_that_are_not_whole_do_not_count(tables, tmp_path):
    late = tables["orders"][tables["orders"]["ordered_at"] >= "2026-08-14"]
    found = baseline(made.loaded(tmp_path / "a", orders=late)).set_index("metric")
    september = made.occasions(late).query("'2026-09-01' <= day")
    assert found.loc["baseline_orders", "months"] == "2026-09/2026-10"
    assert found.loc["baseline_orders", "estimate"] == len(september) / 2
    assert found.loc["baseline_active_customers", "reason"] == "fewer than two whole months"
    until = pd.Timestamp("2026-10-20")
    cut = {
        name: rows[rows.filter(regex="_at$").iloc[:, 0] <= until]
        for name, rows in tables.items()
        if name != "customers"
    }
    cut = baseline(made.loaded(tmp_path / "b", end=until, **cut), months=3).set_index("metric")
    assert cut.loc["baseline_orders", "months"] == "2026-07/2026-09"


def test_of_sampled_orders_no_count_of_customers_is_given(tables, tmp_path):
    company = made.loaded(tmp_path, said='sampled = "orders"\n', orders=tables["orders"])
    found = baseline(company).set_index("metric")["reason"]
    assert found["baseline_repeat_rate"] == found["baseline_orders"] == found["baseline_churn_rate"] == "sampled orders"
    assert pd.isna(found["baseline_order_value"])


def test_one_customer_who_makes_most_of_the_money_hides_it(tables, tmp_path):
    orders = tables["orders"].copy()
    last = orders[orders["customer_id"].notna() & orders["status"].isna()]["ordered_at"].idxmax()
    orders.loc[last, ["amount", "margin"]] = 1e12, 5e11
    found = baseline(made.loaded(tmp_path, orders=orders)).set_index("metric")
    assert found.loc["baseline_order_value", "reason"].startswith("one customer stands")
    assert pd.isna(found.loc["baseline_order_value", "estimate"])


def test_no_month_and_no_window_are_refused(tables, tmp_path):
    company = made.loaded(tmp_path, orders=tables["orders"])
    with pytest.raises(ParameterError, match="no number of months"):
        baseline(company, months=0)
    with pytest.raises(ParameterError, match="no window"):
        baseline(company, within_days=0)
    with pytest.raises(ParameterError, match="no confidence level"):
        baseline(company, level=1)


def test_the_sample_company_stands_where_it_was_made_to(sample, sample_company):
    truth = json.loads((sample / "truth.json").read_text("utf-8"))
    company = sample_company
    found = baseline(company).set_index("metric")
    rates = [truth["repeat_90_days"]["by_regime"][name] for name in ("2025_07_to_2025_11", "from_2025_12")]
    row = found.loc["baseline_repeat_rate"]
    assert row["conf_low"] < np.mean(rates) < row["conf_high"]
    costs = truth["acquisition"]["cost"]
    first = made.occasions(company.orders.df().query("kind == 'sale'")).groupby("customer_id")["day"].min()
    people = company.customers.df().set_index("customer_id").loc[first[first >= START].index]
    mix = people["acquisition_source"].value_counts(normalize=True)
    row = found.loc["baseline_acquisition_cost"]
    assert row["conf_low"] < sum(mix[name] * costs[name] for name in mix.index) < row["conf_high"]
    assert found["estimate"].notna().all()
    lost = -truth["repeat_effects"]["late_standardised"]
    row = found.loc["baseline_repeat_gap_on_time"]
    assert 0 < row["conf_low"] < lost < row["conf_high"]
    assert row["method"] == "overlap"
    assert row["conf_high"] - row["conf_low"] < 2 * lost
