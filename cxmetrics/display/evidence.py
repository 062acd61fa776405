"""The evidence ladder: which step of evidence each initiative stands on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxmetrics.contract import GRADES
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, phrase
from cxmetrics.tables.claims import counted, grade_words


def ladder(frame: pd.DataFrame) -> Part | None:
    """Draw the five steps of evidence and the initiatives on each; None where there is no initiative.

    Parameters
    ----------
    frame : DataFrame
        A row an initiative: initiative_id, name, grade (A to E), discount (part of its effect that counts, 0 to 1).
    """
    if frame.empty:
        return None
    rows: list[dict[str, Any]] = [
        {"row": "step", "grade": grade, "label": grade_words(grade), "note": _times(discount), "size": discount}
        for grade, discount in GRADES.items()
    ]
    rows += [
        {"row": "initiative", "grade": row["grade"], "label": row["name"], "note": _own(row), "size": row["discount"]}
        for row in rows_of(frame)
    ]
    numbers = frame["grade"].value_counts()
    on_steps = {grade.lower(): int(numbers.get(grade, 0)) for grade in GRADES}
    text = {"axis": phrase("axis-ladder"), "unit": "number", "names": {"none": phrase("ladder-none")}}
    alt = phrase("alt-ladder", initiatives=len(frame), **on_steps)
    return figure("ladder", pd.DataFrame(rows), alt=alt, caption=phrase("caption-ladder"), text=text)


def _times(discount: float) -> Part:
    return phrase("ladder-times", discount=counted(discount))


def _own(row: dict[str, Any]) -> Part | None:
    """Write an initiative's own discount where it is not that of its grade."""
    return None if row["discount"] == GRADES[row["grade"]] else _times(row["discount"])
