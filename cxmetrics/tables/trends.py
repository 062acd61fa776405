"""Tables of trends: the scorecard, contacts by who handled them, means of payment, and discounts by score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, phrase, table
from cxmetrics.tables.monthly import heads, interval
from cxmetrics.words import Value, decimals

UNITS = {"share": "signed_percentage_points", "seconds": "signed_seconds"}  # of a difference
REASONS = {"too few to compare": "trend-too-few", "nobody alike to compare with": "trend-not-alike"}
MEASURES = ("solved", "again", "fallback", "handed_off", "satisfied", "easy")
ORDER = ("again", *MEASURES)  # whose count stands for the contacts: that of the first that is known


def trend_scorecard(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out a row a trend: adoption, the difference as it is and made alike, n, evidence, and the next test."""
    rows = [
        [
            phrase(f"trend-{row['trend'].replace('_', '-')}"),
            _adoption(row, min_n=min_n),
            _difference(row, "crude"),
            _difference(row, "estimate"),
            _between(row),
            count(row, min_n=min_n) if row["n"] != 0 else None,
            phrase(f"evidence-{row['evidence']}") if isinstance(row["evidence"], str) else None,
            Value(row["needed"], "count"),
            _about(row),
        ]
        for row in rows_of(frame)
    ]
    columns = heads("trend", "adoption", "as-they-are", "made-alike", "interval", "n", "evidence", "next-test", "note")
    return table(phrase("caption-table-trends"), columns, rows, note=phrase("note-trends"))


def _adoption(row: Mapping[str, Any], *, min_n: int) -> Value | None:
    enough = not pd.isna(row["adoption_n"]) and row["adoption_n"] >= min_n
    return Value(row["adoption"], "share", decimals(row["adoption_n"])) if enough else None


def _difference(row: Mapping[str, Any], name: str) -> Value:
    return Value(row[name], UNITS[row["unit"]], _digits(row))


def _between(row: Mapping[str, Any]) -> Part | None:
    if pd.isna(row["conf_low"]):
        return None
    low, high = (Value(row[name], UNITS[row["unit"]], _digits(row)) for name in ("conf_low", "conf_high"))
    return phrase("interval-is", low=low, high=high)


def _digits(row: Mapping[str, Any]) -> int:
    return 0 if row["unit"] == "seconds" else decimals(row["n"])


def _about(row: Mapping[str, Any]) -> Part:
    """Say what is compared, or why nothing is."""
    if isinstance(row["missing"], str):
        return phrase("trend-missing", column=row["missing"].replace("=", " = ").replace("|", " / "))
    if row["reason"] in REASONS:
        return phrase(REASONS[row["reason"]])
    return phrase(f"trend-about-{row['trend'].replace('_', '-')}")


def trend_outcomes(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out a row a trend and outcome that is not on the scorecard, customers made alike."""
    others = frame[frame["trend"].duplicated()]
    rows = [
        [
            phrase(
                "trend-and-outcome",
                trend=phrase(f"trend-{row['trend'].replace('_', '-')}"),
                outcome=phrase(f"outcome-{row['outcome'].replace('_', '-')}"),
            ),
            *(Value(row[name], "share", decimals(row["n"])) for name in ("exposed", "unexposed")),
            _difference(row, "estimate"),
            _between(row),
            count(row, min_n=min_n) if row["n"] != 0 else None,
            phrase(REASONS[row["reason"]]) if row["reason"] in REASONS else None,
        ]
        for row in rows_of(others)
    ]
    columns = heads("trend", "with", "without", "made-alike", "interval", "n", "note")
    return table(phrase("caption-table-outcomes"), columns, rows, note=None)


def contacts(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out a row a handler: the shares of its contacts that were solved, repeated, handed off, liked."""
    named = {(row["metric"].removeprefix("service_"), row["handled_by"]): row for row in rows_of(frame)}
    rows = [
        [
            phrase(f"handler-{handler}"),
            count(next(named[one, handler] for one in ORDER if (one, handler) in named), min_n=min_n),
            *(_share(named.get((measure, handler))) for measure in MEASURES),
        ]
        for handler in frame["handled_by"].drop_duplicates()
    ]
    columns = heads("handled-by", "n", *(f"contact-{measure.replace('_', '-')}" for measure in MEASURES))
    return table(phrase("caption-table-contacts"), columns, rows, note=phrase("note-contacts"))


def _share(row: Mapping[str, Any] | None) -> Value:
    return Value(None, "share") if row is None else Value(row["estimate"], "share", decimals(row["n"]))


def payments(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out a row a means of payment: its share of the orders, and of the attempts that were given up."""
    used, given_up = (frame[frame["metric"] == name] for name in ("payment_share", "payment_given_up"))
    tried = {row["payment"]: row for row in rows_of(given_up)}
    rows = [
        [
            row["payment"],
            _share(row),
            _share(tried[row["payment"]]),
            interval(tried[row["payment"]], "share"),
            count(tried[row["payment"]], "of", min_n=min_n),
        ]
        for row in rows_of(used.sort_values("estimate", ascending=False, kind="stable"))
    ]
    columns = heads("payment", "share-of-orders", "given-up", "interval", "attempts")
    return table(phrase("caption-table-payments"), columns, rows, note=None)


def discounts(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out a row an NPS class: orders with a discount, and the part of the price it took, with intervals."""
    use, part = (frame[frame["metric"] == name] for name in ("discount_use", "discount_share"))
    took = {row["nps_class"]: row for row in rows_of(part)}
    rows = [
        [
            phrase(f"label-{row['nps_class']}"),
            count(row, min_n=min_n),
            _share(row),
            interval(row, "share"),
            _share(took[row["nps_class"]]),
            interval(took[row["nps_class"]], "share"),
        ]
        for row in rows_of(use)
    ]
    columns = heads("nps-class", "customers", "with-discount", "interval", "discount-part", "interval")
    return table(phrase("caption-table-discounts"), columns, rows, note=phrase("note-discounts"))
