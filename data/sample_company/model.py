"""What is true of the sample company: who buys, who comes back, who answers and how they feel."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from chance import Floats, Ints
from clock import DAYS, FOUNDED, day_of
from scipy.special import ndtr, ndtri

WINDOW_DAYS: Final = 90
BUYER_SHARE: Final = 0.98  # the others only signed up
SAME_TEMPER: Final = 0.25  # correlation of two answers of one customer, on the latent scale
COMPANION: Final = 0.5  # correlation of what is left, between the questions of one survey


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A group that a customer belongs to from sign-up on, whatever they do later."""

    name: str
    share: float  # of all customers
    repeat: float  # P(second purchase occasion within 90 days), first cohorts
    later: float  # P(second occasion after day 90 | none within)
    again: float  # P(one more occasion), from the second occasion on
    gap: float  # scale in days of the gaps from the second occasion on
    answers: float  # P(the survey after an occasion is answered)
    mood: float  # shift of the latent satisfaction
    spend: float  # factor on the basket
    mix: tuple[float, ...]  # channels of its orders, in the order of CHANNELS
    faithful: float  # orders made in the customer's favourite channel; the others follow the mix
    joins: float  # P(an order makes a member of the loyalty programme), before the rise with their number
    speaks: float  # P(a buyer becomes an advocate)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A sales channel; `fall` is what the latent satisfaction loses when the fall is complete."""

    name: str
    mood: float
    fall: float = 0.0
    margin: float  # contribution margin as a share of the amount paid


@dataclass(frozen=True, kw_only=True)
class Regime:
    """A stretch of months with one truth: from the day `since` until the next regime."""

    name: str
    since: str
    amount: float


CHANNELS: Final = (
    Channel(name="web", mood=0.06, margin=0.31),
    Channel(name="app", mood=0.26, margin=0.33),
    Channel(name="store", mood=0.08, margin=0.27),
    Channel(name="marketplace", mood=-0.12, fall=-0.48, margin=0.20),
    Channel(name="live", mood=-0.08, fall=-0.63, margin=0.22),
)
SEGMENTS: Final = (
    Segment(name="VIP", share=0.08, repeat=0.50, later=0.50, again=0.96, gap=14, answers=0.21, mood=0.20,
            spend=1.35, mix=(0.20, 0.40, 0.12, 0.16, 0.12), faithful=0.35, joins=0.16, speaks=0.45),
    Segment(name="일반", share=0.62, repeat=0.27, later=0.30, again=0.95, gap=16, answers=0.18, mood=0.0,
            spend=1.0, mix=(0.24, 0.30, 0.11, 0.22, 0.13), faithful=0.60, joins=0.07, speaks=0.26),
    Segment(name="제휴", share=0.298, repeat=0.208, later=0.22, again=0.92, gap=19, answers=0.16, mood=-0.12,
            spend=0.9, mix=(0.18, 0.20, 0.06, 0.36, 0.20), faithful=0.80, joins=0.025, speaks=0.14),
    Segment(name="임직원", share=0.002, repeat=0.50, later=0.40, again=0.94, gap=20, answers=0.30, mood=0.10,
            spend=0.8, mix=(0.15, 0.40, 0.35, 0.05, 0.05), faithful=0.60, joins=0.05, speaks=0.30),
)  # fmt: skip
SEGMENT_NAMES: Final = tuple(segment.name for segment in SEGMENTS)
CHANNEL_NAMES: Final = tuple(channel.name for channel in CHANNELS)
MIX: Final = np.array([segment.mix for segment in SEGMENTS])

# added to every segment's repeat probability, by the day of the first occasion
REPEAT_REGIMES: Final = (
    Regime(name="until_2025_06", since="2024-05-01", amount=0.0),
    Regime(name="2025_07_to_2025_11", since="2025-07-01", amount=0.02),
    Regime(name="from_2025_12", since="2025-12-01", amount=0.04),
)
# the part of each channel's fall that has happened, by the day of the answer
SURVEY_REGIMES: Final = (
    Regime(name="until_2026_03", since="2024-05-01", amount=0.0),
    Regime(name="2026_04_to_2026_06", since="2026-04-01", amount=0.5),
    Regime(name="from_2026_07", since="2026-07-01", amount=1.0),
)


def regime_of(regimes: tuple[Regime, ...], days: Ints) -> Ints:
    """Give the number of the regime in force on each day."""
    starts = [day_of(regime.since) for regime in regimes]
    return np.searchsorted(starts, days, side="right") - 1


def arrivals() -> Floats:
    """P(first occasion falls on a day): a launch, steady growth, a strong November, quiet Sundays."""
    days = np.arange(DAYS)
    dates = FOUNDED + days
    growth = 1 + 1.2 * np.exp(-days / 150) + 0.2 * days / DAYS
    month = dates.astype("datetime64[M]").astype(int) % 12
    season = np.array([0.95, 0.9, 1.0, 1.0, 1.1, 1.0, 0.95, 0.95, 1.05, 1.0, 1.25, 1.15])[month]
    sunday = np.where(dates.astype(int) % 7 == 3, 0.8, 1.0)  # 1970-01-01 was a Thursday
    weights = growth * season * sunday
    return weights / weights.sum()


def repeat_chance() -> Floats:
    """P(second occasion within 90 days), one row a segment and one column a regime of first occasions."""
    base = np.array([segment.repeat for segment in SEGMENTS])
    return base[:, None] + np.array([regime.amount for regime in REPEAT_REGIMES])


def gap_within() -> Floats:
    """P(gap = index) in days of a second occasion that comes within the window."""
    days = np.arange(1, WINDOW_DAYS + 1)
    return _from_day(1, days**0.6 * np.exp(-days / 35))


def gap_later() -> Floats:
    """P(gap = index) in days of a second occasion that comes after the window, within the year."""
    return _from_day(WINDOW_DAYS + 1, np.exp(-np.arange(365 - WINDOW_DAYS) / 90))


def gap_again(segment: Segment) -> Floats:
    """P(gap = index) in days of the third and later occasions."""
    days = np.arange(1, 181)
    return _from_day(1, days * np.exp(-days / segment.gap))


def _from_day(first: int, weights: Floats) -> Floats:
    return np.concatenate([np.zeros(first), weights / weights.sum()])


INVITE_DELAY: Final = np.array([0, 0, 0.2, 0.4, 0.3, 0.1])  # P(days from the occasion to the invitation)
ANSWER_DELAY: Final = np.array([0.35, 0.25, 0.15, 0.1, 0.07, 0.05, 0.03])  # P(days from there to the answer)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A survey question: its lowest score, the shares of its scores at mood 0, and the weight of the mood."""

    metric: str
    lowest: int
    shares: tuple[float, ...]
    loading: float
    asked: float  # share of answered surveys that hold it

    def cuts(self) -> Floats:
        """Give the latent values at which the next higher score begins."""
        return ndtri(np.cumsum(self.shares)[:-1])

    def chances(self, mood: Floats) -> Floats:
        """P(score) by mood, the scores along a new last axis."""
        below = ndtr(self.cuts() - self.loading * np.asarray(mood)[..., None])
        return np.diff(below, axis=-1, prepend=0.0, append=1.0)


QUESTIONS: Final = (
    Question(metric="nps", lowest=0, loading=1.0, asked=1.0,
             shares=(0.006, 0.002, 0.004, 0.007, 0.010, 0.028, 0.033, 0.17, 0.26, 0.22, 0.26)),
    Question(metric="csat", lowest=1, loading=0.8, asked=0.5, shares=(0.03, 0.06, 0.16, 0.40, 0.35)),
    Question(metric="ces", lowest=1, loading=0.6, asked=0.4, shares=(0.02, 0.03, 0.06, 0.12, 0.22, 0.30, 0.25)),
)  # fmt: skip


def moods() -> Floats:
    """Give the mean of the latent satisfaction by segment, channel and survey regime."""
    segment = np.array([one.mood for one in SEGMENTS])[:, None, None]
    channel = np.array([one.mood for one in CHANNELS])[None, :, None]
    fall = np.array([one.fall for one in CHANNELS])[None, :, None]
    return segment + channel + fall * np.array([regime.amount for regime in SURVEY_REGIMES])
