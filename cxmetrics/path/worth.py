"""What customers bring and cost in the time after they were asked, by the score that they had given."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from cxmetrics import engine, estimate
from cxmetrics.channels.money import DOMINATED, NOBODY
from cxmetrics.channels.shared import last_days
from cxmetrics.frames import check_level, result, rows_of
from cxmetrics.loyalty.history import rules_of, with_history
from cxmetrics.survey.recommend import rules_of_scale

CLASSES = ("promoters", "passives", "detractors")
NO_TICKETS = "no tickets"
NO_COST = "no cost of tickets"
MEANS = {"margin": "money", "contacts": "contacts", "cost": "money"}  # and their units
MEASURES = ("margin", "again", "contacts", "cost")


def worth_by_score(
    responses: Any,
    orders: Any,
    tickets: Any = None,
    *,
    days: int = 365,
    data_end: date | str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Margin, coming back and cost to serve of the last days, by the NPS class that a customer was in before them.

    Parameters
    ----------
    responses : frame, Arrow table, path or Table
        A row an answer, with ``customer_id``; rows whose ``metric`` is not "nps" are passed over.
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`; with ``margin``, where there is one.
    tickets : optional
        A row a service contact, with ``customer_id`` and ``cost``, where there are any.
    days : int, default 365
        Length of the window, which ends with the data.
    data_end, level
        As for `repeat_rate`.

    Returns
    -------
    DataFrame
        A row a measure and ``nps_class`` (promoters, passives, detractors): the standard columns, ``n`` customers.
        ``worth_margin`` is the contribution margin of the window per customer (the amount, where there are no margins:
        ``method`` says which), ``worth_again`` the share who bought in it, ``worth_contacts`` and ``worth_cost`` the
        service contacts per customer and what they cost; ``unit`` is "money", "share" or "contacts". A mean of money
        of which one customer makes more than half is missing.

    Raises
    ------
    ParameterError
        A table lacks a column, NPS has another scale than 0 (or 1) to 10, no window, or no ``data_end``.

    Notes
    -----
    Customers who had bought before the window, by the last answer that they had given before it: nothing that follows
    can move the class. Who did not buy or call in the window counts with 0. An association: who is satisfied was often
    a better customer before. Means have Student's interval, shares Wilson's.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-01", "2025-03-01", "2026-02-01"])
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aba"), "ordered_at": days,
    ...                        "amount": 90.0, "margin": 30.0})
    >>> answers = pd.DataFrame({"response_id": list("xy"), "responded_at": days[:2], "score": [10, 3],
    ...                         "customer_id": list("ab")})
    >>> found = worth_by_score(answers, orders, data_end="2026-10-31")
    >>> found.loc[found["metric"] == "worth_again", ["nps_class", "n", "estimate"]].to_numpy().tolist()
    [['promoters', 1, 1.0], ['passives', 0, nan], ['detractors', 1, 0.0]]
    """
    tables = _opened(responses, orders, tickets, data_end=data_end)
    by_margin = tables["orders"].known("margin")
    rules = last_days(rules_of(tables["orders"].facts), days) | {"by_margin": by_margin}
    rules |= rules_of_scale(tables["responses"].facts.scales.get("nps", (0, 10)))
    counts = engine.run("worth_by_score", tables, values=rules).set_index("nps_class").reindex(list(CLASSES))
    counts = counts.drop(columns="period").astype(float).fillna(0).reset_index()
    served = None if tickets is not None and len(tables["tickets"]) else NO_TICKETS
    missing = {"contacts": served, "cost": served or (None if tables["tickets"].known("cost") else NO_COST)}
    parts = [
        _share(counts, level=check_level(level))
        if one == "again"
        else _mean(counts, one, level=level, missing=missing.get(one))
        for one in MEASURES
    ]
    found = pd.concat(parts, ignore_index=True)
    found.loc[found["metric"] == "worth_margin", "method"] += ", margin" if by_margin else ", amount"
    return result(found[["nps_class"]], {str(name): found[name] for name in found.columns[1:]})


def _opened(responses: Any, orders: Any, tickets: Any, *, data_end: date | str | None) -> dict[str, engine.Table]:
    """Give the three tables, the last one empty where there is none."""
    bought = with_history(orders, data_end=data_end, history_start=None, history_complete=None, timezone=None)
    answers = engine.as_table(responses)
    engine.require(answers, "responses", ["customer_id", "responded_at", "score"])
    engine.require(bought, "orders", ["amount"])
    served = engine.as_table(pa.table({"ticket_id": pa.array([], pa.string())}) if tickets is None else tickets)
    if tickets is not None:
        engine.require(served, "tickets", ["customer_id", "opened_at"])
    return {"responses": answers, "orders": bought, "tickets": served}


def _mean(counts: pd.DataFrame, measure: str, *, level: float, missing: str | None) -> pd.DataFrame:
    """Give the mean of a measure by class; of money none where one customer makes most of it."""
    moments = estimate.Moments(counts["n"], counts[measure], counts[f"{measure}_squares"])
    found = estimate.mean_interval(moments, bounds=None if measure == "margin" else (0, np.inf), level=level)
    most = counts[f"{measure}_most"] if MEANS[measure] == "money" else 0.0
    dominated = most > counts[measure].abs() / 2
    why = np.select([missing is not None, counts["n"] == 0, dominated], [missing or "", NOBODY, DOMINATED], default="")
    return _frame(counts, f"worth_{measure}", found, unit=MEANS[measure], method="student t", level=level, why=why)


def _share(counts: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Give the share of each class that bought again."""
    n = counts["n"].where(counts["n"] > 0).to_numpy()
    share = counts["again"].to_numpy() / n
    interval = estimate.wilson(counts["again"], n, level=level)
    found = estimate.MeanInterval(share, np.sqrt(share * (1 - share) / n), *interval)
    why = np.where(counts["n"] == 0, NOBODY, "")
    return _frame(counts, "worth_again", found, unit="share", method="wilson", level=level, why=why)


def _frame(counts: pd.DataFrame, metric: str, found: estimate.MeanInterval, *, why: Any, **said: Any) -> pd.DataFrame:
    reasons = pd.Series(why, dtype=object).replace("", None)
    names = ("estimate", "std_error", "conf_low", "conf_high")
    numbers = {name: pd.Series(value).mask(reasons.notna()) for name, value in zip(names, found, strict=True)}
    n = {"n": counts["n"], "n_eff": counts["n"]}
    return counts[["nps_class"]].assign(metric=metric, **n, **numbers, **said, reason=reasons)


def promoters_less_detractors(frame: pd.DataFrame) -> pd.DataFrame:
    """Compare promoters with detractors in every measure.

    Parameters
    ----------
    frame : DataFrame
        From `worth_by_score`, protected or not: of hidden rows no difference can be had.

    Returns
    -------
    DataFrame
        A row a measure: the standard columns, ``n`` the smaller side, with Welch's interval of means and Newcombe's of
        shares; then ``p_value`` and, over all measures, ``p_adjusted`` (Benjamini and Hochberg) and ``verdict``:
        ``higher``, ``lower``, ``unclear``, or ``unknown`` where a side is missing.

    Examples
    --------
    >>> bought = pd.DataFrame({"order_id": range(80), "customer_id": [*range(60), *range(20)], "amount": 9.0,
    ...                        "ordered_at": pd.to_datetime(["2025-01-01"] * 60 + ["2026-06-01"] * 20)})
    >>> said = pd.DataFrame({"response_id": range(60), "customer_id": range(60), "score": [10] * 30 + [2] * 30,
    ...                      "responded_at": pd.Timestamp("2025-02-01")})
    >>> found = promoters_less_detractors(worth_by_score(said, bought, data_end="2026-10-31"))
    >>> found.loc[found["metric"] == "again_difference", ["n", "estimate", "verdict"]].round(2).to_numpy().tolist()
    [[30, 0.67, 'higher']]
    """
    pairs = (
        part.set_index("nps_class").loc[["detractors", "promoters"]] for _, part in frame.groupby("metric", sort=False)
    )
    rows = pd.DataFrame([_difference(*rows_of(pair)) for pair in pairs])
    adjusted = estimate.adjust_p_values(rows["p_value"])
    clear = (adjusted < 1 - rows["level"]) & ((rows["conf_low"] > 0) | (rows["conf_high"] < 0))
    way = np.where(rows["estimate"] > 0, "higher", "lower")
    word = np.where(rows["estimate"].isna(), "unknown", np.where(clear, way, "unclear"))
    values = {str(name): rows[name] for name in rows.columns}
    extras = {"p_value": rows["p_value"], "p_adjusted": adjusted, "verdict": word}
    return result(pd.DataFrame(index=rows.index), values, extras=extras)


def _difference(detractors: dict[str, Any], promoters: dict[str, Any]) -> dict[str, Any]:
    """Give promoters less detractors, where both are known."""
    sides, level = (detractors, promoters), promoters["level"]
    row = {name: promoters[name] for name in ("level", "unit")}
    row["metric"] = f"{promoters['metric'].removeprefix('worth_')}_difference"
    if any(pd.isna(side["estimate"]) for side in sides):
        why = next((side["reason"] for side in sides if pd.isna(side["estimate"])), None)
        return row | {
            "n": 0,
            "estimate": np.nan,
            "conf_low": np.nan,
            "conf_high": np.nan,
            "p_value": np.nan,
            "reason": why,
        }
    if row["unit"] == "share":
        before, after = (estimate.Share(side["estimate"] * side["n"], side["n"]) for side in sides)
        found = estimate.share_difference(before, after, level=level)
    else:
        found = estimate.mean_difference(*map(_moments, sides), level=level)
    n = min(side["n"] for side in sides)
    numbers = {"estimate": found.estimate, "std_error": found.std_error, "conf_low": found.low, "conf_high": found.high}
    row |= {name: float(value) for name, value in numbers.items()}
    method = "newcombe" if row["unit"] == "share" else "welch"
    return row | {"n": n, "n_eff": float(n), "method": method, "p_value": float(found.p_value)}


def _moments(row: dict[str, Any]) -> estimate.Moments:
    """Give back the sums that a mean and its error were made of."""
    n, mean = row["n"], row["estimate"]
    return estimate.Moments(n, n * mean, n * mean**2 + n * (n - 1) * row["std_error"] ** 2)
