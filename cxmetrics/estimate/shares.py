"""Shares: Wilson's interval, Clopper and Pearson's, and Newcombe's difference."""

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


def clopper_pearson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Exact interval of a share, which holds it at least as often as ``level`` says, and is wider for it.

    References
    ----------
    C. J. Clopper and E. S. Pearson, Biometrika 26, 1934.

    Examples
    --------
    >>> low, high = clopper_pearson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2527, 0.3676)
    """
    k, size = array(successes), array(n)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(k > 0, special.betaincinv(np.maximum(k, 1e-300), size - k + 1, tail), 0.0)
        high = np.where(k < size, special.betaincinv(k + 1, np.maximum(size - k, 1e-300), 1 - tail), 1.0)
    some = np.where(size > 0, 1.0, np.nan)
    return Interval(low * some, high * some)


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
