"""Do journeys with more contacts come to act because of them? The naive gap, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from cxmetrics.channels.shared import check_days
from cxmetrics.contract import STAGES, Touchpoint
from cxmetrics.effects import Effect, effect
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.path.opened import WITHIN, Rules, opened

ADJUST = ("stage", "way", "first_touch", "tenure")
METRIC = "act_by_interactions"


def interactions(  # noqa: PLR0913 - two tables, the register and the windows of a landmark
    touchpoints: Any,
    orders: Any = None,
    *,
    register: Mapping[str, Touchpoint] | None = None,
    many: int = 3,
    baseline_days: int = 30,
    outcome_days: int = 60,
    most_contacts: int = 2_000,
    since: date | str | None = None,
    data_end: date | str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> Effect:
    """Contacts against coming to act: the naive gap, and what is left of it among comparable journeys.

    Parameters
    ----------
    touchpoints, orders, register, most_contacts, since, data_end, level, timezone
        As for `journey`.
    many : int, default 3
        Contacts from which a journey counts as having many; at least 2.
    baseline_days, outcome_days : int, default 30 and 60
        Days up to a landmark in which contacts are counted, and after it in which a journey comes to act or does not.

    Returns
    -------
    Effect
        The difference in the share of journeys that come to act, from -1 to 1, between those with many contacts and
        those with fewer; ``dose`` is by the number of ``interactions``. A journey has a row at each landmark, and is
        one cluster. ``crude_history`` is a row a journey: all its contacts before act, against having come there.

    Raises
    ------
    ParameterError
        As for `journey`, or ``many`` below 2.
    DataError
        No journey went on to a second stage and was watched for long enough, all of them came to act or none, or too
        few are on one side of ``many``.

    Notes
    -----
    A landmark is the moment at which a journey comes to a stage, such as ask: contacts before it are counted, that one
    and those after it are not. Who gets further has more contacts for that reason alone. So the stage is made alike
    first, and with it the stages on the way, the first touchpoint and the days since it. A landmark at the same number
    of days after the first contact would not do: of a journey that has ended, all contacts are before it, and of one
    that goes on, some are yet to come. Journeys of a stage, way or first touchpoint of which all, or none, had as many
    contacts are compared with nobody. What contacts do by bringing a journey to the stage is not in the difference.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> made = [(f"c{who}", name, pd.Timestamp("2026-03-01") + pd.Timedelta(days=day))
    ...         for who in range(400) for day, name in enumerate(
    ...             ["website"] * rng.integers(1, 6) + ["chatbot"] + ["checkout"] * rng.integers(0, 2))]
    >>> touched = pd.DataFrame(made, columns=["customer_id", "touchpoint", "occurred_at"])
    >>> found = interactions(touched, data_end="2026-10-31")
    >>> found.estimates["method"].tolist()[:2], found.dose["interactions"].tolist()
    (['crude_history', 'crude_landmark'], ['1', '2', '3', '4', '5'])
    """
    check_days("baseline_days", baseline_days)
    if not isinstance(many, int) or many < 2:  # noqa: PLR2004 - one contact, all have
        said = "many={many!r}: every journey has one contact."
        raise ParameterError("E-MANY", said, fix="a whole number from 2.", many=many)
    data = opened(
        {"touchpoints": touchpoints, "orders": orders},
        among=None,
        register=register,
        rules=Rules("furthest", WITHIN, outcome_days, most_contacts=most_contacts),
        since=since,
        data_end=data_end,
        level=level,
        timezone=timezone,
    )
    rows = _compared(data.run("journey_interactions", baseline_days=baseline_days), many, outcome_days)
    found = effect(
        rows,
        exposure="many",
        outcome="acted",
        adjust=ADJUST,
        ever="many_ever",
        among="could",
        dose="interactions",
        cluster="customer_id",
        level=level,
    )
    return replace(found, dose=found.dose.assign(metric=METRIC))


def _compared(counts: pd.DataFrame, many: int, days: int) -> pd.DataFrame:
    """Give the rows to compare; the whole journey is judged once, in the row of its first stage, where none is before.

    Raises
    ------
    DataError
        Nothing to compare.
    """
    could = counts["before_it"] > 0
    if not could.any():
        said = "no journey went on to a second stage before act and was watched for {days:,} days from then."
        raise DataError("E-NO-JOURNEY", said, fix="a shorter window, or an earlier since=.", days=days)
    if counts.loc[could, "acted"].nunique() < 2:  # noqa: PLR2004 - those who came to act, and others
        said = "all {n:,} journeys came to act, or none did: there is nothing to compare."
        n = counts.loc[could, "customer_id"].nunique()
        raise DataError("E-ALL-ALIKE", said, fix="give the orders, or another window.", n=n)
    exposed = counts["interactions"] >= many
    return counts.assign(
        stage=counts["stage"].map(dict(enumerate(STAGES, 1))),
        way=counts["way"].astype(str),
        could=_comparable(counts, could, exposed).astype(int),
        many=exposed.astype(int),
        many_ever=(counts["ever"] >= many).astype(float).mask(could),
    )


def _comparable(counts: pd.DataFrame, could: pd.Series[bool], exposed: pd.Series[bool]) -> pd.Series[bool]:
    """Keep journeys of whose kind some had as many contacts and some had not: others are compared with nobody."""
    kept = could
    for column in ("stage", "way", "first_touch"):
        share = exposed[kept].groupby(counts.loc[kept, column]).mean()
        mixed = share.index[(share > 0) & (share < 1)]
        kept = kept & counts[column].isin(mixed)
    return kept if kept.any() else could
