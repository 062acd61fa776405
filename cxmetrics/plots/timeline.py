"""The ground of a figure over time: series, scales, ticks, and fields where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import pandas as pd

from cxmetrics.plots.canvas import EDGE, LINE_HEIGHT, POINTS_PER_INCH, Canvas, headline_of, room_for
from cxmetrics.plots.labels import FigureText, column, fitted, flags, reasons, safe_label, widest, width_of
from cxmetrics.plots.scales import HAIR, ticks_of
from cxmetrics.theme import LIGHT, NARROW, FigureSize

HEIGHT: Final = {True: 140.0, False: 160.0}  # of the axes in points, narrow and wide
AIR: Final = 8.0  # points between a mark and its words
LONGEST_PERIOD, LONGEST_BASELINE = 18, 24  # characters
HALF: Final = 0.5  # of the room that one period takes
CROWD: Final = 1.3  # room that a tick label wants, in its own widths
HEADROOM: Final = 0.22  # of the range, kept above the data for words
FOOTROOM: Final = 0.08


@dataclass(frozen=True)
class Series:
    """A frame as columns, one value a period."""

    labels: list[str]
    estimate: pd.Series[float]
    low: pd.Series[float]
    high: pd.Series[float]
    last_year: list[bool]
    baseline: float | None
    why: list[str]

    @property
    def observed(self) -> list[int]:
        """Positions that have an estimate."""
        return [int(position) for position in np.flatnonzero(self.estimate.notna())]

    @property
    def runs(self) -> list[list[int]]:
        """Positions that follow each other without a gap."""
        return [list(run) for known, run in self._grouped() if known]

    @property
    def gaps(self) -> list[list[int]]:
        """Positions without an estimate, neighbours for the same reason together."""
        return [list(run) for known, run in self._grouped() if not known]

    def _grouped(self) -> list[tuple[bool, list[int]]]:
        known = self.estimate.notna().tolist()
        keys = [(yes, "" if yes else why) for yes, why in zip(known, self.why, strict=True)]
        grouped = groupby(range(len(keys)), key=keys.__getitem__)
        return [(yes, list(run)) for (yes, _), run in grouped]


def read(frame: pd.DataFrame, text: FigureText) -> Series:
    """Return the frame's columns with every label made safe."""
    baseline = column(frame, "baseline").dropna()
    return Series(
        labels=[safe_label(label, LONGEST_PERIOD) for label in frame["label"]],
        estimate=column(frame, "estimate"),
        low=column(frame, "conf_low"),
        high=column(frame, "conf_high"),
        last_year=flags(frame, "last_year"),
        baseline=float(baseline.iloc[0]) if len(baseline) else None,
        why=[text.why(reason, text.gap) for reason in reasons(frame)],
    )


def prepared(series: Series, text: FigureText, size: FigureSize) -> Canvas:
    """Return a canvas with scales, ticks, grid and the fields of what is not known."""
    limits = _limits(series)
    ticks = _ticks(series, limits)
    names = [safe_label(text.on_axis(tick)) for tick in ticks]
    head = headline_of(text, size)
    left = widest(names, size.small) + AIR
    canvas = Canvas(
        size,
        HEIGHT[size == NARROW],
        left=left,
        right=_right(series, text, size, left),
        top=room_for(head, size) + size.small * LINE_HEIGHT * bool(series.gaps),
        bottom=size.small * 2.2,
    )
    canvas.headline(head)
    canvas.axes.set_ylim(*limits)
    canvas.axes.set_yticks(ticks, names)
    canvas.axes.grid(axis="y", color=LIGHT.rule, linewidth=HAIR, zorder=0)
    canvas.axes.set_axisbelow(True)
    _periods(canvas, series)
    _fields(canvas, series)
    return canvas


def _limits(series: Series) -> tuple[float, float]:
    """Return the y scale: all intervals, with room for words above."""
    known = pd.concat([series.estimate, series.low, series.high, pd.Series([series.baseline], dtype=float)]).dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    span = (high - low) or abs(high) or 1.0
    return low - FOOTROOM * span, high + HEADROOM * span


def _ticks(series: Series, limits: tuple[float, float]) -> list[float]:
    return ticks_of(*limits) if series.observed else []


def _right(series: Series, text: FigureText, size: FigureSize, left: float) -> float:
    """Return the margin in points that the last value's words need beyond the axes."""
    if not series.observed:
        return AIR
    last, count = series.observed[-1], len(series.labels)
    word = width_of(safe_label(text.value(series.estimate[last])), size.strong, "bold")
    small = width_of(safe_label(text.between(series.low[last], series.high[last])), size.small)
    inside = (count - HALF - last) / count  # of the axes, to the right of the last estimate
    needed = (max(word, small) + 2 * AIR - inside * (size.width * POINTS_PER_INCH - left)) / (1 - inside)
    name = width_of(safe_label(text.reference, LONGEST_BASELINE), size.small) if series.baseline is not None else 0.0
    tick = width_of(series.labels[-1], size.small) / 2 + EDGE - HALF / count * (size.width * POINTS_PER_INCH - left)
    return max(AIR, needed, name + AIR + EDGE, tick)


def _periods(canvas: Canvas, series: Series) -> None:
    """Name as many periods as there is room for, the last one always."""
    count = len(series.labels)
    canvas.axes.set_xlim(-HALF, max(count, 1) - HALF)
    wanted = CROWD * widest(series.labels, canvas.size.small)
    step = max(1, int(np.ceil(wanted * count / canvas.inner)))
    shown = list(range(count - 1, -1, -step))[::-1]
    canvas.axes.set_xticks(shown, [series.labels[position] for position in shown])
    canvas.axes.tick_params(axis="x", length=3, width=HAIR, color=LIGHT.faint, bottom=True)
    canvas.axes.spines["bottom"].set(visible=True, color=LIGHT.faint)


def _fields(canvas: Canvas, series: Series) -> None:
    """Lay a quiet field behind each gap and say above it why it is empty."""
    for gap in series.gaps:
        canvas.axes.axvspan(gap[0] - HALF, gap[-1] + HALF, color=LIGHT.band, linewidth=0, zorder=0)
    for gap in _worth_a_word(series.gaps, series.why):
        _field_word(canvas, series.why[gap[0]], centre=(gap[0] + gap[-1]) / 2)


def _worth_a_word(gaps: list[list[int]], why: list[str]) -> list[list[int]]:
    """Return the widest gap for each reason, the later one of equals."""
    widest_first = sorted(gaps, key=lambda gap: (len(gap), gap[0]))
    return list({why[gap[0]]: gap for gap in widest_first}.values())


def _field_word(canvas: Canvas, word: str, *, centre: float) -> None:
    word = fitted(word, width=canvas.inner, size=canvas.size.small)
    half = canvas.across(width_of(word, canvas.size.small)) / 2
    left, right = -HALF, canvas.axes.get_xlim()[1] + canvas.across(canvas.right)
    place = max(left + half, min(centre, right - half))
    canvas.note(word, (place, 1), offset=(0, 3), xycoords=("data", "axes fraction"), ha="center")
