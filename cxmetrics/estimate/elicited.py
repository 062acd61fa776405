"""What people, intervals and pilots say about a number, as something that can be drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cxmetrics.errors import ParameterError
from cxmetrics.estimate.common import Floats, array, critical_value

WEIGHT = 4.0  # of the likely value in a PERT distribution
OUTER = (0.1, 0.9)  # what people mean by low and high
POINTS = 4001  # of the grid on which a pilot changes a belief
FARTHEST = 1e-9  # probability beyond either end of that grid


class Belief(Protocol):
    """A number that is not known for sure."""

    @property
    def mean(self) -> float:
        """Expected value."""

    @property
    def sd(self) -> float:
        """Standard deviation."""

    def quantile(self, share: ArrayLike) -> Floats:
        """Value that is not exceeded with a probability."""

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Independent values."""


@dataclass(frozen=True)
class Normal:
    """A mean and its standard error; with no error the number is known.

    Examples
    --------
    >>> Normal(3.0, 1.0).quantile(0.5).tolist(), Normal(3.0).draw(np.random.default_rng(0), 2).tolist()
    (3.0, [3.0, 3.0])
    """

    mean: float
    sd: float = 0.0

    def quantile(self, share: ArrayLike) -> Floats:
        """Value that is not exceeded with a probability."""
        return array(self.mean + self.sd * stats.norm.ppf(array(share))) if self.sd else array(share) * 0 + self.mean

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Independent values."""
        return self.mean + self.sd * rng.standard_normal(size)


@dataclass(frozen=True)
class Pert:
    """Three points as a beta distribution: at least ``low``, likely ``mode``, at most ``high``.

    Parameters
    ----------
    low, mode, high : float
        In this order; all alike where the number is known.

    Notes
    -----
    Four parts of the likely value to one of each end (``WEIGHT``). The standard deviation is that of the beta
    distribution, not a sixth of the width.

    References
    ----------
    D. Vose, *Risk Analysis*, 3rd ed. 2008, section 14.2.

    Examples
    --------
    >>> belief = Pert(1, 2, 6)
    >>> belief.mean, round(belief.sd, 6), belief.quantile([0.1, 0.9]).round(4).tolist()
    (2.5, 0.866025, [1.4495, 3.7267])
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mode <= self.high:
            raise ParameterError("E-ORDER", "low {low}, mode {mode} and high {high} are not in this order.",
                                 fix="the likely value lies between the two others.", low=self.low, mode=self.mode,
                                 high=self.high)  # fmt: skip

    @property
    def shapes(self) -> tuple[float, float]:
        """Both parameters of the beta distribution."""
        width = self.high - self.low
        if width == 0:
            return 1.0, 1.0
        return 1 + WEIGHT * (self.mode - self.low) / width, 1 + WEIGHT * (self.high - self.mode) / width

    @property
    def mean(self) -> float:
        """Expected value."""
        return min(max((self.low + WEIGHT * self.mode + self.high) / (WEIGHT + 2), self.low), self.high)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return float(np.sqrt((self.mean - self.low) * (self.high - self.mean) / (WEIGHT + 3)))

    def quantile(self, share: ArrayLike) -> Floats:
        """Value that is not exceeded with a probability."""
        return array(self.low + (self.high - self.low) * stats.beta.ppf(array(share), *self.shapes))

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Independent values."""
        return self.low + (self.high - self.low) * rng.beta(*self.shapes, size)


def pert_of_outer(low: float, mode: float, high: float) -> Pert:
    """PERT distribution whose likely value is ``mode``, with one in ten below ``low`` and one in ten above ``high``.

    Asked for the least and the most, people name these rather than the limits.

    Raises
    ------
    ParameterError
        The three are not in this order.

    Examples
    --------
    >>> belief = pert_of_outer(0.0, 0.05, 0.12)
    >>> belief.quantile([0.1, 0.9]).round(9).tolist(), round(belief.low, 4), round(belief.high, 4)
    ([0.0, 0.12], -0.0444, 0.1953)
    """
    Pert(low, mode, high)  # which checks the order
    if low == high:
        return Pert(low, mode, high)
    where = (mode - low) / (high - low)
    share = optimize.brentq(lambda at: _place(at)[0] - where, 0.0, 1.0, xtol=1e-14)
    _, first, width = _place(share)
    scale = (high - low) / width
    least = low - first * scale
    return Pert(least, least + share * scale, least + scale)


def _place(share: float) -> tuple[float, float, float]:
    """Say where between its outer quantiles the mode of a PERT on 0 to 1 lies; the lower one, and their distance."""
    low, high = Pert(0.0, share, 1.0).quantile(OUTER)
    return (share - low) / (high - low), float(low), float(high - low)


@dataclass(frozen=True)
class Grid:
    """A belief on a grid of values, with the probability up to each."""

    values: Floats
    below: Floats

    @property
    def mean(self) -> float:
        """Expected value."""
        return float(self._middle @ np.diff(self.below))

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return float(np.sqrt((self._middle - self.mean) ** 2 @ np.diff(self.below)))

    @property
    def _middle(self) -> Floats:
        return array((self.values[1:] + self.values[:-1]) / 2)

    def quantile(self, share: ArrayLike) -> Floats:
        """Value that is not exceeded with a probability."""
        return array(np.interp(array(share), self.below, self.values))

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Independent values."""
        return self.quantile(rng.random(size))


@dataclass(frozen=True)
class Doubted:
    """A belief that holds with a probability only; otherwise the number is 0.

    Parameters
    ----------
    told : Belief
        What is told.
    part : float
        Probability that it holds, above 0 and up to 1.

    Examples
    --------
    >>> belief = Doubted(Normal(10.0, 1.0), 0.1)
    >>> belief.mean, belief.quantile([0.5, 0.95]).round(2).tolist()
    (1.0, [0.0, 10.0])
    """

    told: Belief
    part: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.part * self.told.mean

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return float(np.sqrt(self.part * (self.told.sd**2 + self.told.mean**2) - self.mean**2))

    def quantile(self, share: ArrayLike) -> Floats:
        """Value that is not exceeded with a probability."""
        wanted, below = array(share), np.linspace(0, 1, POINTS)
        negative = self.part * float(np.interp(0.0, self.told.quantile(below), below))
        low = self.told.quantile(np.clip(wanted / self.part, 0, 1))
        high = self.told.quantile(np.clip((wanted - 1 + self.part) / self.part, 0, 1))
        return array(np.where(wanted < negative, low, np.where(wanted > negative + 1 - self.part, high, 0.0)))

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Independent values."""
        holds = rng.random(size) < self.part
        return array(np.where(holds, self.told.draw(rng, size), 0.0))

    def after(self, estimate: float, std_error: float) -> Doubted:
        """Belief once a pilot has been seen: what is told, and how likely it is to hold."""
        values = self.told.quantile((np.arange(POINTS) + 0.5) / POINTS)
        told, nothing = (float(np.mean(_likely(own, estimate, std_error))) for own in (values, np.zeros(1)))
        part = self.part * told / (self.part * told + (1 - self.part) * nothing)
        return Doubted(after_pilot(self.told, estimate=estimate, std_error=std_error), part)


def _likely(values: Floats, estimate: float, std_error: float) -> Floats:
    return array(np.exp(-0.5 * ((estimate - values) / std_error) ** 2))


def after_pilot(belief: Belief, *, estimate: float, std_error: float) -> Belief:
    """Belief once a pilot of one's own has been seen (Bayes).

    Parameters
    ----------
    belief : Belief
        What was believed before.
    estimate, std_error : float
        What the pilot showed; an error of 0 leaves no doubt.

    Examples
    --------
    As much as the sceptic knew before, so halfway:

    >>> seen = after_pilot(Normal(0.0, 1.0), estimate=2.0, std_error=1.0)
    >>> seen.mean, round(seen.sd, 6)
    (1.0, 0.707107)
    """
    if std_error == 0:
        return Normal(estimate)
    if isinstance(belief, Normal):
        if belief.sd == 0:
            return belief
        known, seen = 1 / belief.sd**2, 1 / std_error**2
        return Normal((belief.mean * known + estimate * seen) / (known + seen), (known + seen) ** -0.5)
    if isinstance(belief, Doubted):
        return belief.after(estimate, std_error)
    first, last = belief.quantile([FARTHEST, 1 - FARTHEST])
    if first == last:
        return belief
    values = np.linspace(first, last, POINTS)
    middle = (values[1:] + values[:-1]) / 2
    prior = np.diff(np.interp(values, *_table(belief)))
    weight = prior * np.exp(-0.5 * ((estimate - middle) / std_error) ** 2 - _least(middle, estimate, std_error))
    return Grid(values, array(np.concatenate([[0.0], np.cumsum(weight) / weight.sum()])))


def _table(belief: Belief) -> tuple[Floats, Floats]:
    """Give values of a belief and the probability up to each, closer at the ends."""
    below = array((1 - np.cos(np.linspace(0, np.pi, POINTS))) / 2).clip(FARTHEST, 1 - FARTHEST)
    return belief.quantile(below), below


def _least(middle: Floats, estimate: float, std_error: float) -> float:
    """Give the best exponent, so that not all weights vanish for a pilot far from what was believed."""
    return float(np.max(-0.5 * ((estimate - middle) / std_error) ** 2))


def of_interval(low: float, mode: float, high: float, *, level: float = 0.95) -> Normal:
    """Belief from an estimate and its interval: a normal distribution as wide.

    Examples
    --------
    >>> of_interval(0.01, 0.03, 0.05).mean, round(of_interval(0.01, 0.03, 0.05).sd, 6)
    (0.03, 0.010204)
    """
    Pert(low, mode, high)  # which checks the order
    return Normal(mode, (high - low) / (2 * critical_value(level)))
