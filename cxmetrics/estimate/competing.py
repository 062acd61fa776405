"""Time to one of several ends, where each keeps the others from coming: cumulative incidence by Aalen and Johansen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array, critical_value
from cxmetrics.estimate.shares import wilson

ROUNDING = 1e-12


class Incidence(NamedTuple):
    """Cumulative incidence after each time: arrays of shape (times, ends); ``time`` and ``at_risk`` of (times,)."""

    time: Floats
    at_risk: Floats
    estimate: Floats
    std_error: Floats
    low: Floats
    high: Floats


def cumulative_incidence(time: ArrayLike, events: ArrayLike, censored: ArrayLike, *, level: float = 0.95) -> Incidence:
    """Share that has come to each of several ends by each time, among all who began.

    Parameters
    ----------
    time : array_like of float, shape (times,)
        Times, as days since a stage was reached, each once.
    events : array_like of float, shape (times, ends)
        Units that came to each end at that time.
    censored : array_like of float, shape (times,)
        Units that were watched no longer; of one time, ends come before censorings.

    Notes
    -----
    One minus a Kaplan–Meier curve that takes the other ends for censorings is too high. The error is that of the delta
    method, the interval log–log; where nobody has come to an end or all have, Wilson's of those of whom it is known.

    References
    ----------
    O. O. Aalen and S. Johansen, Scandinavian Journal of Statistics 5, 1978. E. Marubini and M. G. Valsecchi,
    *Analysing survival data from clinical trials and observational studies*, 1995, section 10.3.

    Examples
    --------
    Of five, one moves on after a day, one leaves after two, one is watched for two days only:

    >>> found = cumulative_incidence([1, 2, 3], [[1, 0], [0, 1], [1, 0]], [0, 1, 1])
    >>> found.estimate.round(3).tolist()
    [[0.2, 0.0], [0.2, 0.2], [0.5, 0.2]]
    """
    order = np.argsort(array(time))
    t, d, c = array(time)[order], array(events)[order], array(censored)[order]
    every = d.sum(axis=1)
    n = np.cumsum((every + c)[::-1])[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        after = np.cumprod(np.where(n > 0, 1 - every / n, 1.0))
        before = np.concatenate([[1.0], after[:-1]])[:, None] if len(t) else after[:, None]
        at = n[:, None]
        found = np.minimum(np.cumsum(np.where(at > 0, before * d / at, 0.0), axis=0), 1.0)
        hazard = np.where(n > every, every / (n * (n - every)), 0.0)[:, None]
        own = np.where(at > 0, before**2 * d * (at - d) / at**3, 0.0)
        joint = np.where(at > 0, before * d / at**2, 0.0)
        variance = (
            found**2 * np.cumsum(hazard, axis=0)
            - 2 * found * np.cumsum(hazard * found, axis=0)
            + np.cumsum(hazard * found**2, axis=0)
            + np.cumsum(own, axis=0)
            - 2 * (found * np.cumsum(joint, axis=0) - np.cumsum(found * joint, axis=0))
        )
        error = np.sqrt(np.maximum(variance, 0.0))
        certain = (found <= 0) | (found >= 1 - ROUNDING)
        width = np.where(certain, 0.0, critical_value(level) * error / (found * np.abs(np.log(found))))
        low, high = found ** np.exp(width), found ** np.exp(-width)
    known = np.broadcast_to((n + np.cumsum(every) - every)[:, None], found.shape)
    least, most = wilson(found * known, known, level=level)
    return Incidence(t, n, found, error, np.where(certain, least, low), np.where(certain, most, high))
