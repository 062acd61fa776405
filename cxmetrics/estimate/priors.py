"""Claims of others as priors: believed a little, and only until an own pilot says more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cxmetrics.estimate.common import Floats, array

HAIRCUT = 0.1  # of a maximum: what is likely of "up to x"; assumed
TAIL = float(stats.norm.ppf(0.95))  # standard deviations, beyond which lie 5 %


class Reach(NamedTuple):
    """What a claim can be worth here, as a beta-PERT distribution: least, likely and most."""

    low: Floats
    mode: Floats
    high: Floats

    @property
    def mean(self) -> Floats:
        """Its mean, in which the likely value counts four times.

        Examples
        --------
        >>> float(up_to(0.5).mean.round(4))
        0.1167
        """
        return (self.low + 4 * self.mode + self.high) / 6


class Prior(NamedTuple):
    """A normal distribution of a log ratio: its mean and its standard deviation."""

    mean: Floats
    std_dev: Floats


class Posterior(NamedTuple):
    """What is believed of a log ratio after a pilot: mean, standard deviation, the ratio, and P(ratio > 1)."""

    mean: Floats
    std_dev: Floats
    ratio: Floats
    above: Floats


def up_to(most: ArrayLike) -> Reach:
    """Take "up to x" for what it is, a maximum: a tenth of it is likely, and nothing is possible.

    Parameters
    ----------
    most : array_like of float
        The maximum that is told, a relative change: 0.5 for "up to 50 %".

    Examples
    --------
    >>> [float(end) for end in up_to(0.5)]
    [0.0, 0.05, 0.5]
    """
    return claim_range(most, most, discount=HAIRCUT)


def claim_range(low: ArrayLike, high: ArrayLike, *, discount: ArrayLike) -> Reach:
    """Open a range down to nothing; likely is its middle, discounted.

    Parameters
    ----------
    low, high : array_like of float
        Ends of the range that is told, relative changes; the same number twice for a claim of one.
    discount : array_like of float
        Part of the claim that is believed, 0 to 1.

    Examples
    --------
    >>> reach = claim_range(0.05, 0.15, discount=0.3)
    >>> [float(end.round(3)) for end in reach], float(reach.mean.round(3))
    ([0.0, 0.03, 0.15], 0.045)
    """
    bottom, top = array(low), array(high)
    return Reach(np.zeros_like(top), array(discount) * (bottom + top) / 2, top)


def sceptical(claim: ArrayLike) -> Prior:
    """Prior of a log ratio that expects no effect and gives what is claimed, or more, a chance of 5 %.

    Parameters
    ----------
    claim : array_like of float
        Relative rise that is told, above 0: 0.9 for "90 % more".

    References
    ----------
    D. J. Spiegelhalter, L. S. Freedman and M. K. B. Parmar, J. R. Stat. Soc. A 157(3), 1994.

    Examples
    --------
    >>> float(sceptical(0.9).std_dev.round(4))
    0.3902
    """
    spread = np.log1p(array(claim)) / TAIL
    return Prior(np.zeros_like(spread), spread)


def updated(prior: Prior, log_ratio: ArrayLike, std_error: ArrayLike) -> Posterior:
    """Update a prior with what an own pilot found.

    Parameters
    ----------
    prior : Prior
        Of the log ratio, such as from `sceptical`.
    log_ratio, std_error : array_like of float
        The pilot's log ratio, and its standard error above 0.

    Notes
    -----
    Normal prior and normal likelihood: both weigh as their precision.

    Examples
    --------
    A pilot that finds 8 % more, with a standard error of 0.04:

    >>> found = updated(sceptical(0.9), np.log(1.08), 0.04)
    >>> float(found.ratio.round(3)), float(found.above.round(3))
    (1.079, 0.972)
    """
    weight, own = array(prior.std_dev) ** -2.0, array(std_error) ** -2.0
    mean = (weight * prior.mean + own * array(log_ratio)) / (weight + own)
    spread = (weight + own) ** -0.5
    return Posterior(mean, spread, np.exp(mean), array(stats.norm.cdf(mean / spread)))


def blended(in_store: ArrayLike, online: ArrayLike, *, online_share: ArrayLike) -> Floats:
    """Blend a claim that differs in store and online by the company's own mix of channels.

    Parameters
    ----------
    in_store, online : array_like of float
        Relative change that is told for each.
    online_share : array_like of float
        Share of the company's revenue that is online, 0 to 1.

    Examples
    --------
    >>> float(blended(0.04, 0.10, online_share=0.5).round(3))
    0.07
    """
    share = array(online_share)
    return (1 - share) * array(in_store) + share * array(online)
