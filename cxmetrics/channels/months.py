"""Which channels the purchases of a month are made in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.channels.shared import clustered, of_whole, with_channels
from cxmetrics.frames import mark_partial


def channel_mix(
    orders: Any, *, every: str = "month", data_end: date | str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Share of the purchases of a period that were made in each channel.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``channel``. Orders without one, or without a customer, do not count.
    every : {"day", "week", "month", "quarter", "year"}, default "month"
        Calendar period.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row a channel and period in which it was used: the standard columns with ``unit`` "share"; ``n`` customers
        who bought in the channel, and ``of``, all purchases of the period. Hand it to `changes`.

    Raises
    ------
    ParameterError
        Orders without a channel, no ``data_end``.

    Notes
    -----
    All orders of a customer's day are one purchase, in the channel of the first of them. The interval is Wilson's, of
    the effective number of purchases after clustering by customer.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-02", "2026-10-09"])
    >>> orders = pd.DataFrame({"order_id": list("1234"), "customer_id": list("abca"), "ordered_at": days,
    ...                        "channel": ["web", "web", "app", "app"], "amount": 1.0})
    >>> channel_mix(orders, data_end="2026-10-31")[["channel", "period", "n", "estimate", "of"]].values.tolist()
    [['app', '2026-10', 2, 0.5, 4], ['web', '2026-10', 2, 0.5, 4]]
    """
    table, rules = with_channels(orders, data_end=data_end, level=level)
    counts = engine.run("channel_mix", {"orders": table}, every=every, values=rules)
    counts = clustered(counts.sort_values(["channel", "period"], ignore_index=True))
    frame = of_whole(counts, ["channel"], metric="channel_mix", level=rules["level"], every=every)
    return mark_partial(frame, table.facts.data_end)
