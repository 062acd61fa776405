"""Estimates against statsmodels, scipy, published numbers and what the mathematics says they must be."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, samplesize_confint_proportion
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from cxmetrics import estimate

SCORES = np.arange(1, 8)
COUNTS = np.array([4, 6, 10, 20, 35, 45, 30])


@pytest.fixture(scope="module")
def clusters():
    """Answers of -1, 0 and 1 in 14 clusters of very unequal size, correlated within."""
    rng = np.random.default_rng(5)
    size = np.array([1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 15, 22, 40])
    code = np.repeat(np.arange(len(size)), size)
    answer = np.clip(np.round(rng.normal(0, 0.7, len(size))[code] + rng.normal(0.3, 0.8, len(code))), -1, 1)
    return code, answer


def cr2_by_matrices(code, x):
    """CR2 error and Satterthwaite's degrees of freedom of a mean as Bell and McCaffrey (2002) write them."""
    n = len(x)
    hat = np.full((n, n), 1 / n)
    residual, columns, score = x - x.mean(), [], 0.0
    for g in np.unique(code):
        own = code == g
        values, vectors = np.linalg.eigh(np.eye(own.sum()) - hat[np.ix_(own, own)])
        adjusted = vectors @ np.diag(values**-0.5) @ vectors.T @ np.ones(own.sum()) / n
        score += (adjusted @ residual[own]) ** 2
        columns.append((np.eye(n) - hat)[:, own] @ adjusted)
    products = np.array(columns) @ np.array(columns).T
    return np.sqrt(score), np.trace(products) ** 2 / np.sum(products**2)


def test_cr2(clusters):
    code, x = clusters
    sums = estimate.cluster_sums(np.bincount(code), np.bincount(code, x))
    found, (error, dof) = estimate.cluster_mean(sums, variance=x.var()), cr2_by_matrices(code, x)
    assert (found.estimate, found.std_error, found.dof) == pytest.approx((x.mean(), error, dof), rel=1e-9)
    assert found.n_eff == pytest.approx(x.var() / error**2)
    few = {name: sums[name] for name in ("units", "w", "wx", "ww", "ws", "ss")}
    nearly = estimate.cluster_mean(few)
    assert nearly.std_error == pytest.approx(error, rel=0.1)
    assert nearly.dof == pytest.approx(dof, rel=0.1)


def test_equal_clusters_are_one_observation_each():
    means = np.array([0.2, -0.1, 0.5, 0.4, 0.0, 0.3])
    sums = estimate.cluster_sums(np.full(6, 4.0), 4 * means)
    wanted = (means.mean(), stats.sem(means), 5)
    for moments in (sums, {name: sums[name] for name in ("units", "w", "wx", "ww", "ws", "ss")}):
        assert tuple(estimate.cluster_mean(moments)[:3]) == pytest.approx(wanted)
    assert estimate.weighted_mean(sums).std_error == pytest.approx(wanted[1])


def test_one_cluster_has_no_error():
    found = estimate.cluster_mean(estimate.cluster_sums([5], [2]))
    assert found.estimate == pytest.approx(0.4)
    assert np.isnan([found.std_error, found.dof, found.n_eff]).all()


def test_few_clusters_widen_the_interval_of_an_nps():
    plain = estimate.nps_interval(0.45, 0.2, 100)
    wide = estimate.nps_interval(0.45, 0.2, 100, dof=9)
    assert estimate.nps_interval(0.45, 0.2, 100, dof=np.inf) == pytest.approx(plain)
    ratio = stats.t.ppf(0.975, 9) / stats.norm.ppf(0.975)
    assert wide.high - wide.low == pytest.approx(ratio * (plain.high - plain.low))
    few, many = ([estimate.Sample(0.45, 0.2, 100, dof)] * 2 for dof in (9, np.inf))
    few, many = (estimate.nps_difference(*two, level=0.9) for two in (few, many))
    ratio = stats.t.ppf(0.95, 18) / stats.norm.ppf(0.95)
    assert few.high - few.low == pytest.approx(ratio * (many.high - many.low))


def test_clustered_error_is_that_of_statsmodels(clusters):
    code, x = clusters
    found = estimate.weighted_mean(estimate.cluster_sums(np.bincount(code), np.bincount(code, x)))
    fit = sm.OLS(x, np.ones(len(x))).fit(cov_type="cluster", cov_kwds={"groups": code, "df_correction": True})
    assert found.std_error == pytest.approx(fit.bse[0])


@pytest.mark.parametrize(("k", "n"), [(0, 20), (1, 29), (15, 148), (20, 20), (81, 263)])
def test_clopper_pearson(k, n):
    assert list(estimate.clopper_pearson(k, n, level=0.9)) == pytest.approx(proportion_confint(k, n, 0.1, "beta"))


def test_difference_of_shares_as_published():
    """Newcombe 1998, Statistics in Medicine 17, table II, method 10: 56/70 against 48/80, and 9/10 against 3/10."""
    for before, after, limits in (((48, 80), (56, 70), (0.0524, 0.3339)), ((3, 10), (9, 10), (0.1705, 0.8090))):
        found = estimate.share_difference(estimate.Share(*before), estimate.Share(*after))
        assert (found.low, found.high) == pytest.approx(limits, abs=5e-5)


def test_mean():
    values = np.repeat(SCORES, COUNTS)
    found = estimate.mean_interval(estimate.moments_of_scores(COUNTS, SCORES), bounds=(1, 7), level=0.9)
    known = DescrStatsW(values)
    assert list(found) == pytest.approx([known.mean, known.std_mean, *known.tconfint_mean(0.1)])
    ceiling = estimate.mean_interval(estimate.moments_of_scores([0, 0, 0, 1, 3], range(1, 6)), bounds=(1, 5))
    assert ceiling.high == 5
    alone = estimate.mean_interval(estimate.Moments([0, 1], [0, 4], [0, 16]))
    assert np.isnan(alone.low).all()
    assert np.isnan(alone.estimate).tolist() == [True, False]


def test_welch():
    rng = np.random.default_rng(2)
    a, b = rng.normal(5, 1, 30), rng.normal(5.4, 3, 18)
    found = estimate.mean_difference(*(estimate.Moments(len(x), x.sum(), x @ x) for x in (a, b)), level=0.9)
    known = CompareMeans.from_data(b, a)
    assert (found.low, found.high) == pytest.approx(known.tconfint_diff(0.1, usevar="unequal"))
    assert found.p_value == pytest.approx(known.ttest_ind(usevar="unequal")[1])


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_bootstrap(method):
    counts = np.array([1, 2, 2, 6, 14])
    values = np.repeat(np.arange(1, 6), counts)
    found = estimate.bootstrap_mean(counts, np.arange(1, 6), method=method, seed=1)
    how = {"bca": "BCa", "percentile": "percentile"}[method]
    known = stats.bootstrap((values,), np.mean, n_resamples=20_000, method=how, rng=np.random.default_rng(1))
    step = 1 / len(values)  # the means come in steps, so that two bootstraps may differ by one
    assert (found.low, found.high) == pytest.approx(known.confidence_interval, abs=step + 1e-9)
    assert found.std_error == pytest.approx(values.std() / np.sqrt(len(values)), rel=0.03)
    assert found == estimate.bootstrap_mean(counts, np.arange(1, 6), method=method, seed=1)


def test_bias_counts_ties_half():
    """Of answers that are alike on both sides the interval is so too."""
    found = estimate.bootstrap_mean([3, 4, 3], [-1, 0, 1], draws=100_000)
    assert found.low == pytest.approx(-found.high)


def test_monte_carlo_error_of_the_bootstrap():
    limits = [estimate.bootstrap_mean(COUNTS, SCORES, method="percentile", draws=2000, seed=s) for s in range(60)]
    spread = max(np.std([one.low for one in limits]), np.std([one.high for one in limits]))
    assert np.median([one.mc_error for one in limits]) == pytest.approx(spread, rel=0.5)


def test_answers_needed():
    assert estimate.answers_for_margin(0.03, 0.25) == np.ceil(samplesize_confint_proportion(0.5, 0.03))
    needed = estimate.answers_for_difference(0.4, 1, 1, power=0.9, level=0.99)
    known = NormalIndPower().solve_power(effect_size=0.4, alpha=0.01, power=0.9, alternative="two-sided")
    assert needed == np.ceil(known)
    assert estimate.detectable_difference(needed, needed, 1, 1, power=0.9, level=0.99) == pytest.approx(0.4, rel=0.01)
    assert np.isnan(estimate.answers_for_margin([0, np.nan], 1)).all()
    assert np.isnan(estimate.detectable_difference(0, 10, 1, 1))


def test_survival():
    rng = np.random.default_rng(8)
    time, event = rng.integers(1, 40, 120), rng.random(120) < 0.6
    at = np.unique(time)
    counts = [[np.sum((time == t) & mask) for t in at] for mask in (event, ~event)]
    curve = estimate.survival_curve(at[::-1], *(c[::-1] for c in counts))
    known = SurvfuncRight(time, event)
    rows = np.isin(curve.time, known.surv_times)
    assert curve.survival[rows] == pytest.approx(known.surv_prob)
    assert curve.std_error[rows] == pytest.approx(known.surv_prob_se, nan_ok=True)
    low, high = known.quantile_ci(0.5, method="cloglog")
    assert list(estimate.survival_quantile(curve)) == pytest.approx([known.quantile(0.5), low, high])


def test_a_quantile_is_not_before_the_first_event():
    curve = estimate.survival_curve([1, 2, 9], [0, 3, 0], [4, 0, 3])
    assert curve.low[0] < 0.8
    assert estimate.survival_quantile(curve, 0.2)[:2] == (2, 2)


def test_nothing_and_everything_happened():
    curve = estimate.survival_curve([1, 2, 3], [0, 2, 2], [2, 0, 0])
    assert curve.survival.tolist() == [1, 0.5, 0]
    assert list(curve[5:7]) == [
        pytest.approx(limits)
        for limits in zip(
            *(estimate.kaplan_meier(curve.events[:i], curve.at_risk[:i])[2:] for i in (1, 2, 3)), strict=True
        )
    ]
    assert np.isnan(estimate.survival_quantile(estimate.survival_curve([5], [0], [9]))).all()


def test_nobody_was_watched_so_long():
    curve = estimate.survival_curve([1, 2, 3], [2, 0, 0], [3, 0, 0])
    assert curve.survival == pytest.approx([0.6, np.nan, np.nan], nan_ok=True)
    assert estimate.survival_curve([1, 2], [2, 0], [0, 0]).survival.tolist() == [0, 0]


def test_a_segment_that_enters_is_mix():
    before, after = estimate.Segments([100, 0], [0.2, np.nan]), estimate.Segments([100, 100], [0.2, 0.6])
    found = estimate.mix_rate(before, after)
    assert (found.change, found.rate, found.mix) == pytest.approx((0.2, 0, 0.2))
    assert not found.reversal
    assert np.isnan(estimate.mix_rate(estimate.Segments([0], [np.nan]), estimate.Segments([5], [0.5])).change)


def test_mix_of_scores_takes_their_variance():
    before = estimate.Segments([50, 50], [20.0, 30.0], [6000, 5000])
    after = estimate.Segments([50, 50], [25.0, 35.0], [6000, 5000])
    found = estimate.mix_rate(before, after)
    assert found.rate == pytest.approx(5)
    assert found.std_error == pytest.approx(np.sqrt(0.25 * 2 * 11000 / 50))
    assert (found.low, found.high) == pytest.approx((5 - 1.959964 * found.std_error, 5 + 1.959964 * found.std_error))


def test_shrinkage_is_that_of_statsmodels():
    from statsmodels.stats.meta_analysis import combine_effects

    y, v = np.array([10.0, 25, 32, 5, 60, 18]), np.array([4.0, 9, 100, 64, 400, 2])
    found, known = estimate.shrink([*y, np.nan], np.sqrt([*v, 1])), combine_effects(y, v, method_re="chi2")
    assert found.between == pytest.approx(known.tau2)
    assert found.mean == pytest.approx(known.mean_effect_re)
    assert np.isnan(found.estimate[-1])
    alike = estimate.shrink([10, 11, 9], [5, 5, 5])
    assert alike.between == 0
    assert alike.estimate == pytest.approx(10)
    assert np.isnan(estimate.shrink([np.nan], [1]).mean)


def test_critical_value_of_ranks_is_that_of_the_studentised_range():
    """Of five groups alike in error the critical difference is Tukey's."""
    tukey = stats.studentized_range.ppf(0.95, 5, np.inf)
    for distance, sure in ((tukey * 0.98, False), (tukey * 1.02, True)):
        ranks = estimate.rank_interval([0, 0, 0, 0, distance], [1] * 5, draws=50_000)
        assert ranks.low[0] == (2 if sure else 1)
        assert ranks.high[4] == (1 if sure else 5)
