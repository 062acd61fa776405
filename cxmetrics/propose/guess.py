"""What a file probably is: table or map, which column is which, and how its values are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cxmetrics.contract import TABLES, Column
from cxmetrics.propose.look import Look
from cxmetrics.propose.names import KNOWN, plain, question_of
from cxmetrics.sources.values import CLOCK, DAY, OFFSET, SERIAL

TRIED = 2_000  # values of a column
TIME_FORMATS = (
    "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d", "%Y. %m. %d %H:%M:%S", "%Y. %m. %d", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y%m%d%H%M%S", "%Y%m%d", "%Y-%m-%d %H시 %M분", "%Y년 %m월 %d일",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %I:%M %p",
)  # fmt: skip
ISO, EXCEL = "ISO", "excel_serial"
SCALES = ((0, 10), (1, 5), (1, 7), (1, 10), (0, 5), (0, 100))
CODES = {"99", "999", "98", "-1", "-9", "-99", "77", "88", "9999"}
MOST_CODES, SLIPS = 3, 0.01  # kinds of such codes, and the share of answers that may be neither
MANY_LINES = 1.02  # different rows an order; fewer are slips, not lines
CURRENCIES = {"KRW", "USD", "EUR", "JPY", "GBP", "BRL", "R$", "US$"}  # signs of letters that are no part of a code
ENOUGH = 0.5  # of the required columns must be found


@dataclass
class Guess:
    """What one file is taken for.

    Parameters
    ----------
    look : Look
        The file.
    table : str
        Contract table.
    columns : dict of str
        Column of the file for each contract column that was found.
    unpivot : dict of str
        Column of the file for each survey question, where each has one of its own.
    lines_by : str, optional
        Column that names the order, where a row is a line of one.
    """

    look: Look
    table: str
    columns: dict[str, str]
    unpivot: dict[str, str] = field(default_factory=dict)
    lines_by: str | None = None

    @property
    def missing(self) -> list[str]:
        """Required columns that were not found."""
        wide = {"metric", "score"} if self.unpivot else set()
        return [name for name in TABLES[self.table].required if name not in self.columns and name not in wide]

    def values(self, column: str) -> list[Any]:
        """Values of a contract column, empty where the file has none."""
        return self.look.columns[self.columns[column]] if column in self.columns else []


def guess(look: Look) -> list[Guess]:
    """Tables that a file may hold, the likeliest first."""
    found = [_as_table(look, name) for name in TABLES]
    found = [one for one in found if _share(one) >= ENOUGH]
    return sorted(found, key=lambda one: (-len(one.columns) - len(one.unpivot), -_share(one)))


def _share(one: Guess) -> float:
    needed = TABLES[one.table].required
    return 1 - len(one.missing) / len(needed)


def _as_table(look: Look, table: str) -> Guess:
    spec, by_name = TABLES[table], {plain(name): name for name in look.columns}
    columns: dict[str, str] = {}
    for column in spec.columns:
        wanted = [column.name, *KNOWN[table].get(column.name, ())]
        hit = next((by_name[plain(name)] for name in wanted if plain(name) in by_name), None)
        if hit is not None and hit not in columns.values() and _can_be(column, look, hit):
            columns[column.name] = hit
    one = Guess(look, table, columns)
    if table == "responses" and "metric" not in columns:
        one.unpivot = _questions(look, columns)
        if one.unpivot:
            columns.pop("score", None)
    if table == "orders" and "order_id" in columns:
        one.lines_by = _lines_by(look, columns["order_id"])
    return one


def _can_be(column: Column, look: Look, name: str) -> bool:
    """Tell whether a column's values can be of the kind that the contract wants."""
    values = look.columns[name][:TRIED]
    if column.kind in {"time", "date"}:
        return not values or bool(time_formats(values))
    if column.kind == "number" and column.name != "score":
        return not values or number_marks(look.texts(name)[:TRIED]) is not None
    return True


def _questions(look: Look, columns: dict[str, str]) -> dict[str, str]:
    """Columns that each hold the answers to one question, by the question."""
    out: dict[str, str] = {}
    for name in look.columns:
        metric = question_of(name)
        taken = name in columns.values() and name != columns.get("score")
        if metric and not taken and metric not in out and scale_of(look.texts(name)) is not None:
            out[metric] = name
    if not out and "score" in columns and scale_of(look.texts(columns["score"])) is not None:
        low, high, _ = scale_of(look.texts(columns["score"])) or (0, 10, ())
        out["nps" if (low, high) == (0, 10) else "csat"] = columns["score"]
    return out


def _lines_by(look: Look, order: str) -> str | None:
    """Give the order's column, where one order has several rows that are not copies of each other."""
    return order if look.kinds() > MANY_LINES * look.kinds(order) else None


def time_formats(values: list[Any]) -> list[str]:
    """Every format in which all values can be read: ``ISO``, ``excel_serial`` or those of ``strptime``.

    Examples
    --------
    >>> time_formats(["2026.10.01 09:30"]), time_formats(["01/02/2026"])
    (['%Y.%m.%d %H:%M'], ['%m/%d/%Y', '%d/%m/%Y'])
    """
    tried = values[:TRIED]
    if not all(isinstance(value, str) for value in tried):
        return [] if any(isinstance(value, int | float | bool) for value in tried) else [ISO]
    texts = [value.strip() for value in tried]
    if all(re.fullmatch(f"{CLOCK}({OFFSET})?|{DAY}", text) for text in texts):
        return [ISO]
    if all(re.fullmatch(SERIAL, text) for text in texts):
        return [EXCEL]
    return [one for one in TIME_FORMATS if all(_parses(text, one) for text in texts)]


def _parses(text: str, time_format: str) -> bool:
    try:
        return 2000 <= datetime.strptime(text, time_format).year <= 2100  # noqa: PLR2004 - wall times of this age
    except ValueError:
        return False


def number_marks(texts: list[str]) -> dict[str, str] | None:
    """Find the marks with which all numbers of a column can be read, as entries of cx.toml; None where some are none.

    Examples
    --------
    >>> number_marks(["12,900원", "800원"]), number_marks(["1.234,50", "99,90"]), number_marks(["A4"])
    ({'suffix': '원', 'thousands': ','}, {'thousands': '.', 'decimal': ','}, None)
    """
    shape = re.compile(r"([^\d+\-.,]*)[+-]?[\d.,]+([^\d.,]*)")
    found = [shape.fullmatch(text) for text in texts]
    signs = {(hit[1].strip(), hit[2].strip()) for hit in found if hit}
    letters = {sign for pair in signs for sign in pair if re.search("[A-Za-z]", sign)}
    if not all(found) or len(signs) != 1 or letters - CURRENCIES:
        return None
    marks = {name: sign for name, sign in zip(("prefix", "suffix"), signs.pop(), strict=True) if sign}
    bare = [re.sub(r"[^\d.,]", "", text) for text in texts]
    for thousands, decimal in (("", "."), (",", "."), (".", ","), ("", ",")):
        whole = rf"(\d+|\d{{1,3}}({re.escape(thousands)}\d{{3}})+)" if thousands else r"\d+"
        if all(re.fullmatch(rf"{whole}({re.escape(decimal)}\d+)?", text) for text in bare):
            marks |= {"thousands": thousands} if thousands else {}
            return marks | ({"decimal": decimal} if decimal == "," else {})
    return None


def scale_of(texts: list[str], *, of: Sequence[tuple[int, int]] = SCALES) -> tuple[int, int, tuple[str, ...]] | None:
    """Smallest usual scale that holds all answers but codes for "no answer": low, high and those codes.

    Examples
    --------
    >>> scale_of(["9", "10", "0", "99"] + ["8"] * 20), scale_of(["5", "1"]), scale_of(["친절해요"])
    ((0, 10, ('99',)), (1, 5, ()), None)
    """
    if not texts or not all(re.fullmatch(r"-?\d+(\.0)?", text) for text in texts):
        return None
    counts = Counter(text.removesuffix(".0") for text in texts)
    for low, high in sorted(of, key=lambda scale: scale[1]):
        outside = {text for text in counts if not low <= int(text) <= high}
        codes = outside & CODES
        if sum(counts[text] for text in outside - codes) <= SLIPS * len(texts) and len(codes) <= MOST_CODES:
            return low, high, tuple(sorted(codes, key=int))
    return None
