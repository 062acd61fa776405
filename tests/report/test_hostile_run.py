"""A company whose every text is an attack, from its files to what is published, beside a harmless one."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pikepdf
import pypdf
import pytest
from playwright.sync_api import Browser
from typer.testing import CliRunner

import cxmetrics as cx
from cxmetrics.cli import app
from cxmetrics.company import Company
from cxmetrics.errors import DataError, PrivacyError
from cxmetrics.fonts import displayable, readable
from cxmetrics.report.health import health_json, health_page
from cxmetrics.report.run import make
from cxmetrics.resources import folder

from . import hostile, pictures
from .test_hostile import TREE, opened, squeezed

PLAIN = [f"label {number:02d}" for number in range(len(hostile.WRITABLE))]


class Report(NamedTuple):
    """A published report: its folder, and the figures of its record."""

    folder: Path
    figures: dict[str, list[dict[str, Any]]]

    def only(self, pattern: str) -> bytes:
        (path,) = (path for path in self.folder.iterdir() if re.search(pattern, path.name))
        return path.read_bytes()


def published(home: Path, labels: list[str]) -> Report:
    company = hostile.company(home / "company", labels)
    notebook = company.with_name(f"{hostile.NOTEBOOK}.ipynb")
    shutil.copy(folder("notebooks") / "scorecard.ipynb", notebook)
    done = make(company, report=str(notebook), langs=["en"], out=home / "out", say=lambda _: None)
    return Report(done.folder, json.loads((done.folder / "record.json").read_bytes())["figures"])


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium for one test only, as another one may run a notebook."""
    with pictures.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return published(tmp_path_factory.mktemp("attacked"), hostile.WRITABLE)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return published(tmp_path_factory.mktemp("harmless"), PLAIN)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return cx.open_company(hostile.company(tmp_path_factory.mktemp("loaded") / "c", hostile.WRITABLE)).load()


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    """Rows without the labels of groups, in an order of their own."""
    groups = {"channel", "segment", hostile.OWN}
    return sorted(json.dumps({k: v for k, v in row.items() if k not in groups}, sort_keys=True) for row in rows)


def labels_by_n(figures: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, int], str]:
    """The label of each group of the month, by its column and the count that no other group has."""
    found = {}
    for column in ("channel", "segment", hostile.OWN):
        for row in figures[f"nps by {column}"]:
            if row["period"] == "2026-10":
                found[column, row["n"]] = row[column]
    return found


def test_other_labels_change_no_number(attacked: Report, harmless: Report) -> None:
    assert set(attacked.figures) == set(harmless.figures)
    for name, rows in attacked.figures.items():
        assert numbers(rows) == numbers(harmless.figures[name]), name


def test_each_group_keeps_its_label(attacked: Report, harmless: Report) -> None:
    """Beside the trimming of what was read: a NUL is dropped, blanks at the ends are, and text of blanks is none."""
    wanted = dict(zip(PLAIN, hostile.WRITABLE, strict=True))
    told, plain = labels_by_n(attacked.figures), labels_by_n(harmless.figures)
    assert len(told) == len(plain) == len(PLAIN)
    for group, label in plain.items():
        assert readable(told[group] or "").strip() == readable(wanted[label]).strip()


@pytest.mark.browser
def test_the_page_runs_nothing_and_is_built_alike(
    attacked: Report, harmless: Report, browser: Browser, tmp_path: Path
) -> None:
    page, asked, said = opened(browser, attacked.only(r"\.html$"), tmp_path)
    tree, broken = page.evaluate(TREE), page.evaluate("broken")
    heads = set(page.locator("tbody th").all_text_contents())
    page.close()
    assert (asked, said, broken) == ([], [], [])
    assert {readable(text).strip() for text in hostile.WRITABLE} - {""} <= heads
    plain, *_ = opened(browser, harmless.only(r"\.html$"), tmp_path)
    assert [tag.split()[0] for tag in tree].count("TR") == plain.locator("tr").count()
    assert set(tree) == set(plain.evaluate(TREE))
    plain.close()


def test_the_pdf_says_the_labels_and_does_nothing(attacked: Report, harmless: Report) -> None:
    made = attacked.only(r"\.pdf$")
    said = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))
    assert not [text for text in hostile.WRITABLE if squeezed(displayable(text)) not in said]
    with pikepdf.open(io.BytesIO(made)) as one, pikepdf.open(io.BytesIO(harmless.only(r"\.pdf$"))) as other:
        assert len(one.pages) <= len(other.pages) + 3
        keys = {str(key) for item in one.objects if isinstance(item, pikepdf.Dictionary) for key in item}
        assert not keys & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/EF", "/URI", "/Launch"}


def test_the_workbook_adds_up_by_group(attacked: Report, harmless: Report) -> None:
    sums = []
    for report in (attacked, harmless):
        book = openpyxl.load_workbook(io.BytesIO(report.only("figures.xlsx")))
        sheet = next(sheet for sheet in book.worksheets if sheet.title.startswith("nps by channel"))
        head, *rows = sheet.iter_rows(values_only=True)
        frame = pd.DataFrame(rows, columns=head)
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s", "n"}
        sums.append(sorted(frame.fillna({"channel": ""}).groupby("channel")["n"].sum()))
    assert sums[0] == sums[1]


def test_no_list_for_a_spreadsheet_is_computed(attacked: Report) -> None:
    for name in ("quarantine.csv", "figures.csv"):
        cells = pd.read_csv(io.BytesIO(attacked.only(name)), dtype=str, keep_default_na=False, encoding="utf-8-sig")
        texts = [text for text in cells.to_numpy().ravel().tolist() if not re.fullmatch(r"-\d+(\.\d+)?", text)]
        assert not [text for text in texts if re.match(r"[=+\-@|\t\r\n]", text)]
    aside = pd.read_csv(io.BytesIO(attacked.only("quarantine.csv")), encoding="utf-8-sig")
    assert set(aside["file"]) == {"answers <img src=x onerror=alert(2)>.csv"}
    assert not aside["value"].str.contains("alert|script|HYPERLINK").any()
    assert len(aside) == len(hostile.WRITABLE) - 1  # one of them is a text of blanks, which says nothing about a score


def test_no_comment_is_published(attacked: Report) -> None:
    for path in attacked.folder.iterdir():
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                data = b"".join(parts.read(name) for name in parts.namelist())
        if path.suffix == ".pdf":
            data = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode()
        assert hostile.COMMENT.encode() not in data, path.name


@pytest.mark.browser
def test_the_page_of_checks_is_text(loaded: Company, browser: Browser, tmp_path: Path) -> None:
    page, asked, said = opened(browser, health_page(loaded, "en"), tmp_path)
    assert (asked, said, page.evaluate("broken")) == ([], [], [])
    assert page.evaluate("document.querySelectorAll('img, script, form, iframe, [onerror], [onload]').length") == 0
    text = page.inner_text("main")
    page.close()
    for name in ("answers <img src=x onerror=alert(2)>.csv", "answers =cmd|' calc'!A0.csv", "=1+1"):
        assert name in text
    assert hostile.COMMENT not in text
    listed = json.loads(health_json(loaded))
    assert sum(row["rule"] == "Q-SCORE" for row in listed["aside"]) == len(hostile.WRITABLE) - 2
    assert "alert(" not in json.dumps([row["value"] for row in listed["aside"]])


@pytest.mark.browser
def test_the_explorer_shows_every_group_as_text(
    loaded: Company, browser: Browser, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("CXMETRICS_LANG", "en")
    explorer = cx.explore(loaded)
    listed: set[str] = set()
    for column in ("channel", "segment", hostile.OWN):
        explorer.by.value = column
        shown = explorer._shown.value + explorer._code.value + explorer._status.value
        head = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
        page, asked, said = opened(browser, f"{head}{shown}</body></html>".encode(), tmp_path)
        assert (asked, said) == ([], [])
        tags = {tag.split()[0] for tag in page.evaluate(TREE)}
        listed |= {text.strip() for text in page.locator("td:nth-child(2)").all_text_contents()}
        page.close()
        assert not tags & {"SCRIPT", "FORM", "A", "BASE", "LINK", "MATH", "DETAILS", "IFRAME", "SVG"}
        assert re.findall(r"<img [^>]*src=(.{12})", shown) == ['"data:image/']
    assert {readable(text).strip() for text in hostile.WRITABLE} - {""} <= listed


@pytest.mark.parametrize("name", [b"a\xff.csv", b"a\x1b[31m.csv", b"a\n.csv", "a\u202evsc.csv".encode()])
def test_a_file_whose_name_cannot_be_shown_is_refused(tmp_path: Path, name: bytes) -> None:
    company = hostile.company(tmp_path / "c", PLAIN[:9])
    company.with_name("answers =cmd|' calc'!A0.csv").rename(company.with_name(f"answers {os.fsdecode(name)}"))
    with pytest.raises(DataError, match="E-FILE-NAME") as caught:
        cx.open_company(company).load()
    assert caught.value.text("en").isprintable()
    assert caught.value.text("ko").isprintable()


def test_no_header_steers_the_terminal(tmp_path: Path) -> None:
    company = hostile.company(tmp_path / "c", PLAIN[:9])
    answers = company.with_name("answers =cmd|' calc'!A0.csv")
    answers.write_bytes(answers.read_bytes().replace(b'"=1+1"', b'"\x1b[31mred\x1b]0;title\x07\xe2\x80\xae"', 1))
    done = CliRunner().invoke(app, ["check", "--company", str(company), "--month", "2026-10", "--lang", "en"])
    assert done.exit_code == 0
    assert "red" in done.stdout
    assert done.output.replace("\n", "").isprintable()


def test_a_label_that_is_an_identity_number_is_not_published(tmp_path: Path) -> None:
    (number,) = hostile.NUMBERS
    with pytest.raises(PrivacyError, match="E-PERSONAL .* an identity number"):
        published(tmp_path, [number, *PLAIN[1:]])
    assert not list((tmp_path / "out").rglob("manifest.json"))
