"""Rows of a result as samples: what a comparison is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate

FEW = 30  # below this many the base is low: no verdict


def sample_of(both: pd.DataFrame, side: str) -> estimate.Sample:
    """Give the sample that the rows stand for, their columns ending in ``side``."""
    return estimate.Sample(
        both[f"promoter_share{side}"], both[f"detractor_share{side}"], both[f"n_eff{side}"], _dof(both, side)
    )


def _dof(both: pd.DataFrame, side: str) -> Any:
    """Degrees of freedom of a score's error; many where nothing is said of them."""
    return both[f"dof{side}"].fillna(np.inf) if f"dof{side}" in both else np.inf
