"""Small groups are hidden so that nothing can be had back by subtraction, over all frames of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from cxmetrics.errors import ParameterError
from cxmetrics.frames import groups_of, rows_of
from cxmetrics.privacy.audit import Leak, View, range_of
from cxmetrics.privacy.cells import OTHER, Row, cells_of, counts_of, lines_of, unobserved
from cxmetrics.privacy.hiding import Hiding

__all__ = ["OTHER", "find_leak", "protect"]

FLOOR = 5  # no setting goes below it
FEWER_THAN = "fewer than {n}"
REASONS = {
    "alike": "all alike, and few",
    "with_another": "hidden so that a smaller group stays hidden",
    "withheld": "withheld: its counts would give small groups away",
}
_KEPT = ("metric", "period", "level", "unit", "method", "reason")


def protect(frames: Sequence[pd.DataFrame], *, min_n: int = 10, merge: bool = False) -> list[pd.DataFrame]:
    """Hide groups of fewer than ``min_n``, and enough others that no difference gives them back.

    Parameters
    ----------
    frames : list of DataFrame
        All results that one report shows, each from a metric.
    min_n : int, default 10
        Smallest group that is shown; never below 5.
    merge : bool, default False
        Whether the hidden groups of a frame with one grouping column become one row of group ``OTHER`` in each
        period, where at least ``min_n`` customers are surely in it. Its estimate is that of all its answers, its
        error that of independent groups. Rows then are fewer than before; by default each stays in its place.

    Returns
    -------
    list of DataFrame
        Copies in the same order. A hidden row keeps its grouping columns and says why in
        ``reason``; its ``n`` and every number of it are missing. The column ``hidden`` is
        ``small``, ``alike``, ``with_another``, ``withheld`` or missing.

    Raises
    ------
    ParameterError
        ``min_n`` below 5.

    Notes
    -----
    Metrics of the same answers, and of the same cohorts, share their counts: what one of them hides
    all hide. Groups add up to the total of their period, finer groups to coarser ones, and periods to
    a total over all periods if a frame shows it; a total that none shows is taken as known. Hidden
    rows of such a line number none or at least two and hold ``min_n`` and more.

    Then integer programs try to recover what is hidden from all that is shown: the counts, the lines
    and the labels, by which a ``small`` row has 1 to ``min_n - 1`` and another hidden one ``min_n`` and more.
    Every ``small`` row must be able to have each of its values still; if not, those rows are
    hidden that open it at the least cost, and after 20 steps the table is withheld. Lines whose
    groups share customers bind only as far as the shown counts let them add up. A group of fewer than
    30 in which all are alike (NPS ±100, rate 0 or 1) is hidden as well.

    References
    ----------
    M. Fischetti and J. J. Salazar, *Models and algorithms for optimizing cell suppression in tabular
    data with linear constraints*, JASA 95(451), 2000.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"lang": ["en"] * 50 + ["es"] * 20 + ["ja"] * 4, "score": [9, 3] * 37})
    >>> shown = protect([nps(answers, by="lang")])[0]
    >>> shown[["lang", "hidden"]].values.tolist()
    [['en', None], ['es', 'with_another'], ['ja', 'small']]
    >>> protect([nps(answers, by="lang")], merge=True)[0][["lang", "n"]].values.tolist()
    [['en', 50], ['__other__', 24]]
    """
    if min_n < FLOOR:
        raise ParameterError(
            "E-PRIVACY",
            "min_n={min_n} is below {floor}.",
            fix="at least {floor}; 10 is usual.",
            min_n=min_n,
            floor=FLOOR,
        )
    hiding = Hiding(frames, min_n=min_n)
    if merge:
        hiding.merge()
    hiding.settle()
    return [_written(hiding, number) for number in range(len(frames))]


def find_leak(rows: Iterable[Row], *, min_n: int) -> Leak | None:
    """Give a hidden count of protected frames of which more can be known than that it is small; None if there is none.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of all frames together, as `cxmetrics.parts.end` publishes them.
    min_n : int
        Smallest group that is shown.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"lang": ["en"] * 50 + ["es"] * 20 + ["ja"] * 4, "score": [9, 3] * 37})
    >>> row = {"metric": "nps", "period": None, "reason": None, "hidden": None}
    >>> rows = [{**row, "n": 54}, {"lang": "en", **row, "n": 50}, {"lang": "ja", **row, "n": None, "hidden": "small"}]
    >>> find_leak(rows, min_n=10).value
    1
    """
    rows = list(rows)
    known = counts_of(rows, lambda row: not isinstance(row["hidden"], str))
    labels = {
        cell: row["hidden"]
        for row in sorted(rows, key=lambda row: row["hidden"] == "small")
        for cell in cells_of(row).values()
        if isinstance(row["hidden"], str) and cell not in known
    }
    ranges = {cell: range_of(label, cell, min_n=min_n) for cell, label in labels.items()}
    small = [cell for cell, label in labels.items() if label == "small"]
    lines = lines_of([*known, *labels], rows)
    view = View({**ranges, **{cell: (n, n) for cell, n in known.items()}}, small, lines, min_n)
    return next(iter(view.leaks()), None)


def _written(hiding: Hiding, number: int) -> pd.DataFrame:
    """Give a frame as it is shown."""
    frame = hiding.frames[number]
    why = pd.Series([hiding.label_of(row) for row in rows_of(frame)], index=frame.index, dtype=object)
    others = [row for (place, _), row in hiding.others.items() if place == number]
    if not others:
        return _hide(frame, why, hiding.min_n)
    kept = why != "merged"
    whole = pd.DataFrame([*rows_of(frame[kept]), *others], columns=frame.columns, dtype=object)
    whole = whole.astype({**frame.dtypes, "n_eff": float})
    return _hide(whole, pd.Series([*why[kept], *[None] * len(others)], dtype=object), hiding.min_n)


def _hide(frame: pd.DataFrame, why: pd.Series, min_n: int) -> pd.DataFrame:
    shown = frame.copy()
    shown["hidden"] = why.astype(object).where(why.notna(), None)
    rows = why.notna()
    shown["n"] = shown["n"].astype("Int64").mask(rows)
    numbers = [name for name in shown.columns if name not in (*groups_of(frame), *_KEPT, "n", "hidden")]
    for name in numbers:
        shown[name] = shown[name].astype(float).mask(rows) if _is_number(shown[name]) else shown[name].mask(rows)
    later = pd.Series([unobserved(row) for row in rows_of(frame)], index=frame.index, dtype=bool)
    for label, reason in {"small": FEWER_THAN.format(n=min_n), **REASONS}.items():
        shown.loc[(why == label) & ~later, "reason"] = reason
    return shown


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and column.dtype != np.bool_
