"""The workbook with formulas, read back: none has a value, none calls what a formula of the kit does not."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from cxmetrics.errors import RenderError
from cxmetrics.report.gate.text import texts_of_file

CELL: Final = re.compile(r"<c [^>]*><f>(.*?)</f>(.*?)</c>")
WITHOUT_VALUE: Final = "<v></v>"
QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")  # names of sheets, and texts
CALLED: Final = re.compile(r"([A-Za-z_.]+)\(")
KNOWN: Final = {"AND", "IF", "IFERROR", "INDEX", "IRR", "MATCH", "MAX", "MIN", "N", "SIGN", "SQRT", "SUM", "SUMIF",
                "SUMIFS", "SUMPRODUCT"}  # fmt: skip
STRANGE: Final = re.compile(r"[\[\]|#@{}]")  # of other files, programs and errors
PARTS: Final = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/_rels/workbook\.xml\.rels|"
                          r"xl/(workbook|styles|sharedStrings|theme/theme1|worksheets/sheet\d+)\.xml")  # fmt: skip


def check_book(name: str, data: bytes) -> list[str]:
    """Refuse a workbook with more than sheets, or with a formula that has a value or reaches out of it.

    Parameters
    ----------
    name : str
        Of the file.
    data : bytes
        The workbook.

    Returns
    -------
    list of str
        Every text of it.

    Raises
    ------
    RenderError
        Naming what stands in it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        strange = [part for part in parts.namelist() if not PARTS.fullmatch(part)]
        cells = [
            cell for part in parts.namelist() if "/sheet" in part for cell in CELL.findall(parts.read(part).decode())
        ]
    for formula, value in cells:
        plain = QUOTED.sub("", formula.replace("&quot;", '"'))
        if value != WITHOUT_VALUE or STRANGE.search(plain) or not set(CALLED.findall(plain)) <= KNOWN:
            strange.append(formula)
    if strange or not cells:
        raise RenderError("E-BOOK", "{value!r} stands in the workbook.", where=name, fix="report this as a bug.",
                          value=strange[0][:80] if strange else "")  # fmt: skip
    return texts_of_file(name, data)
