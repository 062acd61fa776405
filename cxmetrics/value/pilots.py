"""How large a pilot should be, how long it takes, what it costs, and what it is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from cxmetrics import estimate
from cxmetrics.estimate import Belief, Floats, Grid
from cxmetrics.estimate.common import array
from cxmetrics.estimate.decision import Worth
from cxmetrics.value.cases import LINKS, Case
from cxmetrics.value.figures import Figures
from cxmetrics.value.levers import EFFECT

LONGEST = 12  # months in which the customers of a pilot must come together
FEWEST = 100  # customers of the smallest pilot
SIZES = 25  # that are weighed against each other
WEEKS = 365.25 / 12 / 7  # a month
SHARES = 4001  # of the distribution of an effect that is a product
DRAWS = 65_536  # of it
POWER, LEVEL = 0.8, 0.95


class Pilot(NamedTuple):
    """A pilot.

    ``customers`` (or orders) of both arms together, ``weeks`` until its outcome is known, its ``cost`` in money, the
    expected value of what it tells (``worth``) and of knowing the effect for sure (``most``), the smallest true effect
    that it finds four times in five (``detectable``), the smallest result after which one goes on (``threshold``), both
    in the unit of the lever, the ``chance`` of such a result, and whether it finds the one expected (``shows``).
    """

    customers: float
    weeks: float
    cost: float
    worth: float
    most: float
    detectable: float
    threshold: float
    chance: float
    shows: bool


def pilot(case: Case, figures: Figures, *, seed: int, most_loss: float) -> Pilot:
    """Choose the pilot that is worth most beyond its cost, of those whose customers come within a year.

    Where none is worth its cost it is the smallest that finds the effect that is expected.

    Parameters
    ----------
    case : Case
        The initiative.
    figures : Figures
        Numbers of the company.
    seed : int
        Of the draws, where the effect is a product.
    most_loss : float
        Probability of a loss, by what is then believed of the effect, up to which one goes on after the pilot.

    Returns
    -------
    Pilot
        Numbers are NaN, but ``most``, where the company cannot say how customers differ or how many come.

    Notes
    -----
    Customers are divided by chance into two halves of equal size. Its cost is what must be spent before it can start
    (``pilot_cost``) and the monthly cost as long as it runs. What is lost or spared because all other customers wait
    for its outcome is not counted.
    """
    effect, worth = _effect(case, seed), _worth(case)
    most = estimate.information(effect, worth)
    people, one = figures.get(case.plan.segment, case.lever.people), _spread_of_one(case, figures)
    if people is None or one is None or not people.belief.mean > 0 or not one > 0:
        none = np.nan
        return Pilot(none, none, none, none, most, none, none, none, shows=False)
    longest = people.belief.mean * (1 if case.lever.stock else LONGEST)
    sizes = np.unique(np.geomspace(min(FEWEST, longest), longest, SIZES).round())
    errors = 2 * one / np.sqrt(sizes)
    gather = np.zeros(len(sizes)) if case.lever.stock else sizes / people.belief.mean
    costs = case.plan.pilot_cost + case.plan.monthly * (np.ceil(gather) + case.lever.wait)
    found = [estimate.pilot_outcome(effect, worth, std_error=error, most_loss=most_loss) for error in errors]
    gains = array([one.worth for one in found])
    reach = float(stats.norm.ppf((1 + LEVEL) / 2) + stats.norm.ppf(POWER)) * errors
    shows = reach <= effect.mean
    best = int(np.argmax(gains - costs))
    if gains[best] <= costs[best]:
        best = int(np.argmax(shows)) if shows.any() else len(sizes) - 1
    weeks = float(np.ceil((gather[best] + case.lever.wait) * WEEKS))
    customers, cost, finds = (float(each[best]) for each in (sizes, costs, reach))
    then = found[best]
    return Pilot(customers, weeks, cost, then.worth, most, finds, then.threshold, then.chance, shows=bool(shows[best]))


def _effect(case: Case, seed: int) -> Belief:
    """Give what is believed of the effect on the lever."""
    if not case.plan.through:
        return case.inputs[EFFECT]
    rng = np.random.default_rng(seed)
    reach = case.reach({name: belief.draw(rng, DRAWS) for name, belief in case.inputs.items()})
    below = np.linspace(0, 1, SHARES)
    return Grid(array(np.quantile(reach, below)), array(below))


def _worth(case: Case) -> Worth:
    """Give the expected net present value by effect on the lever."""
    found = {power: float(own) for power, own in case.worth(case.means | dict.fromkeys(LINKS, 1.0)).items()}

    def worth(effect: Floats) -> Floats:
        return array(sum(own * effect**power for power, own in found.items()) - case.cost)

    return worth


def _spread_of_one(case: Case, figures: Figures) -> float | None:
    """Give the standard deviation of the outcome of a single customer or order, in the unit of the lever."""
    lever, segment = case.lever, case.plan.segment
    if lever.rate:
        rate = figures.get(segment, lever.rate)
        return None if rate is None else float(np.sqrt(rate.belief.mean * (1 - rate.belief.mean)))
    known = figures.get(segment, lever.spread)
    if known is None or not np.isfinite(known.spread):
        return None
    people = figures.get(segment, lever.people) if lever.spread == "contacts" else None
    mean = known.belief.mean / people.belief.mean if people is not None else known.belief.mean
    return known.spread / mean if mean > 0 else None
