"""Intervals hold the truth as often as they say, on a named grid with fixed seeds."""

import numpy as np
import pytest

from cxmetrics import estimate

GRID = [(p, d, n) for n in (30, 100, 400) for p in (0.1, 0.3, 0.5, 0.8) for d in (0.05, 0.2, 0.4) if p + d < 0.95]
SHARES = [(p, n) for n in (30, 100, 400) for p in (0.1, 0.3, 0.5, 0.7, 0.9)]


def nps_coverage(p, d, n, draws, *, seed):
    counts = np.random.default_rng(seed).multinomial(n, [p, d, 1 - p - d], size=draws)
    low, high = estimate.nps_interval(counts[:, 0] / n, counts[:, 1] / n, n)
    truth = 100 * (p - d)
    return np.mean((low <= truth) & (truth <= high))


def share_coverage(p, n, draws, *, seed):
    low, high = estimate.wilson(np.random.default_rng(seed).binomial(n, p, size=draws), n)
    return np.mean((low <= p) & (p <= high))


def floor(draws):
    return 0.95 - 3 * np.sqrt(0.95 * 0.05 / draws)


@pytest.mark.parametrize(("p", "d", "n"), GRID)
def test_nps(p, d, n):
    assert nps_coverage(p, d, n, 1000, seed=20261031) >= floor(1000)


@pytest.mark.parametrize(("p", "n"), SHARES)
def test_shares(p, n):
    assert share_coverage(p, n, 1000, seed=20261031) >= floor(1000)


def test_a_plain_wald_interval_would_fail_here():
    """The same check on the interval that everybody writes first: it does not hold."""
    counts = np.random.default_rng(1).multinomial(30, [0.9, 0.05, 0.05], size=4000)
    low, high = estimate.nps_interval(counts[:, 0] / 30, counts[:, 1] / 30, 30, method="wald")
    assert np.mean((low <= 85) & (high >= 85)) < floor(4000)


@pytest.mark.slow
@pytest.mark.parametrize(("p", "d", "n"), GRID)
def test_nps_on_many_draws(p, d, n):
    assert 0.93 <= nps_coverage(p, d, n, 50_000, seed=1) <= 0.975


@pytest.mark.slow
@pytest.mark.parametrize(("p", "n"), SHARES)
def test_shares_on_many_draws(p, n):
    assert 0.93 <= share_coverage(p, n, 50_000, seed=1) <= 0.985
