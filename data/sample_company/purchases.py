"""Purchase occasions: at most one a customer and local day, drawn so that the repeat shares are exact."""

from dataclasses import dataclass

import numpy as np
from chance import Ints, draw, draw_by
from clock import LAST_DAY
from model import REPEAT_REGIMES, SEGMENTS, gap_again, gap_later, gap_within, regime_of, repeat_chance
from people import People


@dataclass(frozen=True)
class Occasions:
    """One entry an occasion in both arrays: the customer's number and the day."""

    customer: Ints
    day: Ints


def occasions(rng: np.random.Generator, crowd: People) -> Occasions:
    """Draw every occasion of every buyer up to the last day.

    A buyer's second occasion comes 1 to 90 days after the first with the probability of its segment
    and regime, later with another, or never. After the second, each occasion is followed by one more
    with a fixed probability.
    """
    customer = np.flatnonzero(crowd.buys)
    day = crowd.first_day[customer]
    rounds = [Occasions(customer, day)]
    gap = _second_gap(rng, crowd.segment[customer], day)
    while len(customer):
        customer, day = _observed(customer, day, gap)
        rounds.append(Occasions(customer, day))
        gap = _next_gap(rng, crowd.segment[customer])
    return Occasions(np.concatenate([one.customer for one in rounds]), np.concatenate([one.day for one in rounds]))


def _observed(customer: Ints, day: Ints, gap: Ints) -> tuple[Ints, Ints]:
    kept = (gap > 0) & (day + gap <= LAST_DAY)
    return customer[kept], (day + gap)[kept]


def _second_gap(rng: np.random.Generator, segment: Ints, first_day: Ints) -> Ints:
    """Days to the second occasion, 0 for never."""
    size = len(segment)
    soon = rng.random(size) < repeat_chance()[segment, regime_of(REPEAT_REGIMES, first_day)]
    late = rng.random(size) < np.array([one.later for one in SEGMENTS])[segment]
    within, after = draw(rng, gap_within(), size), draw(rng, gap_later(), size)
    return np.where(soon, within, np.where(late, after, 0))


def _next_gap(rng: np.random.Generator, segment: Ints) -> Ints:
    """Days to one more occasion, 0 for never."""
    comes = rng.random(len(segment)) < np.array([one.again for one in SEGMENTS])[segment]
    return np.where(comes, draw_by(rng, [gap_again(one) for one in SEGMENTS], segment), 0)
