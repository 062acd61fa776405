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
LEAST: Final = 3  # tenths that the scale holds, so that a small difference does not look large
CLOSE: Final = 0.5  # of all answers, up to which range each tenth has a line
TRACK: Final = 12.0  # points
Scale = Callable[[float], float]  # from a share to points


def ticks_for(stages: list[Stage]) -> list[float]:
    """Return round numbers for the left of the curve that hold every interval; none if no stage has a score."""
    ends = [end for stage in stages if stage.scored for end in (stage.low, stage.high)]
    if not ends:
        return []
    steps = [number / 10 for number in range(0, 11, 1 if max(ends) - min(ends) <= CLOSE else 2)]
    low = max((step for step in steps if step <= min(ends)), default=0.0)
    high = min((step for step in steps if step >= max(ends)), default=1.0)
    while round(10 * (high - low)) < LEAST:
        up = low <= 0 or (high < 1 and high - max(ends) <= min(ends) - low)
        low, high = (low, round(high + 0.1, 1)) if up else (round(low - 0.1, 1), high)
    return [step for step in steps if low <= step <= high]


def draw_curve(sheet: Sheet, stages: list[Stage], centres: list[float], text: FigureText, *, y: float) -> float:
    """Draw scores over the stages below `y` and return where they end; a stage without one breaks the line."""
    ticks, top = ticks_for(stages), y + ABOVE
    low, high = (ticks[0], ticks[-1]) if ticks else (0.0, 1.0)
    at: Scale = lambda share: top + HEIGHT * (high - share) / (high - low)  # noqa: E731
    half = (centres[1] - centres[0]) / 2 if len(centres) > 1 else sheet.width / 4
    for tick in ticks:
        sheet.line([(centres[0] - half, at(tick)), (sheet.width, at(tick))], color=LIGHT.rule, zorder=1)
    for tick in ticks[:: 1 + len(ticks) // (MOST_TICKS + 1)]:
        sheet.write(safe_label(text.on_axis(tick)), x=0, y=at(tick), va="center_baseline", color=LIGHT.muted)
    places = list(zip(stages, centres, strict=True))
    for (stage, x), (after, end) in pairwise(places):
        if stage.scored and after.scored:
            sheet.line([(x, at(stage.estimate)), (end, at(after.estimate))], color=LIGHT.accent, linewidth=LINE)
    for stage, x in places:
        if stage.scored:
            _score(sheet, stage, text, at, x=x, width=2 * (half - AIR))
        else:
            sheet.field(stage.why, x=x - half + AIR, y=top, width=2 * (half - AIR), height=HEIGHT)
    return top + HEIGHT + BELOW


def _score(sheet: Sheet, stage: Stage, text: FigureText, at: Scale, *, x: float, width: float) -> None:
    """Draw a score at `x` with its value above and its interval below."""
    colour = _mark(sheet, stage, across=[(x, at(stage.low)), (x, at(stage.high))], at=(x, at(stage.estimate)))
    font = {"ha": "center", "va": "baseline"}
    bold = {"size": sheet.size.strong, "weight": "bold", "color": colour}
    sheet.write(safe_label(text.value(stage.estimate)), x=x, y=at(stage.high) - 4, **bold, **font)
    small = sheet.size.small
    interval = fitted(_interval(stage, text), width=width, size=small)
    ground = width_of(interval, small) + 2
    sheet.box(x - ground / 2, at(stage.low) + 2, ground, small * TIGHT, facecolor=LIGHT.paper, zorder=4)
    sheet.write(interval, x=x, y=at(stage.low) + small + 2, color=LIGHT.muted, **font)


def _interval(stage: Stage, text: FigureText) -> str:
    return safe_label(text.between(stage.low, stage.high)) if stage.low < stage.high else ""


def draw_track(sheet: Sheet, stage: Stage, text: FigureText, *, x: float, y: float, width: float) -> float:
    """Draw a stage's score below `y` on a track from 0 to 1, its words above, and return where it ends."""
    size, title = sheet.size, text.name("emotion")
    line = size.body * TIGHT
    if not stage.scored:
        sheet.field(" · ".join(filter(None, (title, stage.why))), x=x, y=y, width=width, height=3 * line)
        return y + 3 * line
    middle, font = y + line + TRACK / 2, {"va": "center_baseline", "color": LIGHT.muted}
    zero, one = (safe_label(text.on_axis(number)) for number in (0.0, 1.0))
    start, end = x + width_of(zero, size.small) + AIR, x + width - width_of(one, size.small) - AIR
    at: Scale = lambda share: start + share * (end - start)  # noqa: E731
    sheet.write(zero, x=x, y=middle, **font)
    sheet.write(one, x=x + width, y=middle, ha="right", **font)
    sheet.line([(start, middle), (end, middle)], color=LIGHT.rule, linewidth=1.2, zorder=1)
    ends = [(at(stage.low), middle), (at(stage.high), middle)]
    colour = _mark(sheet, stage, across=ends, at=(at(stage.estimate), middle))
    value, interval = safe_label(text.value(stage.estimate)), _interval(stage, text)
    right = x + width - width_of(interval, size.small) - AIR
    left = right - width_of(value, size.body, "bold") - AIR
    sheet.write(fitted(title, width=left - x, size=size.small), x=x, y=y + line / 2, **font)
    sheet.write(interval, x=x + width, y=y + line / 2, ha="right", **font)
    bold = {"ha": "right", "size": size.body, "weight": "bold", "color": colour}
    sheet.write(value, x=right, y=y + line / 2, **font | bold)
    return y + line + TRACK


def _mark(sheet: Sheet, stage: Stage, *, across: list[tuple[float, float]], at: tuple[float, float]) -> str:
    """Draw a score with its interval and return its colour."""
    colour = LIGHT.warm if stage.weakest else LIGHT.accent
    sheet.line(across, color=LIGHT.warm if stage.weakest else LIGHT.accent_mid, linewidth=WHISKER, zorder=4)
    sheet.dot(at, DOT, facecolor=colour)
    return colour
