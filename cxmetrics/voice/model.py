"""The drivers as columns of one regression, and what their importance and slopes are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.estimate import Floats, ImportanceInterval
from cxmetrics.frames import result
from cxmetrics.voice.surveys import Surveys

FEWEST = 20  # customers for each driver, and of each one
FEW, ALONE, SAME, NOBODY = "too few answers", "fewer than two drivers", "all answered the same", "no answers"
ESTIMATED = ("estimate", "std_error", "conf_low", "conf_high", "reason")
EXTRAS = ("r_squared_part", "slope", "slope_low", "slope_high", "sign", "correlation", "answered", "rank", "rank_low",
          "rank_high")  # fmt: skip


def fitted(surveys: Surveys, *, level: float, draws: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the importance of each driver, and the fit of all together.

    Parameters
    ----------
    surveys : Surveys
        From `read`.
    level : float
        Confidence level, between 0 and 1.
    draws, seed : int
        Bootstrap samples of the customers, and their seed.
    """
    names = list(surveys.ratings.columns)
    reasons = {name: _why_not(surveys, name) for name in names}
    used = [name for name in names if reasons[name] is None]
    whole = _why_none(surveys, used)
    rows = {name: {"reason": reasons[name] or whole} for name in names}
    fit: dict[str, Any] = {"reason": whole}
    if whole is None:
        columns, owners = _coded(surveys.ratings[used])
        given: dict[str, Any] = {"cluster": surveys.customers, "level": level, "draws": draws, "seed": seed}
        found = estimate.importance(columns, surveys.outcome, owners=owners, **given)
        at = np.flatnonzero(np.diff(owners, append=len(used)))  # a driver's last column holds its score
        fit |= _with_limits(found.r_squared, found.drawn_parts.sum(axis=1), level)
        for name, of in zip(used, _by_driver(found, at, level), strict=True):
            rows[name] |= of
    return _importance(surveys, rows, level), _fit(surveys, fit, level)


def _why_not(surveys: Surveys, name: str) -> str | None:
    """Say why a driver cannot be one."""
    scores, n = surveys.ratings[name].dropna(), surveys.people(name)
    if not n:
        return NOBODY
    if scores.min() == scores.max():
        return SAME
    return FEW if n < FEWEST else None


def _why_none(surveys: Surveys, used: list[str]) -> str | None:
    """Say why there is no model at all."""
    if len(used) < 2:  # noqa: PLR2004 - one driver is compared with none
        return ALONE
    if surveys.outcome.min() == surveys.outcome.max():
        return SAME
    return FEW if len(np.unique(surveys.customers)) < FEWEST * len(used) else None


def _coded(ratings: pd.DataFrame) -> tuple[Floats, list[int]]:
    """Give the columns of the drivers, and the driver of each: whether it was answered, where some did not, and score.

    The score is taken from its mean, and is 0 where there is none.
    """
    columns: list[pd.Series] = []
    owners: list[int] = []
    for number, (_, scores) in enumerate(ratings.items()):
        answered = scores.notna()
        own = [answered.astype(float)] if not answered.all() else []
        own.append((scores - scores.mean()).fillna(0.0))
        columns, owners = columns + own, owners + [number] * len(own)
    return np.column_stack(columns), owners


def _by_driver(found: ImportanceInterval, at: np.ndarray, level: float) -> list[dict[str, Any]]:
    """Give share, slope and ranks of each driver of the model, ``at`` the columns of their scores."""
    shares = found.parts / found.parts.sum()
    drawn = found.drawn_parts / found.drawn_parts.sum(axis=1, keepdims=True)
    ranks = estimate.rank_interval_of_samples(shares, drawn, level=level)
    rows = []
    for i, share in enumerate(shares):
        slope = _with_limits(found.slopes[at[i]], found.drawn_slopes[:, at[i]], level)
        low, high = slope["conf_low"], slope["conf_high"]
        sign = "up" if low > 0 else "down" if high < 0 else "unclear"
        own = {"r_squared_part": found.parts[i], "slope": slope["estimate"], "slope_low": low, "slope_high": high}
        own |= {"sign": sign, "rank": ranks.rank[i], "rank_low": ranks.low[i], "rank_high": ranks.high[i]}
        rows.append(_with_limits(share, drawn[:, i], level) | own)
    return rows


def _with_limits(value: float, drawn: Floats, level: float) -> dict[str, Any]:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return {"estimate": value, "std_error": drawn.std(ddof=1), "conf_low": low, "conf_high": high}


def _importance(surveys: Surveys, rows: dict[str, dict[str, Any]], level: float) -> pd.DataFrame:
    names = list(rows)
    columns = pd.DataFrame(list(rows.values()), columns=[*ESTIMATED, *EXTRAS], index=pd.RangeIndex(len(names)))
    people = [surveys.people(name) for name in names]
    values: dict[str, Any] = {"metric": "driver_share", "n": people, "n_eff": np.array(people, dtype=float)}
    values |= {"level": level, "unit": "share", "method": "lmg", **{name: columns[name] for name in ESTIMATED}}
    extras: dict[str, Any] = {name: columns[name] for name in EXTRAS}
    extras["correlation"] = [_correlation(surveys, name) for name in names]
    extras["answered"] = surveys.ratings.notna().mean().to_numpy()
    return result(pd.DataFrame({"driver": names}, dtype=object), values, extras=extras)


def _correlation(surveys: Surveys, name: str) -> float:
    """Correlate a driver with the outcome, where both were answered."""
    both = surveys.ratings[name].notna()
    scores, outcome = surveys.ratings.loc[both, name], surveys.outcome[both]
    varies = all(one.min() < one.max() for one in (scores, outcome))
    return float(scores.corr(outcome)) if varies else float("nan")


def _fit(surveys: Surveys, found: dict[str, Any], level: float) -> pd.DataFrame:
    people = len(np.unique(surveys.customers))
    values = {"metric": "driver_fit", "n": people, "n_eff": float(people), "level": level, "unit": "share"}
    return result(pd.DataFrame(index=[0]), values | {"method": "ols"} | found, extras={"surveys": len(surveys.outcome)})
