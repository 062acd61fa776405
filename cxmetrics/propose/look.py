"""A first look at a file: how it is to be read, and what its columns hold."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from cxmetrics.errors import CxError, DataError
from cxmetrics.sources.reading import LINE, read

LOOKED_AT = 20_000  # rows
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Look:
    """What a file looks like.

    Parameters
    ----------
    path : Path
        The file.
    options : dict
        How it can be read, where that is not the default: ``encoding``, ``delimiter``, ``sheet``, ``header_row``.
    table : Table
        Its first rows: text, or the file's own types.
    """

    path: Path
    options: dict[str, Any]
    table: pa.Table

    @cached_property
    def columns(self) -> dict[str, list[Any]]:
        """Values of each column, without those that are empty."""
        found = {name: self.table.column(name).to_pylist() for name in self.table.column_names}
        return {name: [v for v in values if v is not None and str(v).strip()] for name, values in found.items()}

    def pairs(self, one: str, other: str) -> list[tuple[str, str]]:
        """Give two columns row by row, as text, where both hold something."""
        rows = zip(self.table.column(one).to_pylist(), self.table.column(other).to_pylist(), strict=True)
        texts = [(str(a).strip(), str(b).strip()) for a, b in rows if a is not None and b is not None]
        return [(a, b) for a, b in texts if a and b]

    def kinds(self, *names: str) -> int:
        """Count the different rows, by some columns or by all."""
        return int(self.table.group_by(list(names) or self.table.column_names).aggregate([]).num_rows)

    def texts(self, name: str) -> list[str]:
        """Give a column's values as text."""
        return [str(value).strip() for value in self.columns[name]]


def look_at(path: Path, **declared: str) -> Look:
    """Read the first rows of a file, trying the delimiters, header rows and sheets that it may have.

    Raises
    ------
    CxError
        The file cannot be read; the error says why, as a run would.
    """
    options: dict[str, Any] = dict(declared)
    for _ in range(4):  # a delimiter, a header row and a sheet may each have to be found
        try:
            return _drawn(path, options)
        except DataError as error:
            found = _way_out(error)
            if not found or found.items() <= options.items():
                raise
            options |= found
    return _drawn(path, options)


def _way_out(error: CxError) -> dict[str, Any]:
    """Read from an error what would have to be declared."""
    fields = error.fields
    if error.code == "E-DELIM" and "sign" in fields:
        return {"delimiter": fields["sign"]}
    if error.code == "E-HEADER" and "likely" in fields:
        return {"header_row": fields["likely"]}
    return {}


def _drawn(path: Path, options: dict[str, Any]) -> Look:
    stream, reading = read(path, **options)
    batches, rows = [], 0
    for batch in stream:
        batches.append(batch)
        rows += len(batch)
        if rows >= LOOKED_AT:
            break
    table = pa.Table.from_batches(batches, stream.schema).slice(0, LOOKED_AT)
    found = dict(options)
    if reading.encoding not in {"", "utf-8"}:
        found["encoding"] = reading.encoding
    return Look(path, found, table.drop_columns([LINE]))


def joined(looks: Sequence[Look]) -> Look:
    """Put looks at files with the same columns together; their path is the pattern that their names share."""
    names = [look.path.name for look in looks]
    pattern = functools.reduce(_pattern, names)
    options = dict(looks[0].options)
    if len({look.options.get("encoding") for look in looks}) > 1:
        options.pop("encoding", None)  # each file has its own, which is found as the whole file is read
    return Look(looks[0].path.with_name(pattern), options, pa.concat_tables([look.table for look in looks]))


def _pattern(one: str, other: str) -> str:
    """Give the pattern that two names share.

    Examples
    --------
    >>> _pattern("orders-2025.csv", "orders-2026.csv")
    'orders-202*.csv'
    """
    start = _shared(one, other)
    end = min(_shared(one[::-1], other[::-1]), min(len(one), len(other)) - start)
    return f"{one[:start]}*{one[len(one) - end :]}" if end else f"{one[:start]}*"


def _shared(one: str, other: str) -> int:
    """Count the signs with which two texts begin alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
