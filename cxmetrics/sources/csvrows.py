"""Blocks of lines to columns: proven ones are cut by Arrow, all others parsed by ``csv`` in strict mode."""

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

from cxmetrics.sources import csvblock, csvquotes
from cxmetrics.sources.csvtext import lines
from cxmetrics.sources.header import Row, is_blank
from cxmetrics.sources.records import MAX_FIELD, MAX_LINE, WIDTH, WIDTH_ONE, Part, Reading, limit
from cxmetrics.sources.sift import is_total, sift

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
    blocks : iterator of bytes
        Blocks of whole lines, as UTF-8.
    delimiter : str
        Sign between fields.
    width : int
        Fields of the header.
    line : int
        Physical line of the next block's first line.
    """

    reading: Reading
    blocks: Iterator[bytes]
    delimiter: str
    width: int = 0
    line: int = 1

    def parts(self, text: bytes) -> Iterator[Part]:
        """Cut a text and all blocks behind it; a record that one block does not end goes on in the next."""
        rest = b""
        for block in chain([text], self.blocks):
            part, rest = self._cut(rest + block)
            if part:
                yield part
            self.reading.check_rows()
        self.refuse_open(rest.decode())

    def first(self, text: str, header_row: int, count: int) -> tuple[list[Row], int]:
        """Find the first records from a line on that are not blank, and the last line of the first of them."""
        self.line = 1
        starts, rows, _ = self.parse(text)
        pairs = zip(starts, rows, strict=True)
        found = [(line, cells) for line, cells in pairs if line >= header_row and not is_blank(cells)][:count]
        behind = (line for line in starts if found and line > found[0][0])
        return found, next(behind, self.line) - 1

    def _cut(self, text: bytes) -> tuple[Part | None, bytes]:
        if not text:
            return None, b""
        found = csvblock.cut(text, width=self.width, delimiter=self.delimiter)
        if found is None:
            with _no_collector():
                columns, starts, rest = self._by_csv(text.decode())
        else:
            columns, starts, rest = self._by_arrow(found)
        if not len(starts):
            return None, rest
        return (*sift(columns, pa.array(starts), self.reading), len(text)), rest

    def _by_arrow(self, found: csvblock.Cut) -> tuple[list[pa.Array], Starts, bytes]:
        for line, cells in found.others:
            self._fits(self.line + line, cells)
        self.reading.rows += len(found.starts) + len(found.others)
        starts = found.starts + self.line
        self.line += found.count
        return found.columns, starts, found.rest

    def _by_csv(self, text: str) -> tuple[list[pa.Array], Starts, bytes]:
        """Parse lines; records of another width are set aside, never padded or shifted."""
        starts, rows, rest = self.parse(text)
        self.reading.rows += len(rows)
        if set(map(len, rows)) - {self.width}:
            fits = [self._fits(line, cells) for line, cells in zip(starts, rows, strict=True)]
            starts, rows = list(compress(starts, fits)), list(compress(rows, fits))
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        return columns, np.array(starts, dtype=np.int64), rest.encode()

    def _fits(self, line: int, cells: list[str]) -> bool:
        if len(cells) == self.width:
            return True
        if is_blank(cells):
            self.reading.skip_blank(1)
        elif is_total(cells):
            self.reading.set_aside("Q-TOTAL-ROW", line, "a row of totals")
        else:
            said = WIDTH_ONE if len(cells) == 1 else WIDTH
            self.reading.set_aside("Q-WIDTH", line, said, cells=cells[: self.width], n=len(cells), width=self.width)
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
                where = f"{self.reading.file}:{number}"
                raise limit("a line of more than {most:,} characters.", where=where, most=MAX_LINE)

    def _refuse_broken(self, problem: str, rest: str, at: int) -> None:
        """Refuse a record that `csv` refuses; a field without end may be a quote that nobody closed."""
        file = self.reading.file
        if problem.startswith(TOO_LONG):
            behind = map(bytes.decode, self.blocks)
            unclosed = csvquotes.unclosed(rest, self.delimiter, file=file, start=self.line, behind=behind)
            raise unclosed or csvquotes.too_long(MAX_FIELD, file=file, line=self.line)
        if problem and problem != UNFINISHED:
            raise csvquotes.stray(f"{file}:{at}", self.line)
        if len(rest) > MAX_LINE:
            raise limit("a record of more than {most:,} characters.", where=f"{file}:{self.line}", most=MAX_LINE)

    def refuse_open(self, rest: str) -> None:
        """Refuse a file that ends within quotes."""
        if rest:
            file = self.reading.file
            unclosed = csvquotes.unclosed(rest, self.delimiter, file=file, start=self.line)
            raise unclosed or csvquotes.stray(f"{file}:{self.line}", self.line)
