"""The true values behind the files: probabilities of the model, worked out without any draw."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from chance import Floats, Ints
from clock import DAYS, day_of, month_names
from expected import answers_by_month
from model import (
    CHANNEL_NAMES,
    CHANNELS,
    MIX,
    QUESTIONS,
    REPEAT_REGIMES,
    SEGMENT_NAMES,
    SEGMENTS,
    SURVEY_REGIMES,
    WINDOW_DAYS,
    arrivals,
    moods,
    regime_of,
    repeat_chance,
)

PROMOTER_FROM, DETRACTOR_TO = 9, 6
TOP_SCORES: Final = {"csat": 2, "ces": 3}
STORY_MONTH: Final = "2026-10"
STORY_AGAINST: Final = "2025-10"
DIGITS: Final = 4

Tree = dict[str, Any]

METHOD: Final = (
    "Probabilities of the model, worked out without chance; they depend neither on the seed nor on the number of "
    "customers. Expected occasions follow from the renewal equation, day by day; expected answers add the answer "
    "probability of the segment and the delays of invitation and answer, up to data_end."
)
NPS: Final = (
    "100 x (P(score >= 9) - P(score <= 6)), in points. By segment: over the channels that the segment orders in. "
    "By channel: over the segments expected to answer. By month, local: over all expected answers. "
    "A regime is named by the local months in which the answer was given."
)
SCORES: Final = "Expected score, and P(score among the {top} highest), over all expected answers of the regime."
REPEAT: Final = (
    "P(second purchase occasion 1 to 90 local days after the first). An occasion is a local day with at least one "
    "order of kind sale with a customer and the status completed or partly_returned. Exact by construction: whether "
    "the second occasion falls within the window is drawn with this probability, then its day. A regime is named by "
    "the months of the first occasion; overall is over all first occasions at least 90 days before data_end."
)
DIRT: Final = (
    "Rows with each fault, as written, for this seed and size; no row has two, and each exact_duplicate counts the "
    "second copy. missing_code: score 99. out_of_scale: NPS 11 or -1. blank_key: no order_id or response_id. "
    "short_row: the last field is missing. no_customer: an order of a guest."
)
INDEPENDENCE: Final = (
    "Scores have no influence on purchases, nor purchases on scores: beyond segment and channel the true effect is 0. "
    "Two answers of one customer are correlated."
)


def truth() -> Tree:
    """Every true value of the model, by the name of its metric."""
    return {
        "method": METHOD,
        "independence": INDEPENDENCE,
        "nps": _nps(),
        "csat": _scores("csat"),
        "ces": _scores("ces"),
        "repeat_90_days": _repeat(),
        "story": _story(),
    }


def _nps() -> Tree:
    points, weights = _nps_points(), answers_by_month()
    return {
        "definition": NPS,
        "by_month": {
            name: _mean(points[:, :, regime], weights[:, [month]] * MIX)
            for month, (name, regime) in enumerate(zip(month_names(), _month_regimes(), strict=True))
        },
        "by_regime": _by_regime(lambda regime, mix: _mean(points[:, :, regime], mix)),
        "by_segment": _by_regime(lambda regime, _: _named(SEGMENT_NAMES, (MIX * points[:, :, regime]).sum(axis=1))),
        "by_channel": _by_regime(
            lambda regime, mix: _named(CHANNEL_NAMES, np.average(points[:, :, regime], weights=mix, axis=0))
        ),
    }


def _nps_points() -> Floats:
    chances = QUESTIONS[0].chances(moods())
    return 100 * (chances[..., PROMOTER_FROM:].sum(axis=-1) - chances[..., : DETRACTOR_TO + 1].sum(axis=-1))


def _scores(metric: str) -> Tree:
    question = next(one for one in QUESTIONS if one.metric == metric)
    chances, top = question.chances(moods()), TOP_SCORES[metric]
    mean = chances @ (question.lowest + np.arange(len(question.shares)))
    share = chances[..., -top:].sum(axis=-1)
    return {
        "definition": SCORES.format(top=top),
        "mean": _by_regime(lambda regime, mix: _mean(mean[:, :, regime], mix)),
        "top_share": _by_regime(lambda regime, mix: _mean(share[:, :, regime], mix)),
    }


def _repeat() -> Tree:
    chance, sizes = repeat_chance(), np.array([one.share for one in SEGMENTS])
    observed = np.arange(DAYS - WINDOW_DAYS)
    weights = np.bincount(regime_of(REPEAT_REGIMES, observed), weights=arrivals()[observed])
    columns = [one.name for one in REPEAT_REGIMES]
    return {
        "definition": REPEAT,
        "overall": _mean(sizes @ chance, weights),
        "by_regime": _named(columns, sizes @ chance),
        "by_segment": _named(SEGMENT_NAMES, np.average(chance, weights=weights, axis=1)),
        "by_segment_and_regime": {name: _named(columns, row) for name, row in zip(SEGMENT_NAMES, chance, strict=True)},
        "regimes_since": {one.name: one.since for one in REPEAT_REGIMES},
    }


def _story() -> Tree:
    by_month, repeat = _nps()["by_month"], _repeat()["by_regime"]
    before, after = by_month[STORY_AGAINST], by_month[STORY_MONTH]
    best = max(CHANNELS, key=lambda one: one.mood)
    return {
        "text": "NPS fell against the same month of the year before, because of the marketplace and live channels; the "
        "app is the best channel. More first-time buyers come back within 90 days than a year ago.",
        "month": STORY_MONTH,
        "against": STORY_AGAINST,
        "nps": after,
        "nps_against": before,
        "nps_difference": round(after - before, DIGITS),
        "channels_that_fell": [one.name for one in CHANNELS if one.fall],
        "best_channel": best.name,
        "repeat_first": repeat[REPEAT_REGIMES[0].name],
        "repeat_last": repeat[REPEAT_REGIMES[-1].name],
        "survey_regimes_since": {one.name: one.since for one in SURVEY_REGIMES},
    }


def _month_regimes() -> Ints:
    starts = np.array([day_of(f"{name}-01") for name in month_names()])
    return regime_of(SURVEY_REGIMES, starts)


def _by_regime(value: Callable[[int, Floats], Any]) -> Tree:
    return {one.name: value(number, _answer_mix(number)) for number, one in enumerate(SURVEY_REGIMES)}


def _answer_mix(regime: int) -> Floats:
    """Expect answers of a regime by segment and channel."""
    months = _month_regimes() == regime
    return answers_by_month()[:, months].sum(axis=1, keepdims=True) * MIX


def _mean(values: Floats, weights: Floats) -> float:
    return round(float(np.average(values, weights=weights)), DIGITS)


def _named(names: tuple[str, ...] | list[str], values: Floats) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in zip(names, values, strict=True)}
