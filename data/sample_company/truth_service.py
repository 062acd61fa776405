"""True values of service contacts: how many, how they end, and what customers say about them."""

from typing import Final

import numpy as np
from clock import day_of
from expected import occasions_by_day
from model import MIX, QUESTIONS
from parcels import DAMAGED_SHARE as DAMAGED
from parcels import DAYS_LATE, NO_PARCEL, days_late_by_day
from service import (
    AI_MOOD,
    AI_SINCE,
    AI_TIME,
    DAMAGED_SHARE,
    FALLBACK_SHARES,
    GENERAL_SHARE,
    HANDED_OFF_AFTER_FALLBACK,
    HANDED_OFF_SHARES,
    HANDLER_MIX,
    HANDLERS,
    HANDLING_SECONDS,
    LATE_SHARES,
    MEAN_COSTS,
    REPEAT_SHARES,
    SOLVED_SHARES,
    TAKEBACK_SHARE,
    TRAINING_SINCE,
    Ending,
    delivery_contact_chance,
    endings,
)
from trees import Tree, mean, named, rounded

DEFINITION: Final = (
    "First contacts, caused by purchase occasions with these probabilities; another contact about the same order and "
    "topic within 7 days follows with the probability given, and a human handles it. Shares are over first contacts. "
    "`solved_by_human`: P(first contact resolved), before the training and since; the training changes nothing else. "
    "Answers about a contact carry its ticket_id; since_training and before are by the day of the contact."
)
BEFORE, SINCE = day_of(TRAINING_SINCE) - 1, day_of(TRAINING_SINCE)


def service_truth() -> Tree:
    """Every true value of the contacts."""
    off = FALLBACK_SHARES * HANDED_OFF_AFTER_FALLBACK + (1 - FALLBACK_SHARES) * HANDED_OFF_SHARES
    return {
        "definition": DEFINITION,
        "contact_by_cause": {
            "late_1_to_2_days": LATE_SHARES[0],
            "late_3_or_more_days": LATE_SHARES[1],
            "damaged": DAMAGED_SHARE,
            "return_or_exchange": TAKEBACK_SHARE,
            "anything_else": GENERAL_SHARE,
        },
        "delivery_contacts_per_100_orders": rounded(100 * _delivery_contacts()),
        "handled_by": named(HANDLERS, HANDLER_MIX),
        "fallback": named(HANDLERS, FALLBACK_SHARES),
        "handed_off": named(HANDLERS, off),
        "contained": named(HANDLERS[1:], 1 - off[1:]),
        "solved": {name: _solved(number) for number, name in enumerate(HANDLERS)},
        "training_since": TRAINING_SINCE,
        "solved_by_human": {"before": SOLVED_SHARES[0], "since": SOLVED_SHARES[1], "difference": _training()},
        "again_within_7_days": {"not_solved": REPEAT_SHARES[0], "solved": REPEAT_SHARES[1], **_again()},
        "cost": named(HANDLERS, MEAN_COSTS),
        "handling_seconds": named(HANDLERS, HANDLING_SECONDS),
        "ai": {"since": AI_SINCE, "factor_on_handling_time": AI_TIME, "latent": AI_MOOD},
        "answers": {metric: _answers(metric) for metric in ("csat", "ces")},
    }


def _training() -> float:
    return rounded(SOLVED_SHARES[1] - SOLVED_SHARES[0])


def _delivery_contacts() -> float:
    """Contacts about the delivery, of an expected purchase occasion."""
    late = np.arange(len(DAYS_LATE))
    chance = (1 - DAMAGED) * delivery_contact_chance(late, np.zeros(len(late), dtype=bool)) + DAMAGED * DAMAGED_SHARE
    occasions = occasions_by_day()
    sent = (occasions * (1 - MIX[:, NO_PARCEL])[:, None, None]).sum(axis=0)
    return float((sent * (days_late_by_day() @ chance).T).sum() / occasions.sum())


def _solved(handler: int) -> Tree:
    return {"before": _mean_of(handler, BEFORE, _is_solved), "since": _mean_of(handler, SINCE, _is_solved)}


def _is_solved(one: Ending) -> float:
    return float(one.solved)


def _again() -> Tree:
    def again(one: Ending) -> float:
        return REPEAT_SHARES[one.solved]

    by_handler = {name: _mean_of(number, SINCE, again) for number, name in enumerate(HANDLERS)}
    return {"by_handler_since_training": by_handler}


def _mean_of(handler: int, day: int, value) -> float:
    ways = [one for one in endings(day) if one.handler == handler]
    return mean([value(one) for one in ways], [one.chance for one in ways])


def _answers(metric: str) -> Tree:
    return {
        "before": _score(metric, BEFORE_AI),
        "since_training": _score(metric, SINCE),
        "by_handler_since_training": {
            name: _score(metric, SINCE, handler=number) for number, name in enumerate(HANDLERS)
        },
    }


BEFORE_AI: Final = day_of(AI_SINCE) - 1


def _score(metric: str, day: int, *, handler: int | None = None) -> float:
    """Mean score of the answers about contacts of a day."""
    question = next(one for one in QUESTIONS if one.metric == metric)
    ways = [one for one in endings(day) if handler in {None, one.handler}]
    scores = question.chances(np.array([one.mood for one in ways])) @ (
        question.lowest + np.arange(len(question.shares))
    )
    return mean(scores, [one.chance for one in ways])
