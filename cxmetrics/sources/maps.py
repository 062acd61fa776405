"""From a file's own columns to those of the contract: shipped maps, or names and shape from cx.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from cxmetrics.contract import Spec
from cxmetrics.engine import quote
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources import lines
from cxmetrics.sources.columns import (
    PART,
    SAME,
    WHERE_FROM,
    alias_notes,
    found_columns,
    plain,
    refuse_inexact,
    refuse_unknown,
    types_of,
    view_of,
    whole_row,
)
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.files import Files
from cxmetrics.sources.header import safe_names
from cxmetrics.sources.mapfile import map_names, map_select, map_table, read_map, with_defaults
from cxmetrics.sources.reading import Problem, Reading
from cxmetrics.sources.values import Reader, literal

__all__ = ["Mapping", "make_mapped", "map_names", "read_map", "with_defaults"]

LATEST = "__latest"  # of rows that share a key the one with the latest is kept
SHAPES = {"unpivot": "responses", "sum_lines_by": "orders"}  # the table that each makes


@dataclass(frozen=True)
class Mapping:
    """What a map made of the files.

    Parameters
    ----------
    dropped : tuple of str
        Columns of the files that are not loaded.
    aliases : tuple of str
        Columns that were found under another than their first name.
    answers_per_row : int
        Rows that one file row becomes.
    missing : tuple of str
        Columns that some of the files have and others lack, with the file that lacks them.
    """

    dropped: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    answers_per_row: int = 1
    missing: tuple[str, ...] = ()


def make_mapped(con: duckdb.DuckDBPyConnection, reader: Reader, spec: Spec, files: Files) -> Mapping:
    """Make ``mapped`` of the view ``source``, which then holds the columns that are known alone.

    ``mapped`` holds contract columns, groups, where each row came from (``__file``, ``__line``) and of how many rows
    of the file it is made (``__rows``).

    Parameters
    ----------
    con : DuckDBPyConnection
        Holds the views of the files.
    reader : Reader
        What is declared of the table.
    spec : Spec
        The table.
    files : Files
        What was read.

    Raises
    ------
    ParameterError
        A shape that does not fit the table or the map.
    DataError
        A column is missing.
    """
    config = reader.config
    select = map_select(config, spec.name)
    _refuse_shape(config, spec, has_select=select is not None)
    con.execute("alter view source rename to files")
    if select is None:
        return _from_names(con, reader, spec, files.rows)
    table = map_table(config, spec.name)
    known = {name for part in (table, *table.joins.values()) for name in (*part.needs, *part.uses)}
    refuse_unknown(config, known, table=spec.name)
    beside = WHERE_FROM if spec.key else (SAME, *WHERE_FROM)
    source, aliases = view_of(config, table, files.rows, source="files", types=types_of(con, "files"), beside=beside)
    con.execute(f"create or replace temp view source as {source}")
    for macro in lines.macros(reader):
        con.execute(macro)
    con.execute(f"create or replace temp table mapped as {select}")  # the checks ask for its columns many times
    refuse_inexact(con, _ids(spec), view="mapped")
    if spec.name == "orders" and (con.execute("select max(__rows) from mapped").fetchall()[0][0] or 0) > 1:
        for reading in files.rows:
            reading.note("W-LINE-LOST", len(_lost_lines(reading)))
    if table.joins:
        _refuse_multiplied(con, table.answers_per_row, file=files.names)
    names = {**read_map(config.map or "").aliases, **config.rename}
    used = {other for name in (*table.needs, *table.uses) for other in names.get(name, (name,))}
    return Mapping(_dropped(files.rows, used), tuple(aliases), table.answers_per_row)


def _refuse_shape(config: TableConfig, spec: Spec, *, has_select: bool) -> None:
    """Refuse a shape that is another table's, or that a map gives already."""
    for name, value in (("unpivot", config.unpivot), ("sum_lines_by", config.sum_lines_by), ("groups", config.groups),
                        ("latest_by", config.latest_by)):  # fmt: skip
        fits = SHAPES.get(name, spec.name) == spec.name
        if value and (has_select or not fits):
            raise ParameterError(
                "E-SHAPE",
                "the map {map!r} makes the rows itself." if fits else "only [{table}] can have it.",
                where=f"cx.toml [{spec.name}.{name}]",
                fix="remove it.",
                map=config.map,
                table=SHAPES.get(name),
            )


def _refuse_multiplied(con: duckdb.DuckDBPyConnection, answers_per_row: int, *, file: str) -> None:
    """Refuse joins behind which there are more or fewer rows than before, or one row twice in place of another."""
    made, kept, rows, read = con.execute(
        "select coalesce(sum(__rows), 0), count(distinct (__file, __line)), count(*), (select count(*) from source) "
        "from mapped"
    ).fetchall()[0]
    if made != read * answers_per_row or rows != kept * answers_per_row:
        raise DataError(
            "E-FANOUT",
            "{read:,} rows became {made:,}, {kept:,} of them different, when other files were joined.",
            where=file,
            fix="keep one row a key in the joined files.",
            read=read,
            made=int(made),
            kept=kept,
        )


def _from_names(con: duckdb.DuckDBPyConnection, reader: Reader, spec: Spec, readings: Sequence[Reading]) -> Mapping:
    """Take the columns by name, or by what cx.toml says of them."""
    config = reader.config
    refuse_unknown(config, spec.names, table=spec.name)
    wanted, needed = _wanted(config, spec)
    found = [found_columns(wanted, needed, reading) for reading in readings]
    selects, aliases = [], []
    kinds, types = _kinds(config, spec), types_of(con, "files")
    for i, (one, reading) in enumerate(zip(found, readings, strict=True)):
        chosen = [f"{plain(other, kinds[name], types[other], config)} as {quote(name)}" for name, other in one.items()]
        chosen += [whole_row(reading)] if not spec.key else []
        selects.append(f"select {', '.join([*chosen, *WHERE_FROM])}, 1 as __rows from files where {PART} = {i}")
        aliases += alias_notes(wanted, one, reading)
    con.execute(f"create or replace temp view source as {' union all by name '.join(selects)}")
    kind = "table" if config.sum_lines_by else "view"
    lost = _lost(con, reader, readings) if config.sum_lines_by else None
    con.execute(f"create or replace temp {kind} mapped as {_shaped(con, reader, spec, lost=lost)}")
    refuse_inexact(con, _ids(spec), view="mapped")
    used = {other for one in found for other in one.values()}
    missing = [
        f"{wanted[name][0]} ({reading.file})"
        for name in wanted
        if any(name in one for one in found)
        for one, reading in zip(found, readings, strict=True)
        if name not in one
    ]
    return Mapping(_dropped(readings, used), tuple(aliases), max(len(config.unpivot), 1), tuple(missing))


def _ids(spec: Spec) -> list[str]:
    return [column.name for column in spec.columns if column.kind == "id"]


def _lost_lines(reading: Reading) -> list[Problem]:
    """Lines of orders that the reader set aside; totals are none."""
    return [problem for problem in reading.problems if problem.code != "Q-TOTAL-ROW"]


def _lost(con: duckdb.DuckDBPyConnection, reader: Reader, readings: Sequence[Reading]) -> str | None:
    """Select the orders of which the reader set a line aside; None where it set none aside.

    Lines whose order is not known are noted: the sum of some order may be short. Behind the first field of a torn line
    what stands in the place of the key may be another field, so it counts only where there is such an order.
    """
    key, cells = reader.config.sum_lines_by, []
    for reading in readings:
        at = reading.header.index(key) if key else 0
        cells += [
            (reading.path.name, problem.cells[at] if at < len(problem.cells) else None, at == 0)
            for problem in _lost_lines(reading)
        ]
    if not cells:
        return None
    con.execute("create or replace temp table lost (__file varchar, order_id varchar, sure boolean)")
    con.executemany("insert into lost values (?, ?, ?)", cells)
    order = reader.text("order_id")
    for reading in readings:
        query = (
            f"select count(*) from lost where __file = ? and not coalesce({order} is not null and (sure or "
            f"(__file, {order}) in (select (__file, {order}) from source)), false)"
        )
        reading.note("W-LINE-LOST", con.execute(query, [reading.path.name]).fetchall()[0][0])
    return f"select __file, {order} as __order from lost"


def _wanted(config: TableConfig, spec: Spec) -> tuple[dict[str, Sequence[str]], set[str]]:
    """Names that each column may have in the files, and the columns that must be there."""
    wanted: dict[str, Sequence[str]] = {name: config.rename.get(name, (name,)) for name in spec.names}
    needed = {*spec.required, *config.rename, *config.groups}
    if config.sum_lines_by:
        wanted["order_id"] = (config.sum_lines_by,)
    if config.unpivot:
        for name in ("metric", "score"):
            needed.discard(name)
            del wanted[name]
    if config.latest_by:
        wanted[LATEST] = (config.latest_by,)
        needed.add(LATEST)
    wanted |= {name: (column,) for name, column in config.groups.items()}
    questions = {_question(i): (column,) for i, column in enumerate(config.unpivot.values())}
    return wanted | questions, needed | set(questions)


def _kinds(config: TableConfig, spec: Spec) -> dict[str, str]:
    """Give what each column is that may be taken from the files."""
    kinds: dict[str, str] = dict.fromkeys(config.groups, "category")
    kinds |= {_question(i): "any" for i in range(len(config.unpivot))}
    return {**kinds, LATEST: "number", **{column.name: column.kind for column in spec.columns}}


def _question(i: int) -> str:
    return f"__question_{i}"


def _shaped(con: duckdb.DuckDBPyConnection, reader: Reader, spec: Spec, *, lost: str | None) -> str:
    """Give the shape of the table to the rows of the files."""
    config = reader.config
    types = {name: kind for name, kind, *_ in con.execute("describe source").fetchall()}
    if config.sum_lines_by:
        return lines.sum_lines(spec, reader, types, source="source", lost=lost)
    if not config.unpivot:
        return "select * from source"
    answers = [_answer(_question(i), types) for i in range(len(config.unpivot))]
    return (
        f"select * exclude ({', '.join(_question(i) for i in range(len(answers)))}), "
        f"unnest([{', '.join(map(literal, config.unpivot))}]) as metric, "
        f"unnest([{', '.join(answers)}]) as score from source"
    )


def _answer(name: str, types: dict[str, str]) -> str:
    """Text of an answer; whole numbers of a typed column as they are declared: 99, not 99.0."""
    if types[name] in {"DOUBLE", "FLOAT"}:
        whole = f"{name} = floor({name}) and abs({name}) < 1e15"
        return f"case when {whole} then cast(cast({name} as bigint) as varchar) else cast({name} as varchar) end"
    return f"cast({name} as varchar)"


def _dropped(readings: Iterable[Reading], used: set[str]) -> tuple[str, ...]:
    """Columns of the files that are not loaded, in their order."""
    return tuple(
        safe_names(list(dict.fromkeys(name for reading in readings for name in reading.header if name not in used)))
    )
