"""An initiative with something else in its plan, in the numbers of the company or in the rate, weighed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cxmetrics.errors import ParameterError
from cxmetrics.explorer.choice import literal
from cxmetrics.frames import rows_of
from cxmetrics.value import Roi, roi

EFFECTS: Final = ("mode", "low", "high")
COSTS: Final = ("upfront_cost", "monthly_cost")
MONTHS: Final = ("ramp_months", "horizon_months")
COLUMNS: Final = (*EFFECTS, *COSTS, *MONTHS)


@dataclass(frozen=True)
class Altered:
    """What is changed of an initiative that was weighed.

    Parameters
    ----------
    found : Roi
        The weighing, as written.
    initiative_id : str
        Which initiative.
    columns : dict
        Other values of its row, by column.
    money : float
        Factor on all numbers of the company in money; 1 changes nothing.
    options : dict
        Other arguments of `cxmetrics.roi`, such as ``annual_rate``.
    """

    found: Roi
    initiative_id: str
    columns: Mapping[str, float]
    money: float
    options: Mapping[str, Any]

    @property
    def changed(self) -> bool:
        """Whether anything is."""
        return bool(self.columns or self.options or self.money != 1)

    def weighed(self) -> Roi:
        """Weigh the initiative by itself, with the draws that it has among all."""
        asked = self.found.asked
        plan = asked.plan(self.initiative_id).assign(**self.columns)
        return roi(plan, baseline=asked.company(self.money), **{**asked.options, **self.options})

    def code(self) -> str:
        """Write the lines that weigh it, from the weighing that is explored."""
        columns = ", ".join(f"{name}={value!r}" for name, value in self.columns.items())
        others = "".join(f", {literal(name)}: {value!r}" for name, value in self.options.items())
        options = f"{{**asked.options{others}}}" if others else "asked.options"
        lines = [
            "# found = cx.roi(initiatives, baseline=baseline, ...)",
            "import cxmetrics as cx",
            "",
            "asked = found.asked  # what it was made from",
            f"plan = asked.plan({literal(self.initiative_id)})" + (f".assign({columns})" if columns else ""),
            "baseline = asked.company(" + (f"{self.money!r})" if self.money != 1 else ")"),
            f"changed = cx.roi(plan, baseline=baseline, **{options})",
            "frame = changed.summary",
        ]
        return "\n".join(lines)


def currency_of(found: Roi) -> str:
    """Give the currency of a weighing that can be explored.

    Raises
    ------
    ParameterError
        It does not say its currency, or has no initiative.
    """
    if found.summary.empty:
        raise ParameterError("E-EXPLORE", "there is no initiative to explore.", fix="weigh one with cx.roi.")
    currency = found.asked.options["currency"]
    if currency is None:
        raise ParameterError("E-EXPLORE", "the weighing does not say in which currency its amounts are.",
                             fix='cx.roi(initiatives, baseline=baseline, currency="KRW").')  # fmt: skip
    return str(currency)


def row_of(found: Roi, initiative_id: str) -> dict[str, Any]:
    """Give what was found of an initiative."""
    return rows_of(found.summary[found.summary["initiative_id"] == initiative_id])[0]


def written(found: Roi, initiative_id: str) -> dict[str, float]:
    """Give what an initiative's row has of the columns that can be changed, NaN where it says nothing."""
    row = found.asked.plan(initiative_id).iloc[0]
    numbers = {name: float("nan") if pd.isna(row.get(name)) else float(row[name]) for name in COLUMNS}
    return numbers | {"horizon_months": float(row_of(found, initiative_id)["months"])}
