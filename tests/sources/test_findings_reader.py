"""What a hostile tester found in the readers: files that were misread in silence, refused for nothing, or crashed."""

import datetime as dt
import unicodedata
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxmetrics as cx
from cxmetrics import engine
from cxmetrics.contract import TABLES
from cxmetrics.errors import DataError
from cxmetrics.sources import files, maps
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.values import Reader

HEAD = 'company = "T"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
LOOSE = "max_quarantine_share = 1.0\nfresh = false\nmay_be_empty = true\n"
NAMES = "order_id,customer_id,ordered_at,amount\n"
COLUMNS = tuple(NAMES.strip().split(","))
DAY = dt.datetime(2026, 10, 1, 10)


@pytest.fixture
def load(tmp_path):
    """Write files and the entries of a table, and load them."""

    def loader(contents, source="o.csv", more="", table="orders"):
        for name, content in contents.items():
            write = content if callable(content) else None
            data = content if isinstance(content, bytes) else None if write else content.encode()
            _ = write(tmp_path / name) if write else (tmp_path / name).write_bytes(data)
        text = f'{HEAD}[{table}]\nsource = "{source}"\n{LOOSE}{more}'
        (tmp_path / "cx.toml").write_text(text, "utf-8")
        return cx.open_company(tmp_path).load()

    return loader


def rules(loaded, kind="quarantined"):
    return {row.rule: row.rows for row in loaded.health.rules.itertuples() if row.kind == kind}


def sheet(*rows, names=COLUMNS):
    return lambda path: pd.DataFrame(rows, columns=names).to_excel(path, index=False)


def parquet(*columns, names=COLUMNS):
    return lambda path: pq.write_table(pa.table(dict(zip(names, columns, strict=False))), path)


def test_typed_numbers_of_a_sheet_are_read_beside_declared_marks(load):
    rows = [[1001, "k", DAY, 1.234], [1002, "k", DAY, 0.125], [1003, "k", DAY, "1.234,5"], [1004, "k", DAY, 1e-7]]
    loaded = load({"o.xlsx": sheet(*rows)}, "o.xlsx", 'thousands = "."\ndecimal = ","\n')
    orders = loaded.orders.df()
    assert orders["amount"].tolist() == [1.234, 0.125, 1234.5, 1e-7]
    assert orders["order_id"].tolist() == ["1001", "1002", "1003", "1004"]


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%Y-%d-%m"])
def test_typed_dates_of_a_sheet_are_read_beside_a_declared_format(load, form):
    text = dt.date(2026, 10, 3).strftime(form)
    day = dt.date(2026, 10, 2)
    loaded = load(
        {"o.xlsx": sheet(["a", "k", DAY, 1], ["b", "k", day, 1], ["c", DAY, text, 1], ["d", "k", "2026/10/03", 1])},
        "o.xlsx",
        f'time_format = "{form}"\n',
    )
    orders = loaded.orders.df()
    days = ["2026-10-01 10:00:00", "2026-10-02 00:00:00", "2026-10-03 00:00:00"]
    assert [str(value) for value in orders["ordered_at"]] == days
    assert orders["customer_id"].tolist()[2] == "2026-10-01T10:00:00"
    assert rules(loaded) == {"Q-DATE": 1}


LINES = 'sum_lines_by = "order_id"\n'


def test_an_order_that_lost_a_line_to_the_reader_is_set_aside_whole(load):
    rows = "a,k,2026-10-01,10\na,k,2026-10-01,20,x\nb,k,2026-10-01,5\n c ,k,2026-10-01,5\nc,k\nd\n,k\n"
    loaded = load({"o.csv": NAMES + rows}, more=LINES)
    assert loaded.orders.df()["order_id"].tolist() == ["b"]
    assert rules(loaded) == {"Q-LINES-DIFFER": 2, "Q-WIDTH": 4}
    assert rules(loaded, "noted")["W-LINE-LOST"] == 1


def test_an_order_of_a_sheet_that_lost_a_line_is_set_aside_whole(load, tmp_path):
    from openpyxl import load_workbook

    sheet(["a", "k", DAY, 10], ["a", "k", DAY, 20], ["b", "k", DAY, 5], ["c", "k", DAY, 5])(tmp_path / "o.xlsx")
    book = load_workbook(tmp_path / "o.xlsx")
    book.active["D3"], book.active["A5"] = "#REF!", "#N/A"
    book.active["D3"].data_type = book.active["A5"].data_type = "e"
    book.save(tmp_path / "o.xlsx")
    loaded = load({}, "o.xlsx", LINES)
    assert loaded.orders.df()["order_id"].tolist() == ["b"]
    assert rules(loaded) == {"Q-LINES-DIFFER": 1, "Q-EXCEL-ERROR": 2}
    assert rules(loaded, "noted")["W-LINE-LOST"] == 1


def test_a_key_behind_a_torn_field_is_not_trusted(load):
    names = "customer_id,order_id,ordered_at,amount\n"
    rows = "k,a,2026-10-01,10\nk,l,a,2026-10-01,20\nk,b,2026-10-01,5\n"
    loaded = load({"o.csv": names + rows}, more=LINES)
    assert rules(loaded, "noted")["W-LINE-LOST"] == 1


TIMES = pa.array([DAY] * 3)


def test_ids_that_pandas_wrote_as_floats_are_whole(load):
    ids, customers = pa.array([1001.0, 1002.0, 1003.0]), pa.array([7.0, np.nan, 9.5])
    loaded = load({"o.parquet": parquet(ids, customers, TIMES, pa.array([1.0, np.nan, 3]))}, "o.parquet")
    orders = loaded.orders.df()
    assert orders["order_id"].tolist() == ["1001", "1003"]
    assert orders["customer_id"].tolist() == ["7", "9.5"]
    assert rules(loaded) == {"Q-MISSING": 1}


def test_ids_beyond_exact_floats_are_refused(load):
    with pytest.raises(DataError, match=r"E-ID-PRECISION o.parquet:2 \[order_id\]"):
        load({"o.parquet": parquet(pa.array([1.0, 2.0**53]), ["k", "k"], TIMES[:2], [1, 2])}, "o.parquet")
    with pytest.raises(DataError, match=r"E-ID-PRECISION o.xlsx:3 \[order_id\] .* store the ids as text"):
        load({"o.xlsx": sheet([1.0, "k", DAY, 1], [float(2**53), "k", DAY, 1])}, "o.xlsx")
    with pytest.raises(DataError, match=r"E-ID-PRECISION o.csv:2 \[order_id\]"):
        load({"o.csv": NAMES + "2.02610E+15,k,2026-10-01,1\n"})


def test_words_for_no_value_count_for_typed_columns(load):
    amounts, customers = pa.array([99, 5, 7]), pa.array([1.0, 99.0, 3.0])
    columns = (pa.array([1, 2, 3]), customers, TIMES, pa.array([1, 2, 3]), amounts)
    made = parquet(*columns, names=[*COLUMNS, "discount"])
    loaded = load({"o.parquet": made}, "o.parquet", 'na_values = ["99", "-"]\n')
    orders = loaded.orders.df()
    assert orders["discount"].isna().tolist() == [True, False, False]
    assert orders["customer_id"].isna().tolist() == [False, True, False]


def test_types_that_the_engine_lacks(load):
    times = pa.array([DAY], pa.timestamp("ns", "UTC"))
    wide = pa.array([Decimal("12.50")], pa.decimal256(40, 2))
    half = pa.array([np.float16(1.5)], pa.float16())
    names = [*COLUMNS, "discount", "odd"]
    loaded = load({"o.parquet": parquet(["a"], ["k"], times, wide, half, half, names=names)}, "o.parquet")
    order = loaded.orders.df().iloc[0]
    assert (str(order["ordered_at"]), order["amount"], order["discount"]) == ("2026-10-01 19:00:00", 12.5, 1.5)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2026-10-01 10:00 -0500", 0), ("2026-10-01 10:00:00 +0900", 10), ("2026-10-01T10:00 Z", 19),
     ("2026-10-01 10:00+25:00", None), ("2026-10-01 10:00+09:75", None), ("2026-10-01 10:00:00+0930", 9)],
)  # fmt: skip
def test_offsets(load, text, hour):
    loaded = load({"o.csv": f"{NAMES}a,k,{text},1\n"})
    assert [value.hour for value in loaded.orders.df()["ordered_at"]] == ([hour] if hour is not None else [])
    assert rules(loaded) == ({} if hour is not None else {"Q-DATE": 1})


@pytest.mark.parametrize(
    ("form", "text", "read"),
    [("%Y%m%d", "2026101", False), ("%Y%m%d", "20261001", True), ("%Y%m%d%H%M%S", "20261001100", False),
     ("%m/%d/%Y", "10/1/2026", True), ("%Y%m%d %H:%M", "20261001 9:05", True), ("%Y%m%d%z", "20261001+25:00", False)],
)  # fmt: skip
def test_numbers_side_by_side_have_all_their_digits(load, form, text, read):
    loaded = load({"o.csv": f"{NAMES}a,k,{text},1\n"}, more=f'time_format = "{form}"\n')
    assert (len(loaded.orders.df()), rules(loaded)) == ((1, {}) if read else (0, {"Q-DATE": 1}))


def test_japanese_is_not_read_as_korean(load):
    with pytest.raises(DataError, match="E-ENCODING .* declare its encoding"):
        load({"o.csv": (NAMES + "a,店舗ウェブ,2026-10-01,1\nb,オンライン,2026-10-01,1\n").encode("shift_jis")})
    assert load({"o.csv": (NAMES + "a,홍길동 大,2026-10-01,1\n").encode("cp949")}).orders.df()["customer_id"][0]


def test_a_column_that_one_file_lacks_is_told(tmp_path):
    (tmp_path / "a.csv").write_text(NAMES.strip() + ",status\na,k,2026-10-01,1,paid\n")
    (tmp_path / "b.csv").write_text(NAMES + "b,k,2026-10-01,1\n")
    config, con = TableConfig(source="*.csv"), engine.connection().cursor()
    found = files.read_source(con, config, TABLES["orders"], base=tmp_path)
    mapping = maps.make_mapped(con, Reader(config, "Asia/Seoul"), TABLES["orders"], found)
    assert mapping.missing == ("status (b.csv)",)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("source", ["주문.csv", "주문*.csv", "내보내기/주*.csv", "내보내기"])
def test_names_in_either_form(tmp_path, source, form):
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    place = tmp_path / Path(unicodedata.normalize(form, source.replace("*", "문_1"))) / ("a.csv" * ("." not in source))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(NAMES, "utf-8")
    assert files.find_files(unicodedata.normalize(other, source), tmp_path) == [place]


def test_merged_cells_over_rows_are_noted(load, tmp_path):
    from openpyxl import load_workbook

    sheet(*[[name, "k", DAY, 10] for name in "abc"])(tmp_path / "o.xlsx")
    book = load_workbook(tmp_path / "o.xlsx")
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "o.xlsx")
    assert rules(load({}, "o.xlsx"), "noted")["W-MERGED"] == 1


def test_the_way_out_is_toml(refused, put):
    assert 'delimiter = "\\t"' in str(refused(put("a\tb\n1\t2\n")))


def test_a_first_row_of_data_is_no_header_and_is_not_shown(load):
    row = "20261001-1,홍길동,010-1234-5678,2026-10-01,39000\n"
    with pytest.raises(DataError, match=r"E-HEADER o.csv:1 row 1 looks like data, not a header"):
        load({"o.csv": row + "20261001-2,김철수,010-1234-5679,2026-10-01,1\n"})
    with pytest.raises(DataError, match="E-COLUMN") as caught:
        load({"o.csv": "order_id,kim@example.com,010-1234-5678,date,total\n1,2,3,4,5\n"})
    assert "###-####-####" in str(caught.value)
    assert "kim@" not in str(caught.value)
    with pytest.raises(DataError, match="E-DUP-COLUMN") as caught:
        load({"o.csv": "order_id,010-1234-5678,a,b,010-1234-5678\n1,2,3,4,5\n"})
    assert "1234" not in str(caught.value)


def test_new_columns_that_look_like_data_are_masked(load):
    loaded = load({"o.csv": NAMES.strip() + ",010-1234-5678\na,k,2026-10-01,1,x\n"})
    assert "1234" not in loaded.health.rules.to_string()


def test_typed_numbers_beside_texts_of_another_file(load):
    made = parquet(pa.array([1.0, 2.0]), ["k", "k"], TIMES[:2], pa.array([1.234, 5.0]))
    csv = NAMES.replace(",", ";") + "3;k;2026-10-01;1.234,5\n"
    loaded = load({"o.parquet": made, "o.csv": csv}, "o.*", 'thousands = "."\ndecimal = ","\ndelimiter = ";"\n')
    orders = loaded.orders.df().sort_values("order_id")
    assert orders["order_id"].tolist() == ["1", "2", "3"]
    assert orders["amount"].tolist() == [1.234, 5, 1234.5]


def test_errors_of_excel_in_texts_are_known():
    reader = Reader(TableConfig(source="o.csv", na_values=("#N/A",)), "Asia/Seoul")
    found = duckdb.sql(f"select {reader.is_excel_error('x')} from (values (' #REF! '), ('#N/A'), ('REF'), (null)) t(x)")
    assert [value for (value,) in found.fetchall()] == [True, False, False, False]


def test_a_type_that_the_engine_cannot_hold_is_named(load):
    odd = pa.array([{"a": np.float16(1)}], pa.struct([("a", pa.float16())]))
    made = parquet(["a"], ["k"], TIMES[:1], [1], odd, names=[*COLUMNS, "odd"])
    with pytest.raises(DataError, match=r"E-COLUMN-TYPE o.parquet \[odd\] values of the type struct"):
        load({"o.parquet": made}, "o.parquet")


def test_times_within_an_unused_column(load):
    nested = pa.array([[DAY]], pa.list_(pa.timestamp("ns", "UTC")))
    made = parquet(["a"], ["k"], TIMES[:1], [1], nested, names=[*COLUMNS, "odd"])
    assert len(load({"o.parquet": made}, "o.parquet").orders.df()) == 1


def test_a_lost_line_of_a_shipped_map_is_noted(load):
    names = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price"
    first = "{0},kim@example.com,paid,2026-10-01 00:30:00 -0500,KRW,20,1,hat,10\n{0},kim@example.com,,,,,1,shoe,10"
    rows = f"{first.format('#1')}\n{first.format('#2')},torn\n"
    loaded = load({"o.csv": f"{names}\n{rows}"}, more='map = "shopify_orders"\n')
    assert rules(loaded) == {"Q-WIDTH": 1}
    assert rules(loaded, "noted")["W-LINE-LOST"] == 1
