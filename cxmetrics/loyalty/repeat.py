"""Loyalty: who buys again. One row a customer in the engine, four named rates from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.frames import check_level, mark_partial, period_labels, period_span, result
from cxmetrics.loyalty.history import NOT_YET, nothing_bought, rules_of, with_history

DEFINITIONS = ("within", "customer_share", "order_share", "monthly_returning")
LEFT_OUT = ["after_end", "no_customer", "cancelled", "exchange", "negative", "returned", "merged"]


def repeat_rate(  # noqa: PLR0913 - the four definitions share their options
    orders: Any,
    *,
    within_days: int = 90,
    definition: str = "within",
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    merge_same_day: bool = True,
    count_returned: bool = False,
    by: str | Sequence[str] | None = None,
    every: str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Repeat purchase rate, in one of the four definitions that share its name.

    From ``orders`` (order_id, customer_id, ordered_at, amount, status, kind) to a row a group.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order.
    within_days : int, default 90
        Window of the definition ``within``, in local calendar days, the last one included.
    definition : {"within", "customer_share", "order_share", "monthly_returning"}
        ``within``: customers who bought again within the window, of those who could be observed
        for all of it (the headline). ``customer_share``: customers with two or more purchases in
        the period, of its customers. ``order_share``: purchases by customers who had bought
        before. ``monthly_returning``: buyers of a period who had bought before it began.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    history_start, history_complete : optional
        First day of the history, and whether it reaches back to the first customer. Where it does
        not, ``within`` leaves out customers first seen in its first 365 days (``in_burn_in``).
    merge_same_day : bool, default True
        One customer's orders of one local day are one purchase.
    count_returned : bool, default False
        Whether fully returned orders count as purchases.
    by, every : optional
        Grouping columns and calendar period: of the first purchase for ``within``, of the purchase
        for the others. Grouping values are those of the customer's first purchase, but for
        ``order_share`` those of the order.
    level : float, default 0.95
        Confidence level.
    timezone : str, optional
        Zone in which a day begins; needed where times carry a zone.

    Returns
    -------
    DataFrame
        A row a group: the standard columns, ``unit`` "share" (0 to 1). ``n`` counts customers.
        Then ``repeated``, what the definition adds (``customers``, ``not_eligible``, ``in_burn_in``
        and the Kaplan-Meier rate of all customers as ``km_estimate``, ``km_low``, ``km_high``; or
        ``purchases``), and the orders of the whole call that are no purchase, ``orders_<reason>``.
        Of ``monthly_returning``, ``cov_previous`` and ``cov_last_year`` are the covariance with the rate of the
        period before and of the same one a year before, from buyers of both.
        A period that cannot be observed in full is empty, its reason saying from which day it can.

    Raises
    ------
    ParameterError
        No ``data_end``, an unknown definition, column or period.

    Warns
    -----
    UserWarning
        The orders are declared to be a sample of orders: the other orders of their customers are missing, and every
        rate of coming back is far too low.

    Notes
    -----
    Shares have Wilson's interval; ``order_share`` has one from the effective number of purchases
    after clustering by customer. Months of ``within`` are independent by design: a customer has one first order. Never
    compare with a published rate of unknown definition.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-01-05"])
    >>> orders = pd.DataFrame(
    ...     {"order_id": ["1", "2", "3"], "customer_id": ["a", "a", "b"], "ordered_at": days, "amount": 1.0}
    ... )
    >>> repeat_rate(orders, data_end="2026-06-30")[["n", "repeated", "estimate"]].values.tolist()
    [[2.0, 1.0, 0.5]]
    """
    if definition not in DEFINITIONS:
        raise ParameterError(
            "E-DEFINITION",
            "{definition!r} is none.",
            fix="one of {definitions}.",
            definition=definition,
            definitions=", ".join(DEFINITIONS),
        )
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    rules = rules_of(table.facts, within_days=within_days, merge_same_day=merge_same_day, count_returned=count_returned)
    values = rules | {"level": check_level(level)}
    every = every or ("month" if definition == "monthly_returning" else None)
    call: dict[str, Any] = {"by": by, "every": every, "values": values}
    counts = _COUNTS[definition](table, call)
    left_out = engine.run("orders_left_out", {"orders": table}, values=values)
    if left_out["orders_unknown"].sum():
        raise DataError(
            "E-CATEGORY",
            "{n:,} orders have a status or kind that is none of the contract's.",
            where="orders [status, kind]",
            fix="rename the values to completed, cancelled, returned, partly_returned; sale, exchange, reshipment.",
            n=int(left_out["orders_unknown"].sum()),
        )
    extras = {f"orders_{reason}": int(left_out[f"orders_{reason}"].sum()) for reason in LEFT_OUT}
    frame = _frame(counts, definition=definition, call=call, left_out=extras)
    if frame.empty and not by and not every:
        frame = nothing_bought(frame, _metric(definition, within_days), level, extras)
    return frame if definition == "within" else mark_partial(frame, table.facts.data_end)


def _within(orders: engine.Table, call: dict[str, Any]) -> pd.DataFrame:
    gaps = engine.run("repeat_within", {"orders": orders}, **call)
    keys = [*engine.columns_of(call["by"]), "period"]
    group = gaps.groupby(keys, dropna=False, sort=False).ngroup()
    sums = gaps.groupby(group, sort=False)[["customers", "in_burn_in", "n", "repeated"]].sum()
    counts = gaps[keys].groupby(group, sort=False).head(1).set_index(group.drop_duplicates().to_numpy()).join(sums)
    counts["not_eligible"] = counts["customers"] - counts["in_burn_in"] - counts["n"]
    counts["n_eff"] = counts["n"]
    counts["reason"] = pd.Series(
        [_why_empty(row, call) for row in counts.itertuples()], index=counts.index, dtype=object
    )
    hidden = counts["reason"].notna()
    counts.loc[hidden, ["n", "n_eff", "repeated"]] = 0
    rates = {number: _kaplan_meier(part, call) for number, part in gaps.groupby(group, sort=False)}
    curve = pd.DataFrame.from_dict(rates, orient="index", columns=["km_estimate", "km_low", "km_high"])
    return counts.join(curve.mask(hidden)).reset_index(drop=True)


def _why_empty(row: Any, call: dict[str, Any]) -> str | None:
    """Why a group has no rate within the window, if it has none."""
    values, every = call["values"], call["every"]
    if every is not None:
        first, last = period_span(str(period_labels([row.period], every)[0]))
        if last > values["observable_to"]:
            return f"{NOT_YET}: from {last + timedelta(days=values['within_days'])}"
        if first < values["known_from"]:
            return "first seen too soon after the history starts"
    return None if row.n else "no customer could be observed for the whole window"


def _kaplan_meier(gaps: pd.DataFrame, call: dict[str, Any]) -> tuple[float, float, float]:
    """Share that bought again by the end of the window, from all customers of one group that were watched."""
    within = call["values"]["within_days"]
    gaps = gaps[gaps["watched"] > 0]
    if gaps.empty:
        return (np.nan, np.nan, np.nan)
    ordered = gaps.sort_values("gap")
    at_risk = ordered["watched"][::-1].cumsum()[::-1]
    inside = (ordered["gap"] <= within).to_numpy()
    last = ordered.iloc[-1]
    if last["gap"] < within and last["events"] < last["watched"]:
        return (np.nan, np.nan, np.nan)  # nobody was observed for so long
    events, watched = ordered["events"][inside].tolist(), at_risk[inside].tolist()
    to_the_end = ordered["watched"][~inside].sum()
    if to_the_end:
        events, watched = [*events, 0], [*watched, to_the_end]
    curve = estimate.kaplan_meier(events, watched, level=call["values"]["level"])
    return (1 - curve.survival, max(1 - curve.high, 0.0), 1 - curve.low)


def _customer_share(orders: engine.Table, call: dict[str, Any]) -> pd.DataFrame:
    return _simple("repeat_customer_share", orders, call)


def _monthly_returning(orders: engine.Table, call: dict[str, Any]) -> pd.DataFrame:
    counts = _simple("repeat_monthly_returning", orders, call)
    n, share = counts["n"], counts["repeated"] / counts["n"]
    error = np.sqrt(share * (1 - share) / n)
    sums = counts.assign(
        w=n, wx=counts["repeated"], ww=n, ws=counts["repeated"], ss=counts["repeated"], std_error=error
    )
    shared = engine.covariances("repeat_monthly_returning_shared", {"orders": orders}, sums, **call)
    return counts.assign(reason=_history_unknown(counts, call), **shared)


def _simple(name: str, orders: engine.Table, call: dict[str, Any]) -> pd.DataFrame:
    counts = engine.run(name, {"orders": orders}, **call)
    return counts.assign(n_eff=counts["n"], reason=None)


def _history_unknown(counts: pd.DataFrame, call: dict[str, Any]) -> pd.Series:
    """Say which periods begin too soon after the history starts to know who had bought before."""
    starts = pd.to_datetime(counts["period"]).dt.date
    known_from = call["values"]["known_from"]
    early = [not pd.isna(start) and start < known_from for start in starts]
    said = [f"earlier purchases are not known before {known_from}" if unknown else None for unknown in early]
    return pd.Series(said, index=counts.index, dtype=object)


def _order_share(orders: engine.Table, call: dict[str, Any]) -> pd.DataFrame:
    query = "repeat_order_share_by" if call["by"] else "repeat_order_share"
    sums = engine.run(query, {"orders": orders}, **call)
    share = sums["wx"] / sums["w"]
    moments: dict[str, Any] = {name: sums[name] for name in ("units", "w", "wx", "ww", "ws", "ss")}
    mean = estimate.weighted_mean(moments, variance=share * (1 - share))
    n_eff = np.where(mean.std_error > 0, mean.n_eff, sums["units"])
    counts = sums.assign(n=sums["units"], n_eff=n_eff, std_error=mean.std_error, estimate=share)
    counts["reason"] = _history_unknown(counts, call)
    return counts.assign(purchases=sums["w"].astype("int64"), repeated=sums["wx"].astype("int64"))


def _metric(definition: str, within_days: int) -> str:
    return f"repeat_within_{within_days}d" if definition == "within" else f"repeat_{definition}"


_COUNTS = {
    "within": _within,
    "customer_share": _customer_share,
    "order_share": _order_share,
    "monthly_returning": _monthly_returning,
}
_EXTRAS = ["repeated", "purchases", "customers", "not_eligible", "in_burn_in", "km_estimate", "km_low", "km_high"]
_EXTRAS += ["cov_previous", "cov_last_year"]


def _frame(counts: pd.DataFrame, *, definition: str, call: dict[str, Any], left_out: dict[str, int]) -> pd.DataFrame:
    values, every, level = call["values"], call["every"], call["values"]["level"]
    share = counts["estimate"] if "estimate" in counts else counts["repeated"] / counts["n"].where(counts["n"] > 0)
    low, high = estimate.wilson(share * counts["n_eff"], counts["n_eff"], level=level)
    error = counts["std_error"] if "std_error" in counts else np.sqrt(share * (1 - share) / counts["n_eff"])
    standard = {
        "metric": _metric(definition, values["within_days"]),
        "period": period_labels(counts["period"].tolist(), every),
        "n": counts["n"],
        "n_eff": counts["n_eff"],
        "estimate": share,
        "std_error": error,
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "share",
        "method": "wilson, effective n" if definition == "order_share" else "wilson",
        "reason": counts["reason"],
    }
    extras = {name: counts[name] for name in _EXTRAS if name in counts}
    return result(counts[engine.columns_of(call["by"])], standard, extras={**extras, **left_out})
