"""Contacts and coming to act in words and pictures: the gap as it is told, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxmetrics.display import effects
from cxmetrics.errors import CxError
from cxmetrics.parts import Part, gap, sentence
from cxmetrics.tables import effect_methods

WORDS = "interactions"
CANNOT = ("E-NO-JOURNEY", "E-ALL-ALIKE", "E-ONE-ARM")


def cannot(error: CxError) -> Part:
    """Say what is missing where the data cannot tell; any other error is raised again."""
    if error.code in CANNOT:
        return gap("gap-interactions")
    raise error


def interactions(shown: Mapping[str, pd.DataFrame], *, many: int, windows: Mapping[str, int]) -> list[Part | None]:
    """Tell the naive gap and what is left of it, draw both and the doses, and list the ways to compare.

    Parameters
    ----------
    shown : mapping of str to DataFrame
        Protected frames: ``interactions estimates`` and ``interactions dose``.
    many : int
        Contacts from which a journey has many.
    windows : mapping of str to int
        ``baseline_days`` and ``outcome_days``, as they were asked for.
    """
    estimates, dose = shown["interactions estimates"], shown["interactions dose"]
    baseline, days = windows["baseline_days"], windows["outcome_days"]
    return [
        effects.opening(estimates, at_least=many, days=days, words=WORDS),
        effects.methods(estimates, axis="axis-interactions", caption="caption-interactions"),
        effects.why(estimates, words=WORDS),
        effects.trend(dose, level=float(estimates["level"].iloc[0]), words=WORDS),
        effects.doses(dose, name=WORDS, axis="axis-journeys"),
        sentence("interactions-design", baseline=baseline, days=days),
        effect_methods(estimates, sides=("many-contacts", "fewer-contacts")),
    ]
