"""Rows of deliveries.csv: every parcel's promise and what became of it, as far as it is known on the last day."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Flags, Ints
from clock import DAYS, FOUNDED, HOUR, LAST_SECOND, Moments, iso, moments
from parcels import CARRIERS, PROMISED_DAYS, REGIONS, WAREHOUSES
from people import People

HEADER: Final = (
    "order_id", "promised_on", "dispatched_at", "first_attempt_at", "delivered_at", "damaged", "carrier", "warehouse",
    "region", "re_promised_on",
)  # fmt: skip
EARLY_SHARE: Final = 0.12  # of the parcels that are not late: delivered on the evening of the order's day
NOON: Final = 12 * HOUR  # nothing is delivered on the order's own day unless ordered before
FAILED_SHARES: Final = (0.02, 0.25)  # P(first attempt failed): in time, late
RE_PROMISED_SHARE: Final = 0.5  # of the parcels two days late or more
OPEN: Final = np.datetime64("NaT", "s")


def parcel_rows(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders with a parcel: sent, and not cancelled."""
    return orders[(orders["carrier"] >= 0) & (orders["status"] != "cancelled")]


def delivery_rows(rng: np.random.Generator, orders: pd.DataFrame, crowd: People) -> pd.DataFrame:
    """Rows of deliveries.csv as text, in order of the orders; what lies after the last day is empty."""
    rows = parcel_rows(orders)
    late = rows["days_late"].to_numpy()
    times = _times(rng, rows, late)
    promised = FOUNDED + rows["day"].to_numpy() + PROMISED_DAYS
    moved = (late >= 2) & (rng.random(len(rows)) < RE_PROMISED_SHARE)
    customer = rows["customer"].to_numpy()
    region = np.where(customer >= 0, crowd.region[customer], rows["guest_region"])
    delivered = times[-1]
    return pd.DataFrame(
        {
            "order_id": rows["order_id"].to_numpy(),
            "promised_on": np.datetime_as_string(promised, unit="D").astype(object),
            **{name: _text(when) for name, when in zip(HEADER[2:5], times, strict=True)},
            "damaged": np.where(_known(delivered), np.where(rows["damaged"], "true", "false"), ""),
            "carrier": np.array(CARRIERS, dtype=object)[rows["carrier"]],
            "warehouse": np.array(WAREHOUSES, dtype=object)[rows["warehouse"]],
            "region": np.array(list(REGIONS), dtype=object)[region],
            "re_promised_on": np.where(moved, np.datetime_as_string(promised + late, unit="D").astype(object), ""),
        },
        dtype=object,
    )


def _times(rng: np.random.Generator, rows: pd.DataFrame, late: Ints) -> tuple[Moments, Moments, Moments]:
    """Dispatch, first attempt and delivery; an attempt that failed was the evening, or the day, before."""
    size, day = len(rows), rows["day"].to_numpy()
    failed = rng.random(size) < np.array(FAILED_SHARES)[np.minimum(late, 1)]
    early = (late == 0) & (rng.random(size) < EARLY_SHARE) & (rows["second"].to_numpy() < NOON) & ~failed
    arrives = day + np.where(early, 0, PROMISED_DAYS + late)
    second = np.where(early | (failed & (late == 0)), _between(rng, 18, 22, size), _between(rng, 9, 18, size))
    delivered = moments(arrives, second)
    before = np.where(late > 0, rng.integers(22 * HOUR, 26 * HOUR, size=size), _between(rng, 1, 6, size))
    attempt = np.where(failed, delivered - before.astype("timedelta64[s]"), delivered)
    ordered = rows["moment"].to_numpy().astype("datetime64[s]")
    share = np.where(early, 0.4, 0.3 + 0.4 * rng.random(size))
    waited = ((attempt - ordered).astype(np.int64) * share).astype(np.int64)
    return ordered + waited.astype("timedelta64[s]"), attempt, delivered


def _between(rng: np.random.Generator, first: int, last: int, size: int) -> Ints:
    return np.minimum(rng.integers(first * HOUR, last * HOUR, size=size), LAST_SECOND)


def _known(when: Moments) -> Flags:
    return when < FOUNDED + DAYS


def _text(when: Moments) -> np.ndarray:
    return np.where(_known(when), iso(when).astype(object), "")
