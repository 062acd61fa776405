"""The header of a file: found, put in order, and free of doubt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from cxmetrics.errors import DataError
from cxmetrics.sources.records import LINE, MAX_COLUMNS, Reading, limit, printable

Row = tuple[int, list[str]]  # line on which it starts, cells
BLANK = " \t\r\n\v\f\x1a\xa0\u3000\ufeff"  # a cell of nothing else is blank; \x1a is the Ctrl-Z of old exports
SHOWN = 40
DATA = re.compile(r"(?<![A-Za-z_\d])\d{4,}(?!\d*[A-Za-z년_])|@|^\W*\d+[.,:/-]\d[\d.,:/\s-]*\W*$")
PERSON = re.compile(r"[가-힣]{2,4}")


def is_blank(cells: Sequence[str]) -> bool:
    """Tell whether no cell holds anything but white space.

    Examples
    --------
    >>> is_blank(["", " "]), is_blank(["", "0"])
    (True, False)
    """
    return not "".join(cells).strip(BLANK)


def check_title(rows: Sequence[Row], reading: Reading) -> None:
    """Refuse a first row that looks like a title: one cell alone, and wider rows below it."""
    widths = [sum(not is_blank([cell]) for cell in cells) for _, cells in rows]
    wider = [width for width in widths[1:] if width > 1]
    if not widths or widths[0] != 1 or 2 * len(wider) <= len(widths) - 1:
        return
    likely = rows[widths.index(max(widths))][0]
    raise DataError(
        "E-HEADER",
        "row {line} looks like a title: one cell, and up to {most} in the rows below.",
        where=f"{reading.file}:{rows[0][0]}",
        fix="header_row = {likely}.",
        line=rows[0][0],
        most=max(widths),
        likely=likely,
    )


def column_names(cells: Sequence[str], reading: Reading, line: int) -> list[str]:
    """Give the names of the columns, in NFC and without outer white space; none may occur twice.

    Examples
    --------
    >>> from pathlib import Path
    >>> reading = Reading(Path("surveys.csv"), "csv")
    >>> column_names(["order_id", " score "], reading, 1), reading.notes
    (['order_id', 'score'], {'I-NORM': 1})
    """
    where = f"{reading.file}:{line}" if line else reading.file
    if len(cells) > MAX_COLUMNS:
        raise limit("{n:,} columns, more than {most}.", where=where, n=len(cells), most=MAX_COLUMNS)
    names = [unicodedata.normalize("NFC", cell).strip().strip(BLANK) for cell in cells]
    reading.note("I-NORM", sum(name != cell for name, cell in zip(names, cells, strict=True)))
    if line:
        refuse_data(names, where, line)
    _refuse_twice(names, where)
    reading.header = names
    return names


def looks_like_data(name: str) -> bool:
    """Tell whether a column name looks like somebody's data: four digits in a row, an amount, a mail address.

    Examples
    --------
    >>> [looks_like_data(name) for name in ("010-1234-5678", "kim@example.com", "39,000", "Q1 추천", "nps_2026")]
    [True, True, True, False, False]
    """
    return DATA.search(name) is not None


def safe_names(names: Sequence[str]) -> list[str]:
    """Column names as an error may show them: those that look like data are masked, and then names of people too.

    Examples
    --------
    >>> safe_names(["20261001-1", "홍길동", "010-1234-5678", "paid"])
    ['########-#', '가가가', '###-####-####', 'paid']
    >>> safe_names(["주문번호", "상태"])
    ['주문번호', '상태']
    """
    from cxmetrics.sources.account import mask  # noqa: PLC0415 - it reads files itself

    data = [looks_like_data(name) for name in names]
    most = 2 * sum(data) >= len(names)
    return [
        mask(name) if told or (most and PERSON.fullmatch(name)) else name
        for name, told in zip(names, data, strict=True)
    ]


def refuse_data(names: Sequence[str], where: str, line: int) -> None:
    """Refuse a header of which at least half of the names look like data."""
    told = sum(looks_like_data(name) for name in names)
    if names and 2 * told >= len(names):
        raise DataError(
            "E-HEADER",
            "row {line} looks like data, not a header.",
            where=where,
            fix="put the names of the columns above the rows, or set header_row to their line.",
            line=line,
        )


def _refuse_twice(names: Sequence[str], where: str) -> None:
    """Names that differ in case alone count as equal, as they do in SQL."""
    counts = Counter(name.casefold() for name in names)
    twice = [name for name in names if counts[name.casefold()] > 1]
    if twice:
        found = ", ".join(repr(printable(name[:SHOWN])) for name in safe_names(twice)[:4])
        raise DataError(
            "E-DUP-COLUMN",
            "{n} columns share a name: {names}.",
            where=where,
            fix="give each column a name of its own.",
            n=len(twice),
            names=found,
        )
    if LINE in counts:
        raise DataError("E-HEADER", "the name {name!r} is taken.", where=where, fix="rename that column.", name=LINE)
