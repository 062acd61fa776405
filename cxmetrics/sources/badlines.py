"""Physical lines of a text file at which something is wrong: another encoding, NUL bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cxmetrics.errors import DataError
from cxmetrics.sources.rawfile import chunks
from cxmetrics.sources.records import LISTED, MAX_LINE, limit, shown

SAVE_UTF8 = "save the file as CSV UTF-8, or declare its encoding."


@dataclass
class BadLines:
    """Lines that are not in an encoding, and how many beyond ASCII are."""

    right: int = 0
    wrong: int = 0
    places: list[str] = field(default_factory=list)

    def look(self, number: int, line: bytes, encoding: str) -> None:
        """Try one line."""
        if line.isascii():
            return
        try:
            line.decode(encoding)
            self.right += 1
        except UnicodeDecodeError as error:
            self.wrong += 1
            if len(self.places) < LISTED:
                self.places.append(f"line {number} byte {error.start + 1}")

    def error(self, path: Path, encoding: str) -> DataError:
        """Error that lists the first of them."""
        return DataError(
            "E-ENCODING",
            "not valid {encoding}: {places}.",
            where=shown(path),
            fix=SAVE_UTF8,
            more=self.wrong - len(self.places),
            encoding=encoding,
            places=", ".join(self.places),
        )


def bad_lines(path: Path, encoding: str, *, most: int | None = None) -> BadLines:
    """Find the physical lines that are not valid in an encoding whose line ends are single bytes.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        Name of the codec.
    most : int, optional
        Lines beyond ASCII after which to stop, where a sample is enough.
    """
    found, number, tail = BadLines(), 0, b""
    for data in chunks(path):
        block = tail + data
        cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
        tail = block[cut:]
        if len(tail) > 4 * MAX_LINE:
            said = "a line of more than {most:,} characters."
            raise limit(said, where=f"{shown(path)}:{number + 1}", most=MAX_LINE)
        for number, line in enumerate(block[:cut].splitlines(), start=number + 1):  # noqa: B020
            found.look(number, line, encoding)
        if most is not None and found.right + found.wrong >= most:
            return found
    found.look(number + 1, tail, encoding)
    return found


def nul_lines(path: Path, encoding: str) -> list[int]:
    """Find the first physical lines that hold a NUL.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        Name of the codec by which it was read.
    """
    found: dict[int, None] = {}
    line, after_return = 1, False
    for text in decoded(path, encoding):
        for i, part in enumerate(text.split("\0")):
            if i:
                found[line] = None
            ends = part.count("\n") + part.count("\r") - part.count("\r\n")
            line += ends - (after_return and part.startswith("\n"))
            after_return = part.endswith("\r") if part else after_return
        if len(found) >= LISTED:
            break
    return list(found)[:LISTED]


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """Text of a file, piece by piece; nothing is ever replaced."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for data in chunks(path):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)
