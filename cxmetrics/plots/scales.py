"""Round numbers on an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.ticker import MaxNLocator

HAIR: Final = 0.6  # points, of a grid line
MOST_TICKS: Final = 6


def ticks_of(low: float, high: float, *, steps: Sequence[float] = (1, 2, 5, 10)) -> list[float]:
    """Return at most seven numbers from `low` to `high`, apart by one of `steps` or its tenfold.

    Examples
    --------
    >>> ticks_of(0, 0.27)
    [0.0, 0.05, 0.1, 0.15, 0.2, 0.25]
    """
    wanted = MaxNLocator(MOST_TICKS, steps=list(steps)).tick_values(low, high)
    return [round(float(tick), 9) for tick in wanted if low <= tick <= high]
