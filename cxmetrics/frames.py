"""The one result vocabulary: every metric gives the same columns, one row a group.

Also the calendar labels of the ``period`` column: ``2026-10-31``, ``2026-W44``, ``2026-10``,
``2026-Q4`` and ``2026``. They sort as text and say themselves how long they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics.errors import ParameterError

STANDARD = (
    "metric",
    "period",
    "n",
    "n_eff",
    "estimate",
    "std_error",
    "conf_low",
    "conf_high",
    "level",
    "unit",
    "method",
    "reason",
)
PUBLISHED = (*STANDARD, "hidden")  # what a row of a report holds besides its groups
PARTIAL = "partial period"
TEXT = ("metric", "period", "unit", "method", "reason")


def result(keys: pd.DataFrame, values: Mapping[str, Any], *, extras: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Build the frame that every metric returns.

    Parameters
    ----------
    keys : DataFrame
        The caller's grouping columns, in order.
    values : dict
        The standard columns; a missing one is empty.
    extras : dict, optional
        What the metric adds.

    Returns
    -------
    DataFrame
        Grouping columns, then `STANDARD`, then the extras.

    Examples
    --------
    >>> result(pd.DataFrame(index=[0]), {"metric": "nps", "n": 0, "reason": "no answers"}).columns[0]
    'metric'
    """
    columns: dict[str, Any] = {name: values.get(name, None if name in TEXT else np.nan) for name in STANDARD}
    frame = keys.assign(**columns, **(extras or {}))
    frame[list(TEXT)] = frame[list(TEXT)].astype(object).where(frame[list(TEXT)].notna(), None)
    return frame.astype({"n": "int64"})


def check_groups(names: Sequence[str], others: Sequence[str]) -> None:
    """Refuse grouping columns that are given twice or named like a column of the result."""
    taken = [name for name in names if name in STANDARD or name in others or list(names).count(name) > 1]
    if taken:
        raise ParameterError(
            "E-BY",
            "a result has a column {taken!r} of its own.",
            fix="rename the grouping column; name it once.",
            taken=taken[0],
        )


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame as dicts, by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def mark_partial(frame: pd.DataFrame, data_end: date | None) -> pd.DataFrame:
    """Say in ``reason`` which periods were not over when the data ended; their estimates stay."""
    if data_end is None:
        return frame
    ends = [period_span(label)[1] if isinstance(label, str) else date.min for label in frame["period"]]
    cut = pd.Series([end > data_end for end in ends], index=frame.index, dtype=bool)
    frame.loc[cut & frame["reason"].isna(), "reason"] = f"{PARTIAL}: observed until {data_end}"
    return frame


def scale_name(scale: tuple[float, float]) -> str:
    """Write a scale as ``0-10``; results of different scales are never compared."""
    return "-".join(f"{limit:g}" for limit in scale)


def one_scale(frame: pd.DataFrame) -> None:
    """Refuse a frame in which answers on different scales stand as one series."""
    known = frame[["metric", "scale"]].dropna().drop_duplicates() if "scale" in frame else frame.iloc[:0]
    for metric, rows in known.groupby("metric"):
        if len(rows) > 1:
            raise ParameterError(
                "E-SCALE",
                "{metric!r} has answers on several scales: {scales}.",
                fix="compare the series of each scale by itself.",
                metric=metric,
                scales=", ".join(rows["scale"]),
            )


def groups_of(frame: pd.DataFrame) -> list[str]:
    """Give the grouping columns of a result: those that stand before ``metric``."""
    columns = [str(name) for name in frame.columns]
    if "metric" not in columns or any(name not in columns for name in STANDARD):
        raise ParameterError(
            "E-FRAME", "this frame is no result of a metric.", fix="give what cx.nps and others return."
        )
    return columns[: columns.index("metric")]


def check_level(level: float) -> float:
    """Give the confidence level back if it lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ParameterError(
            "E-LEVEL", "level={level} is no confidence level.", fix="between 0 and 1, such as 0.95.", level=level
        )
    return level


def every_period(counts: pd.DataFrame, groups: Sequence[str], every: str | None) -> pd.DataFrame:
    """Add the periods in which a group has no row between its first and its last one, with counts of 0.

    Parameters
    ----------
    counts : DataFrame
        The groups, ``period`` (first day), and counts.
    groups : sequence of str
        Grouping columns.
    every : str or None
        Length of a period; without one there is nothing to add.

    Examples
    --------
    >>> counts = pd.DataFrame({"period": [date(2026, 8, 1), date(2026, 10, 1)], "n": [4, 2]})
    >>> every_period(counts, [], "month")["n"].tolist()
    [4, 0, 2]
    """
    if every is None or counts.empty:
        return counts
    step = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}[every]
    parts = []
    for _, rows in counts.groupby(list(groups), dropna=False, sort=False) if groups else [((), counts)]:
        days = pd.to_datetime(rows["period"])
        missing = pd.date_range(days.min(), days.max(), freq=step).difference(pd.DatetimeIndex(days))
        added = pd.DataFrame({"period": missing.date if counts["period"].dtype == object else missing}).assign(
            **{name: rows[name].iloc[0] for name in groups}
        )
        zeros = [name for name in counts.columns if name not in (*groups, "period")]
        parts += [rows, added.assign(**dict.fromkeys(zeros, 0))[list(counts.columns)]] if len(added) else [rows]
    full = pd.concat(parts, ignore_index=True)
    return full.sort_values([*groups, "period"], kind="stable", na_position="last", ignore_index=True)


def period_labels(starts: Sequence[Any], every: str | None) -> list[str | None]:
    """Labels of calendar periods, from their first days.

    Examples
    --------
    >>> period_labels([date(2026, 10, 1)], "month"), period_labels([date(2026, 10, 1)], "quarter")
    (['2026-10'], ['2026-Q4'])
    """
    if every is None:
        return [None] * len(starts)
    return [None if pd.isna(start) else _label(pd.Timestamp(start).date(), every) for start in starts]


def _label(day: date, every: str) -> str:
    year, week, _ = day.isocalendar()
    forms = {
        "day": f"{day:%Y-%m-%d}",
        "week": f"{year}-W{week:02d}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
    }
    return forms[every]


def period_span(label: str) -> tuple[date, date]:
    """First and last day of a period, or of several that are taken together: ``2026-09/2026-10``.

    Examples
    --------
    >>> period_span("2024-02")[1], period_span("2026-Q4")[0], period_span("2026-W01")[0]
    (datetime.date(2024, 2, 29), datetime.date(2026, 10, 1), datetime.date(2025, 12, 29))
    >>> period_span("2026-09/2026-10")[1]
    datetime.date(2026, 10, 31)
    """
    if "/" in label:
        first, last = label.split("/")
        return period_span(first)[0], period_span(last)[1]
    if week := re.fullmatch(r"(\d{4})-W(\d{2})", label):
        start = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return start, start + timedelta(days=6)
    period = pd.Period(label.replace("-Q", "Q"))
    return period.start_time.date(), period.end_time.date()


def every_of(label: str) -> str:
    """Length of the period that a label names.

    Examples
    --------
    >>> every_of("2026-10"), every_of("2026-W44")
    ('month', 'week')
    """
    forms = {"day": r"\d{4}-\d{2}-\d{2}", "week": r"\d{4}-W\d{2}", "month": r"\d{4}-\d{2}"}
    forms |= {"quarter": r"\d{4}-Q[1-4]", "year": r"\d{4}"}
    for every, form in forms.items():
        if re.fullmatch(form, label):
            return every
    raise ParameterError("E-PERIOD", "{label!r} is no period.", fix="such as 2026-10, 2026-Q4 or 2026.", label=label)


def previous(label: str) -> str:
    """Label of the period before.

    Examples
    --------
    >>> previous("2026-01"), previous("2026-Q1"), previous("2026-W01")
    ('2025-12', '2025-Q4', '2025-W52')
    """
    return _label(period_span(label)[0] - timedelta(days=1), every_of(label))


def year_before(label: str) -> str:
    """Label of the same period one year earlier.

    Examples
    --------
    >>> year_before("2026-10"), year_before("2026-W44"), year_before("2024-02-29")
    ('2025-10', '2025-W44', '2023-02-28')
    """
    every, year = every_of(label), str(int(label[:4]) - 1)
    if every == "day":
        return str((pd.Timestamp(label) - pd.DateOffset(years=1)).date())
    if every == "week":
        last = date(int(year), 12, 28).isocalendar()[1]
        return f"{year}-W{min(int(label[-2:]), last):02d}"
    return year + label[4:]
