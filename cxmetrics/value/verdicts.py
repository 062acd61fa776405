"""Fund, pilot first, not justified, cannot be judged: by rule, in this order."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from cxmetrics.estimate import Chances
from cxmetrics.value.pilots import Pilot
from cxmetrics.value.plans import Plan

VERDICTS: Final = ("fund", "pilot_first", "not_justified", "cannot_judge")
WANTED: Final = ("fund", "pilot_first")
OWN: Final = ("A", "B")  # grades of what the company has measured itself
MOST_LOSS: Final = 0.2  # probability of a loss up to which it is funded; assumed


class Verdict(NamedTuple):
    """What to do, and why: a short word of the rule that decided."""

    verdict: str
    why: str


def judge(plan: Plan, found: Chances, pilot: Pilot, *, most_loss: float = MOST_LOSS) -> Verdict:
    """Say what to do with an initiative that can be judged.

    Parameters
    ----------
    plan : Plan
        The initiative.
    found : Chances
        Of its net present value.
    pilot : Pilot
        The best one.
    most_loss : float
        Probability of a loss up to which it is funded, 0 to 1.

    Notes
    -----
    Funded is what is expected to pay, loses with a probability of at most ``most_loss``, and rests on something that
    the company has measured itself (an experiment, an adjusted comparison, a pilot). Anything else is tried in a pilot
    first, if what the pilot tells is worth more than it costs. What would pay by all that is believed, but was never
    measured here, is tried in a pilot too, if one can show its effect within a year. All else is not justified.
    """
    own = plan.grade in OWN or bool(np.isfinite(plan.pilot_effect))
    pays, safe = found.mean > 0, found.loss <= most_loss
    if pays and safe and own:
        return Verdict("fund", "pays")
    if pilot.worth > pilot.cost:
        return Verdict("pilot_first", "worth_knowing")
    if pays and safe:
        return Verdict("pilot_first", "not_measured") if pilot.shows else Verdict("not_justified", "cannot_be_shown")
    return Verdict("not_justified", "too_likely_a_loss" if pays else "does_not_pay")
