"""Shares: Wilson's interval, Clopper and Pearson's, and Newcombe's difference."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxmetrics.estimate.common import Difference, Floats, Interval, array, critical_value


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
    return Interval(np.maximum(np.minimum(centre - half, share), 0), np.minimum(np.maximum(centre + half, share), 1))


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
    low = np.where(k > 0, special.betaincinv(np.maximum(k, 1e-300), size - k + 1, tail), 0.0)
    high = np.where(k < size, special.betaincinv(k + 1, np.maximum(size - k, 1e-300), 1 - tail), 1.0)
    some = np.where(size > 0, 1.0, np.nan)
    return Interval(low * some, high * some)


class Share(NamedTuple):
    """Successes among ``n``; where units are clustered ``n`` is the effective number."""

    successes: ArrayLike
    n: ArrayLike


def share_difference(before: Share, after: Share, *, level: float = 0.95, correlation: ArrayLike = 0.0) -> Difference:
    """Difference of two shares: Newcombe's hybrid score interval, pooled z test.

    Where some customers stand behind both shares, ``correlation`` is that of the two: the interval is made of the
    limits of each share as Zou and Donner do it, which without correlation is Newcombe's.

    References
    ----------
    R. G. Newcombe, *Interval estimation for the difference between independent proportions*, Statistics in Medicine
    17, 1998.
    G. Y. Zou and A. Donner, *Construction of confidence limits about effect measures: a general approach*, Statistics
    in Medicine 27, 2008.

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
        error = _length(np.sqrt(p0 * (1 - p0) / n0), np.sqrt(p1 * (1 - p1) / n1), correlation)
        z = (p1 - p0) / _length(np.sqrt(pooled * (1 - pooled) / n0), np.sqrt(pooled * (1 - pooled) / n1), correlation)
    low = p1 - p0 - _length(p1 - l1, u0 - p0, correlation)
    high = p1 - p0 + _length(u1 - p1, p0 - l0, correlation)
    p_value = np.where(p1 == p0, 1.0, 2 * special.ndtr(-np.abs(z)))
    return Difference(p1 - p0, error, low, high, p_value)


def difference_between(first: Difference, second: Difference, *, correlation: ArrayLike = 0.0) -> Difference:
    """Second difference less first: made of the limits of both as Zou and Donner do it, z test.

    Examples
    --------
    >>> one, other = (share_difference(Share(40, 80), Share(after, 80)) for after in (42, 60))
    >>> found = difference_between(one, other)
    >>> [round(float(value), 3) for value in (found.estimate, found.low, found.high)]
    [0.225, 0.013, 0.428]
    """
    found = array(second.estimate) - first.estimate
    error = _length(first.std_error, second.std_error, correlation)
    low = found - _length(second.estimate - second.low, first.high - first.estimate, correlation)
    high = found + _length(second.high - second.estimate, first.estimate - first.low, correlation)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = np.where(found == 0, 1.0, 2 * special.ndtr(-np.abs(found / error)))
    return Difference(found, error, low, high, p_value)


def _length(first: ArrayLike, second: ArrayLike, correlation: ArrayLike) -> Floats:
    """Spread of a difference from those of its two sides."""
    a, b = array(first), array(second)
    return array(np.sqrt(np.maximum(a**2 + b**2 - 2 * array(correlation) * a * b, 0)))
