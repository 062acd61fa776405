"""Monte Carlo: all initiatives drawn together from the same numbers of the company, in pieces of equal size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np

from cxmetrics import estimate
from cxmetrics.estimate import Belief, Floats
from cxmetrics.estimate.common import array
from cxmetrics.value.cases import LINKS, Case
from cxmetrics.value.figures import Figures
from cxmetrics.value.levers import EFFECT, LASTING, LEVERS

PIECE = 16_384  # draws that are held at a time, each piece with random numbers of its own
Cell = tuple[str, str]  # lever and segment in which initiatives meet; "" is all customers of no other cell


class Together(NamedTuple):
    """What initiatives come to together, by draw, and what each of them loses to the others on average."""

    joint: Floats
    lost: Floats


@dataclass(frozen=True)
class Sample:
    """How a Monte Carlo sample is drawn.

    Parameters
    ----------
    draws, seed : int
        How many, and where the random numbers start. Each input has its own, found by its name, so that neither the
        order of the initiatives nor the number of threads changes anything.
    threads : int
        Pieces that are drawn at a time.
    """

    draws: int
    seed: int
    threads: int = 1

    def alone(self, cases: Sequence[Case]) -> Floats:
        """Draw the net present values of initiatives by themselves, a row an initiative."""
        values = np.empty((len(cases), self.draws))

        def fill(piece: _Piece) -> None:
            for row, case in enumerate(cases):
                values[row, piece.span] = case.value(piece.of_case(case))

        self._each(fill)
        return values

    def together(self, cases: Sequence[Case], alone: Floats, figures: Figures) -> Together:
        """Draw what initiatives come to where those that meet share what can be moved.

        Parameters
        ----------
        cases : sequence of Case
            The initiatives.
        alone : ndarray, shape (initiatives, draws)
            From `alone`, of the same initiatives.
        figures : Figures
            Numbers of the company.
        """
        cells, joint, lost = meetings(cases), alone.sum(axis=0), np.zeros(self.draws)
        lost_by = np.zeros((len(cases), -(-self.draws // PIECE)))

        def fill(piece: _Piece) -> None:
            for cell, rows in cells.items():
                own = [cases[row] for row in rows]
                reach = array([case.reach(piece.of_case(case)) for case in own])
                gone = _lost(own, reach, _worth(cell, cells, own, figures, piece=piece))
                lost[piece.span] += gone.sum(axis=0)
                lost_by[rows, piece.number] += gone.sum(axis=1)

        if cells:
            self._each(fill)
        return Together(joint - lost, array(lost_by.sum(axis=1) / self.draws))

    def _each(self, fill: Callable[[_Piece], None]) -> None:
        """Fill every piece."""
        pieces = [_Piece(self.seed, number, min(PIECE, self.draws - start))
                  for number, start in enumerate(range(0, self.draws, PIECE))]  # fmt: skip
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(fill, pieces))


def meetings(cases: Sequence[Case]) -> dict[Cell, list[int]]:
    """Name where two or more initiatives move the same number of the same customers.

    An initiative for all customers meets those of each segment there, and others for all among the rest ("").
    """
    found = {}
    for lever in dict.fromkeys(case.plan.lever for case in cases):
        own = [row for row, case in enumerate(cases) if case.plan.lever == lever]
        for segment in dict.fromkeys(cases[row].plan.segment for row in own):
            rows = [row for row in own if cases[row].plan.segment in ("", segment)]
            if len(rows) > 1:
                found[lever, segment] = rows
    return found


@dataclass(frozen=True)
class _Piece:
    """Draws that are held at a time."""

    seed: int
    number: int
    size: int

    @property
    def span(self) -> slice:
        """Where its draws stand among all."""
        return slice(self.number * PIECE, self.number * PIECE + self.size)

    def of_case(self, case: Case) -> dict[str, Floats]:
        """Draw the inputs of a case: its own effect, and the same numbers of the company as all others."""
        plan = case.plan
        streams = {
            name: f"{name} through {plan.through}" if name in LINKS else f"{name} of {plan.segment}"
            for name in case.inputs
        }
        streams |= {EFFECT: f"{EFFECT} of {plan.initiative_id}", LASTING: LASTING}  # fmt: skip
        return {name: self._draw(belief, streams[name]) for name, belief in case.inputs.items()}

    def of_company(self, figures: Figures, segment: str, quantity: str) -> Floats:
        """Draw a number of the company."""
        known = figures.get(segment, quantity)
        return np.zeros(self.size) if known is None else self._draw(known.belief, f"{quantity} of {segment}")

    def _draw(self, belief: Belief, stream: str) -> Floats:
        return belief.draw(np.random.default_rng([self.seed, self.number, crc32(stream.encode())]), self.size)


class _Worth(NamedTuple):
    """What effects are worth in a cell: how far the number can be moved, and the margin of a month at full strength.

    ``margins`` has, by power of the effect and when the margin comes in, a row an initiative.
    """

    room: Floats | float
    margins: Mapping[tuple[int, str], Floats]


def _worth(
    cell: Cell, cells: Mapping[Cell, object], cases: Sequence[Case], figures: Figures, *, piece: _Piece
) -> _Worth:
    """Draw what effects are worth in a cell; among the rest it is all customers less those of other cells."""
    kind, segment = cell
    lever = LEVERS[kind]
    margins = _margins(cases, figures, segment, piece=piece)
    if segment == "":
        for other in (name for own, name in cells if own == kind and name):
            parts = _margins(cases, figures, other, piece=piece)
            margins = {power: margin - parts[power] for power, margin in margins.items()}
    room = lever.room(piece.of_company(figures, segment, lever.rate)) if lever.rate else 1.0
    return _Worth(room, margins)


def _margins(cases: Sequence[Case], figures: Figures, segment: str, *, piece: _Piece) -> dict[tuple[int, str], Floats]:
    """Draw the margin of a month at full strength in a segment, by kind of term, a row an initiative."""
    found = {term.kind: np.zeros((len(cases), piece.size)) for case in cases for term in case.terms}
    for row, case in enumerate(cases):
        shares = piece.of_case(case)
        for term in case.terms:
            worth = [shares[name] if name == LASTING else piece.of_company(figures, segment, name)
                     for name in term.powers if name not in (EFFECT, *LINKS)]  # fmt: skip
            found[term.kind][row] += term.times * np.prod(worth, axis=0)
    return found


def _lost(cases: Sequence[Case], reach: Floats, worth: _Worth) -> Floats:
    """Give what each of the initiatives that meet in a cell, with effects ``reach``, loses to the others.

    Where the margin goes with the square of the effect (a price drives orders away), it is that of the joint effect, of
    which each has its part.
    """
    lost = np.zeros_like(reach)
    for month in range(max(case.plan.begins + case.plan.months for case in cases)):
        at = {row: month - case.plan.begins for row, case in enumerate(cases)}
        rows = [row for row, own in at.items() if 0 <= own < cases[row].plan.months]
        if len(rows) < 2:  # noqa: PLR2004 - nobody is met
            continue
        plain = array([reach[row] * cases[row].working[at[row]] for row in rows])
        joint, shared = estimate.together(plain, room=worth.room)
        for row, alone, beside in zip(rows, plain, shared, strict=True):
            for (power, when), margin in worth.margins.items():
                if when in cases[row].month_weights:
                    weight = cases[row].month_weights[when][at[row]]
                    lost[row] += weight * margin[row] * (alone**power - beside * joint ** (power - 1))
    return lost
