"""What a history of orders can tell: until when it is whole, since when, and which orders are purchases."""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.errors import ParameterError
from cxmetrics.frames import STANDARD, result

BURN_IN_DAYS = 365  # a customer first seen so soon after the history starts may be an old one
LONGEST_WINDOW = 3650  # days
NO_PURCHASE = "no purchases"
NOT_YET = "not observable yet"
SAMPLED = "these are sampled orders, not customers: other orders of a customer are missing, so the rate is far too low"


def with_history(
    orders: Any,
    *,
    data_end: date | str | None,
    history_start: date | str | None,
    history_complete: bool | None,
    timezone: str | None,
) -> engine.Table:
    """Give the orders as a table with what is declared of their history; warn where they are sampled."""
    table = engine.as_table(
        orders,
        timezone=timezone,
        data_end=day_of(data_end),
        history_start=day_of(history_start),
        history_complete=history_complete,
    )
    engine.require(table, "orders", ["order_id", "customer_id", "ordered_at"])
    if table.facts.sampled == "orders":
        warnings.warn(SAMPLED, stacklevel=3)
    return table


def nothing_bought(frame: pd.DataFrame, metric: str, level: float, extras: dict[str, int]) -> pd.DataFrame:
    """Give the one row of a history without any purchase: nobody, no rate, and the reason."""
    values = {"metric": metric, "n": 0, "n_eff": 0.0, "level": level, "unit": "share", "reason": NO_PURCHASE}
    empty = {name: np.nan for name in frame.columns if name not in {*STANDARD, *extras}}
    row = result(pd.DataFrame(index=[0]), values, extras={**empty, **extras})
    return row[list(frame.columns)]


def day_of(value: date | str | None) -> date | None:
    """Give a day that is written as text as a date."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return pd.Timestamp(value).date()
    except ValueError:
        raise ParameterError("E-DATE", "{value!r} is no day.", fix='such as "2026-10-31".', value=value) from None


def rules_of(
    facts: engine.Facts, *, within_days: int = 90, merge_same_day: bool = True, count_returned: bool = False
) -> dict[str, Any]:
    """Give the values of the queries: what counts as a purchase, and who could be observed."""
    if not isinstance(within_days, int) or not 1 <= within_days <= LONGEST_WINDOW:
        raise ParameterError(
            "E-WINDOW",
            "within_days={days!r} is no window.",
            fix="a whole number of days from 1 to {longest:,}.",
            days=within_days,
            longest=LONGEST_WINDOW,
        )
    if facts.data_end is None:
        raise ParameterError(
            "E-DATA-END", "nothing says until when the orders are complete.", fix='give data_end="2026-10-31".'
        )
    if not facts.history_complete and facts.history_start is None:
        raise ParameterError(
            "E-HISTORY", "the history is not complete, and nothing says when it starts.", fix="give history_start=."
        )
    known_from = date.min if facts.history_complete else _after_burn_in(facts)
    return {
        "within_days": within_days,
        "merge_same_day": merge_same_day,
        "count_returned": count_returned,
        "data_end": facts.data_end,
        "observable_to": facts.data_end - timedelta(days=within_days),
        "known_from": known_from,
    }


def _after_burn_in(facts: engine.Facts) -> date:
    return (facts.history_start or date.min) + timedelta(days=BURN_IN_DAYS)
