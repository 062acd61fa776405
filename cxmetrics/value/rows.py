"""The frames of a weighing: one row an initiative, month or input, in the one result vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.estimate import Belief, Chances, Doubted, Floats
from cxmetrics.frames import result
from cxmetrics.value.cases import Case
from cxmetrics.value.draws import Together
from cxmetrics.value.levers import EFFECT, LASTING, LEVERS
from cxmetrics.value.pilots import Pilot
from cxmetrics.value.plans import Plan
from cxmetrics.value.verdicts import Verdict

KEYS = ("initiative_id", "name")
REAL = 1e-12  # imaginary part of a root up to which it is real
OUTER = (0.1, 0.9)  # of an input, in the tornado
FACTS = (
    "lever", "through", "segment", "pillar", "stage", "owner", "evidence", "grade", "discount", "begins", "months",
    "running", "low", "mode", "high", "upfront", "monthly", "ramp", "decay", "pilot_effect", "read_as",
)  # fmt: skip
NUMBERS = (
    "cost", "benefit", "roi", "bcr", "irr", "payback", "break_even", "effect", "effect_low", "effect_high",
    "median", "error", "p_loss", "p_loss_low", "p_loss_high", "expected_loss", "information",
    *(f"pilot_{name}" for name in Pilot._fields if name != "shows"), "beside", "purchase_alone",
)  # fmt: skip
WORDS = ("irr_reason", "payback_reason", "meets", "verdict", "why", "missing")


class Weighed(NamedTuple):
    """An initiative, its draws, whom it meets, what follows, and what it loses to others that are wanted too."""

    case: Case
    alone: Floats
    chances: Chances
    pilot: Pilot
    meets: tuple[str, ...]
    verdict: Verdict
    lost: float | None = None


def summary(
    plans: Sequence[Plan],
    weighed: Mapping[str, Weighed],
    missing: Mapping[str, Sequence[str]],
    *,
    draws: int,
    level: float,
) -> pd.DataFrame:
    """Give a row an initiative, in the order of their numbers, also of those that cannot be judged.

    Returns
    -------
    DataFrame
        ``initiative_id``, ``name`` and the standard columns: ``estimate`` is the expected net present value,
        ``std_error`` the standard deviation of the draws, ``n`` the customers behind the number of the company that has
        the fewest (the draws, where the caller gave numbers). Then `FACTS` of the plan and its
        ``effect_unit`` (points, relative), and `NUMBERS`: value now of
        ``cost`` and ``benefit`` (money), ``roi`` (benefit less cost, by cost) and ``bcr`` (benefit by cost), ``irr`` (a
        year), ``payback`` (months from the start), ``break_even`` (effect at which nothing is left), ``effect``
        expected and its quantiles, ``median`` of the draws, Monte Carlo ``error`` of their mean, ``p_loss`` with its
        Monte Carlo interval, ``expected_loss`` if it loses, value of perfect ``information``, the pilot, and the net
        value ``beside`` the initiatives that it ``meets``; ``purchase_alone`` is that without further purchases.
        ``missing`` names what it cannot be judged without.
    """
    found = [_row(weighed[plan.initiative_id], level=level) if plan.initiative_id in weighed
             else _unknown(missing[plan.initiative_id]) for plan in plans]  # fmt: skip
    told = pd.DataFrame(found, columns=["n", "estimate", "std_error", "conf_low", "conf_high", *NUMBERS, *WORDS])
    keys = pd.DataFrame(
        {name: [getattr(plan, name) for plan in plans] for name in ("initiative_id", "name")}, dtype=object
    )
    told["n"] = told["n"].fillna(draws).astype(int)
    values: dict[str, Any] = {name: told[name] for name in ("n", "estimate", "std_error", "conf_low", "conf_high")}
    values |= {"metric": "npv", "level": level, "unit": "money", "method": "monte_carlo"}
    values["reason"] = [f"missing: {name}" if name else None for name in told["missing"]]
    facts = {name: [getattr(plan, name) for plan in plans] for name in FACTS}
    facts |= {"effect_unit": [LEVERS[plan.lever].unit for plan in plans]}
    return result(keys, values, extras=facts | {name: told[name] for name in (*NUMBERS, *WORDS)})


def _unknown(missing: Sequence[str]) -> dict[str, Any]:
    return {"n": 0, "verdict": "cannot_judge", "why": "missing", "missing": ", ".join(missing), "meets": ""}


def _row(one: Weighed, *, level: float) -> dict[str, Any]:
    case, chances = one.case, one.chances
    low, middle, high = np.quantile(one.alone, [(1 - level) / 2, 0.5, (1 + level) / 2])
    below, above = estimate.wilson(chances.loss * len(one.alone), len(one.alone))
    rate, back = estimate.irr(case.flows), estimate.payback(case.flows)
    ends = case.inputs[EFFECT].quantile([(1 - level) / 2, (1 + level) / 2])
    row = {
        "n": case.n,
        "estimate": case.benefit - case.cost,
        "std_error": chances.sd,
        "conf_low": low,
        "conf_high": high,
    }
    row |= {"cost": case.cost, "benefit": case.benefit, "median": middle, "error": chances.error}
    row |= {"roi": case.benefit / case.cost - 1, "bcr": case.benefit / case.cost} if case.cost else {}
    row |= {"irr": estimate.yearly_rate(rate.rate), "irr_reason": rate.reason}
    row |= {"payback": back.periods, "payback_reason": back.reason, "break_even": break_even(case)}
    row |= {"effect": case.means[EFFECT], "effect_low": float(ends[0]), "effect_high": float(ends[1])}
    row |= {"p_loss": chances.loss, "p_loss_low": float(below), "p_loss_high": float(above)}
    row |= {"expected_loss": chances.expected_loss, "information": chances.information}
    row |= {f"pilot_{name}": value for name, value in one.pilot._asdict().items() if name != "shows"}
    row |= {
        "beside": np.nan if one.lost is None else row["estimate"] - one.lost,
        "meets": ", ".join(one.meets),
        "missing": "",
    }
    if LASTING in case.inputs:
        row |= {"purchase_alone": float(case.value(case.means | {LASTING: 0.0}))}
    return row | one.verdict._asdict()


def break_even(case: Case) -> float:
    """Smallest effect at which nothing is lost, all else as expected; NaN where none that can be brings the cost back.

    Net present value is linear in the effect, but for a price, whose rise drives orders away.
    """
    worth = {power: float(own) for power, own in case.worth(case.means).items()}
    parts = [-case.cost, *(worth.get(power, 0.0) for power in range(1, max(worth) + 1))]
    roots = np.polynomial.Polynomial(parts).roots()
    real = roots.real[(np.abs(roots.imag) < REAL) & (roots.real >= 0) & (roots.real <= case.most)]
    return min(real.tolist(), default=np.nan)


MEASURES = {
    "p_loss": "share", "benefit": "money", "cost": "money", "roi": "ratio", "bcr": "ratio", "irr": "ratio",
    "payback": "months", "break_even": "effect", "effect": "effect", "pilot_customers": "count", "pilot_weeks": "weeks",
    "pilot_cost": "money", "pilot_worth": "money",
}  # fmt: skip


def measures(summary: pd.DataFrame) -> pd.DataFrame:
    """Give the numbers of a summary a row each, so that they are published with the others.

    Returns
    -------
    DataFrame
        ``initiative_id``, ``name`` and the standard columns; ``metric`` is ``initiative_<number>``, of those that are
        known. A chance of a loss has its Monte Carlo interval, an effect its quantiles.
    """
    limits = {"p_loss": ("p_loss_low", "p_loss_high"), "effect": ("effect_low", "effect_high")}
    found = []
    for name, unit in MEASURES.items():
        known = summary[summary[name].notna()]
        low, high = (known[end] for end in limits[name]) if name in limits else (np.nan, np.nan)
        values = {"metric": f"initiative_{name}", "n": known["n"], "estimate": known[name].astype(float),
                  "conf_low": low, "conf_high": high, "unit": unit}  # fmt: skip
        found.append(result(known[list(KEYS)], values))
    return pd.concat(found, ignore_index=True)


def cash_flows(weighed: Sequence[Weighed], *, level: float) -> pd.DataFrame:
    """Give a row an initiative and month from its start (0: at the start), undiscounted.

    Returns
    -------
    DataFrame
        ``initiative_id``, ``name``, ``month`` and the standard columns: ``estimate`` is the expected sum of the
        flows so far, with its quantiles; then ``benefit``, ``cost`` and ``flow`` of the month.
    """
    if not weighed:
        return result(pd.DataFrame(columns=[*KEYS, "month"]), {}, extras=dict.fromkeys(("benefit", "cost", "flow")))
    return pd.concat([_months(one, level=level) for one in weighed], ignore_index=True)


def _months(one: Weighed, *, level: float) -> pd.DataFrame:
    case = one.case
    benefit = np.concatenate([[0.0], case.benefits])
    cost = np.concatenate([[case.plan.upfront], np.full(case.plan.months, case.plan.monthly)])
    share = np.cumsum(benefit) / case.benefit if case.benefit else np.zeros(len(benefit))
    ends = np.quantile(one.alone, [(1 - level) / 2, (1 + level) / 2]) + case.cost
    limits = np.sort(np.outer(ends, share) - np.cumsum(cost), axis=0)
    who: dict[str, Any] = {"initiative_id": case.plan.initiative_id, "name": case.plan.name}
    keys = pd.DataFrame(who | {"month": range(len(cost))})
    values = {"metric": "flows_so_far", "n": case.n or len(one.alone), "estimate": np.cumsum(benefit - cost),
              "conf_low": limits[0], "conf_high": limits[1], "level": level, "unit": "money"}  # fmt: skip
    return result(keys, values, extras={"benefit": benefit, "cost": cost, "flow": benefit - cost})


def tornado(weighed: Sequence[Weighed]) -> pd.DataFrame:
    """Give a row an initiative and input, the one that moves most first.

    Returns
    -------
    DataFrame
        ``initiative_id``, ``name``, ``input`` and the standard columns: ``estimate`` is the net present value with all
        inputs as expected; then the input at one in ten and nine in ten (``input_low``, ``input_high``; of a guess that
        holds with a probability only nothing at all is one of them) and the net
        present value with it, all others as expected (``npv_low``, ``npv_high``), and their distance (``swing``).
    """
    found = [row for one in weighed for row in sorted(_inputs(one), key=lambda row: -row["swing"])]
    keys = ["initiative_id", "name", "input"]
    told = pd.DataFrame(found, columns=[*keys, "n", "estimate", *_SWINGS])
    values = {"metric": "npv", "n": told["n"].astype(int), "estimate": told["estimate"], "unit": "money"}
    return result(told[keys], values, extras={name: told[name] for name in _SWINGS})


_SWINGS = ("input_low", "input_high", "npv_low", "npv_high", "swing")


def _inputs(one: Weighed) -> list[dict[str, Any]]:
    case, rows = one.case, list[dict[str, Any]]()
    base = float(case.value(case.means))
    for name, belief in case.inputs.items():
        ends = ends_of(belief)
        low, high = (float(case.value(case.means | {name: float(end)})) for end in ends)
        rows.append({"initiative_id": case.plan.initiative_id, "name": case.plan.name, "input": name,
                     "n": case.n or len(one.alone), "estimate": base, "input_low": ends[0], "input_high": ends[1],
                     "npv_low": low, "npv_high": high, "swing": abs(high - low)})  # fmt: skip
    return rows


def ends_of(belief: Belief) -> Floats:
    """Give an input at one in ten and nine in ten; of what holds with a probability only also that it does not."""
    if isinstance(belief, Doubted):
        low, high = belief.told.quantile(OUTER)
        return np.array([min(low, 0.0), max(high, 0.0)])
    return belief.quantile(OUTER)


def portfolio(groups: Mapping[str, tuple[Sequence[Weighed], Together]], *, level: float) -> pd.DataFrame:
    """Give what initiatives come to: all that can be judged, those wanted (fund, pilot first), and those funded.

    Parameters
    ----------
    groups : mapping
        The initiatives and what they come to together, by name of the group.

    Returns
    -------
    DataFrame
        ``which`` and the standard columns: a row ``joint_npv``, and a row ``sum_of_npv`` as if none met another; then
        ``p_loss`` and the number of ``initiatives``.
    """
    found = []
    for name, (own, together) in groups.items():
        plain = np.sum([one.alone for one in own], axis=0)
        expected = sum(one.chances.mean for one in own)
        rows = {"joint_npv": (together.joint, expected - together.lost.sum()), "sum_of_npv": (plain, expected)}
        for metric, (whole, mean) in rows.items() if own else ():
            low, high = np.quantile(whole, [(1 - level) / 2, (1 + level) / 2])
            behind = min(one.case.n or len(one.alone) for one in own)
            chances = estimate.chances(whole)
            found.append([name, metric, behind, mean, chances.sd, low, high, chances.loss, len(own)])
    names = ["which", "metric", "n", "estimate", "std_error", "conf_low", "conf_high", "p_loss", "initiatives"]
    told = pd.DataFrame(found, columns=names)
    values = {name: told[name] for name in names[1:7]} | {"level": level, "unit": "money", "method": "monte_carlo"}
    return result(told[["which"]], values, extras={name: told[name] for name in names[7:]})
