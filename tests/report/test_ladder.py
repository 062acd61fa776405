"""The evidence ladder: bars as long as what counts, every name on its step, and words that cover nothing."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Rectangle

from cxmetrics import plots
from cxmetrics.contract import GRADES
from cxmetrics.display import resolve
from cxmetrics.display.resolve import _figure_text, _written
from cxmetrics.plots import canvas, ladders
from cxmetrics.theme import LIGHT, NARROW, WIDE

from . import demo, states

EACH = pytest.mark.parametrize("lang", ["ko", "en"])
STATE = pytest.mark.parametrize("state", [states.full_ladder, states.crowded_ladder])
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW])


def drawn(state: Any, lang: str, size: Any) -> tuple[pd.DataFrame, Any]:
    part = state(lambda ko, en: ko if lang == "ko" else en)
    frame = pd.DataFrame([_written(row, lang) for row in part["frame"]])
    with canvas.style():
        return frame, ladders.ladder_figure(frame, text=_figure_text(part["text"], frame, lang), size=size)


def words(figure: Any) -> list[Any]:
    return [text for text in figure.axes[0].texts if text.get_text()]


def boxes(figure: Any, colour: str) -> list[Rectangle]:
    found = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    return [patch for patch in found if to_hex(patch.get_facecolor()) == colour and patch.get_height() == ladders.BAR]


@EACH
@STATE
@SIZES
def test_every_word_stays_inside_and_covers_no_other(state: Any, lang: str, size: Any) -> None:
    _, figure = drawn(state, lang, size)
    figure.draw_without_rendering()
    marks = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    found = [item.get_window_extent() for item in [*words(figure), *marks, *boxes(figure, LIGHT.band)]]
    assert min(box.x0 for box in found) > -1.5
    assert max(box.x1 for box in found) < figure.bbox.x1 + 1.5
    assert min(box.y0 for box in found) > -1.5
    assert max(box.y1 for box in found) < figure.bbox.y1 + 1.5
    inner = [(box.x0 + 1.5, box.x1 - 1.5, box.y0 + 2.5, box.y1 - 2.5) for box in found]
    covering = [
        (one, other)
        for one, other in combinations(inner, 2)
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]
    assert covering == []


@SIZES
def test_bars_are_as_long_as_what_counts(size: Any) -> None:
    _, figure = drawn(states.full_ladder, "en", size)
    tracks, bars = boxes(figure, LIGHT.band), boxes(figure, LIGHT.accent)
    assert len({track.get_width() for track in tracks}) == 1
    assert [bar.get_width() / tracks[0].get_width() for bar in bars] == pytest.approx(list(GRADES.values()))
    said = [text.get_text() for text in words(figure)]
    assert [word for word in said if word.startswith("×")] == ["×1", "×0.6", "×0.3", "×0.1", "×0"]


@EACH
@STATE
@SIZES
def test_every_initiative_stands_on_its_step(state: Any, lang: str, size: Any) -> None:
    frame, figure = drawn(state, lang, size)
    assert frame.loc[frame["row"] == "step", "grade"].tolist() == list(GRADES)
    letters = {text.get_text(): text.get_position()[1] for text in words(figure) if text.get_text() in GRADES}
    assert list(letters) == list(GRADES)
    dots = [patch.center[1] for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    tops = [*(letters[grade] - ladders.BADGE / 2 for grade in GRADES), float("inf")]
    on_step = [sum(low <= dot < high for dot in dots) for low, high in pairwise(tops)]
    placed = frame[frame["row"] == "initiative"]
    assert on_step == [int((placed["grade"] == grade).sum()) for grade in GRADES]
    said = " ".join(text.get_text() for text in words(figure))
    assert all(label.split()[0] in said for label in placed["label"])
    none = {"en": "no initiative", "ko": "해당 과제 없음"}[lang]
    assert said.count(none) == on_step.count(0)
    assert said.count("(×0.25)") == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_the_same_bytes_small_and_any_label(narrow: bool) -> None:
    frame, _ = drawn(states.crowded_ladder, "ko", WIDE)
    text = demo.figure_text("ko", "근거", "Evidence", names={"none": demo.HOSTILE[0]})
    first = plots.ladder(frame, text=text, narrow=narrow)
    assert first == plots.ladder(frame.copy(), text=text, narrow=narrow)
    assert len(first) < 65_000
    assert plots.inches(first)[0] == (NARROW if narrow else WIDE).width
    hostile = pd.Series([demo.HOSTILE[number % len(demo.HOSTILE)] for number in range(len(frame))], dtype=object)
    ET.fromstring(plots.ladder(frame.assign(label=hostile, note=hostile), text=text, narrow=narrow))  # noqa: S314 (ours)


def test_page_and_phone_are_both_drawn() -> None:
    part = states.full_ladder(lambda ko, _: ko)
    block = resolve(part or {}, "ko")
    assert block["kind"] == "ladder"
    assert block["svg"] != block["svg_narrow"]
