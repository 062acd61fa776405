"""The gift seasons of holidays that move: which months of two years are alike."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import NamedTuple

from cxmetrics.errors import ParameterError
from cxmetrics.frames import every_of, period_labels, year_before

HOLIDAYS = {"KR": {"Seollal": "Korean New Year", "Chuseok": "Chuseok"}}  # by the name that `holidays` gives them
BEFORE, AFTER = 14, 1  # days of a gift season before and after the holiday itself
MOVED = 3  # days by which a month's share of a season may differ at most


class Moved(NamedTuple):
    """A gift season that lies otherwise in a month than in the same month of the year before."""

    holiday: str
    days: int
    base_days: int
    months: tuple[str, ...]


def gift_days(year: int, *, country: str = "KR") -> dict[str, dict[str, int]]:
    """Days of each gift season by month: 14 days before to 1 day after the holiday, 16 in all.

    Parameters
    ----------
    year : int
        Calendar year of the holidays.
    country : str, default "KR"
        Whose holidays: Seollal and Chuseok. Dates are those of the package ``holidays``.

    Raises
    ------
    ParameterError
        A country whose holidays are not known to move.

    Examples
    --------
    >>> gift_days(2025)
    {'Seollal': {'2025-01': 16}, 'Chuseok': {'2025-09': 9, '2025-10': 7}}
    """
    return {name: _by_month(day) for name, day in _days_of(year, country)}


@functools.cache
def _days_of(year: int, country: str) -> tuple[tuple[str, date], ...]:
    """Give the day of each moving holiday of a year."""
    if country not in HOLIDAYS:
        known = ", ".join(HOLIDAYS)
        raise ParameterError(
            "E-HOLIDAYS", "holidays={country!r} is not known.", fix="one of {known}.", country=country, known=known
        )
    from holidays import country_holidays  # noqa: PLC0415 - slow to load, and needed only here

    of_year = country_holidays(country, years=year, language="en_US")
    named = {part: day for day, names in of_year.items() for part in names.split("; ")}
    return tuple((ours, named[theirs]) for ours, theirs in HOLIDAYS[country].items() if theirs in named)


def _by_month(day: date) -> dict[str, int]:
    season = [day + timedelta(days=shift) for shift in range(-BEFORE, AFTER + 1)]
    months = [str(label) for label in period_labels(season, "month")]
    return {month: months.count(month) for month in dict.fromkeys(months)}


def moved(period: str, *, country: str) -> Moved | None:
    """Say which season makes a month unlike the same month of the year before, and which months to join.

    Only months: a season that moves between weeks or quarters is not told.

    Examples
    --------
    >>> moved("2026-10", country="KR")
    Moved(holiday='Chuseok', days=0, base_days=7, months=('2026-09', '2026-10'))
    >>> moved("2026-11", country="KR") is None
    True
    """
    if every_of(period) != "month":
        return None
    base, year = year_before(period), int(period[:4])
    seasons, before = gift_days(year, country=country), gift_days(year - 1, country=country)
    for holiday, days in seasons.items():
        base_days = before.get(holiday, {})
        now, then = days.get(period, 0), base_days.get(base, 0)
        if abs(now - then) >= MOVED:
            months = sorted({*days, *(f"{year}{month[4:]}" for month in base_days)})
            return Moved(holiday, now, then, tuple(months))
    return None


def alike(period: str, *, holidays: str | None) -> list[str]:
    """Periods that a comparison with the year before needs: both, or all of both years that a season joins.

    Examples
    --------
    >>> alike("2026-10", holidays="KR"), alike("2026-10", holidays=None)
    (['2025-09', '2025-10', '2026-09', '2026-10'], ['2025-10', '2026-10'])
    """
    season = moved(period, country=holidays) if holidays else None
    months = list(season.months) if season else [period]
    return [*map(year_before, months), *months]
