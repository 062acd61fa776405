"""Tables of effects: every method, the covariates before and after, and who was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, phrase, table
from cxmetrics.tables.monthly import heads
from cxmetrics.words import Value, decimals

POINTS = "signed_percentage_points"
COVARIATES_SHOWN = 12


def effect_methods(estimates: pd.DataFrame, *, sides: tuple[str, str] = ("exposed", "unexposed")) -> Part:
    """Difference by every method, with its interval, its ratio, n, and whose difference it is.

    ``sides`` are the keys of the headings over the shares of exposed and unexposed customers.
    """
    rows = [
        [
            phrase(f"method-{row['method']}"),
            Value(row["estimate"], POINTS, decimals(row["n"])),
            _interval(row, POINTS),
            *(Value(row[name], "share", decimals(row["n"])) for name in ("exposed", "unexposed")),
            Value(row["ratio"], "ratio", 2),
            Value(row["n"], "count"),
            phrase(f"estimand-{row['method']}"),
        ]
        for row in rows_of(estimates)
    ]
    columns = heads("method", "difference", "interval", *sides, "ratio", "n", "estimand")
    return table(phrase("caption-table-methods"), columns, rows, note=None)


def _interval(row: Mapping[str, Any], unit: str) -> Part | None:
    if pd.isna(row["conf_low"]):
        return None
    return phrase("interval-is", low=_limit(row, "low", unit), high=_limit(row, "high", unit))


def _limit(row: Mapping[str, Any], end: str, unit: str) -> Value:
    return Value(row[f"conf_{end}"], unit, decimals(row["n"]))


def balance(frame: pd.DataFrame, name_of: Callable[[str], Part]) -> Part:
    """Columns furthest apart before weighting, and how far apart they are after it."""
    order = frame["before"].abs().sort_values(ascending=False, kind="stable").index[:COVARIATES_SHOWN]
    rows = [
        [name_of(row["covariate"]), Value(row["before"], "signed_ratio", 2), Value(row["estimate"], "signed_ratio", 2)]
        for row in rows_of(frame.loc[order])
    ]
    more = phrase("note-balance", shown=Value(len(rows), "count"), all=Value(len(frame), "count"))
    return table(phrase("caption-table-balance"), heads("covariate", "before", "after"), rows, note=more)


def moved_by(frame: pd.DataFrame, name_of: Callable[[str], Part]) -> Part:
    """By how much the difference would change if a covariate were left out."""
    known = frame[frame["metric"] == "moved_by"]
    order = known["estimate"].abs().sort_values(ascending=False, kind="stable").index
    rows = [[name_of(row["what"]), Value(row["estimate"], POINTS, 2)] for row in rows_of(known.loc[order])]
    return table(phrase("caption-table-moved"), heads("covariate", "moved"), rows, note=None)


def left_out(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Rows that were not compared, by the reason; a number below the smallest group is not shown."""
    rows = [
        [
            phrase(f"left-out-{row['why'].replace(' ', '-')}"),
            phrase("n-below", min_n=min_n) if 0 < row["n"] < min_n else Value(float(row["n"]), "count"),
        ]
        for row in rows_of(frame)
    ]
    return table(phrase("caption-table-left-out"), heads("why", "at-landmarks"), rows, note=None)
