"""What is true of what comes with an order: packaging, AR and video beforehand, and what is asked to be taken back."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from chance import Flags, Floats, Ints, draw, draw_by
from clock import DAYS, day_of
from model import CHANNEL_NAMES
from parcels import NO_PARCEL

CATEGORIES: Final = ("생활용품", "주방", "의류", "신발", "뷰티", "식품", "문구")
CATEGORY_MIX: Final = np.array([24, 16, 20, 8, 14, 12, 6]) / 100
FITTED: Final = np.array([name in {"의류", "신발"} for name in CATEGORIES])
SHOES: Final = CATEGORIES.index("신발")

PACKAGINGS: Final = ("standard", "branded", "gift_insert")
PACKAGING_SINCE: Final = "2025-09-01"  # from here on one of the three at random; before it standard
PACKAGING_MOOD: Final = np.array([0.0, 0.10, 0.20])  # on the latent satisfaction
PACKAGING_REPEAT: Final = np.array([0.0, 0.0, 0.03])  # of a first order: on P(back within 90 days)

AR_SHARES: Final = np.array([0, 0, 0.12, 0.25, 0, 0, 0])  # of the orders, by category
AR_IN_CHANNEL: Final = np.array([0.6, 1.2, 0, 0, 0])  # factor on it
VIDEO_SHARES: Final = np.array([0.08, 0.25, 0.10, 0.10, 0.20, 0.05, 0.02])
VIDEO_IN_CHANNEL: Final = np.array([1.0, 1.0, 0, 0.4, 0])
AR_FACTOR: Final = 0.60  # on P(return or exchange)
VIDEO_FACTOR: Final = 0.85

REQUEST_SHARES: Final = np.array([0.008, 0.012, 0.035, 0.22, 0.008, 0.006, 0.006])  # P(return or exchange)
REASONS: Final = ("size", "changed_mind", "not_as_described", "defect", "wrong_item")
REASON_MIX: Final = np.array([[0, 0.35, 0.25, 0.30, 0.10], [0.62, 0.18, 0.10, 0.08, 0.02]])  # by fitted or not
EXCHANGE_SHARES: Final = np.array([0.75, 0.05, 0.20, 0.50, 0.80])  # by reason; the others are returns
ASKED_IN_STORE: Final = 0.30  # of what was bought elsewhere; what was bought in the store always is
REFUSED_SHOES: Final = np.array([0.25, 0.60])  # P(exchange refused): shoes bought online, size; asked in the store: 1
REFUSED_OTHER: Final = 0.04
REFUSED_WITHIN: Final = 0.03  # P(back within 90 days), after a first order whose exchange was refused
REFUSED_LATER: Final = 0.02  # P(back later | not within)
REFUSED_AGAIN: Final = 0.05  # P(one more occasion), after a later order whose exchange was refused
NOTHING, RETURN, EXCHANGE = range(3)


@dataclass(frozen=True)
class Seen:
    """Which of the two a customer may meet before an order."""

    ar: bool = True
    video: bool = True


def packaging_shares() -> Floats:
    """P(packaging) of a parcel, by day."""
    shares = np.zeros((DAYS, len(PACKAGINGS)))
    shares[: day_of(PACKAGING_SINCE), 0] = 1.0
    shares[day_of(PACKAGING_SINCE) :] = 1 / len(PACKAGINGS)
    return shares


def request_chance(ar: Ints, video: Ints, category: Ints) -> Floats:
    """P(a return or exchange is asked for)."""
    return REQUEST_SHARES[category] * AR_FACTOR**ar * VIDEO_FACTOR**video


def refused_chance(seen: Seen) -> Floats:
    """P(an exchange is asked for and refused), of an order, by channel."""
    return np.array([_refused_in(channel, seen) for channel in range(len(CHANNEL_NAMES))])


def _refused_in(channel: int, seen: Seen) -> float:
    total = 0.0
    for category, ar, video in product(range(len(CATEGORIES)), (0, 1), (0, 1)):
        shares = AR_SHARES * AR_IN_CHANNEL[channel] * seen.ar, VIDEO_SHARES * VIDEO_IN_CHANNEL[channel] * seen.video
        met = abs(1 - ar - shares[0][category]) * abs(1 - video - shares[1][category])
        asked = CATEGORY_MIX[category] * met * REQUEST_SHARES[category] * AR_FACTOR**ar * VIDEO_FACTOR**video
        total += asked * (REASON_MIX[int(FITTED[category])] * EXCHANGE_SHARES) @ _refused_by_reason(channel, category)
    return total


def _refused_by_reason(channel: int, category: int) -> Floats:
    refused = np.full(len(REASONS), REFUSED_OTHER)
    if channel != NO_PARCEL and category == SHOES:
        refused[0] = REFUSED_SHOES @ [1 - ASKED_IN_STORE, ASKED_IN_STORE]
    return refused


def packagings(rng: np.random.Generator, day: Ints, sent: Flags) -> Ints:
    """Draw the packaging of parcels, -1 where there is none."""
    drawn = rng.integers(len(PACKAGINGS), size=len(day))
    return np.where(sent, np.where(day >= day_of(PACKAGING_SINCE), drawn, 0), -1)


def exposures(
    rng: np.random.Generator, channel: Ints, category: Ints, *, ar: Flags, video: Flags
) -> dict[str, np.ndarray]:
    """Draw who met AR and video before the order, of those who may."""
    tried = rng.random(len(channel)) < AR_SHARES[category] * AR_IN_CHANNEL[channel]
    watched = rng.random(len(channel)) < VIDEO_SHARES[category] * VIDEO_IN_CHANNEL[channel]
    return {"ar": tried & ar, "video": watched & video}


def requests(
    rng: np.random.Generator, channel: Ints, category: Ints, met: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Draw what is asked to be taken back, why, where, and whether an exchange is refused."""
    size = len(channel)
    asked = rng.random(size) < request_chance(met["ar"].astype(int), met["video"].astype(int), category)
    reason = draw_by(rng, REASON_MIX, FITTED[category].astype(np.int64))
    exchange = rng.random(size) < EXCHANGE_SHARES[reason]
    in_store = (channel == NO_PARCEL) | (rng.random(size) < ASKED_IN_STORE)
    shoes = (channel != NO_PARCEL) & (category == SHOES) & (reason == 0)
    refused = rng.random(size) < np.where(shoes, REFUSED_SHOES[in_store.astype(int)], REFUSED_OTHER)
    return {
        "request": np.where(asked, np.where(exchange, EXCHANGE, RETURN), NOTHING),
        "reason": reason,
        "in_store": in_store,
        "refused": asked & exchange & refused,
    }


def categories(rng: np.random.Generator, size: int, *, fitted: bool = True) -> Ints:
    """Draw the category of orders; without those that must fit, where told."""
    return draw(rng, np.where(FITTED & (not fitted), 0.0, CATEGORY_MIX), size)
