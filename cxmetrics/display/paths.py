"""The customer path in sentences: how far journeys come, which stage is the weakest, where it hurts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, joined, listed, phrase, sentence
from cxmetrics.path import OTHER_WAYS
from cxmetrics.tables.paths import owner_name, share, stage_name, touchpoint_name
from cxmetrics.words import Value, decimals

TO_ACT: Final = STAGES[:3]  # stages from which the way leads to a purchase
MOST_NAMED: Final = 3


def opening(stages: pd.DataFrame) -> Part:
    """Say how many journeys there are, and how far they come."""
    rows = {row["stage"]: row for row in rows_of(stages)}
    first, act, last = (rows[stage] for stage in ("aware", "act", "advocate"))
    if pd.isna(first["n"]) or not first["n"]:
        return sentence("journey-none")
    known = not pd.isna(act["estimate"])
    said = [sentence("journey-opening", n=Value(float(first["of"]), "count"), act=share(act, "estimate"),
                     advocate=share(last, "estimate"))] if known else [sentence("journey-no-act")]  # fmt: skip
    return joined(*said, sentence(f"journey-rule-{str(first['method']).rpartition(' ')[2]}"))


def weakest(stages: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the stages on the way to act that most journeys do not leave: one, or several that are not apart.

    Returns
    -------
    list of dict
        Rows of the stages, the weakest first; empty where fewer than two can be compared.
    """
    rows = stages[stages["stage"].isin(TO_ACT) & stages["conversion"].notna() & (stages["ready"].fillna(0) > 0)]
    if len(rows) < 2:  # noqa: PLR2004 - one stage is compared with none
        return []
    share_ = rows["conversion"].astype(float)
    error = np.sqrt(share_ * (1 - share_) / rows["ready"].astype(float))
    ranks = estimate.rank_interval(1 - share_, error, level=float(rows["level"].iloc[0]))
    last = rows.assign(rank=ranks.rank, low=ranks.low)
    return rows_of(last[last["low"] == 1].sort_values("rank", kind="stable"))


def the_weakest(stages: pd.DataFrame) -> dict[str, Any] | None:
    """Give the weakest stage on the way to act where one is clearly so."""
    found = weakest(stages)
    return found[0] if len(found) == 1 else None


def weakest_state(stages: pd.DataFrame) -> Part:
    """Say which stage is the weakest, if one is, and how many go on from it."""
    found = weakest(stages)
    if not found:
        return sentence("journey-weakest-unknown")
    if len(found) > 1:
        names = listed([stage_name(row["stage"]) for row in found])
        return sentence("journey-weakest-several", stages=names)
    row = found[0]
    fields: dict[str, Any] = {"low": share(row, "conversion_low", of="ready"),
                              "high": share(row, "conversion_high", of="ready")}  # fmt: skip
    return sentence("journey-weakest", stage=stage_name(row["stage"]), next=next_stage(row["stage"]),
                    share=share(row, "conversion", of="ready"), days=int(row["within_days"]), **fields)  # fmt: skip


def next_stage(stage: str) -> Part:
    """Name of the stage after one."""
    return stage_name(STAGES[STAGES.index(stage) + 1])


def painful(touchpoints: pd.DataFrame, *, stage: str | None = None) -> list[dict[str, Any]]:
    """Give the touchpoints with the most pain that can be told: ranked, the largest first, of a stage or of all."""
    rows = touchpoints[touchpoints["pain_rank"].notna()]
    rows = rows if stage is None else rows[rows["stage"] == stage]
    return rows_of(rows.sort_values("pain", ascending=False, kind="stable"))


def pain_state(touchpoints: pd.DataFrame) -> Part:
    """Say which touchpoints can be the most painful one, and how many customers it hurts."""
    rows = painful(touchpoints)
    if not rows:
        return sentence("pain-unknown")
    can = [row for row in rows if row["rank_low"] == 1]
    first = rows[0]
    fields: dict[str, Any] = {name: Value(first[column], "share", 1) for name, column in
              (("pain", "pain"), ("low", "pain_low"), ("high", "pain_high"))}  # fmt: skip
    fields |= {"name": touchpoint_name(first["touchpoint"]), "owner": owner_name(first["owner"])}
    fields |= {"reach": share(first, "estimate"), "hurt": share(first, "hurt", of="answers")}
    said = sentence("pain-first", **fields)
    others = [touchpoint_name(row["touchpoint"]) for row in can[1 : MOST_NAMED + 1]]
    if not others:
        return joined(said, sentence("pain-alone"))
    more = len(can) - 1 - len(others)
    return joined(said, sentence("pain-others-more" if more else "pain-others", names=listed(others), more=more))


def first_order_state(frame: pd.DataFrame) -> Part:
    """Say how many contacts and how much time lie before a first purchase, beside what the literature expects."""
    rows = {row["metric"]: row for row in rows_of(frame)}
    contacts, within, minutes = (
        rows[name] for name in
        ("contacts_before_first_order", "first_orders_after_5_to_12", "minutes_before_first_order")
    )  # fmt: skip
    if pd.isna(contacts["estimate"]):
        return sentence("first-order-unknown")
    fields: dict[str, Any] = {name: Value(contacts[column], "contacts", 1) for name, column in
              (("mean", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    said = [sentence("first-order-contacts", n=Value(float(contacts["n"]), "count"),
                     median=Value(contacts["median"], "count"), share=share(within, "estimate"), **fields)]  # fmt: skip
    if pd.isna(minutes["estimate"]):
        return joined(*said, sentence("first-order-not-timed"))
    times: dict[str, Any] = {name: Value(minutes[column], "minutes", 0) for name, column in
             (("mean", "estimate"), ("low", "conf_low"), ("high", "conf_high"), ("median", "median"))}  # fmt: skip
    return joined(*said, sentence("first-order-minutes", **times))


def quiet_state(stages: pd.DataFrame, *, days: int) -> Part:
    """Say how many of those who came to act, or to advocate, and no further have gone quiet."""
    rows = {row["stage"]: row for row in rows_of(stages)}
    known = [rows[stage] for stage in ("act", "advocate") if not pd.isna(rows[stage]["quiet"])]
    if len(known) < 2:  # noqa: PLR2004 - one stage is compared with none
        return sentence("quiet-unknown")
    act, last = known
    fields: dict[str, Any] = {"act": share(act, "quiet", of="stayed"), "advocate": share(last, "quiet", of="stayed")}
    apart = act["quiet_low"] > last["quiet_high"] or last["quiet_low"] > act["quiet_high"]
    return sentence("quiet-apart" if apart else "quiet-alike", days=days, **fields)


def ways_state(paths: pd.DataFrame) -> Part:
    """Say which way of stages most journeys took, and how many come to act by it."""
    rows = rows_of(paths[(paths["kind"] == "stages") & (paths["path"] != OTHER_WAYS) & paths["estimate"].notna()])
    if not rows:
        return sentence("ways-unknown")
    first = rows[0]
    way = listed([stage_name(step) for step in first["path"].split("|")], "list-then") if first["path"] else phrase(
        "way-straight")  # fmt: skip
    return sentence("ways-most", way=way, share=share(first, "estimate"), came=share(first, "came"))


def referral_state(frame: pd.DataFrame) -> Part:
    """Say how many new customers were brought by others, and how many customers brought one."""
    rows = rows_of(frame)
    if any(pd.isna(row["estimate"]) for row in rows):
        return sentence("referral-unknown")
    fields: dict[str, Any] = {}
    for name, row in zip(("brought", "bringing"), rows, strict=True):
        fields |= {name: share(row, "estimate"), f"{name}_low": share(row, "conf_low"),
                   f"{name}_high": share(row, "conf_high")}  # fmt: skip
    return sentence("referral-state", **fields)


def beside_state(frame: pd.DataFrame, *, first: Part, second: Part) -> Part:
    """Say how many differences of two journeys survive their number, and name the largest."""
    sure = frame[frame["verdict"].isin(["higher", "lower"]) & frame["estimate"].notna()]
    fields: dict[str, Any] = {"first": first, "second": second, "all": len(frame)}
    if sure.empty:
        return sentence("beside-none", **fields)
    said = sure[sure["what"] != "reach"]
    if said.empty:
        return sentence("beside-reach-only", sure=len(sure), **fields)
    row = rows_of(said.loc[said["estimate"].abs().sort_values(ascending=False).index])[0]
    points = Value(row["estimate"], "signed_percentage_points", decimals(row["n"]))
    place = touchpoint_name(row["touchpoint"]) if row["touchpoint"] else stage_name(row["stage"])
    what = phrase(f"beside-{row['what']}")
    return sentence("beside-some", sure=len(sure), what=what, place=place, points=points, **fields)
