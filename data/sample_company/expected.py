"""What the model implies on average, worked out without chance: occasions and answers by day."""

import numpy as np
from chance import Floats
from clock import DAYS, month_of
from model import (
    ANSWER_DELAY,
    BUYER_SHARE,
    INVITE_DELAY,
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


def answers_by_month() -> Floats:
    """Expect answered surveys of one customer of the company: one row a segment, one column a month."""
    month = month_of(np.arange(DAYS))
    daily = [_answers(number, segment) for number, segment in enumerate(SEGMENTS)]
    return np.array([np.bincount(month, weights=row) for row in daily])


def occasions_by_day(number: int, segment: Segment) -> Floats:
    """Expect purchase occasions of one customer of a segment, day by day."""
    first = BUYER_SHARE * arrivals()
    second = _second(number, segment, first)
    return first + _and_after(second, segment.again * gap_again(segment))


def _answers(number: int, segment: Segment) -> Floats:
    invited = np.convolve(occasions_by_day(number, segment), INVITE_DELAY)[:DAYS]
    return segment.share * segment.answers * np.convolve(invited, ANSWER_DELAY)[:DAYS]


def _second(number: int, segment: Segment, first: Floats) -> Floats:
    regime = regime_of(REPEAT_REGIMES, np.arange(DAYS))
    second = np.zeros(DAYS)
    for column, within in enumerate(repeat_chance()[number]):
        start = np.where(regime == column, first, 0.0)
        second += within * np.convolve(start, gap_within())[:DAYS]
        second += (1 - within) * segment.later * np.convolve(start, gap_later())[:DAYS]
    return second


def _and_after(second: Floats, gaps: Floats) -> Floats:
    """Solve the renewal equation day by day: the second and every later occasion."""
    total = second.copy()
    for day in range(1, DAYS):
        reach = min(day, len(gaps) - 1)
        total[day] += gaps[1 : reach + 1] @ total[day - 1 : day - reach - 1 if day > reach else None : -1]
    return total
