"""Which month is reported: the one asked for, else the last that is observed to its end."""

from __future__ import annotations

from datetime import date

from cxmetrics.errors import DataError, ParameterError
from cxmetrics.frames import every_of, period_labels, period_span, previous
from cxmetrics.sources.config import CompanyConfig


def last_complete_month(data_end: date) -> str:
    """Give the last month that is observed to its last day.

    Examples
    --------
    >>> last_complete_month(date(2026, 10, 31)), last_complete_month(date(2026, 11, 22))
    ('2026-10', '2026-10')
    """
    month = str(period_labels([data_end], "month")[0])
    return month if period_span(month)[1] <= data_end else previous(month)


def choose_month(config: CompanyConfig, month: str | None, *, allow_partial: bool) -> tuple[str, bool]:
    """Give the month to report, by default the last complete one, and whether it is partial.

    Raises
    ------
    ParameterError
        It is no month.
    DataError
        It is not over, and need not be partial.
    """
    month = month or last_complete_month(config.data_end)
    try:
        is_month = every_of(month) == "month" and 1 <= int(month[5:]) <= 12  # noqa: PLR2004 - months of a year
    except ParameterError:
        is_month = False
    if not is_month or not month.isascii():
        raise ParameterError("E-MONTH", "{month!r} is no month.", fix='such as "2026-10".', month=month)
    first, last = period_span(month)
    if first > config.data_end:
        complete = last_complete_month(config.data_end)
        raise DataError(
            "E-MONTH",
            "the data end on {data_end}, before {month}.",
            fix="report {complete}.",
            data_end=config.data_end,
            month=month,
            complete=complete,
        )
    if last > config.data_end and not allow_partial:
        raise DataError(
            "E-PARTIAL",
            "{month} is observed only until {data_end}.",
            fix="wait, or pass --allow-partial to mark the report as partial.",
            month=month,
            data_end=config.data_end,
        )
    return month, last > config.data_end
