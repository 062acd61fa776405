"""What stands in the cells of a table of initiatives: days, numbers of initiatives, and nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pandas as pd

ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ].+)?")


def in_order(initiative_id: str) -> tuple[list[str | int], str]:
    """Give what numbers of initiatives are sorted by: I2 comes before I10.

    Examples
    --------
    >>> sorted(["I10", "I2", "A"], key=in_order)
    ['A', 'I2', 'I10']
    """
    parts = re.split(r"([0-9]+)", initiative_id)  # texts and numbers in turn
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], initiative_id


def as_written(initiatives: Any) -> Any:
    """Give a frame as a file would hold it: times of a zone as they are there, and a mixed column as text.

    Examples
    --------
    >>> start = pd.Timestamp("2026-11-01 00:30", tz="Asia/Seoul")
    >>> as_written(pd.DataFrame({"starts_on": [start], "name": ["card"]})).values.tolist()
    [[Timestamp('2026-11-01 00:30:00'), 'card']]
    """
    if not isinstance(initiatives, pd.DataFrame) or not initiatives.columns.is_unique:
        return initiatives
    return pd.DataFrame({name: _written(initiatives[name]) for name in initiatives})


def _written(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return pd.Series(values.dt.tz_localize(None))
    kinds = {type(value) for value in values.dropna()} if values.dtype == object else set()
    if (str in kinds and len(kinds) > 1) or any(issubclass(kind, datetime) for kind in kinds):
        return values.map(str, na_action="ignore")
    return values


def day_of(value: Any) -> date | None:
    """Give the day of a date, of a time (in its own zone) or of ISO text; None where it is none of these.

    Examples
    --------
    >>> day_of("2026-10-31"), day_of("2026-10-31T23:30:00+09:00"), day_of("31/10/2026"), day_of(20261031)
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31), None, None)
    """
    if isinstance(value, str) and ISO.fullmatch(value):
        try:
            return datetime.fromisoformat(value).date()
        except ValueError:
            return None
    if not isinstance(value, date) or pd.isna(value):
        return None
    return value.date() if isinstance(value, datetime) else value


def blank(value: Any) -> bool:
    """Say whether a cell holds nothing, or only spaces."""
    return not value.strip() if isinstance(value, str) else bool(pd.isna(value))
