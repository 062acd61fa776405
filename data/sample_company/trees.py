"""Numbers of truth.json: rounded, and by name."""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

DIGITS: Final = 4
Tree = dict[str, Any]


def rounded(value: float) -> float:
    """Give a plain number with four digits behind the point."""
    return round(float(value), DIGITS) + 0.0


def mean(values: ArrayLike, weights: ArrayLike) -> float:
    """Weighted mean over everything; values and weights are stretched to one shape."""
    value, weight = np.broadcast_arrays(np.asarray(values, dtype=float), np.asarray(weights, dtype=float))
    return rounded(np.average(value, weights=weight))


def named(names: ArrayLike, values: ArrayLike) -> dict[str, float]:
    """Put rounded values by name."""
    return {str(name): rounded(value) for name, value in zip(np.asarray(names), np.asarray(values), strict=True)}
