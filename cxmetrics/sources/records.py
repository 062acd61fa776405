"""What every reader hands over: rows with the line they stand on, and an account of those set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from cxmetrics.errors import CxError, DataError

LINE = "__line"  # column with the physical line on which a record starts; in Excel the sheet's row number
BATCH_ROWS = 50_000
BATCH_CHARACTERS = 64 * 2**20  # a batch of long texts is cut sooner, so that memory stays bounded
WIDTH, WIDTH_ONE = "{n} fields, header has {width}", "1 field, header has {width}"
MAX_COLUMNS = 500
MAX_ROWS = 20_000_000
MAX_PROBLEMS = 100_000  # a file with more records set aside is broken as a whole
MAX_LINE = 8 * 2**20  # characters of a text file
MAX_FIELD = 2**20  # characters
LISTED = 20  # lines that are named

Part = tuple[list[pa.Array], pa.Array, int]  # text columns, line numbers, characters


@dataclass(frozen=True)
class Problem:
    """A record that was set aside.

    Parameters
    ----------
    code : str
        The rule: ``"Q-WIDTH"``, ``"Q-EXCEL-ERROR"``.
    file : str
        Name of the file.
    line : int
        Physical line on which the record starts, or the sheet's row.
    column : str
        Column at fault, empty where it is the whole record.
    detail : str
        What is wrong, without any value of the record.
    said : str
        The same as a template, which is translated.
    fields : dict
        What is written into the template.
    cells : tuple of str
        Values of the record as far as they could be read, by which its order is found; never shown.
    """

    code: str
    file: str
    line: int
    column: str
    detail: str
    said: str = field(default="", compare=False)
    fields: dict[str, Any] = field(default_factory=dict, compare=False)
    cells: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass
class Reading:
    """Account of one file, filled while its batches are drawn and complete when they are exhausted.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        ``"csv"``, ``"excel"``, ``"parquet"``, ``"duckdb"`` or ``"sqlite"``.
    encoding : str
        Encoding of the text, empty where the file is no text.
    header : list of str
        Column names.
    rows : int
        Data records seen, blank ones included.
    blank : int
        Blank records, which are skipped.
    problems : list of Problem
        Records set aside, one entry a record.
    notes : dict of str to int
        What was noticed and how often: ``I-ENCODING``, ``I-NORM``, ``I-BLANK``, ``I-CTRL-Z``, ``W-NUL``, ``W-HIDDEN``.
    lines : dict of str to list of int
        Lines of a note, the first `LISTED` of them, where it has lines.
    sha256 : str
        Hash of the file's bytes.
    error : CxError or None
        Why the reading stopped, for engines that pass on an error's text alone.

    Examples
    --------
    >>> reading = Reading(Path("surveys.csv"), "csv")
    >>> reading.note("W-NUL", 2)
    >>> reading.notes
    {'W-NUL': 2}
    """

    path: Path
    kind: str
    encoding: str = ""
    header: list[str] = field(default_factory=list)
    rows: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    sha256: str = ""
    error: CxError | None = None

    @property
    def file(self) -> str:
        """Name of the file, with control characters made visible."""
        return shown(self.path)

    def note(self, code: str, count: int) -> None:
        """Add to a note's count."""
        if count:
            self.notes[code] = self.notes.get(code, 0) + count

    def skip_blank(self, count: int) -> None:
        """Count blank records among those seen."""
        self.blank += count
        self.note("I-BLANK", count)

    def set_aside(
        self, code: str, line: int, said: str, *, column: str = "", cells: Iterable[Any] = (), **fields: Any
    ) -> None:
        """Keep a record out of the stream; too many of them condemn the file."""
        kept = tuple("" if cell is None else str(cell) for cell in cells)
        self.problems.append(Problem(code, self.file, line, column, said.format(**fields), said, fields, kept))
        if len(self.problems) > MAX_PROBLEMS:
            first = self.problems[0]
            raise DataError(
                code.replace("Q-", "E-", 1),
                "{what}; more than {most:,} records are like it.",
                where=f"{self.file}:{first.line}",
                fix="export the file again.",
                what=first.detail,
                most=MAX_PROBLEMS,
            )

    def check_rows(self) -> None:
        """Stop a file that is longer than any that is meant."""
        if self.rows > MAX_ROWS:
            raise limit("more than {most:,} rows.", where=self.file, most=MAX_ROWS)


def limit(said: str, *, where: str, **fields: Any) -> DataError:
    """Error of a file that is larger than any that is meant."""
    return DataError("E-LIMIT", said, where=where, fix="split the file, or check how it was exported.", **fields)


def shown(path: Path) -> str:
    r"""Name of a file as it may be printed: control characters are escaped.

    Examples
    --------
    >>> print(shown(Path("a\nb.csv")))
    a\nb.csv
    """
    return printable(path.name)


def printable(text: str) -> str:
    """Text with control characters and lone surrogates escaped."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def batches(schema: pa.Schema, parts: Iterable[Part]) -> Iterator[pa.RecordBatch]:
    """Gather small parts into batches of about `BATCH_ROWS` rows."""
    held: list[Part] = []
    for part in parts:
        held.append(part)
        if sum(len(p[1]) for p in held) >= BATCH_ROWS or sum(p[2] for p in held) >= BATCH_CHARACTERS:
            yield _join(schema, held)
            held = []
    if held:
        yield _join(schema, held)


def _join(schema: pa.Schema, parts: list[Part]) -> pa.RecordBatch:
    columns = [pa.concat_arrays(arrays) for arrays in zip(*([*part[0], part[1]] for part in parts), strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def text_schema(names: Iterable[str]) -> pa.Schema:
    """Give the schema of a stream of text: each column a string, and `LINE`."""
    return pa.schema([*((name, pa.string()) for name in names), (LINE, pa.int64())])
