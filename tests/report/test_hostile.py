"""Hostile text in every place that shows text: it is shown as it stands, and nothing else happens."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pikepdf
import pypdf
import pytest
from matplotlib.figure import Figure
from playwright.sync_api import Browser

from cxmetrics import display, plots
from cxmetrics.fonts import displayable, readable
from cxmetrics.plots import FigureText, svg
from cxmetrics.report.gate.addresses import Addresses
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf
from cxmetrics.theme import REPLACEMENT

from . import demo, hostile

SHOWN = [text if displayable(text).strip() else f"a{text}b" for text in hostile.TEXTS]  # what is empty is left out
PILED = next(entry["payload"] for entry in hostile.ENTRIES if entry["id"] == "TXT-07")  # marks on one letter
PLAIN = [f"plain text number {number}" for number in range(len(hostile.TEXTS))]
ROWS = 15  # labels in one figure
TAGS = {"svg", "g", "path", "defs", "style", "use", "clipPath", "rect"}
SLOTS = ("title", "company", "month", "subtitle")
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="72pt" viewBox="0 0 72 72">'
    '<defs><style></style></defs><path d="M0,0h72v72z" style="fill:#17212b"/></svg>'
)
TREE = """() => [...document.querySelectorAll('body, body *')].map(
  tag => [tag.tagName, ...[...tag.attributes].map(one => one.name).sort()].join(' '))"""
WATCH = """window.broken = []; document.addEventListener('securitypolicyviolation', e => broken.push(e.blockedURI))"""


def blocks(text: str, drawn: dict[str, Any]) -> list[dict[str, Any]]:
    """Every kind of block, with the text in each place that has any."""
    cells = demo.table(text, [text, text], [[text, text], ["a", "1"]], note=text)
    cells["rows"][0][0]["remark"] = text
    return [
        demo.heading(1, text, text),
        demo.sentence(text, "better", "headline"),
        {"type": "answers", "items": [{"question": text, "lines": [{"text": text, "tone": "worse"}]}]},
        {"type": "key_figures", "items": [demo.key_figure(text, text, text, text, change=text, note=text)]},
        drawn | {"alt": f"Picture: {text}", "caption": text},
        cells | {"scale": [text, text]},
        {"type": "note", "title": text, "text": text},
        {"type": "gap", "title": text, "text": text},
    ]


def document(texts: list[str], slot: str = "") -> dict[str, Any]:
    """All blocks for each text; the last one stands in the places of the document too."""
    made = demo.document("en", hostile=False)
    drawn = {"type": "figure", "kind": "trend", "svg": SQUARE, "svg_narrow": SQUARE, "width": [1.0, 1.0]}
    made |= {"blocks": [block for text in texts for block in blocks(text, drawn)], "partial": slot or PLAIN[0]}
    return made | dict.fromkeys(SLOTS, slot or PLAIN[0]) | {"foot": [slot or PLAIN[0]]}


@pytest.fixture(scope="module")
def attacked() -> dict[str, Any]:
    return document(SHOWN, SHOWN[1])


@pytest.fixture(scope="module")
def harmless() -> dict[str, Any]:
    return document(PLAIN)


# Figures


def frames(labels: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """A frame of every kind of figure, with the labels in each place that has any."""
    several = pd.Series(labels, dtype=object)  # a column of text could not hold half a character
    share = [0.1 + 0.01 * number for number in range(len(labels))]
    rows = pd.DataFrame({"label": several, "estimate": share, "n": 100, "reason": None})
    rows = rows.assign(conf_low=rows["estimate"] - 0.05, conf_high=rows["estimate"] + 0.05)
    yield "trend", rows.assign(baseline=0.2, last_year=rows.index == 1)
    yield "cohort_rates", rows
    yield "intervals", rows.assign(reference=0.2)
    yield "bars", rows.assign(expected=0.2)
    names = [label for label in labels if label != "\ud83d"][:3]
    yield "shares", pd.concat([rows.assign(part=name, estimate=1 / 3) for name in names])
    yield "distribution", pd.concat([rows.head(6).assign(part=name) for name in names[:2]])
    days = pd.DataFrame(
        {"day": range(9), "estimate": 0.1, "conf_low": 0.0, "conf_high": 0.3, "n": 90.0, "reason": None}
    )
    yield "curve", pd.concat([days.assign(part=name) for name in names])


def words(text: str) -> FigureText:
    others = dict.fromkeys(("across", "reference", "last_year", "gap", "hidden"), text)
    return FigureText(axis=text, value="{:.0%}".format, reasons={text: text}, **others)


@pytest.mark.parametrize("start", range(0, len(hostile.TEXTS), ROWS))
def test_any_text_is_drawn_as_letters(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Figure] = []
    original = svg.to_svg
    for module in (plots.amounts, plots.parts, plots.periods, plots.rows, plots.scores, plots.steps):
        monkeypatch.setattr(module, "to_svg", lambda figure: drawn.append(figure) or original(figure))
    labels = hostile.TEXTS[start : start + ROWS]
    for number, (kind, frame) in enumerate(frames(labels)):
        text = words(labels[number])
        for narrow in (False, True):
            picture = getattr(plots, kind)(frame, text=text, narrow=narrow)
            tags = list(ET.fromstring(picture).iter())  # noqa: S314 (our own drawing)
            assert {tag.tag.partition("}")[2] for tag in tags} <= TAGS
            links = [value for tag in tags for name, value in tag.attrib.items() if name.endswith("href")]
            assert all(link.startswith("#") for link in links)
            assert not [name for tag in tags for name in tag.attrib if name.startswith("on")]
        assert getattr(plots, kind)(frame, text=text, narrow=True) == picture
    written = [text for figure in drawn for axes in figure.axes for text in [*figure.texts, *axes.texts]]
    assert written
    assert not [text for text in written if text.get_parse_math()]


def test_short_labels_stand_in_the_figure_as_they_are() -> None:
    labels = ["$a$ $b$", "_a", "a_b^c", "$5", r"\frac", "100%", "-5", "=1+1", "<b>", "&amp;"]
    frame = next(frame for kind, frame in frames(labels) if kind == "intervals")
    figure = demo.figure_text("en", "", "Points")
    with plots.canvas.style():
        drawn = plots.rows.intervals_figure(frame, text=figure, size=plots.canvas.size_of(narrow=True))
    found = {text.get_text() for text in [*drawn.texts, *drawn.axes[0].texts]}
    assert {label.lstrip("_") for label in labels} <= found


# The page


def test_a_page_shows_the_text_and_has_no_other_tags(attacked: dict[str, Any], harmless: dict[str, Any]) -> None:
    page, plain = render_html(attacked), render_html(harmless)
    assert Addresses(page.decode()).found == []
    assert "\u0301\u0301" in page.decode()
    assert "\u0301" * 5 not in page.decode() + displayable(PILED)
    assert Counter(re.findall(rb"<[a-zA-Z/!][^\s>]*", page)) == Counter(re.findall(rb"<[a-zA-Z/!][^\s>]*", plain))


def opened(browser: Browser, content: bytes, folder: Path) -> tuple[Any, list[str], list[str]]:
    """Open a page from a file, with everything that it asks for and says written down."""
    path = folder / "page.html"
    path.write_bytes(content)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.add_init_script(WATCH)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda other: said.append(other.url))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return page, [url for url in asked if not url.startswith("data:") and url != path.as_uri()], said


@pytest.mark.browser
def test_a_browser_runs_and_fetches_nothing(
    browser: Browser, attacked: dict[str, Any], harmless: dict[str, Any], tmp_path: Path
) -> None:
    page, asked, said = opened(browser, render_html(attacked), tmp_path)
    page.mouse.move(300, 300)
    page.evaluate("document.querySelectorAll('main *').forEach(tag => tag.dispatchEvent(new Event('mouseover')))")
    tree, broken = page.evaluate(TREE), page.evaluate("broken")
    heads = page.locator("main h2").all_text_contents()
    cells = page.locator("tbody tr:first-child td").all_text_contents()
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tall = page.evaluate("Math.max(...[...document.querySelectorAll('h2')].map(tag => tag.offsetHeight))")
    page.close()
    assert (asked, said, broken) == ([], [], [])
    assert heads == cells == [readable(text) for text in SHOWN]
    assert wide
    assert tall < 900
    plain, *_ = opened(browser, render_html(harmless), tmp_path)
    assert tree == plain.evaluate(TREE)
    plain.close()


@pytest.mark.browser
def test_what_a_notebook_shows_is_text_too(browser: Browser, tmp_path: Path) -> None:
    """JupyterLab trusts the HTML of a cell that it has run itself: there is no policy to catch anything."""
    trees = []
    for texts in (SHOWN, PLAIN):
        shown = "".join(f"<section>{display.html(block)}</section>" for block in document(texts)["blocks"])
        head = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
        page, asked, said = opened(browser, f"{head}{shown}</body></html>".encode(), tmp_path)
        trees.append(page.evaluate(TREE))
        titles = page.locator("section h2").all_text_contents()
        page.close()
        assert (asked, said) == ([], [])
        assert titles == [readable(text) for text in texts]
    assert trees[0] == trees[1]


# The PDF


def tags_of(pdf: pikepdf.Pdf) -> Counter[str]:
    items = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item]
    return Counter(str(item["/S"]) for item in items)


def squeezed(text: str) -> str:
    return re.sub(rf"[\s\u200b{REPLACEMENT}]", "", text)


def test_a_pdf_sets_the_text_and_nothing_else(attacked: dict[str, Any], harmless: dict[str, Any]) -> None:
    made, plain = render_pdf(attacked), render_pdf(harmless)
    with pikepdf.open(io.BytesIO(made)) as one, pikepdf.open(io.BytesIO(plain)) as other:
        for name in ("/H1", "/Table", "/TR", "/TH", "/TD", "/Figure", "/Formula", "/Code", "/L", "/LI"):
            assert tags_of(one)[name] == tags_of(other)[name], name
        assert len(one.pages) < 3 * len(other.pages)
        items = [item for item in one.objects if isinstance(item, pikepdf.Dictionary)]
        keys = {str(key) for item in items for key in item}
        assert not keys & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/EF", "/URI", "/Launch"}
        links = [
            item for item in one.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Link"
        ]
        assert links
        assert not [link for link in links if "/A" in link and link["/A"]["/S"] != "/GoTo"]
    said = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))
    missing = [text for text in SHOWN if squeezed(displayable(text)) not in said]
    assert missing == []
