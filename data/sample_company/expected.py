"""What the model implies on average, worked out without chance: occasions and answers by day."""

from functools import cache
from itertools import product
from typing import Final

import numpy as np
from chance import Floats
from clock import DAYS, month_of
from effects import AREA_REPEAT, later_unless_refused, refused_first
from model import (
    ANSWER_DELAY,
    BUYER_SHARE,
    INVITE_DELAY,
    MIX,
    REPEAT_REGIMES,
    SEGMENTS,
    Segment,
    arrivals,
    gap_again,
    gap_later,
    gap_within,
    regime_of,
    repeat_chance,
)
from offers import PACKAGING_MOOD, packaging_shares
from parcels import AREA_SHARES, DAMAGED_MOOD, DAMAGED_SHARE, DAYS_LATE, NO_PARCEL, days_late_by_day, late_mood

# what can have happened to an order that is asked about: days late, packaging, damaged; at last: no parcel
CELLS: Final = tuple(product(range(len(DAYS_LATE)), range(len(PACKAGING_MOOD)), (0, 1)))
DAYS_LATE_OF_CELL: Final = np.array([late for late, _, _ in CELLS] + [0])
PARCEL_MOOD: Final = np.array([late_mood()[late] + DAMAGED_MOOD * damaged for late, _, damaged in CELLS] + [0.0])
PACKED_MOOD: Final = np.array([PACKAGING_MOOD[packed] for _, packed, _ in CELLS] + [0.0])


@cache
def occasions_by_day() -> Floats:
    """Expect purchase occasions of one customer of the company, by segment, area and day."""
    return np.array(
        [
            [_occasions(number, segment, area) for area in range(len(AREA_SHARES))]
            for number, segment in enumerate(SEGMENTS)
        ]
    )


@cache
def answers_by_month() -> Floats:
    """Expect answered surveys of one customer, by segment, channel, what happened (`CELLS`, no parcel) and month."""
    parcels = np.array([_after_parcels(number, segment) for number, segment in enumerate(SEGMENTS)])
    without = np.array(
        [_answered(segment, row.sum(axis=0), 0) for segment, row in zip(SEGMENTS, occasions_by_day(), strict=True)]
    )
    result = np.zeros((*MIX.shape, len(CELLS) + 1, parcels.shape[-1]))
    result[:, :, :-1] = MIX[:, :, None, None] * parcels[:, None]
    result[:, NO_PARCEL] = 0.0
    result[:, NO_PARCEL, -1] = MIX[:, NO_PARCEL, None] * without
    return result


def _after_parcels(number: int, segment: Segment) -> Floats:
    """Expect answers about orders with a parcel, by what happened to it and month."""
    by_late = np.einsum("ad,dal->ld", occasions_by_day()[number], days_late_by_day())
    packed = packaging_shares()
    damage = (1 - DAMAGED_SHARE, DAMAGED_SHARE)
    return np.array(
        [damage[damaged] * _answered(segment, by_late[late] * packed[:, pack], late) for late, pack, damaged in CELLS]
    )


def _answered(segment: Segment, ordered: Floats, late: int) -> Floats:
    """Expect answers by month, where the survey goes out a number of days later."""
    invited = np.convolve(np.append(np.zeros(late), ordered), INVITE_DELAY)[:DAYS]
    daily = segment.answers * np.convolve(invited, ANSWER_DELAY)[:DAYS]
    return np.bincount(month_of(np.arange(DAYS)), weights=daily)


def _occasions(number: int, segment: Segment, area: int) -> Floats:
    first = segment.share * AREA_SHARES[area] * BUYER_SHARE * arrivals()
    second = _second(number, segment, first, AREA_REPEAT[area])
    return first + _and_after(second, segment.again * gap_again(segment))


def _second(number: int, segment: Segment, first: Floats, moved: float) -> Floats:
    """Expect second occasions, where the area moves the chance of one within the window."""
    regime = regime_of(REPEAT_REGIMES, np.arange(DAYS))
    kept = MIX[number] * (1 - refused_first())
    second = np.zeros(DAYS)
    for column, within in enumerate(repeat_chance()[number]):
        start = np.where(regime == column, first, 0.0)
        later = (1 - within) * segment.later - moved * kept @ later_unless_refused()[number, column]
        second += (within + moved * kept.sum()) * np.convolve(start, gap_within())[:DAYS]
        second += later * np.convolve(start, gap_later())[:DAYS]
    return second


def _and_after(second: Floats, gaps: Floats) -> Floats:
    """Solve the renewal equation day by day: the second and every later occasion."""
    total = second.copy()
    for day in range(1, DAYS):
        reach = min(day, len(gaps) - 1)
        total[day] += gaps[1 : reach + 1] @ total[day - 1 : day - reach - 1 if day > reach else None : -1]
    return total
