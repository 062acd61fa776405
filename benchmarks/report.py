"""A report of the sample company beside the usual command lines, and beside its cells alone."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import Final

from benchmarks import DATA_END, FOLDER, ROOT
from benchmarks.browser import Printer, printer
from benchmarks.measure import Spent, spend
from benchmarks.tables import Table, count, spread

NOTEBOOK: Final = ROOT / "notebooks" / "scorecard.ipynb"
SAMPLE: Final = FOLDER / "sample"
COMPANY: Final = SAMPLE / "cx.toml"
BIN: Final = Path(sys.executable).parent

Way = Callable[[str, Path], Spent]


def compare(*, runs: int, reports: int) -> Table:
    """Measure three ways to run the notebook, in turn.

    Parameters
    ----------
    runs : int
        How often.
    reports : int
        Reports a run: of the last months, one after the other.
    """
    if not COMPANY.exists():
        spend([sys.executable, ROOT / "data" / "sample_company", "--out", SAMPLE], folder=ROOT)
    with tempfile.TemporaryDirectory(prefix="cxmetrics-bench-") as private:
        pdf = printer(BIN / "jupyter", folder=Path(private))
        ways: dict[str, Way] = {"cells": _cells, "cxmetrics": _cxmetrics, "papermill": partial(_papermill, pdf=pdf)}
        for way in ways.values():  # fonts and caches, once
            _make(way, _months(1))
        found: dict[str, list[Spent]] = {name: [] for name in ways}
        for _ in range(runs):
            for name, way in ways.items():
                found[name].append(_make(way, _months(reports)))
    return _table(found, printed=pdf.name, runs=runs, reports=reports)


def _months(count: int) -> list[str]:
    """Give the last months, latest first."""
    last = DATA_END.year * 12 + DATA_END.month - 1
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(last, last - count, -1)]


def _make(way: Way, months: Sequence[str]) -> Spent:
    with tempfile.TemporaryDirectory(prefix="cxmetrics-bench-") as folder:
        return reduce(add, [way(month, Path(folder)) for month in months])


def _cells(month: str, folder: Path) -> Spent:
    parameters = json.dumps({"company": str(COMPANY), "month": month})
    return spend([sys.executable, "-m", "benchmarks.cells", NOTEBOOK, parameters], folder=ROOT)


def _cxmetrics(month: str, folder: Path) -> Spent:
    return spend([BIN / "cxmetrics", "report", "--company", COMPANY, "--month", month, "--out", folder], folder=folder)


def _papermill(month: str, folder: Path, *, pdf: Printer) -> Spent:
    stem = f"report-{month}"
    values = ["-r", "company", str(COMPANY), "-r", "month", month]
    ran = spend([BIN / "papermill", "--no-progress-bar", NOTEBOOK, f"{stem}.ipynb", *values], folder=folder)
    printed = [
        spend([part.format(stem=stem) for part in command], folder=folder, env=pdf.env) for command in pdf.commands
    ]
    return reduce(add, printed, ran)


NAMES: Final = {
    "cells": "the cells as plain Python",
    "cxmetrics": "cxmetrics report: HTML and PDF, Korean and English",
    "papermill": "papermill, jupyter nbconvert: PDF, Korean",
}


def _table(found: dict[str, list[Spent]], *, printed: str, runs: int, reports: int) -> Table:
    least = {name: min(spent.cpu for spent in spents) for name, spents in found.items()}
    over = {name: cpu - least["cells"] for name, cpu in least.items()}
    rows = []
    for name, spents in found.items():
        cells = [spread([spent.cpu for spent in spents]), spread([spent.wall for spent in spents])]
        peak = f"{max(spent.peak for spent in spents):.0f}"
        ratio = "–" if name == "cells" else f"{over[name] / over['cxmetrics']:.2f}"
        rows.append([NAMES[name], *cells, peak, f"{over[name]:.2f}", ratio])
    return Table(
        title=f"{count(reports, 'report')} of the sample company",
        heads=["way", "CPU s", "wall s", "peak MB", "overhead CPU s", "ratio of overheads"],
        rows=rows,
        notes=[
            f"{count(runs, 'run')}, interleaved, fresh processes; minimum, and the median in brackets.",
            "CPU is of all processes, browser and kernel included; peak is of the largest one.",
            "Overhead is the CPU beyond that of the cells. They read the files, count and collect what they show.",
            f"PDF of papermill's notebook: {printed}.",
        ],
    )
