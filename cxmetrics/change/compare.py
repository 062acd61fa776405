"""Is it a real change or noise: each row against the previous period and the same period last year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.change.rows import FEW, sample_of
from cxmetrics.errors import ParameterError
from cxmetrics.frames import PARTIAL, groups_of, previous, rows_of, year_before

AGAINST: dict[str, Callable[[str], str]] = {"previous": previous, "last_year": year_before}
INDEPENDENT = "independent periods assumed"


class _Verdict(NamedTuple):
    word: str
    reason: str | None


def changes(frame: pd.DataFrame, *, against: tuple[str, ...] = ("previous", "last_year")) -> pd.DataFrame:
    """Compare each row with the same group one period and one year before.

    Parameters
    ----------
    frame : DataFrame
        What `nps` or `repeat_rate` gave with ``every=``.
    against : tuple of str
        ``previous`` (the period before) and ``last_year`` (the same period one year before).

    Returns
    -------
    DataFrame
        A row for each row of ``frame`` and each base: grouping columns, ``metric, period, against,
        base_period, n, base_n, estimate, base_estimate, difference, std_error, conf_low, conf_high,
        level, p_value, p_adjusted, comparisons, verdict, method, reason``. ``difference`` is in
        points for NPS and in shares for rates. ``p_adjusted`` is Benjamini-Hochberg's over all
        comparisons of the frame. ``verdict`` is ``rose``, ``fell``, ``unclear`` (the difference can
        be noise), ``too_few`` (fewer than 30 on a side), ``partial`` (one period is not over) or ``unknown``
        (nothing to compare with).

    Raises
    ------
    ParameterError
        The frame has no periods.

    Notes
    -----
    NPS: "+3" in each sample, unpooled (Lewis and Sauro 2021). Shares: Newcombe's interval and the
    pooled z test. Means: Welch. Both periods are taken as independent samples.

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
    rows = pd.concat([_against(frame, groups, name) for name in against], ignore_index=True)
    untold = rows["partial"] | (rows[["n", "base_n"]].min(axis=1) < FEW)  # what gets no verdict is no comparison
    rows.loc[untold, ["p_value"]] = np.nan
    rows["p_adjusted"] = estimate.adjust_p_values(rows["p_value"])
    rows["comparisons"] = int(rows["p_value"].notna().sum())
    verdicts = [_verdict(row) for row in rows_of(rows)]
    rows["verdict"] = [verdict.word for verdict in verdicts]
    rows["reason"] = pd.Series([verdict.reason for verdict in verdicts], dtype=object)
    return rows[[*groups, *_COLUMNS]]


_COLUMNS = ["metric", "period", "against", "base_period", "n", "base_n", "estimate", "base_estimate", "difference"]
_COLUMNS += ["std_error", "conf_low", "conf_high", "level", "p_value", "p_adjusted", "comparisons", "verdict"]
_COLUMNS += ["method", "reason"]


def _against(frame: pd.DataFrame, groups: list[str], against: str) -> pd.DataFrame:
    """Rows beside their base row, with the difference, its interval and p value."""
    base_period = frame["period"].map(AGAINST[against])
    keys = [*groups, "metric"]
    left = frame.assign(base_period=base_period, against=against)
    both = left.merge(
        frame, left_on=[*keys, "base_period"], right_on=[*keys, "period"], how="left", suffixes=("", "_base")
    )
    difference = _difference(both)
    return both[[*keys, "period", "against", "base_period", "level"]].assign(
        n=both["n"].fillna(0).astype("int64"),
        base_n=both["n_base"].fillna(0).astype("int64"),
        estimate=both["estimate"],
        base_estimate=both["estimate_base"],
        difference=difference.estimate,
        std_error=difference.std_error,
        conf_low=difference.low,
        conf_high=difference.high,
        p_value=difference.p_value,
        method=both["method"].astype(str) + ", " + INDEPENDENT,
        partial=_is_partial(both["reason"]) | _is_partial(both["reason_base"]),
    )


def _is_partial(reasons: pd.Series) -> pd.Series:
    return reasons.astype(str).str.startswith(PARTIAL)


def _difference(both: pd.DataFrame) -> estimate.Difference:
    """Difference of rows and bases by unit; one level a frame."""
    level = float(both["level"].iloc[0]) if len(both) else 0.95
    units = set(both["unit"])
    if units <= {"points"}:
        return estimate.nps_difference(sample_of(both, "_base"), sample_of(both, ""), level=level)
    if units == {"share"}:
        return estimate.share_difference(_share(both, "_base"), _share(both, ""), level=level)
    if units == {"score"}:
        return estimate.mean_difference(_moments(both, "_base"), _moments(both, ""), level=level)
    raise ParameterError("E-UNIT", "no comparison for units {value}.", fix="one metric a frame.", value=sorted(units))


def _moments(both: pd.DataFrame, side: str) -> estimate.Moments:
    """Give the sums that a mean, its standard error and its number of independent units stand for."""
    n, mean = both[f"n_eff{side}"], both[f"estimate{side}"]
    return estimate.Moments(n, n * mean, (n - 1) * n * both[f"std_error{side}"] ** 2 + n * mean**2)


def _share(both: pd.DataFrame, side: str) -> estimate.Share:
    return estimate.Share(both[f"estimate{side}"] * both[f"n_eff{side}"], both[f"n_eff{side}"])


def _verdict(row: dict[str, Any]) -> _Verdict:
    """Word of one comparison: never more than the interval and the number of comparisons allow."""
    if np.isnan(row["difference"]):
        side = row["base_period"] if np.isnan(row["base_estimate"]) else row["period"]
        return _Verdict("unknown", f"no estimate for {side}")
    if row["partial"]:
        return _Verdict("partial", "one of the periods is not over")
    if min(row["n"], row["base_n"]) < FEW:
        return _Verdict("too_few", f"fewer than {FEW} on a side")
    clear = row["p_adjusted"] < 1 - row["level"] and not row["conf_low"] <= 0 <= row["conf_high"]
    return _Verdict("unclear" if not clear else "rose" if row["difference"] > 0 else "fell", None)
