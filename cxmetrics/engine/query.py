"""Count in the engine: readable SQL over any table, run on DuckDB, carried to PostgreSQL and Spark.

A query is a file ``sql/<name>.sql`` in a portable subset of DuckDB's dialect. It reads tables by
their contract names; the caller's columns enter as a leading ``with orders as (select …)``. Marks
stand for what the caller chooses, and are replaced by generated names only, never by data:
``/*by*/`` (the grouping columns; ``/*min_by*/`` their values at a customer's first purchase, ``/*own_by*/`` and
``/*same_by*/`` those of ``own`` where it is joined to ``base``) and
``period_of(column)`` (the calendar period of a local time). ``-- include name`` brings in
``sql/parts/name.sql``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Literal

import pandas as pd

from cxmetrics.contract import TABLES
from cxmetrics.engine.doors import from_doors, laid_out
from cxmetrics.engine.kept import Kept, asked_of
from cxmetrics.engine.table import Table, quote, require
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_groups

Every = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[str, ...] = ("day", "week", "month", "quarter", "year")
ENGINES = {"duckdb": "duckdb", "postgres": "postgres", "spark": "spark"}

ADDED: tuple[str, ...] = (
    "answers",
    "weight_sum",
    "promoter_share",
    "detractor_share",
    "repeated",
    "purchases",
    "not_eligible",
)
ADDED += ("km_estimate", "km_low", "km_high", "hidden", "against", "label", "scale", "span", "holiday")
ADDED += ("cov_previous", "cov_last_year")


@functools.cache
def _text(name: str) -> str:
    """Text of a query, its shared parts included and its comments dropped."""
    folder = resources.files("cxmetrics").joinpath("sql")
    raw = folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")
    whole = re.sub(
        r"^-- include (\w+)$",
        lambda part: folder.joinpath("parts", f"{part[1]}.sql").read_text("utf-8"),
        raw,
        flags=re.M,
    )
    return "\n".join(line for line in whole.splitlines() if not line.startswith("--")).strip()


def query_names() -> list[str]:
    """Names of all queries of the package."""
    folder = resources.files("cxmetrics").joinpath("sql")
    return sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))


def sql(name: str, *, engine: str = "duckdb", by: str | Sequence[str] = (), every: str | None = None) -> str:
    """Give the query behind a number.

    Parameters
    ----------
    name : str
        Name of the query, such as ``"nps"`` or ``"repeat_within"``.
    engine : {"duckdb", "postgres", "spark"}
        Dialect of the text. Values stay parameters: ``$n``, ``%(n)s`` and ``:n``.
    by, every
        As in the metric.

    Returns
    -------
    str
        One ``select`` that reads the tables by their contract names.

    Examples
    --------
    >>> "group by" in sql("nps", by="channel", every="month").lower()
    True
    """
    if name not in query_names():
        raise ParameterError(
            "E-QUERY", "there is no query {name!r}.", fix="one of {known}.", name=name, known=", ".join(query_names())
        )
    if engine not in ENGINES:
        raise ParameterError(
            "E-ENGINE",
            "there is no engine {engine!r}.",
            fix="one of {engines}.",
            engine=engine,
            engines=", ".join(ENGINES),
        )
    groups = columns_of(by)
    doors = {table: _door_of_contract(table, groups) for table in tables_of(name)}
    text = _assemble(name, doors=doors, groups=len(groups), every=every)
    return text if engine == "duckdb" else _transpile(text, ENGINES[engine])


def _transpile(text: str, dialect: str) -> str:
    import sqlglot  # noqa: PLC0415 - not needed for a run on DuckDB

    out = sqlglot.transpile(text, read="duckdb", write=dialect, pretty=True, unsupported_level=sqlglot.ErrorLevel.RAISE)
    return out[0]


def tables_of(name: str) -> list[str]:
    """Contract tables that a query reads."""
    return [table for table in TABLES if re.search(rf"\bfrom {table}\b|\bjoin {table}\b", _text(name))]


def columns_of(by: str | Sequence[str] | None) -> list[str]:
    """Give grouping columns as a list."""
    return [] if by is None else [by] if isinstance(by, str) else list(by)


ROLES = {"weight_role": "weight", "cluster_role": "customer_id"}  # what `sql` shows where the caller chooses a column


def _door_of_contract(table: str, groups: Sequence[str]) -> str:
    names = TABLES[table].names
    columns = [quote(name) for name in names]
    columns += [f"{quote(name)} as {role}" for role, name in ROLES.items() if name in names]
    columns += [f"{quote(name)} as by_{i}" for i, name in enumerate(groups, 1)]
    return f"select {', '.join(columns)} from {quote(table)}"


def _assemble(name: str, *, doors: Mapping[str, str], groups: int, every: str | None, kept: Kept | None = None) -> str:
    if every is not None and every not in PERIODS:
        raise ParameterError(
            "E-EVERY", "every={every!r} is no period.", fix="one of {periods}.", every=every, periods=", ".join(PERIODS)
        )
    unit = f"cast(date_trunc('{every}', \\1) as date)" if every else "cast(null as date)"
    columns = [f"by_{i}" for i in range(1, groups + 1)]
    by = "".join(f", {column}" for column in columns)
    min_by = "".join(f", min({column}) filter (where ordered_at = first_at) as {column}" for column in columns)
    whole = _text(name) if kept is None else kept.put_into(_text(name))
    body = re.sub(r"period_of\(([a-z_.]+)\)", unit, whole)
    own_by = "".join(f", own.{column}" for column in columns)
    same_by = "".join(f" and base.{column} is not distinct from own.{column}" for column in columns)
    marks = {"/*by*/": by, "/*min_by*/": min_by, "/*own_by*/": own_by, "/*same_by*/": same_by}
    for mark, names in marks.items():
        body = body.replace(mark, names)
    tables = ",\n".join(f"{table}_rows as ({door})" for table, door in doors.items())
    body = from_doors(body, doors=doors)
    joined = f",\n{body.removeprefix('with').lstrip()}" if body.startswith("with") else f"\n{body}"
    return f"with {tables}{joined}"


def run(
    name: str,
    tables: Mapping[str, Table],
    *,
    by: str | Sequence[str] | None = None,
    every: str | None = None,
    values: Mapping[str, Any] | None = None,
    roles: Mapping[str, str | float] | None = None,
    kept: Kept | None = None,
) -> pd.DataFrame:
    """Run a query and give its groups as a frame: the caller's columns, ``period``, then the counts.

    Parameters
    ----------
    name : str
        Name of the query.
    tables : dict of Table
        The tables that it reads, by contract name; columns that the caller chose are those of the first.
    by, every
        Grouping columns, and the calendar period.
    values : dict, optional
        Values of the query's parameters.
    roles : dict, optional
        Columns that the caller chose for a role: ``{"weight_role": "WEIGHT"}``, or a
        constant in its place.
    kept : Kept, optional
        What the query has in common with others, where it was run before.

    Returns
    -------
    DataFrame
        Sorted by group and period.
    """
    groups = columns_of(by)
    first = next(iter(tables.values()))
    require(first, next(iter(tables)), [*groups, *(name for name in (roles or {}).values() if isinstance(name, str))])
    chosen = [f"cast({quote(column)} as varchar) as by_{i}" for i, column in enumerate(groups, 1)]
    chosen += [f"{_role(column, first)} as {role}" for role, column in (roles or {}).items()]
    with laid_out(tables, chosen=chosen) as (on, doors):
        text = _assemble(name, doors=doors, groups=len(groups), every=every, kept=kept)
        frame = on.execute(text, asked_of(text, values or {})).df()
    check_groups(groups, [*frame.columns, *ADDED])
    return _tidy(frame, groups)


def _role(column: str | float, data: Table) -> str:
    """Give the chosen column, in which what is not finite is missing, or the constant in its place."""
    if not isinstance(column, str):
        return repr(float(column))
    name = quote(column)
    return f"case when isfinite({name}) then {name} end" if data.types[column] in {"DOUBLE", "FLOAT"} else name


def _tidy(frame: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    keys = [f"by_{i}" for i in range(1, len(groups) + 1)]
    frame = frame.sort_values([*keys, "period"], kind="stable", ignore_index=True)
    rest = [name for name in frame.columns if name not in (*keys, "period")]
    return frame[[*keys, "period", *rest]].rename(columns=dict(zip(keys, groups, strict=True)))
