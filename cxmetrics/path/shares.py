"""Shares of customers, and of what each of them has several of."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxmetrics import estimate


class Clustered(NamedTuple):
    """Shares of rows that customers have several of; ``n_eff`` customers of one row each would tell as much."""

    share: Any
    std_error: Any
    n_eff: Any
    low: Any
    high: Any


def plain(part: Any, whole: Any, *, level: float) -> tuple[Any, Any, Any]:
    """Give shares with Wilson's interval, missing where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, part / whole, np.nan)
    return (share, *estimate.wilson(part, whole, level=level))


def clustered(sums: pd.DataFrame, part: str, *, level: float) -> Clustered:
    """Give shares with Wilson's interval of their effective number, which is that of the rows if each has one.

    Parameters
    ----------
    sums : DataFrame
        Over customers: ``units``, their rows ``w``, those of the part (``part``), and the sums of squares ``ww`` and of
        products ``w`` + part and part + part.
    part : str
        Letter of the part.
    level : float
    """
    moments: dict[str, Any] = {"units": sums["units"], "w": sums["w"], "ww": sums["ww"], "wx": sums[part]}
    moments |= {"ws": sums[f"w{part}"], "ss": sums[part * 2]}
    share = (sums[part] / sums["w"]).astype(float)
    mean = estimate.weighted_mean(moments, variance=share * (1 - share))
    units = sums["units"].to_numpy(dtype=float)
    worth = np.minimum(mean.n_eff * units / np.maximum(units - 1, 1), sums["w"].to_numpy(dtype=float))
    n_eff = np.where(mean.std_error > 0, worth, units)
    return Clustered(share, mean.std_error, n_eff, *estimate.wilson(share * n_eff, n_eff, level=level))
