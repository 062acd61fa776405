"""Blocks of lines to columns: plain ones are cut at the delimiter, all others parsed by ``csv`` in strict mode."""

from __future__ import annotations

import csv
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, compress, islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxmetrics.sources import csvquotes
from cxmetrics.sources.csvtext import MAX_LINE, lines
from cxmetrics.sources.header import Row, is_blank
from cxmetrics.sources.records import Part, Reading, limit
from cxmetrics.sources.sift import is_total, sift

MAX_FIELD = 2**20  # characters
UNFINISHED = "unexpected end of data"
TOO_LONG = "field larger than field limit"
_limit_lock = threading.Lock()  # the limit of `csv` belongs to the whole process
Starts = npt.NDArray[np.int64]


@contextmanager
def _long_fields() -> Iterator[None]:
    with _limit_lock:
        before = csv.field_size_limit(MAX_FIELD)
        try:
            yield
        finally:
            csv.field_size_limit(before)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Spare the collector the many lists of one block, which are in no cycle and soon gone."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass
class Rows:
    """Cutter of blocks that knows on which physical line it stands.

    Parameters
    ----------
    reading : Reading
        The account, which it keeps.
    blocks : iterator of str
        Blocks of whole lines.
    delimiter : str
        Sign between fields.
    width : int
        Fields of the header.
    line : int
        Physical line of the next block's first line.
    """

    reading: Reading
    blocks: Iterator[str]
    delimiter: str
    width: int = 0
    line: int = 1

    def parts(self, text: str) -> Iterator[Part]:
        """Cut a text and all blocks behind it; a record that one block does not end goes on in the next."""
        rest = ""
        for block in chain([text], self.blocks):
            part, rest = self._cut(rest + block)
            if part:
                yield part
            self.reading.check_rows()
        self.refuse_open(rest)

    def first(self, text: str, header_row: int, count: int) -> tuple[list[Row], int]:
        """Find the first records from a line on that are not blank, and the last line of the first of them."""
        self.line = 1
        starts, rows, _ = self.parse(text)
        pairs = zip(starts, rows, strict=True)
        found = [(line, cells) for line, cells in pairs if line >= header_row and not is_blank(cells)][:count]
        behind = (line for line in starts if found and line > found[0][0])
        return found, next(behind, self.line) - 1

    def _cut(self, text: str) -> tuple[Part | None, str]:
        if not text:
            return None, ""
        columns, rest = self._plain(text), ""
        if columns is None:
            with _no_collector():
                columns, starts, rest = self._quoted(text)
        else:
            starts = np.arange(self.line, self.line + len(columns[0]))
            self.line += len(starts)
            self.reading.rows += len(starts)
        if not columns:
            return None, rest
        return (*sift(columns, pa.array(starts), self.reading), len(text)), rest

    def _plain(self, text: str) -> list[pa.Array] | None:
        """Cut lines without any quote at the delimiter, where each has the header's width."""
        if '"' in text or len(text) > MAX_FIELD:
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
            if "\r" in text:
                return None
        found = pc.split_pattern(pa.array([text.removesuffix("\n")]), pattern="\n").flatten()
        cells = pc.split_pattern(found, pattern=self.delimiter)
        if not pc.all(pc.equal(pc.list_value_length(cells), self.width)).as_py():
            return None
        flat = cells.flatten()
        return [flat.take(pa.array(np.arange(i, len(flat), self.width))) for i in range(self.width)]

    def _quoted(self, text: str) -> tuple[list[pa.Array], Starts, str]:
        """Parse lines; records of another width are set aside, never padded or shifted."""
        starts, rows, rest = self.parse(text)
        self.reading.rows += len(rows)
        if set(map(len, rows)) - {self.width}:
            fits = [self._fits(line, cells) for line, cells in zip(starts, rows, strict=True)]
            starts, rows = list(compress(starts, fits)), list(compress(rows, fits))
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        return columns, np.array(starts, dtype=np.int64), rest

    def _fits(self, line: int, cells: list[str]) -> bool:
        if len(cells) == self.width:
            return True
        if is_blank(cells):
            self.reading.skip_blank(1)
        elif is_total(cells):
            self.reading.set_aside("Q-TOTAL-ROW", line, "a row of totals")
        else:
            fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
            self.reading.set_aside("Q-WIDTH", line, f"{fields}, header has {self.width}")
        return False

    def parse(self, text: str) -> tuple[list[int], list[list[str]], str]:
        """Parse records, with the line on which each starts; return too the text of an unfinished one."""
        self._refuse_long_lines(text)
        starts, rows, problem = [self.line], [], ""
        reader = csv.reader(lines(text), delimiter=self.delimiter, strict=True)
        with _long_fields():
            try:
                for cells in reader:
                    rows.append(cells)
                    starts.append(self.line + reader.line_num)
            except csv.Error as error:
                problem = str(error)
        at, done = self.line + reader.line_num - 1, starts[-1] - self.line
        self.line = starts.pop()
        rest = "".join(islice(lines(text), done, None)) if problem else ""
        self._refuse_broken(problem, rest, at)
        return starts, rows, rest

    def _refuse_long_lines(self, text: str) -> None:
        if len(text) <= MAX_LINE:
            return
        for number, line in enumerate(lines(text), start=self.line):
            if len(line) > MAX_LINE:
                raise limit(f"a line of more than {MAX_LINE:,} characters", where=f"{self.reading.file}:{number}")

    def _refuse_broken(self, problem: str, rest: str, at: int) -> None:
        """Refuse a record that `csv` refuses; a field without end may be a quote that nobody closed."""
        file = self.reading.file
        if problem.startswith(TOO_LONG):
            unclosed = csvquotes.unclosed(rest, self.delimiter, file=file, start=self.line, behind=self.blocks)
            raise unclosed or csvquotes.too_long(MAX_FIELD, file=file, line=self.line)
        if problem and problem != UNFINISHED:
            raise csvquotes.stray(f"{file}:{at}", self.line)
        if len(rest) > MAX_LINE:
            raise limit(f"a record of more than {MAX_LINE:,} characters", where=f"{file}:{self.line}")

    def refuse_open(self, rest: str) -> None:
        """Refuse a file that ends within quotes."""
        if rest:
            file = self.reading.file
            unclosed = csvquotes.unclosed(rest, self.delimiter, file=file, start=self.line)
            raise unclosed or csvquotes.stray(f"{file}:{self.line}", self.line)
