"""Draws from finite distributions, in whole arrays."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def draw(rng: np.random.Generator, weights: ArrayLike, size: int) -> Ints:
    """Draw positions 0 .. k - 1, each with a probability proportional to its weight."""
    return _at(rng.random(size), weights)


def draw_by(rng: np.random.Generator, weights: ArrayLike, group: Ints) -> Ints:
    """Draw one position for each entry of `group`, with the weights of the row that the entry names."""
    uniform = rng.random(len(group))
    drawn = np.zeros(len(group), dtype=np.int64)
    for number, row in enumerate(np.asarray(weights)):
        drawn[group == number] = _at(uniform[group == number], row)
    return drawn


def some(rng: np.random.Generator, among: int, share: float) -> Ints:
    """Draw a share of `among` positions, rounded, without repeats and in rising order."""
    return np.sort(rng.choice(among, size=round(share * among), replace=False))


def _at(uniform: Floats, weights: ArrayLike) -> Ints:
    cumulated = np.cumsum(np.asarray(weights, dtype=float))
    found = np.searchsorted(cumulated / cumulated[-1], uniform, side="right")
    return found.clip(max=len(cumulated) - 1)
