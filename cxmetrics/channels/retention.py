"""Do customers on more channels come back because of the channels? The naive gap, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from cxmetrics import engine
from cxmetrics.channels.landmarks import Windows, customers_at, landmarks_of
from cxmetrics.effects import Effect, effect
from cxmetrics.loyalty.history import rules_of, with_history

ADJUST = ("occasions", "recency", "tenure", "spend", "discount_share")
LABELS = ("segment", "category", "first_touch", "device", "region")
MOST_LANDMARKS = 4


@dataclass(frozen=True)
class ChannelRetention(Effect):
    """Channel count against return and spend: an `Effect` of many channels on a purchase in the outcome window.

    Parameters
    ----------
    landmarks : tuple of date
        Days before which channels are counted, and from which on purchases are.
    covariates : tuple of str
        What was made alike.
    """

    landmarks: tuple[date, ...]
    covariates: tuple[str, ...]


def channel_retention(  # noqa: PLR0913 - two tables, two windows and what is declared of them
    orders: Any,
    touchpoints: Any = None,
    *,
    at_least: int = 3,
    baseline_days: int = 180,
    outcome_days: int = 90,
    landmarks: int = MOST_LANDMARKS,
    adjust: str | Sequence[str] | None = None,
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    count_returned: bool = False,
    level: float = 0.95,
    timezone: str | None = None,
) -> ChannelRetention:
    """Channel count against return: the naive gap, and what is left of it among comparable customers.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``channel``.
    touchpoints : optional
        Contacts with ``customer_id``, ``occurred_at`` and ``channel``: then they count as occasions too.
    at_least : int, default 3
        Channels from which a customer counts as being on many; at least 2. Customers with fewer occasions than that in
        the baseline cannot be, and are compared with nobody.
    baseline_days, outcome_days : int, default 180 and 90
        Days before a landmark in which channels and covariates are counted, and after it in which a customer buys
        again or does not.
    landmarks : int, default 4
        Most landmarks, ``outcome_days`` apart; a customer may have a row at each, and is one cluster.
    adjust : list of str, optional
        Columns of the orders whose value at the first purchase is to be alike; by default those of `LABELS` that are
        there. `ADJUST` comes before them, and the days with a purchase where touchpoints are occasions too.
    data_end, history_start, history_complete, count_returned, level, timezone
        As for `repeat_rate`.

    Returns
    -------
    ChannelRetention
        All that an `Effect` holds: the difference in the share that came back, from -1 to 1; ``money`` is the amount
        spent in the outcome window, ``dose`` the number of channels, ``placebo`` a purchase before the baseline.

    Raises
    ------
    ParameterError
        Orders without a channel, no ``data_end``, or windows that are longer than the data.
    DataError
        All customers are on as many channels, or none.

    Notes
    -----
    Counting channels over the whole history makes customers multichannel *because* they stayed; counting them before a
    landmark does not. Who buys more often meets more channels by chance alone, so that the number of occasions is made
    alike first. Nothing after the landmark enters exposure or covariates.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> days = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 300, 900), "D")
    >>> orders = pd.DataFrame({"order_id": range(900), "customer_id": rng.integers(0, 150, 900), "ordered_at": days,
    ...                        "channel": rng.choice(["web", "app", "store"], 900), "amount": 10.0})
    >>> found = channel_retention(orders, data_end="2026-10-27", landmarks=1)
    >>> found.estimates["method"].tolist()[:2]
    ['crude_history', 'crude_landmark']
    """
    windows = Windows(baseline_days, outcome_days, at_least)
    windows.check()
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    engine.require(table, "orders", ["channel"])
    rules = rules_of(table.facts, count_returned=count_returned)
    days = landmarks_of(table, windows, most=landmarks)
    labels = engine.columns_of(adjust) if adjust is not None else [name for name in LABELS if name in table.columns]
    rows = customers_at(table, touchpoints, windows, days, by=labels, rules=rules)
    used = [day.date() for day in rows["landmark"].drop_duplicates()]
    bought = [] if touchpoints is None else ["orders"]  # else an occasion is a purchase, and they would be twins
    covariates = (*ADJUST, *bought, *labels, *(["landmark"] if len(used) > 1 else []))
    rows["landmark"] = rows["landmark"].dt.strftime("%Y-%m-%d")
    found = effect(
        rows,
        exposure="many",
        outcome="returned",
        adjust=covariates,
        ever="many_ever",
        among="could",
        dose="channels",
        money="spent",
        placebo="bought_before",
        cluster="customer_id",
        exposure_until="counted_until",
        outcome_from="landmark",
        level=level,
    )
    held = {field.name: getattr(found, field.name) for field in fields(found)}
    return ChannelRetention(**held, landmarks=tuple(used), covariates=covariates)
