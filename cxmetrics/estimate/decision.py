"""What it is worth to know more before money is spent: perfect information, and a pilot."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array
from cxmetrics.estimate.elicited import Belief, Doubted

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
    return pilot_outcome(belief, worth, std_error=std_error).worth


class Outcome(NamedTuple):
    """What a pilot is worth, the smallest result after which one goes on (NaN: none), and the chance of one."""

    worth: float
    threshold: float
    chance: float


def pilot_outcome(belief: Belief, worth: Worth, *, std_error: float, most_loss: float = 1.0) -> Outcome:
    """Weigh the outcomes of a pilot before it is run, as `pilot_information`.

    Parameters
    ----------
    belief, worth, std_error
        As for `pilot_information`.
    most_loss : float, default 1
        Probability of a loss, by what is then believed of the input, up to which one goes on after the pilot.

    Examples
    --------
    >>> from cxmetrics.estimate import Normal
    >>> found = pilot_outcome(Normal(0.0, 1.0), lambda x: x, std_error=1.0)
    >>> round(found.threshold, 1), round(found.chance, 1)
    (0.0, 0.5)
    """
    values, weights = _nodes(belief, FEWER)
    each = worth(values)
    std_error = max(std_error, FINEST * float(np.ptp(values)))
    seen = np.linspace(values.min() - REACH * std_error, values.max() + REACH * std_error, RESULTS)
    likely = np.exp(-0.5 * ((seen[:, None] - values) / std_error) ** 2)
    mass, mean, loss = likely @ weights, likely @ (weights * each), likely @ (weights * (each < 0))
    go = (mean > 0) & (loss <= most_loss * mass)
    scale = std_error * math.sqrt(2 * math.pi)
    gain, chance = (float(np.trapezoid(np.where(go, own, 0.0), seen)) / scale for own in (mean, mass))
    plain = max(float(weights @ each), 0.0)
    return Outcome(max(gain - plain, 0.0), float(seen[go][0]) if go.any() else math.nan, chance)


def _nodes(belief: Belief, count: int) -> tuple[Floats, Floats]:
    """Give values of a belief and their weights (Gauss and Legendre, in probability)."""
    if isinstance(belief, Doubted):
        values, weights = _nodes(belief.told, count)
        return array(np.append(values, 0.0)), array(np.append(belief.part * weights, 1 - belief.part))
    shares, weights = _shares(count)
    return belief.quantile(shares), weights


@functools.cache
def _shares(count: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return array((nodes + 1) / 2), array(weights / 2)
