"""What drives the recommendation: further questions of the survey, and their weights on the latent scale.

All answers of a survey share the customer's temper and the survey's own feeling. What is left of a further question
is its own part; the own part of the recommendation is a weighted sum of these parts and of chance.
"""

from typing import Final

import numpy as np
from chance import Floats
from model import CHANNEL_NAMES, COMPANION, QUESTIONS, SAME_TEMPER, Question

FIVE: Final = (0.04, 0.09, 0.22, 0.38, 0.27)
DRIVERS: Final = tuple(
    Question(metric=name, lowest=1, shares=shares, loading=0.3, asked=0.4)
    for name, shares in (
        ("price_value", (0.04, 0.10, 0.25, 0.38, 0.23)),
        ("site_ease", FIVE),
        ("delivery_care", (0.05, 0.08, 0.17, 0.36, 0.34)),
        ("product_quality", (0.03, 0.07, 0.20, 0.41, 0.29)),
        ("service_care", FIVE),
        ("brand_connection", (0.08, 0.15, 0.30, 0.30, 0.17)),
        ("app_ease", (0.03, 0.06, 0.16, 0.40, 0.35)),
    )
)
NAMES: Final = tuple(one.metric for one in DRIVERS)
WEIGHTS: Final = np.array([0.28, 0.12, 0.36, 0.44, 0.08, 0.0, 0.20])  # in the own part of the recommendation
KIN: Final = 0.2  # correlation of any two own parts
DELIVERY: Final = NAMES.index("delivery_care")
DELIVERY_LOADING: Final = 0.7  # of what a late or damaged parcel takes away, beside the loading of the mood
APP_ONLY: Final = NAMES.index("app_ease")  # asked only after an order in the app, and of no weight after others
APP: Final = CHANNEL_NAMES.index("app")
ASKED_TOGETHER: Final = 0.4  # share of the answered surveys that hold the further questions


def own_correlation(*, app: bool) -> Floats:
    """Correlation of the own parts of the recommendation (first) and of the further questions that are asked."""
    between = np.full((len(NAMES), len(NAMES)), KIN) + (1 - KIN) * np.eye(len(NAMES))
    weights = weights_in(app=app)
    asked = np.arange(len(NAMES)) != (-1 if app else APP_ONLY)
    with_outcome = (between @ weights)[asked]
    whole = np.eye(1 + asked.sum())
    whole[1:, 1:] = between[np.ix_(asked, asked)]
    whole[0, 1:] = whole[1:, 0] = with_outcome
    return whole


def weights_in(*, app: bool) -> Floats:
    """Weights of the own parts after an order in the app, or elsewhere."""
    return WEIGHTS * (app | (np.arange(len(NAMES)) != APP_ONLY))


def latent_correlation(*, app: bool) -> Floats:
    """Correlation of what is felt, given the moods: recommendation first."""
    own = (1 - SAME_TEMPER) * (1 - COMPANION)
    shared = 1 - own
    return shared + own * own_correlation(app=app)


def own_parts(rng: np.random.Generator, own: Floats, in_app: np.ndarray) -> Floats:
    """Draw the own parts of the further questions, and put those of the recommendation together in `own`.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    own : array
        Standard normal own parts of `QUESTIONS`, a column each; that of the recommendation is taken as its rest
        and replaced.
    in_app : array of bool
        Whether the order was made in the app.
    """
    size = len(own)
    parts = np.sqrt(KIN) * rng.standard_normal(size)[:, None]
    parts = parts + np.sqrt(1 - KIN) * rng.standard_normal((size, len(NAMES)))
    for app in (False, True):
        rows = in_app == app
        weights = weights_in(app=app)
        explained = (1 - KIN) * (weights**2).sum() + KIN * weights.sum() ** 2
        first = [one.metric for one in QUESTIONS].index("nps")
        own[rows, first] = parts[rows] @ weights + np.sqrt(1 - explained) * own[rows, first]
    return parts
