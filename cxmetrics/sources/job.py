"""What the steps of loading one table share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from cxmetrics.contract import Spec
from cxmetrics.engine import quote
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.values import Reader, literal

Row = tuple[Any, ...]


@dataclass
class Job:
    """One table on its way from files to its snapshot.

    Parameters
    ----------
    con : DuckDBPyConnection
        Connection whose temporary tables are this job's: ``source``, ``mapped``, then ``checked``.
    spec : Spec
        The table.
    config : TableConfig
        What is declared of it.
    reader : Reader
        How its text is read.
    as_of : date
        The day on which the files are read.
    folder : Path
        The snapshot, which holds the tables that were loaded before; known once the table is cut, like the next.
    until : date
        Last day of the snapshot.
    file : str
        Names of its files.
    noted : list of (rule, rows, detail)
        What was noticed about rows that are used.
    listed : list of (file, line, column, rule, masked value)
        Rows that are named in the quarantine file.
    """

    con: duckdb.DuckDBPyConnection
    spec: Spec
    config: TableConfig
    reader: Reader
    as_of: date
    folder: Path = Path()
    until: date = date.max
    file: str = ""
    noted: list[tuple[str, int, str]] = field(default_factory=list)
    listed: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def rows(self, query: str) -> list[Row]:
        """All rows of a query."""
        return self.con.execute(query).fetchall()

    def row(self, query: str) -> Row:
        """Give the one row of a query."""
        return self.rows(query)[0]

    def types(self, view: str) -> dict[str, str]:
        """Columns of a view and their SQL types, without those that say where a row came from."""
        return {name: kind for name, kind, *_ in self.rows(f"describe {view}") if not name.startswith("__")}

    def note(self, rule: str, rows: int, detail: str = "") -> None:
        """Note a rule that rows break which are used all the same."""
        if rows:
            self.noted.append((rule, int(rows), detail))

    def loaded(self, table: str) -> str | None:
        """Give the SQL source of a table that was loaded before this one, None where there is none."""
        path = self.folder / f"{table}.parquet"
        return f"read_parquet({literal(str(path))})" if path.is_file() and table != self.spec.name else None

    @property
    def time(self) -> str | None:
        """Quoted name of the column by which the table is cut into months."""
        return quote(self.spec.time) if self.spec.time else None
