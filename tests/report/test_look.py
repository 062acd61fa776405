"""The look: what a page and a PDF must hold, whatever their text is."""

from __future__ import annotations

import hashlib
import io
import re
from base64 import b64decode, b64encode
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pikepdf
import pypdf
import pytest
from fontTools.ttLib import TTFont
from matplotlib.collections import FillBetweenPolyCollection

from cxmetrics import fonts, plots
from cxmetrics.errors import RenderError
from cxmetrics.plots import canvas, parts, periods, rows
from cxmetrics.plots.labels import FigureText, safe_label, wrap
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf, soft
from cxmetrics.theme import NARROW, TONES, WIDE

from . import demo

LANGUAGES = ("ko", "en")
KINDS = ("trend", "cohort_rates", "intervals", "shares")


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return demo.document(request.param, partial=request.param == "en")


@pytest.fixture(scope="module")
def page(document: dict[str, Any]) -> str:
    return render_html(document).decode()


@pytest.fixture(scope="module")
def pdf(document: dict[str, Any]) -> bytes:
    return render_pdf(document)


class Reader(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def frame_of(kind: str, lang: str = "ko") -> pd.DataFrame:
    made = {
        "trend": demo.nps_by_month,
        "cohort_rates": demo.repeat_by_cohort,
        "intervals": demo.nps_by_channel,
        "shares": demo.groups_by_channel,
    }
    return made[kind](lang)


def drawn(kind: str, frame: pd.DataFrame, size: Any = WIDE, **more: Any) -> Any:
    make = {
        "trend": periods.trend_figure,
        "cohort_rates": periods.cohort_figure,
        "intervals": rows.intervals_figure,
        "shares": parts.shares_figure,
    }
    with canvas.style():
        return make[kind](frame, text=demo.figure_text("ko", "점", "Points", **more), size=size)


def words(figure: Any) -> list[str]:
    return [text.get_text() for text in [*figure.texts, *figure.axes[0].texts]]


# The page


def test_page_holds_no_address_and_stays_small(page: str) -> None:
    reader = Reader(page)
    links = [
        value for _, attrs in reader.tags for key, value in attrs.items() if key in {"src", "href", "srcset", "action"}
    ]
    assert links
    assert all(link is not None and link.startswith(("data:", "#")) for link in links)
    assert len(page.encode()) < 1_000_000


def test_policy_allows_exactly_the_style_sheet(page: str) -> None:
    css = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    digest = b64encode(hashlib.sha256(css[0].encode()).digest()).decode()
    policies = [a["content"] for tag, a in Reader(page).tags if tag == "meta" and "http-equiv" in a]
    assert len(css) == 1
    assert policies == [
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]


def test_text_of_customers_makes_no_tag_and_no_handler(page: str, document: dict[str, Any]) -> None:
    reader = Reader(page)
    plain = Reader(render_html(demo.document(document["lang"], hostile=False)).decode())
    assert {tag for tag, _ in reader.tags} <= {tag for tag, _ in plain.tags}
    assert not [a for _, attrs in reader.tags for a in attrs if a.startswith("on") or a == "style"]
    for text in demo.HOSTILE:
        assert fonts.readable(text) in reader.text


def test_controls_and_direction_marks_are_gone(page: str, pdf: bytes) -> None:
    said = page + "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert not [mark for mark in "\u202e\u202c\u200f\x00\ufeff" if mark in said]


def test_every_picture_says_what_it_shows(page: str, document: dict[str, Any]) -> None:
    shown = [attrs["alt"] for tag, attrs in Reader(page).tags if tag == "img"]
    assert shown == [block["alt"] for block in document["blocks"] if block["type"] == "figure"]


def test_headings_skip_no_level_and_tables_have_heads(page: str) -> None:
    tags = Reader(page).tags
    depths = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert depths[0] == 1
    assert depths.count(1) == 1
    assert max(np.diff(depths)) <= 1
    assert {attrs.get("scope") for tag, attrs in tags if tag == "th"} == {"col", "row"}
    assert [tag for tag, _ in tags].count("caption") == [tag for tag, _ in tags].count("table")


def test_ids_are_unique_even_when_the_document_repeats_them() -> None:
    blocks = [demo.heading(1, "A", "same"), demo.heading(3, "B", "same"), demo.heading(1, "C", "no good!")]
    made = render_html(demo.document("en", hostile=False) | {"blocks": blocks}).decode()
    ids = [attrs["id"] for _, attrs in Reader(made).tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert "<h3" in made
    assert "<h4" not in made


def test_embedded_fonts_hold_only_what_the_page_says(page: str, document: dict[str, Any]) -> None:
    data = re.findall(r"data:font/woff;base64,([^\"]+)", page)
    mapped = [set(TTFont(io.BytesIO(b64decode(one))).getBestCmap()) for one in data]
    said = {ord(character) for character in unescape(page)} | {ord(tone.sign) for tone in TONES.values() if tone.sign}
    said |= {ord(letter) for letter in document["labels"]["page"]}
    assert len(mapped) == 2
    assert mapped[0] == mapped[1]
    assert not {chr(code) for code in mapped[0] - said}
    assert {ord(letter) for letter in Reader(page).text if "가" <= letter <= "힣"} <= mapped[0]


def test_pictures_are_whole_in_both_modes(page: str) -> None:
    sources = re.findall(r'(?:src|srcset)="data:image/svg\+xml,([^"]+)"', page)
    for source in sources:
        root = ET.fromstring(unquote(source))  # noqa: S314 (our own drawing)
        assert root.tag.endswith("svg")
        assert "prefers-color-scheme:dark" in "".join(root.itertext())
    assert len(sources) == 8


def test_the_same_document_gives_the_same_bytes(document: dict[str, Any], page: str, pdf: bytes) -> None:
    again = demo.document(document["lang"], partial=document["partial"] is not None)
    assert again == document
    assert render_html(again) == page.encode()
    assert render_pdf(again) == pdf


def test_a_dozen_figures_stay_below_the_limit() -> None:
    large = demo.document("ko", hostile=False)
    large["blocks"] = large["blocks"] * 3
    assert sum(block["type"] == "figure" for block in large["blocks"]) == 12
    assert len(render_html(large)) < 1_000_000


def test_what_cannot_be_shown_is_refused() -> None:
    plain = demo.document("en", hostile=False)
    figure = next(block for block in plain["blocks"] if block["type"] == "figure")
    for block in ({"type": "video"}, figure | {"alt": " "}):
        with pytest.raises(RenderError):
            render_html(plain | {"blocks": [block]})
    with pytest.raises(RenderError):
        render_pdf(plain | {"blocks": [{"type": "video"}]})


# The PDF


def test_pdf_is_tagged_titled_and_in_its_language(document: dict[str, Any], pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == document["lang"]
        assert bool(file.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in file.Root
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo["/Title"]) == document["title"]
        assert "/CreationDate" not in file.docinfo
        assert b"pdfuaid" in file.Root.Metadata.read_bytes()
        assert len(file.Root.Outlines.keys()) > 0


def structure(pdf: bytes) -> list[pikepdf.Object]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            dict(item)
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
        ]


def test_pdf_pictures_have_words_and_tables_have_heads(document: dict[str, Any], pdf: bytes) -> None:
    tree = structure(pdf)
    alts = [str(item["/Alt"]) for item in tree if "/Alt" in item]
    figures = [block for block in document["blocks"] if block["type"] == "figure"]
    heads = [column for block in document["blocks"] if block["type"] == "table" for column in block["columns"]]
    assert alts == [block["alt"] for block in figures]
    assert [str(item["/S"]) for item in tree].count("/TH") == len(heads)


def test_pdf_text_can_be_read_back(document: dict[str, Any], pdf: bytes) -> None:
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    said = " ".join(" ".join(sheets).split())
    assert document["month"] in sheets[0]
    for block in document["blocks"]:
        if block["type"] == "sentence" and block["role"] == "headline":
            assert block["text"] in " ".join(sheets[0].split())
    for text in ("<script>alert(1)</script>", '#import "x"', r"$\frac{$", "할인 $5 쿠폰 $10", "_label"):
        assert text in said
    assert f"1 / {len(sheets)}" in sheets[0]


def test_pdf_uses_only_the_packaged_fonts(pdf: bytes) -> None:
    names = {str(name) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for name in page_fonts(page)}
    assert {name.split("+")[1] for name in names} == {"NotoSansKR-Regular", "NotoSansKR-Bold"}


def page_fonts(page: Any) -> list[Any]:
    return [font["/BaseFont"] for font in page["/Resources"]["/Font"].values()]


def test_pdf_fits_the_page_when_a_cell_is_longer_than_one(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert 5 < len(file.pages) < 16


def test_a_short_document_needs_no_page_of_its_own() -> None:
    short = demo.document("en", hostile=False)
    short["blocks"] = [*short["blocks"][:4], demo.heading(2, "Only one", "one"), demo.sentence("That is all.")]
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(short))).pages) == 1


def test_a_full_front_page_flows_on() -> None:
    crowded = demo.document("ko", hostile=False)
    crowded["blocks"] = crowded["blocks"][:4] * 4 + crowded["blocks"][4:]
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(crowded))).pages) == 5


def test_only_long_words_get_soft_breaks() -> None:
    assert soft("a" * 40) == "a" * 40
    assert soft("a" * 41 + " b").count("\u200b") == 2


# Figures


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("narrow", [False, True])
def test_figures_are_the_same_bytes_and_small(kind: str, narrow: bool) -> None:
    draw = getattr(plots, kind)
    text = demo.figure_text("ko", "NPS (점)", "NPS")
    first = draw(frame_of(kind), text=text, narrow=narrow)
    assert first == draw(frame_of(kind).copy(), text=text, narrow=narrow)
    assert len(first) < 45_000
    assert not re.search(r"metadata|<!--|<text|http(?!://www\.w3\.org/2000/svg)", first)
    assert plots.inches(first)[0] == (NARROW if narrow else WIDE).width


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", demo.HOSTILE)
def test_any_label_can_be_drawn(kind: str, text: str) -> None:
    frame = frame_of(kind)
    labels = [f"{text}{number if kind != 'shares' else ''}" for number in range(len(frame))]
    frame = frame.assign(label=pd.Series(labels, dtype=object), part=pd.Series(labels, dtype=object))
    ET.fromstring(getattr(plots, kind)(frame, text=demo.figure_text("ko", text, text)))  # noqa: S314 (our own drawing)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_read_as_mathematics(kind: str) -> None:
    figure = drawn(kind, frame_of(kind))
    assert not [
        text for text in figure.findobj(lambda artist: hasattr(artist, "get_parse_math")) if text.get_parse_math()
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize(
    "suffix", ["", " 아주 길어서 한 줄에 다 들어가지 않는 이름 — 그래도 그림 밖으로 나가면 안 됩니다"]
)
def test_words_stay_inside_the_figure(size: Any, suffix: str) -> None:
    for kind in KINDS:
        frame = frame_of(kind)
        for name in {"label", "part"} & set(frame):
            frame[name] = [f"{value}{suffix}" for value in frame[name]]
        figure = drawn(kind, frame, size, reference=f"전체 42.3{suffix}")
        figure.draw_without_rendering()
        axes = figure.axes[0]
        texts = [*figure.texts, *axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
        boxes = [text.get_window_extent() for text in texts if text.get_text()]
        assert min(box.x0 for box in boxes) > -1.5
        assert max(box.x1 for box in boxes) < figure.bbox.x1 + 1.5
        assert min(box.y0 for box in boxes) > -1.5
        assert max(box.y1 for box in boxes) < figure.bbox.y1 + 1.5


def test_a_month_without_answers_breaks_line_and_band() -> None:
    axes = drawn("trend", frame_of("trend"), reference="목표").axes[0]
    runs = [line.get_xdata().tolist() for line in axes.lines if len(line.get_xdata()) > 2]
    bands = [item for item in axes.collections if isinstance(item, FillBetweenPolyCollection)]
    assert runs == [[0, 1, 2, 3, 4], list(range(6, 14))]
    assert [sorted({int(x) for x, _ in band.get_paths()[0].vertices}) for band in bands] == runs
    assert "응답 없음" in words(axes.figure)


def test_a_lone_month_keeps_its_interval() -> None:
    frame = frame_of("trend")
    frame.loc[[1, 3], ["estimate", "conf_low", "conf_high"]] = np.nan
    axes = drawn("trend", frame).axes[0]
    whiskers = [
        path.vertices.tolist() for item in axes.collections for path in item.get_paths() if len(path.vertices) == 2
    ]
    assert [[2.0, frame["conf_low"][2]], [2.0, frame["conf_high"][2]]] in whiskers


def test_last_year_the_last_value_and_the_target_are_said() -> None:
    said = words(drawn("trend", frame_of("trend"), reference="목표 40"))
    assert {"작년 같은 달 38.2", "42.3", "38.9–45.7", "목표 40"} <= set(said)


def test_cohorts_that_cannot_be_observed_are_empty() -> None:
    figure = drawn("cohort_rates", frame_of("cohort_rates"))
    axes = figure.axes[0]
    dots = np.concatenate([item.get_offsets() for item in axes.collections if len(item.get_offsets()) > 1])
    assert dots[:, 0].max() == 10
    assert not [line for line in axes.lines if len(line.get_xdata()) > 2]
    assert "아직 관찰할 수 없음" in words(figure)
    assert axes.patches[0].get_width() == 3


def test_hidden_groups_stay_in_their_row() -> None:
    for kind in ("intervals", "shares"):
        said = words(drawn(kind, frame_of(kind)))
        assert "라이브 커머스" in said
        assert "10명 미만이라 숨김" in said
        assert "7명" not in said


def test_intervals_draw_every_whisker_and_the_total() -> None:
    frame = frame_of("intervals")
    figure = drawn("intervals", frame, reference="전체")
    whiskers = [path.vertices[:, 0].tolist() for path in figure.axes[0].collections[0].get_paths()]
    known = frame.dropna(subset="estimate")
    assert whiskers == known[["conf_low", "conf_high"]].to_numpy().tolist()
    assert {"48.2", "1,204명", "전체 42.3"} <= set(words(figure))


def test_shares_fill_the_bar_and_say_their_size() -> None:
    axes = drawn("shares", frame_of("shares")).axes[0]
    bars = [patch for patch in axes.patches if patch.get_height() < 0.7 and patch.get_width() < 1]
    ends: dict[float, float] = {}
    for bar in bars:
        ends[bar.get_y()] = bar.get_x() + bar.get_width()
    assert list(ends.values()) == pytest.approx([1.0] * 4)


def test_empty_frames_still_draw() -> None:
    for kind in ("trend", "cohort_rates", "intervals"):
        frame = frame_of(kind).assign(estimate=np.nan, conf_low=np.nan, conf_high=np.nan, last_year=False)
        for narrow in (False, True):
            assert getattr(plots, kind)(frame, text=demo.figure_text("ko", "점", "Points"), narrow=narrow).startswith(
                "<svg"
            )


def test_drawing_leaves_matplotlib_as_it_was() -> None:
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    before = dict(mpl.rcParams)
    plots.trend(frame_of("trend"), text=demo.figure_text("ko", "점", "Points"))
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_labels_are_short_safe_and_wrapped() -> None:
    assert safe_label("_a\u202eb") == "ab"
    assert safe_label("") == "–"
    assert len(safe_label("가" * 5000)) == 60
    lines = wrap("오프라인 매장 서울 강남 플래그십 스토어 체험존", width=60, size=9)
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_reasons_are_said_in_the_readers_words() -> None:
    text = FigureText(axis="", value=str, reasons={"small": "숨김"})
    assert text.why("small", "?") == "숨김"
    assert text.why("other", "자료 없음") == "자료 없음"
    assert text.why(None, "자료 없음") == "자료 없음"


# Fonts


def test_fonts_are_static_and_rightly_named() -> None:
    made = fonts.font_files()
    for path, style, weight in ((made.regular, "Regular", 400), (made.bold, "Bold", 700)):
        with TTFont(path, lazy=True) as font:
            assert "fvar" not in font
            assert font["name"].getDebugName(1) == "Noto Sans KR"
            assert font["name"].getDebugName(2) == style
            assert font["OS/2"].usWeightClass == weight


def test_fonts_are_found_when_the_cache_cannot_be_written(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[fonts.Fonts] = []
    monkeypatch.setenv("CXMETRICS_CACHE", str(tmp_path / "file"))
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(fonts, "_make", lambda files, source: made.append(files))
    told: list[str] = []
    found = fonts.font_files(progress=told.append)
    assert made == [found]
    assert told == [fonts.PREPARING]
    assert not found.regular.is_relative_to(tmp_path / "file")


def test_a_subset_is_the_same_bytes_in_any_order() -> None:
    path = fonts.font_files().regular
    assert fonts.subset_woff(path, "가나다abc") == fonts.subset_woff(path, "cbaa다나가")
    assert len(fonts.subset_woff(path, "가나다abc")) < 5_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("e\u0301", "é"),
        ("\ufeff가\u200b나", "가나"),
        ("a\tb\r\nc", "a b  c"),
        ("漢", "漢"),
        ("👍🏽", "□"),
        ("\ud83d", ""),
        ("a\u0336", "a"),
    ],
)
def test_displayable(text: str, shown: str) -> None:
    assert fonts.displayable(text) == shown
