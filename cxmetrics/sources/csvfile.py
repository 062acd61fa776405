"""CSV, read strictly: no row is shifted, padded, dropped or joined to another."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pyarrow as pa

from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources import csvtext
from cxmetrics.sources.csvrows import Rows
from cxmetrics.sources.filetype import check_unchanged, fingerprint, guarded
from cxmetrics.sources.header import Row, check_title, column_names, is_blank
from cxmetrics.sources.records import MAX_LINE, Reading, batches, text_schema

PEEKED = 20  # records at which the header is judged
PEEKED_CHARACTERS = 2**17  # or fewer, where these are long
DELIMITERS = ",;\t|"


def read_csv(
    path: Path, *, encoding: str | None = None, delimiter: str = ",", header_row: int = 1
) -> tuple[pa.RecordBatchReader, Reading]:
    """Read a CSV file strictly, as text.

    Parameters
    ----------
    path : Path
        The file; unpacked where its name ends in .gz.
    encoding : str, optional
        Declared encoding; without it UTF-8, or else CP949 where the whole file is valid.
    delimiter : str, default ","
        Sign between fields.
    header_row : int, default 1
        Line from which the header is looked for.

    Returns
    -------
    RecordBatchReader
        Text columns and the line on which each record starts.
    Reading
        The account.

    Notes
    -----
    A block of lines whose quotes are proven to match is cut by Arrow; all others go through the standard library's
    ``csv`` in strict mode. Both give the same rows, which the tests compare.
    """
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        fix = "one sign, such as ',' or ';'."
        raise ParameterError("E-DELIM", "{sign!r} is no delimiter.", fix=fix, sign=delimiter)
    before, reading = fingerprint(path), Reading(path, "csv")
    try:
        encoding = csvtext.choose_encoding(path, encoding, reading)
        blocks = csvtext.blocks(csvtext.pieces(path, encoding, reading), reading.file)
        rows = Rows(reading, blocks, delimiter)
        rest = _read_header(rows, header_row)
        check_unchanged(path, before)
    except DataError:
        check_unchanged(path, before)
        raise
    schema = text_schema(reading.header)
    stream = guarded(reading, before, batches(schema, rows.parts(rest)))
    return pa.RecordBatchReader.from_batches(schema, stream), reading


def _read_header(rows: Rows, header_row: int) -> bytes:
    """Find and check the header; return the text behind it."""
    found: list[Row] = []
    text, end = "", 0
    for block in rows.blocks:
        text += block.decode()
        found, end = rows.first(text, header_row, PEEKED)
        if len(found) == PEEKED or len(text) > (PEEKED_CHARACTERS if found else MAX_LINE):
            break
    if not found:
        _refuse_no_header(text, rows, header_row)
    _check_shape(found, rows)
    line, cells = found[0]
    rows.width, rows.line = len(column_names(cells, rows.reading, line)), end + 1
    return "".join(islice(csvtext.lines(text), end, None)).encode()


def _refuse_no_header(text: str, rows: Rows, header_row: int) -> None:
    file, rows.line = rows.reading.file, 1
    rows.refuse_open(rows.parse(text)[2])
    if is_blank([text]):
        raise DataError("E-FILE-EMPTY", "nothing but blank lines.", where=file, fix="export it again.")
    said = "there is no header at line {line} or in the lines below it."
    raise DataError("E-HEADER", said, where=file, fix="set header_row to the header's line.", line=header_row)


def _check_shape(found: list[Row], rows: Rows) -> None:
    """Refuse a header that another delimiter cuts and the expected one does not, and a title above the header."""
    line, cells = found[0]
    sign = max((sign for sign in DELIMITERS if sign != rows.delimiter), key=cells[0].count)
    times = cells[0].count(sign) if len(cells) == 1 else 0
    if sum(rows.delimiter.join(row).count(sign) == times for _, row in found[1:]) * 2 < len(found[1:]):
        check_title(found, rows.reading)  # the rows below are not cut by that sign either
    if times:
        raise DataError(
            "E-DELIM",
            "found {sign!r} {times} times in the header, expected {expected!r}.",
            where=f"{rows.reading.file}:{line}",
            fix='delimiter = "{written}", or save the file with {expected!r}.',
            sign=sign,
            written="\\t" if sign == "\t" else sign,
            times=times,
            expected=rows.delimiter,
        )
    check_title(found, rows.reading)
