"""Shares: Wilson's interval, Newcombe's difference, and survival by Kaplan and Meier."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxmetrics.estimate.common import Difference, Interval, array, critical_value


def wilson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Wilson score interval of a share; NaN where ``n`` is 0.

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    k, size, z = array(successes), array(n), critical_value(level)
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
    k0, n0, k1, n1 = (array(x) for x in (*before, *after))
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
    d, n = array(events), array(at_risk)
    survival = float(np.prod(1 - d / n))
    with np.errstate(divide="ignore"):
        greenwood = float(np.sum(np.where(d > 0, d / (n * (n - d)), 0)))
    if not d.any() or survival == 0:  # Greenwood's error is 0 or undefined there: Wilson on those still at risk
        low, high = wilson(survival * n[-1], n[-1], level=level)
        return Survival(survival, 0.0 if not d.any() else float("nan"), float(low), float(high))
    width = critical_value(level) * np.sqrt(greenwood) / abs(np.log(survival))
    low, high = survival ** np.exp(width), survival ** np.exp(-width)
    return Survival(survival, survival * float(np.sqrt(greenwood)), float(low), float(high))
