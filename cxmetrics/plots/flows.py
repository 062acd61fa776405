"""Where customers go next: the strongest moves between touchpoints, as a network on a page and as rows on a phone."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, safe_label, widest, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.moves import Move, read
from cxmetrics.plots.network import DASH, draw_network
from cxmetrics.plots.sheet import SIGN, TIGHT, Sheet
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

MOST: Final = 15  # rows on a phone
AIR: Final = 5.0  # points between a bar and its words, a sign and its row
BAR: Final = 7.0  # points
LEAST: Final = 1.0  # points of the smallest bar
APART: Final = 9.0  # points between rows
NOTHING: Final = 40.0  # points of the field that says why there is no move
BACK: Final = "←"


def flow(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw the strongest moves between touchpoints.

    Stages are columns and touchpoints cards in them, those with most moves on top. A line is as wide as its moves are
    many; its share of the source's moves stands on it where there is room. Lines that pass a column run between its
    cards, never behind a name. Moves back are warm and dashed. Who left is said on the card, without a line.

    Parameters
    ----------
    frame : DataFrame
        One row a move, the strongest first, about 30 at most: source, target (labels), source_stage, target_stage (0
        to 5, where 5 is the end of the journey), estimate (share of the source's moves, 0 to 1), n (moves). A row
        without an estimate is hidden and left out.
    text : FigureText
        The words; `hidden` says why there is no move at all, `names` may have forward and backward, and ``"0"`` to
        ``"4"`` for the stages.
    narrow : bool, default False
        The phone variant: the 15 strongest moves as rows with bars.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(flow_figure(frame, text=text, size=size_of(narrow)))


def flow_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `flow`."""
    sheet, moves, narrow = Sheet(size), read(frame, text), size == NARROW
    moves = moves[:MOST] if narrow else moves
    head = headline_of(text, size)
    legend = Legend(_entries(moves, text, narrow=narrow), room=sheet.width, size=size)
    top = room_for(head, size) + legend.height
    if moves:
        end = (_rows if narrow else draw_network)(sheet, moves, text, y=top)
    else:
        end = top + NOTHING
        sheet.field(safe_label(text.hidden), x=0, y=top, width=sheet.width, height=NOTHING)
    sheet.cut(end + EDGE)
    sheet.headline(head)
    legend.draw(sheet, x=0, y=room_for(head, size))
    return sheet.figure


def _entries(moves: list[Move], text: FigureText, *, narrow: bool) -> list[Entry]:
    """Name the two kinds of lines or bars, where there are both."""
    forward = Entry(text.name("forward"), LIGHT.accent_mid, "square" if narrow else "line")
    signed, dashed = {"sign": BACK}, {"shape": "line", "dash": DASH}
    back = Entry(text.name("backward"), LIGHT.warm, **(signed if narrow else dashed))
    return [entry for entry in (forward, back) if entry.name and any(move.back for move in moves)]


def _rows(sheet: Sheet, moves: list[Move], _: FigureText, *, y: float) -> float:
    size = sheet.size
    most = max((move.n for move in moves), default=1.0)
    said = [f"{move.value} · {move.count}" for move in moves]
    room = sheet.width - widest(said, size.small) - AIR
    for move, words in zip(moves, said, strict=True):
        y = _row(sheet, move, words, y=y, length=max(room * move.n / most, LEAST)) + APART
    return y


def _row(sheet: Sheet, move: Move, words: str, *, y: float, length: float) -> float:
    """Write from where to where, with the bar of how many below, and return where the row ends."""
    size = sheet.size
    indent = (SIGN + AIR) * move.back
    if move.back:
        sheet.sign(BACK, x=0, y=y + size.body * TIGHT / 2)
    names = wrap(f"{move.source[1]} → {move.target[1]}", width=sheet.width - indent, size=size.body, lines=4)
    y = sheet.lines(names, x=indent, y=y, size=size.body)
    line = size.small * TIGHT
    sheet.box(0, y + (line - BAR) / 2, length, BAR, facecolor=LIGHT.warm if move.back else LIGHT.accent_mid)
    sheet.write(words, x=length + AIR, y=y + line / 2, va="center_baseline", color=LIGHT.muted)
    return y + line
