"""After how many days away is a customer lost: the churn window, read from the gaps between purchases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.frames import check_level, result
from cxmetrics.loyalty.history import rules_of, with_history

COME_BACK = 0.95  # of those who come back at all
ENOUGH = 30  # gaps still watched on the last day that is read
FEWEST = 100  # gaps that ended in a purchase
USUAL_DAYS = 365.0  # where the data cannot tell
LEVELLED = 0.75  # of the days read: a curve that gets there later has not levelled off
TOO_FEW = "fallback: too few customers came back"
STILL_RISING = "fallback: customers still come back at the end of what could be observed"


def churn_window(
    orders: Any,
    *,
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    count_returned: bool = False,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Days by which 95 % of those who come back have done so, and how many customers have been away for longer.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`.
    data_end, history_start, history_complete, count_returned, level, timezone
        As for `repeat_rate`.

    Returns
    -------
    DataFrame
        One row: the standard columns with ``unit`` "days"; ``n`` counts the customers who came back at least once. Then
        ``customers``, all of them, ``away``, those whose last purchase is longer ago than the window, and
        ``newest_loss``, the last day of purchase of whom that can be said at all. Where the data cannot tell, the
        estimate is 365 days and ``reason`` says why.

    Raises
    ------
    ParameterError
        No ``data_end``.

    Notes
    -----
    Kaplan and Meier's curve over all gaps between two days with a purchase, those still open at the end of the data
    counted as open: completed gaps alone are too short. The curve levels off at the share that comes back at all, and
    the window is where it reaches 95 % of that level. The level is read on the last day that 30 gaps were watched for.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-01-05"])
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aab"), "ordered_at": days})
    >>> churn_window(orders, data_end="2026-09-30")[["n", "estimate", "reason"]].to_numpy().tolist()
    [[1, 365.0, 'fallback: too few customers came back']]
    """
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    rules = rules_of(table.facts, count_returned=count_returned)
    gaps = engine.run("purchase_gaps", {"orders": table}, values=rules).sort_values("gap", ignore_index=True)
    open_gaps = gaps["gaps"] - gaps["ended"]
    days, low, high, why = _window(gaps, open_gaps, check_level(level))
    came_back = int(gaps["repurchasers"].sum())
    values = {
        "metric": "churn_window",
        "n": came_back,
        "n_eff": came_back,
        "estimate": days,
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "days",
        "method": "kaplan-meier, 95 % of its level",
        "reason": why,
    }
    extras = {
        "customers": int(open_gaps.sum()),
        "away": int(open_gaps[gaps["gap"] > days].sum()),
        "newest_loss": (rules["data_end"] - timedelta(days=int(days) + 1)).isoformat(),
    }
    return result(pd.DataFrame(index=[0]), values, extras=extras)


def _window(gaps: pd.DataFrame, open_gaps: pd.Series, level: float) -> tuple[float, float, float, str | None]:
    """Give the window with its limits, and why it is the usual one where the data cannot tell."""
    if gaps["ended"].sum() < FEWEST:
        return USUAL_DAYS, np.nan, np.nan, TOO_FEW
    curve = estimate.survival_curve(gaps["gap"], gaps["ended"], open_gaps, level=level)
    read = curve.at_risk >= ENOUGH
    last, back = float(curve.time[read][-1]), 1 - float(curve.survival[read][-1])
    found = estimate.survival_quantile(curve, COME_BACK * back)
    if not found.estimate <= LEVELLED * last:
        return USUAL_DAYS, np.nan, np.nan, STILL_RISING
    return found.estimate, found.low, found.high, None
