"""Round numbers on an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from matplotlib.ticker import MaxNLocator

HAIR: Final = 0.6  # points, of a grid line
MOST_TICKS: Final = 6
AIR: Final = 7.0  # points between words beside each other


def ticks_of(low: float, high: float, *, steps: Sequence[float] = (1, 2, 5, 10), most: int = MOST_TICKS) -> list[float]:
    """Return at most `most` and one numbers from `low` to `high`, apart by one of `steps` or its tenfold.

    Examples
    --------
    >>> ticks_of(0, 0.27)
    [0.0, 0.05, 0.1, 0.15, 0.2, 0.25]
    """
    wanted = MaxNLocator(most, steps=list(steps)).tick_values(low, high)
    return [round(float(tick), 9) for tick in wanted if low <= tick <= high]


def within(at: float, width: float, *, low: float, high: float) -> float:
    """Return the middle of a word, moved as little as keeps it between two ends.

    Examples
    --------
    >>> within(3.0, 10.0, low=0.0, high=100.0), within(40.0, 10.0, low=0.0, high=100.0)
    (5.0, 40.0)
    """
    return min(max(at, low + width / 2), high - width / 2)


def apart(middles: Sequence[float], widths: Sequence[float]) -> bool:
    """Say whether words beside each other, from left to right, leave air between them.

    Examples
    --------
    >>> apart([10.0, 40.0], [20.0, 20.0]), apart([10.0, 35.0], [20.0, 20.0])
    (True, False)
    """
    ends = list(zip(middles, widths, strict=True))
    return all(right - left >= (one + other) / 2 + AIR for (left, one), (right, other) in pairwise(ends))


def ticks_in(
    low: float, high: float, write: Callable[[float], str], *, fit: Callable[[list[float], list[str]], bool]
) -> list[float]:
    """Return as many ticks as fit beside each other, each written differently; one if no two do.

    Examples
    --------
    >>> ticks_in(0, 100, "{:.0f}".format, fit=lambda ticks, words: len(ticks) < 4)
    [0.0, 50.0, 100.0]
    """
    for most in range(MOST_TICKS, 1, -1):
        ticks = ticks_of(low, high, most=most)
        words = [write(tick) for tick in ticks]
        if fit(ticks, words) and len(set(words)) == len(words) > 1:
            return ticks
    return ticks_of(low, high, most=1)[:1]
