"""What comments are about: the share that each theme has of them, and how much of it is complaint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.frames import check_groups, check_level, result
from cxmetrics.voice.keywords import DEFAULT, Keywords, held_themes
from cxmetrics.voice.reading import COMPLAINT, DAYS, TONES, read_comments


@dataclass(frozen=True)
class Themes:
    """Themes of the comments: two frames of the same rows.

    Parameters
    ----------
    shares : DataFrame
        Share of the comments that a theme has.
    complaints : DataFrame
        Share of a theme's comments that are complaints.
    """

    shares: pd.DataFrame
    complaints: pd.DataFrame


def comment_themes(
    responses: Any,
    *,
    keywords: Keywords | None = None,
    by: str | None = None,
    days: int = DAYS,
    data_end: date | str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> Themes:
    """Themes of the comments of the last days, each with its praise and its complaints.

    Parameters
    ----------
    responses : frame, Arrow table, path or Table
        A row an answer: ``comment`` and ``responded_at``; ``metric`` and ``score`` tell praise from complaint (see
        `tones`), ``customer_id`` who wrote it, ``response_id`` which scores came with one comment.
    keywords : dict, optional
        Keywords of each theme, as `held_themes` matches them; by default those of `DEFAULT`. A comment belongs to every
        theme of which it holds one, and to `NO_THEME` where it holds none.
    by : str, optional
        Grouping column, such as ``touchpoint``.
    days : int, default 365
        Length of the window until ``data_end``, in local calendar days.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    level : float, default 0.95
        Confidence level, between 0 and 1.
    timezone : str, optional
        As for `nps`.

    Returns
    -------
    Themes
        Two frames with a row a theme (and group) that any comment has: the standard columns with ``unit`` "share" and
        Wilson's interval from the effective number of comments, customers being clusters. ``n`` counts customers who
        wrote of the theme; ``of`` the comments that the share is of: all of the group in ``shares``, the theme's in
        ``complaints``. Then ``praise``, ``neutral`` and ``complaint``, the theme's comments by tone.

    Raises
    ------
    ParameterError
        No comments or no ``data_end``, a window that is no number of days, an unknown column.

    Examples
    --------
    >>> answers = pd.DataFrame({"comment": ["배송이 늦어요", "배송이 빨라요", "예뻐요", "가격이 좋아요"]})
    >>> answers = answers.assign(metric="nps", score=[2, 10, 9, 10], responded_at=pd.Timestamp("2026-10-05"))
    >>> found = comment_themes(answers, data_end="2026-10-31")
    >>> found.shares[["theme", "n", "estimate"]].to_numpy().tolist()
    [['delivery', 2, 0.5], ['price', 1, 0.25], ['__no_theme__', 1, 0.25]]
    >>> found.complaints[["theme", "estimate"]].to_numpy().tolist()
    [['delivery', 0.5], ['price', 0.0], ['__no_theme__', 0.0]]
    """
    level, words, groups = check_level(level), DEFAULT if keywords is None else keywords, engine.columns_of(by)
    check_groups(groups, ["theme", "of", "text", "unit", "tone", "month", *TONES])
    rows = read_comments(responses, by=by, days=days, data_end=data_end, timezone=timezone)
    held = held_themes(rows["text"], words)
    shares, complaints = [], []
    for theme in map(str, held):
        own, complains = held[theme], rows["tone"] == COMPLAINT
        tones = _tones(rows[own], groups)
        shares.append(_sums(rows, own, groups).merge(tones, on=["_", *groups]).assign(theme=theme))
        complaints.append(_sums(rows[own], complains[own], groups).merge(tones, on=["_", *groups]).assign(theme=theme))
    keys = ["theme", *groups]
    return Themes(
        _frame(pd.concat(shares, ignore_index=True), keys, f"theme_share_{days}d", level),
        _frame(pd.concat(complaints, ignore_index=True), keys, f"theme_complaints_{days}d", level),
    )


def _tones(rows: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """Count a theme's customers, and its comments by tone."""
    counts = rows[[*groups, "unit"]].assign(_=0, **{tone: (rows["tone"] == tone).astype(int) for tone in TONES})
    by = counts.groupby(["_", *groups], dropna=False, sort=True)
    return by.agg(n=("unit", "nunique"), **{tone: (tone, "sum") for tone in TONES}).reset_index()


def _sums(rows: pd.DataFrame, hit: pd.Series, groups: Sequence[str]) -> pd.DataFrame:
    """Sum over the customers of each group: W of a customer are the comments, S those that are a hit."""
    of_each = rows[[*groups, "unit"]].assign(_=0, w=1.0, wx=hit.astype(float))
    people = of_each.groupby(["_", *groups, "unit"], dropna=False, sort=True)[["w", "wx"]].sum().reset_index()
    squares = {"ww": people["w"] ** 2, "ws": people["w"] * people["wx"], "ss": people["wx"] ** 2}
    people = people.assign(units=1, **squares).drop(columns="unit")
    return people.groupby(["_", *groups], dropna=False, sort=True).sum().reset_index()


def _frame(sums: pd.DataFrame, keys: list[str], metric: str, level: float) -> pd.DataFrame:
    share = sums["wx"] / sums["w"]
    moments = {name: sums[name] for name in ("units", "w", "wx", "ww", "ws", "ss")}
    mean = estimate.clustered_mean(moments, variance=share * (1 - share))
    n_eff = np.where(mean.std_error > 0, np.minimum(mean.n_eff, sums["w"]), sums["units"])
    low, high = estimate.wilson(share * n_eff, n_eff, level=level)
    values: dict[str, Any] = {"metric": metric, "n": sums["n"], "n_eff": n_eff, "estimate": share, "conf_low": low}
    values |= {"std_error": np.sqrt(share * (1 - share) / n_eff), "conf_high": high, "level": level, "unit": "share"}
    extras = {"of": sums["w"].astype("int64"), **{tone: sums[tone].astype("int64") for tone in TONES}}
    return result(sums[keys], {**values, "method": "wilson, effective n"}, extras=extras)
