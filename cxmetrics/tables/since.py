"""What a report says since the last one: the month of then, as published and as known now, and this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, metric_words, phrase, table
from cxmetrics.tables.monthly import LEFT, RIGHT, heads
from cxmetrics.words import Value, decimals

Row = Mapping[str, Any]
SAID = {"rose", "fell", "unclear", "too_few", "partial"}


def since_last(
    shown: Mapping[str, pd.DataFrame], changes: Mapping[str, pd.DataFrame], last: Row, *, month: str, min_n: int
) -> Part | None:
    """Lay the last report's figures beside today's; None where they have no metric in common.

    Parameters
    ----------
    shown : dict of DataFrame
        Protected frames with a row a month, by name.
    changes : dict of DataFrame
        Their comparisons.
    last : mapping
        ``month`` and ``figures`` of the last published report of an earlier month.
    month : str
        The month reported now.
    min_n : int
        A figure that moved by fewer is only said to have moved: the difference would be about these few.
    """
    then, rows = str(last["month"]), []
    for name, change in changes.items():
        published = {row["period"]: row for row in last["figures"].get(name, ())}.get(then)
        known = {row["period"]: row for row in rows_of(shown[name])}
        if published is None or published["estimate"] is None or not {then, month} <= set(known):
            continue
        verdicts = change.loc[(change["period"] == month) & (change["base_period"] == then), "verdict"]
        said = [phrase(f"since-{verdict}") for verdict in verdicts if verdict in SAID]
        rows.append([
            metric_words(known[then]["metric"], "name"),
            _value(published),
            _as_known_now(published, known[then], min_n=min_n),
            _value(known[month]),
            said[0] if said else None,
        ])  # fmt: skip
    if not rows:
        return None
    before, now = Value(then, "month"), Value(month, "month")
    columns = [*heads("metric"), (phrase("column-as-published", month=before), RIGHT),
               (phrase("column-as-known-now", month=before), RIGHT), (phrase("just-month", month=now), RIGHT),
               (phrase("column-real-or-chance"), LEFT)]  # fmt: skip
    return table(phrase("caption-table-since", month=before), columns, rows, note=phrase("note-restated"))


def _value(row: Row) -> Value:
    n = row["n"]
    return Value(row["estimate"], str(row["unit"]), decimals(None if pd.isna(n) else float(n)))


def _as_known_now(published: Row, known: Row, *, min_n: int) -> Value | Part:
    """Give the figure of then as it is known now, unless it moved by a few answers only."""
    if published["n"] is None or pd.isna(known["n"]) or 0 < abs(published["n"] - known["n"]) < min_n:
        return phrase("moved-by-few")
    return _value(known)
