"""What all estimates share: intervals, differences, quantiles, and how numbers are rounded to be shown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


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


def t_value(level: float, dof: ArrayLike) -> Floats:
    """Two-sided critical value of Student's t; with infinite degrees of freedom that of the normal.

    Examples
    --------
    >>> t_value(0.95, [9, float("inf")]).round(4).tolist()
    [2.2622, 1.96]
    """
    return array(stats.t.ppf((1 + level) / 2, array(dof)))


def t_interval(
    estimate: ArrayLike,
    std_error: ArrayLike,
    dof: ArrayLike = np.inf,
    *,
    bounds: tuple[float, float] | None = None,
    level: float = 0.95,
) -> Interval:
    """Estimate plus and minus Student's t times its standard error, clipped to what the estimate can be.

    Examples
    --------
    >>> low, high = t_interval(4.8, 0.2, 9, bounds=(1, 5))
    >>> round(float(low), 2), round(float(high), 2)
    (4.35, 5.0)
    """
    half = t_value(level, dof) * array(std_error)
    least, most = bounds or (-np.inf, np.inf)
    return Interval(np.maximum(array(estimate) - half, least), np.minimum(array(estimate) + half, most))


def joint_dof(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], *, correlation: ArrayLike = 0.0
) -> Floats:
    """Degrees of freedom of a difference, each side given as (squared standard error, degrees of freedom).

    Correlated sides have the fewer of the two: those of a paired difference, where the same units are on both.

    References
    ----------
    F. E. Satterthwaite, Biometrics Bulletin 2(6), 1946; B. L. Welch, Biometrika 34, 1947.
    """
    (v0, f0), (v1, f1) = ((array(v), array(f)) for v, f in (first, second))
    with np.errstate(invalid="ignore"):
        joint = (v0 + v1) ** 2 / (v0**2 / f0 + v1**2 / f1)
    return array(np.where(array(correlation) == 0, joint, np.minimum(f0, f1)))


def array(values: ArrayLike) -> Floats:
    """Give values as an array of floats."""
    return np.asarray(values, dtype=float)


def sums_by(cluster: ArrayLike, *values: ArrayLike) -> Floats:
    """Sum columns of values over the rows of each cluster: shape (clusters, columns).

    Examples
    --------
    >>> sums_by([7, 8, 7], [1, 2, 3], [1, 1, 1]).tolist()
    [[4.0, 2.0], [2.0, 1.0]]
    """
    who = np.asarray(cluster)
    dense = who.dtype.kind in "iu" and len(who) > 0 and who.min() >= 0 and who.max() < len(who)
    place = who if dense else np.unique(who, return_inverse=True)[1]
    kept = np.bincount(place) > 0
    return np.column_stack([np.bincount(place, weights=array(column))[kept] for column in values])


def adjust_p_values(p_values: ArrayLike) -> Floats:
    """Benjamini–Hochberg adjusted p values; missing ones stay missing and do not count.

    Examples
    --------
    >>> adjust_p_values([0.01, float("nan"), 0.04, 0.03]).round(4).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    p = array(p_values)
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
    if np.isnan(value):
        return np.nan
    scale = 10.0**digits
    shifted = np.floor(abs(value) * scale + 0.5 + 1e-9)
    return float(np.copysign(shifted, value) / scale) if shifted else 0.0
