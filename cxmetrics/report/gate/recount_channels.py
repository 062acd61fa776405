"""A second computation of the channel report's three figures, in plain pandas from the checked orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cxmetrics.channels.landmarks import ENOUGH
from cxmetrics.company import Company
from cxmetrics.errors import RenderError
from cxmetrics.report.gate.recount import purchases, tolerance

FRAME: Final = "channels estimates"
Values = Mapping[str, Any]


def check_channels(figures: Mapping[str, list[dict[str, Any]]], company: Company, *, values: Values) -> None:
    """Refuse differences between customers on many and on fewer channels that a second count does not give.

    Parameters
    ----------
    figures : dict of list
        Rows of the frames as read back from ``record.json``.
    company : Company
        Loaded for the month.
    values : mapping
        Parameters of the report, the defaults among them.

    Raises
    ------
    RenderError
        Naming the method and both values.

    Notes
    -----
    Counted again are the gap as it is told and the one before the landmark, unless touchpoints count too.
    """
    rows = {row["method"]: row for row in figures.get(FRAME, []) if row["estimate"] is not None}
    if not rows or values["with_touchpoints"]:
        return
    counted = _counted(company, values)
    for method, (n, difference) in counted.items():
        row = rows.get(method)
        if row is not None and (row["n"] != n or abs(row["estimate"] - difference) > tolerance(row)):
            said = "{name} ({method}): the record says {found} of n = {n}, a second count {wanted} of {m}."
            raise RenderError("E-RECOUNT-OF", said, fix="report this as a bug.", name=FRAME, method=method,
                              found=row["estimate"], n=row["n"], wanted=difference, m=n)  # fmt: skip


def _counted(company: Company, values: Values) -> dict[str, tuple[int, float]]:
    """Count customers, and the difference of the share that came back, everybody and before the landmark."""
    orders = purchases(company, "channel")
    days = orders["ordered_at"].dt.normalize()
    orders = pd.DataFrame({"customer": orders["customer_id"].astype(str), "day": days, "channel": orders["channel"]})
    rows = []
    for landmark in _landmarks(company, days.min(), values):
        rows.append(_at(orders, landmark, values))
        if sum(map(len, rows)) >= ENOUGH:
            break
    people = pd.concat(rows)
    parts = {"crude_history": ("ever", people), "crude_landmark": ("channels", people[people["could"]])}
    return {name: _difference(part, part[column] >= values["at_least"]) for name, (column, part) in parts.items()}


def _landmarks(company: Company, first: pd.Timestamp, values: Values) -> list[pd.Timestamp]:
    """Give the landmarks, the last one first."""
    facts, window = company.orders.facts, pd.Timedelta(days=values["outcome_days"])
    start = max(first, pd.Timestamp(facts.history_start)) if facts.history_start else first
    last = pd.Timestamp(str(facts.data_end)) - window + pd.Timedelta(days=1)
    found = [last - window * back for back in range(values["landmarks"])]
    return [day for day in found if day - pd.Timedelta(days=values["baseline_days"]) >= start]


def _at(orders: pd.DataFrame, landmark: pd.Timestamp, values: Values) -> pd.DataFrame:
    """Give every customer seen by the end of the outcome window, a row each."""
    seen = orders[orders["day"] < landmark + pd.Timedelta(days=values["outcome_days"])]
    start = landmark - pd.Timedelta(days=values["baseline_days"])
    base = seen[(seen["day"] >= start) & (seen["day"] < landmark) & seen["channel"].notna()]
    used = base.drop_duplicates().groupby("customer")["channel"]
    by = seen.groupby("customer")
    rows = pd.DataFrame({"ever": by["channel"].nunique(), "back": by["day"].max() >= landmark})
    rows["channels"] = used.nunique().reindex(rows.index, fill_value=0)
    rows["could"] = used.size().reindex(rows.index, fill_value=0) >= values["at_least"]
    return rows


def _difference(rows: pd.DataFrame, many: pd.Series[bool]) -> tuple[int, float]:
    return rows.index.nunique(), float(rows.loc[many, "back"].mean() - rows.loc[~many, "back"].mean())
