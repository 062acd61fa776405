"""Is the experience the same in every channel? How far their scores truly lie apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics import estimate
from cxmetrics.frames import groups_of, result, rows_of

ENOUGH = 30  # answers from which on a channel counts
ALONE = "fewer than two groups"


def spread(frame: pd.DataFrame, total: pd.DataFrame) -> pd.DataFrame:
    """Give the standard deviation of a score between groups such as channels, chance taken out.

    Parameters
    ----------
    frame : DataFrame
        What `nps` gave with ``by="channel"``, before small groups are hidden; with or without periods.
    total : DataFrame
        What it gave without ``by``: the customers behind all groups.

    Returns
    -------
    DataFrame
        A row a period: the standard columns in the unit of the score, and ``compared``, the number of groups of 30 and
        more that are behind it. A limit of 0 says that the groups can all be alike.

    Notes
    -----
    See `estimate.between_interval`. Groups are taken as independent; a customer who answers in two channels makes them
    look more alike than they are.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"channel": ["app"] * 200 + ["web"] * 200, "score": [9] * 300 + [3] * 100})
    >>> spread(nps(answers, by="channel"), nps(answers))[["metric", "compared"]].to_numpy().tolist()
    [['nps_spread', 2]]
    """
    column = groups_of(frame)[0]
    known = frame[(frame["n"] >= ENOUGH) & frame[column].notna() & frame["estimate"].notna()]
    rows = [_period(row, known) for row in rows_of(total)]
    found = pd.DataFrame([fields for fields, _ in rows], index=total.index)
    values: dict[str, Any] = {name: total[name] for name in ("period", "n", "level", "unit")}
    values |= {str(name): found[name] for name in found}
    values |= {"metric": total["metric"] + "_spread", "method": "q profile"}
    extras = {"compared": [compared for _, compared in rows]}
    return result(pd.DataFrame(index=total.index), values, extras=extras)


def _period(row: Mapping[str, Any], known: pd.DataFrame) -> tuple[dict[str, Any], int]:
    """Compare the groups of one period."""
    groups = known[known["period"].isna() if pd.isna(row["period"]) else known["period"] == row["period"]]
    found = estimate.between_interval(groups["estimate"], groups["std_error"], level=row["level"])
    why = ALONE if len(groups) < 2 else None  # noqa: PLR2004 - one group is no spread
    return {"estimate": found.estimate, "conf_low": found.low, "conf_high": found.high, "reason": why}, len(groups)
