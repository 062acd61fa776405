"""What is believed of an initiative's effect: by its evidence, discounted, and by its own pilot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics import estimate
from cxmetrics.contract import CLAIMS
from cxmetrics.estimate import Belief, Doubted, Floats, Normal, Pert
from cxmetrics.estimate.common import array
from cxmetrics.value.levers import LEVERS
from cxmetrics.value.plans import Plan

NO_EFFECT, NO_EVIDENCE = "effect", "evidence"  # what is missing
EVEN = 20_001  # quantiles of which a mean is made
BEYOND, ERRORS = 0.005, 3.0  # share of a belief at each end, and errors of a pilot, beyond which it contradicts
RELATIVE = {"relative", "times"}  # kinds of claims that a sceptic believes not at all, until shown


@dataclass(frozen=True)
class Ratio:
    """A relative change whose logarithm is normal, times a share that it changes (1 for a relative lever).

    ``most`` is how much of the share there is to change.
    """

    log: Normal
    of: float = 1.0
    most: float = np.inf

    @cached_property
    def mean(self) -> float:
        """Expected value."""
        return float(self._even.mean())

    @cached_property
    def sd(self) -> float:
        """Standard deviation."""
        return float(self._even.std())

    @property
    def _even(self) -> Floats:
        return self.quantile((np.arange(EVEN) + 0.5) / EVEN)

    def quantile(self, share: ArrayLike) -> Floats:
        """Value that is not exceeded with a probability."""
        return array(np.minimum(self.of * np.expm1(self.log.quantile(share)), self.most))

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Independent values."""
        return array(np.minimum(self.of * np.expm1(self.log.draw(rng, size)), self.most))


def effect_of(plan: Plan, *, rate: float) -> Belief | str:
    """Give what is believed of an initiative's effect, or why nothing is.

    Parameters
    ----------
    plan : Plan
        The initiative.
    rate : float
        Share that it moves; 1 for a relative change.

    Notes
    -----
    An effect with an interval is normal; of one that is not from an experiment the discounted part counts, and half of
    the other part is added as its error. Three points are a PERT distribution, which with a discount holds with that
    probability only; otherwise there is no effect. So does a claim of how many times or per cent more, a sceptical
    prior (`estimate.sceptical`) until a pilot is seen. A pilot of its own changes each by Bayes; it counts alone after
    a claim without a source, and where it contradicts what was told.
    """
    seen = np.isfinite(plan.pilot_effect)
    before = _before(plan, rate=rate)
    if isinstance(before, str):
        return Normal(plan.pilot_effect, plan.pilot_error) if seen else before
    if not seen:
        return Doubted(before, plan.discount) if isinstance(before, Ratio) and plan.discount < 1 else before
    if isinstance(before, Ratio):
        return _ratio_after(before, plan)
    if _contradicts(before, plan):
        return Normal(plan.pilot_effect, plan.pilot_error)
    return estimate.after_pilot(before, estimate=plan.pilot_effect, std_error=plan.pilot_error)


def _contradicts(before: Belief, plan: Plan) -> bool:
    """Whether a pilot lies farther from all that was believed than chance explains."""
    told = before.told if isinstance(before, Doubted) else before
    least, most = told.quantile([BEYOND, 1 - BEYOND])
    away = max(least - plan.pilot_effect, plan.pilot_effect - most, 0.0)
    return bool(away > ERRORS * plan.pilot_error)


def _before(plan: Plan, *, rate: float) -> Belief | str:
    """Give what is believed before any pilot."""
    if plan.discount == 0:
        return NO_EVIDENCE
    if np.isfinite(plan.mode):
        return _of_three(plan)
    return _of_claim(plan, rate=rate) or NO_EFFECT


def _of_claim(plan: Plan, *, rate: float) -> Belief | None:
    """Give the belief of a claim about the lever that tells a number of use."""
    claim = CLAIMS.get(plan.claim)
    if claim is None or claim.high is None or claim.low is None or claim.lever != plan.lever:
        return None
    if claim.kind in RELATIVE and claim.low == claim.high:
        more = claim.high - 1 if claim.kind == "times" else claim.high
        most = 1 - rate if LEVERS[plan.lever].rises else np.inf
        return Ratio(Normal(*map(float, estimate.sceptical(more))), rate, most)
    if claim.kind == "up_to":
        return Pert(*(rate * float(end) for end in estimate.up_to(claim.high)))
    if claim.kind in {"range", "relative"}:
        reach = estimate.claim_range(claim.low, claim.high, discount=plan.discount)
        return Pert(*(rate * float(end) for end in reach))
    return None


def _of_three(plan: Plan) -> Belief:
    """Give the belief of three points, discounted."""
    part = plan.discount
    if plan.read_as == "interval":
        known = estimate.of_interval(plan.low, plan.mode, plan.high)
        return Normal(part * known.mean, float(np.hypot(known.sd, (1 - part) * known.mean / 2)))
    of_points = Pert if plan.read_as == "limits" else estimate.pert_of_outer
    told = of_points(plan.low, plan.mode, plan.high)
    return Doubted(told, part) if part < 1 else told


def _ratio_after(before: Ratio, plan: Plan) -> Ratio:
    """Update a sceptical prior with a pilot, both as logarithms of a ratio."""
    ratio = 1 + plan.pilot_effect / before.of
    error = plan.pilot_error / before.of / ratio
    after = estimate.after_pilot(before.log, estimate=float(np.log(ratio)), std_error=error)
    return Ratio(Normal(after.mean, after.sd), before.of, before.most)
