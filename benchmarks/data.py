"""Make the tables that the queries read, of an invented shop: ``python -m benchmarks.data ROWS``.

The same size gives the same rows. A third of the customers are there from the first day, the others join later;
each buys or answers at random from then on, and a few do so far more often than the rest. Some orders follow
another one on the same day, as they do in shops.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import DATA_END, FIRST_DAY, FOLDER

SEED: Final = 20_261_031
ROWS_PER_CUSTOMER: Final = 4
ROWS_PER_GROUP: Final = 250_000
SECONDS: Final = 86_400

CHANNELS: Final = {"web": 0.35, "app": 0.3, "marketplace": 0.2, "store": 0.1, "social": 0.05}
SEGMENTS: Final = {"standard": 0.5, "silver": 0.25, "gold": 0.15, "vip": 0.07, "partner": 0.03}
STATUSES: Final = {"completed": 0.9, "cancelled": 0.05, "returned": 0.03, "partly_returned": 0.02}
KINDS: Final = {"sale": 0.985, "exchange": 0.01, "reshipment": 0.005}
TOUCHPOINTS: Final = {
    "advertising": 0.2, "newsletter": 0.12, "website": 0.2, "mobile_app": 0.1, "product_page": 0.12, "chatbot": 0.04,
    "checkout": 0.08, "payment": 0.06, "review_written": 0.03, "referral": 0.02, "web_page": 0.03,
}  # fmt: skip
METRICS: Final = {"nps": 0.8, "csat": 0.15, "ces": 0.05}
SCORES: Final = (0.02, 0.01, 0.01, 0.02, 0.03, 0.07, 0.07, 0.13, 0.2, 0.19, 0.25)  # of 0 to 10
NO_CUSTOMER, NO_SCORE, OFF_SCALE, NEGATIVE, SAME_DAY = 0.03, 0.01, 0.002, 0.001, 0.02

Numbers = np.ndarray[Any, Any]


def table(name: str, *, rows: int, folder: Path = FOLDER) -> Path:
    """Give the Parquet file of a table, making it when it is not there yet.

    Parameters
    ----------
    name : {"orders", "responses", "touchpoints"}
        The table.
    rows : int
        Number of its rows.
    folder : Path, optional
        Where it is kept.

    Returns
    -------
    Path
    """
    path = folder / f"{name}-{rows}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        _write(unfinished, _MAKERS[name](rows))
        unfinished.replace(path)
    return path


def _write(path: Path, groups: Iterator[pa.Table]) -> None:
    """Write one row group after the other."""
    first = next(groups)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for group in groups:
            writer.write_table(group)


def _orders(rows: int) -> Iterator[pa.Table]:
    customers, times = _visits(rows, np.random.default_rng([SEED, 1]))
    for start in range(0, rows, ROWS_PER_GROUP):
        part = slice(start, start + ROWS_PER_GROUP)
        rng = np.random.default_rng([SEED, 2, start])
        size = len(times[part])
        amount = np.round(rng.lognormal(10.6, 0.7, size), -2) * np.where(rng.random(size) < NEGATIVE, -1, 1)
        yield pa.table(
            {
                "order_id": _ids("O", np.arange(start, start + size), 9),
                "customer_id": _ids("C", customers[part], 8, missing=rng.random(size) < NO_CUSTOMER),
                "ordered_at": _times(times[part]),
                "amount": amount,
                "channel": _words(CHANNELS, rng, size),
                "status": _words(STATUSES, rng, size),
                "kind": _words(KINDS, rng, size),
            }
        )


def _responses(rows: int) -> Iterator[pa.Table]:
    customers, times = _visits(rows, np.random.default_rng([SEED, 3]))
    for start in range(0, rows, ROWS_PER_GROUP):
        part = slice(start, start + ROWS_PER_GROUP)
        rng = np.random.default_rng([SEED, 4, start])
        size = len(times[part])
        score = rng.choice(len(SCORES), size, p=SCORES).astype(float)
        score[rng.random(size) < OFF_SCALE] = 99
        yield pa.table(
            {
                "response_id": _ids("R", np.arange(start, start + size), 9),
                "responded_at": _times(times[part]),
                "metric": _words(METRICS, rng, size),
                "score": pa.array(score, mask=rng.random(size) < NO_SCORE),
                "customer_id": _ids("C", customers[part], 8, missing=rng.random(size) < NO_CUSTOMER),
                "channel": _words(CHANNELS, rng, size),
                "segment": _words(SEGMENTS, rng, size),
            }
        )


def _touchpoints(rows: int) -> Iterator[pa.Table]:
    customers, times = _visits(rows, np.random.default_rng([SEED, 5]))
    for start in range(0, rows, ROWS_PER_GROUP):
        part = slice(start, start + ROWS_PER_GROUP)
        rng = np.random.default_rng([SEED, 6, start])
        size = len(times[part])
        yield pa.table(
            {
                "customer_id": _ids("C", customers[part], 8, missing=rng.random(size) < NO_CUSTOMER),
                "occurred_at": _times(times[part]),
                "touchpoint": _words(TOUCHPOINTS, rng, size),
                "channel": _words(CHANNELS, rng, size),
                "duration_s": pa.array(rng.integers(1, 900, size), mask=rng.random(size) < NO_SCORE),
            }
        )


_MAKERS = {"orders": _orders, "responses": _responses, "touchpoints": _touchpoints}


def _visits(rows: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Draw who comes, and the second since the first day at which they do, in the order of time."""
    people = max(rows // ROWS_PER_CUSTOMER, 1)
    seconds = ((DATA_END - FIRST_DAY).days + 1) * SECONDS
    joined = np.maximum(rng.integers(-seconds // 2, seconds, people), 0)
    customer = (people * rng.random(rows) ** 1.5).astype(np.int64)
    time = joined[customer] + (rng.random(rows) * (seconds - joined[customer])).astype(np.int64)
    again = 1 + np.flatnonzero(rng.random(rows - 1) < SAME_DAY)
    customer[again] = customer[again - 1]
    time[again] = np.minimum(time[again - 1] + rng.integers(60, 7200, len(again)), seconds - 1)
    order = np.argsort(time, kind="stable")
    return customer[order], time[order]


def _ids(prefix: str, numbers: Numbers, width: int, *, missing: Numbers | None = None) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    ids = pc.binary_join_element_wise(prefix, digits, "")
    return ids if missing is None else pc.if_else(pa.array(missing), None, ids)


def _times(seconds: Numbers) -> pa.Array:
    start = np.datetime64(FIRST_DAY, "us")
    return pa.array(start + seconds.astype("timedelta64[s]"))


def _words(shares: dict[str, float], rng: np.random.Generator, size: int) -> pa.Array:
    codes = rng.choice(len(shares), size, p=list(shares.values())).astype(np.int8)
    return pa.DictionaryArray.from_arrays(codes, list(shares)).cast(pa.string())


if __name__ == "__main__":
    for made in _MAKERS:
        print(table(made, rows=int(sys.argv[1])))
