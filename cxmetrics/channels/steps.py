"""From the channel of one purchase to that of the next, and how many do not come back from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.channels.shared import LOST, check_days, clustered, of_whole, with_channels

WATCHED = 365  # days whose purchases are followed


def next_channel(
    orders: Any, *, within_days: int = 90, data_end: date | str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Share of the purchases in a channel that are followed by one in each channel, or by none.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``channel``.
    within_days : int, default 90
        Days in which the next purchase must come. The purchases that are followed are those of the 365 days that have
        been observed so long since.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row a ``channel`` and ``next_channel``, which is `LOST` for purchases that none followed within the window:
        the standard columns with ``unit`` "share"; ``n`` customers who did so, ``of`` all purchases in the first
        channel that are followed, ``moves`` those of them that went on so, and ``days``, the median until then. An
        unknown channel is empty.

    Raises
    ------
    ParameterError
        Orders without a channel, no ``data_end``, a window that is no whole number of days.

    Notes
    -----
    All orders of a customer's day are one purchase, in the channel of the first of them. The interval is Wilson's, of
    the effective number of purchases after clustering by customer.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-01-11", "2026-01-05"])
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aab"), "amount": 1.0,
    ...                        "ordered_at": days, "channel": ["web", "app", "web"]})
    >>> next_channel(orders, data_end="2026-10-31")[["channel", "next_channel", "moves", "days"]].to_numpy().tolist()
    [['app', '__lost__', 1, nan], ['web', '__lost__', 1, nan], ['web', 'app', 1, 10.0]]
    """
    check_days("within_days", within_days)
    table, rules = with_channels(orders, data_end=data_end, level=level)
    until = rules["data_end"] - timedelta(days=within_days)
    values = {"within_days": within_days, "observable_to": until, "since": until - timedelta(days=WATCHED - 1)}
    counts = engine.run("channel_next", {"orders": table}, values={**rules, **values, "lost": LOST})
    counts = clustered(counts.sort_values(keys := ["channel", "next_channel"], ignore_index=True))
    days = counts["days"].astype(float).mask(counts["next_channel"] == LOST)
    own: dict[str, Any] = {"moves": counts["wx"].astype("int64"), "days": days}
    return of_whole(counts, keys, metric=f"next_channel_{within_days}d", level=rules["level"], **own)
