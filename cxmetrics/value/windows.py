"""Days before and after the start of an initiative, equally many, in which its own measure is compared."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from cxmetrics.value.months import Months, month_of, whole_from
from cxmetrics.value.quantities import QUANTITIES, SERVED

LONGEST, SHORTEST = 180, 28  # days of a window; a month is enough where whole months are compared
MONTH_DAYS = 365.25 / 12
SOON, NO_HISTORY = "started too recently", "the history does not reach back before it"


class Measure(NamedTuple):
    """What a lever moves: a quantity, whose needs it has, which way is better, and how it is told.

    ``days`` is how long after its day a row is watched; ``monthly`` rows are months of a customer. A ``relative``
    change is one of the quantity's own size.
    """

    quantity: str
    needs: str
    better: int
    relative: bool = False
    days: int = 0
    monthly: bool = False

    @property
    def rows(self) -> str:
        """Kind of row whose whole months count."""
        return "active" if self.monthly else QUANTITIES[self.needs].rows


class Windows(NamedTuple):
    """First days of both windows and the days after their last; whether the initiative was still ramping up."""

    before_from: date
    before_to: date
    after_from: date
    after_to: date
    ramping: bool

    @property
    def days(self) -> int:
        """Length of the window after it."""
        return (self.after_to - self.after_from).days


def windows(start: date, ramp_months: float, measure: Measure, *, span: Months, data_end: date) -> Windows | str:
    """Choose the windows: as long as there is time, at most 180 days or 6 months, after the ramp if that leaves enough.

    Rows of the window before it were watched to their end when the initiative started, those of the window after it
    when the data ended.

    Returns
    -------
    Windows or str
        The reason where a window would be shorter than 28 days, or than a month where months are compared.

    Examples
    --------
    >>> span = Months(*[date(2025, 1, 1)] * 4, until=date(2026, 11, 1))
    >>> basket = Measure("order_value", "order_value", 1, relative=True)
    >>> found = windows(date(2026, 6, 1), 2, basket, span=span, data_end=date(2026, 10, 31))
    >>> found.after_from.isoformat(), found.days, found.ramping
    ('2026-08-01', 92, False)
    """
    first = max(span.contacts, span.active) if measure.quantity == SERVED else getattr(span, measure.rows)
    scale = _MONTHLY if measure.monthly else _DAILY
    end = span.until if measure.monthly else data_end + timedelta(days=1 - measure.days)
    begins = scale.number(whole_from(start) if measure.monthly else start)
    ramped = begins + math.ceil(ramp_months * scale.month)
    last, before_to = scale.number(end), scale.number(start - timedelta(days=measure.days))
    ramping = ramped > begins and last - ramped < scale.shortest
    after_from = begins if ramping else ramped
    room, past = last - after_from, before_to - scale.number(first)
    if min(room, past) < scale.shortest:
        return SOON if room < scale.shortest else NO_HISTORY
    length = min(scale.longest, room, past)
    edges = (before_to - length, before_to, after_from, after_from + length)
    before_from, to, after, until = (scale.day(edge) for edge in edges)
    return Windows(before_from, to, after, until, ramping)


class _Scale(NamedTuple):
    """Whole days or whole months as whole numbers, how long windows may be, and how many of them make a month."""

    number: Callable[[date], int]
    day: Callable[[int], date]
    shortest: int
    longest: int
    month: float


_DAILY = _Scale(date.toordinal, date.fromordinal, SHORTEST, LONGEST, MONTH_DAYS)
_MONTHLY = _Scale(
    lambda day: 12 * day.year + day.month - 1, lambda number: month_of(date(1, 1, 1), number - 12), 1, LONGEST // 30, 1
)
