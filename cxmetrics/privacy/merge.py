"""Small groups of a period taken together as one row, pooled from the rows' own sums."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.frames import groups_of
from cxmetrics.privacy.cells import OTHER

_SUMS = {"promoters", "passives", "detractors", "answers", "unweighted", "missing", "out_of_scale", "fractional"}
_SUMS |= {"repeated", "purchases", "weight_sum"}
_WEIGHTS = ("weight_sum", "answers", "purchases", "n_eff")  # what an estimate is a mean over: the first that a row has
_SAME = {"metric", "period", "level", "unit", "method"}


class Pooled(NamedTuple):
    """A mean over several rows: its effective number, value, error and limits."""

    n_eff: float
    estimate: float
    std_error: float
    low: float
    high: float


def can_pool(frame: pd.DataFrame) -> bool:
    """Whether rows can be taken together: one grouping column, and an estimate that is a mean over ``n``.

    A part of a whole (``of``) is none.
    """
    return len(groups_of(frame)) == 1 and set(frame["unit"]) <= set(_POOL) and not {"customers", "of"} & set(frame)


def pooled(rows: pd.DataFrame, *, n: int) -> dict[str, Any]:
    """Give the row of several groups taken together.

    Parameters
    ----------
    rows : DataFrame
        Rows of one period, of a result that `can_pool`.
    n : int
        Customers in them.

    Returns
    -------
    dict
        Group `OTHER`; its estimate is that of all answers together, its error that of independent groups. Where
        answers are weighted and the rows do not say what the weights add up to, groups count by their answers.
    """
    found, names = _POOL[rows["unit"].iloc[0]](rows), [str(name) for name in rows]
    values: dict[str, Any] = {name: rows[name].iloc[0] for name in names if name in _SAME or name.startswith("orders_")}
    values |= {name: rows[name].sum() for name in names if name in _SUMS or name.startswith("score_")}
    values |= {"n": n, "n_eff": found.n_eff, "estimate": found.estimate, "std_error": found.std_error}
    values |= {"conf_low": found.low, "conf_high": found.high, "reason": None, groups_of(rows)[0]: OTHER}
    values |= {name: _mean(rows, name) for name in ("promoter_share", "detractor_share") if name in rows}
    return values | ({"dof": _dof(rows)} if "dof" in rows else {})


def _weights(rows: pd.DataFrame) -> pd.Series:
    return rows[next(name for name in _WEIGHTS if name in rows)].fillna(0).astype(float)


def _mean(rows: pd.DataFrame, name: str) -> float:
    weights = _weights(rows)
    return float((weights * rows[name].fillna(0)).sum() / weights.sum())


def _effective(rows: pd.DataFrame, variance: float, *, scale: float = 1.0) -> float:
    """Effective number of answers behind a mean of this variance, from the errors of independent groups."""
    weights, most = _weights(rows), float(rows["n_eff"].fillna(1).sum())
    squares = ((rows["std_error"] / scale) ** 2).fillna(variance / rows["n"].clip(lower=1))
    error = float((weights**2 * squares).sum() / weights.sum() ** 2)
    return min(variance / error, most) if error > 0 else most


def _dof(rows: pd.DataFrame) -> float:
    """Degrees of freedom of the error of a sum, by Satterthwaite; a single customer has one."""
    squares = (_weights(rows) * rows["std_error"].fillna(0)) ** 2
    spread = float((squares**2 / rows["dof"].fillna(1)).sum())
    return float(squares.sum() ** 2 / spread) if spread > 0 else np.inf


def _points(rows: pd.DataFrame) -> Pooled:
    p, d = _mean(rows, "promoter_share"), _mean(rows, "detractor_share")
    variance = float(estimate.nps_variance(p, d))
    n_eff, dof = _effective(rows, variance, scale=100), _dof(rows)
    limits = estimate.nps_interval(
        p,
        d,
        n_eff,
        level=rows["level"].iloc[0],
        method=rows["method"].iloc[0],
        dof=None if np.isinf(dof) else dof,
    )
    return Pooled(n_eff, 100 * (p - d), 100 * np.sqrt(variance / n_eff), float(limits.low), float(limits.high))


def _share(rows: pd.DataFrame) -> Pooled:
    share = _mean(rows, "estimate")
    n_eff = _effective(rows, share * (1 - share))
    limits = estimate.wilson(share * n_eff, n_eff, level=rows["level"].iloc[0])
    return Pooled(n_eff, share, np.sqrt(share * (1 - share) / n_eff), float(limits.low), float(limits.high))


def _score(rows: pd.DataFrame) -> Pooled:
    """Mean of all answers, with Student's interval of the spread within and between the groups."""
    mean, n = _mean(rows, "estimate"), rows["n_eff"].fillna(1).astype(float)
    within = (n * (n - 1) * rows["std_error"].fillna(0) ** 2).sum()
    between = (n * (rows["estimate"] - mean) ** 2).sum()
    total = float(n.sum())
    error = float(np.sqrt((within + between) / (total - 1) / total))
    scale = [int(name.removeprefix("score_")) for name in map(str, rows) if name.startswith("score_")]
    limits = estimate.t_interval(mean, error, total - 1, bounds=(min(scale), max(scale)), level=rows["level"].iloc[0])
    return Pooled(total, mean, error, float(limits.low), float(limits.high))


_POOL = {"points": _points, "share": _share, "score": _score}
