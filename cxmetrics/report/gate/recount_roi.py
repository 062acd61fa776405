"""A second count of the purchases of a month, and of what the flows of initiatives are worth, without `cx.roi`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np
import numpy_financial as npf
import pandas as pd

from cxmetrics.company import Company
from cxmetrics.errors import RenderError

Rows = Sequence[Mapping[str, Any]]
BASELINE, SUMMARY, FLOWS = "baseline", "roi summary", "roi cash_flows"
SOLD: Final = ["customer_id", "ordered_at", "status", "kind", "amount"]
NO_PURCHASE: Final = ("cancelled", "returned")
CLOSE: Final = 1e-6  # of the largest flow, which the record rounds


def check_roi(figures: Mapping[str, list[dict[str, Any]]], company: Company, *, values: Mapping[str, Any]) -> None:
    """Refuse monthly purchases and net present values that a second count does not give.

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
        Naming the number and both values.
    """
    orders = [row for row in figures.get(BASELINE, ()) if row["metric"] == "baseline_orders" and not row["segment"]]
    if orders and orders[0]["estimate"] is not None:
        counted = _purchases(company, months=values["baseline_months"])
        if counted is not None:
            _same("baseline_orders", orders[0]["estimate"], counted, within=CLOSE * counted)
    begins = _begins(company) if company.has("initiatives") else {}
    for row in figures.get(SUMMARY, ()):
        flows = [one for one in figures.get(FLOWS, ()) if one["initiative_id"] == row["initiative_id"]]
        if row["estimate"] is not None and flows:
            worth, largest = _worth(flows, begins[row["initiative_id"]], annual_rate=values["annual_rate"])
            _same(row["initiative_id"], row["estimate"], worth, within=1 + CLOSE * largest)


def _purchases(company: Company, *, months: int) -> float | None:
    """Give the purchases of a month, those of a customer on one day being one; None where the data do not go back."""
    until = pd.Timestamp(str(company.orders.facts.data_end)) + timedelta(days=1)
    until = until.replace(day=1)
    since = until - pd.DateOffset(months=months)
    own = [name for name in SOLD if name in company.orders.columns]
    rows = company.orders.relation().select(*own).to_arrow_table().to_pandas().reindex(columns=SOLD)
    if rows["ordered_at"].min() >= since:
        return None
    sold = rows["customer_id"].notna() & ~rows["status"].isin(NO_PURCHASE) & (rows["amount"].fillna(0) >= 0)
    sold &= rows["kind"].fillna("sale").eq("sale") & rows["ordered_at"].between(since, until, inclusive="left")
    return len(rows[sold].assign(day=rows["ordered_at"].dt.date).drop_duplicates(["customer_id", "day"])) / months


def _begins(company: Company) -> dict[str, int]:
    """Give the months until each initiative starts."""
    now = pd.Timestamp(str(company.about["data_end"])) + timedelta(days=1)
    rows = company.initiatives.df().reindex(columns=["initiative_id", "starts_on"])
    start = pd.to_datetime(rows["starts_on"]).fillna(now).dt.to_period("M")
    ahead = (start.dt.year - now.year) * 12 + start.dt.month - now.month
    return dict(zip(rows["initiative_id"], ahead.clip(lower=0), strict=True))


def _worth(flows: Rows, begins: int, *, annual_rate: float) -> tuple[float, float]:
    """Give the net present value of the flows so far, and the largest of these."""
    so_far = [row["estimate"] for row in sorted(flows, key=lambda row: row["month"])]
    monthly = (1 + annual_rate) ** (1 / 12) - 1
    later = np.diff(so_far, prepend=0.0)
    return float(npf.npv(monthly, later) * (1 + monthly) ** -begins), float(np.abs(so_far).max())


def _same(name: str, found: float, wanted: float, *, within: float) -> None:
    if abs(found - wanted) > within:
        said = "{name}: the record says {found}, a second count {wanted}."
        raise RenderError("E-RECOUNT", said, fix="report this as a bug.", name=name, found=found, wanted=wanted)
