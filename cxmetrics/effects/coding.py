"""Covariates as columns of a model and as strata: order counts and other numbers never as a straight line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxmetrics.estimate import Arms, Floats

FEW_VALUES = 6  # a number with no more different values has a coefficient for each
RARE = 0.02  # of the rows: a label that fewer have is one with the other rare ones
BAND = 0.02  # of the rows, in each stratum of a count at least
MOST_COUNTS = 60  # different values of a count; what has more of them is a number
PARTS = 5  # strata of a number that is no count
FEWEST = 20  # of each arm in a stratum: of fewer the error of a share cannot be told
LOST = 0.1  # of the rows, that may be in strata with too few of an arm before the next covariate is left out
UNKNOWN, OTHER = "unknown", "other"


@dataclass(frozen=True)
class Model:
    """Columns of a regression, each with the covariate that it belongs to and a name of its own."""

    columns: Floats
    owners: tuple[str, ...]
    names: tuple[str, ...]

    def without(self, covariate: str) -> Floats:
        """Give the columns of all other covariates."""
        return self.columns[:, [owner != covariate for owner in self.owners]]


@dataclass(frozen=True)
class Strata:
    """The stratum of each row, and the covariates that make the strata."""

    place: np.ndarray
    made_of: tuple[str, ...]

    def arms(self, exposed: Floats, outcome: Floats) -> Arms:
        """Count both arms in each stratum in which both are enough; the others are not compared."""
        sides = [np.bincount(self.place, weights=w) for a in (1 - exposed, exposed) for w in (a, a * outcome)]
        enough = self._full(exposed)
        return Arms(*(count[enough] for count in sides))

    def enough(self, exposed: Floats) -> NDArray[np.bool_]:
        """Say of each row whether both arms are enough in its stratum."""
        return np.asarray(self._full(exposed)[self.place])

    def _full(self, exposed: Floats) -> NDArray[np.bool_]:
        n0, n1 = (np.bincount(self.place, weights=side) for side in (1 - exposed, exposed))
        return np.asarray(np.minimum(n0, n1) >= FEWEST)


def modelled(frame: pd.DataFrame, covariates: Sequence[str]) -> Model:
    """Code covariates for a regression: labels and small counts one by one, other numbers as a curve.

    Parameters
    ----------
    frame : DataFrame
        A row a customer.
    covariates : list of str
        Columns of labels, flags or numbers. What is missing has a column of its own.

    Returns
    -------
    Model
        Without the constant. A number from 0 up enters as its logarithm (of 1 more) and the square of that, another
        one as itself and its square, both in standard deviations.

    Examples
    --------
    >>> rows = pd.DataFrame({"orders": [3, 4, 5, 3] * 30, "city": ["A", "B", "A", None] * 30})
    >>> modelled(rows, ["orders", "city"]).names
    ('orders 4', 'orders 5', 'city B', 'city unknown')
    """
    found = [(name, label, column) for name in covariates for label, column in _coded(frame[name])]
    kept = [(name, label, column) for name, label, column in found if np.ptp(column) > 0]
    columns = np.column_stack([column for *_, column in kept]) if kept else np.empty((len(frame), 0))
    return Model(columns, tuple(name for name, *_ in kept), tuple(f"{name} {label}" for name, label, _ in kept))


def _coded(column: pd.Series) -> list[tuple[str, Floats]]:
    if pd.api.types.is_bool_dtype(column):
        column = column.astype(int)
    if not _is_number(column) or column.nunique() <= FEW_VALUES:
        labels = _labels(column)
        base = labels.mode().iloc[0] if not _is_number(column) else labels.iloc[np.argmin(_filled(column))]
        return [(str(x), (labels == x).to_numpy(float)) for x in sorted(set(labels) - {base})]
    values = _filled(column)
    scaled = np.log1p(values) if values.min() >= 0 else values
    spread = scaled.std()
    scaled = (scaled - scaled.mean()) / (spread if spread > 0 else 1)
    missing = column.isna().to_numpy(float)
    return [("curve", scaled), ("squared", scaled**2), (UNKNOWN, missing)]


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _filled(column: pd.Series) -> Floats:
    values = column.to_numpy(float, na_value=np.nan)
    return np.where(np.isnan(values), np.nanmean(values) if not np.isnan(values).all() else 0.0, values)


def _labels(column: pd.Series) -> pd.Series:
    """Give labels as text, the rare ones as one; a small number as it is written."""
    if _is_number(column):
        texts = column.map(lambda value: f"{value:g}", na_action="ignore")
    else:
        texts = column.astype("string")
    texts = texts.astype(object).where(column.notna(), UNKNOWN)
    share = texts.map(texts.value_counts(normalize=True))
    return texts.where((share >= RARE) | _is_number(column), OTHER)


def stratified(frame: pd.DataFrame, covariates: Sequence[str], exposed: Floats) -> Strata:
    """Cross covariates into strata, in the order given, as long as most rows have enough of both arms in theirs.

    Parameters
    ----------
    frame : DataFrame
        A row a customer.
    covariates : list of str
        The most important first. A count has a stratum for each number that enough rows have, another number one
        for each fifth of them.
    exposed : array of 0 and 1
        The arm of each row.

    Examples
    --------
    >>> rows = pd.DataFrame({"orders": [3, 4] * 50, "app": list("nnyy") * 25})
    >>> stratified(rows, ["orders", "app"], np.array([0.0, 0.0, 1.0, 1.0] * 25)).made_of
    ('orders',)
    """
    place: np.ndarray = np.zeros(len(frame), dtype=int)
    made_of: list[str] = []
    for name in covariates:
        pairs = pd.DataFrame({"before": place, "band": _band(frame[name], exposed)})
        finer = pairs.groupby(["before", "band"], sort=True).ngroup().to_numpy()
        arms = [np.bincount(finer, weights=side) for side in (exposed, 1 - exposed)]
        alone = np.minimum(*arms) < FEWEST
        if finer.max() > place.max() and (arms[0] + arms[1])[alone].sum() <= LOST * len(frame):
            place, made_of = finer, [*made_of, name]
    return Strata(place, tuple(made_of))


def _band(column: pd.Series, exposed: Floats) -> pd.Series:
    if not _is_number(column):
        return _labels(column).reset_index(drop=True)
    values = _filled(column)
    found, place = np.unique(values, return_inverse=True)
    if np.all(found % 1 == 0) and len(found) <= MOST_COUNTS:
        arms = np.stack([np.bincount(place, weights=side) for side in (exposed, 1 - exposed)]).astype(float)
        return pd.Series(_bands(arms, BAND * len(values))[place])
    return pd.Series(np.searchsorted(np.quantile(values, np.arange(1, PARTS) / PARTS), values, side="left"))


def _bands(arms: Floats, enough: float) -> np.ndarray:
    """Give sorted values their bands: one is full once it has rows enough, and of both arms; the rest joins it."""
    bands, held = np.zeros(arms.shape[1], dtype=int), np.zeros(2)
    for i in range(1, arms.shape[1]):
        held = held + arms[:, i - 1]
        full = held.sum() >= enough and held.min() >= FEWEST
        bands[i] = bands[i - 1] + full
        held = np.zeros(2) if full else held
    held = held + arms[:, -1]
    if held.sum() < enough or held.min() < FEWEST:
        bands[bands == bands[-1]] = max(bands[-1] - 1, 0)
    return bands
