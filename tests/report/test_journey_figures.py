"""Figures of a journey: what is drawn is what the frame says, every word can be read, and the map has its own page."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pikepdf
import pypdf
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, PathPatch, Rectangle

from cxmetrics import plots
from cxmetrics.display import resolve
from cxmetrics.plots import canvas, emotion, flows, funnels, matrix, network, pathmap, placing, routes, sheet
from cxmetrics.plots.labels import FigureText
from cxmetrics.plots.moves import read as read_moves
from cxmetrics.plots.stages import Stage
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf
from cxmetrics.theme import LANDSCAPE, LIGHT, NARROW, WIDE
from cxmetrics.words import say

from . import demo, journeys
from .states import LONG_KO, said

MAKE = {
    "journey_map": pathmap.journey_figure,
    "flow": flows.flow_figure,
    "priorities": matrix.priorities_figure,
    "funnel": funnels.funnel_figure,
}
STATES = {
    "journey_map": (journeys.full_map, journeys.broken_map),
    "flow": (journeys.full_flow, journeys.small_flow),
    "priorities": (journeys.full_matrix, journeys.crowded_matrix),
    "funnel": (journeys.full_funnel, journeys.small_funnel),
}
BYTES = {"journey_map": 100_000, "flow": 70_000, "priorities": 60_000, "funnel": 45_000}
NAMES = {
    "pain": "불만",
    "gap": "자료 없음",
    "weakest": "가장 약한 단계",
    "emotion": "만족",
    "improve": "먼저",
    "keep": "지킴",
    "watch": "지켜봄",
    "enough": "충분",
    "forward": "앞으로",
    "backward": "뒤로",
    "0": "인지",
}
EACH = pytest.mark.parametrize("kind", MAKE)
SIZES = pytest.mark.parametrize("narrow", [False, True])
STATE = pytest.mark.parametrize("state", [0, 1])


def korean(ko: str, _: str) -> str:
    return ko


def text_for(frame: pd.DataFrame) -> FigureText:
    """The words of a figure: reasons come as they are to be read, as they do in a report."""
    why = {reason: reason for reason in frame.get("reason", []) if isinstance(reason, str)}
    text = demo.figure_text("ko", "비율(%)", "Share (%)", names=NAMES, across="만족(%)")
    return replace(text, reasons=why)


def frame_of(kind: str, state: int = 0) -> pd.DataFrame:
    return pd.DataFrame(STATES[kind][state](korean)["frame"])


def drawn(kind: str, frame: pd.DataFrame, *, narrow: bool = False) -> Any:
    size = NARROW if narrow else LANDSCAPE if kind == "journey_map" else WIDE
    with canvas.style():
        return MAKE[kind](frame, text=text_for(frame), size=size)


def words(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def boxes(figure: Any, colour: str) -> list[Rectangle]:
    found = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    return [patch for patch in found if patch.get_fill() and to_hex(patch.get_facecolor()) == colour]


def strokes(figure: Any, colour: str) -> list[Any]:
    found = [patch for patch in figure.axes[0].patches if isinstance(patch, PathPatch)]
    return [patch for patch in found if to_hex(patch.get_edgecolor()) == colour]


def extents(figure: Any) -> list[Any]:
    figure.draw_without_rendering()
    return [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]


# All four


@EACH
@STATE
@SIZES
def test_every_word_stays_inside_and_covers_no_other(kind: str, state: int, narrow: bool) -> None:
    figure = drawn(kind, frame_of(kind, state), narrow=narrow)
    found = extents(figure)
    assert min(box.x0 for box in found) > -1.5
    assert max(box.x1 for box in found) < figure.bbox.x1 + 1.5
    assert min(box.y0 for box in found) > -1.5
    assert max(box.y1 for box in found) < figure.bbox.y1 + 1.5
    drawings = [patch.get_window_extent() for patch in figure.axes[0].patches]
    assert min(box.x0 for box in drawings) > -1.5
    assert max(box.x1 for box in drawings) < figure.bbox.x1 + 1.5
    inner = [(box.x0 + 1.5, box.x1 - 1.5, box.y0 + 2.5, box.y1 - 2.5) for box in found]
    covering = [
        (one, other)
        for one, other in combinations(inner, 2)
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]
    assert covering == []


@EACH
@STATE
@SIZES
def test_the_same_bytes_and_small(kind: str, state: int, narrow: bool) -> None:
    frame = frame_of(kind, state)
    first = getattr(plots, kind)(frame, text=text_for(frame), narrow=narrow)
    assert first == getattr(plots, kind)(frame.copy(), text=text_for(frame), narrow=narrow)
    assert len(first) < BYTES[kind]
    wide = LANDSCAPE if kind == "journey_map" else WIDE
    assert plots.inches(first)[0] == (NARROW if narrow else wide).width


@EACH
@SIZES
def test_any_label_can_be_drawn(kind: str, narrow: bool) -> None:
    frame = frame_of(kind)
    hostile = [demo.HOSTILE[number % len(demo.HOSTILE)] for number in range(len(frame))]
    for name in {"label", "note", "reason", "source", "target"} & set(frame):
        frame[name] = pd.Series(hostile, dtype=object)
    names = dict.fromkeys(NAMES, demo.HOSTILE[0])
    text = FigureText(axis=demo.HOSTILE[6], value=str, names=names)
    ET.fromstring(getattr(plots, kind)(frame, text=text, narrow=narrow))  # noqa: S314 (our own drawing)


@EACH
@SIZES
def test_a_frame_of_nothing_but_hidden_rows_is_drawn(kind: str, narrow: bool) -> None:
    frame = frame_of(kind)
    numbers = {"estimate", "conf_low", "conf_high", "across", "size"} & set(frame)
    frame[sorted(numbers)] = np.nan
    frame = frame[frame["row"] != "touchpoint"] if kind == "journey_map" else frame
    figure = drawn(kind, frame.assign(reason="응답 없음"), narrow=narrow)
    assert ("10명 미만이라 숨김" if kind == "flow" else "응답 없음") in " ".join(words(figure))


def test_signs_differ_without_colour() -> None:
    assert len({sheet.PAIN, sheet.WEAKEST, flows.BACK}) == 3


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_names_are_written_in_the_readers_language(lang: str) -> None:
    part = journeys.full_map(korean)
    phrases = ({"key": "label-no-data", "fields": {}}, said(say("label-no-data", lang)))
    made = {resolve(journeys.with_names(part, {"pain": name}), lang)["svg"] for name in phrases}
    assert len(made) == 1
    assert resolve(part, lang)["svg"] not in made


# The map


def test_bars_are_as_long_as_their_volumes_and_pains_are_signed() -> None:
    frame = frame_of("journey_map")
    figure = drawn("journey_map", frame)
    known = frame[(frame["row"] == "touchpoint") & frame["size"].notna()]
    pains = known["mark"] == "pain"
    for colour, rows in ((LIGHT.accent_mid, known[~pains]), (LIGHT.warm, known[pains])):
        lengths = sorted(box.get_width() for box in boxes(figure, colour) if box.get_width() != sheet.SIGN)
        longest = max(box.get_width() for box in boxes(figure, LIGHT.accent_mid))
        assert lengths == pytest.approx(np.maximum(rows["size"].sort_values() * longest, 1.0).tolist())
    assert words(figure).count(sheet.PAIN) == pains.sum() + 1
    assert words(figure).count(sheet.WEAKEST) == 2


@SIZES
def test_gaps_have_an_outline_and_their_word_and_no_bar(narrow: bool) -> None:
    frame = frame_of("journey_map")
    figure = drawn("journey_map", frame, narrow=narrow)
    gaps = (frame["mark"] == "gap").sum()
    dashed = [box for box in boxes(figure, LIGHT.band) if box.get_linestyle() != "solid" and box.get_linewidth()]
    assert len(dashed) == gaps == 3
    assert words(figure).count("자료 없음") == gaps + 1


@SIZES
def test_the_weakest_stage_is_framed(narrow: bool) -> None:
    figure = drawn("journey_map", frame_of("journey_map"), narrow=narrow)
    found = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle) and not patch.get_fill()]
    assert [to_hex(frame.get_edgecolor()) for frame in found] == [LIGHT.warm]
    box = found[0].get_window_extent()
    figure.draw_without_rendering()
    named = next(text for text in figure.axes[0].texts if text.get_text() == "질문").get_window_extent()
    assert box.x0 < named.x0 < named.x1 < box.x1
    assert box.y0 < named.y0 < named.y1 < box.y1


def test_the_curve_has_every_interval_and_breaks_where_there_is_no_score() -> None:
    frame = frame_of("journey_map", 1)
    figure = drawn("journey_map", frame)
    scored = frame[(frame["row"] == "stage") & frame["estimate"].notna()]
    dots = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    assert len(dots) == len(scored) == 3
    scale = np.polyfit(scored["estimate"], [dot.center[1] for dot in dots], 1)
    upright = [stroke.get_path().vertices for stroke in figure.axes[0].patches if isinstance(stroke, PathPatch)]
    for dot, row in zip(dots, scored.to_dict("records"), strict=True):
        whisker = next(ends for ends in upright if len(ends) == 2 and (ends[:, 0] == dot.center[0]).all())
        assert whisker[:, 1] == pytest.approx(np.polyval(scale, [row["conf_low"], row["conf_high"]]))
    joined = [line for line in strokes(figure, LIGHT.accent) if line.get_linewidth() == 2]
    assert [line.get_path().vertices.tolist() for line in joined] == [[list(dots[1].center), list(dots[2].center)]]
    assert {"10명 미만이라 숨김", "응답 없음"} <= set(words(figure))


@SIZES
def test_a_score_and_a_point_without_an_interval_are_still_drawn(narrow: bool) -> None:
    for kind, ends in (("journey_map", ["conf_low", "conf_high"]), ("priorities", ["across_low", "conf_high"])):
        frame = frame_of(kind)
        numbers = sum(isinstance(patch, Circle) for patch in drawn(kind, frame, narrow=narrow).axes[0].patches)
        figure = drawn(kind, frame.assign(**dict.fromkeys(ends, np.nan)), narrow=narrow)
        assert sum(isinstance(patch, Circle) for patch in figure.axes[0].patches) == numbers
        assert not [word for word in words(figure) if "nan" in word]


@SIZES
def test_the_map_says_every_touchpoint_step_and_number(narrow: bool) -> None:
    frame = frame_of("journey_map")
    said = words(drawn("journey_map", frame, narrow=narrow))
    assert set(frame["label"]) <= set(said)
    assert set(frame["note"].dropna()) <= set(said)


def test_a_map_of_two_stages_without_touchpoints_is_drawn() -> None:
    frame = journeys.map_frame(korean, stages=2)
    figure = drawn("journey_map", frame[frame["row"] != "touchpoint"])
    assert {"인지", "호감"} <= set(words(figure))


# The flow


def test_no_line_runs_behind_a_card_and_no_two_cards_meet() -> None:
    grid = [routes.Card(column * 120.0, row * 60.0, 80.0, 36.0, row, column) for column in range(5) for row in range(6)]
    assert not placing.crowded([placing.Box(card.x, card.y, card.width, card.height) for card in grid])
    draw = np.random.default_rng(20261031)
    for _ in range(20):
        chosen = [draw.choice(len(grid), 2, replace=False) for _ in range(30)]
        pairs = [(grid[one], grid[other]) for one, other in chosen]
        for route in routes.routes(pairs, gutter=40.0, lane=24.0):
            for place in _along(route.places):
                assert not any(_deep_inside(card, place) for card in grid)


def _along(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    curves = [places[start : start + 4] for start in range(0, len(places) - 1, 3)]
    return [network.on_curve(curve, share) for curve in curves for share in np.linspace(0, 1, 21)]


def _deep_inside(card: routes.Card, place: tuple[float, float]) -> bool:
    return card.x + 1 < place[0] < card.x + card.width - 1 and card.y + 1 < place[1] < card.y + card.height - 1


def test_lines_are_wider_the_more_they_stand_for_and_go_back_dashed() -> None:
    frame = frame_of("flow")
    moves = [move for move in read_moves(frame, text_for(frame)) if not move.left]
    figure = drawn("flow", frame)
    onwards = [line for line in strokes(figure, LIGHT.accent_mid) if len(line.get_path().vertices) > 2]
    back = strokes(figure, LIGHT.warm)
    assert len(onwards) == sum(not move.back for move in moves)
    assert len(back) == sum(move.back for move in moves) == 3
    widths = [line.get_linewidth() for line in onwards]
    numbers = [move.n for move in moves if not move.back]
    slope = {round((a - b) / (m - n), 9) for (a, b), (m, n) in zip(pairwise(widths), pairwise(numbers), strict=True)}
    assert len(slope) == 1
    assert min(slope) > 0
    assert all(line.get_linestyle() != "solid" for line in back)
    assert all(line.get_linestyle() == "solid" for line in onwards)


def test_the_flow_says_every_touchpoint_and_who_left() -> None:
    frame = frame_of("flow")
    said = " ".join(words(drawn("flow", frame)))
    names = {*frame["source"], *frame.loc[frame["target_stage"] < 5, "target"]}
    assert not [name for name in names if not all(word in said for word in name.split())]
    assert said.count("→ 떠남") == (frame["target_stage"] == 5).sum()


def test_a_phone_lists_the_strongest_moves() -> None:
    frame = frame_of("flow")
    figure = drawn("flow", frame, narrow=True)
    rows = [word for word in words(figure) if " → " in word]
    assert rows[0] == "검색 광고 → 브랜드 첫 화면"
    assert len(rows) == flows.MOST
    bars = boxes(figure, LIGHT.accent_mid) + [box for box in boxes(figure, LIGHT.warm) if box.get_height() == flows.BAR]
    moves = read_moves(frame, text_for(frame))[: flows.MOST]
    longest = max(bar.get_width() for bar in bars)
    expected = sorted(move.n / moves[0].n * longest for move in moves)
    assert sorted(bar.get_width() for bar in bars) == pytest.approx(expected)


# The matrix


@STATE
@SIZES
def test_points_and_crosses_are_the_frames(state: int, narrow: bool) -> None:
    frame = frame_of("priorities", state).dropna(subset="estimate")
    figure = drawn("priorities", frame, narrow=narrow)
    dots = [patch.center for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    rest = frame[frame["mark"] != "first"]
    across = np.polyfit(rest["across"], [x for x, _ in dots], 1)
    up = np.polyfit(rest["estimate"], [y for _, y in dots], 1)
    assert np.polyval(across, rest["across"]) == pytest.approx([x for x, _ in dots])
    bars = boxes(figure, LIGHT.accent_mid)
    flat = [bar for bar in bars if bar.get_height() == matrix.WHISKER]
    upright = [bar for bar in bars if bar.get_width() == matrix.WHISKER]
    lengths = (rest["across_high"] - rest["across_low"]) * across[0]
    assert [bar.get_width() for bar in flat] == pytest.approx(lengths.tolist())
    assert [bar.get_x() for bar in flat] == pytest.approx(np.polyval(across, rest["across_low"]).tolist())
    lengths = (rest["conf_low"] - rest["conf_high"]) * up[0]
    assert [bar.get_height() for bar in upright] == pytest.approx(lengths.tolist())
    squares = [box for box in boxes(figure, LIGHT.warm) if box.get_width() == matrix.SQUARE]
    assert len(squares) == (frame["mark"] == "first").sum() == 2


def test_hidden_points_are_listed_and_a_phone_numbers_the_others() -> None:
    frame = frame_of("priorities", 1)
    said = words(drawn("priorities", frame, narrow=True))
    assert {"접점 14의 경험: 10명 미만이라 숨김", "접점 16의 경험: 10명 미만이라 숨김"} <= set(said)
    assert [said.count(str(number)) for number in (13, 14, 15)] == [2, 2, 0]
    assert said.index("14") < said.index("접점 15의 경험")


def test_quadrants_are_named_where_they_are() -> None:
    figure = drawn("priorities", frame_of("priorities"))
    at = {text.get_text(): text.get_position() for text in figure.axes[0].texts}
    assert at["먼저"][0] < at["지킴"][0]
    assert at["지켜봄"][0] < at["충분"][0]
    assert at["먼저"][1] == at["지킴"][1] < at["지켜봄"][1] == at["충분"][1]


def test_words_are_placed_apart_from_each_other_and_from_points() -> None:
    draw = np.random.default_rng(20261101)
    page = placing.Box(0.0, 0.0, 480.0, 260.0)
    for _ in range(10):
        points = [(float(x), float(y)) for x, y in draw.uniform((0, 0), (480, 260), (16, 2))]
        found = placing.place(points, [(90.0, 12.0)] * 16, page=page, taken=[], lines=[])
        assert not placing.crowded(found)
        assert not [box for box in found for x, y in points if box.x < x < box.x + 90 and box.y < y < box.y + 12]
        assert all(box == box.within(page) for box in found)


# The funnel


@SIZES
def test_bars_and_intervals_of_a_funnel_are_the_frames(narrow: bool) -> None:
    frame = frame_of("funnel", 1)
    figure = drawn("funnel", frame, narrow=narrow)
    known = frame.dropna(subset="estimate")
    bars = boxes(figure, LIGHT.accent_mid)
    whole = bars[0].get_width()
    assert [bar.get_width() / whole for bar in bars] == pytest.approx(known["estimate"].tolist())
    lines = [line.get_path().vertices for line in strokes(figure, LIGHT.ink)]
    flat = [ends[:, 0] - bars[0].get_x() for ends in lines if ends[0, 1] == ends[1, 1]]
    assert np.array(flat) / whole == pytest.approx(known[["conf_low", "conf_high"]].to_numpy())
    assert "10명 미만이라 숨김" in words(figure)
    assert set(frame["note"].dropna()) <= set(words(figure))


@SIZES
def test_the_weakest_stage_of_a_funnel_is_signed(narrow: bool) -> None:
    figure = drawn("funnel", frame_of("funnel"), narrow=narrow)
    assert len(boxes(figure, LIGHT.warm_mid)) == 1
    assert words(figure).count(sheet.WEAKEST) == 2
    assert "가장 약한 단계" in words(figure)


# The map's page


def document(*parts: Any) -> dict[str, Any]:
    return demo.document("ko", hostile=False) | {"blocks": [*parts]}


def the_map() -> dict[str, Any]:
    return resolve(journeys.full_map(korean), "ko")


def pages(made: dict[str, Any]) -> tuple[list[bool], list[str]]:
    """Which pages lie on their side, and what each says."""
    sheets = pypdf.PdfReader(io.BytesIO(render_pdf(made))).pages
    return [page.mediabox.width > page.mediabox.height for page in sheets], [page.extract_text() for page in sheets]


def test_the_map_lies_on_a_page_of_its_own_with_its_heading() -> None:
    heading, sentence = demo.heading, demo.sentence
    before = [heading(1, "앞 장", "before"), sentence("앞의 말입니다.")]
    opened = [heading(1, "여정 장", "path"), heading(2, "여정의 지도", "map"), sentence("지도를 여는 말.")]
    after = [heading(1, "다음 장", "after"), sentence("다음 말입니다.")]
    lying, said = pages(document(*before, *opened, the_map(), *after))
    assert lying.count(True) == 1
    place = lying.index(True)
    assert all(word in said[place] for word in ("여정 장", "여정의 지도", "지도를 여는 말.", the_map()["caption"]))
    assert f"{place + 1} / {len(said)}" in said[place]
    assert "앞의 말입니다." in "".join(said[:place])
    assert "다음 장" in said[place + 1]
    assert "여정의 지도" not in "".join(said[:place] + said[place + 1 :])
    assert len(said) == place + 2
    assert min(map(len, said)) > 30


@pytest.mark.parametrize("count", [1, 2])
def test_maps_at_either_end_make_no_empty_page(count: int) -> None:
    lying, said = pages(document(*[the_map()] * count) | {"foot": []})
    assert lying == [False, *[True] * count]
    assert the_map()["caption"] in said[-1]


def test_a_map_on_the_way_to_the_first_section_ends_the_front_page() -> None:
    sections = [part for name in "ab" for part in (demo.heading(1, name, name), demo.sentence(f"{name} 말."))]
    lying, text = pages(document(demo.sentence("첫 말."), the_map(), *sections) | {"foot": []})
    assert lying == [False, True, False]
    assert "첫 말." in text[0]
    assert "a 말." in text[2]


def test_the_map_is_tagged_and_has_its_words() -> None:
    made = render_pdf(document(demo.heading(1, "여정", "path"), the_map()))
    with pikepdf.open(io.BytesIO(made)) as file:
        tags = [item for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        assert [str(item["/Alt"]) for item in tags] == [the_map()["alt"]]
        assert b"pdfuaid" in file.Root.Metadata.read_bytes()


def test_a_long_text_before_the_map_stays_on_the_upright_page() -> None:
    sentences = [demo.sentence(f"말 {number}.") for number in range(4)]
    lying, said = pages(document(demo.heading(1, "여정", "path"), *sentences, the_map()) | {"foot": []})
    assert lying == [False, True]
    assert "말 3." in said[0]


def test_the_page_shows_the_map_wider_than_its_text() -> None:
    page = render_html(document(the_map(), resolve(journeys.small_funnel(korean), "ko"))).decode()
    assert page.count('<figure class="wide">') == 1
    assert page.count('<source media="screen and (max-width: 72rem)"') == 1
    assert page.count('<source media="(max-width: 640px)"') == 1


def test_long_names_are_whole_on_a_phone() -> None:
    said = "".join(words(drawn("journey_map", frame_of("journey_map", 1), narrow=True))).replace(" ", "")
    assert LONG_KO.replace(" ", "") in said


def test_a_small_difference_of_feelings_does_not_fill_the_scale() -> None:
    def scored(*shares: float) -> list[Any]:
        return [Stage("", "", share, share - 0.01, share + 0.01, weakest=False, why="", step=("", ""), touchpoints=[])
                for share in shares]  # fmt: skip

    for shares, wanted in (((0.74, 0.76), (0.6, 0.9)), ((0.98, 0.99), (0.7, 1.0)), ((0.02, 0.03), (0.0, 0.3))):
        ticks = emotion.ticks_for(scored(*shares))
        assert (ticks[0], ticks[-1]) == wanted
