"""DuckDB and SQLite files: one table or view of them, read only, with the row's number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

import duckdb
import numpy as np
import pyarrow as pa

from cxmetrics.engine import quote
from cxmetrics.errors import DataError
from cxmetrics.sources.filetype import check_sidecar, check_unchanged, fingerprint, guarded, hash_of
from cxmetrics.sources.header import column_names
from cxmetrics.sources.records import (
    BATCH_ROWS,
    LINE,
    LISTED,
    MAX_LINE,
    Part,
    Reading,
    batches,
    printable,
    shown,
    text_schema,
)

CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
    "memory_limit": "2GB",
    "lock_configuration": "true",
}
DUCKDB_TABLES = """
    select schema_name, table_name from duckdb_tables() where database_name = current_database() and not internal
    union all
    select schema_name, view_name from duckdb_views() where database_name = current_database() and not internal
    order by all"""
SQLITE_TABLES = r"""
    select 'main', name from sqlite_master
    where type in ('table', 'view') and name not like 'sqlite\_%' escape '\' order by name"""
PART_ROWS = 1000
UNWRITTEN = {"duckdb": (".wal",), "sqlite": ("-wal", "-journal")}
REFUSALS = (duckdb.PermissionException, duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
Batches = Iterator[pa.RecordBatch]


def read_database(path: Path, kind: str, *, table: str | None = None) -> tuple[pa.RecordBatchReader, Reading]:
    """Read one table of a database file.

    Parameters
    ----------
    path : Path
        The file.
    kind : {"duckdb", "sqlite"}
        What it is.
    table : str, optional
        Table or view, with its schema where that is not ``main``; needed where the file holds more than one.

    Returns
    -------
    RecordBatchReader
        From DuckDB its own types, from SQLite text as it is stored; and the number of each row, from 1.
    Reading
        The account.

    Notes
    -----
    The file is opened read only and nothing is written beside it. DuckDB loads no extension and opens no other file.
    Where another program has not yet written its changes into the file, it is refused.
    """
    before = fingerprint(path)
    reading = Reading(path, kind, sha256=hash_of(path))
    check_sidecar(reading)
    _refuse_unwritten(path, kind)
    opened = _DuckDB(reading, table) if kind == "duckdb" else _SQLite(reading, table)
    check_unchanged(path, before)
    stream = guarded(reading, before, opened.batches())
    return pa.RecordBatchReader.from_batches(opened.schema, stream), reading


def _refuse_unwritten(path: Path, kind: str) -> None:
    for ending in UNWRITTEN[kind]:
        beside = path.with_name(path.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise DataError(
                "E-FILE-CHANGING",
                "changes that are not yet in the file stand in {beside}.",
                where=shown(path),
                fix="close the program that writes to it, or export the table.",
                beside=shown(beside),
            )


def _choose(reading: Reading, tables: list[tuple[str, str]], wanted: str | None) -> str:
    """Quoted name of the one table that is meant."""
    named = {name if schema == "main" else f"{schema}.{name}": (schema, name) for schema, name in tables}
    found = [pair for label, pair in named.items() if wanted in {None, label, ".".join(pair)}]
    if len(found) == 1:
        return ".".join(map(quote, found[0]))
    none = "there is no table {table!r}; the file holds: {names}."
    raise DataError(
        "E-TABLE-NAME",
        "the file holds {n} tables and none is chosen: {names}." if wanted is None else none,
        where=reading.file,
        fix='table = "…" in cx.toml.',
        more=max(len(named) - LISTED, 0),
        table=wanted,
        n=len(named),
        names=", ".join(printable(label) for label in list(named)[:LISTED]) or "–",
    )


class _DuckDB:
    """A table of a DuckDB file, with its own types."""

    def __init__(self, reading: Reading, table: str | None) -> None:
        self.reading = reading
        with _damage(reading), ExitStack() as stack:
            path = str(reading.path.absolute())
            self.connection = stack.enter_context(duckdb.connect(path, read_only=True, config=CLOSED))
            tables = self.connection.execute(DUCKDB_TABLES).fetchall()
            self.source = self.connection.sql(f"select * from {_choose(reading, tables, table)}")
            fields = self.source.to_arrow_reader(BATCH_ROWS).schema
            names = column_names(fields.names, reading, 0)
            renamed = [field.with_name(name) for field, name in zip(fields, names, strict=True)]
            self.schema = pa.schema([*renamed, pa.field(LINE, pa.int64())])
            stack.pop_all()

    def batches(self) -> Batches:
        reading = self.reading
        with closing(self.connection), _damage(reading):
            for batch in self.source.to_arrow_reader(BATCH_ROWS):
                numbers = np.arange(reading.rows + 1, reading.rows + len(batch) + 1)
                reading.rows += len(batch)
                reading.check_rows()
                yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(numbers)], schema=self.schema)


class _SQLite:
    """A table of an SQLite file, as text."""

    def __init__(self, reading: Reading, table: str | None) -> None:
        self.reading = reading
        address = f"file:{percent(str(reading.path.absolute()))}?mode=ro&immutable=1"
        with _damage(reading), ExitStack() as stack:
            connect = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.connection = stack.enter_context(closing(connect))
            self.connection.text_factory = _text
            self.connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_LINE)
            self.connection.execute("pragma trusted_schema = off")
            if self.connection.execute("pragma quick_check(1)").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("quick_check")
            tables = self.connection.execute(SQLITE_TABLES).fetchall()
            self.rows = self.connection.execute(f"select * from {_choose(reading, tables, table)}")
            self.schema = text_schema(column_names([name for name, *_ in self.rows.description], reading, 0))
            stack.pop_all()

    def batches(self) -> Batches:
        with closing(self.connection), _damage(self.reading):
            yield from batches(self.schema, self._parts())

    def _parts(self) -> Iterator[Part]:
        while rows := self.rows.fetchmany(PART_ROWS):
            first = self.reading.rows + 1
            self.reading.rows += len(rows)
            self.reading.check_rows()
            kept = [(*map(_as_text, row), line) for line, row in enumerate(rows, first) if self._fits(line, row)]
            found = list(zip(*kept, strict=True)) or [()] * len(self.schema)
            *columns, lines = (pa.array(cells, kind) for cells, kind in zip(found, self.schema.types, strict=True))
            yield columns, lines, sum(column.nbytes for column in columns)

    def _fits(self, line: int, row: tuple[Any, ...]) -> bool:
        """Set a row aside that holds what is no text and no number."""
        if bytes not in map(type, row):
            return True
        cells = ["" if isinstance(value, bytes) else value for value in row]
        at = next(i for i, value in enumerate(row) if isinstance(value, bytes))
        self.reading.set_aside("Q-TYPE", line, "a value of bytes, no text", column=self.reading.header[at], cells=cells)
        return False


def _text(data: bytes) -> str | bytes:
    """Text of a cell; what is not UTF-8 stays bytes."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _as_text(value: str | float | None) -> str | None:
    """Write a cell as text: whole numbers as digits, others so that no digit is lost.

    Examples
    --------
    >>> _as_text(7), _as_text(0.1), _as_text(None), _as_text("007")
    ('7', '0.1', None, '007')
    """
    return value if value is None or isinstance(value, str) else repr(value)


@contextmanager
def _damage(reading: Reading) -> Iterator[None]:
    """Turn what a database says into an error of ours."""
    try:
        yield
    except REFUSALS as error:
        raise _unreadable("E-TABLE-NAME", "the table cannot be read ({reason}).", reading, error) from None
    except (duckdb.Error, sqlite3.Error, pa.ArrowException) as error:
        said = "this is no readable database, or another program uses it ({reason})."
        raise _unreadable("E-FILE-CORRUPT", said, reading, error) from None


def _unreadable(code: str, said: str, reading: Reading, error: Exception) -> DataError:
    reason = printable(str(error).splitlines()[0][:200]) if str(error) else type(error).__name__
    fix = "export the table to a file of its own, such as Parquet or CSV."
    return DataError(code, said, where=reading.file, fix=fix, reason=reason)
