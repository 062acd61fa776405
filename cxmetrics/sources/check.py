"""Rules of the contract as SQL: each row is used, or set aside with the first rule it breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cxmetrics.contract import Column, Spec
from cxmetrics.engine import quote
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.account import mask
from cxmetrics.sources.config import Scale
from cxmetrics.sources.values import SERIAL, Reader, listed, literal

LAST_DAY = "2101-01-01"  # the first day that is too late
NO_ANSWER = '"=no answer"'  # flag of a declared code for "no answer"
RETURNED = ("cancelled", "returned", "partly_returned")  # orders whose amount may be below 0
MONEY = "[$€£¥₩￦원]|KRW|USD|EUR|JPY"  # a sign that nobody declared
SHOWN_CODES = 5
CODE, PERSONAL, LONGEST_NAME = re.compile("[A-Za-z]{3}"), re.compile(r"\d{4}|@"), 60


@dataclass(frozen=True)
class Rule:
    """A rule that sets a row aside.

    Parameters
    ----------
    code : str
        ``Q-DATE``, ``Q-NO-KEY`` …
    column : str
        The column that it looks at.
    broken : str
        SQL condition.
    """

    code: str
    column: str
    broken: str


def value_of(name: str) -> str:
    """Name under which a column's typed value stands beside its text.

    Examples
    --------
    >>> value_of("score")
    '"=score"'
    """
    return quote(f"={name}")


def rules(spec: Spec, reader: Reader, found: dict[str, str], *, as_of: date) -> list[Rule]:
    """Rules of a table, in the order in which they are tried; they read clean texts, and `values` beside them.

    Parameters
    ----------
    spec : Spec
        The table.
    reader : Reader
        How its clean text is read.
    found : dict of str
        SQL types of the columns that the source gives, by contract name.
    as_of : date
        The day on which the files are read: nothing that happened can be after the day behind it.
    """
    out: list[Rule] = []
    for column in spec.columns:
        if column.name in found and (column.name, spec.name) != ("score", "responses"):
            out += _column_rules(column, spec, reader, found[column.name], as_of=as_of)
    if spec.name == "responses":
        out += _score_rules(reader)
    if spec.name == "orders" and "amount" in found:
        out += _amount_rules(reader, found)
    return out


def _column_rules(column: Column, spec: Spec, reader: Reader, found: str, *, as_of: date) -> list[Rule]:
    text, name = reader.text(column.name), column.name
    out = []
    if column.filled:
        out.append(Rule("Q-NO-KEY" if name in spec.key else "Q-MISSING", name, f"{text} is null"))
    if column.kind != "text" and found == "VARCHAR":
        out.append(Rule("Q-EXCEL-ERROR", name, reader.is_excel_error(name)))
    unread = f"{value_of(name)} is null and {text} is not null"
    if column.kind in {"time", "date"}:
        out += _time_rules(column, reader, found, unread=unread, as_of=as_of)
    if column.kind == "number":
        out += _number_rules(column, reader, unread=unread)
    if column.kind == "flag":
        out.append(Rule("Q-FLAG", name, unread))
    if column.allowed:
        out.append(Rule("Q-CATEGORY", name, f"{text} not in {listed(column.allowed)}"))
    return out


def _time_rules(column: Column, reader: Reader, found: str, *, unread: str, as_of: date) -> list[Rule]:
    text, name = reader.text(column.name), column.name
    value = value_of(name)
    out = [
        Rule("Q-DATE-SERIAL", name, f"{unread} and regexp_full_match({text}, {literal(SERIAL)})"),
        Rule("Q-DATE", name, unread),
        Rule("Q-DATE-RANGE", name, f"{value} < {literal(str(reader.since))} or {value} >= {literal(LAST_DAY)}"),
        Rule("Q-DST", name, reader.missing_hour(name, found)),
    ]
    if column.kind == "time":
        out.append(Rule("Q-FUTURE", name, f"{value} >= {literal(str(as_of + timedelta(days=2)))}"))
    return [rule for rule in out if rule.broken != "false"]


def _number_rules(column: Column, reader: Reader, *, unread: str) -> list[Rule]:
    name = column.name
    money = f"{unread} and regexp_matches({reader.text(name)}, {literal(MONEY)})"
    out = [
        Rule("Q-NOT-FINITE", name, f"{unread} and {reader.too_large(name)}"),
        Rule("Q-CURRENCY", name, money),
        Rule("Q-NUMBER", name, unread),
    ]
    if name == "weight":
        out.append(Rule("Q-WEIGHT", name, f"{value_of(name)} <= 0"))
    if column.least == 0:
        out.append(Rule("Q-NEGATIVE", name, f"{value_of(name)} < 0"))
    limits = [f"{value_of(name)} < {column.least}"] if column.least else []
    limits += [f"{value_of(name)} > {column.most}"] if column.most is not None else []
    return [*out, Rule("Q-RANGE", name, " or ".join(limits))] if limits else out


def _amount_rules(reader: Reader, found: dict[str, str]) -> list[Rule]:
    """Refuse an amount below 0 of an order that did not come back."""
    kept = f"coalesce({reader.text('status')} not in {listed(RETURNED)}, true)" if "status" in found else "true"
    return [Rule("Q-NEGATIVE", "amount", f"{value_of('amount')} < 0 and {kept}")]


def _score_rules(reader: Reader) -> list[Rule]:
    """Scores by the scale declared for their metric; the declared codes for "no answer" are no score."""
    number, metric = value_of("score"), reader.text("metric")
    given = f"{reader.text('score')} is not null and not {NO_ANSWER}"
    unread = f"{number} is null and {given}"
    out = [
        Rule("Q-EXCEL-ERROR", "score", reader.is_excel_error("score")),
        Rule("Q-NOT-FINITE", "score", f"{unread} and {reader.too_large('score')}"),
        Rule("Q-SCORE", "score", unread),
    ]
    for name, scale in reader.config.scale.items():
        here = f"{metric} = {literal(name)} and {given}"
        out.append(Rule("Q-SCORE-RANGE", "score", f"({number} < {scale.min} or {number} > {scale.max}) and {here}"))
        if scale.whole:
            out.append(Rule("Q-SCORE-INTEGER", "score", f"{number} <> floor({number}) and {here}"))
    return out


def score(reader: Reader) -> str:
    """Give the score as a number; a declared label counts as the number it stands for."""
    number = reader.number("score", "VARCHAR")
    text, metric = reader.text("score"), reader.text("metric")
    labels = " ".join(
        f"when {metric} = {literal(name)} and {text} = {literal(label)} then {value}"
        for name, scale in reader.config.scale.items()
        for label, value in scale.labels.items()
    )
    return f"(case {labels} else {number} end)" if labels else number


def missing_code(reader: Reader) -> str:
    """Give the SQL condition: the score is a declared code for "no answer"; 99 and 99.0 are one code."""
    text, metric = reader.text("score"), reader.text("metric")
    number = reader.number("score", "VARCHAR")
    known = []
    for name, scale in reader.config.scale.items():
        numbers = [code for code in scale.missing if _is_number(code)]
        same = [f"{text} in {listed(scale.missing)}"] if scale.missing else []
        same += [f"{number} in ({', '.join(numbers)})"] if numbers else []
        known += [f"({metric} = {literal(name)} and coalesce({' or '.join(same)}, false))"] if same else []
    return " or ".join(known) or "false"


def _is_number(code: str) -> bool:
    return code.lstrip("+-").replace(".", "", 1).isdecimal() and code.isascii()


def values(spec: Spec, reader: Reader, found: dict[str, str]) -> dict[str, str]:
    """Typed expression of each contract column that the source gives, by the name under which it stands."""
    out = {
        value_of(column.name): reader.value(column, found[column.name])
        for column in spec.columns
        if column.name in found
    }
    if spec.name == "responses":
        out |= {value_of("score"): score(reader), NO_ANSWER: missing_code(reader)}
    return out


def used(name: str, spec: Spec) -> str:
    """Give what a checked row holds of a contract column: its value, but no score where the answer is none."""
    value = value_of(name)
    return f"case when not {NO_ANSWER} then {value} end" if (name, spec.name) == ("score", "responses") else value


def check_scales(metrics: list[str], scales: dict[str, Scale], *, file: str) -> None:
    """Refuse a question without a declared scale, and a CES whose direction is not declared."""
    unknown = [name for name in metrics if name not in scales]
    if unknown:
        raise ParameterError(
            "E-SCALE",
            "no scale is declared for {metric!r}.",
            where=file,
            fix='add scale."{metric}" = {{ min = 0, max = 10 }} (its own limits) under [responses] in cx.toml.',
            more=len(unknown) - 1,
            metric=_told(unknown[0]),
        )
    if "ces" in metrics and scales["ces"].high_is not in {"easy", "effort"}:
        raise ParameterError(
            "E-DIRECTION",
            "nothing says whether a high CES means easy or effort.",
            where=file,
            fix='scale.ces = { min = 1, max = 7, high_is = "easy" }.',
        )


def _told(name: str) -> str:
    """Give a name that stands in the data, masked where it looks like somebody's data and no name."""
    return mask(name) if PERSONAL.search(name) or len(name) > LONGEST_NAME else name


def check_currency(currencies: list[str], own: str, *, file: str) -> None:
    """Refuse amounts in another currency than the company's."""
    foreign = [code for code in currencies if code.upper() != own.upper()]
    if foreign:
        raise DataError(
            "E-CURRENCY",
            "amounts in {foreign} stand beside those in {own}.",
            where=file,
            fix="convert them before the export, or report each currency as a company of its own.",
            foreign=", ".join(code if CODE.fullmatch(code) else mask(code) for code in foreign[:SHOWN_CODES]),
            own=own,
        )
