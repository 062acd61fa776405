"""The customer path, from the first contact to advocacy: stages, touchpoints, steps, ways, pain and gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from cxmetrics.contract import Touchpoint
from cxmetrics.path import before, moves, places
from cxmetrics.path import stages as counted
from cxmetrics.path.opened import WITHIN, Opened, Rules, opened
from cxmetrics.path.scores import scores


@dataclass(frozen=True)
class Journey:
    """The customer path; every field is a frame, and but for the last three each has the standard columns.

    Parameters
    ----------
    stages : DataFrame
        A row a stage: ``n`` journeys that reached it and their share of all (``of``); of those watched for
        ``within_days`` (``ready``) how many went on (``moved``, ``conversion`` with limits, ``drop_off``); ``days`` by
        which half of those who came to it had gone on; ``score`` and ``hurt``, the shares of good and bad ``answers``
        at its touchpoints; ``quiet``, of those who got no further (``stayed``), who neither came nor bought since.
    steps : DataFrame
        A row a ``stage`` and ``next_stage`` ("any" for all): cumulative incidence of going on there first.
    touchpoints : DataFrame
        A row a touchpoint of the register: ``n`` customers who came and their share of all active ones (reach),
        ``contacts``, ``pillar``, ``owner``; ``score``, ``hurt``, ``pain`` (reach times hurt) with limits, its rank and
        the ranks that it may truly have; ``bought``, who bought in the days after it; ``reason`` for a gap.
    transitions : DataFrame
        A row a ``touchpoint`` and ``next_touchpoint`` (``__left__`` where none came): share of the contacts there.
    paths : DataFrame
        The most usual ways to act, repeats taken together, by ``stages`` and by ``touchpoints`` (``kind``): share of
        the journeys, ``came`` to act, ``covered`` so far, and how many ``variants`` there are.
    attribution : DataFrame
        A row a touchpoint before act: ``n`` journeys that came by, ``removal`` (the share of conversions that would be
        lost without it), its share of all removals, and ``first_share`` of the journeys that came to act which began
        there. A description, no effect, and without an interval.
    first_order : DataFrame
        Contacts and minutes (of those whose contacts are all timed) up to the first purchase, and the share that took
        5 to 12 contacts.
    times : DataFrame
        Cumulative incidence by ``day``, of every row of ``steps``.
    gaps : DataFrame
        Touchpoints without contacts or answers, and names that the register does not know with the ``nearest`` it does.
    left_out : DataFrame
        What became of the rows of touchpoints: ``fate``, ``contacts``, and ``n`` customers. A row has one of "used",
        "no time", "later", "earlier", "no customer", "no touchpoint", "crowd" and "unknown" (with its ``name``); of the
        used ones some are "before joining" or at the "same instant" as another.
    """

    stages: pd.DataFrame
    steps: pd.DataFrame
    touchpoints: pd.DataFrame
    transitions: pd.DataFrame
    paths: pd.DataFrame
    attribution: pd.DataFrame
    first_order: pd.DataFrame
    times: pd.DataFrame
    gaps: pd.DataFrame
    left_out: pd.DataFrame


def journey(  # noqa: PLR0913 - three tables, the register and the windows of a path
    touchpoints: Any,
    responses: Any = None,
    orders: Any = None,
    *,
    customers: Any = None,
    among: Any = None,
    register: Mapping[str, Touchpoint] | None = None,
    rule: str = "furthest",
    within_days: int | Mapping[str, int] = WITHIN,
    outcome_days: int = 30,
    inactive_days: int = 30,
    quiet_days: int = 90,
    most_contacts: int = 2_000,
    usual: int = 30,
    since: date | str | None = None,
    data_end: date | str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> Journey:
    """Compute the customer path from contacts, answers and orders: aware, appeal, ask, act, advocate.

    Parameters
    ----------
    touchpoints : frame, Arrow table, path or Table
        A row a contact: ``customer_id``, ``occurred_at``, ``touchpoint``; ``duration_s`` where it is known.
    responses : optional
        Answers with ``touchpoint``: ``metric`` "csat" and "ces" are heeded, on the declared scales.
    orders : optional
        Orders; the first one is act, whatever was touched.
    customers : optional
        Customers with ``joined_at``, to count the contacts before it: they are kept, as the way to it.
    among : optional
        Rows with ``customer_id``: only these customers count, such as a segment or a persona.
    register : mapping of str to Touchpoint, optional
        Stage, pillar and owner of every touchpoint; by default `cxmetrics.contract.REGISTER`, or what cx.toml says.
    rule : {"furthest", "touched", "ordered"}
        When a stage is reached: by the first contact of it or of a later one (so that the funnel only narrows); by one
        of its own; or by one of its own after those of the stages before it.
    within_days : int or mapping of str to int
        Days in which a journey goes on from each stage; 60, and 180 from act to advocate.
    outcome_days, inactive_days, quiet_days : int, default 30, 30 and 90
        Days after a contact in which a purchase is put beside it; without a contact after which a journey has ended;
        without contact and purchase after which a customer has gone quiet.
    most_contacts : int, default 2,000
        A customer with more is no person: left out, counted and listed.
    usual : int, default 30
        Journeys from which on a way is told by itself; rarer ones are one row, ``__other__``.
    since : date or ISO str, optional
        First day of journeys, contacts and answers that count; by default a year before ``data_end``. Whose first
        contact of all lies before is on an older journey.
    data_end, level, timezone
        As for `repeat_rate`.

    Returns
    -------
    Journey
        Frames of shares from 0 to 1, days and counts.

    Raises
    ------
    ParameterError
        A table lacks a column, no ``data_end``, an unknown rule, a window that is no whole number of days, a register
        with an unknown stage.

    Notes
    -----
    A journey is a person's. What is touched before act counts until act only; an order that was not cancelled is act.
    Advocate is touched, repurchases are not counted as it. Journeys that have not been watched for long enough are in
    no conversion; those in paths and attribution began ``inactive_days`` ago and will not go on. Contacts of the last
    ``inactive_days`` are in transitions only if another followed, so that ``__left__`` is too low, by less than their
    share of all contacts. A stage that nothing in the data can show, no contact and for act no purchase, has no share,
    and none goes on to it. Contacts of one instant stand in the order of the stages. Times to the next stage are those
    of Aalen and Johansen, in days of 24 hours. Good answers are 4 and 5 of 5 (CSAT) and those above the middle (CES),
    bad ones 1 and 2 of 5 and those below the middle.

    References
    ----------
    P. Kotler, H. Kartajaya and I. Setiawan, *Marketing 4.0*, 2017 (the five A's).

    Examples
    --------
    >>> days = pd.to_datetime(["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-01"])
    >>> touched = pd.DataFrame({"customer_id": list("aaab"), "occurred_at": days,
    ...                         "touchpoint": ["advertising", "website", "checkout", "advertising"]})
    >>> found = journey(touched, data_end="2026-10-31")
    >>> found.stages[["stage", "n", "conversion"]].to_numpy().tolist()
    [['aware', 2, 0.5], ['appeal', 1, 1.0], ['ask', 1, 1.0], ['act', 1, nan], ['advocate', 0, nan]]
    """
    windows = dict(within_days) if isinstance(within_days, Mapping) else dict.fromkeys(WITHIN, within_days)
    data = opened(
        {"touchpoints": touchpoints, "responses": responses, "orders": orders, "customers": customers},
        among=among,
        register=register,
        rules=Rules(rule, windows, outcome_days, inactive_days, quiet_days, most_contacts, usual),
        since=since,
        data_end=data_end,
        level=level,
        timezone=timezone,
    )
    with data.shared() as shared:
        return _followed(shared, usual=usual)


def _followed(data: Opened, *, usual: int) -> Journey:
    """Count all that a journey holds."""
    said = scores(data)
    accounts = data.run("journey_accounts").assign(least=lambda rows: -rows["contacts"])
    accounts = accounts.sort_values(["fate", "least", "name"], ignore_index=True).drop(columns=["period", "least"])
    steps, times = counted.steps(data)
    touched = places.touchpoints(data, said)
    return Journey(
        stages=counted.stages(data, said, times),
        steps=steps,
        touchpoints=touched,
        transitions=moves.transitions(data),
        paths=moves.paths(data, usual=usual),
        attribution=moves.attribution(data),
        first_order=before.before_first_order(data),
        times=times,
        gaps=places.gaps(data, touched, accounts),
        left_out=accounts,
    )
