"""Korean particles that agree with the word before them, and ranges that stay readable beside a sign."""

from __future__ import annotations

import re

FINAL_DIGITS = frozenset("013678")  # read aloud (영 일 삼 육 칠 팔) they end in a consonant
RIEUL_DIGITS = frozenset("178")  # … in ㄹ (일 칠 팔)
FINAL_LETTERS = frozenset("LMNR")  # names of letters that end in a consonant (엘 엠 엔 알)
RIEUL_LETTERS = frozenset("LR")
FINAL_WORDS = frozenset({"app", "web", "online", "offline", "email", "mobile", "mail", "call", "chatbot"})  # 앱 웹 …
RIEUL_WORDS = frozenset({"email", "mobile", "mail", "call"})
SIGNS = frozenset("+−-")
HANGUL_FIRST, FINALS, RIEUL = 0xAC00, 28, 8


def with_particle(word: str, pair: str) -> str:
    """Give the word with the particle that agrees with its last sound.

    Parameters
    ----------
    word : str
        Any text: Hangul, digits or Latin letters. Capitals are spelled; common words of retail are read.
    pair : str
        Form after a consonant, a stroke, form after a vowel: ``"은/는"``, ``"이/가"``, ``"을/를"``,
        ``"과/와"``, ``"으로/로"``.

    Examples
    --------
    >>> [with_particle(word, "은/는") for word in ("앱", "스토어", "NPS", "10", "web")]
    ['앱은', '스토어는', 'NPS는', '10은', 'web은']
    >>> [with_particle(word, "으로/로") for word in ("서울", "앱", "매장")]
    ['서울로', '앱으로', '매장으로']
    """
    after_consonant, after_vowel = pair.split("/")
    final, rieul = _ending(word)
    if pair == "으로/로" and rieul:
        return word + after_vowel
    return word + (after_consonant if final else after_vowel)


def with_tilde(low: str, high: str) -> str:
    """Write a range as Korean does, with room around the tilde where a sign would run into it.

    Examples
    --------
    >>> with_tilde("39.2", "62.8"), with_tilde("−1.6", "+0.8")
    ('39.2~62.8', '−1.6 ~ +0.8')
    """
    signed = any(end[:1] in SIGNS for end in (low, high))
    return f"{low} ~ {high}" if signed else f"{low}~{high}"


def _ending(word: str) -> tuple[bool, bool]:
    """Whether the last sound is a consonant, and whether it is ㄹ."""
    letters = re.sub(r"[^0-9A-Za-z가-힣% ]", "", word).rstrip()
    if not letters or letters[-1] == "%":  # read 퍼센트
        return False, False
    last = letters[-1]
    if last.isascii():
        return _latin_ending(letters)
    final = (ord(last) - HANGUL_FIRST) % FINALS
    return final > 0, final == RIEUL


def _latin_ending(letters: str) -> tuple[bool, bool]:
    """Give the ending of a digit, of a word that is spelled, or of one that is read."""
    last = letters[-1]
    if last.isdigit():
        return last in FINAL_DIGITS, last in RIEUL_DIGITS
    word = re.split(r"[^A-Za-z]", letters)[-1]
    if word.isupper():
        return last in FINAL_LETTERS, last in RIEUL_LETTERS
    return word.lower() in FINAL_WORDS, word.lower() in RIEUL_WORDS


PAIRS = {
    "은(는)": "은/는",
    "이(가)": "이/가",
    "을(를)": "을/를",
    "과(와)": "과/와",
    "(이)라는": "이라는/라는",
    "(으)로": "으로/로",
}
OPEN = re.compile(r"(\S+)(" + "|".join(map(re.escape, PAIRS)) + ")")


def agreed(text: str) -> str:
    """Give a text in which particles that were left open agree with the word before them.

    Examples
    --------
    >>> agreed("'매장'을(를) 뜻했습니까? 2026-10은(는) 월이 아닙니다.")
    "'매장'을 뜻했습니까? 2026-10은 월이 아닙니다."
    """
    return OPEN.sub(lambda found: with_particle(found[1], PAIRS[found[2]]), text)
