"""The files of a source: found by name, folder or pattern, and streamed into the view ``source``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from cxmetrics.errors import DataError
from cxmetrics.sources import check
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.reading import Reading, read


def find_files(source: str, base: Path) -> list[Path]:
    """Files of a source: a name taken literally where it exists, else a pattern; a folder gives its files."""
    path = base / source
    if path.is_dir():
        found = sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
    elif path.exists():
        found = [path]
    else:
        found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))) if path.is_absolute() else []
        found = found or sorted(base.glob(source) if not path.is_absolute() else [])
    if not found:
        raise DataError("E-FILE-KIND", "there is no such file.", where=source, fix=f"look in {base.name or base}/.")
    return found


def read_files(con: duckdb.DuckDBPyConnection, config: TableConfig, paths: Sequence[Path]) -> list[Reading]:
    """Stream each file into a table, and all of them into the view ``source``."""
    readings: list[Reading] = []
    for i, path in enumerate(paths):
        batches, reading = read(
            path,
            encoding=config.encoding,
            delimiter=config.delimiter,
            sheet=config.sheet,
            header_row=config.header_row,
        )
        _draw(con, batches, reading, into=f"file_{i}")
        readings.append(reading)
    _refuse_twins(readings)
    union = " union all by name ".join(f"select * from file_{i}" for i in range(len(readings)))
    con.execute(f"create or replace temp view source as {union}")
    return readings


def _draw(con: duckdb.DuckDBPyConnection, batches: pa.RecordBatchReader, reading: Reading, *, into: str) -> None:
    """Draw a stream into a table; an error of the reader comes out as it was raised."""
    con.register("incoming", batches)
    try:
        file = check.literal(reading.path.name)
        con.execute(f"create or replace temp table {into} as select *, {file} as __file from incoming")
    except duckdb.Error:
        if reading.error is not None:
            raise reading.error from None
        raise
    finally:
        con.unregister("incoming")


def _refuse_twins(readings: Sequence[Reading]) -> None:
    seen: dict[str, str] = {}
    for reading in readings:
        twin = seen.setdefault(reading.sha256, reading.path.name)
        if twin != reading.path.name:
            raise DataError("E-DUP-FILE", f"is the same file as {twin}.", where=reading.path.name, fix="remove one.")
