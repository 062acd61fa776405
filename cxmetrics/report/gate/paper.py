"""The PDF, read back from its bytes: whole, tagged, not endless, and the numbers of the parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from itertools import islice
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdfium2 import PdfDocument, PdfiumError

from cxmetrics.errors import RenderError
from cxmetrics.fonts import displayable
from cxmetrics.parts import Part
from cxmetrics.report.document import Document
from cxmetrics.report.gate.figures import FIELDS, first_rows_of, key_figures_of
from cxmetrics.report.gate.text import check_nothing_added

MOST_PAGES: Final = 200
UNSEEN: Final = re.compile("[\\s\u200b\u00ad]+")  # spaces, and where a long word may break


@dataclass(frozen=True)
class Paper:
    """Texts of a PDF: a text a page, and what it says about itself."""

    pages: list[str]
    about: list[str]
    tagged: bool


def read_pdf(pdf: bytes) -> Paper:
    """Read a PDF back.

    Parameters
    ----------
    pdf : bytes
        The file.

    Raises
    ------
    RenderError
        It does not open.
    """
    try:
        reader = PdfReader(BytesIO(pdf), strict=True)
        root = reader.root_object
        marked = root.get("/MarkInfo", {}).get("/Marked")
        pages = _pages(pdf)
        metadata: Any = root["/Metadata"]
        xmp = metadata.get_data().decode()
        about = [*map(str, (reader.metadata or {}).values()), *re.split("<[^>]*>", xmp), *reader.attachments]
    except (PyPdfError, PdfiumError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise RenderError("E-PDF", "the PDF does not open: {error}", error=type(error).__name__) from None
    return Paper(pages, about, bool(marked) and "/StructTreeRoot" in root)


def _pages(pdf: bytes) -> list[str]:
    """Give the text of each page, as a reader's program would copy it."""
    with closing(PdfDocument(pdf)) as document:
        return [page.get_textpage().get_text_range() for page in islice(document, MOST_PAGES + 1)]


def check_pdf(pdf: bytes, document: Document, parts: Sequence[Part]) -> list[str]:
    """Refuse a PDF that does not open, is not tagged, has too many pages or says other numbers than the parts.

    Parameters
    ----------
    pdf : bytes
        The file.
    document : dict
        What it was made from.
    parts : list of dict
        What that was made from.

    Returns
    -------
    list of str
        Every text of the PDF.

    Raises
    ------
    RenderError
        Naming the figure and both values, where it is a figure.
    """
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        raise RenderError("E-PDF", "the PDF is not whole.")
    paper = read_pdf(pdf)
    if not 0 < len(paper.pages) <= MOST_PAGES:
        raise RenderError(
            "E-PDF-PAGES", "the PDF has more than {most} pages, or none.", fix="show fewer tables.", most=MOST_PAGES
        )
    if not paper.tagged:
        raise RenderError("E-PDF-TAGS", "the PDF is not tagged.")
    check_nothing_added(paper.pages, document, place="PDF")
    said = squeezed("".join(paper.pages))
    for name in ("title", "company", "month"):
        if squeezed(displayable(document[name])) not in said:
            raise _other(name, "", document[name])
    _check_numbers(said, parts, document["lang"])
    return [*paper.pages, *paper.about]


def squeezed(text: str) -> str:
    r"""Take out all spaces: where a line breaks says nothing.

    Examples
    --------
    >>> squeezed("n =\n1,209")
    'n=1,209'
    """
    return UNSEEN.sub("", text)


def _check_numbers(said: str, parts: Sequence[Part], lang: str) -> None:
    for figure in key_figures_of(parts, lang):
        wanted = squeezed(displayable("".join(figure[name] for name in FIELDS)))
        if wanted not in said:
            label = squeezed(displayable(figure["label"]))
            raise _other(figure["label"], _nearest(said, label, wanted), wanted.removeprefix(label))
    for caption, runs in first_rows_of(parts, lang):
        for wanted in (squeezed("".join(run)) for run in runs):
            if wanted not in said:
                raise _other(caption, _nearest(said, squeezed(displayable(caption)), wanted), wanted)


def _nearest(said: str, label: str, wanted: str) -> str:
    """Give what stands after a label, at the place most like what is wanted."""
    places = [said[found.start() :][: len(wanted)] for found in re.finditer(re.escape(label), said)]
    likest = max(places, key=lambda place: SequenceMatcher(None, place, wanted).ratio(), default="")
    return likest.removeprefix(label)


def _other(figure: str, found: str, wanted: str) -> RenderError:
    said = "{figure}: the PDF says {found!r}, the parts {wanted!r}."
    return RenderError("E-DISAGREE", said, fix="report this as a bug.", figure=figure, found=found, wanted=wanted)
