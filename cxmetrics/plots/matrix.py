"""What to improve first: importance by performance, a point with both intervals for each, in four named quadrants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, POINTS_PER_INCH, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, reasons, safe_label, widest, width_of, words_in, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.placing import Box, Place, crowded, place
from cxmetrics.plots.quadrants import AIR, Scales, corner_words, draw_ground
from cxmetrics.plots.scales import ticks_of
from cxmetrics.plots.sheet import TIGHT, Sheet
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

HEIGHTS: Final = {True: (230.0, 300.0), False: (270.0, 330.0, 400.0, 480.0)}  # points, until words have room
DOT, SQUARE = 3.4, 7.2  # points: half of a dot, a side of a square
WHISKER: Final = 1.4  # points
LABEL_ROOM: Final = 118.0  # points of a line of a label
LINES: Final = 3  # of a label
SHORT: Final = (1.8, 1.2)  # of the legend's line, which is wider
VEIL: Final = 0.75  # of the paper's colour, between words and the lines behind them
LEADER: Final = 11.0  # points from a point to its words, from which on a line joins them


@dataclass(frozen=True)
class Driver:
    """A point with its intervals; a hidden one says why."""

    label: str
    x: tuple[float, float, float]
    y: tuple[float, float, float]
    first: bool
    why: str

    @property
    def hidden(self) -> bool:
        """Whether it has no place."""
        return bool(pd.isna(self.x[1]) or pd.isna(self.y[1]))


def priorities(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw importance upwards by performance to the right, a point with the cross of its intervals for each row.

    Parameters
    ----------
    frame : DataFrame
        One row a point: label, estimate, conf_low, conf_high (importance: share explained, 0 to 1), across,
        across_low, across_high (performance: share of satisfied answers, 0 to 1), middle and across_middle (of the
        lines that part the quadrants, the same in every row), mark (``"first"`` for what to improve first, or
        nothing), reason; a row without an estimate is hidden and listed below.
    text : FigureText
        The words; `across` names the horizontal axis, `reference` the lines, `hidden` a hidden row; `names` has
        improve, keep, watch and enough for the quadrants, and may have first for the points that are marked so.
    narrow : bool, default False
        The phone variant: points have numbers and their names are listed below.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(priorities_figure(frame, text=text, size=size_of(narrow)))


def priorities_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `priorities`."""
    sheet = Sheet(size)
    drivers = _read(frame, text)
    shown = [one for one in drivers if not one.hidden]
    found = [column(frame, name).dropna() for name in ("across_middle", "middle")]
    middle: Place = tuple(float(one.iloc[0]) if len(one) else float("nan") for one in found)  # type: ignore[assignment]
    head = headline_of(text, size)
    legend = Legend(_entries(shown, middle, text), room=sheet.width, size=size)
    top = room_for(head, size) + legend.height
    for height in HEIGHTS[size == NARROW]:
        scales = _scales(shown, middle, text, size, top=top, height=height)
        words, boxes = _words(scales, shown, text, size)
        if not crowded(boxes):
            break
    y = draw_ground(sheet, scales, text, ticks=bool(shown))
    for number, one in enumerate(shown):
        _point(sheet, scales, one, words=words[number], box=boxes[number])
    listed = [(str(number + 1), one.label) for number, one in enumerate(shown)] if size == NARROW else []
    sheet.cut(_lists(sheet, listed, [one for one in drivers if one.hidden], y=y) + EDGE)
    sheet.headline(head)
    legend.draw(sheet, x=0, y=room_for(head, size))
    return sheet.figure


def _read(frame: pd.DataFrame, text: FigureText) -> list[Driver]:
    x, y = column(frame, "across"), column(frame, "estimate")
    ends = [column(frame, name).fillna(x) for name in ("across_low", "across_high")]
    ends += [column(frame, name).fillna(y) for name in ("conf_low", "conf_high")]
    labels, marks = words_in(frame, "label"), words_in(frame, "mark")
    numbers = zip(x, y, *ends, strict=True)
    return [
        Driver(labels[at], (left, x, right), (low, y, high), marks[at] == "first", text.why(why, text.hidden))
        for at, (why, (x, y, left, right, low, high)) in enumerate(zip(reasons(frame), numbers, strict=True))
    ]


def _entries(shown: list[Driver], middle: Place, text: FigureText) -> list[Entry]:
    entries = []
    if any(one.first for one in shown) and text.name("first"):
        entries.append(Entry(text.name("first"), LIGHT.warm))
    if text.reference and pd.notna(middle[0]):
        entries.append(Entry(text.reference, LIGHT.muted, "line", SHORT))
    return entries


def _scales(
    shown: list[Driver], middle: Place, text: FigureText, size: FigureSize, *, top: float, height: float
) -> Scales:
    """Return the scales that hold every interval, right of the words on the upright one."""
    width = size.width * POINTS_PER_INCH
    across, up = [end for one in shown for end in one.x], [end for one in shown for end in one.y]
    rough = Scales(across, up, middle=middle, area=Box(0, top, width, height))
    left = widest([safe_label(text.on_axis(tick)) for tick in ticks_of(*rough.y)], size.small) + AIR
    return Scales(across, up, middle=middle, area=Box(left, top, width - left - EDGE, height))


def _words(
    scales: Scales, shown: list[Driver], text: FigureText, size: FigureSize
) -> tuple[list[list[str]], list[Box]]:
    """Return the lines beside each point and where they stand; on a phone its number alone."""
    weight = ["bold" if one.first or size == NARROW else "normal" for one in shown]
    if size == NARROW:
        words = [[str(number + 1)] for number in range(len(shown))]
    else:
        words = [wrap(one.label, width=LABEL_ROOM, size=size.body, lines=LINES) for one in shown]
    sizes = [
        (max(width_of(line, size.body, bold) for line in lines) + 2 * EDGE, len(lines) * size.body * TIGHT)
        for lines, bold in zip(words, weight, strict=True)
    ]
    lines = [box for one in shown for box in _cross(scales, one)] + scales.middles
    points = [scales.at(one.x[1], one.y[1]) for one in shown]
    taken = [box for _, box in corner_words(scales, text, size)]
    return words, place(points, sizes, page=scales.area, taken=taken, lines=lines)


def _cross(scales: Scales, one: Driver) -> list[Box]:
    """Return both intervals of a point as thin rectangles."""
    (left, bottom), (x, y), (right, top) = (scales.at(one.x[end], one.y[end]) for end in range(3))
    half = WHISKER / 2
    return [Box(left, y - half, right - left, WHISKER), Box(x - half, top, WHISKER, bottom - top)]


def _point(sheet: Sheet, scales: Scales, one: Driver, *, words: list[str], box: Box) -> None:
    x, y = scales.at(one.x[1], one.y[1])
    for bar in _cross(scales, one):
        sheet.box(bar.x, bar.y, bar.width, bar.height, facecolor=LIGHT.warm if one.first else LIGHT.accent_mid)
    if one.first:
        sheet.box(x - SQUARE / 2, y - SQUARE / 2, SQUARE, SQUARE, facecolor=LIGHT.warm, zorder=5)
    else:
        sheet.dot((x, y), DOT, facecolor=LIGHT.accent)
    near = box.nearest((x, y))
    if abs(near[0] - x) + abs(near[1] - y) > LEADER:
        sheet.line([(x, y), near], color=LIGHT.muted, linewidth=0.7, zorder=2)
    bold = one.first or sheet.size == NARROW
    ground = LIGHT.surface if box.centre_in(scales.first) else LIGHT.paper
    sheet.box(box.x, box.y, box.width - 2 * EDGE, box.height, facecolor=ground, alpha=VEIL, zorder=4)
    sheet.lines(words, x=box.x, y=box.y, size=sheet.size.body, weight="bold" if bold else "normal")


def _lists(sheet: Sheet, listed: list[tuple[str, str]], hidden: list[Driver], *, y: float) -> float:
    """Write the names of numbered points and what is hidden below `y`, and return where they end."""
    size = sheet.size
    indent = widest([number for number, _ in listed], size.body, "bold") + AIR
    for number, label in listed:
        sheet.lines([number], x=indent - AIR, y=y, size=size.body, weight="bold", ha="right")
        y = sheet.lines(wrap(label, width=sheet.width - indent, size=size.body), x=indent, y=y, size=size.body) + 2
    for one in hidden:
        lines = wrap(f"{one.label}: {one.why}", width=sheet.width - AIR, size=size.small, lines=3)
        sheet.box(0, y + 1, 2, len(lines) * size.small * TIGHT - 1, facecolor=LIGHT.faint)
        y = sheet.lines(lines, x=AIR, y=y, color=LIGHT.muted) + 2
    return y
