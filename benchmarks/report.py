"""Reports of the sample company beside the usual command lines, and beside their cells alone."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import Final

from benchmarks import DATA_END, FOLDER, ROOT, peers
from benchmarks.browser import Printer, printer
from benchmarks.measure import Spent, spend
from benchmarks.tables import Table, count, spread

NOTEBOOK: Final = ROOT / "notebooks" / "scorecard.ipynb"
SAMPLE: Final = FOLDER / "sample"
COMPANY: Final = SAMPLE / "cx.toml"
BIN: Final = Path(sys.executable).parent

Way = Callable[[Sequence[str], Path], Spent]


def compare(*, runs: int, reports: int) -> Table:
    """Measure the ways to make reports, in turn.

    Parameters
    ----------
    runs : int
        How often.
    reports : int
        Reports a run: of the last months.
    """
    if not COMPANY.exists():
        spend([sys.executable, ROOT / "data" / "sample_company", "--out", SAMPLE], folder=ROOT)
    tools = peers.install()
    with tempfile.TemporaryDirectory(prefix="cxmetrics-bench-") as private:
        pdf = printer(tools / "jupyter", folder=Path(private))
        ways: dict[str, Way] = {
            "cells": _cells,
            "cxmetrics": _cxmetrics,
            "papermill": partial(_one_by_one, way=partial(_papermill, tools=tools, pdf=pdf)),
            "nbprint": partial(_one_by_one, way=partial(_nbprint, tools=tools, pdf=pdf)),
        }
        if reports > 1:
            ways["alone"] = partial(_one_by_one, way=lambda month, folder: _cxmetrics([month], folder))
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
        return way(months, Path(folder))


def _one_by_one(months: Sequence[str], folder: Path, *, way: Callable[[str, Path], Spent]) -> Spent:
    return reduce(add, [way(month, folder) for month in months])


def _cells(months: Sequence[str], folder: Path) -> Spent:
    sets = [json.dumps({"company": str(COMPANY), "month": month}) for month in months]
    return spend([sys.executable, "-m", "benchmarks.cells", NOTEBOOK, *sets], folder=ROOT)


def _cxmetrics(months: Sequence[str], folder: Path) -> Spent:
    wanted = [word for month in months for word in ("--month", month)]
    return spend([BIN / "cxmetrics", "report", "--company", COMPANY, *wanted, "--out", folder], folder=folder)


def _papermill(month: str, folder: Path, *, tools: Path, pdf: Printer) -> Spent:
    stem = f"report-{month}"
    values = ["-r", "company", str(COMPANY), "-r", "month", month]
    ran = spend([tools / "papermill", "--no-progress-bar", NOTEBOOK, f"{stem}.ipynb", *values], folder=folder)
    printed = [
        spend([part.format(stem=stem) for part in command], folder=folder, env=pdf.env) for command in pdf.commands
    ]
    return reduce(add, printed, ran)


def _nbprint(month: str, folder: Path, *, tools: Path, pdf: Printer) -> Spent:
    """Run a copy in which a cell gives the values: typed parameters are none that nbprint knows."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    tagged = next(n for n, cell in enumerate(notebook["cells"]) if "parameters" in cell["metadata"].get("tags", []))
    given = notebook["cells"][tagged] | {"id": "given", "metadata": {}}
    notebook["cells"].insert(tagged + 1, given | {"source": f"company, month = {str(COMPANY)!r}, {month!r}"})
    own = folder / f"nbprint-{month}"
    own.mkdir()
    (own / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return spend([tools / "nbprint", "report.ipynb", "++nbprint.outputs.target=pdf"], folder=own, env=pdf.env)


NAMES: Final = {
    "cells": "the cells as plain Python, one process",
    "cxmetrics": "cxmetrics report: HTML and PDF, Korean and English",
    "alone": "the same, a command and a kernel for each report",
    "papermill": "papermill, jupyter nbconvert: PDF, Korean",
    "nbprint": f"{peers.NBPRINT}: PDF, Korean",
}


def _table(found: dict[str, list[Spent]], *, printed: str, runs: int, reports: int) -> Table:
    least = {name: min(spent.cpu for spent in spents) for name, spents in found.items()}
    over = {name: cpu - least["cells"] for name, cpu in least.items()}
    rows = []
    for name in [name for name in NAMES if name in found]:
        spents = found[name]
        cells = [spread([spent.cpu for spent in spents]), spread([spent.wall for spent in spents])]
        peak = f"{max(spent.peak for spent in spents):.0f}"
        ratio = "–" if name == "cells" else f"{over['cxmetrics'] / over[name]:.2f}"
        rows.append([NAMES[name], *cells, peak, f"{over[name]:.2f}", ratio])
    return Table(
        title=f"{count(reports, 'report')} of the sample company",
        heads=["way", "CPU s", "wall s", "peak MB", "overhead CPU s", "our overhead as a part of this"],
        rows=rows,
        notes=[
            f"{count(runs, 'run')}, interleaved, fresh processes; minimum, and the median in brackets.",
            "CPU is of all processes, browser and kernel included; peak is of the largest one.",
            "Overhead is the CPU beyond that of the cells, which read the files, count and collect what they show. A"
            " run of many reads the files once, the cells each time: its overhead may be below 0.",
            f"PDF of papermill's notebook: {printed}.",
        ],
    )
