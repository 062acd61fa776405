"""Control charts: is a month outside of what the first months let expect."""

from __future__ import annotations

import pandas as pd

from cxmetrics import estimate
from cxmetrics.frames import groups_of, one_scale

BASELINE = 12  # periods that set the limits, once and for all
ENOUGH = 30  # answers of a period that takes part
BOUNDS = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}
LIMITS = ["period", "n", "estimate", "centre", "low", "high", "outside", "in_baseline"]


def control(frame: pd.DataFrame, *, baseline: int = BASELINE, sigmas: float = 3.0) -> pd.DataFrame:
    """Shewhart's chart of a metric by period, with limits that its first periods alone have set.

    Parameters
    ----------
    frame : DataFrame
        What `nps`, `csat` or `ces` gave with ``every=`` and without groups, protected or not.
    baseline : int, default 12
        Periods, from the first with 30 answers on, that give centre and spread. They stay the same as data arrive, so
        that a slow slide is seen.
    sigmas : float, default 3
        Standard errors from the centre to a limit: three call one period in 370 by chance.

    Returns
    -------
    DataFrame
        A row a period with 30 answers or more: ``period, n, estimate, centre, low, high, outside, in_baseline``, in the
        unit of the metric; no row where there are not more such periods than the baseline takes.

    Raises
    ------
    ParameterError
        Answers on different scales in one series.

    Notes
    -----
    The number of answers is the effective one, so that limits allow for several answers of one customer.

    Examples
    --------
    >>> from cxmetrics.survey import csat
    >>> days = pd.date_range("2025-01-15", periods=14, freq="MS").repeat(100)
    >>> answers = pd.DataFrame({"responded_at": days, "score": ([5] * 80 + [1] * 20) * 13 + [5] * 40 + [1] * 60})
    >>> control(csat(answers, every="month"))[["period", "outside"]].tail(2).to_numpy().tolist()
    [['2026-02', False], ['2026-03', True]]
    """
    one_scale(frame)
    known = frame[(frame["n"].fillna(0) >= ENOUGH) & frame["estimate"].notna()].reset_index(drop=True)
    if groups_of(frame) or len(known) <= baseline:
        return pd.DataFrame(columns=LIMITS)
    unit, n = str(known["unit"].iloc[0]), known["n_eff"].astype(float)
    chart = estimate.shewhart(_moments(known, n), baseline=baseline, sigmas=sigmas, bounds=BOUNDS[unit])
    found = known[["period", "n", "estimate"]].assign(
        centre=chart.centre, low=chart.low, high=chart.high, outside=chart.outside, in_baseline=known.index < baseline
    )
    return found[LIMITS]


def _moments(known: pd.DataFrame, n: pd.Series) -> estimate.Moments:
    """Give the sums of values of 1 and 0, or of 100, 0 and -100."""
    if known["unit"].iloc[0] == "share":
        hits = n * known["estimate"]
        return estimate.Moments(n, hits, hits)
    both = known["promoter_share"] + known["detractor_share"]
    return estimate.Moments(n, n * known["estimate"], 100**2 * n * both)
