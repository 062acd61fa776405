"""The strict reader beside pyarrow.csv and pandas: same CSV files, same rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks import ROOT
from benchmarks.exports import FILES, path_of
from benchmarks.measure import Failed, spend
from benchmarks.queries import Runs
from benchmarks.tables import Table, count, spread

WAYS: Final = {
    "arrow": "pyarrow.csv, streaming",
    "package": "cxmetrics, strict",
    "guessed": "cxmetrics, strict, encoding found",
    "pandas": "pandas.read_csv",
    "door": "cxmetrics: read, check, Parquet",
}
REFERENCE: Final = "arrow"


def compare(*, rows: int, runs: int) -> Table:
    """Measure every way to read every file, in turn.

    Parameters
    ----------
    rows : int
        Rows of each file.
    runs : int
        How often.

    Raises
    ------
    Failed
        Two ways gave another number of rows.
    """
    spend([sys.executable, "-m", "benchmarks.exports", str(rows)], folder=ROOT)
    found = {(name, way): Runs() for name in FILES for way in WAYS}
    for run in range(runs):
        for name in FILES:
            for way in [*WAYS][run % len(WAYS) :] + [*WAYS][: run % len(WAYS)]:
                _read(name, way, rows=rows, runs=found[name, way])
    return _table(found, rows=rows, runs=runs)


def _read(name: str, way: str, *, rows: int, runs: Runs) -> None:
    path = path_of(name, rows)
    _warm(path)
    encoding = "cp949" if name == "cp949" else "utf-8"
    spent = spend([sys.executable, "-m", "benchmarks.reader", way, path, encoding], folder=ROOT)
    told = json.loads(spent.output)
    if told["rows"] != rows:
        raise Failed(f"{WAYS[way]} gave {told['rows']:,} rows of {path.name}, not {rows:,}")
    runs.cpu.append(told["cpu"])
    runs.wall.append(told["wall"])
    runs.process.append(spent.cpu)
    runs.peak.append(spent.peak)


def _warm(path: Path) -> None:
    """Bring a file into the cache of the disk; in pieces, for a child inherits this process's peak memory."""
    with path.open("rb") as source:
        while source.read(2**20):
            pass


def _table(found: Mapping[tuple[str, str], Runs], *, rows: int, runs: int) -> Table:
    lines: list[Sequence[str]] = []
    for name, title in FILES.items():
        least = min(found[name, REFERENCE].cpu)
        lines += [[]] if lines else []
        size = f"{title}; {path_of(name, rows).stat().st_size / 2**20:.0f} MB"
        for way, said in WAYS.items():
            spent = found[name, way]
            cells = [spread(spent.cpu), spread(spent.wall), f"{max(spent.peak):.0f}", f"{min(spent.cpu) / least:.2f}"]
            lines.append([size, said, *cells])
    return Table(
        title=f"Reading CSV: {rows:,} rows of 8 columns",
        heads=["file", "way", "CPU s", "wall s", "peak MB", "ratio"],
        rows=lines,
        notes=[
            f"{count(runs, 'run')}, interleaved, each in a fresh process; minimum, and the median in brackets.",
            "CPU and wall are those of the call, all columns as text. Peak is of the process.",
            "Ratio is CPU to that of pyarrow.csv.",
            "Strict: every row is handed over with its line, set aside with a reason, or counted as blank.",
            "Encoding found: not declared, so the whole file is looked at first. pandas holds the whole table.",
        ],
    )
