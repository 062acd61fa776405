"""Excel workbooks: hostile containers refused before any parser, and what a parser would lose set aside."""

import datetime as dt
import time
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from cxmetrics.sources import excel_precheck, excelfile
from cxmetrics.sources.reading import Problem, read

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>'
ROW2 = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'


@pytest.fixture
def table(tmp_path):
    """Write a workbook with XlsxWriter, its first sheet filled by a function."""

    def write(fill, **options):
        path = tmp_path / "table.xlsx"
        with xlsxwriter.Workbook(path, options) as workbook:
            fill(workbook, workbook.add_worksheet())
        return path

    return write


def rows_of(*rows):
    def fill(_, sheet):
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)

    return fill


# What is read


def test_cells_become_text(table, drawn):
    def fill(workbook, sheet):
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        hours = workbook.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row(0, 0, [f"c{i}" for i in range(9)])
        sheet.write_row(1, 0, [1.0, 0.1 + 0.2, True, False, "010-1234", "NA"])
        sheet.write_datetime(1, 6, dt.datetime(2026, 10, 31, 23, 59, 59), moment)
        sheet.write_datetime(1, 7, dt.datetime(2026, 10, 31), moment)
        sheet.write_number(1, 8, 36.5 / 24, hours)

    rows, lines, reading = drawn(table(fill))
    assert rows == [["1", "0.3", "true", "false", "010-1234", "NA", "2026-10-31T23:59:59", "2026-10-31", "36:30:00"]]
    assert (lines, reading.kind, reading.encoding, len(reading.sha256)) == ([2], "excel", "", 64)


def test_B50_dates_respect_the_epoch_of_1904(tmp_path, drawn):
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    for row in (["on"], [dt.datetime(2026, 10, 31, 12, 30)]):
        workbook.active.append(row)
    workbook.save(tmp_path / "mac.xlsx")
    assert drawn(tmp_path / "mac.xlsx")[0] == [["2026-10-31T12:30:00"]]


def test_whole_numbers_keep_their_digits_and_others_stay_exact(book, drawn):
    numbers = ["12345678901234", "9007199254740993", "19.989999999999998", "1E-3", "-0.5"]
    cells = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{n}</v></c><c r="B{i}"><v>1</v></c></row>' for i, n in enumerate(numbers, 2)
    )
    found = [row[0] for row in drawn(book(HEAD + cells))[0]]
    assert found == ["12345678901234", "9007199254740992.0", "19.99", "0.001", "-0.5"]


@pytest.mark.parametrize("at", [(0, 0), (3, 2)])
def test_a_table_may_start_anywhere(table, drawn, at):
    def fill(_, sheet):
        for i, row in enumerate((["id", "n"], ["a", 1], [], ["b", 2])):
            sheet.write_row(at[0] + i, at[1], row)

    rows, lines, reading = drawn(table(fill))
    assert (rows, lines) == ([["a", "1"], ["b", "2"]], [at[0] + 2, at[0] + 4])
    assert (reading.header, reading.blank) == (["id", "n"], 1)


def test_tags_with_a_prefix_and_rows_without_a_number(book, drawn):
    rows = '<row><c t="inlineStr"><is><t>id</t></is></c></row><row/><row><c><v>5</v></c></row>'
    rows += '<row><c t="e"><v>#N/A</v></c></row>'
    found, lines, reading = drawn(book(rows, prefix="x:"))
    assert (found, lines) == ([["5"]], [3])
    assert [problem.line for problem in reading.problems] == [4]


def test_rows_behind_the_last_column_are_set_aside(table, drawn):
    path = table(rows_of(["id", "n"], ["a", 1], ["b", 2, "", "note"], ["c", 3]))
    rows, _, reading = drawn(path)
    assert rows == [["a", "1"], ["c", "3"]]
    assert reading.problems == [Problem("Q-WIDTH", "table.xlsx", 3, "", "cell D3 is used, the header ends at column B")]


def test_large_sheets_come_in_batches(table):
    stream, reading = read(table(rows_of(["id", "n"], *([f"a{i}", i] for i in range(51_000))), constant_memory=True))
    assert max(len(batch) for batch in stream) < 100_000
    assert reading.rows == 51_000


def test_B02_a_header_alone(table, refused):
    assert refused(table(rows_of(["id", "n"]))).code == "E-NO-ROWS"


def test_B01_a_sheet_of_nothing(table, refused):
    assert refused(table(rows_of())).code == "E-FILE-EMPTY"
    assert refused(table(rows_of(["id"], [1])), header_row=5).code == "E-FILE-EMPTY"


def test_B31_a_title_above_the_header(table, drawn, refused):
    path = table(rows_of(["10월 설문"], [], ["id", "n"], ["a", 1], ["b", 2]))
    error = refused(path)
    assert (error.code, error.where, error.fix) == ("E-HEADER", "table.xlsx:1", "header_row = 3.")
    assert drawn(path, header_row=3)[1] == [4, 5]


def test_B30_a_row_of_totals(table, drawn):
    rows, _, reading = drawn(table(rows_of(["id", "memo", "n"], ["a", "x", 1], ["합계", "", 1])))
    assert (len(rows), reading.problems[0]) == (1, Problem("Q-TOTAL-ROW", "table.xlsx", 3, "", "a row of totals"))


def test_B34_two_columns_of_one_name(table, refused):
    assert refused(table(rows_of(["id", "ID "], [1, 2]))).code == "E-DUP-COLUMN"


# Sheets and rows


def test_B08_more_than_one_visible_sheet(book, drawn, refused):
    path = book(HEAD + ROW2, HEAD + ROW2.replace(">2<", ">7<"))
    error = refused(path)
    assert error.code == "E-SHEET"
    assert "'S1', 'S2'" in error.detail
    assert drawn(path, sheet="S2")[0] == [["1", "7"]]
    assert "no sheet 'S3'" in refused(path, sheet="S3").detail


def test_B09_hidden_rows_are_read_and_hidden_sheets_counted(book, drawn):
    hidden = '<row r="3" hidden="1"><c r="A3"><v>3</v></c><c r="B3"><v>4</v></c></row>'
    path = book(HEAD + ROW2 + hidden, HEAD, states=["visible", "veryHidden"])
    rows, _, reading = drawn(path)
    assert rows == [["1", "2"], ["3", "4"]]
    assert (reading.notes, reading.lines) == ({"W-HIDDEN": 1, "W-HIDDEN-SHEET": 1}, {"W-HIDDEN": [3]})


def test_B10_openpyxl_believes_a_wrong_dimension(table, tmp_path, drawn):
    path = tmp_path / "stale.xlsx"
    whole = table(rows_of(["id", "n"], *([f"a{i}", i] for i in range(3000))))
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'ref="A1:B3001"', b'ref="A1:B2"'))
    assert len(drawn(path)[0]) == 3000
    lazy = openpyxl.load_workbook(path, read_only=True)
    assert len(list(lazy.active.iter_rows())) == 2
    lazy.close()


def test_B10_a_parser_that_loses_rows_is_noticed(book, refused, monkeypatch):
    other = book(HEAD + ROW2, name="other.xlsx")
    parse = excelfile._parse
    monkeypatch.setattr(excelfile, "_parse", lambda _, *rest: parse(other, *rest))
    error = refused(book(HEAD + ROW2 + ROW2.replace("2", "3")))
    assert (error.code, "ends at row 2" in error.detail) == ("E-FILE-CORRUPT", True)


@pytest.mark.parametrize("cell", ["XFD1048576", "SG2", "AAA2"])
def test_B11_a_far_cell_is_refused_before_parsing(book, refused, monkeypatch, cell):
    monkeypatch.setattr(excelfile, "_parse", None)
    row = "".join(sign for sign in cell if sign.isdigit())
    start = time.monotonic()
    error = refused(book(f'{HEAD}<row r="{row}"><c r="{cell}"><v>1</v></c></row>'))
    assert (error.code, cell in error.detail) == ("E-RANGE", True)
    assert time.monotonic() - start < 1


def test_B11_a_far_row_and_the_last_column_that_may_be_used(book, drawn, refused):
    assert refused(book(HEAD + '<row r="20000"><c r="A20000"><v>1</v></c></row>')).code == "E-RANGE"
    wide = "".join(f'<c r="{name}1"><v>{i}</v></c>' for i, name in enumerate(("A", "Z", "SF"), 1))
    path = book(f'<row r="1">{wide}<c r="XFD1" s="0"/></row><row r="2"><c r="SF2"><v>9</v></c></row>')
    assert drawn(path)[0] == [["", "", "9"]]


def test_B11_a_cell_in_a_row_of_another_number(book, refused, monkeypatch):
    monkeypatch.setattr(excelfile, "_parse", None)
    row = '<row r="2"><c r="A2"><v>1</v></c><c r="B9"><v>1</v></c></row>'
    assert refused(book(HEAD + row)).code == "E-FILE-CORRUPT"
    assert refused(book(HEAD + ROW2 + ROW2)).code == "E-FILE-CORRUPT"


def test_B09_twenty_hidden_rows_are_named(book, drawn):
    row = '<row r="{0}" hidden="{1}"><c r="A{0}"><v>3</v></c></row>'
    path = book(HEAD + "".join(row.format(i, int(i > 2)) for i in range(2, 40)))
    _, _, reading = drawn(path)
    assert (reading.notes, reading.lines) == ({"W-HIDDEN": 37}, {"W-HIDDEN": list(range(3, 23))})


@pytest.mark.slow
def test_B12_exactly_1048576_rows(book, refused):
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i * 7919}</v></c></row>' for i in range(2, 1_048_577))
    assert refused(book(HEAD + rows)).code == "E-EXCEL-LIMIT"


def test_B12_exactly_as_many_rows_as_excel_can_hold(book, refused, monkeypatch):
    assert excel_precheck.EXCEL_ROWS == 1_048_576
    monkeypatch.setattr(excel_precheck, "EXCEL_ROWS", 2)
    assert refused(book(HEAD + ROW2)).code == "E-EXCEL-LIMIT"


def test_B81_pandas_reads_errors_and_formulas_without_a_value_as_missing(book, drawn):
    cells = [
        't="e"><v>#N/A</v>',
        "><f>1+1</f><v></v>",
        "><f>1+1</f>",
        't="str"><f>T()</f><v></v>',
        "><f>1+1</f><v>2</v>",
    ]
    rows = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}" {cell}</c></row>' for i, cell in enumerate(cells, 2)
    )
    path = book(HEAD + rows + '<row r="8"><c r="B8" t="e"><v>#REF!</v></c></row>')
    found, lines, reading = drawn(path)
    assert (found, lines) == ([["5", ""], ["6", "2"]], [5, 6])
    assert reading.problems == [
        Problem("Q-EXCEL-ERROR", "survey.xlsx", 2, "n", "cell B2 holds #N/A"),
        Problem("Q-EXCEL-ERROR", "survey.xlsx", 3, "n", "cell B3 holds a formula without a stored value"),
        Problem("Q-EXCEL-ERROR", "survey.xlsx", 4, "n", "cell B4 holds a formula without a stored value"),
        Problem("Q-EXCEL-ERROR", "survey.xlsx", 8, "n", "cell B8 holds #REF!"),
    ]
    assert (reading.rows, reading.blank) == (7, 1)
    assert pd.read_excel(path, engine="calamine")["n"].isna().sum() >= 4


def test_B81_a_last_row_of_formulas_without_values_is_accounted_for(book, drawn):
    last = '<row r="5"><c r="A5"><f>1+1</f></c></row>'
    rows, _, reading = drawn(book(HEAD + ROW2 + last))
    assert (len(rows), reading.rows, reading.blank, reading.problems[0].line) == (1, 4, 2, 5)


def test_B81_an_error_in_the_header(book, refused):
    head = HEAD.replace('<c r="B1" t="inlineStr"><is><t>n</t></is></c>', '<c r="B1" t="e"><v>#REF!</v></c>')
    error = refused(book(head + ROW2))
    assert (error.code, error.detail) == ("E-HEADER", "cell B1 holds #REF!, in the header.")
