"""Service before and after a day: contacts solved at once, and how easy customers found them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from cxmetrics import engine, estimate
from cxmetrics.channels.shared import check_days
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level, result
from cxmetrics.loyalty.history import day_of
from cxmetrics.path.shares import Clustered, clustered
from cxmetrics.survey.opinion import ends

FEW = 30  # customers on a side, below which nothing is compared
AGAIN_DAYS = 7  # in which another contact of the same customer is a repetition
SHORTEST = 30  # days that an initiative must have run
LEVER, MACHINES = "contacts", ("chatbot", "voice_assistant")  # of initiatives; trends that are not about staff
MEASURES = {"first_contact": ("contacts", "solved"), "easy": ("answers", "easy")}  # whole and part
WHO, SIDES = ("staff", "others"), ("before", "after")
TOO_FEW, NOBODY, NO_SCALE = (
    "too few customers on a side",
    {"first_contact": "no tickets", "easy": "no answers"},
    "no scale declared",
)
NO_ROWS = pa.table({"ticket_id": pa.array([], pa.string())})


def around(
    tickets: Any,
    responses: Any = None,
    *,
    day: date | str,
    days: int = 180,
    data_end: date | str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Contacts solved at the first one and found easy, before and after a day: of staff, beside all other contacts.

    Parameters
    ----------
    tickets : frame, Arrow table, path or Table
        A row a service contact: ``ticket_id``, ``opened_at``, ``handled_by``, ``first_contact_resolved``,
        ``customer_id``.
    responses : optional
        Answers to "ces" with a ``ticket_id``; their scale and direction as declared.
    day : date or ISO str
        First day of the time after.
    days : int, default 180
        Length of both windows; fewer where the data end sooner after the day.
    data_end, level
        As for `repeat_rate`.

    Returns
    -------
    DataFrame
        The standard columns with the difference, after less before, from -1 to 1; ``unit`` "share", ``n`` customers of
        the smaller side. A row ``first_contact_change`` and ``easy_change`` for ``who`` "staff" and, where they are
        enough, "others" (bots and voice assistants); then ``first_contact_change_beyond`` and ``easy_change_beyond``,
        the change of staff less that of the others. Then the shares ``before`` and ``after``, ``days`` of
        each window, ``p_value``, ``p_adjusted`` over all rows, and ``verdict``: ``rose``, ``fell``,
        ``unclear``, or ``unknown`` below 30 customers on a side.

    Raises
    ------
    ParameterError
        A table lacks a column, the day is after the data, no window, or no ``data_end``.

    Notes
    -----
    A contact counts if no other one of the same customer lies in the seven days before it. Customers are clusters, on
    both sides and of both kinds (linearised errors); the limits are Newcombe's and Zou and Donner's, of effective
    numbers. What else changed on that day is not known: a difference is no effect.

    Examples
    --------
    >>> opened = pd.date_range("2026-01-01", periods=100, freq="D")
    >>> rows = pd.DataFrame({"ticket_id": range(100), "customer_id": range(100), "opened_at": opened,
    ...                      "handled_by": "human", "first_contact_resolved": [True, False] * 25 + [True] * 50})
    >>> found = around(rows, day="2026-02-20", data_end="2026-04-10")
    >>> found[["before", "after"]].iloc[0].tolist(), found["verdict"].iloc[0]
    ([0.5, 1.0], 'rose')
    """
    table, said = engine.as_table(tickets, data_end=day_of(data_end)), _answers(responses)
    needed = ["ticket_id", "opened_at", "customer_id", "handled_by", "first_contact_resolved"]
    engine.require(table, "tickets", needed)
    window, easy = _window(table.facts, day, days), _easy(said.facts)
    counts = engine.run("contacts_around", {"tickets": table, "responses": said}, values=window | easy)
    found = pd.DataFrame([row for name in MEASURES for row in _rows(counts, name, level=check_level(level))])
    if len(said) and easy["low"] > easy["high"]:
        found.loc[found["reason"] == NOBODY["easy"], "reason"] = NO_SCALE
    adjusted = estimate.adjust_p_values(found["p_value"])
    clear = (adjusted < 1 - level) & ((found["conf_low"] > 0) | (found["conf_high"] < 0))
    way = np.where(found["estimate"] > 0, "rose", "fell")
    word = np.where(found["estimate"].isna(), "unknown", np.where(clear, way, "unclear"))
    values = {str(name): found[name] for name in found.columns} | {"level": level, "unit": "share"}
    extras: dict[str, Any] = {side: found[side] for side in SIDES}
    extras |= {"days": (window["until"] - window["day"]).days + 1}
    extras |= {"p_value": found["p_value"], "p_adjusted": adjusted, "verdict": word}
    return result(found[["who"]], values | {"method": "newcombe, clusters"}, extras=extras)


def begun(initiatives: Any, *, data_end: date) -> tuple[str, date] | None:
    """Give name and first day of the latest initiative about service contacts that has run for 30 days.

    Parameters
    ----------
    initiatives : frame, Arrow table, path or Table
        Those with ``lever`` "contacts" count, but for those about chatbots and voice assistants (``trend``).
    data_end : date
        Last fully observed local day.

    Examples
    --------
    >>> known = pd.DataFrame({"name": ["training", "bot"], "lever": "contacts", "trend": ["ai", "chatbot"],
    ...                       "starts_on": pd.to_datetime(["2026-02-01", "2026-09-01"])})
    >>> begun(known, data_end=date(2026, 10, 31))
    ('training', datetime.date(2026, 2, 1))
    """
    table = engine.as_table(initiatives)
    engine.require(table, "initiatives", ["name", "lever", "starts_on"])
    rows = table.df().reindex(columns=["name", "lever", "starts_on", "trend"])
    start = pd.to_datetime(rows["starts_on"])
    about = (rows["lever"] == LEVER) & ~rows["trend"].isin(MACHINES)
    kept = rows.assign(start=start)[about & (start <= pd.Timestamp(data_end) - pd.Timedelta(days=SHORTEST))]
    if kept.empty:
        return None
    last = kept.sort_values(["start", "name"]).iloc[-1]
    return str(last["name"]), last["start"].date()


def _answers(responses: Any) -> engine.Table:
    """Give the answers, none where they cannot be put beside a contact."""
    table = engine.as_table(NO_ROWS if responses is None else responses)
    return table if table.known("ticket_id") else engine.as_table(NO_ROWS)


def _window(facts: engine.Facts, day: date | str, days: int) -> dict[str, Any]:
    """Give the days of both windows, which are equally long."""
    check_days("days", days)
    if facts.data_end is None:
        said = "nothing says until when the service contacts are complete."
        raise ParameterError("E-DATA-END", said, fix='give data_end="2026-10-31".')
    start = day_of(day)
    if start is None or start > facts.data_end:
        said, fix = "day={day} is after {end}.", "a day of which the data tell."
        raise ParameterError("E-DAY", said, fix=fix, day=start, end=facts.data_end)
    until = min(facts.data_end, start + timedelta(days=days - 1))
    return {
        "day": start,
        "until": until,
        "since": start - (until - start) - timedelta(days=1),
        "again_days": AGAIN_DAYS,
    }


def _easy(facts: engine.Facts) -> dict[str, float]:
    """Give the answers that mean easy; none does where scale or direction are not declared."""
    scale, meaning = facts.scales.get("ces"), facts.directions.get("ces")
    if scale is None or meaning not in {"easy", "effort"}:
        return {"low": 1, "high": 0, "easy_from": 1, "easy_to": 0}
    easy, _ = ends(scale, None, easy_is_high=meaning == "easy")
    return dict(zip(("low", "high", "easy_from", "easy_to"), (*scale, *easy), strict=True))


class _Side(NamedTuple):
    """A share on one side of the day, its customers, and what each of all customers moves it by."""

    n: int
    share: Clustered
    moves: estimate.Floats


def _rows(counts: pd.DataFrame, measure: str, *, level: float) -> Iterator[dict[str, Any]]:
    """Give the change of staff, of the others where they are enough, and the change of staff beyond theirs."""
    staff, others = ([_side(counts, who, side, measure, level=level) for side in SIDES] for who in WHO)
    fewest, compared = min(side.n for side in staff), min(side.n for side in others) >= FEW
    if fewest < FEW:
        yield _row(f"{measure}_change", "staff", staff, None, why=TOO_FEW if fewest else NOBODY[measure])
        return
    own = _change(staff, level=level)
    yield _row(f"{measure}_change", "staff", staff, own)
    if compared:
        theirs = _change(others, level=level)
        yield _row(f"{measure}_change", "others", others, theirs)
        moved = [after.moves - before.moves for before, after in (others, staff)]
        beyond = estimate.difference_between(theirs, own, correlation=_correlation(*moved))
        yield _row(f"{measure}_change_beyond", "staff", [*staff, *others], beyond)


def _side(counts: pd.DataFrame, who: str, side: str, measure: str, *, level: float) -> _Side:
    """Give the share of a kind of contact on a side, and how each customer moves it (linearised)."""
    person = pd.factorize(counts["person"])[0]
    here = ((counts["who"] == who) & (counts["side"] == side)).to_numpy()
    w, s = (np.where(here, counts[name].to_numpy(dtype=float), 0.0) for name in MEASURES[measure])
    n = int((w > 0).sum())
    if n < 2:  # noqa: PLR2004 - one customer has no spread
        return _Side(n, Clustered(*[np.nan] * 5), np.zeros(0))
    sums = pd.DataFrame([{"units": n, "w": w.sum(), "s": s.sum(), "ww": w @ w, "ws": w @ s, "ss": s @ s}])
    share = Clustered(*(float(value[0]) for value in map(np.asarray, clustered(sums, "s", level=level))))
    moves = (s - share.share * w) / w.sum() * np.sqrt(n / (n - 1))
    return _Side(n, share, np.bincount(person, weights=moves).astype(float))


def _change(sides: Sequence[_Side], *, level: float) -> estimate.Difference:
    """Give after less before, of which some customers stand on both sides."""
    parts = [estimate.Share(side.share.share * side.share.n_eff, side.share.n_eff) for side in sides]
    correlation = _correlation(*(side.moves for side in sides))
    return estimate.share_difference(parts[0], parts[1], level=level, correlation=correlation)


def _correlation(first: estimate.Floats, second: estimate.Floats) -> float:
    lengths = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / lengths if lengths > 0 else 0.0


def _row(
    metric: str, who: str, sides: Sequence[_Side], found: estimate.Difference | None, *, why: str | None = None
) -> dict[str, Any]:
    """Give a row; its two shares where it is about one kind of contact, and nothing of too few."""
    numbers = (np.nan,) * 5 if found is None else tuple(float(value) for value in found)
    names = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
    row = {"metric": metric, "who": who, "n": min(side.n for side in sides), "reason": why}
    row["n_eff"] = np.nan if found is None else min(side.share.n_eff for side in sides)
    told = found is not None and len(sides) == len(SIDES)
    shares = {name: side.share.share if told else np.nan for name, side in zip(SIDES, sides, strict=False)}
    return row | dict(zip(names, numbers, strict=True)) | shares
