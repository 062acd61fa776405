"""The Net Promoter Score as a mean of -1, 0 and 1: variance, intervals and the difference of two samples."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cxmetrics.estimate.common import Difference, Floats, Interval, array, joint_dof, t_value

PSEUDO_PROMOTERS, PSEUDO_PASSIVES, PSEUDO_DETRACTORS = 0.75, 1.5, 0.75  # adjusted Wald "+3", Rocks (2016)
PSEUDO_TOTAL = PSEUDO_PROMOTERS + PSEUDO_PASSIVES + PSEUDO_DETRACTORS
SCORE_BELOW = 10  # below this many answers the score interval replaces the adjusted Wald one


def nps_variance(promoters: ArrayLike, detractors: ArrayLike) -> Floats:
    """Variance of one answer coded -1, 0, 1, from the shares of promoters and detractors."""
    p, d = array(promoters), array(detractors)
    return p + d - (p - d) ** 2


def nps_interval(
    promoters: ArrayLike,
    detractors: ArrayLike,
    n: ArrayLike,
    *,
    level: float = 0.95,
    method: str = "adjusted_wald",
    dof: ArrayLike | None = None,
) -> Interval:
    """Confidence interval of an NPS in points.

    Parameters
    ----------
    promoters, detractors : array_like of float
        Shares of promoters and detractors, 0 to 1.
    n : array_like of float
        Answers, or effective answers where weights or clusters make them fewer.
    level : float, default 0.95
        Confidence level, between 0 and 1.
    method : {"adjusted_wald", "score", "wald", "t"}
        ``adjusted_wald`` adds 3/4 promoter, 3/2 passives and 3/4 detractor (Rocks 2016) and falls
        back to ``score`` below 10 answers or where all answers are of one class.
    dof : array_like of float, optional
        Degrees of freedom of the standard error where few clusters make it uncertain
        (`cluster_mean`): Student's t stands for the normal. By default infinite, or ``n - 1`` for "t".

    Returns
    -------
    Interval
        In points, within -100 to 100, and always holding the raw estimate.

    References
    ----------
    B. Rocks, *Interval estimation for the Net Promoter Score*, The American Statistician 70(4), 2016.
    T. Tango, *Statistics in Medicine* 17, 1998 (score interval).

    Examples
    --------
    >>> low, high = nps_interval(0.45, 0.20, 100)
    >>> round(float(low), 2), round(float(high), 2)
    (9.48, 39.06)
    """
    known = np.inf if dof is None else dof
    p, d, size, free = np.broadcast_arrays(array(promoters), array(detractors), array(n), array(known))
    if method == "t" and dof is None:
        free = size - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _NPS_INTERVALS[method](p, d, size, t_value(level, free))
    raw = p - d
    return Interval(100 * np.maximum(np.minimum(low, raw), -1), 100 * np.minimum(np.maximum(high, raw), 1))


def _adjusted_or_score(p: Floats, d: Floats, n: Floats, z: Floats) -> Interval:
    adjusted, score = _adjusted_wald(p, d, n, z), _score(p, d, n, z)
    one_class = (p == 1) | (d == 1) | (p + d == 0)
    small = (n < SCORE_BELOW) | one_class
    return Interval(np.where(small, score.low, adjusted.low), np.where(small, score.high, adjusted.high))


def _adjust(p: Floats, d: Floats, n: Floats, times: float = 1.0) -> tuple[Floats, Floats]:
    """Centre and standard error of the "+3" adjusted answers; of the answers themselves with 0 ``times``."""
    total = n + times * PSEUDO_TOTAL
    p_adjusted, d_adjusted = (n * p + times * PSEUDO_PROMOTERS) / total, (n * d + times * PSEUDO_DETRACTORS) / total
    return p_adjusted - d_adjusted, np.sqrt(nps_variance(p_adjusted, d_adjusted) / total)


def _adjusted_wald(p: Floats, d: Floats, n: Floats, z: Floats) -> Interval:
    centre, error = _adjust(p, d, n)
    half = z * error
    return Interval(centre - half, centre + half)


def _wald(p: Floats, d: Floats, n: Floats, z: Floats) -> Interval:
    half = z * np.sqrt(nps_variance(p, d) / n)
    return Interval(p - d - half, p - d + half)


def _t(p: Floats, d: Floats, n: Floats, z: Floats) -> Interval:
    half = z * np.sqrt(nps_variance(p, d) / (n - 1))
    return Interval(p - d - half, p - d + half)


def _score(p: Floats, d: Floats, n: Floats, z: Floats) -> Interval:
    """Tango's score interval of a paired difference, found by bisection on its test statistic."""
    return Interval(_score_limit(p, d, n, z), _score_limit(p, d, n, -z))


def _score_limit(p: Floats, d: Floats, n: Floats, z: Floats) -> Floats:
    """Solve statistic(delta) = z; the statistic falls as delta grows."""
    low, high = np.full(p.shape, -1.0), np.full(p.shape, 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        above = _score_statistic(p, d, n, middle) > z
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(n > 0, (low + high) / 2, np.nan)


def _score_statistic(p: Floats, d: Floats, n: Floats, delta: Floats) -> Floats:
    b = -(p + d) * n + (2 * n - (p - d) * n) * delta
    c = -d * n * delta * (1 - delta)
    q = (np.sqrt(np.maximum(b * b - 8 * n * c, 0)) - b) / (4 * n)
    variance = n * (2 * q + delta * (1 - delta))
    return ((p - d) - delta) * n / np.sqrt(np.maximum(variance, 1e-300))


_NPS_INTERVALS = {"adjusted_wald": _adjusted_or_score, "score": _score, "wald": _wald, "t": _t}
NPS_METHODS = tuple(_NPS_INTERVALS)


class Sample(NamedTuple):
    """Shares of promoters and detractors, the (effective) number of answers, and degrees of freedom where few."""

    promoters: ArrayLike
    detractors: ArrayLike
    n: ArrayLike
    dof: ArrayLike = np.inf


def nps_difference(
    before: Sample,
    after: Sample,
    *,
    level: float = 0.95,
    method: str = "adjusted_wald",
    correlation: ArrayLike = 0.0,
) -> Difference:
    """Difference of two NPS in points, "+3" in each sample, with unpooled errors.

    The estimate is the raw difference; the interval and the test are centred on the adjusted one. With
    ``method`` "wald" nothing is added: for comparison only, it finds too many differences in few answers.
    A segment is compared with the rest, not with the total that it is part of. ``correlation`` is that of the two
    scores, where some customers stand behind both. The answers added to each sample are constants: they shrink the
    covariance of the scores by n / (n + 3) on each side.

    Examples
    --------
    >>> change = nps_difference(Sample(0.45, 0.20, 100), Sample(0.55, 20 / 120, 120))
    >>> round(float(change.p_value), 4)
    0.1968
    """
    times = {"adjusted_wald": 1.0, "wald": 0.0}[method]
    (p0, d0, n0), (p1, d1, n1) = sides = [tuple(array(x) for x in side[:3]) for side in (before, after)]
    with np.errstate(divide="ignore", invalid="ignore"):
        (c0, s0), (c1, s1) = _adjust(p0, d0, n0, times), _adjust(p1, d1, n1, times)
        shrunk = [n / (n + times * PSEUDO_TOTAL) * np.sqrt(nps_variance(p, d) / n) for p, d, n in sides]
        error = np.sqrt(s0**2 + s1**2 - 2 * array(correlation) * shrunk[0] * shrunk[1])
        dof = joint_dof((s0**2, before.dof), (s1**2, after.dof), correlation=correlation)
        p_value = 2 * stats.t.sf(np.abs((c1 - c0) / error), dof)
    centre, half, raw = c1 - c0, t_value(level, dof) * error, p1 - d1 - p0 + d0
    low, high = np.minimum(centre - half, raw), np.maximum(centre + half, raw)
    return Difference(100 * raw, 100 * error, 100 * np.maximum(low, -2), 100 * np.minimum(high, 2), p_value)
