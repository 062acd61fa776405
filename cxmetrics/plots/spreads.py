"""What can come out: how often each amount does, with the side of the losses shaded."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import size_of, style
from cxmetrics.plots.labels import LONGEST_TITLE, FigureText, column, width_of, words_in
from cxmetrics.plots.legend import Entry
from cxmetrics.plots.panels import Panel, Panels
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, FigureSize

STRIP: Final = 18.0  # points above the columns, for the words of the loss
DASH: Final = (3.0, 2.0)
OUTLINE: Final = 0.6  # points
MEAN: Final = 1.4  # points
NEAR: Final = 1.0  # widths of what is drawn, within which 0 is drawn beside it
ALONE: Final = 24.0  # widths of a column that is the only one, shown around it
MARGIN: Final = 0.03  # of the range, free at both ends
AIR: Final = 5.0  # points
EASE: Final = 1.1  # of the width of the words of the loss, that is kept free for them
BEYOND: Final = ("0 →", "← 0")


def outcomes(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw how often what comes out, a panel an initiative; what is below 0 is shaded as a loss.

    Parameters
    ----------
    frame : DataFrame
        One row an initiative and column, from left to right: part (the initiative; empty if there is only one), left
        and right (ends of the column), estimate (share of the draws, 0 to 1); in the first row of each initiative
        note (what is said of it), mean (the expected value) and loss (words of how likely a loss is).
    text : FigureText
        The words; `names` has loss, gain and expected.
    narrow : bool, default False
        The phone variant: panels stand below each other.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(outcomes_figure(frame, text=text, size=size_of(narrow)))


def outcomes_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `outcomes`."""
    parts = [rows.reset_index(drop=True) for _, rows in frame.groupby("part", sort=False)]
    words = [Panel(words_in(rows, "part")[0], words_in(rows, "note", LONGEST_TITLE)[0]) for rows in parts]
    panels = Panels(words, text, _entries(frame, text), size, left=0.0)
    for axes, rows in zip(panels.axes, parts, strict=True):
        _draw(panels, axes, rows, text)
    return panels.sheet.figure


def _entries(frame: pd.DataFrame, text: FigureText) -> list[Entry]:
    lost = column(frame, "right") <= 0
    found = [
        *([Entry(text.name("loss"), LIGHT.warm_mid)] if lost.any() else []),
        *([Entry(text.name("gain"), LIGHT.accent_mid)] if not lost.all() else []),
        Entry(text.name("expected"), LIGHT.ink, "line", DASH),
    ]
    return [entry for entry in found if entry.name]


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Give the ends of the scale, with 0 among them where that leaves room for the columns."""
    low, high = float(column(rows, "left").min()), float(column(rows, "right").max())
    span = (high - low) * (ALONE if len(rows) == 1 else 1.0)
    low, high = (low + high - span) / 2, (low + high + span) / 2
    low, high = (min(low, 0.0) if low < NEAR * span else low), (max(high, 0.0) if high > -NEAR * span else high)
    return low - MARGIN * (high - low), high + MARGIN * (high - low)


def _draw(panels: Panels, axes: Axes, rows: pd.DataFrame, text: FigureText) -> None:
    left, right, share = (column(rows, name) for name in ("left", "right", "estimate"))
    low, high = _limits(rows)
    free = STRIP / (panels.height - STRIP)
    top = float(share.max()) * (1 + free)
    axes.set(xlim=(low, high), ylim=(0, top), yticks=[])
    panels.name_across(axes, text.on_axis)
    faces = [LIGHT.warm_mid if end <= 0 else LIGHT.accent_mid for end in right]
    edges = [LIGHT.warm if end <= 0 else LIGHT.accent for end in right]
    axes.bar(left, share, right - left, align="edge", color=faces, edgecolor=edges, linewidth=OUTLINE, zorder=2)
    axes.axhline(0, color=LIGHT.faint, linewidth=1, zorder=3, clip_on=False)
    columns = 1 - STRIP / panels.height
    mean = float(column(rows, "mean").iloc[0])
    axes.axvline(mean, ymax=columns, color=LIGHT.ink, linewidth=MEAN, dashes=DASH, zorder=4)
    if low <= 0 <= high:
        axes.axvline(0, ymax=columns, color=LIGHT.ink, linewidth=1, zorder=4)
    _say(panels, axes, words_in(rows, "loss")[0], limits=(low, high))


def _say(panels: Panels, axes: Axes, word: str, *, limits: tuple[float, float]) -> None:
    """Write how likely a loss is, left of 0 where there is room; and on which side 0 is, where it is not drawn."""
    low, high = limits
    y, end = panels.height - STRIP + AIR, -low / (high - low) * panels.inner - AIR
    if high < 0:
        end = 0.0
        panels.note(axes, BEYOND[0], x=panels.inner, y=y, ha="right")
    elif low > 0:
        end = panels.inner
        panels.note(axes, BEYOND[1], x=0.0, y=y)
    fits = end > width_of(word, panels.sheet.size.small, "bold") * EASE
    side: dict[str, Any] = {"x": end, "ha": "right"} if fits else {"x": 0.0, "ha": "left"}
    panels.note(axes, word, y=y, weight="bold", color=LIGHT.warm, **side)
