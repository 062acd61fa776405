"""Moves of customers from one touchpoint to the next, as figures read them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cxmetrics.plots.labels import FigureText, column, safe_label, words_in

END: Final = 5  # the stage of those who left
Key = tuple[int, str]  # of a touchpoint: its stage and its name


@dataclass(frozen=True)
class Move:
    """How many go from one touchpoint to another, and in words which share of the first one's steps that is."""

    source: Key
    target: Key
    n: float
    value: str
    count: str

    @property
    def back(self) -> bool:
        """Whether it leads to an earlier stage."""
        return self.target[0] < self.source[0]

    @property
    def left(self) -> bool:
        """Whether it ends the journey."""
        return self.target[0] == END


def read(frame: pd.DataFrame, text: FigureText) -> list[Move]:
    """Return the moves of a frame in its order; one without a number is hidden and left out."""
    ends = [words_in(frame, name) for name in ("source", "target")]
    stages = [column(frame, name) for name in ("source_stage", "target_stage")]
    numbers = zip(*ends, *stages, column(frame, "estimate"), column(frame, "n"), strict=True)
    return [
        Move((int(start), source), (int(end), target), n, safe_label(text.value(share)), safe_label(text.count(int(n))))
        for source, target, start, end, share, n in numbers
        if pd.notna(n) and pd.notna(share)
    ]


def volumes(moves: list[Move]) -> dict[Key, float]:
    """Return each touchpoint with the moves that lead to it or from it, whichever are more.

    Examples
    --------
    >>> volumes([Move((0, "ad"), (1, "shop"), 9.0, "90%", "9"), Move((1, "shop"), (5, "left"), 4.0, "50%", "4")])
    {(0, 'ad'): 9.0, (1, 'shop'): 9.0}
    """
    out: dict[Key, float] = defaultdict(float)
    into: dict[Key, float] = defaultdict(float)
    for move in moves:
        out[move.source] += move.n
        into[move.target] += move.n
    touched = dict.fromkeys([*out, *into])
    return {key: max(out[key], into[key]) for key in touched if key[0] != END}
