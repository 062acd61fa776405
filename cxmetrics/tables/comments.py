"""Tables of comments: themes with their praise and complaint, by touchpoint, telling terms, and quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, heat, phrase, reason, table
from cxmetrics.ranking import ENOUGH
from cxmetrics.tables.monthly import RIGHT, group_label, heads, score
from cxmetrics.tables.paths import touchpoint_name
from cxmetrics.voice.keywords import DEFAULT, NO_THEME
from cxmetrics.voice.reading import COMPLAINT, PRAISE
from cxmetrics.voice.terms import SPLIT
from cxmetrics.words import Value, decimals

MOST = 5  # touchpoints that a page is wide enough for
TERMS = 12  # of a side
TOLD = 3  # themes of a touchpoint that can be shown, from which on it is
Row = Mapping[str, Any]


def theme_label(value: Any) -> Any:
    """Name of a theme: words for those of the kit, the company's own text for others."""
    if value == NO_THEME:
        return phrase("theme-none")
    return phrase(f"theme-{value}") if value in DEFAULT else group_label(value)


def themes_in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Give themes with the largest share of complaint first; then those of too few to be ranked, hidden ones, none."""
    none, few = frame["theme"] == NO_THEME, frame["n"].fillna(0) < ENOUGH
    ordered = frame.assign(place=2 * none + few).sort_values(
        ["place", "estimate"], ascending=[True, False], na_position="last", kind="stable"
    )
    return ordered.drop(columns="place")


def themes(shares: pd.DataFrame, complaints: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Lay out each theme: its share of the comments, and the share of complaint in it.

    Parameters
    ----------
    shares, complaints : DataFrame
        Protected frames of `comment_themes`, without groups.
    days, min_n : int
        Window of the comments, and smallest group that is shown.
    """
    of_all = {row["theme"]: row["estimate"] for row in rows_of(shares)}
    rows = [
        [
            theme_label(row["theme"]),
            Value(of_all[row["theme"]], "share", 0),
            *(score(row, "share", min_n=min_n) if _enough(row) else [None, None, count(row, min_n=min_n)]),
            reason(row, min_n=min_n) or (None if _enough(row) else phrase("label-hidden")),
        ]
        for row in rows_of(themes_in_order(complaints))
    ]
    columns = heads("theme", "share-of-comments", "complaint-share", "interval", "customers", "note")
    return table(phrase("caption-table-themes", days=days), columns, rows, note=phrase("note-themes"))


def _enough(row: Row) -> bool:
    """Whether so many wrote of a theme that its share tells of no single comment."""
    return bool(row["n"] >= ENOUGH) if not pd.isna(row["n"]) else True


def by_touchpoint(shares: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Share of the comments of each touchpoint by theme, darker where it is larger.

    Parameters
    ----------
    shares : DataFrame
        Protected ``Themes.shares``, by ``touchpoint``.
    days, min_n : int
        As for `themes`.
    """
    most = shares.groupby("touchpoint", dropna=False)["of"].max().sort_values(ascending=False, kind="stable")
    told = shares[shares["estimate"].notna()].groupby("touchpoint", dropna=False)["theme"].nunique()
    many_told = [place for place in most.index if told.get(place, 0) >= TOLD]
    places, names = (many_told or list(most.index))[:MOST], list(dict.fromkeys(shares["theme"]))
    cells = {(row["theme"], _key(row["touchpoint"])): _cell(row, min_n=min_n) for row in rows_of(shares)}
    few = phrase("n-below", min_n=min_n)  # nobody at all is not told from a few
    rows = [[theme_label(name), *(cells.get((name, _key(place)), few) for place in places)] for name in names]
    named = [touchpoint_name(place) if isinstance(place, str) else group_label(place) for place in places]
    columns = [*heads("theme"), *((phrase("column-named", name=name), RIGHT) for name in named)]
    many = phrase("note-most-touchpoints", shown=len(places), all=len(most)) if len(most) > len(places) else None
    return heat(table(phrase("caption-table-themes-touchpoints", days=days), columns, rows, note=many), start=1)


def _key(value: Any) -> Any:
    return None if pd.isna(value) else value


def _cell(row: Row, *, min_n: int) -> Value | Part:
    """Give a share, or say that it is hidden, and of a small group that it is one."""
    if row["hidden"] == "small":
        return phrase("n-below", min_n=min_n)
    if pd.isna(row["estimate"]):
        return phrase("cell-hidden")
    return Value(row["estimate"], "share", decimals(row["n"]))


def terms(frame: pd.DataFrame, *, side: str, days: int, min_n: int) -> Part | None:
    """Lay out the terms that tell praise (or complaint), the most telling first; None where there are none.

    Parameters
    ----------
    frame : DataFrame
        Protected result of `telling_terms`.
    side : {"praise", "complaint"}
        Which terms.
    days, min_n : int
        As for `themes`.
    """
    own = rows_of(frame[frame["side"] == side])
    if not own:
        return None
    rows = [
        [row["term"], *score(row, "share", min_n=min_n), Value(row["other_share"], "share", decimals(row["n"]))]
        for row in own[:TERMS]
    ]
    other = PRAISE if side == COMPLAINT else COMPLAINT
    columns = heads("term", f"share-of-{side}", "interval", "customers", f"share-of-{other}")
    note = phrase("note-terms-split" if own[0]["method"].endswith(SPLIT) else "note-terms-kiwi")
    return table(phrase(f"caption-table-terms-{side}", days=days), columns, rows, note=note)


def quotes(frame: pd.DataFrame) -> Part | None:
    """Lay out approved quotes, those of complaint first; None where there are none.

    Parameters
    ----------
    frame : DataFrame
        ``Quotes.quotes`` of `approved_quotes`.
    """
    if frame.empty:
        return None
    rows = [
        [
            phrase(f"tone-{row['tone']}"),
            theme_label(row["theme"]),
            row["quote"],
            None if pd.isna(row["touchpoint"]) else group_label(row["touchpoint"]),
            None if pd.isna(row["month"]) else Value(row["month"], "short_month"),
        ]
        for row in rows_of(frame)
    ]
    columns = heads("tone", "theme", "quote", "touchpoint", "month")
    return table(phrase("caption-table-quotes"), columns, rows, note=phrase("note-quotes"))
