"""How much of an outcome goes with each of several drivers that go with each other: Shapley parts of R squared."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.errors import ParameterError
from cxmetrics.estimate.common import Floats, array

MOST_DRIVERS = 16  # all their subsets are counted: 65,536
AT_ONCE = 2048  # subsets whose equations are solved together
TIED = 1e-9  # of the largest eigenvalue, below which columns make each other up


class Importance(NamedTuple):
    """R squared of all drivers together, and the part of each, which add up to it."""

    r_squared: float
    parts: Floats


class ImportanceInterval(NamedTuple):
    """Importance with percentile intervals of the parts, over bootstrap samples of the rows."""

    r_squared: float
    parts: Floats
    low: Floats
    high: Floats


def shapley_r_squared(
    correlations: ArrayLike, with_outcome: ArrayLike, *, owners: Sequence[int] | None = None
) -> Importance:
    """Share R squared among drivers: the mean gain of each over all orders in which they can enter (LMG).

    Parameters
    ----------
    correlations : array_like of float, shape (k, k)
        Correlations (or covariances) of the columns.
    with_outcome : array_like of float, shape (k,)
        Correlation of each column with the outcome; of covariances, divided by the outcome's standard deviation.
    owners : list of int, optional
        The driver of each column, from 0, where one has several; by default each column is one.

    Raises
    ------
    ParameterError
        More than 16 drivers.

    References
    ----------
    R. H. Lindeman, P. F. Merenda and R. Z. Gold, *Introduction to bivariate and multivariate analysis*, 1980; U.
    Grömping, *Relative importance for linear regression in R: the package relaimpo*, JSS 17(1), 2006.

    Examples
    --------
    >>> found = shapley_r_squared([[1, 0.4], [0.4, 1]], [0.6, 0.5])
    >>> found.parts.round(4).tolist(), round(found.r_squared, 4)
    ([0.2752, 0.1652], 0.4405)
    """
    c, r = array(correlations), array(with_outcome)
    own = np.arange(len(r)) if owners is None else np.asarray(owners, dtype=int)
    drivers = int(own.max()) + 1 if len(own) else 0
    if drivers > MOST_DRIVERS:
        said = "{n} drivers are too many for all their orders."
        raise ParameterError("E-DRIVERS", said, fix="at most {most}: leave out, or join.", n=drivers, most=MOST_DRIVERS)
    found = _of_subsets(c, r, own, drivers)
    masks = np.arange(len(found))
    sizes = np.bitwise_count(masks)
    weights = np.array([1 / (drivers * comb(drivers - 1, k)) if k < drivers else 0.0 for k in range(drivers + 1)])
    parts = np.empty(drivers)
    for driver in range(drivers):
        without = masks[(masks >> driver) & 1 == 0]
        parts[driver] = weights[sizes[without]] @ (found[without | (1 << driver)] - found[without])
    return Importance(float(found[-1]), parts)


def _of_subsets(c: Floats, r: Floats, own: np.ndarray, drivers: int) -> Floats:
    """R squared of every subset of drivers, by the number whose bits are its drivers."""
    found = np.zeros(1 << drivers)
    for start in range(0, len(found), AT_ONCE):
        masks = np.arange(start, min(start + AT_ONCE, len(found)))
        inside = (masks[:, None] >> own) & 1 == 1
        system = np.where(inside[:, :, None] & inside[:, None, :], c, 0.0)
        system[:, np.arange(len(own)), np.arange(len(own))] += ~inside
        right = np.where(inside, r, 0.0)
        found[masks] = np.einsum("ij,ij->i", right, _solved(system, right))
    return found


def _solved(system: Floats, right: Floats) -> Floats:
    """Solve each system; where columns make each other up, by the smallest solution."""
    try:
        solution = np.linalg.solve(system, right[..., None])[..., 0]
    except np.linalg.LinAlgError:
        solution = np.full_like(right, np.nan)
    wrong = ~np.isfinite(solution).all(axis=1) | (np.abs(solution).max(axis=1, initial=0) > 1 / TIED)
    if wrong.any():
        inverse = np.linalg.pinv(system[wrong], rcond=TIED, hermitian=True)
        solution[wrong] = np.einsum("ijk,ik->ij", inverse, right[wrong])
    return array(solution)


def importance(
    columns: ArrayLike,
    outcome: ArrayLike,
    *,
    owners: Sequence[int] | None = None,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
) -> ImportanceInterval:
    """Give the importance of drivers from rows, with bootstrap intervals; see `shapley_r_squared`.

    Parameters
    ----------
    columns : array_like of float, shape (n, k)
    outcome : array_like of float, shape (n,)
    owners, level
        As in `shapley_r_squared`; the confidence level, between 0 and 1.
    draws, seed : int
        Bootstrap samples, drawn as multinomial counts of the rows, and their seed.

    Notes
    -----
    An importance is never below 0, and is above it by chance alone: the interval of a driver without any is above 0
    too. Its sign is that of its slope, not of this.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 2))
    >>> found = importance(x, x[:, 0] + rng.normal(size=500), draws=100)
    >>> bool(found.low[0] < 0.5 < found.high[0]), bool(found.parts[1] < 0.02)
    (True, True)
    """
    x, y = array(columns), array(outcome)
    rng, n = np.random.default_rng(seed), len(y)
    whole = _weighted(x, y, np.ones(n), owners)
    samples = [_weighted(x, y, rng.multinomial(n, np.full(n, 1 / n)).astype(float), owners) for _ in range(draws)]
    tail = (1 - level) / 2
    low, high = np.quantile([sample.parts for sample in samples], [tail, 1 - tail], axis=0)
    return ImportanceInterval(whole.r_squared, whole.parts, low, high)


def _weighted(x: Floats, y: Floats, w: Floats, owners: Sequence[int] | None) -> Importance:
    table = np.column_stack([x, y])
    centred = table - w @ table / w.sum()
    covariance = (centred * w[:, None]).T @ centred / w.sum()
    spread = np.sqrt(np.diag(covariance))
    scale = np.where(spread > 0, spread, 1.0)
    correlations = covariance / np.outer(scale, scale)
    return shapley_r_squared(correlations[:-1, :-1], correlations[:-1, -1], owners=owners)
