"""Tables of customers: what they will be worth, whether the model can be believed, and the core fandom."""

from __future__ import annotations

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, number_of, phrase, reason, table
from cxmetrics.tables.monthly import heads, interval, score
from cxmetrics.words import Value


def lifetime(value: pd.DataFrame, classes: pd.DataFrame, *, currency: str, min_n: int) -> Part:
    """Value of a customer by purchases so far, with what it is made of; all customers at the foot."""
    unit = f"money-{currency}"
    columns = heads("purchases-so-far", "customers", "active", "purchases-to-come", "worth", "interval", "value-share")
    rows = [
        [
            purchases_so_far(row["repeats"]),
            count(row, min_n=min_n),
            Value(row["alive"], "share", 0),
            Value(row["purchases"], "purchases", 1),
            Value(row["estimate"], unit, 0),
            interval(row, unit),
            Value(row["value_share"], "share", 0),
        ]
        for row in rows_of(classes)
    ]
    total = rows_of(value)[0]
    rows.append([phrase("all-customers"), count(total, min_n=min_n), Value(None, "share"), Value(None, "purchases"),
                 Value(total["estimate"], unit, 0), interval(total, unit), Value(None, "share")])  # fmt: skip
    note = phrase("note-lifetime", min_n=min_n)
    return table(phrase("caption-table-lifetime", months=number_of(total["metric"])), [*columns], rows, note=note)


def held_back(holdout: pd.DataFrame, classes: pd.DataFrame, *, min_n: int) -> Part:
    """Purchases of the days held back beside what the model expected, by purchases before them and of all customers."""
    rows = [
        [
            purchases_so_far(row["repeats"]) if "repeats" in row else phrase("all-customers"),
            count(row, min_n=min_n),
            Value(row["predicted"], "purchases", 2),
            Value(row["estimate"], "purchases", 2),
            interval(row, "purchases"),
        ]
        for row in [*rows_of(classes), *rows_of(holdout)]
    ]
    columns = heads("purchases-so-far", "customers", "predicted", "actual", "interval")
    days = number_of(holdout["metric"].iloc[0])
    return table(phrase("caption-table-held-back", days=days), columns, rows, note=None)


def fandom(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Core fandom of the year until the end of some months: how many, why, and what they bring."""
    columns = heads("year-until", "share-fans", "interval", "buyers", "fans", "promoters-of", "referrers", "reviewers")
    rows = [
        [
            Value(row["period"], "short_month"),
            *score(row, "share", min_n=min_n),
            *(Value(row[name], "count") for name in ("fans", "promoters", "referrers", "reviewers")),
            Value(row["value_share"], "share", 0),
            reason(row, min_n=min_n),
        ]
        for row in rows_of(frame)
    ]
    return table(phrase("caption-table-fandom"), [*columns, *heads("margin-share", "note")], rows, note=None)


def purchases_so_far(repeats: str) -> Part:
    """Give the purchases so far of a class of repeat purchases: one more than these."""
    more = repeats.endswith("+")
    return phrase("purchases-or-more" if more else "purchases-exactly", purchases=int(repeats.rstrip("+")) + 1)
