"""True scores: mixtures over segment, channel and what happened to the orders, exact by month."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from chance import Floats, Ints
from clock import day_of, month_names
from expected import DAYS_LATE_OF_CELL, PACKED_MOOD, PARCEL_MOOD, answers_by_month
from model import CHANNEL_NAMES, QUESTIONS, SEGMENT_NAMES, SEGMENTS, SURVEY_REGIMES, moods, regime_of
from offers import PACKAGING_MOOD, PACKAGING_SINCE, PACKAGINGS
from parcels import DAMAGED_MOOD, LATE_MOOD, VERY_LATE
from trees import Tree, mean, named, rounded

PROMOTER_FROM, DETRACTOR_TO = 9, 6
TOP_SCORES: Final = {"csat": 2, "ces": 3}
NPS: Final = (
    "100 x (P(score >= 9) - P(score <= 6)), in points, over all expected answers: mixtures over segment, channel, days "
    "late, damage and packaging. By month, local. A regime is named by the local months in which the answer was given. "
    "`weighted` counts each answer by its weight: over orders, not over answers."
)
SCORES: Final = (
    "Expected score, and P(score among the {top} highest), over all expected answers about orders of the regime: those "
    "without a ticket_id. Answers about contacts have their own truth under service."
)
AFTER: Final = (
    "Shift of the latent satisfaction (standard deviation about 1) with the order asked about, by days late; "
    "`nps` is what answers show, all months, orders with a parcel; `nps_lost` is what these late orders' answers lost, "
    "the same customers and months without the delay."
)
PACKED: Final = "Orders with a parcel since {since} get one of three packagings at random, a third each."


def survey_truth() -> Tree:
    """Every true score, and what moves it."""
    return {
        "nps": _nps(),
        "csat": _scores("csat"),
        "ces": _scores("ces"),
        "satisfaction_after_delivery": _late(),
        "satisfaction_by_packaging": _packaging(),
    }


def felt() -> Floats:
    """Mean latent satisfaction by segment, channel, what happened and survey regime."""
    return moods()[:, :, None, :] + (PARCEL_MOOD + PACKED_MOOD)[:, None]


def month_regimes() -> Ints:
    """Give the survey regime of every month."""
    starts = np.array([day_of(f"{name}-01") for name in month_names()])
    return regime_of(SURVEY_REGIMES, starts)


def nps_points(mood: Floats) -> Floats:
    """NPS in points, by mood."""
    chances = QUESTIONS[0].chances(mood)
    return 100 * (chances[..., PROMOTER_FROM:].sum(axis=-1) - chances[..., : DETRACTOR_TO + 1].sum(axis=-1))


def by_regime(value: Callable[[int, Floats], Any]) -> Tree:
    """Collect values a regime, from its number and its expected answers by segment, channel and what happened."""
    months = month_regimes()
    return {
        one.name: value(number, answers_by_month()[..., months == number].sum(axis=-1))
        for number, one in enumerate(SURVEY_REGIMES)
    }


def _nps() -> Tree:
    points, weights = nps_points(felt()), answers_by_month()
    share = np.array([one.answers for one in SEGMENTS])[:, None, None]
    return {
        "definition": NPS,
        "by_month": {
            name: mean(points[..., regime], weights[..., month])
            for month, (name, regime) in enumerate(zip(month_names(), month_regimes(), strict=True))
        },
        "by_regime": by_regime(lambda regime, mix: mean(points[..., regime], mix)),
        "weighted": by_regime(lambda regime, mix: mean(points[..., regime], mix / share)),
        "by_segment": by_regime(lambda regime, mix: _grouped(SEGMENT_NAMES, points[..., regime], mix, (1, 2))),
        "by_channel": by_regime(lambda regime, mix: _grouped(CHANNEL_NAMES, points[..., regime], mix, (0, 2))),
    }


def _grouped(names: tuple[str, ...], values: Floats, weights: Floats, over: tuple[int, int]) -> dict[str, float]:
    return named(names, (values * weights).sum(axis=over) / weights.sum(axis=over))


def _scores(metric: str) -> Tree:
    question = next(one for one in QUESTIONS if one.metric == metric)
    chances, top = question.chances(felt()), TOP_SCORES[metric]
    average = chances @ (question.lowest + np.arange(len(question.shares)))
    share = chances[..., -top:].sum(axis=-1)
    return {
        "definition": SCORES.format(top=top),
        "mean": by_regime(lambda regime, mix: mean(average[..., regime], mix)),
        "top_share": by_regime(lambda regime, mix: mean(share[..., regime], mix)),
    }


def _all_months() -> tuple[Floats, Floats, Floats]:
    """NPS points, points without the delay, and weights: by segment, channel, what happened and month."""
    months = month_regimes()
    on_time = PACKED_MOOD + PARCEL_MOOD - np.append(0.0, LATE_MOOD)[DAYS_LATE_OF_CELL.clip(max=VERY_LATE)]
    without = nps_points(moods()[:, :, None, :] + on_time[:, None])
    return nps_points(felt())[..., months], without[..., months], answers_by_month()


def _late() -> Tree:
    points, without, weights = _all_months()
    parcel = np.append(np.ones(len(DAYS_LATE_OF_CELL) - 1, dtype=bool), False)
    shown, lost = {}, {}
    for late in range(VERY_LATE + 1):
        cells = parcel & (DAYS_LATE_OF_CELL.clip(max=VERY_LATE) == late)
        name = f"{late}_or_more" if late == VERY_LATE else str(late)
        shown[name] = mean(points[:, :, cells], weights[:, :, cells])
        lost[name] = rounded(shown[name] - mean(without[:, :, cells], weights[:, :, cells]))
    latent = {"1": LATE_MOOD[0], "2": LATE_MOOD[1], "3_or_more": LATE_MOOD[2], "damaged": DAMAGED_MOOD}
    return {"definition": AFTER, "latent": latent, "nps": shown, "nps_lost": lost}


def _packaging() -> Tree:
    points, _, weights = _all_months()
    since = np.array(month_names()) >= PACKAGING_SINCE[:7]
    packed = np.array([PACKAGING_MOOD[0] + shift for shift in PACKED_MOOD])
    parcel = np.append(np.ones(len(DAYS_LATE_OF_CELL) - 1, dtype=bool), False)
    nps = {}
    for name, shift in zip(PACKAGINGS, PACKAGING_MOOD, strict=True):
        cells = np.flatnonzero(parcel & (packed == shift))
        nps[name] = mean(points[:, :, cells][..., since], weights[:, :, cells][..., since])
    return {
        "definition": PACKED.format(since=PACKAGING_SINCE),
        "since": PACKAGING_SINCE,
        "latent": named(PACKAGINGS, PACKAGING_MOOD),
        "nps_of_answers_since": nps,
    }
