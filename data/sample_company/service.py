"""What is true of service contacts: what causes them, who handles them, and how they end."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from chance import Floats, Ints
from clock import day_of
from parcels import VERY_LATE

# P(contact) of an order, by cause
GENERAL_SHARE: Final = 0.03
LATE_SHARES: Final = (0.20, 0.45)  # late by 1 or 2 days, and later
DAMAGED_SHARE: Final = 0.55  # in place of these
TAKEBACK_SHARE: Final = 0.20  # of the orders of which something is asked to be taken back
GENERAL_TOPICS: Final = {"order_change": 30, "payment": 20, "product_question": 30, "usage": 20}
LATE_TOPIC, DAMAGED_TOPIC, TAKEBACK_TOPIC = "late_delivery", "damaged_delivery", "return_exchange"

HANDLERS: Final = ("human", "bot", "voice")
HANDLER_MIX: Final = np.array([0.55, 0.33, 0.12])
HUMAN_CHANNELS: Final = ("phone", "live_chat", "email", "video_call", "co_browsing")
HUMAN_CHANNEL_MIX: Final = np.array([0.46, 0.30, 0.16, 0.05, 0.03])
FIRST_RESPONSE_SECONDS: Final = np.array([180.0, 300.0, 32_400.0, 600.0, 600.0])  # mean, by channel of a human
FALLBACK_SHARES: Final = np.array([0.0, 0.22, 0.30])
HANDED_OFF_SHARES: Final = np.array([0.06, 0.08, 0.08])  # without a fallback
HANDED_OFF_AFTER_FALLBACK: Final = 0.70
TRAINING_SINCE: Final = "2026-02-01"  # staff trained and allowed to decide
SOLVED_SHARES: Final = (0.62, 0.74)  # P(first contact solves it), human: before the training and since
SOLVED_BY_MACHINE: Final = np.array([np.nan, 0.60, 0.50])  # without a fallback
SOLVED_AFTER_FALLBACK: Final = 0.15
REPEAT_SHARES: Final = (0.50, 0.04)  # P(contact again within 7 days): not solved, solved
AI_SINCE: Final = "2026-01-01"  # an assistant that listens in, at random, where a human talks or chats
AI_SHARE: Final = 0.5
AI_CHANNELS: Final = 2  # the first of HUMAN_CHANNELS
AI_TIME: Final = 0.8  # factor on the handling time
HANDLING_SECONDS: Final = np.array([420.0, 150.0, 110.0])  # mean, by handler
MEAN_COSTS: Final = np.array([5_200.0, 350.0, 800.0])  # won, by handler

ASKED_SHARE: Final = 0.16  # P(survey about a first contact is answered)
HANDLER_MOOD: Final = np.array([0.10, -0.15, -0.30])
SOLVED_MOOD: Final = (-0.55, 0.25)
FALLBACK_MOOD: Final = -0.30
AI_MOOD: Final = 0.15


@dataclass(frozen=True)
class Ending:
    """A way in which a first contact can go, and its probability."""

    handler: int
    fallback: int
    solved: int
    assisted: int
    chance: float

    @property
    def mood(self) -> float:
        """Latent satisfaction with the contact."""
        base = HANDLER_MOOD[self.handler] + SOLVED_MOOD[self.solved]
        return float(base + FALLBACK_MOOD * self.fallback + AI_MOOD * self.assisted)


def delivery_contact_chance(days_late: Ints, damaged: Ints) -> Floats:
    """P(contact about the delivery)."""
    late = np.select([days_late == 0, days_late < VERY_LATE], [0.0, LATE_SHARES[0]], default=LATE_SHARES[1])
    return np.where(damaged, DAMAGED_SHARE, late)


def solved_chance(handler: Ints, fallback: Ints, trained: Ints) -> Floats:
    """P(the first contact solves it)."""
    machine = np.where(fallback, SOLVED_AFTER_FALLBACK, SOLVED_BY_MACHINE[handler])
    return np.where(handler == 0, np.array(SOLVED_SHARES)[trained], machine)


def endings(day: int) -> list[Ending]:
    """Every way in which a first contact of a day can go."""
    trained, ai = day >= day_of(TRAINING_SINCE), day >= day_of(AI_SINCE)
    made = []
    for handler, fallback, solved, assisted in product(range(3), (0, 1), (0, 1), (0, 1)):
        listens = AI_SHARE * HUMAN_CHANNEL_MIX[:AI_CHANNELS].sum() * ai * (handler == 0)
        fell = FALLBACK_SHARES[handler]
        solves = float(solved_chance(np.array(handler), np.array(fallback), np.array(int(trained))))
        chance = HANDLER_MIX[handler] * (fell if fallback else 1 - fell) * (solves if solved else 1 - solves)
        made.append(Ending(handler, fallback, solved, assisted, chance * (listens if assisted else 1 - listens)))
    return made
