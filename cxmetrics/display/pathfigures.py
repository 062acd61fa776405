"""The customer path in pictures: the map, the funnel, the times, the pain and the flow, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cxmetrics.contract import STAGES
from cxmetrics.display import paths
from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, phrase, reason
from cxmetrics.path import LEFT
from cxmetrics.tables.paths import share, stage_name, touchpoint_name
from cxmetrics.words import Value, decimals

MOST_FLOWS: Final = 24
DAYS: Final = 30  # of the curves from stage to stage
Row = Mapping[str, Any]


def journey_map(stages: pd.DataFrame, touchpoints: pd.DataFrame, *, min_n: int, before_act: bool = True) -> Part:
    """Draw the whole path: stages, the steps between them, touchpoints with their volume, and what customers feel.

    Parameters
    ----------
    stages, touchpoints : DataFrame
        Protected frames of a `Journey`.
    min_n : int
        Smallest group that is shown.
    before_act : bool, default True
        Whether the steps to act are told: not of customers who were chosen because they bought.
    """
    number = {stage: position for position, stage in enumerate(STAGES)}
    weakest = _weakest(stages) if before_act else None
    marked = {row["touchpoint"] for row in paths.painful(touchpoints) if row["rank_low"] == 1}
    largest = float(touchpoints["contacts"].max() or 1)
    rows = [_stage(row, number, weakest=weakest, min_n=min_n) for row in rows_of(stages)]
    rows += [_step(row, number, told=before_act or row["stage"] not in paths.TO_ACT) for row in rows_of(stages)[:-1]]
    rows += [_lane(row, number, largest=largest, marked=marked, min_n=min_n) for row in rows_of(touchpoints)]
    finding = paths.weakest_state(stages)["phrases"][0] if before_act else phrase("journey-map-of-buyers")
    alt = phrase("alt-map", weakest=finding, pain=paths.pain_state(touchpoints)["phrases"][0])
    text = {
        "axis": phrase("axis-map"), "unit": "share", "digits": 0, "hidden": phrase("label-hidden"),
        "names": {name: phrase(f"map-{name}") for name in ("pain", "gap", "weakest", "emotion")},
    }  # fmt: skip
    level = Value(stages["level"].iloc[0], "level")
    return figure(
        "journey_map",
        pd.DataFrame(rows),
        alt=alt,
        caption=phrase("caption-map" if before_act else "caption-map-persona", level=level, weakest=finding),
        text=text,
    )


def _weakest(stages: pd.DataFrame) -> str | None:
    found = paths.the_weakest(stages)
    return None if found is None else str(found["stage"])


def _stage(row: Row, number: Mapping[str, int], *, weakest: str | None, min_n: int) -> dict[str, Any]:
    known = not pd.isna(row["estimate"])
    digits: int = 0 if pd.isna(row["answers"]) else decimals(row["answers"])
    scored = {name: _rounded(row[column], digits) for name, column in
              (("estimate", "score"), ("conf_low", "score_low"), ("conf_high", "score_high"))}  # fmt: skip
    note = phrase("map-stage", share=share(row, "estimate"), n=Value(float(row["n"]), "count")) if known else None
    why = (reason(row, min_n=min_n) if isinstance(row.get("hidden"), str) else None) or phrase("map-no-score")
    return {
        "row": "stage", "stage": number[row["stage"]], "label": stage_name(row["stage"]), "note": note, **scored,
        "mark": "weakest" if row["stage"] == weakest else "",
        "reason": why if scored["estimate"] is None else None, "size": None,
    }  # fmt: skip


def _rounded(value: float, digits: int) -> float | None:
    return None if pd.isna(value) else round_half_away(value, digits + 2)


def _step(row: Row, number: Mapping[str, int], *, told: bool) -> dict[str, Any]:
    if not told or pd.isna(row["conversion"]):
        label, note = phrase("map-step-unknown"), None
    else:
        label = phrase("map-step", share=share(row, "conversion", of="ready"))
        half = not pd.isna(row["days"])
        note = phrase("map-half", days=int(row["days"])) if half else phrase("map-fewer", days=int(row["within_days"]))
    return {"row": "step", "stage": number[row["stage"]], "label": label, "note": note, "mark": "", "reason": None}


def _lane(row: Row, number: Mapping[str, int], *, largest: float, marked: set[str], min_n: int) -> dict[str, Any]:
    hidden = isinstance(row.get("hidden"), str)
    empty = hidden or not row["contacts"]
    why = reason(row, min_n=min_n) if hidden else phrase("gap-no-contacts-here") if empty else None
    return {
        "row": "touchpoint", "stage": number[row["stage"]], "label": touchpoint_name(row["touchpoint"]),
        "note": None if empty else Value(row["contacts"], "count").to_json(),
        "size": None if empty else round_half_away(row["contacts"] / largest, 3),
        "mark": "gap" if empty else "pain" if row["touchpoint"] in marked else "", "reason": why,
    }  # fmt: skip


def funnel(stages: pd.DataFrame, *, min_n: int) -> Part:
    """Draw how many of all journeys came to each stage."""
    weakest = _weakest(stages)
    rows = []
    for row in rows_of(stages):
        known = not pd.isna(row["estimate"])
        numbers = {name: _rounded(row[name], decimals(row["n"]) if known else 0)
                   for name in ("estimate", "conf_low", "conf_high")}  # fmt: skip
        onward = None if pd.isna(row["conversion"]) else phrase(
            "funnel-step", on=share(row, "conversion", of="ready"), off=share(row, "drop_off", of="ready"))  # fmt: skip
        rows.append({
            "label": stage_name(row["stage"]), **numbers, "n": float(row["n"]) if known else None, "note": onward,
            "mark": "weakest" if row["stage"] == weakest else "",
            "reason": None if known else reason(row, min_n=min_n),
        })  # fmt: skip
    text = {"axis": phrase("axis-journeys"), "unit": "share", "hidden": phrase("label-hidden"),
            "names": {"weakest": phrase("map-weakest")}}  # fmt: skip
    caption = phrase("caption-funnel", level=Value(stages["level"].iloc[0], "level"))
    said = paths.opening(stages)["phrases"][0]
    return figure("funnel", pd.DataFrame(rows), alt=phrase("alt-funnel", said=said), caption=caption, text=text)


def times(curves: pd.DataFrame, stages: pd.DataFrame) -> Part | None:
    """Draw by which day how many have gone on from each stage before act; None where no stage has enough."""
    enough = {row["stage"] for row in rows_of(stages) if not pd.isna(row["conversion"])}
    rows = curves[(curves["next_stage"] == "any") & curves["stage"].isin([s for s in paths.TO_ACT if s in enough])]
    rows = rows[rows["day"] <= DAYS]
    if rows.empty:
        return None
    drawn = pd.DataFrame([
        {"part": stage_name(row["stage"]), "day": float(row["day"]), "reason": None,
         **{name: round_half_away(row[name], 3) for name in ("estimate", "conf_low", "conf_high")}}
        for row in rows_of(rows)
    ])  # fmt: skip
    last = rows_of(rows.groupby("stage", sort=False).tail(1).sort_values("estimate"))
    fields: dict[str, Any] = {
        "stage": stage_name(last[0]["stage"]),
        "share": Value(last[0]["estimate"], "share", 1),
    }
    text = {"axis": phrase("axis-went-on"), "across": phrase("axis-days-since-stage"), "unit": "share",
            "hidden": phrase("label-hidden")}  # fmt: skip
    caption = phrase("caption-times", level=Value(stages["level"].iloc[0], "level"))
    return figure("curve", drawn, alt=phrase("alt-times", days=DAYS, **fields), caption=caption, text=text)


def pain(touchpoints: pd.DataFrame) -> Part | None:
    """Draw the share of all customers that is hurt at each touchpoint; None where none has enough answers."""
    rows = paths.painful(touchpoints)
    if not rows:
        return None
    drawn = pd.DataFrame([
        {"label": touchpoint_name(row["touchpoint"]), "estimate": round_half_away(row["pain"], 3),
         "conf_low": round_half_away(row["pain_low"], 3), "conf_high": round_half_away(row["pain_high"], 3),
         "n": float(row["answers"]), "reason": None, "below": None, "reference": None}
        for row in rows
    ])  # fmt: skip
    text = {"axis": phrase("axis-pain"), "unit": "share", "digits": 1, "hidden": phrase("label-hidden")}
    caption = phrase("caption-pain", level=Value(touchpoints["level"].iloc[0], "level"))
    alt = phrase("alt-pain", said=paths.pain_state(touchpoints)["phrases"][0])
    return figure("intervals", drawn, alt=alt, caption=caption, text=text)


def flow(transitions: pd.DataFrame, touchpoints: pd.DataFrame) -> Part | None:
    """Draw the strongest steps from touchpoint to touchpoint; None where all are hidden."""
    stage = {row["touchpoint"]: STAGES.index(row["stage"]) for row in rows_of(touchpoints)}
    known = transitions[transitions["estimate"].notna() & (transitions["touchpoint"] != transitions["next_touchpoint"])]
    most = rows_of(known.sort_values("moves", ascending=False, kind="stable").head(MOST_FLOWS))
    if not most:
        return None
    drawn = pd.DataFrame([
        {"source": touchpoint_name(row["touchpoint"]), "source_stage": stage[row["touchpoint"]],
         "target": phrase("touchpoint-left") if row["next_touchpoint"] == LEFT else touchpoint_name(
             row["next_touchpoint"]),
         "target_stage": len(STAGES) if row["next_touchpoint"] == LEFT else stage[row["next_touchpoint"]],
         "estimate": round_half_away(row["estimate"], decimals(row["n"]) + 2), "n": float(row["moves"])}
        for row in most
    ])  # fmt: skip
    first = most[0]
    fields: dict[str, Any] = {"source": touchpoint_name(first["touchpoint"]), "target": drawn["target"].iloc[0],
              "share": share(first, "estimate")}  # fmt: skip
    names = {str(number): stage_name(one) for number, one in enumerate(STAGES)}
    names |= {way: phrase(f"flow-{way}") for way in ("forward", "backward")}
    text = {"axis": phrase("axis-flow"), "unit": "share", "hidden": phrase("label-hidden"), "names": names}
    return figure(
        "flow", drawn, alt=phrase("alt-flow", **fields), caption=phrase("caption-flow", n=len(most)), text=text
    )
