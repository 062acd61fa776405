"""The engine of effects: what it refuses, whom it leaves out, and what it says beside the estimate."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import cxmetrics as cx
from cxmetrics.effects.coding import modelled, stratified
from cxmetrics.errors import DataError, ParameterError


@pytest.fixture
def rows():
    """800 customers; the frequent ones are exposed more often and come back more often, and no more than that."""
    rng = np.random.default_rng(1)
    frequent = rng.random(800) < 0.5
    return pd.DataFrame({
        "app": rng.random(800) < np.where(frequent, 0.7, 0.3),
        "frequent": frequent,
        "back": rng.random(800) < np.where(frequent, 0.6, 0.2),
        "spent": np.where(frequent, 50.0, 10.0) * rng.integers(0, 2, 800),
        "until": pd.Timestamp("2026-06-30"),
        "since": pd.Timestamp("2026-07-01"),
    })  # fmt: skip


def asked(rows, **more):
    return cx.effect(rows, **{"exposure": "app", "outcome": "back", "adjust": ["frequent"], **more})


def test_what_is_left_of_a_naive_gap(rows):
    found = asked(rows, money="spent").estimates.set_index("method")
    assert found.loc["crude_landmark", "conf_low"] > 0.08
    for method in ("stratified", "g_computation", "overlap", "mantel_haenszel"):
        assert found.loc[method, "conf_low"] < 0 < found.loc[method, "conf_high"], method
    assert found["n"].eq(800).all()
    assert found.loc["overlap", "n_eff"] < 800


def test_money_is_the_difference_and_ratio_of_means(rows):
    found = asked(rows, money="spent").money.set_index("method")
    means = rows.groupby("app")["spent"].mean()
    assert found.loc["crude_landmark", "estimate"] == pytest.approx(means[True] - means[False])
    assert found.loc["crude_landmark", "ratio"] == pytest.approx(means[True] / means[False])


def test_a_real_data_set_as_statsmodels_has_it():
    """The RAND health insurance data: any visit by physical limitation, the same estimand by statsmodels."""
    data = sm.datasets.randhie.load_pandas().data
    rows = pd.DataFrame({
        "limited": (data["physlm"] > 0).astype(int), "visit": (data["mdvis"] > 0).astype(int),
        "plan": data["lncoins"], "fair": data["hlthf"], "poor": data["hlthp"],
    })  # fmt: skip
    found = cx.effect(rows, exposure="limited", outcome="visit", adjust=["plan", "fair", "poor"])
    x = modelled(rows, ["plan", "fair", "poor"]).columns
    ones = np.ones((len(rows), 1))
    fit = sm.GLM(rows["visit"], np.column_stack([ones, rows["limited"], x]), family=sm.families.Binomial()).fit()
    shares = [fit.predict(np.column_stack([ones, side * ones, x])).mean() for side in (1, 0)]
    got = found.estimates.set_index("method")["estimate"]
    assert got["g_computation"] == pytest.approx(shares[0] - shares[1], abs=1e-6)
    chance = sm.GLM(rows["limited"], np.column_stack([ones, x]), family=sm.families.Binomial()).fit().fittedvalues
    a, y = rows["limited"].to_numpy(), rows["visit"].to_numpy()
    by_weights = np.average(y[a == 1], weights=1 - chance[a == 1]) - np.average(y[a == 0], weights=chance[a == 0])
    assert got["overlap"] == pytest.approx(by_weights, abs=1e-6)


def test_the_balance_is_that_of_the_weights(rows):
    found = asked(rows).balance.iloc[0]
    a = rows["app"].to_numpy()
    x = rows["frequent"].to_numpy(float)
    means = [x[a].mean(), x[~a].mean()]
    spread = np.sqrt((x[a].var() + x[~a].var()) / 2)
    assert found["before"] == pytest.approx((means[0] - means[1]) / spread)
    assert found["estimate"] == pytest.approx(0, abs=1e-6)


def test_leaving_the_strongest_covariate_out_brings_the_gap_back(rows):
    found = asked(rows).sensitivity.set_index("what")["estimate"]
    estimates = asked(rows).estimates.set_index("method")["estimate"]
    assert found["frequent"] == pytest.approx(estimates["crude_landmark"] - estimates["overlap"], abs=1e-6)
    assert found["e_value_limit"] == 1


def test_the_tipping_point_is_held_against_the_strongest_trait(rows):
    """A hidden trait as strong as the measured one, and so much more common, makes the nearer limit 0."""
    found = asked(rows.assign(back=rows["back"] | (rows["app"] & (rows.index % 2 == 0)))).sensitivity.set_index("what")
    row = found.loc["tipping_point"]
    unexposed = rows[~rows["app"]].groupby("frequent")["back"].mean()
    assert row["trait"] == "frequent 1"
    assert row["trait_effect"] == pytest.approx(unexposed[True] - unexposed[False])
    shares = rows.groupby("app")["frequent"].mean()
    assert row["trait_share"] == pytest.approx(shares[True] - shares[False])
    made = asked(rows.assign(back=rows["back"] | (rows["app"] & (rows.index % 2 == 0)))).headline.iloc[0]
    assert row["estimate"] * row["trait_effect"] == pytest.approx(made["conf_low"])


def test_rows_are_left_out_by_name(rows):
    given = rows.astype({"app": float, "back": float}).assign(could=1)
    given.loc[:4, "app"], given.loc[5:14, "could"] = np.nan, 0
    given["city"] = ["lonely" if i in range(20, 40) else "A" for i in range(800)]
    given.loc[20:39, "app"] = 1.0
    found = asked(given, among="could", adjust=["frequent", "city"])
    assert found.left_out.set_index("why")["n"].to_dict() == {
        "exposure or outcome unknown": 5,
        "could not have": 10,
        "stratum of one arm": 20,
    }
    assert found.strata == ("frequent", "city")


def test_a_covariate_that_leaves_most_alone_makes_no_strata(rows):
    given = rows.assign(device=np.where(rows["app"], "phone", "desktop"))
    assert stratified(given, ["device", "frequent"], given["app"].to_numpy(float)).made_of == ("frequent",)


def test_several_rows_of_a_customer_are_one(rows):
    once, twice = asked(rows), asked(pd.concat([rows.assign(id=range(800))] * 2), cluster="id")
    pd.testing.assert_series_equal(once.estimates["n"], twice.estimates["n"])
    keep = ["crude_landmark", "g_computation", "overlap"]
    errors = [made.estimates.set_index("method").loc[keep, "std_error"] for made in (once, twice)]
    np.testing.assert_allclose(*errors, rtol=0.02)


def test_order_of_rows_does_not_matter(rows):
    frames = [asked(given).estimates for given in (rows, rows.sample(frac=1, random_state=2))]
    pd.testing.assert_frame_equal(*frames, rtol=1e-9)


def test_one_covariate_may_be_its_name_alone(rows):
    pd.testing.assert_frame_equal(asked(rows, adjust="frequent").estimates, asked(rows).estimates)


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"adjust": []}, ParameterError, "E-ADJUST"),
        ({"adjust": ["frequent", "back"]}, ParameterError, "E-ROLE"),
        ({"outcome": "app"}, ParameterError, "E-ROLE"),
        ({"outcome": "spent"}, DataError, "E-FLAG spent holds 10"),
        ({"adjust": ["nothing"]}, ParameterError, "E-COLUMN"),
        ({"level": 95}, ParameterError, "E-LEVEL"),
        ({"exposure_until": "since", "outcome_from": "since"}, DataError, "E-LANDMARK the exposure of 800 rows"),
    ],
)
def test_wrong_questions(rows, change, error, code):
    with pytest.raises(error, match=code):
        asked(rows, **change)


def test_a_window_that_ends_before_the_outcome_is_fine(rows):
    assert len(asked(rows, exposure_until="until", outcome_from="since").estimates) == 5


@pytest.mark.parametrize("value", [0, 1])
def test_an_exposure_of_one_level(rows, value):
    with pytest.raises(DataError, match="E-ONE-ARM app is the same for all 800 customers"):
        asked(rows.assign(app=value))


def test_refunds_beyond_what_was_bought(rows):
    with pytest.raises(DataError, match="E-MONEY spent is below 0 for 1 customers"):
        asked(rows.assign(spent=rows["spent"].where(rows.index > 0, -5)), money="spent")


def test_counts_are_coded_one_by_one_and_other_numbers_as_a_curve():
    rows = pd.DataFrame({"orders": [3, 4, 5] * 40, "spend": np.linspace(0, 900, 120), "city": ["A"] * 100 + ["B"] * 20})
    made = modelled(rows, ["orders", "spend", "city"])
    assert made.names == ("orders 4", "orders 5", "spend curve", "spend squared", "city B")
    assert made.without("spend").shape == (120, 3)


def test_of_few_customers_nothing_is_told(rows):
    """An arm of 9, each with several rows, has no error and gives its customers away."""
    nine = pd.concat([rows[~rows["app"]], *[rows[rows["app"]].iloc[:9]] * 3])
    nine = nine.assign(id=nine.index)
    with pytest.raises(DataError, match="E-ONE-ARM fewer than 10 customers are on one side of app"):
        asked(nine, cluster="id")
    placebo = np.where(rows.index.isin(rows.index[rows["app"]][9:]), np.nan, 1.0)
    assert asked(rows.assign(known=placebo), placebo="known").placebo.empty
    odd = np.where(rows.index.isin(rows.index[~rows["app"]][:9]), "odd", "usual")
    few = rows.assign(city=odd, back=np.where(odd == "odd", 1, rows["back"].astype(int))).iloc[:300]
    found = asked(few, adjust=["frequent", "city"])
    assert found.balance["covariate"].tolist() == ["frequent 1"]
    assert found.sensitivity["trait"].iloc[0] == "frequent 1"


def test_an_exposure_that_a_covariate_makes_up_has_no_effect_of_its_own(rows):
    found = asked(rows.assign(device=np.where(rows["app"], "phone", "desktop")), adjust=["device"])
    estimates = found.estimates.set_index("method")
    assert estimates.loc[["g_computation", "overlap"], ["estimate", "std_error", "conf_low"]].isna().all(axis=None)
    assert found.strata == ()  # no method claims to have made it alike


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"money": "odd"}, "E-NUMBER odd holds inf"),
        ({"adjust": ["odd"]}, "E-NUMBER odd holds inf"),
        ({"money": "text"}, "E-NUMBER text holds 'x'"),
        ({"dose": "text"}, "E-NUMBER text holds 'x'"),
        ({"dose": "half"}, "E-DOSE half holds 0.5"),
        ({"dose": "each"}, "E-DOSE each holds '800 different values'"),
        ({"exposure_until": "text", "outcome_from": "since"}, "E-DAY text holds 'x'"),
    ],
)
def test_columns_that_hold_something_else(rows, change, code):
    odd = np.where(rows.index == 3, np.inf, rows.index)
    given = rows.assign(odd=odd, text="x", half=rows["app"] + 0.5, each=range(800))
    with pytest.raises(DataError, match=code):
        asked(given, **change)


def test_an_unknown_dose_is_in_none(rows):
    dose = np.where(rows.index < 50, np.nan, rows["app"] + 1)
    found = asked(rows.assign(dose=dose), dose="dose").dose
    assert found["dose"].tolist() == ["1", "2"]
    assert found["n"].sum() == 750


@pytest.mark.parametrize("zone", [None, "Asia/Seoul"])
def test_days_may_have_a_zone(rows, zone):
    given = rows.assign(until=rows["until"].dt.tz_localize("UTC"), since=rows["since"].dt.tz_localize(zone))
    assert len(asked(given, exposure_until="until", outcome_from="since").estimates) == 5
    with pytest.raises(DataError, match="E-LANDMARK"):
        asked(given, exposure_until="since", outcome_from="until")


def test_a_table_that_cannot_be_read(rows, tmp_path):
    with pytest.raises(ParameterError, match=r"E-TABLE there is no rows.parquet"):
        asked(tmp_path / "rows.parquet")
    with pytest.raises(ParameterError, match="E-TABLE two columns are called 'app'"):
        asked(pd.concat([rows, rows[["app"]]], axis=1))
