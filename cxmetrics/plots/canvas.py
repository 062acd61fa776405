"""Paper and ink: a figure whose margins are known in points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from cxmetrics.fonts import font_files
from cxmetrics.plots.labels import LONGEST_TITLE, FigureText, safe_label, wrap
from cxmetrics.theme import FAMILY, LIGHT, NARROW, WIDE, FigureSize

POINTS_PER_INCH: Final = 72.0
LINE_HEIGHT: Final = 1.4  # of the type size
EDGE: Final = 2.0  # points that stay free around the figure
RULES: Final[dict[Any, Any]] = {
    "font.family": FAMILY,
    "text.color": LIGHT.ink,
    "text.parse_math": False,
    "axes.edgecolor": LIGHT.faint,
    "axes.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "cxmetrics",
    "path.simplify": False,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style inside this block, and leave matplotlib's settings as they were."""
    _register_fonts()
    with mpl.rc_context({**sns.axes_style("white"), **RULES}):
        yield


@cache
def _register_fonts() -> None:
    fonts = font_files()
    fontManager.addfont(fonts.regular)
    fontManager.addfont(fonts.bold)


def size_of(narrow: bool) -> FigureSize:
    """Return the sizes of the phone or of the page variant."""
    return NARROW if narrow else WIDE


class Canvas:
    """A figure with one axes and margins that are known in points.

    Parameters
    ----------
    size : FigureSize
        Width and type sizes.
    height : float
        Of the axes, in points.
    left, right, top, bottom : float
        Margins in points.
    """

    def __init__(self, size: FigureSize, height: float, **margins: float) -> None:
        self.size = size
        self.left, self.right, self.top = margins["left"], margins["right"], margins["top"]
        self.width = size.width * POINTS_PER_INCH
        self.height = height + margins["top"] + margins["bottom"]
        self.inner = self.width - margins["left"] - margins["right"]
        self.figure = Figure(figsize=(size.width, self.height / POINTS_PER_INCH), facecolor=LIGHT.paper)
        box = (self.left / self.width, margins["bottom"] / self.height, self.inner / self.width)
        self.axes: Axes = self.figure.add_axes((*box, height / self.height))
        self.axes.patch.set_visible(False)
        sns.despine(ax=self.axes, left=True, bottom=True)
        self.axes.tick_params(length=0, labelsize=size.small, labelcolor=LIGHT.muted, pad=4)

    def headline(self, lines: list[str]) -> None:
        """Write what is shown and in which unit, at the top left."""
        for number, line in enumerate(lines):
            y = EDGE + self.size.small * LINE_HEIGHT * number
            self.write(line, x=0.0, y=y, va="top", size=self.size.small, color=LIGHT.muted)

    def write(self, text: str, *, x: float, y: float, **font: Any) -> None:
        """Write text at points from the top left of the figure."""
        self.figure.text(x / self.width, 1 - y / self.height, text, **font)

    def note(self, text: str, at: tuple[float, float], *, offset: tuple[float, float], **font: Any) -> None:
        """Write small text `offset` points from a place on the axes' scales."""
        usual: dict[str, Any] = {"size": self.size.small, "color": LIGHT.muted, "annotation_clip": False, "zorder": 6}
        self.axes.annotate(text, at, xytext=offset, textcoords="offset points", **usual | font)

    def across(self, width: float) -> float:
        """Return points as a distance on the axes' x scale."""
        low, high = self.axes.get_xlim()
        return width / self.inner * (high - low)


def headline_of(text: FigureText, size: FigureSize) -> list[str]:
    """Return the axis title in lines that fit the figure."""
    return wrap(safe_label(text.axis, LONGEST_TITLE), width=size.width * POINTS_PER_INCH, size=size.small)


def room_for(lines: list[str], size: FigureSize) -> float:
    """Return the height in points of lines of small text, with air below."""
    return len(lines) * size.small * LINE_HEIGHT + size.small * 0.9
