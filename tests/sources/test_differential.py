"""Side by side with csv, pandas, Polars and DuckDB: where each is silently wrong, and where all agree."""

import csv
import io
from unittest import mock

import duckdb
import pandas as pd
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cxmetrics.errors import CxError
from cxmetrics.sources import csvtext
from cxmetrics.sources.header import is_blank


def test_pandas_shifts_every_column_where_all_rows_are_longer(put, drawn):
    path = put("id,score\n1,9,x\n2,8,y\n")
    assert pd.read_csv(path)["score"].tolist() == ["x", "y"]
    assert [problem.line for problem in drawn(path)[2].problems] == [2, 3]


def test_pandas_reads_decimal_commas_as_other_amounts(put, drawn, refused):
    path = put("order;amount\n1;1.234,50\n2;99,90\n")
    assert pd.read_csv(path).iloc[:, 0].tolist() == [50, 90]
    assert refused(path).code == "E-DELIM"
    assert drawn(path, delimiter=";")[0] == [["1", "1.234,50"], ["2", "99,90"]]


def test_pandas_loses_leading_zeros_and_the_words_na_and_none(put, drawn):
    path = put("phone,name\n01012345678,NA\n01098765432,None\n")
    frame = pd.read_csv(path)
    assert frame["phone"].tolist() == [1012345678, 1098765432]
    assert frame["name"].isna().all()
    assert drawn(path)[0] == [["01012345678", "NA"], ["01098765432", "None"]]


def test_pandas_and_polars_pad_short_rows(put, drawn):
    path = put("a,b,c\n1,2,3\n4,5\n")
    assert pd.read_csv(path)["c"].isna().tolist() == [False, True]
    assert pl.read_csv(path)["c"].to_list() == [3, None]
    assert drawn(path)[2].problems[0].line == 3


def test_duckdb_drops_rows_that_start_with_a_number_sign(put, drawn):
    path = put("id,n\n#1,2\n#2,3\n4,5\n")
    found = duckdb.sql(f"from read_csv('{path}', all_varchar = true)").fetchall()
    assert ("#1", "2") not in found
    assert drawn(path)[0] == [["#1", "2"], ["#2", "3"], ["4", "5"]]


def test_duckdb_makes_one_column_of_a_file_with_a_short_row(put, drawn):
    path = put("a,b,c\n1,2,3\n4,5\n6,7,8\n")
    assert duckdb.sql(f"from read_csv('{path}')").columns == ["a,b,c"]
    assert drawn(path)[0] == [["1", "2", "3"], ["6", "7", "8"]]


def test_duckdb_accepts_an_unclosed_quote(put, refused):
    path = put('a,b\n1,2\n3,"open\n4,5\n')
    found = duckdb.sql(f"from read_csv('{path}', header = true, all_varchar = true)").fetchall()
    assert ("3", '"open') in found
    assert refused(path).code == "E-QUOTE"


def test_duckdb_and_polars_take_names_for_patterns(put, drawn):
    wrong, path = put("a,b\n1,2\n", "a1.csv"), put("a,b\n3,4\n", "a[1].csv")
    assert wrong.exists()
    assert duckdb.sql(f"from read_csv('{path}')").fetchall() == [(1, 2)]
    assert pl.scan_csv(path).collect().rows() == [(1, 2)]
    assert drawn(path)[0] == [["3", "4"]]


def test_polars_gives_no_rows_of_a_cr_only_file(put, drawn):
    path = put("a,b\r1,2\r3,4\r")
    assert pl.read_csv(path).height == 0
    assert drawn(path)[0] == [["1", "2"], ["3", "4"]]


def test_polars_reads_utf16_as_garbage(put, drawn):
    path = put("a,b\n1,2\n".encode("utf-16"))
    assert pl.read_csv(path).shape == (2, 2)
    assert "a" not in pl.read_csv(path).columns
    assert drawn(path)[0] == [["1", "2"]]


def test_polars_makes_null_rows_of_blank_lines(put, drawn):
    path = put("a,b\n1,2\n\n3,4\n")
    assert pl.read_csv(path).rows()[1] == (None, None)
    assert drawn(path)[1] == [2, 4]


def test_all_three_rename_duplicate_columns(put, refused):
    path = put("a,a\n1,2\n")
    assert pd.read_csv(path).columns.tolist() == ["a", "a.1"]
    assert pl.read_csv(path).columns == ["a", "a_duplicated_0"]
    assert duckdb.sql(f"from read_csv('{path}')").columns == ["a", "a_1"]
    assert refused(path).code == "E-DUP-COLUMN"


TEXT = st.text(st.sampled_from('ab1 ,"\n가é;#'), min_size=1, max_size=8).filter(lambda text: text.strip())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=12))
def test_all_readers_agree_on_a_well_formed_file(tmp_path_factory, drawn, rows):
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
    [
        "a",
        "b",
        "1",
        "가",
        "#",
        " ",
        ",",
        ",",
        ",",
        ";",
        "\n",
        "\n",
        "\r\n",
        "\r",
        '"',
        '""',
        "\0",
        "\x1a",
        "\u2028",
        "\x0b",
    ]
)
BODIES = st.lists(PIECES, max_size=60).map("".join)
LINES = st.lists(st.lists(st.sampled_from(["1", "", "x y", '"q"', '"a\nb"', '"c,""d"']), max_size=4).map(",".join))
FILES = st.one_of(
    st.builds(lambda body: ("id,score,memo\n" + body).encode(), BODIES),
    st.builds(
        lambda rows, end: end.join(["id,score,memo", *rows]).encode(), LINES, st.sampled_from(["\n", "\r", "\r\n"])
    ),
    st.builds(lambda body: ("번호,메모\n" + body).encode("cp949", "ignore"), BODIES),
    st.builds(lambda body: body.encode(), BODIES),
    st.builds(lambda head, tail: b"id,memo\n" + head + tail, st.binary(max_size=20), st.binary(max_size=40)),
)


@settings(max_examples=600, deadline=None)
@given(FILES, st.integers(1, 40))
def test_the_account_closes_for_any_file_and_any_block_size(tmp_path_factory, drawn, content, chunk):
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
    assert drawn(path)[:2] == (rows, lines)


def test_the_property_above_reads_files_and_does_not_only_refuse_them(put, drawn):
    rows, lines, reading = drawn(put('id,score,memo\n1,2,"a\nb"\n\n4\n5,6,7\n'))
    assert (rows, lines, reading.blank, len(reading.problems)) == expected(
        b'id,score,memo\n1,2,"a\nb"\n\n4\n5,6,7\n', "utf-8", ","
    )
