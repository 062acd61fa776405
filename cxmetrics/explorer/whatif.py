"""The panel of a weighing: one initiative, what its plan says, the money of the company and the rate."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import ipywidgets as widgets

from cxmetrics.display import language
from cxmetrics.explorer import page
from cxmetrics.explorer.altered import COLUMNS, COSTS, EFFECTS, MONTHS, Altered, currency_of, row_of, written
from cxmetrics.explorer.answer import Answer
from cxmetrics.explorer.compared import compared
from cxmetrics.explorer.panel import Panel, grid
from cxmetrics.value import Roi
from cxmetrics.words import say

PERCENT: Final = 100
LEAST, MOST = 50, 150  # per cent of the company's numbers in money
LONGEST: Final = 600  # months
EXACT: Final = 12  # decimals of a share
SHARES: Final = (*EFFECTS, "annual_rate")  # that stand in per cent


class WhatIf(Panel):
    """Controls of one initiative at a time, and what follows beside the plan as written.

    Parameters
    ----------
    found : Roi
        From `cxmetrics.roi`.
    """

    def __init__(self, found: Roi) -> None:
        self._found, self._currency = found, currency_of(found)
        super().__init__(language(), kind="whatif", label=page.WIDE_LABEL)
        names = found.summary[["name", "initiative_id"]]
        self.initiative = self._choose("initiative", list(names.itertuples(index=False, name=None)))
        self.initiative.layout.flex = "1 1 auto"
        self.mode, self.low, self.high = (self._number(name) for name in EFFECTS)
        self.upfront_cost, self.monthly_cost = (self._number(name) for name in COSTS)
        self.ramp_months = self._number("ramp_months", step=1)
        self.horizon_months = widgets.BoundedIntText(1, min=1, max=LONGEST, **self._label("horizon-months"))
        self.margin = widgets.BoundedIntText(PERCENT, min=LEAST, max=MOST, step=5, **self._label("margin"))
        self.annual_rate = self._number("annual_rate", step=0.5)
        self.reset = widgets.Button(description=say("whatif-reset", self._lang), layout=widgets.Layout(width="auto"))
        self.reset.on_click(self._start_again)
        top = widgets.HBox([self.initiative, self.reset], layout=widgets.Layout(**page.ROW))
        top.add_class("cx-controls")
        own = [*(getattr(self, name) for name in COLUMNS), self.margin, self.annual_rate]
        self._back_to_own_rate()
        self._put([self.initiative, *own], top, grid(own))

    @property
    def _leading(self) -> set[widgets.Widget]:
        return {self.initiative}

    def _number(self, name: str, **step: float) -> widgets.FloatText:
        return widgets.FloatText(**self._label(name.replace("_", "-")), **step)

    def _offer(self) -> None:
        """Set the controls to the plan as written; what it does not say stands at 0."""
        row = row_of(self._found, self.initiative.value)
        self._plan = written(self._found, self.initiative.value)
        self._start = {name: _shown(name, value) for name, value in self._plan.items()}
        units = dict.fromkeys(EFFECTS, "points" if row["effect_unit"] == "points" else "share")
        units |= dict.fromkeys(COSTS, "money") | dict.fromkeys(MONTHS, "months")
        units |= dict.fromkeys(("margin", "annual_rate"), "share")
        with self._quietly():
            for name, value in self._start.items():
                getattr(self, name).value = value
            for name, unit in units.items():
                getattr(self, name).description = self._with_unit(name, unit)
            for names in (EFFECTS, COSTS):
                step = _step(max(abs(self._start[name]) for name in names))
                for name in names:
                    getattr(self, name).step = step
            self.upfront_cost.disabled = bool(row["running"])

    def _with_unit(self, name: str, unit: str) -> str:
        fields = {"currency": self._currency} if unit == "money" else {}
        written_unit = say(f"whatif-unit-{unit}", self._lang, **fields)
        return say(
            "whatif-label", self._lang, name=say(f"whatif-{name.replace('_', '-')}", self._lang), unit=written_unit
        )

    def _start_again(self, _: object) -> None:
        """Go back to the plan, the money and the rate as written."""
        with self._turn:
            self._back_to_own_rate()
            self._offer()
            self._follow()

    def _back_to_own_rate(self) -> None:
        with self._quietly():
            self.margin.value = PERCENT
            self.annual_rate.value = _shown("annual_rate", self._found.asked.options["annual_rate"])

    def _find(self) -> Answer:
        altered = self._altered()
        self.reset.disabled = not altered.changed
        return compared(altered)

    def _names(self) -> Iterable[str]:
        return [name for name, _ in self.initiative.options]

    def _altered(self) -> Altered:
        columns = [name for name, value in self._start.items() if getattr(self, name).value != value]
        if set(columns) & set(EFFECTS) and math.isnan(self._plan["mode"]):
            columns = [name for name in COLUMNS if name in columns or name in EFFECTS]
        rate = self._found.asked.options["annual_rate"]
        changed = self.annual_rate.value != _shown("annual_rate", rate)
        return Altered(
            found=self._found,
            initiative_id=self.initiative.value,
            columns={name: _meant(name, getattr(self, name).value) for name in columns},
            money=self.margin.value / PERCENT,
            options={"annual_rate": _meant("annual_rate", self.annual_rate.value)} if changed else {},
        )


def _shown(name: str, value: float) -> float:
    """Give a number as its control has it: shares in per cent, 0 for what is not told."""
    if math.isnan(value):
        return 0.0
    return round(value * PERCENT, EXACT) if name in SHARES else value


def _meant(name: str, shown: float) -> float:
    """Give the number that a control means."""
    if name in SHARES:
        return round(shown / PERCENT, EXACT)
    return int(shown) if name == "horizon_months" else shown


def _step(largest: float) -> float:
    """Give a step of which the largest number has some ten to a hundred."""
    return 10.0 ** (math.floor(math.log10(largest)) - 1) if largest else 1.0
