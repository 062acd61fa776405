"""Whole months that a company can look back on, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cxmetrics.engine import Facts
from cxmetrics.loyalty.history import rules_of
from cxmetrics.trends.rows import Data

ACTIVE_DAYS = 90  # a customer who bought in so many days before a day is active on it


@dataclass(frozen=True)
class Months:
    """First days of the months from which on each kind of row is whole, and the day after the last whole month.

    Parameters
    ----------
    orders, new, active, contacts : date
        First month of purchases, of first purchases that are known to be first ones, of customers active at the start
        of the month, and of service contacts. Where there is none it is `until` or later.
    until : date
        First day of the month after the last whole one.
    """

    orders: date
    new: date
    active: date
    contacts: date
    until: date


def whole_months(data: Data, *, months: int) -> Months:
    """Find the last whole months of each kind of row, as many as are asked for and as there are.

    Parameters
    ----------
    data : Data
        Tables of a company.
    months : int
        As many at the most.
    """
    until = month_of(data.data_end + timedelta(days=1))
    since = month_of(until, -months)
    orders, contacts = (_first(data, *column) for column in (("orders", "ordered_at"), ("tickets", "opened_at")))
    if orders is None:
        return Months(until, until, until, max(since, whole_from(contacts or until)), until)
    return Months(
        orders=max(since, whole_from(orders)),
        new=max(since, whole_from(orders), whole_from(data.known_from)),
        active=max(since, whole_from(orders + timedelta(days=ACTIVE_DAYS))),
        contacts=max(since, whole_from(contacts or until)),
        until=until,
    )


def purchases_of(data: Data, *, within_days: int) -> dict[str, Any]:
    """Give the values of the queries that say what a purchase is, and who was observed for the whole window."""
    facts = data.tables["orders"].facts if "orders" in data.tables else Facts(data_end=data.data_end)
    rules = rules_of(facts, within_days=within_days)
    return {name: rules[name] for name in ("count_returned", "within_days", "observable_to")}


def is_sampled(data: Data) -> bool:
    """Whether the orders are a sample of orders, so that other orders of a customer are missing."""
    return "orders" in data.tables and data.tables["orders"].facts.sampled == "orders"


def _first(data: Data, table: str, column: str) -> date | None:
    """Give the day on which a table starts: as declared, else that of its first row."""
    if table not in data.tables:
        return None
    return data.tables[table].facts.history_start or data.tables[table].first_day(column)


def whole_from(day: date) -> date:
    """Give the first day of the first month that is whole from a day on."""
    return day if day.day == 1 else month_of(day, 1)


def month_of(day: date, later: int = 0) -> date:
    """Give the first day of the month of a day, or of one so many months later.

    Examples
    --------
    >>> month_of(date(2026, 10, 31), -10)
    datetime.date(2025, 12, 1)
    """
    year, month = divmod(12 * day.year + day.month - 1 + later, 12)
    return date(year, month + 1, 1)
