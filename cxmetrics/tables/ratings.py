"""Tables of what goes with the recommendation: ratings by importance, what each adds, and what was left out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxmetrics import words
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, phrase, reason, table
from cxmetrics.tables.monthly import heads, rank, score
from cxmetrics.words import Value, decimals


def rating_name(metric: str) -> Part:
    """Name a question: in the catalogue's words where it has them, else as the company writes it.

    Examples
    --------
    >>> rating_name("price_value")["key"], rating_name("parking")["fields"]
    ('rating-price-value', {'name': 'parking'})
    """
    key = f"rating-{metric.replace('_', '-')}"
    return phrase(key) if key in words.keys("en") else phrase("rating-other", name=metric)


def driver_importance(importance: pd.DataFrame, *, outcome: str, min_n: int) -> Part:
    """Share of each driver in what all explain, with its interval and the ranks it may truly have."""
    rows = [
        [rating_name(row["driver"]), *score(row, "share", min_n=min_n)[:2], rank(row),
         Value(row["answered"], "share", 0), count(row, min_n=min_n), reason(row, min_n=min_n)]
        for row in rows_of(by_share(importance))
    ]  # fmt: skip
    columns = heads("driver", "share-of-explained", "interval", "rank", "answered", "n", "note")
    caption = phrase("caption-table-importance", outcome=rating_name(outcome))
    return table(caption, columns, rows, note=phrase("note-importance"))


def driver_slopes(importance: pd.DataFrame, performance: pd.DataFrame, *, min_n: int) -> Part:
    """Lay out what each driver adds beyond the others, its correlation, and how good its answers are."""
    good = {row["driver"]: row for row in rows_of(performance)}
    rows = [
        [rating_name(row["driver"]), *_slope(row), Value(row["correlation"], "signed_ratio", 2),
         *score(good[row["driver"]], "share", min_n=min_n), reason(good[row["driver"]], min_n=min_n)]
        for row in rows_of(by_share(importance))
    ]  # fmt: skip
    names = ("driver", "per-point", "interval", "beyond-others", "correlation", "good-answers", "interval", "n", "note")
    return table(phrase("caption-table-slopes"), heads(*names), rows, note=phrase("note-slopes"))


def by_share(importance: pd.DataFrame) -> pd.DataFrame:
    """Order drivers by their share, those without one last."""
    return importance.sort_values("estimate", ascending=False, na_position="last", kind="stable")


def _slope(row: dict[str, Any]) -> list[Any]:
    if pd.isna(row["slope"]):
        return [None, None, None]
    limits = {"conf_low": row["slope_low"], "conf_high": row["slope_high"], "n": row["n"]}
    digits = decimals(row["n"]) + 1
    low, high = (Value(limits[end], "signed_ratio", digits) for end in ("conf_low", "conf_high"))
    return [Value(row["slope"], "signed_ratio", digits), phrase("interval-is", low=low, high=high),
            phrase(f"adds-{row['sign']}")]  # fmt: skip


def drivers_left_out(frame: pd.DataFrame, *, min_n: int) -> Part | None:
    """Surveys, questions and answers that were not used, by the reason; None where all were."""
    if frame.empty:
        return None
    rows = [
        [
            phrase(f"left-out-{row['what']}"),
            rating_name(row["metric"]) if isinstance(row["metric"], str) else None,
            phrase(f"left-out-{row['why'].replace(' ', '-')}"),
            phrase("n-below", min_n=min_n) if row["n"] < min_n else Value(float(row["n"]), "count"),
        ]
        for row in rows_of(frame)
    ]
    return table(phrase("caption-table-not-used"), heads("what", "driver", "why", "number"), rows, note=None)
