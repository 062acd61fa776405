"""Purchases to come: BG/NBD, in which customers buy at their own rate and drop out after some purchase.

Time is in one unit throughout, days or weeks. A customer is ``repeats`` (days with a purchase after
the first), ``recency`` (from the first purchase to the last) and ``age`` (from the first purchase to
the end of the data).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, special

from cxmetrics.estimate.common import Floats, array
from cxmetrics.estimate.likelihood import smallest

STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.3, 0.8, 2.5), (3.0, 1.0, 0.3, 5.0))
NODES = 64  # of the quadrature


class BgNbd(NamedTuple):
    """Purchase rates are gamma(``r``, ``alpha``); dropping out after a purchase is beta(``a``, ``b``).

    ``log_likelihood`` and ``converged`` are those of a fit.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    converged: bool = True


def bgnbd_log_likelihood(model: BgNbd, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Log-likelihood of each customer.

    References
    ----------
    P. S. Fader, B. G. S. Hardie and K. L. Lee, *"Counting your customers" the easy way*, Marketing Science 24(2), 2005.
    """
    r, alpha, a, b = model[:4]
    x, seen, watched = array(repeats), array(recency), array(age)
    common = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    common += special.gammaln(a + b) + special.gammaln(b + x) - special.gammaln(b) - special.gammaln(a + b + x)
    gone = np.where(x > 0, np.log(a) - np.log(np.maximum(b + x - 1, 1e-300)) - (r + x) * np.log(alpha + seen), -np.inf)
    return array(common + np.logaddexp(-(r + x) * np.log(alpha + watched), gone))


def bgnbd_fit(repeats: ArrayLike, recency: ArrayLike, age: ArrayLike, weight: ArrayLike = 1.0) -> BgNbd:
    """Maximum likelihood from several starts.

    Parameters
    ----------
    repeats, recency, age : array_like of float
        Of customers, or of groups of customers who are alike.
    weight : array_like of float
        Customers in each group.

    Notes
    -----
    ``a`` and ``b`` are weakly identified: compare fits by their log-likelihood. Always hold the
    last months back and compare predicted with actual purchases before anything is published.
    """
    x, seen, watched, w = np.broadcast_arrays(*(array(v) for v in (repeats, recency, age, weight)))
    unit = float(np.average(watched, weights=w)) or 1.0

    def loss(logs: Floats) -> float:
        model = BgNbd(*np.exp(logs))
        return float(-np.sum(w * bgnbd_log_likelihood(model, x, seen / unit, watched / unit)) / w.sum())

    logs, least, converged = smallest(loss, [np.log(start) for start in STARTS])
    r, alpha, a, b = (float(value) for value in np.exp(logs))
    shift = float(np.sum(w * x)) * np.log(unit)  # the density of times, back in their own unit
    return BgNbd(r, alpha * unit, a, b, float(-least * w.sum() - shift), converged)


def bgnbd_purchases(
    model: BgNbd, horizon: ArrayLike, *, repeats: ArrayLike = 0.0, recency: ArrayLike = 0.0, age: ArrayLike = 0.0
) -> Floats:
    """Purchases expected within ``horizon`` after now: of a customer with this history, or of a new one.

    Notes
    -----
    The mean over the dropout probability, which given the history is beta(a, b + repeats) while the customer is
    active, is taken by Gauss and Jacobi's quadrature: it neither overflows with many purchases nor where customers
    hardly differ in how they drop out, as the closed form by a hypergeometric function does.

    References
    ----------
    Fader, Hardie and Lee 2005, equations 9 and 10.

    Examples
    --------
    >>> model = BgNbd(0.243, 4.414, 0.793, 2.426)
    >>> round(float(bgnbd_purchases(model, 39, repeats=2, recency=30.43, age=38.86)), 3)
    1.226
    """
    r, alpha, a, b = model[:4]
    x, seen, watched, t = np.broadcast_arrays(*(array(v) for v in (repeats, recency, age, horizon)))
    active = np.empty(x.shape)
    for count in np.unique(x):
        rows = x == count
        p, share = _beta_nodes(a, b + count)
        ratio = t[rows] / (alpha + watched[rows])
        active[rows] = (-np.expm1(-(r + count) * np.log1p(np.multiply.outer(ratio, p))) / p) @ share
    return array(active * np.exp(-_log_odds_of_dropping(model, x, seen, watched)))


def _beta_nodes(a: float, b: float) -> tuple[Floats, Floats]:
    """Nodes and weights of the mean over a beta(a, b) distribution, by Golub and Welsch."""
    k = np.arange(1.0, NODES)
    total = a + b - 2
    middle = np.r_[(a - b) / (a + b), (a - b) * total / ((2 * k + total) * (2 * k + total + 2))]
    beside = 4 * k * (k + b - 1) * (k + a - 1) * (k + total) / ((2 * k + total) ** 2 * (2 * k + total + 1))
    beside[1:] /= 2 * k[1:] + total - 1
    beside[0] = 4 * a * b / ((a + b) ** 2 * (a + b + 1))
    points, vectors = linalg.eigh_tridiagonal(middle, np.sqrt(beside))
    return array((1 + points) / 2), array(vectors[0] ** 2)


def bgnbd_alive(model: BgNbd, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Probability that a customer is still active; NaN without a repeat purchase.

    The model lets customers drop out only after a repeat purchase, so that it calls everybody who
    bought once active for ever: their probability is not identified, and is not 1.

    References
    ----------
    P. S. Fader and B. G. S. Hardie, *Computing P(alive) using the BG/NBD model*, note 021, 2008.

    Examples
    --------
    >>> bgnbd_alive(BgNbd(0.243, 4.414, 0.793, 2.426), [2, 0], [30.43, 0], 38.86).round(4).tolist()
    [0.7266, nan]
    """
    alive = np.exp(-_log_odds_of_dropping(model, repeats, recency, age))
    return np.where(array(repeats) > 0, alive, np.nan)


def _log_odds_of_dropping(model: BgNbd, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """``-log P(alive)``; 0 without a repeat purchase."""
    r, alpha, a, b = model[:4]
    x, seen, watched = array(repeats), array(recency), array(age)
    odds = np.log(a) - np.log(np.maximum(b + x - 1, 1e-300)) + (r + x) * np.log((alpha + watched) / (alpha + seen))
    return np.where(x > 0, np.logaddexp(0, odds), 0.0)
