"""The business case of one initiative: what goes in, and what it comes to for any values of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxmetrics import estimate
from cxmetrics.estimate import Belief, Floats, Pert
from cxmetrics.estimate.common import array
from cxmetrics.value.beliefs import effect_of
from cxmetrics.value.figures import Figures
from cxmetrics.value.levers import EFFECT, LEVERS, Lever, Term, monthly
from cxmetrics.value.plans import Plan

CAUSAL = "causal_share"
GAPS = {"score": "repeat_gap_score", "on_time": "repeat_gap_on_time"}
FEWEST = 30  # customers behind a number of the company, below which nothing is weighed with it
Values = Mapping[str, Floats | float]


@dataclass(frozen=True)
class Case:
    """An initiative with all that its value depends on.

    Parameters
    ----------
    plan : Plan
        The initiative.
    inputs : dict of str to Belief
        The effect, what leads from it to the lever, and the numbers of the company; all independent.
    terms : tuple of Term
        Margin of a month at full strength, as a sum of products of the inputs.
    rate : float
        Effective monthly rate of discount.
    lost : float
        Share of the customers kept that is lost again each month.
    n : int or None
        Customers behind the number of the company that has the fewest.
    """

    plan: Plan
    inputs: Mapping[str, Belief]
    terms: tuple[Term, ...]
    rate: float
    lost: float
    n: int | None

    @property
    def lever(self) -> Lever:
        """What it moves."""
        return LEVERS[self.plan.lever]

    @cached_property
    def working(self) -> Floats:
        """Share of its full effect in each month that counts."""
        plan = self.plan
        whole = estimate.share_working(plan.age + plan.months, ramp=plan.ramp, half_life=plan.decay)
        return whole[plan.age :]

    def margin_months(self, working: Floats) -> Floats:
        """Give by month how often the margin of a month at full strength comes in."""
        own = {"cannibalised": self.plan.cannibalised, "pulled": self.plan.pulled}
        return monthly(self.plan.lever, working, lost=self.lost, **own)

    @cached_property
    def discounts(self) -> Floats:
        """Value now of 1 at the end of each month that counts."""
        return array((1 + self.rate) ** -(self.plan.begins + np.arange(1.0, self.plan.months + 1)))

    @cached_property
    def cost(self) -> float:
        """Value now of all costs."""
        plan = self.plan
        return float(plan.upfront * (1 + self.rate) ** -plan.begins + plan.monthly * self.discounts.sum())

    @cached_property
    def weights(self) -> dict[int, float]:
        """Value now, by power of the effect, of all months for a margin of 1 a month at full strength."""
        powers = {term.powers[EFFECT] for term in self.terms}
        return {power: float(self.margin_months(self.working**power) @ self.discounts) for power in powers}

    @cached_property
    def month_weights(self) -> Floats:
        """Value now of all margin that the effect of a single month brings, for 1 a month at full strength."""
        months = np.eye(self.plan.months)
        return array([self.margin_months(month) @ self.discounts for month in months])

    def gain(self, values: Values) -> Floats:
        """Give the value now of the margin, for values of the inputs."""
        products = (
            self.weights[term.powers[EFFECT]]
            * term.times
            * np.prod([array(values[name]) ** power for name, power in term.powers.items()], axis=0)
            for term in self.terms
        )
        return array(sum(products))

    def value(self, values: Values) -> Floats:
        """Give the net present value, for values of the inputs."""
        return array(self.gain(values) - self.cost)

    def reach(self, values: Values) -> Floats:
        """Give the effect on the lever: what the initiative moves, times what leads from there to the lever."""
        return array(np.prod([array(values[name]) for name in self.inputs if name in (EFFECT, *LINKS)], axis=0))

    @cached_property
    def means(self) -> dict[str, float]:
        """Expected value of each input."""
        return {name: belief.mean for name, belief in self.inputs.items()}

    @cached_property
    def benefits(self) -> Floats:
        """Expected margin in each month that counts."""
        months = {power: self.margin_months(self.working**power) for power in self.weights}
        return array(sum(self._moment(term) * months[term.powers[EFFECT]] for term in self.terms))

    def _moment(self, term: Term) -> float:
        """Give the expected value of a term; its inputs are independent."""
        moments = (self.means[name] if power == 1 else self.means[name] ** 2 + self.inputs[name].sd ** 2
                   for name, power in term.powers.items())  # fmt: skip
        return term.times * float(np.prod(list(moments)))

    @property
    def flows(self) -> Floats:
        """Expected cash flow at the start, and in each month after it."""
        return array(np.concatenate([[-self.plan.upfront], self.benefits - self.plan.monthly]))

    @property
    def benefit(self) -> float:
        """Value now of the expected margin."""
        return float(self.benefits @ self.discounts)


LINKS = (CAUSAL, *GAPS.values())


def case_of(plan: Plan, figures: Figures, *, rate: float, causal: Pert) -> Case | list[str]:
    """Put together the case of an initiative, or name what is missing for it.

    Parameters
    ----------
    plan : Plan
        The initiative.
    figures : Figures
        Numbers of the company.
    rate : float
        Effective monthly rate of discount.
    causal : Pert
        Share of a difference between customers that counts as an effect.
    """
    lever = LEVERS[plan.lever]
    gap = [GAPS[plan.through]] if plan.through else []
    wanted = [*gap, *lever.inputs, *([lever.rate] if lever.rate else []), *(["churn_rate"] * (plan.lever == "churn"))]
    known = {name: figures.get(plan.segment, name) for name in dict.fromkeys(wanted)}
    missing = [name for name, number in known.items() if number is None or (number.n or FEWEST) < FEWEST]
    if plan.lever == "price" and plan.elasticity is None:
        missing.append("elasticity")
    if not plan.costed:
        missing.append("cost")
    numbers = {name: number for name, number in known.items() if number is not None}
    share = numbers[lever.rate].belief.mean if lever.rate in numbers and not gap else 1.0
    effect = effect_of(plan, rate=share)
    if isinstance(effect, str):
        missing.append(effect)
    if missing or isinstance(effect, str):
        return missing
    links: dict[str, Belief] = {name: numbers[name].belief for name in gap} | ({CAUSAL: causal} if gap else {})
    inputs = {EFFECT: effect} | links | {name: numbers[name].belief for name in lever.inputs}
    behind = [number.n for number in numbers.values() if number.n is not None]
    return Case(
        plan=plan, inputs=inputs, terms=lever.terms(links=tuple(links), elasticity=plan.elasticity), rate=rate,
        lost=numbers["churn_rate"].belief.mean if plan.lever == "churn" else 0.0, n=min(behind, default=None),
    )  # fmt: skip
