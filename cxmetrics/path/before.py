"""What lies before a first purchase: how many contacts, and how much time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.frames import result
from cxmetrics.path.opened import Opened

ROWS = ("contacts_before_first_order", "first_orders_after_5_to_12", "minutes_before_first_order")
FEW, MANY = 5, 12  # contacts, as the literature expects them
NOBODY = "no first purchase after a contact"
NOT_TIMED = "no durations"


def before_first_order(data: Opened) -> pd.DataFrame:
    """Give contacts and minutes up to the first purchase, see `journey`."""
    counts = data.run("journey_before").astype({"n": float, "minutes": float, "seconds": float, "squares": float})
    n, contacts = float(counts["n"].sum()), counts["contacts"].astype(float)
    few = float(counts.loc[contacts.between(FEW, MANY), "n"].sum())
    long = counts[counts["minutes"].notna()]
    timed = float(long["n"].sum())
    mean = (
        _mean(n, float((counts["n"] * contacts).sum()), float((counts["n"] * contacts**2).sum()), level=data.level),
        _mean(timed, float(long["seconds"].sum()) / 60, float(long["squares"].sum()) / 3600, level=data.level),
    )
    low, high = estimate.wilson(few, n, level=data.level)
    share = (few / n, np.sqrt(few / n * (1 - few / n) / n), float(low), float(high)) if n else (np.nan,) * 4
    halves = [_median(contacts, counts["n"]), np.nan, _median(long["minutes"], long["n"])]
    found = pd.DataFrame([mean[0], share, mean[1]], columns=["estimate", "std_error", "conf_low", "conf_high"])
    values: dict[str, Any] = {name: found[name] for name in found.columns}
    values |= {
        "metric": list(ROWS), "n": [int(n), int(n), int(timed)], "n_eff": [n, n, timed], "level": data.level,
        "unit": ["contacts", "share", "minutes"],
        "method": ["t", "wilson", "t"],
        "reason": [None if n else NOBODY, None if n else NOBODY, None if timed else NOT_TIMED if n else NOBODY],
    }  # fmt: skip
    return result(pd.DataFrame(index=range(3)), values, extras={"median": halves})


def _mean(n: float, total: float, squares: float, *, level: float) -> tuple[float, float, float, float]:
    if n < 2:  # noqa: PLR2004 - one customer has no spread
        return (total / n if n else np.nan, np.nan, np.nan, np.nan)
    mean = total / n
    error = float(np.sqrt(max(squares / n - mean**2, 0.0) / (n - 1)))
    low, high = estimate.t_interval(mean, error, n - 1, bounds=(0, np.inf), level=level)
    return mean, error, float(low), float(high)


def _median(values: pd.Series, weights: pd.Series) -> float:
    """Value that half of the customers do not exceed."""
    order = np.argsort(values.to_numpy(dtype=float))
    ordered, passed = values.to_numpy(dtype=float)[order], np.cumsum(weights.to_numpy(dtype=float)[order])
    return float(ordered[np.searchsorted(passed, passed[-1] / 2)]) if len(passed) and passed[-1] > 0 else np.nan
