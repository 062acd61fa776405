"""Months that are taken together, because a holiday lies in one of them this year and in another the year before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.change.calendar import Moved, moved
from cxmetrics.change.rows import counted, is_partial, weight_of
from cxmetrics.frames import period_span, rows_of, year_before

Row = dict[str, Any]
BASE = "_base"


def align(both: pd.DataFrame, frame: pd.DataFrame, keys: Sequence[str], *, country: str) -> pd.DataFrame:
    """Give rows that are not like-for-like with the year before the estimates of joint months.

    Parameters
    ----------
    both : DataFrame
        Rows beside those of the year before, whose columns end in ``_base``.
    frame : DataFrame
        All rows of the metric.
    keys : sequence of str
        Grouping columns and ``metric``.
    country : str
        Whose holidays.

    Returns
    -------
    DataFrame
        ``both`` with ``span`` and ``base_period`` of the joint months, ``holiday``, and in ``shifted`` why a row
        cannot be compared yet.
    """
    known = frame[frame["estimate"].notna() & ~is_partial(frame["reason"])]
    seasons = {period: moved(period, country=country) for period in known["period"].unique()}
    months = {_key(row, keys, row["period"]): row for row in rows_of(known)}
    rows = rows_of(both)
    for row in rows:
        season = seasons.get(row["period"])
        if season and all(_key(row, keys, row[name]) in months for name in ("period", "base_period")):
            row.update(_joint(row, months, keys, season))
    told = pd.DataFrame(rows, columns=both.columns)
    words = told[["holiday", "shifted"]].astype(object)
    return told.assign(**words.where(words.notna(), None))


def _key(row: Row, keys: Sequence[str], period: str) -> tuple[Any, ...]:
    return (*(None if pd.isna(row[name]) else row[name] for name in keys), period)


def _joint(row: Row, months: dict[tuple[Any, ...], Row], keys: Sequence[str], season: Moved) -> Row:
    """Give what becomes of a row: joint estimates, or the reason why there are none."""
    span = f"{season.months[0]}/{season.months[-1]}"
    found: Row = {"span": span, "holiday": season.holiday}
    sides = season.months, [year_before(month) for month in season.months]
    own, base = ([months.get(_key(row, keys, month)) for month in side] for side in sides)
    if None in own or None in base:
        gap = next(month for side in sides for month in side if _key(row, keys, month) not in months)
        after = (pd.Timestamp(period_span(span)[1]) + pd.Timedelta(days=1)).date()
        when = f"from {after}" if gap > row["period"] else f"but {gap} has no estimate"
        days = f"{season.days} days of its season in {row['period']}, {season.base_days} in {row['base_period']}"
        return {**found, "shifted": f"{season.holiday} moved: {days}; comparable as {span}, {when}"}
    now, then = pool([month for month in own if month]), pool([month for month in base if month])
    shares = (_portions([month for month in side if month]) for side in (own, base))
    now["cov_last_year"] = sum(
        a * b * month.get("cov_last_year", 0.0) for a, b, month in zip(*shares, own, strict=True) if month
    )
    named = {f"{name}{BASE}": value for name, value in then.items()}
    found |= {"base_period": f"{year_before(season.months[0])}/{year_before(season.months[-1])}"}
    return {name: value for name, value in {**now, **named, **found}.items() if name in row}


def _portions(rows: list[Row]) -> np.typing.NDArray[np.float64]:
    weights = weight_of(pd.DataFrame(rows)).to_numpy()
    return np.asarray(weights / weights.sum())


def pool(rows: list[Row]) -> Row:
    """Take periods together as one: the estimate of all their answers, from the rows' own numbers.

    Parameters
    ----------
    rows : list of dict
        Rows of one group, in time order.

    Returns
    -------
    dict
        ``n`` is the sum, so that a customer of two months counts twice; the standard error allows for it where the
        rows hold the covariance of neighbours.
    """
    table = pd.DataFrame(rows)
    portion, weight = _portions(rows), weight_of(table)
    near = table["cov_previous"].fillna(0).to_numpy()[1:] if "cov_previous" in table else 0.0
    variance = float((portion**2) @ table["std_error"].fillna(0) ** 2 + 2 * np.sum(portion[:-1] * portion[1:] * near))
    means = [name for name in ("estimate", "promoter_share", "detractor_share") if name in table]
    pooled: Row = {name: float(portion @ table[name]) for name in means}
    pooled |= {"n": int(table["n"].sum()), "std_error": variance**0.5, "weight_sum": float(weight.sum())}
    pooled["n_eff"] = _n_eff(pooled, table, variance)
    if "dof" in table:
        pooled["dof"] = _dof(portion**2 * table["std_error"] ** 2, table["dof"])
    return pooled


def _n_eff(pooled: Row, table: pd.DataFrame, variance: float) -> float:
    """Give the answers that would have this error if they were independent; of means the units themselves."""
    unit = table["unit"].iloc[0]
    if not variance > 0 or unit == "score":
        return float(table["n_eff"].sum())
    if unit == "points":
        one = 100**2 * float(estimate.nps_variance(pooled["promoter_share"], pooled["detractor_share"]))
    else:
        one = pooled["estimate"] * (1 - pooled["estimate"])
    return min(one / variance, float(counted(table).sum()))


def _dof(variances: pd.Series, dof: pd.Series) -> float:
    """Degrees of freedom of the pooled error (Satterthwaite)."""
    below = float((variances**2 / dof.fillna(np.inf)).sum())
    return float(variances.sum()) ** 2 / below if below > 0 else float("inf")
