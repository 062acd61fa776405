"""Figures of scores, days and amounts, and tinted tables: what is drawn is what the frame says, and nothing is lost."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pypdf
import pytest

from cxmetrics import plots
from cxmetrics.display import resolve
from cxmetrics.parts import heat, phrase, table
from cxmetrics.plots import amounts, canvas, scores, steps
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import _laid_out, render_pdf
from cxmetrics.theme import NARROW, WIDE
from cxmetrics.words import Value

from . import demo, states

MAKE = {"distribution": scores.distribution_figure, "curve": steps.curve_figure, "bars": amounts.bars_figure}
KINDS = tuple(MAKE)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW])


def korean(ko: str, _: str) -> str:
    return ko


def frame_of(kind: str) -> pd.DataFrame:
    made = {"distribution": states.scores_small, "curve": states.curves, "bars": states.value_shares}
    frame = pd.DataFrame(made[kind](korean)["frame"])
    return frame.assign(expected=[0.4, 0.3, 0.1, None]) if kind == "bars" else frame


def drawn(kind: str, frame: pd.DataFrame, size: Any = WIDE) -> Any:
    with canvas.style():
        text = demo.figure_text("ko", "비율(%)", "Share (%)", reference="예측", across="날수")
        return MAKE[kind](frame, text=text, size=size)


def words(figure: Any) -> list[str]:
    return [text.get_text() for text in [*figure.texts, *figure.axes[0].texts]]


@pytest.mark.parametrize("kind", KINDS)
@SIZES
def test_every_word_stays_inside(kind: str, size: Any) -> None:
    figure = drawn(kind, frame_of(kind), size)
    figure.draw_without_rendering()
    axes = figure.axes[0]
    texts = [*figure.texts, *axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
    boxes = [text.get_window_extent() for text in texts if text.get_text()]
    assert min(box.x0 for box in boxes) > -1.5
    assert max(box.x1 for box in boxes) < figure.bbox.x1 + 1.5
    assert min(box.y0 for box in boxes) > -1.5
    assert max(box.y1 for box in boxes) < figure.bbox.y1 + 1.5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("narrow", [False, True])
def test_the_same_bytes_small_and_any_label(kind: str, narrow: bool) -> None:
    text = demo.figure_text("ko", "비율(%)", "Share (%)")
    first = getattr(plots, kind)(frame_of(kind), text=text, narrow=narrow)
    assert first == getattr(plots, kind)(frame_of(kind), text=text, narrow=narrow)
    assert len(first) < 45_000
    names = frame_of(kind)
    which = "part" if kind == "curve" else "label"
    hostile = {name: demo.HOSTILE[number] for number, name in enumerate(dict.fromkeys(names[which]), start=3)}
    names[which] = pd.Series([hostile[name] for name in names[which]], dtype=object)
    ET.fromstring(getattr(plots, kind)(names, text=text, narrow=narrow))  # noqa: S314 (our own drawing)


@pytest.mark.parametrize("kind", KINDS)
@SIZES
def test_a_frame_of_nothing_but_hidden_rows_is_drawn(kind: str, size: Any) -> None:
    frame = frame_of(kind).head(4)
    frame[["estimate", *({"conf_low", "conf_high"} & set(frame))]] = np.nan
    assert "10명 미만이라 숨김" in " ".join(words(drawn(kind, frame, size)))


@SIZES
def test_columns_and_whiskers_are_the_frames(size: Any) -> None:
    frame = pd.DataFrame(states.scores_seven(korean)["frame"])
    axes = drawn("distribution", frame, size).axes[0]
    heights = [patch.get_height() for patch in axes.patches]
    assert heights == pytest.approx(frame["estimate"].tolist())
    ends = [path.vertices[:, 1].tolist() for item in axes.collections for path in item.get_paths()]
    assert ends == frame[["conf_low", "conf_high"]].to_numpy().tolist()
    assert [patch.get_fill() and patch.get_facecolor()[3] > 0 for patch in axes.patches] == [False] * 7 + [True] * 7
    assert axes.get_ylim()[0] == 0


@SIZES
def test_a_hidden_score_has_no_column_and_says_why(size: Any) -> None:
    frame = frame_of("distribution")
    figure = drawn("distribution", frame, size)
    bars_drawn = [patch for patch in figure.axes[0].patches if patch.get_height() in frame["estimate"].tolist()]
    assert len(bars_drawn) == 4
    assert "10명 미만이라 숨김" in words(figure)
    assert "매우 불만족" in [label.get_text() for label in figure.axes[0].get_xticklabels()]


@SIZES
def test_curves_hold_until_the_next_day(size: Any) -> None:
    frame = frame_of("curve")
    axes = drawn("curve", frame, size).axes[0]
    assert {line.get_drawstyle() for line in axes.lines} == {"steps-post"}
    for line, (_, rows) in zip(axes.lines, frame.groupby("part", sort=False), strict=False):
        assert line.get_xydata().tolist() == rows[["day", "estimate"]].to_numpy(dtype=float).tolist()
    dashes = {str(line.get_linestyle()) + str(line._dash_pattern) for line in axes.lines}
    assert len(dashes) == 3
    assert len(axes.collections) == 3


@SIZES
def test_ends_of_curves_are_apart_and_the_hidden_one_is_named(size: Any) -> None:
    figure = drawn("curve", frame_of("curve"), size)
    figure.draw_without_rendering()
    boxes = sorted(
        (text.get_window_extent() for text in figure.axes[0].texts if text.get_text()), key=lambda box: box.y0
    )
    assert all(low.y1 <= high.y0 + 1.5 for low, high in pairwise(boxes))
    assert any(word.startswith("임직원: 10명 미만") for word in words(figure))


@SIZES
def test_ends_of_three_high_curves_stay_on_the_paper(size: Any) -> None:
    ends = {"인지": 0.721, "호감": 0.704, "질문": 0.70}
    frame = pd.DataFrame([
        {"part": name, "day": day, "estimate": end * day / 30, "conf_low": end * day / 30 - 0.01,
         "conf_high": end * day / 30 + 0.01, "reason": None} for name, end in ends.items() for day in (10.0, 20.0, 30.0)
    ])  # fmt: skip
    figure = drawn("curve", frame, size)
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
    assert max(box.y1 for box in boxes) < figure.bbox.y1 + 1.5
    boxes.sort(key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1.5 for low, high in pairwise(boxes))


@SIZES
def test_bars_begin_at_zero_and_say_value_expectation_and_n(size: Any) -> None:
    frame = frame_of("bars").assign(conf_low=[0.4, 0.28, 0.01, None], conf_high=[0.5, 0.34, 0.03, None])
    axes = drawn("bars", frame, size).axes[0]
    shown = frame.dropna(subset="estimate")
    bars_drawn = [
        patch for patch in axes.patches if patch.get_x() == 0 and patch.get_width() in shown["estimate"].tolist()
    ]
    assert [bar.get_width() for bar in bars_drawn] == shown["estimate"].tolist()
    whiskers, marks = axes.collections
    assert [path.vertices[:, 0].tolist() for path in whiskers.get_paths()] == shown[
        ["conf_low", "conf_high"]
    ].to_numpy().tolist()
    assert [path.vertices[0, 0] for path in marks.get_paths()] == shown["expected"].tolist()
    assert "예측 0.4 · 1,204명" in words(axes.figure)


def triangle() -> dict[str, Any]:
    columns = [
        (phrase("column-month"), "left"),
        *[(phrase("column-rate"), "right")] * 3,
        (phrase("column-note"), "left"),
    ]
    shares = {"26.9": (0.1, 0.2, 0.3), "26.10": (0.16, None, None)}
    why = [None, phrase("reason-no-answers")]
    rows = [[name, *(Value(share, "share", 0) for share in row), None] for name, row in shares.items()]
    made = heat(table(phrase("caption-table-cohorts"), columns[:4], [row[:4] for row in rows], note=None), start=1)
    made["columns"].append({"text": columns[4][0], "align": "left"})
    made["rows"] = [[*cells, said] for cells, said in zip(made["rows"], why, strict=True)]
    made["tints"] = [[*steps, None] for steps in made["tints"]]
    return made


def test_cells_are_tinted_by_value_in_page_and_pdf() -> None:
    block = resolve(triangle(), "en")
    assert [[cell["tint"] for cell in row] for row in block["rows"]] == [[None, 1, 3, 5], [None, 2, None, None]]
    assert block["scale"] == ["10%", "30%"]
    shown = demo.document("en", hostile=False) | {"blocks": [demo.heading(1, "A", "a"), block]}
    page = render_html(shown).decode()
    assert re.findall(r'<td class="right (heat-\d)">', page) == ["heat-1", "heat-3", "heat-5", "heat-2"]
    assert not re.search(r"<[^>]* style=", page)
    assert render_pdf(shown) != render_pdf(
        shown | {"blocks": [shown["blocks"][0], resolve(triangle() | {"tints": []}, "en")]}
    )


def test_why_a_row_is_empty_stands_under_its_head() -> None:
    block = resolve(triangle(), "en")
    assert len(block["columns"]) == 4
    assert [row[0]["remark"] for row in block["rows"]] == ["", "no answers"]
    page = render_html(demo.document("en", hostile=False) | {"blocks": [block]}).decode()
    assert '26.10<span class="row-remark">no answers</span></th>' in page


def test_the_pdf_keeps_a_sentence_with_its_figure_and_sets_many_notes_in_two_columns() -> None:
    note = {"type": "note", "title": "A", "text": "B"}
    shown = demo.document("en", hostile=False)
    blocks = _laid_out(shown | {"blocks": [*shown["blocks"], demo.heading(1, "Notes", "notes"), *[note] * 5]})["blocks"]
    kept = [(number, block) for number, block in enumerate(blocks) if block.get("opens")]
    assert kept
    assert all(blocks[number - 1]["type"] == "heading" and blocks[number + 1]["type"] == "figure" for number, _ in kept)
    assert blocks[-1] == {"type": "notes", "items": [note] * 5}
    crowded = render_pdf(shown | {"blocks": [demo.heading(1, "Notes", "notes"), *[note] * 5]})
    assert pypdf.PdfReader(io.BytesIO(crowded)).pages[0].extract_text().count("A\n") >= 5
