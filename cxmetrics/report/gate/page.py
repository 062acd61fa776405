"""The page, read back from its bytes: nothing from outside, and the numbers of the parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

from cxmetrics.errors import RenderError
from cxmetrics.fonts import readable
from cxmetrics.parts import Part
from cxmetrics.report.document import Document
from cxmetrics.report.gate.addresses import Addresses
from cxmetrics.report.gate.figures import first_rows_of, key_figures_of
from cxmetrics.report.gate.scripts import check_scripts
from cxmetrics.report.gate.text import check_nothing_added

LARGEST_PAGE: Final = 2_000_000  # bytes, that it can still be sent by mail and opens on a phone
FIELDS: Final = {"remark": "note", "value": "value", "interval": "interval", "count": "n"}  # of a key figure, by class
READ: Final = ("alt", "title", "content", "aria-label", "id")
PICTURES: Final = ("src", "srcset")
MARKUP: Final = re.compile(r"<!--(.*?)-->|<style.*?</style>|<[^>]*>", re.S)


class Page(HTMLParser):
    """Every text of a page, with its key figures and the first rows of its tables.

    Examples
    --------
    >>> Page('<dl class="key-figures"><dt>NPS</dt><dd class="value">41.0</dd></dl>').figures
    [{'label': 'NPS', 'value': '41.0'}]
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.figures: list[dict[str, str]] = []
        self.rows: list[list[str]] = []
        self._in_figures = self._in_first_row = self._reading = False
        self._field: str | None = None
        self._silent = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element opens, and the texts of its attributes."""
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        self.texts += [given[name] for name in READ if name in given]
        self.texts += [text for name in PICTURES if name in given for text in _texts_of_picture(given[name])]
        self._silent = tag in {"style", "script"}
        if tag == "dl":
            self._in_figures = "key-figures" in classes
        elif tag == "dt" and self._in_figures:
            self.figures.append({"label": ""})
            self._field = "label"
        elif tag == "dd" and self._in_figures:
            self._field = next((FIELDS[name] for name in classes if name in FIELDS), None)
            if self._field:
                self.figures[-1][self._field] = ""
        elif tag == "tbody":
            self._in_first_row = True
            self.rows.append([])
        elif tag in {"td", "th"} and self._in_first_row:
            self.rows[-1].append("")
            self._reading = True
        elif tag == "span" and "row-remark" in classes:
            self._reading = False

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        self._silent = False
        if tag in {"dt", "dd"}:
            self._field = None
        elif tag in {"td", "th"}:
            self._reading = False
        elif tag == "tr":
            self._in_first_row = False

    def handle_data(self, data: str) -> None:
        """Keep a text, and where it stands."""
        if self._silent or not data.strip():
            return
        self.texts.append(data)
        if self._field:
            self.figures[-1][self._field] += data
        if self._reading:
            self.rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        """Keep what only the source shows."""
        self.texts.append(data)


def _texts_of_picture(address: str) -> list[str]:
    """Give the text and the comments of a picture, whose shapes are no text."""
    found = MARKUP.sub(lambda mark: f"\n{mark[1] or ''}\n", unquote(address.partition(",")[2]))
    return [line for line in found.splitlines() if line.strip()]


def check_page(page: bytes, document: Document, parts: Sequence[Part]) -> list[str]:
    """Refuse a page that is too large, would run or fetch anything else, or says other numbers than the parts.

    Parameters
    ----------
    page : bytes
        The page.
    document : dict
        What it was made from.
    parts : list of dict
        What that was made from.

    Returns
    -------
    list of str
        Every text of the page.

    Raises
    ------
    RenderError
        Naming the figure and both values, where it is a figure.
    """
    if len(page) > LARGEST_PAGE:
        raise RenderError("E-PAGE-SIZE", "the page has {value:,} bytes.", fix="show fewer figures.", value=len(page))
    text, lang = page.decode(), document["lang"]
    if found := Addresses(text).found:
        raise RenderError("E-PAGE-ADDRESS", "the page names an outside address: {value!r}.", value=found[0][:60])
    read_by_script = check_scripts(text, document)
    said = Page(text)
    said.texts += read_by_script
    check_nothing_added(said.texts, document, place="page")
    figures, rows = key_figures_of(parts, lang), first_rows_of(parts, lang)
    _same_length("key figures", said.figures, figures)
    _same_length("tables", said.rows, rows)
    for found_figure, figure in zip(said.figures, figures, strict=True):
        for name, wanted in figure.items():
            if _plain(found_figure.get(name, "")) != _plain(wanted):
                raise _other(figure["label"], found_figure.get(name, ""), wanted)
    for cells, (caption, runs) in zip(said.rows, rows, strict=True):
        left = iter([_plain(cell) for cell in cells])
        if missing := next((number for run in runs for number in run if _plain(number) not in left), None):
            raise _other(caption, " ".join(cells), missing)
    return said.texts


def _plain(text: str) -> str:
    """Give a text as the page writes it, with plain spaces."""
    return " ".join(readable(text).split())


def _same_length(what: str, found: Sequence[object], wanted: Sequence[object]) -> None:
    if len(found) != len(wanted):
        raise _other(what, str(len(found)), str(len(wanted)))


def _other(figure: str, found: str, wanted: str) -> RenderError:
    said, found, wanted = "{figure}: the page says {found!r}, the parts {wanted!r}.", _plain(found), _plain(wanted)
    return RenderError("E-DISAGREE", said, fix="report this as a bug.", figure=figure, found=found[:120], wanted=wanted)
