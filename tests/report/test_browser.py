"""The page in a browser: nothing is fetched, nothing fails, nothing is out of reach."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import axe_playwright_python
import numpy as np
import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Browser

from cxmetrics.report.html import render_html

from . import demo

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")


@pytest.fixture(
    scope="module",
    params=[
        "demo-ko",
        "demo-en",
        "gallery-ko",
        "gallery-en",
        "sample-ko",
        "sample-en",
        "channels-en",
        "journey-ko",
        "roi-en",
    ],
)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    kind, _, lang = request.param.partition("-")
    if kind == "sample":
        folder: Path = request.getfixturevalue("sample_report").folder
        return (folder / f"scorecard-2026-10.{lang}.html").as_uri()
    if kind in {"channels", "journey", "roi"}:
        made: Path = request.getfixturevalue(f"{kind}_report").folder
        return (made / f"{kind}-2026-10.{lang}.html").as_uri()
    if kind == "gallery":
        gallery: Path = request.getfixturevalue("gallery_folder")
        return (gallery / f"gallery.{lang}.html").as_uri()
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(render_html(demo.document(lang, partial=lang == "en")))
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_page_is_accessible_quiet_and_fits(browser: Browser, address: str, width: int, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=False
    )
    page = context.new_page()
    noise: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert page.evaluate("document.fonts.check('16px \"CX Sans\"') && document.fonts.size === 2")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert [url for url in asked if not url.startswith("data:")] == [address]
    found = page.evaluate(AXE.read_text("utf-8") + f"; axe.run({RULES!r})")
    assert noise == []
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []
    context.close()


def test_phones_get_the_narrow_picture(browser: Browser, address: str) -> None:
    for width, points in ((390, 259.2), (1280, 518.4)):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(address)
        chosen = page.evaluate("[...document.images].find(image => !image.closest('.wide')).currentSrc")
        assert f"width='{points}pt'" in chosen
        page.close()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_pdf_page_has_something_on_it(sample_report: Any, tmp_path: Path, lang: str) -> None:
    pdf = sample_report.folder / f"scorecard-2026-10.{lang}.pdf"
    subprocess.run(["pdftoppm", "-r", "40", "-gray", "-png", str(pdf), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page-*.png"))
    inked = [np.mean(np.asarray(Image.open(page)) < 128) for page in pages]
    assert 3 <= len(pages) <= 18
    assert min(inked) > 0.004
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert "□" not in text
    assert {"ko": "2026년 10월", "en": "October 2026"}[lang] in text.replace("\u00a0", " ")


def test_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.close()


def test_print_is_light_whole_and_without_what_only_a_screen_needs(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 794, "height": 1123}, color_scheme="dark")
    page.goto(address)
    page.emulate_media(media="print")
    shown = "name => getComputedStyle(document.querySelector(name))"
    assert page.evaluate(f"({shown})('.contents').display") == "none"
    assert page.evaluate(f"({shown})('body').color") == "rgb(23, 33, 43)"
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(box => box.scrollWidth <= box.clientWidth + 1)"
    )
    assert page.evaluate(f"({shown})('.sign').printColorAdjust") == "exact"
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert all(round(float(sheet.mediabox.width)) == 595 for sheet in pages)
    assert all(sheet.extract_text().strip() or sheet.images for sheet in pages)
    page.close()
