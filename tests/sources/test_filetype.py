"""What a file is: refused without opening it, or because its content, its checksum or its end says otherwise."""

import gzip
import hashlib
import os
import time
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest

from cxmetrics.errors import DataError, SourceError
from cxmetrics.sources import csvfile, filetype, parquetfile, rawfile, reading
from cxmetrics.sources.reading import read


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx", "a.parquet", "a.xls"])
def test_B01_a_file_of_0_bytes_is_no_score_of_0(put, refused, name):
    error = refused(put("", name))
    assert (error.code, "0 bytes" in error.detail) == ("E-FILE-EMPTY", True)


@pytest.mark.parametrize("text", ["\n\n \n", "\ufeff\n", "\x1a"])
def test_B01_nothing_but_blank_lines(put, text, refused):
    assert refused(put(text)).code == "E-FILE-EMPTY"


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n\r\n\n", "a,b\n,\n"])
def test_B02_a_header_alone_passes_nothing(put, text, refused):
    assert refused(put(text)).code == "E-NO-ROWS"


def test_B02_the_header_of_a_file_without_rows_can_be_had_before_the_error(put):
    stream, account = read(put("a,b\n"))
    assert account.header == ["a", "b"]
    with pytest.raises(DataError, match="E-NO-ROWS"):
        stream.read_all()


def test_B03_missing_folder_pipe_and_device_are_refused_without_opening_them(tmp_path, refused):
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


def test_B03_a_link_that_leads_out_of_the_folder(put, drawn, refused, tmp_path):
    put("a,b\n1,2\n", "secret.csv")
    (tmp_path / "company" / "data").mkdir(parents=True)
    inside = put("a,b\n3,4\n", "company/data/inside.csv")
    link = tmp_path / "company" / "out.csv"
    for target in ("../secret.csv", "/dev/zero", "../gone.csv"):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        error = refused(link, root=tmp_path / "company")
        assert (error.code, error.where) == ("E-FILE-KIND", "out.csv")
        assert "leads out of the folder" in error.detail
        assert str((tmp_path / "company" / target).resolve()) in error.detail
    link.unlink()
    link.symlink_to(inside)
    assert drawn(link, root=tmp_path / "company")[0] == [["3", "4"]]
    assert drawn(tmp_path / "company" / "data" / ".." / "out.csv", root=tmp_path / "company")[0] == [["3", "4"]]


def test_B03_a_name_or_a_folder_that_leads_out(put, drawn, refused, tmp_path):
    path = put("a,b\n1,2\n")
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "all").symlink_to(tmp_path)
    for out in (tmp_path / "company" / ".." / "surveys.csv", tmp_path / "company" / "all" / "surveys.csv", path):
        assert "leads out" in refused(out, root=tmp_path / "company").detail
        assert drawn(out)[0] == [["1", "2"]]
    (tmp_path / "linked").symlink_to(tmp_path / "company")
    put("a,b\n1,2\n", "company/here.csv")
    assert drawn(tmp_path / "company" / "here.csv", root=tmp_path / "linked")[0] == [["1", "2"]]


def test_B03_an_unreadable_file(put, monkeypatch, refused):
    path = put("a,b\n1,2\n")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused(path).code == "E-FILE-KIND"


def test_a_disk_that_fails_is_a_source_that_cannot_be_read(put, refused, monkeypatch):
    path = put("a,b\n" + "1,2\n" * 200_000)
    stream, account = read(path)
    broken = mock.Mock(side_effect=OSError(5, "Input/output error"))
    monkeypatch.setattr(rawfile.Hashed, "read", broken)
    with pytest.raises(SourceError, match="E-FILE-READ surveys.csv reading failed: Input/output error"):
        stream.read_all()
    assert account.error.exit_code == 4
    assert refused(path, SourceError).code == "E-FILE-READ"


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
def test_B04_content_that_contradicts_the_name(put, refused, *, name, content, says):
    error = refused(put(content, name))
    assert error.code == "E-FILE-TYPE"
    assert says in error.detail
    assert "save" in error.fix or "write" in error.fix


def test_B05_gzip_that_is_cut_off_or_damaged(put, refused):
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)
    flipped = packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
    for content in (packed[:-9], flipped, packed + b"rest"):
        assert refused(put(content, "a.csv.gz")).code == "E-FILE-CORRUPT"


def test_gzip_is_read_and_hashed_as_it_is_stored(put, drawn):
    packed = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")
    rows, lines, account = drawn(put(packed, "A.CSV.GZ"))
    assert (rows, lines) == ([["1", "2"], ["3", "4"]], [2, 3])
    assert account.sha256 == hashlib.sha256(packed).hexdigest()


def test_T12_a_gzip_bomb_is_stopped_while_it_inflates(put, monkeypatch, refused):
    monkeypatch.setattr(rawfile, "FREE_UNPACKED", 2**20)
    assert refused(put(gzip.compress(b"a,b\n" + b"1,2\n" * 2**20), "a.csv.gz")).code == "E-LIMIT"


def test_B06_a_checksum_beside_the_file(put, drawn, refused):
    path = put("a,b\n1,2\n")
    put("0" * 64 + "  surveys.csv\n", "surveys.csv.sha256")
    assert refused(path).code == "E-CHECKSUM"
    put(drawn(put("a,b\n1,2\n", "same.csv"))[2].sha256, "surveys.csv.sha256")
    assert drawn(path)[0] == [["1", "2"]]


def test_B14_a_file_that_grows_while_it_is_read(put):
    path = put("a,b\n1,2\n")
    stream, account = read(path)
    with path.open("a") as out:
        out.write("3,4\n")
    with pytest.raises(DataError, match="E-FILE-CHANGING"):
        stream.read_all()
    assert account.error.code == "E-FILE-CHANGING"


def test_B14_a_file_that_is_replaced_or_removed_while_it_is_read(put):
    for change in (lambda path: put("a,b\n9,9\n", "new.csv").replace(path), Path.unlink):
        path = put("a,b\n1,2\n")
        stream, _ = read(path)
        change(path)
        with pytest.raises(DataError, match="E-FILE-CHANGING"):
            stream.read_all()


def test_B14_the_change_is_named_where_it_ends_the_stream(put):
    path = put("a,b\n" + "1,2\n" * 200_000)
    stream, account = read(path)
    stream.read_next_batch()
    with path.open("a") as out:
        out.write('3,"open')
    with pytest.raises(DataError, match="E-FILE-CHANGING"):
        stream.read_all()
    assert account.error.code == "E-FILE-CHANGING"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(("writes", "code"), [(1, ""), (3, ""), (4, "E-FILE-CHANGING")])
def test_B14_a_file_that_is_written_to_while_it_is_opened_is_tried_again(tmp_path, monkeypatch, *, kind, writes, code):
    path, look, pauses, tries = tmp_path / f"a.{kind}", filetype.fingerprint, [], []
    frame = pd.DataFrame({"a": range(9)})
    frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path)

    def change(file):
        tries.append(look(file))
        if len(tries) <= writes:
            os.utime(file, ns=(len(tries), len(tries)))
        return tries[-1]

    monkeypatch.setattr(csvfile if kind == "csv" else parquetfile, "fingerprint", change)
    monkeypatch.setattr(reading.time, "sleep", pauses.append)
    if code:
        with pytest.raises(DataError, match=code):
            read(path)
    else:
        assert read(path)[0].read_all().num_rows == 9
    assert (len(tries), pauses) == (min(writes, 3) + 1, [reading.PAUSE_SECONDS] * min(writes, 3))


def test_B14_only_a_change_is_tried_again(put, refused, monkeypatch):
    monkeypatch.setattr(reading.time, "sleep", None)
    assert refused(put("", "a.csv")).code == "E-FILE-EMPTY"
    path = put("a,b\n1,2\n")
    stream, _ = read(path)
    put("a,b\n1,2\n3,4\n")
    with pytest.raises(DataError, match="E-FILE-CHANGING"):
        stream.read_all()


def test_B14_the_change_is_named_where_it_broke_the_file(put, refused, monkeypatch):
    def grow(*_):
        with path.open("a") as out:
            out.write("3,4\n")
        raise DataError("E-TEST", "cut off")

    monkeypatch.setattr(reading, "PAUSE_SECONDS", 0)
    path = put("a,b\n1,2\n")
    with mock.patch.object(csvfile, "_read_header", side_effect=grow) as tried:
        assert refused(path).code == "E-FILE-CHANGING"
    assert tried.call_count == 4


def test_names_are_taken_literally_and_shown_without_control_characters(put, drawn, refused):
    put("a,b\n1,2\n", "x1.csv")
    assert drawn(put("a,b\n3,4\n", "x[1].csv"))[0] == [["3", "4"]]
    assert refused(put("", "\x1b[31mred\n.csv")).where == "\\x1b[31mred\\n.csv"
