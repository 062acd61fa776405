"""Tables of what was read: rows by table and rule, files, and the rows that were set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics import words
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, phrase, table
from cxmetrics.tables.monthly import LEFT, heads
from cxmetrics.words import Value


def health(tables: pd.DataFrame) -> Part:
    """Rows by table: read, used, set aside, excluded and blank; the last four add up to the first."""
    counts = ["rows", "used", "quarantined", "excluded", "blank"]
    rows = [[_table_name(row), *(Value(row[name], "count") for name in counts)] for row in rows_of(tables)]
    return table(phrase("caption-table-health"), heads("table", *counts), rows, note=None)


def rules(frame: pd.DataFrame, *, all_of_them: bool = False) -> Part | None:
    """Rows by rule: set aside, excluded, or used with a doubt; None where there is nothing to say of any row.

    A report sums over tables and leaves mere information (``I-``) out; ``cxmetrics check`` asks for all of them.
    """
    if not all_of_them:
        return _rules_in_short(frame[~frame["rule"].str.startswith("I-")])
    counted = frame
    if counted.empty:
        return None
    rows = [
        [
            _table_name(row),
            phrase(f"kind-{row['kind']}"),
            _rule(row["rule"]),
            row["detail"],
            Value(row["rows"], "count"),
        ]
        for row in rows_of(counted)
    ]
    columns = [
        *heads("table"),
        (phrase("column-kind"), LEFT),
        (phrase("column-rule"), LEFT),
        (phrase("column-detail"), LEFT),
    ]
    columns += heads("count")
    return table(phrase("caption-table-rules"), columns, rows, note=None)


def _rules_in_short(frame: pd.DataFrame) -> Part | None:
    if frame.empty:
        return None
    short = frame.groupby(["kind", "rule"], sort=True).agg(tables=("table", "nunique"), rows=("rows", "sum"))
    rows = [
        [_rule(row["rule"]), phrase(f"kind-{row['kind']}"), *(Value(row[name], "count") for name in ("tables", "rows"))]
        for row in rows_of(short.reset_index())
    ]
    columns = [(phrase("column-rule"), LEFT), (phrase("column-kind"), LEFT), *heads("tables", "count")]
    return table(phrase("caption-table-rules"), columns, rows, note=phrase("note-rules-short"))


def files(frame: pd.DataFrame) -> Part:
    """Files by table, with size, encoding and the beginning of their hash."""
    rows = [
        [
            _table_name(row),
            row["name"],
            Value(row["bytes"], "count"),
            row["encoding"],
            row["sha256"][:12],
        ]
        for row in rows_of(frame)
    ]
    columns = [*heads("table"), (phrase("column-file"), LEFT), *heads("bytes")]
    columns += [(phrase(f"column-{name}"), LEFT) for name in ("encoding", "hash")]
    return table(phrase("caption-table-files"), columns, rows, note=None)


def aside(frame: pd.DataFrame, *, of: int) -> Part:
    """Rows that were set aside or doubted: where each stands, which rule it breaks, and the shape of its value."""
    rows = [
        [_table_name(row), row["file"], Value(row["line"], "count"), row["column"], _rule(row["rule"]),
         row["value"]]
        for row in rows_of(frame)
    ]  # fmt: skip
    columns = [*heads("table"), (phrase("column-file"), LEFT), *heads("line")]
    columns += [(phrase(f"column-{name}"), LEFT) for name in ("column", "rule", "shape")]
    more = phrase("note-aside-more", shown=Value(len(frame), "count"), all=Value(of, "count"))
    return table(phrase("caption-table-aside"), columns, rows, note=more if of > len(frame) else None)


def _table_name(row: Mapping[str, Any]) -> Part:
    return phrase(f"table-{row['table']}")


def _rule(code: str) -> Part:
    key = f"rule-{code}"
    return phrase(key) if key in words.keys("en") else phrase("rule-other", rule=code)
