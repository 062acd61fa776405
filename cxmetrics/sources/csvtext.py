"""Bytes of a text file to blocks of whole lines: encoding and NUL bytes, all strict."""

from __future__ import annotations

import codecs
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, AnyStr

import numpy as np
import pyarrow as pa

from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.badlines import SAVE_UTF8, bad_lines, decoded, nul_lines
from cxmetrics.sources.rawfile import chunks
from cxmetrics.sources.records import MAX_LINE, Reading, limit, shown

HEAD_BYTES = 4096
UTF8, KOREAN = "utf-8-sig", "cp949"
ALIASES = {
    "utf-8": UTF8, "utf8": UTF8, "utf-8-sig": UTF8,
    "cp949": KOREAN, "euc-kr": KOREAN, "euckr": KOREAN, "ks_c_5601-1987": KOREAN, "uhc": KOREAN,
    "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
}  # fmt: skip
SAMPLED_LINES, SAMPLED_CHUNKS = 20_000, 8  # by which an encoding is judged that nobody declared
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: UTF8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
PLAIN_NAMES = {UTF8: "utf-8"}
MANY_ZEROS = 0.25
EUC_KR = 0xA1  # both bytes of a character of EUC-KR are at least that
LEAD = 0xC0  # the first byte of a character beyond ASCII is at least that


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
        said = "its first bytes say {mark}, declared is {declared}."
        raise _no_encoding(path, said, mark=mark or "nothing", declared=declared or "nothing")
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
        raise ParameterError(
            "E-ENCODING-NAME", "there is no encoding {name!r}.", fix="one of {known}.", name=encoding, known=known
        ) from None


def _no_encoding(path: Path, said: str, **fields: Any) -> DataError:
    return DataError("E-ENCODING", said, where=shown(path), fix=SAVE_UTF8, **fields)


def _refuse_bare_utf16(path: Path, head: bytes) -> None:
    """UTF-16 without its mark reads as text full of NULs, all at even or all at odd places."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) == 0 and max(even, odd) >= max(MANY_ZEROS * len(head) / 2, 4):
        raise _no_encoding(path, "it looks like UTF-16 without a byte order mark.")


def _guess(path: Path, reading: Reading) -> str:
    """UTF-8; or CP949 where the whole file is valid and its lines do not speak for UTF-8."""
    if _is_valid(_utf8(path)):
        return UTF8
    sample = bad_lines(path, "utf-8", most=SAMPLED_LINES)
    if sample.wrong > sample.right and _is_valid(decoded(path, KOREAN)):
        if not _is_korean(islice(decoded(path, KOREAN), SAMPLED_CHUNKS)):
            raise _no_encoding(path, "it is not UTF-8, and as CP949 it is no Korean.")
        reading.note("I-ENCODING", 1)
        return KOREAN
    raise bad_lines(path, "utf-8").error(path, "UTF-8")


def _is_korean(texts: Iterable[str]) -> bool:
    """Tell whether at least half of the letters beyond ASCII are common Hangul.

    Other encodings read as CP949 have few: what they become are mostly syllables that CP949 adds to EUC-KR.
    """
    signs: Counter[str] = Counter()
    for text in texts:
        signs.update(text)
    beyond = {sign: n for sign, n in signs.items() if not sign.isascii() and sign.isalpha()}
    common = sum(n for sign, n in beyond.items() if "가" <= sign <= "힣" and min(sign.encode(KOREAN)) >= EUC_KR)
    return 2 * common >= sum(beyond.values())


def _is_valid(pieces: Iterable[object]) -> bool:
    try:
        for _ in pieces:
            pass
    except UnicodeDecodeError:
        return False
    return True


def _utf8(path: Path, reading: Reading | None = None) -> Iterator[bytes]:
    """Bytes of a file that is valid UTF-8, without its mark, cut between characters."""
    rest, first = b"", True
    for data in chunks(path, reading):
        piece = rest + data
        end = _checked(piece)
        rest = piece[end:]
        if end:
            yield piece[:end].removeprefix(codecs.BOM_UTF8) if first else piece[:end]
            first = False
    codecs.utf_8_decode(rest, "strict", True)
    yield rest.removeprefix(codecs.BOM_UTF8) if first else rest


def _checked(piece: bytes) -> int:
    """Check UTF-8, and tell where its last whole character ends. Arrow is faster, Python says what is wrong."""
    lead = next((i for i in range(1, min(len(piece), 3) + 1) if piece[-i] >= LEAD), 0)
    end = len(piece) - lead
    places = pa.py_buffer(np.array([0, end], np.int32))
    try:
        pa.StringArray.from_buffers(1, places, pa.py_buffer(piece)).validate(full=True)
    except pa.ArrowInvalid:
        return codecs.utf_8_decode(piece, "strict", False)[1]
    return end


def _other(path: Path, encoding: str, reading: Reading) -> Iterator[bytes]:
    """Bytes of a file in another encoding, as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for data in chunks(path, reading):
        yield decoder.decode(data).encode()
    yield decoder.decode(b"", final=True).encode()


def pieces(path: Path, encoding: str, reading: Reading) -> Iterator[bytes]:
    """Text of a file as UTF-8, piece by piece; NUL bytes are removed and counted, a last Ctrl-Z too."""
    with _encoding_errors(path, encoding):
        held = b""
        for data in _utf8(path, reading) if encoding == UTF8 else _other(path, encoding, reading):
            text, held = held + _without_nul(data, reading), b""
            if text.endswith(b"\x1a"):
                text, held = text.rstrip(b"\x1a"), text[len(text.rstrip(b"\x1a")) :]
            yield text
    reading.note("I-CTRL-Z", len(held))
    if "W-NUL" in reading.notes:
        reading.lines["W-NUL"] = nul_lines(path, encoding)


def _without_nul(text: bytes, reading: Reading) -> bytes:
    if b"\0" not in text:
        return text
    reading.note("W-NUL", text.count(b"\0"))
    return text.replace(b"\0", b"")


@contextmanager
def _encoding_errors(path: Path, encoding: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16"):
            raise _no_encoding(path, "it is not valid UTF-16 ({reason}).", reason=error.reason) from None
        raise bad_lines(path, encoding).error(path, encoding.removesuffix("-sig")) from None


def texts(path: Path, encoding: str, reading: Reading) -> Iterator[str]:
    """Text of a file, piece by piece, as by `pieces`."""
    return (piece.decode() for piece in pieces(path, encoding, reading))


def blocks(parts: Iterable[AnyStr], where: str) -> Iterator[AnyStr]:
    """Cut text, or its UTF-8, after its last line end: whole lines, whichever of CR, LF and CR LF end them."""
    tail = None
    for part in parts:
        text = part if tail is None else tail + part
        if isinstance(text, str):
            cut, most = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1, MAX_LINE
        else:
            cut, most = max(text.rfind(b"\n"), text.rfind(b"\r", 0, -1)) + 1, 4 * MAX_LINE
        tail = text[cut:]
        if len(tail) > most:
            raise limit("a line of more than {most:,} characters.", where=where, most=MAX_LINE)
        if cut:
            yield text[:cut]
    if tail:
        yield tail


def lines(text: str) -> io.StringIO:
    """Physical lines of a text, their ends kept."""
    return io.StringIO(text, newline="")
