"""The numbers of a report for spreadsheets, as one CSV file and as a workbook: text stays text, whatever it says.

Text in both is as readers see it elsewhere (`readable`), without blanks at its ends, at most as long as a cell may be.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, Final

from xlsxwriter import Workbook

from cxmetrics.fonts import readable
from cxmetrics.frames import PUBLISHED

LIVE: Final = re.compile(r"(^|;)(?=\s*[=+\-@|＝＋－＠])")  # where some spreadsheet would begin to compute
NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\'\s]+")  # of a sheet
LONGEST, LONGEST_NAME = 32_767, 31  # characters of a cell and of a sheet's name, as spreadsheets count: in UTF-16
RESERVED: Final = "history"  # a name that Excel keeps for itself
TEXT_STAYS_TEXT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MADE: Final = datetime(2000, 1, 1)
WIDEST: Final = 320  # pixels of a column

Figures = Mapping[str, Sequence[Mapping[str, Any]]]


def figures_csv(figures: Figures, *, min_n: int) -> bytes:
    r"""Give the rows of all frames one below the other, as CSV in UTF-8 with a mark by which Excel knows it.

    Parameters
    ----------
    figures : dict of list of dict
        Protected rows by frame, as `cxmetrics.parts.end` publishes them.
    min_n : int
        Smallest group that is shown; the ``n`` of a smaller one says ``< min_n``.

    Examples
    --------
    >>> row = {**dict.fromkeys(PUBLISHED), "metric": "nps", "n": None, "hidden": "small", "channel": "=1+1"}
    >>> figures_csv({"by channel": [row]}, min_n=10).decode("utf-8-sig").splitlines()[1][:36]
    '"by channel","\'=1+1","nps","","< 10"'
    """
    groups = list(dict.fromkeys(name for rows in figures.values() for name in _groups(rows)))
    rows = ([name, *_cells(row, groups, min_n)] for name, found in figures.items() for row in found)
    return csv_of(["figures", *groups, *PUBLISHED], rows)


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    r"""Write CSV in which texts stand in quotes, and with an apostrophe before what a spreadsheet would compute.

    Examples
    --------
    >>> csv_of(["name", "n"], [["=1+1", -5], ["a", None]]).decode("utf-8-sig").splitlines()
    ['"name","n"', '"\'=1+1",-5', '"a",""']
    """
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_inert(value) for value in row] for row in (head, *rows))
    return out.getvalue().encode("utf-8-sig")


def figures_xlsx(figures: Figures, *, min_n: int) -> bytes:
    """Give the rows of all frames as a workbook with a sheet a frame, the same bytes for the same rows.

    Parameters
    ----------
    figures, min_n
        As in `figures_csv`. Numbers are numbers, and text that looks like a formula, an address or a number is text.
    """
    out = BytesIO()
    taken: set[str] = {RESERVED}
    with Workbook(out, {"in_memory": True, **TEXT_STAYS_TEXT}) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True})
        for name, rows in figures.items():
            sheet, groups = book.add_worksheet(sheet_name(name, taken)), _groups(rows)
            sheet.write_row(0, 0, [cell_text(column) for column in (*groups, *PUBLISHED)], bold)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, [cell_text(value) for value in _cells(row, groups, min_n)])
            sheet.freeze_panes(1, 0)
            sheet.autofit(WIDEST)
    return out.getvalue()


def _groups(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the grouping columns of a frame."""
    return [name for name in (rows[0] if rows else ()) if name not in PUBLISHED]


def _cells(row: Mapping[str, Any], groups: Sequence[str], min_n: int) -> list[Any]:
    n = f"< {min_n}" if row["hidden"] == "small" else row["n"]
    return [n if name == "n" else row.get(name) for name in (*groups, *PUBLISHED)]


def cell_text(value: Any) -> Any:
    """Give a text as a cell may hold it; any other value as it is."""
    return _cut(readable(value).strip(), LONGEST) if isinstance(value, str) else value


def _inert(value: Any) -> Any:
    return LIVE.sub(r"\1'", cell_text(value)) if isinstance(value, str) else value


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Name a sheet as its frame, without the signs that a name may not hold; no two differ in case only."""
    plain = NOT_IN_A_NAME.sub(" ", readable(wanted)).strip() or "-"
    name, number = _cut(plain, LONGEST_NAME).strip(), 1
    while name.casefold() in taken:
        number += 1
        end = f" ({number})"
        name = _cut(plain, LONGEST_NAME - len(end)).strip() + end
    taken.add(name.casefold())
    return name
