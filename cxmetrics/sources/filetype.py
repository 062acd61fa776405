"""What a file is: a regular one, of the kind its name says, and the same before and after it was read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from cxmetrics.errors import CxError, DataError, SourceError
from cxmetrics.sources.records import Reading, printable, shown

HEAD_BYTES = 8192
SIDECAR_BYTES = 4096
KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "excel", ".parquet": "parquet", ".pq": "parquet",
    ".duckdb": "duckdb", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "database",
}  # fmt: skip
OTHER_WORKBOOKS = {".xls", ".xlsb", ".xlsm", ".ods"}
MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"PAR1": "parquet",
    b"PARE": "encrypted",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"%PDF": "pdf",
    b"SQLite format 3\x00": "sqlite",
    b"ARROW1": "arrow",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
}
DUCKDB_MAGIC, DUCKDB_PLACE = b"DUCK", 8
MEANT = {
    "csv": {"text"}, "excel": {"zip"}, "parquet": {"parquet"},
    "duckdb": {"duckdb"}, "sqlite": {"sqlite"}, "database": {"duckdb", "sqlite"},
}  # fmt: skip
PACKED = {"csv": {"gzip"}}
CONTENT = {
    "text": "its name ends in {ending}, its content is text, such as CSV.",
    "zip": "its name ends in {ending}, its content is a zip archive or .xlsx workbook.",
    "parquet": "its name ends in {ending}, its content is a Parquet file.",
    "encrypted": "its name ends in {ending}, its content is an encrypted Parquet file.",
    "gzip": "its name ends in {ending}, its content is compressed by gzip.",
    "ole": "its name ends in {ending}, its content is a legacy .xls or password-protected workbook.",
    "pdf": "its name ends in {ending}, its content is a PDF file.",
    "sqlite": "its name ends in {ending}, its content is an SQLite database.",
    "duckdb": "its name ends in {ending}, its content is a DuckDB database.",
    "arrow": "its name ends in {ending}, its content is an Arrow file.",
    "picture": "its name ends in {ending}, its content is a picture.",
    "7z": "its name ends in {ending}, its content is a 7z archive.",
    "rar": "its name ends in {ending}, its content is a RAR archive.",
    "html": "its name ends in {ending}, its content is an HTML page.",
    "xml": "its name ends in {ending}, its content is XML.",
}
SAVE_AS = {
    "csv": "open it and save it as CSV UTF-8, or name it after its content (.xlsx, .parquet, .csv.gz).",
    "excel": "open it in Excel or LibreOffice and save it as .xlsx without a password, or as CSV UTF-8.",
    "parquet": "write it again as Parquet, or name it after its content.",
}
NAME_IT = "name it after its content (.csv, .csv.gz, .xlsx, .parquet, .duckdb, .sqlite), or save it as one of these."
NOT_FILES = {
    stat.S_IFDIR: "it is a folder, not a file: {place}.",
    stat.S_IFIFO: "it is a pipe, not a file: {place}.",
    stat.S_IFSOCK: "it is a socket, not a file: {place}.",
}
HTML = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|table|style|body|div)\b", re.I | re.S)
Fingerprint = tuple[int, int, int]


def kind_of(path: Path, *, root: Path | None = None) -> str:
    """Kind of a file by its name, which its content may not contradict.

    Parameters
    ----------
    path : Path
        The file.
    root : Path, optional
        Folder out of which no link may lead.

    Returns
    -------
    {"csv", "excel", "parquet", "duckdb", "sqlite"}
    """
    check_regular(path, root=root)
    content = content_of(path)
    packed = path.suffix.lower() == ".gz"
    ending = Path(path.stem).suffix.lower() if packed else path.suffix.lower()
    kind = "excel" if ending in OTHER_WORKBOOKS else KINDS.get(ending, "")
    if content not in (PACKED if packed else MEANT).get(kind, set()) or ending in OTHER_WORKBOOKS:
        ending, fix = ending + ".gz" * packed or shown(path), SAVE_AS.get(kind, NAME_IT)
        raise DataError("E-FILE-TYPE", CONTENT[content], where=shown(path), fix=fix, ending=ending)
    return content if kind == "database" else kind


def check_regular(path: Path, *, root: Path | None = None) -> None:
    """Refuse what is no regular file, without opening it, one outside of a folder, and one of no bytes.

    Parameters
    ----------
    path : Path
        The file.
    root : Path, optional
        Folder out of which no link may lead.
    """
    if root is not None and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise _not_a_file(path, "it leads out of the folder {root}: {place}.", root=printable(os.path.realpath(root)))
    try:
        found = path.stat()
    except (OSError, ValueError):
        raise _not_a_file(path, "there is no such file: {place}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise _not_a_file(path, NOT_FILES.get(stat.S_IFMT(found.st_mode), "it is a device, not a file: {place}."))
    if not os.access(path, os.R_OK):
        raise _not_a_file(path, "it may not be read: {place}.")
    if not found.st_size:
        raise DataError("E-FILE-EMPTY", "the file is empty (0 bytes).", where=shown(path), fix="export it again.")


def _not_a_file(path: Path, said: str, **fields: Any) -> DataError:
    place = printable(os.path.realpath(path))
    fix = "name a file that can be read."
    return DataError("E-FILE-KIND", said, where=shown(path), fix=fix, place=place, **fields)


def content_of(path: Path) -> str:
    """Say what the first bytes of a file look like, as one of `CONTENT`."""
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
    for magic, name in MAGIC.items():
        if head.startswith(magic):
            return name
    if head.startswith(DUCKDB_MAGIC, DUCKDB_PLACE):
        return "duckdb"
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if HTML.match(text):
        return "html"
    if text.lstrip().startswith(b"<?xml"):
        return "xml"
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
        raise DataError(
            "E-CHECKSUM",
            "the file's SHA-256 is not the one in {sidecar}.",
            where=reading.file,
            fix="copy the file again from where it was made.",
            sidecar=shown(sidecar),
        )


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
    reason, fix = error.strerror or type(error).__name__, "check the disk and the file's permissions."
    return SourceError("E-FILE-READ", "reading failed: {reason}.", where=shown(path), fix=fix, reason=reason)


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
