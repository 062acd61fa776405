"""The formulas of a sheet of cash flows: how the effect sets in, when its margin comes in, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name

from cxmetrics.value.levers import EFFECT

Names = Mapping[str, str]  # cells of the assumptions, by name
Term = Mapping[str, Any]
Formula = Callable[[int], str]  # by row
Kind = tuple[int, str]


class Column(NamedTuple):
    """A column: its words, the look of its cells, its formula in the months after the start, and that at the start."""

    key: str
    look: str
    formula: Formula | None = None
    at_start: Formula | None = None


class Flows:
    """Columns of the cash flows of one initiative, from left to right; the first one counts the months.

    Parameters
    ----------
    one : mapping
        The initiative, as `cxmetrics.display.workbooks` gives it.
    names : dict of str
        Cells of its assumptions, and of what all initiatives share.
    start, end : int
        Rows of its start and of its last month, counted from 1.
    """

    def __init__(self, one: Mapping[str, Any], names: Names, *, start: int, end: int) -> None:
        self.names, self.start, self.end = names, start, end
        self.lever, self.sales, self.terms = str(one["lever"]), bool(one["sales"]), list(one["terms"])
        self.columns: list[Column] = []
        self.month = self._add("month", "whole")
        self.working = self._add("working", "share", self._until_end(self._working))
        self.comes_in = {kind: self._comes_in(*kind) for kind in dict.fromkeys(map(kind_of, self.terms))}
        self._money()

    def all(self, column: str) -> str:
        """Give the cells of a column from the start to the last month."""
        return f"{column}${self.start}:{column}${self.end}"

    def after(self, column: str) -> str:
        """Give the cells of a column in the months after the start."""
        return f"{column}${self.start + 1}:{column}${self.end}"

    def _add(self, key: str, look: str, formula: Formula | None = None, at_start: Formula | None = None) -> str:
        """Add a column, and give its letter."""
        letter = self._next()
        self.columns.append(Column(key, look, formula, at_start))
        return letter

    def _next(self) -> str:
        """Give the letter of the column that comes next."""
        return f"${xl_col_to_name(len(self.columns))}"

    def _until_end(self, rule: Formula) -> Formula:
        """Give a formula that is nothing after the last month that counts."""
        return lambda row: f"IF({self.month}{row}>{self.names['months']},0,{rule(row)})"

    def _working(self, row: int) -> str:
        """Share of the full effect: it grows evenly, and halves in each half-life from then on."""
        age, ramp, decay = (self.names[name] for name in ("age", "ramp", "decay"))
        month = f"{self.month}{row}+{age}"
        grown = f"IF({ramp}>0,MIN(1,({month})/{ramp}),1)"
        return f"{grown}*IF(N({decay})=0,1,0.5^(MAX({month}-MAX({ramp},1),0)/{decay}))"

    def _comes_in(self, power: int, when: str) -> str:
        """Add the columns that say how often the margin of a month comes in, and give the last one."""
        last = self.working
        if self.lever == "repeat_rate":
            rule = self._further(last) if when == "further" else self._earlier(last, spread=self.names["within"])
            last = self._add(f"comes-{when}", "share", self._until_end(rule))
        elif self.lever == "churn":
            own, lost = self._next(), self.names["lost"]
            kept = self._until_end(lambda row: f"{self.working}{row}+(1-{lost})*{own}{row - 1}")
            last = self._add("kept", "share", kept)
        elif power > 1:
            last = self._add("squared", "share", lambda row: f"{self.working}{row}^{power}")
        return self._of_sales(last, when) if self.sales else last

    def _of_sales(self, sold: str, when: str) -> str:
        """Add what is left of sales that replace others, or are missing in the months after."""
        replaced, pulled = self.names["cannibalised"], self.names["pulled"]
        new = self._add(f"new-{when}", "share", lambda row: f"(1-{replaced})*{sold}{row}")
        missing = self._earlier(new, spread=self.names["back"])
        left = self._until_end(lambda row: f"{new}{row}-{pulled}*{missing(row)}")
        return self._add(f"left-{when}", "share", left)

    def _earlier(self, column: str, *, spread: str, since: str = "0") -> Formula:
        """Sum up what comes in now of a column that is spread evenly over months, which begin `since` months later."""
        months, values = self.after(self.month), self.after(column)

        def formula(row: int) -> str:
            month = f"{self.month}{row}-{since}"
            return f'SUMIFS({values},{months},">="&({month}-{spread}),{months},"<"&({month}))/{spread}'

        return formula

    def _further(self, column: str) -> Formula:
        return self._earlier(column, spread=self.names["further"], since=self.names["within"])

    def _money(self) -> None:
        """Add the columns of money."""
        names, month = self.names, self.month
        parts = [(self.comes_in[kind_of(term)], names[f"full_{number}"]) for number, term in enumerate(self.terms)]
        benefit = self._add("benefit", "money", lambda row: "+".join(f"{often}{row}*{full}" for often, full in parts))
        cost = self._add("cost", "money", self._until_end(lambda _: names["monthly"]), lambda _: names["upfront"])
        flow = self._same("flow", "money", lambda row: f"{benefit}{row}-{cost}{row}")
        rate, begins = names["monthly_rate"], names["begins"]
        factor = self._same("factor", "factor", lambda row: f"(1+{rate})^-({begins}+{month}{row})")
        now = self._same("now", "money", lambda row: f"{flow}{row}*{factor}{row}")
        own = self._next()
        so_far = self._add("so-far", "money", lambda row: f"{own}{row - 1}+{flow}{row}", lambda row: f"{flow}{row}")
        last = self._next()
        sign = self._add("sign", "whole", lambda row: f"IF({flow}{row}=0,{last}{row - 1},SIGN({flow}{row}))",
                         lambda row: f"SIGN({flow}{row})")  # fmt: skip
        paid = self._same("paid", "whole", lambda row: f"IF(AND({so_far}{row}>=0,{sign}{row}<>0),1,0)")
        self.benefit, self.cost, self.flow, self.factor, self.now = benefit, cost, flow, factor, now
        self.so_far, self.sign, self.paid = so_far, sign, paid

    def _same(self, key: str, look: str, formula: Formula) -> str:
        return self._add(key, look, formula, formula)


def kind_of(term: Term) -> Kind:
    """Give the power of the effect in a term, and when its margin comes in.

    Examples
    --------
    >>> kind_of({"factors": ["effect", "effect", "orders"], "when": "then"})
    (2, 'then')
    """
    return term["factors"].count(EFFECT), term["when"]


def of_one(term: Term, names: Names) -> str:
    """Give the margin of a month that an effect of 1 brings: the product of all other inputs.

    Examples
    --------
    >>> of_one({"factors": ["effect", "orders", "order_value"], "when": "then"}, {"orders": "B1", "order_value": "B2"})
    'B1*B2'
    """
    return "*".join(names[factor] for factor in term["factors"] if factor != EFFECT)


def expected_power(term: Term, names: Names) -> str:
    """Give the expected value of the effect, or of its square: that of the mean and the variance.

    Examples
    --------
    >>> expected_power({"factors": ["effect", "effect"], "when": "then"}, {"effect": "B1", "effect_sd": "B2"})
    '(B1^2+B2^2)'
    """
    effect = names[EFFECT]
    return effect if kind_of(term)[0] == 1 else f"({effect}^2+{names['effect_sd']}^2)"
