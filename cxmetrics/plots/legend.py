"""What a figure's marks mean, in one or more lines above them: each name behind the mark it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from cxmetrics.plots.canvas import Canvas
from cxmetrics.plots.labels import fitted, safe_label, width_of
from cxmetrics.theme import LIGHT, FigureSize

SWATCH, AIR, LINE = 8.0, 12.0, 13.0  # points: a mark, the room behind a name, a line of names
DROP: Final = 4.0  # points above the middle of the first line
STROKE: Final = 16.0  # points that a piece of line takes
EDGE_LINE: Final = 1.1  # points, of a hollow square
BEHIND: Final = -1  # an order of drawing below that of every axes


@dataclass(frozen=True)
class Entry:
    """A name with its mark.

    Parameters
    ----------
    name : str
        In the reader's language.
    colour : str
        As ``#rrggbb``.
    shape : {"square", "hollow", "line", "tick", "ring"}
        A full square, one that is only drawn around, a piece of line, a short upright one, or a circle drawn around.
    dash : tuple, default ()
        Of a line or a hollow square: points of line and of nothing, by turns.
    sign : str, default ""
        Written on a full square.
    """

    name: str
    colour: str
    shape: str = "square"
    dash: tuple[float, ...] = ()
    sign: str = ""

    @property
    def mark(self) -> float:
        """Width of the mark in points."""
        return STROKE if self.shape == "line" else SWATCH


class Legend:
    """Entries shared out to lines of `room` points, in their order.

    Parameters
    ----------
    entries : list of Entry
        From left to right.
    room : float
        Width in points.
    size : FigureSize
        Type sizes.
    """

    def __init__(self, entries: list[Entry], *, room: float, size: FigureSize) -> None:
        self.size = size
        self.lines: list[list[tuple[Entry, str]]] = [[]] if entries else []
        for entry in entries:
            word = fitted(safe_label(entry.name), width=room - entry.mark - SWATCH, size=size.small)
            taken = sum(self._room(*other) for other in self.lines[-1])
            if self.lines[-1] and taken + self._room(entry, word) - AIR > room:
                self.lines.append([])
            self.lines[-1].append((entry, word))

    def _room(self, entry: Entry, word: str) -> float:
        return entry.mark + SWATCH / 2 + width_of(word, self.size.small) + AIR

    @property
    def height(self) -> float:
        """Height in points, with air below."""
        return len(self.lines) * LINE + (DROP + AIR / 2) * bool(self.lines)

    def draw(self, canvas: Canvas, *, x: float, y: float) -> None:
        """Write the lines from `x` on below `y`, in points from the top left."""
        for number, line in enumerate(self.lines):
            left, middle = x, y + DROP + number * LINE
            for entry, word in line:
                _mark(canvas, entry, x=left, y=middle)
                font = {"va": "center_baseline", "size": self.size.small, "color": LIGHT.ink}
                canvas.write(word, x=left + entry.mark + SWATCH / 2, y=middle, **font)
                left += self._room(entry, word)


def _mark(canvas: Canvas, entry: Entry, *, x: float, y: float) -> None:
    if entry.shape in {"square", "hollow"}:
        hollow = entry.shape == "hollow"
        corner = (x / canvas.width, 1 - (y + SWATCH / 2) / canvas.height)
        face = LIGHT.paper if hollow else entry.colour
        sides: dict[str, Any] = {"width": SWATCH / canvas.width, "height": SWATCH / canvas.height}
        sides |= {"linestyle": (0, entry.dash)} if entry.dash else {}
        sides |= {"linewidth": EDGE_LINE * hollow, "zorder": BEHIND}
        canvas.figure.add_artist(Rectangle(corner, **sides, facecolor=face, edgecolor=entry.colour))
        font = {"ha": "center", "va": "center_baseline", "size": SWATCH - 1, "weight": "bold", "color": LIGHT.paper}
        canvas.write(entry.sign, x=x + SWATCH / 2, y=y, **font)
        return
    if entry.shape == "ring":
        look: dict[str, Any] = {
            "marker": "o",
            "markersize": SWATCH - EDGE_LINE,
            "markeredgewidth": 1.5,
            "markerfacecolor": LIGHT.paper,
        }
        at = [(x + SWATCH / 2) / canvas.width], [1 - y / canvas.height]
        canvas.figure.add_artist(Line2D(*at, markeredgecolor=entry.colour, **look))
        return
    across, up = (STROKE, 0.0) if entry.shape == "line" else (0.0, SWATCH + 2)
    start, middle = x + (0.0 if across else SWATCH / 2), y + up / 2
    ends = [start / canvas.width, (start + across) / canvas.width]
    heights = [1 - middle / canvas.height, 1 - (middle - up) / canvas.height]
    line = Line2D(ends, heights, color=entry.colour, linewidth=2, dash_capstyle="butt")
    if entry.dash:
        line.set_dashes(entry.dash)
    canvas.figure.add_artist(line)
