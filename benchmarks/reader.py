"""One reader, one file, in a fresh process: ``python -m benchmarks.reader WAY FILE ENCODING``.

Imports are made before the clock starts. Prints a line of JSON: processor and wall seconds of the call, and rows.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

COMPANY: Final = """\
company = "우리가게"
timezone = "Asia/Seoul"
currency = "KRW"
data_end = "2026-10-31"
history_complete = true

[orders]
source = '{path}'
encoding = "{encoding}"
max_quarantine_share = 1
"""


def arrow(path: Path, encoding: str) -> Callable[[], int]:
    """Draw the batches of ``pyarrow.csv``, all columns as text, line breaks in texts allowed."""
    import pyarrow as pa  # noqa: PLC0415 - the other ways must not pay for it
    from pyarrow import csv  # noqa: PLC0415

    with path.open(encoding=encoding) as source:
        names = source.readline().strip().replace('"', "").split(",")

    def call() -> int:
        stream = csv.open_csv(
            path,
            csv.ReadOptions(encoding=encoding),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
        return sum(len(batch) for batch in stream)

    return call


def package(path: Path, encoding: str) -> Callable[[], int]:
    """Draw the batches of the strict reader."""
    from cxmetrics.sources.reading import read  # noqa: PLC0415

    return lambda: sum(len(batch) for batch in read(path, encoding=encoding)[0])


def guessed(path: Path, _: str) -> Callable[[], int]:
    """Draw the batches of the strict reader, which finds the encoding out."""
    from cxmetrics.sources.reading import read  # noqa: PLC0415

    return lambda: sum(len(batch) for batch in read(path)[0])


def pandas(path: Path, encoding: str) -> Callable[[], int]:
    """Read the whole file with pandas, as text."""
    import pandas as pd  # noqa: PLC0415

    return lambda: len(pd.read_csv(path, encoding=encoding, dtype=str, keep_default_na=False))


def door(path: Path, encoding: str) -> Callable[[], int]:
    """Read, check every row and write Parquet, as a report does."""
    import cxmetrics as cx  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp())
    company = folder / "cx.toml"
    company.write_text(COMPANY.format(path=path, encoding=encoding), encoding="utf-8")

    def call() -> int:
        loaded = cx.open_company(company).load(month="2026-10")
        return int(loaded.health.tables["file_rows"].sum())

    return call


WAYS: Final = {"arrow": arrow, "package": package, "guessed": guessed, "pandas": pandas, "door": door}


def main() -> None:
    """Read, and print what it took."""
    way, path, encoding = sys.argv[1:]
    call = WAYS[way](Path(path), encoding)
    cpu, wall = time.process_time(), time.perf_counter()
    rows = call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "rows": rows}))


if __name__ == "__main__":
    main()
