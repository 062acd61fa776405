"""A whole report in Korean and in English, with everything that is hard to set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import plots
from cxmetrics.plots import FigureText

MISSING = float("nan")
PERIODS = [(year, month) for year in (2025, 2026) for month in range(1, 13)][8:22]
HOSTILE = (
    "<script>alert(1)</script>",
    '#import "x"',
    r"$\frac{$",
    "할인 $5 쿠폰 $10",
    "정말 좋아요 👍🏽❤️",
    "\u202eevil\u202c \u200fשלום",
    "가나다라마바사아자차" * 500,
    "_label",
    "</style><img src=x onerror=alert(1)>",
    "null\x00 byte \ud800 half",
    "*강조* `코드` <label> @ref https://example.org // 주석",
)


def by_language(lang: str, ko: str, en: str) -> str:
    return ko if lang == "ko" else en


def months(lang: str) -> list[str]:
    english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return [f"{year % 100}년 {month}월" if lang == "ko" else f"{english[month - 1]} {year}" for year, month in PERIODS]


def figure_text(lang: str, ko: str, en: str, **more: Any) -> FigureText:
    return FigureText(
        axis=by_language(lang, ko, en),
        value=lambda number: f"{number:.1f}".replace("-", "−"),
        tick=lambda number: f"{number:.0f}".replace("-", "−"),
        count=lambda number: by_language(lang, f"{number:,}명", f"n = {number:,}"),
        last_year=by_language(lang, "작년 같은 달", "A year ago"),
        gap=by_language(lang, "아직 관찰할 수 없음", "Not observable yet"),
        hidden=by_language(lang, "10명 미만이라 숨김", "Hidden: fewer than 10"),
        reasons={"no_answers": by_language(lang, "응답 없음", "No answers")},
        **more,
    )


def nps_by_month(lang: str) -> pd.DataFrame:
    estimate = np.array([36.1, 38.2, 37.0, 39.4, 41.2, MISSING, 39.8, 42.0, 43.1, 41.0, 44.3, 45.0, 46.2, 42.3])
    half = np.linspace(4.6, 3.4, len(estimate))
    frame = pd.DataFrame({"label": months(lang), "estimate": estimate, "n": 1_200})
    frame = frame.assign(conf_low=estimate - half, conf_high=estimate + half, baseline=40.0)
    return frame.assign(
        reason=["no_answers" if missing else None for missing in np.isnan(estimate)],
        last_year=[period == (2025, 10) for period in PERIODS],
    )


def repeat_by_cohort(lang: str) -> pd.DataFrame:
    estimate = np.array([21.2, 22.0, 20.4, 23.3, 24.9, 22.1, 24.0, 26.1, 25.2, 24.4, 26.0, MISSING, MISSING, MISSING])
    half = np.linspace(1.6, 2.3, len(estimate))
    frame = pd.DataFrame({"label": months(lang), "estimate": estimate, "n": 900, "reason": None})
    return frame.assign(conf_low=estimate - half, conf_high=estimate + half)


def channels(lang: str) -> list[str]:
    return [
        by_language(lang, "자사몰", "Own shop"),
        by_language(lang, "네이버 스마트스토어 브랜드관", "Marketplace, brand store"),
        by_language(
            lang,
            "오프라인 매장 — 서울 강남 플래그십 스토어 체험존과 픽업 창구",
            "Flagship store, Gangnam, with pick-up desk",
        ),
        by_language(lang, "라이브 커머스", "Live commerce"),
        "_할인 $5 쿠폰 $10",
    ]


def nps_by_channel(lang: str) -> pd.DataFrame:
    estimate = np.array([48.2, 40.1, 51.0, MISSING, -4.0])
    half = np.array([3.9, 3.1, 11.8, MISSING, 17.0])
    frame = pd.DataFrame({"label": channels(lang), "estimate": estimate, "n": [1204, 2411, 88, 7, 21], "reason": None})
    return frame.assign(conf_low=estimate - half, conf_high=estimate + half, reference=42.3)


def groups_by_channel(lang: str) -> pd.DataFrame:
    parts = by_language(
        lang, "추천 고객 9–10,중립 고객 7–8,비추천 고객 0–6", "Promoters 9–10,Passives 7–8,Detractors 0–6"
    )
    sizes = [(58, 32, 10), (52, 36, 12), (66, 19, 15), (MISSING,) * 3, (38, 20, 42)]
    counts = nps_by_channel(lang)["n"]
    rows = [
        {"label": label, "part": part, "estimate": size / 100, "n": count, "reason": None}
        for label, count, row in zip(channels(lang), counts, sizes, strict=True)
        for part, size in zip(parts.split(","), row, strict=True)
    ]
    return pd.DataFrame(rows)


def figure(kind: str, frame: pd.DataFrame, text: FigureText, *, alt: str, caption: str) -> dict[str, Any]:
    draw = getattr(plots, kind)
    wide, narrow = draw(frame, text=text), draw(frame, text=text, narrow=True)
    return {
        "type": "figure",
        "kind": kind,
        "svg": wide,
        "svg_narrow": narrow,
        "alt": alt,
        "caption": caption,
        "width": plots.inches(wide),
    }


def sentence(text: str, tone: str = "none", role: str = "body") -> dict[str, Any]:
    return {"type": "sentence", "text": text, "tone": tone, "role": role}


def heading(level: int, text: str, name: str) -> dict[str, Any]:
    return {"type": "heading", "level": level, "text": text, "id": name}


def table(caption: str, columns: list[str], rows: list[list[str]], *, note: str = "") -> dict[str, Any]:
    return {
        "type": "table",
        "caption": caption,
        "columns": [{"text": text, "align": "right" if number else "left"} for number, text in enumerate(columns)],
        "rows": [
            [{"text": cell, "header": number == 0, "muted": cell in {"–", "n < 10"}} for number, cell in enumerate(row)]
            for row in rows
        ],
        "note": note,
    }


def key_figure(label: str, value: str, interval: str, n: str, **more: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "interval": interval,
        "n": n,
        "change": "",
        "tone": "none",
        "note": "",
    } | more


def document(lang: str, *, partial: bool = False, hostile: bool = True) -> dict[str, Any]:
    say = lambda ko, en: by_language(lang, ko, en)  # noqa: E731
    return {
        "lang": lang,
        "title": say("고객 경험 스코어카드", "Customer experience scorecard"),
        "company": say("하루상점", "Haru Store"),
        "month": say("2026년 10월", "October 2026"),
        "subtitle": say(
            "고객이 더 만족했는지, 다시 샀는지, 어디에서 떠났는지",
            "Are customers happier, do they come back, and where do we lose them?",
        ),
        "partial": say("잠정: 10월 20일까지의 자료", "Provisional: data until 20 October") if partial else None,
        "labels": {
            "skip": say("본문으로 건너뛰기", "Skip to content"),
            "contents": say("차례", "Contents"),
            "page": say("쪽", "Page"),
            "summary": say("요약", "Summary"),
        },
        "blocks": [
            *front(say),
            *nps_section(lang, say),
            *repeat_section(lang, say),
            *journey_section(say),
            *(hostile_section() if hostile else []),
        ],
        "foot": [
            say(
                "자료: 2026년 10월 31일까지 완전히 관찰된 주문 48,210건과 설문 "
                "응답 3,731건. 제외: 취소 주문 1,204건, 내부 주문 88건.",
                "Data: 48,210 orders and 3,731 survey answers, fully observed until "
                "31 October 2026. Excluded: 1,204 cancelled and 88 internal orders.",
            ),
            say(
                "95% 신뢰구간. 10명 미만 집단은 숨김. 여러 비교는 함께 보정함. 수정본 1, 실행 기록 4f2c9a1e.",
                "95% confidence intervals. Groups below 10 are hidden. Comparisons "
                "are adjusted together. Revision 1, run record 4f2c9a1e.",
            ),
        ],
    }


def front(say: Any) -> list[dict[str, Any]]:
    interval = say("95% 신뢰구간", "95% interval")
    return [
        sentence(
            say(
                "추천 지수(NPS)는 작년 같은 달보다 올랐습니다: 38.2점에서 42.3점으로.",
                "NPS rose against the same month last year: from 38.2 to 42.3 points.",
            ),
            "better",
            "headline",
        ),
        sentence(
            say(
                "약속한 날 도착한 주문의 비율은 지난달보다 떨어졌습니다: 94.1%에서 91.6%로.",
                "Fewer orders arrived on the promised day than last month: 91.6 % after 94.1 %.",
            ),
            "worse",
            "headline",
        ),
        sentence(
            say(
                "재구매율의 변화는 우연과 구분되지 않습니다.",
                "The change in the repeat rate cannot be told from chance.",
            ),
            "unclear",
            "headline",
        ),
        {
            "type": "key_figures",
            "items": [
                key_figure(
                    "NPS",
                    "42.3",
                    f"{interval} 38.9–45.7",
                    say("응답 3,731명", "n = 3,731 answers"),
                    change=say("작년보다 +4.1점", "+4.1 points on last year"),
                    tone="better",
                ),
                key_figure(
                    say("90일 재구매율", "Repeat within 90 days"),
                    "26.0%",
                    f"{interval} 23.7–28.3",
                    say("첫 구매 고객 1,388명", "n = 1,388 first buyers"),
                    change=say("지난달보다 +1.6%p", "+1.6 pp on last month"),
                    tone="unclear",
                    note=say("2026년 7월 첫 구매 기준", "First orders of July 2026"),
                ),
                key_figure(
                    say("약속 지킨 배송", "Promise kept"),
                    "91.6%",
                    f"{interval} 90.8–92.3",
                    say("배송 5,902건", "n = 5,902 deliveries"),
                    change=say("지난달보다 −2.5%p", "−2.5 pp on last month"),
                    tone="worse",
                ),
                key_figure(
                    say("고객 노력 점수(CES)", "Effort score (CES)"),
                    "5.4",
                    f"{interval} 5.2–5.6",
                    say("응답 612명", "n = 612 answers"),
                ),
                key_figure(
                    say("첫 접촉 해결", "Solved at first contact"),
                    "78%",
                    f"{interval} 75–81",
                    say("문의 1,017건", "n = 1,017 tickets"),
                    change=say("변화 없음", "No change"),
                    tone="unclear",
                ),
                key_figure(
                    say("라이브 커머스 NPS", "Live commerce NPS"),
                    "–",
                    "",
                    "n < 10",
                    note=say("10명 미만이라 숨김", "Hidden: fewer than 10 answers"),
                ),
            ],
        },
    ]


def nps_section(lang: str, say: Any) -> list[dict[str, Any]]:
    points = figure_text(
        lang, "NPS (점), 띠는 95% 신뢰구간", "NPS in points, band: 95% interval", reference=say("목표 40", "Target 40")
    )
    total = figure_text(
        lang, "NPS (점), 선은 95% 신뢰구간", "NPS in points, line: 95% interval", reference=say("전체", "All")
    )
    share = FigureText(
        axis=say("응답자의 비율 (%)", "Share of answers, %"),
        value="{:.0%}".format,
        count=total.count,
        hidden=total.hidden,
    )
    header = [
        say("채널", "Channel"),
        "NPS",
        say("95% 신뢰구간", "95% interval"),
        say("응답", "Answers"),
        say("지난달 대비", "On last month"),
    ]
    rows = [
        [channels(lang)[0], "48.2", "44.3–52.1", "1,204", "+1.1"],
        [channels(lang)[1], "40.1", "37.0–43.2", "2,411", "−3.0"],
        [channels(lang)[2], "51.0", "39.2–62.8", "88", "+4.4"],
        [channels(lang)[3], "n < 10", "–", "–", "–"],
        [channels(lang)[4], "−4.0", "−21.0–13.0", "21", "–"],
    ]
    return [
        heading(1, say("추천 지수 (NPS)", "Net Promoter Score"), "nps"),
        sentence(
            say(
                "작년 같은 달보다 4.1점 올랐고, 이 차이는 우연으로 보기 어렵습니다(보정 "
                "p = 0.012). 지난달과의 차이 −3.9점은 우연과 구분되지 않습니다.",
                "It is 4.1 points above the same month last year, a difference that chance hardly explains "
                "(adjusted p = 0.012). The −3.9 points on last month cannot be told from chance.",
            ),
            "better",
        ),
        figure(
            "trend",
            nps_by_month(lang),
            points,
            alt=say(
                "2025년 9월부터 2026년 10월까지의 NPS. 36.1점에서 42.3점으로 올랐고 2026년 2월은 응답이 없다.",
                "NPS from September 2025 to October 2026: from 36.1 to 42.3 points, no answers in February 2026.",
            ),
            caption=say("NPS는 1년 전보다 높고, 지난달보다는 낮다", "NPS is above last year’s, and below last month’s"),
        ),
        heading(2, say("채널별로", "By channel"), "nps-channel"),
        sentence(
            say(
                "자사몰과 매장이 높고, 할인 쿠폰으로 들어온 고객은 전체보다 낮습니다.",
                "The own shop and the stores are above the total; customers who came with a coupon are below.",
            ),
            "none",
        ),
        figure(
            "intervals",
            nps_by_channel(lang),
            total,
            alt=say(
                "채널별 NPS와 신뢰구간. 자사몰 48.2, 브랜드관 40.1, 매장 51.0, 쿠폰 −4.0. 라이브 커머스는 숨김.",
                "NPS by channel with intervals: own shop 48.2, marketplace "
                "40.1, flagship 51.0, coupon −4.0; live commerce hidden.",
            ),
            caption=say(
                "쿠폰으로 들어온 고객만 전체보다 뚜렷하게 낮다", "Only coupon customers are clearly below the total"
            ),
        ),
        figure(
            "shares",
            groups_by_channel(lang),
            share,
            alt=say("채널별 추천, 중립, 비추천 고객의 비율.", "Promoters, passives and detractors by channel."),
            caption=say("비추천 고객은 쿠폰 유입에서 가장 많다", "Detractors are most frequent among coupon customers"),
        ),
        table(
            say("채널별 NPS", "NPS by channel"),
            header,
            rows,
            note=say(
                "응답 10명 미만은 숨깁니다. 다른 칸에서 거꾸로 계산할 수 없도록 이웃한 칸도 숨길 수 있습니다.",
                "Fewer than 10 answers are hidden; a neighbouring cell "
                "may be hidden so that nothing can be computed back.",
            ),
        ),
    ]


def repeat_section(lang: str, say: Any) -> list[dict[str, Any]]:
    rates = figure_text(
        lang,
        "90일 안에 다시 산 첫 구매 고객 (%), 첫 구매 월별, 선은 95% 신뢰구간",
        "First buyers who bought again within 90 days, %, by month of first order, line: 95% interval",
    )
    names = months(lang)
    rows = [
        [
            name,
            f"{20 + 0.4 * number:.1f}%",
            f"{18 + 0.4 * number:.1f}–{22 + 0.4 * number:.1f}",
            f"{900 + 13 * number:,}",
        ]
        for number, name in enumerate(names[:-3])
    ]
    rows += [[name, "–", "–", f"{1100 + 7 * number:,}"] for number, name in enumerate(names[-3:])]
    rows += [[f"{name} ({say('재계산', 'restated')})", "22.0%", "20.1–23.9", "1,020"] for name in names[:4]]
    return [
        heading(1, say("재구매", "Repeat purchase"), "repeat"),
        sentence(
            say(
                "첫 구매 고객의 26.0%가 90일 안에 다시 샀습니다. 지난달 집단과의 차이는 우연과 구분되지 않습니다.",
                "26.0 % of first buyers bought again within 90 days. The difference "
                "from the month before cannot be told from chance.",
            ),
            "unclear",
        ),
        figure(
            "cohort_rates",
            repeat_by_cohort(lang),
            rates,
            alt=say(
                "첫 구매 월별 90일 재구매율. 2025년 9월 21.2%, 2026년 7월 26.0%. 이후 석 달은 아직 관찰할 수 없다.",
                "Repeat rate by month of first order: 21.2 % in September 2025, 26.0 "
                "% in July 2026; the last three months cannot be observed yet.",
            ),
            caption=say(
                "재구매율은 완만하게 오르고, 최근 석 달은 아직 알 수 없다",
                "The repeat rate climbs slowly; the last three months are not known yet",
            ),
        ),
        {
            "type": "note",
            "title": say("어떻게 읽나요", "How to read this"),
            "text": say(
                "90일이 모두 지난 고객만 셉니다. 8월 이후에 처음 산 고객은 아직 90일이 지나지 않아 비워 둡니다.",
                "Only customers whose 90 days are over are counted. Those "
                "who first bought in August or later stay empty.",
            ),
        },
        table(
            say("첫 구매 월별 재구매율", "Repeat rate by month of first order"),
            [
                say("첫 구매", "First order"),
                say("재구매율", "Repeat rate"),
                say("95% 신뢰구간", "95% interval"),
                say("고객", "Customers"),
            ],
            rows,
        ),
    ]


def journey_section(say: Any) -> list[dict[str, Any]]:
    return [
        heading(1, say("배송과 여정", "Delivery and journey"), "delivery"),
        sentence(
            say(
                "약속한 날 도착한 주문이 지난달보다 2.5%p 줄었습니다. 첫 주문에서 더 많이 줄었습니다(−3.8%p).",
                "Orders on the promised day fell by 2.5 pp on last month, more so for first orders (−3.8 pp).",
            ),
            "worse",
        ),
        heading(2, say("자료가 없는 접점", "Touchpoints without data"), "gaps"),
        {
            "type": "gap",
            "title": say("AR 가상 착용", "AR try-on"),
            "text": say(
                "자료 없음: ‘ar’로 표시된 접점이 없습니다. 앱 이벤트를 보내면 다음 달부터 보입니다.",
                "No data: no touchpoints tagged ‘ar’. Send the app’s events and it shows from next month.",
            ),
        },
    ]


def hostile_section() -> list[dict[str, Any]]:
    return [
        heading(1, "고객의 말 <b>", "voices"),
        *[sentence(text) for text in HOSTILE],
        table(
            "표 " + HOSTILE[0],
            ["댓글 " + HOSTILE[1], HOSTILE[2]],
            [[text, HOSTILE[3]] for text in HOSTILE],
            note=HOSTILE[4],
        ),
        {"type": "note", "title": HOSTILE[5], "text": HOSTILE[2]},
    ]
