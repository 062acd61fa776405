"""Is it a real change or noise: each row against the previous period and the same period last year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.change.joint import align
from cxmetrics.change.rows import FEW, difference, is_partial
from cxmetrics.errors import ParameterError
from cxmetrics.frames import groups_of, one_scale, previous, rows_of, year_before

AGAINST: dict[str, Callable[[str], str]] = {"previous": previous, "last_year": year_before}
INDEPENDENT = "independent periods assumed"
DISJOINT = "no customer is in two periods"
COUNTED_ONCE = "customers of both periods counted once"
JOINT = "sums over months"
WORTH = {"points": 5.0, "share": 0.02, "score": 0.1}  # the change that is worth knowing, in the unit of the metric


class _Verdict(NamedTuple):
    word: str
    reason: str | None


def changes(
    frame: pd.DataFrame, *, against: tuple[str, ...] = ("previous", "last_year"), holidays: str | None = None
) -> pd.DataFrame:
    """Compare each row with the same group one period and one year before.

    Parameters
    ----------
    frame : DataFrame
        What `nps` or `repeat_rate` gave with ``every=``.
    against : tuple of str
        ``previous`` (the period before) and ``last_year`` (the same period one year before).
    holidays : "KR", optional
        Whose moving holidays months are aligned by (``company.holidays``). A month that holds 3 days more or fewer of
        the gift season of Seollal or Chuseok than the year before is compared with it together with the months
        beside it that hold the rest: ``span`` and ``base_period`` say which, and the numbers are theirs. Only
        months and ``last_year``: weeks, quarters and years are compared as they are.

    Returns
    -------
    DataFrame
        A row for each row of ``frame`` and each base: grouping columns, ``metric, period, against, span,
        base_period, holiday, n, base_n, estimate, base_estimate, difference, std_error, conf_low, conf_high,
        level, unit, p_value, p_adjusted, comparisons, detectable, needed, verdict, method, reason``. ``difference``
        is in points for NPS and in shares for rates; ``n`` of a joint comparison is a sum over its months.
        ``p_adjusted`` is Benjamini-Hochberg's over all comparisons of the frame; a joint one counts once.
        ``detectable`` is the smallest true change that this comparison alone finds with 80 % power, and ``needed``
        the ``n`` that each period needs to find 5 points, 2 percentage points or 0.1 of a mean. ``verdict`` is
        ``rose``, ``fell``, ``unclear`` (the difference can be noise), ``too_few`` (fewer than 30 on a side),
        ``partial`` (one period is not over), ``shifted`` (a holiday moved, and the months to be taken together
        are not all known) or ``unknown`` (nothing to compare with).

    Raises
    ------
    ParameterError
        The frame has no periods, or answers on different scales; a country whose holidays are not known.

    Notes
    -----
    NPS: "+3" in each sample, unpooled (Lewis and Sauro 2021). Shares: Newcombe's interval and the
    pooled z test. Means: Welch. Where the frame holds ``cov_previous`` and ``cov_last_year`` (surveys with
    ``cluster=``, returning buyers), customers of both periods are allowed for; cohorts of first orders share no
    customer; all else is taken as independent, and ``method`` says so. Joint months allow for customers of
    neighbouring months and of the same month in both years; others are taken as independent, which widens the interval.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> days = pd.to_datetime(["2026-09-05"] * 100 + ["2026-10-05"] * 100)
    >>> answers = pd.DataFrame({"responded_at": days, "score": [9] * 60 + [3] * 40 + [9] * 85 + [3] * 15})
    >>> found = changes(nps(answers, every="month"), against=("previous",))
    >>> found[["period", "difference", "verdict"]].values.tolist()[-1]
    ['2026-10', 50.0, 'rose']
    """
    groups = groups_of(frame)
    if frame["period"].isna().any():
        raise ParameterError("E-PERIOD", "this frame has no periods.", fix='call the metric with every="month".')
    one_scale(frame)
    rows = pd.concat([_against(frame, groups, name, holidays) for name in against], ignore_index=True)
    untold = rows["partial"] | (rows[["n", "base_n"]].min(axis=1) < FEW)  # what gets no verdict is no comparison
    rows.loc[untold, ["p_value"]] = np.nan
    one = [*groups, "metric", "against", "span"]
    first = ~rows.duplicated(one)  # the months of a joint comparison have it in common
    rows["p_adjusted"] = estimate.adjust_p_values(rows["p_value"].where(first))
    rows["p_adjusted"] = rows.groupby(one, dropna=False, sort=False)["p_adjusted"].transform("first")
    rows["comparisons"] = int(rows["p_value"].where(first).notna().sum())
    verdicts = [_verdict(row) for row in rows_of(rows)]
    rows["verdict"] = [verdict.word for verdict in verdicts]
    rows["reason"] = pd.Series([verdict.reason for verdict in verdicts], dtype=object)
    return rows[[*groups, *_COLUMNS]]


_COLUMNS = ["metric", "period", "against", "span", "base_period", "holiday", "n", "base_n", "estimate"]
_COLUMNS += ["base_estimate", "difference", "std_error", "conf_low", "conf_high", "level", "unit", "p_value"]
_COLUMNS += ["p_adjusted", "comparisons", "detectable", "needed", "verdict", "method", "reason"]
_FOUND = ["difference", "std_error", "conf_low", "conf_high", "p_value", "detectable", "needed"]


def _against(frame: pd.DataFrame, groups: list[str], against: str, holidays: str | None) -> pd.DataFrame:
    """Rows beside their base row, with the difference, its interval and p value."""
    both = _beside(frame, [*groups, "metric"], against)
    if holidays and against == "last_year":
        both = align(both, frame, [*groups, "metric"], country=holidays)
    correlation = _correlation(both, against)
    found = difference(both, correlation)
    rows = both[[*groups, "metric", "period", "against", "span", "base_period", "holiday", "level", "unit"]].assign(
        n=both["n"],
        base_n=both["n_base"],
        estimate=both["estimate"],
        base_estimate=both["estimate_base"],
        difference=found.estimate,
        std_error=found.std_error,
        conf_low=found.low,
        conf_high=found.high,
        p_value=found.p_value,
        **_power(both, correlation),
        method=_method(both, against),
        shifted=both["shifted"],
        partial=is_partial(both["reason"]) | is_partial(both["reason_base"]),
    )
    rows.loc[rows["shifted"].notna(), _FOUND] = np.nan
    return rows


def _beside(frame: pd.DataFrame, keys: list[str], against: str) -> pd.DataFrame:
    """Rows beside those of the base period, whose columns end in ``_base``."""
    left = frame.assign(base_period=frame["period"].map(AGAINST[against]), against=against, span=frame["period"])
    both = left.assign(holiday=None, shifted=None).merge(
        frame, left_on=[*keys, "base_period"], right_on=[*keys, "period"], how="left", suffixes=("", "_base")
    )
    counts = {name: both[name].fillna(0).astype("int64") for name in ("n", "n_base")}
    return both.assign(**counts)


def _correlation(both: pd.DataFrame, against: str) -> Any:
    """Correlation of row and base, from the customers of both periods; 0 where the frame does not say."""
    if f"cov_{against}" not in both:
        return 0.0
    covariance, errors = both[f"cov_{against}"].fillna(0), both["std_error"] * both["std_error_base"]
    return (covariance / errors.where(errors > 0)).fillna(0).clip(-1, 1)


def _power(both: pd.DataFrame, correlation: Any) -> dict[str, Any]:
    """Smallest change that the comparison can find, and the ``n`` that a change worth knowing needs."""
    own, base = both["std_error"], both["std_error_base"]
    variance = (own**2 + base**2 - 2 * correlation * own * base).where(lambda v: v > 0)
    level = float(both["level"].iloc[0]) if len(both) else 0.95
    worth, each = both["unit"].map(WORTH), (base**2 * both["n_base"], own**2 * both["n"])  # each: of one of ``n``
    needed = estimate.answers_for_difference(worth, *each, level=level)
    return {
        "detectable": estimate.detectable_difference(1, 1, variance, 0, level=level),
        "needed": np.where(variance.notna(), needed, np.nan),
    }


def _method(both: pd.DataFrame, against: str) -> pd.Series:
    """How the difference was found: the metric's own method, and what is assumed of the customers."""
    known = f"cov_{against}" in both
    said = []
    for row in rows_of(both[["metric", "method", "period", "span", "shifted"]]):
        assumed = DISJOINT if str(row["metric"]).startswith("repeat_within") else INDEPENDENT
        joint = [JOINT] if row["span"] != row["period"] and row["shifted"] is None else []
        said.append(", ".join([str(row["method"]), COUNTED_ONCE if known else assumed, *joint]))
    return pd.Series(said, index=both.index, dtype=object)


def _verdict(row: dict[str, Any]) -> _Verdict:
    """Word of one comparison: never more than the interval and the number of comparisons allow."""
    if isinstance(row["shifted"], str):
        return _Verdict("shifted", row["shifted"])
    if np.isnan(row["difference"]):
        side = row["base_period"] if np.isnan(row["base_estimate"]) else row["period"]
        return _Verdict("unknown", f"no estimate for {side}")
    if row["partial"]:
        return _Verdict("partial", "one of the periods is not over")
    if min(row["n"], row["base_n"]) < FEW:
        return _Verdict("too_few", f"fewer than {FEW} on a side")
    clear = row["p_adjusted"] < 1 - row["level"] and not row["conf_low"] <= 0 <= row["conf_high"]
    return _Verdict("unclear" if not clear else "rose" if row["difference"] > 0 else "fell", None)
