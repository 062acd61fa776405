"""What a customer who came back brings in the year after, beyond one who did not."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.trends.rows import Data
from cxmetrics.value.quantities import FEWEST, MARGIN, ORDERS, TOO_FEW, Found, Quantity

YEAR_DAYS = 365
FURTHER = Quantity("money", "new", (ORDERS, MARGIN))


def further_margin(data: Data, *, within_days: int) -> pd.DataFrame:
    """Count, by segment and by whether they came back within the window, what customers brought in the year after it.

    Returns
    -------
    DataFrame
        ``segment``, ``repeated`` (0 or 1), ``units`` (customers), ``total`` and ``squares`` of their margin.
    """
    last = data.data_end - timedelta(days=within_days + YEAR_DAYS)
    values = {"within_days": within_days, "further_days": YEAR_DAYS, "first_to": last, "count_returned": False}
    return data.run("further_margin", **values)


def further_of(counts: pd.DataFrame, *, level: float) -> Found:
    """Give the difference: the mean margin of customers who came back less that of those who did not (Welch).

    It is a difference between customers, of which only a part is an effect of having come back.

    Examples
    --------
    >>> rows = pd.DataFrame({"repeated": [0, 1], "units": [40, 40], "total": [0.0, 400.0], "squares": [80.0, 4100.0]})
    >>> further_of(rows, level=0.95).estimate
    10.0
    """
    sums = counts.groupby("repeated")[["units", "total", "squares"]].sum().reindex([0, 1]).fillna(0.0)
    stayed, back = (estimate.Moments(*map(float, sums.loc[side])) for side in (0, 1))
    people = int(np.sum(sums["units"]))
    if sums["units"].min() < FEWEST:
        return Found(people, reason=TOO_FEW)
    found = estimate.mean_difference(stayed, back, level=level)
    value, error, low, high = (float(number) for number in found[:4])
    return Found(people, value, error, low, high, method="welch")
