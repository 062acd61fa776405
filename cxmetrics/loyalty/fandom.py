"""Core fandom: customers who come back and stand up for the company, and what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from cxmetrics import engine, estimate
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level, period_span, result, rows_of
from cxmetrics.loyalty.history import rules_of, with_history

PROMOTER_FROM = 9  # of 10
MONTHS_APART, POINTS = 3, 5  # of the trend: a year and its beginning
NO_SIGN = "no answers, referrals or reviews"
NOT_A_YEAR = "less than a year of orders"
EVIDENCE = ("promoters", "referrers", "reviewers")


def core_fandom(  # noqa: PLR0913 - three tables and what is declared of them
    orders: Any,
    responses: Any = None,
    touchpoints: Any = None,
    *,
    months: Sequence[str] = (),
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    count_returned: bool = False,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Core fandom: of the customers who bought within a year, those who come back and stand up for the company.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`; ``referrer_id`` where referrals are known.
    responses, touchpoints : optional
        Answers (``metric`` "nps") and touchpoints (``review_written``, ``referral``), where there are any.
    months : list of str, optional
        Months at whose end the year is looked back on; by default the last month and those 3, 6, 9 and 12 before.
    data_end, history_start, history_complete, count_returned, level, timezone
        As for `repeat_rate`.

    Returns
    -------
    DataFrame
        A row a month: the standard columns with ``unit`` "share"; ``n`` buyers of the year until its end. Then
        ``fans``, how many of them are fans as ``promoters``, ``referrers`` and ``reviewers`` (one may be all three),
        and ``value_share``, their share of the year's contribution margin (amount, where there is no margin), with
        ``value_low``, ``value_high``; it is missing where one customer stands for more than half of their value.

    Raises
    ------
    ParameterError
        No ``data_end``, or a month after it.

    Notes
    -----
    A fan has two or more days with a purchase so far and, in the year, a promoter's latest answer (9 or 10), a
    referral or a review. Who was never asked and wrote nothing is no fan: the share is a lower limit. The share has
    Wilson's interval; that of value is a ratio of sums over customers, with its linearised error.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-11-01", "2026-02-01", "2026-03-05"])
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aab"), "ordered_at": days, "amount": 1.0})
    >>> answers = pd.DataFrame({"response_id": ["x"], "responded_at": days[1:2], "metric": "nps", "score": 10,
    ...                         "customer_id": "a"})
    >>> core_fandom(orders, answers, data_end="2026-10-31", history_start="2025-01-01",
    ...             months=["2026-10"])[["period", "n", "fans", "estimate"]].to_numpy().tolist()
    [['2026-10', 2, 1.0, 0.5]]
    """
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    rules = rules_of(table.facts, count_returned=count_returned)
    tables = {"orders": table, "responses": _or_empty(responses), "touchpoints": _or_empty(touchpoints)}
    rules |= {"by_margin": "margin" in table.columns, "promoter_from": PROMOTER_FROM}
    rules |= dict(zip(("low", "high"), tables["responses"].facts.scales.get("nps", (0, 10)), strict=True))
    wanted = list(months) or _usual_months(rules["data_end"])
    rows = [_year(tables, rules, month) for month in wanted]
    no_sign = responses is None and touchpoints is None and "referrer_id" not in table.columns
    return _frame(pd.DataFrame(rows), check_level(level), no_sign=no_sign)


def _or_empty(data: Any) -> engine.Table:
    return engine.as_table(pa.table({"customer_id": pa.array([], pa.string())}) if data is None else data)


def _usual_months(data_end: date) -> list[str]:
    """Give the last month that is over, and the four before it that are three months apart."""
    last = pd.Period(data_end, "M")
    last = last if last.end_time.date() <= data_end else last - 1
    return [str(last - MONTHS_APART * back) for back in range(POINTS - 1, -1, -1)]


def _year(tables: dict[str, engine.Table], rules: dict[str, Any], month: str) -> dict[str, Any]:
    """Count the buyers of the year until the end of a month."""
    until = period_span(month)[1]
    if until > rules["data_end"]:
        raise ParameterError("E-MONTH", "the data end on {data_end}, before {month} is over.", fix="an earlier month.",
                             data_end=rules["data_end"], month=month)  # fmt: skip
    since = (pd.Timestamp(until) - pd.DateOffset(years=1)).date()
    found = engine.run("core_fandom", tables, values={**rules, "until": until, "since": since})
    first = tables["orders"].facts.history_start
    return {**rows_of(found)[0], "period": month, "reason": NOT_A_YEAR if first is not None and first > since else None}


def _frame(rows: pd.DataFrame, level: float, *, no_sign: bool) -> pd.DataFrame:
    rows = rows.assign(reason=NO_SIGN) if no_sign else rows
    known = rows["reason"].isna() & (rows["n"] > 0)
    counts = rows[["n", "fans", *EVIDENCE]].astype(float)
    n, fans = counts["n"].where(counts["n"] > 0), counts["fans"].where(known)
    low, high = estimate.wilson(fans, n, level=level)
    values = {
        "metric": "core_fandom",
        "period": rows["period"],
        "n": rows["n"],
        "n_eff": rows["n"],
        "estimate": fans / n,
        "std_error": np.sqrt(fans / n * (1 - fans / n) / n),
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "share",
        "method": "wilson",
        "reason": rows["reason"].where(rows["n"] > 0, "no purchases"),
    }
    extras = {name: counts[name].where(known) for name in ("fans", *EVIDENCE)}
    return result(pd.DataFrame(index=rows.index), values, extras=extras | _value(rows.where(known), level))


def _value(rows: pd.DataFrame, level: float) -> dict[str, Any]:
    """Share of value with its interval: a ratio of sums over customers."""
    c = rows[["n", "worth", "fan_worth", "fan_most", "worth_squared", "fan_worth_squared"]].astype(float)
    share = c["fan_worth"] / c["worth"].where(c["worth"] > 0)
    spread = (1 - 2 * share) * c["fan_worth_squared"] + share**2 * c["worth_squared"]
    error = np.sqrt(spread * c["n"] / (c["n"] - 1).where(c["n"] > 1)) / c["worth"]
    share = share.mask(c["fan_most"] > c["fan_worth"] / 2)
    low, high = estimate.t_interval(share, error, bounds=(0, 1), level=level)
    return {"value_share": share, "value_low": low, "value_high": high}
