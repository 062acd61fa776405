"""The files of a source: found by name, folder or pattern, and streamed into tables of their own."""

from __future__ import annotations

import fnmatch
import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from cxmetrics.contract import Spec
from cxmetrics.engine import quote
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.columns import PART, WHERE_FROM, plain, types_of, view_of
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.headless import read_headless
from cxmetrics.sources.mapfile import Join, map_table, read_map
from cxmetrics.sources.reading import LINE, Reading, read
from cxmetrics.sources.values import DATED, literal

UNSEEN = {"Cc", "Cf", "Cs"}  # categories of characters: controls, formats, halves
TAKEN = {*WHERE_FROM, PART}


@dataclass(frozen=True)
class Files:
    """What was read for a table.

    Parameters
    ----------
    rows : list of Reading
        Its main files: their rows are the account. The view ``source`` holds them.
    joined : list of Reading
        Files that a map joins to them.
    """

    rows: list[Reading]
    joined: list[Reading]

    @property
    def all(self) -> list[Reading]:
        """All files, main ones first."""
        return [*self.rows, *self.joined]

    @property
    def names(self) -> str:
        """Names of the main files."""
        return ", ".join(reading.file for reading in self.rows)


def read_source(con: duckdb.DuckDBPyConnection, config: TableConfig, spec: Spec, *, base: Path) -> Files:
    """Find and read the files of a table: its main files into the view ``source``, others into views of their names.

    Parameters
    ----------
    con : DuckDBPyConnection
        Where the views go.
    config : TableConfig
        Where the table comes from.
    spec : Spec
        The table.
    base : Path
        Folder of cx.toml, from which sources are found.

    Raises
    ------
    DataError
        There is no such file, it cannot be read, or a joined file has a key twice.
    """
    table = map_table(config, spec.name)
    paths = _declared(config, table.file, base=base) if table.file else find_files(config.source, base)
    draw = _Drawer(con, config, base)
    rows = draw.all(paths, view="source")
    return Files(rows, [reading for name, join in table.joins.items() for reading in draw.joined(name, join)])


def find_files(source: str, base: Path) -> list[Path]:
    """Files of a source: a name taken literally where it exists, else a pattern; a folder gives its files."""
    path = base / source
    if path.is_dir():
        found = sorted(entry for entry in path.iterdir() if entry.is_file() and _is_data(entry))
    elif path.exists():
        found = [path]
    else:
        found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))) if path.is_absolute() else []
        found = found or sorted(base.glob(source) if not path.is_absolute() else [])
        found = found or _in_other_form(path)
    if not found:
        folder = str(base.name or base)
        raise DataError("E-FILE-KIND", "there is no such file.", where=source, fix="look in {folder}/.", folder=folder)
    _refuse_unsayable(found)
    return found


def _refuse_unsayable(paths: Sequence[Path]) -> None:
    """Refuse names that no list can show: not in UTF-8, or with signs that steer a terminal or turn text around."""
    wrong = [path.name for path in paths if {unicodedata.category(sign) for sign in path.name} & UNSEEN]
    if wrong:
        raise DataError(
            "E-FILE-NAME", "the name of this file holds signs that nobody can see.", where=repr(wrong[0]),
            fix="rename it.", more=len(wrong) - 1,
        )  # fmt: skip


def _in_other_form(path: Path) -> list[Path]:
    """Find files by the Unicode form of their names: Hangul may be stored in parts, as on a Mac, or put together."""
    first, *parts = path.parts if path.is_absolute() else ("", *path.parts)
    found = [Path(first)]
    for part in parts:
        wanted = unicodedata.normalize("NFC", part)
        found = [
            entry
            for folder in found
            for entry in (
                [folder / part] if part in {"..", "."} else sorted(folder.iterdir() if folder.is_dir() else [])
            )
            if part in {"..", "."}
            or fnmatch.fnmatchcase(unicodedata.normalize("NFC", entry.name), wanted)
            or unicodedata.normalize("NFC", entry.name) == wanted
        ]
    if len(found) == 1 and found[0].is_dir():
        return sorted(entry for entry in found[0].iterdir() if entry.is_file() and _is_data(entry))
    return found


def _is_data(path: Path) -> bool:
    """Whether a file of a folder is meant: not hidden, no checksum beside another, not the company file."""
    return not path.name.startswith(".") and path.suffix != ".sha256" and path.name != "cx.toml"


def root_of(source: str, base: Path) -> Path:
    """Folder out of which no link may lead: that of cx.toml, or the one that the source names outside of it.

    Examples
    --------
    >>> root_of("exports/*.csv", Path("shop")), root_of("/data/2026-*/o.csv", Path("shop")).as_posix()
    (PosixPath('shop'), '/data')
    """
    path = base / source
    if not Path(source).is_absolute() and ".." not in Path(source).parts:
        return base
    plain = itertools.takewhile(lambda part: not set(part) & set("*?["), path.parts)
    folder = Path(*plain)
    return folder if folder.is_dir() or folder != path else folder.parent


def _declared(config: TableConfig, name: str, *, base: Path) -> list[Path]:
    """Files that a map names, in the folder of the source."""
    folder = base / config.source
    if not folder.is_dir():
        raise ParameterError(
            "E-MAP", "the map {map!r} reads several files.", where=config.source, fix="name their folder as source.",
            map=config.map,
        )  # fmt: skip
    return find_files(read_map(config.map or "").files[name], folder)


@dataclass(frozen=True)
class _Drawer:
    """Draws files into tables and views of a connection."""

    con: duckdb.DuckDBPyConnection
    config: TableConfig
    base: Path

    def all(self, paths: Sequence[Path], *, view: str) -> list[Reading]:
        """Stream each file into a table, and all of them into a view, in which `PART` tells them apart."""
        readings = [self._one(path, into=f"{view}_{i}") for i, path in enumerate(paths)]
        _refuse_twins(readings)
        union = " union all by name ".join(
            f"select {self._one_type(f'{view}_{i}', texts)}, {i} as {PART} from {quote(f'{view}_{i}')}"
            for texts in [self._texts([f"{view}_{i}" for i in range(len(readings))])]
            for i in range(len(readings))
        )
        self.con.execute(f"create or replace temp view {quote(view)} as {union}")
        return readings

    def _texts(self, tables: Sequence[str]) -> set[str]:
        """Columns that are text in one of several files."""
        types = [types_of(self.con, table) for table in tables]
        return {name for one in types for name, kind in one.items() if kind == "VARCHAR"}

    def _one_type(self, table: str, texts: set[str]) -> str:
        """Columns of a file, typed numbers as text where another file has text."""
        types = types_of(self.con, table)
        mixed = [
            f"{plain(name, 'any', kind, self.config)} as {quote(name)}"
            for name, kind in types.items()
            if name in texts and kind != "VARCHAR" and not name.startswith("__")
        ]
        return f"* replace ({', '.join(mixed)})" if mixed else "*"

    def joined(self, name: str, join: Join) -> list[Reading]:
        """Read a file that is joined, whole, as a view of its name; its key may occur once only."""
        whole = f"all_{name}"
        readings = self.all(_declared(self.config, name, base=self.base), view=whole)
        for reading in readings:
            _refuse_gaps(reading)
        select, _ = view_of(self.config, join, readings, source=whole, types=types_of(self.con, whole))
        self.con.execute(f"create or replace temp view {quote(name)} as {select}")
        if join.key:
            _refuse_fan_out(self.con, name, join.key, file=", ".join(reading.file for reading in readings))
        return readings

    def _one(self, path: Path, *, into: str) -> Reading:
        """Stream a file into a table; an error of the reader comes out as it was raised."""
        batches, reading = self._opened(path)
        _refuse_taken(reading)
        self.con.register("incoming", batches)
        rows = f"select *, {literal(path.name)} as __file from incoming"
        try:
            self.con.execute(f"create or replace temp table {quote(into)} as {rows}")
        except duckdb.Error:
            if reading.error is None:
                raise
            if not self.config.may_be_empty or reading.error.code != "E-NO-ROWS":
                raise reading.error from None
            self._empty(reading, into=into)
        finally:
            self.con.unregister("incoming")
        return reading

    def _empty(self, reading: Reading, *, into: str) -> None:
        """Make the table of a file that has a header and no rows, where that is declared to be normal."""
        columns = [f"{quote(name)} varchar" for name in (*reading.header, "__file")]
        self.con.execute(f"create or replace temp table {quote(into)} ({', '.join(columns)}, {quote(LINE)} bigint)")

    def _opened(self, path: Path) -> tuple[pa.RecordBatchReader, Reading]:
        config, root = self.config, root_of(self.config.source, self.base)
        header = read_map(config.map).header if config.map else ()
        if header:
            return read_headless(path, header, encoding=config.encoding, root=root)
        return read(
            path,
            encoding=config.encoding,
            delimiter=config.delimiter,
            sheet=config.sheet,
            header_row=config.header_row,
            table=config.table,
            root=root,
            how=(config.decimal, DATED if config.time_format else ""),
        )


def _refuse_taken(reading: Reading) -> None:
    """Refuse a column whose name says where a row came from."""
    taken = [name for name in reading.header if name.casefold() in TAKEN]
    if taken:
        raise DataError(
            "E-HEADER", "the name {name!r} is taken.", where=reading.file, fix="rename that column.", name=taken[0]
        )


def _refuse_gaps(reading: Reading) -> None:
    """Refuse a joined file of which rows were set aside: what they say would be missing from other rows in silence."""
    if reading.problems:
        first = reading.problems[0]
        raise DataError(
            "E-JOIN",
            "a joined file must be whole; this row cannot be read ({rule}).",
            where=f"{first.file}:{first.line}",
            fix="export the file again.",
            more=len(reading.problems) - 1,
            rule=first.code,
        )


def _refuse_fan_out(con: duckdb.DuckDBPyConnection, view: str, key: str, *, file: str) -> None:
    text = f"nullif(trim(cast({quote(key)} as varchar)), '')"
    twice = f"select 1 from {quote(view)} where {text} is not null group by {text} having count(*) > 1"
    found = con.execute(f"select count(*) from ({twice})").fetchall()[0][0]
    if found:
        raise DataError(
            "E-FANOUT",
            "the join is declared m:1; {n} keys occur twice on the right.",
            where=f"{file} [{key}]",
            fix="keep one row a key in that file.",
            n=found,
        )


def _refuse_twins(readings: Sequence[Reading]) -> None:
    seen: dict[str, Reading] = {}
    for reading in readings:
        if reading.rows == reading.blank:
            continue  # empty ones are all alike
        twin = seen.setdefault(reading.sha256, reading)
        if twin is not reading:
            raise DataError(
                "E-DUP-FILE", "is the same file as {twin}.", where=reading.file, fix="remove one.", twin=twin.file
            )
