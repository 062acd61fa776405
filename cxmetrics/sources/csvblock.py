"""A block of lines whose quotes are proven to match, cut by Arrow: the same rows as by ``csv`` in strict mode."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from cxmetrics.sources.csvtext import lines
from cxmetrics.sources.records import MAX_FIELD

MAX_BYTES = 4 * 2**20
QUOTE, LINE_FEED, RETURN = b'"\n\r'
Places = npt.NDArray[np.int64]
Signs = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Cut:
    """Records of a block.

    Parameters
    ----------
    columns : list of Array
        Text of the records that have the header's width.
    starts : array
        Line on which each of them starts, from 0.
    others : list of (int, list of str)
        Records of another width: line and cells.
    count : int
        Physical lines.
    rest : bytes
        A record that the block does not end.
    """

    columns: list[pa.Array]
    starts: Places
    others: list[tuple[int, list[str]]]
    count: int
    rest: bytes = b""


def cut(block: bytes, *, width: int, delimiter: str) -> Cut | None:
    """Cut a block of lines into records, where nothing about its quotes is in doubt.

    Parameters
    ----------
    block : bytes
        UTF-8.
    width : int
        Fields of the header.
    delimiter : str
        Sign between fields.

    Returns
    -------
    Cut or None
        None where ``csv`` in strict mode must say what the block holds: it may refuse it.

    Notes
    -----
    Let the quotes of a block be numbered from 0. Where each even one stands behind a delimiter, a line end or another
    quote, and each odd one before one of these, a field is quoted from an even quote to the odd one behind it, a pair
    of adjacent quotes is one within the text, and no other field holds any. Both parsers then take the same path.
    """
    if not block or len(block) > MAX_BYTES or block.startswith(codecs.BOM_UTF8) or not delimiter.isascii():
        return None
    if QUOTE not in block:
        return _split(block, None, width=width, delimiter=delimiter)
    quotes = np.flatnonzero(np.frombuffer(block, np.uint8) == QUOTE)
    if not _match(block, quotes, delimiter):
        return None
    if len(quotes) % 2 == 0:
        return _split(block, quotes, width=width, delimiter=delimiter)
    end = _last_start(block, quotes)
    whole = cut(block[:end], width=width, delimiter=delimiter)
    return whole and replace(whole, rest=block[end:])


def _match(block: bytes, quotes: Places, delimiter: str) -> bool:
    signs = np.frombuffer(b"\n%b\n" % block, np.uint8)
    around = np.zeros(256, np.bool_)
    around[[QUOTE, LINE_FEED, RETURN, ord(delimiter)]] = True
    before, behind = signs.take(quotes[::2], mode="clip"), signs.take(quotes[1::2] + 2, mode="clip")
    return bool(around.take(before, mode="clip").all() and around.take(behind, mode="clip").all())


def _last_start(block: bytes, quotes: Places) -> int:
    """Place at which the last record starts, where the last quote is not closed."""
    ends = _line_ends(block)
    before = ends[(ends < quotes[-1]) & _outside(ends, quotes)]
    return int(before[-1]) + 1 if len(before) else 0


def _line_ends(block: bytes) -> Places:
    """Places of the last byte of each line end, CR, LF or CR LF; a CR at the end of the block is left out."""
    signs = np.frombuffer(block, np.uint8)
    ends = signs == LINE_FEED
    if RETURN in block:
        ends[:-1] |= (signs[:-1] == RETURN) & ~ends[1:]
    return np.flatnonzero(ends)


def _outside(ends: Places, quotes: Places) -> npt.NDArray[np.bool_]:
    """Tell which line ends are not within a quoted field."""
    outside: npt.NDArray[np.bool_] = np.searchsorted(quotes, ends) % 2 == 0
    return outside


def _split(block: bytes, quotes: Places | None, *, width: int, delimiter: str) -> Cut | None:
    """Let Arrow cut a block, and say on which line each record starts."""
    wrong: list[pa.csv.InvalidRow] = []
    batch = _parse(block, wrong, width=width, delimiter=delimiter)
    ends = _line_ends(block)
    if not len(ends) or ends[-1] < len(block) - 1:
        ends = np.append(ends, len(block))
    starts = np.arange(len(ends))
    if quotes is not None and len(ends) > len(batch) + len(wrong):
        starts = np.concatenate(([0], np.flatnonzero(_outside(ends, quotes))[:-1] + 1))
    if len(starts) != len(batch) + len(wrong) or _has_long(batch, wrong):
        return None
    others = []
    if wrong:
        places = [row.number - 1 for row in wrong]
        others = [(int(starts[at]), _cells(row.text, delimiter)) for at, row in zip(places, wrong, strict=True)]
        starts = np.delete(starts, places)
    return Cut(batch.columns, starts, others, len(ends))


def _has_long(batch: pa.RecordBatch, wrong: list[pa.csv.InvalidRow]) -> bool:
    """Whether a field has more bytes than `MAX_FIELD`; in characters it may still be short enough."""
    for column in batch.columns:
        if column.nbytes > MAX_FIELD and pc.max(pc.binary_length(column)).as_py() > MAX_FIELD:
            return True
    return any(4 * len(row.text) > MAX_FIELD for row in wrong)


def _parse(block: bytes, wrong: list[pa.csv.InvalidRow], *, width: int, delimiter: str) -> pa.RecordBatch:
    def skip(row: pa.csv.InvalidRow) -> str:
        wrong.append(row)
        return "skip"

    schema = pa.schema([(str(i), pa.string()) for i in range(width)])
    table = pa.csv.read_csv(
        pa.BufferReader(block),
        pa.csv.ReadOptions(column_names=schema.names, block_size=MAX_BYTES + 1, use_threads=False),
        pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        pa.csv.ConvertOptions(column_types=schema, strings_can_be_null=False, check_utf8=False),
    )
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=schema)


def _cells(record: str, delimiter: str) -> list[str]:
    """Parse one record."""
    return next(csv.reader(lines(record), delimiter=delimiter, strict=True), [])
