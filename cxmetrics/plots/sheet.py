"""A sheet to lay out by hand: every place is in points from the top left, and it is cut to length in the end."""

from __future__ import annotations

from typing import Any, Final

from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from cxmetrics.plots.canvas import POINTS_PER_INCH, Canvas
from cxmetrics.plots.labels import wrap
from cxmetrics.plots.scales import HAIR
from cxmetrics.theme import LIGHT, FigureSize

SIGN: Final = 11.0  # points, the side of a sign's box
TIGHT: Final = 1.22  # line height of a label in several lines, of its type size
ARROW: Final = 4.6  # points, the length of an arrow's head
BREAK: Final = (3.0, 2.2)  # points of line and of nothing, around what has no data
PAIN, WEAKEST = "!", "▼"
BARE: Final[dict[str, Any]] = {"bbox": {"facecolor": LIGHT.paper, "linewidth": 0, "pad": 2.0}}  # of words on lines
Place = tuple[float, float]


class Sheet(Canvas):
    """A figure without scales: `x` and `y` are points from the top left.

    Parameters
    ----------
    size : FigureSize
        Width and type sizes.
    """

    def __init__(self, size: FigureSize) -> None:
        super().__init__(size, size.small, left=0.0, right=0.0, top=0.0, bottom=0.0)
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, self.width), ylim=(self.height, 0))

    def cut(self, height: float) -> None:
        """Make the sheet `height` points long."""
        self.height = height
        self.figure.set_size_inches(self.size.width, height / POINTS_PER_INCH)
        self.axes.set_ylim(height, 0)

    def write(self, text: str, *, x: float, y: float, **font: Any) -> None:
        """Write text at points from the top left of the figure."""
        usual: dict[str, Any] = {"zorder": 6, "size": self.size.small, "color": LIGHT.ink}
        self.axes.text(x, y, text, **usual | font)

    def lines(self, text: list[str], *, x: float, y: float, **font: Any) -> float:
        """Write lines below `y` and return where they end."""
        step: float = font.setdefault("size", self.size.small) * TIGHT
        for number, line in enumerate(text):
            self.write(line, x=x, y=y + (number + 0.5) * step, va="center_baseline", **font)
        return y + len(text) * step

    def box(self, x: float, y: float, width: float, height: float, **look: Any) -> None:
        """Draw a rectangle whose left top corner is at `x` and `y`; without a line unless `look` has one."""
        self.axes.add_patch(Rectangle((x, y), width, height, **{"linewidth": 0, "zorder": 2, "clip_on": False} | look))

    def shape(self, corners: list[Place], **look: Any) -> None:
        """Draw a filled shape."""
        self.axes.add_patch(Polygon(corners, **{"linewidth": 0, "zorder": 2, "clip_on": False} | look))

    def dot(self, at: Place, radius: float, **look: Any) -> None:
        """Draw a round dot."""
        self.axes.add_patch(Circle(at, radius, **{"linewidth": 0, "zorder": 5, "clip_on": False} | look))

    def line(self, places: list[Place], **look: Any) -> None:
        """Draw a line through places."""
        self._stroke(Path(places), look)

    def curve(self, places: list[Place], **look: Any) -> None:
        """Draw curves from the first place on, three places each: two that draw it and its end."""
        self._stroke(Path(places, [Path.MOVETO, *[Path.CURVE4] * (len(places) - 1)]), look)

    def _stroke(self, path: Path, look: dict[str, Any]) -> None:
        usual: dict[str, Any] = {"fill": False, "capstyle": "butt", "linewidth": HAIR, "zorder": 3, "clip_on": False}
        self.axes.add_patch(PathPatch(path, **usual | look))

    def arrow(self, at: Place, *, across: float, down: float, colour: str, size: float = ARROW) -> None:
        """Draw the head of an arrow that ends at a place and points along `across` and `down`, of length 1."""
        x, y = at[0] - across * size, at[1] - down * size
        half = size * 0.5
        corners = [at, (x - down * half, y + across * half), (x + down * half, y - across * half)]
        self.shape(corners, facecolor=colour, zorder=4)

    def sign(self, sign: str, *, x: float, y: float) -> None:
        """Draw a sign on a warm box whose left is at `x` and whose middle is at `y`."""
        self.box(x, y - SIGN / 2, SIGN, SIGN, facecolor=LIGHT.warm, zorder=5)
        font = {"ha": "center", "va": "center_baseline", "weight": "bold", "color": LIGHT.paper, "zorder": 6}
        self.write(sign, x=x + SIGN / 2, y=y, **font | {"size": SIGN * 0.72})

    def field(self, word: str, *, x: float, y: float, width: float, height: float) -> None:
        """Draw the quiet field of what cannot be shown, with its word in the middle."""
        self.box(x, y, width, height, facecolor=LIGHT.band, zorder=1)
        text = wrap(word, width=width - 8, size=self.size.small, lines=3)
        top = y + (height - len(text) * self.size.small * TIGHT) / 2
        self.lines(text, x=x + width / 2, y=top, ha="center", color=LIGHT.muted)
