"""Which of the initiatives that would be funded by themselves still pay beside those that are funded before them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxmetrics.value.draws import Sample
from cxmetrics.value.figures import Figures
from cxmetrics.value.rows import Weighed
from cxmetrics.value.verdicts import WANTED, Verdict


def chosen(weighed: Sequence[Weighed], sample: Sample, figures: Figures, *, most_loss: float) -> list[Weighed]:
    """Judge anew what is funded, the most valuable first: by what it adds to those before it whom it meets.

    Parameters
    ----------
    weighed : sequence of Weighed
        All initiatives, judged by themselves.
    sample : Sample
        Of which they were drawn.
    figures : Figures
        Numbers of the company.
    most_loss : float
        Probability of a loss up to which one is funded.
    """
    found = list(weighed)
    order = sorted(range(len(found)), key=lambda row: -found[row].chances.mean)
    taken: list[Weighed] = []
    for row in (row for row in order if found[row].verdict.verdict == WANTED[0]):
        one = found[row]
        beside = [other for other in taken if other.case.plan.initiative_id in one.meets]
        if beside and not _adds(one, beside, sample, figures, most_loss=most_loss):
            found[row] = one._replace(verdict=Verdict("not_justified", "not_beside"))
        else:
            taken.append(one)
    return found


def _adds(one: Weighed, beside: Sequence[Weighed], sample: Sample, figures: Figures, *, most_loss: float) -> bool:
    """Whether an initiative pays, and loses rarely enough, beside others that are done anyway."""
    joint = [sample.together([each.case for each in own], np.stack([each.alone for each in own]), figures).joint
             for own in (beside, [*beside, one])]  # fmt: skip
    added = joint[1] - joint[0]
    return bool(added.mean() > 0 and np.mean(added < 0) <= most_loss)
