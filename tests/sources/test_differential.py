"""Any file at all against the standard library, and a well-formed one against csv, pandas, Polars and DuckDB."""

import csv
import io
from unittest import mock

import duckdb
import pandas as pd
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cxmetrics.errors import CxError
from cxmetrics.sources import csvblock, rawfile
from cxmetrics.sources.csvtext import lines
from cxmetrics.sources.header import is_blank

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


SIGNS = ["a", "b", "1", "가", "#", " ", ",", ",", ",", ";", "\n", "\n", "\r\n", "\r", '"', '""']
SIGNS += ["\0", "\x1a", "\u2028", "\x0b", "\ufeff"]
PIECES = st.sampled_from(SIGNS)
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
        with mock.patch.object(rawfile, "CHUNK_BYTES", chunk):
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


def left_open(rows):
    return "\r\n".join([*rows, '1,"a\nb'])


def by_csv(text, width):
    """Records of a text by the standard library, with the line on which each starts, from 0."""
    reader = csv.reader(lines(text), strict=True)
    start, found = 0, []
    for cells in reader:
        found.append((start, cells or [""] * width))
        start = reader.line_num
    return found


def by_arrow(cut):
    rows = zip(*(column.to_pylist() for column in cut.columns), strict=True)
    kept = zip(cut.starts.tolist(), map(list, rows), strict=True)
    return sorted([*kept, *cut.others])


@settings(max_examples=1500, deadline=None)
@given(st.one_of(BODIES, LINES.map("\n".join), LINES.map(left_open)), st.integers(1, 3))
def test_a_block_is_cut_as_by_csv_or_left_to_it(text, width):
    found = csvblock.cut(text.encode(), width=width, delimiter=",")
    if found is not None:
        rest = found.rest.decode()
        assert text.endswith(rest)
        done = text[: len(text) - len(rest)]
        assert by_arrow(found) == by_csv(done, width)
        assert found.count == len(lines(done).readlines())


def test_a_mark_at_the_start_of_a_block_is_text():
    assert csvblock.cut("\ufeff1,2\n".encode(), width=2, delimiter=",") is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=12),
    st.sampled_from([(csv.QUOTE_MINIMAL, "\n"), (csv.QUOTE_ALL, "\r"), (csv.QUOTE_ALL, "\r\n")]),
)
def test_a_well_formed_block_is_never_left_to_csv(rows, style):
    quoting, end = style
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(rows)
    found = csvblock.cut(out.getvalue().encode(), width=3, delimiter=",")
    assert [cells for _, cells in by_arrow(found)] == rows
    opened = csvblock.cut((out.getvalue() + '1,"open' + end).encode(), width=3, delimiter=",")
    assert (by_arrow(opened), opened.rest.decode()) == (by_arrow(found), '1,"open' + end)
