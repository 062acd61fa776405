"""What a reader moves on the page: the numbers of `cxmetrics.roi`, under a policy that lets nothing else run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from cxmetrics.display import blocks, what_ifs, workbooks
from cxmetrics.errors import PrivacyError, RenderError
from cxmetrics.parts import end, heading
from cxmetrics.report import gate
from cxmetrics.report.html import SCRIPT, render_html
from cxmetrics.report.pdf import render_pdf
from cxmetrics.value import Roi
from cxmetrics.value.rows import break_even
from cxmetrics.words import Value, write

from . import demo
from .initiatives import plans, weighed
from .test_browser import AXE, RULES

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
UP, DOWN, FIRST, LAST = "ArrowRight", "ArrowLeft", "Home", "End"


@pytest.fixture(scope="module")
def found() -> Roi:
    rows = plans().iloc[[0, 2, 4, 22]].reset_index(drop=True)  # the last is not expected to help
    return weighed(rows.assign(name=[HOSTILE, *rows["name"][1:]]))


def shown(found: Roi, currency: str = "KRW") -> list[Any]:
    given = [heading("heading-what-if"), what_ifs.what_if(found, currency=currency, min_n=10)]
    return list(json.loads(json.dumps([*given, end(frames={})], allow_nan=False)))


def document(parts: list[Any], lang: str) -> dict[str, Any]:
    return demo.document(lang, hostile=False) | {"blocks": blocks(parts, lang)}


@pytest.fixture(scope="module", params=["ko", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(found: Roi, lang: str, tmp_path: Any) -> str:
    place = tmp_path / "page.html"
    place.write_bytes(render_html(document(shown(found), lang)))
    return str(place.as_uri())


def test_the_table_says_what_each_part_of_the_effect_comes_to(found: Roi) -> None:
    part = shown(found)[1]
    for row, case in zip(part["rows"], found.cases, strict=True):
        wanted = [
            float(case.value(case.means | {"effect": share * case.means["effect"]})) for share in (0, 0.5, 1, 1.5)
        ]
        assert [cell["v"] for cell in row[1:5]] == [round(value) for value in wanted]
        assert row[1]["v"] == round(-case.cost)
    assert part["note"]["key"] == "note-what-if-price"
    plain = replace(found, cases=found.cases[:1])
    assert what_ifs.what_if(plain, currency="KRW", min_n=10)["note"]["key"] == "note-what-if"
    assert [row[5]["key"] for row in part["rows"]] == ["effect-points", "effect-relative", *["effect-relative"] * 2]


def test_the_numbers_of_the_page_are_those_of_the_case(found: Roi) -> None:
    moved = shown(found)[1]["what_if"]["initiatives"]
    assert [one["name"] for one in moved] == [HOSTILE, *found.summary["name"][1:3]]
    for one, case in zip(moved, found.cases, strict=False):
        for effect in np.linspace(0, 0.3, 7):
            value = np.polynomial.Polynomial(one["worth"])(effect)
            assert value == pytest.approx(float(case.value(case.means | {"effect": effect})), rel=1e-10)
        reach, needed = one["most"] * one["effect"] / 100, break_even(case)
        assert one["most"] == 500 or reach > needed
        assert 100 <= one["most"] <= 500
        assert reach <= 1
    assert len(moved[1]["worth"]) == 3  # a price


def test_money_with_decimals_and_what_is_hidden(found: Roi) -> None:
    data = blocks(shown(found, "USD"), "en")[1]["what_if"]["data"]
    assert (data["money"], data["digits"], data["points"], data["relative"]) == ("${}", 2, "{}\u00a0pp", "{}%")
    assert blocks(shown(found), "ko")[1]["what_if"]["data"]["money"] == "{}원"
    from dataclasses import replace

    few = replace(found, cases=tuple(replace(case, n=30) for case in found.cases))
    assert what_ifs.what_if(few, currency="KRW", min_n=31) is None
    assert what_ifs.what_if(few, currency="KRW", min_n=30) is not None
    harmful = replace(found, cases=found.cases[-1:])
    assert "what_if" not in what_ifs.what_if(harmful, currency="KRW", min_n=10)
    book = workbooks.workbook(few, currency="KRW", min_n=30)
    gate.check_parts([book, end(frames={})], min_n=30)
    with pytest.raises(PrivacyError, match="E-SMALL workbook"):
        gate.check_parts([book, end(frames={})], min_n=31)
    with pytest.raises(RenderError, match="E-TWICE there are 2 workbooks"):
        gate.check_parts([book, book, end(frames={})], min_n=30)


def test_the_gate_lets_this_script_pass_and_nothing_else(found: Roi) -> None:
    parts = shown(found)
    written = document(parts, "en")
    page = render_html(written)
    assert HOSTILE in gate.check_page(page, written, parts)
    gate.check_pdf(render_pdf(written), written, parts)
    plain = document([parts[0], {"type": "sentence", "tone": "none", "role": "body", "phrases": []}], "en")
    assert b"script" not in render_html(plain).replace(b"charset", b"")
    for old, new, code in (
        (b"</footer>", b"</footer><script>alert(1)</script>", "E-PAGE-SCRIPT"),
        (b"</footer>", b"</footer><script type='module'>alert(1)</script>", "E-PAGE-SCRIPT"),
        (b"</footer>", b"</footer><svg onload=alert(1)></svg>", "E-PAGE-SCRIPT"),
        (b'"use strict";', b'"use strict"; alert(1);', "E-PAGE-SCRIPT"),
        (b"<script>" + SCRIPT.encode() + b"</script>", b"", "E-PAGE-SCRIPT"),
        (b"</footer>", b'</footer><script type="application/json">1</script>', "E-PAGE-SCRIPT"),
        (b"script-src ", b"script-src 'unsafe-inline' ", "E-PAGE-POLICY"),
        (b"default-src &#39;none&#39;", b"default-src *", "E-PAGE-POLICY"),
        (b"; form-action", b"; connect-src *; form-action", "E-PAGE-POLICY"),
    ):
        assert old in page
        with pytest.raises(RenderError, match=code):
            gate.check_page(page.replace(old, new), written, parts)
    with pytest.raises(RenderError, match="E-PAGE-SCRIPT"):
        gate.check_page(render_html(written), plain, [])


def opened(browser: Browser, address: str, noise: list[str], **context: Any) -> Page:
    page = browser.new_context(reduced_motion="reduce", **context).new_page()
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(dialog.message))
    page.goto(address)
    return page


def said(page: Page, name: str) -> str:
    return str(page.locator(f".what-if .{name}").inner_text()).replace("\xa0", " ").strip()


@pytest.mark.browser
def test_keys_move_the_effect_and_the_page_says_what_it_comes_to(
    browser: Browser, found: Roi, address: str, lang: str
) -> None:
    noise: list[str] = []
    page = opened(browser, address, noise)
    slider = page.locator(".what-if input")
    heard = page.locator(".what-if [role=status]")
    for which, case in enumerate(found.cases[:2]):
        page.locator(".what-if select").focus()
        page.keyboard.press(DOWN if which == 0 else "ArrowDown")
        assert page.locator(".what-if select").evaluate("box => box.selectedIndex") == which
        slider.focus()
        for key, times in ((UP, 0), (DOWN, 37), (FIRST, 1), (UP, 3), (LAST, 1)):
            for _ in range(times):
                page.keyboard.press(key)
            effect = case.means["effect"] * int(slider.input_value()) / 100
            value = float(case.value(case.means | {"effect": effect}))
            assert said(page, "npv") == write(Value(value, "money-KRW"), lang)
            assert said(page, "npv") in heard.inner_text()
            assert page.locator(".what-if .better").is_visible() == (value >= 0)
            assert page.locator(".what-if .worse").is_visible() == (value < 0)
            digits = 2 if case.means["effect"] >= 0.01 else 3
            percent = write(Value(100 * effect, "number", digits), lang)
            assert re.search(rf"(?<![\d.]){re.escape(percent)}\D", said(page, "chosen") + " ")
            assert slider.get_attribute("aria-valuetext").replace("\u00a0", " ") == said(page, "chosen")
    assert {int(slider.input_value())} == {shown(found)[1]["what_if"]["initiatives"][1]["most"]}
    assert noise == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_fits_and_everyone_can_move_it(browser: Browser, address: str, width: int, scheme: Any) -> None:
    noise: list[str] = []
    page = opened(browser, address, noise, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".what-if input").bounding_box()["height"] >= 24
    found = page.evaluate(AXE.read_text("utf-8") + f"; axe.run({RULES!r})")
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert noise == []


@pytest.mark.browser
def test_without_a_script_and_on_paper_the_table_stands_alone(browser: Browser, found: Roi, address: str) -> None:
    for context, media in (({"java_script_enabled": False}, "screen"), ({}, "print")):
        page = opened(browser, address, [], **context)
        page.emulate_media(media=media)
        assert not page.locator(".what-if").is_visible()
        assert page.locator("table tbody tr").count() == len(found.cases)
        assert page.locator("table").is_visible()
