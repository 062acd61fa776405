"""Maximum likelihood: the best parameters, and what each observation adds to their error."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import optimize

from cxmetrics.estimate.common import Floats, array

WIDEST = 12.0  # of a log parameter
ROUGHLY = 1e-7  # of the loss, at each start
LEVEL = 1e-5  # slope of the loss by each log parameter, below which it is at its least
STEP = 1e-3  # of a numerical derivative, in a log parameter
FLAT = 1e-5  # curvature below this part of the largest counts as none


def smallest(loss: Callable[[Floats], float], starts: Sequence[Floats]) -> tuple[Floats, float, bool]:
    """Minimise over log parameters: roughly from several starts, then to the end from the best.

    Whether it has converged is judged by the slope there: near the end the loss changes by no more than rounding does,
    which L-BFGS calls an abnormal end.
    """
    within = [(-WIDEST, WIDEST)] * len(starts[0])

    def slope(at: Floats) -> Floats:
        return gradient(lambda there: array([loss(there)]), at)[:, 0]

    rough = [optimize.minimize(loss, start, method="L-BFGS-B", bounds=within, tol=ROUGHLY) for start in starts]
    best = min(rough, key=lambda one: float(one.fun))
    exact = {"ftol": 1e-15, "gtol": 1e-8, "maxiter": 500}
    last = optimize.minimize(loss, best.x, jac=slope, method="L-BFGS-B", bounds=within, options=exact)
    found = array(last.x)
    converged = np.all((np.abs(slope(found)) < LEVEL) & (np.abs(found) < WIDEST))
    return found, float(last.fun), bool(converged)


def influence(log_density: Callable[[Floats], Floats], logs: Floats, weight: Floats) -> Floats:
    """How far each observation moves each log parameter: ``H⁻¹`` times its score, shape (observations, parameters).

    Parameters
    ----------
    log_density : callable
        Log-likelihood of each observation, shape (n,), at some log parameters.
    logs : array of float
        Where it is largest.
    weight : array of float
        Observations that each one stands for.

    Notes
    -----
    ``H`` is the negative mean Hessian, by central differences. A direction in which the likelihood is flat is not
    identified and nothing moves along it (pseudo-inverse): what depends on it must not be estimated.

    References
    ----------
    P. J. Huber, *The behavior of maximum likelihood estimates under nonstandard conditions*, Proceedings of the Fifth
    Berkeley Symposium 1, 1967.
    """
    scores = gradient(log_density, logs)
    share = weight / weight.sum()  # summed by numpy, not by BLAS: a Hessian magnifies what threads round otherwise
    curvature = gradient(lambda at: array(np.sum(gradient(log_density, at) * share, axis=1)), logs)
    inverse = np.linalg.pinv(-(curvature + curvature.T) / 2, rcond=FLAT, hermitian=True)
    return array(scores.T @ inverse)


def gradient(function: Callable[[Floats], Floats], at: Floats) -> Floats:
    """Give the derivatives of some values by each parameter, shape (parameters, values), by central differences."""
    steps = np.eye(len(at)) * STEP
    return np.stack([(function(at + step) - function(at - step)) / (2 * STEP) for step in steps])
