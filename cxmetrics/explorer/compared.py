"""A changed initiative beside the plan as written: what was changed, what follows, and the figures of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cxmetrics.display import initiatives, weighed
from cxmetrics.explorer.altered import COSTS, EFFECTS, Altered, currency_of, row_of, written
from cxmetrics.explorer.answer import Answer
from cxmetrics.parts import Part, heading, joined, listed, phrase, sentence
from cxmetrics.value import Roi
from cxmetrics.words import Value

MOST_DIGITS = 4


def compared(altered: Altered) -> Answer:
    """Weigh what is changed, and lay it out beside the plan as written."""
    again, who = altered.weighed(), altered.initiative_id
    sides = [(altered.found, "whatif-written"), *([(again, "whatif-changed")] if altered.changed else [])]
    currency = currency_of(altered.found)
    columns = [_column(found, who, title, currency) for found, title in sides]
    if not altered.changed:
        return Answer(again.summary, altered.code(), [*_notes(altered), *columns[0]])
    said = [*_notes(altered), _changes(altered, currency), *_difference(altered, again, currency)]
    return Answer(again.summary, altered.code(), said, _on_one_scale(columns))


def _column(found: Roi, who: str, title: str, currency: str) -> list[Part]:
    """Give the verdict in words, what can come out, and what that depends on."""
    of = {"initiative_id": who, "currency": currency}
    said = initiatives.of_one(row_of(found, who), currency=currency)
    drawn = [weighed.distribution(found, **of), weighed.tornado(found.tornado, found.summary, **of)]
    return [heading(title, level=2), said, *(part for part in drawn if part is not None)]


def _on_one_scale(columns: Sequence[Sequence[Part]]) -> list[list[Part]]:
    """Let the distributions of both sides begin and end alike."""
    rows = [row for column in columns for part in column if part.get("kind") == "outcomes" for row in part["frame"]]
    if not rows:
        return [list(column) for column in columns]
    ends = min(row["left"] for row in rows), max(row["right"] for row in rows)
    empty = [dict.fromkeys(rows[0]) | {"part": "", "left": end, "right": end, "estimate": 0.0} for end in ends]
    return [[part | {"frame": [*part["frame"], *empty]} if part.get("kind") == "outcomes" else part for part in column]
            for column in columns]  # fmt: skip


def _notes(altered: Altered) -> list[Part]:
    """Say what the controls cannot: that the plan tells no effect of its own, or that its start is past."""
    plan, row = written(altered.found, altered.initiative_id), row_of(altered.found, altered.initiative_id)
    untold = math.isnan(plan["mode"]) and not set(EFFECTS) & set(altered.columns)
    return [sentence(key) for key, holds in (("whatif-untold-effect", untold), ("whatif-running", row["running"]))
            if holds]  # fmt: skip


def _changes(altered: Altered, currency: str) -> Part:
    """Name what is changed, from what to what."""
    found, who = altered.found, altered.initiative_id
    plan, unit = written(found, who), row_of(found, who)["effect_unit"]
    pairs: dict[str, tuple[Any, Any]] = {name: (plan[name], value) for name, value in altered.columns.items()}
    pairs |= {"margin": (1.0, altered.money)} if altered.money != 1 else {}
    pairs |= {name: (found.asked.options[name], value) for name, value in altered.options.items()}
    items = [
        phrase("whatif-change", what=phrase(f"whatif-{name.replace('_', '-')}"), before=before, after=after)
        for name, pair in pairs.items()
        for before, after in [_in_words(name, pair, unit=unit, currency=currency)]
    ]
    return sentence("whatif-changes", changes=listed(items, "list-and-then"))


def _in_words(name: str, pair: tuple[float, float], *, unit: str, currency: str) -> list[Part | Value]:
    """Write both values of a control with their unit, with as many decimals as they have."""
    share = name in {*EFFECTS, "margin", "annual_rate"}
    digits = max(_digits(value * 100 if share else value) for value in pair if not math.isnan(value))

    def said(value: float) -> Part | Value:
        if math.isnan(value):
            return phrase("whatif-untold")
        if name in COSTS:
            return Value(value, f"money-{currency}")
        if name in EFFECTS and unit == "points":
            return phrase("percentage-points-is", value=Value(value, "percentage_points", digits))
        if share:
            return phrase("input-is", value=Value(value, "share", digits))
        return phrase("whatif-months-is", months=Value(value, "number", digits))

    return [said(value) for value in pair]


def _digits(number: float) -> int:
    return len(f"{number:.{MOST_DIGITS}f}".rstrip("0").partition(".")[2])


def _difference(altered: Altered, again: Roi, currency: str) -> list[Part]:
    """Say what follows: expected value, chance of a loss and verdict, before and after; nothing if one is unknown."""
    rows = [row_of(found, altered.initiative_id) for found in (altered.found, again)]
    if any(row["verdict"] == "cannot_judge" for row in rows):
        return []
    fields: dict[str, Any] = {}
    for side, row in zip(("before", "after"), rows, strict=True):
        fields |= {f"npv_{side}": Value(row["estimate"], f"short_money-{currency}"),
                   f"loss_{side}": Value(row["p_loss"], "share", 0)}  # fmt: skip
    before, after = (weighed.verdict_words(row["verdict"]) for row in rows)
    same = rows[0]["verdict"] == rows[1]["verdict"]
    verdict = sentence("whatif-same", verdict=after) if same else sentence("whatif-other", before=before, after=after)
    return [joined(sentence("whatif-difference", **fields), verdict)]
