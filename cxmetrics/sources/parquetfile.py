"""Parquet: typed columns as they are stored, with the row's number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cxmetrics.errors import DataError
from cxmetrics.sources.filetype import check_sidecar, check_unchanged, fingerprint, guarded, hash_of
from cxmetrics.sources.header import column_names
from cxmetrics.sources.records import BATCH_ROWS, LINE, MAX_ROWS, Reading, limit, printable


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
        fields = [field.with_name(name) for field, name in zip(source.schema_arrow, names, strict=True)]
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
            yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(numbers)], schema=schema)
    if reading.rows != source.metadata.num_rows:
        raise DataError(
            "E-FILE-CORRUPT",
            "{n:,} rows were read, its footer says {meant:,}.",
            where=reading.file,
            fix="write the file again.",
            n=reading.rows,
            meant=source.metadata.num_rows,
        )


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
