"""Write the orders as the CSV files that the readers read: ``python -m benchmarks.exports ROWS``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import FOLDER, data

Row = tuple[str, ...]

SEED: Final = 20_261_101
MEMOS: Final = (
    "", "", "", "", "부재 시 문 앞에 놓아주세요", "경비실에 맡겨주세요", "선물 포장 부탁드립니다",
    "빠른 배송 부탁드려요", "배송 전 연락 바랍니다", "leave it at the door",
)  # fmt: skip
ODD: Final = ("문 앞, 없으면 경비실", '"조심히" 다뤄주세요', "1층 로비에\n놓아주세요")  # these need quotes
ODD_SHARE: Final = 0.05
FILES: Final = {
    "plain": "UTF-8, no quotes",
    "needed": "UTF-8, quotes where needed, some line breaks in texts",
    "quoted": "UTF-8, every field quoted",
    "cp949": "CP949, no quotes",
}


def path_of(name: str, rows: int) -> Path:
    """Place of one of the files."""
    return FOLDER / f"orders-{name}-{rows}.csv"


def write(rows: int) -> None:
    """Write all files that are not there yet."""
    for name in FILES:
        path = path_of(name, rows)
        if path.exists():
            continue
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="cp949" if name == "cp949" else "utf-8", newline="") as out:
            for lines in _blocks(rows, _line(name), odd=name in {"needed", "quoted"}):
                out.write(lines)
        unfinished.replace(path)


def _line(name: str) -> Callable[[Row], str]:
    if name == "quoted":
        return lambda row: '"' + '","'.join(cell.replace('"', '""') for cell in row) + '"\n'
    return lambda row: ",".join(_needed(cell) for cell in row) + "\n"


def _needed(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n') else cell


def _blocks(rows: int, line: Callable[[Row], str], *, odd: bool) -> Iterator[str]:
    """Give the lines of one row group after the other, the header first."""
    source = pq.ParquetFile(data.table("orders", rows=rows))
    yield line((*source.schema_arrow.names, "memo"))
    for i, batch in enumerate(source.iter_batches(data.ROWS_PER_GROUP)):
        rng = np.random.default_rng([SEED, i])
        memos = np.array(MEMOS)[rng.integers(0, len(MEMOS), len(batch))]
        if odd:
            others = np.array(ODD)[rng.integers(0, len(ODD), len(batch))]
            memos = np.where(rng.random(len(batch)) < ODD_SHARE, others, memos)
        columns = [_texts(batch.column(name)) for name in batch.schema.names]
        yield "".join(map(line, zip(*columns, memos.tolist(), strict=True)))


def _texts(column: pc.Array) -> list[str]:
    if column.type == "timestamp[us]":
        texts = pc.strftime(column.cast("timestamp[s]"), format="%Y-%m-%dT%H:%M:%S")
    elif column.type == "double":
        texts = column.cast("int64").cast("string")
    else:
        texts = column.cast("string")
    return list(texts.fill_null("").to_pylist())


if __name__ == "__main__":
    write(int(sys.argv[1]))
