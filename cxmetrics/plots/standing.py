"""Where all initiatives stand: a dot and its range a row, by what is to be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import LONGEST_TITLE, FigureText, column, safe_label, widest, words_in, wrap
from cxmetrics.plots.scales import HAIR
from cxmetrics.plots.sheet import BARE, TIGHT, Sheet
from cxmetrics.plots.strips import Strip
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

LABEL_ROOM: Final = 150.0  # points that names may take beside the dots
LINES: Final = 4  # of a name
COLUMN: Final = 14.0  # points between columns
BETWEEN: Final = 8.0  # points between rows
MARK: Final = 3.6  # points, half of a mark
LANE: Final = 13.0  # points of the range below a name, on a phone
RANGE: Final = 2.2  # points
RING: Final = 1.7  # points
MARGIN: Final = 0.03  # of the range, free at both ends
ABOVE: Final = 5.0  # points between the name of a group and its rule
LOOKS: Final = {  # colour of the mark and of the range
    "fund": (LIGHT.accent, LIGHT.accent_mid),
    "pilot_first": (LIGHT.accent, LIGHT.accent_mid),
    "not_justified": (LIGHT.warm, LIGHT.warm),
}


@dataclass(frozen=True)
class Stand:
    """One initiative; a hidden one says why and has no amounts."""

    label: list[str]
    verdict: str
    amounts: tuple[float, float, float]
    value: str
    range: str
    why: str


def portfolio(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw the expected amount and its range of each initiative, below the name of their verdict.

    Parameters
    ----------
    frame : DataFrame
        One row an initiative, those of a verdict together: label, verdict (``"fund"``, ``"pilot_first"``,
        ``"not_justified"`` or ``"cannot_judge"``), estimate, conf_low, conf_high, reason; one without an estimate only
        says its reason. from and to (the same in every row) are the ends of the scale; what is beyond is cut off with
        an arrow.
    text : FigureText
        The words; `names` has the verdicts.
    narrow : bool, default False
        The phone variant: names stand above their ranges.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(portfolio_figure(frame, text=text, size=size_of(narrow)))


def portfolio_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `portfolio`."""
    sheet = Sheet(size)
    stands = _read(frame, text, sheet)
    strip = _strip(sheet, frame, stands)
    head = headline_of(text, size)
    y = top = room_for(head, size)
    for known in (True, False):
        some = [stand for stand in stands if known != bool(stand.why)]
        for verdict in dict.fromkeys(stand.verdict for stand in some):
            own = [stand for stand in some if stand.verdict == verdict]
            y = _heading(sheet, verdict, safe_label(f"{text.name(verdict)} ({len(own)})"), y=y)
            for stand in own:
                y = _row(sheet, strip, stand, y=y)
        if known and some:
            y = strip.draw(sheet, text, top=top, bottom=y) + BETWEEN
    sheet.cut(y - BETWEEN + EDGE)
    sheet.headline(head)
    return sheet.figure


def _read(frame: pd.DataFrame, text: FigureText, sheet: Sheet) -> list[Stand]:
    amounts = zip(*(column(frame, name) for name in ("conf_low", "estimate", "conf_high")), strict=True)
    said = []
    for label, verdict, own, why in zip(
        words_in(frame, "label"), frame["verdict"], amounts, words_in(frame, "reason", LONGEST_TITLE), strict=True
    ):
        known = pd.notna(own[1])
        value = safe_label(text.value(own[1])) if known else ""
        spread = safe_label(text.between(own[0], own[2])) if known and pd.notna(own[0]) else ""
        said.append(
            (label, Stand([], str(verdict), own, value, spread, "" if known else why or safe_label(text.hidden)))
        )
    room = sheet.width - _said(sheet, [stand for _, stand in said]) - COLUMN if _narrow(sheet) else LABEL_ROOM
    return [replace(stand, label=wrap(label, width=room, size=sheet.size.body, lines=LINES)) for label, stand in said]


def _said(sheet: Sheet, stands: Sequence[Stand]) -> float:
    """Give the width of the widest amount or range."""
    values = widest([stand.value for stand in stands], sheet.size.body, "bold")
    return max(values, widest([stand.range for stand in stands], sheet.size.small))


def _narrow(sheet: Sheet) -> bool:
    return sheet.size == NARROW


def _strip(sheet: Sheet, frame: pd.DataFrame, stands: Sequence[Stand]) -> Strip:
    low, high = (float(column(frame, name).iloc[0]) for name in ("from", "to"))
    span = (high - low) or 1.0
    left, right = 0.0, sheet.width
    if not _narrow(sheet):
        left = widest([line for stand in stands for line in stand.label], sheet.size.body) + COLUMN
        right = sheet.width - _said(sheet, stands) - COLUMN
    return Strip(low - MARGIN * span, high + MARGIN * span, left=left, right=right)


def _heading(sheet: Sheet, verdict: str, word: str, *, y: float) -> float:
    """Write the name of a group behind its mark, above a rule."""
    size, x = sheet.size, 2 * MARK + 6 if verdict in LOOKS else 0.0
    ink = LIGHT.muted if verdict not in LOOKS else LOOKS[verdict][0]
    y += ABOVE / 2
    middle = y + size.body * TIGHT / 2
    _mark(sheet, verdict, x=MARK + 1, y=middle)
    sheet.write(word, x=x, y=middle, va="center_baseline", weight="bold", size=size.body, color=ink, **BARE)
    end = y + size.body * TIGHT + ABOVE / 2
    sheet.line([(0, end), (sheet.width, end)], color=LIGHT.faint, linewidth=HAIR)
    return end + ABOVE


def _mark(sheet: Sheet, verdict: str, *, x: float, y: float) -> None:
    """Draw the mark of a verdict: a full circle, a ring, or a square; none of what cannot be judged."""
    if verdict == "fund":
        sheet.dot((x, y), MARK, facecolor=LOOKS[verdict][0])
    elif verdict == "pilot_first":
        sheet.dot((x, y), MARK - RING / 2, facecolor=LIGHT.paper, edgecolor=LOOKS[verdict][0], linewidth=RING)
    elif verdict in LOOKS:
        side = 2 * MARK * 0.88
        sheet.box(x - side / 2, y - side / 2, side, side, facecolor=LOOKS[verdict][0], zorder=5)


def _row(sheet: Sheet, strip: Strip, stand: Stand, *, y: float) -> float:
    """Draw an initiative below `y` and return where the next one begins."""
    size, narrow = sheet.size, _narrow(sheet)
    line, small = size.body * TIGHT, size.small * TIGHT
    said = line + small * bool(stand.range)
    tall = max(len(stand.label) * line, said)
    top = y if narrow else y + (tall - len(stand.label) * line) / 2
    ink = LIGHT.muted if stand.why else LIGHT.ink
    below = sheet.lines(stand.label, x=0, y=top, size=size.body, color=ink, **BARE)
    if stand.why:
        room = sheet.width - (0 if narrow else strip.left)
        why = wrap(stand.why, width=room, size=size.small, lines=3)
        at = below if narrow else y + (line - small) / 2
        return max(below, sheet.lines(why, x=0 if narrow else strip.left, y=at, color=LIGHT.muted)) + BETWEEN
    right = y if narrow else y + (tall - said) / 2
    font = {"ha": "right"} | BARE
    end = sheet.lines([stand.value], x=sheet.width, y=right, size=size.body, weight="bold", **font)
    sheet.lines([stand.range] if stand.range else [], x=sheet.width, y=end, color=LIGHT.muted, **font)
    _range(sheet, strip, stand, y=y + tall + LANE / 2 if narrow else y + tall / 2)
    return y + tall + (LANE if narrow else 0) + BETWEEN


def _range(sheet: Sheet, strip: Strip, stand: Stand, *, y: float) -> None:
    """Draw the range and the mark, with an arrow where they go on beyond the scale."""
    low, middle, high = stand.amounts
    ends = [end if pd.notna(end) else middle for end in (low, high)]
    mark, colour = LOOKS.get(stand.verdict, (LIGHT.muted, LIGHT.faint))
    x = [strip.at(end) for end in ends]
    sheet.line([(x[0], y), (x[1], y)], color=colour, linewidth=RANGE, zorder=3)
    if ends[0] < strip.low:
        sheet.line([(strip.left, y), (strip.left + 2 * COLUMN, y)], color=colour, linewidth=RANGE, zorder=3)
        sheet.arrow((strip.left, y), across=-1, down=0, colour=mark, size=2 * MARK)
    if ends[1] > strip.high:
        sheet.line([(strip.right - 2 * COLUMN, y), (strip.right, y)], color=colour, linewidth=RANGE, zorder=3)
        sheet.arrow((strip.right, y), across=1, down=0, colour=mark, size=2 * MARK)
    if strip.has(middle):
        _mark(sheet, stand.verdict, x=strip.at(middle), y=y)
