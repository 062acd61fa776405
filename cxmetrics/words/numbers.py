"""Numbers, dates and periods in the reader's language: rounded half away from zero, no negative zero."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_currency, format_currency, format_decimal, get_currency_precision

from cxmetrics.estimate import round_half_away
from cxmetrics.frames import every_of, period_span

MINUS = "−"
MISSING = "–"
WHOLE_FROM = 1000  # amounts from here on have no decimals
SHORT = 3  # significant digits of a shortened amount
NO_BREAK = "\u00a0"  # the space within an amount, at which no line ends
MYRIADS = {10**12: "조", 10**8: "억", 10**4: "만", 1: ""}


@dataclass(frozen=True)
class Value:
    """A number with its unit, to be written later in any language.

    Parameters
    ----------
    raw : float, int or str
        Shares as 0 to 1; months, days and periods as their ISO label.
    unit : str
        points, share, count, month, date, period, text, days, level, ``money-KRW`` (an ISO 4217 code),
        ``short_money-KRW`` (three significant digits) …; ``signed_`` before a unit shows the sign;
        ``signed_share`` is in percentage points.
    digits : int, default 1
        Decimals shown.
    """

    raw: Any
    unit: str
    digits: int = 1

    def to_json(self) -> dict[str, Any]:
        """Give a JSON form, in which NaN is null."""
        return {"v": _plain(self), "u": self.unit, "d": self.digits}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Value:
        """Give back what `to_json` made."""
        return cls(data["v"], data["u"], data["d"])


def _plain(value: Value) -> Any:
    """Give the number with no more digits than it is shown with: what is not shown is not published."""
    if value.raw is None or isinstance(value.raw, str):
        return value.raw
    number = float(value.raw)
    if math.isnan(number):
        return None
    if value.unit in {"count", "days"}:
        return int(number)
    if "short_money-" in value.unit:
        return significant(number)
    hundredths = value.unit.removeprefix("signed_") in {"share", "level", "percentage_points"}
    return round_half_away(number, value.digits + 2 * hundredths)


def significant(number: float, digits: int = SHORT) -> float:
    """Round to significant digits, half away from zero.

    Examples
    --------
    >>> significant(-10_350_400.0), significant(0.0123456, 2), significant(0.0)
    (-10400000.0, 0.012, 0.0)
    """
    return round_half_away(number, digits - 1 - math.floor(math.log10(abs(number)))) if number else 0.0


def decimals(n: float | None) -> int:
    """Decimals that a base of ``n`` allows: none below 100, so that no single answer can be had back.

    Examples
    --------
    >>> decimals(2746), decimals(99)
    (1, 0)
    """
    return 1 if n is not None and not math.isnan(n) and n >= 100 else 0  # noqa: PLR2004 - as documented


def write(value: Value, lang: str) -> str:
    r"""Write a value in a language; a missing one is a dash.

    Examples
    --------
    >>> write(Value(0.2345, "share"), "en"), write(Value(-3.05, "signed_points"), "ko")
    ('23.5%', '−3.1')
    >>> write(Value(12900.4, "money-KRW"), "ko"), write(Value(129.5, "money-USD"), "en")
    ('12,900원', '$129.50')
    >>> write(Value(-745_123_456, "short_money-KRW"), "ko"), write(Value(-745_123_456, "short_money-KRW"), "en")
    ('−7억\xa04,500만원', '−₩745M')
    >>> write(Value("2026-10", "month"), "ko"), write(Value("2026-10", "month"), "en")
    ('2026년 10월', 'October 2026')
    >>> write(Value("2026-09/2026-10", "month"), "ko"), write(Value("2026-09/2026-10", "month"), "en")
    ('2026년 9~10월', 'September and October 2026')
    """
    if value.raw is None or (isinstance(value.raw, float) and math.isnan(value.raw)):
        return MISSING
    signed = value.unit.startswith("signed_")
    unit = value.unit.removeprefix("signed_")
    if unit in _DATES:
        return _DATES[unit](str(value.raw), lang)
    if unit == "text":
        return str(value.raw)
    if unit.startswith("short_money-"):
        return _short_money(float(value.raw), unit.removeprefix("short_money-"), lang=lang, signed=signed)
    if unit.startswith("money-"):
        return _money(float(value.raw), unit.removeprefix("money-"), lang=lang, signed=signed)
    return _number(float(value.raw), unit, value.digits, lang=lang, signed=signed)


def _number(raw: float, unit: str, digits: int, *, lang: str, signed: bool) -> str:
    scale = 100 if unit in {"share", "level", "percentage_points"} else 1
    digits = 0 if unit in {"count", "days", "level"} else digits
    number = round_half_away(raw * scale, digits)
    text = format_decimal(Decimal(f"{abs(number):.{digits}f}"), format=_pattern(digits), locale=lang)
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    suffix = "%" if unit in {"share", "level"} and not signed else ""
    return f"{sign}{text}{suffix}"


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _money(amount: float, currency: str, *, lang: str, signed: bool) -> str:
    """Write an amount, without decimals where the currency has none or the amount is large."""
    digits = 0 if abs(amount) >= WHOLE_FROM else get_currency_precision(currency)
    number = round_half_away(amount, digits)
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    if (currency, lang) == ("KRW", "ko"):
        return f"{sign}{_number(abs(number), 'money', 0, lang=lang, signed=False)}원"
    text = format_currency(Decimal(f"{abs(number):.{digits}f}"), currency, locale=lang, currency_digits=False,
                           format=f"¤{_pattern(digits)}")  # fmt: skip
    return f"{sign}{text}"


def _short_money(amount: float, currency: str, *, lang: str, signed: bool) -> str:
    """Write an amount by its three leading digits, in the large units of the language."""
    number = round_half_away(significant(amount), get_currency_precision(currency))
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    if (currency, lang) == ("KRW", "ko"):
        return f"{sign}{_in_myriads(round(abs(number)))}원"
    return f"{sign}{format_compact_currency(Decimal(repr(abs(number))), currency, locale=lang, fraction_digits=2)}"


def _in_myriads(whole: int) -> str:
    """Write a whole number as Korean reads it: 7억 4,500만, in one piece."""
    said = []
    for size, name in MYRIADS.items():
        count, whole = divmod(whole, size)
        said += [f"{count:,}{name}"] if count else []
    return NO_BREAK.join(said) or "0"


def _month(label: str, lang: str) -> str:
    """Write a month, or the months of one year that are taken together."""
    first, last = period_span(label)
    if first.month == last.month:
        return str(format_skeleton("yMMMM", first, locale=lang))
    if lang == "ko":
        return f"{first.year}년 {first.month}~{last.month}월"
    between = " and " if last.month == first.month + 1 else " to "
    return f"{format_date(first, 'MMMM', locale=lang)}{between}{format_skeleton('yMMMM', last, locale=lang)}"


def _short_month(label: str, lang: str) -> str:
    first, last = period_span(label)
    if lang == "ko":  # 26.10; of two months 26년 9~10월, which no one takes for a number
        return (
            f"{first:%y}.{first.month}" if first.month == last.month else f"{first:%y}년 {first.month}~{last.month}월"
        )
    short = str(format_skeleton("yMMM", last, locale=lang))
    return short if first.month == last.month else f"{format_skeleton('MMM', first, locale=lang)}–{short}"


def _date(label: str, lang: str) -> str:
    return str(format_date(date.fromisoformat(label), format="long", locale=lang))


def _period(label: str, lang: str) -> str:
    return _month(label, lang) if every_of(label) == "month" else label


_DATES: dict[str, Callable[[str, str], str]] = {
    "month": _month,
    "short_month": _short_month,
    "date": _date,
    "period": _period,
}
