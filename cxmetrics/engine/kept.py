"""What several queries have in common, run once: a shared part of their text as temporary tables."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

import duckdb

from cxmetrics.engine.doors import from_doors, laid_out
from cxmetrics.engine.table import Table, quote

_numbers = itertools.count()


def text_of_part(part: str) -> str:
    """Text of a shared part, as queries include it."""
    return resources.files("cxmetrics").joinpath("sql", "parts", f"{part}.sql").read_text("utf-8").strip()


def asked_of(text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of the parameters that a text has.

    Examples
    --------
    >>> asked_of("select $act_days", {"act": 1, "act_days": 2})
    {'act_days': 2}
    """
    named = set(re.findall(r"\$(\w+)", text))
    return {name: value for name, value in values.items() if name in named}


class Kept:
    """The selects of a shared part as temporary tables, until `drop`.

    Parameters
    ----------
    part : str
        Name of the part: a chain of named selects.
    names : mapping of str to str
        Those of its selects that queries read, each with the condition by which they read it, or nothing.
    """

    def __init__(self, part: str, names: Mapping[str, str]) -> None:
        self.part = text_of_part(part)
        self.tables = {name: f"cx_kept_{next(_numbers)}" for name in names}
        self.names = names
        self.on: duckdb.DuckDBPyConnection | None = None

    def fill(
        self, doors: str, values: Mapping[str, Any], on: duckdb.DuckDBPyConnection, *, read: Callable[[str], str]
    ) -> None:
        """Run the part, each of its selects upon those before it; if one fails, nothing is kept.

        ``doors`` is the text that stands before it, and ``read`` lets a select read them.
        """
        self.on, chain = on, [doors]
        try:
            for chunk in re.split(r",\n(?=\w+ as \()", self.part):
                name, select = chunk.split(" ", 1)[0], read(chunk)
                if table := self.tables.get(name):
                    whole = ",\n".join([*chain, select])
                    text = f"create temp table {quote(table)} as {whole}\nselect * from {name}"
                    on.execute(text, asked_of(text, values))
                    select = f"{name} as (select * from {quote(table)})"
                chain.append(select)
        except duckdb.Error:
            self.drop()
            raise

    def put_into(self, text: str) -> str:
        """Let a query read the tables in place of its part."""
        reads = [f"{name} as (select * from {quote(self.tables[name])}{f' where {only}' if only else ''})"
                 for name, only in self.names.items()]  # fmt: skip
        return text.replace(self.part, ",\n".join(reads))

    def drop(self) -> None:
        """Let the tables go."""
        for table in self.tables.values():
            if self.on is not None:
                self.on.execute(f"drop table if exists {quote(table)}")


def keep(part: str, names: Mapping[str, str], tables: Mapping[str, Table], *, values: Mapping[str, Any]) -> Kept:
    """Run a shared part once for several queries; its tables stay until ``drop``.

    Parameters
    ----------
    part : str
        Name of the part.
    names : mapping of str to str
        Its selects that the queries read, each with the condition by which they do, or nothing.
    tables, values
        As for `run`.
    """
    kept = Kept(part, names)
    with laid_out(tables) as (on, doors):
        whole = ",\n".join(f"{table}_rows as ({door})" for table, door in doors.items())
        kept.fill(f"with {whole}", values, on, read=functools.partial(from_doors, doors=doors))
    return kept
