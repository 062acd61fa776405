"""Which channels customers use side by side, and which one they prefer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.channels.shared import TIED, last_days, of_whole, with_channels


def channel_pairs(
    orders: Any, *, days: int = 180, data_end: date | str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Share of the customers of the last days who bought in each channel, and in each pair of channels.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``channel``.
    days : int, default 180
        Length of the window until ``data_end``, in local calendar days.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row a pair that anybody used, ``channel`` and ``beside`` in alphabetical order; a channel beside itself is its
        reach. The standard columns with ``unit`` "share"; ``n`` customers of the pair and ``of``, all customers.

    Raises
    ------
    ParameterError
        Orders without a channel, no ``data_end``, a window that is no whole number of days.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": list("1234"), "customer_id": list("aabc"), "amount": 1.0,
    ...                        "ordered_at": pd.Timestamp("2026-10-01"), "channel": ["web", "app", "web", "web"]})
    >>> found = channel_pairs(orders, data_end="2026-10-31")
    >>> found[["channel", "beside", "n", "of"]].to_numpy().tolist()
    [['app', 'app', 1, 3], ['app', 'web', 1, 3], ['web', 'web', 3, 3]]
    """
    table, rules = with_channels(orders, data_end=data_end, level=level)
    counts = engine.run("channel_pairs", {"orders": table}, values=last_days(rules, days))
    counts = counts.sort_values(keys := ["channel", "beside"], ignore_index=True)
    counts = counts.assign(wx=counts["n"], n_eff=counts["w"])
    return of_whole(counts, keys, metric=f"channel_pair_{days}d", level=rules["level"])


def preferred_channel(
    orders: Any, *, days: int = 180, data_end: date | str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Share of the customers of the last days by the channel of most of their purchases.

    Parameters
    ----------
    orders, days, data_end, level
        As for `channel_pairs`.

    Returns
    -------
    DataFrame
        A row a channel, `TIED` for customers who bought as often in another one: the standard columns with ``unit``
        "share"; ``n`` customers who prefer it and ``of``, all customers.

    Raises
    ------
    ParameterError
        As `channel_pairs`.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-01", "2026-10-02"])
    >>> orders = pd.DataFrame({"order_id": list("12345"), "customer_id": list("aaabb"), "amount": 1.0,
    ...                        "ordered_at": days, "channel": ["web", "app", "app", "web", "app"]})
    >>> preferred_channel(orders, data_end="2026-10-31")[["channel", "n", "estimate"]].to_numpy().tolist()
    [['__tied__', 1, 0.5], ['app', 1, 0.5]]
    """
    table, rules = with_channels(orders, data_end=data_end, level=level)
    counts = engine.run("channel_preferred", {"orders": table}, values={**last_days(rules, days), "tied": TIED})
    counts = counts.sort_values("channel", ignore_index=True)
    whole = int(counts["n"].sum())
    counts = counts.assign(wx=counts["n"], w=whole, n_eff=whole)
    return of_whole(counts, ["channel"], metric=f"preferred_channel_{days}d", level=rules["level"])
