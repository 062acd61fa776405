"""Cohorts: of those who first bought in a month, who buys in the months after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level, period_labels, period_span, result
from cxmetrics.loyalty.history import NOT_YET, rules_of, with_history

EARLY = "first seen too soon after the history starts"
OLDEST = 12  # months of age by default


def retention(  # noqa: PLR0913 - the options that design and oracles name
    orders: Any,
    *,
    rolling: bool = False,
    months: int = OLDEST,
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    count_returned: bool = False,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Cohort triangle: the share of the customers of a first month who buy in the months after it.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`.
    rolling : bool, default False
        Whether a customer counts as retained at an age who buys then *or later*. Such a share can still rise as data
        arrive; the bounded one of a complete month never changes.
    months : int, default 12
        Highest age, in calendar months after that of the first purchase.
    data_end, history_start, history_complete, count_returned, by, level, timezone
        As for `repeat_rate`. Grouping values are those of the first purchase.

    Returns
    -------
    DataFrame
        A row a cohort and age: the standard columns with the age as a grouping column ``age``, ``period`` the month of
        the first purchase (missing: all cohorts that could be observed for so long, pooled), ``n`` the customers of the
        cohort, ``unit`` "share", and ``active``. A month that is not complete at ``data_end`` is empty and says from
        when it can be known.

    Raises
    ------
    ParameterError
        No ``data_end``, or ``months`` below 1.

    Notes
    -----
    Shares have Wilson's interval. The pooled rate is the customers active at an age over those of all cohorts that
    reached it, not the mean of their rates. Calendar months mix 1 to 31 days of exposure in the first age.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-05", "2026-02-03", "2026-01-20", "2026-02-10"])
    >>> orders = pd.DataFrame({"order_id": list("1234"), "customer_id": list("aabc"), "ordered_at": days})
    >>> found = retention(orders, data_end="2026-03-15", months=2)
    >>> found.loc[found["period"] == "2026-01", ["age", "n", "estimate"]].fillna(-1).to_numpy().tolist()
    [[0.0, 2.0, 1.0], [1.0, 2.0, 0.5], [2.0, 2.0, -1.0]]
    """
    if months < 1:
        raise ParameterError("E-MONTHS", "months={months} is no age.", fix="1 or more.", months=months)
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    rules = rules_of(table.facts, count_returned=count_returned)
    found = engine.run("cohort_activity", {"orders": table}, by=by, every="month", values=rules)
    groups = engine.columns_of(by)
    cells = _cells(found, groups, months=months, rolling=rolling, rules=rules)
    pooled = _pooled(cells, groups)
    return _frame(pd.concat([cells, pooled], ignore_index=True), groups, rolling=rolling, level=check_level(level))


def _cells(
    found: pd.DataFrame, groups: list[str], *, months: int, rolling: bool, rules: dict[str, Any]
) -> pd.DataFrame:
    """Every cohort at every age: its size, who was active, and why a cell is empty."""
    keys = [*groups, "period"]
    sizes = found[found["age"] == 0].set_index(keys)[["active", "in_burn_in"]].rename(columns={"active": "n"})
    full = sizes.reset_index().merge(pd.DataFrame({"age": range(months + 1)}), how="cross")
    cells = full.merge(found[[*keys, "age", "active", "last_active"]], on=[*keys, "age"], how="left")
    cells[["active", "last_active"]] = cells[["active", "last_active"]].fillna(0).astype(int)
    if rolling:
        later = found.sort_values("age", ascending=False)
        later = later.assign(still=later.groupby(keys, dropna=False)["last_active"].cumsum())
        cells = cells.merge(later[[*keys, "age", "still"]], on=[*keys, "age"], how="left")
        cells["active"] = cells.groupby(keys, dropna=False)["still"].bfill().fillna(0).astype(int)
    cells["period"] = period_labels(cells["period"].tolist(), "month")
    cells["reason"] = [_why_empty(row, rules) for row in cells.itertuples()]
    return cells


def _why_empty(row: Any, rules: dict[str, Any]) -> str | None:
    first, _ = period_span(row.period)
    month = str(pd.Period(row.period) + row.age)
    _, last = period_span(month)
    if last > rules["data_end"]:
        return f"{NOT_YET}: from {last}"
    return EARLY if first < rules["known_from"] else None


def _pooled(cells: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """All cohorts that could be observed at an age, together."""
    known = cells[cells["reason"].isna()]
    if known.empty:
        return known
    sums = known.groupby([*groups, "age"], dropna=False, as_index=False)[["n", "active"]].sum()
    return sums.assign(period=None, reason=None)


def _frame(cells: pd.DataFrame, groups: list[str], *, rolling: bool, level: float) -> pd.DataFrame:
    empty = cells["reason"].notna()
    active = cells["active"].astype(float).mask(empty)
    n = cells["n"].astype(float).where(cells["n"] > 0)
    share = active / n
    low, high = estimate.wilson(active, n, level=level)
    values = {
        "metric": "retention_rolling" if rolling else "retention",
        "period": cells["period"],
        "n": cells["n"],
        "n_eff": cells["n"],
        "estimate": share,
        "std_error": np.sqrt(share * (1 - share) / n),
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "share",
        "method": "wilson",
        "reason": cells["reason"],
    }
    return result(cells[[*groups, "age"]], values, extras={"active": active})
