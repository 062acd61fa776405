"""What initiatives are weighed with, as the data of a workbook in which every number can be changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxmetrics.estimate import yearly_rate
from cxmetrics.parts import Part, phrase
from cxmetrics.value import Roi
from cxmetrics.value.cases import Case
from cxmetrics.value.levers import EFFECT, Term

DIGITS = 12  # of a number that is calculated with further


def judged(found: Roi, *, min_n: int) -> list[Case]:
    """Give the cases that may be shown: those whose numbers of the company stand on enough customers."""
    return [case for case in found.cases if case.n is None or case.n >= min_n]


def workbook(found: Roi, *, currency: str, min_n: int) -> Part | None:
    """Give the assumptions of all initiatives that can be judged; None where none can be.

    Pages show of it a sentence that tells of the file, which a report writes in each language. What has an order is a
    list of names and values: a saved notebook sorts the names of a mapping.

    Parameters
    ----------
    found : Roi
        From `cxmetrics.roi`.
    currency : str
        Of the company, such as ``KRW``.
    min_n : int
        Smallest group that is shown.

    Examples
    --------
    >>> from cxmetrics import roi
    >>> plans = {"initiative_id": ["I1"], "name": ["thanks"], "lever": ["contacts"], "low": [0.05], "mode": [0.1],
    ...          "high": [0.15], "evidence": ["experiment"], "upfront_cost": [0],
    ...          "monthly_cost": [90]}
    >>> import pandas as pd
    >>> found = roi(pd.DataFrame(plans), baseline={"contacts": 900, "cost_per_contact": 4})
    >>> made = workbook(found, currency="KRW", min_n=10)
    >>> made["initiatives"][0]["inputs"], made["annual_rate"]
    ([['effect', 0.1], ['contacts', 900.0], ['cost_per_contact', 4.0]], 0.1)
    """
    cases = judged(found, min_n=min_n)
    if not cases:
        return None
    initiatives = [_initiative(case) for case in cases]
    rate = plain(yearly_rate(cases[0].rate))
    return {"type": "workbook", **phrase("workbook-beside"), "currency": currency, "annual_rate": rate,
            "initiatives": initiatives}  # fmt: skip


def _initiative(case: Case) -> dict[str, Any]:
    plan = case.plan
    about = {name: getattr(plan, name) for name in ("name", "lever", "through", "evidence", "grade")}
    return about | {
        "discount": plain(plan.discount), "piloted": bool(np.isfinite(plan.pilot_effect)), "running": plan.running,
        "n": case.n, "unit": case.lever.unit, "sales": case.lever.sales, "npv": plain(case.benefit - case.cost),
        "inputs": [[name, plain(belief.mean)] for name, belief in case.inputs.items()],
        "effect_sd": plain(case.inputs[EFFECT].sd), "settings": _settings(case),
        "terms": [_term(term) for term in case.terms],
    }  # fmt: skip


def _settings(case: Case) -> list[list[Any]]:
    """Give the costs, and when the effect sets in and how it lasts: of the rest only what counts for the lever."""
    plan = case.plan
    settings = {
        "upfront": plan.upfront, "monthly": plan.monthly, "begins": plan.begins, "age": plan.age, "months": plan.months,
        "ramp": plan.ramp, "decay": plan.decay,
    }  # fmt: skip
    if case.lever.sales:
        settings |= {"cannibalised": plan.cannibalised, "pulled": plan.pulled}
    if plan.elasticity is not None:
        settings["elasticity"] = plan.elasticity
    if plan.lever == "churn":
        settings["lost"] = case.lost
    if np.isfinite(case.most):
        settings["most"] = case.most
    return [[name, value if isinstance(value, int) else plain(value)] for name, value in settings.items()]


def _term(term: Term) -> dict[str, Any]:
    """Give a term as the inputs that are multiplied, each as often as its power; a number among them is elasticity."""
    factors = [name for name, power in term.powers.items() for _ in range(power)]
    return {"factors": [*factors, *(["elasticity"] if term.times != 1 else [])], "when": term.when}


def plain(value: float) -> float | None:
    """Give a number as JSON holds it: with as many digits as matter, and nothing for what is infinite or unknown.

    Examples
    --------
    >>> plain(0.1 + 0.2), plain(float("inf"))
    (0.3, None)
    """
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
