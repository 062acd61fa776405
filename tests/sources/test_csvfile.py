"""CSV files of every bad shape: the exact code and the physical line, and an account that closes."""

import csv
import io
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from cxmetrics.errors import ParameterError
from cxmetrics.sources import csvrows, csvtext, rawfile, records
from cxmetrics.sources.reading import Problem, Reading, read
from cxmetrics.sources.sift import sift


@pytest.mark.parametrize("quote", ["", '"'])
def test_B20_B21_other_widths_are_set_aside_never_shifted_or_padded(put, quote, drawn):
    path = put(f"id,score\n1,2,3\n4,5\n6\n{quote}7{quote},8\n")
    rows, lines, reading = drawn(path)
    assert (rows, lines) == ([["4", "5"], ["7", "8"]], [3, 5])
    assert reading.problems == [
        Problem("Q-WIDTH", "surveys.csv", 2, "", "3 fields, header has 2"),
        Problem("Q-WIDTH", "surveys.csv", 4, "", "1 field, header has 2"),
    ]


def test_B20_a_file_of_too_many_such_rows_is_refused_in_bounded_memory(put, monkeypatch, refused):
    monkeypatch.setattr(records, "MAX_PROBLEMS", 10)
    error = refused(put("id,score\n" + "1,2,3\n" * 11))
    assert (error.code, error.where) == ("E-WIDTH", "surveys.csv:2")


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_B22_another_delimiter(put, sign, drawn, refused):
    path = put(sign.join(f"c{i}" for i in range(13)) + "\n" + sign.join("1,50" for _ in range(13)) + "\n")
    error = refused(path)
    assert (error.code, error.where) == ("E-DELIM", "surveys.csv:1")
    assert f"found {sign!r} 12 times in the header, expected ','" in error.detail
    assert drawn(path, delimiter=sign)[0] == [["1,50"] * 13]


def test_B22_a_comma_where_a_semicolon_was_declared(put, refused):
    assert "found ','" in refused(put("a,b\n1,2\n"), delimiter=";").detail


def test_a_delimiter_is_one_sign(put, refused):
    for sign in ("", ";;", '"', "\n"):
        assert refused(put("a,b\n1,2\n"), ParameterError, delimiter=sign).code == "E-DELIM"


@pytest.mark.parametrize("chunk", [7, 2**17])
@pytest.mark.parametrize("quoted", ["", '"x","y"\n'])
def test_B23_an_unclosed_quote(put, refused, monkeypatch, *, chunk, quoted):
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", chunk)
    lines = ["a,b\n", *["1,2\n"] * 510, '3,"open\n', *["4,5\n"] * 100]
    error = refused(put(quoted.join(["".join(lines[:1]), "".join(lines[1:])])))
    first, last = (513, 613) if quoted else (512, 612)
    assert (error.code, error.where) == ("E-QUOTE", f"surveys.csv:{first}")
    assert f"opened at line {first} is never closed; the file ends at line {last}." in error.detail


def test_B23_the_line_of_the_quote_not_of_the_record(put, refused):
    error = refused(put('a,b,c\n1,"x\ny","open\n2,3,4\n'))
    assert error.where == "surveys.csv:3"


def test_B23_an_unclosed_quote_before_more_than_a_field_may_hold(put, monkeypatch, refused):
    monkeypatch.setattr(csvrows, "MAX_FIELD", 1000)
    error = refused(put('a,b\n1,"open\n' + "2,3\n" * 5000))
    assert (error.code, error.where) == ("E-QUOTE", "surveys.csv:2")
    assert "line 5002" in error.detail


def test_B23_in_the_header(put, refused):
    assert refused(put('a,"b\n1,2\n')).where == "surveys.csv:1"


def test_B23_text_behind_a_closing_quote(put, refused):
    error = refused(put('a,b\n1,2\n3,"x\ny" z\n'))
    assert (error.code, error.where) == ("E-QUOTE", "surveys.csv:4")
    assert "starts at line 3" in error.detail


@pytest.mark.parametrize("chunk", [1, 5, 2**17])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_B24_line_breaks_inside_quotes_are_kept_and_lines_stay_physical(put, drawn, monkeypatch, *, chunk, end):
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", chunk)
    text = f'a,"b{end}b"{end}1,"x{end}{end}y"{end}2,z{end}{end}3,"w{end}"{end}4{end}5,v'
    rows, lines, reading = drawn(put(text))
    assert reading.header == ["a", f"b{end}b"]
    assert rows == [["1", f"x{end}{end}y"], ["2", "z"], ["3", f"w{end}"], ["5", "v"]]
    assert lines == [3, 6, 8, 11]
    assert [problem.line for problem in reading.problems] == [10]
    assert reading.blank == 1


@pytest.mark.parametrize("chunk", [1, 2, 3, 2**17])
def test_B25_cr_only_and_mixed_line_ends(put, chunk, monkeypatch, drawn):
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", chunk)
    for text in ("a,b\r1,2\r3,4", "a,b\r\n1,2\n3,4\r", "a,b\n1,2\r3,4\r\n"):
        rows, lines, _ = drawn(put(text))
        assert (rows, lines) == ([["1", "2"], ["3", "4"]], [2, 3])


def test_B25_a_long_cr_only_file_is_no_long_line(put, drawn, monkeypatch):
    monkeypatch.setattr(csvtext, "MAX_LINE", 1000)
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", 256)
    assert len(drawn(put("a,b" + "\r1,2" * 1000))[0]) == 1000


@pytest.mark.parametrize("quote", ["", '"'])
def test_B26_blank_lines_and_a_last_ctrl_z(put, quote, drawn):
    rows, lines, reading = drawn(put(f"a,b\n\n1,{quote}2{quote}\n,\n \n  , \t\n3,4\n\x1a"))
    assert (rows, lines) == ([["1", "2"], ["3", "4"]], [3, 7])
    assert (reading.rows, reading.blank) == (6, 4)
    assert reading.notes == {"I-BLANK": 4, "I-CTRL-Z": 1}


def test_B26_in_a_file_of_one_column(put, drawn):
    rows, lines, reading = drawn(put("a\n\n1\n \n\x1a\n"))
    assert (rows, lines, reading.blank) == ([["1"]], [3], 3)


def test_B28_a_row_that_starts_with_a_number_sign_is_a_row(put, drawn):
    assert drawn(put("id,b\n#1,2\n3,4\n"))[0] == [["#1", "2"], ["3", "4"]]


def test_B29_limits_are_found_while_reading(put, monkeypatch, drawn, refused):
    assert refused(put(",".join(f"c{i}" for i in range(501)) + "\n")).code == "E-LIMIT"
    monkeypatch.setattr(csvrows, "MAX_FIELD", 100)
    for cell in ("x" * 101, '"' + "x" * 101 + '"', '"' + "x\n" * 51 + '"'):
        error = refused(put(f"a,b\n1,2\n3,{cell}\n"))
        assert (error.code, error.where) == ("E-LIMIT", "surveys.csv:3")
    assert drawn(put("a,b\n1," + "x" * 100 + "\n"))[0] == [["1", "x" * 100]]


@pytest.mark.parametrize("row", ["3,{}", '3,"{}"', "3,4,{}", '3,"a\n{}"'])
def test_B29_long_fields_far_behind_the_header(put, drawn, refused, row):
    before = "a,b\n" + f"1,{'y' * 100}\n" * 12_000
    error = refused(put(before + row.format("x" * (2**20 + 1)) + "\n"))
    assert (error.code, error.where, "a field of" in error.detail) == ("E-LIMIT", "surveys.csv:12002", True)
    cell = "가" * (2**20 - 2)
    rows, _, account = drawn(put(before + row.format(cell) + "\n"))
    assert len(rows) + len(account.problems) == 12_001
    assert account.problems or rows[-1][1].endswith(cell)


def test_B29_a_long_field_within_the_limit_is_read(put, drawn):
    cell = "가" * (2**20 - 1)
    assert drawn(put(f'a,b\n1,"{cell}"\n2,{cell}\n'))[0] == [["1", cell], ["2", cell]]
    assert csv.field_size_limit() == 131_072


def test_B29_long_lines_and_records(put, monkeypatch, refused):
    for module in (csvtext, csvrows):
        monkeypatch.setattr(module, "MAX_LINE", 1000)
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", 256)
    assert "a line of" in refused(put("a,b\n1,2\n3," + "x" * 5000)).detail
    assert "a record of" in refused(put('a,b\n1,"' + "x\n" * 3000 + '"\n')).detail
    monkeypatch.setattr(csvrows, "MAX_FIELD", 900)
    error = refused(put("a,b\n1,2\n3," + "x" * 1001 + "\n4,5\n"))
    assert (error.where, "a line of" in error.detail) == ("surveys.csv:3", True)


def test_B29_too_many_rows(put, monkeypatch, refused):
    monkeypatch.setattr(records, "MAX_ROWS", 3)
    assert refused(put("a,b\n" + "1,2\n" * 4)).code == "E-LIMIT"


def test_B29_a_million_columns_are_refused_at_the_header(put, refused):
    path, start = put(",".join(map(str, range(1_000_000))) + "\n" + "1," * 999_999 + "1\n"), time.monotonic()
    assert refused(path).code == "E-LIMIT"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("quote", ["", '"'])
def test_B30_rows_of_totals_are_set_aside(put, drawn, quote):
    rows = [
        "합계,,300",
        ",소 계:,300",
        "Grand Total,,300",
        "subtotal,,1",
        '"총 1,234건"',
        "총 12건,,",
        "Total,x,9",
        "a,,300",
    ]
    path = put(f"id,memo,amount\n{quote}1{quote},a,100\n" + "\n".join(rows) + "\n")
    found, lines, reading = drawn(path)
    assert (found[1:], lines) == ([["Total", "x", "9"], ["a", "", "300"]], [2, 9, 10])
    assert [(problem.code, problem.line) for problem in reading.problems] == [("Q-TOTAL-ROW", i) for i in range(3, 9)]


def test_B30_totals_are_found_in_a_part_of_a_table():
    account = Reading(Path("x.csv"), "csv")
    columns = [pa.array(["x", "합계", "a"]).slice(1), pa.array(["y", "", "b"]).slice(1)]
    found, lines = sift(columns, pa.array([3, 4]), account)
    assert ([column.to_pylist() for column in found], lines.to_pylist()) == ([["a"], ["b"]], [4])
    assert account.problems[0].line == 3


def test_B30_a_word_in_a_file_of_one_column_is_no_total(put, drawn):
    assert drawn(put("comment\nTotal\n합계\n"))[0] == [["Total"], ["합계"]]


@pytest.mark.parametrize("chunk", [1, 2**17])
@pytest.mark.parametrize("title", ["설문 결과", "Report; October,,", '"a\nb"'])
def test_B31_a_title_above_the_header(put, drawn, refused, monkeypatch, *, title, chunk):
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", chunk)
    path = put(f"{title}\n\nid,score,memo\n1,9,x\n2,8,y\n")
    error = refused(path)
    line = 4 if "\n" in title else 3
    assert (error.code, error.where, error.fix) == ("E-HEADER", "surveys.csv:1", f"header_row = {line}.")
    rows, lines, reading = drawn(path, header_row=line)
    assert (len(rows), lines, reading.header) == (2, [line + 1, line + 2], ["id", "score", "memo"])
    assert reading.rows == 2


def test_B31_one_column_with_a_few_stray_commas_has_no_title(put, drawn):
    rows, _, reading = drawn(put("comment\nfine\nwell, yes\ngood\n"))
    assert (rows, len(reading.problems)) == ([["fine"], ["good"]], 1)


def test_a_header_behind_the_end(put, refused):
    assert refused(put("a,b\n1,2\n"), header_row=9).code == "E-HEADER"
    assert refused(put("a,b\n1,2\n"), ParameterError, header_row=0).code == "E-HEADER-ROW"


@pytest.mark.parametrize("header", ["a,b,a", "a, a", "a,A", "a,b,,", "가,\u1100\u1161"])
def test_B34_two_columns_of_one_name(put, header, refused):
    assert refused(put(header + "\n" + "1," * header.count(",") + "1\n")).code == "E-DUP-COLUMN"


def test_the_name_of_the_line_column_is_taken(put, refused):
    assert refused(put("a,__line\n1,2\n")).code == "E-HEADER"


def test_names_are_in_nfc_and_stripped(put, drawn):
    _, _, reading = drawn(put(" id ,\u1112\u1161\u11ab\n1,2\n"))
    assert (reading.header, reading.notes) == (["id", "한"], {"I-NORM": 2})


def test_values_stay_as_they_are(put, drawn):
    values = ["NA", "NULL", "", " x ", "010-1234", "1.0", "1,5", 'say "hi"', "가나", "=1+1", "true", "\ufeff"]
    out = io.StringIO()
    csv.writer(out).writerows([[f"c{i}" for i in range(len(values))], values])
    assert drawn(put(out.getvalue()))[0] == [values]


def test_batches_are_bounded_and_lazy(put):
    path = put("a,b\n" + "1,2\n" * 420_000 + '3,"x\ny"\n' + "5,6\n" * 160_000)
    stream, reading = read(path)
    assert 50_000 <= len(stream.read_next_batch()) < 300_000
    assert reading.rows < 300_000
    assert not reading.sha256
    stream.read_all()
    assert reading.rows == 580_001
    assert reading.sha256


def test_an_error_reaches_an_engine_that_draws_the_stream(put):
    stream, reading = read(put('a,b\n1,2\n3,"x'), encoding="utf-8")
    with pytest.raises(duckdb.Error):
        duckdb.from_arrow(stream).fetchall()
    assert reading.error.code == "E-QUOTE"
