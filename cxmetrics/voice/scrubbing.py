"""Personal data and secrets in what customers write: found by pattern and replaced by their kind.

The door masks the common kinds before anything is stored (`sources.personal`); this is what a text must pass before it
can be printed, with all kinds and with Python's look-around. When in doubt it masks.

Known misses: names without a cue, digits spelled out in other ways than 공일공, look-alikes but O, l and I, and places
that are told and not written as an address. That is why nothing is quoted that a person has not approved.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cxmetrics.sources.personal import DASH, DATE, KINDS, KOREAN_LINE, LONGEST

STRAY: Final = {"Cc", "Cf", "Cs"}  # control, zero-width and bidirectional signs, halves of a pair
MARKS: Final = re.compile("[\u0300-\u036f]+")  # that stand on no letter that could take them
NO_JAMO: Final = re.compile("[^\u3131-\u318e]+")  # NFKC would take ㅋㅋ and ㅠㅠ apart
OTHER_DIGIT: Final = re.compile(r"[^\D0-9]")
MASK: Final = re.compile(r"\[[A-Z]+\]")

L, R = r"(?<!\d)", r"(?!\d)"  # `\b` is of no use before Hangul
SEP: Final = rf"(?:{DASH}|[·/]){{0,3}}"
LIKE: Final = "[0-9OoIl공영일이삼사오육칠팔구]"  # digits, spelled out or look-alike
SURNAME: Final = (
    "(?:남궁|황보|제갈|선우|[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민"
    "진지엄채원천방공현함변염여추도소석])"
)
NO_NAME: Final = (
    "(?!고객|안내|전화|문의|배송|주문|상담|정말|지금|조금|하나|이번|오늘|우리|원래|전혀|서비스|이벤트|온라인|고마운)"
)
NAME: Final = rf"{NO_NAME}{SURNAME}[가-힣][가-힣]"
NO_PARTICLE: Final = "(?<![이가은는을를의에도만로와과서])"
STAFF: Final = "(?:상담원|상담사|담당자|매니저|직원|기사|점장|팀장|과장|대리)"
SUFFIX: Final = "(?:입니다|이에요|예요|이고|이라고|라고|님|씨)"
LATIN_NAME: Final = r"[A-Z][a-z'-]{1,20}(?:\s[A-Z][a-z'-]{1,20}){0,2}"
BANK: Final = "(?:은행|뱅크|농협|수협|신협|우체국|금고|국민|신한|하나|계좌|(?i:account|bank))"
MESSENGER: Final = (
    "(?i:카카오톡|카톡|카카오|텔레그램|라인|인스타그램|인스타|kakaotalk|kakao|telegram|line|instagram|insta)"
)
ACCOUNT_WORD: Final = r"\s?(?:(?i:id)|아이디|계정|:|@)\s?(?:는|은|:|@)?\s?"
HANDLE: Final = "[A-Za-z0-9_.]{3,30}"
CREDENTIAL: Final = "(?i:password|passwd|pwd|passcode|비밀번호|비번|암호|token|secret|api[_ -]?key)"
ON_PLATES: Final = "[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배바사아자]"
ROAD: Final = r"[가-힣0-9]{1,15}(?:로|길|거리|가)\s?(?:지하)?\d{1,4}(?:-\d{1,4})?(?:번길\s?\d{1,4})?"
PLACE: Final = r"[가-힣]{1,10}(?:시|군|구|읍|면|동)\s{1,2}"
STREET: Final = r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way)(?![a-z])"

INTRODUCED: Final = r"(?:이름은|이름:|성함은|성명은|성명:|예금주:?|받는\s?(?:사람|분)(?:은|:))"
INTRODUCED_EN: Final = r"(?:(?i:my name is|i am called)|[Nn]ame:|(?i:agent|representative|manager)|M(?:r|s|rs)\.?)"
DAY: Final = r"\d{2,4}[-./년 ]{1,2}\d{1,2}(?:[-./월 ]{1,2}\d{1,2}일?)?"
OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
ORDER: Final = r"(?:주문|송장|운송장|(?i:order|tracking))\s?(?:번호|(?i:number|no\.?|id))?"

# In the order in which they are tried. Every repetition is bounded, so that work grows with the length only.
PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("SECRET", rf"{CREDENTIAL}\s{{0,3}}(?:(?i:is)|는|은|:|=)?\s{{0,3}}(?=[!-~]{{0,40}}[\d!@#$%^&*])[!-Z\\^-~]{{4,64}}"),
    ("EMAIL", r"[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,5}(?:[A-Za-z]{2,24}|[가-힣]{2,10})"),
    ("RRN", rf"{L}{DATE} ?{DASH}? ?[1-8][0-9*xX●○]{{6}}{R}"),
    ("CARD", rf"{L}(?:\d{{4}}{DASH}){{3}}\d{{4}}{R}|{L}3[47]\d{{2}}{DASH}\d{{6}}{DASH}\d{{5}}{R}"),
    ("CARD", rf"{L}\d(?:[ -]?\d){{12,18}}{R}"),  # by its check digit
    ("PHONE", rf"{L}(?:00(?=82))?{KOREAN_LINE}{SEP}\d{{3,4}}{SEP}\d{{4}}{R}"),
    ("PHONE", rf"{L}10{SEP}\d{{4}}{SEP}\d{{4}}{R}"),  # a spreadsheet took the 0
    ("PHONE", rf"(?<![A-Za-z\d])[0Oo공영][1Il일][0Oo공영]{SEP}{LIKE}{{3,4}}{SEP}{LIKE}{{4}}(?![A-Za-z\d])"),
    ("PHONE", rf"{L}(?:\+?1[ .-]?)?\(?[2-9]\d{{2}}\)?[ .-]{{1,2}}\d{{3}}[ .-]\d{{4}}{R}"),
    ("PHONE", rf"\+\d{{1,3}}(?:[ .()-]{{0,2}}\d){{7,12}}{R}"),
    ("SSN", rf"{L}\d{{3}}-\d{{2}}-\d{{4}}{R}"),
    ("BRN", rf"{L}\d{{3}}-\d{{2}}-\d{{5}}{R}"),
    ("PASSPORT", r"(?<![A-Za-z\d])[A-Z](?:\d{8}|\d{3}[A-Z]\d{4})(?!-?\d)"),
    ("DRIVER", rf"{L}(?:\d{{2}}|[가-힣]{{2}}) ?- ?\d{{2}} ?- ?\d{{6}} ?- ?\d{{2}}{R}"),
    ("ACCOUNT", rf"{BANK}[^\d\n\[\]]{{0,12}}\d(?:[- ]?\d){{7,15}}{R}"),
    ("BIRTH", rf"(?:생년월일|생일|(?i:born|date of birth|dob))[^\d\n\[\]]{{0,6}}{DAY}"),
    ("IP", rf"(?<![\d.])(?:{OCTET}\.){{3}}{OCTET}(?![\d.]\d|\d)"),
    ("IP", r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![\w:])"),
    ("PLATE", rf"{L}\d{{2,3}}{ON_PLATES} ?\d{{4}}{R}"),
    ("ADDR", rf"{PLACE}(?:[가-힣]{{1,10}}\s)?{ROAD}"),
    ("ADDR", rf"{L}\d{{1,4}}\s?동\s?\d{{1,4}}\s?호"),
    ("ADDR", rf"[가-힣]{{1,10}}(?:동|리|가)\s?\d{{1,4}}-\d{{1,4}}{R}(?:\s?번지)?|{L}\d{{1,4}}(?:-\d{{1,4}})?\s?번지"),
    ("ADDR", rf"{L}\d{{1,5}}\s(?:[A-Z][a-z]{{1,15}}\s){{1,3}}{STREET}"),
    ("NAME", rf"{INTRODUCED}\s{{0,2}}[가-힣]{{2,4}}?(?={SUFFIX}|[\s.,!]|$)"),
    ("NAME", rf"저는\s{{0,2}}{NAME}(?={SUFFIX})"),
    ("NAME", rf"{STAFF}(?:님|은|:)?\s{{1,2}}{NAME}(?:(?={SUFFIX}|이|가|은|는|께|한테)|(?={NO_PARTICLE}(?:[\s.,!]|$)))"),
    ("NAME", rf"(?<![가-힣]){NAME}(?<![한된던는은인팀])(?=\s?(?:님|씨|{STAFF}))"),
    ("NAME", rf"{INTRODUCED_EN}\s{LATIN_NAME}"),
    ("URL", r"(?i:https?://|www\.)\S{1,2000}"),
    ("MESSENGER", rf"{MESSENGER}{ACCOUNT_WORD}{HANDLE}|(?<![\w\]])@{HANDLE}"),
    ("ORDER", rf"{ORDER}\s?[:#은는]{{0,2}}\s?[A-Za-z]{{0,4}}-?\d[\d-]{{5,20}}"),
    ("NUMBER", rf"{L}{KINDS['NUMBER'][1]}{R}"),
)  # fmt: skip

_COMPILED: Final = tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS)
_CHECKED: Final = 4  # place of the pattern whose digits must check


def clean(text: str) -> str:
    """Give a text in one form: NFKC, plain digits, at most 5,000 signs, and nothing that cannot be seen.

    Parameters
    ----------
    text : str
        What somebody wrote.

    Examples
    --------
    >>> clean("９\u200b점\u202e")
    '9점'
    """
    text = NO_JAMO.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text[:LONGEST])
    text = "".join(" " if c in "\t\n\r" else c for c in text if c in "\t\n\r" or unicodedata.category(c) not in STRAY)
    text = OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), MARKS.sub("", text))
    return text[:LONGEST]


def scrub(text: str) -> str:
    """Give a text in which personal data and secrets are replaced by their kind, such as ``[PHONE]``.

    Parameters
    ----------
    text : str
        What somebody wrote; `clean` is applied first.

    Returns
    -------
    str
        At most 5,000 signs. Scrubbing it again changes nothing.

    Examples
    --------
    >>> scrub("010-1234-5678로 전화주세요, 홍길동@한국.kr")
    '[PHONE]로 전화주세요, [EMAIL]'
    >>> scrub("배송이 3일 늦었어요")
    '배송이 3일 늦었어요'
    """
    before, text = "", clean(text)
    while text != before:  # what stood beside something masked may be personal too
        before, text = text, _once(text)
    return text


def _once(text: str) -> str:
    for place, (kind, pattern) in enumerate(_COMPILED):
        mask = f"[{kind}]"
        text = pattern.sub(_if_checked if place == _CHECKED else mask, text)
    return text[:LONGEST]


def _if_checked(found: re.Match[str]) -> str:
    """Mask digits that are the number of a card: their check digit says so (Luhn)."""
    digits = [int(c) for c in found[0] if c.isdigit()][::-1]
    total = sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return found[0] if total % 10 else "[CARD]"
