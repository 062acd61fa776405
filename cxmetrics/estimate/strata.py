"""Two arms compared within strata: standardised, by Mantel and Haenszel, and along a dose."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from cxmetrics.estimate.common import array, critical_value, sums_by

Target = Literal["all", "exposed", "unexposed", "overlap"]


class Arms(NamedTuple):
    """Unexposed and exposed units of each stratum, and how many of each had the outcome; shape (strata,)."""

    n0: ArrayLike
    y0: ArrayLike
    n1: ArrayLike
    y1: ArrayLike


class Contrast(NamedTuple):
    """The mean outcome with and without exposure in one population, their difference and their ratio.

    ``low`` and ``high`` are of the difference, ``ratio_low`` and ``ratio_high`` of the ratio, which is missing where
    either mean is not above 0.
    """

    exposed: float
    unexposed: float
    difference: float
    std_error: float
    low: float
    high: float
    ratio: float
    ratio_low: float
    ratio_high: float


class Trend(NamedTuple):
    """Test for a trend along a dose: a standard normal value, and its two-sided p value."""

    z: float
    p_value: float


def contrast(means: tuple[float, float], covariance: ArrayLike, *, level: float = 0.95) -> Contrast:
    """Give difference and ratio of two means, with and without exposure, from their covariance matrix (2 x 2)."""
    (m1, m0), v = means, array(covariance)
    z, error = critical_value(level), float(np.sqrt(max(v[0, 0] + v[1, 1] - 2 * v[0, 1], 0.0)))
    ratio, bounds = np.nan, (np.nan, np.nan)
    if m1 > 0 and m0 > 0:
        ratio = m1 / m0
        log_error = np.sqrt(max(v[0, 0] / m1**2 + v[1, 1] / m0**2 - 2 * v[0, 1] / (m1 * m0), 0.0))
        bounds = (float(ratio * np.exp(-z * log_error)), float(ratio * np.exp(z * log_error)))
    difference = m1 - m0
    return Contrast(m1, m0, difference, error, difference - z * error, difference + z * error, ratio, *bounds)


def comparable(arms: Arms) -> NDArray[np.bool_]:
    """Say of each stratum whether both arms are in it."""
    return np.asarray((array(arms.n0) > 0) & (array(arms.n1) > 0))


def standardised(arms: Arms, *, target: Target = "all", level: float = 0.95) -> Contrast:
    """Compare within strata and average over the strata of a target population.

    Parameters
    ----------
    arms : Arms
        Counts of each stratum. Strata without both arms are left out: see `comparable`.
    target : {"all", "exposed", "unexposed", "overlap"}
        Whose strata weigh how much; ``overlap`` weighs those most in which both arms are many (``n1·n0/n``).

    Examples
    --------
    >>> arms = Arms([200, 120, 30], [60, 60, 21], [50, 130, 170], [18, 72, 128])
    >>> found = standardised(arms)
    >>> round(found.difference, 6), round(found.std_error, 6)
    (0.055785, 0.043481)
    """
    n0, y0, n1, y1 = (array(x)[comparable(arms)] for x in arms)
    weights = {"all": n0 + n1, "exposed": n1, "unexposed": n0, "overlap": n1 * n0 / (n0 + n1)}[target]
    if not len(n0):
        return contrast((np.nan, np.nan), np.full((2, 2), np.nan), level=level)
    w, p1, p0 = weights / weights.sum(), y1 / n1, y0 / n0
    v1, v0 = (float(np.sum(w**2 * p * (1 - p) / n)) for p, n in ((p1, n1), (p0, n0)))
    return contrast((float(w @ p1), float(w @ p0)), np.diag([v1, v0]), level=level)


def standardised_in_clusters(
    strata: ArrayLike,
    exposed: ArrayLike,
    outcome: ArrayLike,
    cluster: ArrayLike,
    *,
    target: Target = "all",
    level: float = 0.95,
) -> Contrast:
    """Compare within strata as `standardised`, the rows of a cluster not being independent.

    Parameters
    ----------
    strata : array_like of int, shape (n,)
        Stratum of each row, from 0; all of them with both arms.
    exposed, outcome : array_like of 0 and 1, shape (n,)
    cluster : array_like, shape (n,)
        To whom a row belongs.

    Notes
    -----
    The weights of the strata are taken as they are. With overlap weights it is the risk difference of Mantel and
    Haenszel.

    Examples
    --------
    >>> rows = [(s, a, y) for s in (0, 1) for a in (0, 1) for y in (0, 1, 1)] * 5
    >>> s, a, y = np.array(rows).T
    >>> round(standardised_in_clusters(s, a, y, range(60)).std_error, 4)
    0.1227
    """
    place, a, y = np.asarray(strata, dtype=int), array(exposed), array(outcome)
    n0, y0, n1, y1 = (np.bincount(place, weights=w) for side in (1 - a, a) for w in (side, side * y))
    weights = {"all": n0 + n1, "exposed": n1, "unexposed": n0, "overlap": n1 * n0 / (n0 + n1)}[target]
    w, p1, p0 = weights / weights.sum(), y1 / n1, y0 / n0
    parts = [(w / n1)[place] * a * (y - p1[place]), (w / n0)[place] * (1 - a) * (y - p0[place])]
    sums = sums_by(cluster, *parts)
    few = len(sums) / (len(sums) - 1)
    return contrast((float(w @ p1), float(w @ p0)), sums.T @ sums * few, level=level)


def mantel_haenszel(arms: Arms, *, level: float = 0.95) -> Contrast:
    """Risk difference by Mantel and Haenszel with Sato's error, which also holds for many small strata.

    The ratio is that of the two means, the strata weighed alike, with the error of independent strata.

    References
    ----------
    T. Sato, *On the variance estimator for the Mantel-Haenszel risk difference*, Biometrics 45(4), 1989.

    Examples
    --------
    >>> arms = Arms([200, 120, 30], [60, 60, 21], [50, 130, 170], [18, 72, 128])
    >>> found = mantel_haenszel(arms)
    >>> round(found.difference, 6), round(found.std_error, 6)
    (0.05559, 0.042698)
    """
    whole = standardised(arms, target="overlap", level=level)
    n0, y0, n1, y1 = (array(x)[comparable(arms)] for x in arms)
    n = n0 + n1
    with np.errstate(divide="ignore", invalid="ignore"):
        p = (n1**2 * y0 - n0**2 * y1 + n1 * n0 * (n0 - n1) / 2) / n**2
        q = (y1 * (n0 - y0) + y0 * (n1 - y1)) / (2 * n)
        error = float(np.sqrt(max(whole.difference * p.sum() + q.sum(), 0.0)) / np.sum(n1 * n0 / n))
    half = critical_value(level) * error
    return whole._replace(std_error=error, low=whole.difference - half, high=whole.difference + half)


def trend(doses: ArrayLike, n: ArrayLike, events: ArrayLike) -> Trend:
    """Mantel's extension test for a trend along doses within strata; with one stratum nearly Cochran's and Armitage's.

    Parameters
    ----------
    doses : array_like of float, shape (doses,)
        Such as the number of channels.
    n, events : array_like of float, shape (strata, doses)
        Units, and those that had the outcome.

    Notes
    -----
    One stratum only says that those with a higher dose had the outcome more often, not why. Its variance is that of
    drawing without replacement, by which z is √(1 - 1/n) of Cochran's and Armitage's.

    References
    ----------
    N. Mantel, *Chi-square tests with one degree of freedom*, JASA 58, 1963.

    Examples
    --------
    >>> found = trend([1, 2, 3, 4], [[200, 190, 160, 60]], [[40, 55, 62, 30]])
    >>> round(found.z, 3)
    5.13
    """
    x, size, cases = array(doses), array(n), array(events)
    total, happened = size.sum(axis=1), cases.sum(axis=1)
    some = total > 1
    x_total, x_squares = size @ x, size @ x**2
    with np.errstate(divide="ignore", invalid="ignore"):
        surplus = cases @ x - happened * x_total / total
        spread = happened * (total - happened) / (total**2 * (total - 1)) * (total * x_squares - x_total**2)
    variance = float(spread[some].sum())
    z = float(surplus[some].sum() / np.sqrt(variance)) if variance > 0 else np.nan
    return Trend(z, float(2 * special.ndtr(-abs(z))))
