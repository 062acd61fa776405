"""An outcome along a dose: as it was, and if all customers had each dose."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxmetrics import estimate
from cxmetrics.effects.check import number
from cxmetrics.effects.comparison import Comparison
from cxmetrics.errors import DataError
from cxmetrics.frames import result

FEWEST = 0.01  # of the rows, that a dose must have to stand alone


def along_doses(compared: Comparison, name: str) -> pd.DataFrame:
    """Give the share with the outcome at each dose, made comparable by g-computation; see `Effect.dose`."""
    given = number(compared.rows, name)
    compared = compared.where(~np.isnan(given))
    y, dose = compared.outcome, given[~np.isnan(given)]
    doses, place = _classes(dose, name)
    found = estimate.g_doses(place, y, compared.model.columns, doses=len(doses), cluster=compared.cluster)
    spread = np.diag(found.covariance)
    error = np.sqrt(spread)
    against = np.sqrt(np.maximum(spread + spread[0] - 2 * found.covariance[0], 0))
    low, high = estimate.t_interval(found.means, error, bounds=(0, 1), level=compared.level)
    difference = found.means - found.means[0]
    below, above = estimate.t_interval(difference, against, level=compared.level)
    values = {
        "metric": "return_by_dose",
        "n": [compared.people(place == k) for k in range(len(doses))],
        "estimate": found.means,
        "std_error": error,
        "conf_low": low,
        "conf_high": high,
        "level": compared.level,
        "unit": "share",
        "method": "g_computation",
    }
    crude = [y[place == k].mean() for k in range(len(doses))]
    trend = _trend(compared, place, dose, doses)
    extras = {"crude": crude, "difference": difference, "difference_low": below, "difference_high": above}
    last = f"{doses[-1]}+" if dose.max() > doses[-1] else f"{doses[-1]}"
    keys = pd.DataFrame({name: [*(f"{one}" for one in doses[:-1]), last]})
    return result(keys, values, extras={**extras, "trend_z": trend.z, "trend_p": trend.p_value})


def _classes(dose: np.ndarray, name: str) -> tuple[list[int], np.ndarray]:
    """Give the doses that enough rows have, and the class of each row; what is beyond them joins the nearest."""
    found, sizes = np.unique(dose, return_counts=True)
    doses = found[sizes >= FEWEST * len(dose)]
    if not len(doses) or np.any(found % 1):
        value = next((one for one in found.tolist() if one % 1), f"{len(found)} different values")
        raise DataError("E-DOSE", "{name} holds {value!r}.", fix="few whole numbers.", name=name, value=value)
    return doses.astype(int).tolist(), np.clip(np.searchsorted(doses, dose, side="right") - 1, 0, len(doses) - 1)


def _trend(compared: Comparison, place: np.ndarray, dose: np.ndarray, doses: list[int]) -> estimate.Trend:
    """Test the trend within strata; rows of one customer are no more than one."""
    strata = compared.strata.place
    scores = np.array([dose[place == k].mean() for k in range(len(doses))])
    if compared.cluster is not None:
        moved = _within(strata, scores[place]) * _within(strata, compared.outcome)
        sums = np.bincount(compared.cluster, weights=moved)
        z = float(sums.sum() / np.sqrt(sums @ sums)) if np.any(sums) else np.nan
        return estimate.Trend(z, 2 * float(stats.norm.sf(abs(z))))
    shape = (strata.max() + 1, len(doses))
    n, events = np.zeros(shape), np.zeros(shape)
    np.add.at(n, (strata, place), 1)
    np.add.at(events, (strata, place), compared.outcome)
    return estimate.trend(scores.tolist(), n, events)


def _within(strata: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Give what each value is more than the mean of its stratum."""
    size = np.maximum(np.bincount(strata), 1)
    return np.asarray(values - (np.bincount(strata, weights=values) / size)[strata])
