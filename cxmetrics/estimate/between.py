"""How far groups truly lie apart, once what chance alone would do is taken out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cxmetrics.estimate.common import Floats, array

TOLERANCE = 1e-10  # of the squared standard deviation, relative


class Between(NamedTuple):
    """Standard deviation between groups with its interval, in the unit of their estimates."""

    estimate: float
    low: float
    high: float


def between_interval(estimates: ArrayLike, std_errors: ArrayLike, *, level: float = 0.95) -> Between:
    """Give the standard deviation of the true values of independent groups, with the interval of the Q profile.

    The weighted squares of the groups around their mean, ``Q``, are as many as the degrees of freedom at the true
    variance between groups. The estimate is where they are just that (Paule and Mandel), the limits are where they
    reach the quantiles of chi square; a limit that no variance reaches is 0. Missing groups do not count; with fewer
    than two all is missing.

    Parameters
    ----------
    estimates, std_errors : array_like of float
        Of one metric and in its unit; standard errors above 0.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    References
    ----------
    W. Viechtbauer, *Confidence intervals for the amount of heterogeneity in meta-analysis*, Statistics in Medicine
    26, 2007. R. C. Paule and J. Mandel, Journal of Research of the National Bureau of Standards 87(5), 1982.

    Examples
    --------
    >>> [round(value, 1) for value in between_interval([10, 25, 60, 30], [3, 3, 3, 3])]
    [20.8, 11.5, 78.1]
    """
    y, v = array(estimates), array(std_errors) ** 2
    known = np.isfinite(y) & np.isfinite(v) & (v > 0)
    y, v, dof = y[known], v[known], int(known.sum()) - 1
    if dof < 1:
        return Between(np.nan, np.nan, np.nan)
    tail = (1 - level) / 2
    aims = (dof, stats.chi2.ppf(1 - tail, dof), stats.chi2.ppf(tail, dof))
    return Between(*(float(np.sqrt(_variance_at(y, v, float(aim)))) for aim in aims))


def _variance_at(y: Floats, v: Floats, aim: float) -> float:
    """Give the variance between groups at which their weighted squares are as many as asked for, or 0."""

    def beyond(variance: float) -> float:
        w = 1 / (v + variance)
        return float(np.sum(w * (y - np.average(y, weights=w)) ** 2) - aim)

    if beyond(0.0) <= 0:
        return 0.0
    end = float(np.sum((y - y.mean()) ** 2) / aim)  # weights of 1 / end would give the aim already
    return float(optimize.brentq(beyond, 0.0, end, xtol=TOLERANCE * end, rtol=TOLERANCE))
