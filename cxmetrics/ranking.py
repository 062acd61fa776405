"""A ranking no finer than the data are: groups are told apart only where they really are apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.frames import groups_of, rows_of
from cxmetrics.privacy import OTHER

ENOUGH = 30  # below this many a group is not ranked


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Rank the groups of each period, with the ranks that each may truly have.

    Parameters
    ----------
    frame : DataFrame
        What a metric gave with ``by=``, protected or not; the highest estimate is ranked first.

    Returns
    -------
    DataFrame
        The frame with ``rank``, ``rank_low``, ``rank_high``, 1 the highest. Groups of fewer than 30, hidden and
        merged groups, and all groups of a period in which no two can be told apart, have none.

    Notes
    -----
    The intervals hold all true ranks of a period together at the level of the frame; the critical value is simulated
    with the seed of `estimate.rank_interval`.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"lang": ["en"] * 200 + ["ko"] * 200 + ["zh"] * 200})
    >>> answers["score"] = [9] * 180 + [3] * 20 + [9] * 100 + [3] * 100 + [9] * 105 + [3] * 95
    >>> found = ranked(nps(answers, by="lang"))
    >>> found[["lang", "rank_low", "rank_high"]].to_numpy().tolist()
    [['en', 1.0, 1.0], ['ko', 2.0, 3.0], ['zh', 2.0, 3.0]]
    """
    found = frame.assign(rank=float("nan"), rank_low=float("nan"), rank_high=float("nan"))
    groups = groups_of(frame)
    if not groups:
        return found
    for _, rows in frame.groupby(["metric", "period"], dropna=False, sort=False):
        kept = rows[(rows["n"].fillna(0) >= ENOUGH) & rows["estimate"].notna() & (rows[groups[0]] != OTHER)]
        if len(kept) < 2:  # noqa: PLR2004 - one group has no rank
            continue
        level = float(kept["level"].iloc[0])
        ranks = estimate.rank_interval(kept["estimate"], kept["std_error"], level=level)
        if (ranks.low > 1).any():
            found.loc[kept.index, ["rank", "rank_low", "rank_high"]] = list(zip(*ranks, strict=True))
    return found


def ends(frame: pd.DataFrame) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Give the highest and the lowest group of one period; None where the two cannot be told apart.

    Parameters
    ----------
    frame : DataFrame
        What a metric gave with ``by=`` for one period, protected or not. Groups of fewer than 30, hidden and merged
        groups do not count.

    Notes
    -----
    The two were picked for being furthest apart, so that their difference is judged at the level of the frame for all
    pairs together (Bonferroni).

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"lang": ["en"] * 200 + ["ko"] * 200, "score": [9] * 300 + [3] * 100})
    >>> [row["lang"] for row in ends(nps(answers, by="lang"))]
    ['en', 'ko']
    """
    kept = frame[(frame["n"].fillna(0) >= ENOUGH) & frame["estimate"].notna() & (frame[groups_of(frame)[0]] != OTHER)]
    if len(kept) < 2:  # noqa: PLR2004 - one group is no two
        return None
    ordered = rows_of(kept.sort_values("estimate", ascending=False, kind="stable"))
    highest, lowest = ordered[0], ordered[-1]
    pairs = len(kept) * (len(kept) - 1) / 2
    sure = estimate.critical_value(1 - (1 - highest["level"]) / pairs)
    error = np.hypot(highest["std_error"], lowest["std_error"])
    return (highest, lowest) if highest["estimate"] - lowest["estimate"] > sure * error else None
