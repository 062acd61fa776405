"""The rows of a workbook's assumptions: what all initiatives share, then a block an initiative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from cxmetrics.estimate.cashflows import MONTHS
from cxmetrics.parts import Part, phrase
from cxmetrics.report.formulas import Names, Term, expected_power, kind_of, of_one
from cxmetrics.tables.claims import counted
from cxmetrics.value import further, levers
from cxmetrics.value.levers import EFFECT
from cxmetrics.value.quantities import QUANTITIES

SPANS: Final = {"within": levers.WITHIN_MONTHS, "further": levers.FURTHER_MONTHS, "back": levers.BROUGHT_BACK}
UNITS: Final = {name: one.unit for name, one in QUANTITIES.items()} | {levers.FURTHER: further.FURTHER.unit}
ASSUMED: Final = {"causal_share", "lasting_share"}  # of a difference between customers: no number of the company
SETTINGS: Final = {
    "upfront": "money", "monthly": "money", "cannibalised": "share", "pulled": "share", "lost": "share",
    "elasticity": "number", "most": "share",
}  # fmt: skip

Formula = Callable[[Names], str]


class Row(NamedTuple):
    """A row: the name by which formulas find it, its words, value, look of the number, unit, and where it is from.

    A formula is made from the cells of the rows before it; any other value is an input.
    """

    name: str
    label: Part
    value: float | Formula | None
    look: str
    unit: Part
    source: Part


def shared(rate: float) -> list[Row]:
    """Give the rows that all initiatives share, from the rate of discount of a year."""
    rows = [_row("annual_rate", rate, "share", "report"), _row("monthly_rate", _monthly_rate, "fine", "calculated")]
    return rows + [_row(name, span, "months", "rule") for name, span in SPANS.items()]


def _monthly_rate(names: Names) -> str:
    return f"(1+{names['annual_rate']})^(1/{MONTHS})-1"


def rows_of(one: Mapping[str, Any]) -> list[Row]:
    """Give the rows of an initiative: its effect, the company's numbers, costs and timing, and what they come to."""
    evidence, unit = _evidence(one), phrase(f"workbook-unit-{one['unit']}")
    rows = [Row(EFFECT, _label(EFFECT), dict(one["inputs"])[EFFECT], "effect", unit, evidence)]
    if any(kind_of(term)[0] > 1 for term in one["terms"]):
        rows.append(Row("effect_sd", _label("effect_sd"), one["effect_sd"], "effect", unit, evidence))
    rows += [_input(name, value, known=one["n"] is not None) for name, value in one["inputs"] if name != EFFECT]
    rows += [_setting(name, value, known=one["n"] is not None) for name, value in one["settings"]]
    for number, term in enumerate(one["terms"]):
        words = _words_of(one["lever"], term)
        rows.append(_row(f"one_{number}", partial(of_one, term), "money", "calculated", label=f"one-{words}"))
        full = partial(_full, number, term)
        rows.append(_row(f"full_{number}", full, "money", "calculated", label=f"full-{words}"))
    return rows


def _full(number: int, term: Term, names: Names) -> str:
    return f"{names[f'one_{number}']}*{expected_power(term, names)}"


def _input(name: str, value: float, *, known: bool) -> Row:
    """Give the row of a number of the company, or of a share that is assumed."""
    unit = UNITS.get(name, "share")
    source = "assumed" if name in ASSUMED else _company(known=known)
    return _row(name, value, unit if unit in {"share", "money"} else "number", source, unit=unit)


def _setting(name: str, value: float | None, *, known: bool) -> Row:
    source = {"lost": _company(known=known), "most": "rule", "months": "plan-or-report"}.get(name, "plan")
    return _row(name, value, SETTINGS.get(name, "months"), source)


def _company(*, known: bool) -> str:
    return "company" if known else "given"


def _row(name: str, value: float | Formula | None, look: str, source: str, *, label: str = "", unit: str = "") -> Row:
    return Row(name, _label(label or name), value, look, phrase(f"workbook-unit-{unit or look}"),
               phrase(f"workbook-source-{source}"))  # fmt: skip


def _label(name: str) -> Part:
    return phrase(f"workbook-row-{name.replace('_', '-')}")


def _words_of(lever: str, term: Term) -> str:
    """Name what a term is: the margin, that of further purchases, or the three parts of a price."""
    if lever != "price":
        return "further" if term["when"] == "further" else "margin"
    return ("price", "lost", "both")[("elasticity" in term["factors"]) + (kind_of(term)[0] > 1)]


def _evidence(one: Mapping[str, Any]) -> Part:
    """Say what the effect rests on, how much of it counts, and whether a pilot has been seen."""
    claim = one["evidence"].removeprefix("claim:")
    told = phrase(f"evidence-of-{claim}") if claim == one["evidence"] else phrase("evidence-claim", claim=claim)
    said = phrase("evidence-graded", evidence=told, grade=one["grade"], discount=counted(one["discount"]))
    return phrase("workbook-source-piloted", evidence=said) if one["piloted"] else said
