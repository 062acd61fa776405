"""Shares that grow by day: a step curve a group with its interval, named where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import LINE_HEIGHT, Canvas, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, fitted, reasons, safe_label, widest, width_of
from cxmetrics.plots.legend import Entry, Legend
from cxmetrics.plots.scales import HAIR, ticks_of
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, SERIES, FigureSize

HEIGHT: Final = {True: 150.0, False: 170.0}  # of the axes in points, narrow and wide
AIR: Final = 8.0  # points between an end and its words
NAME_ROOM: Final = 110.0  # points that a name may take beside the axes
LINE: Final = 1.8  # points
BAND: Final = 0.14  # how much of a curve's colour its interval has
DASHES: Final[tuple[tuple[float, ...], ...]] = ((), (4, 1.6), (1.2, 1.2), (5, 1.6, 1.2, 1.6))
HEADROOM: Final = 1.08
DAYS: Final = (1, 3, 6, 9, 10)  # what days are counted in, and their tens and hundreds: months of 30


@dataclass(frozen=True)
class Curve:
    """One group's curve; a hidden one says why and has no days."""

    name: str
    colour: str
    dash: tuple[float, ...]
    days: pd.Series[float]
    estimate: pd.Series[float]
    low: pd.Series[float]
    high: pd.Series[float]
    why: str


def curve(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw up to four step curves by day with their intervals; the value holds from its day to the next one.

    Parameters
    ----------
    frame : DataFrame
        One row a curve and day, in order: part (name of the curve; empty if there is only one), day, estimate (0 to
        1), conf_low, conf_high, reason. A curve of one row without an estimate is hidden and only named.
    text : FigureText
        The words; `across` names the days, `hidden` says why a curve is not drawn.
    narrow : bool, default False
        The phone variant: names stand above the axes.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(curve_figure(frame, text=text, size=size_of(narrow)))


def curve_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `curve`."""
    groups = [rows for _, rows in frame.groupby("part", sort=False)]
    curves = [_read(rows, number, text) for number, rows in enumerate(groups)]
    shown = [one for one in curves if len(one.days)]
    top = HEADROOM * max((float(one.high.max()) for one in shown if one.high.notna().any()), default=1.0)
    end = max((float(one.days.max()) for one in shown), default=1.0)
    ticks = ticks_of(0.0, top) if shown else []
    names = [safe_label(text.on_axis(tick)) for tick in ticks]
    left = widest(names, size.small) + AIR
    legend = Legend(_entries(curves, size), room=size.width * 72 - left, size=size)
    head = headline_of(text, size)
    canvas = Canvas(
        size,
        HEIGHT[size == NARROW],
        left=left,
        right=_right(shown, text, size),
        top=room_for(head, size) + legend.height,
        bottom=size.small * (2.2 + LINE_HEIGHT * bool(text.across)),
    )
    canvas.headline(head)
    legend.draw(canvas, x=left, y=room_for(head, size))
    canvas.axes.set(xlim=(0, end), ylim=(0, top))
    canvas.axes.set_yticks(ticks, names)
    days = ticks_of(0.0, end, steps=DAYS) if shown else []
    canvas.axes.set_xticks(days, [f"{day:,.0f}" for day in days])
    canvas.axes.grid(axis="y", color=LIGHT.rule, linewidth=HAIR, zorder=0)
    canvas.axes.spines["bottom"].set_visible(True)
    if text.across:
        word = fitted(safe_label(text.across), width=canvas.width - left, size=size.small)
        font = {"size": size.small, "color": LIGHT.muted, "va": "bottom"}
        canvas.write(word, x=left, y=canvas.height - 1, **font)
    for one in shown:
        _steps(canvas, one)
    _ends(canvas, shown, text)
    return canvas.figure


def _read(rows: pd.DataFrame, number: int, text: FigureText) -> Curve:
    known = rows[column(rows, "estimate").notna().to_numpy()]
    name = str(rows["part"].iloc[0])
    return Curve(
        name=safe_label(name) if name else "",
        colour=getattr(LIGHT, SERIES[number]),
        dash=DASHES[number],
        days=column(known, "day"),
        estimate=column(known, "estimate"),
        low=column(known, "conf_low"),
        high=column(known, "conf_high"),
        why=text.why(reasons(rows)[0], text.hidden),
    )


def _entries(curves: list[Curve], size: FigureSize) -> list[Entry]:
    """Name what its end does not: every curve on a phone, and everywhere those that are hidden."""
    named = [one for one in curves if one.name and (size == NARROW or not len(one.days))]
    return [
        Entry(one.name if len(one.days) else f"{one.name}: {one.why}", one.colour if len(one.days) else LIGHT.faint,
              "line", one.dash)
        for one in named
    ]  # fmt: skip


def _steps(canvas: Canvas, one: Curve) -> None:
    days, band = one.days.tolist(), {"color": one.colour, "alpha": BAND, "linewidth": 0}
    canvas.axes.fill_between(days, one.low, one.high, step="post", zorder=1, **band)  # type: ignore[arg-type]
    (line,) = canvas.axes.step(days, one.estimate, where="post", color=one.colour, linewidth=LINE, zorder=3)
    if one.dash:
        line.set_dashes(one.dash)


def _words(one: Curve, text: FigureText, size: FigureSize) -> tuple[str, str, str]:
    """Return name, value and interval as they stand at a curve's end; on a phone the value alone."""
    value = safe_label(text.value(one.estimate.iloc[-1]))
    if size == NARROW:
        return "", value, ""
    interval = safe_label(text.between(one.low.iloc[-1], one.high.iloc[-1]))
    return fitted(one.name, width=NAME_ROOM, size=size.small), value, interval


def _right(shown: list[Curve], text: FigureText, size: FigureSize) -> float:
    said = [_words(one, text, size) for one in shown]
    small = widest([word for name, _, interval in said for word in (name, interval)], size.small)
    return max(small, *(width_of(value, size.strong, "bold") for _, value, _ in said), 0.0) + 2 * AIR


def _ends(canvas: Canvas, shown: list[Curve], text: FigureText) -> None:
    """Write each curve's words where it ends, moved apart where they would cover each other."""
    size = canvas.size
    line = size.small * LINE_HEIGHT
    said = [_words(one, text, size) for one in shown]
    heights = [size.strong + line * (bool(name) + bool(interval)) for name, _, interval in said]
    scale = HEIGHT[size == NARROW] / canvas.axes.get_ylim()[1]
    wanted = [float(one.estimate.iloc[-1]) * scale for one in shown]
    order = sorted(range(len(shown)), key=wanted.__getitem__)
    floor, places = 0.0, dict.fromkeys(order, 0.0)
    for number in order:
        places[number] = max(wanted[number], floor + heights[number] / 2)
        floor = places[number] + heights[number] / 2 + 2
    ceiling = HEIGHT[size == NARROW] + size.strong
    for number in reversed(order):
        places[number] = min(places[number], ceiling - heights[number] / 2)
        ceiling = places[number] - heights[number] / 2 - 2
    for number, one in enumerate(shown):
        name, value, interval = said[number]
        where, shift = (float(one.days.iloc[-1]), wanted[number] / scale), places[number] - wanted[number]
        base = shift - size.strong / 3 + (line / 2 if interval and not name else 0)
        canvas.note(value, where, offset=(AIR, base), size=size.strong, weight="bold", color=one.colour)
        canvas.note(interval, where, offset=(AIR, base - line))
        canvas.note(name, where, offset=(AIR, base + size.strong + 1), color=one.colour)
