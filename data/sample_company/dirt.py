"""What is wrong with the files on purpose: known rows, known counts, and no influence on the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from chance import Ints

Row = list[str]
Table = list[Row]
FULL_SIZE: Final = 20_000  # customers for whom the counts of PLAN are meant
MISSING_CODE: Final = "99"
MISSING_CODE_SHARE: Final = 0.005  # of the NPS answers
OUT_OF_SCALE: Final = ("11", "-1")
UNKNOWN_ORDER: Final = "20990101-{:07d}"


@dataclass(frozen=True)
class Rule:
    """A kind of fault: rows that may have it, and what it does to such a row (None: the row is repeated)."""

    may_have: Callable[[Row], bool]
    spoil: Callable[[Row, int], Row] | None


def _is_nps(row: Row) -> bool:
    return "nps" in row


def _is_cancelled(row: Row) -> bool:
    return "cancelled" in row and _has_customer(row)


def _any(row: Row) -> bool:
    return bool(row)


def _has_customer(row: Row) -> bool:
    return row[1] != ""


def _score(row: Row, score: str) -> Row:
    return [*row[:3], score, *row[4:]]


def _blank_key(row: Row, _: int) -> Row:
    return ["", *row[1:]]


def _short(row: Row, _: int) -> Row:
    return row[:-1]


def _is_delivered(row: Row) -> bool:
    return row[4] != ""


def _is_return(row: Row) -> bool:
    return row[2] == "return" and row[6] == "refunded" and row[3] != "size"  # a refused exchange stays whole


def _swapped(row: Row, _: int) -> Row:
    """Dispatch and delivery, taken for each other."""
    return [*row[:2], row[4], row[3], row[2], *row[5:]]


# orders that are set aside are cancelled ones, which count in no metric
ORDER_RULES: Final = {
    "short_row": Rule(_is_cancelled, _short),
    "blank_key": Rule(_is_cancelled, _blank_key),
    "exact_duplicate": Rule(_has_customer, None),
}
RESPONSE_RULES: Final = {
    "missing_code": Rule(_is_nps, lambda row, _: _score(row, MISSING_CODE)),
    "out_of_scale": Rule(_is_nps, lambda row, turn: _score(row, OUT_OF_SCALE[turn % 2])),
    "short_row": Rule(_any, _short),
    "blank_key": Rule(_any, _blank_key),
    "exact_duplicate": Rule(_any, None),
}
CUSTOMER_RULES: Final = {"exact_duplicate": Rule(_any, None)}
DELIVERY_RULES: Final = {
    "delivered_before_dispatch": Rule(_is_delivered, _swapped),
    "orphan": Rule(_any, lambda row, turn: [UNKNOWN_ORDER.format(turn), *row[1:]]),
    "blank_key": Rule(_any, _blank_key),
    "exact_duplicate": Rule(_any, None),
}
RETURN_RULES: Final = {
    "orphan": Rule(_is_return, lambda row, turn: [UNKNOWN_ORDER.format(turn), *row[1:]]),
    "unknown_category": Rule(_is_return, lambda row, _: [*row[:6], "lost", *row[7:]]),
    "exact_duplicate": Rule(_any, None),
}
TICKET_RULES: Final = {
    "unknown_category": Rule(_any, lambda row, _: [*row[:6], "ai", *row[7:]]),
    "blank_key": Rule(_any, _blank_key),
    "short_row": Rule(_any, _short),
    "exact_duplicate": Rule(_any, None),
}

# rows a file, by rule, for the full size
PLAN: Final[dict[str, dict[str, int]]] = {
    "customers.csv": {"exact_duplicate": 4},
    "orders-2024.csv": {"exact_duplicate": 6},
    "orders-2025.csv": {"short_row": 7, "blank_key": 5, "exact_duplicate": 9},
    "orders-2026.csv": {"blank_key": 4, "exact_duplicate": 12},
    "responses.csv": {"out_of_scale": 14, "short_row": 9, "blank_key": 6, "exact_duplicate": 11},
    "deliveries.csv": {"delivered_before_dispatch": 15, "orphan": 8, "blank_key": 6, "exact_duplicate": 10},
    "returns.csv": {"orphan": 6, "unknown_category": 4, "exact_duplicate": 5},
    "tickets.csv": {"unknown_category": 5, "blank_key": 4, "short_row": 5, "exact_duplicate": 6},
    "touchpoints.parquet": {"exact_duplicate": 20, "blank_touchpoint": 8},
    "initiatives.csv": {},
}


def plan(file: str, rows: Table, customers: int) -> dict[str, int]:
    """Faulty rows of a file by rule: the plan in proportion to the company's size, at least one each."""
    counts = {rule: max(1, round(count * customers / FULL_SIZE)) for rule, count in PLAN[file].items()}
    if "out_of_scale" in counts:
        coded = round(MISSING_CODE_SHARE * sum(map(_is_nps, rows)))
        counts = {"missing_code": max(1, coded), **counts}
    return counts


def soiled(rng: np.random.Generator, rows: Table, rules: dict[str, Rule], counts: dict[str, int]) -> Table:
    """Give the rows as many faults as `counts` says, no row more than one.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    rows : list of list of str
        The clean rows; left as they are.
    rules : dict of Rule
        The kinds of fault.
    counts : dict of int
        Rows a rule; a rule whose rows do not suffice raises ValueError.

    Returns
    -------
    list of list of str
        The rows in their order; repeated rows stand somewhere after their first.
    """
    result, clean, repeated = list(rows), np.ones(len(rows), dtype=bool), np.array([], dtype=np.int64)
    for name, count in counts.items():
        rule = rules[name]
        fit = np.flatnonzero(clean & np.fromiter(map(rule.may_have, rows), dtype=bool, count=len(rows)))
        chosen = rng.choice(fit, size=count, replace=False)
        clean[chosen] = False
        if rule.spoil is None:
            repeated = chosen
            continue
        for turn, position in enumerate(chosen.tolist()):
            result[position] = rule.spoil(rows[position], turn)
    return _with_repeats(rng, result, repeated)


def _with_repeats(rng: np.random.Generator, rows: Table, repeated: Ints) -> Table:
    positions = np.append(np.arange(len(rows)), rng.integers(repeated + 1, len(rows) + 1) - 0.5)
    sources = np.append(np.arange(len(rows)), repeated)
    return [rows[source] for source in sources[np.argsort(positions, kind="stable")].tolist()]
