"""How customers felt at each stage of a journey: a curve below a page's columns, a track in a phone's blocks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from cxmetrics.plots.labels import FigureText, fitted, safe_label, width_of
from cxmetrics.plots.sheet import TIGHT, Sheet
from cxmetrics.plots.stages import AIR, Stage
from cxmetrics.theme import LIGHT

HEIGHT: Final = 74.0  # points between the ends of the scale
ABOVE, BELOW = 17.0, 14.0  # points for a value and its interval
DOT: Final = 3.2  # points, half the width of a dot
LINE, WHISKER = 2.0, 2.2  # points
MOST_TICKS: Final = 4
CLOSE: Final = 0.5  # of all answers, up to which range each tenth has a line
TRACK: Final = 12.0  # points


def ticks_for(stages: list[Stage]) -> list[float]:
    """Return round numbers for the left of the curve that hold every interval; none if no stage has a score."""
    ends = [end for stage in stages if stage.scored for end in (stage.low, stage.high)]
    if not ends:
        return []
    steps = [number / 10 for number in range(0, 11, 1 if max(ends) - min(ends) <= CLOSE else 2)]
    low = max((step for step in steps if step <= min(ends)), default=0.0)
    high = min((step for step in steps if step >= max(ends)), default=1.0)
    return [step for step in steps if low <= step <= high]


def draw_curve(sheet: Sheet, stages: list[Stage], centres: list[float], text: FigureText, *, y: float) -> float:
    """Draw scores over the stages below `y` and return where they end; a stage without one breaks the line."""
    ticks = ticks_for(stages)
    low, high = (ticks[0], ticks[-1]) if ticks else (0.0, 1.0)
    top = y + ABOVE
    at: Callable[[float], float] = lambda value: top + HEIGHT * (high - value) / ((high - low) or 1.0)  # noqa: E731
    half = (centres[1] - centres[0]) / 2 if len(centres) > 1 else sheet.width / 4
    for tick in ticks:
        sheet.line([(centres[0] - half, at(tick)), (sheet.width, at(tick))], color=LIGHT.rule, zorder=1)
    for tick in ticks[:: 1 + len(ticks) // (MOST_TICKS + 1)]:
        sheet.write(safe_label(text.on_axis(tick)), x=0, y=at(tick), va="center_baseline", color=LIGHT.muted)
    for (stage, x), (after, end) in pairwise(zip(stages, centres, strict=True)):
        if stage.scored and after.scored:
            ends = [(x, at(stage.estimate)), (end, at(after.estimate))]
            sheet.line(ends, color=LIGHT.accent, linewidth=LINE)
    for stage, x in zip(stages, centres, strict=True):
        if not stage.scored:
            sheet.field(stage.why, x=x - half + AIR, y=top, width=2 * (half - AIR), height=HEIGHT)
            continue
        colour = _mark(sheet, stage, across=[(x, at(stage.low)), (x, at(stage.high))], at=(x, at(stage.estimate)))
        font = {"ha": "center", "va": "baseline"}
        value = safe_label(text.value(stage.estimate))
        sheet.write(value, x=x, y=at(stage.high) - 4, size=sheet.size.strong, weight="bold", color=colour, **font)
        interval = fitted(safe_label(text.between(stage.low, stage.high)), width=2 * half - AIR, size=sheet.size.small)
        ground, line = width_of(interval, sheet.size.small) + 2, sheet.size.small * TIGHT
        sheet.box(x - ground / 2, at(stage.low) + 2, ground, line, facecolor=LIGHT.paper, zorder=4)
        sheet.write(interval, x=x, y=at(stage.low) + sheet.size.small + 2, color=LIGHT.muted, **font)
    return top + HEIGHT + BELOW


def draw_track(sheet: Sheet, stage: Stage, text: FigureText, *, x: float, y: float, width: float) -> float:
    """Draw a stage's score below `y` on a track from 0 to 1, its words above, and return where it ends."""
    size = sheet.size
    line = size.body * TIGHT
    title = text.name("emotion")
    if not stage.scored:
        sheet.field(" · ".join(filter(None, (title, stage.why))), x=x, y=y, width=width, height=3 * line)
        return y + 3 * line
    value = safe_label(text.value(stage.estimate))
    interval = safe_label(text.between(stage.low, stage.high))
    taken = width_of(interval, size.small) + width_of(value, size.body, "bold") + 2 * AIR
    font = {"va": "center_baseline"}
    sheet.write(fitted(title, width=width - taken, size=size.small), x=x, y=y + line / 2, color=LIGHT.muted, **font)
    sheet.write(interval, x=x + width, y=y + line / 2, ha="right", color=LIGHT.muted, **font)
    middle = y + line + TRACK / 2
    start = x + width_of(safe_label(text.on_axis(0.0)), size.small) + AIR
    end = x + width - width_of(safe_label(text.on_axis(1.0)), size.small) - AIR
    at: Callable[[float], float] = lambda share: start + share * (end - start)  # noqa: E731
    for number, place, side in ((0.0, x, "left"), (1.0, x + width, "right")):
        sheet.write(safe_label(text.on_axis(number)), x=place, y=middle, ha=side, color=LIGHT.muted, **font)
    sheet.line([(start, middle), (end, middle)], color=LIGHT.rule, linewidth=1.2, zorder=1)
    ends = [(at(stage.low), middle), (at(stage.high), middle)]
    colour = _mark(sheet, stage, across=ends, at=(at(stage.estimate), middle))
    bold = {"ha": "right", "size": size.body, "weight": "bold", "color": colour, **font}
    sheet.write(value, x=x + width - width_of(interval, size.small) - AIR, y=y + line / 2, **bold)
    return y + line + TRACK


def _mark(sheet: Sheet, stage: Stage, *, across: list[tuple[float, float]], at: tuple[float, float]) -> str:
    """Draw a score with its interval and return its colour."""
    colour = LIGHT.warm if stage.weakest else LIGHT.accent
    sheet.line(across, color=LIGHT.warm if stage.weakest else LIGHT.accent_mid, linewidth=WHISKER, zorder=4)
    sheet.dot(at, DOT, facecolor=colour)
    return colour
