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
from cxmetrics.value.figures import Figures, Known
from cxmetrics.value.levers import EFFECT, FURTHER, LASTING, LEVERS, Lever, Term, monthly
from cxmetrics.value.plans import Plan, wrong

CAUSAL = "causal_share"
GAPS = {"score": "repeat_gap_score", "on_time": "repeat_gap_on_time"}
CAUSAL_SHARES = {
    "score": (0.0, 0.3, 0.6),  # promoters and detractors, as they are
    "on_time": (0.2, 0.6, 1.0),  # customers made alike
    "further": (0.0, 0.3, 0.6),  # who came back and who did not, as they are
}  # of a difference between customers, what counts as an effect: least, likely, most; assumed
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
    most : float
        Largest effect that can be.
    n : int or None
        Customers behind the number of the company that has the fewest.
    """

    plan: Plan
    inputs: Mapping[str, Belief]
    terms: tuple[Term, ...]
    rate: float
    lost: float
    most: float
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

    def margin_months(self, working: Floats, when: str) -> Floats:
        """Give by month how often the margin of a month at full strength comes in."""
        own = {"cannibalised": self.plan.cannibalised, "pulled": self.plan.pulled}
        return monthly(self.plan.lever, working, when=when, lost=self.lost, **own)

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
    def by_month(self) -> dict[tuple[int, str], Floats]:
        """How often the margin of each kind of term comes in, by month."""
        kinds = dict.fromkeys(term.kind for term in self.terms)
        return {(power, when): self.margin_months(self.working**power, when) for power, when in kinds}

    @cached_property
    def month_weights(self) -> dict[str, Floats]:
        """Value now of all margin that the effect of a single month brings, for 1 a month, by when it comes in."""
        months = np.eye(self.plan.months)
        return {
            when: array([self.margin_months(month, when) @ self.discounts for month in months])
            for when in dict.fromkeys(term.when for term in self.terms)
        }

    def worth(self, values: Values) -> dict[int, Floats]:
        """Give by power of the effect what an effect of 1 is worth now, for values of the other inputs."""
        found: dict[int, Floats] = {}
        for term in self.terms:
            own = [array(values[name]) for name in term.powers if name != EFFECT]
            worth = array(term.times * float(self.by_month[term.kind] @ self.discounts) * np.prod(own, axis=0))
            found[term.kind[0]] = found.get(term.kind[0], array(0.0)) + worth
        return found

    def value(self, values: Values) -> Floats:
        """Give the net present value, for values of the inputs."""
        effect, worth = array(values[EFFECT]), self.worth(values)
        return array(sum(effect**power * own for power, own in worth.items()) - self.cost)

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
        return array(sum(self._moment(term) * self.by_month[term.kind] for term in self.terms))

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


def case_of(plan: Plan, figures: Figures, *, rate: float, causal: Mapping[str, Pert]) -> Case | list[str]:
    """Put together the case of an initiative, or name what is missing for it.

    Parameters
    ----------
    plan : Plan
        The initiative.
    figures : Figures
        Numbers of the company.
    rate : float
        Effective monthly rate of discount.
    causal : mapping of str to Pert
        Share of a difference between customers that counts as an effect, by link, as in `CAUSAL_SHARES`.
    """
    lever = LEVERS[plan.lever]
    gap = [GAPS[plan.through]] if plan.through else []
    after = figures.get(plan.segment, FURTHER) if plan.lever == "repeat_rate" else None
    wanted = [*gap, *lever.inputs, *([lever.rate] if lever.rate else []), *(["churn_rate"] * (plan.lever == "churn"))]
    known = {name: figures.get(plan.segment, name) for name in dict.fromkeys(wanted)}
    missing = [name for name, number in known.items() if number is None or _few(number)]
    if plan.lever == "price" and plan.elasticity is None:
        missing.append("elasticity")
    if not plan.costed:
        missing.append("cost")
    numbers = {name: number for name, number in known.items() if number is not None}
    share = numbers[lever.rate].belief.mean if lever.rate in numbers and not gap else 1.0
    if lever.rate in numbers and not gap:
        _check_room(plan, lever, share)
    effect = effect_of(plan, rate=share)
    if isinstance(effect, str):
        missing.append(effect)
    if missing or isinstance(effect, str):
        return missing
    links: dict[str, Belief] = {name: numbers[name].belief for name in gap} | (
        {CAUSAL: causal[plan.through]} if gap else {}
    )
    inputs = {EFFECT: effect} | links | {name: numbers[name].belief for name in lever.inputs}
    inputs |= {} if after is None else {LASTING: causal["further"], FURTHER: after.belief}
    behind = [number.n for number in numbers.values() if number.n is not None]
    return Case(
        plan=plan, inputs=inputs, rate=rate,
        terms=tuple(lever.terms(links=tuple(links), elasticity=plan.elasticity, further=after is not None)),
        lost=numbers["churn_rate"].belief.mean if plan.lever == "churn" else 0.0,
        most=1.0 if gap else lever.most(share), n=min(behind, default=None),
    )  # fmt: skip


def _few(number: Known) -> bool:
    return number.n is not None and number.n < FEWEST


def _check_room(plan: Plan, lever: Lever, rate: float) -> None:
    """Refuse points that a share cannot rise or fall by."""
    most = float(lever.room(array(rate)))
    for column, points in (("mode", plan.mode), ("pilot_effect", plan.pilot_effect)):
        if points >= most or points <= most - 1:
            raise wrong(plan.initiative_id, column, "{points:g} is impossible where the {rate} is {share:.3g}.",
                        "points as a share: 0.01 is one point.", points=points, rate=lever.rate,
                        share=rate)  # fmt: skip
