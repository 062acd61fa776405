"""What is true of parcels: who carries them, from where, how often they come late and by how many days."""

from functools import cache
from typing import Final

import numpy as np
from chance import Flags, Floats, Ints, draw_by
from clock import DAYS, FOUNDED
from model import CHANNEL_NAMES

REGIONS: Final = {
    "경기도": 26, "서울특별시": 19, "부산광역시": 6.4, "경상남도": 6.3, "인천광역시": 5.8, "경상북도": 4.9,
    "대구광역시": 4.6, "충청남도": 4.1, "전라남도": 3.5, "전북특별자치도": 3.4, "충청북도": 3.1, "강원특별자치도": 3,
    "대전광역시": 2.8, "광주광역시": 2.7, "울산광역시": 2.1, "제주특별자치도": 1.3, "세종특별자치시": 0.8,
}  # fmt: skip
AREAS: Final = ("capital", "middle", "far")
CAPITAL: Final = ("경기도", "서울특별시", "인천광역시")
FAR: Final = ("경상북도", "전라남도", "강원특별자치도", "제주특별자치도")
AREA_OF_REGION: Final = np.array([0 if name in CAPITAL else 2 if name in FAR else 1 for name in REGIONS])
REGION_WEIGHTS: Final = np.array(list(REGIONS.values())) / sum(REGIONS.values())
AREA_SHARES: Final = np.bincount(AREA_OF_REGION, weights=REGION_WEIGHTS)

PEAK_MONTHS: Final = (9, 11, 12)  # Chuseok and the end of the year
PEAK_FACTOR: Final = 1.6  # on P(late)
CARRIERS: Final = ("hanbit", "gaon", "doran")
CARRIER_LATE: Final = np.array([0.05, 0.08, 0.09])  # P(late) in the capital area, out of season
AREA_LATE: Final = np.array([0.0, 0.02, 0.08])  # added to it
CARRIER_MIX: Final = np.array([  # by season (0, 1: peak) and area
    [[0.60, 0.30, 0.10], [0.40, 0.35, 0.25], [0.15, 0.25, 0.60]],
    [[0.40, 0.50, 0.10], [0.30, 0.50, 0.20], [0.10, 0.40, 0.50]],
])  # fmt: skip
WAREHOUSES: Final = ("icheon", "okcheon", "gimhae")  # of no influence: they only serve different areas
WAREHOUSE_MIX: Final = ((0.85, 0.15, 0.0), (0.15, 0.35, 0.50), (0.30, 0.30, 0.40))
PROMISED_DAYS: Final = 1  # from the order to the promised day
DAYS_LATE: Final = np.array([0.0, 0.42, 0.24, 0.14, 0.09, 0.06, 0.03, 0.02])  # P(days late = index | late)
VERY_LATE: Final = 3  # days
DAMAGED_SHARE: Final = 0.015
NO_PARCEL: Final = CHANNEL_NAMES.index("store")  # bought in the shop and carried home

LATE_REPEAT: Final = (-0.06, -0.12)  # of a first order 1 or 2 days late, and later: on P(back within 90 days)
LATE_MOOD: Final = (-0.25, -0.40, -0.70)  # on the latent satisfaction, by 1, 2, 3 or more days late
DAMAGED_MOOD: Final = -0.60


def season(days: Ints) -> Ints:
    """1 where a day lies in a month with more parcels than the carriers can bear."""
    month = (FOUNDED + days).astype("datetime64[M]").astype(int) % 12 + 1
    return np.isin(month, PEAK_MONTHS).astype(np.int64)


def late_chance() -> Floats:
    """P(late) by season, area and carrier."""
    base = CARRIER_LATE[None, :] + AREA_LATE[:, None]
    return base * np.array([1.0, PEAK_FACTOR])[:, None, None]


@cache
def days_late_chance() -> Floats:
    """P(days late = last index) by season and area, over the carriers."""
    late = (late_chance() * CARRIER_MIX).sum(axis=-1, keepdims=True)
    chance = late * DAYS_LATE
    chance[..., 0] = 1 - late[..., 0]
    return chance


def mean_by_season(effect: Floats) -> Floats:
    """Expect, by season and area, what depends on the days late."""
    return days_late_chance() @ effect


def days_late_by_day() -> Floats:
    """P(days late = last index) by day of the order and area."""
    return days_late_chance()[season(np.arange(DAYS))]


def late_repeat() -> Floats:
    """Give the effect of the days late of a first order on P(back within 90 days)."""
    days = np.arange(len(DAYS_LATE))
    return np.select([days == 0, days < VERY_LATE], [0.0, LATE_REPEAT[0]], default=LATE_REPEAT[1])


def late_mood() -> Floats:
    """Give the effect of the days late on the latent satisfaction with the order."""
    days = np.arange(len(DAYS_LATE))
    return np.append(0.0, LATE_MOOD)[days.clip(max=VERY_LATE)]


def parcels(rng: np.random.Generator, area: Ints, day: Ints, sent: Flags) -> dict[str, np.ndarray]:
    """Draw carrier, warehouse, days late and damage of orders; of those not sent, -1, -1, 0 and no.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    area, day : array of int
        Area of the address and day of the order.
    sent : array of bool
        Whether there is a parcel.
    """
    cell = season(day) * len(AREAS) + area
    carrier = draw_by(rng, CARRIER_MIX.reshape(-1, len(CARRIERS)), cell)
    late = rng.random(len(day)) < late_chance().reshape(-1, len(CARRIERS))[cell, carrier]
    behind = draw_by(rng, [DAYS_LATE], np.zeros(len(day), dtype=np.int64))
    damaged = rng.random(len(day)) < DAMAGED_SHARE
    return {
        "carrier": np.where(sent, carrier, -1),
        "warehouse": np.where(sent, draw_by(rng, WAREHOUSE_MIX, area), -1),
        "days_late": np.where(sent & late, behind, 0),
        "damaged": sent & damaged,
    }
