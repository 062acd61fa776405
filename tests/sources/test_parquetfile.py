"""Parquet: typed columns with row numbers, and damage that the readers in use do not notice."""

from decimal import Decimal

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxmetrics.errors import CxError
from cxmetrics.sources import parquetfile, records
from cxmetrics.sources.reading import LINE, read


@pytest.fixture
def store(tmp_path):
    """Write a table as Parquet."""

    def write(table, name="orders.parquet", **options):
        path = tmp_path / name
        pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), path, **options)
        return path

    return write


def test_types_are_kept_and_rows_numbered(store):
    table = pa.table(
        {
            "id": pa.array(["a", None], pa.string()),
            "amount": pa.array([Decimal("1.50"), None], pa.decimal128(9, 2)),
            "at": pa.array([0, 1], pa.timestamp("us", tz="UTC")),
            "tag": pa.array(["x", "x"]).dictionary_encode(),
        }
    )
    stream, reading = read(store(table))
    found = stream.read_all()
    assert found.drop_columns([LINE]).equals(table)
    assert found[LINE].to_pylist() == [1, 2]
    assert (reading.kind, reading.rows, reading.header, len(reading.sha256)) == ("parquet", 2, table.column_names, 64)


def test_batches_are_bounded(store):
    stream, reading = read(store({"n": range(120_000)}, row_group_size=120_000))
    numbers = [(len(batch), batch[LINE][0].as_py()) for batch in stream]
    assert numbers == [(50_000, 1), (50_000, 50_001), (20_000, 100_001)]
    assert reading.rows == 120_000


def test_B02_no_rows(store, refused):
    assert refused(store({"n": pa.array([], pa.int64())})).code == "E-NO-ROWS"


def test_B05_a_file_that_is_cut_off(store, refused):
    path = store({"n": range(5000)})
    content = path.read_bytes()
    for length in (4, 100, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        assert refused(path).code == "E-FILE-CORRUPT"


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_B06_polars_and_duckdb_read_flipped_bits_as_another_sum(store, refused):
    table = {"n": np.random.default_rng(1).integers(10**9, size=5000).tolist()}
    path = store(table, use_dictionary=False, compression="none", write_page_checksum=True)
    flip(path, 2000)
    assert pl.read_parquet(path)["n"].sum() != sum(table["n"])
    assert duckdb.sql(f"select sum(n) from read_parquet('{path}')").fetchall() != [(sum(table["n"]),)]
    error = refused(path)
    assert (error.code, "CRC" in error.detail) == ("E-FILE-CORRUPT", True)


@pytest.mark.parametrize("packed", ["none", "gzip"])
def test_B06_flipped_bits_without_checksums_need_a_hash_beside_the_file(store, refused, tmp_path, packed):
    path = store({"n": range(5000)}, use_dictionary=False, compression=packed)
    (tmp_path / "orders.parquet.sha256").write_text(parquetfile.hash_of(path) + "  orders.parquet\n")
    stream, _ = read(path)
    assert sum(stream.read_all()["n"].to_pylist()) == sum(range(5000))
    flip(path, 2000)
    assert refused(path).code == "E-CHECKSUM"


def test_B06_a_bit_flipped_anywhere_gives_an_error_of_ours_or_no_error(store):
    path = store({"n": range(500), "s": [f"s{i}" for i in range(500)]}, write_page_checksum=True)
    content, right = path.read_bytes(), read(path)[0].read_all()
    refusals = 0
    for place in np.random.default_rng(3).choice(len(content), 150, replace=False):
        path.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
        try:
            stream, reading = read(path)
            found = stream.read_all()
        except CxError:
            refusals += 1
            continue
        assert reading.rows == found.num_rows == right.num_rows
    assert refusals > 75


def test_B29_limits(store, refused, monkeypatch):
    assert refused(store({f"c{i}": [1] for i in range(501)})).code == "E-LIMIT"
    monkeypatch.setattr(parquetfile, "MAX_ROWS", 3)
    assert refused(store({"n": range(4)})).code == "E-LIMIT"


def test_B34_two_columns_of_one_name(store, refused):
    table = pa.table([pa.array([1]), pa.array([2])], names=["n", "N"])
    assert refused(store(table)).code == "E-DUP-COLUMN"
    assert refused(store({LINE: [1]})).code == "E-HEADER"


def test_names_are_in_nfc_and_stripped(store):
    stream, reading = read(store({" 한 ": [1], "n": [2]}))
    assert stream.schema.names == ["한", "n", LINE]
    assert reading.notes == {"I-NORM": 1}


def test_B14_a_file_that_is_replaced_while_it_is_read(store, refused):
    path = store({"n": range(5)})
    stream, _ = read(path)
    store({"n": range(6)}, "new.parquet").replace(path)
    with pytest.raises(CxError, match="E-FILE-CHANGING"):
        stream.read_all()


def test_the_batch_size_is_that_of_all_readers():
    assert parquetfile.BATCH_ROWS == records.BATCH_ROWS
