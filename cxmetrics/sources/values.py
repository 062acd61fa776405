"""Text of a source to typed values, as SQL: only by what is declared, and null where it cannot be read."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cxmetrics.contract import Column
from cxmetrics.engine import quote
from cxmetrics.sources import personal
from cxmetrics.sources.config import TableConfig

DAY = r"\d{4}-\d{2}-\d{2}"  # a day without a time is the company's day, whatever the zone of the source
CLOCK = rf"{DAY}[T ]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,9}})?)?"
ZONE = r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"  # no clock is 15 hours off
OFFSET = rf" ?{ZONE}"
DATED = "\x1f"  # behind a date that is typed in a workbook, where texts have a format of their own
SERIAL = r"[2-7]\d{4}([.,]\d+)?"  # days since 1899-12-30, as Excel counts them: 1954 to 2119
EXCEL_DAY_0 = "1899-12-30"
TRUE, FALSE = ("true", "t", "1", "y", "yes"), ("false", "f", "0", "n", "no")
# also no-break and full-width spaces, zero-width ones and the byte order mark
SPACES = " || ".join(["' '", *(f"chr({code})" for code in (9, 10, 13, 31, 160, 12288, 8203, 65279))])
ODD_SPACES = "(160, 12288, 8203, 65279)"
WIDE, NARROW = "０１２３４５６７８９．，－＋：／", "0123456789.,-+:/"
TYPED = {"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "HUGEINT", "UBIGINT", "UINTEGER"}
DIGITS = {"%Y": r"\d{4}", "%j": r"\d{3}", "%f": r"\d{1,9}"} | {f"%{sign}": r"\d{2}" for sign in "mdHIMSy"}
SIGNS = {"%%": "%", "%z": ZONE}
FIRST_DAY = date(2000, 1, 1)  # an earlier day is a slip, unless the company declares an older history
EXCEL_ERRORS = ("#REF!", "#NAME?", "#N/A", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
MOST = 1e15  # a larger number is no amount, score or duration of anybody's


def literal(text: str) -> str:
    """Quote a value for SQL where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"


def listed(values: tuple[str, ...]) -> str:
    """Write values as a list for ``in``."""
    return "(" + ", ".join(literal(value) for value in values) + ")"


def escaped(text: str) -> str:
    """Text with the signs of regular expressions taken literally."""
    return "".join(f"\\{sign}" if sign in r".^$*+?()[]{}|\\" else sign for sign in text)


def trimmed(text: str) -> str:
    """Give the text without outer white space, null where nothing is left; most texts have none, which is seen fast."""
    ends = (text, f"right({text}, 1)")
    bare = " and ".join(f"unicode({end}) > 32 and unicode({end}) not in {ODD_SPACES}" for end in ends)
    return f"(case when {bare} then {text} else nullif(trim({text}, {SPACES}), '') end)"


@functools.cache
def changes_clock(zone: str) -> bool:
    """Whether a zone's offset has changed since 2000: only there can a local time be missing or occur twice.

    Examples
    --------
    >>> changes_clock("Asia/Seoul"), changes_clock("America/New_York")
    (False, True)
    """
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return len({(start + timedelta(days=30 * i)).astimezone(ZoneInfo(zone)).utcoffset() for i in range(360)}) > 1


@dataclass(frozen=True)
class Reader:
    """How the text of a table is read: declared formats, and the zones of source and company.

    Parameters
    ----------
    config : TableConfig
        What is declared of the table.
    zone : str
        Zone of the company, in whose wall time all times are kept.
    since : date
        First day on which anything of the company's can have happened.
    clean : bool, default False
        Whether its columns are those of `cleaned` already, so that nothing is trimmed twice.
    """

    config: TableConfig
    zone: str
    since: date = FIRST_DAY
    clean: bool = False

    @property
    def source_zone(self) -> str:
        """Zone of times that name none."""
        return self.config.timezone or self.zone

    def text(self, column: str) -> str:
        """Trimmed text; null where empty, or where it is a declared word for "no value"."""
        if self.clean:
            return f"cast({quote(column)} as varchar)"
        text = trimmed(f"cast({quote(column)} as varchar)")
        return f"(case when {text} not in {listed(self.config.na_values)} then {text} end)" if self.has_na else text

    @property
    def has_na(self) -> bool:
        """Whether words for "no value" are declared."""
        return bool(self.config.na_values)

    def cleaned(self, name: str, kind: str, found: str) -> str:
        """Text of a column as rules want it: trimmed, digits plain, Hangul put together; typed values as they are."""
        if found != "VARCHAR":
            return quote(name)
        if kind in {"time", "date"}:
            return self._when(name)
        if kind == "number":
            return self._plain(name)
        return self.text(name) if kind == "text" else self.name(name)

    def value(self, column: Column, found: str) -> str:
        """Typed value, null where it cannot be read."""
        if column.kind in {"time", "date"}:
            moment = self._moment(column.name, found)
            return f"cast({moment} as date)" if column.kind == "date" else moment
        if column.kind == "number":
            return self.number(column.name, found)
        if column.kind == "flag":
            return self._flag(column.name)
        if column.kind == "text":
            return personal.masked(self.text(column.name))
        return self.name(column.name)

    def name(self, column: str) -> str:
        """Text of an identifier or category: Hangul that is stored in parts is put together."""
        return self.text(column) if self.clean else f"nfc_normalize({self.text(column)})"

    def is_excel_error(self, column: str) -> str:
        """Give the SQL condition: the text is an error of Excel, as it is saved to CSV."""
        return f"coalesce({self.text(column)} in {listed(EXCEL_ERRORS)}, false)"

    def _plain(self, column: str) -> str:
        """Text in which full-width digits are plain ones."""
        text = self.text(column)
        if self.clean:
            return text
        plain = f"translate({text}, {literal(WIDE)}, {literal(NARROW)})"
        return f"(case when strlen({text}) = length({text}) then {text} else {plain} end)"

    def _when(self, column: str) -> str:
        """Plain text of a time; where texts have a format of their own, a typed one keeps its mark."""
        plain, name = self._plain(column), quote(column)
        if self.clean or not self.config.time_format:
            return plain
        return f"(case when right(cast({name} as varchar), 1) = {literal(DATED)} then {name} else {plain} end)"

    def number(self, column: str, found: str) -> str:
        """Give the number, null where it is none; signs, marks and suffixes only as declared."""
        if found in TYPED or found.startswith("DECIMAL"):
            value = f"cast({quote(column)} as double)"
            return f"(case when abs({value}) < {MOST} then {value} end)"
        text = self._bare_number(column)
        mark, decimal = escaped(self.config.thousands), escaped(self.config.decimal)
        whole = rf"(\d+|\d{{1,3}}({mark}\d{{3}})+)" if mark else r"\d+"
        exponent = r"([eE][+-]?\d+)?"
        readable = rf"[+-]?({whole}({decimal}\d*)?|{decimal}\d+){exponent}"
        plain = f"replace({text}, {literal(self.config.thousands)}, '')" if mark else text
        plain = f"replace({plain}, ',', '.')" if self.config.decimal == "," else plain
        value = f"try_cast({plain} as double)"
        return f"(case when regexp_full_match({text}, {literal(readable)}) and abs({value}) < {MOST} then {value} end)"

    def too_large(self, column: str) -> str:
        """Give the SQL condition: the text is a number, but none that is finite and meant."""
        text = f"lower({self._bare_number(column)})"
        return f"coalesce(not (abs(try_cast({text} as double)) < {MOST}), false)"

    def _bare_number(self, column: str) -> str:
        """Text of a number: full-width digits as plain ones, without declared prefix and suffix."""
        text = self._plain(column)
        for pattern in (self.config.prefix and f"^{escaped(self.config.prefix)}\\s*",
                        self.config.suffix and f"\\s*{escaped(self.config.suffix)}$"):  # fmt: skip
            text = f"regexp_replace({text}, {literal(pattern)}, '')" if pattern else text
        return text

    def _flag(self, column: str) -> str:
        text = f"lower({self.text(column)})"
        return f"(case when {text} in {listed(TRUE)} then true when {text} in {listed(FALSE)} then false end)"

    def naive(self, column: str, found: str) -> str:
        """Wall time of a text or value that names no zone, null where it names one."""
        if found.startswith("TIMESTAMP"):
            return (
                f"cast({quote(column)} as timestamp)"
                if found != "TIMESTAMP WITH TIME ZONE"
                else "cast(null as timestamp)"
            )
        if found.startswith("DATE"):
            return "cast(null as timestamp)"
        text, form = self._when(column), self.config.time_format
        if form:
            typed = _typed(text, CLOCK)
            return typed if _names_zone(form) else f"coalesce({parsed(text, form)}, {typed})"
        return f"(case when regexp_full_match({text}, {literal(CLOCK)}) then try_cast({text} as timestamp) end)"

    def missing_hour(self, column: str, found: str) -> str:
        """Give the SQL condition: the wall time was skipped when the clock was put forward."""
        if not changes_clock(self.source_zone):
            return "false"
        naive, zone = self.naive(column, found), literal(self.source_zone)
        return f"coalesce((({naive} at time zone {zone}) at time zone {zone}) <> {naive}, false)"

    def double_hour(self, column: str, found: str) -> str:
        """Give the SQL condition: the wall time occurred twice when the clock was put back."""
        if not changes_clock(self.source_zone):
            return "false"
        naive, zone = self.naive(column, found), literal(self.source_zone)
        earlier = f"((({naive} at time zone {zone}) - interval 1 hour) at time zone {zone})"
        return f"coalesce({earlier} = {naive}, false)"

    def _moment(self, column: str, found: str) -> str:
        """Wall time of the company, null where it cannot be read."""
        mine = literal(self.zone)
        if found == "TIMESTAMP WITH TIME ZONE":
            return f"({quote(column)} at time zone {mine})"
        if found.startswith("DATE"):
            return f"cast({quote(column)} as timestamp)"
        local = self._local(column, found)
        if found.startswith("TIMESTAMP"):
            return local
        text, form, ways = self._when(column), self.config.time_format, []
        if form:
            ways += [f"{parsed(text, form)} at time zone {mine}"] if _names_zone(form) else []
            ways += [local, _typed(text, DAY)]
        else:
            ways.append(f"case when regexp_full_match({text}, {literal(DAY)}) then try_cast({text} as timestamp) end")
            ways.append(local)
            near = f"replace(replace(replace({text}, ' +', '+'), ' -', '-'), ' Z', 'Z')"
            full = f"regexp_full_match({text}, {literal(CLOCK + OFFSET)})"
            ways.append(f"case when {full} then try_cast({near} as timestamptz) end at time zone {mine}")
        if self.config.excel_serial:
            number = f"try_cast(replace({text}, ',', '.') as double)"
            days = f"to_microseconds(cast(round({number} * 86400) as bigint) * 1000000)"
            serial = f"regexp_full_match({text}, {literal(SERIAL)})"
            ways.append(f"case when {serial} then timestamp {literal(EXCEL_DAY_0)} + {days} end")
        return f"coalesce({', '.join(ways)})"

    def _local(self, column: str, found: str) -> str:
        """Wall time without a zone, brought to the company's; of an hour that occurs twice, the first."""
        naive = self.naive(column, found)
        if self.source_zone == self.zone:
            return naive
        moment = f"({naive} at time zone {literal(self.source_zone)})"
        if changes_clock(self.source_zone):
            moment = f"(case when {self.double_hour(column, found)} then {moment} - interval 1 hour else {moment} end)"
        return f"({moment} at time zone {literal(self.zone)})"


def _typed(text: str, pattern: str) -> str:
    """Moment of a time that is typed in a workbook, null of all others."""
    plain = f"try_cast(rtrim({text}, {literal(DATED)}) as timestamp)"
    return f"case when regexp_full_match({text}, {literal(pattern + DATED)}) then {plain} end"


def parsed(text: str, form: str) -> str:
    """Moment of a text in a declared format, null where it has another.

    Numbers that stand side by side must have all their digits: of 2026101 nobody knows the month. An offset must be
    one that clocks have.
    """
    parts = re.findall(r"%-?.|[^%]+", form)
    side_by_side = {at for i in range(len(parts) - 1) if {*parts[i : i + 2]} <= {*DIGITS} for at in (i, i + 1)}
    moment = f"try_strptime({text}, {literal(form)})"
    if not side_by_side and "%z" not in parts:
        return moment
    pattern = "".join(
        DIGITS[part] if i in side_by_side else SIGNS.get(part, ".+") if part[0] == "%" else escaped(part)
        for i, part in enumerate(parts)
    )
    return f"case when regexp_full_match({text}, {literal(pattern)}) then {moment} end"


def _names_zone(time_format: str) -> bool:
    return "%z" in time_format or "%Z" in time_format
