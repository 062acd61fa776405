"""Sentences of comparisons that need more than a verdict: joint months, the mix of groups, and the power to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.change.compare import COUNTED_ONCE, WORTH
from cxmetrics.frames import rows_of
from cxmetrics.parts import TONES, Part, joined, phrase, sentence
from cxmetrics.words import Value, decimals


def moved(change: Mapping[str, Any], *, unit: str = "month") -> dict[str, Any] | None:
    """Give the holiday that moved and the months taken together, or None where months are alike."""
    if not isinstance(change["holiday"], str):
        return None
    spans = {"span": Value(change["span"], unit), "base": Value(change["base_period"], unit)}
    return {"holiday": phrase(f"holiday-{change['holiday']}"), **spans}


def joint(change: Mapping[str, Any], *, limits: bool = True) -> Part | None:
    """Say what became of a comparison whose months are not alike; None of any other.

    Parameters
    ----------
    change : dict
        A row of `cxmetrics.changes`.
    limits : bool, default True
        Whether the interval is said; a headline does without.
    """
    fields, verdict = moved(change), str(change["verdict"])
    if fields is None:
        return None
    if verdict == "shifted":
        return sentence("shifted", **fields)
    if verdict not in TONES:
        return sentence(f"joint-{verdict}", **fields)
    unit, digits = str(change["unit"]), decimals(min(change["n"], change["base_n"]))
    if verdict != "unclear":
        fields["size"] = size(abs(change["difference"]), unit, digits)
    elif limits:
        fields["difference"] = size(change["difference"], unit, digits, signed=True)
    if limits:
        fields |= {name: Value(change[f"conf_{name}"], f"signed_{unit}", digits) for name in ("low", "high")}
    return sentence(f"joint-{'' if limits else 'short-'}{verdict}", tone=TONES[verdict], **fields)


def size(value: float, unit: str, digits: int, *, signed: bool = False) -> Part:
    """Size of a difference with its unit: points, percentage points, or points of a scale."""
    plain = {"share": "percentage_points"}.get(unit, unit)
    words = "percentage-points-is" if unit == "share" else "points-is"
    return phrase(words, value=Value(value, f"signed_{plain}" if signed else plain, digits))


def power(changes: pd.DataFrame, *, period: str) -> Part | None:
    """Say which change would have been seen, and what a change worth knowing needs; None where nothing is unclear.

    Parameters
    ----------
    changes : DataFrame
        What `cxmetrics.changes` gave, without groups.
    period : str
        The period to speak of.
    """
    rows = changes[(changes["period"] == period) & (changes["verdict"] == "unclear") & changes["needed"].notna()]
    if rows.empty:
        return None
    row = rows_of(rows.sort_values("against"))[0]  # last_year comes first
    unit = str(row["unit"])
    return sentence(
        "power",
        base=Value(row["base_period"], "month"),
        detectable=size(row["detectable"], unit, 1),
        worth=size(WORTH[unit], unit, int(unit == "score")),
        needed=Value(row["needed"], "count"),
    )


def mix(parts: pd.DataFrame, *, period: str, name: Part) -> Part | None:
    """Say how much of a change comes from the groups themselves, and how much from another mix of groups.

    Parameters
    ----------
    parts : DataFrame
        What `cxmetrics.change.mix_of_change` gave.
    period : str
        The period to speak of.
    name : dict
        What the groups are called.
    """
    rows = rows_of(parts[parts["period"] == period])
    if not rows:
        return None
    row = rows[0]
    if row["reason"] == "a group is hidden":
        return sentence("mix-hidden", group=name)
    if row["reason"] is not None:
        return None
    unit, digits = str(row["unit"]), decimals(min(row["n"], row["base_n"]))
    fields: dict[str, Any] = {part: size(row[part], unit, digits, signed=True) for part in ("change", "rate", "mix")}
    fields |= {name: Value(row[f"conf_{name}"], f"signed_{unit}", digits) for name in ("low", "high")}
    fields |= {"span": Value(row["span"], "month"), "base": Value(row["base_period"], "month")}
    word = "unclear" if row["conf_low"] <= 0 <= row["conf_high"] else "clear"
    said = sentence(f"mix-{word}", group=name, **fields)
    return joined(said, sentence("mix-reversal")) if row["reversal"] else said


def comparisons(changes: pd.DataFrame) -> Part | None:
    """Say with how many others each comparison was judged; None where there was none."""
    number = int(changes["comparisons"].max())
    once = changes["method"].str.contains(COUNTED_ONCE).any()
    return sentence("overlap-note" if once else "independent-note", comparisons=number) if number else None
