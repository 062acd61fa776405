"""Shares of a whole: one bar of 100 % a group, its parts always in the same order."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import Canvas, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, fitted, reasons, safe_label, width_of
from cxmetrics.plots.ledger import Ledger, Row
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

BAR: Final = {True: 13.0, False: 17.0}  # points, narrow and wide
ROW: Final = {True: 38.0, False: 27.0}
SWATCH, AIR, SLIT, LEGEND_LINE = 8.0, 12.0, 1.2, 13.0  # points
INK_ON: Final = {LIGHT.rule: LIGHT.ink, LIGHT.accent_mid: LIGHT.ink, LIGHT.warm_mid: LIGHT.ink}
COLOURS: Final = {
    1: (LIGHT.accent,),
    2: (LIGHT.accent, LIGHT.rule),
    3: (LIGHT.accent, LIGHT.rule, LIGHT.warm),
    4: (LIGHT.accent, LIGHT.accent_mid, LIGHT.warm_mid, LIGHT.warm),
    5: (LIGHT.accent, LIGHT.accent_mid, LIGHT.rule, LIGHT.warm_mid, LIGHT.warm),
}


def shares(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw one bar of 100 % a group, each part with its share as words.

    Parameters
    ----------
    frame : DataFrame
        One row a group and part, both in the order to be drawn: label, part, estimate (0 to 1), n (of the group),
        reason; a group whose estimates are missing is a hidden row. Two to five parts, the best first.
    text : FigureText
        The words; `value` writes a share, `hidden` labels a hidden row.
    narrow : bool, default False
        The phone variant: labels stand above their bars.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(shares_figure(frame, text=text, size=size_of(narrow)))


def shares_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `shares`."""
    names, parts = list(frame["label"]), list(dict.fromkeys(frame["part"]))
    groups = [frame[[other == name for other in names]].reset_index(drop=True) for name in dict.fromkeys(names)]
    colours = dict(zip(parts, COLOURS[len(parts)], strict=True))
    ledger = Ledger([_row(group, text) for group in groups], size)
    head = headline_of(text, size)
    room = ledger.width - 2 * SWATCH
    words = [fitted(safe_label(part), width=room, size=size.small) for part in parts]
    legend = _in_lines(words, room=ledger.width, size=size.small)
    top = room_for(head, size)
    canvas = ledger.canvas(top=top + len(legend) * LEGEND_LINE + AIR / 2, bottom=4.0)
    canvas.headline(head)
    canvas.axes.set_xlim(0, 1)
    canvas.axes.set_xticks([])
    _legend(canvas, legend, list(colours.values()), y=top)
    for position, group in enumerate(groups):
        _bar(canvas, group, position=position, colours=colours, text=text)
    ledger.write(canvas)
    return canvas.figure


def _row(group: pd.DataFrame, text: FigureText) -> Row:
    label = safe_label(group["label"].iloc[0])
    if column(group, "estimate").isna().any():
        return Row(label, hidden=text.why(reasons(group)[0], text.hidden))
    count = column(group, "n").iloc[0]
    return Row(label, count="" if pd.isna(count) else safe_label(text.count(int(count))))


def _in_lines(words: list[str], *, room: float, size: float) -> list[list[str]]:
    """Share the parts' names out to lines of `room` points."""
    lines: list[list[str]] = [[]]
    for word in words:
        if lines[-1] and sum(_entry(one, size) for one in [*lines[-1], word]) - AIR > room:
            lines.append([])
        lines[-1].append(word)
    return lines


def _entry(word: str, size: float) -> float:
    """Return the room in points of a square and its name, with the air behind them."""
    return SWATCH + SWATCH / 2 + width_of(word, size) + AIR


def _legend(canvas: Canvas, lines: list[list[str]], colours: list[str], *, y: float) -> None:
    """Name the parts in their order, each behind a square of its colour."""
    fills = iter(colours)
    for number, line in enumerate(lines):
        x, middle = canvas.left, y + number * LEGEND_LINE
        for word in line:
            canvas.square(x=x, y=middle, side=SWATCH, colour=next(fills))
            font = {"va": "center_baseline", "size": canvas.size.small, "color": LIGHT.ink}
            canvas.write(word, x=x + 1.5 * SWATCH, y=middle, **font)
            x += _entry(word, canvas.size.small)


def _bar(canvas: Canvas, group: pd.DataFrame, *, position: int, colours: dict[str, str], text: FigureText) -> None:
    """Draw a group's parts from left to right; a part too small for its words is left without."""
    sizes = column(group, "estimate")
    if sizes.isna().any():
        return
    narrow = canvas.size == NARROW
    fills = [colours[part] for part in group["part"]]
    starts = sizes.cumsum() - sizes
    height = BAR[narrow] / ROW[narrow]
    canvas.axes.barh([position] * len(sizes), sizes, height, left=starts, color=fills, edgecolor=LIGHT.paper, lw=SLIT)
    for start, share, fill in zip(starts, sizes, fills, strict=True):
        word = safe_label(text.value(share))
        if canvas.across(width_of(word, canvas.size.small) + 6) < share:
            ink = INK_ON.get(fill, LIGHT.paper)
            middle = (start + share / 2, position)
            canvas.note(word, middle, offset=(0, 0), ha="center", va="center_baseline", color=ink)
