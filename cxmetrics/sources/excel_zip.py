"""The container of a workbook, looked at before any parser: sizes counted while inflating, and its sheets."""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cxmetrics.errors import DataError
from cxmetrics.sources.records import limit, printable, shown

MAX_ENTRIES = 1000
MAX_DIRECTORY = 4 * 2**20
MAX_INFLATED = 2**30
MAX_RATIO = 200  # of inflated to packed bytes, looked at from FREE_INFLATED on
FREE_INFLATED = 16 * 2**20
MAX_TEXT = 2**20  # bytes of one cell
MAX_SMALL = 4 * 2**20  # bytes of the list of sheets
CHUNK = 2**18
END, END_BYTES, LOCATOR_BYTES, COMMENT_BYTES = b"PK\x05\x06", 22, 20, 2**16
ROOT = "_rels/.rels"
SAVE_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx, or as CSV UTF-8."
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, KeyError, struct.error)
TAG = re.compile(r"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, the part that holds it, and whether it is shown."""

    name: str
    part: str
    visible: bool


def wrong_type(path: Path, said: str, **fields: Any) -> DataError:
    """Error of a file that is no plain .xlsx workbook."""
    return DataError("E-FILE-TYPE", said, where=shown(path), fix=SAVE_AGAIN, **fields)


def corrupt(path: Path, said: str, **fields: Any) -> DataError:
    """Error of a workbook that contradicts itself."""
    return DataError("E-FILE-CORRUPT", said, where=shown(path), fix="export or save the workbook again.", **fields)


class Package:
    """An .xlsx container whose parts are inflated under limits.

    Parameters
    ----------
    path : Path
        The workbook.
    archive : ZipFile
        Its open container.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive, self.inflated = path, archive, 0
        self.packed = path.stat().st_size
        self._check_entries()

    def _check_entries(self) -> None:
        entries = self.archive.infolist()
        names = {entry.filename.lower() for entry in entries}
        if len(entries) > MAX_ENTRIES:
            raise limit("{n:,} entries, more than {most:,}.", where=shown(self.path), n=len(entries), most=MAX_ENTRIES)
        if "xl/workbook.bin" in names:
            raise wrong_type(self.path, "it is a binary .xlsb workbook.")
        if "xl/vbaproject.bin" in names:
            raise wrong_type(self.path, "it is an .xlsm workbook with macros.")
        if ROOT not in names:
            if "mimetype" in names:
                raise wrong_type(self.path, "it is an OpenDocument file, not an .xlsx workbook.")
            raise wrong_type(self.path, "it is a zip archive, not an .xlsx workbook.")
        if len(names) < len(entries):
            raise corrupt(self.path, "the container holds two parts of one name.")

    def chunks(self, name: str) -> Iterator[bytes]:
        """Inflate a part; what really comes out is counted, for sizes in headers may lie."""
        with self.archive.open(name) as source:
            while data := source.read(CHUNK):
                self.inflated += len(data)
                if self.inflated > min(MAX_INFLATED, max(FREE_INFLATED, MAX_RATIO * self.packed)):
                    said = "{packed:,} packed bytes hold more than {total:,}."
                    raise limit(said, where=shown(self.path), packed=self.packed, total=self.inflated)
                yield data

    def xml(self, name: str) -> Iterator[bytes]:
        """Inflate a part of XML, which may declare neither a document type nor another encoding."""
        behind = b""
        for data in self.chunks(name):
            text = behind + data
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                said = "{part} declares a document type, as no spreadsheet does."
                raise wrong_type(self.path, said, part=printable(name))
            if not behind:
                self._check_encoding(name, data)
            behind = text[max(text.rfind(b"<"), 0) :]
            if len(behind) > MAX_TEXT:
                raise limit("a cell of more than {most:,} bytes.", where=shown(self.path), most=MAX_TEXT)
            yield data

    def _check_encoding(self, name: str, head: bytes) -> None:
        declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([\w.-]+)""", head.removeprefix(b"\xef\xbb\xbf"))
        utf8 = declared is None or declared[1].lower() in {b"utf-8", b"us-ascii"}
        if not utf8 or b"\x00" in head[:4] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise wrong_type(self.path, "{part} is not UTF-8, as in any other workbook.", part=printable(name))

    def small(self, name: str) -> str:
        """Text of a part that is never large."""
        data = b""
        for chunk in self.xml(name):
            data += chunk
            if len(data) > MAX_SMALL:
                said = "{part} has more than {most:,} bytes."
                raise limit(said, where=shown(self.path), part=printable(name), most=MAX_SMALL)
        return data.decode("utf-8", "replace")

    def sheets(self) -> list[Sheet]:
        """Worksheets in their order."""
        workbook = self._workbook()
        folder = PurePosixPath(workbook).parent
        links = self.small(f"{folder}/_rels/{PurePosixPath(workbook).name}.rels")
        targets = {tag["Id"]: tag for tag in _tags(links, "Relationship") if "Id" in tag}
        found = []
        for tag in _tags(self.small(workbook), "sheet"):
            link = targets.get(next((value for key, value in tag.items() if key.endswith(":id")), ""), {})
            if link.get("Type", "").endswith("/worksheet"):
                part = str(folder / link.get("Target", "")).lstrip("/")
                found.append(Sheet(tag.get("name", ""), part, tag.get("state", "visible") == "visible"))
        return found

    def _workbook(self) -> str:
        """Name of the main part, which must be a workbook."""
        for tag in _tags(self.small(ROOT), "Relationship"):
            part = tag.get("Target", "").lstrip("/")
            if tag.get("Type", "").endswith("/officeDocument") and part in self.archive.namelist():
                if part.startswith("xl/"):
                    return part
                break
        raise wrong_type(self.path, "it is an Office file, but no workbook.")


def _tags(text: str, name: str) -> Iterator[dict[str, str]]:
    for kind, attributes in TAG.findall(text):
        if kind == name:
            yield {key: html.unescape(one or two) for key, one, two in ATTRIBUTE.findall(attributes)}


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a workbook's container after a look at the size of its directory."""
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            yield Package(path, archive)
    except DAMAGE as error:
        raise corrupt(path, "it is damaged or cut off ({reason}).", reason=type(error).__name__) from None


def _check_directory(path: Path) -> None:
    """Refuse a directory of many entries before it is loaded."""
    with path.open("rb") as source:
        size = source.seek(0, 2)
        source.seek(max(size - END_BYTES - COMMENT_BYTES - LOCATOR_BYTES, 0))
        tail = source.read()
        at = tail.rfind(END)
        if at < 0 or len(tail) < at + END_BYTES:
            raise corrupt(path, "it is cut off: the directory at its end is missing.")
        length = struct.unpack_from("<L", tail, at + 12)[0]
        if tail[max(at - LOCATOR_BYTES, 0) : at].startswith(b"PK\x06\x07"):
            source.seek(struct.unpack_from("<Q", tail, at - LOCATOR_BYTES + 8)[0] + 40)
            length = struct.unpack("<Q", source.read(8))[0]
    if length > MAX_DIRECTORY:
        said = "a directory of {n:,} bytes, more than {most:,}."
        raise limit(said, where=shown(path), n=length, most=MAX_DIRECTORY)
