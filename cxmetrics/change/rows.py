"""Rows of a result as samples: what comparisons are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.errors import ParameterError
from cxmetrics.frames import PARTIAL

FEW = 30  # below this many the base is low: no verdict


def sample_of(both: pd.DataFrame, side: str) -> estimate.Sample:
    """Give the answers that the rows stand for, their columns ending in ``side``."""
    dof: Any = both[f"dof{side}"].fillna(np.inf) if f"dof{side}" in both else np.inf  # many where nothing is said
    return estimate.Sample(both[f"promoter_share{side}"], both[f"detractor_share{side}"], both[f"n_eff{side}"], dof)


def difference(both: pd.DataFrame, correlation: Any) -> estimate.Difference:
    """Difference of rows and their bases, whose columns end in ``_base``, by unit; one level a frame."""
    level = float(both["level"].iloc[0]) if len(both) else 0.95
    units, more = set(both["unit"]), {"level": level, "correlation": correlation}
    if units <= {"points"}:
        return estimate.nps_difference(sample_of(both, "_base"), sample_of(both, ""), **more)
    if units == {"share"}:
        return estimate.share_difference(_share(both, "_base"), _share(both, ""), **more)
    if units == {"score"}:
        return estimate.mean_difference(_moments(both, "_base"), _moments(both, ""), **more)
    raise ParameterError("E-UNIT", "no comparison for units {value}.", fix="one metric a frame.", value=sorted(units))


def _moments(both: pd.DataFrame, side: str) -> estimate.Moments:
    """Give the sums that a mean, its standard error and its number of independent units stand for."""
    n, mean = both[f"n_eff{side}"], both[f"estimate{side}"]
    return estimate.Moments(n, n * mean, (n - 1) * n * both[f"std_error{side}"] ** 2 + n * mean**2)


def _share(both: pd.DataFrame, side: str) -> estimate.Share:
    return estimate.Share(both[f"estimate{side}"] * both[f"n_eff{side}"], both[f"n_eff{side}"])


def weight_of(frame: pd.DataFrame) -> pd.Series:
    """Weight of each row in a total of several: its answers or purchases, or what their weights add up to."""
    name = next(name for name in ("weight_sum", "purchases", "n") if name in frame)
    return frame[name].astype(float).fillna(0)


def counted(frame: pd.DataFrame) -> pd.Series:
    """Answers, purchases or customers of each row: the most that its effective number can be."""
    name = next(name for name in ("answers", "purchases", "n") if name in frame)
    return frame[name].astype(float).fillna(0)


def is_partial(reasons: pd.Series) -> pd.Series:
    """Say of which rows the period is not over."""
    return reasons.astype(str).str.startswith(PARTIAL)
