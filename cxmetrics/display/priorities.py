"""What goes with the recommendation, in words and pictures: importance, what it adds, and how good it is."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, gap, joined, listed, phrase, reason, sentence
from cxmetrics.tables.ratings import by_share, rating_name
from cxmetrics.voice import FEWEST
from cxmetrics.words import Value, decimals

HALF: Final = 0.5  # of the surveys: what fewer answered is not judged over all of them
LIMITS: Final = ("estimate", "conf_low", "conf_high")
GAPS: Final = {"fewer than two drivers": "gap-few-drivers", "all answered the same": "gap-same-answers"}


def missing(importance: pd.DataFrame, fit: pd.DataFrame, *, outcome: str) -> Part | None:
    """Say what is missing where fewer than two ratings can be told apart; None where there are two."""
    if len(_known(importance)) > 1:
        return None
    key = GAPS.get(str(fit["reason"].iloc[0]), "gap-few-surveys")
    return gap(key, outcome=rating_name(outcome), **({} if key == "gap-same-answers" else {"least": FEWEST}))


def opening(importance: pd.DataFrame, fit: pd.DataFrame, *, outcome: str) -> Part:
    """Say how much goes with all ratings together, and which most where the ranks are apart; then the caution."""
    whole = rows_of(fit)[0]
    r_squared = Value(whole["estimate"], "share", decimals(whole["n"]))
    told = sentence("drivers-together", outcome=rating_name(outcome), r_squared=r_squared)
    return joined(told, _most(_known(importance)), sentence("drivers-halo"), role="lead")


def _most(known: list[dict[str, Any]]) -> Part:
    first = known[0]
    top = [row for row in known if row["rank_low"] == 1]
    if first["rank_high"] == 1:
        level = Value(first["level"], "level")
        return sentence("drivers-first", name=rating_name(first["driver"]), level=level, **_numbers(first))
    if len(top) == len(known):
        return sentence("drivers-alike")
    return sentence("drivers-tied", items=_items(top))


def beyond(importance: pd.DataFrame) -> Part | None:
    """Say which ratings go with the outcome when all others are the same; None where nothing is known."""
    known = _known(importance)
    up, down, unclear = ([row for row in known if row["sign"] == sign] for sign in ("up", "down", "unclear"))
    few = [row for row in unclear if row["answered"] < HALF]
    groups = {"drivers-add": up, "drivers-add-unclear": [row for row in unclear if row not in few],
              "drivers-add-few": few, "drivers-add-less": down}  # fmt: skip
    said = [sentence(key, items=_items(rows)) for key, rows in groups.items() if rows]
    return joined(*said) if said else None


def importance_figure(importance: pd.DataFrame, *, outcome: str, min_n: int) -> Part:
    """Draw the share that goes with each rating, with its interval, beside an equal share of all."""
    known = _known(importance)
    rows = rows_of(by_share(importance))
    drawn = pd.DataFrame([
        {"label": rating_name(row["driver"]), **_rounded(row), "n": None if pd.isna(row["n"]) else float(row["n"]),
         "reason": reason(row, min_n=min_n) if pd.isna(row["estimate"]) else None}
        for row in rows
    ]).assign(reference=round(1 / len(known), 3))  # fmt: skip
    ends = {name: value for which, row in (("first", known[0]), ("last", known[-1]))
            for name, value in ((which, rating_name(row["driver"])), (f"{which}_share", _share(row)))}  # fmt: skip
    text = {"axis": phrase("axis-driver-share"), "unit": "share", "hidden": phrase("label-hidden")}
    text["reference"] = phrase("label-equal-share")
    caption = phrase("caption-importance", outcome=rating_name(outcome), level=Value(known[0]["level"], "level"))
    return figure("intervals", drawn, alt=phrase("alt-importance", **ends), caption=caption, text=text)


def priorities(importance: pd.DataFrame, performance: pd.DataFrame) -> Part | None:
    """Draw each rating by what goes with it and how good it is; None where fewer than two have both."""
    rows = _placed(importance, performance)
    if len(rows) < 2:  # noqa: PLR2004 - one rating has no place among others
        return None
    drawn = pd.DataFrame([_point(row, good) for row, good in rows])
    middles = {"middle": "estimate", "across_middle": "across"}
    drawn = drawn.assign(**{name: round_half_away(drawn[of].mean(), 3) for name, of in middles.items()})
    drawn["mark"] = ["first" if _is_first(row, rows) else "" for row in rows]
    drawn["reason"] = None
    text: dict[str, Any] = {
        "axis": phrase("axis-driver-share"),
        "across": phrase("axis-good-answers"),
        "unit": "share",
        "digits": min(decimals(row["n"]) for pair in rows for row in pair),
        "hidden": phrase("label-hidden"),
        "names": {name: phrase(f"priority-{name}") for name in ("improve", "keep", "watch", "enough", "first")},
    }
    firsts = _firsts(rows)
    said: dict[str, Any] = {"items": _items(firsts)} if firsts else {}
    alt = phrase("alt-priorities" if firsts else "alt-priorities-none", drivers=len(rows), **said)
    caption = phrase("caption-priorities", level=Value(rows[0][0]["level"], "level"))
    return figure("priorities", drawn, alt=alt, caption=caption, text=text)


def look_first(importance: pd.DataFrame, performance: pd.DataFrame) -> Part | None:
    """Say which ratings go with the outcome more, and are worse, than the average; None where none is placed."""
    rows = _placed(importance, performance)
    if len(rows) < 2:  # noqa: PLR2004 - as above
        return None
    firsts = _firsts(rows)
    return sentence("priorities-first", items=_items(firsts)) if firsts else sentence("priorities-none")


def to_improve(importance: pd.DataFrame, performance: pd.DataFrame) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give importance and performance of the ratings to look at first; see `look_first`."""
    rows = _placed(importance, performance)
    return [pair for pair in rows if _is_first(pair, rows)] if len(rows) > 1 else []


Placed = list[tuple[dict[str, Any], dict[str, Any]]]


def _placed(importance: pd.DataFrame, performance: pd.DataFrame) -> Placed:
    """Give the rows of both frames for each rating that has both, the most important first."""
    good = {row["driver"]: row for row in rows_of(performance) if not pd.isna(row["estimate"])}
    return [(row, good[row["driver"]]) for row in _known(importance) if row["driver"] in good]


def _firsts(rows: Placed) -> list[dict[str, Any]]:
    return [pair[0] for pair in rows if _is_first(pair, rows)]


def _is_first(pair: tuple[dict[str, Any], dict[str, Any]], rows: Placed) -> bool:
    """Whether a rating is more important and worse than the average, beyond its intervals."""
    middle, across_middle = (sum(row[side]["estimate"] for row in rows) / len(rows) for side in (0, 1))
    return bool(pair[0]["conf_low"] > middle and pair[1]["conf_high"] < across_middle)


def _point(row: dict[str, Any], good: dict[str, Any]) -> dict[str, Any]:
    across = dict(zip(("across", "across_low", "across_high"), _rounded(good).values(), strict=True))
    return {"label": rating_name(row["driver"]), **_rounded(row), **across}


def _known(importance: pd.DataFrame) -> list[dict[str, Any]]:
    return rows_of(by_share(importance[importance["estimate"].notna()]))


def _rounded(row: dict[str, Any]) -> dict[str, float]:
    digits = 2 + (0 if pd.isna(row["n"]) else decimals(row["n"]))
    return {name: round_half_away(row[name], digits) for name in LIMITS}


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {"share": _share(row), "low": _share(row, "conf_low"), "high": _share(row, "conf_high")}


def _share(row: dict[str, Any], column: str = "estimate") -> Value:
    return Value(row[column], "share", decimals(row["n"]))


def _items(rows: list[dict[str, Any]]) -> Part:
    return listed([phrase("quoted", name=rating_name(row["driver"])) for row in rows])
