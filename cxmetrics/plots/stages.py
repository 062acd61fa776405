"""The stages of a journey as a figure reads them, and a stage's touchpoints one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cxmetrics.plots.labels import FigureText, column, reasons, widest, words_in, wrap
from cxmetrics.plots.sheet import BREAK, PAIN, SIGN, TIGHT, Sheet
from cxmetrics.theme import LIGHT, FigureSize

BAR: Final = 7.0  # points
AIR: Final = 5.0  # points between a bar and its words, a sign and its label
APART: Final = 5.0  # points between touchpoints
LINES: Final = 3  # of a touchpoint's name
LEAST: Final = 1.0  # points of the smallest bar


@dataclass(frozen=True)
class Touchpoint:
    """A name with its volume in words and as a share of the largest one; a gap says why it has none."""

    label: str
    note: str
    size: float
    pain: bool
    gap: str


@dataclass(frozen=True)
class Stage:
    """A stage with its share of satisfied answers, its touchpoints and the step to the next one."""

    label: str
    note: str
    estimate: float
    low: float
    high: float
    weakest: bool
    why: str
    step: tuple[str, str]
    touchpoints: list[Touchpoint]

    @property
    def scored(self) -> bool:
        """Whether there is a score."""
        return bool(pd.notna(self.estimate))


def read(frame: pd.DataFrame, text: FigureText) -> list[Stage]:
    """Return the stages of a frame in their order, every label made safe."""
    numbers = {name: column(frame, name) for name in ("stage", "estimate", "conf_low", "conf_high", "size")}
    said = {name: words_in(frame, name) for name in ("label", "note", "mark")}
    why = [text.why(reason, text.name("gap")) for reason in reasons(frame)]
    ends = {name: numbers[name].fillna(numbers["estimate"]) for name in ("conf_low", "conf_high")}
    rows = pd.DataFrame(numbers | ends | said | {"why": why, "row": list(frame["row"])})
    return [_stage(row, rows[rows["stage"] == row["stage"]]) for row in _of(rows, "stage")]


def _of(rows: pd.DataFrame, kind: str) -> Iterable[Mapping[str, Any]]:
    found: list[Any] = rows[rows["row"] == kind].sort_values("stage", kind="stable").to_dict("records")
    return found


def _stage(row: Mapping[str, Any], rows: pd.DataFrame) -> Stage:
    steps = [(step["label"], step["note"]) for step in _of(rows, "step")]
    return Stage(
        label=row["label"],
        note=row["note"],
        estimate=row["estimate"],
        low=row["conf_low"],
        high=row["conf_high"],
        weakest=row["mark"] == "weakest",
        why=row["why"],
        step=steps[0] if steps else ("", ""),
        touchpoints=[_touchpoint(one) for one in _of(rows, "touchpoint")],
    )


def _touchpoint(row: Mapping[str, Any]) -> Touchpoint:
    gap = row["why"] if row["mark"] == "gap" else ""
    return Touchpoint(row["label"], row["note"], row["size"], row["mark"] == "pain", gap)


def bar_room(stages: list[Stage], *, width: float, size: FigureSize) -> float:
    """Return how long the longest bar may be in points, so that every volume stands beside its bar."""
    return width - widest([one.note for stage in stages for one in stage.touchpoints], size.small) - AIR


def draw_touchpoints(sheet: Sheet, stage: Stage, *, x: float, y: float, width: float, room: float) -> float:
    """Draw a stage's touchpoints below `y`, bars up to `room` points long, and return where they end."""
    for one in stage.touchpoints:
        y = _draw(sheet, one, x=x, y=y, width=width, room=room) + APART
    return y


def _draw(sheet: Sheet, one: Touchpoint, *, x: float, y: float, width: float, room: float) -> float:
    size = sheet.size
    indent = (SIGN + AIR) * one.pain
    if one.pain:
        sheet.sign(PAIN, x=x, y=y + size.body * TIGHT / 2)
    lines = wrap(one.label, width=width - indent, size=size.body, lines=LINES)
    ink = LIGHT.muted if one.gap else LIGHT.ink
    y = sheet.lines(lines, x=x + indent, y=y, size=size.body, color=ink) + 1
    line = size.small * TIGHT
    if one.gap:
        return _gap(sheet, one, x=x, y=y, width=width)
    length = max(room * one.size, LEAST) if pd.notna(one.size) else 0.0
    colour = LIGHT.warm if one.pain else LIGHT.accent_mid
    sheet.box(x, y + (line - BAR) / 2, length, BAR, facecolor=colour)
    sheet.write(one.note, x=x + length + AIR, y=y + line / 2, va="center_baseline", color=LIGHT.muted)
    return y + line


def _gap(sheet: Sheet, one: Touchpoint, *, x: float, y: float, width: float) -> float:
    """Draw the outline of what is missing, with its word inside."""
    size = sheet.size.small
    text = wrap(one.gap, width=width - 2 * AIR, size=size)
    height = len(text) * size * TIGHT + 4
    sheet.box(x, y + 2, width, height, facecolor=LIGHT.band, edgecolor=LIGHT.muted, linewidth=0.8, linestyle=(0, BREAK))
    sheet.lines(text, x=x + AIR, y=y + 4, color=LIGHT.muted)
    return y + height + 5
