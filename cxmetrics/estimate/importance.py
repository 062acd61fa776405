"""How much of an outcome goes with each of several drivers that go with each other: Shapley parts of R squared."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from cxmetrics.errors import ParameterError
from cxmetrics.estimate.common import Floats, array

MOST_DRIVERS = 16  # all their subsets are counted: 65,536
AT_ONCE = 1 << 16  # subsets of several samples that are counted together
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
    r = array(with_outcome)[:, None]
    found = _shared(np.block([[array(correlations), r], [r.T, np.ones((1, 1))]])[None], owners)
    return Importance(float(found.sum()), found[0])


def _shared(covariances: Floats, owners: Sequence[int] | None) -> Floats:
    """Give the parts of R squared, a row each covariance matrix; the outcome is its last column."""
    width = covariances.shape[-1] - 1
    own = np.arange(width) if owners is None else np.asarray(owners, dtype=int)
    drivers = int(own.max(initial=-1)) + 1
    if drivers > MOST_DRIVERS:
        said = "{n} drivers are too many for all their orders."
        raise ParameterError("E-DRIVERS", said, fix="at most {most}: leave out, or join.", n=drivers, most=MOST_DRIVERS)
    order = np.append(np.argsort(own, kind="stable"), width)
    ordered, counts = covariances[:, order][:, :, order], np.bincount(own, minlength=drivers).tolist()
    sizes = np.bitwise_count(np.arange(1 << drivers >> 1))
    weights = np.array([1 / (drivers * comb(drivers - 1, k)) for k in range(drivers)])[sizes]
    at_once = max(AT_ONCE >> drivers, 1)
    return np.concatenate([_parts(ordered[i : i + at_once], counts, weights) for i in range(0, len(ordered), at_once)])


def _parts(covariances: Floats, counts: list[int], weights: Floats) -> Floats:
    """Average the gains of each driver over the subsets of the others; ``counts`` are the columns of each."""
    found, parts = _of_subsets(covariances, counts), np.empty((len(covariances), len(counts)))
    for driver in range(len(counts)):
        without, inside = np.moveaxis(found.reshape(-1, 2, 1 << driver, len(covariances)), 1, 0)
        parts[:, driver] = weights @ (inside - without).reshape(-1, len(covariances))
    return parts


def _of_subsets(covariances: Floats, counts: list[int]) -> Floats:
    """R squared of every subset of drivers (rows, by the number whose bits are its drivers) in each covariance matrix.

    Each driver in turn is left out of the systems there are so far, and taken out of a copy of them: what remains is
    ever smaller, and in the end the outcome's variance that the subset leaves.
    """
    scale = _scale(covariances)
    systems = (covariances / (scale[:, :, None] * scale[:, None, :]))[None]
    for count in counts:
        inside = systems
        for _ in range(count):
            inside = _taken_out(inside)
        systems = np.concatenate([systems[..., count:, count:], inside])
    left = systems[..., 0, 0]
    return array(left[0] - left)


def _scale(covariances: Floats) -> Floats:
    """Give the standard deviation of each column; of a constant one 1."""
    variances = np.diagonal(covariances, axis1=-2, axis2=-1)
    return np.sqrt(np.where(variances > 0, variances, 1.0))


def _taken_out(systems: Floats) -> Floats:
    """Take the first column out of the others, by least squares; a tied one is only dropped."""
    pivot, beside = systems[..., :1, 0], systems[..., 1:, 0]
    gain = np.divide(beside, pivot, where=pivot > TIED, out=np.zeros_like(beside))
    return array(systems[..., 1:, 1:] - gain[..., :, None] * beside[..., None, :])


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
    covariances = _covariance(np.concatenate([(table.T @ table)[None], drawn]))
    parts, slopes = _shared(covariances, owners), _slopes(covariances)
    low, high = np.quantile(parts[1:], [(1 - level) / 2, (1 + level) / 2], axis=0)
    return ImportanceInterval(float(parts[0].sum()), parts[0], low, high, slopes[0], parts[1:], slopes[1:])


def _piles(cluster: ArrayLike | int, rng: Generator) -> np.ndarray:
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
    """Give the covariances of all columns; of one that is constant in a sample they are 0, not what rounding makes."""
    mean, products = (part / moments[:, :1, :1] for part in (moments[:, :1, 1:], moments[:, 1:, 1:]))
    covariance = products - mean.transpose(0, 2, 1) * mean
    varies = np.diagonal(covariance, axis1=1, axis2=2) > TIED * np.diagonal(products, axis1=1, axis2=2)
    return array(np.where(varies[:, :, None] & varies[:, None, :], covariance, 0.0))


def _slopes(covariances: Floats) -> Floats:
    """Least-squares slopes; columns that make each other up share theirs."""
    columns, to = covariances[:, :-1, :-1], covariances[:, :-1, -1:]
    scale = _scale(columns)[:, :, None]
    inverse = np.linalg.pinv(columns / (scale * scale.transpose(0, 2, 1)), rcond=TIED, hermitian=True)
    return array((inverse @ (to / scale) / scale)[:, :, 0])
