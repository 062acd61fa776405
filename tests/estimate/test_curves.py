"""Survival, resampling and ranks: limits by their formulas, and what nothing and everything give."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxmetrics import estimate


def test_ranks_and_shrinkage_of_few_or_no_groups():
    nothing = estimate.shrink([np.nan, 4], [1, 0])
    assert np.isnan([*nothing.estimate, nothing.mean, nothing.between]).all()
    assert estimate.shrink([7.0], [2]) == ([7.0], 7.0, 0.0)
    two = estimate.shrink([0, 10], [1, 1])  # equal errors: the variance between is that of the two less 1
    assert two.between == pytest.approx(np.var([0, 10], ddof=1) - 1)
    assert two.estimate == pytest.approx([5 - 5 * 49 / 50, 5 + 5 * 49 / 50])
    ranks = estimate.rank_interval([np.nan, 3], [1, 0])
    assert np.isnan(ranks).all()
    assert [array.tolist() for array in estimate.rank_interval([7.0], [2])] == [[1], [1], [1]]


@pytest.mark.parametrize("n", [4, 5, 7, 10])
def test_quantiles_of_all_that_were_watched_to_the_end(n):
    """Of ``n`` units with one event a day, ``k / n`` have had theirs on day ``k``."""
    curve = estimate.survival_curve(range(1, n + 1), [1] * n, [0] * n)
    assert [estimate.survival_quantile(curve, k / n).estimate for k in range(1, n + 1)] == list(range(1, n + 1))


def test_limits_of_survival_are_their_formulas():
    """exp(-exp(log(-log S) ± z·se / (S log S))) and S·exp(± z·se / S), in Greenwood's errors."""
    curves = [
        estimate.survival_curve([1, 2, 3], [2, 3, 1], [1, 0, 5], level=0.8, interval=i) for i in ("log-log", "log")
    ]
    s = np.array([10 / 12, 10 / 12 * 6 / 9, 10 / 12 * 6 / 9 * 5 / 6])
    error = s * np.sqrt(np.cumsum([2 / (12 * 10), 3 / (9 * 6), 1 / (6 * 5)]))
    z = stats.norm.ppf(0.9)
    wanted = [[np.exp(-np.exp(np.log(-np.log(s)) + sign * z * error / (s * np.log(s)))) for sign in (1, -1)]]
    wanted.append([s * np.exp(-z * error / s), np.minimum(s * np.exp(z * error / s), 1)])
    for curve, (low, high) in zip(curves, wanted, strict=True):
        assert curve.at_risk.tolist() == [12, 9, 6]
        assert curve.survival == pytest.approx(s)
        assert curve.std_error == pytest.approx(error)
        assert curve.low == pytest.approx(np.minimum(low, high))
        assert curve.high == pytest.approx(np.maximum(low, high))
    last = estimate.kaplan_meier([2, 3, 1], [12, 9, 6], level=0.8)
    assert (last.low, last.high) == pytest.approx((curves[0].low[-1], curves[0].high[-1]))


@pytest.mark.parametrize("band", ["log-log", "log"])
def test_survival_where_nothing_or_everything_happened_has_wilsons_limits(band):
    curve = estimate.survival_curve([1, 2, 3], [0, 3, 4], [3, 0, 0], level=0.9, interval=band)
    assert curve.survival == pytest.approx([1, 4 / 7, 0])
    for i, (k, n) in ((0, (10, 10)), (2, (0, 4))):
        assert (curve.low[i], curve.high[i]) == pytest.approx(proportion_confint(k, n, 0.1, "wilson"))
    assert curve.std_error == pytest.approx([0, np.sqrt(4 / 7 * 3 / 7 / 7), np.nan], nan_ok=True)


def test_a_log_limit_does_not_leave_1():
    curve = estimate.survival_curve([1, 2], [1, 0], [0, 9], interval="log")
    assert curve.high.tolist() == [1, 1]


@pytest.mark.parametrize("band", ["log-log", "log"])
def test_survival_after_all_have_left_is_unknown(band):
    curve = estimate.survival_curve([1, 2, 3], [2, 0, 0], [3, 0, 0], interval=band)
    for values in (curve.survival, curve.std_error, curve.low, curve.high):
        assert values.dtype == float
        assert np.isnan(values).tolist() == [False, True, True]
    gone = estimate.survival_curve([1, 2], [2, 0], [0, 0], interval=band)
    assert gone.survival.tolist() == [0, 0]
    assert np.isnan(gone.std_error).all()
    assert estimate.survival_curve([1], [1], [0]).survival.tolist() == [0]
    assert estimate.survival_curve([1, 2], [0, 1], [1, 1]).survival.tolist() == [1, 0.5]


def test_bootstrap_corrects_for_bias_and_skewness_as_scipy_does():
    """Amounts that are all different and very skewed, so that no step and no tie hides a limit."""
    values = np.sort(np.random.default_rng(2).lognormal(-4, 1.2, 25))
    found = estimate.bootstrap_mean(np.ones(25, int), values, draws=200_000, level=0.9)
    known = stats.bootstrap(
        (values,), np.mean, n_resamples=200_000, confidence_level=0.9, batch=20_000, rng=np.random.default_rng(1)
    )
    assert (found.low, found.high) == pytest.approx(known.confidence_interval, abs=0.02 * found.std_error)
    assert found.std_error == pytest.approx(values.std() / 5, rel=0.01)
    plain = estimate.bootstrap_mean(np.ones(25, int), values, draws=200_000, level=0.9, method="percentile")
    assert found.low > plain.low + 0.1 * found.std_error


def test_bootstrap_of_nothing_and_of_few_draws():
    nothing = estimate.bootstrap_mean([0, 0], [1, 2])
    assert np.isnan(nothing[:5]).all()
    assert nothing.degenerate
    for seed in range(9):
        found = estimate.bootstrap_mean([1, 2, 8], [1, 2, 30], draws=2, seed=seed)
        assert 1 <= found.low <= found.high <= 30
    for n in (1, 7):
        assert estimate.bootstrap_mean([0, n], [1, 4]) == (4, 0, 4, 4, 0, True)


def test_monte_carlo_error_is_that_of_quantiles_of_a_normal():
    values = stats.norm.ppf((np.arange(60) + 0.5) / 60)
    found = estimate.bootstrap_mean(np.ones(60, int), values, draws=20_000, method="percentile")
    error = np.sqrt(0.025 * 0.975 / 20_000) / stats.norm.pdf(stats.norm.ppf(0.025)) * found.std_error
    assert found.mc_error == pytest.approx(error, rel=0.2)
    assert found.estimate == pytest.approx(0, abs=1e-9)
    assert estimate.bootstrap_mean([1, 2, 8], [1, 2, 3], draws=20, level=0.999).mc_error > 0


def test_critical_value_of_three_ranks_is_tukeys():
    tukey = stats.studentized_range.ppf(0.9, 3, np.inf)
    for near, sure in ((0.994, 1), (1.006, 2)):
        for place in range(3):  # whichever of the three is far from the others
            far = np.where(np.arange(3) == place, 2 * near * tukey, 0)
            ranks = estimate.rank_interval(far, [2] * 3, draws=200_000, level=0.9)
            assert ranks.low[place - 1] == sure
            assert ranks.rank[place] == 1


def test_simulated_ranks_are_the_same_twice():
    y, e = [0, 3.9, 7.8, 11.7], [1, 2, 1, 2]
    assert len({str(estimate.rank_interval(y, e, draws=3)) for _ in range(20)}) == 1
