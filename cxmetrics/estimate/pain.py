"""Pain of a touchpoint: the share of all journeys that are hurt there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array
from cxmetrics.estimate.shares import wilson


class Pain(NamedTuple):
    """Share of the journeys that are hurt, its standard error, the number it is worth, and its interval."""

    estimate: Floats
    std_error: Floats
    n_eff: Floats
    low: Floats
    high: Floats


def pain(reach: ArrayLike, journeys: ArrayLike, hurt: ArrayLike, answers: ArrayLike, *, level: float = 0.95) -> Pain:
    """Reach of a touchpoint times the share of those who were there that was hurt, with its interval.

    Parameters
    ----------
    reach : array_like of float
        Share of the journeys that came to the touchpoint, 0 to 1.
    journeys : array_like of float
        Journeys that it is a share of.
    hurt : array_like of float
        Share of the answers there that are bad, 0 to 1.
    answers : array_like of float
        Answers that this is a share of, as the effective number where they are clustered.

    Notes
    -----
    A probability, unlike a product of ordinal ranks: pains are comparable, and add up. The interval is Wilson's, of
    the number that both shares together are worth; if all who came have answered it is that of their journeys.

    Examples
    --------
    Of 1,000 journeys 400 came to the delivery; of 100 of them that answered 30 were hurt:

    >>> found = pain(0.4, 1000, 0.3, 100)
    >>> float(found.estimate.round(2)), float(found.low.round(3)), float(found.high.round(3))
    (0.12, 0.088, 0.162)
    """
    r, n, h, m = (array(values) for values in (reach, journeys, hurt, answers))
    share = r * h
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = r**2 * h * (1 - h) / m + h**2 * r * (1 - r) / n
        worth = np.where(variance > 0, share * (1 - share) / variance, np.where(r > 0, m / r, n))
    low, high = wilson(share * worth, worth, level=level)
    return Pain(share, np.sqrt(variance), worth, low, high)
