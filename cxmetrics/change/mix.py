"""A change of the total: from the groups' own rates, or from another mix of groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.change.calendar import moved
from cxmetrics.change.compare import AGAINST
from cxmetrics.change.joint import Row, pool
from cxmetrics.change.rows import FEW, is_partial, weight_of
from cxmetrics.errors import ParameterError
from cxmetrics.frames import groups_of, one_scale, rows_of

_COLUMNS = ["metric", "period", "against", "span", "base_period", "holiday", "groups", "n", "base_n", "change"]
_COLUMNS += ["rate", "mix", "std_error", "conf_low", "conf_high", "level", "unit", "reversal", "reason"]


def mix_of_change(
    frame: pd.DataFrame, *, against: tuple[str, ...] = ("last_year",), holidays: str | None = None
) -> pd.DataFrame:
    """Take each change of a total apart into the groups' own changes and a changed mix of groups.

    Parameters
    ----------
    frame : DataFrame
        What a metric gave with one grouping column and ``every=``, protected or not. Periods that are not to be told
        may be left out, but not groups.
    against : tuple of str
        ``last_year``, ``previous`` or both.
    holidays : "KR", optional
        As for `changes`: months that are not alike are taken together.

    Returns
    -------
    DataFrame
        A row a metric, period and base that the frame holds: ``metric, period, against, span, base_period, holiday,
        groups`` (how many), ``n, base_n, change, rate, mix`` (which add up to ``change``), ``std_error, conf_low,
        conf_high`` of the rate part, ``level, unit, reversal`` (every group moved against the total) and ``reason``,
        why a change cannot be taken apart. In points, or in shares from 0 to 1.

    Raises
    ------
    ParameterError
        Not one grouping column, no periods, or answers on different scales.

    Notes
    -----
    Kitagawa's two-fold decomposition; see `estimate.mix_rate`. Groups count by the sum of their answers' weights; one
    that enters or leaves is mix only. The error takes the mix as it is, and groups and periods as independent.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> cells = [("2025-10", "app", 40, 60), ("2025-10", "web", 10, 90), ("2026-10", "app", 105, 195)]
    >>> cells += [("2026-10", "web", 4, 46)]
    >>> rows = [(day, name, s) for day, name, p, d in cells for s in [9] * p + [3] * d]
    >>> answers = pd.DataFrame(rows, columns=["responded_at", "channel", "score"])
    >>> answers["responded_at"] = pd.to_datetime(answers["responded_at"])
    >>> found = mix_of_change(nps(answers, by="channel", every="month"))
    >>> found[["change", "rate", "mix", "reversal"]].round(1).to_numpy().tolist()
    [[12.3, -8.1, 20.4, True]]
    """
    groups = groups_of(frame)
    if len(groups) != 1 or frame["period"].isna().any():
        raise ParameterError(
            "E-BY", "a change is taken apart by one grouping column.", fix='call the metric with by= and every="month".'
        )
    one_scale(frame)
    asked = frame.groupby(["metric", "period"], sort=False)
    known: dict[Any, list[Row]] = {key: rows_of(rows) for key, rows in asked if (rows["n"].fillna(1) > 0).any()}
    found = [
        _apart(known, metric, period, name, groups[0], holidays)
        for metric, period in known
        for name in against
        if (metric, AGAINST[name](period)) in known
    ]
    return pd.DataFrame(found, columns=_COLUMNS)


def _apart(  # noqa: PLR0917 - one cell of the comparison
    known: dict[Any, list[Row]], metric: str, period: str, against: str, group: str, holidays: str | None
) -> Row:
    """Take one change apart, or say why not."""
    season = moved(period, country=holidays) if holidays and against == "last_year" else None
    months = list(season.months) if season else [period]
    bases = [AGAINST[against](month) for month in months]
    span, base_period = ("/".join(dict.fromkeys((side[0], side[-1]))) for side in (months, bases))
    first = known[metric, period][0]
    told: Row = {"metric": metric, "period": period, "against": against, "span": span, "base_period": base_period}
    told |= {"holiday": season.holiday if season else None, "level": first["level"], "unit": first["unit"]}
    missing = [month for month in (*months, *bases) if (metric, month) not in known]
    rows = [row for month in (*months, *bases) for row in known.get((metric, month), [])]
    reason = f"no groups in {missing[0]}" if missing else _why_not(pd.DataFrame(rows))
    if reason:
        return {**told, "reversal": False, "reason": reason}
    own, base = (_by_group([row for month in side for row in known[metric, month]], group) for side in (months, bases))
    return told | _parts(own, base, level=float(first["level"]))


def _why_not(rows: pd.DataFrame) -> str | None:
    """Why the groups of these periods do not tell the whole of them."""
    if "hidden" in rows and rows["hidden"].notna().any():
        return "a group is hidden"
    if is_partial(rows["reason"]).any():
        return "one of the periods is not over"
    return None


def _by_group(rows: Sequence[Row], group: str) -> dict[Any, Row]:
    """Give one row a group, its months taken together; a group without units is none."""
    months: dict[Any, list[Row]] = {}
    for row in rows:
        if row["n"] > 0:
            months.setdefault(None if pd.isna(row[group]) else row[group], []).append(row)
    return {name: pool(of_group) for name, of_group in months.items()}


def _parts(own: dict[Any, Row], base: dict[Any, Row], *, level: float) -> Row:
    names = list(dict.fromkeys([*base, *own]))
    sizes = {"n": sum(row["n"] for row in own.values()), "base_n": sum(row["n"] for row in base.values())}
    told = {"groups": len(names), **sizes, "reversal": False, "reason": None}
    if min(sizes.values()) < FEW:
        return told | {"reason": f"fewer than {FEW} on a side"}
    found = estimate.mix_rate(_segments(base, names), _segments(own, names), level=level)
    parts = {"change": found.change, "rate": found.rate, "mix": found.mix, "reversal": found.reversal}
    return told | parts | {"std_error": found.std_error, "conf_low": found.low, "conf_high": found.high}


def _segments(side: dict[Any, Row], names: Sequence[Any]) -> estimate.Segments:
    """Weight, rate and variance of one unit of weight of each group; nothing where a group is not there."""
    nobody = {"weight_sum": 0.0, "estimate": np.nan, "std_error": np.nan}
    rows = pd.DataFrame([side.get(name, nobody) for name in names])
    weight = weight_of(rows)
    return estimate.Segments(weight, rows["estimate"], rows["std_error"] ** 2 * weight)
