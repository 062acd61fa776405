"""Which column of a file is which: by name, or by another name that is declared, file by file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence

import duckdb

from cxmetrics.engine import quote
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.header import safe_names
from cxmetrics.sources.mapfile import Columns, read_map
from cxmetrics.sources.reading import LINE, Reading
from cxmetrics.sources.records import printable
from cxmetrics.sources.values import TYPED, literal

WHERE_FROM = ("__file", "__line")
PART = "__part"  # number of the file in a view of several
FLOATS = {"DOUBLE", "FLOAT"}
EXACT = "9007199254740992"  # 2^53: from here on whole numbers share a float
NUMBER = re.compile(r"[+-]?\d{1,17}(\.\d{1,9})?", re.ASCII)
ROUNDED = r"\s*-?(\d([.,]\d+)?[eE]\+\d{2,}|\d{16,}[.,]0)\s*"  # as spreadsheets write numbers of many digits
SAME = "__same"  # hash of a whole file row, by which rows of a table without a key are told apart


def found_columns(wanted: Mapping[str, Sequence[str]], needed: Collection[str], reading: Reading) -> dict[str, str]:
    """Give the column of a file for each name that is wanted: the first of its names that the header has.

    Parameters
    ----------
    wanted : mapping of str to sequence of str
        Names that the columns may have, by the name that they get.
    needed : collection of str
        Those that must be there.
    reading : Reading
        The file.

    Raises
    ------
    DataError
        A needed column is missing; the closest one is named.
    """
    header = set(reading.header)
    found = {
        name: next(other for other in names if other in header) for name, names in wanted.items() if header & {*names}
    }
    missing = [wanted[name][0] for name in wanted if name in needed and name not in found]
    if missing:
        close = difflib.get_close_matches(missing[0], reading.header, n=1)
        raise DataError(
            "E-COLUMN",
            "column {column!r} is missing; found: {found}.",
            where=reading.file,
            fix="did you mean {close!r}? Name it with `rename` in cx.toml."
            if close
            else "name it with `rename` in cx.toml.",
            more=len(missing) - 1,
            column=missing[0],
            found=", ".join(safe_names(reading.header)),
            close=safe_names(close)[0] if close else "",
        )
    return found


def alias_notes(wanted: Mapping[str, Sequence[str]], found: Mapping[str, str], reading: Reading) -> list[str]:
    """Say which columns were found under another than their first name."""
    return [f"{name} = {other} ({reading.file})" for name, other in found.items() if other != wanted[name][0]]


def view_of(
    config: TableConfig,
    columns: Columns,
    readings: Sequence[Reading],
    *,
    source: str,
    types: Mapping[str, str],
    beside: Sequence[str] = (),
) -> tuple[str, list[str]]:
    """Select the columns that a map reads from a view of files, under the names that the map knows.

    Parameters
    ----------
    config : TableConfig
        Its map knows other names of columns; its ``rename`` adds the company's own.
    columns : Columns
        Those that the map reads; one that no file has is null.
    readings : sequence of Reading
        The files.
    source : str
        View that holds them, with `PART`.
    types : mapping of str to str
        SQL types of its columns.
    beside : sequence of str, default ()
        What is added: `WHERE_FROM`, or `SAME`.

    Returns
    -------
    str
        The select.
    list of str
        Columns found under another name.
    """
    aliases = read_map(config.map or "generic").aliases
    names = (*columns.needs, *columns.uses)
    wanted = {name: config.rename.get(name, aliases.get(name, (name,))) for name in names}
    found = [found_columns(wanted, columns.needs, reading) for reading in readings]
    nowhere = [name for name in names if not any(name in one for one in found)]
    selects = []
    for i, one in enumerate(found):
        chosen = [f"{plain(other, 'any', types[other], config)} as {quote(name)}" for name, other in one.items()]
        chosen += [f"cast(null as varchar) as {quote(name)}" for name in nowhere]
        chosen += [whole_row(readings[i]) if name == SAME else name for name in beside]
        selects.append(f"select {', '.join(chosen)} from {quote(source)} where {PART} = {i}")
    notes = [note for one, reading in zip(found, readings, strict=True) for note in alias_notes(wanted, one, reading)]
    return " union all by name ".join(selects), notes


def whole_row(reading: Reading) -> str:
    """Give the column `SAME` of a file's table."""
    return f"hash({', '.join(quote(name) for name in reading.header)}) as {SAME}"


def plain(name: str, kind: str, found: str, config: TableConfig) -> str:
    """Give a column of a file as SQL: of typed numbers, those that mean "no value" are null, and ids are whole.

    Parameters
    ----------
    name : str
        The column.
    kind : str
        What it is to the contract: ``"id"``, ``"number"`` …; of ``"any"`` kind is what a select reads as text.
    found : str
        SQL type of it.
    config : TableConfig
        Its ``na_values`` count for typed numbers too.
    """
    column = quote(name)
    if found not in TYPED and not found.startswith("DECIMAL"):
        return column
    missing = [f"{column} = {value}" for value in config.na_values if NUMBER.fullmatch(value)]
    missing += [f"isnan({column})"] if found in FLOATS else []
    is_given = f"not ({' or '.join(missing) or 'false'})"
    if kind in {"number", "time", "date"} or (found not in FLOATS and kind != "any"):
        return f"case when {is_given} then {column} end" if missing else column
    text = f"replace(cast({column} as varchar), '.', {literal(config.decimal if kind == 'any' else '.')})"
    if found in FLOATS:
        whole = f"{column} = floor({column}) and abs({column}) < {EXACT}"
        text = f"case when {whole} then cast(cast({column} as bigint) as varchar) else {text} end"
    return f"case when {is_given} then {text} end"


def types_of(con: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    """Give the SQL types of a view's columns."""
    return {name: kind for name, kind, *_ in con.execute(f"describe {quote(view)}").fetchall()}


def refuse_inexact(con: duckdb.DuckDBPyConnection, ids: Sequence[str], *, view: str) -> None:
    """Refuse ids that a spreadsheet or a float has rounded: beyond 2^53 two of them may look alike."""
    types = types_of(con, view)
    for name in ids:
        if types.get(name) != "VARCHAR":
            continue
        column = quote(name)
        rough = f"(contains({column}, '+') or suffix({column}, '.0') or suffix({column}, ',0'))"
        broken = f"{rough} and regexp_full_match({column}, {literal(ROUNDED)})"
        found = con.execute(f"select __file, {LINE} from {quote(view)} where {broken} order by all").fetchall()
        if found:
            file, line = found[0]
            raise DataError(
                "E-ID-PRECISION",
                "the id is a number of more digits than it keeps exactly; others may look the same.",
                where=f"{printable(file)}:{line} [{name}]",
                fix="store the ids as text.",
                more=len(found) - 1,
            )


def refuse_unknown(config: TableConfig, known: Collection[str], *, table: str) -> None:
    """Refuse a ``rename`` of a column that is not known."""
    for name in config.rename:
        if name not in known:
            close = difflib.get_close_matches(name, list(known), n=1)
            raise ParameterError(
                "E-RENAME",
                "{table} has no column {name!r}.",
                where=f"cx.toml [{table}.rename]",
                fix="did you mean {close!r}?" if close else "one of {known}.",
                table=table,
                name=name,
                close=close[0] if close else "",
                known=", ".join(known),
            )
