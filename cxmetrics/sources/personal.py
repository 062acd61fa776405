"""Personal data in comments: found by pattern, counted by kind, and masked before anything else sees them."""

from __future__ import annotations

LONGEST = 5_000  # characters of a comment that are kept
# In the order in which they are tried. DuckDB's expressions know no look-around, so a neighbour that is no digit is
# caught on both sides; `\b` is of no use before Hangul.
D, DASH = "[0-9０-９]", "[-–—‐‑－ .]"  # also full-width digits, and the dashes that word processors make
LEFT, RIGHT = f"(^|[^{D[1:]})", f"($|[^{D[1:]})"
DATE = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
KOREAN_LINE = f"(?:[+]?82{DASH}?[(]?[0０]?[)]?{DASH}?|[0０])(?:[1１][0-9０-９]|2|[3-6][1-5]|70|50[0-9])[)]?"
KINDS: dict[str, tuple[str, str, str]] = {
    "EMAIL": ("", r"[^\s@,;()<>]+@[^\s@,;()<>]+[.][^\s@,;()<>&]+", ""),
    "RRN": (LEFT, f"{DATE} ?{DASH} ?[1-8][0-9*]{{6}}", RIGHT),
    "CARD": (LEFT, f"(?:{D}{{4}}{DASH}){{3}}{D}{{4}}", RIGHT),
    "PHONE": (LEFT, f"{KOREAN_LINE}{DASH}{{0,2}}{D}{{3,4}}{DASH}?{D}{{4}}", RIGHT),
    "NUMBER": (LEFT, f"{D}(?:{DASH}?{D}){{8,}}", RIGHT),
}
IDENTITY_NUMBER = r"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-[1-8][0-9]{6}"
# control signs but tab and line ends; zero-width and bidirectional ones
INVISIBLE = (
    r"[\x{00}-\x{08}\x{0B}\x{0C}\x{0E}-\x{1F}\x{7F}-\x{9F}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]"
)
COMBINING = r"\p{Mn}{4,}"  # marks stacked on one letter


def masked(text: str) -> str:
    """Write the SQL of a comment without personal data, control signs and excess length.

    Parameters
    ----------
    text : str
        SQL of the raw text.
    """
    text = f"regexp_replace(regexp_replace({text}, '{INVISIBLE}', '', 'g'), '{COMBINING}', '', 'g')"
    for kind, (left, pattern, right) in KINDS.items():
        found, group = f"{left}{pattern}{right}", 2 if left else 1
        mask = rf"\1[{kind}]\{group}" if left else f"[{kind}]"
        text = f"regexp_replace({text}, '{found}', '{mask}', 'g')"
    return f"left({text}, {LONGEST})"


def has(kind: str, text: str) -> str:
    """Give the SQL condition: the text holds personal data of a kind, and none of a kind that is tried before."""
    before = [f"regexp_matches({text}, '{''.join(KINDS[k])}')" for k in list(KINDS)[: list(KINDS).index(kind)]]
    found = f"regexp_matches({text}, '{''.join(KINDS[kind])}')"
    return f"coalesce({' and not '.join([found, *before])}, false)"


def is_unruly(text: str) -> str:
    """Give the SQL condition: the text is too long, or holds control signs or stacked marks."""
    return f"coalesce(length({text}) > {LONGEST} or regexp_matches({text}, '{INVISIBLE}|{COMBINING}'), false)"
