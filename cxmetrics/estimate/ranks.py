"""Many groups at once: scores drawn towards their mean, and ranks no finer than the data are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array


class Shrunk(NamedTuple):
    """Estimates drawn towards their common mean, that mean, and the variance between groups."""

    estimate: Floats
    mean: float
    between: float


def shrink(estimates: ArrayLike, std_errors: ArrayLike) -> Shrunk:
    """Empirical-Bayes estimates of groups: the less certain one is, the more it is drawn to the mean.

    The variance between groups is that of DerSimonian and Laird. A missing group stays missing and
    does not count. For a ranking only: what a group's customers said is the estimate as it was.

    Parameters
    ----------
    estimates, std_errors : array_like of float
        Of one metric and in its unit; standard errors above 0.

    References
    ----------
    R. DerSimonian and N. Laird, Controlled Clinical Trials 7(3), 1986. C. N. Morris, JASA 78(381), 1983.

    Examples
    --------
    >>> shrink([10, 25, 60], [2, 3, 20]).estimate.round(1).tolist()
    [10.4, 24.8, 31.5]
    """
    y, v = array(estimates), array(std_errors) ** 2
    known = _known(y, v)
    shrunk = np.full(y.shape, np.nan)
    if not known.any():
        return Shrunk(shrunk, np.nan, np.nan)
    y, v = y[known], v[known]
    w = 1 / v
    q = np.sum(w * (y - np.average(y, weights=w)) ** 2)
    scale = np.sum(w) - np.sum(w**2) / np.sum(w)
    between = float(max(0.0, (q - (len(y) - 1)) / scale)) if len(y) > 1 else 0.0
    mean = float(np.average(y, weights=1 / (v + between)))
    shrunk[known] = mean + between / (between + v) * (y - mean)
    return Shrunk(shrunk, mean, between)


class Ranks(NamedTuple):
    """Each group's rank by its estimate, 1 the highest, and the ranks it may truly have."""

    rank: Floats
    low: Floats
    high: Floats


def rank_interval(
    estimates: ArrayLike, std_errors: ArrayLike, *, level: float = 0.95, draws: int = 10_000, seed: int = 0
) -> Ranks:
    """Ranks of independent groups with intervals that hold all true ranks together at the given level.

    A group's best rank is one more than the number of groups that are surely above it; its worst
    leaves room for those surely below. "Surely" is by the differences of all pairs at once. Groups
    whose intervals overlap must not be told apart in a ranking. Simulating ranks around the
    estimates instead would claim ranks among equals.

    Parameters
    ----------
    estimates, std_errors : array_like of float
        Of one metric; missing ones stay missing and are not ranked.
    level : float, default 0.95
        Confidence that all intervals hold their true rank.
    draws, seed : int
        Simulated sets of differences, of which the critical value is a quantile, and their seed. The
        Monte Carlo error of the level is ``sqrt(level * (1 - level) / draws)``, 0.002 by default.

    References
    ----------
    M. Mogstad, J. P. Romano, A. Shaikh and D. Wilhelm, *Inference for ranks*, Review of Economic
    Studies 91(1), 2024.

    Examples
    --------
    >>> ranks = rank_interval([50, 22, 20, float("nan")], [3, 4, 5, 2])
    >>> ranks.low.tolist(), ranks.high.tolist()
    ([1.0, 2.0, 2.0, nan], [1.0, 3.0, 3.0, nan])
    """
    y, e = array(estimates), array(std_errors)
    known = _known(y, e)
    found = Ranks(*(np.full(y.shape, np.nan) for _ in Ranks._fields))
    y, e = y[known], e[known]
    if not len(y):
        return found
    noise = np.random.default_rng(seed).standard_normal((draws, len(y))) * e
    for part, ranks in zip(found, _ranks(y, noise, np.hypot(e[:, None], e[None, :]), level), strict=True):
        part[known] = ranks
    return found


def rank_interval_of_samples(estimates: ArrayLike, samples: ArrayLike, *, level: float = 0.95) -> Ranks:
    """Give `rank_interval` for estimates that go with each other, from bootstrap samples of all of them together.

    Parameters
    ----------
    estimates : array_like of float, shape (k,)
    samples : array_like of float, shape (draws, k)
        The same in each bootstrap sample.
    level : float, default 0.95
        Confidence that all intervals hold their true rank.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> samples = [5, 3, 3.01] + rng.normal(size=(500, 1)) + rng.normal(size=(500, 3)) / 9
    >>> rank_interval_of_samples([5, 3, 3.01], samples).low.tolist()
    [1.0, 2.0, 2.0]
    """
    y, drawn = array(estimates), array(samples)
    noise = drawn - drawn.mean(axis=0)
    pair_error = np.array([(noise - one[:, None]).std(axis=0) for one in noise.T])
    return Ranks(*_ranks(y, noise, pair_error, level))


def _ranks(y: Floats, noise: Floats, pair_error: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Give ranks and their limits; two are surely apart beyond what the largest difference of mere noise reaches."""
    most = np.zeros(len(noise))
    for i in range(len(y) - 1):
        error = pair_error[i, i + 1 :]
        apart = np.abs(noise[:, i, None] - noise[:, i + 1 :]) / np.where(error > 0, error, 1.0)
        most = np.maximum(most, apart.max(axis=1))
    sure = np.quantile(most, level) * pair_error
    above = y[None, :] - y[:, None] > sure
    rank = 1 + (y[None, :] > y[:, None]).sum(axis=1)
    return array(rank), array(1 + above.sum(axis=1)), array(len(y) - above.sum(axis=0))


def _known(estimates: Floats, errors: Floats) -> np.typing.NDArray[np.bool_]:
    return np.isfinite(estimates) & (errors > 0) & np.isfinite(errors)
