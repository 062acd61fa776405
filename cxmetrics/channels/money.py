"""What winning a customer costs, what keeping one does, and what one who is kept brings in."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.frames import check_level, result, rows_of
from cxmetrics.loyalty.history import rules_of, with_history

DOMINATED = "one customer stands for more than half"
NOBODY = "no customers"
ROWS = ("cost_of_winning", "cost_of_keeping", "margin_of_kept", "winning_less_keeping")


def cost_of_winning(
    orders: Any, customers: Any, *, data_end: date | str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Mean acquisition cost of the customers who first bought in the last twelve months, by what brought them.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`.
    customers : frame, Arrow table, path or Table
        A row a customer, with ``acquisition_cost`` and ``acquisition_source``.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row an ``acquisition_source``: the standard columns with ``unit`` "money", in the company's currency; ``n``
        new customers whose cost is known. A mean of which one customer makes more than half is missing.

    Raises
    ------
    ParameterError
        A table lacks a column, or no ``data_end``.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("abc"), "amount": 1.0,
    ...                        "ordered_at": pd.Timestamp("2026-10-01")})
    >>> people = pd.DataFrame({"customer_id": list("abc"), "acquisition_cost": [3000.0, 5000.0, 4000.0],
    ...                        "acquisition_source": "search"})
    >>> cost_of_winning(orders, people, data_end="2026-10-31")[["acquisition_source", "n", "estimate"]].values.tolist()
    [['search', 3, 4000.0]]
    """
    tables, values = _opened(orders, customers, data_end=data_end)
    engine.require(tables["customers"], "customers", ["acquisition_source"])
    counts = _won(tables, values)
    keys = counts[["acquisition_source"]].astype(object)
    return _result(keys.where(keys.notna(), None), "cost_of_winning", _means(counts, level=level))


def winning_and_keeping(
    orders: Any, customers: Any, *, data_end: date | str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Cost of winning a customer in the last twelve months, beside that of keeping one who came back.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``discount`` and ``margin``.
    customers : frame, Arrow table, path or Table
        A row a customer, with ``acquisition_cost`` and, where there are points, ``points_used``.
    data_end, level
        As for `cost_of_winning`.

    Returns
    -------
    DataFrame
        The four rows of `ROWS`: the standard columns with ``unit`` "money", in the company's currency, per customer.
        Winning is the acquisition cost of a new customer. Keeping is the discount on later purchases (those after the
        day of the first) of these months, and all points used so far at one unit of the currency each, which have no
        date; margin is that of the same purchases. The last row is winning less keeping, with Welch's interval.

    Raises
    ------
    ParameterError
        A table lacks a column, or no ``data_end``.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-08-01", "2026-09-01", "2026-08-05", "2026-09-05"])
    >>> orders = pd.DataFrame({"order_id": list("1234"), "customer_id": list("aabb"), "ordered_at": days,
    ...                        "amount": 9000.0, "discount": [900.0, 500.0, 0.0, 600.0], "margin": 3000.0})
    >>> people = pd.DataFrame({"customer_id": list("ab"), "acquisition_cost": 4500.0, "points_used": [100, 0]})
    >>> found = winning_and_keeping(orders, people, data_end="2026-10-31")
    >>> found[["metric", "n", "estimate"]].to_numpy().tolist()[:2]
    [['cost_of_winning', 2, 4500.0], ['cost_of_keeping', 2, 600.0]]
    """
    tables, values = _opened(orders, customers, data_end=data_end)
    engine.require(tables["orders"], "orders", ["discount", "margin"])
    won, kept = _won(tables, values), rows_of(engine.run("cost_of_keeping", tables, values=values))[0]
    first = {**won[["n", "total", "squares"]].sum(), "most": won["most"].max()}
    later = [
        {"n": kept["n"], "total": kept[part], "squares": kept[f"{part}_squares"], "most": kept[f"{part}_most"]}
        for part in ("cost", "margin")
    ]
    sums = pd.DataFrame([first, *later]).astype(float)
    means = _means(sums, level=level)
    found = pd.concat([means, _difference(sums, means, level=level)], ignore_index=True)
    return _result(pd.DataFrame(index=found.index), list(ROWS), found)


def _opened(
    orders: Any, customers: Any, *, data_end: date | str | None
) -> tuple[dict[str, engine.Table], dict[str, Any]]:
    """Give both tables, and the values of the queries: what counts as a purchase, and the last twelve months."""
    table = with_history(orders, data_end=data_end, history_start=None, history_complete=None, timezone=None)
    people, rules = engine.as_table(customers), rules_of(table.facts)
    engine.require(people, "customers", ["customer_id", "acquisition_cost"])
    year_before = pd.Timestamp(rules["data_end"]) - pd.DateOffset(years=1)
    since = (year_before + pd.Timedelta(days=1)).date()
    return {"orders": table, "customers": people}, {**rules, "since": since}


def _won(tables: dict[str, engine.Table], values: dict[str, Any]) -> pd.DataFrame:
    counts = engine.run("cost_of_winning", tables, values=values)
    return counts.sort_values("acquisition_source", na_position="last", ignore_index=True)


def _means(sums: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Give the mean of each row of sums with Student's interval; none where one customer makes most of it."""
    moments = estimate.Moments(sums["n"], sums["total"], sums["squares"])
    found = pd.DataFrame(estimate.mean_interval(moments, level=check_level(level))._asdict(), index=sums.index)
    dominated = sums["most"] > sums["total"].abs() / 2
    found = found.rename(columns={"low": "conf_low", "high": "conf_high"}).mask(dominated)
    why = np.select([sums["n"] == 0, dominated], [NOBODY, DOMINATED], default="")
    return found.assign(
        n=sums["n"].astype("int64"),
        n_eff=sums["n"].astype(float),
        level=level,
        unit="money",
        method="student t",
        reason=pd.Series(why, index=sums.index, dtype=object).replace("", None),
    )


def _result(keys: pd.DataFrame, metric: str | list[str], means: pd.DataFrame) -> pd.DataFrame:
    return result(keys, {"metric": metric, **{str(name): means[name] for name in means}})


def _difference(sums: pd.DataFrame, means: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Give winning less keeping, where both have a mean."""
    winning, keeping = (estimate.Moments(*sums.loc[row, ["n", "total", "squares"]]) for row in (0, 1))
    found = estimate.mean_difference(keeping, winning, level=level)
    known = bool(means.loc[[0, 1], "estimate"].notna().all())
    numbers = {"estimate": found.estimate, "std_error": found.std_error, "conf_low": found.low, "conf_high": found.high}
    fewer = means.loc[[0, 1], "n"].min()
    row: dict[str, Any] = {name: float(value) if known else np.nan for name, value in numbers.items()}
    row |= {"n": fewer, "n_eff": float(fewer), "level": level, "unit": "money", "method": "welch"}
    return pd.DataFrame([{**row, "reason": None if known else means.loc[[0, 1], "reason"].dropna().iloc[0]}])
