"""From counts and moments to estimates with intervals: pure functions on numbers and arrays.

Nothing here reads a table. Shares run from 0 to 1; NPS is in points, from -100 to +100. Every
function broadcasts over arrays of groups. An undefined result is NaN, never 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Floats = NDArray[np.float64]

PSEUDO_PROMOTERS, PSEUDO_PASSIVES, PSEUDO_DETRACTORS = 0.75, 1.5, 0.75  # adjusted Wald "+3", Rocks (2016)
PSEUDO_TOTAL = PSEUDO_PROMOTERS + PSEUDO_PASSIVES + PSEUDO_DETRACTORS
SCORE_BELOW = 10  # below this many answers the score interval replaces the adjusted Wald one


class Interval(NamedTuple):
    """Lower and upper limit of a two-sided confidence interval, element for element."""

    low: Floats
    high: Floats


class Difference(NamedTuple):
    """A difference between two groups with its standard error, interval and two-sided p value."""

    estimate: Floats
    std_error: Floats
    low: Floats
    high: Floats
    p_value: Floats


def critical_value(level: float) -> float:
    """Two-sided critical value of the standard normal distribution.

    Examples
    --------
    >>> round(critical_value(0.95), 6)
    1.959964
    """
    return float(stats.norm.ppf((1 + level) / 2))


def _array(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)


def nps_variance(promoters: ArrayLike, detractors: ArrayLike) -> Floats:
    """Variance of one answer coded -1, 0, 1, from the shares of promoters and detractors."""
    p, d = _array(promoters), _array(detractors)
    return p + d - (p - d) ** 2


def nps_interval(
    promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike, *, level: float = 0.95, method: str = "adjusted_wald"
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
    p, d, size = np.broadcast_arrays(_array(promoters), _array(detractors), _array(n))
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _NPS_INTERVALS[method](p, d, size, level)
    raw = p - d
    return Interval(100 * np.clip(np.minimum(low, raw), -1, 1), 100 * np.clip(np.maximum(high, raw), -1, 1))


def _adjusted_or_score(p: Floats, d: Floats, n: Floats, level: float) -> Interval:
    adjusted, score = _adjusted_wald(p, d, n, level), _score(p, d, n, level)
    one_class = (p == 1) | (d == 1) | (p + d == 0)
    small = (n < SCORE_BELOW) | one_class
    return Interval(np.where(small, score.low, adjusted.low), np.where(small, score.high, adjusted.high))


def _adjust(p: Floats, d: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Centre and standard error of the "+3" adjusted answers."""
    total = n + PSEUDO_TOTAL
    p_adjusted, d_adjusted = (n * p + PSEUDO_PROMOTERS) / total, (n * d + PSEUDO_DETRACTORS) / total
    return p_adjusted - d_adjusted, np.sqrt(nps_variance(p_adjusted, d_adjusted) / total)


def _adjusted_wald(p: Floats, d: Floats, n: Floats, level: float) -> Interval:
    centre, error = _adjust(p, d, n)
    half = critical_value(level) * error
    return Interval(np.where(n > 0, centre - half, np.nan), np.where(n > 0, centre + half, np.nan))


def _wald(p: Floats, d: Floats, n: Floats, level: float) -> Interval:
    half = critical_value(level) * np.sqrt(nps_variance(p, d) / n)
    return Interval(p - d - half, p - d + half)


def _t(p: Floats, d: Floats, n: Floats, level: float) -> Interval:
    half = stats.t.ppf((1 + level) / 2, n - 1) * np.sqrt(nps_variance(p, d) / (n - 1))
    return Interval(p - d - half, p - d + half)


def _score(p: Floats, d: Floats, n: Floats, level: float) -> Interval:
    """Tango's score interval of a paired difference, found by bisection on its test statistic."""
    z = critical_value(level)
    return Interval(_score_limit(p, d, n, z), _score_limit(p, d, n, -z))


def _score_limit(p: Floats, d: Floats, n: Floats, z: float) -> Floats:
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
    """Shares of promoters and detractors and the (effective) number of answers of one group."""

    promoters: ArrayLike
    detractors: ArrayLike
    n: ArrayLike


def nps_difference(before: Sample, after: Sample, *, level: float = 0.95) -> Difference:
    """Difference of two independent NPS in points, "+3" in each sample, with unpooled errors.

    The estimate is the raw difference; the interval and the test are centred on the adjusted one.

    Examples
    --------
    >>> change = nps_difference(Sample(0.45, 0.20, 100), Sample(0.55, 20 / 120, 120))
    >>> round(float(change.p_value), 4)
    0.1968
    """
    (c0, s0), (c1, s1) = (_adjust(*(_array(x) for x in sample)) for sample in (before, after))
    error = np.sqrt(s0**2 + s1**2)
    centre, half = c1 - c0, critical_value(level) * error
    raw = _array(after.promoters) - _array(after.detractors) - _array(before.promoters) + _array(before.detractors)
    p_value = 2 * special.ndtr(-np.abs(centre / error))
    return Difference(100 * raw, 100 * error, 100 * (centre - half), 100 * (centre + half), p_value)


class Mean(NamedTuple):
    """A weighted mean, its linearised standard error and the effective number of observations."""

    estimate: Floats
    std_error: Floats
    n_eff: Floats


def weighted_mean(moments: dict[str, ArrayLike], *, variance: ArrayLike | None = None) -> Mean:
    """Ratio (Hájek) mean with its linearised standard error, clustered or not.

    Parameters
    ----------
    moments : dict
        ``units`` independent units (rows, or clusters), ``w`` sum of weights, ``wx`` sum of weight
        times value, and over the units' totals W and S: ``ww`` sum of W², ``ws`` of W·S, ``ss`` of S².
    variance : array_like, optional
        Population variance of one answer, from which the effective number of answers is taken:
        ``n_eff = variance / std_error²``. Without it ``n_eff`` is NaN.

    Notes
    -----
    ``sqrt(n/(n-1) · Σ(S - mean·W)²) / Σw``: equal to R ``survey::svymean`` for rows and, for
    clusters, to the with-replacement design of one stage.
    """
    m = {name: _array(value) for name, value in moments.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = m["wx"] / m["w"]
        squares = np.maximum(m["ss"] - 2 * mean * m["ws"] + mean**2 * m["ww"], 0)
        error = np.sqrt(m["units"] / (m["units"] - 1) * squares) / m["w"]
        n_eff = _array(np.nan if variance is None else variance) / error**2
    return Mean(mean, error, n_eff)


def wilson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Wilson score interval of a share; NaN where ``n`` is 0.

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    k, size, z = _array(successes), _array(n), critical_value(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / size
        centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
        half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return Interval(np.clip(np.minimum(centre - half, share), 0, 1), np.clip(np.maximum(centre + half, share), 0, 1))


class Share(NamedTuple):
    """Successes among ``n``; where units are clustered ``n`` is the effective number."""

    successes: ArrayLike
    n: ArrayLike


def share_difference(before: Share, after: Share, *, level: float = 0.95) -> Difference:
    """Difference of two independent shares: Newcombe's hybrid score interval, pooled z test.

    Examples
    --------
    >>> change = share_difference(Share(48, 80), Share(56, 70))
    >>> round(float(change.estimate), 2), round(float(change.low), 4), round(float(change.high), 4)
    (0.2, 0.0524, 0.3339)
    """
    k0, n0, k1, n1 = (_array(x) for x in (*before, *after))
    with np.errstate(divide="ignore", invalid="ignore"):
        p0, p1, pooled = k0 / n0, k1 / n1, (k0 + k1) / (n0 + n1)
        l0, u0 = wilson(k0, n0, level=level)
        l1, u1 = wilson(k1, n1, level=level)
        error = np.sqrt(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1)
        z = (p1 - p0) / np.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1))
    low = p1 - p0 - np.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2)
    high = p1 - p0 + np.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)
    p_value = np.where((pooled == 0) | (pooled == 1), 1.0, 2 * special.ndtr(-np.abs(z)))
    return Difference(p1 - p0, error, low, high, p_value)


class Survival(NamedTuple):
    """Survival at one time: probability, Greenwood standard error and log-log interval."""

    survival: float
    std_error: float
    low: float
    high: float


def kaplan_meier(events: ArrayLike, at_risk: ArrayLike, *, level: float = 0.95) -> Survival:
    """Kaplan–Meier survival after the last of the given times, with its log–log interval.

    Parameters
    ----------
    events, at_risk : array_like of float
        Events at, and units at risk just before, each time up to the one of interest.

    Examples
    --------
    >>> kaplan_meier([1, 1], [10, 8]).survival
    0.7875
    """
    d, n = _array(events), _array(at_risk)
    survival = float(np.prod(1 - d / n))
    with np.errstate(divide="ignore"):
        greenwood = float(np.sum(np.where(d > 0, d / (n * (n - d)), 0)))
    if not d.any() or survival == 0:
        return Survival(survival, 0.0 if not d.any() else float("nan"), survival, survival)
    width = critical_value(level) * np.sqrt(greenwood) / abs(np.log(survival))
    low, high = survival ** np.exp(width), survival ** np.exp(-width)
    return Survival(survival, survival * float(np.sqrt(greenwood)), float(low), float(high))


def adjust_p_values(p_values: ArrayLike) -> Floats:
    """Benjamini–Hochberg adjusted p values; missing ones stay missing and do not count.

    Examples
    --------
    >>> adjust_p_values([0.01, float("nan"), 0.04, 0.03]).round(4).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    p = _array(p_values)
    adjusted, known = np.full(p.shape, np.nan), ~np.isnan(p)
    if known.any():
        adjusted[known] = stats.false_discovery_control(p[known])
    return adjusted


def round_half_away(value: float, digits: int = 0) -> float:
    """Round half away from zero, without a negative zero: how numbers are shown.

    Examples
    --------
    >>> [round_half_away(x) for x in (24.5, 25.5, -24.5, -0.4)]
    [25.0, 26.0, -25.0, 0.0]
    """
    scale = 10.0**digits
    shifted = np.floor(abs(value) * scale + 0.5 + 1e-9)
    return float(np.copysign(shifted, value) / scale) if shifted else 0.0
