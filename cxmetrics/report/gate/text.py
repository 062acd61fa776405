"""The words of a report: none that no reader should see, no glyph lost, and all text that a file holds."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from cxmetrics.errors import RenderError
from cxmetrics.fonts import displayable
from cxmetrics.frames import PUBLISHED
from cxmetrics.parts import Part
from cxmetrics.report.document import Document
from cxmetrics.theme import REPLACEMENT, TONES
from cxmetrics.words import catalogue

FORBIDDEN = re.compile(r"(?<![\w가-힣])(nan|NaN|None|NaT|<NA>|[+−-]?inf|Traceback|undefined)(?![\w가-힣])|\{\{|\}\}")
COUNTED = "line"  # column of the list of rows set aside: numbers by design
NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")


def labels(parts: Sequence[Part]) -> list[str]:
    """Labels that come from the data, and names of groups: the one kind of text that may be any word, such as None."""
    rows = [row for name, found in parts[-1]["frames"].items() for row in found]
    said = {value for row in rows for value in row.values() if isinstance(value, str)}
    groups = {name for row in rows for name in row if name not in PUBLISHED}
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
        Naming the block, or the sign of the kit's own that the font cannot draw.
    """
    for block in document["blocks"]:
        for text in texts(block):
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
    own = catalogue(document["lang"]) + "".join(tone.sign for tone in TONES.values())
    if lost := sorted(sign for sign in set(own) - {REPLACEMENT} if REPLACEMENT in displayable(sign)):
        raise RenderError(
            "E-GLYPH",
            "the font has no {signs} of the catalogue {lang}.",
            fix="reinstall justmytype-intl-cjk.",
            signs=" ".join(lost[:5]),
            lang=document["lang"],
        )


def lost_glyphs(document: Document) -> int:
    """Count the characters that stand as □ in the PDF: the data may hold what no font here can draw, such as emoji.

    Examples
    --------
    >>> lost_glyphs({"blocks": [{"type": "note", "text": "👍 □"}]})
    1
    """
    return sum(displayable(text).count(REPLACEMENT) - text.count(REPLACEMENT) for text in texts(document))


def check_nothing_added(found: Sequence[str], document: Document, *, place: str) -> None:
    """Refuse words such as None that a renderer wrote and the document does not hold.

    Raises
    ------
    RenderError
        Naming the word.
    """
    meant = {word[0] for text in texts(document) for word in FORBIDDEN.finditer(text)}
    for text in found:
        added = next((word for word in FORBIDDEN.finditer(text) if word[0] not in meant), None)
        if added:
            near = text[max(added.start() - 40, 0) : added.end() + 40]
            raise RenderError(
                "E-TEXT", "{found!r} stands in a {type}: {text!r}.", found=added[0], type=place, text=near
            )


def _without(text: str, labels: Sequence[str]) -> str:
    for label in labels:
        text = text.replace(label, "")
    return text


def texts(value: Any) -> Iterator[str]:
    """Give every text of a document or a part of it, but for pictures."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for name, item in value.items() if not name.startswith("svg") for text in texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))


def texts_of_file(name: str, data: bytes) -> list[str]:
    r"""Give every text of a JSON, CSV or Excel file: names and values, but no numbers, which are counts.

    Examples
    --------
    >>> texts_of_file("record.json", b'{"n": 12345, "of": ["orders"]}')
    ['n', 'of', 'orders']
    >>> texts_of_file("quarantine.csv", b"file,line\no.csv,12345\n")
    ['file', 'o.csv']
    """
    if name.endswith(".json"):
        return list(_of_json(json.loads(data)))
    if name.endswith(".xlsx"):
        return list(_of_workbook(data))
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    kept = [column for column in rows.fieldnames or [] if column != COUNTED]
    return kept + [row[column] for row in rows for column in kept if not NUMBER.fullmatch(row[column])]


def _of_workbook(data: bytes) -> Iterator[str]:
    """Give the texts of cells, the names of sheets, and what is said of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.namelist():
            if part.endswith("sharedStrings.xml") or part.startswith("docProps/"):
                yield from (text for text in ElementTree.fromstring(parts.read(part)).itertext() if text.strip())  # noqa: S314 - written by ourselves a moment ago
            elif part.endswith("workbook.xml"):
                yield from (sheet.get("name", "") for sheet in ElementTree.fromstring(parts.read(part)).iter())  # noqa: S314 - as above


def _of_json(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        yield from (text for item in value.values() for text in _of_json(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _of_json(item))
