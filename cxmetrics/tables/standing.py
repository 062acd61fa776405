"""Tables of where a company stands: the numbers that initiatives are counted from, and what those running came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, metric_words, phrase, reason, table
from cxmetrics.tables.catalogue import source_of
from cxmetrics.tables.initiatives import in_unit
from cxmetrics.tables.monthly import group_label, heads
from cxmetrics.value.promised import MEASURES
from cxmetrics.words import Value, decimals

Row = Mapping[str, Any]
WHOLE_FROM: Final = 100  # volumes a month, from which on they have no decimals


def standing(frame: pd.DataFrame, *, currency: str, min_n: int) -> Part:
    """Lay out the baseline: each number with its interval, the customers behind it and the table that it is from.

    Parameters
    ----------
    frame : DataFrame
        From `value.baseline`, protected.
    currency : str
        Of the company, such as ``KRW``.
    min_n : int
        Customers from which on a number is shown.
    """
    rows = [
        [
            customers_of(row), metric_words(row["metric"], "name"), _number(row, "estimate", currency=currency),
            _interval(row, currency=currency), count(row, min_n=min_n),
            phrase(f"table-{source_of(row['metric'])}"), reason(row, min_n=min_n),
        ]
        for row in rows_of(frame.sort_values("segment", kind="stable"))
    ]  # fmt: skip
    columns = heads("whose", "what", "size", "interval", "customers", "made-from", "note")
    named = frame["segment"].ne("").any()
    shown = [row if named else row[1:] for row in rows]
    level = Value(frame["level"].iloc[0], "level")
    note = phrase("note-standing", level=level)
    return table(phrase("caption-table-standing"), columns if named else columns[1:], shown, note=note)


def customers_of(row: Row) -> Any:
    """Name the customers that a row is about."""
    return group_label(row["segment"]) if row["segment"] else phrase("all-customers")


def _number(row: Row, column: str, *, currency: str) -> Value | Part:
    """Write a number of the baseline in its unit; a gap of shares in percentage points."""
    value, unit = row[column], row["unit"]
    if unit == "money":
        return Value(value, f"money-{currency}", 0)
    if unit != "share":
        return Value(value, "contacts", 0 if pd.isna(value) or value >= WHOLE_FROM else 1)
    digits: int = 0 if pd.isna(row["n"]) else decimals(row["n"])
    if row["metric"].startswith("baseline_repeat_gap") and not pd.isna(value):
        return phrase("effect-points", value=Value(value, "signed_percentage_points", digits))
    return Value(value, "share", digits)


def _interval(row: Row, *, currency: str) -> Part | None:
    if pd.isna(row["conf_low"]):
        return None
    return phrase("interval-is", low=_number(row, "conf_low", currency=currency),
                  high=_number(row, "conf_high", currency=currency))  # fmt: skip


def delivered(frame: pd.DataFrame, *, currency: str, min_n: int) -> Part | None:
    """Lay out promised against delivered; None where no initiative has started.

    Parameters
    ----------
    frame : DataFrame
        From `value.delivered`, protected.
    currency, min_n
        As for `standing`.
    """
    if frame.empty:
        return None
    rows = [
        [
            row["name"], phrase("lever-of", lever=named(row), whose=customers_of(row)),
            ranged(row, "promised_mode", "promised_low", "promised_high"),
            ranged(row, "estimate", "conf_low", "conf_high"), verdict(row),
            _beside(row, currency=currency), count(row, min_n=min_n), reason(row, min_n=min_n) or _watched(row),
        ]
        for row in rows_of(frame)
    ]  # fmt: skip
    columns = heads("initiative-name", "lever", "promised", "delivered", "verdict", "before-and-after",
                    "customers", "note")  # fmt: skip
    note = phrase("note-delivered", level=Value(frame["level"].iloc[0], "level"))
    return table(phrase("caption-table-delivered"), columns, rows, note=note)


def named(row: Row) -> Part:
    """Name what an initiative moves."""
    return phrase(f"lever-{row['lever'].replace('_', '-')}")


def verdict(row: Row) -> Part | None:
    """Say what became of a promise; of a hidden row nothing."""
    said = row["verdict"]
    return phrase(f"delivered-verdict-{said.replace('_', '-')}") if isinstance(said, str) else None


def in_lever(row: Row, column: str) -> Part:
    """Write an effect in the unit of its lever."""
    return in_unit(row[column], "relative" if MEASURES[row["lever"]].relative else "points")


def ranged(row: Row, value: str, low: str, high: str) -> Part | None:
    """Write an effect and its range in the unit of its lever; None where there is none."""
    if pd.isna(row[value]):
        return None
    if pd.isna(row[low]) or pd.isna(row[high]):
        return in_lever(row, value)
    limits = {"low": in_lever(row, low), "high": in_lever(row, high)}
    return phrase("effect-and-range", value=in_lever(row, value), **limits)


def _beside(row: Row, *, currency: str) -> Part | None:
    """Write the measure before and after the start, and that of the others where there are any."""
    own = _moved(row, "before", "after", currency=currency)
    others = _moved(row, "others_before", "others_after", currency=currency)
    return phrase("beside-others", own=own, others=others) if own and others else own


def _moved(row: Row, before: str, after: str, *, currency: str) -> Part | None:
    """Write the measure itself before and after the start."""
    if pd.isna(row[before]):
        return None
    lever, digits = row["lever"], decimals(row["n"])
    unit = f"money-{currency}" if lever in {"basket", "price", "acquisition_cost"} else "share"
    unit, digits = ("contacts", digits + 2) if lever == "contacts" else (unit, digits)
    return phrase("from-to", before=Value(row[before], unit, digits), after=Value(row[after], unit, digits))


def _watched(row: Row) -> Part | None:
    """Say for how many days, and from when on."""
    if not isinstance(row["after_from"], str):
        return None
    key = "watched-while-ramping" if row["ramping"] else "watched"
    return phrase(key, days=Value(row["days"], "days"), since=Value(row["after_from"], "date"))
