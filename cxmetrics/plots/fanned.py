"""Money so far, by month: the expected sum of cash flows with its range, and where it has paid back."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import size_of, style
from cxmetrics.plots.labels import LONGEST_TITLE, FigureText, column, safe_label, widest, words_in
from cxmetrics.plots.legend import Entry
from cxmetrics.plots.panels import HEIGHT, Panel, Panels
from cxmetrics.plots.scales import HAIR, ticks_in
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, FigureSize

AIR: Final = 7.0  # points beside the words of the upright scale
LINE: Final = 1.8  # points
MARK: Final = 34.0  # square points, of the mark of the payback
APART: Final = (1, 2, 3, 6, 12, 24, 36, 60, 120)  # months between ticks
MOST: Final = {True: 9, False: 6}  # ticks of months, of a single panel and of several
LEAST: Final = 18.0  # points between ticks of money
MARGIN: Final = 0.05  # of the range, free above and below


def fan(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw the sum of cash flows by month with its range, a panel an initiative.

    Parameters
    ----------
    frame : DataFrame
        One row an initiative and month, in order: part (the initiative; empty if there is only one), month (0 at the
        start), estimate, conf_low, conf_high; in the first row of each initiative note (what is said of it) and
        payback (months, missing where it is never reached).
    text : FigureText
        The words; `across` names the months, `names` has expected, range and payback.
    narrow : bool, default False
        The phone variant: panels stand below each other.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(fan_figure(frame, text=text, size=size_of(narrow)))


def fan_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `fan`."""
    parts = [rows.reset_index(drop=True) for _, rows in frame.groupby("part", sort=False)]
    ticks = [_ticks(rows, text, single=len(parts) == 1) for rows in parts]
    said = [safe_label(text.on_axis(tick)) for own in ticks for tick in own]
    words = [Panel(_name(rows), words_in(rows, "note", LONGEST_TITLE)[0]) for rows in parts]
    paid = any(column(rows, "payback").notna().any() for rows in parts)
    panels = Panels(words, text, _entries(text, paid=paid), size, left=widest(said, size.small) + AIR)
    for axes, rows, own in zip(panels.axes, parts, ticks, strict=True):
        axes.set_yticks(own, [safe_label(text.on_axis(tick)) for tick in own])
        _draw(panels, axes, rows)
    return panels.sheet.figure


def _name(rows: pd.DataFrame) -> str:
    return safe_label(rows["part"].iloc[0]) if rows["part"].iloc[0] else ""


def _entries(text: FigureText, *, paid: bool) -> list[Entry]:
    found = [
        Entry(text.name("expected"), LIGHT.accent, "line"),
        Entry(text.name("range"), LIGHT.accent_tint),
        *([Entry(text.name("payback"), LIGHT.ink, "ring")] if paid else []),
    ]
    return [entry for entry in found if entry.name]


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    ends = pd.concat([column(rows, name) for name in ("estimate", "conf_low", "conf_high")])
    low, high = min(0.0, float(ends.min())), max(0.0, float(ends.max()))
    if low == high:
        return -1.0, 1.0
    span = high - low
    return low - MARGIN * span, high + MARGIN * span


def _ticks(rows: pd.DataFrame, text: FigureText, *, single: bool) -> list[float]:
    most = HEIGHT[single] / LEAST
    return ticks_in(*_limits(rows), text.on_axis, fit=lambda ticks, _: len(ticks) <= most)


def _draw(panels: Panels, axes: Axes, rows: pd.DataFrame) -> None:
    months, last = column(rows, "month"), float(column(rows, "month").max())
    axes.set(xlim=(0, last), ylim=_limits(rows))
    step = next((step for step in APART if last / step <= MOST[panels.single]), APART[-1])
    marks = [float(month) for month in range(0, int(last) + 1, step)]
    panels.name_across(axes, "{:.0f}".format, ticks=marks)
    axes.grid(axis="y", color=LIGHT.rule, linewidth=HAIR)
    axes.set_axisbelow(True)
    band: dict[str, Any] = {"color": LIGHT.accent_tint, "linewidth": 0, "zorder": 1}
    axes.fill_between(months, column(rows, "conf_low"), column(rows, "conf_high"), **band)
    axes.axhline(0, color=LIGHT.ink, linewidth=0.9, zorder=3)
    axes.plot(months, column(rows, "estimate"), color=LIGHT.accent, linewidth=LINE, zorder=4)
    paid = column(rows, "payback").dropna()
    look: dict[str, Any] = {
        "facecolor": LIGHT.paper,
        "edgecolor": LIGHT.ink,
        "linewidth": 1.5,
        "clip_on": False,
        "zorder": 5,
    }
    if len(paid):
        axes.scatter(paid, [0.0], s=MARK, **look)
