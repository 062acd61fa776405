"""The figures for spreadsheets: the numbers of the record, and text that is never computed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from cxmetrics.fonts import readable
from cxmetrics.frames import STANDARD
from cxmetrics.report.spreadsheets import csv_of, figures_csv, figures_xlsx

from . import hostile

LIVE = tuple("=+-@|\t\r\n＝＋－＠")
TEXTS = [*hostile.TEXTS, "http://127.0.0.1:9/", "mailto:a@b.kr", "internal:Sheet1!A1", "0123", "1e5", "_x0041_"]
NUMBERS = ["n", "n_eff", "estimate", "std_error", "conf_low", "conf_high", "level"]


def row(number: int, **groups: Any) -> dict[str, Any]:
    plain = {"metric": "nps", "period": "2026-10", "unit": "points", "method": "wald", "reason": None, "hidden": None}
    return {**groups, **dict.fromkeys(STANDARD), **plain, "n": 100 + number, "estimate": -4.5 + number, "level": 0.95}


@pytest.fixture(scope="module")
def figures() -> dict[str, list[dict[str, Any]]]:
    """Each text as the label of a group, as the name of a column and as the name of a frame."""
    labels = {"all labels": [row(number, channel=text) for number, text in enumerate(TEXTS)]}
    return labels | {text: [row(number, **{text: "a"})] for number, text in enumerate(TEXTS)}


def shown(text: str) -> str:
    """Text in a cell, as the documentation has it."""
    return readable(text).strip()


def sheets(data: bytes) -> list[list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[list(cells) for cells in sheet.iter_rows()] for sheet in book.worksheets]


def test_no_text_in_a_workbook_is_a_formula_a_link_or_a_number(figures: dict[str, list[dict[str, Any]]]) -> None:
    data = figures_xlsx(figures, min_n=10)
    first, *others = sheets(data)
    cells = [cell for sheet in (first, *others) for line in sheet for cell in line]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert [line[0].value or "" for line in first[1:]] == [shown(text) for text in TEXTS]
    assert [sheet[0][0].value or "" for sheet in others] == [shown(text) for text in TEXTS]
    assert {type(line[0].value) for line in first[1:]} <= {str, type(None)}
    assert [line[3].value for line in first[1:]] == [100 + number for number in range(len(TEXTS))]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
        assert not [
            name for name in parts.namelist() if "external" in name or "vba" in name or "sheet1.xml.rels" in name
        ]
    assert b"<f>" not in text
    assert b"<hyperlink" not in text


def test_sheets_have_names_that_every_spreadsheet_takes() -> None:
    names = [*TEXTS, "History", "history", "a" * 40, "A" * 40, "👍" * 20, "nps by a/b", "nps by a?b", "'", ""]
    data = figures_xlsx({f"{name}": [row(1)] for name in dict.fromkeys(names)}, min_n=10)
    found = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert len({name.casefold() for name in found}) == len(set(names))
    assert all(0 < len(name.encode("utf-16-le")) <= 62 for name in found)
    assert not [name for name in found if re.search(r"[\[\]:*?/\\']", name) or name.casefold() == "history"]


def test_no_cell_of_the_csv_is_computed(figures: dict[str, list[dict[str, Any]]]) -> None:
    data = figures_csv(figures, min_n=10)
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    for delimiter in (",", ";"):  # what a German Excel takes for one
        cells = [cell for line in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in line]
        assert not [cell for cell in cells if cell.startswith(LIVE) and not re.fullmatch(r"-\d+(\.\d+)?", cell)]
    lines = list(csv.reader(io.StringIO(text)))
    labels = [line[1] for line in lines[1 : 1 + len(TEXTS)]]
    assert [label.replace("'", "") for label in labels] == [shown(text).replace("'", "") for text in TEXTS]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert text.count('"\'-5"') == 3  # as label, column and frame
    assert [line[-9] for line in lines[1:3]] == ["-4.5", "-3.5"]


def test_separators_do_not_set_a_formula_free() -> None:
    assert csv_of(["a"], [["x;=1+1"], ["x ; @y"], ["a-b"], [-1], [None]]).decode("utf-8-sig").split() == [
        '"a"', '"x;\'=1+1"', '"x', ";'", '@y"', '"a-b"', "-1", '""'
    ]  # fmt: skip


def test_small_groups_stay_hidden() -> None:
    hidden = row(0, channel="kiosk") | dict.fromkeys(NUMBERS) | {"hidden": "small", "reason": "fewer than 12"}
    other = hidden | {"channel": "web", "hidden": "with_another"}
    text = figures_csv({"nps": [hidden, other]}, min_n=12).decode("utf-8-sig")
    book = sheets(figures_xlsx({"nps": [hidden, other]}, min_n=12))[0]
    in_book = [[cell.value for cell in line] for line in book]
    for lines in (in_book, [line[1:] for line in csv.reader(io.StringIO(text))]):
        assert lines[0] == ["channel", *STANDARD, "hidden"]
        assert [line[3] or None for line in lines[1:]] == ["< 12", None]
        assert [line[-1] for line in lines[1:]] == ["small", "with_another"]


def test_the_same_rows_give_the_same_bytes(figures: dict[str, list[dict[str, Any]]]) -> None:
    """No time is in the file, so a later run gives the same."""
    data = figures_xlsx(figures, min_n=10)
    assert figures_xlsx(figures, min_n=10) == data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[0-9:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_a_report_publishes_the_numbers_of_its_record(sample_report: Any) -> None:
    folder: Path = sample_report.folder
    record = json.loads((folder / "record.json").read_text("utf-8"))["figures"]
    listed = pd.read_csv(folder / "figures.csv", encoding="utf-8")
    books = pd.read_excel(folder / "figures.xlsx", sheet_name=None, engine="openpyxl")
    assert list(books) == list(record)
    for name, rows in record.items():
        found = listed[listed["figures"] == name].reset_index(drop=True)
        wanted = pd.DataFrame(rows)
        for frame in (found, books[name]):
            for column in NUMBERS:
                want = pd.to_numeric(wanted[column])
                assert pd.to_numeric(frame[column]).tolist() == pytest.approx(want.tolist(), nan_ok=True, rel=1e-12)
