"""The ground of a matrix: two scales from shares to points, the lines at their means and the four quadrants' names."""

from __future__ import annotations

from typing import Final

import pandas as pd

from cxmetrics.plots.labels import FigureText, fitted, safe_label, width_of, wrap
from cxmetrics.plots.placing import Box, Place
from cxmetrics.plots.scales import ticks_of
from cxmetrics.plots.sheet import TIGHT, Sheet
from cxmetrics.theme import LIGHT, FigureSize

AIR: Final = 8.0  # points
DASH: Final = (4.0, 3.0)
MARGIN: Final = 0.03  # of the range, free at its ends
STRIP: Final = 15.0  # points above and below the points, for the names of the quadrants
CORNERS: Final = {"improve": (0, 1), "keep": (1, 1), "watch": (0, 0), "enough": (1, 0)}  # right and up


class Scales:
    """Two axes: from shares to points on the sheet.

    Parameters
    ----------
    across, up : list of float
        What has to be on each scale.
    middle : tuple of float
        Where the quadrants part, on both scales; missing if they do not.
    area : Box
        The rectangle of the matrix on the sheet.

    Examples
    --------
    >>> scales = Scales([0.0, 1.0], [0.0, 1.0], middle=(0.5, 0.5), area=Box(0, 0, 100, 130))
    >>> scales.at(0.5, 0.5), [line.height for line in scales.middles]
    ((50.0, 65.0), [130, 0.0])
    """

    def __init__(self, across: list[float], up: list[float], *, middle: Place, area: Box) -> None:
        self.middle, self.area = middle, area
        self.x, self.y = (_limits([*ends, line]) for ends, line in zip((across, up), middle, strict=True))

    def at(self, x: float, y: float) -> Place:
        """Return the place of a point."""
        area = self.area
        across, up = (x - self.x[0]) / (self.x[1] - self.x[0]), (y - self.y[0]) / (self.y[1] - self.y[0])
        return area.x + across * area.width, area.y + STRIP + (1 - up) * (area.height - 2 * STRIP)

    @property
    def middles(self) -> list[Box]:
        """The lines that part the quadrants, as rectangles without a width; none if they do not part."""
        if pd.isna(self.middle[0]) or pd.isna(self.middle[1]):
            return []
        (x, y), area = self.at(*self.middle), self.area
        return [Box(x, area.y, 0.0, area.height), Box(area.x, y, area.width, 0.0)]

    @property
    def first(self) -> Box:
        """The quadrant of what matters and does badly; of no size if there are none."""
        x, y = (self.middles[0].x, self.middles[1].y) if self.middles else (0.0, 0.0)
        return Box(self.area.x, self.area.y, max(x - self.area.x, 0.0), max(y - self.area.y, 0.0))


def _limits(ends: list[float]) -> Place:
    known = [end for end in ends if pd.notna(end)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    return low - MARGIN * span, high + MARGIN * span


def corner_words(scales: Scales, text: FigureText, size: FigureSize) -> list[tuple[str, Box]]:
    """Return the names of the quadrants in the corners of the area."""
    area, line = scales.area, size.small * TIGHT
    done = []
    for name, (right, up) in CORNERS.items():
        word = fitted(text.name(name), width=area.width / 2 - 2 * AIR, size=size.small)
        width = width_of(word, size.small)
        x = area.x + area.width - width - AIR / 2 if right else area.x + AIR / 2
        y = area.y + AIR / 2 if up else area.y + area.height - line - AIR / 2
        done.append((word, Box(x, y, width, line)))
    return [(word, box) for word, box in done if word]


def draw_ground(sheet: Sheet, scales: Scales, text: FigureText, *, ticks: bool) -> float:
    """Draw the area with its quadrants and, where there are any points, its scales, and return where it ends."""
    size, area, first = sheet.size, scales.area, scales.first
    bottom, right = area.y + area.height, area.x + area.width
    sheet.box(first.x, first.y, first.width, first.height, facecolor=LIGHT.surface, zorder=0)
    for line in scales.middles:
        ends = [(line.x, line.y), (line.x + line.width, line.y + line.height)]
        sheet.line(ends, color=LIGHT.muted, linewidth=0.9, linestyle=(0, DASH), zorder=1)
    sheet.line([(area.x, area.y), (area.x, bottom), (right, bottom)], color=LIGHT.faint, linewidth=0.8)
    if ticks:
        _ticks(sheet, scales, text)
    for word, box in corner_words(scales, text, size):
        sheet.lines([word], x=box.x, y=box.y, color=LIGHT.muted)
    across = wrap(safe_label(text.across), width=area.width, size=size.small) if text.across else []
    below = bottom + size.small * TIGHT + 5
    return sheet.lines(across, x=right, y=below, ha="right", color=LIGHT.muted) + AIR / 2


def _ticks(sheet: Sheet, scales: Scales, text: FigureText) -> None:
    area, size, font = scales.area, sheet.size.small, {"va": "center_baseline", "color": LIGHT.muted}
    bottom = area.y + area.height
    for tick in ticks_of(*scales.y):
        y = scales.at(scales.x[0], tick)[1]
        sheet.line([(area.x, y), (area.x + area.width, y)], color=LIGHT.rule, zorder=0.5)
        sheet.write(safe_label(text.on_axis(tick)), x=area.x - AIR / 2, y=y, ha="right", **font)
    for tick in ticks_of(*scales.x):
        x = scales.at(tick, scales.y[0])[0]
        word = safe_label(text.on_axis(tick))
        sheet.line([(x, bottom), (x, bottom + 3)], color=LIGHT.faint, linewidth=0.8)
        x = min(x, sheet.width - width_of(word, size) / 2)
        sheet.write(word, x=x, y=bottom + 4 + size * TIGHT / 2, ha="center", **font)
