"""Do customers with more contacts after their first purchase buy again because of them? The gap, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.channels.shared import check_days
from cxmetrics.contract import Touchpoint
from cxmetrics.effects import Effect, effect
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.path.opened import WITHIN, Opened, Rules, bars, opened

LABELS = ("segment", "channel", "category", "first_touch")
HELP = "operations"  # pillar of the touchpoints to which customers come when something went wrong
METRIC = "again_by_contacts"


def contacts_after(  # noqa: PLR0913 - two tables, the register and the windows of a landmark
    touchpoints: Any,
    orders: Any,
    *,
    register: Mapping[str, Touchpoint] | None = None,
    many: int = 1,
    baseline_days: int = 30,
    outcome_days: int = 90,
    most_contacts: int = 2_000,
    since: date | str | None = None,
    data_end: date | str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> Effect:
    """Contacts after a first purchase against another one: the naive gap, and what is left among comparable customers.

    Parameters
    ----------
    touchpoints, orders, register, most_contacts, since, data_end, level, timezone
        As for `journey`.
    many : int, default 1
        Contacts from which a customer counts as having many.
    baseline_days, outcome_days : int, default 30 and 90
        Days from the first purchase to the landmark, in which contacts are counted, and from it on, in which the
        customer buys again or does not.

    Returns
    -------
    Effect
        The difference in the share that buys again, from -1 to 1, between customers with many contacts and others who
        had not bought again by the landmark; ``dose`` is by the number of contacts (``after``). ``crude_history`` is
        of all customers, with the contacts of both windows.

    Raises
    ------
    ParameterError
        As for `journey`, or ``many`` below 1.
    DataError
        Nobody was watched for so long, all of them bought again or nobody, or too few are on one side of ``many``.

    Notes
    -----
    Every purchase brings contacts, so that who buys more often has more of them. Made alike are the contacts before the
    first purchase and, where the orders have them, its channel, category and first touch and the segment. Contacts of
    the pillar operations are not counted: they follow what went wrong, and that keeps customers away.

    Examples
    --------
    >>> import numpy as np
    >>> rng, first = np.random.default_rng(1), pd.Timestamp("2026-01-05")
    >>> who = np.arange(400)
    >>> orders = pd.DataFrame({"order_id": range(550), "customer_id": [*who, *rng.choice(who, 150, replace=False)],
    ...                        "ordered_at": [first] * 400 + [first + pd.Timedelta(days=60)] * 150, "amount": 1.0})
    >>> seen = pd.DataFrame({"customer_id": rng.choice(who, 300), "touchpoint": "newsletter",
    ...                      "occurred_at": first + pd.Timedelta(days=9)})
    >>> contacts_after(seen, orders, data_end="2026-10-31").headline["n"].item()
    400
    """
    check_days("baseline_days", baseline_days)
    if not isinstance(many, int) or many < 1:
        raise ParameterError("E-MANY", "many={many!r}: every customer has as many.", fix="1 or more.", many=many)
    data = opened(
        {"touchpoints": touchpoints, "orders": orders},
        among=None,
        register=register,
        rules=Rules("furthest", WITHIN, outcome_days, most_contacts=most_contacts),
        since=since,
        data_end=data_end,
        level=level,
        timezone=timezone,
    )
    rows = customers_after(data, baseline_days=baseline_days)
    could = rows["could"] == 1
    if not could.any():
        said = "no first purchase was watched for {days:,} days."
        raise DataError("E-NO-JOURNEY", said, fix="a shorter window, or an earlier since=.",
                        days=baseline_days + outcome_days)  # fmt: skip
    if rows.loc[could, "bought_again"].nunique() < 2:  # noqa: PLR2004 - those who bought again, and others
        said = "all {n:,} customers bought again, or none did: there is nothing to compare."
        raise DataError("E-ALL-ALIKE", said, fix="another window.", n=int(could.sum()))
    found = effect(
        rows.assign(many=(rows["after"] >= many).astype(int), many_ever=(rows["ever"] >= many).astype(int)),
        exposure="many",
        outcome="bought_again",
        adjust=[*(name for name in LABELS if name in rows), "before_it"],
        ever="many_ever",
        among="could",
        dose="after",
        level=level,
    )
    return replace(found, dose=found.dose.assign(metric=METRIC))


def customers_after(data: Opened, *, baseline_days: int) -> pd.DataFrame:
    """Give a row a customer and first purchase: the contacts before and after it, and whether another one followed."""
    orders = data.tables["orders"]
    labels = [name for name in LABELS if name in orders.columns]
    service = bars([name for name, place in data.register.items() if place.pillar == HELP])
    values = {**data.values, "baseline_days": baseline_days, "help": service, "count_returned": True}  # noqa: PD011 - no frame
    return engine.run("journey_again", {"orders": orders, **data.tables}, by=labels, values=values)
