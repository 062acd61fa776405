"""A document model as a tagged PDF: a fixed template that reads the text as data, so no text is ever markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from cxmetrics.display.resolve import each_text
from cxmetrics.errors import RenderError
from cxmetrics.fonts import displayable, font_files
from cxmetrics.theme import FAMILY, LANDSCAPE, LIGHT, TONES, colours

TEMPLATE: Final = Path(__file__).with_name("templates") / "page.typ"
STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1"]
NO_DATE: Final = 0  # seconds: the file says nothing about when it was made
MANY_NOTES: Final = 4  # from so many on they stand in two columns
FEW_SENTENCES: Final = 2  # that go along with a heading to the page of a picture on its side
LONG_WORD, SOFT_BREAK_EVERY, SOFT_BREAK = 40, 20, "\u200b"
GROUND: Final = re.compile(rf'<path d="[^"]*" style="fill:{LIGHT.paper}"/>')

Block = dict[str, Any]


def render_pdf(document: Mapping[str, Any]) -> bytes:
    """Return the PDF of a document, the same bytes for the same document.

    Parameters
    ----------
    document : mapping
        The document model, every text in the reader's language.

    Returns
    -------
    bytes
        A4, tagged, checked against PDF/UA-1 while it is made.

    Raises
    ------
    RenderError
        If the document cannot be set.
    """
    data = _laid_out(each_text(document, lambda text: soft(displayable(text)), picture=_clear))
    look = {"family": FAMILY, "colours": colours(LIGHT), "tones": {name: asdict(tone) for name, tone in TONES.items()}}
    inputs = {"document": json.dumps(data, ensure_ascii=False), "look": json.dumps(look)}
    with TemporaryDirectory(prefix="cxmetrics-") as root:
        template = Path(root) / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        return _compile(template, inputs)


def _compile(template: Path, inputs: dict[str, str]) -> bytes:
    """Set a template that is alone in its folder, and so can read nothing else."""
    try:
        made, complaints = typst.compile_with_warnings(
            template,
            root=template.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=NO_DATE,
        )
    except typst.TypstError as error:
        raise RenderError("E-PDF", "The PDF could not be set: {message}", message=error.message) from None
    if complaints:
        raise RenderError("E-PDF", "The PDF was set with a warning: {message}", message=complaints[0].message)
    return made


@cache
def _fonts() -> typst.Fonts:
    folder = font_files().regular.parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _clear(svg: str) -> str:
    """Take a picture's white ground away, so that the page shows through."""
    return GROUND.sub("", svg, count=1)


def soft(text: str) -> str:
    """Let words that are longer than a line break, at points that nobody sees.

    Examples
    --------
    >>> len(soft("word")), len(soft("w" * 60))
    (4, 62)
    """
    return re.sub(rf"\S{{{LONG_WORD + 1},}}", _with_breaks, text)


def _with_breaks(word: re.Match[str]) -> str:
    letters = word.group()
    starts = range(0, len(letters), SOFT_BREAK_EVERY)
    return SOFT_BREAK.join(letters[start : start + SOFT_BREAK_EVERY] for start in starts)


def _laid_out(document: Block) -> Block:
    """Return the document with its first page apart, and heading levels that skip none."""
    blocks = _with_landscapes(_with_openings(_with_notes_together(_with_steady_levels(document["blocks"]))))
    first = _end_of_front(blocks)
    sections = sum(_opens_section(block) for block in blocks[first:])
    plain = {"partial": document["partial"] or None}
    return document | plain | {"front": blocks[:first], "blocks": blocks[first:], "onepager": sections > 1}


def _end_of_front(blocks: list[Block]) -> int:
    """Count the blocks of the first page: all before the first section, or with it if the document opens with it."""
    openings = [number for number, block in enumerate(blocks) if number > 0 and _opens_section(block)]
    lying = [number for number, block in enumerate(blocks) if block["type"] == "landscape"]
    return min([*openings, *lying], default=len(blocks))


def _opens_section(block: Block) -> bool:
    first = block["items"][0] if block["type"] == "landscape" else block
    return bool(first["type"] == "heading" and first["level"] == 1)


def _with_notes_together(blocks: list[Block]) -> list[Block]:
    """Set many notes in a row in two columns, where they fill the better part of a page."""
    done: list[Block] = []
    for is_note, run in groupby(blocks, key=lambda block: block["type"] == "note"):
        found = list(run)
        many = is_note and len(found) >= MANY_NOTES
        done += [{"type": "notes", "items": found}] if many else found
    return done


def _with_openings(blocks: list[Block]) -> list[Block]:
    """Keep the sentence between a heading and its figure or table on the page of both."""
    kinds = ["", *(block["type"] for block in blocks), ""]
    opens = [
        (before, kind) == ("heading", "sentence") and after in {"figure", "table"}
        for before, kind, after in zip(kinds, kinds[1:], kinds[2:], strict=False)
    ]
    return [block | {"opens": True} if first else block for block, first in zip(blocks, opens, strict=True)]


def _with_landscapes(blocks: list[Block]) -> list[Block]:
    """Give each picture that is wider than a page its own page on its side, with the heading that opens with it."""
    done: list[Block] = []
    for block in blocks:
        if block["type"] == "figure" and block["width"][0] >= LANDSCAPE.width:
            start = _opening(done)
            done[start:] = [{"type": "landscape", "items": [*done[start:], block]}]
        else:
            done.append(block)
    return done


def _opening(blocks: list[Block]) -> int:
    """Return where the headings begin that the blocks end with, a few sentences after them included."""
    texts = len(blocks)
    while texts and blocks[texts - 1]["type"] == "sentence" and len(blocks) - texts < FEW_SENTENCES:
        texts -= 1
    start = texts
    while start and blocks[start - 1]["type"] == "heading":
        start -= 1
    return start if start < texts else len(blocks)


def _with_steady_levels(blocks: list[Block]) -> list[Block]:
    last, done = 0, []
    for block in blocks:
        if block["type"] == "heading":
            last = min(block["level"], last + 1)
            block = block | {"level": last}  # noqa: PLW2901 (a new block, the document stays as it was)
        done.append(block)
    return done
