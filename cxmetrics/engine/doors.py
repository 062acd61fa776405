"""How the caller's tables enter a query: by their contract names, columns cast to what the contract says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from cxmetrics.contract import SQL_TYPES, TABLES, Column
from cxmetrics.engine.table import Table, connection, quote
from cxmetrics.errors import DataError, ParameterError

_names = itertools.count()


@contextmanager
def laid_out(
    tables: Mapping[str, Table], *, chosen: Sequence[str] = ()
) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """Give the connection on which the tables lie as views inside, and the select by which each of them enters.

    Raises
    ------
    DataError
        A value cannot be what its column holds.
    """
    first = next(iter(tables.values()))
    on = first.on if first.on is not None else connection()
    names = {table: f"cx_{table}_{next(_names)}" for table in tables}
    doors = {table: _door(data, table, names[table], chosen if data is first else []) for table, data in tables.items()}
    try:
        for table, data in tables.items():
            data.relation().create_view(names[table], replace=True)
        yield on, doors
    except duckdb.ConversionException as error:
        raise DataError(
            "E-TYPE", "{reason}.", fix="clean the column, or open the company.", reason=str(error).splitlines()[0]
        ) from None
    finally:
        for view in names.values():
            on.execute(f"drop view if exists {quote(view)}")


def from_doors(text: str, *, doors: Mapping[str, Any]) -> str:
    """Let a text read the tables as the caller's columns enter."""
    for table in doors:
        text = re.sub(rf"\b(from|join) {table}\b", rf"\1 {table}_rows as {table}", text)
    return text


def _door(data: Table, table: str, view: str, chosen: Sequence[str]) -> str:
    """Build the leading select that gives the caller's columns their contract names and types."""
    known = [_cast(column, data) for column in TABLES[table].columns]
    return f"select {', '.join([*known, *chosen])} from {quote(view)}"


def _cast(column: Column, data: Table) -> str:
    """Cast one column to its contract type; a column that is not there is null."""
    name, target = quote(column.name), SQL_TYPES[column.kind]
    found = data.types.get(column.name)
    if found is None:
        return f"cast(null as {target}) as {name}"
    return f"cast({_guard(column, found, data.facts.timezone)} as {target}) as {name}"


def _guard(column: Column, found: str, timezone: str | None) -> str:
    name = quote(column.name)
    if found in {"DOUBLE", "FLOAT"}:
        return f"case when isnan({name}) then null else {name} end"
    if found == "TIMESTAMP WITH TIME ZONE":
        if timezone is None:
            raise ParameterError(
                "E-ZONE",
                "{name} carries a time zone, and nothing says where a day begins.",
                fix='give timezone="Asia/Seoul" (or your own zone).',
                name=column.name,
            )
        return f"{name} at time zone {_literal(timezone)}"
    return name


def _literal(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_+\-/]+", text):
        raise ParameterError("E-ZONE", "{text!r} is not a time zone.", fix='such as "Asia/Seoul".', text=text)
    return f"'{text}'"
