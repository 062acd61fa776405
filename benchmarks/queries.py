"""The package's queries beside SQL written by hand and pandas: same files, same answers."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks import FOLDER, ROOT
from benchmarks.measure import Failed, spend
from benchmarks.tables import Table, cores, count, spread

QUESTIONS: Final = {
    "nps": "NPS by month and segment",
    "nps_clustered": "NPS by month, clustered by customer",
    "repeat_within": "repeat within 90 days, by month of first order",
    "repeat_customer_share": "share of customers with two purchases",
    "repeat_order_share": "share of purchases by returning customers, by month",
    "repeat_monthly_returning": "returning buyers by month",
    "journey": "customer path of a year: stages, touchpoints, transitions",
    "channel_effect": "three channels or more against return: naive, before a landmark, adjusted in two ways",
}
WAYS: Final = {"sql": "SQL by hand", "package": "cxmetrics", "pandas": "pandas"}
MODELS: Final = {"package": "cxmetrics", "pandas": "pandas, statsmodels"}  # no SQL fits a regression
MEMORY: Final = "2GB"
KEYS: Final = ("segment", "period", "method", "what", "stage", "touchpoint", "next_touchpoint")
TABLES: Final = {"nps": "responses", "nps_clustered": "responses", "journey": "touchpoints"}  # of the others: orders
TOLERANCE: Final = 1e-8

Answer = list[dict[str, Any]]


@dataclass
class Runs:
    """Costs of one way to answer one question, a number a run."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)


def compare(*, rows: int, runs: int) -> Table:
    """Measure every way to answer every question, in turn.

    Parameters
    ----------
    rows : int
        Rows of each table.
    runs : int
        How often.

    Raises
    ------
    Failed
        Two ways gave different answers.
    """
    spend([sys.executable, "-m", "benchmarks.data", str(rows)], folder=ROOT)
    found = {(question, way): Runs() for question in QUESTIONS for way in _ways(question)}
    for run in range(runs):
        for question in QUESTIONS:
            _round(question, rows=rows, first=run, found=found)
    return _table(found, rows=rows, runs=runs)


def _round(question: str, *, rows: int, first: int, found: Mapping[tuple[str, str], Runs]) -> None:
    """Ask one question in every way, each run beginning with another one, and compare the answers."""
    names, reference = _ways(question), _reference(question)
    start = first % len(names)
    ways = [*names][start:] + [*names][:start]
    answers = {way: _ask(question, way, rows=rows, runs=found[question, way]) for way in ways}
    for way, answer in answers.items():
        if difference := differs(answers[reference], answer):
            raise Failed(f"{question}: {names[way]} differs from {names[reference]}: {difference}")


def _ways(question: str) -> dict[str, str]:
    return MODELS if question == "channel_effect" else WAYS


def _reference(question: str) -> str:
    """Name the way to which the others are held: SQL by hand, where it can answer."""
    return "sql" if "sql" in _ways(question) else "pandas"


def _ask(question: str, way: str, *, rows: int, runs: Runs) -> Answer:
    path = FOLDER / f"{TABLES.get(question, 'orders')}-{rows}.parquet"
    settings = {"CXMETRICS_THREADS": str(cores()), "CXMETRICS_MEMORY": MEMORY}
    command = [sys.executable, "-m", "benchmarks.contestant", way, question, str(path)]
    spent = spend(command, folder=ROOT, env=settings)
    told = json.loads(spent.output)
    runs.cpu.append(told["cpu"])
    runs.wall.append(told["wall"])
    runs.process.append(spent.cpu)
    runs.peak.append(spent.peak)
    return list(told["answer"])


def differs(expected: Answer, answer: Answer) -> str | None:
    """Say where an answer lacks a number of the expected one, or gives another."""
    keys = [key for key in KEYS if any(key in row for row in expected)]
    left, right = _by_group(expected, keys), _by_group(answer, keys)
    if left.keys() != right.keys():
        return f"groups {sorted(left.keys() ^ right.keys())[:3]}"
    for group, row in left.items():
        for name, value in row.items():
            if name not in right[group]:
                return f"no column {name}"
            if not _same(value, right[group][name]):
                return f"{name} of {group or 'all'} is {right[group][name]}, not {value}"
    return None


def _by_group(answer: Answer, keys: Sequence[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {tuple(str(row[key]) for key in keys if row.get(key) is not None): _numbers(row) for row in answer}


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in KEYS}


def _same(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _table(found: Mapping[tuple[str, str], Runs], *, rows: int, runs: int) -> Table:
    lines: list[Sequence[str]] = []
    for question, title in QUESTIONS.items():
        least = min(found[question, _reference(question)].cpu)
        lines += [[]] if lines else []
        for way, name in _ways(question).items():
            spent = found[question, way]
            cells = [spread(spent.cpu), spread(spent.wall), f"{max(spent.peak):.0f}", spread(spent.process)]
            lines.append([title, name, *cells, f"{min(spent.cpu) / least:.2f}"])
    return Table(
        title=f"Queries over {rows:,} rows of Parquet",
        heads=["question", "way", "CPU s", "wall s", "peak MB", "process CPU s", "ratio"],
        rows=lines,
        notes=[
            f"{count(runs, 'run')}, interleaved, each in a fresh process; minimum, and the median in brackets.",
            "CPU and wall are those of the call; the process CPU has the imports as well. Peak is of the process.",
            f"Ratio is CPU to that of the SQL by hand, with the same settings: {cores()} threads, {MEMORY}.",
            "Where a model is fitted it is to pandas and statsmodels.",
            "Of the customer path cxmetrics makes all ten frames, the other ways three.",
            "All ways gave the same numbers: counts, estimates, errors, intervals; of the effect its four differences.",
        ],
    )
