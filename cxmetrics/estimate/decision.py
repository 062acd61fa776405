"""What it is worth to know more before money is spent: perfect information, and a pilot."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array
from cxmetrics.estimate.elicited import Belief

NODES, FEWER = 1000, 200  # at which a belief is taken; for pilots
REACH = 6.0  # standard errors beyond it in which a pilot may end
RESULTS = 801  # outcomes of a pilot that are weighed
FINEST = 0.01  # standard error, as a part of the width of the belief, that these tell apart


class Chances(NamedTuple):
    """A Monte Carlo sample of net present values.

    ``error`` is the Monte Carlo standard error of the mean; ``loss`` the share of draws below 0, ``expected_loss`` the
    mean loss of these; ``information`` the expected value of perfect information.
    """

    mean: float
    sd: float
    error: float
    loss: float
    expected_loss: float
    information: float


def chances(draws: ArrayLike) -> Chances:
    """Sum up draws of a net present value.

    Examples
    --------
    >>> round(chances([-2.0, 1.0, 4.0]).information, 6)
    0.666667
    """
    known = array(draws)
    mean, below = float(known.mean()), known[known < 0]
    sd = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    loss = float(-below.mean()) if len(below) else 0.0
    information = float(np.maximum(known, 0).mean()) - max(mean, 0.0)
    return Chances(mean, sd, sd / float(np.sqrt(len(known))), len(below) / len(known), loss, information)


Worth = Callable[[Floats], Floats]


def information(belief: Belief, worth: Worth) -> float:
    """Give the expected value of knowing one input: the most that any pilot can be worth.

    Parameters
    ----------
    belief : Belief
        What is believed of the input.
    worth : callable
        Expected net present value for values of the input.

    Examples
    --------
    >>> from cxmetrics.estimate import Normal
    >>> round(information(Normal(12.0, 15.0), lambda x: x), 3)
    1.803
    """
    values, weights = _nodes(belief, NODES)
    known = worth(values)
    return max(float(weights @ np.maximum(known, 0)) - max(float(weights @ known), 0.0), 0.0)


def pilot_information(belief: Belief, worth: Worth, *, std_error: float) -> float:
    """Give the expected value of a pilot that measures one input with an error, before it is run.

    Parameters
    ----------
    belief, worth
        As for `information`.
    std_error : float
        Standard error of the pilot, above 0, in the unit of the input.

    Notes
    -----
    The expected net present value after each outcome of the pilot (Bayes), 0 where it is below, averaged over the
    outcomes: exact up to the grid, for a belief of any shape. A standard error below a hundredth of the width of the
    belief counts as one of that, so that a very large pilot is worth a little less than it is.

    References
    ----------
    H. Raiffa and R. Schlaifer, *Applied Statistical Decision Theory*, 1961.

    Examples
    --------
    A pilot as exact as the belief: half of the variance is learnt.

    >>> from cxmetrics.estimate import Normal
    >>> round(pilot_information(Normal(12.0, 15.0), lambda x: x, std_error=15.0), 2)
    0.68
    """
    values, weights = _nodes(belief, FEWER)
    known = weights * worth(values)
    std_error = max(std_error, FINEST * float(np.ptp(values)))
    seen = np.linspace(values.min() - REACH * std_error, values.max() + REACH * std_error, RESULTS)
    likely = np.exp(-0.5 * ((seen[:, None] - values) / std_error) ** 2)
    gain = float(np.trapezoid(np.maximum(likely @ known, 0), seen)) / (std_error * math.sqrt(2 * math.pi))
    return max(gain - max(float(known.sum()), 0.0), 0.0)


def _nodes(belief: Belief, count: int) -> tuple[Floats, Floats]:
    """Give values of a belief and their weights (Gauss and Legendre, in probability)."""
    shares, weights = _shares(count)
    return belief.quantile(shares), weights


@functools.cache
def _shares(count: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return array((nodes + 1) / 2), array(weights / 2)
