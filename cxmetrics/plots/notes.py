"""Words beside the marks of a figure over time: the last value, the same period last year, the baseline."""

from __future__ import annotations

from typing import Final

from cxmetrics.plots.canvas import LINE_HEIGHT, POINTS_PER_INCH, Canvas
from cxmetrics.plots.labels import FigureText, fitted, safe_label, width_of
from cxmetrics.plots.scales import HAIR
from cxmetrics.plots.timeline import AIR, HALF, LONGEST_BASELINE, Series
from cxmetrics.theme import LIGHT

LAST_DOT, RING = 42.0, 34.0  # square points
RING_LINE: Final = 1.3
CLEAR_ABOVE, CLEAR_BELOW = 19.0, 26.0  # points that the last value's words take
LIFT: Final = 5.0  # points between a leader line and its word


def annotate(canvas: Canvas, series: Series, text: FigureText) -> None:
    """Write what a reader looks for first next to where it is."""
    if not series.observed:
        return
    if series.baseline is not None:
        _baseline(canvas, series, text)
    for position in series.observed:
        if series.last_year[position]:
            _year_before(canvas, series, text, position)
    _last(canvas, series, text)


def _last(canvas: Canvas, series: Series, text: FigureText) -> None:
    """Mark the last estimate, with its value and interval to the right."""
    last = series.observed[-1]
    where = (last, series.estimate[last])
    canvas.axes.scatter(*where, s=LAST_DOT, color=LIGHT.accent, linewidth=0, zorder=5, clip_on=False)
    value = safe_label(text.value(series.estimate[last]))
    below = -canvas.size.small * LINE_HEIGHT
    canvas.note(value, where, offset=(AIR, 1), size=canvas.size.strong, weight="bold", color=LIGHT.accent)
    interval = safe_label(text.between(series.low[last], series.high[last]))
    canvas.note(interval, where, offset=(AIR, below))


def _year_before(canvas: Canvas, series: Series, text: FigureText, position: int) -> None:
    """Ring the same period of last year; its word stands above the intervals that it would cover."""
    value = float(series.estimate[position])
    said = f"{safe_label(text.last_year)} {safe_label(text.value(value))}"
    word = fitted(said, width=canvas.inner, size=canvas.size.small)
    width = canvas.across(width_of(word, canvas.size.small))
    left = max(-HALF, min(position - width / 2, canvas.axes.get_xlim()[1] - width))
    covered = series.high[(series.high.index >= left - 1) & (series.high.index <= left + width + 1)]
    top = float(covered.max()) if covered.notna().any() else value
    canvas.axes.vlines(position, value, top, color=LIGHT.ink, linewidth=HAIR, zorder=4)
    canvas.axes.scatter(position, value, RING, LIGHT.paper, linewidth=RING_LINE, edgecolor=LIGHT.ink, zorder=5)
    canvas.note(word, (left, top), offset=(0, LIFT), color=LIGHT.ink)


def _baseline(canvas: Canvas, series: Series, text: FigureText) -> None:
    """Draw the baseline behind the data and name it in the right margin, clear of the last value's words."""
    height = float(series.baseline or 0.0)
    canvas.axes.axhline(height, color=LIGHT.muted, linewidth=1, dashes=(4, 3), zorder=2)
    low, high = canvas.axes.get_ylim()
    points = canvas.axes.bbox.height / canvas.figure.dpi * POINTS_PER_INCH
    apart = (height - float(series.estimate[series.observed[-1]])) / (high - low) * points
    wanted = max(apart, CLEAR_ABOVE) if apart > 0 else min(apart, -CLEAR_BELOW)
    near = series.observed[-1] == len(series.labels) - 1
    where = (series.observed[-1] if near else canvas.axes.get_xlim()[1], height)
    offset = (AIR, (wanted - apart if near else 0) - canvas.size.small / 3)
    canvas.note(safe_label(text.reference, LONGEST_BASELINE), where, offset=offset)
