"""Answers about service contacts: CES and CSAT in one survey, a day after a first contact."""

from typing import Final

import numpy as np
import pandas as pd
from answers import ANSWER_HOURS, INVITE_HOUR, tone
from chance import Ints, draw
from clock import FOUNDED, HOUR, LAST_DAY, moments, seconds
from model import COMPANION, QUESTIONS, SAME_TEMPER
from people import People
from service import AI_MOOD, ASKED_SHARE, FALLBACK_MOOD, HANDLER_MOOD, SOLVED_MOOD

ASKED: Final = tuple(one for one in QUESTIONS if one.metric in {"csat", "ces"})
DELAY: Final = (0.5, 0.3, 0.2)  # P(days from the invitation to the answer)
TOUCHPOINTS: Final = {"phone": "phone", "live_chat": "live_chat"}  # of a human; other channels: customer_service
MACHINES: Final = ("", "chatbot", "voice_assistant")


def touchpoint_of(rows: pd.DataFrame) -> np.ndarray:
    """Name the touchpoint of a contact: the machine, or the channel in which a human was met."""
    human = rows["channel"].map(TOUCHPOINTS).fillna("customer_service")
    return np.where(rows["handler"] > 0, np.array(MACHINES, dtype=object)[rows["handler"]], human)


def ticket_answers(rng: np.random.Generator, crowd: People, contacts: pd.DataFrame) -> pd.DataFrame:
    """Every answer about a first contact, one row a question."""
    asked = contacts[contacts["first"] & (rng.random(len(contacts)) < ASKED_SHARE)]
    invited = _day(asked["opened"]) + 1
    delay = draw(rng, DELAY, len(asked))
    surveys = asked.assign(
        day=invited + delay,
        moment=moments(invited + delay, seconds(rng, ANSWER_HOURS, np.minimum(delay, 1))),
        invited=moments(invited, INVITE_HOUR * HOUR + rng.integers(HOUR, size=len(asked))),
        touchpoint=touchpoint_of(asked),
        mood=_mood(asked),
    )
    surveys = surveys[surveys["day"] <= LAST_DAY].reset_index(drop=True)
    shared = np.sqrt(SAME_TEMPER) * crowd.temper[surveys["customer"]]
    shared += np.sqrt((1 - SAME_TEMPER) * COMPANION) * rng.standard_normal(len(surveys))
    own = np.sqrt((1 - SAME_TEMPER) * (1 - COMPANION))
    made = []
    for question in ASKED:
        felt = question.loading * surveys["mood"] + shared + own * rng.standard_normal(len(surveys))
        score = question.lowest + np.searchsorted(question.cuts(), felt, side="right")
        made.append(surveys.assign(metric=question.metric, score=score, tone=tone(question, score)))
    columns = ["customer", "order_id", "ticket_id", "channel", "moment", "invited", "metric", "score", "tone"]
    return pd.concat(made, ignore_index=True)[[*columns, "touchpoint"]]


def _mood(rows: pd.DataFrame) -> np.ndarray:
    base = HANDLER_MOOD[rows["handler"]] + np.where(rows["solved"], SOLVED_MOOD[1], SOLVED_MOOD[0])
    return base + FALLBACK_MOOD * rows["fallback"].to_numpy() + AI_MOOD * rows["assisted"].to_numpy()


def _day(when: pd.Series) -> Ints:
    return (when.to_numpy().astype("datetime64[D]") - FOUNDED).astype(int)
