"""Parses one sheet in a process of its own, under limits of memory and time: run as a script by the reader.

It imports nothing of the package, so that it starts fast and holds little that a hostile file could reach.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineWorkbook

CORRUPT = 3  # exit code: the parser refuses the workbook
BATCH_ROWS = 50_000
EXACT = 2**53  # up to here every whole number has a float of its own
MILLISECOND = 1000
ROW = "row"

Cell = int | float | str | bool | time | date | datetime | timedelta


def as_text(value: Cell, decimal: str = ".", typed: str = "") -> str:
    """Write a cell as text: numbers with the decimal mark that texts have, dates with a mark behind them.

    Examples
    --------
    >>> as_text(3.0), as_text(0.1), as_text(True), as_text(date(2026, 10, 31))
    ('3', '0.1', 'true', '2026-10-31')
    >>> as_text(1.234, ",")
    '1,234'
    """
    if isinstance(value, str):
        return value.replace(typed, "") if typed else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value).replace(".", decimal)
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, datetime):
        return _rounded(value).isoformat() + typed
    return _plain(value) + (typed if isinstance(value, date) else "")


def _plain(value: int | date | time) -> str:
    if isinstance(value, time):
        return _rounded(datetime.combine(date(2000, 1, 1), value)).time().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _rounded(value: datetime) -> datetime:
    """Round to milliseconds: a workbook stores days as floats, which hold no more."""
    off = value.microsecond % MILLISECOND
    return value + timedelta(microseconds=(MILLISECOND if 2 * off >= MILLISECOND else 0) - off)


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02d}:{rest % 60:02d}"


def letters(column: int) -> str:
    """Name of a column, counted from 0.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    high, low = divmod(column, 26)
    return (letters(high - 1) if high else "") + chr(ord("A") + low)


def grids(rows: Iterable[list[Cell]], first_column: int, how: tuple[str, str]) -> Iterator[pa.RecordBatch]:
    """Batches of text, with the number of each row."""
    remaining, number = iter(rows), 1
    text = partial(as_text, decimal=how[0], typed=how[1])
    while block := list(islice(remaining, BATCH_ROWS)):
        columns = [pa.array(map(text, column), pa.string()) for column in zip(*block, strict=True)]
        names = [letters(first_column + i) for i in range(len(columns))]
        numbers = pa.array(range(number, number + len(block)), pa.int64())
        number += len(block)
        yield pa.RecordBatch.from_arrays([*columns, numbers], names=[*names, ROW])


def parse(source: str, sheet: str, target: str, how: tuple[str, str] = (".", "")) -> None:
    """Write one sheet as an Arrow stream; columns without any value are left out."""
    found = CalamineWorkbook.from_path(source).get_sheet_by_name(sheet)
    batches = list(grids(found.iter_rows(), found.start[1], how)) if found.start else []
    names = batches[0].schema.names if batches else [ROW]
    used = [name for name in names if name == ROW or any(pc.any(pc.not_equal(b[name], "")).as_py() for b in batches)]
    schema = pa.schema([(name, pa.int64() if name == ROW else pa.string()) for name in used])
    with pa.OSFile(target, "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.select(used))


def limit(kind: int, most: int) -> None:
    """Lower a limit of this process; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def main(*arguments: str) -> int:
    """Parse ``source sheet target decimal dated memory seconds`` under limits; give the exit code."""
    source, sheet, target, decimal, dated, memory, seconds = arguments
    limit(resource.RLIMIT_AS, int(memory))
    limit(resource.RLIMIT_CPU, int(seconds))
    limit(resource.RLIMIT_CORE, 0)
    try:
        parse(source, sheet, target, (decimal, dated))
    except CalamineError:
        return CORRUPT
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
