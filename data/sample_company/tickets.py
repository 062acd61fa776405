"""Rows of tickets.csv: service contacts, caused by what happened to the orders."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Flags, Ints, draw
from clock import DAYS, FOUNDED, HOUR, LAST_DAY, Moments, day_of, iso, moments
from parcels import PROMISED_DAYS
from people import People
from service import (
    AI_CHANNELS,
    AI_SHARE,
    AI_SINCE,
    AI_TIME,
    DAMAGED_TOPIC,
    FALLBACK_SHARES,
    FIRST_RESPONSE_SECONDS,
    GENERAL_SHARE,
    GENERAL_TOPICS,
    HANDED_OFF_AFTER_FALLBACK,
    HANDED_OFF_SHARES,
    HANDLER_MIX,
    HANDLERS,
    HANDLING_SECONDS,
    HUMAN_CHANNEL_MIX,
    HUMAN_CHANNELS,
    LATE_TOPIC,
    MEAN_COSTS,
    REPEAT_SHARES,
    TAKEBACK_SHARE,
    TAKEBACK_TOPIC,
    TRAINING_SINCE,
    delivery_contact_chance,
    solved_chance,
)

HEADER: Final = (
    "ticket_id", "opened_at", "customer_id", "order_id", "channel", "topic", "handled_by", "fallback",
    "first_response_at", "resolved_at", "first_contact_resolved", "handed_off", "cost",
)  # fmt: skip
MACHINE_CHANNELS: Final = ("", "live_chat", "phone")  # of bot and voice
STUCK_SHARE: Final = 0.02  # contacts that are never closed, of those that the first answer did not solve
COST_SPREAD: Final = 0.4
AGAIN_SECONDS: Final = (24 * HOUR, 156 * HOUR)  # to a contact about the same matter: within 7 days


def tickets(rng: np.random.Generator, orders: pd.DataFrame) -> pd.DataFrame:
    """Every contact in order of time, with its number; ``first`` tells those that are no repetition."""
    bought = orders[orders["occasion"]]
    first = pd.concat(
        [_about_delivery(rng, bought), _about_takeback(rng, bought), _general(rng, bought)], ignore_index=True
    )
    first = first[first["day"] <= LAST_DAY].reset_index(drop=True)
    opened = moments(first["day"].to_numpy(), rng.integers(8 * HOUR, 22 * HOUR, size=len(first)))
    handler = draw(rng, HANDLER_MIX, len(first))
    first = _handled(rng, first.assign(opened=opened, first=True), handler)
    rows = pd.concat([first, _again(rng, first)], ignore_index=True)
    rows = rows.sort_values(["opened", "order_id"], kind="stable", ignore_index=True)
    return rows.assign(ticket_id=[f"T{number:06d}" for number in range(1, len(rows) + 1)])


def ticket_rows(rows: pd.DataFrame, crowd: People) -> pd.DataFrame:
    """Rows of tickets.csv as text; what lies after the last day is empty."""
    answered, resolved = (rows[name].to_numpy().astype("datetime64[s]") for name in ("answered", "resolved"))
    machine = rows["handler"] > 0
    return pd.DataFrame(
        {
            "ticket_id": rows["ticket_id"],
            "opened_at": iso(rows["opened"].to_numpy().astype("datetime64[s]")),
            "customer_id": crowd.ids[rows["customer"]],
            "order_id": rows["order_id"],
            "channel": rows["channel"],
            "topic": rows["topic"],
            "handled_by": np.array(HANDLERS, dtype=object)[rows["handler"]],
            "fallback": np.where(machine, _flag(rows["fallback"]), ""),
            "first_response_at": np.where(_known(answered), iso(answered).astype(object), ""),
            "resolved_at": np.where(_known(resolved), iso(resolved).astype(object), ""),
            "first_contact_resolved": _flag(rows["solved"]),
            "handed_off": _flag(rows["handed_off"]),
            "cost": rows["cost"].astype(str),
        },
        dtype=object,
    )


def _about_delivery(rng: np.random.Generator, bought: pd.DataFrame) -> pd.DataFrame:
    late, damaged = bought["days_late"].to_numpy(), bought["damaged"].to_numpy()
    chosen = rng.random(len(bought)) < delivery_contact_chance(late, damaged)
    rows = bought[chosen]
    arrived = rows["day"] + PROMISED_DAYS + rows["days_late"]
    overdue = rows["day"] + PROMISED_DAYS + 1
    topic = np.where(rows["damaged"], DAMAGED_TOPIC, LATE_TOPIC)
    return _contacts(rows, np.where(rows["damaged"], arrived + 1, overdue), topic)


def _about_takeback(rng: np.random.Generator, bought: pd.DataFrame) -> pd.DataFrame:
    rows = bought[(bought["request"] > 0) & (rng.random(len(bought)) < TAKEBACK_SHARE)]
    return _contacts(rows, (rows["asked_day"] + 1).to_numpy(), np.full(len(rows), TAKEBACK_TOPIC, dtype=object))


def _general(rng: np.random.Generator, bought: pd.DataFrame) -> pd.DataFrame:
    rows = bought[rng.random(len(bought)) < GENERAL_SHARE]
    topic = np.array(list(GENERAL_TOPICS), dtype=object)[draw(rng, list(GENERAL_TOPICS.values()), len(rows))]
    return _contacts(rows, rows["day"].to_numpy() + rng.integers(1, 6, size=len(rows)), topic)


def _contacts(rows: pd.DataFrame, day: Ints, topic: np.ndarray) -> pd.DataFrame:
    made = {"customer": rows["customer"].to_numpy(), "order_id": rows["order_id"].to_numpy(), "day": day}
    return pd.DataFrame({**made, "topic": topic})


def _handled(rng: np.random.Generator, rows: pd.DataFrame, handler: Ints) -> pd.DataFrame:
    """Draw who handles a contact, and how it goes."""
    size, human = len(rows), handler == 0
    day = (rows["opened"].to_numpy().astype("datetime64[D]") - FOUNDED).astype(int)
    number = draw(rng, HUMAN_CHANNEL_MIX, size)
    listens = rng.random(size) < AI_SHARE
    assisted = human & (number < AI_CHANNELS) & (day >= day_of(AI_SINCE)) & listens
    fallback = rng.random(size) < FALLBACK_SHARES[handler]
    trained = (day >= day_of(TRAINING_SINCE)).astype(int)
    solved = rng.random(size) < solved_chance(handler, fallback, trained)
    handed = rng.random(size) < np.where(fallback, HANDED_OFF_AFTER_FALLBACK, HANDED_OFF_SHARES[handler])
    taken = rng.exponential(HANDLING_SECONDS[handler] * np.where(assisted, AI_TIME, 1.0)).astype(np.int64) + 1
    return rows.assign(
        handler=handler,
        channel=np.array(MACHINE_CHANNELS, dtype=object)[handler],
        assisted=assisted,
        fallback=fallback,
        solved=solved,
        handed_off=handed,
        taken=taken,
        cost=np.round(MEAN_COSTS[handler] * _spread(rng, size)).astype(np.int64),
    ).assign(
        channel=lambda made: made["channel"].where(~human, np.array(HUMAN_CHANNELS, dtype=object)[number]),
        **_times(rng, rows, number=np.where(human, number, -1), solved=solved, taken=taken),
    )


def _times(
    rng: np.random.Generator, rows: pd.DataFrame, *, number: Ints, solved: Flags, taken: Ints
) -> dict[str, Moments]:
    """First answer, and when it was solved: at once, some days later, or never."""
    size = len(rows)
    opened = rows["opened"].to_numpy().astype("datetime64[s]")
    waits = np.where(number >= 0, rng.exponential(FIRST_RESPONSE_SECONDS[number]), 5 + 25 * rng.random(size))
    answered = opened + (waits.astype(np.int64) + 1).astype("timedelta64[s]")
    later = rng.integers(8 * HOUR, 120 * HOUR, size=size)
    resolved = answered + np.where(solved, taken, later).astype("timedelta64[s]")
    stuck = ~solved & (rng.random(size) < STUCK_SHARE)
    return {"answered": answered, "resolved": np.where(stuck, np.datetime64("NaT"), resolved)}


def _again(rng: np.random.Generator, first: pd.DataFrame) -> pd.DataFrame:
    """Contacts about the same matter within 7 days: a human handles them."""
    chance = np.where(first["solved"], REPEAT_SHARES[1], REPEAT_SHARES[0])
    origin = first[rng.random(len(first)) < chance]
    opened = origin["opened"] + pd.to_timedelta(rng.integers(*AGAIN_SECONDS, size=len(origin)), unit="s")
    rows = origin[["customer", "order_id", "topic"]].assign(opened=opened, first=False)
    rows = rows[opened < FOUNDED + DAYS].reset_index(drop=True)
    return _handled(rng, rows, np.zeros(len(rows), dtype=np.int64))


def _spread(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.exp(COST_SPREAD * rng.standard_normal(size) - COST_SPREAD**2 / 2)


def _known(when: Moments) -> Flags:
    return when < FOUNDED + DAYS


def _flag(values: pd.Series) -> np.ndarray:
    return np.where(values, "true", "false")
