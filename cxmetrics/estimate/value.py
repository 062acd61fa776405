"""What customers will be worth: purchases to come times spend, discounted, with an error of the mean."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array, critical_value
from cxmetrics.estimate.likelihood import gradient, influence
from cxmetrics.estimate.purchasing import BgNbd, bgnbd_log_likelihood, bgnbd_purchases
from cxmetrics.estimate.spend import GammaGamma, gamma_gamma_log_likelihood, gamma_gamma_mean


class Customers(NamedTuple):
    """Histories of customers, or of groups of customers who are alike, and how many each stands for."""

    repeats: Floats
    recency: Floats
    age: Floats
    spend: Floats
    weight: Floats


class Terms(NamedTuple):
    """Terms of a value: a month in the unit of time, the horizon in months, the discount a year, the margin."""

    month: float
    months: int = 12
    annual_rate: float = 0.0
    margin: float = 1.0


class MeanValue(NamedTuple):
    """Mean value of a customer by group, with standard error and interval."""

    estimate: Floats
    std_error: Floats
    low: Floats
    high: Floats


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


def mean_value(
    customers: Customers, group: ArrayLike, *, bought: BgNbd, spent: GammaGamma, terms: Terms, level: float = 0.95
) -> MeanValue:
    """Mean value of the customers of each group, as `lifetime_value`, with the error of both fitted models in it.

    Parameters
    ----------
    customers : Customers
        All customers of both fits.
    group : array_like of int
        Number of each customer's group, from 0.
    bought, spent : BgNbd, GammaGamma
        The fits.
    terms : Terms
        What the value is of.

    Notes
    -----
    The error is that of an M-estimator: each customer moves the mean by their own value and by what they move the
    parameters (Huber's sandwich), so that it needs no bootstrap and no seed. The interval is symmetric in the
    logarithm.
    """
    logs = np.log([*bought[:4], *spent[:3]])
    x, w, codes = customers.repeats, customers.weight, np.asarray(group)

    def value(at: Floats) -> Floats:
        one, two = BgNbd(*np.exp(at[:4])), GammaGamma(*np.exp(at[4:]))
        amount = gamma_gamma_mean(two, x, customers.spend)
        history: dict[str, Any] = {"repeats": x, "recency": customers.recency, "age": customers.age}
        return lifetime_value(one, spend=amount, **history, **terms._asdict())

    def buying(at: Floats) -> Floats:
        return bgnbd_log_likelihood(BgNbd(*np.exp(at)), x, customers.recency, customers.age)

    def spending(at: Floats) -> Floats:
        return gamma_gamma_log_likelihood(GammaGamma(*np.exp(at)), x, customers.spend)

    moved = np.hstack([influence(buying, logs[:4], w), influence(spending, logs[4:], w)])
    own, slopes = value(logs), gradient(value, logs)
    size = np.bincount(codes, w)
    mean = np.bincount(codes, w * own) / size
    error = np.empty(len(size))
    for i, n in enumerate(size):
        inside = codes == i
        pull = slopes[:, inside] @ w[inside] / n
        shift = np.where(inside, own - mean[i], 0) / n + moved @ pull / w.sum()
        error[i] = np.sqrt(np.sum(w * shift**2))
    spread = np.exp(critical_value(level) * error / mean)
    return MeanValue(mean, error, mean / spread, mean * spread)
