"""What is asked of a company, as a call that can be made and as the code that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from cxmetrics.company import Company
from cxmetrics.engine import Table
from cxmetrics.errors import ParameterError
from cxmetrics.loyalty import repeat_rate
from cxmetrics.privacy import protect
from cxmetrics.survey import ces, csat, nps

SURVEYS: Final = ("nps", "csat", "ces")
METRICS: Final = {**dict.fromkeys(SURVEYS, "responses"), "repeat": "orders", "returning": "orders"}
WHEN: Final = {"responses": "responded_at", "orders": "ordered_at"}
NO_GROUPS: Final = ("currency", "status", "kind")
FUNCTIONS: Final[Mapping[str, Callable[..., pd.DataFrame]]] = {
    "nps": nps,
    "csat": csat,
    "ces": ces,
    "repeat_rate": repeat_rate,
}


@dataclass(frozen=True)
class Choice:
    """A metric of a company by month, in some months, perhaps by group and in one channel.

    Parameters
    ----------
    metric : {"nps", "csat", "ces", "repeat", "returning"}
        What is asked.
    by : str or None
        Grouping column.
    first, last : str
        Months, ``YYYY-MM``.
    channel : str or None
        The only channel whose rows count.
    days : int
        Window of the repeat rate, in days.
    level : float
        Confidence level.
    """

    metric: str
    by: str | None
    first: str
    last: str
    channel: str | None
    days: int
    level: float

    @property
    def table(self) -> str:
        """Name of the table that is asked."""
        return METRICS[self.metric]

    @property
    def in_all(self) -> Choice:
        """The same without groups."""
        return replace(self, by=None)

    def raw(self, company: Company) -> pd.DataFrame:
        """Give the months asked for, before small groups are hidden."""
        if self.first > self.last:
            raise ParameterError("E-PERIOD", "the first month is after the last one.", fix="choose an earlier month.")
        rows: Table = getattr(company, self.table)
        if self.channel is not None:
            rows = rows.where("channel", self.channel)
        name, options = self._call(company)
        frame = FUNCTIONS[name](rows, **options)
        return frame[frame["period"].between(self.first, self.last)]

    def frame(self, company: Company) -> pd.DataFrame:
        """Give the months asked for, small groups hidden: what `code` gives too."""
        return protect([self.raw(company)], min_n=company.config.report.min_n)[0]

    def code(self, company: Company) -> str:
        """Write the lines that give `frame`, from the company that was explored."""
        name, options = self._call(company)
        rows = f"company.{self.table}"
        if self.channel is not None:
            rows += f'.where("channel", {literal(self.channel)})'
        given = ", ".join([rows, *(f"{option}={literal(value)}" for option, value in options.items())])
        lines = [
            f'# company = cx.open_company("cx.toml").load(month={literal(company.month)})',
            "import cxmetrics as cx",
            "",
            f"frame = cx.{name}({given})",
            f'frame = frame[frame["period"].between({literal(self.first)}, {literal(self.last)})]',
            f"frame = cx.protect([frame], min_n={company.config.report.min_n})[0]",
        ]
        return "\n".join(lines)

    def _call(self, company: Company) -> tuple[str, dict[str, Any]]:
        """Name of the function, and its options."""
        by = {"by": self.by} if self.by is not None else {}
        common = {**by, "every": "month", "level": self.level}
        if self.metric in SURVEYS:
            return self.metric, {**common, **company.voice("responses")}
        own = {"within_days": self.days} if self.metric == "repeat" else {"definition": "monthly_returning"}
        return "repeat_rate", {**own, **common}


def literal(value: Any) -> str:
    """Write a value as Python does, text between double quotes as the formatter would."""
    written = repr(value)
    plain = isinstance(value, str) and '"' not in value and "'" not in value
    return f'"{written[1:-1]}"' if plain else written


def metrics_of(company: Company) -> list[str]:
    """Give the metrics for which a company has data.

    Raises
    ------
    ParameterError
        It is not loaded, or has none.
    """
    if company.tables is None:
        raise ParameterError(
            "E-LOAD",
            "{name} is not loaded.",
            fix='company = company.load(month="2026-10").',
            name=company.config.company,
        )
    found = [name for name in SURVEYS if company.has("responses", metric=name)]
    found += [name for name, table in METRICS.items() if table == "orders" and company.has("orders")]
    if not found:
        raise ParameterError("E-EXPLORE", "{company} has neither orders nor answers to explore.",
                             fix="add [orders] or [responses] to cx.toml.", company=company.config.company)  # fmt: skip
    return found


def months_of(company: Company, table: str) -> list[str]:
    """Give all months from the first row of a table to the month that was loaded."""
    first = getattr(company, table).relation().aggregate(f"min({WHEN[table]}) as first").fetchall()[0][0]
    last = str(company.month)
    start = min(f"{first:%Y-%m}", last) if first is not None else last
    return [str(month) for month in pd.period_range(start, last, freq="M")]


def groups_of(company: Company, table: str) -> list[str]:
    """Give the columns by which a table can be shown, without those that only say which orders count."""
    return [name for name in company.can_group(table) if name not in NO_GROUPS]


def channels_of(company: Company, table: str) -> list[str]:
    """Give the channels that the rows of a table name."""
    rows: Table = getattr(company, table)
    if "channel" not in rows.columns:
        return []
    return sorted(str(value) for (value,) in rows.relation().select("channel").distinct().fetchall() if value)
