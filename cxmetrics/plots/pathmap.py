"""The map of a journey: its stages with their touchpoints, the steps between them and how customers felt."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, headline_of, room_for, style
from cxmetrics.plots.emotion import draw_curve, draw_track, ticks_for
from cxmetrics.plots.labels import FigureText, safe_label, widest, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.sheet import BREAK, PAIN, SIGN, TIGHT, WEAKEST, Sheet
from cxmetrics.plots.stages import Stage, bar_room, draw_touchpoints, read
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LANDSCAPE, LIGHT, NARROW, FigureSize

AIR: Final = 9.0  # points: a column's sides, between its parts
SLIT: Final = 4.0  # points between columns
HOP: Final = 8.0  # points that a step rises above its stages
FRAME: Final = 1.5  # points, around the weakest stage
BOLD: Final = 0.93  # of a line's room, for letters that are wider
BETWEEN: Final = 10.0  # points between the blocks of a phone


def journey_map(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw a journey: stages side by side, below each its touchpoints, below all of them how customers felt.

    Parameters
    ----------
    frame : DataFrame
        Rows of three kinds by their column row. ``stage``: stage (0 to 4), label, note (a line below it), estimate,
        conf_low, conf_high (share of satisfied answers, 0 to 1), mark (``"weakest"`` or nothing), reason (why there is
        no share). ``step``: stage (that it leaves), label, note. ``touchpoint``: stage, label, note (its volume in
        words), size (of the largest volume, 0 to 1), mark (``"pain"``, ``"gap"`` or nothing), reason (of a gap).
    text : FigureText
        The words; `value` writes a share of satisfied answers, `names` has pain, gap, weakest and emotion.
    narrow : bool, default False
        The phone variant: stage below stage.

    Returns
    -------
    str
        SVG, the same bytes for the same input; the wide one fills a page on its side.
    """
    with style():
        return to_svg(journey_figure(frame, text=text, size=NARROW if narrow else LANDSCAPE))


def journey_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `journey_map`."""
    sheet, stages = Sheet(size), read(frame, text)
    head = headline_of(text, size)
    legend = Legend(_entries(stages, text), room=sheet.width, size=size)
    top = room_for(head, size) + legend.height
    sheet.cut((_blocks if size == NARROW else _columns)(sheet, stages, text, y=top))
    sheet.headline(head)
    legend.draw(sheet, x=0, y=room_for(head, size))
    return sheet.figure


def _entries(stages: list[Stage], text: FigureText) -> list[Entry]:
    """Name the signs that are drawn."""
    touchpoints = [one for stage in stages for one in stage.touchpoints]
    signs = {
        "weakest": (any(stage.weakest for stage in stages), Entry("", LIGHT.warm, sign=WEAKEST)),
        "pain": (any(one.pain for one in touchpoints), Entry("", LIGHT.warm, sign=PAIN)),
        "gap": (any(one.gap for one in touchpoints), Entry("", LIGHT.muted, "hollow", BREAK)),
    }
    return [
        Entry(text.name(name), entry.colour, entry.shape, entry.dash, entry.sign)
        for name, (drawn, entry) in signs.items()
        if drawn and text.name(name)
    ]


# On a page: columns


def _columns(sheet: Sheet, stages: list[Stage], text: FigureText, *, y: float) -> float:
    size = sheet.size
    left = widest([safe_label(text.on_axis(tick)) for tick in ticks_for(stages)], size.small) + AIR
    pitch = (sheet.width - left + SLIT) / max(len(stages), 1)
    starts = [left + number * pitch for number in range(len(stages))]
    centres = [start + (pitch - SLIT) / 2 for start in starts]
    inner = pitch - SLIT - 2 * AIR
    y = _steps(sheet, stages, centres, y=y, width=pitch - AIR)
    heads = [_head_lines(stage, size, width=inner) for stage in stages]
    tall = max((_head_height(lines, size) for lines in heads), default=0.0)
    room = bar_room(stages, width=inner, size=size)
    bottom = y + tall
    for stage, start, lines in zip(stages, starts, heads, strict=True):
        _head(sheet, stage, lines, x=start, y=y, width=pitch - SLIT, height=tall)
        end = draw_touchpoints(sheet, stage, x=start + AIR, y=y + tall + AIR, width=inner, room=room)
        bottom = max(bottom, end)
    sheet.lines([text.name("emotion")], x=left + AIR, y=bottom + 2, color=LIGHT.muted)
    sheet.line([(left, bottom), (sheet.width, bottom)], color=LIGHT.muted)
    end = draw_curve(sheet, stages, centres, text, y=bottom + size.small * TIGHT + 2)
    for stage, start in zip(stages, starts, strict=True):
        if stage.weakest:
            _frame(sheet, x=start, y=y, width=pitch - SLIT, height=end - y)
    return end + EDGE


def _steps(sheet: Sheet, stages: list[Stage], centres: list[float], *, y: float, width: float) -> float:
    """Draw the steps as hops from stage to stage with their words above, and return where they land."""
    size = sheet.size
    steps = [stage.step for stage in stages[: len(centres) - 1]]
    labels = [wrap(label, width=width * BOLD, size=size.body) if label else [] for label, _ in steps]
    notes = [wrap(note, width=width, size=size.small) if note else [] for _, note in steps]
    tall = max((len(a) * size.body + len(b) * size.small for a, b in zip(labels, notes, strict=True)), default=0.0)
    land = y + tall * TIGHT + (HOP + 4) * bool(tall)
    for number, (label, note) in enumerate(zip(labels, notes, strict=True)):
        if not label:
            continue
        start, end = centres[number] + AIR, centres[number + 1] - AIR
        middle: dict[str, Any] = {"x": (start + end) / 2, "ha": "center"}
        above = land - HOP - 3 - (len(label) * size.body + len(note) * size.small) * TIGHT
        above = sheet.lines(label, y=above, size=size.body, weight="bold", **middle)
        sheet.lines(note, y=above, color=LIGHT.muted, **middle)
        hop = [(start, land), (start, land - HOP), (end, land - HOP), (end, land - 3)]
        sheet.line(hop, color=LIGHT.muted, linewidth=0.9)
        sheet.arrow((end, land), across=0, down=1, colour=LIGHT.muted)
    return land


def _head_lines(stage: Stage, size: FigureSize, *, width: float) -> tuple[list[str], list[str]]:
    room = (width - (SIGN + 4) * stage.weakest) * BOLD
    notes = wrap(stage.note, width=width, size=size.small) if stage.note else []
    return wrap(stage.label, width=room, size=size.strong), notes


def _head_height(lines: tuple[list[str], list[str]], size: FigureSize) -> float:
    label, note = lines
    return (len(label) * size.strong + len(note) * size.small) * TIGHT + 2 * AIR - 4


def _head(
    sheet: Sheet, stage: Stage, lines: tuple[list[str], list[str]], *, x: float, y: float, width: float, height: float
) -> None:
    label, note = lines
    size = sheet.size
    sheet.box(x, y, width, height, facecolor=LIGHT.accent_tint)
    if stage.weakest:
        sheet.sign(WEAKEST, x=x + width - AIR - SIGN, y=y + AIR - 2 + size.strong * TIGHT / 2)
    below = sheet.lines(label, x=x + AIR, y=y + AIR - 2, size=size.strong, weight="bold")
    sheet.lines(note, x=x + AIR, y=below, size=size.small)


def _frame(sheet: Sheet, *, x: float, y: float, width: float, height: float) -> None:
    sheet.box(x, y, width, height, fill=False, edgecolor=LIGHT.warm, linewidth=FRAME, zorder=5)


# On a phone: blocks


def _blocks(sheet: Sheet, stages: list[Stage], text: FigureText, *, y: float) -> float:
    inner = sheet.width - 2 * AIR
    room = bar_room(stages, width=inner, size=sheet.size)
    for number, stage in enumerate(stages):
        lines, top = _head_lines(stage, sheet.size, width=inner), y
        tall = _head_height(lines, sheet.size)
        _head(sheet, stage, lines, x=1, y=y, width=sheet.width - 2, height=tall)
        y = draw_touchpoints(sheet, stage, x=AIR, y=y + tall + AIR, width=inner, room=room)
        y = draw_track(sheet, stage, text, x=AIR, y=y + 2, width=inner) + 4
        if stage.weakest:
            _frame(sheet, x=1, y=top, width=sheet.width - 2, height=y - top)
        y = _step_below(sheet, stage, y=y) if number + 1 < len(stages) else y
    return y + EDGE


def _step_below(sheet: Sheet, stage: Stage, *, y: float) -> float:
    """Write the step to the next stage beside an arrow down to it, and return where that one begins."""
    label, note = stage.step
    if not label:
        return y + BETWEEN
    size, start = sheet.size, y + 4
    width = sheet.width - 4 * AIR
    labels = wrap(label, width=width * BOLD, size=size.body)
    below = sheet.lines(labels, x=3 * AIR, y=start, size=size.body, weight="bold")
    if note:
        below = sheet.lines(wrap(note, width=width, size=size.small), x=3 * AIR, y=below, color=LIGHT.muted)
    sheet.line([(1.5 * AIR, start), (1.5 * AIR, below - 2)], color=LIGHT.muted, linewidth=0.9)
    sheet.arrow((1.5 * AIR, below + 2), across=0, down=1, colour=LIGHT.muted)
    return below + 6
