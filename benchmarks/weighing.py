"""Initiatives weighed by the package beside plain numpy: same business cases, same numbers but for chance."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from typing import Final

from benchmarks import ROOT
from benchmarks.measure import Failed, spend
from benchmarks.queries import Runs
from benchmarks.tables import Table, count, spread

WAYS: Final = {
    "chunks": "numpy: loop over initiatives, draws x months in pieces",
    "package": "cxmetrics, 1 thread",
    "threads": "cxmetrics, 2 threads",
    "whole": "numpy: loop over initiatives, draws x months at once",
}
REFERENCE: Final = "chunks"
FAR: Final = 6.0  # Monte Carlo errors
DENSITY: Final = (
    10.0  # a normal quantile at 5 % has an error of 2.1 standard deviations / sqrt(draws); skewed ones more
)

Answer = Mapping[str, list[float]]


def compare(*, draws: int, runs: int) -> Table:
    """Measure every way, in turn.

    Parameters
    ----------
    draws : int
        Of the Monte Carlo sample.
    runs : int
        How often.

    Raises
    ------
    Failed
        Two ways differ by more than chance.
    """
    found = {way: Runs() for way in WAYS}
    for run in range(runs):
        answers = {
            way: _weigh(way, draws, found[way]) for way in [*WAYS][run % len(WAYS) :] + [*WAYS][: run % len(WAYS)]
        }
        for way, answer in answers.items():
            if difference := differs(answers[REFERENCE], answer, draws):
                raise Failed(f"{WAYS[way]} differs from {WAYS[REFERENCE]}: {difference}")
    return _table(found, draws=draws, runs=runs)


def _weigh(way: str, draws: int, runs: Runs) -> Answer:
    spent = spend([sys.executable, "-m", "benchmarks.weighed", way, str(draws)], folder=ROOT)
    told = json.loads(spent.output)
    runs.cpu.append(told["cpu"])
    runs.wall.append(told["wall"])
    runs.process.append(spent.cpu)
    runs.peak.append(spent.peak)
    answer: Answer = told["answer"]
    return answer


def differs(expected: Answer, answer: Answer, draws: int) -> str | None:
    """Say where two samples differ by more than chance."""
    if expected.keys() != answer.keys():
        return f"initiatives {sorted(expected.keys() ^ answer.keys())[:3]}"
    for name, (mean, sd, low, high, loss) in expected.items():
        error = math.sqrt(2 / draws)
        limits = (FAR * sd * error, FAR * sd * error, *2 * (DENSITY * sd * error,), FAR * error / 2)
        numbers = zip((mean, sd, low, high, loss), answer[name], limits, strict=True)
        if any(abs(left - right) > limit for left, right, limit in numbers):
            return f"{name}: {answer[name]}, not {expected[name]}"
    return None


def _table(found: Mapping[str, Runs], *, draws: int, runs: int) -> Table:
    least = min(found[REFERENCE].cpu)
    rows = [[said, spread(found[way].cpu), spread(found[way].wall), f"{max(found[way].peak):.0f}",
             f"{min(found[way].cpu) / least:.2f}"] for way, said in WAYS.items()]  # fmt: skip
    return Table(
        title=f"Ten initiatives weighed: {draws:,} draws, 36 months",
        heads=["way", "CPU s", "wall s", "peak MB", "ratio"],
        rows=rows,
        notes=[
            f"{count(runs, 'run')}, interleaved, each in a fresh process; minimum, and the median in brackets.",
            "CPU and wall are those of the call, imports left out. Peak is of the process.",
            "Ratio is CPU to that of numpy in pieces.",
            "All give mean, quantiles and probability of a loss, which must agree but for chance. The package also"
            " reads and checks the table, chooses pilots, looks for overlaps, varies every input and says a verdict.",
        ],
    )
