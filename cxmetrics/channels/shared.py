"""What the counts of channels have in common: purchases with a channel, a window of days, and parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level, period_labels, result
from cxmetrics.loyalty.history import rules_of, with_history

LONGEST = 3650  # days of a window
LOST, TIED = "__lost__", "__tied__"  # next channel of who did not come back; preferred channel where two are alike


def check_days(name: str, days: int) -> None:
    """Refuse a window that is no whole number of days."""
    if not isinstance(days, int) or not 1 <= days <= LONGEST:
        said, fix = "{name}={days!r} is no window.", "a whole number of days from 1 to {longest:,}."
        raise ParameterError("E-WINDOW-OF", said, fix=fix, name=name, days=days, longest=LONGEST)


def with_channels(orders: Any, *, data_end: date | str | None, level: float) -> tuple[engine.Table, dict[str, Any]]:
    """Give orders that have a channel, and the values of the queries: what counts as a purchase, and until when."""
    table = with_history(orders, data_end=data_end, history_start=None, history_complete=None, timezone=None)
    engine.require(table, "orders", ["channel"])
    return table, {**rules_of(table.facts), "level": check_level(level)}


def last_days(rules: Mapping[str, Any], days: int) -> dict[str, Any]:
    """Give the values of a window of the last days of the data."""
    check_days("days", days)
    return {**rules, "since": rules["data_end"] - timedelta(days=days - 1)}


def clustered(sums: pd.DataFrame) -> pd.DataFrame:
    """Add the share of purchases and its effective number, from sums over customers as for `estimate.weighted_mean`."""
    share = sums["wx"] / sums["w"]
    moments: dict[str, Any] = {name: sums[name] for name in ("units", "w", "wx", "ww", "ws", "ss")}
    mean = estimate.weighted_mean(moments, variance=share * (1 - share))
    return sums.assign(n_eff=np.where(mean.std_error > 0, mean.n_eff, sums["units"]))


def of_whole(
    counts: pd.DataFrame, keys: Sequence[str], *, metric: str, level: float, every: str | None = None, **extras: Any
) -> pd.DataFrame:
    """Build the result of parts of a whole: ``n`` customers of the part, ``of`` the whole that ``wx`` is a part of.

    Parameters
    ----------
    counts : DataFrame
        ``period``, ``n``, ``wx`` of ``w``, and ``n_eff`` customers' worth of it.
    keys : sequence of str
        Grouping columns.
    metric, level, every
        Of the result.
    **extras
        What the metric adds.
    """
    share, n_eff = counts["wx"] / counts["w"], counts["n_eff"]
    low, high = estimate.wilson(share * n_eff, n_eff, level=level)
    values = {
        "metric": metric,
        "period": period_labels(counts["period"].tolist(), every),
        "n": counts["n"],
        "n_eff": n_eff,
        "estimate": share,
        "std_error": np.sqrt(share * (1 - share) / n_eff),
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "share",
        "method": "wilson, effective n" if "ww" in counts else "wilson",
    }
    return result(counts[[*keys]], values, extras={"of": counts["w"].astype("int64"), **extras})
