"""Figures of a weighing: what is drawn is what the frames say, in both languages, and words cover nothing."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, PathPatch, Rectangle

import cxmetrics as cx
from cxmetrics import plots
from cxmetrics.display import inputs, resolve, weighed
from cxmetrics.display.columns import columns_of
from cxmetrics.display.resolve import _figure_text, _written, text_of
from cxmetrics.plots import canvas, fanned, spreads, standing, swings
from cxmetrics.theme import LIGHT, NARROW, WIDE
from cxmetrics.value import Roi
from cxmetrics.value.cases import CAUSAL, GAPS
from cxmetrics.value.figures import QUANTITIES
from cxmetrics.value.levers import EFFECT, LASTING, LEVERS
from cxmetrics.value.verdicts import VERDICTS
from cxmetrics.words import keys

from . import demo
from .states import LONG_KO

MAKE = {"fan": fanned.fan_figure, "outcomes": spreads.outcomes_figure, "tornado": swings.tornado_figure,
        "portfolio": standing.portfolio_figure}  # fmt: skip
COMPANY = {
    "new_customers": (2_000, 40), "margin_per_order": (9_000, 150), "repeat_rate": (0.28, 0.004),
    "orders": (9_000, 100), "order_value": (42_000, 150, 20_000), "contacts": (800, 20, 0.5),
    "cost_per_contact": (3_400, 40), "active_customers": (6_000, 100), "acquisition_cost": (9_800, 75, 4_000),
    "repeat_gap_score": (0.12, 0.02), "further_margin": (49_000, 1_100),
}  # fmt: skip
USUAL = {"lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05, "evidence": "experiment",
         "upfront_cost": 2e6, "monthly_cost": 250_000}  # fmt: skip
SEVERAL = [
    {"name": "약속한 날에 오는 배송"},
    {"name": LONG_KO, "lever": "basket", "low": 0.004, "mode": 0.02, "high": 0.04, "evidence": "assumption"},
    {"name": "추천 고객 늘리기", "through": "score", "low": 0.05, "mode": 0.1, "high": 0.2},
    {"name": "가격 2% 인상", "lever": "price", "elasticity": -1.15, "low": 0.005, "mode": 0.01, "high": 0.02},
    {"name": "챗봇", "lever": "contacts", "low": 0.02, "mode": 0.06, "high": 0.09, "upfront_cost": 9e9},
    {"name": "회원 등급", "low": None, "mode": None, "high": None, "evidence": "claim:Q13", "upfront_cost": None,
     "monthly_cost": None},
    {"name": LONG_KO[::-1], "lever": "acquisition_cost", "low": 0.0, "mode": 0.1, "high": 0.2, "upfront_cost": 0},
]  # fmt: skip
EDGES: dict[str, list[dict[str, Any]]] = {
    "sure gain": [{"upfront_cost": 0, "monthly_cost": 10_000, "low": 0.029, "high": 0.031}],
    "sure loss": [{"low": -0.001, "mode": 0, "high": 0.001}],
    "nothing": [{"low": 0, "mode": 0, "high": 0, "read_as": "limits", "upfront_cost": 0, "monthly_cost": 0}],
    "no spread": [{"low": 0, "mode": 0, "high": 0, "read_as": "limits"}],
}
EACH = pytest.mark.parametrize("lang", ["ko", "en"])
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW])


@functools.cache
def found(which: str) -> Roi:
    if which == "fourteen":
        return twice(found("several"))
    rows = SEVERAL if which == "several" else EDGES[which]
    plans = pd.DataFrame(
        [{**USUAL, "initiative_id": f"I{at:02d}", "name": "과제", **row} for at, row in enumerate(rows, 1)]
    )
    return cx.roi(plans, baseline=COMPANY, draws=10_000)


def twice(roi: Roi) -> Roi:
    """Every initiative a second time, under another name."""
    both = {
        name: pd.concat(
            [frame, frame.assign(initiative_id="J" + frame["initiative_id"], name=frame["name"] + " 2")],
            ignore_index=True,
        )
        for name, frame in (("summary", roi.summary), ("cash_flows", roi.cash_flows), ("tornado", roi.tornado))
    }
    return replace(roi, draws=roi.draws.join(roi.draws.add_prefix("J")), **both)


def parts(which: str) -> Iterator[Any]:
    """Every figure of a weighing."""
    roi, krw = found(which), {"currency": "KRW"}
    yield weighed.portfolio(roi.summary, **krw)
    yield weighed.fans(roi.cash_flows, roi.summary, **krw)
    yield weighed.distributions(roi, **krw)
    for who in roi.summary["initiative_id"] if which != "fourteen" else []:
        yield weighed.fan(roi.cash_flows, initiative_id=who, **krw)
        yield weighed.distribution(roi, initiative_id=who, **krw)
        yield weighed.tornado(roi.tornado, roi.summary, initiative_id=who, **krw)


def drawn(part: Any, lang: str = "ko", size: Any = WIDE) -> Any:
    frame = pd.DataFrame([_written(row, lang) for row in part["frame"]])
    with canvas.style():
        return MAKE[part["kind"]](frame, text=_figure_text(part["text"], frame, lang), size=size)


def words(figure: Any) -> list[Any]:
    """Texts of all axes: those written on the sheet, those on panels, and the names of their ticks."""
    own = [text for axes in figure.axes for text in axes.texts]
    ticks = [label for axes in figure.axes[1:] for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]]
    return [text for text in [*figure.texts, *own, *ticks] if text.get_text()]


def said(figure: Any) -> list[str]:
    return [text.get_text() for text in words(figure)]


@EACH
@SIZES
@pytest.mark.parametrize("which", ["several", "fourteen", *EDGES])
def test_every_word_stays_inside_and_covers_no_other(which: str, lang: str, size: Any) -> None:
    for part in filter(None, parts(which)):
        figure = drawn(part, lang, size)
        figure.draw_without_rendering()
        boxes = {text: text.get_window_extent() for text in words(figure)}
        where = (part["caption"]["key"], lang, which)
        assert min(box.x0 for box in boxes.values()) > -1.5, where
        assert max(box.x1 for box in boxes.values()) < figure.bbox.x1 + 1.5, where
        assert min(box.y0 for box in boxes.values()) > -1.5, where
        assert max(box.y1 for box in boxes.values()) < figure.bbox.y1 + 1.5, where
        covering = [(one.get_text(), other.get_text()) for one, other in combinations(boxes, 2)
                    if _meet(boxes[one], boxes[other])]  # fmt: skip
        assert covering == [], where
        assert [word for word in said(figure) if word.endswith("…")] == [], where


def _meet(one: Any, other: Any) -> bool:
    """Say whether two texts cover each other by more than the air in a line."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return bool(across > 2 and min(one.y1, other.y1) - max(one.y0, other.y0) > 5)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_same_bytes_small_and_any_label(narrow: bool) -> None:
    for part in filter(None, parts("several")):
        frame = pd.DataFrame([_written(row, "ko") for row in part["frame"]])
        text, draw = _figure_text(part["text"], frame, "ko"), getattr(plots, part["kind"])
        first = draw(frame, text=text, narrow=narrow)
        assert first == draw(frame.copy(), text=text, narrow=narrow)
        assert len(first) < 90_000
        assert plots.inches(first)[0] == (NARROW if narrow else WIDE).width
        for name in {"label", "note", "reason", "loss", "low_words"} & set(frame):
            frame[name] = pd.Series([demo.HOSTILE[at % len(demo.HOSTILE)] for at in range(len(frame))], dtype=object)
        ET.fromstring(draw(frame, text=text, narrow=narrow))  # noqa: S314 (our own drawing)


@EACH
def test_parts_are_small_and_say_the_finding(lang: str) -> None:
    roi = found("several")
    for part in filter(None, parts("several")):
        assert len(part["frame"]) <= 6 * 61
        assert len(text_of(part["alt"], lang)) > len(text_of(part["caption"], lang)) / 3
    alt = text_of(weighed.portfolio(roi.summary, currency="KRW")["alt"], lang)  # type: ignore[index]
    assert "챗봇" in alt
    assert resolve(next(parts("several")), lang)["kind"] == "portfolio"


# Cash flows


def test_the_fan_is_the_frame_with_its_payback() -> None:
    rows = found("several").cash_flows.query("initiative_id == 'I01'")
    part = weighed.fan(found("several").cash_flows, initiative_id="I01", currency="KRW")
    axes = drawn(part).axes[1]
    expected = next(line for line in axes.lines if to_hex(line.get_color()) == LIGHT.accent)
    assert expected.get_ydata() == pytest.approx(rows["estimate"].to_numpy(), rel=1e-6)
    band, ring = axes.collections
    assert isinstance(band, PolyCollection)
    ends = band.get_paths()[0].vertices
    for name in ("conf_low", "conf_high"):
        assert all(np.isclose(ends[:, 1], value, rtol=1e-6).any() for value in rows[name])
    total, month = np.cumsum(rows["flow"].to_numpy()), 1
    while total[month] < 0:
        month += 1
    assert month - 1 < ring.get_offsets()[0][0] <= month
    assert ring.get_offsets()[0][1] == 0
    assert f"{month}개월째 회수" in text_of(part["alt"], "ko")  # type: ignore[index]
    assert f"paid back in month {month}." in text_of(part["alt"], "en")  # type: ignore[index]


def test_what_never_pays_back_says_so_and_has_no_mark() -> None:
    part = weighed.fan(found("several").cash_flows, initiative_id="I05", currency="KRW")
    figure = drawn(part, "en")
    assert len(figure.axes[1].collections) == 1
    assert "not paid back by then" in " ".join(said(figure))
    assert "paid back" not in said(figure)


def test_panels_are_what_is_wanted_the_best_of_each_verdict_first_and_six_at_most() -> None:
    roi = found("fourteen")
    wanted = roi.summary[roi.summary["verdict"].isin(["fund", "pilot_first"])]
    assert len(wanted) > weighed.MOST
    order = wanted.assign(at=wanted["verdict"].map(VERDICTS.index)).sort_values(
        ["at", "estimate"], ascending=[True, False]
    )
    part: Any = weighed.fans(roi.cash_flows, roi.summary, currency="KRW")
    assert list(dict.fromkeys(row["part"] for row in part["frame"])) == order["name"].head(weighed.MOST).tolist()
    assert part["caption"]["fields"] == {"shown": weighed.MOST, "count": len(wanted)}
    assert len(drawn(part).axes) == 1 + weighed.MOST
    assert weighed.fans(found("sure loss").cash_flows, found("sure loss").summary, currency="KRW") is None
    assert weighed.distributions(found("sure loss"), currency="KRW") is None
    assert weighed.fan(roi.cash_flows, initiative_id="I06", currency="KRW") is None
    assert weighed.distribution(roi, initiative_id="I06", currency="KRW") is None


# Outcomes


@pytest.mark.parametrize("who", ["I01", "I02", "I03", "I04", "I07"])
def test_columns_hold_all_draws_and_the_shaded_ones_are_the_losses(who: str) -> None:
    roi = found("several")
    draws, row = roi.draws[who].to_numpy(), roi.summary.set_index("initiative_id").loc[who]
    part: Any = weighed.distribution(roi, initiative_id=who, currency="KRW")
    columns = pd.DataFrame(part["frame"])
    assert columns["estimate"].sum() == pytest.approx(1)
    assert 10 < len(columns) <= 60
    lost = columns.loc[columns["right"] <= 0, "estimate"].sum()
    assert lost == pytest.approx(row["p_loss"], abs=1e-9 if row["p_loss"] > 0.005 else 0.005)
    assert columns["mean"][0] == pytest.approx(row["estimate"], rel=1e-6)
    inner = columns.iloc[1:-1]
    for left, right, share in zip(inner["left"], inner["right"], inner["estimate"], strict=True):
        assert share == pytest.approx(((draws >= left) & (draws < right)).mean(), abs=1e-4)
    assert np.diff(columns["left"]) == pytest.approx(columns["right"][0] - columns["left"][0], rel=1e-6)
    bars = [patch for patch in drawn(part).axes[1].patches if isinstance(patch, Rectangle)]
    assert [bar.get_height() for bar in bars] == pytest.approx(columns["estimate"].tolist())
    shaded = sum(bar.get_height() for bar in bars if to_hex(bar.get_facecolor()) == LIGHT.warm_mid)
    assert shaded == pytest.approx(lost)


def test_what_is_far_out_stands_in_the_last_columns() -> None:
    draws = np.concatenate([np.linspace(-10, 30, 1_000), [-1e6, 1e6, 2e6]])
    columns = columns_of(draws, most=50)
    assert columns["left"].min() > -12
    assert columns["right"].max() < 32
    assert columns["estimate"].sum() == pytest.approx(1)
    assert columns["estimate"].iloc[-1] > 2 / 1_003


@EACH
def test_the_loss_is_written_and_never_as_certain(lang: str) -> None:
    roi = found("several")
    sure, hardly, some = {
        "ko": ("99% 초과", "1% 미만", "손실 확률 "),
        "en": ("above 99%", "below 1%", " chance of a loss"),
    }[lang]
    for who, wanted in (("I05", sure), ("I02", some)):
        assert any(
            wanted in word for word in said(drawn(weighed.distribution(roi, initiative_id=who, currency="KRW"), lang))
        )
    assert any(
        hardly in word
        for word in said(drawn(weighed.distribution(found("sure gain"), initiative_id="I01", currency="KRW"), lang))
    )
    assert "0 →" in said(drawn(weighed.distribution(found("several"), initiative_id="I05", currency="KRW"), lang))


# What moves it


@pytest.mark.parametrize("who", ["I01", "I03", "I04"])
@SIZES
def test_bars_are_the_tornados_the_widest_on_top(who: str, size: Any) -> None:
    roi = found("several")
    rows = roi.tornado[(roi.tornado["initiative_id"] == who) & (roi.tornado["swing"] > 0)]
    part: Any = weighed.tornado(roi.tornado, roi.summary, initiative_id=who, currency="KRW")
    frame = pd.DataFrame(part["frame"])
    assert (frame["high"] - frame["low"]).abs().is_monotonic_decreasing
    for name, source in (("low", "npv_low"), ("high", "npv_high"), ("estimate", "estimate")):
        assert frame[name].tolist() == pytest.approx(rows[source].tolist(), rel=1e-6)
    bars = [patch for patch in drawn(part, size=size).axes[0].patches
            if isinstance(patch, Rectangle) and patch.get_linewidth() == swings.OUTLINE]  # fmt: skip
    assert len(bars) == 2 * len(rows)
    lengths = [bar.get_width() for bar in bars]
    wanted = [abs(row[name] - row["estimate"]) for row in part["frame"] for name in ("low", "high")]
    scale = lengths[0] / wanted[0]
    assert lengths == pytest.approx([amount * scale for amount in wanted], abs=1e-6)
    tops = [bar.get_y() for bar in bars[::2]]
    assert all(above < below for above, below in pairwise(tops))
    turns = ((rows[["npv_low", "npv_high"]].min(axis=1) < 0) & (rows[["npv_low", "npv_high"]].max(axis=1) >= 0)).sum()
    assert said(drawn(part, size=size)).count("이것만으로 손익이 갈림") == turns


def test_values_that_move_to_the_same_side_stand_below_each_other() -> None:
    frame = pd.DataFrame({"label": ["효과", "주문"], "estimate": 5e6, "low": [1e6, 4e6], "high": [3e6, 7e6],
                          "low_words": ["1%", "9건"], "high_words": ["9%", "99건"], "note": None})  # fmt: skip
    with canvas.style():
        figure = swings.tornado_figure(frame, text=demo.figure_text("ko", "가", "a"), size=WIDE)
    low, high = (
        patch
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle) and patch.get_height() == swings.BAR / 2
    )
    assert low.get_y() + low.get_height() == pytest.approx(high.get_y())
    assert low.get_width() == pytest.approx(2 * high.get_width())


@EACH
def test_every_input_and_verdict_has_its_words(lang: str) -> None:
    for name in (*QUANTITIES, EFFECT, LASTING, CAUSAL, *GAPS.values(), "elasticity", "cost", "evidence"):
        assert text_of(inputs.input_name(name), lang)
    for name in VERDICTS:
        assert text_of(weighed.verdict_words(name), lang)
    assert {key for key in keys(lang) if key.startswith("verdict-")} >= {
        f"verdict-{name.replace('_', '-')}" for name in VERDICTS
    }


@pytest.mark.parametrize(
    ("name", "lever", "ends", "ko"),
    [
        ("effect", "repeat_rate", (0.0169, 0.0431), ("1.7%p", "4.3%p")),
        ("effect", "churn", (0.00018, 0.00102), ("0.02%p", "0.10%p")),
        ("effect", "basket", (-5e-18, 0.1), ("0%", "10%")),
        ("lasting_share", "repeat_rate", (0.148, 0.452), ("15%", "45%")),
        ("repeat_gap_score", "repeat_rate", (0.094, 0.146), ("9%p", "15%p")),
        ("new_customers", "repeat_rate", (1948.7, 2051.2), ("1,949명", "2,051명")),
        ("orders", "basket", (8871.8, 9128.1), ("8,872건", "9,128건")),
        ("margin_per_order", "basket", (8858.6, 8982.0), ("8,859원", "8,982원")),
    ],
)
def test_values_of_inputs_have_their_units(
    name: str, lever: str, ends: tuple[float, float], ko: tuple[str, str]
) -> None:
    assert lever in LEVERS
    assert tuple(text_of(end, "ko") for end in inputs.input_words(name, ends, lever=lever, currency="KRW")) == ko


# All initiatives


@SIZES
def test_marks_and_ranges_are_the_summarys_by_verdict(size: Any) -> None:
    summary = found("several").summary
    part: Any = weighed.portfolio(summary, currency="KRW")
    frame = pd.DataFrame(part["frame"])
    order = [VERDICTS.index(verdict) for verdict in frame["verdict"]]
    assert order == sorted(order)
    for _, rows in frame.dropna(subset="estimate").groupby("verdict"):
        assert rows["estimate"].is_monotonic_decreasing
    by_name = summary.set_index("name")
    for name in ("estimate", "conf_low", "conf_high"):
        assert frame[name].tolist() == pytest.approx(by_name.loc[frame["label"], name].tolist(), rel=1e-6, nan_ok=True)
    figure = drawn(part, "en", size)
    assert {"Not justified", "Cannot be judged"} <= {word.rpartition(" (")[0] for word in said(figure)}
    strokes = [patch.get_path().vertices[:, 0].tolist() for patch in figure.axes[0].patches
               if isinstance(patch, PathPatch) and patch.get_linewidth() == standing.RANGE]  # fmt: skip
    shown = frame.dropna(subset="estimate")
    inside = shown[(shown["conf_low"] >= shown["from"]) & (shown["conf_high"] <= shown["to"])]
    assert len(strokes) == len(inside) + 2 * (len(shown) - len(inside))
    ends = inside[["conf_low", "conf_high"]].to_numpy()
    widest = max(strokes, key=lambda stroke: stroke[1] - stroke[0])
    scale = np.polyfit(ends[np.argmax(np.diff(ends)[:, 0])], widest, 1)
    for low, high in ends:
        assert any(stroke == pytest.approx(np.polyval(scale, [low, high]).tolist(), abs=0.01) for stroke in strokes)
    circles = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    wanted = frame["verdict"].isin(["fund", "pilot_first"])
    assert len(circles) == wanted.sum() + frame.loc[wanted, "verdict"].nunique()


def test_one_far_beyond_the_others_is_cut_off_and_named() -> None:
    summary = found("several").summary
    part: Any = weighed.portfolio(summary, currency="KRW")
    assert "챗봇" in text_of(part["caption"], "ko")
    assert part["frame"][0]["from"] > summary["estimate"].min() / 5
    others = summary[summary["name"] != "챗봇"].dropna(subset="estimate")
    assert part["frame"][0]["from"] == pytest.approx(min(others["conf_low"].min(), 0), rel=1e-6)
    alike: Any = weighed.portfolio(others, currency="KRW")
    assert alike["caption"]["key"] == "caption-portfolio"
    assert alike["frame"][0]["from"] <= others["conf_low"].min() * 0.999


def test_what_cannot_be_judged_says_what_is_missing() -> None:
    part: Any = weighed.portfolio(found("several").summary, currency="KRW")
    assert "빠진 자료: 비용, 인정할 근거(주장의 출처를 확인할 수 없음)" in said(drawn(part))
    none = found("several").summary.query("verdict == 'cannot_judge'")
    english = said(drawn(weighed.portfolio(none, currency="KRW"), "en"))
    assert "missing: the cost, evidence that counts (the claim has no traceable source)" in english
    assert weighed.portfolio(none.head(0), currency="KRW") is None
