"""Who buys in stores, who online, and who does both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.channels.shared import last_days, of_whole, with_channels

STORES = ("store",)
PLACES = ("store_only", "both", "online_only")


def store_mix(
    orders: Any,
    *,
    by: str | None = None,
    stores: Sequence[str] = STORES,
    days: int = 365,
    data_end: date | str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of the customers of the last days who buy in stores only, online only, or both.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``channel``.
    by : str, optional
        Grouping column of the orders, such as ``segment``: its value at the first purchase.
    stores : list of str, default ("store",)
        Names of the channels that are stores; all others are online.
    days : int, default 365
        Length of the window until ``data_end``, in local calendar days.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row a group and ``place`` that anybody is in, in the order of `PLACES`: the standard columns with ``unit``
        "share"; ``n`` customers and ``of``, all customers of the group.

    Raises
    ------
    ParameterError
        Orders without a channel or without the column ``by``, no ``data_end``, a window that is no number of days.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aab"), "amount": 1.0,
    ...                        "ordered_at": pd.Timestamp("2026-10-01"), "channel": ["web", "store", "web"]})
    >>> store_mix(orders, data_end="2026-10-31")[["place", "n", "of"]].to_numpy().tolist()
    [['both', 1, 2], ['online_only', 1, 2]]
    """
    table, rules = with_channels(orders, data_end=data_end, level=level)
    values = {**last_days(rules, days), "stores": "".join(f"|{name}|" for name in stores)}
    counts = engine.run("channel_places", {"orders": table}, by=by, values=values)
    groups = engine.columns_of(by)
    order = counts["place"].map({place: i for i, place in enumerate(PLACES)})
    counts = counts.assign(order=order).sort_values([*groups, "order"], ignore_index=True)
    whole = counts.groupby(groups, dropna=False)["n"].transform("sum") if groups else counts["n"].sum()
    counts = counts.assign(wx=counts["n"], w=whole, n_eff=whole)
    return of_whole(counts, [*groups, "place"], metric=f"store_mix_{days}d", level=rules["level"])


def has_stores(orders: Any, *, stores: Sequence[str] = STORES) -> bool:
    """Whether any order was made in a store: if none was, what online shows says nothing of stores.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        Orders with ``channel``.
    stores : list of str, default ("store",)
        Names of the channels that are stores.

    Examples
    --------
    >>> orders = pd.DataFrame({"channel": ["web", "app"]})
    >>> has_stores(orders), has_stores(orders, stores=["app"])
    (False, True)
    """
    table = engine.as_table(orders)
    return any(table.where("channel", name).known("channel") for name in stores)
