"""Survey answers about orders: a survey follows some days after a purchase occasion, and some are answered."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints, draw
from clock import HOUR, LAST_DAY, moments, seconds
from drivers import APP, APP_ONLY, ASKED_TOGETHER, DELIVERY, DELIVERY_LOADING, DRIVERS, own_parts
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
from offers import PACKAGING_MOOD
from parcels import DAMAGED_MOOD, late_mood
from people import People

INVITE_HOUR: Final = 8  # nobody is written to at night
WITHOUT_CUSTOMER_SHARE: Final = 0.02  # opened without logging in
SAME_DAY_HOURS: Final = (0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 8, 7, 9, 8, 6, 5, 5, 6, 7, 8, 8, 8, 7, 5)
NEXT_DAY_HOURS: Final = (4, 2, 1, 1, 1, 2, 4, 7, 8, 6, 5, 5, 7, 6, 4, 4, 4, 5, 6, 7, 8, 9, 8, 6)
ANSWER_HOURS: Final = np.array([SAME_DAY_HOURS, NEXT_DAY_HOURS])
TOUCHPOINTS: Final = {
    "nps": ("after_purchase",),
    "csat": ("delivery", "product_page", "payment", "website"),
    "ces": ("checkout", "delivery", "customer_service", "return_exchange"),
    "price_value": ("product_page",),
    "site_ease": ("website",),
    "delivery_care": ("delivery",),
    "product_quality": ("product_page",),
    "service_care": ("customer_service",),
    "brand_connection": ("after_purchase",),
    "app_ease": ("mobile_app",),
}
CHANNEL_TOUCHPOINTS: Final = {"app": "mobile_app", "store": "physical_store", "live": "live_commerce"}


def order_answers(rng: np.random.Generator, crowd: People, orders: pd.DataFrame) -> pd.DataFrame:
    """Every answer about an order, one row a question.

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
    mood = moods()[surveys["segment"], surveys["channel"], surveys["regime"]] + surveys["parcel"] + surveys["packed"]
    own = rng.standard_normal((len(surveys), len(QUESTIONS)))
    parts = own_parts(rng, own, (surveys["channel"] == APP).to_numpy())
    latent = _latent(rng, crowd.temper[surveys["customer"]], np.hstack([own, parts]))
    asked = [_asked(rng, surveys, question, mood=mood, latent=latent) for question in QUESTIONS]
    return pd.concat([*asked, *_further(rng, surveys, mood, latent[:, len(QUESTIONS) :])], ignore_index=True)


def _surveys(rng: np.random.Generator, crowd: People, orders: pd.DataFrame) -> pd.DataFrame:
    """Surveys answered by the last day: when they went out and when the answer came.

    The survey about a late order goes out as many days later as the order was late.
    """
    segment = crowd.segment[orders["customer"]]
    answered = rng.random(len(orders)) < np.array([one.answers for one in SEGMENTS])[segment]
    sent = orders.loc[answered, ["customer", "order_id", "channel", "day", "days_late", "damaged", "packaging"]]
    sent = sent.assign(segment=segment[answered])
    invited = (sent["day"] + sent["days_late"]).to_numpy() + draw(rng, INVITE_DELAY, len(sent))
    delay = draw(rng, ANSWER_DELAY, len(sent))
    day = invited + delay
    sent = sent.assign(
        day=day,
        moment=moments(day, seconds(rng, ANSWER_HOURS, np.minimum(delay, 1))),
        invited=moments(invited, INVITE_HOUR * HOUR + rng.integers(HOUR, size=len(sent))),
        regime=regime_of(SURVEY_REGIMES, day),
        logged_in=rng.random(len(sent)) >= WITHOUT_CUSTOMER_SHARE,
        parcel=late_mood()[sent["days_late"]] + np.where(sent["damaged"], DAMAGED_MOOD, 0.0),
        packed=np.append(PACKAGING_MOOD, 0.0)[sent["packaging"]],
    )
    return sent[day <= LAST_DAY].reset_index(drop=True)


def _latent(rng: np.random.Generator, temper: Floats, own: Floats) -> Floats:
    """Draw standard normal feelings, a column a question; customer and survey are shared by them."""
    survey = rng.standard_normal(len(temper))[:, None]
    left = np.sqrt(COMPANION) * survey + np.sqrt(1 - COMPANION) * own
    return np.sqrt(SAME_TEMPER) * temper[:, None] + np.sqrt(1 - SAME_TEMPER) * left


def _asked(
    rng: np.random.Generator, surveys: pd.DataFrame, question: Question, *, mood: pd.Series, latent: Floats
) -> pd.DataFrame:
    asked = rng.random(len(surveys)) < question.asked
    felt = question.loading * mood.to_numpy() + latent[:, QUESTIONS.index(question)]
    return _rows(rng, surveys, question, felt)[asked]


def _further(rng: np.random.Generator, surveys: pd.DataFrame, mood: pd.Series, latent: Floats) -> list[pd.DataFrame]:
    """Answers to the further questions, all of them or none; the one about the app after orders in the app."""
    together = rng.random(len(surveys)) < ASKED_TOGETHER
    made = []
    for number, question in enumerate(DRIVERS):
        parcel = DELIVERY_LOADING * surveys["parcel"].to_numpy() if number == DELIVERY else 0.0
        felt = question.loading * mood.to_numpy() + parcel + latent[:, number]
        asked = together & ((number != APP_ONLY) | (surveys["channel"] == APP))
        made.append(_rows(rng, surveys, question, felt)[asked])
    return made


def _rows(rng: np.random.Generator, surveys: pd.DataFrame, question: Question, felt: Floats) -> pd.DataFrame:
    score = question.lowest + np.searchsorted(question.cuts(), felt, side="right")
    number = rng.integers(len(TOUCHPOINTS[question.metric]), size=len(surveys))
    return surveys[["customer", "order_id", "channel", "segment", "moment", "invited", "logged_in"]].assign(
        metric=question.metric,
        score=score,
        tone=tone(question, score),
        touchpoint=_touchpoints(np.array(TOUCHPOINTS[question.metric], dtype=object)[number], surveys["channel"]),
    )


def tone(question: Question, score: Ints) -> Ints:
    """0 unhappy, 1 lukewarm, 2 happy."""
    highest = question.lowest + len(question.shares) - 1
    below_top = [1.5, 3.5] if question.metric == "nps" else [1.5, 2.5]
    return 2 - np.digitize(highest - score, below_top)


def _touchpoints(asked: np.ndarray, channel: pd.Series) -> np.ndarray:
    """Name the place itself, where the website is asked about and the order came from elsewhere."""
    names = [CHANNEL_TOUCHPOINTS.get(name, "website") for name in CHANNEL_NAMES]
    return np.where(asked == "website", np.array(names, dtype=object)[channel], asked)
