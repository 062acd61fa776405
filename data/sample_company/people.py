"""The customers: what is fixed at sign-up, and what only the model knows of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints, draw, draw_by
from clock import FOUNDED, HOUR, Moments, iso, moments
from model import BUYER_SHARE, MIX, SEGMENT_NAMES, SEGMENTS, arrivals

HEADER: Final = (
    "customer_id", "name", "joined_at", "segment", "region", "birth_year", "consent", "acquisition_source",
)  # fmt: skip
CONSENT_SHARE: Final = 0.86
NO_BIRTH_YEAR_SHARE: Final = 0.03
FAMILY_NAMES: Final = {
    "김": 21, "이": 15, "박": 8, "최": 5, "정": 5, "강": 2, "조": 2, "윤": 2, "장": 2, "임": 2, "한": 2, "오": 2,
    "서": 2, "신": 2, "권": 1, "황": 1, "안": 1, "송": 1, "류": 1, "홍": 1, "남궁": 0.1, "선우": 0.1,
}  # fmt: skip
GIVEN_FIRST: Final = "민서지하도유예수은주현승재성영선채다가나"
GIVEN_SECOND: Final = "준윤우원연아진빈율희호은경훈민서영현린솔"
REGIONS: Final = {
    "경기도": 26, "서울특별시": 19, "부산광역시": 6.4, "경상남도": 6.3, "인천광역시": 5.8, "경상북도": 4.9,
    "대구광역시": 4.6, "충청남도": 4.1, "전라남도": 3.5, "전북특별자치도": 3.4, "충청북도": 3.1, "강원특별자치도": 3,
    "대전광역시": 2.8, "광주광역시": 2.7, "울산광역시": 2.1, "제주특별자치도": 1.3, "세종특별자치시": 0.8,
}  # fmt: skip
SOURCES: Final = ("search", "social", "referral", "influencer", "live", "marketplace", "store", "partner", "staff")
SOURCE_MIX: Final = (
    (25, 20, 28, 8, 5, 4, 10, 0, 0),
    (28, 24, 14, 10, 7, 9, 8, 0, 0),
    (4, 4, 2, 4, 6, 8, 2, 70, 0),
    (0, 0, 0, 0, 0, 0, 0, 0, 100),
)
BIRTH_YEARS: Final = np.arange(1952, 2008)


@dataclass(frozen=True)
class People:
    """One entry a customer in every array, in order of the first purchase occasion."""

    segment: Ints
    favourite: Ints  # channel
    temper: Floats  # what the customer brings to every answer, standard normal
    first_day: Ints  # of the first occasion, or of the sign-up of one who never buys
    join_day: Ints
    buys: np.ndarray
    ids: np.ndarray


def people(rng: np.random.Generator, size: int) -> People:
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
    )


def _segments(size: int) -> Ints:
    """As many of each segment as its share says; the largest takes what rounding leaves."""
    counts = np.array([max(1, round(one.share * size)) for one in SEGMENTS])
    counts[counts.argmax()] += size - counts.sum()
    return np.repeat(np.arange(len(SEGMENTS)), counts)


def customer_rows(rng: np.random.Generator, crowd: People, first_order: Moments) -> pd.DataFrame:
    """Rows of customers.csv as text; nobody's first order (missing if none) is before the sign-up."""
    size = len(crowd.ids)
    return pd.DataFrame(
        {
            "customer_id": crowd.ids,
            "name": _names(rng, size),
            "joined_at": iso(_joined(rng, crowd, first_order)),
            "segment": np.array(SEGMENT_NAMES, dtype=object)[crowd.segment],
            "region": np.array(list(REGIONS), dtype=object)[draw(rng, list(REGIONS.values()), size)],
            "birth_year": _birth_years(rng, size),
            "consent": np.where(rng.random(size) < CONSENT_SHARE, "true", "false"),
            "acquisition_source": np.array(SOURCES, dtype=object)[draw_by(rng, SOURCE_MIX, crowd.segment)],
        },
        dtype=object,
    )


def _joined(rng: np.random.Generator, crowd: People, first_order: Moments) -> Moments:
    size = len(crowd.ids)
    some_time = moments(crowd.join_day, rng.integers(24 * HOUR, size=size))
    just_before = first_order - rng.integers(120, HOUR, size=size).astype("timedelta64[s]")
    same_day = (crowd.join_day == crowd.first_day) & ~np.isnat(first_order)
    return np.maximum(np.where(same_day, just_before, some_time), FOUNDED.astype("datetime64[s]"))


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
