"""Ways between cards that stand in rows and columns: lines that never run behind a card."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

Place = tuple[float, float]
SPREAD: Final = 0.8  # of a card's height, over which its lines are spread
NEAR, FARTHER, FARTHEST = 0.3, 0.13, 1.0  # of a gutter: how far a line swings out that comes back, by rows passed
DOWN, UP = 0.25, 0.7  # of a card's width, where lines to its neighbours leave
STEP: Final = 4.0  # points between lines in one lane
BUSY: Final = 8.0  # points of a longer way that are as bad as one more line in a lane
TURN: Final = 0.55  # of a gutter, how softly lines turn


@dataclass(frozen=True)
class Card:
    """A touchpoint's place, in points, with its row and column."""

    x: float
    y: float
    width: float
    height: float
    row: int
    column: int

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Route:
    """A line as the places that draw its curves, three to a curve after the first, and where its end points to."""

    places: list[Place]
    heading: tuple[int, int]

    @property
    def tip(self) -> Place:
        """Where it arrives."""
        return self.places[-1]


def routes(pairs: list[tuple[Card, Card]], *, gutter: float, lane: float) -> list[Route]:
    """Return the way from the first to the second card of each pair.

    Parameters
    ----------
    pairs : list of tuple
        Cards of one grid, in columns `gutter` points and in rows `lane` points apart.
    gutter, lane : float
        In points.

    Returns
    -------
    list of Route
        Straight between neighbours in a column, in the gutter to another row or to the next column, and in a lane
        between two rows past the columns between.

    Examples
    --------
    >>> ad, shop = Card(0, 0, 40, 20, row=0, column=0), Card(60, 0, 40, 20, row=0, column=1)
    >>> routes([(ad, shop)], gutter=20, lane=10)
    [Route(places=[(40, 10.0), (51.0, 10.0), (49.0, 10.0), (60, 10.0)], heading=(1, 0))]
    """
    last = max((card.column for pair in pairs for card in pair), default=0)
    starts, ends = _ports(pairs, last=last)
    used: dict[int, int] = defaultdict(int)
    done = []
    for number, (source, target) in enumerate(pairs):
        start, end = starts[number], ends[number]
        leaves, arrives = _sides(source, target, last=last)
        reach = TURN * gutter * leaves
        if _neighbours(source, target):
            done.append(Route([start, start, end, end], (0, 1 if target.row > source.row else -1)))
        elif leaves == arrives:
            rows = abs(target.row - source.row)
            swing = start[0] + leaves * gutter * min(NEAR + FARTHER * rows, FARTHEST)
            done.append(Route([start, (swing, start[1]), (swing, end[1]), end], (-arrives, 0)))
        elif abs(source.column - target.column) == 1:
            done.append(Route([start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end], (leaves, 0)))
        else:
            at = _lane((source, target), start, end, used, lane=lane)
            done.append(Route(_through(start, end, at, gutter=gutter * leaves), (leaves, 0)))
    return done


def _sides(source: Card, target: Card, *, last: int) -> tuple[int, int]:
    """Return at which sides a line leaves and arrives: 1 right, -1 left; behind the last column is no room to turn."""
    if source.column == target.column:
        side = -1 if 0 < source.column == last else 1
        return side, side
    way = 1 if target.column > source.column else -1
    return way, -way


def _neighbours(one: Card, other: Card) -> bool:
    return one.column == other.column and abs(one.row - other.row) == 1


def _ports(pairs: list[tuple[Card, Card]], *, last: int) -> tuple[dict[int, Place], dict[int, Place]]:
    """Return where each line leaves and arrives, spread over the sides of its cards in the order of the other ends."""
    sides: dict[tuple[Card, int], list[tuple[float, int, bool]]] = defaultdict(list)
    starts, ends = {}, {}
    for number, (source, target) in enumerate(pairs):
        if _neighbours(source, target):
            down = target.row > source.row
            x = source.x + source.width * (DOWN if down else UP)
            starts[number] = (x, source.y + source.height * down)
            ends[number] = (x, target.y + target.height * (not down))
            continue
        leaves, arrives = _sides(source, target, last=last)
        sides[source, leaves].append((target.middle, number, True))
        sides[target, arrives].append((source.middle, number, False))
    for (card, side), found in sides.items():
        for place, (_, number, out) in enumerate(sorted(found)):
            share = 0.5 + SPREAD * ((place + 0.5) / len(found) - 0.5)
            at = (card.x + card.width * (side > 0), card.y + share * card.height)
            (starts if out else ends)[number] = at
    return starts, ends


def _lane(pair: tuple[Card, Card], start: Place, end: Place, used: dict[int, int], *, lane: float) -> float:
    """Return the height of the lane above or below a row that is the shortest way and used the least."""
    source, target = pair
    pitch = source.height + lane
    heights = [source.y - lane / 2 + (row - source.row) * pitch for row in range(max(source.row, target.row) + 2)]
    cost = [abs(y - start[1]) + abs(y - end[1]) + BUSY * used[row] for row, y in enumerate(heights)]
    best = cost.index(min(cost))
    used[best] += 1
    shift = (used[best] // 2) * STEP * (1 if used[best] % 2 else -1)
    return heights[best] + max(-lane / 3, min(shift, lane / 3))


def _through(start: Place, end: Place, y: float, *, gutter: float) -> list[Place]:
    """Turn into the lane at height `y`, pass the columns between, and turn out of it."""
    reach, (into, out) = TURN * gutter, (start[0] + gutter, end[0] - gutter)
    turn = [start, (start[0] + reach, start[1]), (into - reach, y), (into, y)]
    return [*turn, (into, y), (out, y), (out, y), (out + reach, y), (end[0] - reach, end[1]), end]
