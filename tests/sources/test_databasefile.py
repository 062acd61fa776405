"""DuckDB and SQLite files: one table, read only, nothing written beside them, and nothing else opened."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import datetime
from decimal import Decimal

import duckdb
import numpy as np
import pytest

from cxmetrics.errors import CxError, ParameterError
from cxmetrics.sources import databasefile, reading, records
from cxmetrics.sources.reading import LINE, Problem, read

LEAF = 0x0D  # first byte of a page that holds rows
KINDS = ("shop.duckdb", "shop.sqlite")


@pytest.fixture
def orders(database):
    """Make a file of one table of so many rows."""

    def make(name, n=3):
        numbers = f"with recursive t(i) as (select 0 union all select i + 1 from t where i < {n - 1})"
        source = (
            f"(select range as i from range({n}))" if "duckdb" in name else f"({numbers} select i from t limit {n})"
        )
        return database(
            name, f"create table orders as select i as id, 'c' || i as customer, i * 1.5 as amount from {source}"
        )

    return make


def files(path):
    return sorted(entry.name for entry in path.parent.iterdir())


@pytest.mark.parametrize("name", KINDS)
def test_the_only_table_need_not_be_named(orders, name):
    path = orders(name)
    stream, account = read(path)
    table = stream.read_all()
    assert table.column_names == ["id", "customer", "amount", LINE]
    assert table["customer"].to_pylist() == ["c0", "c1", "c2"]
    assert table[LINE].to_pylist() == [1, 2, 3]
    assert (account.kind, account.rows, account.blank, account.problems) == (path.suffix[1:], 3, 0, [])
    assert account.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert files(path) == [name]


@pytest.mark.parametrize("content", ["duckdb", "sqlite"])
def test_a_db_file_is_known_by_its_content(orders, content, tmp_path):
    path = orders(f"shop.{content}").replace(tmp_path / "shop.db")
    stream, account = read(path)
    assert (account.kind, stream.read_all().num_rows) == (content, 3)


def test_duckdb_types_are_kept(database):
    values = "1::bigint as n, 1.50::decimal(9, 2) as d, timestamp '2026-10-31 23:59' as t, true as f, null::double as x"
    stream, _ = read(database("shop.duckdb", f"create table orders as select {values}"))
    found = stream.read_all()
    assert list(map(str, found.schema.types[:-1])) == ["int64", "decimal128(9, 2)", "timestamp[us]", "bool", "double"]
    assert list(found.to_pylist()[0].values()) == [1, Decimal("1.50"), datetime(2026, 10, 31, 23, 59), True, None, 1]


def test_sqlite_values_become_text_exactly_as_they_are_stored(database, drawn):
    path = database(
        "shop.sqlite",
        "create table t (a, b, c, d, e)",
        "insert into t values ('007', 9007199254740993, 0.1, null, ' x ')",
        "insert into t values (-1, 1e16, 2.0, '', 'NA')",
    )
    assert drawn(path)[0] == [["007", "9007199254740993", "0.1", None, " x "], ["-1", "1e+16", "2.0", "", "NA"]]


def test_sqlite_rows_of_bytes_are_set_aside(database, drawn):
    path = database(
        "shop.sqlite",
        "create table t (a text, b text)",
        "insert into t values ('x', 'y'), ('x', x'0001'), (cast(x'b3ff' as text), 'y'), ('z', 'y')",
    )
    rows, lines, account = drawn(path)
    assert (rows, lines) == ([["x", "y"], ["z", "y"]], [1, 4])
    assert account.problems == [
        Problem("Q-TYPE", "shop.sqlite", 2, "b", "a value of bytes, no text"),
        Problem("Q-TYPE", "shop.sqlite", 3, "a", "a value of bytes, no text"),
    ]
    path = database("shop.sqlite", "create table t (a)", "insert into t values (x'00')")
    assert drawn(path)[0] == []


def test_schemas_views_and_quoted_names(database):
    path = database(
        "shop.duckdb",
        "create schema mart",
        "create table mart.orders as select 1 as id",
        "create table orders as select 2 as id",
        'create view "주문; drop ""x""" as select 3 as id',
    )
    wanted = {"mart.orders": 1, "orders": 2, "main.orders": 2, '주문; drop "x"': 3}
    assert {name: read(path, table=name)[0].read_all()["id"].to_pylist() for name in wanted} == {
        name: [n] for name, n in wanted.items()
    }


def test_sqlite_views_and_quoted_names(database, drawn):
    path = database(
        "shop.sqlite",
        'create table [주문; "x"] (id integer primary key autoincrement)',
        'insert into [주문; "x"] values (5)',
        'create view v as select id + 1 as next from [주문; "x"]',
    )
    assert drawn(path, table='주문; "x"')[0] == [["5"]]
    assert drawn(path, table="v")[0] == [["6"]]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("table", "says"), [(None, "holds 2 tables"), ("order", "no table 'order'")])
def test_a_table_that_is_not_there_and_one_that_is_not_chosen(database, refused, *, name, table, says):
    error = refused(database(name, "create table a (id int)", "create table b (id int)"), table=table)
    assert (error.code, says in error.detail, "a, b" in error.detail) == ("E-TABLE-NAME", True, True)


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_no_tables(database, refused, name):
    assert "holds 0 tables" in refused(database(name, "create table a (id int)", "drop table a")).detail


def test_a_table_of_a_file_that_holds_none(put, refused):
    error = refused(put("a,b\n1,2\n"), ParameterError, table="orders")
    assert (error.code, error.fix) == ("E-TABLE-NAME", "remove table.")


@pytest.mark.parametrize("name", KINDS)
def test_B02_an_empty_table(orders, refused, name):
    assert refused(orders(name, n=0)).code == "E-NO-ROWS"


@pytest.mark.parametrize("name", KINDS)
def test_B04_a_name_that_says_something_else(put, orders, refused, *, name, tmp_path):
    assert refused(put("a,b\n1,2\n", name)).code == "E-FILE-TYPE"
    other = orders(next(kind for kind in KINDS if kind != name)).rename(tmp_path / name)
    assert refused(other).code == "E-FILE-TYPE"
    assert "database" in refused(other.rename(tmp_path / "a.csv")).detail


@pytest.mark.parametrize("name", KINDS)
def test_B05_a_database_that_is_cut_off(orders, refused, name):
    path = orders(name, n=20_000)
    content = path.read_bytes()
    for length in (100, len(content) // 2, len(content) - 4096):
        path.write_bytes(content[:length])
        assert refused(path).code == "E-FILE-CORRUPT"
    assert files(path) == [name]


@pytest.mark.parametrize("name", KINDS)
def test_B06_flipped_bits_give_an_error_of_ours_or_no_error(orders, name):
    path = orders(name, n=3000)
    content = path.read_bytes()
    refusals = 0
    for place in np.random.default_rng(4).choice(len(content), 25, replace=False):
        path.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
        try:
            read(path)[0].read_all()
        except CxError:
            refusals += 1
    assert refusals > (0 if name == "shop.sqlite" else 2)


@pytest.mark.parametrize("name", KINDS)
def test_B06_a_checksum_beside_the_file_is_looked_at_first(orders, put, name):
    path = orders(name)
    put("0" * 64, f"{name}.sha256")
    with pytest.raises(CxError, match="E-CHECKSUM"):
        read(path)


def test_B06_sqlite_would_lose_rows_of_a_damaged_page_in_silence(orders, refused):
    path, page = orders("shop.sqlite", n=3000), 4096
    content = bytearray(path.read_bytes())
    at = next(at for at in range(page, len(content), page) if content[at] == LEAF)
    content[at + 3 : at + 5] = (int.from_bytes(content[at + 3 : at + 5], "big") - 5).to_bytes(2, "big")
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select count(*) from (select * from orders)").fetchall() < [(3000,)]
    assert refused(path).code == "E-FILE-CORRUPT"


@pytest.mark.parametrize("name", KINDS)
def test_B14_a_file_that_is_replaced_while_it_is_read(orders, put, name):
    path = orders(name)
    stream, _ = read(path)
    put(path.read_bytes(), "new").replace(path)
    with pytest.raises(CxError, match="E-FILE-CHANGING"):
        stream.read_all()


UNWRITTEN = [("shop.duckdb", ".wal"), ("shop.sqlite", "-wal"), ("shop.sqlite", "-journal")]


@pytest.mark.parametrize(("name", "beside"), UNWRITTEN)
def test_B14_changes_that_are_not_yet_in_the_file(orders, put, refused, monkeypatch, *, name, beside):
    monkeypatch.setattr(reading, "PAUSE_SECONDS", 0)
    path = orders(name)
    put("x", name + beside)
    error = refused(path)
    assert (error.code, name + beside in error.detail) == ("E-FILE-CHANGING", True)
    put("", name + beside)
    assert read(path)[0].read_all().num_rows == 3


def test_a_database_in_wal_mode_is_read_without_any_file_beside_it(database, drawn):
    path = database("shop.sqlite", "pragma journal_mode = wal", "create table t (a)", "insert into t values ('x')")
    assert files(path) == ["shop.sqlite"]
    stream, _ = read(path)
    first = files(path)
    assert stream.read_all()["a"].to_pylist() == ["x"]
    assert first == files(path) == ["shop.sqlite"]


@pytest.mark.parametrize("name", KINDS)
def test_nothing_can_be_written(orders, name, monkeypatch):
    path = orders(name)
    before, opened = path.read_bytes(), []
    kind = databasefile._DuckDB if "duckdb" in name else databasefile._SQLite
    make = kind.__init__
    monkeypatch.setattr(kind, "__init__", lambda self, *given: (make(self, *given), opened.append(self))[0])
    read(path)
    with pytest.raises((duckdb.Error, sqlite3.Error), match=r"read-?\s?only"):
        opened[0].connection.execute("create table t (a int)")
    assert (path.read_bytes(), files(path)) == (before, [name])


def test_duckdb_opens_no_other_file_and_loads_no_extension(database, put, refused):
    secret = put("secret\n", "secret.csv")
    path = database("shop.duckdb", f"create view v as select * from read_csv('{secret}', columns = {{'a': 'varchar'}})")
    error = refused(path)
    assert (error.code, "secret\n" in str(error)) == ("E-TABLE-NAME", False)
    with duckdb.connect(str(path), read_only=True, config=databasefile.CLOSED) as connection:
        for statement in ("load httpfs", "install httpfs", "set enable_external_access = true", "attach 'x.db'"):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


def test_B29_limits(orders, database, refused, monkeypatch):
    wide = ", ".join(f"c{i} int" for i in range(501))
    for name in KINDS:
        assert refused(database(name, f"create table t ({wide})")).code == "E-LIMIT"
        monkeypatch.setattr(records, "MAX_ROWS", 2)
        assert refused(orders(name)).code == "E-LIMIT"
        monkeypatch.undo()


@pytest.mark.parametrize("name", KINDS)
def test_B34_two_columns_of_one_name(database, refused, name):
    assert refused(database(name, f'create table t (a int, "{LINE}" int)')).code == "E-HEADER"
    assert refused(database(name, 'create table t ("한" int, "\u1112\u1161\u11ab" int)')).code == "E-DUP-COLUMN"


@pytest.mark.parametrize("name", KINDS)
def test_batches_are_bounded_and_another_engine_can_draw_them(orders, name):
    path = orders(name, n=120_000)
    sizes = [len(batch) for batch in read(path)[0]]
    assert (max(sizes), sum(sizes)) == (50_000, 120_000)
    found = duckdb.from_arrow(read(path)[0]).aggregate(f"count(*), max({LINE}), min({LINE})").fetchall()
    assert found == [(120_000, 120_000, 1)]


@pytest.mark.parametrize("name", KINDS)
def test_names_of_files_are_taken_literally(orders, name, tmp_path):
    for odd in ("a;id;.{}", "md:a#b.{}", "a%20b[1]*.{}"):
        path = orders(name).rename(tmp_path / odd.format(name.split(".")[1]))
        assert read(path)[0].read_all().num_rows == 3
        assert files(path) == [path.name]
        path.unlink()


def test_a_question_mark_in_a_name_declares_nothing(orders, refused, tmp_path):
    assert read(orders("shop.sqlite").rename(tmp_path / "a?mode=rwc.sqlite"))[0].read_all().num_rows == 3
    path = orders("shop.duckdb").rename(tmp_path / "a?mode=rwc.duckdb")
    assert "Cannot access file" in refused(path).detail  # DuckDB takes what is behind it for options
    assert files(path) == [path.name, "a?mode=rwc.sqlite"]


def test_a_cell_of_many_bytes_is_refused(database, refused):
    path = database("shop.sqlite", "create table t (a)", "insert into t values (zeroblob(20000000))")
    assert "too big" in refused(path).detail
