"""What a journey is made of: the tables, the register of touchpoints, and what counts as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from cxmetrics import engine
from cxmetrics.contract import REGISTER, STAGES, Touchpoint
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level
from cxmetrics.loyalty.history import day_of

RULES = ("furthest", "touched", "ordered")
WITHIN = {"aware": 60, "appeal": 60, "ask": 60, "act": 180}  # days in which a journey goes on to the next stage
LONGEST = 3650  # days of a window
BURN_IN = 90  # days after the start of a history that is not complete, in which older journeys look new
LEFT, ACTED = "__left__", "__act__"
NO_DAY = date(1, 1, 1)
SINCE = "cast(started_at as date) >= $since"
SHARED = {"named": "", "bought": "", "persons": SINCE, "contacts": SINCE}  # selects of sql/parts/contacts.sql
_EMPTY = {
    "responses": ("response_id", "responded_at", "metric", "score", "touchpoint"),
    "orders": ("order_id", "customer_id", "ordered_at"),
    "customers": ("customer_id",),
}


@dataclass(frozen=True)
class Rules:
    """Windows and limits of a journey, in days but for the last.

    Parameters
    ----------
    rule : {"furthest", "touched", "ordered"}
        When a stage is reached.
    within_days : mapping of str to int
        Time that a journey has to go on from each stage but the last.
    outcome_days, inactive_days, quiet_days : int
        In which a purchase is put beside a contact; after which a journey without a contact has ended; after which a
        customer without contact and purchase has gone quiet.
    most_contacts, usual : int
        More contacts are no person's; journeys from which on a way is told.
    """

    rule: str
    within_days: Mapping[str, int]
    outcome_days: int
    inactive_days: int = 30
    quiet_days: int = 90
    most_contacts: int = 2_000
    usual: int = 30

    def check(self) -> None:
        """Refuse an unknown rule, and windows that are no whole number of days."""
        if self.rule not in RULES:
            raise ParameterError("E-RULE", "rule={rule!r} is not known.", fix="one of {known}.", rule=self.rule,
                                 known=", ".join(RULES))  # fmt: skip
        if set(self.within_days) != set(WITHIN):
            said, fix = "within_days names {given}.", "a number, or one for each of {known}."
            raise ParameterError("E-WITHIN", said, fix=fix, given=", ".join(map(str, self.within_days)),
                                 known=", ".join(WITHIN))  # fmt: skip
        windows = {f"within_days[{stage}]": days for stage, days in self.within_days.items()}
        for name in ("outcome_days", "inactive_days", "quiet_days", "most_contacts", "usual"):
            windows[name] = getattr(self, name)
        for name, days in windows.items():
            limit = LONGEST if name.endswith("days") or "[" in name else 10**9
            if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= limit:
                said, fix = "{name}={days!r} is no window.", "a whole number of days from 1 to {longest:,}."
                raise ParameterError("E-WINDOW-OF", said, fix=fix, name=name, days=days, longest=limit)


@dataclass(frozen=True)
class Opened:
    """Tables and query values of a journey, ready to be counted.

    Parameters
    ----------
    tables : dict of Table
        ``touchpoints``, ``responses``, ``orders`` and ``customers``, empty ones where they were not given.
    values : dict
        Values of the queries.
    register : dict of Touchpoint
        Stage, pillar and owner of each touchpoint.
    rules : Rules
    level : float
    shown : frozenset of str
        What the data can show, whoever is looked at: stages that anybody came to, and ``__act__`` for purchases.
    """

    tables: dict[str, engine.Table]
    values: dict[str, Any]
    register: Mapping[str, Touchpoint]
    rules: Rules
    level: float
    shown: frozenset[str]
    kept: engine.Kept | None = None

    def run(self, name: str, **values: Any) -> pd.DataFrame:
        """Run one of the journey's queries; of those who began long ago too where ``since`` says so."""
        return engine.run(name, self.tables, values={**self.values, **values}, kept=self.kept)

    @contextmanager
    def shared(self) -> Iterator[Opened]:
        """Find persons and contacts once for all queries that are run inside."""
        kept = engine.keep("contacts", SHARED, self.tables, values={**self.values, "since": NO_DAY})
        try:
            yield replace(self, kept=kept)
        finally:
            kept.drop()


def opened(
    given: Mapping[str, Any],
    *,
    among: Any,
    register: Mapping[str, Touchpoint] | None,
    rules: Rules,
    since: date | str | None,
    data_end: date | str | None,
    level: float,
    timezone: str | None,
) -> Opened:
    """Open the tables of a journey, and say from when on journeys count.

    Raises
    ------
    ParameterError
        A table lacks a column; no ``data_end``; ``since`` after it; a register that cannot be.
    """
    rules.check()
    facts = {"timezone": timezone, "data_end": day_of(data_end)}
    tables = {"touchpoints": engine.as_table(given["touchpoints"], **facts)}
    engine.require(tables["touchpoints"], "touchpoints", ["customer_id", "occurred_at", "touchpoint"])
    for name, columns in _EMPTY.items():
        empty = given.get(name) is None
        source = pa.table({column: pa.array([], pa.string()) for column in columns}) if empty else given[name]
        tables[name] = engine.as_table(source, timezone=timezone)
        engine.require(tables[name], name, columns)
    own = tables["touchpoints"].facts
    if own.data_end is None:
        said = "nothing says until when the touchpoints are complete."
        raise ParameterError("E-DATA-END", said, fix='give data_end="2026-10-31".')
    known = REGISTER if register is None else _checked(register)
    shown = _shown(tables, known, own.data_end)
    if among is not None:
        people = engine.as_table(among)
        tables |= {name: table.among(people) for name, table in tables.items() if name in {"touchpoints", *given}}
    values = {
        **vars(rules),
        **{stage: bars([name for name, place in known.items() if place.stage == stage]) for stage in STAGES},
        **{f"{stage}_days": days for stage, days in rules.within_days.items()},
        **_scales(tables["responses"].facts),
        "registered": bars(list(known)),
        "data_end": own.data_end,
        "since": (start := _start(own, day_of(since))),
        "window_from": start,
        "left": LEFT,
        "acted": ACTED,
    }
    return Opened(tables, values, known, rules, check_level(level), shown)


def _shown(tables: Mapping[str, engine.Table], register: Mapping[str, Touchpoint], end: date) -> frozenset[str]:
    """Stages that the data can show, and purchases."""
    names = engine.run("journey_shown", tables, values={"data_end": end, "acted": ACTED})["touchpoint"]
    found = {register[name].stage for name in names if name in register}
    return frozenset(found | ({ACTED, "act"} if ACTED in set(names) else set()))


def bars(names: Sequence[str]) -> str:
    """Write names between bars, as queries look for them."""
    return f"|{'|'.join(names)}|" if names else ""


def _checked(register: Mapping[str, Touchpoint]) -> Mapping[str, Touchpoint]:
    """Refuse a touchpoint of no stage, and names that could not be told from others."""
    for name, place in register.items():
        if place.stage not in STAGES:
            said, fix = "the register puts {name!r} into {stage!r}, which is no stage.", "one of {known}."
            raise ParameterError("E-REGISTER", said, fix=fix, name=name, stage=place.stage, known=", ".join(STAGES))
        if not name or "|" in name or name in {LEFT, ACTED}:
            raise ParameterError("E-REGISTER", "the register cannot hold {name!r}.", fix="choose another name.",
                                 name=name)  # fmt: skip
    return register


def _start(facts: engine.Facts, since: date | None) -> date:
    """First day of journeys that count: as asked for, else a year back; never before the history is whole."""
    end = facts.data_end or NO_DAY
    if since is not None and since > end:
        raise ParameterError("E-SINCE", "since={since} is after {end}.", fix="an earlier day.", since=since, end=end)
    start = since or end - timedelta(days=364)
    if facts.history_complete or facts.history_start is None:
        return start
    return max(start, facts.history_start + timedelta(days=BURN_IN))


def _scales(facts: engine.Facts) -> dict[str, float]:
    """Answers that are good and bad: the top two and lowest two fifths of CSAT, and both sides of the middle of CES."""
    low, high = facts.scales.get("csat", (1, 5))
    fifth = round((high - low + 1) * 2 / 5)
    found = {"csat_low": low, "csat_high": high, "csat_good": high - fifth + 1, "csat_bad": low + fifth - 1}
    declared = facts.directions.get("ces") in {"easy", "effort"}
    low, high = facts.scales.get("ces", (1, 0)) if declared else (1, 0)  # without a scale and direction none counts
    half = (high - low + 1) // 2
    found |= {"ces_low": low, "ces_high": high}
    upper, lower = (high - half + 1, high), (low, low + half - 1)
    easy, hard = (upper, lower) if facts.directions.get("ces") == "easy" else (lower, upper)
    return found | {"ces_good": easy[0], "ces_best": easy[1], "ces_worst": hard[0], "ces_bad": hard[1]}
