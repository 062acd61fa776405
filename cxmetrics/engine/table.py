"""Anything that holds rows, and the one DuckDB connection that reads it."""

from __future__ import annotations

import atexit
import functools
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression

from cxmetrics.errors import ParameterError


@dataclass(frozen=True)
class Facts:
    """What a company declares about a table, and no query can find out.

    Parameters
    ----------
    timezone : str, optional
        Zone in which a day begins, such as ``Asia/Seoul``; needed where times carry a zone.
    data_end : date, optional
        Last fully observed local day.
    history_start : date, optional
        First day of the history.
    history_complete : bool, default True
        Whether the history reaches back to the first customer.
    scales : dict, optional
        Scale of each survey metric: ``{"nps": (0, 10)}``.
    directions : dict, optional
        What a high answer means: ``{"ces": "easy"}``.
    sampled : str, optional
        ``"orders"`` where the rows are a sample of orders: a customer's other orders are not there, and rates of
        coming back are far too low.
    """

    timezone: str | None = None
    data_end: date | None = None
    history_start: date | None = None
    history_complete: bool = True
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)
    sampled: str | None = None


@dataclass(frozen=True)
class Table:
    """A table and what was declared about it.

    Parameters
    ----------
    source : frame, Arrow table, DuckDB relation, path of a Parquet file, or str
        Where the rows are. With ``on`` it is the name of a table: ``"mart.orders"``.
    on : duckdb.DuckDBPyConnection, optional
        Connection that holds the named table.
    facts : Facts, optional
        What was declared about it.
    kept : tuple, optional
        What `where` asked for: pairs of a column and its value.

    Examples
    --------
    >>> import pandas as pd
    >>> Table(pd.DataFrame({"score": [9, 3]})).columns
    ['score']
    """

    source: Any
    on: duckdb.DuckDBPyConnection | None = None
    facts: Facts = Facts()
    kept: tuple[tuple[str, str], ...] = ()

    @functools.cached_property
    def types(self) -> dict[str, str]:
        """DuckDB types of the columns, by name."""
        relation = self.relation()
        return {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.types)

    def where(self, column: str, value: str) -> Table:
        """Give the table with those rows only in which a column has a value.

        Parameters
        ----------
        column, value : str
            Column of text, and the value to keep.

        Raises
        ------
        ParameterError
            There is no such column.

        Examples
        --------
        >>> import pandas as pd
        >>> len(Table(pd.DataFrame({"channel": ["app", "web", "app"]})).where("channel", "app"))
        2
        """
        require(self, "this table", [column])
        return replace(self, kept=(*self.kept, (column, value)))

    def among(self, people: Table) -> Table:
        """Give the table with the rows of those customers only who are in another one.

        Parameters
        ----------
        people : Table
            Rows with ``customer_id``.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = Table(pd.DataFrame({"customer_id": ["a", "b", "a"]}))
        >>> len(rows.among(Table(pd.DataFrame({"customer_id": ["a"]}))))
        2
        """
        require(people, "this table", ["customer_id"])
        if "customer_id" not in self.columns:  # then none of its rows is known to be theirs
            return replace(self, source=self.relation().limit(0).to_arrow_table(), on=None, kept=())
        on = connection() if self.on is None else self.on
        ids = people.relation().project("cast(customer_id as varchar) as __id").distinct().to_arrow_table()
        rows, wanted = self.relation().set_alias("rows"), on.from_arrow(ids).set_alias("ids")
        kept = rows.join(wanted, "cast(rows.customer_id as varchar) = ids.__id", how="semi")
        return replace(self, source=kept.to_arrow_table(), on=None, kept=())

    def relation(self) -> duckdb.DuckDBPyRelation:
        """Give the rows as a DuckDB relation, on the connection that can read them."""
        rows = self._rows()
        for column, value in self.kept:
            rows = rows.filter(ColumnExpression(column) == ConstantExpression(value))
        return rows

    def _rows(self) -> duckdb.DuckDBPyRelation:
        if self.on is not None:
            return self.on.table(str(self.source))
        if isinstance(self.source, str | Path):
            return connection().from_parquet(_literal_path(Path(self.source)))
        return connection().from_arrow(_arrow(self.source))

    def known(self, column: str) -> bool:
        """Whether a column is there, and any row holds a value in it.

        Examples
        --------
        >>> import pandas as pd
        >>> Table(pd.DataFrame({"channel": [None, "app"]})).known("channel")
        True
        """
        if column not in self.columns:
            return False
        return bool(self.relation().filter(ColumnExpression(column).isnotnull()).limit(1).fetchall())

    def first_day(self, column: str) -> date | None:
        """Give the earliest day of a column of times; None where there is none."""
        found: date | None = self.relation().aggregate(f"cast(min({quote(column)}) as date) as day").fetchall()[0][0]
        return found

    def df(self) -> pd.DataFrame:
        """All rows as a pandas frame."""
        return cast("pd.DataFrame", self.relation().df())

    def __len__(self) -> int:
        return int(self.relation().aggregate("count(*) as n").fetchall()[0][0])


def as_table(data: Any, **facts: Any) -> Table:
    """Wrap anything that holds rows; facts given here win over those the table carries."""
    table = data if isinstance(data, Table) else Table(data)
    given = {name: value for name, value in facts.items() if value is not None}
    return replace(table, facts=replace(table.facts, **given)) if given else table


def _literal_path(path: Path) -> str:
    """Path with glob signs taken literally."""
    if path.suffix != ".parquet":
        raise ParameterError(
            "E-TABLE",
            "{name} is not a Parquet file.",
            fix="read it with cx.open_company, or as a frame.",
            name=path.name,
        )
    if not path.exists():
        raise ParameterError("E-TABLE", "there is no {name}.", fix="check the path.", name=path.name)
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _arrow(source: Any) -> pa.Table:
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, pd.DataFrame):
        twice = source.columns[source.columns.duplicated()].tolist()
        if twice:
            raise ParameterError("E-TABLE", "two columns are called {name!r}.", fix="rename one.", name=twice[0])
        return pa.Table.from_pandas(source, preserve_index=False)
    if isinstance(source, duckdb.DuckDBPyRelation):
        return source.to_arrow_table()
    if hasattr(source, "to_arrow"):
        return cast("pa.Table", source.to_arrow())
    raise ParameterError(
        "E-TABLE",
        "{name} holds no table.",
        fix="give a pandas or Polars frame, an Arrow table, a Parquet path, a DuckDB relation or a cx.Table.",
        name=type(source).__name__,
    )


@functools.cache
def connection() -> duckdb.DuckDBPyConnection:
    """Give the one DuckDB connection of this process, with limits on memory and disk."""
    spill = tempfile.TemporaryDirectory(prefix="cxmetrics-")
    atexit.register(spill.cleanup)
    return duckdb.connect(
        config={
            "threads": int(os.environ.get("CXMETRICS_THREADS", os.cpu_count() or 1)),
            "memory_limit": os.environ.get("CXMETRICS_MEMORY", "2GB"),
            "temp_directory": spill.name,
            "max_temp_directory_size": os.environ.get("CXMETRICS_SPILL", "20GB"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
    )


def quote(name: str) -> str:
    """Quote a name for SQL.

    Examples
    --------
    >>> quote('주문"번호')
    '"주문""번호"'
    """
    return '"' + name.replace('"', '""') + '"'


def require(data: Table, table: str, columns: Sequence[str]) -> None:
    """Raise an error that names the first missing column of a table."""
    missing = [name for name in columns if name not in data.columns]
    if missing:
        raise ParameterError(
            "E-COLUMN",
            "{table} has no column {missing!r}; it has {columns}.",
            fix="rename the column, or open the company with a map in cx.toml.",
            table=table,
            missing=missing[0],
            columns=", ".join(map(str, data.columns)),
        )
