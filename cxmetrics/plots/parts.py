"""Shares of a whole: one bar of 100 % a group, its parts always in the same order."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import Canvas, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, reasons, safe_label, width_of
from cxmetrics.plots.ledger import ROW, Ledger, Row
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, PARTS, FigureSize

BAR: Final = {True: 13.0, False: 17.0}  # points, narrow and wide
SLIT: Final = 1.2  # points between parts
ON_DARK: Final = ("accent", "warm")  # fills that take the colour of the page as ink


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
    colours = dict(zip(parts, PARTS[len(parts)], strict=True))
    ledger = Ledger([_row(group, text) for group in groups], size)
    head = headline_of(text, size)
    entries = [Entry(part, getattr(LIGHT, name)) for part, name in colours.items()]
    legend = Legend(entries, room=ledger.width, size=size)
    top = room_for(head, size)
    canvas = ledger.canvas(top=top + legend.height, bottom=4.0)
    canvas.headline(head)
    canvas.axes.set_xlim(0, 1)
    canvas.axes.set_xticks([])
    legend.draw(canvas, x=canvas.left, y=top)
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


def _bar(canvas: Canvas, group: pd.DataFrame, *, position: int, colours: dict[str, str], text: FigureText) -> None:
    """Draw a group's parts from left to right; a part too small for its words is left without."""
    sizes = column(group, "estimate")
    if sizes.isna().any():
        return
    narrow = canvas.size == NARROW
    names = [colours[part] for part in group["part"]]
    fills = [getattr(LIGHT, name) for name in names]
    starts = sizes.cumsum() - sizes
    height = BAR[narrow] / ROW[narrow]
    canvas.axes.barh([position] * len(sizes), sizes, height, left=starts, color=fills, edgecolor=LIGHT.paper, lw=SLIT)
    for start, share, name in zip(starts, sizes, names, strict=True):
        word = safe_label(text.value(share))
        if canvas.across(width_of(word, canvas.size.small) + SLIT) < share:
            ink = LIGHT.paper if name in ON_DARK else LIGHT.ink
            middle = (start + share / 2, position)
            canvas.note(word, middle, offset=(0, 0), ha="center", va="center_baseline", color=ink)
