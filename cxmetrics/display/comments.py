"""Comments in words and pictures: best and worst of the offer, praise and complaint by theme, and what is quoted."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, joined, phrase, reason, sentence
from cxmetrics.ranking import ENOUGH, ends
from cxmetrics.tables import SHARES_FROM
from cxmetrics.tables.comments import theme_label, themes_in_order
from cxmetrics.voice.keywords import NO_THEME
from cxmetrics.voice.reading import NEUTRAL, TONES
from cxmetrics.voice.verbatims import Quotes
from cxmetrics.words import Value, decimals

LEAST: Final = 2  # groups that can be compared


def best_and_worst(complaints: pd.DataFrame, *, days: int) -> Part:
    """Say which theme has most complaint and which least, where these two are apart.

    Parameters
    ----------
    complaints : DataFrame
        Protected ``Themes.complaints``, without groups.
    days : int
        Window of the comments.
    """
    known = complaints[complaints["theme"] != NO_THEME]
    if ((known["n"].fillna(0) >= ENOUGH) & known["estimate"].notna()).sum() < LEAST:
        return sentence("comments-few", days=days, least=ENOUGH)
    apart = ends(known)
    if apart is None:
        return sentence("comments-alike", days=days)
    worst, best = apart
    fields: dict[str, Any] = {"worst": theme_label(worst["theme"]), "best": theme_label(best["theme"])}
    return sentence("comments-apart", days=days, **fields, most=_share(worst), least=_share(best))


def _share(row: dict[str, Any]) -> Value:
    return Value(row["estimate"], "share", decimals(row["n"]))


def tones(complaints: pd.DataFrame, *, days: int, min_n: int) -> Part | None:
    """Draw praise, neutral and complaint of each theme; None where every theme is hidden or too small.

    Parameters
    ----------
    complaints : DataFrame
        Protected ``Themes.complaints``, without groups. Themes of fewer than 30 customers are drawn as hidden: shares
        of so few tell about single comments.
    days, min_n : int
        Window of the comments, and smallest group that is shown.
    """
    ordered = rows_of(themes_in_order(complaints))
    known = [row for row in ordered if not pd.isna(row["estimate"]) and row["n"] >= SHARES_FROM]
    if not known:
        return None
    drawn = pd.DataFrame([part for row in ordered for part in _bar(row, min_n=min_n)])
    named = max(known, key=lambda row: float(row["estimate"]))
    alt = phrase("alt-themes", days=days, name=theme_label(named["theme"]), share=Value(named["estimate"], "share", 0))
    text = {"axis": phrase("axis-comments-share"), "unit": "share", "digits": 0, "hidden": phrase("label-hidden")}
    return figure("shares", drawn, alt=alt, caption=phrase("caption-themes", days=days), text=text)


def _bar(row: dict[str, Any], *, min_n: int) -> list[dict[str, Any]]:
    """Give the parts of a theme's bar; of a small theme none has a share."""
    whole = not pd.isna(row["estimate"]) and row["n"] >= SHARES_FROM
    why = None if whole else reason(row, min_n=min_n) or phrase("label-hidden")
    shares = {tone: round_half_away(row[tone] / row["of"], 2) for tone in TONES} if whole else {}
    if whole:  # parts that are rounded still make a whole
        shares[NEUTRAL] = round_half_away(1 - sum(shares[tone] for tone in TONES if tone != NEUTRAL), 2)
    return [
        {
            "label": theme_label(row["theme"]),
            "part": phrase(f"tone-{tone}"),
            "n": float(row["n"]) if whole else None,
            "estimate": shares.get(tone),
            "reason": why,
        }
        for tone in TONES
    ]


def quoted(found: Quotes | None) -> Part:
    """Say how many approved comments are quoted, and of those that are not, why.

    Parameters
    ----------
    found : Quotes or None
        From `approved_quotes`; None where no approval file is declared.
    """
    if found is None:
        return sentence("quotes-not-asked")
    said = [sentence("quotes-shown", count=len(found.quotes))]
    said += [sentence("quotes-unmatched", count=found.unmatched)] if found.unmatched else []
    said += [sentence("quotes-withheld", count=found.withheld, least=ENOUGH)] if found.withheld else []
    said += [sentence("quotes-beyond", count=found.beyond)] if found.beyond else []
    return joined(*said)
