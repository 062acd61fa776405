"""Rows of the right width that are no data: blank ones, and totals below or between them."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxmetrics.sources.header import BLANK
from cxmetrics.sources.records import Reading

TOTAL = (
    r"(?i)^\s*(?:(?:총|전체)?\s*(?:합\s*계|소\s*계|총\s*계|누\s*계)|(?:grand\s+|sub[\s-]?)?totals?"
    r"|총\s*[0-9,]+\s*(?:건|명|개|행|원)?)\s*:?\s*$"
)


def is_total(cells: list[str]) -> bool:
    """Tell whether a record is a total: its first cell that is not blank says so, and others are blank.

    Examples
    --------
    >>> is_total(["합계", "", "120,000"]), is_total(["총 1,234건"]), is_total(["Total", "2026-10-01", "9"])
    (True, True, False)
    """
    said = [cell for cell in cells[:2] if cell.strip(BLANK)][:1]
    told = bool(said) and re.match(TOTAL, said[0]) is not None
    return told and (len(cells) == 1 or any(not cell.strip(BLANK) for cell in cells))


def filled(columns: list[pa.Array]) -> pa.BooleanArray | None:
    """Tell which rows hold anything but white space; None where all do."""
    blank = None
    for column in columns:
        empty = pc.equal(pc.utf8_trim(column, characters=BLANK), "")
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return None
    return pc.invert(blank) if blank is not None else None


def sift(columns: list[pa.Array], numbers: pa.Array, reading: Reading) -> tuple[list[pa.Array], pa.Array]:
    """Skip and count blank rows, set totals aside, keep all others.

    Parameters
    ----------
    columns : list of Array
        Text columns.
    numbers : Array
        Line of each row.
    reading : Reading
        The account, which it keeps.
    """
    keep = filled(columns)
    if keep is not None:
        reading.skip_blank(pc.sum(pc.invert(keep)).as_py() or 0)
        columns, numbers = [column.filter(keep) for column in columns], numbers.filter(keep)
    totals = _totals(columns)
    if totals:
        for at in totals:
            reading.set_aside("Q-TOTAL-ROW", numbers[at].as_py(), "a row of totals")
        keep = pc.invert(pc.is_in(pa.array(range(len(numbers))), value_set=pa.array(totals)))
        columns, numbers = [column.filter(keep) for column in columns], numbers.filter(keep)
    return columns, numbers


def _totals(columns: list[pa.Array]) -> list[int]:
    """Places of rows of totals; only rows with an empty cell are looked at."""
    gaps = np.zeros(len(columns[0]), np.bool_)
    for column in columns:
        gaps |= _is_empty(column)
    if not gaps.any():
        return []
    places = pa.array(np.flatnonzero(gaps))
    first = columns[0].take(places)
    found = _told(first, places)
    behind = places.filter(pc.equal(pc.utf8_trim(first, characters=BLANK), ""))
    if len(columns) > 1 and len(behind):
        found += _told(columns[1].take(behind), behind)
    return sorted(at for at in found if is_total([column[at].as_py() for column in columns]))


def _is_empty(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Tell which texts have no characters: the next one starts where they do."""
    starts = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, 4 * column.offset)
    empty: npt.NDArray[np.bool_] = starts[1:] == starts[:-1]
    return empty


def _told(column: pa.Array, places: pa.Array) -> list[int]:
    """Those places whose cells name a total."""
    found: list[int] = places.filter(pc.match_substring_regex(column, TOTAL)).to_pylist()
    return found
