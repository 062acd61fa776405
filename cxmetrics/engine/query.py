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
import itertools
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Literal

import duckdb
import pandas as pd

from cxmetrics.contract import SQL_TYPES, TABLES, Column
from cxmetrics.engine.kept import Kept, asked_of
from cxmetrics.engine.table import Table, connection, quote, require
from cxmetrics.errors import DataError, ParameterError
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

_names = itertools.count()


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
    body = _from_doors(body, doors=doors)
    joined = f",\n{body.removeprefix('with').lstrip()}" if body.startswith("with") else f"\n{body}"
    return f"with {tables}{joined}"


def _from_doors(text: str, *, doors: Mapping[str, Any]) -> str:
    """Let a text read the tables as the caller's columns enter."""
    for table in doors:
        text = re.sub(rf"\b(from|join) {table}\b", rf"\1 {table}_rows as {table}", text)
    return text


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
    on = first.on if first.on is not None else connection()
    names = {table: f"cx_{table}_{next(_names)}" for table in tables}
    require(first, next(iter(tables)), [*groups, *(name for name in (roles or {}).values() if isinstance(name, str))])
    chosen = [f"cast({quote(column)} as varchar) as by_{i}" for i, column in enumerate(groups, 1)]
    chosen += [f"{_role(column, first)} as {role}" for role, column in (roles or {}).items()]
    doors = {table: _door(data, table, names[table], chosen if data is first else []) for table, data in tables.items()}
    text = _assemble(name, doors=doors, groups=len(groups), every=every, kept=kept)
    try:
        for table, data in tables.items():
            data.relation().create_view(names[table], replace=True)
        frame = on.execute(text, asked_of(text, values or {})).df()
    except duckdb.ConversionException as error:
        raise DataError(
            "E-TYPE", "{reason}.", fix="clean the column, or open the company.", reason=str(error).splitlines()[0]
        ) from None
    finally:
        for view in names.values():
            on.execute(f"drop view if exists {quote(view)}")
    check_groups(groups, [*frame.columns, *ADDED])
    return _tidy(frame, groups)


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
    first = next(iter(tables.values()))
    on = first.on if first.on is not None else connection()
    views = {table: f"cx_{table}_{next(_names)}" for table in tables}
    doors = ",\n".join(f"{table}_rows as ({_door(data, table, views[table], [])})" for table, data in tables.items())
    kept = Kept(part, names)
    try:
        for table, data in tables.items():
            data.relation().create_view(views[table], replace=True)
        kept.fill(f"with {doors}", values, on, read=functools.partial(_from_doors, doors=tables))
    finally:
        for view in views.values():
            on.execute(f"drop view if exists {quote(view)}")
    return kept


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
