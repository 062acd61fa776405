"""True importance of the drivers: on the latent scale, and what large samples of answers come to."""

from typing import Final

import numpy as np
from chance import Floats
from drivers import APP, APP_ONLY, DELIVERY, DELIVERY_LOADING, DRIVERS, KIN, NAMES, WEIGHTS, latent_correlation
from expected import PARCEL_MOOD, answers_by_month
from model import MIX, QUESTIONS, SURVEY_REGIMES, Question
from scipy.special import ndtr
from shares import hermite, lmg
from trees import Tree, named, rounded
from truth_survey import felt, month_regimes

DEFINITION: Final = (
    "Every survey's own part of the recommendation is a weighted sum of the own parts of the further questions "
    "(`weights`; any two correlate with `kinship`) and of chance; beside it, all answers of a survey share the temper "
    "of the customer and the feeling of the survey, a halo. `latent`: R squared of the felt recommendation on what "
    "is felt about the drivers, given segment, channel, month and delivery, and its LMG (Shapley) parts, from the "
    "covariance. `answers`: the same for the scores as given (0 to 10 on 1 to 5), over all expected answers. "
    "brand_connection has weight 0: what it shows is halo. app_ease is asked and works only after orders in the app: "
    "`app` takes these alone, `elsewhere` the others; `all` takes everybody and the drivers that all are asked about."
)


def driver_truth() -> Tree:
    """Weights, R squared and shares of the drivers."""
    return {
        "definition": DEFINITION,
        "weights": named(NAMES, WEIGHTS),
        "kinship": KIN,
        "latent": {name: _shares(latent_correlation(app=app), app=app) for name, app in _GROUPS.items()},
        "answers": {
            **{name: _shares(_score_covariance(app=app), app=app) for name, app in _GROUPS.items()},
            "all": _shares(_everybody(), app=False),
        },
    }


_GROUPS: Final = {"app": True, "elsewhere": False}


def _shares(covariance: Floats, *, app: bool) -> Tree:
    parts = lmg(covariance)
    names = [name for number, name in enumerate(NAMES) if app or number != APP_ONLY]
    return {"r_squared": rounded(parts.sum()), "lmg": named(names, parts), "share": named(names, parts / parts.sum())}


def _weights(*, app: bool) -> Floats:
    """Expect answers by segment, channel, what happened and survey regime, of orders in the app or elsewhere."""
    months, weights = month_regimes(), answers_by_month()
    by_regime = np.stack(
        [weights[..., months == number].sum(axis=-1) for number in range(len(SURVEY_REGIMES))], axis=-1
    )
    kept = (np.arange(MIX.shape[1]) == APP) == app
    return by_regime * kept[None, :, None, None]


def _means(number: int) -> Floats:
    """Mean of what is felt about a question, 0 being the recommendation, by cell."""
    mood = felt()
    if number == 0:
        return QUESTIONS[0].loading * mood
    parcel = DELIVERY_LOADING * PARCEL_MOOD[:, None] if number - 1 == DELIVERY else 0.0
    return DRIVERS[number - 1].loading * mood + parcel


def _moments(*, app: bool) -> tuple[Floats, Floats, Floats]:
    """Weight, mean scores (outcome first) and mean products of scores, over the cells of a group of answers."""
    weight = _weights(app=app)
    cells = weight > 0
    asked = [0, *(1 + number for number in range(len(NAMES)) if app or number != APP_ONLY)]
    questions = [QUESTIONS[0], *DRIVERS]
    means = [_means(number)[cells] for number in asked]
    series = [hermite(questions[number].cuts(), mean) for number, mean in zip(asked, means, strict=True)]
    expected = np.array([_expected(questions[number], mean) for number, mean in zip(asked, means, strict=True)])
    correlation, share = latent_correlation(app=app), weight[cells]
    products = np.zeros((len(asked), len(asked)))
    for one in range(len(asked)):
        for two in range(len(asked)):
            powers = correlation[one, two] ** np.arange(1, series[0].shape[-1] + 1)
            within = _variance(questions[asked[one]], means[one]) if one == two else series[one] * series[two] @ powers
            products[one, two] = share @ (within + expected[one] * expected[two])
    return share.sum(), expected @ share, products


def _expected(question: Question, mean: Floats) -> Floats:
    return ndtr(mean[:, None] - question.cuts()).sum(axis=-1)


def _variance(question: Question, mean: Floats) -> Floats:
    below = ndtr(question.cuts() - mean[:, None])
    chances = np.diff(below, axis=-1, prepend=0.0, append=1.0)
    score = np.arange(chances.shape[-1])
    return chances @ score**2 - (chances @ score) ** 2


def _score_covariance(*, app: bool) -> Floats:
    weight, sums, products = _moments(app=app)
    return products / weight - np.outer(sums, sums) / weight**2


def _everybody() -> Floats:
    """Covariance over all answers, of the drivers that all are asked about."""
    (one, first, some), (two, second, others) = _moments(app=True), _moments(app=False)
    kept = [0, *(1 + number for number in range(len(NAMES)) if number != APP_ONLY)]
    sums, products = first[kept] + second, some[np.ix_(kept, kept)] + others
    return products / (one + two) - np.outer(sums, sums) / (one + two) ** 2
