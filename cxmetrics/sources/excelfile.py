"""Excel workbooks: looked at before they are parsed, and parsed in a process of their own."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.excel_precheck import Scan, precheck
from cxmetrics.sources.excel_zip import corrupt
from cxmetrics.sources.filetype import check_sidecar, check_unchanged, fingerprint, guarded, hash_of
from cxmetrics.sources.header import Row, check_title, column_names, is_blank
from cxmetrics.sources.records import LISTED, Part, Reading, batches, shown, text_schema
from cxmetrics.sources.sift import filled, sift

MEMORY_BYTES = 4 * 2**30
CPU_SECONDS = 300
TIMEOUT_SECONDS = 600
CHILD = Path(__file__).with_name("excel_child.py")
CORRUPT = 3  # exit code of the child: the parser refuses the workbook
INHERITED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
PEEKED = 20


def read_excel(
    path: Path, *, sheet: str | None = None, header_row: int = 1, how: tuple[str, str] = (".", "")
) -> tuple[pa.RecordBatchReader, Reading]:
    """Read one sheet of an .xlsx workbook, as text.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str, optional
        Its sheet; needed where more than one is visible.
    header_row : int, default 1
        Row from which the header is looked for.
    how : (str, str), default (".", "")
        Decimal mark of the table's texts, with which numbers are written too, and a sign behind typed dates.

    Returns
    -------
    RecordBatchReader
        Text columns and the number of each row.
    Reading
        The account.

    Notes
    -----
    Dates become ISO text, whole numbers lose their ``.0``, truth values are ``true`` and ``false``. A row with an error
    cell, or a formula whose result was not stored, is set aside: a parser would read both as an empty cell.
    """
    if importlib.util.find_spec("python_calamine") is None:
        raise ParameterError("E-EXTRA", "Excel files need an extra.", fix='pip install "cxmetrics[excel]".')
    before = fingerprint(path)
    reading = Reading(path, "excel", sha256=hash_of(path))
    check_sidecar(reading)
    try:
        grid = _Grid(reading, precheck(path, sheet), header_row, how)
    except DataError:
        check_unchanged(path, before)
        raise
    check_unchanged(path, before)
    schema = text_schema(reading.header)
    stream = guarded(reading, before, batches(schema, grid.parts()))
    return pa.RecordBatchReader.from_batches(schema, stream), reading


def _parse(path: Path, sheet: str, how: tuple[str, str]) -> pa.RecordBatchReader:
    """Parse a sheet in a child process, whose result is a file without a name."""
    with tempfile.TemporaryDirectory(prefix="cx-") as folder:
        target = str(Path(folder, "sheet.arrow"))
        limits = [str(MEMORY_BYTES), str(CPU_SECONDS)]
        command = [sys.executable, "-P", str(CHILD), str(path.absolute()), sheet, target, *how, *limits]
        code = _run(command)
        if code == CORRUPT:
            raise corrupt(path, "the parser cannot read it.")
        if code:
            raise DataError(
                "E-PARSER-CRASH",
                "the parser was stopped by signal {signal} (limits: {memory:,} MiB, {seconds} s)."
                if code < 0
                else "the parser failed (limits: {memory:,} MiB, {seconds} s).",
                where=shown(path),
                fix="save it as CSV UTF-8.",
                signal=-code,
                memory=MEMORY_BYTES // 2**20,
                seconds=CPU_SECONDS,
            )
        return pa.ipc.open_stream(pa.OSFile(target))


def _run(command: list[str]) -> int:
    """Run the child without the parent's secrets; give its exit code, 1 where it takes too long."""
    env = {name: os.environ[name] for name in INHERITED if name in os.environ}
    env["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - our own script, arguments as a list
            command, env=env, stdin=quiet, stdout=quiet, stderr=quiet, timeout=TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode


class _Grid:
    """Cells of a sheet as the parser gives them: the header, and the parts of the table below it."""

    def __init__(self, reading: Reading, scan: Scan, header_row: int, how: tuple[str, str]) -> None:
        self.reading, self.scan = reading, scan
        self.source = _parse(reading.path, scan.sheet, how)
        self.letters = self.source.schema.names[:-1]
        self.last, self.line, self.width = 0, 0, 0
        self.held: list[pa.RecordBatch] = []
        self._find_header(header_row)

    def _find_header(self, header_row: int) -> None:
        found: list[Row] = []
        while not found and (batch := next(self.source, None)) is not None:
            self.held = [batch]
            found = _first_rows(batch, header_row)
        if not found:
            raise DataError(
                "E-FILE-EMPTY",
                "sheet {sheet!r} holds nothing from row {row} on.",
                where=self.reading.file,
                fix="choose another sheet or header_row.",
                sheet=self.scan.sheet,
                row=header_row,
            )
        self.line, cells = found[0]
        self._check_header_errors()
        check_title(found, self.reading)
        while is_blank(cells[-1:]):
            cells.pop()
        self.width = len(column_names(cells, self.reading, self.line))

    def _check_header_errors(self) -> None:
        if self.line in self.scan.errors:
            where, what = f"{self.reading.file}:{self.line}", self.scan.errors[self.line][1]
            fix = "give each column its name as text."
            raise DataError("E-HEADER", "{what}, in the header.", where=where, fix=fix, what=what)

    def parts(self) -> Iterator[Part]:
        """Give the rows below the header; those with errors or cells behind the last column are set aside."""
        hidden = [row for row in self.scan.hidden if row > self.line]
        self.reading.note("W-HIDDEN", len(hidden))
        if hidden:
            self.reading.lines["W-HIDDEN"] = hidden[:LISTED]
        self.reading.note("W-MERGED", sum(row > self.line for row in self.scan.merged))
        self.reading.note("W-HIDDEN-SHEET", self.scan.hidden_sheets)
        for batch in (*self.held, *self.source):
            part = self._part(batch.filter(pc.greater(batch.column(batch.num_columns - 1), self.line)))
            if part:
                yield part
        self._check_end()

    def _part(self, batch: pa.RecordBatch) -> Part | None:
        *columns, numbers = batch.columns
        if not len(numbers):
            return None
        self.last = numbers[-1].as_py()
        self.reading.rows += len(numbers)
        keep = pc.invert(self._set_aside(columns, numbers))
        columns = [column.filter(keep) for column in columns[: self.width]]
        columns, numbers = sift(columns, numbers.filter(keep), self.reading)
        self.reading.check_rows()
        return columns, numbers, sum(column.nbytes for column in columns)

    def _set_aside(self, columns: list[pa.Array], numbers: pa.Array) -> pa.BooleanArray:
        """Set rows aside, in their order; tell which."""
        wrong = pc.is_in(numbers, value_set=pa.array(list(self.scan.errors), pa.int64()))
        extra = filled(columns[self.width :]) if len(columns) > self.width else None
        if len(columns) > self.width:
            wrong = pc.or_(wrong, extra if extra is not None else pa.array([True] * len(numbers)))
        for i in pc.indices_nonzero(wrong).to_pylist():
            line, cells = numbers[i].as_py(), [column[i].as_py() for column in columns[: self.width]]
            if line in self.scan.errors:
                self._set_error_aside(line, cells)
            else:
                at = max(at for at, column in enumerate(columns) if not is_blank([column[i].as_py()]))
                last = self.letters[self.width - 1]
                said = "cell {cell} is used, the header ends at column {last}"
                self.reading.set_aside("Q-WIDTH", line, said, cells=cells, cell=f"{self.letters[at]}{line}", last=last)
        return wrong

    def _set_error_aside(self, line: int, cells: Sequence[str] = ()) -> None:
        letters, detail = self.scan.errors[line]
        at = self.letters.index(letters) if letters in self.letters else self.width
        column = self.reading.header[at] if at < self.width else letters
        self.reading.set_aside("Q-EXCEL-ERROR", line, "{found}", column=column, cells=cells, found=detail)

    def _check_end(self) -> None:
        """Account for rows of errors alone behind the parser's last row, and see that it lost none."""
        if not self.scan.last_filled <= max(self.last, self.line) <= self.scan.last_row:
            said = "the parser ends at row {row:,}, the sheet at row {last:,}."
            raise corrupt(self.reading.path, said, row=self.last, last=self.scan.last_filled)
        end = max(self.last, self.line)
        for line in sorted(line for line in self.scan.errors if line > end):
            self.reading.rows += line - end
            self.reading.skip_blank(line - end - 1)
            self._set_error_aside(line)
            end = line


def _first_rows(batch: pa.RecordBatch, header_row: int) -> list[Row]:
    """First rows that are not blank, from a row on."""
    *columns, numbers = batch.columns
    if not columns:
        return []
    keep = filled(columns)
    at = pc.greater_equal(numbers, header_row)
    chosen = batch.filter(pc.and_(at, keep) if keep is not None else at).slice(0, PEEKED)
    rows = zip(*(column.to_pylist() for column in chosen.columns), strict=True)
    return [(number, list(cells)) for *cells, number in rows]
