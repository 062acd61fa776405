"""Customers who bring others: the share of the new ones that was brought, and of all who brought one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.frames import check_level, result
from cxmetrics.loyalty.history import rules_of, with_history
from cxmetrics.path.shares import plain

YEAR = 365
NOBODY = "no purchases"


def referrals(orders: Any, *, data_end: date | str | None = None, level: float = 0.95) -> pd.DataFrame:
    """Share of the customers won in the last 365 days whom another had brought, and of the buyers who brought one.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``referrer_id``.
    data_end, level
        As for `repeat_rate`.

    Returns
    -------
    DataFrame
        Two rows, ``referred_customers`` and ``referring_customers``: the standard columns with ``unit`` "share".

    Raises
    ------
    ParameterError
        Orders without ``referrer_id``, or no ``data_end``.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("abc"), "amount": 1.0,
    ...                        "ordered_at": pd.Timestamp("2026-10-01"), "referrer_id": [None, "a", None]})
    >>> referrals(orders, data_end="2026-10-31")[["metric", "n", "estimate"]].round(2).to_numpy().tolist()
    [['referred_customers', 3, 0.33], ['referring_customers', 3, 0.33]]
    """
    table = with_history(orders, data_end=data_end, history_start=None, history_complete=None, timezone=None)
    engine.require(table, "orders", ["referrer_id"])
    rules = rules_of(table.facts)
    since = rules["data_end"] - timedelta(days=YEAR - 1)
    counts = engine.run("journey_referrals", {"orders": table}, values={**rules, "since": since}).iloc[0]
    whole = np.array([counts["won"], counts["buyers"]], dtype=float)
    part = np.array([counts["referred"], counts["referrers"]], dtype=float)
    share, low, high = plain(part, whole, level=check_level(level))
    values = {
        "metric": ["referred_customers", "referring_customers"], "n": whole.astype(int), "n_eff": whole,
        "estimate": share, "std_error": np.sqrt(share * (1 - share) / np.maximum(whole, 1)), "conf_low": low,
        "conf_high": high, "level": level, "unit": "share", "method": "wilson",
        "reason": [None if n else NOBODY for n in whole],
    }  # fmt: skip
    return result(pd.DataFrame(index=range(2)), values)
