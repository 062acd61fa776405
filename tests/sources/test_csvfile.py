"""CSV files of every badness: the exact code, the physical line, and an account that closes."""

import codecs
import csv
import gzip
import io
import os
import time
from pathlib import Path
from unittest import mock

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxmetrics.errors import CxError, DataError, ParameterError
from cxmetrics.sources import csvfile, csvrows, csvtext, records
from cxmetrics.sources.header import is_blank
from cxmetrics.sources.reading import LINE, Problem, read


@pytest.fixture
def put(tmp_path):
    """Write a file and give its path."""

    def write(content, name="surveys.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def drawn(path, **options):
    """Rows as lists of text, their lines, and the closed account."""
    stream, reading = read(path, **options)
    table = stream.read_all()
    lines = table.column(LINE).to_pylist()
    columns = [column.to_pylist() for column in table.columns[:-1]]
    assert reading.rows == len(lines) + reading.blank + len(reading.problems)
    return [list(row) for row in zip(*columns, strict=True)], lines, reading


def refused(path, error=DataError, **options):
    """The error of a file that may not be read."""
    with pytest.raises(error) as caught:
        drawn(path, **options)
    assert caught.value.fix
    return caught.value


# What a file is


def test_B01_a_file_of_0_bytes_is_no_score_of_0(put):
    assert refused(put("")).code == "E-FILE-EMPTY"


@pytest.mark.parametrize("text", ["\n\n \n", "\ufeff\n", "\x1a"])
def test_B01_nothing_but_blank_lines(put, text):
    assert refused(put(text)).code == "E-FILE-EMPTY"


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n\r\n\n", "a,b\n,\n"])
def test_B02_a_header_alone_passes_nothing(put, text):
    assert refused(put(text)).code == "E-NO-ROWS"


def test_B02_the_header_of_a_file_without_rows_can_be_had_before_the_error(put):
    stream, reading = read(put("a,b\n"))
    assert reading.header == ["a", "b"]
    with pytest.raises(DataError, match="E-NO-ROWS"):
        stream.read_all()


def test_B03_missing_folder_pipe_and_device_are_refused_without_opening_them(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "gone.csv")
    start = time.monotonic()
    kinds = {"folder.csv": "a folder", "pipe.csv": "a pipe", "zero.csv": "a device", "missing.csv": "no such file"}
    for name, kind in {**kinds, "nowhere.csv": "no such file"}.items():
        error = refused(tmp_path / name)
        assert (error.code, error.where) == ("E-FILE-KIND", name)
        assert kind in error.detail
    assert "gone.csv" in str(error)
    assert time.monotonic() - start < 1


def test_B03_an_unreadable_file(put, monkeypatch):
    path = put("a,b\n1,2\n")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused(path).code == "E-FILE-KIND"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"PK\x03\x04rest", "zip archive or .xlsx"),
        ("a.csv", b"PAR1rest", "Parquet"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "legacy .xls"),
        ("a.csv", b"\xef\xbb\xbf \n<!-- x --><HTML><table>", "HTML"),
        ("a.csv", "\ufeff<table>".encode("utf-16-le"), "HTML"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.csv", b"\x1f\x8b\x08rest", "gzip"),
        ("a.csv.gz", b"a,b\n1,2\n", "text"),
        ("a.xls", b"<html><table><tr><td>1", "HTML"),
        ("a.xls", b"a,b\n1,2\n", "text"),
        ("a.xlsx", b"a,b\n1,2\n", "text"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
        ("a.xlsb", b"PK\x03\x04rest", "zip"),
        ("a.xlsm", b"PK\x03\x04rest", "zip"),
        ("a.parquet", b"a,b\n1,2\n", "text"),
        ("a.parquet.gz", b"\x1f\x8b\x08rest", "gzip"),
        ("a.dat", b"a,b\n1,2\n", "text"),
    ],
)
def test_B04_content_that_contradicts_the_name(put, name, content, says):
    error = refused(put(content, name))
    assert error.code == "E-FILE-TYPE"
    assert says in error.detail
    assert "save" in error.fix or "write" in error.fix


def test_B05_gzip_that_is_cut_off_or_damaged(put):
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)
    flipped = packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
    for content in (packed[:-9], flipped, packed + b"rest"):
        assert refused(put(content, "a.csv.gz")).code == "E-FILE-CORRUPT"


def test_gzip_is_read_and_hashed_as_it_is_stored(put):
    import hashlib

    packed = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")
    rows, lines, reading = drawn(put(packed, "A.CSV.GZ"))
    assert (rows, lines) == ([["1", "2"], ["3", "4"]], [2, 3])
    assert reading.sha256 == hashlib.sha256(packed).hexdigest()


def test_T12_a_gzip_bomb_is_stopped_while_it_inflates(put, monkeypatch):
    monkeypatch.setattr(csvtext, "FREE_UNPACKED", 2**20)
    assert refused(put(gzip.compress(b"a,b\n" + b"1,2\n" * 2**20), "a.csv.gz")).code == "E-LIMIT"


def test_B06_a_checksum_beside_the_file(put):
    path = put("a,b\n1,2\n")
    put("0" * 64 + "  surveys.csv\n", "surveys.csv.sha256")
    assert refused(path).code == "E-CHECKSUM"
    put(drawn(put("a,b\n1,2\n", "same.csv"))[2].sha256, "surveys.csv.sha256")
    assert drawn(path)[0] == [["1", "2"]]


@pytest.mark.parametrize("when", ["before the first batch", "with an error"])
def test_B14_a_file_that_changes_while_it_is_read(put, when):
    path = put("a,b\n1,2\n" + ('"' if when == "with an error" else ""))
    stream, reading = (read(path) if when != "with an error" else (None, None))[:2] if when != "with an error" else (None, None)
    if stream is None:
        grow = mock.patch.object(csvfile, "_read_header", side_effect=lambda *_: _grow_and_fail(path))
        with grow, pytest.raises(DataError, match="E-FILE-CHANGING"):
            read(path)
        return
    with path.open("a") as out:
        out.write("3,4\n")
    with pytest.raises(DataError, match="E-FILE-CHANGING"):
        stream.read_all()
    assert reading.error.code == "E-FILE-CHANGING"


def _grow_and_fail(path):
    path.write_text("a,b\n1,2\n3,4\n")
    raise DataError("E-QUOTE", "cut off")


def test_names_are_taken_literally_and_shown_without_control_characters(put):
    put("a,b\n1,2\n", "x1.csv")
    assert drawn(put("a,b\n3,4\n", "x[1].csv"))[0] == [["3", "4"]]
    assert refused(put("", "\x1b[31mred\n.csv")).where == "\\x1b[31mred\\n.csv"


# Encoding


def test_B16_the_mark_of_utf8_is_no_part_of_the_first_name(put):
    for declared in (None, "utf-8", "UTF-8-SIG"):
        rows, lines, reading = drawn(put(b"\xef\xbb\xbfresponse_id,score\n1,9\n"), encoding=declared)
        assert reading.header == ["response_id", "score"]
        assert (rows, lines, reading.encoding, reading.notes) == ([["1", "9"]], [2], "utf-8", {})


def test_B17_cp949_where_the_whole_file_is_valid_and_noted(put):
    text = "주문번호,메모\n1,똠방각하 펲시콜라\n"  # syllables that EUC-KR lacks
    rows, _, reading = drawn(put(text.encode("cp949")))
    assert rows == [["1", "똠방각하 펲시콜라"]]
    assert (reading.header, reading.encoding, reading.notes) == (["주문번호", "메모"], "cp949", {"I-ENCODING": 1})


@pytest.mark.parametrize("declared", ["euc-kr", "EUC_KR", "cp949"])
def test_B17_euc_kr_is_read_as_cp949_without_a_note(put, declared):
    rows, _, reading = drawn(put("번호,메모\n1,똠방\n".encode("cp949")), encoding=declared)
    assert (rows, reading.notes) == ([["1", "똠방"]], {})


def test_B18_single_lines_of_another_encoding_are_listed(put):
    good, bad = "1,앱에서 주문했습니다\n".encode(), "2,매장".encode("cp949") + b"\n"
    error = refused(put(b"id,memo\n" + good + bad + good * 3 + bad))
    assert error.code == "E-ENCODING"
    assert "line 3 byte 3, line 7 byte 3" in error.detail


def test_B18_two_encodings_are_not_read_as_cp949_where_that_happens_to_succeed(put):
    content = b"id,memo\n1," + "각각".encode() + b"\n2," + "매장".encode("cp949") + b"\n"
    content.decode("cp949")
    assert refused(put(content)).code == "E-ENCODING"


def test_B18_twenty_lines_are_listed_and_the_others_counted(put):
    bad = "2,매장".encode("cp949") + b"\r\n"
    error = refused(put(b"id,memo\r\n" + bad * 30), encoding="utf-8")
    assert error.detail.count("line") == 20
    assert error.more == 10


def test_B18_an_error_behind_the_first_batches_is_found_while_reading(put):
    content = b"id,memo\n" + b"1,fine\n" * 100_000 + b"2,\xff\n"
    assert "line 100002 byte 3" in refused(put(content), encoding="utf-8").detail
    assert "line 100002 byte 3" in refused(put(content), encoding="cp949").detail


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("declared", [None, "utf-16"])
def test_B19_utf16_by_its_mark(put, order, declared):
    mark = codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE
    content = mark + 'id,메모\r\n1,"a\r\n앱"\r\n'.encode(f"utf-16-{order}")
    rows, lines, reading = drawn(put(content), encoding=declared)
    assert (rows, lines, reading.encoding) == ([["1", "a\r\n앱"]], [2], "utf-16")


@pytest.mark.parametrize("order", ["le", "be"])
def test_B19_utf16_without_a_mark_only_where_it_is_declared(put, order):
    path = put("id,memo\n1,fine\n2,good\n".encode(f"utf-16-{order}"))
    assert "UTF-16" in refused(path).detail
    assert drawn(path, encoding=f"utf-16-{order}")[0] == [["1", "fine"], ["2", "good"]]


def test_encodings_that_contradict_the_first_bytes(put):
    marked = put(b"\xef\xbb\xbfa,b\n1,2\n")
    assert refused(marked, encoding="cp949").code == "E-ENCODING"
    assert refused(put(b"a,b\n1,2\n"), encoding="utf-16").code == "E-ENCODING"
    assert refused(put("a,b\n1,2\n".encode("utf-32"))).code == "E-ENCODING"
    assert refused(put(codecs.BOM_UTF16_LE + "a,b\n1,\n".encode("utf-16-le") + b"\x00\xd8")).code == "E-ENCODING"
    assert refused(marked, ParameterError, encoding="latin-1").code == "E-ENCODING-NAME"


def test_B27_nul_bytes_are_removed_and_counted(put):
    rows, _, reading = drawn(put(b'a,b\n\x001\x00,\x00"2"\n'))
    assert (rows, reading.notes) == ([["1", "2"]], {"W-NUL": 3})


# Shape


@pytest.mark.parametrize("quote", ["", '"'])
def test_B20_B21_other_widths_are_set_aside_never_shifted_or_padded(put, quote):
    path = put(f"id,score\n1,2,3\n4,5\n6\n{quote}7{quote},8\n")
    rows, lines, reading = drawn(path)
    assert (rows, lines) == ([["4", "5"], ["7", "8"]], [3, 5])
    assert reading.problems == [
        Problem("Q-WIDTH", "surveys.csv", 2, "", "3 fields, header has 2"),
        Problem("Q-WIDTH", "surveys.csv", 4, "", "1 field, header has 2"),
    ]


def test_B20_a_file_of_too_many_such_rows_is_refused_in_bounded_memory(put, monkeypatch):
    monkeypatch.setattr(records, "MAX_PROBLEMS", 10)
    error = refused(put("id,score\n" + "1,2,3\n" * 11))
    assert (error.code, error.where) == ("E-WIDTH", "surveys.csv:2")


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_B22_another_delimiter(put, sign):
    path = put(sign.join(f"c{i}" for i in range(13)) + "\n" + sign.join("1,50" for _ in range(13)) + "\n")
    error = refused(path)
    assert (error.code, error.where) == ("E-DELIM", "surveys.csv:1")
    assert f"found {sign!r} 12 times in the header, expected ','" in error.detail
    assert drawn(path, delimiter=sign)[0] == [["1,50"] * 13]


def test_B22_a_comma_where_a_semicolon_was_declared(put):
    assert "found ','" in refused(put("a,b\n1,2\n"), delimiter=";").detail


def test_a_delimiter_is_one_sign(put):
    for sign in ("", ";;", '"', "\n"):
        assert refused(put("a,b\n1,2\n"), ParameterError, delimiter=sign).code == "E-DELIM"


@pytest.mark.parametrize("chunk", [7, 2**17])
@pytest.mark.parametrize("quoted", ["", '"x","y"\n'])
def test_B23_an_unclosed_quote(put, chunk, quoted, monkeypatch):
    monkeypatch.setattr(csvtext, "CHUNK_BYTES", chunk)
    lines = ["a,b\n", *["1,2\n"] * 510, '3,"open\n', *["4,5\n"] * 100]
    error = refused(put(quoted.join(["".join(lines[:1]), "".join(lines[1:])])))
    first, last = (513, 613) if quoted else (512, 612)
    assert (error.code, error.where) == ("E-QUOTE", f"surveys.csv:{first}")
    assert f"opened at line {first} is never closed; the file ends at line {last}." in error.detail


def test_B23_the_line_of_the_quote_not_of_the_record(put):
    error = refused(put('a,b,c\n1,"x\ny","open\n2,3,4\n'))
    assert error.where == "surveys.csv:3"


def test_B23_an_unclosed_quote_before_more_than_a_field_may_hold(put, monkeypatch):
    monkeypatch.setattr(csvrows, "MAX_FIELD", 1000)
    error = refused(put('a,b\n1,"open\n' + "2,3\n" * 5000))
    assert (error.code, error.where) == ("E-QUOTE", "surveys.csv:2")
    assert "line 5002" in error.detail


def test_B23_in_the_header(put):
    assert refused(put('a,"b\n1,2\n')).where == "surveys.csv:1"


def test_B23_text_behind_a_closing_quote(put):
    error = refused(put('a,b\n1,2\n3,"x\ny" z\n'))
    assert (error.code, error.where) == ("E-QUOTE", "surveys.csv:4")
    assert "starts at line 3" in error.detail


@pytest.mark.parametrize("chunk", [1, 5, 2**17])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_B24_line_breaks_inside_quotes_are_kept_and_lines_stay_physical(put, chunk, end, monkeypatch):
    monkeypatch.setattr(csvtext, "CHUNK_BYTES", chunk)
    text = f'a,"b{end}b"{end}1,"x{end}{end}y"{end}2,z{end}{end}3,"w{end}"{end}4{end}5,v'
    rows, lines, reading = drawn(put(text))
    assert reading.header == ["a", f"b{end}b"]
    assert rows == [["1", f"x{end}{end}y"], ["2", "z"], ["3", f"w{end}"], ["5", "v"]]
    assert lines == [3, 6, 8, 11]
    assert [problem.line for problem in reading.problems] == [10]
    assert reading.blank == 1


@pytest.mark.parametrize("chunk", [1, 2, 3, 2**17])
def test_B25_cr_only_and_mixed_line_ends(put, chunk, monkeypatch):
    monkeypatch.setattr(csvtext, "CHUNK_BYTES", chunk)
    for text in ("a,b\r1,2\r3,4", "a,b\r\n1,2\n3,4\r", "a,b\n1,2\r3,4\r\n"):
        rows, lines, _ = drawn(put(text))
        assert (rows, lines) == ([["1", "2"], ["3", "4"]], [2, 3])


@pytest.mark.parametrize("quote", ["", '"'])
def test_B26_blank_lines_and_a_last_ctrl_z(put, quote):
    rows, lines, reading = drawn(put(f"a,b\n\n1,{quote}2{quote}\n,\n \n  , \t\n3,4\n\x1a"))
    assert (rows, lines) == ([["1", "2"], ["3", "4"]], [3, 7])
    assert (reading.rows, reading.blank) == (6, 4)
    assert reading.notes == {"I-BLANK": 4, "I-CTRL-Z": 1}


def test_B26_in_a_file_of_one_column(put):
    rows, lines, reading = drawn(put("a\n\n1\n \n\x1a\n"))
    assert (rows, lines, reading.blank) == ([["1"]], [3], 3)


def test_B28_a_row_that_starts_with_a_number_sign_is_a_row(put):
    assert drawn(put("id,b\n#1,2\n3,4\n"))[0] == [["#1", "2"], ["3", "4"]]


def test_B29_limits_are_found_while_reading(put, monkeypatch):
    assert refused(put(",".join(f"c{i}" for i in range(501)) + "\n")).code == "E-LIMIT"
    monkeypatch.setattr(csvrows, "MAX_FIELD", 100)
    for cell in ("x" * 101, '"' + "x" * 101 + '"', '"' + "x\n" * 51 + '"'):
        error = refused(put(f"a,b\n1,2\n3,{cell}\n"))
        assert (error.code, error.where) == ("E-LIMIT", "surveys.csv:3")
    assert drawn(put("a,b\n1," + "x" * 100 + "\n"))[0] == [["1", "x" * 100]]


def test_B29_a_long_field_within_the_limit_is_read(put):
    cell = "가" * (2**20 - 1)
    assert drawn(put(f'a,b\n1,"{cell}"\n2,{cell}\n'))[0] == [["1", cell], ["2", cell]]
    assert csv.field_size_limit() == 131_072


def test_B29_long_lines_and_records(put, monkeypatch):
    for module in (csvtext, csvrows):
        monkeypatch.setattr(module, "MAX_LINE", 1000)
    monkeypatch.setattr(csvtext, "CHUNK_BYTES", 256)
    assert "a line of" in refused(put("a,b\n1,2\n3," + "x" * 5000)).detail
    assert "a line of" in refused(put("a,b\n1,2\n3," + "x" * 1001 + "\n4,5\n")).detail
    assert "a record of" in refused(put('a,b\n1,"' + "x\n" * 3000 + '"\n')).detail


def test_B29_too_many_rows(put, monkeypatch):
    monkeypatch.setattr(records, "MAX_ROWS", 3)
    assert refused(put("a,b\n" + "1,2\n" * 4)).code == "E-LIMIT"


def test_B29_a_million_columns_are_refused_at_the_header(put):
    path, start = put(",".join(map(str, range(1_000_000))) + "\n" + "1," * 999_999 + "1\n"), time.monotonic()
    assert refused(path).code == "E-LIMIT"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("title", ["설문 결과", "Report; October,,", '"a\nb"'])
def test_B31_a_title_above_the_header(put, title):
    path = put(f"{title}\n\nid,score,memo\n1,9,x\n2,8,y\n")
    error = refused(path)
    line = 4 if "\n" in title else 3
    assert (error.code, error.where, error.fix) == ("E-HEADER", "surveys.csv:1", f"header_row = {line}.")
    rows, lines, reading = drawn(path, header_row=line)
    assert (len(rows), lines, reading.header) == (2, [line + 1, line + 2], ["id", "score", "memo"])
    assert reading.rows == 2


def test_B31_one_column_with_a_few_stray_commas_has_no_title(put):
    rows, _, reading = drawn(put("comment\nfine\nwell, yes\ngood\n"))
    assert (rows, len(reading.problems)) == ([["fine"], ["good"]], 1)


def test_a_header_behind_the_end(put):
    assert refused(put("a,b\n1,2\n"), header_row=9).code == "E-HEADER"
    assert refused(put("a,b\n1,2\n"), ParameterError, header_row=0).code == "E-HEADER-ROW"


@pytest.mark.parametrize("header", ["a,b,a", "a, a", "a,A", "a,,", "가,\u1100\u1161"])
def test_B34_two_columns_of_one_name(put, header):
    assert refused(put(header + "\n" + "1," * header.count(",") + "1\n")).code == "E-DUP-COLUMN"


def test_the_name_of_the_line_column_is_taken(put):
    assert refused(put("a,__line\n1,2\n")).code == "E-HEADER"


def test_names_are_in_nfc_and_stripped(put):
    _, _, reading = drawn(put(" id ,\u1112\u1161\u11ab\n1,2\n"))
    assert (reading.header, reading.notes) == (["id", "한"], {"I-NORM": 2})


def test_values_stay_as_they_are(put):
    values = ["NA", "NULL", "", " x ", "010-1234", "1.0", "1,5", 'say "hi"', "가나", "=1+1", "true", "\ufeff"]
    out = io.StringIO()
    csv.writer(out).writerows([[f"c{i}" for i in range(len(values))], values])
    assert drawn(put(out.getvalue()))[0] == [values]


def test_batches_are_bounded_and_lazy(put):
    path = put("a,b\n" + "1,2\n" * 120_000 + '3,"x\ny"\n' + "5,6\n" * 60_000)
    stream, reading = read(path)
    sizes = [len(batch) for batch in iter(stream.read_next_batch, None) if reading.rows < 180_001 or len(batch)][:2]
    assert all(50_000 <= size < 120_000 for size in sizes)
    assert not reading.sha256
    stream.read_all()
    assert reading.rows == 180_001
    assert reading.sha256


def test_an_error_reaches_an_engine_that_draws_the_stream(put):
    stream, reading = read(put("a,b\n1,2\n3,\"x"), encoding="utf-8")
    with pytest.raises(duckdb.Error):
        duckdb.from_arrow(stream).fetchall()
    assert reading.error.code == "E-QUOTE"


# Where other readers are wrong


def test_pandas_shifts_every_column_where_all_rows_are_longer(put):
    path = put("id,score\n1,9,x\n2,8,y\n")
    assert pd.read_csv(path)["score"].tolist() == ["x", "y"]
    assert [problem.line for problem in drawn(path)[2].problems] == [2, 3]


def test_pandas_reads_decimal_commas_as_other_amounts(put):
    path = put("order;amount\n1;1.234,50\n2;99,90\n")
    assert pd.read_csv(path).iloc[:, 0].tolist() == [50, 90]
    assert refused(path).code == "E-DELIM"
    assert drawn(path, delimiter=";")[0] == [["1", "1.234,50"], ["2", "99,90"]]


def test_pandas_loses_leading_zeros_and_the_words_na_and_none(put):
    path = put("phone,name\n01012345678,NA\n01098765432,None\n")
    frame = pd.read_csv(path)
    assert frame["phone"].tolist() == [1012345678, 1098765432]
    assert frame["name"].isna().all()
    assert drawn(path)[0] == [["01012345678", "NA"], ["01098765432", "None"]]


def test_pandas_and_polars_pad_short_rows(put):
    path = put("a,b,c\n1,2,3\n4,5\n")
    assert pd.read_csv(path)["c"].isna().tolist() == [False, True]
    assert pl.read_csv(path)["c"].to_list() == [3, None]
    assert drawn(path)[2].problems[0].line == 3


def test_duckdb_drops_rows_that_start_with_a_number_sign(put):
    path = put("id,n\n#1,2\n#2,3\n4,5\n")
    found = duckdb.sql(f"from read_csv('{path}', all_varchar = true)").fetchall()
    assert ("#1", "2") not in found
    assert drawn(path)[0] == [["#1", "2"], ["#2", "3"], ["4", "5"]]


def test_duckdb_accepts_an_unclosed_quote(put):
    path = put('a,b\n1,2\n3,"open\n4,5\n')
    assert len(duckdb.sql(f"from read_csv('{path}', header = true, all_varchar = true)").fetchall()) >= 1
    assert refused(path).code == "E-QUOTE"


def test_duckdb_and_polars_take_names_for_patterns(put):
    wrong, path = put("a,b\n1,2\n", "a1.csv"), put("a,b\n3,4\n", "a[1].csv")
    assert wrong.exists()
    assert duckdb.sql(f"from read_csv('{path}')").fetchall() == [(1, 2)]
    assert pl.scan_csv(path).collect().rows() == [(1, 2)]
    assert drawn(path)[0] == [["3", "4"]]


def test_polars_gives_no_rows_of_a_cr_only_file(put):
    path = put("a,b\r1,2\r3,4\r")
    assert pl.read_csv(path).height == 0
    assert drawn(path)[0] == [["1", "2"], ["3", "4"]]


def test_polars_reads_utf16_as_garbage(put):
    path = put("a,b\n1,2\n".encode("utf-16"))
    try:
        assert pl.read_csv(path).columns != ["a", "b"]
    except pl.exceptions.PolarsError:
        pass
    assert drawn(path)[0] == [["1", "2"]]


def test_polars_makes_null_rows_of_blank_lines(put):
    path = put("a,b\n1,2\n\n3,4\n")
    assert pl.read_csv(path).rows()[1] == (None, None)
    assert drawn(path)[1] == [2, 4]


def test_all_three_rename_duplicate_columns(put):
    path = put("a,a\n1,2\n")
    assert pd.read_csv(path).columns.tolist() == ["a", "a.1"]
    assert pl.read_csv(path).columns == ["a", "a_duplicated_0"]
    assert duckdb.sql(f"from read_csv('{path}')").columns == ["a", "a_1"]
    assert refused(path).code == "E-DUP-COLUMN"


TEXT = st.text(st.sampled_from('ab1 ,"\n가é;#'), min_size=1, max_size=8).filter(lambda text: text.strip())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=12))
def test_all_readers_agree_on_a_well_formed_file(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["x", "y", "z"], *rows])
    ours = drawn(path)[0]
    assert ours == rows
    assert pd.read_csv(path, dtype=str, na_filter=False).to_numpy().tolist() == rows
    assert [list(row) for row in pl.read_csv(path, infer_schema=False).rows()] == rows
    options = "delim = ',', quote = '\"', escape = '\"', header = true, auto_detect = false, comment = ''"
    columns = "columns = {'x': 'varchar', 'y': 'varchar', 'z': 'varchar'}"
    found = duckdb.sql(f"from read_csv('{path}', {options}, {columns}, new_line = '\\r\\n')").fetchall()
    assert [list(row) for row in found] == rows


# Any file at all


def expected(content, codec, delimiter):
    """The whole file at once by the standard library: rows of the header's width, lines, blank, set aside."""
    text = content.decode(codec).replace("\0", "")
    text = text.rstrip("\x1a") if text.endswith("\x1a") else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start, records_ = 1, []
    for cells in reader:
        records_.append((start, cells))
        start = reader.line_num + 1
    first = next(i for i, (_, cells) in enumerate(records_) if not is_blank(cells))
    width, body = len(records_[first][1]), records_[first + 1 :]
    blank = [line for line, cells in body if is_blank(cells)]
    kept = [(line, cells) for line, cells in body if len(cells) == width and not is_blank(cells)]
    return [cells for _, cells in kept], [line for line, _ in kept], len(blank), len(body) - len(blank) - len(kept)


PIECES = st.sampled_from(
    ["a", "b", "1", "가", "#", " ", ",", ",", ",", ";", "\n", "\n", "\r\n", "\r", '"', '""', "\0", "\x1a", "\u2028", "\x0b"]
)
BODIES = st.lists(PIECES, max_size=60).map("".join)
LINES = st.lists(st.lists(st.sampled_from(["1", "", "x y", '"q"', '"a\nb"', '"c,""d"']), max_size=4).map(",".join))
FILES = st.one_of(
    st.builds(lambda body: ("id,score,memo\n" + body).encode(), BODIES),
    st.builds(lambda rows, end: end.join(["id,score,memo", *rows]).encode(), LINES, st.sampled_from(["\n", "\r", "\r\n"])),
    st.builds(lambda body: ("번호,메모\n" + body).encode("cp949", "ignore"), BODIES),
    st.builds(lambda body: body.encode(), BODIES),
    st.builds(lambda head, tail: b"id,memo\n" + head + tail, st.binary(max_size=20), st.binary(max_size=40)),
)


@settings(max_examples=600, deadline=None)
@given(FILES, st.integers(1, 40))
def test_the_account_closes_for_any_file_and_any_block_size(tmp_path_factory, content, chunk):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    path.write_bytes(content)
    try:
        with mock.patch.object(csvtext, "CHUNK_BYTES", chunk):
            rows, lines, reading = drawn(path)
    except CxError:
        return
    codec = {"utf-8": "utf-8-sig"}.get(reading.encoding, reading.encoding)
    found = rows, lines, reading.blank, len(reading.problems)
    assert found == expected(content, codec, ",")
    assert drawn(Path(path))[:2] == (rows, lines)


def test_the_property_above_reads_files_and_does_not_only_refuse_them(put):
    rows, lines, reading = drawn(put('id,score,memo\n1,2,"a\nb"\n\n4\n5,6,7\n'))
    assert (rows, lines, reading.blank, len(reading.problems)) == expected(
        b'id,score,memo\n1,2,"a\nb"\n\n4\n5,6,7\n', "utf-8", ","
    )
