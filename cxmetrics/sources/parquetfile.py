"""Parquet: typed columns as they are stored, with the row's number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cxmetrics.errors import DataError
from cxmetrics.sources.filetype import check_sidecar, check_unchanged, fingerprint, guarded, hash_of
from cxmetrics.sources.header import column_names
from cxmetrics.sources.records import BATCH_ROWS, LINE, MAX_ROWS, Reading, limit, printable

MAX_DIGITS = 38


def read_parquet(path: Path) -> tuple[pa.RecordBatchReader, Reading]:
    """Read a Parquet file with its own types.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    RecordBatchReader
        Its columns, and the number of each row, from 1.
    Reading
        The account.

    Notes
    -----
    Flipped bits are noticed where the writer stored checksums of its pages, or where a ``.sha256`` file stands beside
    it; Parquet itself does not notice them.
    """
    before = fingerprint(path)
    reading = Reading(path, "parquet", sha256=hash_of(path))
    check_sidecar(reading)
    with _damage(reading):
        source = pq.ParquetFile(path, page_checksum_verification=True)
        names = column_names(source.schema_arrow.names, reading, 0)
        pairs = zip(source.schema_arrow, names, strict=True)
        fields = [pa.field(name, _held_as(field.type)) for field, name in pairs]
        for field in fields:
            _refuse_type(field, reading)
    if source.metadata.num_rows > MAX_ROWS:
        raise limit("{n:,} rows, more than {most:,}.", where=reading.file, n=source.metadata.num_rows, most=MAX_ROWS)
    check_unchanged(path, before)
    schema = pa.schema([*fields, pa.field(LINE, pa.int64())])
    stream = guarded(reading, before, _batches(source, schema, reading))
    return pa.RecordBatchReader.from_batches(schema, stream), reading


def _batches(source: pq.ParquetFile, schema: pa.Schema, reading: Reading) -> Iterator[pa.RecordBatch]:
    with source, _damage(reading):
        for batch in source.iter_batches(batch_size=BATCH_ROWS):
            numbers = np.arange(reading.rows + 1, reading.rows + len(batch) + 1)
            reading.rows += len(batch)
            columns = [_cast(column, kind) for column, kind in zip(batch.columns, schema.types, strict=False)]
            yield pa.RecordBatch.from_arrays([*columns, pa.array(numbers)], schema=schema)
    if reading.rows != source.metadata.num_rows:
        raise DataError(
            "E-FILE-CORRUPT",
            "{n:,} rows were read, its footer says {meant:,}.",
            where=reading.file,
            fix="write the file again.",
            n=reading.rows,
            meant=source.metadata.num_rows,
        )


def _held_as(kind: pa.DataType) -> pa.DataType:
    """Type by which the engine can hold a column: it knows no zoned nanoseconds, half floats and wide decimals."""
    if pa.types.is_timestamp(kind) and kind.tz and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if pa.types.is_float16(kind):
        return pa.float32()
    if pa.types.is_decimal256(kind):
        digits, scale = kind.precision, kind.scale
        return pa.decimal128(digits, scale) if digits <= MAX_DIGITS and scale >= 0 else pa.float64()
    return kind


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    return column if column.type == kind else column.cast(kind, safe=False)


def _refuse_type(field: pa.Field, reading: Reading) -> None:
    """Refuse a column that the engine cannot hold."""
    try:
        duckdb.from_arrow(pa.schema([field]).empty_table())
    except duckdb.Error:
        raise DataError(
            "E-COLUMN-TYPE",
            "values of the type {kind} cannot be read.",
            where=f"{reading.file} [{printable(field.name)}]",
            fix="write the column as text, number or time, or leave it out.",
            kind=str(field.type),
        ) from None


@contextmanager
def _damage(reading: Reading) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise DataError(
            "E-FILE-CORRUPT",
            "this is no readable Parquet file ({reason}).",
            where=reading.file,
            fix="copy or write the file again.",
            reason=printable(reason),
        ) from None
