"""Nothing, one answer, all alike, a limit just reached: where estimates are undefined, and where they are not."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from cxmetrics import estimate
from cxmetrics.errors import ParameterError
from tests.estimate.test_reference import cr2_by_matrices

# Montgomery, Statistical Quality Control, table 7.1: cans of orange juice that leak, of 50 each
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]


def test_control_chart_of_a_share_as_published():
    chart = estimate.shewhart(estimate.Moments([50] * 30, CANS, CANS), baseline=30)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert chart.sigma == pytest.approx(np.sqrt(0.2313 * 0.7687), abs=1e-4)
    assert chart.low == pytest.approx(0.0524, abs=1e-4)
    assert chart.high == pytest.approx(0.4102, abs=1e-4)
    assert (1 + np.flatnonzero(chart.outside)).tolist() == [15, 23]


def test_control_chart_of_periods_with_one_answer_or_none():
    chart = estimate.shewhart(estimate.Moments([4, 0, 1], [2, 0, 1], [2, 0, 1]), baseline=1, bounds=(0, 1))
    assert (chart.centre, chart.sigma) == (0.5, 0.5)
    assert chart.estimate == pytest.approx([0.5, np.nan, 1], nan_ok=True)
    assert chart.low == pytest.approx([0, np.nan, 0], nan_ok=True)  # 0.5 - 3 * 0.5 / 2 is below 0
    assert chart.high == pytest.approx([1, np.nan, 1], nan_ok=True)
    assert chart.outside.tolist() == [False, False, False]
    assert np.isnan(estimate.shewhart(estimate.Moments([0, 4], [0, 2], [0, 2]), baseline=1).centre)


def test_a_period_on_its_limit_is_within():
    alike = estimate.shewhart(estimate.Moments([5, 7], [15, 21], [45, 63]), baseline=2)
    assert alike.sigma == 0
    assert alike.outside.tolist() == [False, False]


def test_what_is_refused_and_why():
    said = {}
    for call in (
        lambda: estimate.shewhart(estimate.Moments([1, 2], [1, 1], [1, 1]), baseline=3),
        lambda: estimate.bootstrap_mean([1, 2], [0, 1], method="basic"),
        lambda: estimate.survival_curve([1], [1], [1], interval="plain"),
    ):
        with pytest.raises(ParameterError) as refused:
            call()
        said[str(refused.value)] = refused.value.code
    assert said == {
        "E-BASELINE a baseline of 3 periods is not among the 2 periods given. "
        "Fix: 8 or more periods before anything was changed.": "E-BASELINE",
        "E-INTERVAL interval='basic' is not known. Fix: one of bca, percentile.": "E-INTERVAL",
        "E-INTERVAL interval='plain' is not known. Fix: one of log-log, log.": "E-INTERVAL",
    }


def some_clusters(number):
    """Sums over that many unequal clusters, with the variance of an answer, CR2 by matrices and the usual error."""
    rng = np.random.default_rng(number)
    size = 1 + np.arange(number) % 7
    code = np.repeat(np.arange(number), size)
    x = np.clip(np.round(rng.normal(0, 0.7, number)[code] + rng.normal(0.3, 0.8, len(code))), -1, 1)
    fit = sm.OLS(x, np.ones(len(x))).fit(cov_type="cluster", cov_kwds={"groups": code, "df_correction": True})
    return estimate.cluster_sums(size, np.bincount(code, x)), x, cr2_by_matrices(code, x), fit.bse[0]


def test_clusters_are_few_below_forty():
    (few, x, (error, dof), _), (many, y, _, usual) = some_clusters(39), some_clusters(40)
    both = {name: np.array([few[name], many[name]]) for name in few}
    found = estimate.clustered_mean(both, variance=[x.var(), y.var()])
    assert found.estimate == pytest.approx([x.mean(), y.mean()])
    assert found.std_error == pytest.approx([error, usual], rel=1e-9)
    assert found.dof == pytest.approx([dof, np.inf])
    assert found.n_eff == pytest.approx([x.var() / error**2, y.var() / usual**2])


def test_means_of_nothing_have_no_error_and_those_of_a_scale_do_not_leave_it():
    nothing = estimate.weighted_mean({name: [0.0, 1.0] for name in ("units", "w", "wx", "ww", "ws", "ss")}, variance=1)
    assert np.isnan(nothing.estimate).tolist() == [True, False]
    assert np.isnan([nothing.std_error, nothing.n_eff]).all()
    floor = estimate.mean_interval(estimate.moments_of_scores([3, 1, 0, 0, 0], range(1, 6)), bounds=(1, 5))
    assert 1 == floor.low < floor.estimate < floor.high < 5


def test_two_clusters_are_the_fewest_with_an_error():
    for moments in (estimate.cluster_sums([3, 3], [1, 2]), {"units": 2, "w": 6, "wx": 3, "ww": 18, "ws": 9, "ss": 5}):
        found = estimate.cluster_mean(moments)
        assert tuple(found[:3]) == pytest.approx((0.5, stats.sem([1 / 3, 2 / 3]), 1))
        assert np.isnan(found.n_eff)
    alike = estimate.cluster_mean(estimate.cluster_sums([2, 2], [1, 1]), variance=1)
    assert (alike.std_error, alike.n_eff) == (0, np.inf)
    for nobody in ([], []), ([0], [0]):
        found = estimate.cluster_mean(estimate.cluster_sums(*nobody))
        assert np.isnan([found.estimate, found.std_error, found.dof]).all()
    alone = estimate.cluster_mean(estimate.cluster_sums([5], [0]), variance=1)
    assert alone.estimate == 0
    assert np.isnan(alone[1:]).all()


@pytest.mark.parametrize("value", [0.5, 2.675, 1.005, 24.45, 99.95, 1234.5, 0.04, 15])
@pytest.mark.parametrize("digits", [0, 1, 2, -1])
def test_rounding_is_that_of_decimals(value, digits):
    wanted = float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    assert estimate.round_half_away(value, digits) == wanted
    assert estimate.round_half_away(-value, digits) == -wanted
    assert np.isnan(estimate.round_half_away(np.nan, digits))


def test_sizes_at_their_edges():
    assert estimate.answers_for_margin([100, 0], [1, 0]).tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert np.isnan(estimate.answers_for_difference([0, 0], [1, 0], [1, 0])).all()
    assert np.isnan(estimate.detectable_difference([0, 5, 0], [5, 0, 5], [1, 1, 0], [1, 0, 1])).all()


def segments(n, k, variance=None):
    with np.errstate(invalid="ignore"):
        return estimate.Segments(n, np.divide(k, n), variance)


def test_only_segments_of_both_periods_have_a_rate_part():
    """One that leaves, two that enter, one that never was, and one of a single customer."""
    before = segments([80, 19, 0, 0, 0, 1], [40, 19, 0, 0, 0, 1])
    after = segments([60, 0, 38, 1, 0, 1], [45, 0, 13, 1, 0, 0])
    found = estimate.mix_rate(before, after, level=0.9)
    assert found.change == pytest.approx((45 + 13 + 1 - 40 - 19 - 1) / 100)
    assert found.rates == pytest.approx([0.7 * 0.25, 0, 0, 0, 0, -0.01])
    assert found.rate + found.mixes.sum() == pytest.approx(found.change)
    error = 0.7 * np.sqrt(0.5 * 0.5 / 80 + 0.75 * 0.25 / 60)
    assert found.std_error == pytest.approx(error)
    assert (found.low, found.high) == pytest.approx(stats.norm.interval(0.9, found.rate, error))


def test_error_of_the_rate_part_is_that_of_a_simulation():
    """Of rates drawn anew while the mix stays: a segment that enters adds nothing to the error."""
    n0, n1 = np.array([200, 300, 0]), np.array([150, 150, 400])
    rng, rates = np.random.default_rng(3), ([0.3, 0.6, 0.0], [0.4, 0.5, 0.5])
    drawn = [(segments(n0, rng.binomial(n0, rates[0])), segments(n1, rng.binomial(n1, rates[1]))) for _ in range(4000)]
    found = [estimate.mix_rate(*pair) for pair in drawn]
    spread = np.std([one.rate for one in found])
    assert np.mean([one.std_error for one in found]) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize(
    ("before", "after", "reversal"),
    [
        (([40, 60], [8, 30]), ([80, 20], [24, 12]), True),  # both rise, the total falls
        (([80, 20], [24, 12]), ([40, 60], [8, 30]), True),  # both fall, the total rises
        (([50, 50], [10, 25]), ([50, 50], [20, 30]), False),  # all rise
        (([50, 50], [20, 30]), ([50, 50], [10, 25]), False),
        (([50, 50], [10, 25]), ([50, 50], [10, 25]), False),  # nothing moves
        (([40, 60], [8, 30]), ([80, 20], [24, 8]), False),  # one with the total, one against it
        (([40, 60, 0], [8, 30, 0]), ([80, 20, 1], [24, 12, 0]), True),  # the one that enters has not moved
        (([40, 60, 1], [8, 30, 1]), ([80, 20, 1], [24, 12, 0]), False),  # the one of a single customer has
        (([50, 0], [10, 0]), ([50, 100], [20, 0]), False),  # one segment alone
    ],
)
def test_reversal(before, after, reversal):
    assert estimate.mix_rate(segments(*before), segments(*after)).reversal is reversal


def test_moments_and_means_of_many_groups():
    """One answer has a mean and no error, two have both; variances below 1 are not 1."""
    counts = [[0, 0, 0], [0, 1, 0], [1, 1, 0], [2, 3, 9]]
    moments = estimate.moments_of_scores(counts, [0.1, 0.2, 0.3])
    found = estimate.mean_interval(moments)
    assert np.isnan(found[0]).tolist() == [True, False, False, False]
    for row in found[1:]:
        assert row.dtype == float
        assert np.isnan(row).tolist() == [True, True, False, False]
    assert np.isnan(estimate.mean_interval(estimate.Moments(1, 3, 9 + 1e-9)).std_error)  # a sum that is rounded
    for i in (2, 3):
        values = np.repeat([0.1, 0.2, 0.3], counts[i])
        wanted = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
        assert [row[i] for row in found] == pytest.approx([values.mean(), stats.sem(values), *wanted])


@pytest.mark.parametrize("n", [1, 3, 10, 37, 2000])
def test_shares_end_at_0_and_1(n):
    for limits in (estimate.wilson(n, n), estimate.clopper_pearson(n, n)):
        assert 0 < limits.low < limits.high == 1
    for limits in (estimate.wilson(0, n), estimate.clopper_pearson(0, n)):
        assert limits.low == 0 < limits.high < 1
    for limits in (estimate.wilson([0, np.nan], [0, np.nan]), estimate.clopper_pearson([0, np.nan], [0, np.nan])):
        assert np.isnan(limits).all()


def test_effective_numbers_need_not_be_whole():
    """Weighted answers give fractions, of which the exact interval is made of beta quantiles."""
    k, n = np.array([0.4, 2.5, 7.6]), np.array([2.3, 9.7, 8.0])
    found = estimate.clopper_pearson(k, n, level=0.9)
    assert found.low == pytest.approx(stats.beta.ppf(0.05, k, n - k + 1))
    assert found.high == pytest.approx(stats.beta.ppf(0.95, k + 1, n - k))
