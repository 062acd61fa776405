"""One trend and one outcome: as they are, among those who are alike, and how much that can be believed."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.effects.coding import Strata, modelled
from cxmetrics.effects.comparison import Comparison
from cxmetrics.effects.tables import balance_of
from cxmetrics.estimate import Contrast
from cxmetrics.trends.register import Trend

FEWEST: Final = 10  # customers in each arm, for a comparison
FEWEST_ALIKE: Final = 3  # in each arm of a label, for its rows to be compared
ALARM: Final = 0.1  # standardised difference beyond which arms are not alike
MOST: Final = 100_000  # rows of a comparison, the latest ones: more would take time and tell little more
WORTH: Final = 0.1  # relative change of an outcome that the next test is to find
NUMBERS: Final = ("gap", "other_touches")  # covariates that are no labels
UNITS: Final = {"seconds": "seconds"}  # of an outcome that is no share
TOO_FEW: Final = "too few to compare"
NOT_ALIKE: Final = "nobody alike to compare with"
Row = dict[str, Any]


def judged(rows: pd.DataFrame, trend: Trend, outcome: str, *, level: float) -> Row:
    """Compare one outcome with and without a trend.

    Parameters
    ----------
    rows : DataFrame
        Of `rows.orders_of` or `rows.contacts_of`.
    trend : Trend
        What is compared, and by what it is made alike.
    outcome : str
        One of its outcomes.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    dict
        A row of `TrendEffects.effects`.
    """
    known = rows[rows[[trend.exposed, outcome]].notna().all(axis=1)]
    row: Row = {"trend": trend.key, "outcome": outcome, "n": 0, "unit": UNITS.get(outcome, "share"), "reason": TOO_FEW,
                "evidence": "none"}  # fmt: skip
    if few(known, trend.exposed):
        return row
    told = rows[rows[[trend.naive, outcome]].notna().all(axis=1)] if trend.naive else known
    before = told[outcome][told[trend.naive or trend.exposed] == 0].astype(float)
    if few(told, trend.naive or trend.exposed):
        return row
    naive = _plain(told, trend.naive or trend.exposed, outcome, level)
    row |= {"crude": naive.difference, "crude_low": naive.low, "crude_high": naive.high, "crude_ratio": naive.ratio}
    row |= {"evidence": "crude", "n": known["customer_id"].nunique(), "reason": NOT_ALIKE}
    spread = None if row["unit"] == "share" else float(before.var())
    row |= {"needed": next_test(float(before.mean()), spread, level=level)}
    shared = alike(known, trend).sort_values("day", kind="stable").tail(MOST)
    if few(shared, trend.exposed):
        return row
    return row | _made_alike(shared, trend, outcome, level)


def few(rows: pd.DataFrame, exposed: str) -> bool:
    """Whether one arm holds fewer customers than can be compared."""
    return min(rows.loc[rows[exposed] == side, "customer_id"].nunique() for side in (0, 1)) < FEWEST


def alike(rows: pd.DataFrame, trend: Trend) -> pd.DataFrame:
    """Leave out labels, such as a category or a quarter, in which next to nobody could be in either arm."""
    labels = [name for name in trend.adjust if name not in NUMBERS]
    while True:
        kept = np.ones(len(rows), dtype=bool)
        for name in labels:
            label, exposed = rows[name].astype("string").fillna(""), rows[trend.exposed]
            both = pd.crosstab(label, exposed).reindex(columns=[0.0, 1.0], fill_value=0).min(axis=1) >= FEWEST_ALIKE
            kept &= label.map(both).to_numpy(bool)
        if kept.all():
            return rows
        rows = rows[kept]


def _plain(rows: pd.DataFrame, exposed: str, outcome: str, level: float) -> Contrast:
    a, y = (rows[name].to_numpy(float) for name in (exposed, outcome))
    return estimate.overlap(a, y, np.empty((len(y), 0)), cluster=_customers(rows), level=level).contrast


def _customers(rows: pd.DataFrame) -> np.ndarray:
    """Give customers as numbers, which are sorted faster than names."""
    return pd.factorize(rows["customer_id"])[0]


def _made_alike(rows: pd.DataFrame, trend: Trend, outcome: str, level: float) -> Row:
    """Compare by overlap weights, as `effect` does for its headline."""
    rows = rows.reset_index(drop=True)
    a, y = (rows[name].to_numpy(float) for name in (trend.exposed, outcome))
    one = Strata(np.zeros(len(rows), dtype=int), ())
    compared = Comparison(rows, a, y, modelled(rows, trend.adjust), one, _customers(rows), level)
    found, (n, exposed) = compared.weighted, compared.sizes
    if not found.converged:
        return {}
    apart = balance_of(compared)["estimate"].abs().max() if compared.model.names else 0.0
    names = ("exposed", "unexposed", "ratio", "ratio_low", "ratio_high")
    return {
        "n": n,
        "n_eff": found.n_eff,
        "n_exposed": exposed,
        "estimate": found.contrast.difference,
        "std_error": found.contrast.std_error,
        "conf_low": found.contrast.low,
        "conf_high": found.contrast.high,
        **{name: getattr(found.contrast, name) for name in names},
        "method": "overlap",
        "reason": None,
        "evidence": evidence(apart=apart),
    }


def evidence(*, apart: float | None, placebo: tuple[float, float] | None = None, by_chance: bool = False) -> str:
    """Grade a comparison by how it was made.

    Parameters
    ----------
    apart : float or None
        Largest standardised difference that is left between the arms; None where nothing was made alike.
    placebo : (float, float), optional
        Interval of the same comparison for an outcome that it cannot have moved.
    by_chance : bool, default False
        Whether chance put each into its arm, and the arms are as large as planned.

    Returns
    -------
    str
        "experiment", "adjusted" or "crude".

    Examples
    --------
    >>> evidence(apart=0.02), evidence(apart=0.3), evidence(apart=0.0, placebo=(0.01, 0.05))
    ('adjusted', 'crude', 'crude')
    """
    if by_chance:
        return "experiment"
    quiet = placebo is None or placebo[0] <= 0 <= placebo[1]
    return "adjusted" if apart is not None and apart < ALARM and quiet else "crude"


def next_test(mean: float, variance: float | None = None, *, level: float) -> float:
    """Give how many an experiment needs in each arm to find a change of an outcome by a tenth four times in five.

    Parameters
    ----------
    mean : float
        The outcome without the trend.
    variance : float, optional
        Of the outcome; by default that of a share.
    level : float
        Confidence level, between 0 and 1.

    Examples
    --------
    From 50 % to 55 %:

    >>> next_test(0.5, level=0.95)
    1562.0
    """
    changed = mean * (1 + WORTH)
    spread = (mean * (1 - mean), changed * (1 - changed)) if variance is None else (variance, variance)
    return float(estimate.answers_for_difference(WORTH * mean, *spread, level=level))
