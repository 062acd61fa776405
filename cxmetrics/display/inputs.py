"""The inputs of an initiative in words, and their values with their units."""

from __future__ import annotations

import math
from typing import Any, Final

from cxmetrics.estimate import round_half_away
from cxmetrics.parts import Part, listed, phrase
from cxmetrics.value.levers import EFFECT, LEVERS
from cxmetrics.words import Value

CUSTOMERS, CASES = ("new_customers", "active_customers"), ("orders", "contacts")
GAPS: Final = ("repeat_gap_score", "repeat_gap_on_time")
SHARES: Final = ("repeat_rate", "return_rate", "churn_rate", "lasting_share", "causal_share")
MOST_DIGITS: Final = 3


def input_name(name: str) -> Part:
    """Name an input of the tornado, or what is missing for an initiative.

    Examples
    --------
    >>> input_name("margin_per_order")["key"]
    'input-margin-per-order'
    """
    return phrase(f"input-{name.replace('_', '-')}")


def missing_words(missing: str) -> Part:
    """Say what an initiative cannot be judged without, from the ``missing`` column of the summary."""
    return phrase("portfolio-missing", names=listed([input_name(name) for name in missing.split(", ")]))


def input_words(name: str, ends: tuple[float, float], *, lever: str, currency: str) -> tuple[Part, Part]:
    """Write both ends of an input with their unit.

    Parameters
    ----------
    name : str
        The input.
    ends : (float, float)
        Its values, both written with as many decimals as the larger one needs for two digits.
    lever : str
        What the initiative moves, which says whether its effect is in percentage points or relative.
    currency : str
        Of amounts, as an ISO 4217 code.

    Examples
    --------
    >>> [end["fields"]["value"] for end in input_words("effect", (0.017, 0.043), lever="churn", currency="KRW")]
    [{'v': 0.017, 'u': 'percentage_points', 'd': 1}, {'v': 0.043, 'u': 'percentage_points', 'd': 1}]
    """
    largest = 100 * max(abs(end) for end in ends)
    digits = min(max(1 - math.floor(math.log10(largest)), 0), MOST_DIGITS) if largest else 0

    def said(end: float) -> Part:
        if name in GAPS or (name == EFFECT and LEVERS[lever].unit == "points"):
            return phrase("percentage-points-is", value=Value(end, "percentage_points", digits))
        if name == EFFECT or name in SHARES:
            return phrase("input-is", value=Value(end, "share", digits))
        if name in (*CUSTOMERS, *CASES):
            return phrase(
                f"input-is-{'customers' if name in CUSTOMERS else 'cases'}", value=Value(round_half_away(end), "count")
            )
        return phrase("input-is", value=Value(end, f"money-{currency}"))

    return said(ends[0]), said(ends[1])


def money(amount: Any, currency: str) -> Value:
    """Give an amount to be written short."""
    return Value(float(amount), f"short_money-{currency}")
