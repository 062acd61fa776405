"""The calendar: local days counted from the founding (day 0), and the hours at which things happen."""

from typing import Final

import numpy as np
from chance import Floats, Ints, draw_by
from numpy.typing import NDArray

FOUNDED: Final = np.datetime64("2024-05-01")
DATA_END: Final = np.datetime64("2026-10-31")
DAYS: Final = int((DATA_END - FOUNDED).astype(int)) + 1
LAST_DAY: Final = DAYS - 1
UTC_OFFSET: Final = "+09:00"
HOUR: Final = 3_600
LAST_SECOND: Final = 24 * HOUR - 1

ONLINE_HOURS: Final = (5, 4, 3, 2, 1, 1, 2, 4, 6, 5, 5, 5, 6, 5, 4, 4, 4, 4, 5, 6, 8, 10, 11, 9)
STORE_HOURS: Final = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5, 7, 7, 7, 7, 7, 8, 9, 8, 6, 3, 0, 0)
LIVE_HOURS: Final = (6, 2, 0, 0, 0, 0, 0, 0, 1, 1, 3, 8, 6, 2, 1, 1, 1, 2, 4, 12, 20, 18, 14, 9)

Moments = NDArray[np.datetime64]


def day_of(date: str) -> int:
    """Give the day number of a date; the founding day is 0."""
    return int((np.datetime64(date) - FOUNDED).astype(int))


def month_of(days: Ints) -> Ints:
    """Give the number of each day's calendar month, 0 being the founding month."""
    months = (FOUNDED + days).astype("datetime64[M]")
    return (months - FOUNDED.astype("datetime64[M]")).astype(np.int64)


def month_names() -> list[str]:
    """Name every month of the history, as YYYY-MM."""
    every = FOUNDED.astype("datetime64[M]") + np.arange(month_of(np.array([LAST_DAY]))[0] + 1)
    return [str(month) for month in every]


def seconds(rng: np.random.Generator, hours: Floats, group: Ints) -> Ints:
    """Draw a second of the day for each entry of `group`, with the hour weights of its row in `hours`."""
    return draw_by(rng, hours, group) * HOUR + rng.integers(HOUR, size=len(group))


def moments(days: Ints, second: Ints) -> Moments:
    """Make local times of day numbers and seconds of the day."""
    return FOUNDED.astype("datetime64[s]") + (days * 24 * HOUR + second).astype("timedelta64[s]")


def iso(times: Moments) -> NDArray[np.str_]:
    """Write local times as ISO text with the offset of Korea."""
    return np.strings.add(np.datetime_as_string(times, unit="s"), UTC_OFFSET)
