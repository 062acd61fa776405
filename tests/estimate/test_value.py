"""Purchases, spend and value of customers: known answers, published fits, and the models by integration."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from cxmetrics import estimate

CDNOW = estimate.BgNbd(0.243, 4.414, 0.793, 2.426)


@pytest.fixture
def known(oracles):
    return lambda name: [oracles[name][key] for key in ("input", "expected", "tolerance")]


def near(expected, tolerance):
    return pytest.approx(np.array(expected, dtype=float), abs=max(tolerance, 1e-9))


def test_purchase_history(known):
    given, expected, tolerance = known("btyd_summary")
    who, day, amount = zip(*given["rows"], strict=True)
    days = np.array(day, dtype="datetime64[D]").astype(int)
    end = np.datetime64(given["data_end"], "D").astype(int)
    order = np.random.default_rng(3).permutation(len(who))
    found = estimate.purchase_history(np.array(who)[order], days[order], np.array(amount)[order], end=end)
    table = np.column_stack(found[1:])
    for row, name in zip(table, found.customer, strict=True):
        wanted = [expected[name][key] for key in ("frequency", "recency", "T", "monetary")]
        assert row == near(wanted, tolerance)


def test_expected_purchases(known):
    given, expected, tolerance = known("bgnbd_expected_purchases")
    found = estimate.bgnbd_purchases(estimate.BgNbd(*given["params"]), given["t"])
    assert found == near(expected["expected"], tolerance)


def test_alive_is_not_identified_without_a_repeat(known):
    given, expected, tolerance = known("bgnbd_p_alive")
    x, seen, watched = np.array(given["rows"]).T
    found = estimate.bgnbd_alive(estimate.BgNbd(*given["params"]), x, seen, watched)
    assert found[x > 0] == near(np.array(expected["p_alive"])[x > 0], tolerance)
    assert np.isnan(found[x == 0]).all()


def test_fits_of_purchases(known, wheel_data, oracle_data):
    given, expected, tolerance = known("bgnbd_fit_cdnow")
    rows = wheel_data("cdnow_customers_summary.csv")
    fit = estimate.bgnbd_fit(rows["frequency"], rows["recency"], rows["T"])
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(expected["loglik"], abs=1e-3)
    assert list(fit[:4]) == near([expected[key] for key in ("r", "alpha", "a", "b")], tolerance)
    assert list(fit[:4]) == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=6e-4)  # as published
    given, expected, tolerance = known("bgnbd_fit_synth")
    rows = oracle_data(given["dataset"])
    fit = estimate.bgnbd_fit(rows["x"], rows["t_x"], rows["T"])
    assert fit.log_likelihood == pytest.approx(expected["loglik"], abs=1e-3)
    assert list(fit[:4]) == near([expected[key] for key in ("r", "alpha", "a", "b")], tolerance)


def test_spend_expected(known):
    given, expected, tolerance = known("gammagamma_conditional_mean")
    x, spend = np.array(given["rows"]).T
    found = estimate.gamma_gamma_mean(estimate.GammaGamma(*given["params"]), x, spend)
    assert found == near(expected["expected"], tolerance)
    assert estimate.gamma_gamma_mean(estimate.GammaGamma(*given["params"]), 0, 99) == near(
        expected["population_mean"], tolerance
    )


def test_fit_of_spend(known, wheel_data):
    _, expected, tolerance = known("gammagamma_fit_cdnow")
    rows = wheel_data("cdnow_customers_summary_with_transactions.csv")
    fit = estimate.gamma_gamma_fit(rows["x"], rows["zbar"])
    assert list(fit[:4]) == near([expected[key] for key in ("p", "q", "v", "corr_x_m")], tolerance)
    assert fit.usable
    assert fit.converged


def test_lifetime_value(known):
    given, expected, tolerance = known("clv_bgnbd_gg_12m")
    row = given["row"]
    amount = estimate.gamma_gamma_mean(estimate.GammaGamma(*given["gg"]), row["x"], row["mbar"])
    customer = {"spend": amount, "repeats": row["x"], "recency": row["t_x"], "age": row["T"]}
    terms = {key: given[key] for key in ("months", "annual_rate")} | {"month": given["weeks_per_month"]}
    model = estimate.BgNbd(*given["bgnbd"])
    assert estimate.lifetime_value(model, **customer, **terms) == near(expected["clv"], tolerance)
    assert estimate.lifetime_value(model, **customer, **terms, margin=0.3) == near(0.3 * expected["clv"], tolerance)


def integral_of_purchases(model, t):
    """E[X(t)] by integrating over both mixing distributions, not by a formula."""
    r, alpha, a, b = model[:4]

    def inner(p):
        mean = (1 - (alpha / (alpha + p * t)) ** r) / p if p > 1e-9 else r * t / alpha
        return mean * stats.beta.pdf(p, a, b)

    return integrate.quad(inner, 0, 1, points=[0.01, 0.5], limit=200)[0]


@pytest.mark.parametrize("model", [CDNOW, estimate.BgNbd(0.6, 6, 1.0, 2.5), estimate.BgNbd(2, 30, 1.7, 3)])
def test_expected_purchases_by_integration(model):
    assert estimate.bgnbd_purchases(model, 50.0) == pytest.approx(integral_of_purchases(model, 50.0), rel=1e-6)


def test_conditional_expectation_as_published():
    """1.226 for x = 2, t_x = 30.43, T = 38.86 over 39 weeks: Fader, Hardie and Lee (2005)."""
    found = estimate.bgnbd_purchases(CDNOW, 39, repeats=2, recency=30.43, age=38.86)
    assert found == pytest.approx(1.226, abs=5e-4)


def test_conditional_expectation_is_the_direct_formula():
    r, alpha, a, b = CDNOW[:4]
    x, seen, age, t = 7.0, 29.43, 38.86, 20.0
    tail = special.hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * tail)
    direct = top / (1 + a / (b + x - 1) * ((alpha + age) / (alpha + seen)) ** (r + x))
    assert estimate.bgnbd_purchases(CDNOW, t, repeats=x, recency=seen, age=age) == pytest.approx(direct)


def test_purchases_of_extreme_customers_are_finite():
    x, seen = np.array([0, 1, 500, 3000]), np.array([0, 1e-9, 1800.0, 1999])
    given = {"repeats": x, "recency": seen, "age": 2000.0}
    assert np.isfinite(estimate.bgnbd_log_likelihood(CDNOW, x, seen, 2000.0)).all()
    bought = estimate.bgnbd_purchases(CDNOW, 365.0, **given)
    assert np.isfinite(bought).all()
    assert (bought >= 0).all()
    assert np.isfinite(estimate.bgnbd_alive(CDNOW, x, seen, 2000.0)[1:]).all()


def test_grouped_customers_fit_as_single_ones(wheel_data):
    rows = wheel_data("cdnow_customers_summary.csv")
    grouped = rows.groupby(["frequency", "recency", "T"], as_index=False).size()
    days = estimate.bgnbd_fit(grouped["frequency"], grouped["recency"] * 7, grouped["T"] * 7, grouped["size"])
    weeks = estimate.bgnbd_fit(rows["frequency"], rows["recency"], rows["T"])
    assert (days.r, days.alpha / 7, days.a, days.b) == pytest.approx(weeks[:4], rel=1e-4)
    own = estimate.bgnbd_log_likelihood(days, grouped["frequency"], grouped["recency"] * 7, grouped["T"] * 7)
    assert days.log_likelihood == pytest.approx((own * grouped["size"]).sum())


def test_spend_that_goes_with_frequency_is_refused():
    rng = np.random.default_rng(4)
    x = rng.integers(1, 12, 400)
    fit = estimate.gamma_gamma_fit(x, 10.0 * x + rng.gamma(4, 5, 400))
    assert fit.correlation > 0.3
    assert not fit.usable
    assert np.isnan(estimate.gamma_gamma_mean(estimate.GammaGamma(2, 0.8, 10), 0, 0))


def test_fit_of_spend_finds_its_own_parameters():
    rng = np.random.default_rng(6)
    x = rng.integers(1, 9, 6000)
    rate = rng.gamma(4, 1 / 20_000, 6000)
    fit = estimate.gamma_gamma_fit(x, rng.gamma(5 * x) / rate / x)
    assert estimate.gamma_gamma_mean(fit, 0, 0) == pytest.approx(5 * 20_000 / 3, rel=0.03)
    assert fit.usable
