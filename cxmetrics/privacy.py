"""Small groups are hidden so that nothing can be had back by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxmetrics.errors import ParameterError
from cxmetrics.frames import groups_of

FLOOR = 5  # no setting goes below it
ALIKE_BELOW = 30  # a group in which all are alike is shown from this size on: its value tells about each of them
FEWER_THAN = "fewer than {n}"
ALL_ALIKE = "all alike, and few"
WITH_ANOTHER = "hidden so that a smaller group stays hidden"
_KEPT = ("metric", "period", "level", "unit", "method", "reason")
_COUNTS = ("n", "customers")  # who stands behind a row, whether or not they count in its estimate
_ENDS = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}


def protect(frames: Sequence[pd.DataFrame], *, min_n: int = 10) -> list[pd.DataFrame]:
    """Hide groups of fewer than ``min_n``, and enough others that no difference gives them back.

    Parameters
    ----------
    frames : list of DataFrame
        All results that one report shows, each from a metric.
    min_n : int, default 10
        Smallest group that is shown; never below 5.

    Returns
    -------
    list of DataFrame
        Copies in the same order. A hidden row keeps its grouping columns and says why in
        ``reason``; its ``n`` and every number of it are missing. The column ``hidden`` is
        ``small``, ``alike``, ``with_another`` or missing.

    Raises
    ------
    ParameterError
        ``min_n`` below 5.

    Notes
    -----
    Totals are taken as published. Among the rows that add up to a total, hidden rows number none or
    at least two, and each of them may be as small as 1 or as large as ``min_n`` and more. Groups add
    up to their metric and period; periods add up where a frame of the same metric has none. A group
    of fewer than 30 in which all are alike (NPS ±100, rate 0 or 1) is hidden as well.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"lang": ["en"] * 50 + ["es"] * 20 + ["ja"] * 4, "score": [9, 3] * 37})
    >>> shown = protect([nps(answers, by="lang")])[0]
    >>> shown[["lang", "hidden"]].values.tolist()
    [['en', None], ['es', 'with_another'], ['ja', 'small']]
    """
    if min_n < FLOOR:
        raise ParameterError(
            "E-PRIVACY",
            "min_n={min_n} is below {floor}.",
            fix="at least {floor}; 10 is usual.",
            min_n=min_n,
            floor=FLOOR,
        )
    totals = {metric for frame in frames if frame["period"].isna().all() for metric in frame["metric"]}
    return [_hide(frame, _hidden(frame, totals, min_n), min_n) for frame in frames]


def _hidden(frame: pd.DataFrame, totals: set[str], min_n: int) -> pd.Series:
    """Why each row is hidden, if it is."""
    why = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    ends = [row["estimate"] in _ENDS.get(row["unit"], ()) for row in frame.to_dict("records")]
    alike = pd.Series(ends, index=frame.index, dtype=bool) | (frame["std_error"] == 0)
    why[(frame["n"] < ALIKE_BELOW) & alike] = "alike"
    for name in _COUNTS:
        if name in frame:
            why[(frame[name] > 0) & (frame[name] < min_n)] = "small"
    lines = _lines(frame, totals)
    while sum(_hide_another(frame, why, line, min_n) for line in lines):
        pass
    return why


def _lines(frame: pd.DataFrame, totals: set[str]) -> list[list[str]]:
    """Columns that stay fixed along each line of rows that add up to a published total."""
    groups = groups_of(frame)
    lines = [[*groups[:i], *groups[i + 1 :], "metric", "period"] for i in range(len(groups))]
    adds_up = frame["period"].notna().any() and not totals.isdisjoint(frame["metric"])
    return [*lines, [*groups, "metric"]] if adds_up else lines


def _hide_another(frame: pd.DataFrame, why: pd.Series, line: list[str], min_n: int) -> bool:
    """Hide the smallest shown row of each line that would give its hidden rows away; say if any was."""
    changed = False
    size = frame[[name for name in _COUNTS if name in frame]].max(axis=1)
    for _, rows in frame.groupby(line, dropna=False, sort=False):
        hidden, shown = rows[why[rows.index].notna()], rows[why[rows.index].isna() & (size[rows.index] > 0)]
        alone = len(hidden) == 1 or (len(hidden) > 0 and size[hidden.index].sum() - len(hidden) < min_n)
        if alone and len(shown):
            why[why.index == size[shown.index].idxmin()] = "with_another"
            changed = True
    return changed


def _hide(frame: pd.DataFrame, why: pd.Series, min_n: int) -> pd.DataFrame:
    shown = frame.copy()
    shown["hidden"] = why.astype(object).where(why.notna(), None)
    rows = why.notna()
    shown["n"] = shown["n"].astype("Int64").mask(rows)
    numbers = [name for name in shown.columns if name not in (*groups_of(frame), *_KEPT, "n", "hidden")]
    for name in numbers:
        shown[name] = shown[name].astype(float).mask(rows) if _is_number(shown[name]) else shown[name].mask(rows)
    shown.loc[why == "small", "reason"] = FEWER_THAN.format(n=min_n)
    shown.loc[why == "alike", "reason"] = ALL_ALIKE
    shown.loc[why == "with_another", "reason"] = WITH_ANOTHER
    return shown


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and column.dtype != np.bool_
