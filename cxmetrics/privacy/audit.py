"""Try to recover hidden counts from all that a report shows, as integer programs (HiGHS)."""

from __future__ import annotations

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

    def leaks(self) -> list[Leak]:
        """Give the first value from 1 to ``min_n - 1`` that a guarded count cannot have, of each that has one."""
        return [leak for system in self._systems() for leak in self._leaks_in(system)]

    def _leaks_in(self, system: _System) -> Iterator[Leak]:
        missing = {cell: set(range(1, self.min_n)) for cell in self.guarded if cell in system.number}
        for value in range(1, self.min_n):
            _strike(
                missing, system, system.solve({}, aim=[cell for cell in missing if value in missing[cell]], at=value)
            )
        for cell, values in missing.items():
            while values:
                value = min(values)
                wanted = [other for other in missing if value in missing[other]]
                solution = system.solve({cell: value}, aim=wanted, at=value)
                if solution is None:
                    yield Leak(cell, value)
                    break
                _strike(missing, system, solution)

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
                system = _System(self, inside)
                system.loosen()
                yield system

    @cached_property
    def _cells(self) -> dict[Cell, None]:
        return dict.fromkeys([*self.ranges, *_cells_in(self.lines)])

    def _range(self, cell: Cell) -> Range:
        return self.ranges.get(cell, ANY)

    def cheapest(self, leak: Leak, costs: Mapping[Cell, float], *, alone: bool) -> list[Cell] | None:
        """Give the counts to hide as well so that the leak is closed, at the least cost; None where none can.

        Parameters
        ----------
        leak : Leak
            What `leak` found.
        costs : mapping of Cell to float
            The shown counts that may be hidden.
        alone : bool
            Whether nothing was hidden since the leak was found: then it is not closed yet, and where its own period
            does not show it, all of them are searched.
        """
        lines = [line for line in self.lines if line.total.population == leak.cell.population]
        near = [line for line in lines if line.total.period == leak.cell.period]
        found = self._cheapest(near, leak, costs)
        return found if found or (found is not None and not alone) else self._cheapest(lines, leak, costs)

    def _cheapest(self, lines: Sequence[Line], leak: Leak, costs: Mapping[Cell, float]) -> list[Cell] | None:
        system = _System(self, lines)
        if leak.cell not in system.number:
            return None
        return system.release(leak, {cell: cost for cell, cost in costs.items() if cell in system.number})


def _strike(missing: Mapping[Cell, set[int]], system: _System, solution: Any) -> None:
    """Strike out the values that a solution has; there is one where the lines agree, which `_System` sees to."""
    for cell, values in missing.items():
        values.discard(round(solution[system.number[cell]]))


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
        matrix = sparse.lil_array((len(lines), len(self.number)))
        self.least, self.most = np.zeros(len(lines)), np.zeros(len(lines))
        for row, line in enumerate(lines):
            parts, total = [self.number[part] for part in line.parts], self.number[line.total]
            matrix[row, parts] = 1
            matrix[row, total] = -1
            if self.low[parts].sum() > self.high[total]:
                self.most[row] = np.inf
            if self.high[parts].sum() < self.low[total]:
                self.least[row] = -np.inf
        self.matrix = matrix.tocsr()

    def loosen(self) -> None:
        """Let lines that cannot all add up hold customers who are in several parts, else give them up."""
        if self.solve({}) is None:
            self.most = np.full(self.matrix.shape[0], np.inf)
        if self.solve({}) is None:
            self.least = np.full(self.matrix.shape[0], -np.inf)

    def solve(self, fixed: Mapping[Cell, int], *, aim: Sequence[Cell] = (), at: int = 0) -> Any:
        """Give counts that agree with all lines, most of those aimed at being ``at``; None if there are none."""
        low, high = self.low.copy(), self.high.copy()
        for cell, value in fixed.items():
            low[self.number[cell]] = high[self.number[cell]] = value
        free = np.flatnonzero(self.low != self.high).tolist()
        place = {number: i for i, number in enumerate(free)}
        shown = self.matrix[:, self.low == self.high] @ self.low[self.low == self.high]
        pick = sparse.csr_array(
            (np.ones(len(aim)), (np.arange(len(aim)), [place[self.number[cell]] for cell in aim])),
            shape=(len(aim), len(free)),
        )
        away = sparse.eye_array(len(aim))
        matrix = (
            sparse.block_array([[self.matrix[:, free], None], [pick, away], [pick, -away]])
            if aim
            else self.matrix[:, free]
        )
        target, none = np.full(len(aim), float(at)), np.full(len(aim), np.inf)
        found = _solve(
            np.concatenate([np.zeros(len(free)), np.ones(len(aim))]),
            matrix,
            (np.concatenate([self.least - shown, target, -none]), np.concatenate([self.most - shown, none, target])),
            (np.concatenate([low[free], 0 * target]), np.concatenate([high[free], none])),
            whole=len(free),
        )
        if found is None:
            return None
        low[free] = found[: len(free)]
        return low

    def release(self, leak: Leak, costs: Mapping[Cell, float]) -> list[Cell] | None:
        """Give the cheapest cells whose hiding lets the leaking count have its value."""
        chosen = [self.number[cell] for cell in costs]
        size, more = len(self.number), len(chosen)
        shown = self.low[chosen].astype(float)
        low, high = self.low.copy(), self.high.copy()
        far = 2 * (np.where(np.isfinite(low), low, 0).sum() + self.view.min_n)
        low[chosen], high[chosen] = self.view.min_n, far
        low[self.number[leak.cell]] = high[self.number[leak.cell]] = leak.value
        pick = sparse.csr_array((np.ones(more), (np.arange(more), chosen)), shape=(more, size))
        matrix = sparse.block_array([
            [self.matrix, None],
            [pick, sparse.diags_array(shown - self.view.min_n)],
            [pick, sparse.diags_array(shown - far)],
        ])  # fmt: skip
        none, all_of_it = np.full(more, -np.inf), np.full(more, np.inf)
        found = _solve(
            np.concatenate([np.zeros(size), list(costs.values())]),
            matrix,
            (np.concatenate([self.least, shown, none]), np.concatenate([self.most, all_of_it, shown])),
            (np.concatenate([low, np.zeros(more)]), np.concatenate([high, np.ones(more)])),
            whole=size + more,
        )
        if found is None:
            return None
        return [cell for cell, hidden in zip(costs, found[size:], strict=True) if round(hidden)]


def _solve(cost: Any, matrix: Any, sides: tuple[Any, Any], ends: tuple[Any, Any], *, whole: int) -> Any:
    """Give the cheapest solution, of which the first ``whole`` numbers are integers, or None."""
    return optimize.milp(
        cost,
        integrality=np.arange(len(cost)) < whole,
        bounds=optimize.Bounds(*ends),
        constraints=optimize.LinearConstraint(matrix, *sides),
    ).x
