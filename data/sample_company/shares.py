"""Shares of the variance that drivers explain: from a covariance alone, without any draw."""

from itertools import combinations
from math import sqrt
from typing import Final

import numpy as np
from chance import Floats
from numpy.typing import NDArray

TERMS: Final = 60  # of the series; the rest is below the digits of truth.json


def r_squared(covariance: Floats, drivers: list[int]) -> float:
    """Share of the variance of the first variable that some others explain together."""
    if not drivers:
        return 0.0
    among, to = covariance[np.ix_(drivers, drivers)], covariance[drivers, 0]
    return float(to @ np.linalg.solve(among, to) / covariance[0, 0])


def lmg(covariance: Floats) -> NDArray[np.float64]:
    """LMG (Shapley) parts of R squared of the first variable, one a driver; they sum to R squared.

    Parameters
    ----------
    covariance : array
        Of the outcome, first, and the drivers.
    """
    number = len(covariance) - 1
    parts = np.zeros(number)
    for driver in range(1, number + 1):
        others = [other for other in range(1, number + 1) if other != driver]
        for size in range(number):
            gains = [
                r_squared(covariance, [*group, driver]) - r_squared(covariance, list(group))
                for group in combinations(others, size)
            ]
            parts[driver - 1] += np.mean(gains) / number
    return parts


def hermite(cuts: Floats, means: Floats) -> Floats:
    """Coefficients of the score of a normal feeling in Hermite polynomials, by mean (first index) and order.

    The score counts how many of `cuts` a feeling with variance 1 exceeds. The covariance of two such scores is the
    sum over the orders from 1 on of correlation ** order times the product of their coefficients.
    """
    below = cuts - np.asarray(means)[..., None]
    density = np.exp(-(below**2) / 2) / sqrt(2 * np.pi)
    previous, current = np.ones_like(below), below
    columns = [density.sum(axis=-1), (density * current).sum(axis=-1) / sqrt(2)]
    for order in range(3, TERMS + 1):
        previous, current = current, (below * current - sqrt(order - 2) * previous) / sqrt(order - 1)
        columns.append((density * current).sum(axis=-1) / sqrt(order))
    return np.stack(columns, axis=-1)
