"""Likelihoods by integration, fits and their errors against closed forms, quadrature against moments."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from cxmetrics import estimate
from cxmetrics.estimate import likelihood, purchasing, spend


def likelihood_of_a_buyer(model, x, seen, watched):
    """Over all rates and dropout probabilities: bought ``x`` times and is there still, or left after the last."""
    r, alpha, a, b = model[:4]
    points, weights = np.polynomial.legendre.leggauss(120)
    p, rate = np.meshgrid((1 + points) / 2, 4 * (1 + points))
    still = (1 - p) ** x * rate**x * np.exp(-rate * watched)
    left = p * (1 - p) ** (x - 1) * rate**x * np.exp(-rate * seen) if x > 0 else 0
    density = stats.gamma.pdf(rate, r, scale=1 / alpha) * stats.beta.pdf(p, a, b)
    return 4 * weights @ ((still + left) * density) @ weights / 2


@pytest.mark.parametrize(("x", "seen"), [(0, 0.0), (1, 2.0), (4, 7.0)])
def test_likelihood_of_purchases_by_integration(x, seen):
    model = estimate.BgNbd(3, 4, 2, 5)  # whole numbers, of which the quadrature is exact
    found = estimate.bgnbd_log_likelihood(model, x, seen, 9.0)
    assert np.exp(found) == pytest.approx(likelihood_of_a_buyer(model, x, seen, 9.0), rel=1e-6)


def test_without_a_repeat_only_the_rate_counts():
    for b in (0.5, 1.0, 2.0):
        found = estimate.bgnbd_log_likelihood(estimate.BgNbd(0.8, 5, 0.7, b), 0, 0, 10)
        assert found == pytest.approx(0.8 * np.log(5 / 15))


@pytest.mark.parametrize("x", [1, 2, 6])
def test_customers_who_nearly_all_drop_out(x):
    """With ``b`` below 1: by the moments of the beta, and of those still active by Bayes."""
    r, alpha, a, b = model = (0.7, 6, 1.4, 0.6)
    still = special.beta(a, b + x) / special.beta(a, b) * (6 + 30) ** -(r + x)
    left = special.beta(a + 1, b + x - 1) / special.beta(a, b) * (6 + 20) ** -(r + x)
    rates = special.gamma(r + x) / special.gamma(r) * alpha**r
    found = estimate.bgnbd_log_likelihood(estimate.BgNbd(*model), x, 20, 30)
    assert np.exp(found) == pytest.approx(rates * (still + left))
    assert estimate.bgnbd_alive(estimate.BgNbd(*model), x, 20, 30) == pytest.approx(still / (still + left))


@pytest.mark.parametrize(("a", "b"), [(1, 1), (0.7, 1.3), (0.3, 0.4), (2, 5), (1.2, 40), (300, 9000)])
def test_quadrature_has_the_moments_of_a_beta(a, b):
    points, weights = purchasing._beta_nodes(a, b)
    assert ((points > 0) & (points < 1)).all()
    for k in range(12):
        wanted = np.exp(special.betaln(a + k, b) - special.betaln(a, b))
        assert points**k @ weights == pytest.approx(wanted, rel=1e-9)


def test_quadrature_of_a_uniform_is_that_of_legendre():
    points, weights = purchasing._beta_nodes(1, 1)
    known = np.polynomial.legendre.leggauss(64)
    order = np.argsort(points)
    assert points[order] == pytest.approx((1 + known[0]) / 2)
    assert weights[order] == pytest.approx(known[1] / 2)


SPENT = estimate.GammaGamma(3, 4, 30)


def over_all_rates(function, x, m):
    """Integral of a function of the rate, weighted by how likely the mean of ``x`` amounts is at it."""
    p, q, v = SPENT[:3]

    def at(rate):
        likely = stats.gamma.pdf(m, p * x, scale=1 / (rate * x)) * stats.gamma.pdf(rate, q, scale=1 / v)
        return function(rate) * likely

    return integrate.quad(at, 0, 3, points=[0.1, 0.3], epsabs=0)[0]


def test_likelihood_of_spend_by_integration():
    x, m = np.array([1, 2, 7, 0, 3]), np.array([12.0, 20, 33, 50, 0])
    wanted = [np.log(over_all_rates(lambda _: 1.0, *row)) for row in ((1, 12), (2, 20), (7, 33))]
    assert spend.gamma_gamma_log_likelihood(SPENT, x, m) == pytest.approx([*wanted, 0, 0])


def test_expected_spend_by_integration():
    wanted = [
        over_all_rates(lambda rate: 3 / rate, *row) / over_all_rates(lambda _: 1.0, *row) for row in ((1, 12), (4, 33))
    ]
    found = estimate.gamma_gamma_mean(SPENT, [1, 4, 0], [12, 33, np.nan])
    assert found == pytest.approx([*wanted, 3 * 30 / (4 - 1)])
    assert estimate.gamma_gamma_mean(estimate.GammaGamma(3, 1.5, 30), 0, 0) == pytest.approx(3 * 30 / 0.5)
    heavy = estimate.gamma_gamma_mean(estimate.GammaGamma(3, 1, 30), [0, 1], [0, 12])
    assert heavy == pytest.approx([np.nan, (30 + 12) * 3 / 3], nan_ok=True)


def test_fit_of_spend_counts_groups_and_leaves_out_who_did_not_come_back():
    rng = np.random.default_rng(3)
    x, weight = rng.integers(1, 12, 300), np.arange(300) % 4
    m = 100 * rng.gamma(5 * x) / x / rng.gamma(6, 1, 300)
    one = estimate.gamma_gamma_fit(np.r_[x, 0, 5], np.r_[m, 70, 0], np.r_[weight, 9, 9])
    other = estimate.gamma_gamma_fit(np.repeat(x, weight), np.repeat(m, weight))
    assert one[:3] == pytest.approx(other[:3], rel=1e-3)
    known = np.corrcoef(np.repeat(x, weight), np.repeat(m, weight))[0, 1]
    assert (one.correlation, other.correlation) == pytest.approx((known, known))
    assert one.usable
    assert one.converged
    small = estimate.gamma_gamma_fit(x, m / 1e4, weight)  # in another currency
    assert (small.p, small.q, 1e4 * small.v) == pytest.approx(one[:3], rel=1e-3)
    assert small.correlation == pytest.approx(known)
    best = [float(np.sum(weight * spend.gamma_gamma_log_likelihood(fit, x, m))) for fit in (one, other)]
    assert best[0] == pytest.approx(best[1], abs=1e-4)
    for i in range(3):  # it is a maximum
        for step in (0.98, 1.02):
            near = list(one[:3])
            near[i] *= step
            moved = np.sum(weight * spend.gamma_gamma_log_likelihood(estimate.GammaGamma(*near), x, m))
            assert moved < best[0]


@pytest.mark.parametrize("r", [-0.31, -0.29, 0, 0.29, 0.31])
def test_spend_must_not_go_with_repeats_either_way(r):
    """Amounts made to correlate with repeats by exactly ``r``: the model is believed up to 0.3."""
    rng = np.random.default_rng(5)
    x, noise = stats.zscore([rng.integers(1, 12, 60), rng.normal(0, 1, 60)], axis=1)
    own = stats.zscore(noise - x * np.mean(x * noise))
    fit = estimate.gamma_gamma_fit(4 + x, 100 + 20 * (r * x + np.sqrt(1 - r * r) * own))
    assert fit.correlation == pytest.approx(r)
    assert fit.usable is (abs(r) < 0.3)


def test_the_best_of_several_starts_is_followed_to_the_end():
    def loss(at):  # two valleys: the one at (-2, 1) is deeper
        return float(min((at[0] - 3) ** 2 + 1, 4 * (at[0] + 2) ** 2) + (at[1] - 1) ** 2)

    starts = [np.array([4.0, 0]), np.array([-3.0, 0]), np.array([5.0, 0])]
    for order in (starts, starts[::-1]):
        at, least, converged = likelihood.smallest(loss, order)
        assert at == pytest.approx([-2, 1], abs=1e-6)
        assert least == pytest.approx(0, abs=1e-10)
        assert converged


@pytest.mark.parametrize("sign", [1, -1])
def test_parameters_that_run_away_have_not_converged(sign):
    at, _, converged = likelihood.smallest(lambda at: float((at[0] - 20 * sign) ** 2), [np.zeros(1)])
    assert at == pytest.approx([12 * sign])
    assert not converged
    flat = likelihood.smallest(lambda at: float(np.exp(-sign * at[0])), [np.zeros(1)])
    assert not flat[2]


def test_influence_on_a_normal_is_known():
    """Each moves the mean by x - mean, and log sigma by half of its square over the variance, less 1."""
    x, w = np.array([1.0, 2, 4, 7, 7.5]), np.array([3.0, 1, 2, 5, 1])
    mean = np.average(x, weights=w)
    sigma = np.sqrt(np.average((x - mean) ** 2, weights=w))

    def log_density(at):
        return stats.norm.logpdf(x, at[0], np.exp(at[1])) - 1e-8 * x * at[2] ** 2  # nearly flat in the third

    found = likelihood.influence(log_density, np.array([mean, np.log(sigma), 5]), w)
    assert found[:, 0] == pytest.approx(x - mean, abs=1e-4)
    assert found[:, 1] == pytest.approx(((x - mean) ** 2 / sigma**2 - 1) / 2, abs=1e-4)
    assert found[:, 2] == pytest.approx(0, abs=1e-4)


def test_gradient():
    found = likelihood.gradient(lambda at: np.array([at[0] ** 2 * at[1], np.sin(at[1])]), np.array([3.0, 2.0]))
    assert found == pytest.approx(np.array([[12, 0], [9, np.cos(2)]]), rel=1e-6, abs=1e-12)


def test_fit_of_purchases_is_a_maximum_whatever_the_unit():
    rng = np.random.default_rng(11)
    rate, age = rng.gamma(1.5, 1 / 30, 600), rng.uniform(100, 400, 600)
    x, seen = np.zeros(600), np.zeros(600)
    for i, drop in enumerate(rng.beta(1.5, 4, 600)):
        moment = rng.exponential(1 / rate[i])
        while moment < age[i]:
            x[i], seen[i] = x[i] + 1, moment
            if rng.random() < drop:
                break
            moment += rng.exponential(1 / rate[i])
    fit = estimate.bgnbd_fit(x, seen, age)
    best = estimate.bgnbd_log_likelihood(fit, x, seen, age).sum()
    assert fit.log_likelihood == pytest.approx(best)
    assert fit.converged
    for i in range(4):
        for step in (0.97, 1.03):
            near = list(fit[:4])
            near[i] *= step
            assert estimate.bgnbd_log_likelihood(estimate.BgNbd(*near), x, seen, age).sum() < best
    nobody = estimate.bgnbd_fit([0.0, 0], [0.0, 0], [0.0, 0])  # seen on their last day only
    assert np.isfinite(nobody[:4]).all()
    alike = np.array([100.0, 200, 300])  # who buy every ten days and never leave: the spread of rates has no end
    assert not estimate.bgnbd_fit(alike / 10, alike, alike).converged
    assert not estimate.gamma_gamma_fit([1, 2, 3], [10.0, 10, 10]).converged  # all alike: the shape has no end


def test_purchases_of_customers_with_other_histories_at_once():
    """Fader, Hardie and Lee's equation 10, written out."""
    r, alpha, a, b = model = (0.8, 9, 1.6, 2.3)
    x, seen, t = np.array([1, 7, 3, 1]), np.array([20.0, 33, 5, 38]), 25
    tail = special.hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + 40 + t))
    top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + 40) / (alpha + 40 + t)) ** (r + x) * tail)
    wanted = top / (1 + a / (b + x - 1) * ((alpha + 40) / (alpha + seen)) ** (r + x))
    found = estimate.bgnbd_purchases(estimate.BgNbd(*model), t, repeats=x, recency=seen, age=40)
    assert found == pytest.approx(wanted)


TERMS = estimate.Terms(30.0, 6, 0.2, 0.4)


def mean_values(kinds, weight, group):
    customers = estimate.Customers(*kinds, weight)
    bought = estimate.bgnbd_fit(kinds[0], kinds[1], kinds[2], weight)
    spent = estimate.gamma_gamma_fit(kinds[0], kinds[3], weight)
    return estimate.mean_value(customers, group, bought=bought, spent=spent, terms=TERMS)


def test_error_of_a_mean_value_by_the_weight_of_every_customer():
    """An estimate's variance is the sum of its squared derivatives by each customer's weight: by fitting anew."""
    x, seen = np.array([0, 0, 1, 1, 2, 3, 5, 9.0]), np.array([0, 0, 40, 200, 90, 250, 200, 330.0])
    kinds = (
        x,
        seen,
        np.array([200, 350, 150, 390, 300, 260, 380, 340.0]),
        np.array([0, 0, 35, 80, 95, 60, 75, 50]) / 1e4,
    )
    weight, group = np.array([60, 55, 25, 15, 12, 9, 7, 4.0]), np.arange(len(x)) % 2
    found, slopes = mean_values(kinds, weight, group), []
    for i, step in enumerate(0.01 * weight):
        moved = mean_values(kinds, weight + step * (np.arange(len(x)) == i), group)
        slopes.append((moved.estimate - found.estimate) / step)
    assert found.std_error == pytest.approx(np.sqrt(weight @ np.square(slopes)), rel=0.02)
    spread = np.exp(stats.norm.ppf(0.975) * found.std_error / found.estimate)
    assert found.low == pytest.approx(found.estimate / spread)
    assert found.high == pytest.approx(found.estimate * spread)


def test_value_is_the_sum_of_its_months():
    model = estimate.BgNbd(0.9, 20, 1.1, 3)
    customer = {"repeats": np.array([0, 3]), "recency": np.array([0, 90.0]), "age": np.array([100, 120.0])}
    ends = [estimate.bgnbd_purchases(model, 30.0 * month, **customer) for month in range(4)]
    spent, margin = np.array([40.0, 55]), np.array([0.5, 0.2])
    wanted = sum((ends[i] - ends[i - 1]) * spent * margin / 1.2 ** (i / 12) for i in (1, 2, 3))
    terms = {"month": 30.0, "months": 3, "annual_rate": 0.2, "margin": margin}
    found = estimate.lifetime_value(model, spend=spent, **customer, **terms)
    assert found == pytest.approx(wanted)
    whole = estimate.lifetime_value(model, spend=spent, **customer, month=30.0)
    assert whole == pytest.approx(spent * estimate.bgnbd_purchases(model, 360.0, **customer))
