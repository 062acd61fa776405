"""The publish gate: a report with anything missing or forbidden is not published, and one line says why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from cxmetrics.errors import PrivacyError, RenderError
from cxmetrics.frames import STANDARD
from cxmetrics.parts import Part
from cxmetrics.privacy import find_leak
from cxmetrics.report.document import Document

LARGEST_PAGE = 1_000_000  # bytes
FORBIDDEN = re.compile(r"(?<![\w가-힣])(nan|NaN|None|NaT|<NA>|[+−-]?inf|Traceback|undefined)(?![\w가-힣])|\{\{|\}\}")
FETCHED = {"action", "background", "data", "formaction", "href", "ping", "poster", "src", "srcset"}
ADDRESS = re.compile(r"""(?:(?:src|href)\s*=|url\(|@import)\s*["']?\s*(?:https?:)?//""", re.I)


def check_parts(parts: list[Part], *, min_n: int) -> None:
    """Refuse parts that are empty or that show what must be hidden.

    Raises
    ------
    RenderError
        A heading without content, an empty figure or table.
    PrivacyError
        A frame holds a row of fewer than ``min_n``, or all frames together give one away.
    """
    for part, following in pairwise(parts):
        if part["type"] == "heading" and following["type"] in {"heading", "end"}:
            raise RenderError(
                "E-EMPTY", "the section {id!r} is empty.", fix="show a gap where there is no data.", id=part["id"]
            )
    for part in parts:
        if part["type"] == "figure" and not part["frame"]:
            raise RenderError("E-EMPTY", "the figure {kind!r} has nothing to draw.", kind=part["kind"])
        if part["type"] == "table" and not part["rows"]:
            raise RenderError("E-EMPTY", "the table {value!r} has no rows.", value=part["caption"]["key"])
    for name, rows in parts[-1]["frames"].items():
        for row in rows:
            if "hidden" not in row:
                raise PrivacyError(
                    "E-UNPROTECTED", "{name} did not pass cx.protect.", fix="protect it before showing.", name=name
                )
            if row["n"] is not None and 0 < row["n"] < min_n:
                raise PrivacyError(
                    "E-SMALL",
                    "{name} shows a group of fewer than {min_n}.",
                    fix="pass it to cx.protect.",
                    name=name,
                    min_n=min_n,
                )
    leak = find_leak([row for rows in parts[-1]["frames"].values() for row in rows], min_n=min_n)
    if leak:
        raise PrivacyError(
            "E-SUBTRACT",
            "{name} tells more of a hidden group than that it is fewer than {min_n}.",
            fix="pass all frames of the report to one cx.protect.",
            name=leak.cell.population,
            min_n=min_n,
        )


def labels(parts: Sequence[Part]) -> list[str]:
    """Labels that come from the data, and names of groups: the one kind of text that may be any word, such as None."""
    rows = [row for name, found in parts[-1]["frames"].items() for row in found]
    said = {value for row in rows for value in row.values() if isinstance(value, str)}
    groups = {name for row in rows for name in row if name not in {*STANDARD, "hidden"}}
    return sorted(said | groups, key=len, reverse=True)


def check_document(document: Document, *, labels: Sequence[str] = ()) -> None:
    """Refuse text that no reader should see, and figures without a picture or alternative text.

    Parameters
    ----------
    document : dict
        The document, all text in one language.
    labels : list of str
        Labels of the data, which may be any word.

    Raises
    ------
    RenderError
        Naming the block.
    """
    for block in document["blocks"]:
        for text in _texts(block):
            if found := FORBIDDEN.search(_without(text, labels)):
                raise RenderError(
                    "E-TEXT",
                    "{found!r} stands in a {type}: {text!r}.",
                    found=found[0],
                    type=block["type"],
                    text=text[:80],
                )
        if block["type"] == "figure" and not (
            block["alt"] and "<svg" in block["svg"] and "<svg" in block["svg_narrow"]
        ):
            raise RenderError(
                "E-FIGURE", "the figure {kind!r} has no picture or no alternative text.", kind=block["kind"]
            )


def _without(text: str, labels: Sequence[str]) -> str:
    for label in labels:
        text = text.replace(label, "")
    return text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for name, item in value.items() if not name.startswith("svg") for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))


def check_page(page: bytes) -> None:
    """Refuse a page that is too large, has no policy, or names an outside address."""
    if len(page) > LARGEST_PAGE:
        raise RenderError("E-PAGE-SIZE", "the page has {value:,} bytes.", fix="show fewer figures.", value=len(page))
    if b"Content-Security-Policy" not in page:
        raise RenderError("E-PAGE-POLICY", "the page has no content security policy.")
    if found := _Addresses(page).found:
        raise RenderError("E-PAGE-ADDRESS", "the page names an outside address: {value!r}.", value=found[0][:60])


class _Addresses(HTMLParser):
    """What a page would fetch from outside: a label that only says so is none."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self._style = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what a tag fetches, and into the pictures that it holds."""
        self._style = tag == "style"
        for name, value in attrs:
            inside = value is None or (value.startswith(("data:", "#")) and not ADDRESS.search(unquote(value)))
            if name in FETCHED and not inside:
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        """Leave the style sheet."""
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Look into the style sheet."""
        if self._style:
            self.found += ADDRESS.findall(data)


def check_pdf(pdf: bytes) -> None:
    """Refuse a PDF that is cut short or not tagged."""
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        raise RenderError("E-PDF", "the PDF is not whole.")
    if b"/StructTreeRoot" not in pdf and b"/ObjStm" not in pdf:
        raise RenderError("E-PDF-TAGS", "the PDF is not tagged.")
