"""What a new report says differently from those before: late rows, mended files, columns that came or went."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cxmetrics.report.published import newest, newest_of_month

Rows = Sequence[Mapping[str, Any]]


def published_figures(home: Path) -> dict[str, Rows]:
    """Protected figures of a month's newest revision; nothing where there is none."""
    last = newest_of_month(home)
    if last is None:
        return {}
    figures: dict[str, Rows] = json.loads((last / "record.json").read_text("utf-8"))["figures"]
    return figures


def restated(before: Mapping[str, Rows], after: Mapping[str, Rows], *, month: str, min_n: int) -> list[dict[str, Any]]:
    """Totals of the month that moved between two revisions.

    Parameters
    ----------
    before, after : mapping
        Protected figures by name, as rows.
    month : str
        The month.
    min_n : int
        A difference of fewer is only said to exist: it would be about these few.

    Returns
    -------
    list of dict
        ``metric``, and ``n`` and ``estimate`` before and after, None where they stay untold.

    Examples
    --------
    >>> old = {"nps": [{"metric": "nps", "period": "2026-10", "n": 861, "estimate": 32.4}]}
    >>> new = {"nps": [{"metric": "nps", "period": "2026-10", "n": 901, "estimate": 33.0}]}
    >>> restated(old, new, month="2026-10", min_n=10)[0]["n"]
    [861, 901]
    """
    out = []
    for name, rows in after.items():
        old, new = _total(before.get(name, ()), month), _total(rows, month)
        if old is None or new is None or (old["n"], old["estimate"]) == (new["n"], new["estimate"]):
            continue
        known = old["n"] is not None and new["n"] is not None and abs(new["n"] - old["n"]) >= min_n
        pair = {key: [old[key], new[key]] if known else None for key in ("n", "estimate")}
        out.append({"rule": "W-RESTATED", "metric": new["metric"], **pair})
    return out


def last_report(out: Path, *, before: str) -> dict[str, Any] | None:
    """Give month and protected figures of the newest report of an earlier month, if there is one.

    Parameters
    ----------
    out : Path
        Folder of the report.
    before : str
        The month that is being reported.
    """
    earlier = (home for home in out.glob("????-??") if home.name < before and newest_of_month(home))
    last = max(earlier, default=None)
    return None if last is None else {"month": last.name, "figures": published_figures(last)}


def drifted(out: Path, inputs: Mapping[str, Any]) -> list[str]:
    """Columns that came or went since the newest report.

    Parameters
    ----------
    out : Path
        Folder of the report.
    inputs : mapping
        What is read now: by table a mapping with ``columns``.

    Returns
    -------
    list of str
        A line a table.
    """
    last = newest(out)
    if last is None:
        return []
    before = json.loads((last / "record.json").read_text("utf-8"))["inputs"]
    lines = []
    for table in sorted(set(before) & set(inputs)):
        old, new = set(before[table]["columns"]), set(inputs[table]["columns"])
        changed = [f"+{name}" for name in sorted(new - old)] + [f"-{name}" for name in sorted(old - new)]
        if changed:
            lines.append(f"W-SCHEMA-DRIFT {table}: {', '.join(changed)}")
    return lines


def _total(rows: Rows, month: str) -> Mapping[str, Any] | None:
    """Give the row of a month, of a frame without groups."""
    found = [row for row in rows if row.get("period") == month]
    return found[0] if len(found) == 1 else None


def line(change: Mapping[str, Any], month: str) -> str:
    """Say a restatement in a line of the run."""
    if change["n"] is None:
        return f"W-RESTATED {change['metric']} {month}: changed by a few rows since the last revision"
    (n, more), (value, other) = change["n"], change["estimate"]
    return f"W-RESTATED {change['metric']} {month}: n {n:,} -> {more:,}, {value:.4g} -> {other:.4g}"
