"""How long until the second order: a survival curve over all customers, those still waiting included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.frames import check_level, result
from cxmetrics.loyalty.history import rules_of, with_history

SHARES = (0.1, 0.25, 0.5)
NOT_REACHED = "not reached"
WEEK, WATCHED = 7, 30  # days, and customers still watched


@dataclass(frozen=True)
class TimeToRepeat:
    """When customers come back.

    Parameters
    ----------
    curve : DataFrame
        A row a day on which somebody came back: the grouping columns, ``day``, and the share that has come back by then
        as ``estimate`` with its interval; ``n`` customers were watched up to that day.
    quantiles : DataFrame
        A row a share of all customers: ``share``, and as ``estimate`` the days until so many have come back, with its
        interval. Missing where so many never come back within what could be observed: ``reason`` says so.
    """

    curve: pd.DataFrame
    quantiles: pd.DataFrame


def time_to_repeat(  # noqa: PLR0913 - the options that design and oracles name
    orders: Any,
    *,
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    merge_same_day: bool = True,
    count_returned: bool = False,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> TimeToRepeat:
    """Days from the first to the second purchase, by Kaplan and Meier.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`.
    data_end, history_start, history_complete, merge_same_day, count_returned, by, level, timezone
        As for `repeat_rate`.

    Returns
    -------
    TimeToRepeat

    Raises
    ------
    ParameterError
        No ``data_end``, or an unknown column.

    Notes
    -----
    Customers who have not come back yet are censored at ``data_end``. The interval is log-log; quantiles have
    Brookmeyer and Crowley's, whose upper limit may not be reached.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-01-11", "2026-01-01", "2026-01-21", "2026-01-01"])
    >>> orders = pd.DataFrame({"order_id": list("12345"), "customer_id": list("aabbc"), "ordered_at": days})
    >>> found = time_to_repeat(orders, data_end="2026-06-30")
    >>> found.curve[["day", "n", "estimate"]].round(2).to_numpy().tolist()
    [[10.0, 3.0, 0.33], [20.0, 2.0, 0.67]]
    >>> found.quantiles[["share", "estimate"]].to_numpy().tolist()
    [[0.1, 10.0], [0.25, 10.0], [0.5, 20.0]]
    """
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    rules = rules_of(table.facts, merge_same_day=merge_same_day, count_returned=count_returned)
    gaps = engine.run("repeat_within", {"orders": table}, by=by, values=rules)
    groups, level = engine.columns_of(by), check_level(level)
    numbers = gaps.groupby(groups, dropna=False, sort=False).ngroup() if groups else pd.Series(0, index=gaps.index)
    nobody = estimate.survival_curve([], [], [], level=level)
    curves, quantiles = [_curve_frame(nobody, gaps[groups].head(0), level)], list[pd.DataFrame]()
    for _, rows in gaps.groupby(numbers, sort=False):
        curve = _curve(rows, level)
        keys = rows[groups].head(1)
        curves.append(_curve_frame(curve, keys, level))
        quantiles.append(_quantile_frame(curve, keys, int(rows["watched"].sum()), level))
    if not quantiles:
        keys = pd.DataFrame(dict.fromkeys(groups), index=[0])
        quantiles = [_quantile_frame(nobody, keys, 0, level).head(0 if groups else len(SHARES))]
    return TimeToRepeat(pd.concat(curves[1:] or curves, ignore_index=True), pd.concat(quantiles, ignore_index=True))


def weekly(curve: pd.DataFrame) -> pd.DataFrame:
    """Thin the curve of all customers to whole weeks, as far as 30 customers were watched: no step is one person's.

    Parameters
    ----------
    curve : DataFrame
        ``time_to_repeat(...).curve``, without groups.

    Examples
    --------
    >>> import numpy as np
    >>> days = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.r_[np.zeros(100), np.arange(50)], unit="D")
    >>> orders = pd.DataFrame({"order_id": range(150), "customer_id": [*range(100), *range(50)], "ordered_at": days})
    >>> weekly(time_to_repeat(orders.astype({"order_id": str, "customer_id": str}), data_end="2026-06-30").curve)[
    ...     ["day", "estimate"]].round(2).to_numpy().tolist()[:2]
    [[7.0, 0.07], [14.0, 0.14]]
    """
    watched = curve[curve["n"] >= WATCHED]
    if watched.empty:
        return watched.reset_index(drop=True)
    weeks = pd.DataFrame({"day": [float(day) for day in range(WEEK, int(watched["day"].max()) + 1, WEEK)]})
    thinned = pd.merge_asof(weeks, watched.assign(day=watched["day"].astype(float)), on="day").dropna(subset="n")
    return thinned.astype({"n": "int64"})[list(curve.columns)].reset_index(drop=True)


def _curve(rows: pd.DataFrame, level: float) -> estimate.Curve:
    watched = rows[rows["watched"] > 0]
    censored = watched["watched"] - watched["events"]
    return estimate.survival_curve(watched["gap"], watched["events"], censored, level=level)


def _standard(metric: str, unit: str, level: float, n: Any) -> dict[str, Any]:
    return {
        "metric": metric,
        "period": None,
        "n": n,
        "n_eff": n,
        "level": level,
        "unit": unit,
        "method": "kaplan-meier",
    }


def _curve_frame(curve: estimate.Curve, keys: pd.DataFrame, level: float) -> pd.DataFrame:
    some = curve.events > 0
    days = curve.time[some]
    named = keys.loc[keys.index.repeat(len(days))].reset_index(drop=True).assign(day=days)
    values = _standard("repeated_by_day", "share", level, curve.at_risk[some]) | {
        "estimate": 1 - curve.survival[some],
        "std_error": curve.std_error[some],
        "conf_low": 1 - curve.high[some],
        "conf_high": 1 - curve.low[some],
        "reason": None,
    }
    return result(named, {name: values[name] for name in _ORDER})


def _quantile_frame(curve: estimate.Curve, keys: pd.DataFrame, n: int, level: float) -> pd.DataFrame:
    found = [estimate.survival_quantile(curve, share) for share in SHARES]
    named = keys.loc[keys.index.repeat(len(SHARES))].reset_index(drop=True).assign(share=SHARES)
    values = _standard("days_to_repeat", "days", level, n) | {
        "estimate": [float(one.estimate) for one in found],
        "std_error": np.nan,
        "conf_low": [float(one.low) for one in found],
        "conf_high": [float(one.high) for one in found],
        "reason": [NOT_REACHED if np.isnan(one.estimate) else None for one in found],
    }
    return result(named, {name: values[name] for name in _ORDER})


_ORDER = ["metric", "period", "n", "n_eff", "estimate", "std_error", "conf_low", "conf_high", "level", "unit", "method"]
_ORDER += ["reason"]
