"""Draws as columns: few numbers that say how they spread."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd

from cxmetrics.estimate import Floats
from cxmetrics.words.numbers import significant

TAIL: Final = 0.005  # share of the draws on each side that the outermost columns gather
WIDTHS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)  # of a column, and their tens
DUST: Final = 1e-9  # relative spread up to which all draws are the same


def columns_of(draws: Floats, *, most: int) -> pd.DataFrame:
    """Count draws in columns of equal width, of which one ends at 0; the outer half per cents stand in the last ones.

    Parameters
    ----------
    draws : ndarray, shape (draws,)
        Amounts.
    most : int
        Columns, of which there may be one more.

    Examples
    --------
    >>> columns_of(np.array([-1.0, 0.0, 1.0, 1.0]), most=2)[["left", "right", "estimate"]].values.tolist()
    [[-1.0, 0.0, 0.25], [0.0, 1.0, 0.25], [1.0, 2.0, 0.5]]
    """
    low, high = (float(end) for end in np.quantile(draws, (TAIL, 1 - TAIL)))
    if high - low <= DUST * max(abs(low), 1.0):
        half = max(abs(low) / 100, 0.5)
        return pd.DataFrame({"left": [low - half], "right": [low + half], "estimate": [1.0]})
    least = (high - low) / most
    scale = 10.0 ** math.floor(math.log10(least))
    width = next(size * scale for size in WIDTHS if size * scale >= least * (1 - 1e-9))
    first, last = math.floor(low / width), math.floor(high / width)
    number = np.clip(np.floor(draws / width), first, last).astype(int) - first
    share = np.bincount(number, minlength=last - first + 1) / len(draws)
    left = [_times(width, first + at) for at in range(len(share))]
    right = [_times(width, first + at + 1) for at in range(len(share))]
    return pd.DataFrame({"left": left, "right": right, "estimate": share})


def _times(width: float, times: int) -> float:
    """Give a multiple of a width without the dust of floating point."""
    return significant(width * times, 12)
