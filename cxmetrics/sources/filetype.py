"""What a file is: a regular one, of the kind its name says, and the same before and after it was read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from cxmetrics.errors import CxError, DataError, SourceError
from cxmetrics.sources.records import Reading, printable, shown

HEAD_BYTES = 8192
SIDECAR_BYTES = 4096
KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "excel", ".parquet": "parquet", ".pq": "parquet"}
OTHER_WORKBOOKS = {".xls", ".xlsb", ".xlsm", ".ods"}
MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"PAR1": "parquet",
    b"PARE": "an encrypted Parquet file",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a legacy .xls or password-protected workbook",
    b"%PDF": "a PDF file",
    b"SQLite format 3\x00": "an SQLite database",
    b"ARROW1": "an Arrow file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
MEANT = {"csv": "text", "excel": "zip", "parquet": "parquet"}
NAMES = {"text": "text, such as CSV", "zip": "a zip archive or .xlsx workbook", "parquet": "a Parquet file"}
NAMES["gzip"] = "compressed by gzip"
SAVE_AS = {
    "csv": "open it and save it as CSV UTF-8, or name it after its content (.xlsx, .parquet, .csv.gz).",
    "excel": "open it in Excel or LibreOffice and save it as .xlsx without a password, or as CSV UTF-8.",
    "parquet": "write it again as Parquet, or name it after its content.",
}
HTML = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|table|style|body|div)\b", re.I | re.S)
Fingerprint = tuple[int, int, int]


def kind_of(path: Path) -> str:
    """Kind of a file by its name, which its content may not contradict: ``csv``, ``excel`` or ``parquet``."""
    check_regular(path)
    content = content_of(path)
    packed = path.suffix.lower() == ".gz"
    ending = Path(path.stem).suffix.lower() if packed else path.suffix.lower()
    kind = "excel" if ending in OTHER_WORKBOOKS else KINDS.get(ending)
    if kind is None:
        raise _wrong(path, content, "csv", "that name says nothing about the kind of file")
    meant = "gzip" if packed else MEANT[kind]
    if content != meant or ending in OTHER_WORKBOOKS or (packed and kind != "csv"):
        raise _wrong(path, content, kind, f"its name ends in {ending}{'.gz' if packed else ''}")
    return kind


def _wrong(path: Path, content: str, kind: str, name: str) -> DataError:
    detail = f"{name}, its content is {NAMES.get(content, content)}."
    return DataError("E-FILE-TYPE", detail, where=shown(path), fix=SAVE_AS[kind])


def check_regular(path: Path) -> None:
    """Refuse what is no regular file, without opening it, and one of no bytes."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        raise _not_a_file(path, "there is no such file") from None
    if not stat.S_ISREG(found.st_mode):
        kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
        raise _not_a_file(path, f"it is {kinds.get(stat.S_IFMT(found.st_mode), 'a device')}, not a file")
    if not os.access(path, os.R_OK):
        raise _not_a_file(path, "it may not be read")
    if not found.st_size:
        raise DataError("E-FILE-EMPTY", "the file is empty (0 bytes).", where=shown(path), fix="export it again.")


def _not_a_file(path: Path, why: str) -> DataError:
    place = printable(os.path.realpath(path))
    return DataError("E-FILE-KIND", f"{why}: {place}.", where=shown(path), fix="name a file that can be read.")


def content_of(path: Path) -> str:
    """Say what the first bytes of a file look like."""
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
    for magic, name in MAGIC.items():
        if head.startswith(magic):
            return name
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if HTML.match(text):
        return "an HTML page"
    if text.lstrip().startswith(b"<?xml"):
        return "XML"
    return "text"


def fingerprint(path: Path) -> Fingerprint:
    """Size, time and identity of a file, which change when it is written to."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def check_sidecar(reading: Reading) -> None:
    """Compare a file with the ``.sha256`` beside it, where there is one."""
    sidecar = reading.path.with_name(reading.path.name + ".sha256")
    if not sidecar.is_file():
        return
    with sidecar.open("rb") as source:
        wanted = source.read(SIDECAR_BYTES).split()
    if not wanted or wanted[0].decode("ascii", "replace").lower() != reading.sha256:
        detail = f"the file's SHA-256 is not the one in {shown(sidecar)}."
        raise DataError("E-CHECKSUM", detail, where=reading.file, fix="copy the file again from where it was made.")


def guarded(reading: Reading, before: Fingerprint, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Draw batches; at the end, or at an error, see whether the file changed meanwhile."""
    try:
        yield from batches
        reading.problems.sort(key=lambda problem: problem.line)
        check_unchanged(reading.path, before)
        check_sidecar(reading)
        check_any_rows(reading)
    except (CxError, OSError) as error:
        reading.error = _changed(reading.path, before) or as_source_error(reading.path, error)
        raise reading.error from None


def as_source_error(path: Path, error: CxError | OSError) -> CxError:
    """Turn what the disk says into an error of ours; ours stay as they are."""
    if isinstance(error, CxError):
        return error
    detail = f"reading failed: {error.strerror or type(error).__name__}."
    return SourceError("E-FILE-READ", detail, where=shown(path), fix="check the disk and the file's permissions.")


def check_any_rows(reading: Reading) -> None:
    """Refuse a file of a header alone: no metric may pass on nothing."""
    if reading.rows == reading.blank:
        raise DataError("E-NO-ROWS", "a header and no rows.", where=reading.file, fix="export the file again.")


def check_unchanged(path: Path, before: Fingerprint) -> None:
    """Refuse a file that was written to while it was read."""
    changed = _changed(path, before)
    if changed:
        raise changed


def _changed(path: Path, before: Fingerprint) -> DataError | None:
    try:
        if fingerprint(path) == before:
            return None
    except OSError:
        pass
    return DataError(
        "E-FILE-CHANGING", "the file changed while it was read.", where=shown(path), fix="wait for its export to end."
    )
