"""The company file that is proposed for some files, question by question."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxmetrics.contract import TABLES
from cxmetrics.errors import CxError, ParameterError
from cxmetrics.propose.facts import facts
from cxmetrics.propose.forms import forms
from cxmetrics.propose.guess import Guess, guess
from cxmetrics.propose.known import fitting, tables_of
from cxmetrics.propose.look import Look, joined, look_at
from cxmetrics.propose.question import NONE, Answers, Ask
from cxmetrics.sources.mapfile import read_map

Entries = dict[str, Any]


def propose_company(paths: Sequence[Path], *, home: Path, ask: Ask) -> tuple[Entries, dict[str, str]]:
    """Propose the entries of a company file, and why.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders of exports.
    home : Path
        Folder in which cx.toml will lie.
    ask : callable
        Answers a `Question`; `accept` takes every proposal.

    Returns
    -------
    dict
        Entries of cx.toml.
    dict of str
        What was seen that speaks for an entry, by its name; empty where the answer was another.

    Raises
    ------
    ParameterError
        A file is no table that the kit knows, or a column that is needed cannot be told.
    """
    paths, home = [path.absolute() for path in paths], home.absolute()
    answers, headers = Answers(ask), list[str]()
    tables: dict[str, Entries] = {}
    for look in _alike([_looked_at(path, answers) for path in paths if not path.is_dir()]):
        headers += look.columns
        _add(tables, _tables(look.path, look, answers, home=home), look.path)
    for path in paths:
        if path.is_dir():
            _add(tables, _tables(path, None, answers, home=home), path)
    _refuse_strangers(tables, paths, home)
    return facts(tables, headers, answers, home=home) | tables, answers.why


def _looked_at(path: Path, answers: Answers) -> Look:
    """Look at a file; of several sheets or tables ask which one is meant."""
    try:
        return look_at(path)
    except CxError as error:
        entry = {"E-SHEET": "sheet", "E-TABLE-NAME": "table"}.get(error.code)
        names = tuple(str(error.fields.get("names", "")).split(", "))
        if entry is None or not names[0]:
            raise
        name = answers.to(f"{path.name}.{entry}", f"{path.name}: which {entry}?", NONE, "", choices=(*names, NONE))
        if name == NONE:
            raise
        return look_at(path, **{entry: name})


def _refuse_strangers(tables: dict[str, Entries], paths: Sequence[Path], home: Path) -> None:
    """Refuse a pattern that also fits a file that was not named."""
    named = {path.resolve() for path in paths}
    for name, entries in tables.items():
        others = sorted(
            path for path in home.glob(entries["source"]) if "*" in entries["source"] and path.resolve() not in named
        )
        if others:
            raise ParameterError(
                "E-INIT",
                "the pattern {source!r} for {table} also fits {file}.",
                fix="name that file too, or put the files of one table into a folder of their own and name the folder.",
                source=entries["source"],
                table=name,
                file=others[0].name,
            )


def _alike(looks: Sequence[Look]) -> list[Look]:
    """Put files with the same columns together: they are one table, found by the pattern that their names share."""
    groups: dict[tuple[str, ...], list[Look]] = {}
    for look in looks:
        rest = [str(item) for item in look.options.items() if item[0] != "encoding"]
        groups.setdefault((*look.columns, *rest, str(look.path.parent)), []).append(look)
    return [group[0] if len(group) == 1 else joined(group) for group in groups.values()]


def _add(tables: dict[str, Entries], found: dict[str, Entries], path: Path) -> None:
    """Add tables; one table can have one source alone."""
    twice = [name for name in found if name in tables]
    if twice:
        raise ParameterError(
            "E-INIT",
            "{file} looks like a second source of {table}, with other columns than the first.",
            fix="give the files of one table the same columns, or name them in cx.toml yourself.",
            file=path.name,
            table=twice[0],
        )
    tables |= found


def _tables(path: Path, look: Look | None, answers: Answers, *, home: Path) -> dict[str, Entries]:
    """Tables of one file or folder, and their entries."""
    source = os.path.relpath(path, home)
    header = list(look.columns) if look else []
    known = fitting(path, header)
    if known:
        why = "the map's columns are all there" if look else "the map's files are all there"
        name = answers.to(f"{path.name}.map", f"{path.name}: which map?", known[0], why, choices=(*known, NONE))
        if name != NONE:
            entries = {"source": source, "map": name, **(look.options if look else {})}
            answers.why |= {f"{table}.map": read_map(name).about for table in tables_of(read_map(name), path, header)}
            return {table: dict(entries) for table in tables_of(read_map(name), path, header)}
    if look is None:
        raise ParameterError("E-INIT", "no map fits the files of the folder {name}.", name=path.name,
                             fix="name the files one by one.")  # fmt: skip
    one = _chosen(look, answers)
    _complete(one, answers)
    return {one.table: {"source": source, **look.options, **forms(one, answers)}}


def _chosen(look: Look, answers: Answers) -> Guess:
    """Ask which table a file is; nothing fits without the greater part of the columns that a table needs."""
    likely = guess(look)
    if not likely:
        raise ParameterError(
            "E-INIT",
            "{file}: no table of the kit has these columns: {columns}.",
            fix="rename the columns as in the data dictionary, or write cx.toml with `rename`.",
            file=look.path.name,
            columns=", ".join(look.columns),
        )
    best = likely[0]
    other = [f"{found} = {name}" for name, found in best.columns.items() if name != found]
    why = f"columns {', '.join(other)}" if other else "its columns are named as in the data dictionary"
    table = answers.to(f"{best.table}", f"{look.path.name}: which table is it?", best.table, why,
                       choices=tuple(one.table for one in likely))  # fmt: skip
    return next(one for one in likely if one.table == table)


def _complete(one: Guess, answers: Answers) -> None:
    """Ask for the columns that are needed and were not found."""
    for name in one.missing:
        free = [column for column in one.look.columns if column not in one.columns.values()]
        help_text = TABLES[one.table][name].help
        text = f"{one.look.path.name}: which column is {name} ({help_text})?"
        given = answers.to(f"{one.table}.rename.{name}", text, NONE, "", choices=(*free, NONE))
        if given == NONE:
            raise ParameterError(
                "E-INIT",
                "{file}: nothing says which column is {name}; found: {columns}.",
                fix="answer the question in a terminal (without --yes), or write cx.toml with `rename`.",
                file=one.look.path.name,
                name=name,
                columns=", ".join(one.look.columns),
            )
        one.columns[name] = given
