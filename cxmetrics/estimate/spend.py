"""Spend of a purchase: Gamma–Gamma, in which amounts vary around a mean of each customer's own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxmetrics.estimate.common import Floats, array
from cxmetrics.estimate.likelihood import smallest

CORRELATION_MOST = 0.3  # of repeats and spend: above it Gamma–Gamma's independence is not believed
STARTS = ((1.0, 1.0, 1.0), (0.3, 0.3, 0.8), (3.0, 1.0, 0.3))


class GammaGamma(NamedTuple):
    """A purchase's amount is gamma with shape ``p``; its rate among customers is gamma(``q``, ``v``).

    ``correlation`` is that of repeats and mean spend, which the model takes to be 0; ``usable`` is
    False where it is beyond 0.3 either way: then the model must not be used.
    """

    p: float
    q: float
    v: float
    correlation: float = float("nan")
    usable: bool = True
    converged: bool = True


def gamma_gamma_log_likelihood(model: GammaGamma, repeats: ArrayLike, spend: ArrayLike) -> Floats:
    """Log-likelihood of each customer's mean spend; 0 without a repeat purchase or a spend above 0."""
    bought = (array(repeats) > 0) & (array(spend) > 0)
    x, m = np.where(bought, repeats, 1.0), np.where(bought, spend, 1.0)
    p, q, v = model[:3]
    density = special.gammaln(p * x + q) - special.gammaln(p * x) - special.gammaln(q) + q * np.log(v)
    density += (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(x * m + v)
    return np.where(bought, density, 0.0)


def gamma_gamma_fit(repeats: ArrayLike, spend: ArrayLike, weight: ArrayLike = 1.0) -> GammaGamma:
    """Maximum likelihood over those with a repeat purchase and a spend above 0.

    Parameters
    ----------
    repeats, spend : array_like of float
        Repeat purchases and their mean amount.
    weight : array_like of float
        Customers in each group.

    References
    ----------
    P. S. Fader and B. G. S. Hardie, *The Gamma-Gamma model of monetary value*, note 025, 2013.
    """
    x, m, w = np.broadcast_arrays(array(repeats), array(spend), array(weight))
    bought = (x > 0) & (m > 0)
    x, m, w = x[bought], m[bought], w[bought]
    unit = float(np.average(m, weights=w))

    def loss(logs: Floats) -> float:
        return float(-np.sum(w * gamma_gamma_log_likelihood(GammaGamma(*np.exp(logs)), x, m / unit)) / w.sum())

    logs, _, converged = smallest(loss, [np.log(start) for start in STARTS])
    p, q, v = (float(value) for value in np.exp(logs))
    covariance = np.cov(x, m, aweights=w)
    spread = float(np.sqrt(covariance[0, 0] * covariance[1, 1]))
    r = float(covariance[0, 1]) / spread if spread > 0 else 0.0
    return GammaGamma(p, q, v * unit, r, abs(r) <= CORRELATION_MOST, converged)


def gamma_gamma_mean(model: GammaGamma, repeats: ArrayLike, spend: ArrayLike) -> Floats:
    """Mean amount expected of a customer's purchases; without a repeat purchase that of all customers.

    Examples
    --------
    >>> gamma_gamma_mean(GammaGamma(6.25, 3.74, 15.44), [2, 0], [22.35, 0]).round(2).tolist()
    [24.66, 35.22]
    """
    x, m = array(repeats), np.where(array(repeats) > 0, array(spend), 0)
    shape = model.p * x + model.q - 1
    return np.where(shape > 0, model.p * (model.v + x * m) / np.where(shape > 0, shape, 1), np.nan)
