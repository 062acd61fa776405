"""What customers will buy and be worth: BG/NBD purchases, Gamma–Gamma spend, and their discounted value.

Time is in one unit throughout, days or weeks. A customer is ``repeats`` (days with a purchase after
the first), ``recency`` (from the first purchase to the last) and ``age`` (from the first purchase to
the end of the data).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from cxmetrics.estimate.common import Floats, array

CORRELATION_MOST = 0.3  # of repeats and spend: above it Gamma–Gamma's independence is not believed
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.3, 0.8, 2.5), (3.0, 1.0, 0.3, 5.0))


class History(NamedTuple):
    """Repeat purchases of each customer, and the mean amount of a repeat purchase (0 without one)."""

    customer: np.typing.NDArray[np.generic]
    repeats: Floats
    recency: Floats
    age: Floats
    spend: Floats


def purchase_history(customer: ArrayLike, day: ArrayLike, amount: ArrayLike, *, end: float) -> History:
    """Sum purchases up by customer: those of one day are one, and the first day is not a repeat.

    Parameters
    ----------
    customer, day, amount : array_like
        Of each purchase; ``day`` as a whole number of days.
    end : float
        The last day that was watched.

    Examples
    --------
    >>> history = purchase_history(["u", "u", "u", "v"], [0, 0, 19, 9], [10, 5, 20, 7], end=90)
    >>> history.repeats.tolist(), history.age.tolist(), history.spend.tolist()
    ([1.0, 0.0], [90.0, 81.0], [20.0, 0.0])
    """
    who, code = np.unique(np.asarray(customer), return_inverse=True)
    pairs, of_pair = np.unique(np.stack([code, np.asarray(day, dtype=np.int64)]), axis=1, return_inverse=True)
    spent = np.bincount(of_pair.ravel(), array(amount))
    first = np.r_[True, pairs[0, 1:] != pairs[0, :-1]]
    last = np.r_[first[1:], True]
    repeats = array(np.bincount(pairs[0]) - 1.0)
    total = np.bincount(pairs[0], np.where(first, 0, spent))
    begin, latest = array(pairs[1, first]), array(pairs[1, last])
    return History(who, repeats, latest - begin, end - begin, array(total / np.maximum(repeats, 1)))


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

    logs, smallest, converged = _smallest(loss, [np.log(start) for start in STARTS])
    r, alpha, a, b = (float(value) for value in np.exp(logs))
    shift = float(np.sum(w * x)) * np.log(unit)  # the density of times, back in their own unit
    return BgNbd(r, alpha * unit, a, b, float(-smallest * w.sum() - shift), converged)


def _smallest(loss: object, starts: list[Floats]) -> tuple[Floats, float, bool]:
    """Minimise over log parameters from several starts, then polish the best."""
    found = [optimize.minimize(loss, start, method="L-BFGS-B", bounds=[(-12, 12)] * len(start)) for start in starts]
    best = min(found, key=lambda one: float(one.fun))
    options = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 4000, "maxfev": 4000}
    last = optimize.minimize(loss, best.x, method="Nelder-Mead", bounds=[(-12, 12)] * len(best.x), options=options)
    return array(last.x), float(last.fun), bool(last.success and np.all(np.abs(last.x) < 12 - 1e-6))


def bgnbd_purchases(
    model: BgNbd, horizon: ArrayLike, *, repeats: ArrayLike = 0.0, recency: ArrayLike = 0.0, age: ArrayLike = 0.0
) -> Floats:
    """Purchases expected within ``horizon`` after now: of a customer with this history, or of a new one.

    References
    ----------
    Fader, Hardie and Lee 2005, equations 9 and 10, the hypergeometric function by Euler's
    transformation so that many purchases do not overflow it.

    Examples
    --------
    >>> model = BgNbd(0.243, 4.414, 0.793, 2.426)
    >>> round(float(bgnbd_purchases(model, 39, repeats=2, recency=30.43, age=38.86)), 3)
    1.226
    """
    r, alpha, a, b = model[:4]
    a += 1e-7 * (abs(a - 1) < 1e-7)  # noqa: PLR2004 - 0/0 there, and smooth beside it
    x, t = array(repeats), array(horizon)
    start = alpha + array(age)
    left = start / (start + t)
    inner = special.hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, 1 - left)
    active = (a + b + x - 1) / (a - 1) * (1 - left ** (a - 1) * inner)
    return array(active * np.exp(-_log_odds_of_dropping(model, repeats, recency, age)))


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
    z = m / unit

    def loss(logs: Floats) -> float:
        p, q, v = np.exp(logs)
        density = special.gammaln(p * x + q) - special.gammaln(p * x) - special.gammaln(q) + q * np.log(v)
        density += (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * np.log(x * z + v)
        return float(-np.sum(w * density) / w.sum())

    logs, _, converged = _smallest(loss, [np.log(start[:3]) for start in STARTS])
    p, q, v = (float(value) for value in np.exp(logs))
    covariance = np.cov(x, m, aweights=w)
    r = float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])) if covariance[0, 0] > 0 else 0.0
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


def lifetime_value(  # noqa: PLR0913 - a customer, and the terms that must be stated
    model: BgNbd,
    *,
    spend: ArrayLike,
    repeats: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    month: float,
    months: int = 12,
    annual_rate: float = 0.0,
    margin: ArrayLike = 1.0,
) -> Floats:
    """Discounted contribution of the purchases expected over a horizon of months, at the end of each.

    Parameters
    ----------
    spend : array_like of float
        Mean amount expected of a purchase, by `gamma_gamma_mean`.
    month : float
        A month in the unit of time of ``recency`` and ``age``: 365.25 / 12 days, or 52 / 12 weeks.
    months : int, default 12
        The horizon.
    annual_rate : float
        Effective discount of a year; of a month it is ``(1 + annual_rate) ** (1 / 12) - 1``.
    margin : array_like of float
        Contribution margin, as a share of the amount.

    Examples
    --------
    >>> model = BgNbd(0.243, 4.414, 0.793, 2.426)
    >>> amount = gamma_gamma_mean(GammaGamma(6.25, 3.74, 15.44), 2, 22.35)
    >>> customer = {"spend": amount, "repeats": 2, "recency": 30.43, "age": 38.86}
    >>> round(float(lifetime_value(model, **customer, month=52 / 12, annual_rate=0.12)), 2)
    36.32
    """
    ends = np.arange(months + 1).reshape(-1, *[1] * array(repeats).ndim)
    bought = np.diff(bgnbd_purchases(model, ends * month, repeats=repeats, recency=recency, age=age), axis=0)
    discount = (1 + annual_rate) ** (-ends[1:] / 12.0)
    return array(array(margin) * array(spend) * np.sum(bought * discount, axis=0))
