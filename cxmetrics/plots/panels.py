"""Small multiples: panels in a grid, each with its name and what it says above its own axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from cxmetrics.plots.canvas import EDGE, headline_of, room_for
from cxmetrics.plots.labels import FigureText, safe_label, width_of, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.scales import apart, ticks_in, within
from cxmetrics.plots.sheet import TIGHT, Sheet
from cxmetrics.theme import LIGHT, NARROW, FigureSize

COLUMNS: Final = 2  # of panels, where there is room
BETWEEN: Final = 24.0  # points between columns
BELOW, ABOVE = 12.0, 6.0  # points below a row of panels, and between words and axes
HEIGHT: Final = {True: 150.0, False: 92.0}  # of the axes in points, of a single panel and of several
DOWN: Final = 0.9  # of the type size, from the axes to the middle of a tick's word
BOLD, PLAIN = 0.93, 0.97  # of a panel's width, that its words may take
LINES: Final = 3  # of a name, and of what is said of it


@dataclass(frozen=True)
class Panel:
    """The words of one panel: its name, none where there is no other, and what it says."""

    name: str
    note: str


class Panels:
    """A sheet with a grid of axes.

    Parameters
    ----------
    panels : sequence of Panel
        From left to right and down.
    text : FigureText
        The words; `across` names the horizontal scale.
    entries : list of Entry
        Of the legend.
    size : FigureSize
        Width and type sizes.
    left : float
        Points that the words of the upright scale take.
    """

    def __init__(
        self, panels: Sequence[Panel], text: FigureText, entries: list[Entry], size: FigureSize, *, left: float
    ) -> None:
        self.sheet, self.single = Sheet(size), len(panels) == 1
        columns = 1 if self.single or size == NARROW else COLUMNS
        self.width = (self.sheet.width - BETWEEN * (columns - 1)) / columns
        self.left, self.height = left, HEIGHT[self.single]
        head = headline_of(text, size)
        legend = Legend(entries, room=self.sheet.width, size=size)
        y, places = room_for(head, size) + legend.height, []
        for start in range(0, len(panels), columns):
            row = panels[start : start + columns]
            lines = [self._lines(panel) for panel in row]
            top = y + max(self._tall(*each) for each in lines) + ABOVE
            for number, each in enumerate(lines):
                x = number * (self.width + BETWEEN)
                self._words(*each, x=x, y=top - ABOVE - self._tall(*each))
                places.append((x + left, top))
            y = top + self.height + size.small * TIGHT + BELOW
        y = self._across(text, y=y - BELOW + 2)
        self.sheet.cut(y + EDGE)
        self.sheet.headline(head)
        legend.draw(self.sheet, x=0, y=room_for(head, size))
        self.axes = [self._add(*place) for place in places]

    @property
    def inner(self) -> float:
        """Width of the axes of a panel, in points."""
        return self.width - self.left

    def _lines(self, panel: Panel) -> tuple[list[str], list[str]]:
        size = self.sheet.size
        name = wrap(panel.name, width=self.width * BOLD, size=size.body, lines=LINES) if panel.name else []
        note = wrap(panel.note, width=self.width * PLAIN, size=size.small, lines=LINES) if panel.note else []
        return name, note

    def _tall(self, name: list[str], note: list[str]) -> float:
        return (len(name) * self.sheet.size.body + len(note) * self.sheet.size.small) * TIGHT

    def _words(self, name: list[str], note: list[str], *, x: float, y: float) -> None:
        y = self.sheet.lines(name, x=x, y=y, size=self.sheet.size.body, weight="bold")
        self.sheet.lines(note, x=x, y=y, color=LIGHT.muted)

    def _across(self, text: FigureText, *, y: float) -> float:
        if not text.across:
            return y
        return self.sheet.lines([safe_label(text.across)], x=self.sheet.width, y=y, ha="right", color=LIGHT.muted)

    def _add(self, x: float, y: float) -> Axes:
        sheet = self.sheet
        box = (x / sheet.width, 1 - (y + self.height) / sheet.height, self.inner / sheet.width)
        axes = sheet.figure.add_axes((*box, self.height / sheet.height))
        axes.patch.set_visible(False)
        sns.despine(ax=axes, left=True, bottom=True)
        axes.tick_params(length=0, labelsize=sheet.size.small, labelcolor=LIGHT.muted, pad=3)
        return axes

    def name_across(self, axes: Axes, write: Callable[[float], str], *, ticks: list[float] | None = None) -> None:
        """Write the horizontal scale of a panel, with the given ticks or as many as fit."""
        low, high = axes.get_xlim()
        size = self.sheet.size.small

        def places(ticks: list[float], words: list[str]) -> tuple[list[float], list[float]]:
            widths = [width_of(word, size) for word in words]
            at = [(tick - low) / (high - low) * self.inner for tick in ticks]
            return [
                within(x, width, low=-self.left, high=self.inner) for x, width in zip(at, widths, strict=True)
            ], widths

        ticks = ticks_in(low, high, write, fit=lambda *named: apart(*places(*named))) if ticks is None else ticks
        words = [safe_label(write(tick)) for tick in ticks]
        axes.set_xticks([])
        for x, word in zip(places(ticks, words)[0], words, strict=True):
            self.note(axes, word, x=x, y=-size * DOWN, ha="center", va="center_baseline")

    def note(self, axes: Axes, text: str, *, x: float, y: float, **font: object) -> Annotation:
        """Write small text at points from the left bottom of a panel's axes."""
        usual = {"size": self.sheet.size.small, "color": LIGHT.muted, "annotation_clip": False, "zorder": 7}
        return axes.annotate(text, (0, 0), xycoords="axes fraction", xytext=(x, y), textcoords="offset points",
                             **usual | font)  # type: ignore[arg-type]  # fmt: skip
