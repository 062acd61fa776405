"""ROI of CX initiatives, measured effects first, and able to say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Integral, Real
from typing import Any

import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import GRADES
from cxmetrics.errors import ParameterError
from cxmetrics.estimate import Pert
from cxmetrics.estimate.common import array
from cxmetrics.value import rows
from cxmetrics.value.asked import Asked
from cxmetrics.value.cases import CAUSAL_SHARES, Case, case_of
from cxmetrics.value.cells import as_written, day_of, in_order
from cxmetrics.value.chosen import chosen
from cxmetrics.value.draws import Sample, meetings
from cxmetrics.value.figures import Figures, Given
from cxmetrics.value.levers import LEVERS
from cxmetrics.value.pilots import pilot
from cxmetrics.value.plans import Plan, plans_of, wrong
from cxmetrics.value.verdicts import MOST_LOSS, WANTED, judge

FEWEST_DRAWS = 10_000
MOST_MONTHS = 600
POINTS = 3  # of a causal share: least, likely, most
SHARES = "score, on_time or further, and shares from 0 to 1."
GRADED = "a grade A to E, and a share from 0 to 1."


@dataclass(frozen=True)
class Roi:
    """What initiatives are worth.

    Parameters
    ----------
    summary : DataFrame
        A row an initiative: ``estimate`` its expected net present value in money, ``conf_low`` and ``conf_high`` the
        quantiles of the draws, and the columns of `cxmetrics.value.rows.summary`.
    portfolio : DataFrame
        What all that can be judged, those wanted (fund, pilot first) and those funded come to: together, and as if none
        met another.
    cash_flows : DataFrame
        A row an initiative and month from its start: expected ``benefit``, ``cost`` and ``flow``, and of the flows so
        far the expected sum (``estimate``) and its quantiles.
    draws : DataFrame, shape (draws, initiatives)
        Net present values, a column an initiative by itself.
    tornado : DataFrame
        A row an initiative and input: net present value with the input at one in ten (``npv_low``) and nine in ten
        (``npv_high``), all others as expected.
    cases : tuple of Case
        Of those that can be judged, in the order of the summary.
    asked : Asked
        What it was made from: ``initiatives``, ``baseline`` and ``options``, to weigh again with something else.
    """

    summary: pd.DataFrame
    portfolio: pd.DataFrame
    cash_flows: pd.DataFrame
    draws: pd.DataFrame
    tornado: pd.DataFrame
    cases: tuple[Case, ...]
    asked: Asked


def roi(
    initiatives: Any,
    *,
    baseline: pd.DataFrame | Mapping[str, Given],
    months: int = 36,
    annual_rate: float = 0.1,
    draws: int = 100_000,
    seed: int = 0,
    data_end: date | str | None = None,
    discounts: Mapping[str, float] | None = None,
    causal_shares: Mapping[str, tuple[float, float, float]] | None = None,
    most_loss: float = MOST_LOSS,
    currency: str | None = None,
    level: float = 0.9,
    threads: int = 1,
) -> Roi:
    """Weigh CX initiatives: cash flows, net present value with its uncertainty, and a verdict by rule.

    Parameters
    ----------
    initiatives : frame, Arrow table, path or Table
        A row an initiative: ``initiative_id``, ``name``, ``lever``, and what the contract has besides.
    baseline : DataFrame or mapping
        Numbers of the company: the frame of `cxmetrics.value.baseline`, or a number by quantity, alone, with its
        standard error, or with that and the spread of a single customer or order.
    months : int, default 36
        Months that count from the start of an initiative; of one that runs, from now.
    annual_rate : float, default 0.1
        Effective annual rate of discount, above -1.
    draws : int, default 100,000
        Draws of the Monte Carlo sample, at least 10,000.
    seed : int, default 0
        Where its random numbers start.
    data_end : date or ISO str, optional
        Last day of the data, after which "now" is. Without it every initiative starts now.
    discounts : dict, optional
        Share of the likely effect that counts, by grade of its evidence; by default A 1, B .6, C .3, D .1, E 0.
    causal_shares : dict, optional
        Share of a difference between customers that counts as an effect: least, likely, most, by link, as in
        `cxmetrics.value.CAUSAL_SHARES`.
    most_loss : float, default 0.2
        Probability of a loss up to which an initiative is funded.
    currency : str, optional
        Of the baseline; a row of another currency is refused.
    level : float, default 0.9
        Share of the draws between ``conf_low`` and ``conf_high``.
    threads : int, default 1
        Pieces of the sample that are drawn at a time.

    Returns
    -------
    Roi

    Raises
    ------
    ParameterError
        A number of the call is out of range, or the baseline names an unknown quantity.
    DataError
        A row of the initiatives contradicts itself, or cites a claim that is misread.

    Notes
    -----
    Monthly flows at the end of each month, the cost before the start undiscounted at it; no value beyond the horizon.
    The benefit of a month is effect x volume x margin, each from its own distribution; the numbers of the company are
    drawn once for all initiatives. Those that move the same number of the same customers share what can be moved
    (`estimate.together`).

    References
    ----------
    D. W. Hubbard, *How to Measure Anything*, 3rd ed. 2014, chapters 6 and 7.

    Examples
    --------
    >>> plans = pd.DataFrame({"initiative_id": ["I1"], "name": ["card in the box"], "lever": ["repeat_rate"],
    ...                       "low": [0.01], "mode": [0.03], "high": [0.05], "evidence": ["experiment"],
    ...                       "upfront_cost": [2_000_000], "monthly_cost": [250_000]})
    >>> company = {"new_customers": (2_000, 40), "margin_per_order": (9_000, 150), "repeat_rate": (0.28, 0.004)}
    >>> found = roi(plans, baseline=company)
    >>> found.summary[["estimate", "p_loss", "verdict"]].round(2).values.tolist()
    [[5978256.61, 0.14, 'fund']]
    """
    _check(months=months, annual_rate=annual_rate, draws=draws, most_loss=most_loss, seed=seed, threads=threads,
           level=level)  # fmt: skip
    _check_shares(discounts, causal_shares)
    shares = CAUSAL_SHARES | dict(causal_shares or {})
    causal = {name: Pert(*points) for name, points in shares.items()}
    figures, monthly = Figures(baseline), estimate.monthly_rate(annual_rate)
    today, initiatives = _day(data_end), as_written(initiatives)
    plans = plans_of(initiatives, months=months, today=today, discounts=discounts or {}, currency=currency)
    found = {plan.initiative_id: case_of(plan, figures, rate=monthly, causal=causal) for plan in plans}
    for plan in plans:
        _check_hope(plan, figures)
    cases = [case for case in found.values() if isinstance(case, Case)]
    sample = Sample(draws, seed, threads)
    alone, met = sample.alone(cases), _met(cases)
    weighed = []
    for row, case in enumerate(cases):
        chances = estimate.chances(alone[row])._replace(mean=case.benefit - case.cost)
        best = pilot(case, figures, seed=seed, most_loss=most_loss)
        verdict = judge(case.plan, chances, best, most_loss=most_loss)
        others = met[case.plan.initiative_id]
        weighed.append(rows.Weighed(case, alone[row], chances, best, others, verdict))
    weighed = chosen(weighed, sample, figures, most_loss=most_loss)
    wanted = [row for row, one in enumerate(weighed) if one.verdict.verdict in WANTED]
    funded = [row for row in wanted if weighed[row].verdict.verdict == WANTED[0]]
    groups = {"judged": list(range(len(cases))), "wanted": wanted, "funded": funded}
    together = {name: sample.together([cases[row] for row in own], alone[own], figures) for name, own in groups.items()}
    lost = dict(zip(wanted, together["wanted"].lost, strict=True))
    weighed = [one._replace(lost=lost.get(row)) for row, one in enumerate(weighed)]
    missing = {who: case for who, case in found.items() if isinstance(case, list)}
    by_id = {one.case.plan.initiative_id: one for one in weighed}
    members = {name: ([weighed[row] for row in own], together[name]) for name, own in groups.items()}
    return Roi(
        summary=rows.summary(plans, by_id, missing, draws=draws, level=level),
        portfolio=rows.portfolio(members, level=level),
        cash_flows=rows.cash_flows(weighed, level=level),
        draws=pd.DataFrame(alone.T, columns=list(by_id)),
        tornado=rows.tornado(weighed),
        cases=tuple(cases),
        asked=Asked.of(
            initiatives, baseline, months=months, annual_rate=annual_rate, draws=draws, seed=seed, data_end=data_end,
            discounts=discounts, causal_shares=causal_shares, most_loss=most_loss, currency=currency, level=level,
            threads=threads,
        ),
    )  # fmt: skip


def _met(cases: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """Give, by initiative, those that move the same number of the same customers."""
    met: dict[str, set[str]] = {case.plan.initiative_id: set() for case in cases}
    for members in meetings(cases).values():
        names = {cases[row].plan.initiative_id for row in members}
        for name in names:
            met[name] |= names - {name}
    return {name: tuple(sorted(others, key=in_order)) for name, others in met.items()}


def _check_hope(plan: Plan, figures: Figures) -> None:
    """Refuse a hopeful end beyond what a share can still rise or fall by."""
    lever = LEVERS[plan.lever]
    known = figures.get(plan.segment, lever.rate)
    if known is None or plan.through:
        return
    rate = known.belief.mean
    if plan.high > float(lever.room(array(rate))):
        raise wrong(plan.initiative_id, "high", "{points:g} is impossible where the {rate} is {share:.3g}.",
                    "points as a share: 0.01 is one point.", points=plan.high, rate=lever.rate,
                    share=rate)  # fmt: skip


def _day(data_end: object) -> date | None:
    """Give the last day of the data."""
    day = day_of(data_end)
    if data_end is not None and day is None:
        raise _out("{name}={value} is no day.", "such as 2026-10-31.", "data_end", data_end)
    return day


def _check(
    *, months: object, annual_rate: object, draws: object, most_loss: object, seed: object, threads: object,
    level: object,
) -> None:  # fmt: skip
    """Refuse numbers of the call that are none, or out of range."""
    endless = float("inf")
    for name, value, least, most, fix in (
        ("months", months, 1, MOST_MONTHS, "a whole number, such as 36."),
        ("draws", draws, FEWEST_DRAWS, endless, "10000 or more."),
        ("seed", seed, 0, endless, "0 or more."),
        ("threads", threads, 1, endless, "1 or more."),
    ):
        _check_number(name, value, isinstance(value, Integral) and least <= int(value) <= most, fix)
    rate, loss, share = _real(annual_rate), _real(most_loss), _real(level)
    _check_number("annual_rate", annual_rate, -1 < rate < endless, "above -1, such as 0.1.")
    _check_number("most_loss", most_loss, 0 <= loss <= 1, "between 0 and 1, such as 0.2.")
    _check_number("level", level, 0 < share < 1, "between 0 and 1, such as 0.95.")


def _check_shares(discounts: object, causal_shares: object) -> None:
    """Refuse shares by grade or by link that are none."""
    for grade, part in _pairs("discounts", discounts, GRADED):
        _check_number(f"discounts {grade}", part, grade in GRADES and 0 <= _real(part) <= 1, GRADED)
    for link, parts in _pairs("causal_shares", causal_shares, SHARES):
        name = f"causal_shares {link}"
        if not isinstance(parts, Sequence) or isinstance(parts, str) or len(parts) != POINTS:
            raise _out("{name}={value} is not three shares.", SHARES, name, parts)
        for part in parts:
            _check_number(name, part, link in CAUSAL_SHARES and 0 <= _real(part) <= 1, SHARES)


def _pairs(name: str, given: object, fix: str) -> list[tuple[object, Any]]:
    """Give the items of a dict; nothing where there is none."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise _out("{name}={value} is no dict.", fix, name, given)
    return list(given.items())


def _real(value: object) -> float:
    """Give a number, NaN where it is none."""
    return float(value) if isinstance(value, Real) else float("nan")


def _check_number(name: str, value: object, good: bool, fix: str) -> None:
    """Refuse a value that is not good."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise _out("{name}={value} is no number.", fix, name, value)
    if not good:
        raise _out("{name}={value} is out of range.", fix, name, value)


def _out(said: str, fix: str, name: str, value: object) -> ParameterError:
    return ParameterError("E-ROI", said, fix=fix, name=name, value=value)
