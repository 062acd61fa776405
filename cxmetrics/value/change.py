"""Pure estimates of a change: of one group of customers between two windows, and beyond that of another group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from cxmetrics import estimate


class Change(NamedTuple):
    """Means before and after, and the change between them: of the means, or of their logarithms, with its variance."""

    before: float
    after: float
    change: float
    variance: float


def change_of(sums: Mapping[str, float], *, relative: bool) -> Change:
    """Give the change of a mean over rows, customers being clusters who may stand in both windows.

    Parameters
    ----------
    sums : dict
        Over customers with ``w0`` rows before and ``w1`` after, and their sums ``s0`` and ``s1``: how many they are
        (``units``), all four sums, and those of their products, such as ``w0s1``.
    relative : bool
        Whether the change is that of the logarithm.

    Examples
    --------
    Two customers with one row in each window, who went from 1 and 3 to 2 and 4:

    >>> sums = {"units": 2, "w0": 2, "s0": 4, "w0w0": 2, "w0s0": 4, "s0s0": 10, "w1": 2, "s1": 6, "w1w1": 2, "w1s1": 6,
    ...         "s1s1": 20, "w0w1": 2, "w0s1": 6, "s0w1": 4, "s0s1": 14}
    >>> change_of(sums, relative=False)
    Change(before=2.0, after=3.0, change=1.0, variance=0.0)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = (float(np.divide(sums[f"s{i}"], sums[f"w{i}"])) for i in (0, 1))
        own = [
            sums[f"s{i}s{i}"] - 2 * mean * sums[f"w{i}s{i}"] + mean**2 * sums[f"w{i}w{i}"]
            for i, mean in ((0, before), (1, after))
        ]
        both = sums["s0s1"] - before * sums["w0s1"] - after * sums["s0w1"] + before * after * sums["w0w1"]
        size0, size1 = (np.multiply(sums[f"w{i}"], mean if relative else 1.0) for i, mean in ((0, before), (1, after)))
        squares = own[0] / size0**2 + own[1] / size1**2 - 2 * both / (size0 * size1)
        variance = float(np.maximum(squares, 0) * np.divide(sums["units"], sums["units"] - 1))
        change = float(np.log(np.divide(after, before))) if relative else after - before
        return Change(before, after, change, variance)


def beyond(reached: Change, others: Change, *, better: int, relative: bool, level: float) -> tuple[float, ...]:
    """Give the change of one group beyond that of the other: estimate, standard error and interval.

    Parameters
    ----------
    reached, others : Change
        Different customers, both of means or both of logarithms.
    better : {1, -1}
        Sign by which a rise counts, so that more is better.
    relative : bool
        Whether they are of logarithms: then the estimate is the relative change, 0.1 for a tenth more.
    level : float
        Confidence level, between 0 and 1.

    Examples
    --------
    >>> found = beyond(Change(2.0, 3.0, 1.0, 0.01), Change(2.0, 2.5, 0.5, 0.03), better=1, relative=False, level=0.95)
    >>> [round(value, 3) for value in found]
    [0.5, 0.2, 0.108, 0.892]
    """
    found, error = reached.change - others.change, float(np.sqrt(reached.variance + others.variance))
    low, high = (float(limit) for limit in estimate.t_interval(found, error, level=level))
    if relative:
        error = float(np.exp(found)) * error
        found, low, high = (float(np.expm1(value)) for value in (found, low, high))
    return (found, error, low, high) if better > 0 else (-found, error, -high, -low)
