"""Words beside points: each where it covers no other word and no point, as near to its own as can be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import cos, hypot, pi, sin
from typing import Final

Place = tuple[float, float]
RINGS: Final = (7.0, 13.0, 20.0, 28.0, 38.0, 50.0, 64.0, 80.0, 100.0, 124.0)  # points from a point to its words
AROUND: Final = 16  # directions in which words may stand
CLEAR: Final = 1.5  # points that stay free around words
DOT: Final = 4.5  # points around a point that words leave free
CROSSING, COVERING = 12.0, 1000.0  # points farther away that are as bad as words on a line, and on what is taken


@dataclass(frozen=True)
class Box:
    """A rectangle by its left top corner, in points.

    Examples
    --------
    >>> Box(0, 0, 4, 2).meets(Box(3, 1, 4, 2)), Box(0, 0, 4, 2).meets(Box(5, 0, 1, 1))
    (True, False)
    """

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box, air: float = 0.0) -> bool:
        """Say whether two rectangles cover each other, or come closer than `air`."""
        return (
            self.x < other.x + other.width + air
            and other.x < self.x + self.width + air
            and self.y < other.y + other.height + air
            and other.y < self.y + self.height + air
        )

    def within(self, page: Box) -> Box:
        """Return this rectangle moved as little as brings it inside another."""
        x = min(max(self.x, page.x), page.x + page.width - self.width)
        return Box(x, min(max(self.y, page.y), page.y + page.height - self.height), self.width, self.height)

    def centre_in(self, other: Box) -> bool:
        """Say whether the middle of this rectangle is inside another."""
        x, y = self.x + self.width / 2, self.y + self.height / 2
        return other.x < x < other.x + other.width and other.y < y < other.y + other.height

    def nearest(self, to: Place) -> Place:
        """Return the place on this rectangle that is nearest to another place."""
        x = min(max(to[0], self.x), self.x + self.width)
        return x, min(max(to[1], self.y), self.y + self.height)


def place(points: list[Place], sizes: list[Place], *, page: Box, taken: list[Box], lines: list[Box]) -> list[Box]:
    """Find a rectangle for the words of each point.

    Parameters
    ----------
    points : list of tuple
        Where the points are, the most important one first.
    sizes : list of tuple
        Width and height of each point's words.
    page : Box
        That the words must stay inside.
    taken : list of Box
        What words must not cover.
    lines : list of Box
        What words should rather not cover, such as the intervals of points.

    Returns
    -------
    list of Box
        In the order of the points; they cover each other only where nothing is free.

    Examples
    --------
    >>> page = Box(0, 0, 100, 100)
    >>> crowded(place([(50, 50), (52, 50)], [(30, 8), (30, 8)], page=page, taken=[], lines=[]))
    False
    """
    dots = [Box(x - DOT, y - DOT, 2 * DOT, 2 * DOT) for x, y in points]
    done: list[Box] = []
    for point, size in zip(points, sizes, strict=True):
        costs = {box: _cost(box, point, [*taken, *dots, *done], lines) for box in _around(point, size, page)}
        done.append(min(costs, key=costs.__getitem__))
    return done


def crowded(boxes: list[Box]) -> bool:
    """Say whether any two of the rectangles cover each other."""
    return any(one.meets(other) for one, other in combinations(boxes, 2))


def _around(point: Place, size: Place, page: Box) -> list[Box]:
    """Return the places for words around a point, to its right first."""
    width, height = size
    boxes = []
    for ring, step in product(RINGS, range(AROUND)):
        angle = 2 * pi * step / AROUND
        x = point[0] + ring * cos(angle) - width * (1 - cos(angle)) / 2
        y = point[1] + ring * sin(angle) - height * (1 - sin(angle)) / 2
        boxes.append(Box(round(x, 2), round(y, 2), width, height).within(page))
    return boxes


def _cost(box: Box, point: Place, taken: list[Box], lines: list[Box]) -> float:
    """Return how bad a place is: points away from its own, more on a line, most on what is taken."""
    near = box.nearest(point)
    covered, crossed = sum(box.meets(other, CLEAR) for other in taken), sum(box.meets(line) for line in lines)
    return hypot(near[0] - point[0], near[1] - point[1]) + CROSSING * crossed + COVERING * covered
