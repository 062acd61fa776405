"""Korean particles that agree with the word before them."""

from __future__ import annotations

import re

FINAL_DIGITS = frozenset("013678")  # read aloud (영 일 삼 육 칠 팔) they end in a consonant
RIEUL_DIGITS = frozenset("178")  # … in ㄹ (일 칠 팔)
FINAL_LETTERS = frozenset("LMNR")  # names of letters that end in a consonant (엘 엠 엔 알)
RIEUL_LETTERS = frozenset("LR")
HANGUL_FIRST, FINALS, RIEUL = 0xAC00, 28, 8


def with_particle(word: str, pair: str) -> str:
    """Give the word with the particle that agrees with its last sound.

    Parameters
    ----------
    word : str
        Any text: Hangul, digits or Latin letters.
    pair : str
        Form after a consonant, a stroke, form after a vowel: ``"은/는"``, ``"이/가"``, ``"을/를"``,
        ``"과/와"``, ``"으로/로"``.

    Examples
    --------
    >>> [with_particle(word, "은/는") for word in ("앱", "스토어", "NPS", "10")]
    ['앱은', '스토어는', 'NPS는', '10은']
    >>> [with_particle(word, "으로/로") for word in ("서울", "앱", "매장")]
    ['서울로', '앱으로', '매장으로']
    """
    after_consonant, after_vowel = pair.split("/")
    final, rieul = _ending(word)
    if pair == "으로/로" and rieul:
        return word + after_vowel
    return word + (after_consonant if final else after_vowel)


def _ending(word: str) -> tuple[bool, bool]:
    """Whether the last sound is a consonant, and whether it is ㄹ."""
    letters = re.sub(r"[^0-9A-Za-z가-힣%]", "", word)
    if not letters or letters[-1] == "%":  # read 퍼센트
        return False, False
    last = letters[-1].upper()
    if last.isdigit() and last.isascii():
        return last in FINAL_DIGITS, last in RIEUL_DIGITS
    if last.isascii():
        return last in FINAL_LETTERS, last in RIEUL_LETTERS
    final = (ord(last) - HANGUL_FIRST) % FINALS
    return final > 0, final == RIEUL
