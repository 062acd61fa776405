"""Groups side by side: one row a group, its estimate as a dot and its interval as a whisker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import EDGE, LINE_HEIGHT, Canvas, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, fitted, reasons, safe_label, width_of
from cxmetrics.plots.ledger import Ledger, Row
from cxmetrics.plots.scales import HAIR, ticks_of
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, FigureSize

WHISKER: Final = 2.2  # points
DOT: Final = 44.0  # square points
SIDE: Final = 11.0  # points, so that the outer tick labels of the narrow variant fit
MARGIN: Final = 0.06  # of the range, free at both ends of the scale


@dataclass(frozen=True)
class Groups:
    """A frame as columns, one value a group."""

    labels: list[str]
    estimate: pd.Series[float]
    low: pd.Series[float]
    high: pd.Series[float]
    count: pd.Series[float]
    reference: float | None
    why: list[str]
    below: list[str]


def intervals(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw one row a group: dot and whisker, with the value and n as words.

    Parameters
    ----------
    frame : DataFrame
        One row a group, from top to bottom: label, estimate, conf_low, conf_high, n, reason; a group without an
        estimate is a hidden row. Optional reference (a number, the same in every row) and below (words for the n
        of a hidden row).
    text : FigureText
        The words; `reference` labels the line of the total, `hidden` a hidden row.
    narrow : bool, default False
        The phone variant: labels stand above their rows.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(intervals_figure(frame, text=text, size=size_of(narrow)))


def intervals_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `intervals`."""
    groups = read(frame, text)
    ledger = Ledger(_rows(groups, text), size)
    head = headline_of(text, size)
    top = room_for(head, size) + size.small * LINE_HEIGHT * (groups.reference is not None)
    canvas = ledger.canvas(top=top, bottom=size.small * 2.2, side=SIDE)
    canvas.headline(head)
    _scale(canvas, groups, text)
    if groups.reference is not None:
        _reference(canvas, groups.reference, safe_label(f"{text.reference} {text.value(groups.reference)}"))
    _marks(canvas, groups)
    ledger.write(canvas)
    return canvas.figure


def read(frame: pd.DataFrame, text: FigureText) -> Groups:
    """Return the frame's columns with every label made safe."""
    reference = column(frame, "reference").dropna()
    return Groups(
        labels=[safe_label(label) for label in frame["label"]],
        estimate=column(frame, "estimate"),
        low=column(frame, "conf_low"),
        high=column(frame, "conf_high"),
        count=column(frame, "n"),
        reference=float(reference.iloc[0]) if len(reference) else None,
        why=[text.why(reason, text.hidden) for reason in reasons(frame)],
        below=[safe_label(words) if isinstance(words, str) else "" for words in frame.get("below", [""] * len(frame))],
    )


def _rows(groups: Groups, text: FigureText) -> list[Row]:
    shown = zip(groups.labels, groups.estimate, groups.count, groups.why, groups.below, strict=True)
    return [
        Row(label, hidden=why, count=below)
        if pd.isna(estimate)
        else Row(label, value=safe_label(text.value(estimate)), count=_count(count, text))
        for label, estimate, count, why, below in shown
    ]


def _count(count: float, text: FigureText) -> str:
    return "" if pd.isna(count) else safe_label(text.count(int(count)))


def _scale(canvas: Canvas, groups: Groups, text: FigureText) -> None:
    ends = pd.concat([groups.estimate, groups.low, groups.high, pd.Series([groups.reference], dtype=float)]).dropna()
    low, high = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 1.0)
    span = (high - low) or abs(high) or 1.0
    limits = (low - MARGIN * span, high + MARGIN * span)
    canvas.axes.set_xlim(*limits)
    ticks = ticks_of(*limits) if len(ends) else []
    canvas.axes.set_xticks(ticks, [safe_label(text.on_axis(tick)) for tick in ticks])
    canvas.axes.grid(axis="x", color=LIGHT.rule, linewidth=HAIR)
    canvas.axes.set_axisbelow(True)


def _reference(canvas: Canvas, value: float, word: str) -> None:
    """Draw the total's line, named above it."""
    canvas.axes.axvline(value, color=LIGHT.ink, linewidth=1, dashes=(3, 2), zorder=2)
    word = fitted(word, width=canvas.width - 2 * EDGE, size=canvas.size.small)
    half = canvas.across(width_of(word, canvas.size.small)) / 2
    low, high = canvas.axes.get_xlim()
    place = max(low - canvas.across(canvas.left) + half, min(value, high + canvas.across(canvas.right) - half))
    above = {"xycoords": ("data", "axes fraction"), "ha": "center", "color": LIGHT.ink}
    canvas.note(word, (place, 1), offset=(0, 3), **above)


def _marks(canvas: Canvas, groups: Groups) -> None:
    rows = pd.DataFrame({"row": range(len(groups.labels)), "estimate": groups.estimate}).dropna()
    shown = rows["row"].tolist()
    canvas.axes.hlines(
        shown, groups.low[shown], groups.high[shown], color=LIGHT.accent_mid, linewidth=WHISKER, zorder=3
    )
    sns.scatterplot(
        rows, x="estimate", y="row", s=DOT, color=LIGHT.accent, linewidth=0, ax=canvas.axes, legend=False, zorder=4
    )
    canvas.axes.set(xlabel=None, ylabel=None)
