"""Quotes that do not match: where they were opened, and how to say so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cxmetrics.errors import DataError
from cxmetrics.sources.csvtext import lines
from cxmetrics.sources.records import limit

CLOSE = "close the quote, or export the file again with the quotes inside texts doubled."
QUOTED = r'"[^"]*(?:""[^"]*)*"'


def last_field(record: str, delimiter: str) -> int:
    """Give the place at which the last field of a record begins.

    Examples
    --------
    >>> last_field('1,"a,b","never closed', ",")
    8
    """
    sign = re.escape(delimiter)
    field = re.compile(rf'(?:{QUOTED}|[^"{sign}\r\n][^{sign}\r\n]*)?{sign}')
    place = 0
    while found := field.match(record, place):
        place = found.end()
    return place


def count_lines(text: str) -> int:
    """Count the physical lines of a text."""
    return sum(1 for _ in lines(text))


def stray(where: str, start: int) -> DataError:
    """Error of text behind a closing quote."""
    said = "text behind a closing quote, in the record that starts at line {line}."
    return DataError("E-QUOTE", said, where=where, fix=CLOSE, line=start)


def unclosed(record: str, delimiter: str, *, file: str, start: int, behind: Iterable[str] = ()) -> DataError | None:
    """Error of a quote that the rest of the file does not close; None where it is closed or there is none."""
    place = last_field(record, delimiter)
    if not record.startswith('"', place) or record.count('"', place) % 2 == 0:
        return None
    last = start + count_lines(record) - 1
    for text in behind:
        if '"' in text:
            return None
        last += count_lines(text)
    opened = start + count_lines(record[: place + 1]) - 1
    said = "a quote opened at line {line} is never closed; the file ends at line {last}."
    return DataError("E-QUOTE", said, where=f"{file}:{opened}", fix=CLOSE, line=opened, last=last)


def too_long(characters: int, *, file: str, line: int) -> DataError:
    """Error of a field that is longer than any that is meant."""
    return limit("a field of more than {most:,} characters.", where=f"{file}:{line}", most=characters)
