"""How strong something unmeasured would have to be to explain a difference away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array


class EValue(NamedTuple):
    """E-value of a risk ratio, and of that limit of its interval which is nearer to 1."""

    point: Floats
    limit: Floats


def e_value(ratio: ArrayLike, low: ArrayLike, high: ArrayLike) -> EValue:
    """Give the least risk ratio that something unmeasured must have with exposure and outcome to explain a ratio away.

    Parameters
    ----------
    ratio, low, high : array_like of float
        Risk ratio and its interval; an interval that holds 1 needs nothing to be explained: its limit has 1.

    References
    ----------
    T. J. VanderWeele and P. Ding, *Sensitivity analysis in observational research: introducing the E-value*, Annals of
    Internal Medicine 167, 2017.

    Examples
    --------
    >>> [float(value.round(2)) for value in e_value(3.9, 1.8, 8.7)]
    [7.26, 3.0]
    """
    r, lower, upper = array(ratio), array(low), array(high)
    nearer = np.where(r >= 1, np.maximum(lower, 1.0), 1 / np.minimum(upper, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return EValue(_of(np.where(r >= 1, r, 1 / r)), _of(np.where(np.isnan(r), np.nan, nearer)))


def _of(ratio: Floats) -> Floats:
    return array(ratio + np.sqrt(ratio * (ratio - 1)))


def tipping_point(difference: ArrayLike, effect: ArrayLike) -> Floats:
    """Give the difference in how common something unmeasured is between the arms that would make a whole difference.

    Parameters
    ----------
    difference : array_like of float
        Difference that was found, in the unit of the outcome.
    effect : array_like of float
        By how much the unmeasured thing moves the outcome of a customer who has it, in the same unit.

    Returns
    -------
    array of float
        A difference of shares; beyond ±1 no such thing can make it, and the value is NaN.

    Notes
    -----
    The bias of something unmeasured is its effect times the difference of its shares in the two arms.

    Examples
    --------
    >>> tipping_point(0.05, [0.2, 0.04]).tolist()
    [0.25, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = array(difference) / array(effect)
    return array(np.where(np.abs(share) <= 1, share, np.nan))
