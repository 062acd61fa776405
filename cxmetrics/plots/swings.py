"""What moves a result most: a bar an input, from its low to its high value, the widest on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, fitted, safe_label, widest, width_of, words_in, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.sheet import BARE, TIGHT, Sheet
from cxmetrics.plots.strips import Strip
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

AIR: Final = 4.0  # points between a bar and its words
COLUMN: Final = 12.0  # points between labels and bars
LABEL_ROOM: Final = 118.0  # points that labels may take beside the bars
BAR: Final = 13.0  # points
ROW: Final = 29.0  # points, at least, of a row whose label stands beside its bar
BETWEEN: Final = 7.0  # points between rows
OUTLINE: Final = 1.1  # points
DASH: Final = (3.0, 2.0)
FACES: Final = (LIGHT.paper, LIGHT.accent_mid)  # of the bars of the low and of the high value of an input


@dataclass(frozen=True)
class Swing:
    """One input: its name, what is said below it, and for its low and high value the result and the words."""

    label: list[str]
    note: list[str]
    ends: tuple[float, float]
    words: tuple[str, str]


def tornado(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw a bar an input: the result with its low value and with its high one, all others as expected.

    Parameters
    ----------
    frame : DataFrame
        One row an input, the one that moves most first: label, estimate (the result with all as expected, the same in
        every row), low and high (the result with the low and the high value of the input), low_words and high_words
        (these values), note (a remark on the input, or nothing).
    text : FigureText
        The words; `reference` names the result with all as expected, `names` has low and high.
    narrow : bool, default False
        The phone variant: labels stand above their bars.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(tornado_figure(frame, text=text, size=size_of(narrow)))


def tornado_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `tornado`."""
    sheet = Sheet(size)
    swings, base = _read(frame, sheet), float(column(frame, "estimate").iloc[0])
    head = headline_of(text, size)
    entries = [Entry(text.name("low"), LIGHT.accent_mid, "hollow"), Entry(text.name("high"), LIGHT.accent_mid)]
    legend = Legend([entry for entry in entries if entry.name], room=sheet.width, size=size)
    strip = _strip(sheet, swings, base)
    named = room_for(head, size) + legend.height
    top = named + size.small * TIGHT + 2
    y = top
    for swing in swings:
        y = _swing(sheet, strip, swing, base, y=y)
    end = strip.draw(sheet, text, top=top, bottom=y)
    x = strip.at(base)
    sheet.line([(x, top), (x, y)], color=LIGHT.ink, linewidth=1, linestyle=(0, DASH), zorder=4)
    word = fitted(safe_label(f"{text.reference} {text.value(base)}"), width=sheet.width, size=size.small)
    half = width_of(word, size.small) / 2
    place = min(max(x, half), sheet.width - half)
    sheet.lines([word], x=place, y=named, ha="center")
    sheet.cut(end + EDGE)
    sheet.headline(head)
    legend.draw(sheet, x=0, y=room_for(head, size))
    return sheet.figure


def _read(frame: pd.DataFrame, sheet: Sheet) -> list[Swing]:
    size, room = sheet.size, sheet.width if sheet.size == NARROW else LABEL_ROOM
    columns = (words_in(frame, name) for name in ("label", "note", "low_words", "high_words"))
    rows = zip(*columns, column(frame, "low"), column(frame, "high"), strict=True)
    return [
        Swing(
            label=wrap(label, width=room, size=size.body),
            note=wrap(note, width=room, size=size.small) if note else [],
            ends=(low, high),
            words=(first, last),
        )
        for label, note, first, last, low, high in rows
    ]


def _strip(sheet: Sheet, swings: list[Swing], base: float) -> Strip:
    """Give the scale on which the bars have room for their words at both ends."""
    size = sheet.size
    labels = [*(widest(one.label, size.body) for one in swings), *(widest(one.note, size.small) for one in swings)]
    left = 0.0 if size == NARROW else max(labels) + COLUMN
    low = min(base, *(end for one in swings for end in one.ends))
    high = max(base, *(end for one in swings for end in one.ends))
    sides = [[], []]  # type: list[list[str]]
    for one in swings:
        for end, other, word in zip(one.ends, one.ends[::-1], one.words, strict=True):
            sides[end > other].append(word)
    room = [widest(words, size.small) + AIR + 2 for words in sides]
    scale = (high - low) / max(sheet.width - left - sum(room), 1.0)
    return Strip(low - room[0] * scale, high + room[1] * scale, left=left, right=sheet.width)


def _swing(sheet: Sheet, strip: Strip, swing: Swing, base: float, *, y: float) -> float:
    """Draw an input below `y` and return where it ends."""
    size, narrow = sheet.size, sheet.size == NARROW
    tall = (len(swing.label) * size.body + len(swing.note) * size.small) * TIGHT
    height = tall + BAR + 3 if narrow else max(tall, ROW - BETWEEN)
    below = sheet.lines(swing.label, x=0, y=y if narrow else y + (height - tall) / 2, size=size.body, **BARE)
    sheet.lines(swing.note, x=0, y=below, color=LIGHT.muted, **BARE)
    middle = y + height - BAR / 2 if narrow else y + height / 2
    _bars(sheet, strip, swing, base, y=middle)
    return y + height + BETWEEN


def _bars(sheet: Sheet, strip: Strip, swing: Swing, base: float, *, y: float) -> None:
    """Draw both bars and their words; one below the other where both values move to the same side."""
    low, high = swing.ends
    split = (low - base) * (high - base) > 0
    for at, (end, word) in enumerate(zip(swing.ends, swing.words, strict=True)):
        thick = BAR / 2 if split else BAR
        top = y - BAR / 2 + (BAR / 2) * at * split
        left, right = sorted((strip.at(base), strip.at(end)))
        look = {"facecolor": FACES[at], "edgecolor": LIGHT.accent_mid, "linewidth": OUTLINE, "zorder": 2}
        sheet.box(left, top, right - left, thick, **look)
        upwards = end > (base if split else swing.ends[1 - at])
        x = right + AIR if upwards else left - AIR
        middle = y + (at - 0.5) * sheet.size.small * TIGHT if split else y
        sheet.write(word, x=x, y=middle, ha="left" if upwards else "right", va="center_baseline", **BARE)
