"""Survey answers: a survey follows some days after a purchase occasion, and some are answered."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints, draw
from clock import HOUR, LAST_DAY, iso, moments, seconds
from comments import comments
from model import (
    ANSWER_DELAY,
    CHANNEL_NAMES,
    COMPANION,
    INVITE_DELAY,
    QUESTIONS,
    SAME_TEMPER,
    SEGMENTS,
    SURVEY_REGIMES,
    Question,
    moods,
    regime_of,
)
from people import People

HEADER: Final = (
    "response_id", "responded_at", "metric", "score", "customer_id", "order_id", "touchpoint", "channel",
    "comment", "invited_at",
)  # fmt: skip
INVITE_HOUR: Final = 8  # nobody is written to at night
WITHOUT_CUSTOMER_SHARE: Final = 0.02  # opened without logging in
SAME_DAY_HOURS: Final = (0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 8, 7, 9, 8, 6, 5, 5, 6, 7, 8, 8, 8, 7, 5)
NEXT_DAY_HOURS: Final = (4, 2, 1, 1, 1, 2, 4, 7, 8, 6, 5, 5, 7, 6, 4, 4, 4, 5, 6, 7, 8, 9, 8, 6)
ANSWER_HOURS: Final = np.array([SAME_DAY_HOURS, NEXT_DAY_HOURS])
TOUCHPOINTS: Final = {
    "nps": ("after_purchase",),
    "csat": ("delivery", "product_page", "payment", "website"),
    "ces": ("checkout", "delivery", "customer_service", "return_exchange"),
}
CHANNEL_TOUCHPOINTS: Final = {"app": "mobile_app", "store": "physical_store", "live": "live_commerce"}


def answers(rng: np.random.Generator, crowd: People, orders: pd.DataFrame) -> pd.DataFrame:
    """Every answer to every question, in order of time, as text.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    crowd : People
        The customers.
    orders : DataFrame
        As made by `orders`; its occasions are asked about.
    """
    surveys = _surveys(rng, crowd, orders[orders["occasion"]])
    mood = moods()[surveys["segment"], surveys["channel"], surveys["regime"]]
    latent = _latent(rng, crowd.temper[surveys["customer"]])
    asked = [_asked(rng, surveys, question, mood=mood, latent=latent) for question in QUESTIONS]
    rows = pd.concat(asked, ignore_index=True)
    rows = rows.sort_values(["moment", "order_id"], kind="stable", ignore_index=True)
    return _as_text(rng, rows, crowd)


def _surveys(rng: np.random.Generator, crowd: People, orders: pd.DataFrame) -> pd.DataFrame:
    """Surveys answered by the last day: when they went out and when the answer came."""
    segment = crowd.segment[orders["customer"]]
    answered = rng.random(len(orders)) < np.array([one.answers for one in SEGMENTS])[segment]
    sent = orders.loc[answered, ["customer", "order_id", "channel"]].assign(segment=segment[answered])
    invited = orders.loc[answered, "day"].to_numpy() + draw(rng, INVITE_DELAY, len(sent))
    delay = draw(rng, ANSWER_DELAY, len(sent))
    day = invited + delay
    sent = sent.assign(
        day=day,
        moment=moments(day, seconds(rng, ANSWER_HOURS, np.minimum(delay, 1))),
        invited=moments(invited, INVITE_HOUR * HOUR + rng.integers(HOUR, size=len(sent))),
        regime=regime_of(SURVEY_REGIMES, day),
        logged_in=rng.random(len(sent)) >= WITHOUT_CUSTOMER_SHARE,
    )
    return sent[day <= LAST_DAY].reset_index(drop=True)


def _latent(rng: np.random.Generator, temper: Floats) -> Floats:
    """Draw standard normal feelings, a column a question; customer and survey are shared by them."""
    own = rng.standard_normal((len(temper), len(QUESTIONS)))
    survey = rng.standard_normal(len(temper))[:, None]
    left = np.sqrt(COMPANION) * survey + np.sqrt(1 - COMPANION) * own
    return np.sqrt(SAME_TEMPER) * temper[:, None] + np.sqrt(1 - SAME_TEMPER) * left


def _asked(
    rng: np.random.Generator, surveys: pd.DataFrame, question: Question, *, mood: Floats, latent: Floats
) -> pd.DataFrame:
    asked = rng.random(len(surveys)) < question.asked
    felt = question.loading * mood + latent[:, QUESTIONS.index(question)]
    score = question.lowest + np.searchsorted(question.cuts(), felt, side="right")
    number = rng.integers(len(TOUCHPOINTS[question.metric]), size=len(surveys))
    rows = surveys.assign(
        metric=question.metric,
        score=score,
        tone=_tone(question, score),
        touchpoint=np.array(TOUCHPOINTS[question.metric], dtype=object)[number],
    )
    return rows[asked]


def _tone(question: Question, score: Ints) -> Ints:
    """0 unhappy, 1 lukewarm, 2 happy."""
    highest = question.lowest + len(question.shares) - 1
    below_top = [1.5, 3.5] if question.metric == "nps" else [1.5, 2.5]
    return 2 - np.digitize(highest - score, below_top)


def _as_text(rng: np.random.Generator, rows: pd.DataFrame, crowd: People) -> pd.DataFrame:
    channel = np.array(CHANNEL_NAMES, dtype=object)[rows["channel"]]
    return pd.DataFrame(
        {
            "response_id": [f"R{number:07d}" for number in range(1, len(rows) + 1)],
            "responded_at": iso(rows["moment"].to_numpy()),
            "metric": rows["metric"],
            "score": rows["score"].astype(str),
            "customer_id": np.where(rows["logged_in"], crowd.ids[rows["customer"]], ""),
            "order_id": rows["order_id"],
            "touchpoint": _touchpoints(rows, channel),
            "channel": channel,
            "comment": comments(rng, rows, channel),
            "invited_at": iso(rows["invited"].to_numpy()),
        },
        dtype=object,
    )


def _touchpoints(rows: pd.DataFrame, channel: np.ndarray) -> np.ndarray:
    """Name the place itself, where the website is asked about and the order came from elsewhere."""
    place = pd.Series(channel, dtype=object).map(CHANNEL_TOUCHPOINTS)
    moved = rows["touchpoint"].eq("website") & place.notna()
    return rows["touchpoint"].where(~moved, place).to_numpy()
