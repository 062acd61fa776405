"""Hostile workbooks: bombs, lies and crashes stop at the look before the parser, or in its own process."""

import os
import struct
import sys
import time
import zipfile

import numpy as np
import pytest

from cxmetrics.errors import CxError, ParameterError
from cxmetrics.sources import excel_precheck, excel_zip, excelfile

SHEET = "xl/worksheets/s1.xml"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
)


@pytest.fixture
def no_parser(monkeypatch):
    """A parser that must not be reached."""
    monkeypatch.setattr(excelfile, "_parse", None)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl/workbook.bin": "x"}, ".xlsb"),
        ({"xl/vbaProject.bin": "x"}, "macros"),
        ({"_rels/.rels": None}, "a zip archive"),
        ({"_rels/.rels": None, "mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({"_rels/.rels": '<Relationship Type="x/officeDocument" Target="word/document.xml"/>'}, "no workbook"),
    ],
)
def test_B07_other_kinds_of_workbook(book, refused, no_parser, *, parts, says):
    error = refused(book(ROWS, parts={"word/document.xml": "<w/>", **parts}))
    assert (error.code, says in error.detail, "save it as .xlsx" in error.fix) == ("E-FILE-TYPE", True, True)


def test_B05_a_workbook_that_is_cut_off(book, refused, no_parser):
    whole = book(ROWS)
    content = whole.read_bytes()
    for length in (30, len(content) // 2, len(content) - 1, len(content) - 30):
        whole.write_bytes(content[:length])
        assert refused(whole).code == "E-FILE-CORRUPT"


def test_B05_any_flipped_bit_is_refused_or_changes_nothing(book, drawn):
    whole = book(ROWS)
    content, right = whole.read_bytes(), drawn(whole)[:2]
    refusals = 0
    for place in np.random.default_rng(5).choice(len(content), 15, replace=False):
        whole.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert drawn(whole)[:2] == right
        except CxError:
            refusals += 1
    assert refusals > 5


def test_T12_many_entries(book, refused, no_parser, monkeypatch):
    path = book(ROWS, parts={f"xl/media/{i}.png": "" for i in range(1000)})
    assert refused(path).code == "E-LIMIT"
    monkeypatch.setattr(excel_zip, "MAX_DIRECTORY", 1000)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "directory" in refused(path).detail


def test_T12_a_large_directory_behind_a_zip64_record(book, refused, no_parser, monkeypatch):
    path = book(ROWS)
    content = path.read_bytes()
    at = content.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 9, 9, 2**33, 0)
    path.write_bytes(content[:at] + record + b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1) + content[at:])
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert refused(path).code == "E-LIMIT"


@pytest.mark.parametrize("part", ["xl/media/x.bin", "xl/sharedStrings.xml"])
def test_T12_what_inflates_is_counted_whatever_the_headers_say(book, refused, no_parser, *, part):
    path = book(ROWS, parts={part: b"<a/>" * (8 * 2**20)})
    start = time.monotonic()
    assert refused(path).code == "E-LIMIT"
    assert time.monotonic() - start < 3


def test_T12_the_sum_over_all_parts_is_limited(book, refused, no_parser, monkeypatch):
    monkeypatch.setattr(excel_zip, "MAX_INFLATED", 5000)
    parts = {f"xl/media/{i}.bin": np.random.default_rng(i).bytes(1000) for i in range(6)}
    assert refused(book(ROWS, parts=parts)).code == "E-LIMIT"


@pytest.mark.parametrize(
    ("part", "before"),
    [(SHEET, 0), ("xl/workbook.xml", 0), ("xl/theme/theme1.xml", 0), ("xl/sharedStrings.xml", excel_zip.CHUNK - 26)],
)
def test_T12_a_document_type_is_refused(book, refused, no_parser, *, part, before):
    text = f'<?xml version="1.0"?>{" " * before}<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    error = refused(book(ROWS, parts={part: text}))
    assert (error.code, "document type" in error.detail) == ("E-FILE-TYPE", True)


@pytest.mark.parametrize(
    "text",
    [
        "<worksheet/>".encode("utf-16"),
        "<worksheet/>".encode("utf-16-le"),
        b'<?xml version="1.0" encoding="UTF-7"?><w/>',
    ],
)
def test_T12_xml_in_another_encoding_could_hide_anything(book, refused, no_parser, *, text):
    assert refused(book(ROWS, parts={SHEET: text})).code == "E-FILE-TYPE"


def test_T12_long_cells_and_rows(book, refused, no_parser, monkeypatch):
    long = np.random.default_rng(1).bytes(2**20).hex()
    path = book(ROWS, parts={"xl/sharedStrings.xml": f"<sst><si><t>{long}</t></si></sst>"})
    assert "a cell of" in refused(path).detail
    monkeypatch.setattr(excel_precheck, "MAX_ROW_BYTES", 1000)
    row = '<row r="3">' + "<c><v>1</v></c>" * 100 + "</row>"
    assert "a row of" in refused(book(ROWS, parts={SHEET: "<worksheet><sheetData>" + row[:-6]})).detail


def test_two_parts_of_one_name(book, refused, no_parser):
    path = book(ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), "<worksheet/>")
    assert refused(path).code == "E-FILE-CORRUPT"


def test_a_sheet_whose_part_is_missing_or_no_worksheet(book, refused, no_parser):
    assert refused(book(ROWS, parts={SHEET: None})).code == "E-FILE-CORRUPT"
    assert refused(book(ROWS, parts={SHEET: "<chart/>"})).code == "E-FILE-CORRUPT"


def test_the_parser_refuses_what_the_look_before_lets_pass(book, refused):
    assert refused(book(ROWS, parts={SHEET: f"<worksheet><sheetData>{ROWS}</oops>"})).code == "E-FILE-CORRUPT"


def test_B11_a_parser_that_dies_leaves_the_parent_alive(book, refused, monkeypatch):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    monkeypatch.setattr(excelfile, "precheck", lambda *_: excel_precheck.Scan("S1"))
    monkeypatch.setattr(excelfile, "MEMORY_BYTES", 2**30)
    error = refused(book(ROWS + far))
    assert (error.code, "signal 6" in error.detail) == ("E-PARSER-CRASH", True)


@pytest.mark.parametrize(("limit", "value"), [("CPU_SECONDS", 0), ("TIMEOUT_SECONDS", 0.01), ("MEMORY_BYTES", 1)])
def test_a_parser_beyond_its_limits(book, refused, monkeypatch, *, limit, value):
    monkeypatch.setattr(excelfile, limit, value)
    assert refused(book(ROWS)).code == "E-PARSER-CRASH"


def test_the_parser_inherits_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("CXMETRICS_DB_DSN", "canary")
    out = tmp_path / "env"
    script = f"import os, pathlib; pathlib.Path({str(out)!r}).write_text(repr(sorted(os.environ)))"
    assert excelfile._run([sys.executable, "-c", script]) == 0
    assert "CXMETRICS_DB_DSN" not in out.read_text()
    assert "CXMETRICS_DB_DSN" in os.environ


def test_nothing_is_left_in_the_temporary_folder(book, drawn, monkeypatch, tmp_path):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    assert drawn(book(ROWS))[0] == [["1", "2"]]
    assert not list((tmp_path / "tmp").iterdir())


def test_excel_is_an_extra(book, refused, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    error = refused(book(ROWS), ParameterError)
    assert (error.code, error.fix) == ("E-EXTRA", 'pip install "cxmetrics[excel]".')
