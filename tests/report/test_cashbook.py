"""The workbook of initiatives: another program calculates from its formulas what `cxmetrics.roi` says."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cxmetrics.display import workbooks
from cxmetrics.errors import RenderError
from cxmetrics.report import gate
from cxmetrics.report.cashbook import cashbook
from cxmetrics.value import Roi
from cxmetrics.value.levers import LEVERS
from cxmetrics.words import say

from . import hostile
from .initiatives import plans, weighed

RESULTS = {"result-effect": "effect", "result-benefit": "benefit", "result-cost": "cost", "result-npv": "estimate",
           "result-roi": "roi", "result-bcr": "bcr", "result-irr": "irr", "result-payback": "payback",
           "result-break-even": "break_even", "result-reported": "estimate"}  # fmt: skip
MISSING = float("nan")
CHANGED = [0, 2, 8, 13]  # initiatives whose inputs are changed


def written(found: Roi, lang: str = "en") -> bytes:
    part = workbooks.workbook(found, currency="KRW", min_n=10)
    return cashbook(json.loads(json.dumps(part, allow_nan=False, sort_keys=True)), title="ROI", lang=lang)


@pytest.fixture(scope="module")
def found() -> Roi:
    return weighed(plans())


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], openpyxl.Workbook]:
    """What LibreOffice calculates when it opens a workbook."""

    def calculate(data: bytes) -> openpyxl.Workbook:
        folder = tmp_path_factory.mktemp("book")
        (folder / "book.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
        subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True, timeout=120)
        return openpyxl.load_workbook(folder / "out" / "book.xlsx", data_only=True)

    return calculate


def number(value: Any) -> float:
    return MISSING if isinstance(value, str) or value is None else float(value)


def close(found: Any, wanted: Any) -> bool:
    return bool(np.allclose(found, wanted, rtol=1e-6, atol=1e-9, equal_nan=True))


def table(sheet: Any, row: int = 5) -> pd.DataFrame:
    """The rows under a head, as far as they go."""
    head, *rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=row)]
    rows = rows[: next((place for place, line in enumerate(rows) if line[0] is None), len(rows))]
    return pd.DataFrame(rows, columns=head)


def check(book: openpyxl.Workbook, found: Roi) -> None:
    """Compare results and every month with what was weighed."""
    shown = table(book.worksheets[0]).set_index(say("column-initiative-name", "en"))
    summary = found.summary.set_index("name")
    assert list(shown.index) == list(summary.index)
    for key, column in RESULTS.items():
        own = shown[say(f"workbook-{key}", "en")].map(number)
        wrong = [name for name in summary.index if not close(own[name], summary.loc[name, column])]
        assert wrong == [], f"{column}: {own[wrong].tolist()} {summary.loc[wrong, column].tolist()}"
    for name, rows in found.cash_flows.groupby("name"):
        months = table(book[str(name)])
        for key, column in {"benefit": "benefit", "cost": "cost", "flow": "flow", "so-far": "estimate"}.items():
            own = months[say(f"workbook-column-{key}", "en")].fillna(0)
            assert close(own, rows[column]), f"{name} {column}"


@pytest.mark.browser
def test_a_spreadsheet_calculates_what_was_weighed(
    found: Roi, calculated: Callable[[bytes], openpyxl.Workbook]
) -> None:
    known = found.summary
    assert set(known["lever"]) == set(LEVERS)
    assert known["irr"].notna().sum() > 10
    assert known[["irr", "payback", "break_even", "roi"]].isna().any().all()
    check(calculated(written(found)), found)


def cell(sheet: Any, block: str, label: str) -> Any:
    """The value of a row of a block."""
    rows = list(sheet.iter_rows())
    start = next(place for place, line in enumerate(rows) if line[0].value == block)
    return next(line[1] for line in rows[start:] if line[0].value == say(f"workbook-row-{label}", "en"))


@pytest.mark.browser
def test_a_changed_input_changes_what_follows_from_it(
    found: Roi, calculated: Callable[[bytes], openpyxl.Workbook]
) -> None:
    before = replace(found, cases=tuple(found.cases[row] for row in CHANGED), summary=found.summary.iloc[CHANGED])
    book, rows = openpyxl.load_workbook(io.BytesIO(written(before))), plans().iloc[CHANGED].reset_index(drop=True)
    sheet = book.worksheets[1]
    first, third, other, churn = rows["name"]
    cell(sheet, first, "effect").value += 0.004
    cell(sheet, other, "monthly").value = 77_000
    cell(sheet, third, "upfront").value = 1_234_567
    cell(sheet, churn, "decay").value = 7.5
    cell(sheet, churn, "ramp").value = 5
    cell(sheet, say("workbook-shared", "en"), "annual-rate").value = 0.15
    rows.loc[0, ["low", "mode", "high"]] += 0.004
    rows.loc[2, "monthly_cost"] = 77_000
    rows.loc[1, "upfront_cost"] = 1_234_567
    rows.loc[3, ["decay_months", "ramp_months"]] = 7.5, 5
    out = io.BytesIO()
    book.save(out)
    changed, now = calculated(out.getvalue()), weighed(rows, annual_rate=0.15)
    reported = say("workbook-result-reported", "en")
    kept = table(changed.worksheets[0])[reported]
    assert close(kept, before.summary["estimate"])
    for row, value in enumerate(now.summary["estimate"]):
        changed.worksheets[0].cell(row=6 + row, column=2 + list(RESULTS).index("result-reported")).value = value
    check(changed, now)


@pytest.mark.browser
def test_a_grant_at_the_start_is_paid_back_at_once(
    found: Roi, calculated: Callable[[bytes], openpyxl.Workbook]
) -> None:
    book, out = openpyxl.load_workbook(io.BytesIO(written(found))), io.BytesIO()
    cell(book.worksheets[1], found.cases[0].plan.name, "upfront").value = -5_000_000
    book.save(out)
    assert table(calculated(out.getvalue()).worksheets[0])[say("workbook-result-payback", "en")][0] == 0


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_no_formula_has_a_value_and_no_text_is_one(lang: str) -> None:
    part = workbooks.workbook(weighed(plans().head(7)), currency="KRW", min_n=10)
    names = ["=1+1", "+cmd|' /C calc'!A0", "History", "Results", "a" * 40, *hostile.TEXTS]
    hostiles = [part["initiatives"][at % 7] | {"name": name} for at, name in enumerate(names)]
    data = cashbook(part | {"initiatives": hostiles}, title="=1+1", lang=lang)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
        assert not [name for name in parts.namelist() if "external" in name or "vba" in name or "rels/sheet" in name]
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    formulas = [found for sheet in sheets for found in re.findall(r"<c [^>]*>(<f>.*?)</c>", sheet)]
    assert len(formulas) > 1000
    assert {re.sub(r"<f>[^<]+</f>", "", formula) for formula in formulas} == {"<v></v>"}
    assert "=1+1" in gate.check_book("roi.xlsx", data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "f"}
    assert len([cell for cell in cells if cell.data_type == "f"]) == len(formulas)
    assert "=1+1" in {cell.value for cell in cells if cell.data_type == "s"}
    assert cashbook(part | {"initiatives": hostiles}, title="=1+1", lang=lang) == data


def test_inputs_are_marked_and_nothing_else_is(found: Roi) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(found))).worksheets[1]
    yellow = [line[1] for line in sheet.iter_rows(min_row=6) if line[1].fill.fgColor.rgb == "FFFFF4CC"]
    plain = [line[1] for line in sheet.iter_rows(min_row=6) if line[1] not in yellow]
    assert len(yellow) > 9 * len(found.cases)
    assert {cell.data_type for cell in yellow} == {"n"}
    labels = [line[0].value for line in sheet.iter_rows(min_row=6)]
    wanted = (
        "annual-rate",
        "effect",
        "new-customers",
        "margin-per-order",
        "upfront",
        "monthly",
        "begins",
        "months",
        "ramp",
    )
    places = [labels.index(say(f"workbook-row-{name}", "en")) for name in wanted]
    assert places == sorted(places)
    assert {cell.data_type for cell in plain if cell.value is not None} == {"f"}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_more_months_than_there_are_rows_are_refused(found: Roi, lang: str) -> None:
    with zipfile.ZipFile(io.BytesIO(written(found, lang))) as parts:
        rules = re.findall(r"<dataValidation .*?</dataValidation>", parts.read("xl/worksheets/sheet2.xml").decode())
        rows = [len(re.findall("<row ", parts.read(f"xl/worksheets/sheet{number}.xml").decode()))
                for number in range(3, 3 + len(found.cases))]  # fmt: skip
    months = [case.plan.months for case in found.cases]
    assert len(set(months)) > 1
    for rule, most, made in zip(rules, months, rows, strict=True):
        assert 'type="whole"' in rule
        assert 'showErrorMessage="1"' in rule
        assert "errorStyle" not in rule  # a stop, not a warning
        assert f"<formula1>1</formula1><formula2>{most}</formula2>" in rule
        assert f'error="{say("workbook-months-limit", lang, months=most)}"' in rule
        assert made == 3 + 1 + 1 + most  # title, subtitle, remark; heads; the start


def test_numbers_of_few_customers_are_not_told(found: Roi) -> None:
    few = [replace(case, n=40 + place) for place, case in enumerate(found.cases)]
    part = workbooks.workbook(replace(found, cases=tuple(few)), currency="KRW", min_n=50)
    assert [one["n"] for one in part["initiatives"]] == list(range(50, 40 + len(few)))
    assert workbooks.workbook(replace(found, cases=()), currency="KRW", min_n=50) is None


def spoilt(data: bytes, old: str, new: str, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with something else in a part of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as taken:
        for part in given.namelist():
            text = given.read(part).decode()
            assert old in text or part != name
            taken.writestr(part, text.replace(old, new, 1) if part == name else text)
        if name not in given.namelist():
            taken.writestr(name, new)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("<v></v>", "<v>12.5</v>", "xl/worksheets/sheet1.xml"),
        ("<f>SUM(", "<f>WEBSERVICE(", "xl/worksheets/sheet1.xml"),
        ("<f>SUM(", "<f>IF(1,HYPERLINK(1),SUM(", "xl/worksheets/sheet1.xml"),
        ("<f>SUM(", "<f>cmd|1+SUM(", "xl/worksheets/sheet1.xml"),
        ("<f>SUM(", "<f>[1]a!B1+SUM(", "xl/worksheets/sheet1.xml"),
        ("", "<x/>", "xl/externalLinks/externalLink1.xml"),
        ("", "<x/>", "xl/vbaProject.bin"),
    ],
)
def test_the_gate_refuses_a_workbook_that_reaches_out(found: Roi, old: str, new: str, name: str) -> None:
    data = written(found)
    assert gate.check_book("roi.xlsx", data)
    with pytest.raises(RenderError, match="E-BOOK roi.xlsx"):
        gate.check_book("roi.xlsx", spoilt(data, old, new, name))


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_published_workbook_comes_to_the_numbers_of_its_record(
    roi_report: Any, calculated: Callable[[bytes], openpyxl.Workbook], lang: str
) -> None:
    book = calculated((roi_report.folder / f"roi-2026-10.{lang}.xlsx").read_bytes())
    rows = json.loads((roi_report.folder / "record.json").read_text("utf-8"))["figures"]["roi summary"]
    wanted = {row["name"]: row["estimate"] for row in rows if row["estimate"] is not None}
    shown = table(book.worksheets[0]).set_index(say("column-initiative-name", lang))
    assert shown[say("workbook-result-npv", lang)].to_dict() == pytest.approx(wanted, rel=1e-6)
    assert [sheet.title for sheet in book.worksheets[2:]] == list(wanted)
