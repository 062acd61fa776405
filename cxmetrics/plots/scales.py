"""Round numbers on an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from matplotlib.ticker import MaxNLocator

HAIR: Final = 0.6  # points, of a grid line
MOST_TICKS: Final = 6


def ticks_of(low: float, high: float, *, steps: Sequence[float] = (1, 2, 5, 10), most: int = MOST_TICKS) -> list[float]:
    """Return at most `most` and one numbers from `low` to `high`, apart by one of `steps` or its tenfold.

    Examples
    --------
    >>> ticks_of(0, 0.27)
    [0.0, 0.05, 0.1, 0.15, 0.2, 0.25]
    """
    wanted = MaxNLocator(most, steps=list(steps)).tick_values(low, high)
    return [round(float(tick), 9) for tick in wanted if low <= tick <= high]


def ticks_in(
    low: float, high: float, write: Callable[[float], str], *, fit: Callable[[list[str]], bool]
) -> list[float]:
    """Return as many ticks as fit beside each other, each written differently; one if no two do.

    Examples
    --------
    >>> ticks_in(0, 100, "{:.0f}".format, fit=lambda words: len("".join(words)) < 9)
    [0.0, 50.0, 100.0]
    """
    for most in range(MOST_TICKS, 1, -1):
        ticks = ticks_of(low, high, most=most)
        words = [write(tick) for tick in ticks]
        if fit(words) and len(set(words)) == len(words) > 1:
            return ticks
    return ticks_of(low, high, most=1)[:1]
