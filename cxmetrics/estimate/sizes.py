"""How many answers are needed for a margin or a change, and which change a number of answers can show.

Margins, differences and standard deviations are in the unit of the metric, variances in its square:
points for an NPS (variance of one answer up to 100²), 0 to 1 for a share (``share * (1 - share)``).
Clustered answers need the design effect times as many. What cannot be computed is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxmetrics.estimate.common import Floats, array, critical_value


def answers_for_margin(margin: ArrayLike, variance: ArrayLike, *, level: float = 0.95) -> Floats:
    """Answers for which the interval is the estimate plus and minus ``margin``: ``z² · variance / margin²``.

    Parameters
    ----------
    margin : array_like of float
        Half the width of the interval, above 0.
    variance : array_like of float
        Variance of one answer.

    Examples
    --------
    An NPS to within 5 points at worst, a share to within 3 percentage points, a mean of 1 to 7 to within 0.1:

    >>> answers_for_margin([5, 0.03, 0.1], [100**2, 0.5 * 0.5, 1.4**2]).tolist()
    [1537.0, 1068.0, 753.0]
    """
    return _whole(critical_value(level) ** 2 * array(variance), array(margin))


def answers_for_difference(
    difference: ArrayLike,
    variance_before: ArrayLike,
    variance_after: ArrayLike,
    *,
    power: float = 0.8,
    level: float = 0.95,
) -> Floats:
    """Answers needed in each of two periods so that a true difference is found with the given power.

    ``(z of level + z of power)² · (variance before + variance after) / difference²``, the errors unpooled.

    Examples
    --------
    Five points of NPS; a share that rises from 20 % to 25 %:

    >>> answers_for_difference(5, 0.65 * 100**2, 0.65 * 100**2).tolist()
    4082.0
    >>> answers_for_difference(0.05, 0.2 * 0.8, 0.25 * 0.75).tolist()
    1091.0
    """
    return _whole(_reach(level, power) ** 2 * (array(variance_before) + array(variance_after)), array(difference))


def detectable_difference(
    n_before: ArrayLike,
    n_after: ArrayLike,
    variance_before: ArrayLike,
    variance_after: ArrayLike,
    *,
    power: float = 0.8,
    level: float = 0.95,
) -> Floats:
    """Smallest true difference of two periods that the given numbers of answers find with the given power.

    Examples
    --------
    >>> round(float(detectable_difference(200, 200, 0.65 * 100**2, 0.65 * 100**2)), 1)
    22.6
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(array(variance_before) / array(n_before) + array(variance_after) / array(n_after))
    return array(np.where(np.isfinite(error), _reach(level, power) * error, np.nan))


def _reach(level: float, power: float) -> float:
    """Say how many standard errors from 0 a true difference must be."""
    return critical_value(level) + float(special.ndtri(power))


def _whole(spread: Floats, distance: Floats) -> Floats:
    """Round ``spread / distance²`` up to whole answers; a distance of 0 has no answer."""
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.ceil(np.round(spread / distance**2, 9))
    return array(np.where(np.isfinite(needed), np.maximum(needed, 1), np.nan))
