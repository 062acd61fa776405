"""Survival by Kaplan and Meier: of customers until they come back, or until they stay away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.errors import ParameterError
from cxmetrics.estimate.common import Floats, array, critical_value
from cxmetrics.estimate.shares import wilson

BANDS = ("log-log", "log")


class Survival(NamedTuple):
    """Survival at one time: probability, Greenwood standard error and log-log interval."""

    survival: float
    std_error: float
    low: float
    high: float


def kaplan_meier(events: ArrayLike, at_risk: ArrayLike, *, level: float = 0.95) -> Survival:
    """Kaplan–Meier survival after the last of the given times, with its log–log interval.

    Parameters
    ----------
    events, at_risk : array_like of float
        Events at, and units at risk just before, each time up to the one of interest.

    Examples
    --------
    >>> kaplan_meier([1, 1], [10, 8]).survival
    0.7875
    """
    d, n = array(events), array(at_risk)
    survival, error, low, high = _curve(d, n, level, "log-log")
    return Survival(float(survival[-1]), float(error[-1]), float(low[-1]), float(high[-1]))


class Curve(NamedTuple):
    """Survival after each time, in time order."""

    time: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    std_error: Floats
    low: Floats
    high: Floats


def survival_curve(
    time: ArrayLike, events: ArrayLike, censored: ArrayLike, *, level: float = 0.95, interval: str = "log-log"
) -> Curve:
    """Kaplan–Meier curve of one group from the counts by time.

    Parameters
    ----------
    time : array_like of float
        Times, as days since the first purchase, each once.
    events, censored : array_like of float
        Units whose event came at that time, and units that were watched no longer. Of one time,
        events come before censorings.
    interval : {"log-log", "log"}
        ``log`` is R's default; its limit may leave 1 and is cut off there.

    Raises
    ------
    ParameterError
        An unknown interval.

    References
    ----------
    E. L. Kaplan and P. Meier, JASA 53(282), 1958. J. D. Kalbfleisch and R. L. Prentice, *The
    Statistical Analysis of Failure Time Data*, 2nd ed., 2002, section 1.4 (log-log).

    Examples
    --------
    >>> curve = survival_curve([6, 7, 10], [3, 1, 1], [1, 0, 4])
    >>> curve.at_risk.tolist(), curve.survival.round(3).tolist()
    ([10.0, 6.0, 5.0], [0.7, 0.583, 0.467])
    """
    if interval not in BANDS:
        raise ParameterError(
            "E-INTERVAL",
            "interval={interval!r} is not known.",
            fix="one of {known}.",
            interval=interval,
            known=", ".join(BANDS),
        )
    order = np.argsort(array(time))
    t, d, c = (array(values)[order] for values in (time, events, censored))
    at_risk = np.cumsum((d + c)[::-1])[::-1]
    return Curve(t, at_risk, d, *_curve(d, at_risk, level, interval))


class Quantile(NamedTuple):
    """The time by which a share had its event, with its limits; NaN where the curve does not get there."""

    estimate: float
    low: float
    high: float


def survival_quantile(curve: Curve, share: float = 0.5) -> Quantile:
    """Time by which ``share`` of the units had their event: the median by default.

    The limits are where the curve's limits get there (Brookmeyer–Crowley), so that the upper one,
    and the time itself, may lie beyond what was watched and are then NaN, not the last time.

    Parameters
    ----------
    curve : Curve
        By `survival_curve`. Of gaps between purchases, count the open ones as censored: completed
        gaps alone are too short.
    share : float, default 0.5
        Between 0 and 1; 0.8 for the gap that four of five customers have ended by.

    References
    ----------
    R. Brookmeyer and J. Crowley, *A confidence interval for the median survival time*, Biometrics 38(1), 1982.

    Examples
    --------
    >>> survival_quantile(survival_curve([6, 7, 10], [3, 1, 1], [1, 0, 4]))
    Quantile(estimate=10.0, low=6.0, high=nan)
    """
    begun = curve.survival < 1
    return Quantile(
        *(
            float(next(iter(curve.time[begun & (line <= 1 - share + 1e-12)]), np.nan))
            for line in (curve.survival, curve.low, curve.high)
        )
    )


def _curve(events: Floats, at_risk: Floats, level: float, interval: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Survival, Greenwood's standard error and the limits after each time."""
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(np.where(at_risk > 0, 1 - events / at_risk, 1))
        survival = np.where((at_risk > 0) | (survival == 0), survival, np.nan)  # nobody was watched so long
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        half = critical_value(level) * np.sqrt(greenwood)
        if interval == "log":
            low, high = survival * np.exp(-half), np.minimum(survival * np.exp(half), 1)
        else:
            width = half / np.abs(np.log(survival))
            low, high = survival ** np.exp(width), survival ** np.exp(-width)
        error = survival * np.sqrt(greenwood)
    # Greenwood's error is 0 or undefined where nothing or everything has happened: Wilson on those still at risk
    certain = (survival == 0) | (survival == 1)
    least, most = wilson(survival * at_risk, at_risk, level=level)
    low, high = np.where(certain, least, low), np.where(certain, most, high)
    return array(survival), array(error), array(low), array(high)
