"""Tables of what was measured, as plain text and as Markdown, and the line that says on which machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CALM: Final = 0.5  # load average above which figures are not to be quoted
LIBRARIES: Final = ("cxmetrics", "duckdb", "pandas", "numpy", "pyarrow", "papermill", "nbconvert")


@dataclass(frozen=True)
class Table:
    """A table with a title and notes.

    Parameters
    ----------
    title : str
        What was measured.
    heads : list of str
        Names of the columns; the first ones are text.
    rows : list of list of str
        Cells; an empty row is a rule between groups.
    notes : list of str
        How to read it.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]

    def text(self) -> str:
        """Give the table as plain text."""
        columns = zip(self.heads, *filter(None, self.rows), strict=True)
        widths = [max(map(len, column)) for column in columns]
        lines = [self._line(self.heads, widths), "  ".join("-" * width for width in widths)]
        lines += [self._line(row, widths) for row in self.rows]
        return "\n".join([self.title, "", *lines, "", *self.notes])

    def markdown(self) -> str:
        """Give the table as Markdown."""
        numbers = ["---:" if self._is_number(i) else "---" for i in range(len(self.heads))]
        lines = [f"| {' | '.join(row)} |" for row in [self.heads, numbers, *filter(None, self.rows)]]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"## {self.title}", "", *lines, "", *notes])

    def _line(self, row: Sequence[str], widths: Sequence[int]) -> str:
        cells = [
            cell.rjust(width) if self._is_number(i) else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        return "  ".join(cells).rstrip()

    def _is_number(self, column: int) -> bool:
        return all(row[column][:1] in "0123456789-–" for row in self.rows if row)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Minimum, with the median behind it: ``4.51 (4.73)``."""
    return f"{min(values):.{digits}f} ({statistics.median(values):.{digits}f})"


def count(number: int, noun: str) -> str:
    """Number and noun: ``1 run``, ``3 runs``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def machine() -> list[str]:
    """Say what the figures were measured on, and whether it was busy."""
    load = os.getloadavg()[0]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        f"{cores()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, {', '.join(versions)}; load average at the start {load:.2f}."
    ]
    if load > CALM:
        lines.append(f"WARNING: the load average is above {CALM}: these figures are not to be quoted.")
    return lines


def cores() -> int:
    """Count the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
