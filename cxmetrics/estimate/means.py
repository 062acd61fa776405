"""Means of weighted and clustered observations, with linearised standard errors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array


class Mean(NamedTuple):
    """A weighted mean, its linearised standard error and the effective number of observations."""

    estimate: Floats
    std_error: Floats
    n_eff: Floats


def weighted_mean(moments: dict[str, ArrayLike], *, variance: ArrayLike | None = None) -> Mean:
    """Ratio (Hájek) mean with its linearised standard error, clustered or not.

    Parameters
    ----------
    moments : dict
        ``units`` independent units (rows, or clusters), ``w`` sum of weights, ``wx`` sum of weight
        times value, and over the units' totals W and S: ``ww`` sum of W², ``ws`` of W·S, ``ss`` of S².
    variance : array_like, optional
        Population variance of one answer, from which the effective number of answers is taken:
        ``n_eff = variance / std_error²``. Without it ``n_eff`` is NaN.

    Notes
    -----
    ``sqrt(n/(n-1) · Σ(S - mean·W)²) / Σw``: equal to R ``survey::svymean`` for rows and, for
    clusters, to the with-replacement design of one stage.
    """
    m = {name: array(value) for name, value in moments.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = m["wx"] / m["w"]
        squares = np.maximum(m["ss"] - 2 * mean * m["ws"] + mean**2 * m["ww"], 0)
        error = np.sqrt(m["units"] / (m["units"] - 1) * squares) / m["w"]
        n_eff = array(np.nan if variance is None else variance) / error**2
    return Mean(mean, error, n_eff)
