"""The true values behind the files: probabilities of the model, worked out without any draw."""

from typing import Final

from initiatives import EXPECTED
from model import CHANNELS, REPEAT_REGIMES, SURVEY_REGIMES
from trees import Tree, rounded
from truth_drivers import driver_truth
from truth_journey import journey_truth
from truth_parcels import parcel_truth
from truth_repeat import repeat_truth
from truth_service import service_truth
from truth_survey import survey_truth

STORY_MONTH: Final = "2026-10"
STORY_AGAINST: Final = "2025-10"
METHOD: Final = (
    "Probabilities of the model, worked out without chance; they depend neither on the seed nor on the number of "
    "customers. Expected occasions follow from the renewal equation, day by day; expected answers add the answer "
    "probability of the segment, the delays of delivery, invitation and answer, up to data_end."
)
DIRT: Final = (
    "Rows with each fault, as written, for this seed and size; no row has two, and each exact_duplicate counts the "
    "second copy. missing_code: score 99. out_of_scale: NPS 11 or -1. blank_key: no order_id, response_id or "
    "ticket_id. short_row: the last field is missing. no_customer: an order of a guest. delivered_before_dispatch: "
    "the two times are exchanged. orphan: an order_id that no order has. unknown_category: resolution `lost`, or "
    "handled_by `ai`. blank_touchpoint: no touchpoint."
)
INDEPENDENCE: Final = (
    "Scores have no influence on purchases, nor purchases on scores: their true effect on each other is 0. Beyond "
    "segment and channel both react to what happened to the order: a late parcel and the gift insert move the score "
    "and, of first orders, the repeat share. Two answers of one customer are correlated."
)


def truth() -> Tree:
    """Every true value of the model, by what it is about."""
    survey, repeat = survey_truth(), repeat_truth()
    return {
        "method": METHOD,
        "independence": INDEPENDENCE,
        **survey,
        **repeat,
        "drivers": driver_truth(),
        **parcel_truth(),
        "service": service_truth(),
        **journey_truth(),
        "initiatives": dict(EXPECTED),
        "story": _story(survey["nps"]["by_month"], repeat["repeat_90_days"]["by_regime"]),
    }


def _story(by_month: dict[str, float], repeat: dict[str, float]) -> Tree:
    before, after = by_month[STORY_AGAINST], by_month[STORY_MONTH]
    best = max(CHANNELS, key=lambda one: one.mood)
    return {
        "text": "NPS fell against the same month of the year before, because of the marketplace and live channels; the "
        "app is the best channel. More first-time buyers come back within 90 days than a year ago.",
        "month": STORY_MONTH,
        "against": STORY_AGAINST,
        "nps": after,
        "nps_against": before,
        "nps_difference": rounded(after - before),
        "channels_that_fell": [one.name for one in CHANNELS if one.fall],
        "best_channel": best.name,
        "repeat_first": repeat[REPEAT_REGIMES[0].name],
        "repeat_last": repeat[REPEAT_REGIMES[-1].name],
        "survey_regimes_since": {one.name: one.since for one in SURVEY_REGIMES},
    }
