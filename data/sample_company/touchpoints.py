"""touchpoints.parquet: every touch of customers, prospects and unknown visitors, typed."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from chance import some
from clock import Moments
from contacts import of_advocates, of_nobody, of_orders, of_tickets
from journeys import at_order, before_order, travellers
from loyalty import Members
from people import People
from touches import as_rows, joined

FILE: Final = "touchpoints.parquet"
SCHEMA: Final = pa.schema(
    {
        "customer_id": pa.string(),
        "occurred_at": pa.timestamp("s", tz="Asia/Seoul"),
        "touchpoint": pa.string(),
        "channel": pa.string(),
        "campaign": pa.string(),
        "duration_s": pa.int32(),
        "page_ms": pa.int32(),
        "assisted_by_ai": pa.bool_(),
        "outcome": pa.string(),
    }
)
SEOUL: Final = "Asia/Seoul"


def touchpoint_rows(
    rng: np.random.Generator,
    crowd: People,
    orders: pd.DataFrame,
    tickets: pd.DataFrame,
    *,
    first_order: Moments,
    members: Members,
) -> pd.DataFrame:
    """Every touch, in order of time.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    crowd : People
        The customers.
    orders, tickets : DataFrame
        As made by `orders` and `tickets`.
    first_order : array of datetime64
        Of every customer; of one who never bought, the sign-up.
    members : Members
        Of the loyalty programme.
    """
    first = orders[orders["turn"] == 0]
    made = travellers(rng, crowd, first_order)
    known = [
        *before_order(rng, made),
        *at_order(rng, crowd, first),
        *of_orders(rng, crowd, orders),
        of_tickets(tickets),
        *of_advocates(rng, crowd, first_order, members),
    ]
    others = sum(len(one.person) for one in known)
    visitors = [f"V{number:07d}" for number in range(1, len(made.person) - len(crowd.ids) + 1)]
    ids = np.append(crowd.ids, np.array(visitors, dtype=object))
    return as_rows(rng, joined([*known, of_nobody(rng, others)]), ids)


def with_faults(rng: np.random.Generator, rows: pd.DataFrame, counts: dict[str, int]) -> pd.DataFrame:
    """Repeat some rows somewhere behind themselves, and blank the touchpoint of others."""
    repeats, blanks = counts["exact_duplicate"], counts["blank_touchpoint"]
    chosen = rng.permutation(some(rng, len(rows), (repeats + blanks + 0.25) / len(rows)))[: repeats + blanks]
    spoiled = rows.copy()
    spoiled.loc[chosen[repeats:], "touchpoint"] = ""
    again = rng.integers(chosen[:repeats] + 1, len(rows) + 1) - 0.5
    positions = np.append(np.arange(len(rows)), again)
    sources = np.append(np.arange(len(rows)), chosen[:repeats])
    return spoiled.iloc[sources[np.argsort(positions, kind="stable")]].reset_index(drop=True)


def write_touchpoints(path: Path, rows: pd.DataFrame) -> None:
    """Write the Parquet file: empty text and negative numbers are missing, and pages carry checksums."""
    columns = [_column(rows[field.name], field) for field in SCHEMA]
    table = pa.Table.from_arrays(columns, schema=SCHEMA)
    pq.write_table(table, path, write_page_checksum=True, compression="zstd", store_schema=True)


def _column(values: pd.Series, field: pa.Field) -> pa.Array:
    if field.name == "occurred_at":
        local = pa.array(values.to_numpy().astype("datetime64[s]"))
        return pc.assume_timezone(local, SEOUL)
    if pa.types.is_string(field.type):
        return pa.array(values.to_numpy(), type=field.type, mask=values.to_numpy() == "")
    numbers = values.to_numpy()
    if pa.types.is_boolean(field.type):
        return pa.array(numbers > 0, mask=numbers < 0)
    return pa.array(numbers.astype(np.int32), mask=numbers < 0)
