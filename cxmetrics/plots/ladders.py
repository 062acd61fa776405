"""The evidence ladder: five steps, as long as what counts of an effect, and who stands on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, width_of, words_in, wrap
from cxmetrics.plots.scales import HAIR
from cxmetrics.plots.sheet import TIGHT, Sheet
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

AIR: Final = 9.0  # points
BADGE: Final = 17.0  # points, the side of a step's letter
STEP: Final = {True: 0.94, False: 0.34}  # of the width, that the steps themselves take
BAR: Final = 5.0  # points
SIDE_BY_SIDE: Final = 4  # names from which on they stand in two columns, where there is room
DOT: Final = 2.3  # points, half of an initiative's dot
INDENT: Final = 10.0  # points from the middle of a dot to its name
LINES: Final = 3  # of a name
BETWEEN: Final = 3.0  # points between names


@dataclass(frozen=True)
class Step:
    """One step: its letter, what it means, what counts on it, and the names on it."""

    letter: str
    meaning: list[str]
    times: str
    size: float
    names: list[str]


def ladder(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw the steps of evidence from the best down, the initiatives that stand on each beside it.

    Parameters
    ----------
    frame : DataFrame
        One row a step, from the best down, and one an initiative: row (``"step"`` or ``"initiative"``), grade (letter
        of the step), label (what the step means, or the initiative's name), note (what counts on the step, or, where it
        is not that, of the initiative's effect), size (the same as a number, 0 to 1).
    text : FigureText
        The words; `names` has none for a step without an initiative.
    narrow : bool, default False
        The phone variant: initiatives stand below their step.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(ladder_figure(frame, text=text, size=size_of(narrow)))


def ladder_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `ladder`."""
    sheet = Sheet(size)
    head = headline_of(text, size)
    y = room_for(head, size)
    for step in _read(frame, sheet):
        sheet.line([(0, y), (sheet.width, y)], color=LIGHT.rule, linewidth=HAIR)
        y = _step(sheet, step, none=text.name("none"), y=y + AIR) + AIR
    sheet.cut(y - AIR / 2)
    sheet.headline(head)
    return sheet.figure


def _read(frame: pd.DataFrame, sheet: Sheet) -> list[Step]:
    labels, notes, sizes = words_in(frame, "label"), words_in(frame, "note"), column(frame, "size")
    kinds, letters = list(frame["row"]), list(frame["grade"])
    names = [
        (letter, f"{label} ({note})" if note else label)
        for kind, letter, label, note in zip(kinds, letters, labels, notes, strict=True)
        if kind == "initiative"
    ]
    meaning = sheet.width * STEP[sheet.size == NARROW] - BADGE - AIR
    return [
        Step(
            letter=letters[at],
            meaning=wrap(labels[at], width=meaning, size=sheet.size.body),
            times=notes[at],
            size=sizes[at],
            names=[name for letter, name in names if letter == letters[at]],
        )
        for at, kind in enumerate(kinds)
        if kind == "step"
    ]


def _names_at(sheet: Sheet) -> float:
    """Return where the names begin: right of the steps, on a phone below their words."""
    narrow = sheet.size == NARROW
    return BADGE + AIR if narrow else sheet.width * STEP[narrow] + 2 * AIR


def _step(sheet: Sheet, step: Step, *, none: str, y: float) -> float:
    """Draw a step and its initiatives below `y` and return where they end."""
    end = _words(sheet, step, y=y)
    top = end + BETWEEN if sheet.size == NARROW else y
    if step.names:
        return max(end, _names(sheet, step.names, y=top))
    lines = wrap(none, width=sheet.width - _names_at(sheet), size=sheet.size.small)
    drop = (sheet.size.body - sheet.size.small) * TIGHT / 2
    return max(end, sheet.lines(lines, x=_names_at(sheet), y=top + drop, color=LIGHT.muted))


def _words(sheet: Sheet, step: Step, *, y: float) -> float:
    """Draw the letter of a step, what it means, and the bar of what counts."""
    size, left = sheet.size, BADGE + AIR
    known = step.size > 0
    look = (
        {"facecolor": LIGHT.accent} if known else {"facecolor": LIGHT.paper, "edgecolor": LIGHT.muted, "linewidth": 1}
    )
    sheet.box(0.5, y, BADGE, BADGE, **look)
    font = {"ha": "center", "va": "center_baseline", "weight": "bold", "size": size.strong}
    sheet.write(step.letter, x=0.5 + BADGE / 2, y=y + BADGE / 2, color=LIGHT.paper if known else LIGHT.muted, **font)
    below = sheet.lines(step.meaning, x=left, y=y, size=size.body) + BETWEEN
    height = size.body * TIGHT
    track = sheet.width * STEP[size == NARROW] - left - width_of("×0.00", size.body, "bold") - AIR / 2
    middle = below + height / 2
    sheet.box(left, middle - BAR / 2, track, BAR, facecolor=LIGHT.band)
    sheet.box(left, middle - BAR / 2, track * step.size, BAR, facecolor=LIGHT.accent)
    value = {"weight": "bold", "size": size.body, "va": "center_baseline"}
    sheet.write(step.times, x=left + track + AIR / 2, y=middle, color=LIGHT.accent if known else LIGHT.muted, **value)
    return below + height


def _names(sheet: Sheet, names: list[str], *, y: float) -> float:
    """Write names down one column, or two if they are many, and return where they end."""
    columns = 2 if len(names) >= SIDE_BY_SIDE and sheet.size != NARROW else 1
    width, rows = (sheet.width - _names_at(sheet)) / columns, -(-len(names) // columns)
    size, ends = sheet.size.body, []
    for start in range(0, len(names), rows):
        x, below = _names_at(sheet) + width * (start // rows), y
        for name in names[start : start + rows]:
            lines = wrap(name, width=width - INDENT - AIR * (columns - 1), size=size, lines=LINES)
            sheet.dot((x + DOT, below + size * TIGHT / 2), DOT, facecolor=LIGHT.ink)
            below = sheet.lines(lines, x=x + INDENT, y=below, size=size) + BETWEEN
        ends.append(below - BETWEEN)
    return max(ends)
