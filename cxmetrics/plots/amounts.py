"""Amounts side by side: one bar a row from zero, its value and n as words, and a mark for what was expected."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import Canvas, headline_of, room_for, size_of, style
from cxmetrics.plots.labels import FigureText, column, reasons, safe_label
from cxmetrics.plots.ledger import ROW, Ledger, Row
from cxmetrics.plots.legend import AIR, Entry, Legend
from cxmetrics.plots.svg import to_svg
from cxmetrics.theme import LIGHT, NARROW, FigureSize

BAR: Final = {True: 11.0, False: 13.0}  # points, narrow and wide
WHISKER, MARK = 1.3, 2.2  # points
MARK_LENGTH: Final = 1.5  # of a bar's thickness
MARGIN: Final = 0.03  # of the range, free at both ends


def bars(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw one horizontal bar a row, with its interval where it has one.

    Parameters
    ----------
    frame : DataFrame
        One row a bar, from top to bottom: label, estimate, n, reason; a row without an estimate is hidden. Optional
        conf_low and conf_high, and expected (a number a row, such as what was predicted).
    text : FigureText
        The words; `reference` names the mark of what was expected, `hidden` labels a hidden row.
    narrow : bool, default False
        The phone variant: labels stand above their bars.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(bars_figure(frame, text=text, size=size_of(narrow)))


def bars_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `bars`."""
    names = ("estimate", "conf_low", "conf_high", "expected")
    values = pd.DataFrame({name: column(frame, name) for name in names})
    known = values["estimate"].notna()
    values = values.where(known)
    marked = bool(values["expected"].notna().any())
    ledger = Ledger([_row(row, text) for row in _rows(frame, values, text)], size)
    head = headline_of(text, size)
    entries = [Entry(text.reference, LIGHT.ink, "tick")] if marked and text.reference else []
    legend = Legend(entries, room=ledger.width, size=size)
    canvas = ledger.canvas(top=room_for(head, size) + legend.height, bottom=AIR / 2)
    canvas.headline(head)
    legend.draw(canvas, x=canvas.left, y=room_for(head, size))
    low, high = min(0.0, float(values.min().min())), max(0.0, float(values.max().max()))
    span = (high - low) or 1.0
    canvas.axes.set_xlim(low - MARGIN * span * (low < 0), high + MARGIN * span)
    canvas.axes.set_xticks([])
    _draw(canvas, values)
    ledger.write(canvas)
    return canvas.figure


def _rows(frame: pd.DataFrame, values: pd.DataFrame, text: FigureText) -> list[tuple[str, float, float, float, str]]:
    why = [text.why(reason, text.hidden) for reason in reasons(frame)]
    labels = [safe_label(label) for label in frame["label"]]
    return list(zip(labels, values["estimate"], values["expected"], column(frame, "n"), why, strict=True))


def _row(row: tuple[str, float, float, float, str], text: FigureText) -> Row:
    label, estimate, expected, n, why = row
    if pd.isna(estimate):
        return Row(label, hidden=why)
    said = [safe_label(f"{text.reference} {text.value(expected)}")] if pd.notna(expected) else []
    said += [safe_label(text.count(int(n)))] if pd.notna(n) else []
    return Row(label, value=safe_label(text.value(estimate)), count=" · ".join(said))


def _draw(canvas: Canvas, values: pd.DataFrame) -> None:
    narrow = canvas.size == NARROW
    thick = BAR[narrow] / ROW[narrow]
    shown = values.index[values["estimate"].notna()].to_numpy()
    at = values.loc[shown]
    canvas.axes.barh(shown, at["estimate"], thick, color=LIGHT.accent_mid, linewidth=0, zorder=2)
    canvas.axes.axvline(0, color=LIGHT.faint, linewidth=1, zorder=3)
    ranged = at.dropna(subset=["conf_low", "conf_high"])
    canvas.axes.hlines(
        ranged.index, ranged["conf_low"], ranged["conf_high"], color=LIGHT.ink, linewidth=WHISKER, zorder=4
    )
    marks = at["expected"].dropna()
    half = thick * MARK_LENGTH / 2
    canvas.axes.vlines(marks, marks.index - half, marks.index + half, color=LIGHT.ink, linewidth=MARK, zorder=5)
