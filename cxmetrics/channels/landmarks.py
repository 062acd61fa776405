"""Customers at landmarks: the channels that they used before each, and whether they came back after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from cxmetrics import engine
from cxmetrics.channels.shared import check_days
from cxmetrics.errors import ParameterError

ENOUGH = 1_000_000  # customers at landmarks, beyond which another landmark tells no more
NO_TOUCHPOINTS = pa.table({"customer_id": pa.array([], pa.string())})


@dataclass(frozen=True)
class Windows:
    """Days before a landmark in which channels are counted, and after it in which customers come back or do not.

    Parameters
    ----------
    baseline_days, outcome_days : int
        Lengths of the two windows.
    at_least : int
        Channels from which a customer counts as exposed, and as many occasions make exposure possible.
    """

    baseline_days: int
    outcome_days: int
    at_least: int

    def check(self) -> None:
        """Refuse windows that are no whole number of days, and a threshold that everybody reaches."""
        for name in ("baseline_days", "outcome_days"):
            check_days(name, getattr(self, name))
        if not isinstance(self.at_least, int) or self.at_least < 2:  # noqa: PLR2004 - one channel, all have
            said = "at_least={at_least!r}: every customer uses one channel."
            raise ParameterError("E-CHANNELS", said, fix="a whole number from 2.", at_least=self.at_least)


def landmarks_of(orders: engine.Table, windows: Windows, *, most: int) -> list[date]:
    """Give the landmarks: the last one whose outcome window has been observed, and those a window apart before it.

    Raises
    ------
    ParameterError
        Both windows together are longer than the data.
    """
    if not isinstance(most, int) or most < 1:
        raise ParameterError("E-LANDMARKS", "landmarks={most!r}: there is none.", fix="1 or more.", most=most)
    first, data_end, start = orders.first_day("ordered_at"), orders.facts.data_end, orders.facts.history_start
    if data_end is None:
        said = "nothing says until when the orders are complete."
        raise ParameterError("E-DATA-END", said, fix='give data_end="2026-10-31".')
    start = max(filter(None, (first, start)), default=data_end)
    last = data_end - timedelta(days=windows.outcome_days - 1)
    found = [last - timedelta(days=windows.outcome_days * back) for back in range(most)]
    kept = [day for day in found if day - timedelta(days=windows.baseline_days) >= start]
    if not kept:
        said = "{baseline:,} days before a landmark and {outcome:,} after it do not fit into {start} to {end}."
        fix = "shorter windows."
        raise ParameterError("E-WINDOWS", said, fix=fix, baseline=windows.baseline_days, outcome=windows.outcome_days,
                             start=start, end=data_end)  # fmt: skip
    return sorted(kept)


def customers_at(
    orders: engine.Table,
    touchpoints: Any,
    windows: Windows,
    days: Sequence[date],
    *,
    by: Sequence[str],
    rules: dict[str, Any],
) -> pd.DataFrame:
    """Give a row a customer and landmark: what was before it, as covariates, and what came after it.

    Who had not bought by the landmark, or was not there in the baseline, is not at risk; a report that heeds no
    landmark counts them all the same. The latest landmarks come first, and no more once a million rows are full.

    Returns
    -------
    DataFrame
        ``landmark``, ``customer_id``, the columns ``by`` as of the first purchase, ``occasions``, ``channels`` and
        ``ever`` (channels with the days of the outcome counted too), ``orders``, ``recency`` and ``tenure`` (days),
        ``spend``, ``discount_share``, ``returned``, ``spent``, ``bought_before`` (missing for who came later); and the
        flags ``at_risk``, ``many`` (channels from the threshold), ``many_ever`` and ``could`` (at risk, and occasions
        from the threshold).
    """
    tables = {"orders": orders, "touchpoints": engine.as_table(NO_TOUCHPOINTS if touchpoints is None else touchpoints)}
    found = []
    for day in sorted(days, reverse=True):
        start = day - timedelta(days=windows.baseline_days)
        values = {
            **rules,
            "landmark": day,
            "baseline_start": start,
            "before_start": start - timedelta(days=windows.outcome_days),
            "outcome_end": day + timedelta(days=windows.outcome_days - 1),
            "with_touchpoints": touchpoints is not None,
        }
        rows = engine.run("channel_history", tables, by=list(by), values=values)
        found.append(rows.assign(landmark=pd.Timestamp(day), counted_until=pd.Timestamp(day - timedelta(days=1))))
        if sum(map(len, found)) >= ENOUGH:
            break
    rows = pd.concat(found[::-1], ignore_index=True).drop(columns="period")
    since = windows.baseline_days + windows.outcome_days
    return rows.assign(
        many=(rows["channels"] >= windows.at_least).astype(int),
        many_ever=(rows["ever"] >= windows.at_least).astype(int),
        could=(rows["at_risk"] * (rows["occasions"] >= windows.at_least)).astype(int),
        bought_before=rows["bought_before"].where(rows["tenure"] >= since),
    )
