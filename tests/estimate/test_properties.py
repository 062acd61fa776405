"""What every estimate must keep to, whatever the counts are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxmetrics import estimate

LEVELS = st.floats(0.5, 0.999)
COUNTS = st.lists(st.integers(0, 200), min_size=3, max_size=3).filter(lambda c: sum(c) > 0)
SUCCESSES = st.tuples(st.integers(0, 300), st.integers(1, 300)).map(lambda c: (c[0], c[0] + c[1]))
SCORES = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda c: sum(c) > 1)
SLACK = 1e-6
MODELS = ((0.05, 5), (0.5, 50), (0.05, 4), (0.1, 9))
few = settings(max_examples=60, deadline=None, derandomize=True)


def shares(counts):
    p, _, d = counts
    return p / sum(counts), d / sum(counts), sum(counts)


@few
@given(COUNTS, LEVELS, LEVELS, st.sampled_from(["adjusted_wald", "score", "wald"]))
def test_nps_interval(counts, one, other, method):
    p, d, n = shares(counts)
    narrow, wide = (estimate.nps_interval(p, d, n, level=level, method=method) for level in sorted((one, other)))
    assert -100 <= wide.low <= narrow.low + SLACK
    assert narrow.low <= 100 * (p - d) + SLACK <= narrow.high + 2 * SLACK
    assert narrow.high - SLACK <= wide.high <= 100
    mirrored = estimate.nps_interval(d, p, n, level=one, method=method)
    straight = estimate.nps_interval(p, d, n, level=one, method=method)
    assert (-mirrored.high, -mirrored.low) == pytest.approx(straight, abs=1e-6)


@few
@given(COUNTS, COUNTS, LEVELS)
def test_nps_difference(first, second, level):
    one, other = (estimate.Sample(*shares(counts)) for counts in (first, second))
    there, back = (estimate.nps_difference(*pair, level=level) for pair in ((one, other), (other, one)))
    assert -200 <= there.low <= there.estimate <= there.high <= 200
    assert 0 <= there.p_value <= 1
    assert (there.estimate, there.low) == pytest.approx((-back.estimate, -back.high), abs=1e-9)


@few
@given(SUCCESSES, LEVELS, LEVELS, st.sampled_from([estimate.wilson, estimate.clopper_pearson]))
def test_share_interval(counts, one, other, function):
    k, n = counts
    narrow, wide = (function(k, n, level=level) for level in sorted((one, other)))
    assert 0 <= wide.low <= narrow.low <= k / n + 1e-12
    assert k / n - 1e-12 <= narrow.high <= wide.high <= 1
    turned = function(n - k, n, level=one)
    assert [1 - turned.high, 1 - turned.low] == pytest.approx(list(function(k, n, level=one)), abs=1e-9)
    exact = estimate.clopper_pearson(k, n, level=0.95)
    assert exact.low <= k / n <= exact.high


@few
@given(SUCCESSES, SUCCESSES, LEVELS)
def test_share_difference(one, other, level):
    found = estimate.share_difference(estimate.Share(*one), estimate.Share(*other), level=level)
    assert -1 - 1e-9 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1 + 1e-9


@few
@given(SCORES, LEVELS)
def test_mean(counts, level):
    moments = estimate.moments_of_scores(counts, range(1, 6))
    found = estimate.mean_interval(moments, bounds=(1, 5), level=level)
    assert 1 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 5
    shifted = estimate.mean_interval(estimate.moments_of_scores(counts, range(11, 16)), bounds=(11, 15), level=level)
    assert shifted.std_error == pytest.approx(found.std_error, abs=1e-6)


@few
@given(SCORES, st.sampled_from(["bca", "percentile"]), st.integers(0, 5))
def test_bootstrap(counts, method, seed):
    found = estimate.bootstrap_mean(counts, range(1, 6), method=method, seed=seed, draws=500)
    assert 1 <= found.low <= found.high <= 5
    assert found.degenerate == (sum(c > 0 for c in counts) == 1)
    assert found.mc_error >= 0


@few
@given(st.lists(st.tuples(st.floats(0.1, 50), st.floats(-1, 1)), min_size=2, max_size=30), st.floats(1e-3, 1e3))
def test_scale_of_weights_is_nothing(rows, scale):
    w, x = np.array(rows).T
    for function in (estimate.weighted_mean, estimate.cluster_mean):
        one, other = (function(estimate.cluster_sums(c * w, c * w * x), variance=1) for c in (1, scale))
        assert one.estimate == pytest.approx(other.estimate, abs=1e-9)
        assert one.std_error == pytest.approx(other.std_error, rel=1e-5, abs=1e-7)
    assert estimate.cluster_mean(estimate.cluster_sums(w, w * x)).dof <= len(w) - 1 + 1e-6


@few
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=25), LEVELS)
def test_survival(rows, level):
    events, censored = np.array(rows).T
    events[-1] += 1
    curve = estimate.survival_curve(np.arange(len(rows)), events, censored, level=level)
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert (curve.low >= 0).all()
    assert (curve.low <= curve.survival + 1e-12).all()
    assert (curve.survival <= curve.high + 1e-12).all()
    assert (curve.high <= 1).all()
    middle = estimate.survival_quantile(curve)
    assert not middle.low > middle.estimate
    assert not middle.estimate > middle.high
    last = estimate.kaplan_meier(events, curve.at_risk, level=level)
    assert last == pytest.approx([curve[i][-1] for i in (3, 4, 5, 6)], nan_ok=True)


SEGMENT = st.tuples(st.integers(0, 500), st.floats(0, 1), st.integers(1, 500), st.floats(0, 1))


@few
@given(st.lists(SEGMENT, min_size=1, max_size=6).filter(lambda rows: sum(row[0] for row in rows) > 0))
def test_parts_add_up(rows):
    n0, r0, n1, r1 = np.array(rows, dtype=float).T
    found = estimate.mix_rate(estimate.Segments(n0, r0), estimate.Segments(n1, r1))
    assert found.change == pytest.approx((n1 @ r1) / n1.sum() - (n0 @ r0) / n0.sum(), abs=1e-9)
    assert found.rate + found.mix == pytest.approx(found.change, abs=1e-9)
    assert found.low <= found.rate <= found.high
    swapped = estimate.mix_rate(estimate.Segments(n1, r1), estimate.Segments(n0, r0))
    assert swapped.rate == pytest.approx(-found.rate, abs=1e-9)


GROUPS = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 20)), min_size=1, max_size=12)


@few
@given(GROUPS)
def test_ranks_and_shrinkage(rows):
    y, e = np.array(rows).T
    ranks = estimate.rank_interval(y, e, draws=300)
    assert (ranks.low >= 1).all()
    assert (ranks.low <= ranks.rank).all()
    assert (ranks.rank <= ranks.high).all()
    assert (ranks.high <= len(y)).all()
    wider = estimate.rank_interval(y, e, draws=300, level=0.999)
    assert (wider.low <= ranks.low).all()
    assert (wider.high >= ranks.high).all()
    shrunk = estimate.shrink(y, e)
    assert (np.abs(shrunk.estimate - shrunk.mean) <= np.abs(y - shrunk.mean) + 1e-9).all()


@few
@given(st.floats(0.5, 30), st.floats(1, 1e4), st.floats(0.5, 0.99), LEVELS)
def test_sizes_agree(distance, variance, power, level):
    n = estimate.answers_for_difference(distance, variance, variance, power=power, level=level)
    found = estimate.detectable_difference(n, n, variance, variance, power=power, level=level)
    assert found <= distance * (1 + 1e-6)
    margin = estimate.answers_for_margin(distance, variance, level=level)
    assert margin >= estimate.answers_for_margin(distance * 1.1, variance, level=level) >= 1


@few
@given(st.builds(estimate.BgNbd, *(st.floats(*ends) for ends in MODELS)), st.integers(0, 60))
def test_purchases(model, x):
    given_so_far = {"repeats": x, "recency": 40.0 * (x > 0), "age": 52.0}
    bought = estimate.bgnbd_purchases(model, np.array([0, 1, 10, 52]), **given_so_far)
    assert bought[0] == pytest.approx(0, abs=1e-6)
    assert (np.diff(bought) >= -1e-6).all()
    alive = estimate.bgnbd_alive(model, x, 40.0, 52.0)
    assert np.isnan(alive) if x == 0 else 0 <= alive <= 1
    assert estimate.bgnbd_log_likelihood(model, x, 40.0 * (x > 0), 52.0) < 0 or x > 0


def test_ranks_of_samples_are_those_of_independent_groups_and_finer_where_groups_go_together():
    rng, y, e = np.random.default_rng(5), np.array([4.0, 2.5, 1.0, 0.9]), np.array([0.5, 0.4, 0.3, 0.4])
    samples = y + rng.normal(size=(20_000, 4)) * e
    expected = estimate.rank_interval(y, e, draws=20_000)
    assert np.array_equal(estimate.rank_interval_of_samples(y, samples), expected)
    assert expected.low.tolist() == [1, 1, 3, 3]
    together = estimate.rank_interval_of_samples(y, samples / 4 + 3 * rng.normal(size=(20_000, 1)))
    assert together.low.tolist() == [1, 2, 3, 3]
    assert estimate.rank_interval_of_samples([1.0, 1.0], np.ones((10, 2))).high.tolist() == [2, 2]
