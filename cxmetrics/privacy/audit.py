"""Try to recover hidden counts from all that a report shows, as integer programs (HiGHS)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import csgraph

from cxmetrics.privacy.cells import Cell, Line

ALIKE_BELOW = 30  # a group in which all are alike is shown from this size on: its value tells about each of them
Range = tuple[float, float]
ANY: Range = (0, np.inf)


class Leak(NamedTuple):
    """A hidden count that cannot be ``value``, so that more is known of it than that it is small."""

    cell: Cell
    value: int


def range_of(label: str, cell: Cell, *, min_n: int) -> Range:
    """Give what the label of a hidden count says of it."""
    lowest = 0 if cell.population.startswith("repeat_within") else 1  # customers, none of whom could be observed
    return {"small": (lowest, min_n - 1), "alike": (min_n, ALIKE_BELOW - 1), "with_another": (min_n, np.inf)}.get(
        label, ANY
    )


@dataclass(frozen=True)
class View:
    """All that a reader knows.

    Parameters
    ----------
    ranges : mapping of Cell to (float, float)
        What each count can be, both ends equal where it is shown; one that is not named can be anything.
    guarded : sequence of Cell
        Counts of which nobody may know more than that they are below ``min_n``.
    lines : sequence of Line
        Along which counts add up.
    min_n : int
        Smallest group that is shown.
    """

    ranges: Mapping[Cell, Range]
    guarded: Sequence[Cell]
    lines: Sequence[Line]
    min_n: int

    def leak(self) -> Leak | None:
        """Give the first value from 1 to ``min_n - 1`` that a guarded count cannot have; None where there is none."""
        return next((found for system in self._systems() if (found := self._leak_in(system))), None)

    def _leak_in(self, system: _System) -> Leak | None:
        seen: dict[Cell, set[int]] = {cell: set() for cell in self.guarded if cell in system.number}
        for value in range(1, self.min_n):
            for cell, had in seen.items():
                if value not in had:
                    solution = system.solve({cell: value}, aim=seen)
                    if solution is None:
                        return Leak(cell, value)
                    for other, values in seen.items():
                        values.add(round(solution[system.number[other]]))
        return None

    def _systems(self) -> Iterator[_System]:
        """Split what is unknown where nothing shown connects it, and leave out what has no guarded count."""
        unknown = {cell: i for i, cell in enumerate(self._cells) if self._range(cell)[0] != self._range(cell)[1]}
        numbers = {cell: i for i, cell in enumerate(unknown)}
        lines = [[numbers[cell] for cell in (line.total, *line.parts) if cell in numbers] for line in self.lines]
        pairs = [(line[0], other) for line in lines for other in line[1:]]
        ends = np.array(pairs, dtype=int).reshape(-1, 2).T
        graph = sparse.coo_array((np.ones(len(pairs)), (ends[0], ends[1])), shape=(len(numbers), len(numbers)))
        part = csgraph.connected_components(graph, directed=False)[1] if numbers else np.array([], dtype=int)
        for wanted in dict.fromkeys(part[numbers[cell]] for cell in self.guarded if cell in numbers):
            inside = [line for line, held in zip(self.lines, lines, strict=True) if held and part[held[0]] == wanted]
            if inside:
                yield _System(self, inside)

    @cached_property
    def _cells(self) -> dict[Cell, None]:
        return dict.fromkeys([*self.ranges, *_cells_in(self.lines)])

    def _range(self, cell: Cell) -> Range:
        return self.ranges.get(cell, ANY)

    def cheapest(self, leak: Leak, costs: Mapping[Cell, float]) -> list[Cell] | None:
        """Give the counts to hide as well so that the leak is closed, at the least cost; None where none can.

        Parameters
        ----------
        leak : Leak
            What `leak` found.
        costs : mapping of Cell to float
            The shown counts that may be hidden.
        """
        system = _System(self, [line for line in self.lines if line.total.population == leak.cell.population])
        return system.release(leak, {cell: cost for cell, cost in costs.items() if cell in system.number})


def _cells_in(lines: Iterable[Line]) -> dict[Cell, None]:
    return dict.fromkeys(cell for line in lines for cell in (line.total, *line.parts))


class _System:
    """The lines of counts that depend on each other, as rows of an integer program.

    A line adds up where it can. Where more is in its parts than in its total, customers are in several of them; where
    less is, some are in none.
    """

    def __init__(self, view: View, lines: Sequence[Line]) -> None:
        self.number = {cell: i for i, cell in enumerate(_cells_in(lines))}
        self.view, self.low = view, np.array([view._range(cell)[0] for cell in self.number])
        self.high = np.array([view._range(cell)[1] for cell in self.number])
        self.matrix = np.zeros((len(lines), len(self.number)))
        self.least, self.most = np.zeros(len(lines)), np.zeros(len(lines))
        for row, line in enumerate(lines):
            parts, total = [self.number[part] for part in line.parts], self.number[line.total]
            self.matrix[row, parts], self.matrix[row, total] = 1, -1
            if self.low[parts].sum() > self.high[total]:
                self.most[row] = np.inf
            if self.high[parts].sum() < self.low[total]:
                self.least[row] = -np.inf
        self._loosen()

    def _loosen(self) -> None:
        """Let lines that cannot all add up hold customers who are in several parts, else give them up."""
        if self.solve({}) is None:
            self.most = np.full(len(self.matrix), np.inf)
        if self.solve({}) is None:
            self.least = np.full(len(self.matrix), -np.inf)

    def solve(self, fixed: Mapping[Cell, int], *, aim: Iterable[Cell] = ()) -> Any:
        """Give counts that agree with all lines, or None; those aimed at are far up or down, to see much of them."""
        low, high, cost = self.low.copy(), self.high.copy(), np.zeros(len(self.number))
        for sign, cell in zip(itertools.cycle((-1.0, 1.0, 1.0)), aim, strict=False):
            cost[self.number[cell]] = sign if np.isfinite(self.high[self.number[cell]]) else 0.0
        for cell, value in fixed.items():
            low[self.number[cell]] = high[self.number[cell]] = value
        return _solve(cost, self.matrix, (self.least, self.most), (low, high))

    def release(self, leak: Leak, costs: Mapping[Cell, float]) -> list[Cell] | None:
        """Give the cheapest cells whose hiding lets the leaking count have its value."""
        chosen = [self.number[cell] for cell in costs]
        size, more = len(self.number), len(chosen)
        shown = self.low[chosen]
        low, high = self.low.copy(), self.high.copy()
        far = 2 * (np.where(np.isfinite(low), low, 0).sum() + self.view.min_n)
        low[chosen], high[chosen] = self.view.min_n, far
        low[self.number[leak.cell]] = high[self.number[leak.cell]] = leak.value
        pick = np.zeros((more, size))
        pick[np.arange(more), chosen] = 1
        matrix = np.block([
            [self.matrix, np.zeros((len(self.matrix), more))],
            [pick, np.diag(shown - self.view.min_n)],
            [pick, np.diag(shown - far)],
        ])  # fmt: skip
        none, all_of_it = np.full(more, -np.inf), np.full(more, np.inf)
        found = _solve(
            np.concatenate([np.zeros(size), list(costs.values())]),
            matrix,
            (np.concatenate([self.least, shown, none]), np.concatenate([self.most, all_of_it, shown])),
            (np.concatenate([low, np.zeros(more)]), np.concatenate([high, np.ones(more)])),
        )
        if found is None:
            return None
        return [cell for cell, hidden in zip(costs, found[size:], strict=True) if round(hidden)]


def _solve(cost: Any, matrix: Any, sides: tuple[Any, Any], ends: tuple[Any, Any]) -> Any:
    return optimize.milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=optimize.Bounds(*ends),
        constraints=optimize.LinearConstraint(sparse.csr_array(matrix), *sides),
    ).x
