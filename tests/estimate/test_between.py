"""Standard deviation between groups: published numbers, statsmodels, and how often its interval holds the truth."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from cxmetrics import estimate

# BCG vaccine against tuberculosis: ill and well of the vaccinated, then of the others (Colditz and others 1994)
BCG = np.array([
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
    [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600],
    [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
], dtype=float)  # fmt: skip


def trials():
    a, b, c, d = BCG.T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_the_interval_is_that_of_metafor():
    """``confint(rma(yi, vi, data=dat.bcg))`` of R's metafor: tau² 0.1197 to 1.1115."""
    y, v = trials()
    found = estimate.between_interval(y, np.sqrt(v))
    assert (found.low**2, found.high**2) == pytest.approx((0.1197, 1.1115), abs=5e-5)


def test_the_estimate_is_that_of_paule_and_mandel():
    y, v = trials()
    found = estimate.between_interval([*y, np.nan], [*np.sqrt(v), 1])
    assert found.estimate**2 == pytest.approx(combine_effects(y, v, method_re="iterated").tau2, rel=1e-4)
    w = 1 / (v + found.estimate**2)
    q = np.sum(w * (y - np.average(y, weights=w)) ** 2)
    assert q == pytest.approx(len(y) - 1)


def test_equal_errors_have_a_closed_form():
    y, error = np.array([10.0, 25, 60, 30]), 3.0
    squares = np.sum((y - y.mean()) ** 2)
    found = estimate.between_interval(y, [error] * 4, level=0.9)
    assert found.estimate**2 == pytest.approx(squares / 3 - error**2)
    assert found.low**2 == pytest.approx(squares / stats.chi2.ppf(0.95, 3) - error**2)
    assert found.high**2 == pytest.approx(squares / stats.chi2.ppf(0.05, 3) - error**2)


def test_groups_that_are_alike_have_no_spread_and_one_group_has_none_at_all():
    assert estimate.between_interval([20, 20.5, 21], [5, 5, 5])[:2] == (0, 0)
    assert all(np.isnan(estimate.between_interval([20, np.nan, 3], [5, 5, 0])))


@pytest.mark.parametrize("true", [0.0, 4.0, 12.0])
def test_the_interval_holds_the_truth_as_often_as_it_says(true):
    rng, runs = np.random.default_rng(int(true) + 1), 600
    errors = rng.uniform(2, 7, (runs, 5))
    groups = 20 + true * rng.standard_normal((runs, 5)) + errors * rng.standard_normal((runs, 5))
    held = [found.low <= true <= found.high for found in map(estimate.between_interval, groups, errors)]
    assert np.mean(held) == pytest.approx(0.975 if true == 0 else 0.95, abs=3 * np.sqrt(0.95 * 0.05 / runs))
