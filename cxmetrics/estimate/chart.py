"""Shewhart's control chart with a frozen baseline and as many answers a period as there were."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxmetrics.errors import ParameterError
from cxmetrics.estimate.common import Floats, Interval, array
from cxmetrics.estimate.means import Moments


class Chart(NamedTuple):
    """Centre line, standard deviation of one answer, and of each period its mean, limits and whether outside."""

    centre: float
    sigma: float
    estimate: Floats
    low: Floats
    high: Floats
    outside: np.typing.NDArray[np.bool_]


def shewhart(
    periods: Moments, *, baseline: int, sigmas: float = 3.0, bounds: tuple[float, float] | None = None
) -> Chart:
    """Judge each period by limits that the first ``baseline`` periods alone have set.

    Parameters
    ----------
    periods : Moments
        Answers, sum and sum of squares of each period, in time order. For an NPS in points these are
        ``n``, ``100 * (promoters - detractors)`` and ``100² * (promoters + detractors)``; for a share
        the successes are both the sum and the sum of squares.
    baseline : int
        Periods, from the first on, that give the centre and the variance of one answer: 8 or more,
        better 12 to 20, before anything was changed.
    sigmas : float, default 3
        Standard errors from the centre to a limit. Three of them call one period in 370 by chance.
    bounds : (float, float), optional
        What the metric can be: limits are clipped to it.

    Raises
    ------
    ParameterError
        The baseline is not among the periods.

    References
    ----------
    D. C. Montgomery, *Introduction to Statistical Quality Control*, 8th ed., 2019, chapters 6 and 7.

    Examples
    --------
    >>> n, promoters, detractors = np.array([100, 110, 95, 100]), np.array([45, 52, 40, 30]), np.array([20, 18, 22, 40])
    >>> chart = shewhart(Moments(n, 100 * (promoters - detractors), 100**2 * (promoters + detractors)), baseline=3)
    >>> chart.outside.tolist()
    [False, False, False, True]
    """
    n, total, squares = (array(values) for values in periods)
    if not 1 <= baseline <= len(n):
        raise ParameterError(
            "E-BASELINE",
            "a baseline of {baseline} periods is not among the {periods} periods given.",
            fix="8 or more periods before anything was changed.",
            baseline=baseline,
            periods=len(n),
        )
    known, sums, sums_of_squares = (float(values[:baseline].sum()) for values in (n, total, squares))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = float(np.divide(sums, known))
        sigma = float(np.sqrt(np.maximum(np.divide(sums_of_squares, known) - centre**2, 0)))
        estimate, half = total / n, np.where(n > 0, sigmas * sigma / np.sqrt(n), np.nan)
    limits = Interval(centre - half, centre + half)
    outside = (estimate < limits.low) | (estimate > limits.high)
    low, high = np.clip(limits, *(bounds or (-np.inf, np.inf)))
    return Chart(centre, sigma, estimate, low, high, outside)
