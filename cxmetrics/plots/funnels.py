"""How far journeys get: one bar a stage from zero, with its interval, and the step to the next stage below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, POINTS_PER_INCH, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, reasons, safe_label, widest, words_in, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.sheet import SIGN, TIGHT, WEAKEST, Sheet
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

AIR: Final = 10.0  # points between columns
BAR: Final = 17.0  # points
LABEL_ROOM: Final = 150.0  # points that labels may take beside the bars
ABOVE: Final = 0.6  # of the width, that they may take above them
WHISKER, CAP = 1.3, 3.0  # points
STEM: Final = 9.0  # points that a step's words stand right of its arrow


@dataclass(frozen=True)
class Level:
    """One stage; a hidden one says why and has no bar."""

    label: list[str]
    estimate: float
    low: float
    high: float
    value: str
    count: str
    note: str
    weakest: bool
    why: str


def funnel(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw one bar a stage in order, each before the words of the step to the next one.

    Parameters
    ----------
    frame : DataFrame
        One row a stage, from first to last: label, estimate (share of all journeys that reached it, 0 to 1), conf_low,
        conf_high, n, note (words of the step to the next stage), mark (``"weakest"`` or nothing), reason; a stage
        without an estimate is hidden.
    text : FigureText
        The words; `hidden` labels a hidden stage, `names` has weakest.
    narrow : bool, default False
        The phone variant: labels stand above their bars.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(funnel_figure(frame, text=text, size=size_of(narrow)))


def funnel_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `funnel`."""
    sheet = Sheet(size)
    levels = _read(frame, text, size)
    head = headline_of(text, size)
    signed = any(level.weakest for level in levels) and text.name("weakest")
    entries = [Entry(text.name("weakest"), LIGHT.warm, sign=WEAKEST)] if signed else []
    legend = Legend(entries, room=sheet.width, size=size)
    y = room_for(head, size) + legend.height
    for level in levels:
        y = _level(sheet, level, levels, y=y)
    sheet.cut(y + EDGE)
    sheet.headline(head)
    legend.draw(sheet, x=0, y=room_for(head, size))
    return sheet.figure


def _read(frame: pd.DataFrame, text: FigureText, size: FigureSize) -> list[Level]:
    estimate, low, high, n = (column(frame, name) for name in ("estimate", "conf_low", "conf_high", "n"))
    labels, notes, marks = (words_in(frame, name) for name in ("label", "note", "mark"))
    signed = (SIGN + 4) * ("weakest" in marks)
    room = size.width * POINTS_PER_INCH * ABOVE if size == NARROW else LABEL_ROOM - signed
    return [
        Level(
            label=wrap(labels[at], width=room, size=size.body),
            estimate=estimate[at],
            low=low[at],
            high=high[at],
            value="" if pd.isna(estimate[at]) else safe_label(text.value(estimate[at])),
            count="" if pd.isna(n[at]) else safe_label(text.count(int(n[at]))),
            note=notes[at],
            weakest=marks[at] == "weakest",
            why=text.why(why, text.hidden),
        )
        for at, why in enumerate(reasons(frame))
    ]


def _level(sheet: Sheet, level: Level, levels: list[Level], *, y: float) -> float:
    """Draw a stage and its step below `y` and return where they end."""
    size, narrow = sheet.size, sheet.size == NARROW
    tall = len(level.label) * size.body * TIGHT
    if narrow:
        _words(sheet, level, levels, y=y, height=tall)
        _bar(sheet, level, x=0.0, y=y + tall + 2, width=sheet.width - AIR)
        return _step(sheet, level, x=0.0, y=y + tall + BAR + 4)
    height = max(BAR, tall)
    left = _left(levels, size)
    right = sum(_columns(levels, size)) + 2 * AIR
    _words(sheet, level, levels, y=y, height=height)
    _bar(sheet, level, x=left, y=y + (height - BAR) / 2, width=sheet.width - left - right)
    return _step(sheet, level, x=left, y=y + height + 2)


def _left(levels: list[Level], size: FigureSize) -> float:
    signed = (SIGN + 4) * any(level.weakest for level in levels)
    return widest([line for level in levels for line in level.label], size.body) + signed + AIR


def _columns(levels: list[Level], size: FigureSize) -> tuple[float, float]:
    values = widest([level.value for level in levels], size.strong, "bold")
    return values, widest([level.count for level in levels], size.small)


def _words(sheet: Sheet, level: Level, levels: list[Level], *, y: float, height: float) -> None:
    """Write a stage's name on the left, its share and its number on the right."""
    size, middle = sheet.size, y + height / 2
    indent = (SIGN + 4) * level.weakest
    if level.weakest:
        sheet.sign(WEAKEST, x=0, y=middle)
    ink = LIGHT.ink if level.value else LIGHT.muted
    top = middle - len(level.label) * size.body * TIGHT / 2
    sheet.lines(level.label, x=indent, y=top, size=size.body, color=ink)
    end: dict[str, Any] = {"ha": "right", "va": "center_baseline", "y": middle}
    sheet.write(level.count, x=sheet.width, color=LIGHT.muted, **end)
    counts = _columns(levels, size)[1]
    colour = LIGHT.warm if level.weakest else LIGHT.accent
    value: dict[str, Any] = {"size": size.strong, "weight": "bold", "color": colour}
    sheet.write(level.value, x=sheet.width - counts - AIR, **value, **end)


def _bar(sheet: Sheet, level: Level, *, x: float, y: float, width: float) -> None:
    """Draw a stage's share of `width` with its interval at the end, or the field of a hidden one."""
    if not level.value:
        sheet.field(level.why, x=x, y=y, width=width, height=BAR)
        return
    sheet.box(x, y, width, BAR, facecolor=LIGHT.surface, zorder=1)
    sheet.box(x, y, level.estimate * width, BAR, facecolor=LIGHT.warm_mid if level.weakest else LIGHT.accent_mid)
    if pd.notna(level.low) and pd.notna(level.high):
        low, high, middle = x + level.low * width, x + level.high * width, y + BAR / 2
        sheet.line([(low, middle), (high, middle)], color=LIGHT.ink, linewidth=WHISKER)
        for end in (low, high):
            sheet.line([(end, middle - CAP), (end, middle + CAP)], color=LIGHT.ink, linewidth=WHISKER)


def _step(sheet: Sheet, level: Level, *, x: float, y: float) -> float:
    """Write the step to the next stage beside an arrow below `y` and return where it ends."""
    if not level.note:
        return y + AIR
    lines = wrap(level.note, width=sheet.width - x - STEM, size=sheet.size.small, lines=3)
    end = sheet.lines(lines, x=x + STEM, y=y + 2, color=LIGHT.muted)
    sheet.line([(x + 3, y + 3), (x + 3, end)], color=LIGHT.muted, linewidth=0.9)
    sheet.arrow((x + 3, end + 1), across=0, down=1, colour=LIGHT.muted)
    return end + STEM - 2 * (sheet.size != NARROW)
