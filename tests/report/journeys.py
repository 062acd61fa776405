"""Figures of a journey in every state: full, with gaps and hidden stages, with long names, with next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from cxmetrics.estimate import wilson
from cxmetrics.parts import Part

from .states import LONG_EN, LONG_KO, MISSING, Say, drawn, said

STAGES = [("인지", "Aware"), ("호감", "Appeal"), ("질문", "Ask"), ("구매", "Act"), ("옹호", "Advocate")]
REACHED = [13_444, 8_201, 6_112, 3_870, 902]
SATISFIED = [(0.71, 812), (0.74, 640), (0.58, 1204), (0.66, 990), (0.81, 233)]
DAYS = [4, 2, 1, 21]
WEAKEST = 2
LONG = 3  # which of many has a long name
TOUCHPOINTS: list[list[tuple[str, str, int]]] = [
    [
        ("검색 광고", "Search ad", 12_340),
        ("인스타그램 게시물", "Instagram post", 9_120),
        ("유튜브 리뷰", "YouTube review", 4_410),
        ("지하철 광고", "Underground poster", 0),
    ],
    [
        ("브랜드 첫 화면", "Brand home page", 10_870),
        ("상품 목록", "Product list", 8_015),
        ("뉴스레터", "Newsletter", 2_208),
    ],
    [
        ("상품 상세", "Product page", 9_930),
        ("리뷰 읽기", "Reading reviews", 5_102),
        ("크기 안내", "Size guide", 3_377),
        ("챗봇 상담", "Chat with the bot", 2_841),
        ("전화 상담", "Phone call", 977),
        ("가격 비교 사이트", "Price comparison", 0),
        ("매장 방문", "Store visit", 412),
    ],
    [
        ("장바구니", "Basket", 6_020),
        ("결제", "Checkout", 4_610),
        ("회원 가입", "Signing up", 1_905),
        ("배송 조회", "Tracking the parcel", 3_702),
        ("개봉과 설치", "Unpacking", 0),
        ("반품 신청", "Asking for a return", 640),
        ("교환", "Exchange", 208),
    ],
    [
        ("리뷰 쓰기", "Writing a review", 1_330),
        ("친구 추천", "Referring a friend", 402),
        ("재구매 알림", "Reminder to reorder", 880),
        ("커뮤니티", "Community", 121),
    ],
]
PAINS = {"챗봇 상담", "결제", "반품 신청"}
FLOWS = [  # stage and number of the source and of the target, steps, share of the source's steps
    (0, 0, 1, 0, 6120, 0.50), (0, 1, 1, 0, 3410, 0.37), (1, 0, 1, 1, 5930, 0.55), (1, 1, 2, 0, 5480, 0.68),
    (2, 0, 2, 1, 3970, 0.40), (2, 0, 3, 0, 3120, 0.31), (2, 1, 3, 0, 1840, 0.36), (3, 0, 3, 1, 4120, 0.68),
    (3, 1, 3, 3, 2880, 0.62), (2, 1, 2, 2, 1210, 0.24), (2, 2, 3, 0, 1050, 0.31), (0, 2, 2, 0, 1620, 0.37),
    (3, 0, 2, 0, 1100, 0.18), (2, 3, 5, 0, 1180, 0.42), (3, 1, 5, 0, 960, 0.21), (2, 0, 2, 3, 940, 0.09),
    (3, 3, 4, 0, 820, 0.22), (1, 0, 5, 0, 1900, 0.17), (0, 0, 5, 0, 2810, 0.23), (3, 1, 2, 3, 610, 0.13),
    (2, 3, 2, 4, 520, 0.18), (4, 0, 4, 1, 260, 0.20), (3, 3, 3, 5, 410, 0.11), (4, 2, 1, 1, 480, 0.55),
    (1, 2, 1, 1, 700, 0.32), (3, 0, 3, 2, 720, 0.12), (2, 3, 2, 0, 430, 0.15), (3, 5, 3, 6, 150, 0.23),
    (1, 1, 2, 1, 640, 0.08), (4, 0, 5, 0, 590, 0.44),
]  # fmt: skip
DRIVERS = [
    ("배송이 약속대로 왔다", "Delivered as promised", 0.24, 0.61, "first"),
    ("답변이 한 번에 해결했다", "Solved at first contact", 0.19, 0.55, "first"),
    ("상품이 설명과 같았다", "As described", 0.16, 0.83, ""),
    ("결제가 쉬웠다", "Easy to pay", 0.11, 0.79, ""),
    ("반품이 쉬웠다", "Easy to return", 0.09, 0.48, ""),
    ("가격이 알맞았다", "Fair price", 0.08, 0.66, ""),
    ("포장이 좋았다", "Well packed", 0.04, 0.88, ""),
    ("앱이 빨랐다", "Fast app", 0.03, 0.71, ""),
    ("추천이 맞았다", "Fitting advice", 0.03, 0.69, ""),
    ("매장이 친절했다", "Friendly store", 0.02, 0.86, ""),
    ("알림이 적당했다", "Right amount of messages", 0.01, 0.72, ""),
]


def _pick(say: Say, pair: tuple[str, ...]) -> str:
    return say(pair[0], pair[1])


def map_frame(say: Say, *, suffix: str = "", stages: int = 5) -> pd.DataFrame:
    """Rows of a journey map; a touchpoint without a volume is a gap."""
    rows: list[dict[str, Any]] = []
    for number in range(stages):
        share, n = SATISFIED[number]
        low, high = wilson([round(share * n)], [n])
        reached = REACHED[number] / REACHED[0]
        note = say(f"{reached:.0%} · {REACHED[number]:,}명", f"{reached:.0%} · {REACHED[number]:,} customers")
        mark = "weakest" if number == WEAKEST else ""
        label = _pick(say, STAGES[number]) + suffix
        row = {"row": "stage", "stage": number, "label": label, "note": note, "mark": mark}
        rows.append(row | {"estimate": share, "conf_low": float(low[0]), "conf_high": float(high[0])})
    for number in range(stages - 1):
        on = REACHED[number + 1] / REACHED[number]
        days = DAYS[number]
        label = say(f"{on:.0%} 다음 단계로", f"{on:.0%} go on")
        note = say(f"절반은 {days}일 안에", f"half within {days} day{'s' * (days > 1)}")
        rows.append({"row": "step", "stage": number, "label": label, "note": note + suffix})
    most = max(volume for of_stage in TOUCHPOINTS for _, _, volume in of_stage)
    for number, of_stage in enumerate(TOUCHPOINTS[:stages]):
        for ko, en, volume in of_stage:
            mark = "pain" if ko in PAINS else "" if volume else "gap"
            row = {"row": "touchpoint", "stage": number, "label": say(ko, en) + suffix, "mark": mark}
            known = {"note": f"{volume:,}", "size": round(volume / most, 4)}
            rows.append(row | (known if volume else {"reason": say("자료 없음", "no data")}))
    return pd.DataFrame(rows).astype({"note": object, "reason": object})


def _map(say: Say, frame: pd.DataFrame, title: str) -> Part:
    names = {
        "pain": said(say("불만이 많은 접점", "Pain point")),
        "gap": said(say("자료가 없는 접점", "No data")),
        "weakest": said(say("가장 약한 단계", "Weakest stage")),
        "emotion": said(say("만족 응답 비율(%), 선은 95% 신뢰구간", "Satisfied (%), line: 95% interval")),
    }
    return with_names(drawn("journey_map", frame, title), names)


def with_names(part: Part, names: dict[str, Part]) -> Part:
    """Give a figure the names of what it shows."""
    return part | {"text": part["text"] | {"names": names}}


def full_map(say: Say) -> Part:
    """Twenty-five touchpoints, three of them gaps and three pains."""
    title = say("고객 여정: 단계, 접점, 감정", "The customer journey: stages, touchpoints, emotion")
    return _map(say, map_frame(say), title)


def broken_map(say: Say) -> Part:
    """Long names, a stage that is hidden and one without answers."""
    frame = map_frame(say)
    hidden = (frame["row"] == "stage") & frame["stage"].isin([1, 4])
    frame.loc[hidden, ["estimate", "conf_low", "conf_high"]] = MISSING
    small, none = say("10명 미만이라 숨김", "hidden: fewer than 10"), say("응답 없음", "no answers")
    frame.loc[hidden, "reason"] = [small, none]
    frame.loc[(frame["row"] == "touchpoint") & (frame["stage"] == 3), "label"] = [say(LONG_KO, LONG_EN)] * 7
    frame.loc[(frame["row"] == "stage") & (frame["stage"] == 3), "label"] = say(
        "주문하고 결제하고 받는 단계", "Ordering, paying and receiving"
    )
    frame = frame[(frame["row"] != "touchpoint") | (frame["stage"] != 4)]
    return _map(say, frame, say("여정: 긴 이름, 숨긴 단계, 접점 없는 단계", "Journey: long names, hidden stages"))


def full_funnel(say: Say) -> Part:
    """Five stages, the weakest one marked."""
    rows = []
    for number, name in enumerate(STAGES):
        share = REACHED[number] / REACHED[0]
        low, high = wilson([REACHED[number]], [REACHED[0]])
        on = REACHED[number + 1] / REACHED[number] if number < len(STAGES) - 1 else None
        note = say(f"{on:.0%}가 다음 단계로, {1 - on:.0%}는 멈춤", f"{on:.0%} go on, {1 - on:.0%} not") if on else None
        mark = "weakest" if number == WEAKEST else ""
        row = {"label": _pick(say, name), "n": float(REACHED[number]), "note": note, "mark": mark, "reason": None}
        rows.append(row | {"estimate": share, "conf_low": float(low[0]), "conf_high": float(high[0])})
    title = say("각 단계에 이른 여정의 비율(%)", "Journeys that reached each stage (%)")
    weakest = {"weakest": said(say("가장 약한 단계", "Weakest stage"))}
    return with_names(drawn("funnel", pd.DataFrame(rows), title), weakest)


def small_funnel(say: Say) -> Part:
    """Few journeys with wide intervals, a hidden stage, long names."""
    labels = [say(LONG_KO, LONG_EN), *(_pick(say, name) for name in STAGES[1:])]
    numbers = {"estimate": [1.0, 0.61, MISSING, 0.34, 0.12], "n": [41.0, 25, MISSING, 14, 5]}
    frame = pd.DataFrame({"label": labels, **numbers})
    low, high = [1.0, 0.46, MISSING, 0.22, 0.05], [1.0, 0.74, MISSING, 0.49, 0.26]
    frame = frame.assign(conf_low=low, conf_high=high, mark="", reason=None)
    frame["note"] = [say("61%가 다음 단계로", "61% go on"), None, None, say("36%가 다음 단계로", "36% go on"), None]
    words = {"hidden": say("10명 미만이라 숨김", "hidden: fewer than 10")}
    return drawn("funnel", frame, say("여정이 적은 달(%)", "A month of few journeys (%)"), **words)


def driver_frame(say: Say, rows: list[tuple[str, str, float, float, str]], *, half: float = 0.02) -> pd.DataFrame:
    """Importance and performance with their intervals."""
    frame = pd.DataFrame(
        {
            "label": [_pick(say, row) for row in rows],
            "estimate": [row[2] for row in rows],
            "across": [row[3] for row in rows],
            "mark": [row[4] for row in rows],
        }
    )
    for name, width in (("estimate", half), ("across", 1.2 * half)):
        low, high = ("conf_low", "conf_high") if name == "estimate" else ("across_low", "across_high")
        frame[low], frame[high] = (frame[name] - width).clip(lower=0), (frame[name] + width).clip(upper=1)
    middles = {"middle": round(frame["estimate"].mean(), 4), "across_middle": round(frame["across"].mean(), 4)}
    return frame.assign(reason=None, **middles).round(4)


def _matrix(say: Say, frame: pd.DataFrame, title: str, **text: str) -> Part:
    quadrants = {
        "first": ("먼저 고칠 것", "to improve first"),
        "improve": ("고칠 것", "Improve"),
        "keep": ("지킬 것", "Keep up"),
        "watch": ("지켜볼 것", "Watch"),
        "enough": ("충분한 것", "Enough"),
    }
    across = say("만족 응답 비율(%)", "Satisfied (%)")
    return with_names(
        drawn("priorities", frame, title, across=across, reference=say("평균", "mean"), **text),
        {name: said(say(*words)) for name, words in quadrants.items()},
    )


def full_matrix(say: Say) -> Part:
    """Eleven drivers, two of them to improve first."""
    return _matrix(say, driver_frame(say, DRIVERS), say("중요도: 설명하는 비율(%)", "Importance: share explained (%)"))


def crowded_matrix(say: Say) -> Part:
    """Sixteen drivers close together, long names, two hidden, wide intervals."""
    rows = []
    for number in range(16):
        names = (f"접점 {number + 1}의 경험", f"Experience at touchpoint {number + 1}")
        ko, en = (LONG_KO, LONG_EN) if number == LONG else names
        place = (0.06 + 0.011 * (number * 7 % 5), 0.66 + 0.013 * (number * 5 % 8))
        rows.append((ko, en, *place, "first" if number in {0, 5} else ""))
    frame = driver_frame(say, rows, half=0.03)
    numbers = ["estimate", "conf_low", "conf_high", "across", "across_low", "across_high"]
    frame.loc[[13, 15], numbers] = MISSING
    words = {"hidden": say("10명 미만이라 숨김", "hidden: fewer than 10")}
    return _matrix(say, frame, say("촘촘한 중요도(%)", "Importance, close together (%)"), **words)


def flow_frame(say: Say, *, suffix: str = "") -> pd.DataFrame:
    """Rows of moves between touchpoints, the strongest first."""
    rows = []
    for stage, number, to_stage, to_number, n, share in sorted(FLOWS, key=lambda row: -row[4]):
        names = [
            say("떠남", "left") if at == len(STAGES) else _pick(say, TOUCHPOINTS[at][one]) + suffix
            for at, one in ((stage, number), (to_stage, to_number))
        ]
        rows.append({"source": names[0], "target": names[1], "source_stage": stage, "target_stage": to_stage,
                     "estimate": share, "n": float(n)})  # fmt: skip
    return pd.DataFrame(rows)


def no_flow(say: Say) -> Part:
    """All moves hidden."""
    frame = flow_frame(say).head(3).assign(estimate=MISSING, n=MISSING)
    return _flow(
        say, frame, say("숨긴 이동", "Hidden moves"), hidden=say("10명 미만이라 숨김", "hidden: fewer than 10")
    )


def _flow(say: Say, frame: pd.DataFrame, title: str, **text: str) -> Part:
    names = {str(number): said(_pick(say, name)) for number, name in enumerate(STAGES)}
    names["forward"] = said(say("앞으로", "onwards"))
    names["backward"] = said(say("이전 단계로 되돌아감", "back to an earlier stage"))
    return with_names(drawn("flow", frame, title, **text), names)


def full_flow(say: Say) -> Part:
    """Thirty moves of every kind."""
    ko = "접점 사이의 이동: 굵기는 걸음 수, %는 출발 접점 가운데 비율"
    en = "Moves between touchpoints: the wider the more, % of the moves from there"
    return _flow(say, flow_frame(say), say(ko, en))


def small_flow(say: Say) -> Part:
    """Three moves with long names, one of them hidden."""
    frame = flow_frame(say).iloc[[0, 11, 17, 3]].reset_index(drop=True)
    frame.loc[0, "target"] = say(LONG_KO, LONG_EN)
    frame.loc[3, ["estimate", "n"]] = MISSING
    return _flow(say, frame, say("이동이 적은 달", "A month of few moves"))


def gallery(say: Say) -> Iterator[Part]:
    """Every figure of a journey in its states."""
    yield _heading(say("고객의 여정", "The customer's journey"), "journey")
    yield full_map(say)
    yield _heading(say("여정의 단계와 이동", "Stages and moves"), "stages")
    yield from (full_funnel(say), small_funnel(say), full_flow(say), small_flow(say), no_flow(say))
    yield broken_map(say)
    yield _heading(say("먼저 고칠 것", "What to improve first"), "priorities")
    yield from (full_matrix(say), crowded_matrix(say))


def _heading(text: str, anchor: str) -> Part:
    return {"type": "heading", "level": 1, "id": anchor, **said(text)}
