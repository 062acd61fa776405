"""Every part of a report in every state, as the page and the PDF show it.

The normal states are the sample company's, the others are made up: ``python -m tests.report.gallery SAMPLE OUT``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cxmetrics.display import blocks
from cxmetrics.parts import Part, answers, gap, heat, joined, key_figure, key_figures, line, note, phrase, table
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf
from cxmetrics.words import Value

from . import demo, journeys, states
from .states import LONG_EN, LONG_KO, Sample, Say, said

LANGUAGES = ("ko", "en")


def heading(text: str, anchor: str, level: int = 1) -> Part:
    return {"type": "heading", "level": level, "id": anchor, **said(text)}


def sentence(text: str, *, tone: str = "none", role: str = "body") -> Part:
    return {"type": "sentence", "tone": tone, "role": role, "phrases": [said(text)]}


def verdicts(say: Say) -> list[Part]:
    texts = {
        "better": ("작년 같은 달보다 올랐습니다.", "It rose against the same month last year."),
        "worse": ("지난달보다 떨어졌습니다.", "It fell against last month."),
        "unclear": ("변화가 우연일 수 있습니다.", "The change can be chance."),
        "none": ("비교할 달이 없습니다.", "There is no month to compare with."),
    }
    made = [sentence(say(*text), tone=tone, role=role) for role in ("headline", "body") for tone, text in texts.items()]
    return [*made, joined(*made[-2:])]


def cards(sample: Sample, say: Say) -> Part:
    small = phrase("reason-hidden", min_n=states.MIN_N)
    partial = {"change": phrase("change-partial"), "note": said(say("10월 20일까지", "until 20 October"))}
    interval = said(say("95% 신뢰구간 −100~−79", "95% interval −100 to −79"))
    many, n = (phrase("card-answers", n=Value(count, "count")) for count in (1204, 33))
    rose = {
        "tone": "better",
        "change": said(say("2025년 10월 대비 +1.5%p: 실제 변화", "+1.5 pp vs October 2025: real")),
    }
    return key_figures([
        *sample.cards(),
        key_figure(phrase("card-csat"), Value(0.741, "share", 1), n=many, **rose),
        key_figure(phrase("card-nps"), Value(-100.0, "points", 0), interval=interval, n=n),
        key_figure(said(say("임직원 NPS", "Staff NPS")), Value(None, "points"), note=small),
        key_figure(said(say("앱 NPS", "App NPS")), Value(None, "points"), note=phrase("label-no-data")),
        key_figure(phrase("card-ces"), Value(0.56, "share", 0), interval=interval, n=n, **partial),
        key_figure(said(say(LONG_KO, LONG_EN)), Value(12_345_678, "count"), n=n),
    ])  # fmt: skip


def tables(say: Say) -> list[Part]:
    left, right = "left", "right"
    columns = [(phrase("column-group"), left), (phrase("column-nps"), right), (phrase("column-interval"), right),
               (phrase("column-n"), right), (phrase("column-note"), left)]  # fmt: skip
    rows: list[list[Any]] = [
        [say(LONG_KO, LONG_EN), Value(51.0, "points", 1), "39.2–62.8", Value(88, "count"), None],
        ["_할인 $5 쿠폰 $10 👍🏽", Value(-4.0, "points", 0), "−21–13", Value(21, "count"), phrase("reason-alike")],
        [say("모두 추천", "All promoters"), Value(100.0, "points", 0), "81–100", Value(36, "count"), None],
        [say("임직원", "Staff"), Value(None, "points"), None, Value(None, "count"), phrase("reason-hidden", min_n=10)],
        [say("미상", "Not given"), Value(None, "points"), None, Value(None, "count"), phrase("reason-with-another")],
    ]
    wide = [(phrase("column-month"), left), *((phrase("column-age", age=age), right) for age in range(1, 13))]
    cells = [[f"26.{month}", *(Value(0.3 - 0.011 * age + 0.005 * month if age + month < 14 else None, "share", 1)
                               for age in range(1, 13))] for month in range(1, 13)]  # fmt: skip
    hidden = said(say("빈칸은 아직 알 수 없습니다.", "Empty cells are not known yet."))
    caption = said(say("열두 열, 다섯 단계 색", "Twelve columns in five steps"))
    return [
        table(said(say("긴 이름, 숨긴 집단, ±100", "Long names, hidden groups, ±100")), columns, rows, note=hidden),
        heat(table(caption, wide, cells, note=hidden), start=1),
    ]


def five(say: Say) -> Part:
    """Answers of one line and of several, of every tone."""
    text = {
        "worse": ("순추천지수(NPS): 33.3, 1년 전 44.0.", "Recommendation (NPS): 33.3, a year earlier 44.0."),
        "better": ("만족 응답 비율: 74.1%, 1년 전 68.0%.", "Satisfied: 74.1%, a year earlier 68.0%."),
        "unclear": ("우연일 수 있는 변화: 이용이 쉬웠다는 응답 비율.", "May be chance: found it easy."),
        "none": (f"다른 변화는 없습니다: {LONG_KO}.", f"No other change: {LONG_EN}."),
    }
    lines = [line(said(say(*words)), tone=tone) for tone, words in text.items()]
    return answers([("doing", lines[:1]), ("changed", lines), ("unknown", lines[3:])])


def contents(sample: Sample, lang: str) -> Iterable[Part | None]:
    say: Say = lambda ko, en: ko if lang == "ko" else en  # noqa: E731
    yield heading(say("판정과 문장", "Verdicts and sentences"), "verdicts")
    yield from verdicts(say)
    yield five(say)
    yield heading(say("핵심 수치", "Key figures"), "key-figures")
    yield cards(sample, say)
    yield heading(say("시간에 따른 그림", "Figures over time"), "time")
    yield sample.trend()
    yield sample.cohort_rates()
    over_time, ended, groups, shares = states.demo_figures(lang, say)
    yield from (over_time, ended, sample.curve(say), states.curves(say))
    yield heading(say("나란히 놓은 그림", "Figures side by side"), "groups")
    yield from (groups, states.extremes(say), sample.shares(), shares)
    yield from (sample.bars(say), states.value_shares(say))
    yield heading(say("점수의 분포", "Distributions of scores"), "scores")
    yield from (sample.distribution(say), states.scores_seven(say), states.scores_small(say))
    yield from journeys.gallery(say)
    yield heading(say("표", "Tables"), "tables")
    yield sample.triangle()
    yield from tables(say)
    yield heading(say("메모와 빈자리", "Notes and gaps"), "notes")
    yield sentence(say("자료가 없으면 없다고 씁니다.", "Where there are no data, the report says so."))
    yield from (gap("gap-no-csat"), note("definition-privacy", min_n=10), note("definition-returning"))


def document(sample: Sample, lang: str) -> dict[str, Any]:
    """Write the gallery in a language, framed like the demo."""
    made = [part for part in contents(sample, lang) if part is not None]
    framed = demo.document(lang, partial=True, hostile=False)
    title = demo.by_language(lang, "보고서의 모든 조각", "Every part of a report")
    return framed | {"title": title, "subtitle": "", "blocks": blocks(made, lang)}


def main(folder: str, out: str) -> None:
    """Write the gallery of a sample company as pages and PDFs."""
    sample, target = Sample(Path(folder)), Path(out)
    target.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        shown = document(sample, lang)
        (target / f"gallery.{lang}.html").write_bytes(render_html(shown))
        (target / f"gallery.{lang}.pdf").write_bytes(render_pdf(shown))


if __name__ == "__main__":
    main(*sys.argv[1:])
