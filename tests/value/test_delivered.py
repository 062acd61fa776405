"""Promised against delivered: differences in differences by statsmodels, and verdicts that follow from the interval."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxmetrics import parts
from cxmetrics.errors import ParameterError
from cxmetrics.value import delivered
from cxmetrics.value.change import change_of
from tests.channels.toy import END
from tests.value import made

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2026-02-01")
STARTS = pd.date_range("2025-08-01", "2026-07-31", freq="MS")


def initiatives(**columns):
    base = {"initiative_id": "i1", "name": "it", "starts_on": "2026-02-01", "segment": "vip", "ramp_months": None,
            "low": 0.0, "mode": 0.05, "high": 0.1}  # fmt: skip
    return pd.DataFrame([base | columns])


@pytest.fixture(scope="module")
def tables():
    return made.tables(seed=9)


@pytest.fixture(scope="module")
def company(tables, tmp_path_factory):
    return made.loaded(tmp_path_factory.mktemp("value") / "x", **tables)


@pytest.fixture(scope="module")
def rows_of_lever(tables):
    """A row that is compared: its customer, day and value, by lever; with the days that it is watched."""
    orders = tables["orders"]
    new, own, kept = made.newcomers(orders), made.occasions(orders), made.held(orders, STARTS)
    opened = tables["tickets"].assign(day=tables["tickets"]["opened_at"].dt.to_period("M").dt.start_time)
    served = kept.merge(opened.groupby(["customer_id", "day"]).size().rename("x").reset_index(), how="left")
    won = new.merge(tables["customers"], on="customer_id").dropna(subset=["acquisition_cost"])
    return {
        "repeat_rate": (new.assign(x=new["again"]), 90),
        "basket": (own.assign(x=own["amount"]), 0),
        "price": (own.assign(x=own["amount"]), 0),
        "acquisition_cost": (won.assign(x=won["acquisition_cost"]), 0),
        "returns": (made.asked_back(orders, tables["returns"]).assign(x=lambda rows: rows["asked"]), 30),
        "churn": (kept.assign(x=kept["lost"]), 0),
        "contacts": (served.fillna({"x": 0}), 0),
    }


def by_statsmodels(rows, *, relative):
    """Change of a mean, or of its logarithm, with the error of clusters, as R's svymean would scale it."""
    groups, x = pd.factorize(rows["customer_id"])[0], sm.add_constant(rows["late"].astype(float).to_numpy())
    clusters = {"groups": groups, "use_correction": False}
    family = sm.families.Poisson() if relative else sm.families.Gaussian()
    fit = sm.GLM(rows["x"].to_numpy(float), x, family=family).fit(cov_type="cluster", cov_kwds=clusters)
    n = groups.max() + 1
    return fit.params[1], fit.bse[1] ** 2 * n / (n - 1)


LEVERS = ["repeat_rate", "basket", "price", "acquisition_cost", "returns", "churn", "contacts"]
RELATIVE = {"basket", "price", "acquisition_cost", "contacts"}
WORSE = {"acquisition_cost", "contacts", "returns", "churn"}


@pytest.mark.parametrize(
    "lever", ["repeat_rate", "basket", "price", "acquisition_cost", "returns", "churn", "contacts"]
)
def test_a_difference_in_differences_is_that_of_statsmodels(company, tables, rows_of_lever, lever):
    rows, watched = rows_of_lever[lever]
    if lever in {"churn", "contacts"}:
        before, after = (START - pd.DateOffset(months=6), START), (START, START + pd.DateOffset(months=6))
    else:
        length = min(180, (END + DAY - watched * DAY - START).days) * DAY
        before, after = (START - watched * DAY - length, START - watched * DAY), (START, START + length)
    sides = [rows["day"].between(*window, inclusive="left") for window in (before, after)]
    rows = rows.assign(late=sides[1])[sides[0] | sides[1]]
    vip = rows["customer_id"].map(tables["customers"].set_index("customer_id")["segment"]) == "vip"
    relative = lever in RELATIVE
    (d1, v1), (d0, v0) = (by_statsmodels(rows[side], relative=relative) for side in (vip, ~vip))
    found, error = d1 - d0, np.sqrt(v1 + v0)
    low, high = found - 1.959964 * error, found + 1.959964 * error
    wanted = np.expm1([found, low, high]) if relative else np.array([found, low, high])
    wanted = -wanted[[0, 2, 1]] if lever in WORSE else wanted
    row = delivered(initiatives(lever=lever), company).iloc[0]
    assert row[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(wanted.tolist(), abs=1e-6)
    assert row["std_error"] == pytest.approx(error * (np.exp(found) if relative else 1), rel=1e-5)
    assert row["n"] == rows["customer_id"].nunique()
    means = [rows.loc[side & (rows["late"] == late), "x"].mean() for side in (vip, ~vip) for late in (False, True)]
    assert row[["before", "after", "others_before", "others_after"]].tolist() == pytest.approx(means)
    assert row["days"] == (after[1] - after[0]).days
    assert (row["before_from"], row["after_from"]) == (f"{before[0]:%Y-%m-%d}", "2026-02-01")


def test_a_change_is_that_of_many_samples_of_customers():
    """Customers who stand in both windows bring the two means closer together: the bootstrap sees it too."""
    rng = np.random.default_rng(2)
    mood = rng.gamma(2, 1, 400)
    w0, w1 = rng.poisson(2, 400) * (rng.random(400) < 0.8), rng.poisson(3, 400)
    s0, s1 = (rng.poisson(mood * w).astype(float) for w in (w0, w1))
    people = pd.DataFrame({"w0": w0, "s0": s0, "w1": w1, "s1": s1}).astype(float)

    def sums(rows):
        pairs = ["w0w0", "w0s0", "s0s0", "w1w1", "w1s1", "s1s1", "w0w1", "w0s1", "s0w1", "s0s1"]
        products = {pair: float((rows[pair[:2]] * rows[pair[2:]]).sum()) for pair in pairs}
        return {"units": len(rows), **rows.sum().to_dict(), **products}

    for relative in (False, True):
        found = change_of(sums(people), relative=relative)
        drawn = [change_of(sums(people.iloc[rng.integers(0, 400, 400)]), relative=relative).change for _ in range(2000)]
        assert found.variance**0.5 == pytest.approx(np.std(drawn), rel=0.06)


def many(seed, *, effect=0.0, n=3000, worst_first=False):
    """Customers who pay about as much before and after; the reached ones more by an effect from the start on."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(8, 1000, n)
    paid = [level * rng.lognormal(0, 0.4, n) for _ in range(2)]
    reached = paid[0] < np.median(paid[0]) if worst_first else rng.random(n) < 0.5
    paid[1] = paid[1] * np.where(reached, 1 + effect, 1)
    ids, since = [f"c{i}" for i in range(n)], [START - 179 * DAY, START]
    sides = [
        pd.DataFrame({"order_id": [f"{name}{i}" for i in ids], "customer_id": ids, "amount": amount.round(),
                      "ordered_at": first + pd.to_timedelta(rng.integers(0, 179, n), unit="D")})
        for name, first, amount in zip("ab", since, paid, strict=True)
    ]  # fmt: skip
    older = pd.DataFrame({"order_id": ["old", "new"], "customer_id": ["c0", "c0"], "amount": 8000.0,
                          "ordered_at": [START - 250 * DAY, END]})  # fmt: skip
    people = pd.DataFrame({"customer_id": ids, "segment": np.where(reached, "vip", "plain")})
    return {"orders": pd.concat([*sides, older]), "customers": people}


@pytest.mark.parametrize(
    ("effect", "mode", "verdict"),
    [(0.10, 0.10, "kept"), (0.10, 0.02, "kept"), (0.0, 0.10, "below"), (-0.1, 0.01, "below"), (0.0, 0.001, "unclear")],
)
def test_a_verdict_follows_from_the_interval(tmp_path, effect, mode, verdict):
    row = delivered(initiatives(lever="basket", mode=mode), made.loaded(tmp_path, **many(1, effect=effect))).iloc[0]
    assert row["conf_low"] < effect < row["conf_high"]
    assert row["verdict"] == verdict
    assert row["promised_mode"] == mode


def test_while_it_ramps_up_it_is_too_early_to_be_below(tmp_path):
    company = made.loaded(tmp_path, **many(1))
    row = delivered(initiatives(lever="basket", mode=0.1, ramp_months=12), company).iloc[0]
    assert row["ramping"]
    assert row["verdict"] == "too_early"
    row = delivered(initiatives(lever="basket", mode=0.1, ramp_months=2), company).iloc[0]
    assert not row["ramping"]
    assert (row["verdict"], row["after_from"]) == ("below", "2026-04-03")


def test_without_a_segment_there_is_a_description_and_no_effect(company, tables):
    row = delivered(initiatives(lever="basket", segment=None), company).iloc[0]
    assert (row["verdict"], row["reason"]) == ("no_comparison", "nobody to compare with")
    assert pd.isna(row["estimate"])
    own = made.occasions(tables["orders"])
    for name, first in (("before", START - 180 * DAY), ("after", START)):
        days = own["day"].between(first, first + 180 * DAY, inclusive="left")
        assert row[name] == pytest.approx(own.loc[days, "amount"].mean())


def test_customers_chosen_for_doing_badly_do_better_without_any_initiative(tmp_path):
    """Regression to the mean: it looks like an effect in the worst half, and is none among customers drawn by lot."""
    worst = delivered(initiatives(lever="basket"), made.loaded(tmp_path / "a", **many(3, worst_first=True))).iloc[0]
    drawn = delivered(initiatives(lever="basket"), made.loaded(tmp_path / "b", **many(3))).iloc[0]
    assert worst["after"] / worst["before"] > 1.1
    assert worst["conf_low"] > 0.1
    assert drawn["conf_low"] < 0 < drawn["conf_high"]


def test_what_is_too_early_or_unknown_says_why(company, tables, tmp_path):
    def told(where=company, **columns):
        row = delivered(initiatives(**{"lever": "basket"} | columns), where).iloc[0]
        assert pd.isna(row["estimate"])
        assert parts.reason(row, min_n=30)["key"].startswith("reason-")
        return row["verdict"], row["reason"]

    assert told(lever="repeat_rate", starts_on="2026-07-15") == ("too_early", "started too recently")
    assert told(lever="churn", starts_on="2026-10-02") == ("too_early", "started too recently")
    assert told(starts_on="2024-11-10") == ("unknown", "the history does not reach back before it")
    assert told(segment="nobody") == ("unknown", "too few customers on a side")
    bare = made.loaded(tmp_path / "a", orders=tables["orders"])
    assert told(bare) == ("unknown", "no segments")
    assert told(bare, lever="contacts") == ("unknown", "no tickets")
    assert told(bare, lever="returns", segment=None) == ("unknown", "no returns")
    free = tables["customers"].assign(acquisition_cost=0)
    free = made.loaded(tmp_path / "b", orders=tables["orders"], customers=free)
    assert told(free, lever="acquisition_cost") == ("unknown", "it is 0 in a window")
    sampled = made.loaded(
        tmp_path / "c", said='sampled = "orders"\n', orders=tables["orders"], customers=tables["customers"]
    )
    assert told(sampled, lever="churn") == ("unknown", "sampled orders")


def test_a_promise_in_another_measure_is_not_held_against_this_one(company):
    row = delivered(initiatives(lever="repeat_rate", through="score", mode=5.0), company).iloc[0]
    assert (row["verdict"], row["reason"]) == ("unclear", "nothing promised in this measure")
    assert pd.isna(row["promised_mode"])
    assert np.isfinite(row["estimate"])


def test_only_what_has_started_is_judged(company):
    later = initiatives(lever="basket", starts_on="2026-11-01")
    assert delivered(later, company).empty
    both = pd.concat([initiatives(lever="basket"), later, initiatives(lever="churn", starts_on=None)])
    assert delivered(both, company)["lever"].tolist() == ["basket"]
    with pytest.raises(ParameterError, match="starts_on"):
        delivered(later.drop(columns="starts_on"), company)
    with pytest.raises(ParameterError, match="no lever 'magic'"):
        delivered(initiatives(lever="magic"), company)


def test_the_sample_company_promised_and_delivered(sample_company):
    found = delivered(sample_company.initiatives, sample_company).set_index("initiative_id")
    assert found["verdict"].to_dict() == {"I04": "no_comparison", "I08": "unclear", "I09": "too_early",
                                          "I05": "no_comparison", "I07": "no_comparison"}  # fmt: skip
    assert found.loc["I08", "conf_low"] < 0 < found.loc["I08", "conf_high"]  # costs do not change in the generator
