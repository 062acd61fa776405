"""One query text for every engine, and anything that holds rows."""

from datetime import date

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sqlglot

import cxmetrics as cx
from cxmetrics import engine
from cxmetrics.errors import DataError, ParameterError

SCORES = [10, 9, 8, 7, 6, 0, 9, 10, 3, 5]


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
@pytest.mark.parametrize("name", engine.query_names())
@pytest.mark.parametrize("every", [None, "month"])
def test_every_query_is_carried_to_other_engines(name, dialect, every):
    text = cx.sql(name, engine=dialect, by=["channel"] if "responses" in engine.tables_of(name) else [], every=every)
    parsed = sqlglot.parse_one(text, read=dialect)
    assert {table.name for table in parsed.find_all(sqlglot.exp.Table)} & set(engine.tables_of(name))
    assert "/*" not in text
    assert "period_of" not in text


@pytest.mark.parametrize("name", engine.query_names())
def test_queries_keep_to_the_portable_subset(name):
    text = cx.sql(name).lower()
    for word in ("qualify", "asof", "arg_min", "group by all", "list(", "struct", "exclude"):
        assert word not in text


def test_values_stay_parameters():
    assert "$promoter_from" in cx.sql("nps")
    assert "%(promoter_from)s" in cx.sql("nps", engine="postgres")
    assert ":promoter_from" in cx.sql("nps", engine="spark")


def _sources():
    frame = pd.DataFrame({"score": SCORES})
    connection = duckdb.connect()
    connection.execute("create table answers as select unnest([10, 9, 8, 7, 6, 0, 9, 10, 3, 5]) as score")
    return {
        "pandas": frame,
        "polars": pl.DataFrame({"score": SCORES}),
        "arrow": pa.table({"score": SCORES}),
        "relation": connection.table("answers"),
        "named": cx.Table("answers", on=connection),
    }


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "relation", "named"])
def test_tables_of_every_kind(kind):
    assert cx.nps(_sources()[kind]).estimate.item() == pytest.approx(0.0)


def test_a_parquet_path_is_taken_literally(tmp_path):
    for name, score in (("a[1].parquet", 10), ("a1.parquet", 0)):
        pd.DataFrame({"score": [score] * 10}).to_parquet(tmp_path / name)
    assert cx.nps(tmp_path / "a[1].parquet").estimate.item() == 100


@pytest.mark.parametrize("frame", [pl.DataFrame, pa.table, pd.DataFrame])
def test_nan_is_no_promoter(frame):
    """In DuckDB ``NaN >= 9`` holds: a missing score of Polars or Arrow must not become a promoter."""
    row = cx.nps(frame({"score": [9.0, float("nan"), 3.0]})).iloc[0]
    assert (row.promoters, row.detractors, row.missing) == (1, 1, 1)


def test_names_of_columns_are_quoted():
    frame = pd.DataFrame({"score": SCORES, 'a"; drop table x; --': ["x"] * 10, "고객 등급": ["y"] * 10})
    for name in frame.columns[1:]:
        assert cx.nps(frame, by=name).n.item() == 10


def test_row_order_does_not_matter():
    rows = pd.DataFrame({"score": SCORES * 30, "channel": ["web", "app", "store"] * 100})
    shuffled = rows.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(cx.nps(rows, by="channel"), cx.nps(shuffled, by="channel"))


def test_the_given_frame_is_not_changed():
    rows = pd.DataFrame({"score": [9, 3], "responded_at": pd.to_datetime(["2026-01-01", "2026-02-01"])})
    before = rows.copy()
    cx.nps(rows, every="month")
    pd.testing.assert_frame_equal(rows, before)


def test_other_metrics_of_one_table_are_passed_over():
    rows = pd.DataFrame({"score": [9, 9, 1], "metric": ["nps", "nps", "ces"]})
    assert cx.nps(rows).n.item() == 2


def test_unknown_things_are_named():
    with pytest.raises(ParameterError, match="one of .*nps"):
        cx.sql("nsp")
    with pytest.raises(ParameterError, match="duckdb, postgres, spark"):
        cx.sql("nps", engine="oracle")
    with pytest.raises(ParameterError, match="list holds no table"):
        cx.nps([9, 3])
    with pytest.raises(ParameterError, match="not a Parquet file"):
        cx.nps("answers.csv")
    with pytest.raises(ParameterError, match="no column 'score'; it has x"):
        cx.nps(pd.DataFrame({"x": [1]}))


def test_what_queries_share_is_let_go_again(monkeypatch):
    """A journey finds persons and contacts once; afterwards, and after a failure, their tables are gone."""
    rows = pd.DataFrame({"customer_id": list("aab"), "touchpoint": ["website", "checkout", "website"],
                         "occurred_at": pd.to_datetime(["2026-03-01", "2026-03-02", "2026-03-03"])})  # fmt: skip
    kept = "select table_name from duckdb_tables() where table_name like 'cx_kept%'"
    seen = []
    true = engine.Kept.put_into
    monkeypatch.setattr(engine.Kept, "put_into", lambda self, text: seen.append(text) or true(self, text))
    cx.journey(rows, data_end="2026-10-31")
    assert len(seen) > 5
    assert engine.connection().execute(kept).fetchall() == []
    monkeypatch.setattr(engine.Kept, "put_into", lambda *_: "select nonsense")
    with pytest.raises(duckdb.Error):
        cx.journey(rows, data_end="2026-10-31")
    assert engine.connection().execute(kept).fetchall() == []


def test_what_cannot_be_shared_is_one_error_and_leaves_nothing():
    bad = pd.DataFrame({"customer_id": ["a"], "touchpoint": ["website"], "occurred_at": ["yesterday"]})
    empty = {"responses": pa.table({"touchpoint": pa.array([], pa.string())}),
             "orders": pa.table({"customer_id": pa.array([], pa.string())})}  # fmt: skip
    tables = {"touchpoints": engine.as_table(bad), **{name: engine.as_table(table) for name, table in empty.items()}}
    values = {"data_end": date(2026, 10, 31), "since": date(1, 1, 1), "most_contacts": 9,
              **dict.fromkeys(("aware", "appeal", "ask", "act", "advocate"), "|website|")}  # fmt: skip
    with pytest.raises(DataError, match=r"E-TYPE .*yesterday"):
        engine.keep("contacts", {"named": "", "persons": ""}, tables, values=values)
    left = "select 1 from duckdb_tables() where table_name like 'cx_kept%'"
    assert engine.connection().execute(left).fetchall() == []


def test_rows_of_nobody_known_are_nobodys():
    people = engine.as_table(pd.DataFrame({"customer_id": [1, 2]}))
    rows = engine.as_table(pd.DataFrame({"customer_id": ["2", "3", None], "score": [1, 2, 3]}))
    assert rows.among(people).df()["score"].tolist() == [1]
    answers = engine.as_table(pd.DataFrame({"score": [1, 2, 3]})).among(people)
    assert (len(answers), answers.columns) == (0, ["score"])
    with pytest.raises(ParameterError, match="no column 'customer_id'"):
        rows.among(engine.as_table(pd.DataFrame({"id": [1]})))
