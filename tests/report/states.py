"""Figures, key figures and tables in every state that a month can bring, from the sample company and from the demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import cxmetrics as cx
from cxmetrics import parts
from cxmetrics.display import evidence, figures, sentences
from cxmetrics.estimate import wilson
from cxmetrics.frames import previous, year_before
from cxmetrics.parts import Part, phrase
from cxmetrics.tables import cohorts
from cxmetrics.words import Value

from . import demo

Say = Callable[[str, str], str]
MONTH, MIN_N, DAYS_DRAWN = "2026-10", 10, 365
MISSING = float("nan")
LONG_KO = "오프라인 매장 — 서울 강남 플래그십 스토어 체험존과 픽업 창구에서 만난 고객"
LONG_EN = "Flagship store in Gangnam, with fitting room, pick-up desk and repair counter"


def said(text: str) -> Part:
    """Words that are in no catalogue, as the label of a company's own group."""
    return phrase("group-other", name=text)


def drawn(kind: str, frame: pd.DataFrame, title: str, *, unit: str = "share", **text: str) -> Part:
    """A figure whose words are given."""
    words: dict[str, Any] = {"axis": title, "unit": unit, "digits": 0, **text}
    return parts.figure(kind, frame, alt=said(f"{title}."), caption=said(title), text=words)


class Sample:
    """The normal state: frames of the sample company's month."""

    def __init__(self, folder: Path) -> None:
        self.data = cx.open_company(folder).load(month=MONTH)
        nps = cx.nps(self.data.responses, every="month")
        repeat = cx.repeat_rate(self.data.orders, within_days=90, every="month")
        channels = cx.repeat_rate(self.data.orders, by="channel", within_days=90)
        retention = cx.retention(self.data.orders)
        self.nps, self.repeat, self.channels, self.retention = cx.protect(
            [nps, repeat, channels, retention], min_n=MIN_N
        )

    def cards(self) -> list[Part]:
        """Key figures as the report makes them."""
        changes = cx.changes(self.nps)
        label = phrase("card-nps")
        card = sentences.headline_card
        known = self.repeat[self.repeat["estimate"].notna()]
        return [
            card(label, self.nps, changes, period=MONTH, min_n=MIN_N),
            card(label, self.nps, changes, period=MONTH, min_n=MIN_N, neutral=True),
            card(
                phrase("card-repeat", days=90), known, cx.changes(known), period=known["period"].iloc[-1], min_n=MIN_N
            ),
        ]

    def trend(self) -> Part | None:
        """NPS by month."""
        return figures.nps_trend(self.nps, period=MONTH, base=year_before(MONTH), min_n=MIN_N)

    def shares(self) -> Part | None:
        """Promoters, passives, detractors in two months."""
        return figures.nps_shares(self.nps, months=[year_before(MONTH), MONTH])

    def cohort_rates(self) -> Part:
        """Repeat rate by month of first order; the last months cannot be known yet."""
        return figures.repeat_cohorts(self.repeat, days=90, min_n=MIN_N)

    def triangle(self) -> Part:
        """The cohort triangle with tinted cells."""
        return cohorts(self.retention, min_n=MIN_N)

    def distribution(self, say: Say) -> Part:
        """Answers by score in two months; scores that few gave are merged."""
        answers = pd.read_parquet(self.data.responses.source)
        answers = answers[answers["metric"] == "nps"].dropna(subset="score")
        month = answers["responded_at"].astype(str).str[:7]
        made = []
        for label in (previous(MONTH), MONTH):
            scores = answers.loc[month == label, "score"].clip(lower=3)
            counts = [int((scores == score).sum()) for score in range(3, 11)]
            names = ["0–3", *(str(score) for score in range(4, 11))]
            made.append(by_score(Value(label, "month").to_json(), names, counts))
        title = say(
            "NPS 점수별 응답 비율(%), 선은 95% 신뢰구간", "Share of answers by NPS score (%), line: 95% interval"
        )
        return drawn("distribution", pd.concat(made, ignore_index=True), title)

    def curve(self, say: Say) -> Part:
        """Share that has bought again by day, all customers."""
        frame = cx.time_to_repeat(self.data.orders).curve
        frame = frame[frame["day"] <= DAYS_DRAWN].iloc[::3]
        title = say("다시 구매한 고객 비율(%), 띠는 95% 신뢰구간", "Customers who bought again (%), band: 95% interval")
        made = frame[["day", "estimate", "conf_low", "conf_high"]].round(4).assign(part="", n=10_000.0, reason=None)
        return drawn("curve", made, title, across=say("첫 구매 뒤 날수", "days since the first order"))

    def bars(self, say: Say) -> Part:
        """Repeat rate by channel, beside what was expected of it."""
        frame = self.channels.sort_values("estimate", ascending=False)
        made = frame[["estimate", "conf_low", "conf_high", "n"]].round(3)
        made = made.assign(label=frame["channel"], reason=None, expected=made["estimate"].mean().round(3))
        title = say("채널별 90일 안 재구매율(%)", "Bought again within 90 days, by channel (%)")
        return drawn("bars", made.reset_index(drop=True), title, reference=say("예측", "predicted"))


def by_score(part: Any, names: list[str], counts: list[int], hidden: tuple[int, ...] = ()) -> pd.DataFrame:
    """Shares of the scores of one month with Wilson's intervals."""
    total = sum(counts)
    low, high = wilson(counts, [total] * len(counts))
    columns = {"estimate": [count / total for count in counts], "conf_low": low, "conf_high": high}
    frame = pd.DataFrame({name: pd.Series(values).round(4) for name, values in columns.items()})
    frame = frame.assign(part=[part] * len(names), label=names, n=float(total), reason=None)
    frame.loc[list(hidden), list(columns)] = MISSING
    return frame


def scores_small(say: Say) -> Part:
    """Few answers on a scale of five, long names, one score hidden."""
    ko = ["매우 불만족", "불만족", "보통", "만족", "매우 만족합니다, 다시 올게요"]
    en = ["Very unhappy", "Unhappy", "Neither", "Happy", "Very happy and coming back"]
    names = [say(one, other) for one, other in zip(ko, en, strict=True)]
    frame = by_score(say("2026년 10월", "October 2026"), names, [4, 11, 14, 12, 13], hidden=(0,))
    title = say("만족도 점수별 응답 비율(%)", "Share of answers by satisfaction score (%)")
    return drawn("distribution", frame, title, hidden=say("10명 미만", "fewer than 10"))


def scores_seven(say: Say) -> Part:
    """Two months on a scale of seven."""
    names = [str(score) for score in range(1, 8)]
    frames = [
        by_score(say("2025년 10월", "October 2025"), names, [12, 18, 31, 52, 88, 121, 76]),
        by_score(say("2026년 10월", "October 2026"), names, [22, 28, 41, 60, 79, 101, 60]),
    ]
    return drawn(
        "distribution",
        pd.concat(frames, ignore_index=True),
        say("노력 점수별 응답 비율(%)", "Share of answers by effort score (%)"),
    )


def curves(say: Say) -> Part:
    """Three curves that end close together, and a fourth that is hidden."""
    rows = []
    names = [say("새벽 배송 고객", "Dawn delivery"), say("일반 배송 고객", "Standard delivery"), say(LONG_KO, LONG_EN)]
    for name, end in zip(names, (0.41, 0.38, 0.22), strict=True):
        for day in range(0, 181, 6):
            share = end * (1 - 0.984**day)
            low, high = (max(0.0, share + sign * (0.008 + 0.03 * day / 180)) for sign in (-1, 1))
            row = {"part": name, "day": day, "estimate": share, "conf_low": low, "conf_high": high, "n": 900.0}
            rows.append(row | {"reason": None})
    rows.append({"part": say("임직원", "Staff"), "day": 0, "estimate": MISSING, "n": MISSING, "reason": None})
    title = say("다시 구매한 고객 비율(%)", "Customers who bought again (%)")
    words = {
        "across": say("첫 구매 뒤 날수", "days since the first order"),
        "hidden": say("10명 미만이라 숨김", "hidden: fewer than 10"),
    }
    return drawn("curve", pd.DataFrame(rows), title, **words)


def value_shares(say: Say) -> Part:
    """Shares of value: no interval, one row hidden, a label that is hard to set."""
    labels = [
        say("상위 10% 고객", "Top tenth of customers"),
        say(LONG_KO, LONG_EN),
        "_할인 $5 쿠폰 👍",
        say("임직원", "Staff"),
    ]
    frame = pd.DataFrame(
        {"label": labels, "estimate": [0.46, 0.31, 0.02, MISSING], "n": [1204.0, 880.0, 31.0, MISSING]}
    )
    frame["reason"] = None
    words = {"hidden": say("10명 미만이라 숨김", "hidden: fewer than 10")}
    return drawn("bars", frame, say("매출에서 차지하는 비율(%)", "Share of revenue (%)"), **words)


def extremes(say: Say) -> Part:
    """Groups from −100 to +100."""
    labels = [say("모두 추천", "All promoters"), say("반반", "Half and half"), say("모두 비추천", "All detractors")]
    frame = pd.DataFrame({"label": labels, "estimate": [100.0, 0.0, -100.0], "n": [36.0, 64.0, 33.0]})
    frame = frame.assign(conf_low=[81.0, -24.0, -100.0], conf_high=[100.0, 24.0, -79.0], reason=None, reference=-4.0)
    return drawn("intervals", frame, say("NPS(점)", "NPS (points)"), unit="points", reference=say("전체", "all"))


def demo_figures(lang: str, say: Say) -> list[Part]:
    """The demo's frames, with what is hidden, long or without an answer."""
    hidden, gap = (
        {"hidden": say("10명 미만이라 숨김", "hidden: fewer than 10")},
        {"gap": say("응답 없음", "no answers")},
    )
    nps = demo.nps_by_month(lang).assign(reason=None)
    partial = nps.assign(reason=[None] * 13 + [said(say("10월은 아직 끝나지 않음", "October is not over"))])
    partial.loc[13, ["estimate", "conf_low", "conf_high"]] = MISSING
    points = {"unit": "points"}
    target = {"reference": say("목표", "target"), "last_year": say("작년 같은 달", "a year earlier")}
    without = say("자료가 없는 달, 목표가 있는 지수", "A month without answers, and a target")
    long, total = say("긴 이름, 숨긴 집단", "Long names, a hidden group"), {"reference": say("전체", "all")}
    return [
        drawn("trend", nps, without, **points, **gap, **target),
        drawn("trend", partial, say("끝나지 않은 달", "A month that is not over"), **points, **gap, **target),
        drawn("intervals", demo.nps_by_channel(lang), long, **points, **hidden, **total),
        drawn("shares", demo.groups_by_channel(lang), say("세 부분으로 나눈 응답", "Answers in three parts"), **hidden),
    ]


INITIATIVES = [
    ("선물 포장과 손글씨 카드", "Gift wrap and a hand-written card"),
    ("배송 약속 지키기", "Keep the delivery promise"),
    ("챗봇 상담 품질 개선", "A better chatbot"),
    ("교환 거절 없애기: 온라인 주문도 매장에서", "Exchanges at any store"),
    ("로열티 프로그램 생일 혜택", "Birthday perks"),
    ("AR 체험관", "AR try-on"),
]


def full_ladder(say: Say) -> Part | None:
    """Initiatives on every step of evidence, one of them with a discount of its own."""
    frame = {"name": [say(*names) for names in INITIATIVES], "grade": list("ABDDCE"),
             "discount": [1.0, 0.6, 0.1, 0.25, 0.3, 0.0]}  # fmt: skip
    return evidence.ladder(pd.DataFrame(frame))


def crowded_ladder(say: Say) -> Part | None:
    """Ten initiatives on one step, long names among them, and nothing on the others."""
    names = [say(LONG_KO, LONG_EN) if at % 3 == 0 else say(*INITIATIVES[at % 6]) for at in range(10)]
    return evidence.ladder(pd.DataFrame({"name": names, "grade": "D", "discount": [*[0.1] * 9, 0.25]}))
