"""Estimates over time: a line with its interval, or one mark a cohort; what cannot be known stays empty."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from cxmetrics.plots.canvas import Canvas, size_of, style
from cxmetrics.plots.labels import FigureText
from cxmetrics.plots.notes import annotate
from cxmetrics.plots.svg import to_svg
from cxmetrics.plots.timeline import Series, prepared, read
from cxmetrics.theme import LIGHT, FigureSize

LINE, WHISKER = 1.8, 1.3  # points
DOT, COHORT_DOT = 12.0, 26.0  # square points


def trend(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw an estimate over periods as a line with its interval, broken where nothing is known.

    Parameters
    ----------
    frame : DataFrame
        One row a period, in order: label, estimate, conf_low, conf_high, reason; optional last_year (bool: this
        period is the same one a year before) and baseline (a number, the same in every row).
    text : FigureText
        The words; `reference` labels the baseline, `gap` what is missing.
    narrow : bool, default False
        The phone variant.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(trend_figure(frame, text=text, size=size_of(narrow)))


def cohort_rates(frame: pd.DataFrame, *, text: FigureText, narrow: bool = False) -> str:
    """Draw one rate a cohort with its interval; cohorts that cannot be observed yet are an empty field.

    Parameters
    ----------
    frame : DataFrame
        One row a cohort, in order: columns as in `trend`.
    text : FigureText
        The words; `gap` says why a cohort is empty.
    narrow : bool, default False
        The phone variant.

    Returns
    -------
    str
        SVG, the same bytes for the same input.
    """
    with style():
        return to_svg(cohort_figure(frame, text=text, size=size_of(narrow)))


def trend_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `trend`; its lines are the unbroken runs of periods."""
    series = read(frame, text)
    canvas = prepared(series, text, size)
    for run in series.runs:
        _band(canvas, series, run)
    _line(canvas, series)
    annotate(canvas, series, text)
    return canvas.figure


def cohort_figure(frame: pd.DataFrame, *, text: FigureText, size: FigureSize) -> Figure:
    """Return the figure behind `cohort_rates`; there is no line, as cohorts are different people."""
    series = read(frame, text)
    canvas = prepared(series, text, size)
    _whiskers(canvas, series, series.observed)
    _dots(canvas, series, COHORT_DOT)
    annotate(canvas, series, text)
    return canvas.figure


def _band(canvas: Canvas, series: Series, run: list[int]) -> None:
    """Draw the interval of a run: a field, or a whisker where the run is a single period."""
    if len(run) == 1:
        _whiskers(canvas, series, run)
        return
    canvas.axes.fill_between(run, series.low[run], series.high[run], color=LIGHT.accent_tint, linewidth=0, zorder=1)


def _whiskers(canvas: Canvas, series: Series, positions: list[int]) -> None:
    canvas.axes.vlines(
        positions, series.low[positions], series.high[positions], color=LIGHT.accent_mid, linewidth=WHISKER, zorder=2
    )


def _line(canvas: Canvas, series: Series) -> None:
    """Join the periods of a run; `units` keeps runs apart."""
    runs = [(position, number) for number, run in enumerate(series.runs) for position in run]
    points = pd.DataFrame(runs, columns=["position", "run"])
    points["estimate"] = series.estimate[points["position"]].to_numpy()
    where = {"data": points, "x": "position", "y": "estimate", "ax": canvas.axes, "legend": False}
    if len(points):
        sns.lineplot(**where, units="run", estimator=None, color=LIGHT.accent, linewidth=LINE, zorder=3)
        _dots(canvas, series, DOT)


def _dots(canvas: Canvas, series: Series, area: float) -> None:
    shown = series.observed
    canvas.axes.scatter(shown, series.estimate[shown], s=area, color=LIGHT.accent, linewidth=0, zorder=4)
