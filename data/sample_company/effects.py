"""What moves the chance of a second purchase occasion, such that the averages by segment stay as the model says."""

from functools import cache
from typing import Final

import numpy as np
from chance import Floats
from model import SEGMENTS, repeat_chance
from offers import PACKAGING_REPEAT, REFUSED_AGAIN, REFUSED_LATER, REFUSED_WITHIN, Seen, refused_chance
from parcels import AREA_SHARES
from stages import paths, seen

AREA_REPEAT: Final = np.array([0.010, 0.0, -0.030]) - np.array([0.010, 0.0, -0.030]) @ AREA_SHARES
SOURCES: Final = ("search", "social", "referral", "influencer", "live", "marketplace", "store", "partner", "staff")
FIRST_TOUCH: Final = (
    "website", "social_media", "referral", "influencer", "live_commerce", "advertising", "physical_store",
    "newsletter", "newsletter",
)  # fmt: skip
SOURCE_MIX: Final = np.array([
    (25, 20, 28, 8, 5, 4, 10, 0, 0),
    (28, 24, 14, 10, 7, 9, 8, 0, 0),
    (4, 4, 2, 4, 6, 8, 2, 70, 0),
    (0, 0, 0, 0, 0, 0, 0, 0, 100),
]) / 100  # fmt: skip
SOURCE_REPEAT: Final = np.array([0, 0, 0.05, -0.04, -0.03, 0, 0, 0, 0])


def source_repeat() -> Floats:
    """Give the effect of a source on P(back within 90 days), by segment: 0 on average in each."""
    return SOURCE_REPEAT - (SOURCE_MIX @ SOURCE_REPEAT)[:, None]


@cache
def refused_first() -> Floats:
    """P(exchange refused), of first orders, by channel: over the paths of those who order."""
    return sum(chance * refused_chance(seen(path)) for path, chance in paths(bought=True).items())


@cache
def refused_next() -> Floats:
    """P(exchange refused), of later orders, by channel."""
    return refused_chance(Seen())


@cache
def within_unless_refused() -> Floats:
    """P(back within 90 days | no refused exchange), by segment, regime and channel of the first order."""
    refused = refused_first()
    return (repeat_chance()[..., None] - refused * REFUSED_WITHIN) / (1 - refused)


@cache
def later_unless_refused() -> Floats:
    """P(back after that | not within, no refused exchange), by segment, regime and channel."""
    later = np.array([one.later for one in SEGMENTS])[:, None, None]
    refused = refused_first()
    wanted = (1 - repeat_chance()[..., None]) * later
    given = refused * (1 - REFUSED_WITHIN) * REFUSED_LATER
    return (wanted - given) / ((1 - refused) * (1 - within_unless_refused()))


@cache
def again_unless_refused() -> Floats:
    """P(one more occasion | no refused exchange), from the second on, by segment and channel."""
    again = np.array([one.again for one in SEGMENTS])[:, None]
    refused = refused_next()
    return (again - refused * REFUSED_AGAIN) / (1 - refused)


def lowest_and_highest() -> tuple[float, float]:
    """Bounds of P(back within 90 days) over everything that moves it; they must lie in 0 .. 1."""
    base = within_unless_refused()
    sources = source_repeat()[:, None, None]
    low = base + AREA_REPEAT.min() + sources.min(axis=-1, keepdims=True) - 0.12 - PACKAGING_REPEAT.max() / 3
    high = base + AREA_REPEAT.max() + sources.max(axis=-1, keepdims=True) + PACKAGING_REPEAT.max() + 0.04
    return float(low.min()), float(high.max())
