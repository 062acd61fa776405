"""One pass over a workbook before it is parsed: far cells, rows, errors and formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cxmetrics.errors import DataError
from cxmetrics.sources.excel_zip import Package, Sheet, corrupt, open_package
from cxmetrics.sources.records import MAX_COLUMNS, MAX_PROBLEMS, limit, printable, shown

EXCEL_ROWS = 1_048_576
FAR_ROWS = 10_000  # empty rows between filled ones that no table has
MAX_ROW_BYTES = 16 * 2**20
NO_SHEET = "there is no sheet {sheet!r}; visible are: {names}."
FAR_COLUMN = r"(?:[A-Za-z]{3,}|[T-Zt-z][A-Za-z]|[Ss][G-Zg-z])"  # from SG on, the 501st
FAR_REFERENCE = re.compile(rf"""r=["']{FAR_COLUMN}\d""".encode())
NO_FAR_CELL = "delete the far cell, or save the table as CSV."
ROOT = re.compile(rb"<(\w+:)?worksheet\b")
NUMBER = re.compile(rb"""(?:^|\s)r=["'](\d{1,9})["']""")
HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
KIND = re.compile(rb"""\st=["'](\w+)["']""")
PLACE = re.compile(rb"""\sr=["']([A-Za-z]+)\d+["']""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["'][A-Za-z]+\d+:[A-Za-z]+(\d+)["']""")
ERROR = re.compile(r"#[A-Z0-9/!?_]{2,20}")


@dataclass
class Scan:
    """What one sheet holds.

    Parameters
    ----------
    sheet : str
        Its name.
    last_row : int
        Number of its last row.
    last_filled : int
        Number of the last row that holds a value.
    filled : int
        Rows that hold a value.
    hidden : list of int
        Those of them that are hidden.
    errors : dict of int to (str, str)
        Rows with a cell that has no value to read: the cell's column and what is wrong.
    hidden_sheets : int
        Worksheets that are hidden and were not read.
    merged : list of int
        Last row of each group of merged cells: all but its first cell are empty.
    """

    sheet: str
    last_row: int = 0
    last_filled: int = 0
    filled: int = 0
    hidden: list[int] = field(default_factory=list)
    errors: dict[int, tuple[str, str]] = field(default_factory=dict)
    hidden_sheets: int = 0
    merged: list[int] = field(default_factory=list)


def precheck(path: Path, sheet: str | None = None) -> Scan:
    """Look at every part of a workbook and at the rows of one sheet, before any parser does.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str, optional
        Its sheet; without it there must be only one that is visible.
    """
    with open_package(path) as package:
        sheets = package.sheets()
        chosen = _choose(sheets, sheet, path)
        scan = Scan(chosen.name, hidden_sheets=sum(not other.visible and other != chosen for other in sheets))
        names = package.archive.namelist()
        if chosen.part not in names:
            raise corrupt(path, "the part of sheet {sheet!r} is missing.", sheet=chosen.name)
        for name in names:
            if name == chosen.part:
                _Scanner(path, scan).run(package, name)
            else:
                _exhaust(package.xml(name) if name.lower().endswith((".xml", ".rels")) else package.chunks(name))
    _check_range(path, scan)
    return scan


def _choose(sheets: list[Sheet], wanted: str | None, path: Path) -> Sheet:
    found = [sheet for sheet in sheets if (sheet.visible if wanted is None else sheet.name == wanted)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(repr(printable(sheet.name)) for sheet in sheets if sheet.visible) or "–"
    said = "{n} sheets are visible and none is chosen: {names}." if wanted is None else NO_SHEET
    fix = 'sheet = "…" in cx.toml.'
    raise DataError("E-SHEET", said, where=shown(path), fix=fix, n=len(found), names=names, sheet=wanted)


def _exhaust(data: Iterator[bytes]) -> None:
    for _ in data:
        pass


def _check_range(path: Path, scan: Scan) -> None:
    if scan.last_filled - scan.filled > FAR_ROWS:
        said = "row {row:,} is used, yet only {n:,} rows hold anything."
        raise DataError("E-RANGE", said, where=shown(path), fix=NO_FAR_CELL, row=scan.last_filled, n=scan.filled)
    if scan.last_filled == EXCEL_ROWS:
        said = "exactly {n:,} rows: the export was probably cut off at Excel's limit."
        raise DataError("E-EXCEL-LIMIT", said, where=shown(path), fix="export it as CSV.", n=EXCEL_ROWS)


class _Tags:
    """Patterns of a sheet's XML, whose tags may bear a prefix."""

    def __init__(self, prefix: str) -> None:
        tag, end = f"<{re.escape(prefix)}", f"</{re.escape(prefix)}"
        self.row_start, self.row_end = f"<{prefix}row".encode(), f"</{prefix}row>".encode()
        self.formula_start = f"<{prefix}f".encode()
        self.row = re.compile(rf"{tag}row\b([^>]*)>".encode())
        self.cell = re.compile(rf"{tag}c\b([^>]*)(?:/>|(?<!/)>(.*?){end}c>)".encode(), re.S)
        self.far = re.compile(rf"""{tag}c\b[^>]*?\sr=["']({FAR_COLUMN}\d+)["'][^>]*(?<!/)>""".encode())
        self.reference = re.compile(rf"""{tag}c\b[^>]*?\sr=["'][A-Za-z]+(\d+)["']""".encode())
        self.filled = re.compile(rf"{tag}(?:v|t)\b[^>]*(?<!/)>[^<]".encode())
        self.stored = re.compile(rf"{tag}v\b[^>]*>([^<]*)".encode())
        self.formula = re.compile(rf"{tag}f[\s/>]".encode())
        self.odd = re.compile(rf"""\st=["']e["']|{tag}f[\s/>]""".encode())


class _Scanner:
    """Walks through the rows of a sheet's XML."""

    def __init__(self, path: Path, scan: Scan) -> None:
        self.path, self.scan, self.tags, self.errors_here = path, scan, _Tags(""), False

    def run(self, package: Package, name: str) -> None:
        rest, root = b"", None
        for data in package.xml(name):
            text = rest + data
            if root is None:
                root = ROOT.search(text)
                if root is None:
                    raise corrupt(self.path, "the sheet is no worksheet.")
                self.tags = _Tags((root[1] or b"").decode())
            end = text.rfind(self.tags.row_end)
            behind = end + len(self.tags.row_end) if end >= 0 else 0
            self._block(text[:behind])
            rest = text[behind:]
            if len(rest) > MAX_ROW_BYTES:
                raise limit("a row of more than {most:,} bytes.", where=shown(self.path), most=MAX_ROW_BYTES)
        self._rows(rest)
        self.scan.merged = [int(row) for row in MERGED.findall(rest)]

    def _block(self, text: bytes) -> None:
        found = self.tags.far.search(text) if FAR_REFERENCE.search(text) else None
        if found:
            said, cell = "cell {cell} is used, more than {most} columns away.", found[1].decode()
            raise DataError("E-RANGE", said, where=shown(self.path), fix=NO_FAR_CELL, cell=cell, most=MAX_COLUMNS)
        self.errors_here = any(sign in text for sign in (b'"e"', b"'e'", self.tags.formula_start))
        for piece in text.split(self.tags.row_end):
            self._rows(piece)

    def _rows(self, piece: bytes) -> None:
        """Count the rows of a piece; only the last of them can hold cells."""
        last, start = None, piece.rfind(self.tags.row_start) if piece.count(self.tags.row_start) == 1 else 0
        for last in self.tags.row.finditer(piece, max(start, 0)):
            number = NUMBER.search(last[1])
            row = int(number[1]) if number else self.scan.last_row + 1
            if not self.scan.last_row < row <= EXCEL_ROWS:
                raise corrupt(self.path, "row {row:,} stands behind row {last:,}.", row=row, last=self.scan.last_row)
            self.scan.last_row = row
        if last is not None and not last[1].endswith(b"/"):
            self._cells(piece[last.end() :], bool(HIDDEN.search(last[1])))

    def _cells(self, cells: bytes, hidden: bool) -> None:
        scan = self.scan
        if set(self.tags.reference.findall(cells)) - {b"%d" % scan.last_row}:
            raise corrupt(self.path, "row {row:,} holds a cell of another row.", row=scan.last_row)
        if self.tags.filled.search(cells):
            scan.filled += 1
            scan.last_filled = scan.last_row
            if hidden:
                scan.hidden.append(scan.last_row)
        if self.errors_here and self.tags.odd.search(cells):
            self._errors(cells)

    def _errors(self, cells: bytes) -> None:
        """Note the first cell that is an error or a formula whose result was not stored."""
        for attributes, content in self.tags.cell.findall(cells):
            kind, stored = KIND.search(attributes), self.tags.stored.search(content)
            name = kind[1] if kind else b""
            value = stored[1].decode("utf-8", "replace") if stored else ""
            place = PLACE.search(attributes)
            column = place[1].decode().upper() if place else ""
            if name == b"e":
                what = value if ERROR.fullmatch(value) else "an error"
            elif self.tags.formula.search(content) and not value and name != b"str":
                what = "a formula without a stored value"
            else:
                continue
            self.scan.errors[self.scan.last_row] = (column, f"cell {column}{self.scan.last_row} holds {what}")
            break
        if len(self.scan.errors) > MAX_PROBLEMS:
            raise limit("more than {most:,} rows with error cells.", where=shown(self.path), most=MAX_PROBLEMS)
