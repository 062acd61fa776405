"""Encodings: declared, by the file's mark, or by the validity of all of it; nothing is ever replaced."""

import codecs
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxmetrics.errors import ParameterError
from cxmetrics.sources import csvtext, rawfile


def test_B16_the_mark_of_utf8_is_no_part_of_the_first_name(put, drawn):
    for declared in (None, "utf-8", "UTF-8-SIG"):
        rows, lines, reading = drawn(put(b"\xef\xbb\xbfresponse_id,score\n1,9\n"), encoding=declared)
        assert reading.header == ["response_id", "score"]
        assert (rows, lines, reading.encoding, reading.notes) == ([["1", "9"]], [2], "utf-8", {})


def test_B17_cp949_where_the_whole_file_is_valid_and_noted(put, drawn):
    text = "주문번호,메모\n1,똠방각하 펲시콜라\n"  # syllables that EUC-KR lacks
    rows, _, reading = drawn(put(text.encode("cp949")))
    assert rows == [["1", "똠방각하 펲시콜라"]]
    assert (reading.header, reading.encoding, reading.notes) == (["주문번호", "메모"], "cp949", {"I-ENCODING": 1})


@pytest.mark.parametrize("declared", ["euc-kr", "EUC_KR", "cp949"])
def test_B17_euc_kr_is_read_as_cp949_without_a_note(put, declared, drawn):
    rows, _, reading = drawn(put("번호,메모\n1,똠방\n".encode("cp949")), encoding=declared)
    assert (rows, reading.notes) == ([["1", "똠방"]], {})


def test_B18_single_lines_of_another_encoding_are_listed(put, refused):
    good, bad = "1,앱에서 주문했습니다\n".encode(), "2,매장".encode("cp949") + b"\n"
    error = refused(put(b"id,memo\n" + good + bad + good * 3 + bad))
    assert error.code == "E-ENCODING"
    assert "line 3 byte 3, line 7 byte 3" in error.detail


def test_B18_two_encodings_are_not_read_as_cp949_where_that_happens_to_succeed(put, refused):
    content = b"id,memo\n1," + "각각".encode() + b"\n2," + "매장".encode("cp949") + b"\n"
    content.decode("cp949")
    assert refused(put(content)).code == "E-ENCODING"


def test_B18_twenty_lines_are_listed_and_the_others_counted(put, refused):
    bad = "2,매장".encode("cp949") + b"\r\n"
    error = refused(put(b"id,memo\r\n" + bad * 30), encoding="utf-8")
    assert error.detail.count("line") == 20
    assert error.more == 10


def test_B18_an_error_behind_the_first_batches_is_found_while_reading(put, refused):
    content = b"id,memo\n" + b"1,fine\n" * 100_000 + b"2,\xff\n"
    assert "line 100002 byte 3" in refused(put(content), encoding="utf-8").detail
    assert "line 100002 byte 3" in refused(put(content), encoding="cp949").detail


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("declared", [None, "utf-16"])
def test_B19_utf16_by_its_mark(put, order, declared, drawn):
    mark = codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE
    content = mark + 'id,메모\r\n1,"a\r\n앱"\r\n'.encode(f"utf-16-{order}")
    rows, lines, reading = drawn(put(content), encoding=declared)
    assert (rows, lines, reading.encoding) == ([["1", "a\r\n앱"]], [2], "utf-16")


@pytest.mark.parametrize("order", ["le", "be"])
def test_B19_utf16_without_a_mark_only_where_it_is_declared(put, order, drawn, refused):
    path = put("id,memo\n1,fine\n2,good\n".encode(f"utf-16-{order}"))
    assert "UTF-16" in refused(path).detail
    assert drawn(path, encoding=f"utf-16-{order}")[0] == [["1", "fine"], ["2", "good"]]


def test_encodings_that_contradict_the_first_bytes(put, refused):
    marked = put(b"\xef\xbb\xbfa,b\n1,2\n")
    assert refused(marked, encoding="cp949").code == "E-ENCODING"
    assert refused(put(b"a,b\n1,2\n"), encoding="utf-16").code == "E-ENCODING"
    assert refused(put("a,b\n1,2\n".encode("utf-32"))).code == "E-ENCODING"
    assert refused(put(codecs.BOM_UTF16_LE + "a,b\n1,\n".encode("utf-16-le") + b"\x00\xd8")).code == "E-ENCODING"
    assert refused(marked, ParameterError, encoding="latin-1").code == "E-ENCODING-NAME"


@pytest.mark.parametrize("chunk", [1, 3, 2**19])
def test_B27_nul_bytes_are_removed_counted_and_their_lines_named(put, drawn, monkeypatch, chunk):
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", chunk)
    rows, lines, reading = drawn(put(b'a,b\r\n\x001\x00,\x00"2"\r\x00\n3,"x\n\x00y"\n'), encoding="utf-8")
    assert (rows, lines) == ([["1", "2"], ["3", "x\ny"]], [2, 3])
    assert (reading.notes, reading.lines) == ({"W-NUL": 5}, {"W-NUL": [2, 3, 4]})


def test_B27_twenty_lines_are_named(put, drawn):
    _, _, reading = drawn(put("번호,메모\n".encode("cp949") + b"1,x\x00y\n" * 50), encoding="cp949")
    assert (reading.notes, reading.lines) == ({"W-NUL": 50}, {"W-NUL": list(range(2, 22))})


def test_B27_a_nul_within_a_character_is_no_character(put, refused):
    assert refused(put("id,가\n1,".encode() + b"\xea\x00\xb0\x80\n")).code == "E-ENCODING"


BYTES = st.lists(st.one_of(st.binary(max_size=4), st.text(max_size=3).map(str.encode)), max_size=8).map(b"".join)


@settings(max_examples=500, deadline=None)
@given(st.one_of(BYTES, BYTES.map(codecs.BOM_UTF8.__add__)), st.integers(1, 9))
def test_bytes_are_utf8_where_python_says_so(tmp_path_factory, content, chunk):
    path = tmp_path_factory.mktemp("utf8") / "x.csv"
    path.write_bytes(content)
    with mock.patch.object(rawfile, "CHUNK_BYTES", chunk):
        try:
            expected = content.decode("utf-8-sig").encode()
        except UnicodeDecodeError:
            with pytest.raises(UnicodeDecodeError):
                list(csvtext._utf8(path))
        else:
            assert b"".join(csvtext._utf8(path)) == expected


@pytest.mark.parametrize("chunk", [1, 2, 7])
def test_B16_the_mark_and_characters_may_fall_apart_in_any_place(put, drawn, monkeypatch, chunk):
    monkeypatch.setattr(rawfile, "CHUNK_BYTES", chunk)
    path = put("\ufeffid,메모\n1,\ufeff가나다\n\ufeff2,라\n".encode())
    assert drawn(path)[0] == [["1", "\ufeff가나다"], ["\ufeff2", "라"]]
    assert drawn(path)[2].header == ["id", "메모"]
