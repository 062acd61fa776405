"""Two arms within strata and by a model: known answers, identities, and other libraries."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import StratifiedTable

from cxmetrics import estimate
from cxmetrics.estimate import Arms


def arms_of(case):
    strata = pd.DataFrame(case["input"]["strata"])
    return Arms(*(strata[name] for name in ("n0", "y0", "n1", "y1")))


def rows_of(arms):
    """One row a unit: stratum, exposure, outcome."""
    cells = [
        (s, a, y, int(k if y else n - k))
        for s, (n0, y0, n1, y1) in enumerate(zip(*arms, strict=True))
        for a, n, k in ((0, n0, y0), (1, n1, y1))
        for y in (0, 1)
    ]
    frame = pd.DataFrame(cells, columns=["s", "a", "y", "n"])
    return frame.loc[frame.index.repeat(frame["n"])].reset_index(drop=True)


def dummies(rows):
    return pd.get_dummies(rows["s"], drop_first=True).to_numpy(float)


@pytest.mark.parametrize("name", ["ate", "att", "atc", "overlap"])
def test_standardised(oracles, name):
    case = oracles["standardised_effects"]
    target = {"ate": "all", "att": "exposed", "atc": "unexposed", "overlap": "overlap"}[name]
    made, want = estimate.standardised(arms_of(case), target=target), case["expected"][name]
    fields = {"risk1": "exposed", "risk0": "unexposed", "rd": "difference", "se": "std_error", "rr": "ratio",
              "lower": "low", "upper": "high"}  # fmt: skip
    for theirs, ours in fields.items():
        assert getattr(made, ours) == pytest.approx(want[theirs], abs=case["tolerance"])


def test_mantel_haenszel(oracles):
    case = oracles["mantel_haenszel"]
    made = estimate.mantel_haenszel(arms_of(case))
    assert made.difference == pytest.approx(case["expected"]["rd_mh"], abs=1e-6)
    assert made.std_error == pytest.approx(case["expected"]["rd_mh_se_sato"], abs=1e-6)


def test_g_computation(oracles):
    case = oracles["gcomp_logistic_main_effects"]
    rows, want = rows_of(arms_of(case)), case["expected"]
    made = estimate.g_computation(rows["a"], rows["y"], dummies(rows))
    fields = {"rd": "difference", "se_delta": "std_error", "lower": "low", "upper": "high", "risk1": "exposed",
              "risk0": "unexposed", "rr": "ratio"}  # fmt: skip
    for theirs, ours in fields.items():
        assert getattr(made, ours) == pytest.approx(want[theirs], abs=case["tolerance"])
    log_error = np.log(made.ratio_high / made.ratio_low) / (2 * estimate.critical_value(0.95))
    assert log_error == pytest.approx(want["se_log_rr"], abs=1e-6)


def test_naive(oracles):
    case = oracles["naive_crosstab"]
    rows, want = rows_of(arms_of(case)), case["expected"]
    made = estimate.overlap(rows["a"], rows["y"], np.empty((len(rows), 0))).contrast
    n1, n0 = (rows["a"] == 1).sum(), (rows["a"] == 0).sum()
    assert made.difference == pytest.approx(want["rd"], abs=1e-6)
    assert made.ratio == pytest.approx(want["rr"], abs=1e-6)
    assert made.std_error == pytest.approx(want["se"], rel=1 / min(n0, n1))


def test_overlap_weights_are_mantel_haenszel_where_each_stratum_has_a_coefficient(oracles):
    arms = arms_of(oracles["mantel_haenszel"])
    rows = rows_of(arms)
    made = estimate.overlap(rows["a"], rows["y"], dummies(rows))
    assert made.contrast.difference == pytest.approx(estimate.mantel_haenszel(arms).difference, abs=1e-9)
    assert made.contrast.std_error == pytest.approx(estimate.mantel_haenszel(arms).std_error, rel=0.02)


def test_a_model_with_all_products_is_standardisation(oracles):
    """Saturated g-computation: a coefficient for each stratum, and for each stratum with exposure."""
    arms = arms_of(oracles["standardised_effects"])
    rows = rows_of(arms)
    x = np.column_stack([np.ones(len(rows)), rows["a"], dummies(rows), dummies(rows) * rows[["a"]].to_numpy()])
    fit = estimate.logistic(x, rows["y"])
    means = []
    for a in (1, 0):
        z = np.column_stack([np.ones(len(rows)), np.full(len(rows), a), dummies(rows), dummies(rows) * a])
        means.append(np.mean(1 / (1 + np.exp(-z @ fit.coefficients))))
    assert means[0] - means[1] == pytest.approx(estimate.standardised(arms).difference, abs=1e-9)


@pytest.fixture(scope="module")
def customers():
    """Customers of whom the more active ones are exposed more often, at two landmarks."""
    rng = np.random.default_rng(7)
    n = 1500
    z = rng.normal(size=(n, 3))
    a = rng.random(n) < 1 / (1 + np.exp(-(z[:, 0] - 0.5 * z[:, 1])))
    y = rng.random(n) < 1 / (1 + np.exp(-(0.4 * a + z[:, 0] + 0.3 * z[:, 2])))
    return z, a.astype(float), y.astype(float), np.repeat(np.arange(n // 2), 2)


def test_logistic_regression_is_that_of_statsmodels(customers):
    z, a, y, _ = customers
    x = sm.add_constant(np.column_stack([a, z]))
    ours, theirs = estimate.logistic(x, y), sm.GLM(y, x, family=sm.families.Binomial()).fit(tol=1e-12)
    np.testing.assert_allclose(ours.coefficients, theirs.params, atol=1e-8)
    np.testing.assert_allclose(ours.covariance, theirs.cov_params(), atol=1e-8)


def test_clustered_g_computation_is_that_of_statsmodels(customers):
    z, a, y, who = customers
    x = np.column_stack([np.ones(len(a)), a, z])
    fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(
        tol=1e-12, cov_type="cluster", cov_kwds={"groups": who, "use_correction": False}
    )
    with_a, without = (np.column_stack([np.ones(len(a)), np.full(len(a), side), z]) for side in (1.0, 0.0))
    p1, p0 = (1 / (1 + np.exp(-rows @ fit.params)) for rows in (with_a, without))
    slope = (p1 * (1 - p1)) @ with_a / len(a) - (p0 * (1 - p0)) @ without / len(a)
    groups = who.max() + 1
    error = np.sqrt(slope @ fit.cov_params() @ slope * groups / (groups - 1))
    made = estimate.g_computation(a, y, z, cluster=who)
    assert made.difference == pytest.approx(np.mean(p1 - p0), abs=1e-8)
    assert made.std_error == pytest.approx(error, rel=1e-6)


def test_the_error_of_overlap_weights_is_that_of_a_bootstrap(customers):
    z, a, y, who = customers
    made = estimate.overlap(a, y, z, cluster=who).contrast
    rng, draws = np.random.default_rng(3), []
    for _ in range(300):
        taken = rng.multinomial(who.max() + 1, np.full(who.max() + 1, 1 / (who.max() + 1)))[who]
        rows = np.repeat(np.arange(len(a)), taken)
        draws.append(estimate.overlap(a[rows], y[rows], z[rows]).contrast.difference)
    assert made.std_error == pytest.approx(np.std(draws), rel=0.12)


def test_overlap_weights_balance_exactly(customers):
    z, a, y, _ = customers
    w = estimate.overlap(a, y, z).weights
    means = [w[a == side] @ z[a == side] / w[a == side].sum() for side in (0, 1)]
    np.testing.assert_allclose(*means, atol=1e-8)


def test_money_has_its_zeros(customers):
    """The ratio is of means with zeros, not of logarithms."""
    z, a, y, _ = customers
    made = estimate.overlap(a, y * 100, z).contrast
    share = estimate.overlap(a, y, z).contrast
    assert made.difference == pytest.approx(100 * share.difference)
    assert made.ratio == pytest.approx(share.ratio)


def test_a_covariate_that_parts_the_arms_has_no_answer():
    a = np.array([0.0] * 50 + [1.0] * 50)
    made = estimate.overlap(a, a, a[:, None])
    assert np.isnan(made.contrast.difference)
    assert not made.converged


def test_the_trend_within_one_stratum_is_that_of_cochran_and_armitage(oracles):
    case = oracles["cochran_armitage"]
    events, totals, scores = (case["input"][name] for name in ("events", "totals", "scores"))
    made, n = estimate.trend(scores, [totals], [events]), sum(totals)
    assert made.z / np.sqrt(1 - 1 / n) == pytest.approx(case["expected"]["z"], abs=1e-6)


def test_the_trend_of_two_doses_is_the_test_of_mantel_and_haenszel(oracles):
    arms = arms_of(oracles["mantel_haenszel"])
    n0, y0, n1, y1 = (np.array(x) for x in arms)
    made = estimate.trend([0, 1], np.column_stack([n0, n1]), np.column_stack([y0, y1]))
    tables = [np.array([[d, m - d], [b, n - b]]) for n, b, m, d in zip(n0, y0, n1, y1, strict=True)]
    theirs = StratifiedTable(tables).test_null_odds()
    assert made.z**2 == pytest.approx(theirs.statistic, rel=1e-6)
    assert made.p_value == pytest.approx(theirs.pvalue, rel=1e-6)
    assert made.z**2 == pytest.approx(oracles["mantel_haenszel"]["expected"]["cmh_chi2"], abs=1e-6)


def test_e_values(oracles):
    case = oracles["evalue_rr"]
    ratio, low, high = np.array(case["input"]["cases"]).T
    made = estimate.e_value(ratio, low, high)
    np.testing.assert_allclose(made.point, case["expected"]["point"], atol=1e-6)
    np.testing.assert_allclose(made.limit, case["expected"]["limit"], atol=1e-6)
    case = oracles["evalue_from_rd"]
    ratio = case["input"]["risk1"] / case["input"]["risk0"]
    assert estimate.e_value(ratio, ratio, ratio).point == pytest.approx(case["expected"]["e_value"], abs=1e-6)


def test_a_hidden_cause_of_the_tipping_point_makes_the_whole_difference():
    """No effect at all, and a hidden cause that is commoner among the exposed by just that share."""
    rng, n = np.random.default_rng(5), 400_000
    share = float(estimate.tipping_point(0.05, 0.2))
    a = rng.random(n) < 0.5
    u = rng.random(n) < np.where(a, 0.3 + share, 0.3)
    y = rng.random(n) < 0.2 + 0.2 * u
    assert y[a].mean() - y[~a].mean() == pytest.approx(0.05, abs=0.005)
