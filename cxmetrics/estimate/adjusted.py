"""Two arms made comparable by a model: g-computation of shares, and overlap weights for shares and means."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxmetrics.estimate.common import Floats, array, sums_by
from cxmetrics.estimate.logistic import Logit, logistic
from cxmetrics.estimate.strata import Contrast, contrast

OWN = 0.999  # of a coefficient, that the data tell; less if other columns make a part of it up


class Doses(NamedTuple):
    """Mean outcome that all would have at each dose, and the covariance of these means."""

    means: Floats
    covariance: Floats


class Weighted(NamedTuple):
    """A contrast by overlap weights, with the weight of each unit, and the effective number of units of both arms."""

    contrast: Contrast
    weights: Floats
    n_eff: float
    converged: bool


def g_computation(
    exposed: ArrayLike,
    outcome: ArrayLike,
    covariates: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = 0.95,
) -> Contrast:
    """Share with the outcome if all were exposed, and if none were, by a logistic regression.

    Parameters
    ----------
    exposed, outcome : array_like of 0 and 1, shape (n,)
        What each unit was exposed to, and whether it had the outcome.
    covariates : array_like of float, shape (n, k)
        Columns of the model besides the constant and the exposure.
    cluster : array_like of int, optional
        To whom a row belongs; rows of the same customer are not independent.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    Contrast
        Over all units; NaN if the regression has no end, or if covariates make up the exposure. The error is by the
        delta method, from the model's covariance, or with ``cluster`` from that of the clusters; the covariates
        are taken as they are.

    References
    ----------
    J. M. Robins, *A new approach to causal inference in mortality studies*, Mathematical Modelling 7, 1986; the
    standard error as R's ``marginaleffects::avg_comparisons``.
    """
    a = array(exposed)
    found = g_doses(np.where(a > 0, 1, 0), outcome, covariates, doses=2, cluster=cluster)
    order = [1, 0]
    return contrast((float(found.means[1]), float(found.means[0])), found.covariance[np.ix_(order, order)], level=level)


def g_doses(
    dose: ArrayLike, outcome: ArrayLike, covariates: ArrayLike, *, doses: int, cluster: ArrayLike | None = None
) -> Doses:
    """Share with the outcome if all had each dose; as `g_computation`, with a coefficient of its own for each dose.

    Parameters
    ----------
    dose : array_like of int, shape (n,)
        0 to ``doses - 1``.
    """
    d, y, z = np.asarray(dose, dtype=int), array(outcome), array(covariates)
    steps = np.eye(doses)[:, 1:]
    x = np.column_stack([np.ones(len(y)), steps[d], z])
    fit = logistic(x, y)
    covariance = fit.covariance if cluster is None else _clustered(fit, x * (y - fit.fitted)[:, None], cluster)
    means, slopes = np.empty(doses), np.empty((doses, x.shape[1]))
    base = np.column_stack([np.ones(len(y)), z]) @ np.delete(fit.coefficients, slice(1, doses))
    own = steps @ fit.coefficients[1:doses]
    for k in range(doses):
        share = special.expit(base + own[k])
        curve = share * (1 - share)
        means[k] = share.mean()
        at = curve.mean()
        slopes[k] = np.concatenate([[at], at * steps[k], curve @ z / len(y)])
    if not (fit.converged and _told_apart(fit, x, slice(1, doses))):
        return Doses(np.full(doses, np.nan), np.full((doses, doses), np.nan))
    return Doses(means, slopes @ covariance @ slopes.T)


def overlap(
    exposed: ArrayLike,
    outcome: ArrayLike,
    covariates: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = 0.95,
) -> Weighted:
    """Compare the units that could have been in either arm: each weighs as the chance that it were in the other one.

    Parameters
    ----------
    exposed : array_like of 0 and 1, shape (n,)
    outcome : array_like of float, shape (n,)
        0 or 1, or an amount of money with its zeros.
    covariates : array_like of float, shape (n, k)
        Columns of the model of the exposure, without the constant.
    cluster, level
        As in `g_computation`.

    Notes
    -----
    The weight of an exposed unit is ``1 - e``, of another one ``e``, where ``e`` is its fitted chance of exposure: in
    the mean the covariates are then exactly alike. The standard error is that of an M-estimator and knows that ``e``
    is fitted. In a model with a coefficient for each stratum it is the risk difference of Mantel and Haenszel.

    References
    ----------
    F. Li, K. L. Morgan and A. M. Zaslavsky, *Balancing covariates via propensity score weighting*, JASA 113, 2018.

    Examples
    --------
    >>> rows = [(a, y) for a, n, k in [(0, 200, 60), (1, 50, 18)] for y in [1] * k + [0] * (n - k)]
    >>> a, y = np.array(rows).T
    >>> round(overlap(a, y, np.empty((250, 0))).contrast.difference, 4)
    0.06
    """
    a, y = array(exposed), array(outcome)
    x = np.column_stack([np.ones(len(y)), array(covariates)])
    fit = logistic(x, a)
    e = fit.fitted
    sides, slope = ((a * (1 - e), -1.0), ((1 - a) * e, 1.0)), e * (1 - e)
    moved = (x * (a - e)[:, None]) @ fit.covariance  # how far each unit moves the coefficients
    means, influence = [], []
    for weight, sign in sides:
        total = weight.sum()
        mean = float(weight @ y / total) if total > 0 else np.nan
        arm = a if sign < 0 else 1 - a
        tilt = sign * (x.T @ (arm * slope * (y - mean)))
        means.append(mean)
        influence.append((weight * (y - mean) + moved @ tilt) / total)
    both = _sums(np.column_stack(influence), cluster)
    few = len(both) / (len(both) - 1) if len(both) > 1 else np.nan
    (w1, _), (w0, _) = sides
    if not fit.converged:
        means, few = [np.nan, np.nan], np.nan
    n_eff = sum(float(w.sum() ** 2 / (w @ w)) for w in (w1, w0))
    found = contrast((means[0], means[1]), both.T @ both * few, level=level)
    return Weighted(found, w1 + w0, n_eff, fit.converged)


def _told_apart(fit: Logit, x: Floats, columns: slice) -> bool:
    """Whether some columns have coefficients of their own: the others do not make them up."""
    information = (x * (fit.fitted * (1 - fit.fitted))[:, None]).T @ x
    return bool(np.diag(fit.covariance @ information)[columns].min(initial=1.0) > OWN)


def _clustered(fit: Logit, scores: Floats, cluster: ArrayLike) -> Floats:
    sums = _sums(scores, cluster) @ fit.covariance
    return array(sums.T @ sums * len(sums) / (len(sums) - 1))


def _sums(values: Floats, cluster: ArrayLike | None) -> Floats:
    """Sum the rows of each cluster."""
    if cluster is None:
        return values
    return sums_by(cluster, *values.T)
