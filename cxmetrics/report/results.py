"""The formulas of what cash flows come to: present value, rates of return, payback and the effect that breaks even."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cxmetrics.estimate.cashflows import MONTHS
from cxmetrics.report.formulas import Flows, kind_of
from cxmetrics.value.levers import EFFECT

FAR = -0.5  # a month: where the search for a rate begins once more, if flows are lost that came in first


class Results:
    """Formulas of one initiative, by name; of what is not defined they give a text.

    Parameters
    ----------
    flows : Flows
        Its columns.
    sheet : str
        Name of their sheet, as a formula has it.
    say : callable
        Text of the catalogue, by key.
    cells : dict of str
        Cells of its results and of the steps to them, by name.
    """

    def __init__(self, flows: Flows, *, sheet: str, say: Callable[[str], str], cells: Mapping[str, str]) -> None:
        self.flows, self.sheet, self.cells, self._words = flows, sheet, cells, say

    def say(self, key: str) -> str:
        """Give a text of the catalogue as a formula has it."""
        return '"' + self._words(key).replace('"', '""') + '"'

    def _all(self, column: str) -> str:
        return f"{self.sheet}!{self.flows.all(column)}"

    def steps(self) -> dict[str, str]:
        """Give what the results are made of."""
        flows = self.flows
        flow, month = self._all(flows.flow), self._all(flows.month)
        before = f"{self.sheet}!{flows.sign}${flows.start}:{flows.sign}${flows.end - 1}"
        sign = f"{self.sheet}!{flows.after(flows.sign)}"
        gain, loss = f'SUMIF({flow},">0")', f'SUMIF({flow},"<0")'
        centre = f"SUMPRODUCT(({flow}>0)*{flow}*{month})/{gain}-SUMPRODUCT(({flow}<0)*{flow}*{month})/{loss}"
        return {
            "linear": self._worth(1),
            "square": self._worth(2),
            "changes": f"SUMPRODUCT(({before}<>0)*({sign}<>{before}))",
            "guess": f"IFERROR((-{gain}/{loss})^(1/({centre}))-1,0.01)",
            "first": f"IFERROR(MATCH(1,{self._all(flows.paid)},0),0)",
        }

    def _worth(self, power: int) -> str:
        """Give the value now of an effect of 1, to a power."""
        flows, factor = self.flows, f"{self.sheet}!{self.flows.after(self.flows.factor)}"
        parts = [
            f"{flows.names[f'one_{number}']}*SUMPRODUCT({self.sheet}!{flows.after(flows.comes_in[kind])},{factor})"
            for number, kind in enumerate(map(kind_of, flows.terms)) if kind[0] == power
        ]  # fmt: skip
        return "+".join(parts) or "0"

    def results(self) -> dict[str, str]:
        """Give what is to be read."""
        benefit, cost, none = self.cells["benefit"], self.cells["cost"], self.say("break-even-none")
        factor = self._all(self.flows.factor)
        return {
            "effect": self.flows.names[EFFECT],
            "benefit": f"SUMPRODUCT({self._all(self.flows.benefit)},{factor})",
            "cost": f"SUMPRODUCT({self._all(self.flows.cost)},{factor})",
            "npv": f"SUM({self._all(self.flows.now)})",
            "roi": f"IF({cost}=0,{none},{benefit}/{cost}-1)",
            "bcr": f"IF({cost}=0,{none},{benefit}/{cost})",
            "irr": self._irr(),
            "payback": self._payback(),
            "break_even": self._break_even(none),
        }

    def _irr(self) -> str:
        """Give the rate a year, if the flows change their sign once, from cost to gain; else none, or several."""
        none, several = self.say("irr-no-change-of-sign"), self.say("workbook-irr-unclear")
        flow, changes = self._all(self.flows.flow), self.cells["changes"]
        near, far = (f"(1+IRR({flow},{start}))^{MONTHS}-1" for start in (self.cells["guess"], FAR))
        last = f"{self.sheet}!{self.flows.sign}${self.flows.end}"
        found = f"IF({last}<0,{self.say('irr-gains-first')},IFERROR({near},IFERROR({far},{none})))"
        return f"IF({changes}=1,{found},IF({changes}=0,{none},{several}))"

    def _payback(self) -> str:
        """Give the months from the start until the sum of the flows is no longer below 0, the last in part."""
        first, flows = self.cells["first"], self.flows
        month, so_far, flow = (self._all(column) for column in (flows.month, flows.so_far, flows.flow))
        before = f"INDEX({month},{first}-1)-INDEX({so_far},{first}-1)/INDEX({flow},{first})"
        return f"IF({first}=0,{self.say('payback-never')},IF({first}=1,0,{before}))"

    def _break_even(self, none: str) -> str:
        """Give the smallest effect from 0 on at which worth and cost are equal, for worth that may bend downwards."""
        linear, square, cost = (self.cells[name] for name in ("linear", "square", "cost"))
        under = f"{linear}^2+4*{square}*{cost}"
        root = f"IF({under}<0,{none},2*{cost}/({linear}+SQRT({under})))"
        most = self.flows.names.get("most")
        root = f"IF({root}>{most},{none},{root})" if most else root
        return f"IF({linear}>0,{root},IF(AND({cost}=0,{linear}<>0),0,{none}))"
