"""What is to be improved on the customer path, and the report in five answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from cxmetrics.contract import STAGES
from cxmetrics.display import paths
from cxmetrics.display.priorities import to_improve
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, answers, gap, line, listed, phrase
from cxmetrics.tables import personas as laid_out
from cxmetrics.tables.paths import owner_name, share, stage_name, touchpoint_name
from cxmetrics.tables.ratings import rating_name
from cxmetrics.words import Value

MOST: Final = 4  # painful touchpoints of the list
Frames = Mapping[str, pd.DataFrame]
Item = dict[str, Any]


def improvements(shown: Frames, *, planned: Mapping[str, Sequence[Part]], more: Sequence[Item] = ()) -> list[Item]:
    """List what is to be improved: the most painful touchpoints, the weakest stage, and what nobody measures there.

    Parameters
    ----------
    shown : mapping of str to DataFrame
        Protected ``stages`` and ``touchpoints``, where they are.
    planned : mapping of str to sequence of dict
        The company's initiatives with what they are worth, by stage: from `initiatives.by_stage`.
    more : sequence of dict
        Further items, such as of ratings and comments.
    """
    if "touchpoints" not in shown:
        return list(more)
    stages, touchpoints = shown["stages"], shown["touchpoints"]
    found = [_painful(row, planned) for row in paths.painful(touchpoints)[:MOST]]
    weak = paths.the_weakest(stages)
    if weak is not None:
        found += [_weak(weak, touchpoints, planned), *_unmeasured(touchpoints, weak["stage"], planned)]
    return [*found, *more]


def _painful(row: Mapping[str, Any], planned: Mapping[str, Sequence[Part]]) -> Item:
    fields: dict[str, Any] = {name: Value(row[column], "share", 1) for name, column in
              (("pain", "pain"), ("low", "pain_low"), ("high", "pain_high"))}  # fmt: skip
    evidence = phrase(
        "evidence-pain", hurt=share(row, "hurt", of="answers"), n=Value(row["answers"], "count"), **fields
    )
    return {"place": touchpoint_name(row["touchpoint"]), "evidence": evidence, "owner": row["owner"],
            "effort": row["effort"], "planned": planned.get(row["stage"], ())}  # fmt: skip


def _weak(row: Mapping[str, Any], touchpoints: pd.DataFrame, planned: Mapping[str, Sequence[Part]]) -> Item:
    evidence = phrase("evidence-weak", off=share(row, "drop_off", of="ready"), days=int(row["within_days"]),
                      n=Value(row["ready"], "count"))  # fmt: skip
    place = phrase("place-step", stage=stage_name(row["stage"]), next=paths.next_stage(row["stage"]))
    there = paths.painful(touchpoints, stage=row["stage"])
    owner = there[0]["owner"] if there else ""
    return {"place": place, "evidence": evidence, "owner": owner, "effort": "",
            "planned": planned.get(row["stage"], ())}  # fmt: skip


def _unmeasured(touchpoints: pd.DataFrame, stage: str, planned: Mapping[str, Sequence[Part]]) -> list[Item]:
    """Name the touchpoints of a stage at which nobody is asked: the first thing to do there is to ask."""
    rows = touchpoints[(touchpoints["stage"] == stage) & touchpoints["score"].isna() & touchpoints["n"].notna()]
    silent = rows_of(rows.sort_values("contacts", ascending=False, kind="stable"))
    if not silent:
        return []
    names = listed([touchpoint_name(row["touchpoint"]) for row in silent])
    evidence = phrase("evidence-unmeasured", stage=stage_name(stage))
    return [{"place": names, "evidence": evidence, "owner": silent[0]["owner"], "effort": "small",
             "planned": planned.get(stage, ())}]  # fmt: skip


def of_ratings(importance: pd.DataFrame, performance: pd.DataFrame) -> list[Item]:
    """List the ratings that go with the recommendation more, and are worse, than the average."""
    return [
        {"place": rating_name(row["driver"]), "owner": "", "effort": "", "planned": (),
         "evidence": phrase("evidence-rating", share=share(row, "estimate"), good=share(good, "estimate"))}
        for row, good in to_improve(importance, performance)
    ]  # fmt: skip


def in_short(
    shown: Frames, gaps: pd.DataFrame | None, items: Sequence[Item], *, said: Sequence[Part], changed: Part | None
) -> Part:
    """Answer the questions of an executive: the weakest stage, pain, who acts, what changed, and what is not known.

    Parameters
    ----------
    shown : mapping of str to DataFrame
        Protected frames of the notebook, by name.
    gaps : DataFrame or None
        Of the journey.
    items : sequence of dict
        The list of improvements.
    said : sequence of dict
        Sentences of what customers write and of the ratings to look at first.
    changed : dict or None
        Sentence of the two journeys side by side.
    """
    if "stages" not in shown:
        return gap("gap-no-touchpoints")
    stages, touchpoints = shown["stages"], shown["touchpoints"]
    weak = paths.the_weakest(stages)
    tone = "unclear" if weak is None else "worse"
    where = [line(*paths.opening(stages)["phrases"][:1]), line(*paths.weakest_state(stages)["phrases"], tone=tone)]
    return answers([
        ("weakest", where),
        ("hurts", [line(*paths.pain_state(touchpoints)["phrases"])]),
        ("acts", _who(touchpoints, weak, items)),
        *([("say", [line(*part["phrases"]) for part in said])] if said else []),
        *([("changed", [line(*changed["phrases"])])] if changed else []),
        ("unknown", [_unknown(touchpoints, gaps)]),
    ])  # fmt: skip


def _who(touchpoints: pd.DataFrame, weak: Mapping[str, Any] | None, items: Sequence[Item]) -> list[Part]:
    """Name the teams: those of the most painful touchpoints of the weakest stage, and of the first ones of the list."""
    lines = []
    there = [] if weak is None else paths.painful(touchpoints, stage=weak["stage"])[:2]
    if weak is not None and there:
        names = listed([phrase("team-for", team=owner_name(one["owner"]), place=touchpoint_name(one["touchpoint"]))
                        for one in there])  # fmt: skip
        lines.append(line(phrase("acts-on-weakest", stage=stage_name(weak["stage"]), names=names)))
    first = [item for item in items if item["owner"]][:2]
    if first:
        names = listed([phrase("team-for", team=owner_name(item["owner"]), place=item["place"]) for item in first])
        lines.append(line(phrase("acts-on-pain", names=names)))
    return lines or [line(phrase("brief-no-data"))]


def _unknown(touchpoints: pd.DataFrame, gaps: pd.DataFrame | None) -> Part:
    said = [phrase("brief-no-cause")]
    silent = touchpoints["score"].isna() & (touchpoints["contacts"].fillna(0) > 0)
    if silent.any():
        said.append(phrase("brief-silent", n=int(silent.sum()), all=len(touchpoints)))
    scored = set(touchpoints.loc[touchpoints["score"].notna(), "stage"])
    dark = [stage_name(stage) for stage in STAGES if stage not in scored]
    if dark:
        said.append(phrase("brief-dark", stages=listed(dark)))
    if gaps is not None and (gaps["gap"] == "unknown").any():
        said.append(phrase("brief-unknown-names", n=int((gaps["gap"] == "unknown").sum())))
    return line(*said)


def table(items: Sequence[Item]) -> Part:
    """Lay the list out, or say that there is nothing that can be told."""
    return laid_out.improvements(items) if items else gap("gap-no-improvements")
