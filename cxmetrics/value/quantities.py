"""The quantities of a baseline, and their estimates from counts by month and sums over customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.channels.money import DOMINATED
from cxmetrics.frames import result
from cxmetrics.loyalty.history import NO_PURCHASE
from cxmetrics.path.worth import NO_COST, NO_TICKETS

FEWEST = 30  # customers behind a quantity
TOO_FEW, TOO_SHORT = "too few customers", "fewer than two whole months"
NO_RETURNS, NO_MARGIN = "no returns", "no margins"
NO_WINNING_COST, NO_SEGMENT = "no acquisition costs", "no segments"
SAMPLED = "sampled orders"
SUMS = ("units", "w", "wx", "ww", "ws", "ss")


class Quantity(NamedTuple):
    """A number of the baseline: its unit, the rows whose whole months count, and what it needs, each with the reason.

    A monthly volume names the quantity whose customers stand behind it.
    """

    unit: str
    rows: str
    needs: tuple[tuple[str, str], ...]
    people: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it needs all orders of a customer: of a sample of orders it would be far off."""
        return self.rows in {"new", "active"} or self.people == "order_value"


ORDERS, MARGIN = ("orders.order_id", NO_PURCHASE), ("orders.margin", NO_MARGIN)
TICKETS, RETURNS = ("tickets.ticket_id", NO_TICKETS), ("returns.order_id", NO_RETURNS)
COST, WON = ("tickets.cost", NO_COST), ("customers.acquisition_cost", NO_WINNING_COST)
QUANTITIES = {
    "new_customers": Quantity("customers", "new", (ORDERS,), "newcomers"),
    "orders": Quantity("orders", "orders", (ORDERS,), "order_value"),
    "active_customers": Quantity("customers", "active", (ORDERS,), "churn_rate"),
    "contacts": Quantity("contacts", "contacts", (TICKETS,), "contacts"),
    "repeat_rate": Quantity("share", "new", (ORDERS,)),
    "return_rate": Quantity("share", "orders", (ORDERS, RETURNS)),
    "churn_rate": Quantity("share", "active", (ORDERS,)),
    "order_value": Quantity("money", "orders", (ORDERS,)),
    "margin_per_order": Quantity("money", "orders", (ORDERS, MARGIN)),
    "acquisition_cost": Quantity("money", "new", (ORDERS, WON)),
    "cost_per_contact": Quantity("money", "contacts", (TICKETS, COST)),
    "cost_per_return": Quantity("money", "orders", (ORDERS, RETURNS, MARGIN)),
    "margin_per_customer": Quantity("money", "active", (ORDERS, MARGIN)),
}
PEOPLE = tuple(one.people for one in QUANTITIES.values() if one.people)
SERVED = "contacts_per_customer"  # of customers active at the start of a month, in it


class Found(NamedTuple):
    """An estimate with its error and interval, the standard deviation of one unit, and how it was made."""

    n: int
    estimate: float = np.nan
    std_error: float = np.nan
    conf_low: float = np.nan
    conf_high: float = np.nan
    spread: float = np.nan
    method: str | None = None
    reason: str | None = None


def volume(totals: estimate.Floats, *, n: int, spread: float, level: float) -> Found:
    """Give the mean of the months with Student's interval.

    Examples
    --------
    >>> found = volume(np.array([90.0, 110.0]), n=150, spread=np.nan, level=0.95)
    >>> found.estimate, found.std_error
    (100.0, 10.0)
    """
    if len(totals) < 2:  # noqa: PLR2004 - one month has no error
        return Found(n, reason=TOO_SHORT)
    if n < FEWEST:
        return Found(n, reason=TOO_FEW)
    moments = estimate.Moments(len(totals), totals.sum(), totals @ totals)
    mean = estimate.mean_interval(moments, bounds=(0, np.inf), level=level)
    value, error, low, high = map(float, mean)
    return Found(n, value, error, low, high, spread, "mean of months")


def mean_of(sums: Mapping[str, float], *, unit: str, level: float) -> Found:
    """Give the mean over rows, customers being clusters; a share of customers has Wilson's interval.

    Parameters
    ----------
    sums : dict
        Over customers, with ``w`` rows and ``s``, their sum, each: as for `estimate.clustered_mean`, and ``squares``,
        the sum of the squares of all rows, and ``size`` and ``most``, the sum and the largest of the s without sign.
    unit : {"share", "money"}
        Of money none is given where one customer makes most of it.
    level : float
        Confidence level, between 0 and 1.
    """
    n = int(sums["units"])
    if n < FEWEST:
        return Found(n, reason=TOO_FEW)
    if unit == "money" and sums["most"] > sums["size"] / 2:
        return Found(n, reason=DOMINATED)
    mean = estimate.clustered_mean({name: sums[name] for name in SUMS})
    value, error, rows = float(mean.estimate), float(mean.std_error), sums["w"]
    if unit == "share" and rows == n:
        low, high = estimate.wilson(sums["wx"], rows, level=level)
        error = float(np.sqrt(value * (1 - value) / n))
        return Found(n, value, error, float(low), float(high), method="wilson")
    bounds = (0, 1) if unit == "share" else (-np.inf, np.inf)
    low, high = estimate.t_interval(value, error, mean.dof, bounds=bounds, level=level)
    spread = spread_of(sums) if unit == "money" else np.nan
    return Found(n, value, error, float(low), float(high), spread, "clustered by customer")


def spread_of(sums: Mapping[str, float]) -> float:
    """Give the standard deviation of one row."""
    rows, total = sums["w"], sums["wx"]
    return float(np.sqrt(max(sums["squares"] - total**2 / rows, 0.0) / (rows - 1))) if rows > 1 else np.nan


def framed(rows: list[dict[str, Any]], level: float) -> pd.DataFrame:
    """Build the result from rows that hold the segment, the metric, its unit and a `Found`."""
    frame = pd.DataFrame(rows).assign(level=level)
    extras = {name: frame.get(name) for name in ("spread", "months")}
    values = {str(name): frame[name] for name in frame.columns if name not in {"segment", *extras}}
    return result(frame[["segment"]], {**values, "n_eff": frame["n"]}, extras=extras)
