"""Rows with a label on the left and figures on the right, as `rows` and `parts` draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cxmetrics.plots.canvas import POINTS_PER_INCH, Canvas
from cxmetrics.plots.labels import widest, wrap
from cxmetrics.theme import LIGHT, NARROW, FigureSize

AIR: Final = 12.0  # points between columns
ROW: Final = {True: 38.0, False: 27.0}  # height of a row in points, narrow and wide
LABEL_ROOM: Final = 150.0  # points that labels may take in the wide variant
DROP: Final = 9.5  # points from a mark up to its label in the narrow variant
HIDDEN_HEIGHT: Final = 15.0  # points
TIGHT: Final = 1.2  # line height of a label in two lines, of its type size
HALF: Final = 0.5


@dataclass(frozen=True)
class Row:
    """The words of one row; a hidden one says why and has no value."""

    label: str
    value: str = ""
    count: str = ""
    hidden: str = ""


class Ledger:
    """Rows of words around an axes: beside the marks on a page, above them on a phone.

    Parameters
    ----------
    rows : list of Row
        From top to bottom.
    size : FigureSize
        Width and type sizes.
    """

    def __init__(self, rows: list[Row], size: FigureSize) -> None:
        self.rows, self.size, self.narrow = rows, size, size == NARROW
        self.values = widest([row.value for row in rows], size.body, "bold")
        self.counts = widest([row.count for row in rows], size.small)
        room, lines = (self._above_room(), 1) if self.narrow else (LABEL_ROOM, 2)
        self.labels = [wrap(row.label, width=room, size=size.body, lines=lines) for row in rows]

    def canvas(self, *, top: float, bottom: float, side: float = 0.0) -> Canvas:
        """Return a canvas with a slot for each row, and in the narrow variant with `side` points left and right."""
        sides = {"left": side, "right": side} if self.narrow else {"left": self._left(), "right": self._right()}
        height = ROW[self.narrow] * max(len(self.rows), 1)
        canvas = Canvas(self.size, height, top=top, bottom=bottom, **sides)
        canvas.axes.set_ylim(max(len(self.rows), 1) - HALF, -HALF)
        canvas.axes.set_yticks([])
        return canvas

    @property
    def width(self) -> float:
        """Width of the axes in points."""
        sides = 0.0 if self.narrow else self._left() + self._right()
        return self.size.width * POINTS_PER_INCH - sides

    def _above_room(self) -> float:
        return self.size.width * POINTS_PER_INCH - self.values - self.counts - 2 * AIR

    def _left(self) -> float:
        return widest([line for lines in self.labels for line in lines], self.size.body) + AIR

    def _right(self) -> float:
        return self.values + self.counts + (2 if self.counts else 1) * AIR

    def write(self, canvas: Canvas) -> None:
        """Write every row's words, and lay a quiet field where a row is hidden."""
        for position, row in enumerate(self.rows):
            middle = canvas.top + (position + HALF) * ROW[self.narrow]
            if row.hidden:
                self._hide(canvas, position, middle)
            (self._above if self.narrow else self._beside)(canvas, position, middle)

    def _hide(self, canvas: Canvas, position: int, middle: float) -> None:
        half = HIDDEN_HEIGHT / ROW[self.narrow] / 2
        canvas.axes.axhspan(position - half, position + half, color=LIGHT.band, linewidth=0, zorder=2)
        font = {"ha": "center", "va": "center_baseline", "size": self.size.small, "color": LIGHT.muted}
        canvas.write(self.rows[position].hidden, x=canvas.left + canvas.inner / 2, y=middle, **font)

    def _beside(self, canvas: Canvas, position: int, middle: float) -> None:
        row, lines = self.rows[position], self.labels[position]
        font = {"va": "center_baseline", "size": self.size.body}
        for number, line in enumerate(lines):
            shift = (number - (len(lines) - 1) / 2) * self.size.body * TIGHT
            canvas.write(line, x=0, y=middle + shift, color=self._ink(row), **font)
        value_end = canvas.width - canvas.right + AIR + self.values
        canvas.write(row.value, x=value_end, y=middle, weight="bold", ha="right", **font)
        small = {"va": "center_baseline", "size": self.size.small, "color": LIGHT.muted}
        canvas.write(row.count, x=canvas.width, y=middle, ha="right", **small)

    def _above(self, canvas: Canvas, position: int, middle: float) -> None:
        row, y = self.rows[position], middle - DROP
        font = {"va": "baseline", "bbox": {"facecolor": LIGHT.paper, "linewidth": 0, "pad": 1.5}}
        canvas.write(self.labels[position][0], x=0, y=y, size=self.size.body, color=self._ink(row), **font)
        if row.value:
            value_end = canvas.width - (self.counts + AIR * bool(self.counts))
            canvas.write(row.value, x=value_end, y=y, size=self.size.body, weight="bold", ha="right", **font)
        if row.count:
            small = {"size": self.size.small, "color": LIGHT.muted, "ha": "right", **font}
            canvas.write(row.count, x=canvas.width, y=y, **small)

    @staticmethod
    def _ink(row: Row) -> str:
        return LIGHT.muted if row.hidden else LIGHT.ink
