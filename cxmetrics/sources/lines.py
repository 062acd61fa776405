"""Several file rows to one: sums in exact decimals, and orders whose lines contradict each other."""

from __future__ import annotations

from cxmetrics.contract import Spec
from cxmetrics.engine import quote
from cxmetrics.sources.values import Reader, literal

SUMMED = ("amount", "discount", "margin")
DIFFERS = "__differs"  # name of the first column in which the lines of one order contradict each other
EXACT = "decimal(38, 12)"


def macros(reader: Reader) -> list[str]:
    """Functions for the selects of maps, which read text as the table's configuration says.

    Parameters
    ----------
    reader : Reader
        How the text of the table is read.

    Returns
    -------
    list of str
        ``cx_text(x)``: trimmed text, null where empty. ``cx_bad(x)``: whether it is given and no number.
        ``cx_number(x)``: the number, null where it is none. ``cx_exact(x)``: the same as a decimal. ``cx_sum(x)``: sum
        of the lines as text; the text of one that is no number, so that the rules set the whole order aside; null
        where a line has none. ``cx_sum_given(x)``: the same of those that have one.
        ``cx_product(x, y)``: product as text, with the text of a factor that is no number. ``cx_one(x)`` and
        ``cx_differ(x)``: what the lines that say anything say, and whether they contradict each other.
    """
    text, number = reader.text("x"), reader.number("x", "VARCHAR")
    bad = f"({text} is not null and {number} is null)"
    given = f"case when count(*) filter ({bad}) > 0 then min({text}) filter ({bad}) else {_total(reader, 'x')} end"
    product = _declared(reader, f"cast({_exact(number)} as decimal(18, 6)) * cast(cx_exact(y) as decimal(18, 6))")
    return [
        f"create or replace temp macro {name} as {body}"
        for name, body in (
            ("cx_text(x)", text),
            ("cx_one(x)", f"min({text})"),
            ("cx_differ(x)", f"count(distinct {text}) > 1"),
            ("cx_number(x)", number),
            ("cx_bad(x)", bad),
            ("cx_exact(x)", _exact(number)),
            ("cx_sum_given(x)", given),
            ("cx_sum(x)", f"case when count(*) filter ({bad}) > 0 or count({text}) = count(*) then {given} end"),
            ("cx_product(x, y)", f"case when {bad} then {text} when cx_bad(y) then cx_text(y) else {product} end"),
        )
    ]


def _exact(number: str) -> str:
    """Decimal that a number is written as, not the sum of powers of two that is nearest to it."""
    return f"try_cast(cast({number} as varchar) as {EXACT})"


def _total(reader: Reader, column: str, found: str = "VARCHAR") -> str:
    return _declared(reader, f"sum({_exact(reader.number(column, found))})")


def _declared(reader: Reader, number: str) -> str:
    """Decimal as text, with the decimal mark that is declared."""
    return f"replace(cast({number} as varchar), '.', {literal(reader.config.decimal)})"


def sum_lines(spec: Spec, reader: Reader, types: dict[str, str], *, source: str, lost: str | None = None) -> str:
    """Select that makes one order of its lines.

    Parameters
    ----------
    spec : Spec
        The table of orders.
    reader : Reader
        How its text is read.
    types : dict of str
        SQL types of the columns of the lines.
    source : str
        View of the lines, with contract columns.
    lost : str, optional
        Select of the orders, by ``__file`` and ``__order``, of which the reader set a line aside.

    Returns
    -------
    str
        Amount, discount and margin are summed: an order is without an amount or margin where a line is, and lines
        without a discount have none. The earliest time counts, and the category of the line with the largest amount.
        In all other columns the lines that say anything must say the same, else `DIFFERS` names the column.
        An order of which a line was lost is set aside in the same way, for its sum would be short.
        The lines of one order stand in one file: the same order in two files is a duplicate, or a conflict.
    """
    names = [name for name in types if not name.startswith("__")]
    agreed = [name for name in names if name not in {*SUMMED, "order_id", "ordered_at", "category"}]
    chosen = [f"first({quote('order_id')} order by __line) as order_id"]
    chosen += [f"{_sum(name, reader, types)} as {name}" for name in SUMMED if name in types]
    chosen += [f"{_earliest(spec, reader, types)} as ordered_at"] if "ordered_at" in types else []
    chosen += ["first(category order by __amount desc nulls last, __line) as category"] if "category" in types else []
    chosen += [
        f"first({quote(name)} order by __line) filter ({reader.text(name)} is not null) as {quote(name)}"
        for name in agreed
    ]
    chosen += ["max(__latest) as __latest"] if "__latest" in types else []
    differs = " ".join(f"when count(distinct {reader.name(name)}) > 1 then {literal(name)}" for name in agreed)
    if lost:
        differs = f"when (__file, __order) in ({lost}) then 'order_id' {differs}"
    amount = reader.number("amount", types["amount"]) if "amount" in types else "null"
    return (
        f"with lines as (select *, {amount} as __amount, "
        f"coalesce({reader.text('order_id')}, __file || ':' || __line) as __order from {source}) "
        f"select {', '.join(chosen)}, {f'case {differs} end' if differs else 'null'} as {DIFFERS}, "
        "__file, min(__line) as __line, count(*) as __rows from lines group by __file, __order"
    )


def _sum(name: str, reader: Reader, types: dict[str, str]) -> str:
    text, number = reader.text(name), reader.number(name, types[name])
    bad, total = f"{text} is not null and {number} is null", _total(reader, name, types[name])
    whole = "true" if name == "discount" else f"count({text}) = count(*)"
    return f"case when count(*) filter ({bad}) > 0 then min({text}) filter ({bad}) when {whole} then {total} end"


def _earliest(spec: Spec, reader: Reader, types: dict[str, str]) -> str:
    """Give the earliest time of the lines, or the first one that cannot be read."""
    text, moment = reader.text("ordered_at"), reader.value(spec["ordered_at"], types["ordered_at"])
    return f"first(ordered_at order by {moment} nulls first, __line) filter ({text} is not null)"
