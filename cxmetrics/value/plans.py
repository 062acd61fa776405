"""The initiatives as the company wrote them down, checked: each row that contradicts itself is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from math import isfinite
from typing import Any, NamedTuple

import pandas as pd

from cxmetrics import engine
from cxmetrics.contract import CLAIMS, EVIDENCE, GRADES, TABLES, Column
from cxmetrics.errors import DataError
from cxmetrics.frames import rows_of
from cxmetrics.value.cells import blank, day_of, in_order

CLAIM = "claim:"
LINKED = "repeat_rate"  # the lever that score and punctuality reach
NEEDED = ("initiative_id", "name", "lever")
READ_AS = {"experiment": "interval", "adjusted": "interval", "assumption": "p10_p90"}  # a claim: limits
PILOT_UPFRONT = 0.1  # share of the cost before the start that a pilot takes, where nothing is said
MONTHS = 12
FARTHEST = 10 * MONTHS  # months from now to a start, beyond which the year is taken for mistyped
MOST = 1e15  # that a number of a row may be
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


class Plan(NamedTuple):
    """An initiative.

    Costs are money; ``low``, ``mode``, ``high`` and ``pilot_effect`` points or a relative change, above 0 for the
    better, NaN where the company does not say them; ``months`` those that count, from its start or, where it runs,
    from now; ``costed`` whether all costs still to come are told; ``begins`` months from now until it starts; ``age``
    months that it has run.
    """

    initiative_id: str
    name: str
    lever: str
    pillar: str
    stage: str
    owner: str
    segment: str
    through: str
    evidence: str
    grade: str
    discount: float
    low: float
    mode: float
    high: float
    read_as: str
    upfront: float
    monthly: float
    costed: bool
    ramp: float
    decay: float
    months: int
    begins: int
    age: int
    cannibalised: float
    pulled: float
    elasticity: float | None
    pilot_effect: float
    pilot_error: float
    pilot_cost: float

    @property
    def claim(self) -> str:
        """Claim of the literature that it rests on, or nothing."""
        return self.evidence.removeprefix(CLAIM) if self.evidence.startswith(CLAIM) else ""

    @property
    def running(self) -> bool:
        """Whether it has started, so that what was spent before is spent whatever is decided."""
        return self.age > 0


def plans_of(
    initiatives: Any, *, months: int, today: date | None, discounts: Mapping[str, float], currency: str | None = None
) -> list[Plan]:
    """Read the initiatives, in the order of their numbers.

    Parameters
    ----------
    initiatives : frame, Arrow table, path or Table
        As the contract says.
    months : int
        Months that count where a row does not say it.
    today : date or None
        Last day of the data: what started before is running. None: everything starts now.
    discounts : mapping
        Share of the likely effect that counts, by grade, in place of those of the contract.
    currency : str, optional
        Of the baseline.

    Raises
    ------
    DataError
        A row contradicts itself; the error names it.
    """
    table = engine.as_table(initiatives)
    engine.require(table, "initiatives", list(NEEDED))
    names = [column.name for column in TABLES["initiatives"].columns]
    rows = table.df().reindex(columns=names)
    found = [_plan(row, months=months, today=today, discounts=discounts) for row in _checked(rows, currency)]
    return sorted(found, key=lambda plan: in_order(plan.initiative_id))


def segments_of(initiatives: Any) -> tuple[str, ...]:
    """Name the customer segments that initiatives reach, in order."""
    table = engine.as_table(initiatives)
    engine.require(table, "initiatives", list(NEEDED))
    rows = table.df().reindex(columns=["segment"])
    return tuple(sorted({str(name) for name in rows["segment"].dropna() if name}))


def _checked(rows: pd.DataFrame, currency: str | None) -> Iterator[dict[str, Any]]:
    """Give the rows whose values are what the contract says."""
    seen: set[str] = set()
    for number, row in enumerate(rows_of(rows), start=1):
        own = {name: None if blank(value) else value for name, value in row.items()}
        if own["initiative_id"] is None:
            raise wrong(f"row {number}", "initiative_id", "is empty.", "every initiative needs one.")
        who = str(own["initiative_id"])
        if who in seen:
            raise wrong(who, "initiative_id", "is in the table twice.", "give every initiative a number of its own.")
        seen.add(who)
        for column in TABLES["initiatives"].columns:
            own[column.name] = _value(who, own[column.name], column)
        if own["currency"] is not None and currency is not None and own["currency"] != currency:
            raise wrong(who, "currency", "its costs are in {own}, the baseline in {currency}.",
                         "convert the costs first.", own=own["currency"], currency=currency)  # fmt: skip
        yield own


def _value(who: str, value: Any, column: Column) -> Any:
    """Give a value of a column, numbers and days as such."""
    if value is None:
        if column.filled:
            raise wrong(who, column.name, "is empty.", "every initiative needs one.")
        return None
    if column.allowed and value not in column.allowed:
        raise wrong(who, column.name, "{value!r} is not known.", "one of {known}.", value=value,
                    known=", ".join(column.allowed))  # fmt: skip
    if column.kind == "number":
        return _number_in(who, value, column)
    if column.kind != "date":
        return value
    day = day_of(value)
    if day is None:
        raise wrong(who, column.name, "{value!r} is no day.", "such as 2026-10-31.", value=value)
    return day


def _number_in(who: str, value: Any, column: Column) -> float:
    """Give a number that is within the limits of its column."""
    try:
        known = float(value)
    except (TypeError, ValueError):
        plain = value.strip() if isinstance(value, str) else ""
        fix = "write {plain}." if THOUSANDS.fullmatch(plain) else "mend the value."
        raise wrong(who, column.name, "{value!r} is no number.", fix, value=value,
                    plain=plain.replace(",", "")) from None  # fmt: skip
    if not _within(known, column.least, column.most):
        raise wrong(who, column.name, "{value:g} is outside of {limits}.", "mend the number.",
                    value=known, limits=_limits(column.least, column.most))  # fmt: skip
    if abs(known) > MOST:
        raise wrong(who, column.name, "{value:g} is too large.", "{most:g} at most.", value=known, most=MOST)
    return known


def _limits(least: float | None, most: float | None) -> str:
    """Write limits as ``0 … 1``; an open end stays empty."""
    return " … ".join("" if end is None else f"{end:g}" for end in (least, most)).strip()


def _within(value: float, least: float | None, most: float | None) -> bool:
    """Say whether a number is finite and between its limits."""
    return isfinite(value) and (least is None or value >= least) and (most is None or value <= most)


def _plan(row: Mapping[str, Any], *, months: int, today: date | None, discounts: Mapping[str, float]) -> Plan:
    who = str(row["initiative_id"])
    evidence = str(row["evidence"] or "assumption")
    grade = _grade(who, evidence)
    discount = row["discount"] if row["discount"] is not None else discounts.get(grade, GRADES[grade])
    low, mode, high = _effect(who, row, evidence)
    begins, age = _clock(who, row["starts_on"], today)
    ramp, horizon = float(row["ramp_months"] or 0), _whole(who, row["horizon_months"], months)
    if horizon < ramp:
        raise wrong(who, "ramp_months", "works fully only after {ramp:g} months, and {horizon} months count.",
                     "count more months (horizon_months), or a shorter ramp.", ramp=ramp, horizon=horizon)  # fmt: skip
    if row["through"] is not None and row["lever"] != LINKED:
        raise wrong(who, "through", "{through!r} leads to the repeat rate, not to {lever!r}.",
                     'lever = "repeat_rate".', through=row["through"], lever=row["lever"])  # fmt: skip
    if (row["pilot_effect"] is None) != (row["pilot_error"] is None):
        raise wrong(who, "pilot_effect", "a pilot's effect and its error go together.", "give both or neither.")
    upfront = float(row["upfront_cost"] or 0)
    return Plan(
        initiative_id=who, name=str(row["name"]), lever=str(row["lever"]), grade=grade, discount=float(discount),
        **{name: str(row[name] or "") for name in ("pillar", "stage", "owner", "segment", "through")},
        evidence=evidence, low=low, mode=mode, high=high,
        read_as=str(row["read_as"] or READ_AS.get(evidence, "limits")),
        upfront=0.0 if age else upfront, monthly=float(row["monthly_cost"] or 0), ramp=ramp,
        costed=row["monthly_cost"] is not None and (age > 0 or row["upfront_cost"] is not None),
        decay=_number(row["decay_months"], float("inf")), months=horizon, begins=begins, age=age,
        cannibalised=_number(row["cannibalised"], 0.0), pulled=_number(row["pull_forward"], 0.0),
        elasticity=row["elasticity"] if row["lever"] == "price" else None,
        pilot_effect=_number(row["pilot_effect"]), pilot_error=_number(row["pilot_error"]),
        pilot_cost=_number(row["pilot_cost"], PILOT_UPFRONT * (0.0 if age else upfront)),
    )  # fmt: skip


def _number(value: Any, otherwise: float = float("nan")) -> float:
    return otherwise if value is None else float(value)


def _grade(who: str, evidence: str) -> str:
    """Give the grade of an evidence; a claim that is misread is none."""
    if not evidence.startswith(CLAIM):
        if evidence not in EVIDENCE:
            fix = "experiment, adjusted, assumption, or a claim such as claim:C11."
            raise wrong(who, "evidence", "{evidence!r} is no evidence.", fix, evidence=evidence)
        return EVIDENCE[evidence]
    name = evidence.removeprefix(CLAIM)
    if name not in CLAIMS:
        near = get_close_matches(name, CLAIMS, n=3, cutoff=0)
        raise wrong(who, "evidence", "there is no claim {claim!r}.", "did you mean {near}? cx.claims(None) has all.",
                     claim=name, near=", ".join(near))  # fmt: skip
    if CLAIMS[name].misread:
        raise DataError(
            "E-CLAIM", "{claim} is misread: it is the share of companies that report something, not the size of an "
            "effect.", where=_where(who, "evidence"), fix="cite an experiment of your own, or write assumption.",
            claim=name)  # fmt: skip
    return CLAIMS[name].grade


def _effect(who: str, row: Mapping[str, Any], evidence: str) -> tuple[float, float, float]:
    """Give the three points; those of a claim may be left to it."""
    three = [_number(row[name]) for name in ("low", "mode", "high")]
    given = [value for value in three if value == value]  # noqa: PLR0124 - NaN
    if len(given) not in {0, 3}:
        raise wrong(who, "mode", "low, mode and high go together.", "give all three or none.")
    if given and not given[0] <= given[1] <= given[2]:
        said, fix = "low {low}, mode {mode} and high {high} are not in this order.", "low <= mode <= high."
        raise wrong(who, "mode", said, fix, low=given[0], mode=given[1], high=given[2])
    return three[0], three[1], three[2]


def _whole(who: str, horizon: float | None, months: int) -> int:
    """Give the months that count, those of all where a row has none of its own."""
    if horizon is not None and horizon != int(horizon):
        raise wrong(who, "horizon_months", "{value:g} is no whole number.", "count whole months.", value=horizon)
    return int(horizon or months)


def _clock(who: str, starts_on: date | None, today: date | None) -> tuple[int, int]:
    """Give the months until it starts, and those that it has run."""
    if starts_on is None or today is None:
        return 0, 0
    now = today + timedelta(days=1)
    apart = MONTHS * (starts_on.year - now.year) + starts_on.month - now.month
    if abs(apart) > FARTHEST:
        raise wrong(who, "starts_on", "{day} is more than {years} years away.", "check the year.", day=starts_on,
                    years=FARTHEST // MONTHS)  # fmt: skip
    return (apart, 0) if starts_on >= now else (0, max(-apart, 1))


def _where(who: str, column: str) -> str:
    return f"initiatives {who} [{column}]"


def wrong(who: str, column: str, said: str, fix: str, **fields: Any) -> DataError:
    """Make the error of a row that contradicts itself, or the company's own numbers."""
    return DataError("E-INITIATIVE", said, where=_where(who, column), fix=fix, **fields)
