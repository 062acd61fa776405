"""Which terms tell complaint from praise."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.frames import check_level, result
from cxmetrics.voice.reading import COMPLAINT, DAYS, PRAISE, read_comments
from cxmetrics.voice.terms import terms_of

SIDES = (PRAISE, COMPLAINT)
MOST = 20  # terms a side


def telling_terms(
    responses: Any,
    *,
    min_n: int = 10,
    days: int = DAYS,
    data_end: date | str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Terms that are clearly more frequent in complaints than in praise, and the other way round.

    Parameters
    ----------
    responses, days, data_end, level, timezone
        As for `comment_themes`.
    min_n : int, default 10
        Fewest customers of a side who used a term.

    Returns
    -------
    DataFrame
        A row a ``side`` (`PRAISE`, `COMPLAINT`) and ``term``, at most 20 a side, the largest difference first: the
        standard columns with ``unit`` "share". ``n`` customers of the side used the term, ``of`` wrote such comments at
        all; ``other_share`` is that of the other side, ``difference`` the side's share less it, ``p_adjusted`` the p
        value of their being alike. ``method`` names how Korean was taken apart.

    Raises
    ------
    ParameterError
        As `comment_themes`.

    Notes
    -----
    Customers are counted, not comments. All terms that ``min_n`` customers of either side used are compared (pooled z
    test, Benjamini and Hochberg), and those kept that differ at 1 less ``level``. Who praised and complained counts on
    both sides, which makes the two more alike and the test the more careful. Terms never hold digits or what the
    scrubber masks, nor proper nouns that look like a person's name.

    Examples
    --------
    >>> answers = pd.DataFrame({"comment": ["late again"] * 30 + ["lovely shop"] * 30, "metric": "nps",
    ...                         "score": [2] * 30 + [10] * 30, "responded_at": pd.Timestamp("2026-10-05")})
    >>> telling_terms(answers, data_end="2026-10-31")[["side", "term", "n", "estimate"]].to_numpy().tolist()
    [['praise', 'lovely', 30, 1.0], ['praise', 'shop', 30, 1.0], ['complaint', 'late', 30, 1.0]]
    """
    level = check_level(level)
    rows = read_comments(responses, by=None, days=days, data_end=data_end, timezone=timezone)
    rows = rows[rows["tone"].isin(SIDES)].reset_index(drop=True)
    terms, method = terms_of(rows["text"].tolist())
    counts, sizes = _counts(rows, terms, min_n)
    sides = [_clearer(counts, sizes, side, min_n=min_n, level=level) for side in SIDES]
    found = pd.concat(sides, ignore_index=True)
    low, high = estimate.wilson(found["n"], found["of"], level=level)
    values: dict[str, Any] = {
        "metric": f"term_share_{days}d",
        "n": found["n"],
        "n_eff": found["of"],
        "estimate": found["estimate"],
    }
    values |= {"std_error": np.sqrt(found["estimate"] * (1 - found["estimate"]) / found["of"])}
    values |= {"conf_low": low, "conf_high": high, "level": level, "unit": "share", "method": f"wilson, {method}"}
    extras = {name: found[name] for name in ("of", "other_share", "difference", "p_adjusted")}
    return result(found[["side", "term"]], values, extras=extras)


def _counts(rows: pd.DataFrame, terms: list[frozenset[str]], min_n: int) -> tuple[pd.DataFrame, dict[str, int]]:
    """Count the customers of each side who used a term, and those of the side."""
    used: dict[tuple[str, Any], set[str]] = {}
    for side, unit, own in zip(rows["tone"], rows["unit"], terms, strict=True):
        used.setdefault((side, unit), set()).update(own)
    sizes = {side: sum(1 for one, _ in used if one == side) for side in SIDES}
    tallies = {side: Counter(term for (one, _), own in used.items() if one == side for term in own) for side in SIDES}
    counts = pd.DataFrame({side: pd.Series(tallies[side], dtype=float) for side in SIDES}).fillna(0.0)
    return counts[counts.max(axis=1) >= min_n].sort_index(), sizes


def _clearer(counts: pd.DataFrame, sizes: dict[str, int], side: str, *, min_n: int, level: float) -> pd.DataFrame:
    """Give the terms that a side uses clearly more often than the other."""
    other = next(name for name in SIDES if name != side)
    before, after = estimate.Share(counts[other], sizes[other]), estimate.Share(counts[side], sizes[side])
    found = estimate.share_difference(before, after, level=level)
    every = pd.DataFrame({
        "side": side,
        "term": counts.index,
        "n": counts[side].to_numpy(),
        "of": sizes[side],
        "estimate": counts[side].to_numpy() / max(sizes[side], 1),
        "other_share": counts[other].to_numpy() / max(sizes[other], 1),
        "difference": found.estimate,
        "p_adjusted": estimate.adjust_p_values(found.p_value),
    })  # fmt: skip
    clear = (every["difference"] > 0) & (every["p_adjusted"] < 1 - level) & (every["n"] >= min_n)
    return every[clear].sort_values(["difference", "term"], ascending=[False, True]).head(MOST)
