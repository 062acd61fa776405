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

    return integrate.quad(inner, 0, 1, points=[0.01, a / (a + b), 0.5], limit=200)[0]


ALIKE = estimate.BgNbd(0.25, 21.0, 900.0, 24_000.0)  # customers hardly differ in how they drop out


@pytest.mark.parametrize("model", [CDNOW, estimate.BgNbd(0.6, 6, 1.0, 2.5), estimate.BgNbd(2, 30, 1.7, 3), ALIKE])
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


def test_customers_who_are_alike_in_dropping_out_do_not_overflow():
    model = estimate.BgNbd(0.25, 21.0, 6000.0, 162_000.0)
    found = estimate.bgnbd_purchases(model, 365.0, repeats=np.arange(300), recency=np.arange(300.0), age=300.0)
    assert np.isfinite(found).all()
    p = 6000 / 168_000  # as good as one dropout probability for all
    alone = (1 - (21 / (21 + p * 365)) ** 0.25) / p
    assert estimate.bgnbd_purchases(model, 365.0) == pytest.approx(alone, rel=1e-4)


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


def test_amounts_that_are_all_the_same_are_their_own_mean():
    fit = estimate.gamma_gamma_fit(np.arange(1, 200) % 7 + 1, np.full(199, 10.0))
    assert fit.usable
    assert estimate.gamma_gamma_mean(fit, [0, 3], [0, 10]) == pytest.approx(10, rel=0.01)


def test_fit_of_spend_finds_its_own_parameters():
    rng = np.random.default_rng(6)
    x = rng.integers(1, 9, 6000)
    rate = rng.gamma(4, 1 / 20_000, 6000)
    fit = estimate.gamma_gamma_fit(x, rng.gamma(5 * x) / rate / x)
    assert estimate.gamma_gamma_mean(fit, 0, 0) == pytest.approx(5 * 20_000 / 3, rel=0.03)
    assert fit.usable


def market(n, seed):
    """Customers whose purchases, dropping out and spend follow the two models."""
    rng = np.random.default_rng(seed)
    rate, drop = rng.gamma(0.8, 1 / 25, n), rng.beta(1.2, 4, n)
    age = rng.uniform(120, 500, n)
    x, seen = np.zeros(n), np.zeros(n)
    moment, active = np.zeros(n), np.ones(n, bool)
    while active.any():
        moment = moment + rng.exponential(1, n) / rate
        active &= moment < age
        x[active] += 1
        seen[active] = moment[active]
        active &= rng.random(n) >= drop
    own = 6 / rng.gamma(5, 1 / 80_000, n)
    spend = np.where(x > 0, rng.gamma(6 * np.maximum(x, 1)) * own / 6 / np.maximum(x, 1), 0)
    return estimate.Customers(x, seen, age, spend, np.ones(n))


TERMS = estimate.Terms(365.25 / 12, 12, 0.1, 0.3)


def value_of(c, weight=None):
    weight = c.weight if weight is None else weight
    bought = estimate.bgnbd_fit(c.repeats, c.recency, c.age, weight)
    spent = estimate.gamma_gamma_fit(c.repeats, c.spend, weight)
    return bought, spent


@pytest.mark.parametrize(
    ("draws", "near"), [(16, 0.45), pytest.param(80, 0.25, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_the_error_of_a_mean_value_is_that_of_a_bootstrap(draws, near):
    c = market(1500, 8)
    bought, spent = value_of(c)
    group = (c.age > 300).astype(int)
    found = estimate.mean_value(c, group, bought=bought, spent=spent, terms=TERMS)
    whole = estimate.mean_value(c, np.zeros(1500, int), bought=bought, spent=spent, terms=TERMS)
    rng, means = np.random.default_rng(9), []
    for _ in range(draws):
        weight = rng.multinomial(1500, np.full(1500, 1 / 1500)).astype(float)
        one, two = value_of(c, weight)
        amount = estimate.gamma_gamma_mean(two, c.repeats, c.spend)
        history = {"repeats": c.repeats, "recency": c.recency, "age": c.age}
        value = estimate.lifetime_value(one, spend=amount, **history, **TERMS._asdict())
        means.append([np.average(value, weights=weight),
                      *(np.average(value[group == i], weights=weight[group == i]) for i in (0, 1))])  # fmt: skip
    errors = np.std(means, axis=0, ddof=1)  # their own relative error is 1 / sqrt(2 draws)
    assert [whole.std_error[0], *found.std_error] == pytest.approx(errors, rel=near)
    naive = np.std(estimate.lifetime_value(
        bought, spend=estimate.gamma_gamma_mean(spent, c.repeats, c.spend), repeats=c.repeats, recency=c.recency,
        age=c.age, **TERMS._asdict())) / np.sqrt(1500)  # fmt: skip
    assert whole.std_error[0] > 1.05 * naive  # as if the parameters were known


def value_coverage(seeds):
    """How often the interval of the mean value holds the value that the true parameters give a large base."""
    base = market(400_000, 1)
    amount = estimate.gamma_gamma_mean(estimate.GammaGamma(6, 5, 80_000), base.repeats, base.spend)
    true = estimate.BgNbd(0.8, 25, 1.2, 4)
    history = {"repeats": base.repeats, "recency": base.recency, "age": base.age}
    truth = estimate.lifetime_value(true, spend=amount, **history, **TERMS._asdict()).mean()
    held = 0
    for seed in seeds:
        c = market(1500, seed)
        bought, spent = value_of(c)
        found = estimate.mean_value(c, np.zeros(1500, int), bought=bought, spent=spent, terms=TERMS)
        held += found.low[0] <= truth <= found.high[0]
    return held / len(seeds)


@pytest.mark.slow
def test_intervals_of_a_mean_value_hold_the_truth():
    assert 0.93 <= value_coverage(range(100, 600)) <= 0.975
