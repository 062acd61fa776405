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
TIED = 1e-9  # of a column's variance, below which the columns before it make it up
PILES = 2000  # into which more clusters than that are dealt: the error of an error is then 1.6%


class Importance(NamedTuple):
    """R squared of all drivers together, and the part of each, which add up to it."""

    r_squared: float
    parts: Floats


class ImportanceInterval(NamedTuple):
    """Importance and slopes, the percentile intervals of the parts, and both in each bootstrap sample (a row each)."""

    r_squared: float
    parts: Floats
    low: Floats
    high: Floats
    slopes: Floats
    drawn_parts: Floats
    drawn_slopes: Floats


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

    Notes
    -----
    A column that the columns before it make up adds nothing to them, and a constant one adds nothing at all.

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
    r = array(with_outcome)
    own = np.arange(len(r)) if owners is None else np.asarray(owners, dtype=int)
    drivers = int(own.max()) + 1 if len(own) else 0
    if drivers > MOST_DRIVERS:
        said = "{n} drivers are too many for all their orders."
        raise ParameterError("E-DRIVERS", said, fix="at most {most}: leave out, or join.", n=drivers, most=MOST_DRIVERS)
    order = np.argsort(own, kind="stable")
    whole = np.block([[array(correlations)[np.ix_(order, order)], r[order, None]], [r[order], np.ones(1)]])
    found = _of_subsets(whole, np.bincount(own, minlength=drivers).tolist())
    sizes = np.bitwise_count(np.arange(len(found) // 2))
    weights = np.array([1 / (drivers * comb(drivers - 1, k)) for k in range(drivers)])[sizes]
    parts = np.empty(drivers)
    for driver in range(drivers):
        without, inside = np.moveaxis(found.reshape(-1, 2, 1 << driver), 1, 0)
        parts[driver] = weights @ (inside - without).ravel()
    return Importance(float(found[-1]), parts)


def _of_subsets(whole: Floats, columns: list[int]) -> Floats:
    """R squared of every subset of drivers, by the number whose bits are its drivers.

    Each driver in turn is left out of the systems there are so far, and taken out of a copy of them: what remains is
    ever smaller, and in the end the outcome's variance that the subset leaves.
    """
    spread = np.sqrt(np.diag(whole))
    scale = np.where(spread > 0, spread, 1.0)
    systems = (whole / np.outer(scale, scale))[None]
    for count in columns:
        inside = systems
        for _ in range(count):
            inside = _taken_out(inside)
        systems = np.concatenate([systems[:, count:, count:], inside])
    return array(1 - systems[:, 0, 0])


def _taken_out(systems: Floats) -> Floats:
    """Take the first column out of the others, by least squares; a tied one is only dropped."""
    pivot, beside = systems[:, 0, 0], systems[:, 1:, 0]
    gain = np.divide(beside, pivot[:, None], where=pivot[:, None] > TIED, out=np.zeros_like(beside))
    return array(systems[:, 1:, 1:] - gain[:, :, None] * beside[:, None, :])


def importance(
    columns: ArrayLike,
    outcome: ArrayLike,
    *,
    owners: Sequence[int] | None = None,
    cluster: ArrayLike | None = None,
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
    cluster : array_like, optional
        Unit of independence of each row, such as the customer; by default each row is one.
    draws, seed : int
        Bootstrap samples, drawn as multinomial counts of the clusters, and their seed.

    Notes
    -----
    An importance is never below 0, and is above it by chance alone: the interval of a driver without any is above 0
    too. Its sign is that of its slope, not of this. Slopes are those of all columns together by least squares.

    A sample is a sum of the clusters' moments, so that its cost does not depend on the rows. More than 2,000 clusters
    are dealt at random into as many piles of equal size, which are drawn in their place.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 2))
    >>> found = importance(x, x[:, 0] + rng.normal(size=500), draws=100)
    >>> bool(found.low[0] < 0.5 < found.high[0]), bool(found.parts[1] < 0.02)
    (True, True)
    """
    rng = np.random.default_rng(seed)
    x, y = array(columns), array(outcome)
    table = np.column_stack([x, y])
    table = np.column_stack([np.ones(len(y)), table - table.mean(axis=0)])
    sums = _sums(table, _piles(len(y) if cluster is None else cluster, rng))
    n = len(sums)
    counts = rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)
    width = table.shape[1]
    drawn = (counts @ sums.reshape(n, -1)).reshape(-1, width, width)
    covariances = [_covariance(moments) for moments in (table.T @ table, *drawn)]
    whole, *samples = [_shared(one, owners) for one in covariances]
    slopes, *others = [_slopes(one) for one in covariances]
    parts = np.array([sample.parts for sample in samples])
    low, high = np.quantile(parts, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return ImportanceInterval(whole.r_squared, whole.parts, low, high, slopes, parts, np.array(others))


def _piles(cluster: ArrayLike | int, rng: np.random.Generator) -> np.ndarray:
    """Give the number of each row's cluster, or where these are very many that of its pile."""
    labels = np.arange(cluster) if isinstance(cluster, int) else np.unique(np.asarray(cluster), return_inverse=True)[1]
    n = int(labels.max(initial=-1)) + 1
    return labels if n <= PILES else rng.permutation(n)[labels] % PILES


def _sums(table: Floats, piles: np.ndarray) -> Floats:
    """Sum the products of all columns over the rows of each pile."""
    order = np.argsort(piles, kind="stable")
    starts = np.flatnonzero(np.diff(piles[order])) + 1
    return np.array([rows.T @ rows for rows in np.split(table[order], starts)])


def _covariance(moments: Floats) -> Floats:
    """Give the covariance of all columns; of one that is constant in the sample it is 0, not what rounding makes."""
    mean, products = moments[0, 1:] / moments[0, 0], moments[1:, 1:] / moments[0, 0]
    covariance = products - np.outer(mean, mean)
    varies = np.diag(covariance) > TIED * np.diag(products)
    return array(np.where(np.outer(varies, varies), covariance, 0.0))


def _shared(covariance: Floats, owners: Sequence[int] | None) -> Importance:
    spread = np.sqrt(covariance[-1, -1])
    return shapley_r_squared(covariance[:-1, :-1], covariance[:-1, -1] / (spread or 1.0), owners=owners)


def _slopes(covariance: Floats) -> Floats:
    """Least-squares slopes; columns that make each other up share theirs."""
    spread = np.sqrt(np.diag(covariance)[:-1])
    scale = np.where(spread > 0, spread, 1.0)
    inverse = np.linalg.pinv(covariance[:-1, :-1] / np.outer(scale, scale), rcond=TIED, hermitian=True)
    return array(inverse @ (covariance[:-1, -1] / scale) / scale)
