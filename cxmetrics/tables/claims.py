"""The register of claims as a table: as told, by whom, how well it is known, and what is left of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import pandas as pd

from cxmetrics.contract import CLAIMS, GRADES
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, phrase, table
from cxmetrics.tables.monthly import heads
from cxmetrics.words import Value

TRILLION: Final = 1e12
UNITS: Final = {
    "share": "share",
    "relative": "share",
    "up_to": "share",
    "range": "share",
}  # all others are plain numbers
WORDS: Final = {"times": "times", "up_to": "up-to", "minutes": "minutes", "money": "money"}


def claims(frame: pd.DataFrame, *, used: Collection[str] = ()) -> Part:
    """Lay out a row a claim, those that initiatives rest on first and marked.

    Parameters
    ----------
    frame : DataFrame
        From `cxmetrics.claims`.
    used : collection of str, default ()
        Ids of the claims that initiatives rest on.
    """
    rows = [
        [
            _head(row, used=row["claim"] in used),
            _number(row),
            _source(row),
            phrase("claim-grade", grade=row["grade"], discount=counted(row["discount"])),
            _left(row),
            _about(row),
        ]
        for row in sorted(rows_of(frame), key=lambda row: row["claim"] not in used)
    ]
    grades = {grade.lower(): grade_words(grade) for grade in GRADES}
    columns = heads("claim", "as-told", "source", "grade", "left-of-it", "note")
    return table(phrase("caption-table-claims"), columns, rows, note=phrase("note-claims", **grades))


def _head(row: Mapping[str, Any], *, used: bool) -> Part:
    told = phrase(f"claim-{row['claim'].lower()}")
    return phrase("claim-head-used" if used else "claim-head", claim=row["claim"], told=told)


def grade_words(grade: str) -> Part:
    """Say what a grade means.

    Examples
    --------
    >>> grade_words("A")["key"]
    'grade-a'
    """
    return phrase(f"grade-{grade.lower()}")


def counted(discount: float) -> Value:
    """Give the part of an effect that counts, such as 0.1, with no more decimals than it needs.

    Examples
    --------
    >>> counted(1.0).digits, counted(0.1).digits, counted(0.25).digits
    (0, 1, 2)
    """
    return Value(discount, "number", next((n for n in (0, 1) if round(discount, n) == discount), 2))


def _number(row: Mapping[str, Any]) -> Part | Value | None:
    """Write the number as it is told."""
    if pd.isna(row["number_low"]):
        return None
    low, high = (_value(row[name], row["kind"]) for name in ("number_low", "number_high"))
    if row["kind"] in WORDS:
        return phrase(f"claim-number-{WORDS[row['kind']]}", low=low, high=high)
    if row["kind"] == "relative":
        return phrase("claim-number-relative" if low == high else "claim-number-two", low=low, high=high)
    return low if low == high else phrase("claim-number-range", low=low, high=high)


def _value(number: float, kind: str) -> Value:
    if kind == "money":
        return Value(number / TRILLION, "number", counted(number / TRILLION).digits)
    unit = UNITS.get(kind, "number")
    return Value(number, unit, counted(round(100 * number, 6)).digits if unit == "share" else 0)


def _source(row: Mapping[str, Any]) -> Part | str | None:
    if not isinstance(row["source"], str):
        return None
    year = row["year"]
    return row["source"] if pd.isna(year) else phrase("claim-source", source=row["source"], year=str(year))


def _left(row: Mapping[str, Any]) -> Part | None:
    """Write the likely value and its reach; of what has none why it has none."""
    if pd.isna(row["number_low"]):
        return None
    if row["misread"]:
        return phrase("claim-misread")
    if row["discount"] == 0:
        return phrase("claim-only-shown")
    if pd.isna(row["discounted_mode"]):
        return phrase("claim-unusable")
    mode, low, high = (_value(row[f"discounted_{name}"], "share") for name in ("mode", "low", "high"))
    return phrase("claim-discounted", mode=mode, low=low, high=high)


def _about(row: Mapping[str, Any]) -> Part:
    claim = CLAIMS[row["claim"]]
    meaning, why = (phrase(f"claim-{name}-{getattr(claim, name)}") for name in ("meaning", "why"))
    return phrase("claim-about", meaning=meaning, why=why) if pd.notna(row["number_low"]) else meaning
