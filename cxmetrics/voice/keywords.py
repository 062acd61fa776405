"""Which theme a comment belongs to: the words that tell it, those of a Korean and English shop by default."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from cxmetrics.voice.scrubbing import clean

NO_THEME: Final = "__no_theme__"  # of comments that hold no keyword
SHORT: Final = 3  # letters up to which a Latin keyword is a whole word: "app" is not in "apply"
Keywords = Mapping[str, Sequence[str]]
# Themes have names in the catalogues: `theme-delivery` and so on.
DEFAULT: Final[dict[str, tuple[str, ...]]] = {
    "delivery": ("배송", "택배", "배달", "도착", "출고", "deliver", "shipping", "shipment", "courier", "parcel"),
    "price": (
        "가격",
        "비싸",
        "비싼",
        "저렴",
        "할인",
        "쿠폰",
        "가성비",
        "price",
        "expensive",
        "cheap",
        "discount",
        "coupon",
    ),
    "quality": ("품질", "불량", "마감", "재질", "퀄리티", "고장", "quality", "defect", "broken", "faulty"),
    "size": ("사이즈", "치수", "크기", "작네", "작아", "커요", "size", "fit", "too small", "too big", "too large"),
    "packaging": ("포장", "상자", "박스", "packag", "box", "wrapp"),
    "returns": ("교환", "반품", "환불", "회수", "exchang", "return", "refund"),
    "service": (
        "상담",
        "고객센터",
        "문의",
        "직원",
        "응대",
        "친절",
        "답이 없",
        "service",
        "support",
        "staff",
        "helpful",
    ),
    "app": ("앱", "어플", "사이트", "홈페이지", "검색", "로그인", "app", "website", "site", "login", "search"),
    "payment": ("결제", "카드", "무통장", "입금", "payment", "pay", "credit card", "checkout"),
    "stock": ("재고", "품절", "매진", "재입고", "stock", "sold out", "unavailable"),
}


def held_themes(texts: pd.Series, keywords: Keywords) -> pd.DataFrame:
    """Tell of each text which themes it holds a keyword of; `NO_THEME` where there is none.

    Parameters
    ----------
    texts : Series of str
        Cleaned texts.
    keywords : dict
        Keywords of each theme. They match as stems: one with Hangul anywhere, another at the beginning of a word, and
        one of up to three letters as a whole word (or its plural).

    Returns
    -------
    DataFrame of bool
        A column a theme, in the order given, then `NO_THEME`.

    Examples
    --------
    >>> texts = pd.Series(["택배가 늦어요", "Delivered late, I appreciate the apps", "좋아요"])
    >>> held_themes(texts, {"delivery": ["택배", "deliver"], "app": ["app"]}).to_numpy().tolist()
    [[True, False, False], [True, True, False], [False, False, True]]
    """
    spread = texts.str.casefold().str.replace(r"\s+", " ", regex=True)
    held = {theme: spread.str.contains(pattern_of(words), regex=True) for theme, words in keywords.items()}
    found = pd.DataFrame(held, index=texts.index, columns=list(keywords), dtype=bool)
    found[NO_THEME] = ~found.any(axis=1)
    return found


def pattern_of(keywords: Sequence[str]) -> str:
    """Give the pattern that any of the keywords matches, in a case-folded text.

    Examples
    --------
    >>> [bool(re.search(pattern_of(["app"]), text)) for text in ("the apps", "apply", "whatsapp", "앱app")]
    [True, False, False, True]
    """
    return "|".join(_one(" ".join(clean(word).casefold().split())) for word in keywords)


def _one(word: str) -> str:
    if not word.isascii():
        return re.escape(word)
    return rf"(?<![a-z]){re.escape(word)}" + ("(?:e?s)?(?![a-z])" if len(word) <= SHORT else "")
