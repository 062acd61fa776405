"""The counts behind a report as cells, and the lines along which they add up, whichever frame shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from cxmetrics.frames import every_of
from cxmetrics.loyalty.cohorts import EARLY
from cxmetrics.loyalty.history import NOT_YET

OTHER = "__other__"  # group value of the row that holds several groups
Row = Mapping[str, Any]
COUNTS = ("n", "customers")  # who stands behind a row, whether or not they count in its estimate
COHORTS = "first purchase"  # population of the customers by the month of their first purchase
_OWN_KEYS = {"retention": "age", "retention_rolling": "age", "days_to_repeat": "share", "repeated_by_day": "day"}
_QUESTIONS = ("csat", "ces", "theme", "worth")  # each has several metrics, of the same answers


class Cell(NamedTuple):
    """Customers of a population in a period and in groups; ``at`` tells apart totals of the same name."""

    population: str
    period: str | None
    groups: frozenset[tuple[str, Hashable]]
    at: Hashable = None

    @property
    def columns(self) -> frozenset[str]:
        """Grouping columns."""
        return frozenset(name for name, _ in self.groups)

    @property
    def table(self) -> tuple[Any, ...]:
        """What it has in common with the cells beside it: the same grouping columns and period."""
        return (self.population, self.period, self.columns, self.at)


class Line(NamedTuple):
    """A total and the cells that it is made of; each customer is in one of them or more."""

    total: Cell
    parts: tuple[Cell, ...]


def cells_of(row: Row) -> dict[str, Cell]:
    """Give the cells of a result's row, by the column that counts it.

    Examples
    --------
    >>> list(cells_of({"lang": "en", "metric": "csat_mean", "period": None, "n": 40}).values())
    [Cell(population='csat', period=None, groups=frozenset({('lang', 'en')}), at=None)]
    """
    metric, period = row["metric"], _known(row["period"])
    own = _OWN_KEYS.get(metric)
    names = list(row)[: list(row).index("metric")]
    groups = frozenset((name, _known(row[name])) for name in names if name != own)
    at = row[own] if own and (metric == "repeated_by_day" or (own == "age" and period is None)) else None
    cells = {"n": Cell(_population(metric, period), period, groups, at)}
    if "customers" in row:
        cells["customers"] = Cell(COHORTS, period, groups)
    if metric.startswith("repeat_within") and unobserved(row):
        del cells["n"]  # nobody counts yet, which the calendar says
    return cells


def has_own_key(row: Row) -> bool:
    """Whether its metric gives several rows to the same customers."""
    return row["metric"] in _OWN_KEYS


def unobserved(row: Row) -> bool:
    """Whether the calendar keeps the row from having an estimate, whoever is in it."""
    return isinstance(row["reason"], str) and row["reason"].startswith((NOT_YET, EARLY))


def _population(metric: str, period: str | None) -> str:
    if metric.startswith("retention") or (metric == "repeat_customer_share" and period is None):
        return COHORTS
    question, _, _ = metric.partition("_")
    return question if question in _QUESTIONS else metric


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value


def lines_of(published: Iterable[Cell], rows: Iterable[Row], *, merged: Iterable[Cell] = ()) -> list[Line]:
    """Give every line along which cells add up: groups to their total, periods to a total that is shown.

    Parameters
    ----------
    published : iterable of Cell
        Cells that have a row, hidden ones too.
    rows : iterable of mapping
        Rows of all frames.
    merged : iterable of Cell
        Cells that have none because they are in a row `OTHER`.

    Returns
    -------
    list of Line
        Totals that no frame shows are cells as well. Groups that a table shows only as `OTHER`, and
        a finer table one by one, are a line of their own under it.
    """
    published = dict.fromkeys(published)
    lines: list[Line] = []
    level = {**published, **dict.fromkeys(merged)}
    for size in range(max((len(cell.groups) for cell in level), default=0), 0, -1):
        found: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
        for cell in [cell for cell in level if len(cell.groups) == size]:
            for pair in cell.groups:
                found[cell._replace(groups=cell.groups - {pair}), pair[0]].append(cell)
        for (total, name), parts in found.items():
            level[total] = None
            lines += _split(total, name, parts, published)
    return lines + _over_time(published, rows)


def _split(total: Cell, name: str, parts: Sequence[Cell], published: Mapping[Cell, None]) -> list[Line]:
    """Give the line of a total, and that of its row `OTHER` over the groups that are only in there."""
    other = total._replace(groups=total.groups | {(name, OTHER)})
    if other not in published:
        return [Line(total, tuple(parts))]
    within = tuple(part for part in parts if part not in published)
    beside = Line(total, tuple(part for part in parts if part in published))
    return [beside, Line(other, within)] if within else [beside]


def _over_time(published: Mapping[Cell, None], rows: Iterable[Row]) -> list[Line]:
    """Give the lines of the periods; cohorts add up to the pooled row of an age that they have reached."""
    found: dict[tuple[Cell, str], dict[Cell, None]] = defaultdict(dict)
    for cell in published:
        if cell.period is not None and OTHER not in dict(cell.groups).values():
            found[cell._replace(period=None, at=None), every_of(cell.period)][cell] = None
    for row in rows:
        if row["metric"] in {"retention", "retention_rolling"} and not pd.isna(row["period"]) and not unobserved(row):
            cell = cells_of(row)["n"]
            found[cell._replace(period=None, at=row["age"]), every_of(row["period"])][cell] = None
    return [Line(total, tuple(parts)) for (total, _), parts in found.items() if total in published]


def counts_of(rows: Iterable[Row], keep: Callable[[Row], bool] = lambda _: True) -> dict[Cell, int]:
    """Give the count of every cell that a row of some kind tells; the largest where rows differ."""
    counts: dict[Cell, int] = {}
    for row in rows:
        if keep(row):
            for name, cell in cells_of(row).items():
                if not pd.isna(row[name]):
                    counts[cell] = max(int(row[name]), counts.get(cell, 0))
    return counts
