"""Answers by score: one column a score, one or two months side by side, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import LINE_HEIGHT, POINTS_PER_INCH, Canvas, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, fitted, reasons, safe_label, widest, width_of, wrap
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.scales import HAIR, ticks_of
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

HEIGHT: Final = {True: 130.0, False: 140.0}  # of the axes in points, narrow and wide
AIR, LIFT = 8.0, 3.0  # points beside the axis' names, and between a whisker and its word
FILL: Final = 0.78  # of the room of a score that its columns take
OUTLINE, WHISKER = 1.1, 1.2  # points
HEADROOM: Final = 1.16  # of the highest interval, for words
HALF: Final = 0.5


@dataclass(frozen=True)
class Month:
    """The columns of one month, a value a score."""

    name: str
    estimate: pd.Series[float]
    low: pd.Series[float]
    high: pd.Series[float]
    why: list[str]


def distribution(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw the share of answers by score, the last month filled, the one before it as outlines beside it.

    Parameters
    ----------
    frame : DataFrame
        One row a month and score, both in the order to be drawn: part (the month), label (a score, or the scores
        that were merged), estimate (0 to 1), conf_low, conf_high, n (all answers of the month), reason; a score
        whose estimate is missing is a hidden column. One or two months, the same scores in each.
    text : FigureText
        The words; `value` writes a share, `count` the answers, `hidden` labels a hidden column.
    narrow : bool, default False
        The phone variant.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(distribution_figure(frame, text=text, size=size_of(narrow)))


def distribution_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `distribution`."""
    scores = list(dict.fromkeys(frame["label"]))
    months = [_month(rows, text) for _, rows in frame.groupby("part", sort=False)]
    top = HEADROOM * max((float(month.high.max()) for month in months if month.high.notna().any()), default=1.0)
    ticks = ticks_of(0.0, top)
    names = [safe_label(text.on_axis(tick)) for tick in ticks]
    left = widest(names, size.small) + AIR
    room = size.width * POINTS_PER_INCH - left
    lines = [wrap(safe_label(score), width=room / len(scores) - 2, size=size.small) for score in scores]
    legend = Legend(_entries(months), room=room, size=size)
    head = headline_of(text, size)
    margins = {"left": left, "right": 0.0, "top": room_for(head, size) + legend.height}
    bottom = size.small * (1 + LINE_HEIGHT * max(len(line) for line in lines))
    canvas = Canvas(size, HEIGHT[size == NARROW], **margins, bottom=bottom)
    canvas.headline(head)
    legend.draw(canvas, x=left, y=room_for(head, size))
    canvas.axes.set(xlim=(-HALF, len(scores) - HALF), ylim=(0, top))
    canvas.axes.set_yticks(ticks, names)
    canvas.axes.set_xticks(range(len(scores)), ["\n".join(line) for line in lines])
    canvas.axes.tick_params(axis="x", labelcolor=LIGHT.ink)
    canvas.axes.grid(axis="y", color=LIGHT.rule, linewidth=HAIR, zorder=0)
    canvas.axes.spines["bottom"].set(visible=True, zorder=6)
    for number, month in enumerate(months):
        _columns(canvas, month, text, number=number, of=len(months))
    return canvas.figure


def _month(rows: pd.DataFrame, text: FigureText) -> Month:
    count = column(rows, "n").dropna()
    said = f" ({text.count(int(count.iloc[0]))})" if len(count) else ""
    return Month(
        name=f"{safe_label(rows['part'].iloc[0])}{said}",
        estimate=column(rows, "estimate"),
        low=column(rows, "conf_low"),
        high=column(rows, "conf_high"),
        why=[text.why(reason, text.hidden) for reason in reasons(rows)],
    )


def _entries(months: list[Month]) -> list[Entry]:
    """Name the months: the last is a full square, what it is compared with a hollow one."""
    colours = [LIGHT.muted] * (len(months) - 1) + [LIGHT.accent]
    return [
        Entry(month.name, colour, hollow=colour == LIGHT.muted) for month, colour in zip(months, colours, strict=True)
    ]


def _columns(canvas: Canvas, month: Month, text: FigureText, *, number: int, of: int) -> None:
    """Draw a month's columns with their intervals, and a quiet field where a score is hidden."""
    width, last = FILL / of, number == of - 1
    centres = [score - FILL / 2 + width * (number + HALF) for score in range(len(month.estimate))]
    known = [score for score in range(len(centres)) if pd.notna(month.estimate[score])]
    ink = LIGHT.accent if last else LIGHT.muted
    places = [centres[score] for score in known]
    fill: dict[str, Any] = (
        {"color": ink, "linewidth": 0} if last else {"facecolor": "none", "edgecolor": ink, "linewidth": OUTLINE}
    )
    canvas.axes.bar(places, month.estimate[known], width * 0.9, zorder=2, **fill)
    whisker = LIGHT.ink if last else LIGHT.muted
    canvas.axes.vlines(places, month.low[known], month.high[known], color=whisker, linewidth=WHISKER, zorder=3)
    for score in known:
        _value(canvas, month, text, score=score, at=centres[score], room=width if of > 1 else 1.0, last=last)
    if last:
        for score in sorted(set(range(len(centres))) - set(known)):
            _hidden(canvas, month.why[score], score)


def _value(canvas: Canvas, month: Month, text: FigureText, *, score: int, at: float, room: float, last: bool) -> None:
    """Write a share above its interval; where there is no room for both months, only the last one is written."""
    weight = "bold" if last else "normal"
    word = safe_label(text.value(month.estimate[score]))
    needed = canvas.across(width_of(word, canvas.size.small, weight))
    if needed > (1.0 if last else room):
        return
    middle = at if needed <= room * 1.1 else score
    ends = [end for end in (month.high[score], month.estimate[score]) if pd.notna(end)]
    font = {"ha": "center", "weight": weight, "color": LIGHT.ink if last else LIGHT.muted}
    canvas.note(word, (middle, max(ends)), offset=(0, LIFT), **font)


def _hidden(canvas: Canvas, why: str, score: int) -> None:
    """Lay a quiet field over a score that is not shown, and say upright why."""
    canvas.axes.axvspan(score - FILL / 2, score + FILL / 2, color=LIGHT.band, linewidth=0, zorder=4)
    word = fitted(why, width=HEIGHT[canvas.size == NARROW] - 2 * LIFT, size=canvas.size.small)
    canvas.note(word, (score, 0), offset=(0, 2 * LIFT), ha="center", va="bottom", rotation=90)
