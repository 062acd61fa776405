"""Customers who stand behind two periods: the covariance of the periods' means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics.engine.query import columns_of, run
from cxmetrics.engine.table import Table

STEPS = {"month": 1, "quarter": 3, "year": 12}  # months of a period


def covariances(
    name: str,
    tables: Mapping[str, Table],
    sums: pd.DataFrame,
    *,
    by: str | Sequence[str] | None,
    every: str | None,
    values: Mapping[str, Any],
    roles: Mapping[str, str | float] | None = None,
) -> dict[str, Any]:
    """Covariance of each period's mean with that of the period before, and of the same one a year before.

    Parameters
    ----------
    name : str
        Query that sums over the customers of both periods.
    tables, by, every, values, roles
        As for `run`.
    sums : DataFrame
        A row a group and period: ``w, wx, ww, ws, ss`` over its customers, as for `weighted_mean`, and ``std_error``.

    Returns
    -------
    dict
        ``cov_previous`` and ``cov_last_year``, in the squared unit of ``std_error``; 0 where nobody is in both
        periods. Empty where periods are no months, quarters or years.

    Notes
    -----
    The correlation of the two means is that of the customers' residuals S - mean·W. It takes both standard errors as
    they are, whatever correction for few customers they hold.
    """
    if every not in STEPS:
        return {}
    step, keys = STEPS[every], columns_of(by)
    both = run(name, tables, by=by, every=every, values={**values, "step": step}, roles=roles)
    own = sums.copy()
    days = pd.to_datetime(own["period"])
    own["nth"] = 12 * days.dt.year + days.dt.month
    own["mean"] = own["wx"] / own["w"].where(own["w"] > 0)
    own["spread"] = own["ss"] - 2 * own["mean"] * own["ws"] + own["mean"] ** 2 * own["ww"]
    found = {}
    for which, lag in (("previous", step), ("last_year", 12)):
        base = own[[*keys, "nth", "mean", "spread", "std_error"]].assign(nth=own["nth"] + lag)
        beside = own.merge(base, on=[*keys, "nth"], how="left", suffixes=("", "_base"))
        people = both[both["against"] == which]
        found[f"cov_{which}"] = _covariance(beside.merge(people, on=[*keys, "period"], how="left"))
    return found


def _covariance(rows: pd.DataFrame) -> np.typing.NDArray[np.float64]:
    """Correlation of the residuals of those in both periods, times both standard errors."""
    mean, base = rows["mean"], rows["mean_base"]
    products = rows["both_ss"] - base * rows["both_sw"] - mean * rows["both_ws"] + mean * base * rows["both_ww"]
    spreads = (rows["spread"] * rows["spread_base"]).clip(lower=0) ** 0.5
    correlation = (products / spreads.where(spreads > 0)).clip(-1, 1)
    found: np.typing.NDArray[np.float64] = (correlation * rows["std_error"] * rows["std_error_base"]).to_numpy(float)
    return np.nan_to_num(found)
