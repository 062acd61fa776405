"""Bytes of a text file to blocks of whole lines: unpacking, encoding and NUL bytes, all strict."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.records import Reading, limit, shown

CHUNK_BYTES = 2**18
HEAD_BYTES = 4096
MAX_LINE = 8 * 2**20  # characters
MAX_UNPACKED = 4 * 2**30
MAX_RATIO = 200  # of unpacked to packed bytes, looked at from FREE_UNPACKED on
FREE_UNPACKED = 32 * 2**20
LISTED = 20
UTF8, KOREAN = "utf-8-sig", "cp949"
ALIASES = {
    "utf-8": UTF8, "utf8": UTF8, "utf-8-sig": UTF8,
    "cp949": KOREAN, "euc-kr": KOREAN, "euckr": KOREAN, "ks_c_5601-1987": KOREAN, "uhc": KOREAN,
    "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
}  # fmt: skip
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: UTF8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
PLAIN_NAMES = {UTF8: "utf-8"}
MANY_ZEROS = 0.25
SAVE_UTF8 = "save the file as CSV UTF-8, or declare its encoding."


class _Hashed:
    """A file whose bytes are hashed and counted as they pass."""

    def __init__(self, raw: BinaryIO) -> None:
        self.raw, self.sha256, self.count = raw, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.raw.read(size)
        self.sha256.update(data)
        self.count += len(data)
        return data


def chunks(path: Path, reading: Reading | None = None) -> Iterator[bytes]:
    """Bytes of a file, unpacked where its name ends in .gz; its hash goes into the reading."""
    with path.open("rb") as raw:
        hashed = _Hashed(raw)
        if path.suffix.lower() == ".gz":
            yield from _unpacked(path, hashed)
        else:
            yield from iter(lambda: hashed.read(CHUNK_BYTES), b"")
    if reading:
        reading.sha256 = hashed.sha256.hexdigest()


def _unpacked(path: Path, packed: _Hashed) -> Iterator[bytes]:
    """Unpack gzip, counting what really comes out."""
    total = 0
    try:
        with gzip.GzipFile(fileobj=cast(BinaryIO, packed), mode="rb") as source:
            while data := source.read(CHUNK_BYTES):
                total += len(data)
                if total > MAX_UNPACKED or total > max(FREE_UNPACKED, MAX_RATIO * packed.count):
                    raise limit(f"{packed.count:,} packed bytes hold more than {total:,}", where=shown(path))
                yield data
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        detail = f"the packed file is damaged or cut off ({type(error).__name__})."
        raise DataError("E-FILE-CORRUPT", detail, where=shown(path), fix="copy or export it again.") from None


def choose_encoding(path: Path, declared: str | None, reading: Reading) -> str:
    """Choose the encoding of a file: declared, or by its mark, or UTF-8, or CP949 where the whole file is valid.

    Returns
    -------
    str
        Name of a Python codec; what was found goes into the reading.
    """
    head = _head(path)
    mark = next((name for sign, name in MARKS.items() if head.startswith(sign)), None)
    wanted = _declared(declared)
    if mark == "utf-32" or (mark and wanted and not wanted.startswith(mark)) or (wanted == "utf-16" and not mark):
        raise _no_encoding(path, f"its first bytes say {mark or 'nothing'}, declared is {declared or 'nothing'}")
    if not wanted and not mark:
        _refuse_bare_utf16(path, head)
    encoding = mark or wanted or _guess(path, reading)
    reading.encoding = PLAIN_NAMES.get(encoding, encoding)
    return encoding


def _head(path: Path) -> bytes:
    head = b""
    for data in chunks(path):
        head += data
        if len(head) >= HEAD_BYTES:
            break
    return head[:HEAD_BYTES]


def _declared(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        return ALIASES[encoding.strip().lower().replace("_", "-")]
    except KeyError:
        known = ", ".join(sorted(ALIASES))
        raise ParameterError("E-ENCODING-NAME", f"encoding {encoding!r}.", fix=f"one of {known}.") from None


def _no_encoding(path: Path, why: str) -> DataError:
    return DataError("E-ENCODING", f"{why}.", where=shown(path), fix=SAVE_UTF8)


def _refuse_bare_utf16(path: Path, head: bytes) -> None:
    """UTF-16 without its mark reads as text full of NULs, all at even or all at odd places."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) == 0 and max(even, odd) >= max(MANY_ZEROS * len(head) / 2, 4):
        raise _no_encoding(path, "it looks like UTF-16 without a byte order mark")


def _guess(path: Path, reading: Reading) -> str:
    """UTF-8; or CP949 where the whole file is valid and its lines do not speak for UTF-8."""
    if _is_valid(path, UTF8):
        return UTF8
    bad = bad_lines(path, "utf-8")
    if bad.wrong > bad.right and _is_valid(path, KOREAN):
        reading.note("I-ENCODING", 1)
        return KOREAN
    raise bad.error(path, "UTF-8")


def _is_valid(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for data in chunks(path):
            decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


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
        detail = f"not valid {encoding}: {', '.join(self.places)}."
        more = self.wrong - len(self.places)
        return DataError("E-ENCODING", detail, where=shown(path), fix=SAVE_UTF8, more=more)


def bad_lines(path: Path, encoding: str) -> BadLines:
    """Find the physical lines that are not valid in an encoding whose line ends are single bytes."""
    found, number, tail = BadLines(), 0, b""
    for data in chunks(path):
        block = tail + data
        cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
        tail = block[cut:]
        if len(tail) > 4 * MAX_LINE:
            raise limit(f"a line of more than {MAX_LINE:,} characters", where=f"{shown(path)}:{number + 1}")
        for number, line in enumerate(block[:cut].splitlines(), start=number + 1):  # noqa: B020
            found.look(number, line, encoding)
    found.look(number + 1, tail, encoding)
    return found


def texts(path: Path, encoding: str, reading: Reading) -> Iterator[str]:
    """Decode a file piece by piece; NUL bytes are removed and counted, a last Ctrl-Z too."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with _encoding_errors(path, encoding):
        held = ""
        for data in chunks(path, reading):
            text, held = held + _without_nul(decoder.decode(data), reading), ""
            if text.endswith("\x1a"):
                text, held = text.rstrip("\x1a"), text[len(text.rstrip("\x1a")) :]
            yield text
        yield _without_nul(decoder.decode(b"", final=True), reading)
    reading.note("I-CTRL-Z", len(held))


def _without_nul(text: str, reading: Reading) -> str:
    nul = text.count("\x00")
    reading.note("W-NUL", nul)
    return text.replace("\x00", "") if nul else text


@contextmanager
def _encoding_errors(path: Path, encoding: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16"):
            raise _no_encoding(path, f"it is not valid UTF-16 ({error.reason})") from None
        raise bad_lines(path, encoding).error(path, encoding.removesuffix("-sig")) from None


def blocks(pieces: Iterable[str], where: str) -> Iterator[str]:
    """Cut text after its last line end: blocks of whole lines, whichever of CR, LF and CR LF end them."""
    tail = ""
    for piece in pieces:
        text = tail + piece
        cut = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        tail = text[cut:]
        if len(tail) > MAX_LINE:
            raise limit(f"a line of more than {MAX_LINE:,} characters", where=where)
        if cut:
            yield text[:cut]
    if tail:
        yield tail


def lines(text: str) -> io.StringIO:
    """Physical lines of a text, their ends kept."""
    return io.StringIO(text, newline="")
