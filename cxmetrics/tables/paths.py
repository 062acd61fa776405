"""Tables of the customer path: stages, touchpoints, steps and ways, gaps, and the list of improvements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxmetrics import words
from cxmetrics.contract import STAGES
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, listed, phrase, reason, table
from cxmetrics.path import LEFT, OTHER_WAYS
from cxmetrics.tables.monthly import heads, interval, rank
from cxmetrics.words import Value, decimals

MOVES_SHOWN, GAPS_SHOWN, BESIDE_SHOWN = 15, 30, 12
FATES = ("used", "earlier", "later", "no customer", "no time", "no touchpoint", "unknown", "crowd", "before joining",
         "same instant")  # fmt: skip
TO_ACT = STAGES[:3]
ALL = 0.995  # of the customers of a touchpoint, that so many buy is a question of how it is recorded
Row = Mapping[str, Any]


def touchpoint_name(name: str) -> Part:
    """Name of a touchpoint, in the catalogue's words where it has them, else the company's own."""
    key = f"touchpoint-{name.replace('_', '-')}"
    return phrase(key) if key in words.keys("en") else phrase("group-other", name=name)


def stage_name(stage: str) -> Part:
    """Name of a stage."""
    return phrase(f"stage-{stage}")


def owner_name(owner: str) -> Part:
    """Name of a team, in the catalogue's words where it has them, else the company's own."""
    key = f"owner-{owner}"
    return phrase(key) if key in words.keys("en") else phrase("group-other", name=owner)


def share(row: Row, name: str, *, of: str = "n") -> Value:
    """Write a share of a row, with the decimals that the number behind it allows."""
    return Value(row[name], "share", 0 if pd.isna(row[of]) else decimals(row[of]))


def limits(row: Row, name: str, *, of: str = "n") -> Part | None:
    """Both limits of a share of a row."""
    found = {"conf_low": row[f"{name}_low"], "conf_high": row[f"{name}_high"], "n": row[of]}
    return interval(found, "share")


def stages(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out how many came to each stage, went on, and have gone quiet."""
    rows = [
        [
            stage_name(row["stage"]), count(row, min_n=min_n), share(row, "estimate"),
            share(row, "conversion", of="ready"), limits(row, "conversion", of="ready"),
            Value(row["days"], "days"),
            share(row, "score", of="answers"), share(row, "hurt", of="answers"), share(row, "quiet", of="stayed"),
        ]
        for row in rows_of(frame)
    ]  # fmt: skip
    answers = ("good-answers", "bad-answers", "quiet")
    columns = heads("stage", "journeys", "of-all", "went-on", "interval", "half-in", *answers)
    return table(phrase("caption-table-stages"), columns, rows, note=phrase("note-stages"))


def steps(frame: pd.DataFrame) -> Part:
    """Lay out to which stage journeys went on first, and how many did not."""
    rows = []
    for row in rows_of(frame):
        where = phrase("stage-any") if row["next_stage"] == "any" else stage_name(row["next_stage"])
        rows.append([stage_name(row["stage"]), where, share(row, "estimate"), interval(row, "share"),
                     Value(row["within_days"], "days"), Value(row["n"], "count")])  # fmt: skip
    columns = heads("stage", "next-stage", "went-there", "interval", "within", "journeys")
    return table(phrase("caption-table-steps"), columns, rows, note=phrase("note-steps"))


def touchpoints(frame: pd.DataFrame, *, days: int, min_n: int) -> Part | None:
    """Lay out volume, reach, answers, pain and purchases of each touchpoint, by stage; None where nobody came."""
    rows = [
        [
            touchpoint_name(row["touchpoint"]), stage_name(row["stage"]), Value(row["contacts"], "count"),
            share(row, "estimate"), share(row, "score", of="answers"), share(row, "hurt", of="answers"),
            Value(row["pain"], "share", 1), rank({**row, "rank": row["pain_rank"]}),
            share(row, "bought", of="ready"), _why(row, min_n=min_n),
        ]
        for row in rows_of(frame[frame["contacts"].fillna(1) > 0])
    ]  # fmt: skip
    if not rows:
        return None
    said = ("good-answers", "bad-answers", "pain", "rank", "bought", "note")
    columns = heads("touchpoint", "stage", "contacts", "reach", *said)
    return table(phrase("caption-table-touchpoints"), columns, rows, note=phrase("note-touchpoints", days=days))


def _why(row: Row, *, min_n: int) -> Part | None:
    if isinstance(row.get("hidden"), str):
        return reason(row, min_n=min_n)
    if pd.isna(row["score"]):
        said = "remark-buyers-only" if row["stage"] in TO_ACT and row["bought"] >= ALL else "gap-no-answers-here"
        return phrase(said)
    return phrase("remark-more-answers") if row["answers"] > row["contacts"] else None


def moves(frame: pd.DataFrame, *, min_n: int) -> Part | None:
    """Lay out the steps that most contacts are followed by, without those that stay; None where all are hidden."""
    known = frame[frame["estimate"].notna() & (frame["touchpoint"] != frame["next_touchpoint"])]
    most = known.sort_values("moves", ascending=False, kind="stable").head(MOVES_SHOWN)
    rows = [
        [touchpoint_name(row["touchpoint"]), _next(row["next_touchpoint"]), Value(row["moves"], "count"),
         share(row, "estimate"), interval(row, "share"), count(row, min_n=min_n)]
        for row in rows_of(most)
    ]  # fmt: skip
    if not rows:
        return None
    columns = heads("touchpoint", "next-touchpoint", "steps", "of-steps", "interval", "customers")
    note = phrase("note-moves", shown=len(most), all=Value(float(len(frame)), "count"))
    return table(phrase("caption-table-moves"), columns, rows, note=note)


def _next(name: str) -> Part:
    return phrase("touchpoint-left") if name == LEFT else touchpoint_name(name)


def ways(frame: pd.DataFrame, *, kind: str, min_n: int) -> Part:
    """Lay out the ways to act that most journeys took, of stages or of touchpoints."""
    one = stage_name if kind == "stages" else touchpoint_name
    shown = frame[(frame["kind"] == kind)]
    rows = [
        [_way(row["path"], one), count(row, min_n=min_n), share(row, "estimate"), share(row, "came"),
         limits(row, "came"), share(row, "covered")]
        for row in rows_of(shown)
    ]  # fmt: skip
    known = shown[shown["variants"].notna()]
    numbers = {name: Value(float(known[name].max()), "count") for name in ("variants", "variants_with_repeats")}
    note = phrase("note-ways", variants=numbers["variants"], repeats=numbers["variants_with_repeats"])
    columns = heads("way", "journeys", "of-all", "came-to-act", "interval", "covered")
    return table(phrase(f"caption-table-ways-{kind}"), columns, rows, note=note)


def _way(path: str, name: Any) -> Part:
    if path == OTHER_WAYS:
        return phrase("way-other")
    if not path:
        return phrase("way-straight")
    return listed([name(step) for step in path.split("|")], "list-then")


def credit(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out first touches and removal effects of the touchpoints before act."""
    known = frame.sort_values("estimate", ascending=False, kind="stable")
    rows = [
        [touchpoint_name(row["touchpoint"]), count(row, min_n=min_n), _first(row, min_n=min_n), share(row, "removal"),
         share(row, "estimate")]
        for row in rows_of(known)
    ]  # fmt: skip
    columns = heads("touchpoint", "journeys-by", "first-touch-share", "removal", "removal-share")
    return table(phrase("caption-table-credit"), columns, rows, note=phrase("note-credit"))


def _first(row: Row, *, min_n: int) -> Value | Part:
    small = bool(0 < row["first"] < min_n)
    return phrase("n-below", min_n=min_n) if small else share(row, "first_share")


def gaps(frame: pd.DataFrame, *, min_n: int) -> Part | None:
    """Lay out what is missing on the path; None where nothing is."""
    rows = []
    for row in rows_of(frame.head(GAPS_SHOWN)):
        known = isinstance(row["stage"], str)
        near = phrase("gap-nearest", name=row["nearest"]) if isinstance(row["nearest"], str) else None
        rows.append([
            touchpoint_name(row["touchpoint"]) if known else row["touchpoint"],
            stage_name(row["stage"]) if known else None,
            phrase(f"gap-{row['gap'].replace(' ', '-')}-here"),
            phrase("label-hidden") if 0 < row["n"] < min_n else Value(row["contacts"], "count"),
            near,
        ])  # fmt: skip
    more = phrase("note-more-gaps", n=len(frame) - GAPS_SHOWN) if len(frame) > GAPS_SHOWN else None
    columns = heads("touchpoint", "stage", "what", "contacts", "nearest")
    return table(phrase("caption-table-gaps"), columns, rows, note=more) if rows else None


def accounts(frame: pd.DataFrame, *, most: int, min_n: int) -> Part:
    """Lay out what became of the rows of touchpoints; names that are not in the register together."""
    sums = frame.groupby("fate", sort=False)["contacts"].sum()
    people = {str(row["fate"]): float(row["n"]) for row in rows_of(frame)}
    rows = []
    for fate in FATES:
        if fate not in sums.index:
            continue
        few = 0 < people[fate] < min_n and fate != "crowd"  # of persons
        number = phrase("label-hidden") if few else Value(float(sums[fate]), "count")
        rows.append([phrase(f"fate-{fate.replace(' ', '-')}", most=Value(float(most), "count")), number])
    return table(phrase("caption-table-accounts"), heads("fate", "contacts"), rows, note=None)


def beside(frame: pd.DataFrame, names: Sequence[Part], *, min_n: int) -> Part | None:
    """Lay out the differences of two journeys that survive their number, the largest first; None without any."""
    sure = frame[frame["verdict"].isin(["higher", "lower"]) & frame["estimate"].notna()]
    order = sure["estimate"].abs().sort_values(ascending=False, kind="stable").index
    rows = [
        [phrase(f"beside-{row['what']}"), _place(row), share(row, "first"), share(row, "second"),
         Value(row["estimate"], "signed_percentage_points", decimals(row["n"])),
         interval(row, "signed_percentage_points"), count(row, min_n=min_n)]
        for row in rows_of(sure.loc[order].head(BESIDE_SHOWN))
    ]  # fmt: skip
    if not rows:
        return None
    columns = [*heads("what", "place"), *((phrase("column-named", name=name), "right") for name in names),
               *heads("difference", "interval", "customers")]  # fmt: skip
    note = phrase("note-beside", shown=len(rows), sure=len(sure), all=len(frame))
    return table(phrase("caption-table-beside"), columns, rows, note=note)


def _place(row: Row) -> Part:
    return touchpoint_name(row["touchpoint"]) if row["touchpoint"] else stage_name(row["stage"])
