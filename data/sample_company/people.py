"""The customers: what is fixed at sign-up, and what only the model knows of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from chance import Flags, Floats, Ints, draw, draw_by
from clock import FOUNDED, HOUR, Moments, iso, moments
from effects import SOURCE_MIX, SOURCES
from loyalty import Members
from model import BUYER_SHARE, MIX, SEGMENT_NAMES, SEGMENTS, arrivals
from parcels import AREA_OF_REGION, REGION_WEIGHTS, REGIONS
from stages import paths

HEADER: Final = (
    "customer_id", "name", "joined_at", "segment", "region", "birth_year", "consent", "loyalty_since",
    "points_earned", "points_used", "acquisition_source", "acquisition_cost",
)  # fmt: skip
MOBILE_SHARE: Final = 0.55
CONSENT_SHARE: Final = 0.86
NO_BIRTH_YEAR_SHARE: Final = 0.03
FAMILY_NAMES: Final = {
    "김": 21, "이": 15, "박": 8, "최": 5, "정": 5, "강": 2, "조": 2, "윤": 2, "장": 2, "임": 2, "한": 2, "오": 2,
    "서": 2, "신": 2, "권": 1, "황": 1, "안": 1, "송": 1, "류": 1, "홍": 1, "남궁": 0.1, "선우": 0.1,
}  # fmt: skip
GIVEN_FIRST: Final = "민서지하도유예수은주현승재성영선채다가나"
GIVEN_SECOND: Final = "준윤우원연아진빈율희호은경훈민서영현린솔"
ACQUISITION_COSTS: Final = (9_000, 12_500, 6_000, 17_000, 14_000, 11_000, 4_000, 8_000, 0)  # won, by source
COST_SPREAD: Final = 0.5  # standard deviation of its logarithm
BIRTH_YEARS: Final = np.arange(1952, 2008)


@dataclass(frozen=True)
class People:
    """One entry a customer in every array, in order of the first purchase occasion."""

    segment: Ints
    favourite: Ints  # channel
    temper: Floats  # what the customer brings to every answer, standard normal
    first_day: Ints  # of the first occasion, or of the sign-up of one who never buys
    join_day: Ints
    buys: Flags
    ids: np.ndarray
    region: Ints
    source: Ints
    mobile: Flags  # uses the phone, not the desktop, on the web
    path: Ints  # stages before the first order, as a position in the paths of those who buy

    @property
    def area(self) -> Ints:
        """The area that each region lies in."""
        return AREA_OF_REGION[self.region]


def people(rng: np.random.Generator, background: np.random.Generator, size: int) -> People:
    """Draw the customers of the whole history."""
    segment = rng.permutation(_segments(size))
    first_day = np.sort(draw(rng, arrivals(), size))
    browsing = draw(rng, [70, 10, 6, 4, 3, 2, 2, 1, 1, 1], size)
    return People(
        segment=segment,
        favourite=draw_by(rng, MIX, segment),
        temper=rng.standard_normal(size),
        first_day=first_day,
        join_day=np.maximum(first_day - browsing, 0),
        buys=rng.random(size) < BUYER_SHARE,
        ids=np.array([f"H{number:07d}" for number in range(1, size + 1)], dtype=object),
        region=draw(background, REGION_WEIGHTS, size),
        source=draw_by(background, SOURCE_MIX, segment),
        mobile=background.random(size) < MOBILE_SHARE,
        path=draw(background, list(paths(bought=True).values()), size),
    )


def _segments(size: int) -> Ints:
    """As many of each segment as its share says; the largest takes what rounding leaves."""
    counts = np.array([max(1, round(one.share * size)) for one in SEGMENTS])
    counts[counts.argmax()] += size - counts.sum()
    return np.repeat(np.arange(len(SEGMENTS)), counts)


def customer_rows(rng: np.random.Generator, crowd: People, first_order: Moments, *, members: Members) -> pd.DataFrame:
    """Rows of customers.csv as text; nobody's first order (missing if none) is before the sign-up."""
    size = len(crowd.ids)
    return pd.DataFrame(
        {
            "customer_id": crowd.ids,
            "name": _names(rng, size),
            "joined_at": iso(_joined(rng, crowd, first_order)),
            "segment": np.array(SEGMENT_NAMES, dtype=object)[crowd.segment],
            "region": np.array(list(REGIONS), dtype=object)[crowd.region],
            "birth_year": _birth_years(rng, size),
            "consent": np.where(rng.random(size) < CONSENT_SHARE, "true", "false"),
            "loyalty_since": members.since_text(),
            "points_earned": members.points_text(members.earned),
            "points_used": members.points_text(members.used),
            "acquisition_source": np.array(SOURCES, dtype=object)[crowd.source],
            "acquisition_cost": _costs(rng, crowd.source).astype(str),
        },
        dtype=object,
    )


def _joined(rng: np.random.Generator, crowd: People, first_order: Moments) -> Moments:
    size = len(crowd.ids)
    some_time = moments(crowd.join_day, rng.integers(24 * HOUR, size=size))
    just_before = first_order - rng.integers(120, HOUR, size=size).astype("timedelta64[s]")
    same_day = (crowd.join_day == crowd.first_day) & ~np.isnat(first_order)
    return np.maximum(np.where(same_day, just_before, some_time), FOUNDED.astype("datetime64[s]"))


def _costs(rng: np.random.Generator, source: Ints) -> Ints:
    """Won that winning each customer cost: log-normal about the mean of its source."""
    factor = np.exp(COST_SPREAD * rng.standard_normal(len(source)) - COST_SPREAD**2 / 2)
    return np.round(np.array(ACQUISITION_COSTS)[source] * factor).astype(np.int64)


def _names(rng: np.random.Generator, size: int) -> list[str]:
    families = list(FAMILY_NAMES)
    family = draw(rng, list(FAMILY_NAMES.values()), size).tolist()
    first = rng.integers(len(GIVEN_FIRST), size=size).tolist()
    second = rng.integers(len(GIVEN_SECOND), size=size).tolist()
    return [
        families[one] + GIVEN_FIRST[two] + GIVEN_SECOND[three]
        for one, two, three in zip(family, first, second, strict=True)
    ]


def _birth_years(rng: np.random.Generator, size: int) -> np.ndarray:
    years = BIRTH_YEARS[draw(rng, np.exp(-(((BIRTH_YEARS - 1989) / 12.0) ** 2) / 2), size)]
    return np.where(rng.random(size) < NO_BIRTH_YEAR_SHARE, "", years.astype(str))
