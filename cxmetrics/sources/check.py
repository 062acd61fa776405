"""Rules of the contract as SQL: each row is cast, and used or set aside with the first rule it breaks."""

from __future__ import annotations

from dataclasses import dataclass

from cxmetrics.contract import Column, Spec
from cxmetrics.engine import quote
from cxmetrics.errors import ParameterError
from cxmetrics.sources.config import Scale, TableConfig

ISO_TIME = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?)?"
ISO_DAY = r"\d{4}-\d{2}-\d{2}"  # a day without a time is the company's day, whatever the zone of the source
NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
TRUE, FALSE = ("true", "t", "1", "y", "yes"), ("false", "f", "0", "n", "no")
SPACES = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)"  # also no-break and full-width ones
FIRST_DAY = "2000-01-01"
TYPED = {"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "HUGEINT"}


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


@dataclass(frozen=True)
class Reader:
    """How the text of a table is read: declared formats, and the zones of source and company."""

    config: TableConfig
    zone: str

    def text(self, column: str) -> str:
        """Trimmed text, null where empty."""
        return f"nullif(trim(cast({quote(column)} as varchar), {SPACES}), '')"

    def value(self, column: Column, found: str) -> str:
        """Typed value, null where it cannot be read."""
        if column.kind in {"time", "date"}:
            moment = self._time(column.name, found)
            return f"cast({moment} as date)" if column.kind == "date" else moment
        if column.kind == "number":
            return self.number(column.name, found)
        if column.kind == "flag":
            return self._flag(column.name)
        return self.text(column.name)

    def _time(self, column: str, found: str) -> str:
        if found == "TIMESTAMP WITH TIME ZONE":
            return f"({quote(column)} at time zone {literal(self.zone)})"
        if found.startswith(("TIMESTAMP", "DATE")):
            return f"(cast({quote(column)} as timestamptz) at time zone {literal(self.zone)})"
        text = self.text(column)
        if self.config.time_format:
            read = f"try_strptime({text}, {literal(self.config.time_format)})"
        else:
            read = f"case when regexp_full_match({text}, {literal(ISO_TIME)}) then try_cast({text} as timestamptz) end"
            day = f"case when regexp_full_match({text}, {literal(ISO_DAY)}) then try_cast({text} as timestamp) end"
            return f"coalesce({day}, cast({read} as timestamptz) at time zone {literal(self.zone)})"
        return f"(cast({read} as timestamptz) at time zone {literal(self.zone)})"

    def number(self, column: str, found: str) -> str:
        """Give the number, null where it is none; signs and suffixes only as declared."""
        if found in TYPED or found.startswith("DECIMAL"):
            return f"(case when isfinite(cast({quote(column)} as double)) then cast({quote(column)} as double) end)"
        text = self.text(column)
        if self.config.suffix:
            text = f"trim(regexp_replace({text}, {literal(_escape(self.config.suffix) + '$')}, ''))"
        if self.config.thousands:
            text = f"replace({text}, {literal(self.config.thousands)}, '')"
        return f"(case when regexp_full_match({text}, {literal(NUMBER)}) then try_cast({text} as double) end)"

    def _flag(self, column: str) -> str:
        text = f"lower({self.text(column)})"
        return f"(case when {text} in {_list(TRUE)} then true when {text} in {_list(FALSE)} then false end)"


def literal(text: str) -> str:
    """Quote a value for SQL where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"


def _list(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(literal(value) for value in values) + ")"


def _escape(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r".^$*+?()[]{}|\\" else sign for sign in text)


def rules(spec: Spec, reader: Reader, found: dict[str, str]) -> list[Rule]:
    """Rules of a table, in the order in which they are tried."""
    out: list[Rule] = []
    for column in spec.columns:
        if column.name in found and (column.name, spec.name) != ("score", "responses"):
            out += _column_rules(column, spec, reader, found[column.name])
    return out + (_score_rules(reader) if spec.name == "responses" else [])


def _column_rules(column: Column, spec: Spec, reader: Reader, found: str) -> list[Rule]:
    text, value, name = reader.text(column.name), reader.value(column, found), column.name
    out = []
    if column.filled:
        out.append(Rule("Q-NO-KEY" if name in spec.key else "Q-MISSING", name, f"{text} is null"))
    unreadable = {"time": "Q-DATE", "date": "Q-DATE", "number": "Q-NUMBER", "flag": "Q-FLAG"}.get(column.kind)
    if unreadable:
        out.append(Rule(unreadable, name, f"{text} is not null and {value} is null"))
    if name == "weight":
        out.append(Rule("Q-WEIGHT", name, f"{value} <= 0"))
    if column.kind in {"time", "date"}:
        out.append(Rule("Q-DATE-RANGE", name, f"{value} < {literal(FIRST_DAY)} or year({value}) > 2100"))
    if column.allowed:
        out.append(Rule("Q-CATEGORY", name, f"{text} not in {_list(column.allowed)}"))
    return out


def _score_rules(reader: Reader) -> list[Rule]:
    """Scores by the scale declared for their metric; the declared codes for "no answer" are no score."""
    number = reader.number("score", "VARCHAR")
    text, metric = reader.text("score"), reader.text("metric")
    given = f"{text} is not null and not ({missing_code(reader)})"
    out = [Rule("Q-SCORE", "score", f"{given} and {number} is null")]
    for name, scale in reader.config.scale.items():
        here = f"{metric} = {literal(name)} and {given}"
        out.append(Rule("Q-SCORE-RANGE", "score", f"{here} and ({number} < {scale.min} or {number} > {scale.max})"))
        if scale.whole:
            out.append(Rule("Q-SCORE-INTEGER", "score", f"{here} and {number} <> floor({number})"))
    return out


def missing_code(reader: Reader) -> str:
    """Give the SQL condition: the score is a declared code for "no answer"."""
    text, metric = reader.text("score"), reader.text("metric")
    known = [
        f"({metric} = {literal(name)} and {text} in {_list(scale.missing)})"
        for name, scale in reader.config.scale.items()
        if scale.missing
    ]
    return " or ".join(known) or "false"


def values(spec: Spec, reader: Reader, found: dict[str, str]) -> dict[str, str]:
    """Typed expression of each contract column that the source gives."""
    out = {column.name: reader.value(column, found[column.name]) for column in spec.columns if column.name in found}
    if spec.name == "responses":
        out["score"] = f"case when not ({missing_code(reader)}) then {reader.number('score', 'VARCHAR')} end"
    return out


def check_scales(metrics: list[str], scales: dict[str, Scale], *, file: str) -> None:
    """Refuse a question without a declared scale, and a CES whose direction is not declared."""
    unknown = [name for name in metrics if name not in scales]
    if unknown:
        raise ParameterError(
            "E-SCALE",
            f"no scale is declared for {unknown[0]!r}.",
            where=file,
            fix=f"add scale.{unknown[0]} = {{ min = 0, max = 10 }} (its own limits) under [responses] in cx.toml.",
            more=len(unknown) - 1,
        )
    if "ces" in metrics and scales["ces"].high_is not in {"easy", "effort"}:
        raise ParameterError(
            "E-DIRECTION",
            "nothing says whether a high CES means easy or effort.",
            where=file,
            fix='scale.ces = { min = 1, max = 7, high_is = "easy" }.',
        )
