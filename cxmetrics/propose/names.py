"""Names under which exports give the columns of the contract, in English and Korean."""

from __future__ import annotations

import re
import unicodedata

# Compared without case, spaces, underscores, hyphens and brackets; the contract's own names need not be listed.
KNOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "orders": {
        "order_id": ("주문번호", "주문 ID", "order number", "order no", "order", "invoice no", "invoice", "거래번호"),
        "customer_id": ("회원번호", "고객번호", "회원ID", "고객ID", "회원 아이디", "user id", "customer", "member id",
                        "client id"),
        "ordered_at": ("주문일시", "주문일", "주문일자", "결제일시", "결제일", "order date", "order time", "created at",
                       "purchase date", "invoice date", "date"),
        "amount": ("결제금액", "총 결제금액", "실결제금액", "주문금액", "판매금액", "매출", "매출액", "금액", "total",
                   "order total", "revenue", "price", "paid amount", "total price", "sales"),
        "currency": ("통화", "currency code"),
        "channel": ("판매채널", "주문채널", "주문경로", "채널", "유입채널", "sales channel", "source"),
        "status": ("주문상태", "order status", "상태"),
        "discount": ("할인금액", "할인", "discount amount"),
        "margin": ("공헌이익", "마진", "contribution margin", "profit"),
        "payment": ("결제수단", "결제방법", "payment method"),
        "category": ("카테고리", "상품분류", "분류", "product category"),
        "kind": ("주문유형", "주문구분", "order type"),
        "device": ("기기", "접속기기"),
    },
    "responses": {
        "response_id": ("응답번호", "응답ID", "설문번호", "respondent id", "response number", "id", "번호"),
        "responded_at": ("응답일시", "응답일", "응답일자", "작성일", "작성일시", "timestamp", "submitted at",
                         "end date", "completed at", "date"),
        "metric": ("문항", "지표", "question"),
        "score": ("점수", "평점", "별점", "rating", "answer", "응답"),
        "customer_id": ("회원번호", "고객번호", "회원ID", "고객ID", "user id", "customer", "member id"),
        "order_id": ("주문번호", "order number", "order no", "order"),
        "comment": ("의견", "리뷰", "내용", "코멘트", "후기", "주관식", "comments", "feedback", "text", "review"),
        "channel": ("채널", "접점채널"),
        "touchpoint": ("접점",),
        "weight": ("가중치",),
        "invited_at": ("발송일시", "발송일", "invite date", "sent at"),
    },
    "touchpoints": {
        "customer_id": ("회원번호", "고객번호", "user id", "user pseudo id", "visitor id", "session id"),
        "occurred_at": ("발생일시", "일시", "event time", "event timestamp", "timestamp", "time"),
        "touchpoint": ("접점", "이벤트", "event", "event name"),
        "channel": ("채널",),
        "campaign": ("캠페인",),
    },
    "deliveries": {
        "order_id": ("주문번호", "order number", "order no"),
        "promised_on": ("배송예정일", "도착예정일", "약속일", "estimated delivery date", "promised date"),
        "dispatched_at": ("출고일시", "출고일", "발송일시", "shipped at", "ship date"),
        "delivered_at": ("배송완료일시", "배송완료일", "도착일시", "delivery date", "delivered"),
        "carrier": ("택배사", "배송사"),
        "warehouse": ("물류센터", "창고"),
        "region": ("지역", "배송지역"),
    },
    "returns": {
        "order_id": ("주문번호", "order number", "order no"),
        "requested_at": ("접수일시", "신청일시", "반품신청일", "request date", "requested"),
        "kind": ("유형", "구분", "type"),
        "reason": ("사유", "반품사유"),
        "resolution": ("처리결과",),
    },
    "tickets": {
        "ticket_id": ("문의번호", "상담번호", "티켓번호", "ticket", "id", "case number"),
        "opened_at": ("접수일시", "문의일시", "created at", "created", "opened"),
        "customer_id": ("회원번호", "고객번호", "requester id", "user id"),
        "topic": ("문의유형", "주제", "subject type", "category"),
        "channel": ("채널", "접수채널", "via"),
        "resolved_at": ("처리일시", "완료일시", "solved at", "closed at"),
    },
    "customers": {
        "customer_id": ("회원번호", "고객번호", "회원ID", "고객ID", "user id", "customer", "member id"),
        "joined_at": ("가입일", "가입일시", "signup date", "created at", "registered at"),
        "segment": ("등급", "회원등급", "고객등급", "tier", "grade"),
        "region": ("지역", "거주지역"),
        "birth_year": ("출생연도", "생년"),
        "consent": ("동의", "마케팅동의"),
    },
    "initiatives": {
        "initiative_id": ("과제번호", "과제ID"),
        "name": ("과제명", "과제"),
        "owner": ("담당", "담당팀"),
        "lever": ("지렛대", "대상지표"),
    },
}  # fmt: skip

# Words in the heading of a survey's own column, by the question that it answers.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "nps": ("nps", "recommend", "추천"),
    "csat": ("csat", "satisf", "만족"),
    "ces": ("ces", "effort", "ease", "easy", "노력", "쉬", "편리", "수월"),
}


# Words that stand in a state of an order or a case, by what the contract calls it; the first that fits is proposed.
STATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("partly_returned", ("부분반품", "부분환불", "partial refund", "partly returned", "partially refunded")),
    ("cancelled", ("취소", "입금전", "미입금", "결제대기", "cancel", "void", "unpaid", "failed", "실패")),
    ("returned", ("반품", "환불", "return", "refund")),
    ("exchange", ("교환", "exchange")),
    ("reshipment", ("재배송", "재발송", "reship")),
    (
        "completed",
        ("완료", "확정", "배송", "발송", "준비", "출고", "결제", "complete", "paid", "shipped", "deliver", "fulfil"),
    ),
    ("sale", ("판매", "일반", "정상", "sale", "normal")),
    ("return", ("반품", "return")),
    ("refused", ("거절", "거부", "refus", "reject")),
    ("store_credit", ("적립", "포인트", "credit")),
    ("refunded", ("환불", "refund")),
    ("exchanged", ("교환", "exchange")),
    ("customer", ("고객", "구매자", "customer", "buyer")),
    ("company", ("판매자", "회사", "업체", "company", "seller")),
    ("bot", ("챗봇", "봇", "bot")),
    ("voice", ("음성", "ars", "voice")),
    ("human", ("상담", "직원", "사람", "agent", "human")),
)


def meaning_of(value: str, allowed: tuple[str, ...]) -> str | None:
    """Give the contract's value that a company's own word probably means.

    Examples
    --------
    >>> states = ("completed", "cancelled", "returned", "partly_returned")
    >>> [meaning_of(word, states) for word in ("배송완료", "취소완료", "부분환불", "??")]
    ['completed', 'cancelled', 'partly_returned', None]
    """
    low = value.casefold().replace(" ", "")
    hits = (name for name, words in STATES if name in allowed and any(word.replace(" ", "") in low for word in words))
    return next(hits, None)


def plain(name: str) -> str:
    """Give the name as it is compared.

    Examples
    --------
    >>> plain("Order_ID"), plain(" 주문 번호 ")
    ('orderid', '주문번호')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def question_of(name: str) -> str | None:
    """Give the survey question that a column's heading speaks of.

    Examples
    --------
    >>> question_of("Q1. 추천 의향(0~10)"), question_of("배송 만족도"), question_of("주문번호")
    ('nps', 'csat', None)
    """
    low = name.casefold()
    return next((metric for metric, words in QUESTIONS.items() if any(word in low for word in words)), None)
