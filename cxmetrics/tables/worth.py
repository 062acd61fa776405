"""Tables of what customers bring by the score they gave, and of service before and after a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, metric_words, phrase, reason, table
from cxmetrics.tables.monthly import heads, interval
from cxmetrics.tables.paths import share
from cxmetrics.words import Value, decimals

POINTS = "signed_percentage_points"
Row = Mapping[str, Any]


def amount(row: Row, column: str = "estimate", *, currency: str = "", signed: bool = False) -> Value:
    """Write money, a share or a number of contacts, with the decimals that the number behind it allows."""
    digits: int = 0 if pd.isna(row["n"]) else decimals(row["n"])
    if row["unit"] == "share":
        return Value(row[column], POINTS if signed else "share", digits)
    sign = "signed_" if signed else ""
    money = row["unit"] == "money"
    return Value(row[column], f"{sign}money-{currency}" if money else f"{sign}contacts", 0 if money else digits + 1)


def worth_by_score(frame: pd.DataFrame, *, currency: str, days: int, min_n: int) -> Part:
    """Lay out what customers of each NPS class brought and cost, measure by measure."""
    rows = [
        [
            metric_words(row["metric"], "name"), phrase(f"label-{row['nps_class']}"), amount(row, currency=currency),
            _interval(row, currency=currency), count(row, min_n=min_n), reason(row, min_n=min_n),
        ]
        for row in rows_of(frame)
    ]  # fmt: skip
    columns = heads("what", "nps-class", "per-customer", "interval", "customers", "note")
    return table(phrase("caption-table-worth", days=days), columns, rows, note=phrase("note-worth", days=days))


def differences(frame: pd.DataFrame, *, currency: str) -> Part:
    """Lay out promoters less detractors, and whether that can be chance."""
    rows = [
        [
            metric_words(f"worth_{row['metric'].removesuffix('_difference')}", "name"),
            amount(row, currency=currency, signed=True), _interval(row, currency=currency, signed=True),
            phrase(f"worth-verdict-{row['verdict']}"),
        ]
        for row in rows_of(frame)
    ]  # fmt: skip
    columns = heads("what", "promoters-less-detractors", "interval", "real")
    return table(phrase("caption-table-worth-differences"), columns, rows, note=phrase("note-worth-differences"))


def _interval(row: Row, *, currency: str, signed: bool = False) -> Part | None:
    if pd.isna(row["conf_low"]):
        return None
    low, high = (amount(row, name, currency=currency, signed=signed) for name in ("conf_low", "conf_high"))
    return phrase("interval-is", low=low, high=high)


def around(frame: pd.DataFrame, *, min_n: int) -> Part | None:
    """Lay out contacts of staff and of all others before and after a day; None where nothing is known."""
    if frame["estimate"].isna().all():
        return None
    rows = [
        [
            metric_words(row["metric"], "name"), phrase(f"handlers-{row['who']}"),
            share(row, "before"), share(row, "after"),
            amount(row, signed=True), interval(row, POINTS), _said(row),
            count(row, min_n=min_n), reason(row, min_n=min_n),
        ]
        for row in rows_of(frame)
    ]  # fmt: skip
    columns = heads(
        "what", "handled-by", "before-day", "after-day", "change", "interval", "real", "smaller-side", "note"
    )
    days = int(frame["days"].max())
    return table(phrase("caption-table-around", days=days), columns, rows, note=phrase("note-around"))


def _said(row: Row) -> Part | None:
    """Say whether a change is real; of a hidden row nothing."""
    return phrase(f"around-verdict-{row['verdict']}") if isinstance(row["verdict"], str) else None
