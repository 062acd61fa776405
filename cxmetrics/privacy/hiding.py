"""Which counts of a report are hidden or taken together, and why, until nothing can be had back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.privacy.audit import ALIKE_BELOW, Leak, View, range_of
from cxmetrics.privacy.cells import COUNTS, OTHER, Cell, cells_of, counts_of, has_own_key, lines_of
from cxmetrics.privacy.merge import can_pool, pooled

STEPS = 20  # further cells, or sets of them, that are hidden one after the other before a table is withheld
ORDER = ("withheld", "small", "alike", "with_another")  # which of several reasons a row gives
_ENDS = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}
_TOTAL_COSTS = 1000  # times as much as a group of its size: totals go last
Table = tuple[Any, ...]


class Hiding:
    """The frames of one report, and the label of every cell that is hidden.

    Parameters
    ----------
    frames : sequence of DataFrame
        Results as metrics gave them.
    min_n : int
        Smallest group that is shown.
    """

    def __init__(self, frames: Sequence[pd.DataFrame], *, min_n: int) -> None:
        self.frames, self.min_n = frames, min_n
        self.rows = [row for frame in frames for row in rows_of(frame)]
        self.counts = counts_of(self.rows)
        self.labels: dict[Cell, str] = {}
        self.merged: dict[Cell, Cell] = {}  # cell, and the cell `OTHER` that it is in
        self.others: dict[tuple[int, Table], dict[str, Any]] = {}  # pooled rows by frame and table
        self._primary()
        self._find_lines()
        self._assume_totals()
        self._withhold_parts()
        self.primary = dict(self.labels)

    def _primary(self) -> None:
        for row in self.rows:
            cells = cells_of(row)
            if any(0 < row[name] < self.min_n for name in COUNTS if name in row):
                self.labels |= {cell: "small" for name, cell in cells.items() if row[name] < self.min_n}
            elif is_alike(row) and not has_own_key(row):
                self.labels.setdefault(cells["n"], "alike")

    def _find_lines(self) -> None:
        published = [cell for cell in self.counts if cell not in self.merged]
        self.lines = lines_of([*published, *self.merged.values()], self.rows, merged=self.merged)

    def _assume_totals(self) -> None:
        """Take the sum as known where no frame shows a total."""
        self.assumed: dict[Cell, int] = {}
        for line in self.lines:
            if line.total not in self.counts:
                self.assumed.setdefault(line.total, sum(self._count(part) for part in line.parts))

    def _withhold_parts(self) -> None:
        """Say nothing of the parts of a small total: how many there are would tell of it."""
        for line in self.lines:
            some = [part for part in line.parts if self._count(part) > 0]
            if len(some) > 1 and self._count(line.total) < self.min_n:
                self.labels |= dict.fromkeys(some, "withheld")

    def _count(self, cell: Cell) -> int:
        return self.counts[cell] if cell in self.counts else self.assumed[cell]

    def settle(self) -> None:
        """Hide more until every line holds enough that is hidden, and nothing leaks."""
        steps: dict[Any, int] = defaultdict(int)
        while True:
            while any(self._hide_another(list(line.parts)) for line in self.lines if self._binds(line)):
                pass
            leaks = self._view().leaks()
            if not leaks:
                return
            before = (dict(self.labels), dict(self.merged))
            for leak in leaks:
                if self.labels.get(leak.cell) != "withheld":  # by an earlier one of these leaks
                    self._close(leak, steps, alone=before == (self.labels, self.merged))
            if before == (self.labels, self.merged):
                self._withhold(leaks[0])

    def _close(self, leak: Leak, steps: dict[Any, int], *, alone: bool) -> None:
        """Hide the cheapest cells that close a leak; where there are none, or it takes too long, withhold a table."""
        place = (leak.cell.population, leak.cell.period)
        more = self._view().cheapest(leak, self._costs(), alone=alone) if steps[place] < STEPS else None
        if more is None:
            self._withhold(leak)
        for cell in more or ():
            steps[place] += 1
            self._hide(cell)

    def _binds(self, line: Any) -> bool:
        """Whether a line tells of its parts: periods only where nobody is in several of them."""
        over_time = line.total.columns == line.parts[0].columns
        return not over_time or sum(self._count(part) for part in line.parts) <= self._count(line.total)

    def _hide_another(self, parts: list[Cell]) -> bool:
        """Hide the smallest shown part of a line that would give its hidden parts away; say if any was."""
        hidden = [self._count(part) for part in parts if part in self.labels]
        shown = [part for part in self._shown(parts) if self._count(part) > 0]
        alone = len(hidden) == 1 or (len(hidden) > 0 and sum(hidden) - len(hidden) < self.min_n)
        if not (alone and shown):
            return False
        self._hide(min(shown, key=self._count))
        return True

    def _shown(self, cells: Any) -> list[Cell]:
        return [cell for cell in cells if cell in self.counts and cell not in self.labels and cell not in self.merged]

    def _hide(self, cell: Cell) -> None:
        self._take_apart(cell.table)
        self.labels.setdefault(cell, "with_another")

    def _view(self) -> View:
        """Give what a reader knows: the truth where it is shown, and what labels say."""
        known = {cell: (n, n) for cell, n in self.counts.items() if cell not in self.merged}
        known |= {cell: (n, n) for cell, n in self.assumed.items() if n >= self.min_n}
        said = {cell: range_of(label, cell, min_n=self.min_n) for cell, label in self.labels.items()}
        small = [cell for cell, label in self.labels.items() if label == "small"]
        small += [cell for cell in self.merged if self.counts[cell] < self.min_n]
        return View({**known, **said}, small, self.lines, self.min_n)

    def _costs(self) -> dict[Cell, float]:
        totals = {line.total for line in self.lines}
        shown = [cell for cell in self._shown(self.counts) if self.counts[cell] >= self.min_n and not _is_other(cell)]
        return {cell: self.counts[cell] * (_TOTAL_COSTS if cell in totals and not cell.groups else 1) for cell in shown}

    def _withhold(self, leak: Leak) -> None:
        """Take apart what was merged in the period of a leak, else withhold its finest table."""
        near = [cell for cell in self.counts if cell.population == leak.cell.population]
        near = [cell for cell in near if cell.period == leak.cell.period]
        if merged := [cell for cell in near if cell in self.merged]:
            self._take_apart(merged[0].table)
            return
        finest = max((cell for cell in near if self.labels.get(cell) != "withheld"), key=lambda cell: len(cell.groups))
        self.labels |= {cell: "withheld" for cell in near if cell.table == finest.table}

    def merge(self) -> None:
        """Take the hidden groups of a table together where so many customers are surely in them."""
        apart = {cell.table for f in self.frames if not can_pool(f) for row in rows_of(f) for cell in _cells(row)}
        tables: dict[Table, list[Cell]] = defaultdict(list)
        for cell in self.counts:
            if len(cell.groups) == 1 and cell.table not in apart:
                tables[cell.table].append(cell)
        for table, cells in tables.items():
            over_time = cells[0].period is not None and any(cell._replace(period=None) in self.counts for cell in cells)
            if not over_time and not any(_is_other(cell) for cell in cells):
                self._merge(table, cells)
        self._find_lines()

    def _merge(self, table: Table, cells: list[Cell]) -> None:
        hidden = [cell for cell in cells if cell in self.labels]
        total = cells[0]._replace(groups=frozenset())
        if not hidden or total in self.labels:
            return
        shown = sorted((cell for cell in cells if self.counts[cell] and cell not in hidden), key=self._count)
        while len(hidden) < 2 or self._surely(hidden, cells, total) < self.min_n:  # noqa: PLR2004 - one alone is no other
            if not shown:
                return
            hidden.append(shown.pop(0))
        if not shown:
            return  # all groups together are the total
        sizes = sum(self.counts[cell] for cell in hidden)
        n = self._surely(hidden, cells, total) if total in self.counts else sizes
        rows = self._pool(table, set(hidden), n)
        if any(is_alike(row) for row in rows.values()):
            return
        (column,) = cells[0].columns
        other = total._replace(groups=frozenset({(column, OTHER)}))
        self.others |= rows
        self.merged |= dict.fromkeys(hidden, other)
        self.counts[other] = n
        self.labels = {cell: label for cell, label in self.labels.items() if cell not in self.merged}

    def _surely(self, hidden: list[Cell], cells: list[Cell], total: Cell) -> int:
        """Give the number of distinct customers that are at least in the hidden cells."""
        sizes = [self.counts[cell] for cell in hidden]
        beside = sum(self.counts[cell] for cell in cells if cell not in hidden)
        rest = self.counts[total] - beside if total in self.counts else 0
        return min(sum(sizes), max(*sizes, rest))

    def _pool(self, table: Table, members: set[Cell], n: int) -> dict[tuple[int, Table], dict[str, Any]]:
        found = {}
        for number, frame in enumerate(self.frames):
            inside = [not members.isdisjoint(_cells(row)) for row in rows_of(frame)]
            if any(inside):
                found[number, table] = pooled(frame[inside], n=n)
        return found

    def _take_apart(self, table: Table) -> None:
        """Give a merged table its rows back, those that are hidden hidden again."""
        members = [cell for cell in self.merged if cell.table == table]
        if not members:
            return
        del self.counts[self.merged[members[0]]]
        self.merged = {cell: other for cell, other in self.merged.items() if cell.table != table}
        self.others = {key: row for key, row in self.others.items() if key[1] != table}
        self.labels |= {cell: self.primary[cell] for cell in members if cell in self.primary}
        self._find_lines()

    def label_of(self, row: dict[str, Any]) -> str | None:
        """Why a row is hidden; ``merged`` if another stands for it, None if it is shown."""
        cells = _cells(row)
        if any(cell in self.merged for cell in cells):
            return "merged"
        why = {self.labels[cell] for cell in cells if cell in self.labels} | ({"alike"} if is_alike(row) else set())
        return next((label for label in ORDER if label in why), None)


def is_alike(row: dict[str, Any]) -> bool:
    """Whether a row is of few, all of whom gave the same."""
    return row["n"] < ALIKE_BELOW and (row["estimate"] in _ENDS.get(row["unit"], ()) or row["std_error"] == 0)


def _cells(row: dict[str, Any]) -> list[Cell]:
    return list(cells_of(row).values())


def _is_other(cell: Cell) -> bool:
    return any(value == OTHER for _, value in cell.groups)
