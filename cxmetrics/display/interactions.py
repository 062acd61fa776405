"""Contacts and what follows them in words and pictures: the gap as it is told, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxmetrics.display import effects
from cxmetrics.errors import CxError
from cxmetrics.parts import Part, gap, sentence
from cxmetrics.tables import effect_methods

CANNOT = ("E-NO-JOURNEY", "E-ALL-ALIKE", "E-ONE-ARM")


def cannot(error: CxError, words: str) -> Part:
    """Say what is missing where the data cannot tell; any other error is raised again."""
    if error.code in CANNOT:
        return gap(f"gap-{words}")
    raise error


def contacts(
    shown: Mapping[str, pd.DataFrame], words: str, *, many: int, baseline_days: int, outcome_days: int
) -> list[Part | None]:
    """Tell the naive gap and what is left of it, draw both and the doses, and list the ways to compare.

    Parameters
    ----------
    shown : mapping of str to DataFrame
        Protected frames: ``interactions estimates`` and ``interactions dose``, or those of ``after``.
    words : {"interactions", "after"}
        Which: contacts before act, or after the first purchase.
    many, baseline_days, outcome_days : int
        As they were asked for.
    """
    estimates, dose = shown[f"{words} estimates"], shown[f"{words} dose"]
    level = 1 - (1 - float(estimates["level"].iloc[0])) / 2  # gap and trend are two looks at one question
    whole = outcome_days + (baseline_days if words == "after" else 0)  # of the gap as it is told
    return [
        effects.opening(estimates, at_least=many, days=whole, words=words),
        effects.methods(estimates, axis=f"axis-{words}", caption=f"caption-{words}"),
        effects.why(estimates, words=words),
        effects.trend(dose, level=level, words=words),
        effects.doses(dose, name=words),
        sentence(f"{words}-design", baseline=baseline_days, days=outcome_days),
        effect_methods(estimates, sides=("many-contacts", "fewer-contacts")),
    ]
