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
TIGHT: Final = 1.15  # of its column that a word may take
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
        _columns(canvas, month, number=number, of=len(months))
    _values(canvas, months, text)
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
    *before, last = months
    return [*(Entry(month.name, LIGHT.muted, "hollow") for month in before), Entry(last.name, LIGHT.accent_mid)]


def _shift(number: int, of: int) -> float:
    """Return how far a month's column stands from the middle of its score."""
    return FILL / of * (number + HALF) - FILL / 2


def _columns(canvas: Canvas, month: Month, *, number: int, of: int) -> None:
    """Draw a month's columns with their intervals, and a quiet field where a score is hidden."""
    width, last = FILL / of, number == of - 1
    known = [score for score, share in enumerate(month.estimate) if pd.notna(share)]
    ink = LIGHT.accent_mid if last else LIGHT.muted
    places = [score + _shift(number, of) for score in known]
    fill: dict[str, Any] = (
        {"color": ink, "linewidth": 0} if last else {"facecolor": "none", "edgecolor": ink, "linewidth": OUTLINE}
    )
    canvas.axes.bar(places, month.estimate[known], width * 0.9, zorder=2, **fill)
    whisker = LIGHT.ink if last else LIGHT.muted
    canvas.axes.vlines(places, month.low[known], month.high[known], color=whisker, linewidth=WHISKER, zorder=3)
    for score in sorted(set(range(len(month.estimate))) - set(known)) if last else []:
        _hidden(canvas, month.why[score], score)


def _values(canvas: Canvas, months: list[Month], text: FigureText) -> None:
    """Write each share above its column; the last month's alone, above both, where two have no room."""
    size, last = canvas.size.small, len(months) - 1
    words = [[safe_label(text.value(share)) if pd.notna(share) else "" for share in month.estimate] for month in months]
    room = FILL / len(months)
    both = canvas.across(widest([word for month in words for word in month], size, "bold")) <= room * TIGHT
    for number in range(len(months)) if both else [last]:
        for score, word in enumerate(words[number]):
            over = [months[number]] if both else months
            ends = [end for month in over for end in (month.high[score], month.estimate[score]) if pd.notna(end)]
            if not word or canvas.across(width_of(word, size, "bold")) > 1:
                continue
            font = {"weight": "bold", "color": LIGHT.ink} if number == last else {}
            where = (score + (_shift(number, len(months)) if both else 0), max(ends))
            canvas.note(word, where, offset=(0, LIFT), ha="center", **font)


def _hidden(canvas: Canvas, why: str, score: int) -> None:
    """Lay a quiet field over a score that is not shown, and say why: upright where it does not fit across."""
    canvas.axes.axvspan(score - FILL / 2, score + FILL / 2, color=LIGHT.band, linewidth=0, zorder=4)
    size = canvas.size.small
    turned = canvas.across(width_of(why, size)) > FILL
    word = fitted(why, width=HEIGHT[canvas.size == NARROW] - 2 * LIFT, size=size) if turned else why
    font = {"rotation": 90, "va": "bottom"} if turned else {"va": "baseline"}
    canvas.note(word, (score, 0), offset=(0, 2 * LIFT), ha="center", **font)
