"""Quotes of comments: candidates for a person to approve, and those approved that a report may show."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.voice.keywords import DEFAULT, NO_THEME, Keywords, held_themes
from cxmetrics.voice.reading import COMPLAINT, DAYS, PRAISE, read_comments
from cxmetrics.voice.scrubbing import MASK, scrub
from cxmetrics.voice.terms import terms_of

ENOUGH: Final = 30  # customers of a group from which one is quoted
MOST: Final = 10  # quotes of a report
PROPOSED: Final = 20  # candidates a side
SHORTEST, LONGEST = 10, 200  # signs of a quote
SIDES: Final = (COMPLAINT, PRAISE)
BESIDE: Final = (
    ("touchpoint", "month"),
    ("touchpoint",),
    ("month",),
    (),
)  # attributes beside a quote, the first that can
COLUMNS: Final = ["tone", "theme", "touchpoint", "month", "quote"]
SENSITIVE: Final = re.compile(
    "임신|출산|장애|질병|질환|환자|병원|수술|우울|정신과|알레르기|종교|교회|노조|정당|성별|이혼|"
    "(?i:pregnan|disab|disease|cancer|hospital|surgery|depress|allerg|religio|church|union|divorce)"
)


@dataclass(frozen=True)
class Quotes:
    """What may be quoted.

    Parameters
    ----------
    quotes : DataFrame
        A row a quote, at most `MOST`: ``tone``, ``theme``, ``touchpoint`` and ``month`` (missing where the group would
        be too small) and ``quote``.
    unmatched : int
        Approvals that no comment of the window answers to.
    withheld : int
        Approved comments of groups that are too small to be quoted.
    beyond : int
        Approved comments that could be quoted, but for there being `MOST` already.
    """

    quotes: pd.DataFrame
    unmatched: int
    withheld: int
    beyond: int


def quote_of(text: str) -> str:
    r"""Give a comment as it may be printed: scrubbed, in one line of at most 200 signs.

    Examples
    --------
    >>> quote_of("배송이\n늦어요, 010-1234-5678로 전화 주세요")
    '배송이 늦어요, [PHONE]로 전화 주세요'
    """
    line = " ".join(scrub(text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def fingerprint(quote: str) -> str:
    """Give the hash by which a quote is approved: SHA-256 of the very text that is printed."""
    return hashlib.sha256(quote.encode()).hexdigest()


def candidates(
    responses: Any, *, keywords: Keywords | None = None, days: int = DAYS, data_end: date | str | None = None
) -> pd.DataFrame:
    """Give the comments most typical of the theme with most complaint and of that with most praise.

    Parameters
    ----------
    responses, keywords, days, data_end
        As for `comment_themes`.

    Returns
    -------
    DataFrame
        At most 20 a side, the most typical first: ``comment_sha256``, ``tone``, ``theme``, ``touchpoint``, ``month``,
        ``sensitive`` (words of health, faith and the like) and ``quote``. Comments in which anything was masked are
        left out, and no customer is there twice.

    Notes
    -----
    Of the themes that 30 customers and more complained of (or praised) the one with the largest share of such comments.
    A comment is the more typical the closer its terms are to those of all comments of the group (cosine to their mean).
    """
    rows, held = _read(responses, keywords, days, data_end)
    found = [_most_typical(rows, held, side) for side in SIDES]
    columns = ["comment_sha256", "tone", "theme", "touchpoint", "month", "sensitive", "quote"]
    return pd.concat([each for each in found if each is not None] or [pd.DataFrame(columns=columns)])[columns]


def approved_quotes(
    responses: Any,
    approved: Sequence[str],
    *,
    keywords: Keywords | None = None,
    days: int = DAYS,
    data_end: date | str | None = None,
) -> Quotes:
    """Give the approved comments that may be shown: of groups of 30 customers and more, scrubbed, at most ten.

    Parameters
    ----------
    responses, keywords, days, data_end
        As for `comment_themes`.
    approved : sequence of str
        Hashes of quotes (see `fingerprint`) that a person has approved.

    Returns
    -------
    Quotes
        At most five a side. Touchpoint and month stand beside a quote only where 30 customers of the same tone and
        theme share them.
    """
    rows, held = _read(responses, keywords, days, data_end)
    matched = rows[rows["comment_sha256"].isin(set(approved))]
    unmatched = len(set(approved) - set(matched["comment_sha256"]))
    told = matched[matched["tone"].isin(SIDES)].sort_values(["comment_sha256", "month"], ascending=[True, False])
    said = {place: _beside(rows, held, place) for place in told.drop_duplicates("comment_sha256").index}
    shown = {place: quote for place, quote in said.items() if quote is not None}
    withheld = matched["comment_sha256"].nunique() - len(shown)
    quotes = pd.DataFrame(list(shown.values()), columns=COLUMNS).sort_values(["tone", "theme"], kind="stable")
    most = quotes.groupby("tone", sort=True).head(MOST // len(SIDES)).reset_index(drop=True)
    return Quotes(most, unmatched, withheld, len(quotes) - len(most))


def _read(
    responses: Any, keywords: Keywords | None, days: int, data_end: date | str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the comments of the window with their quotes, and which themes each holds."""
    by = "touchpoint" if "touchpoint" in engine.as_table(responses).columns else None
    rows = read_comments(responses, by=by, days=days, data_end=data_end)
    rows["quote"] = [quote_of(text) for text in rows["text"]]
    rows["comment_sha256"] = [fingerprint(quote) for quote in rows["quote"]]
    held = held_themes(rows["text"], DEFAULT if keywords is None else keywords).drop(columns=NO_THEME)
    return rows if by else rows.assign(touchpoint=None), held


def _strongest(rows: pd.DataFrame, held: pd.DataFrame, side: str) -> list[str]:
    """Give the themes that enough customers praised (or complained of), the one with the largest share first."""
    of_side = rows["tone"] == side
    enough = [str(theme) for theme in held if rows.loc[of_side & held[theme], "unit"].nunique() >= ENOUGH]
    return sorted(enough, key=lambda theme: -float(of_side[held[theme].to_numpy()].mean()))


def _beside(rows: pd.DataFrame, held: pd.DataFrame, place: Any) -> dict[str, Any] | None:
    """Give a quote with what may stand beside it; None where it stands for too few."""
    row = rows.loc[place]
    for theme in (name for name in _strongest(rows, held, row["tone"]) if held.loc[place, name]):
        alike = rows[(rows["tone"] == row["tone"]) & held[theme]]
        for names in BESIDE:
            group = alike
            for name in names:
                group = group[group[name] == row[name]]
            if group["unit"].nunique() >= ENOUGH:
                told = {name: row[name] if name in names else None for name in ("touchpoint", "month")}
                return {"tone": row["tone"], "theme": theme, **told, "quote": row["quote"]}
    return None


def _most_typical(rows: pd.DataFrame, held: pd.DataFrame, side: str) -> pd.DataFrame | None:
    """Give the candidates of a side; None where no theme has enough customers."""
    strongest = _strongest(rows, held, side)
    if not strongest:
        return None
    theme = strongest[0]
    own = rows[(rows["tone"] == side) & held[theme]].assign(theme=theme)
    terms = terms_of(own["text"].tolist()).terms
    own = own.assign(terms=pd.Series(terms, index=own.index), typical=list(_closeness(terms)))
    own["sensitive"] = own["quote"].str.contains(SENSITIVE)
    whole = own[~own["quote"].str.contains(MASK) & (own["quote"].str.len() >= SHORTEST)]
    ordered = whole.sort_values(["typical", "comment_sha256"], ascending=[False, True])
    return _unlike(ordered.drop_duplicates("comment_sha256").drop_duplicates("unit")).head(PROPOSED)


def _closeness(terms: Sequence[frozenset[str]]) -> Iterator[float]:
    """Give the cosine of each comment's terms to the mean of all, but for a constant."""
    share = Counter(term for own in terms for term in own)
    for own in terms:
        yield sum(share[term] for term in own) / np.sqrt(max(len(own), 1))


def _unlike(ordered: pd.DataFrame) -> pd.DataFrame:
    """Leave out what says nearly the same as one before it: of all their terms they share half and more."""
    chosen: list[frozenset[str]] = []
    new = []
    for own in ordered["terms"]:
        new.append(all(2 * len(own & other) < len(own | other) for other in chosen))
        chosen += [own] if new[-1] else []
    return ordered[np.array(new, dtype=np.bool_)]
