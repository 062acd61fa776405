"""Logistic regression by Newton's method, on customers or on groups of customers that are alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxmetrics.estimate.common import Floats, array

STEPS = 50  # Newton needs about 6; one that needs more is on its way to infinity
CLOSE = 1e-10  # change of the largest linear predictor at which it has arrived
SEPARATED = 30.0  # a linear predictor beyond which a fitted share is 0 or 1 but for rounding


class Logit(NamedTuple):
    """A logistic regression: coefficients, fitted shares, and whether it has an end.

    ``covariance`` is the inverse of the information. Without ``converged`` a column parts the outcomes wholly, so
    that its coefficient has no estimate.
    """

    coefficients: Floats
    fitted: Floats
    covariance: Floats
    converged: bool


def logistic(design: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> Logit:
    """Fit a logistic regression.

    Parameters
    ----------
    design : array_like of float, shape (n, k)
        Columns of the model, the constant among them. Columns that others make up are given no part of their own.
    outcome : array_like of float, shape (n,)
        0 or 1, or the share of those that a row stands for.
    weight : array_like of float, optional
        How many a row stands for; by default 1.

    Examples
    --------
    A share of 30 among 100 and one of 18 among 50; the second coefficient is the log of their odds ratio:

    >>> fit = logistic([[1, 0], [1, 1]], [0.3, 0.36], weight=[100, 50])
    >>> fit.coefficients.round(4).tolist(), fit.converged
    ([-0.8473, 0.2719], True)
    """
    x, y = array(design), array(outcome)
    w = np.ones(len(y)) if weight is None else array(weight)
    beta, predictor = np.zeros(x.shape[1]), np.zeros(len(y))
    inverse, converged = np.zeros((x.shape[1], x.shape[1])), False
    for _ in range(STEPS):
        fitted = special.expit(predictor)
        inverse = _inverse((x * (w * fitted * (1 - fitted))[:, None]).T @ x)
        beta = beta + inverse @ (x.T @ (w * (y - fitted)))
        before, predictor = predictor, x @ beta
        if np.max(np.abs(predictor), initial=0) > SEPARATED:
            break
        if np.max(np.abs(predictor - before), initial=0) < CLOSE:
            converged = True
            break
    return Logit(beta, special.expit(predictor), inverse, converged)


def _inverse(information: Floats) -> Floats:
    """Invert, leaving out directions that the data do not tell; each column counts on its own scale."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    both = np.outer(scale, scale)
    return array(np.linalg.pinv(information / both, rcond=1e-9, hermitian=True) / both)
