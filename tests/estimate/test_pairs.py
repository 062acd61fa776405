"""Differences: their tests and errors against statsmodels and scipy, and of the same people on both sides."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from cxmetrics import estimate
from cxmetrics.estimate import common


@pytest.fixture(scope="module")
def pairs():
    """Scores of 1 to 5 that 40 people gave before and after, the later ones higher and less spread."""
    rng = np.random.default_rng(12)
    mood = rng.normal(0, 1, 40)
    before = np.clip(np.round(3 + mood + rng.normal(0, 0.8, 40)), 1, 5)
    return before, np.clip(np.round(3.6 + 0.6 * mood + rng.normal(0, 0.5, 40)), 1, 5)


def correlation(one, other):
    return np.corrcoef(one, other)[0, 1]


@pytest.mark.parametrize(("one", "other"), [((48, 80), (56, 70)), ((3, 10), (9, 12)), ((30, 31), (7, 200))])
def test_difference_of_shares(one, other):
    found = estimate.share_difference(estimate.Share(*one), estimate.Share(*other), level=0.9)
    (k0, n0), (k1, n1) = one, other
    assert found.estimate == pytest.approx(k1 / n1 - k0 / n0)
    assert found.std_error == pytest.approx(np.hypot(*(stats.bernoulli.std(k / n) / n**0.5 for k, n in (one, other))))
    assert found.p_value == pytest.approx(proportions_ztest([k0, k1], [n0, n1])[1])
    known = confint_proportions_2indep(k1, n1, k0, n0, method="newcomb", alpha=0.1)
    assert (found.low, found.high) == pytest.approx(known)


def test_difference_of_shares_that_are_alike_or_missing():
    before, after = estimate.Share([5, 5, 0, 0, 3], [5, 9, 4, 0, 8]), estimate.Share([7, 10, 0, 3, 0], [7, 18, 6, 5, 0])
    found = estimate.share_difference(before, after)
    assert found.p_value == pytest.approx([1, 1, 1, np.nan, np.nan], nan_ok=True)
    assert found.p_value.dtype == float
    for values in found[:4]:
        assert np.isnan(values).tolist() == [False, False, False, True, True]
    assert (found.low[:3] < 0).all()
    assert (found.high[:3] > 0).all()


def test_difference_of_shares_of_the_same_people(pairs):
    one, other = (np.where(scores >= 4, 1.0, 0.0) for scores in pairs)
    sides = [estimate.Share(values.sum(), len(values)) for values in (one, other)]
    found = estimate.share_difference(*sides, correlation=correlation(one, other))
    assert found.std_error == pytest.approx(np.std(other - one) / np.sqrt(40))
    alone = estimate.share_difference(*sides)
    z = stats.norm.isf(found.p_value / 2) / stats.norm.isf(alone.p_value / 2)
    assert z**2 == pytest.approx(1 / (1 - correlation(one, other)))  # both sides have the pooled variance
    assert alone.low < found.low < found.estimate < found.high < alone.high
    assert estimate.share_difference(sides[0], sides[0], correlation=1).std_error == pytest.approx(0, abs=1e-7)


def test_limits_of_correlated_shares_are_those_of_zou_and_donner():
    """Their formula on page 1699, written out: limits of each share by Wilson."""
    found = estimate.share_difference(estimate.Share(20, 50), estimate.Share(33, 50), correlation=0.4, level=0.9)
    (l0, u0), (l1, u1) = (proportion_confint(k, 50, 0.1, "wilson") for k in (20, 33))
    below, above = (0.66 - l1, u0 - 0.4), (u1 - 0.66, 0.4 - l0)
    low, high = (np.sqrt(a * a + b * b - 2 * 0.4 * a * b) for a, b in (below, above))
    assert (found.low, found.high) == pytest.approx((0.26 - low, 0.26 + high))


def test_difference_of_means_of_the_same_people(pairs):
    sides = [estimate.Moments(len(x), x.sum(), x @ x) for x in pairs]
    found = estimate.mean_difference(*sides, correlation=correlation(*pairs), level=0.9)
    known = stats.ttest_rel(pairs[1], pairs[0])
    assert found.p_value == pytest.approx(known.pvalue)
    assert (found.low, found.high) == pytest.approx(known.confidence_interval(0.9))
    assert found.std_error == pytest.approx(stats.sem(pairs[1] - pairs[0]))
    same = estimate.mean_difference(sides[0], sides[0], correlation=1)
    assert same.std_error == pytest.approx(0, abs=1e-7)


def test_difference_of_means_of_nobody_or_one():
    before = estimate.Moments([0, 1, 4, 4], [0, 3, 12, 12], [0, 9, 36, 36])
    after = estimate.Moments([5, 5, 5, 5], [20, 20, 20, 15], [84, 84, 80, 45])
    found = estimate.mean_difference(before, after)
    assert found.estimate == pytest.approx([np.nan, 1, 1, 0], nan_ok=True)
    assert found.std_error == pytest.approx([np.nan, np.nan, 0, 0], nan_ok=True)
    assert np.isnan([found.low[:2], found.high[:2], found.p_value[:2]]).all()


def coded(scores):
    return np.where(scores == 5, 1.0, np.where(scores <= 3, -1.0, 0.0))


def of(codes):
    return estimate.Sample(np.mean(codes == 1), np.mean(codes == -1), len(codes))


def test_difference_of_nps_of_the_same_people(pairs):
    one, other = (coded(scores) for scores in pairs)
    r = correlation(one, other)
    plain = estimate.nps_difference(of(one), of(other), method="wald", correlation=r)
    assert plain.std_error == pytest.approx(100 * np.std(other - one) / np.sqrt(40))
    # "+3": the same people and three more on each side, who are nobody's pair: 3/4, 3/2 and 3/4 of a person
    people, added = np.ones(40), np.array([0.75, 1.5, 0.75])
    longer = [np.r_[x, [1, 0, -1]] for x in (one, other)]
    weight = np.r_[people, added]
    spreads = [np.average((x - np.average(x, weights=weight)) ** 2, weights=weight) / 43 for x in longer]
    covariance = 40 * np.cov(one, other, ddof=0)[0, 1] / 43**2
    error = np.sqrt(sum(spreads) - 2 * covariance)
    found = estimate.nps_difference(of(one), of(other), correlation=r)
    assert found.std_error == pytest.approx(100 * error)
    centre = np.average(longer[1], weights=weight) - np.average(longer[0], weights=weight)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(centre) / error))
    assert (found.low, found.high) == pytest.approx([100 * x for x in stats.norm.interval(0.95, centre, error)])


def test_paired_clusters_have_the_degrees_of_freedom_of_the_fewer():
    sides = estimate.Sample(0.45, 0.2, 100, 9), estimate.Sample(0.5, 0.2, 120, 15)
    found = estimate.nps_difference(*sides, correlation=0.3)
    assert (found.high - found.low) / 2 == pytest.approx(stats.t.ppf(0.975, 9) * found.std_error)


def test_degrees_of_freedom_of_a_difference(pairs):
    short = pairs[1][:9]
    known = stats.ttest_ind(pairs[0], short, equal_var=False).df
    sides = [(np.var(x, ddof=1) / len(x), len(x) - 1) for x in (pairs[0], short)]
    assert common.joint_dof(*sides) == pytest.approx(known)
    assert common.joint_dof(*sides, correlation=[0, 0.2]) == pytest.approx([known, 8])
    assert np.isnan(common.joint_dof((0.0, 5), (0.0, 5)))


def test_nobody_has_no_nps_and_no_difference():
    nobody = estimate.Sample([np.nan, 0.5], [np.nan, 0.25], [0, 8])
    found = estimate.nps_difference(nobody, estimate.Sample([0.5, 0.5], [0.25, 0.25], [8, 8]))
    for values in (found.estimate, found.std_error, found.low, found.high, found.p_value):
        assert np.isnan(values).tolist() == [True, False]
    for method in estimate.NPS_METHODS:
        limits = estimate.nps_interval(*nobody[:3], method=method)
        assert np.isnan(limits).tolist() == [[True, False]] * 2
        assert np.array(limits).dtype == float
    assert np.isnan(estimate.nps_interval([1, 0.5], [0, 0.25], 1, method="t")).all()
    assert np.isnan(estimate.nps_interval(0.5, 0.25, 0)).all()
    one, other = estimate.nps_interval(1, 0, 1), estimate.nps_interval(0, 1, 1)
    assert -100 < one.low < one.high == 100
    assert (-other.high, -other.low) == pytest.approx(one)


def test_a_single_cluster_on_one_side_says_nothing_of_a_change():
    one = estimate.Sample(0.5, 0.25, np.nan, np.nan)
    for before, after in ((one, estimate.Sample(0.5, 0.2, 100)), (estimate.Sample(0.5, 0.2, 100), one)):
        found = estimate.nps_difference(before, after)
        assert abs(found.estimate) == pytest.approx(5)
        assert np.isnan(found[1:]).all()


def test_a_change_of_nps_is_at_most_200_points():
    lowest, highest = estimate.Sample(0, 1, 10), estimate.Sample(1, 0, 10)
    up, down = (estimate.nps_difference(*two, level=0.999) for two in ((lowest, highest), (highest, lowest)))
    assert (up.estimate, up.high, down.estimate, down.low) == (200, 200, -200, -200)
    assert up.low == -down.high
    assert 0 < up.low < 200
    # three of four pseudo-answers on each side pull the centre in; the limits are as far from it on both sides
    p, d = 10.75 / 13, 0.75 / 13
    half = stats.norm.ppf(0.9995) * np.sqrt(2 * (p + d - (p - d) ** 2) / 13)
    assert up.low == pytest.approx(100 * (2 * (p - d) - half))


@pytest.mark.parametrize(
    ("given", "tango"),
    [((6 / 9, 2 / 9, 9), True), ((0.7, 0.2, 10), False), ((1, 0, 50), True), ((0, 1, 50), True), ((0, 0, 50), True)],
)
def test_few_answers_and_answers_of_one_class_have_the_interval_of_tango(given, tango):
    score = estimate.nps_interval(*given, method="score")
    assert (estimate.nps_interval(*given) == pytest.approx(score)) is tango


def test_limits_of_an_nps_stay_on_its_scale():
    """Rocks's upper limit of 19 promoters and a passive is 101 points."""
    p, d = 19.75 / 23, 0.75 / 23
    assert p - d + stats.norm.ppf(0.975) * np.sqrt((p + d - (p - d) ** 2) / 23) > 1.01
    assert estimate.nps_interval(0.95, 0, 20).high == 100
    assert estimate.nps_interval(0, 0.95, 20).low == -100
