"""True values of the way to the first order and of what is seen on it."""

from typing import Final

import numpy as np
from chance import Floats
from contacts import UNKNOWN_SHARE
from drivers import APP
from effects import SOURCE_MIX, SOURCES
from model import MIX, SEGMENTS
from offers import AR_IN_CHANNEL, AR_SHARES, CATEGORY_MIX, VIDEO_IN_CHANNEL, VIDEO_SHARES
from parcels import NO_PARCEL
from register import (
    ABANDONS,
    ASK_MIX,
    AWARE_MIX,
    BOUNCES,
    FIRST_AWARE,
    LIVE_SHARE,
    PAGE_MEDIAN_MS,
    PLACES,
    REGISTER,
    SPEED_BANDS_MS,
    bounce_share,
    mean_seconds,
)
from stages import (
    ACT_TOUCHES,
    ADVOCATE_DAYS,
    APPEAL,
    ASK,
    AWARE,
    LONGEST_ADVOCATE_DAYS,
    LONGEST_DAYS,
    LOST,
    MEAN_DAYS,
    MOVES,
    STAGES,
    act_chance,
    expected_touches,
    moved_by,
    paths,
    touches_before_order,
)
from trees import Tree, named, rounded

DEFINITION: Final = (
    "A journey starts in aware, ends in lost or in a first order (act), and goes on to advocate or not. Rows: journeys "
    "that reached the stage and had time to go on; `lost` are those never seen in another stage. The stage of a touch "
    "is that of its touchpoint (stage_of_touchpoint); the first touch of a stage is when it is reached. A person "
    "without a row in customers is a prospect. Journeys that start in the last 60 days, and those of the first 90, "
    "which are pressed together, tell less."
)
TIMES: Final = (
    "Days between the first touches of two stages: exponential with this mean, cut at the longest, the same for all "
    "who move; `reached_by` is P(moved to that stage within so many days | in the stage): the cumulative incidence, "
    "lost competing. Of the journeys with a first order."
)
TOUCHES: Final = (
    "Touches up to the first purchase occasion, its check-out (or visit of the store) and payment among them; AR and "
    "video come on top, `ar_and_video` on average. How many touches a journey has in a stage does not change whether "
    "it moves on: the true effect of one more interaction on conversion, and on repeats, is 0; who gets further has "
    "more."
)
PAGES: Final = (
    "Pages of the web, the phone's web and the app: P(bounced) depends on the time until the page could be used, and "
    "on nothing else; it has no influence on journeys. Payments after the first order's: P(given up) by means of "
    "payment. unknown: touches without a person, per touch with one."
)
DAYS_SHOWN: Final = (1, 3, 7, 14)


def journey_truth() -> Tree:
    """Every true value of the journeys."""
    return {"journey": {**_stages(), "touches_before_first_order": _touches()}, "pages": _pages()}


def _stages() -> Tree:
    return {
        "definition": DEFINITION,
        "stage_of_touchpoint": {name: STAGES[one.stage] for name, one in REGISTER.items()},
        "transitions": _transitions(),
        "reach_act": rounded(act_chance()),
        "days": {
            "definition": TIMES,
            "longest": LONGEST_DAYS,
            "mean_before_the_cut": {f"{STAGES[one]}_{STAGES[two]}": days for (one, two), days in MEAN_DAYS.items()},
            "reached_by": {f"{STAGES[one]}_{STAGES[two]}": _reached(one, two) for one, two in MEAN_DAYS},
            "act_advocate": {"mean_before_the_cut": ADVOCATE_DAYS, "longest": LONGEST_ADVOCATE_DAYS},
        },
    }


def _transitions() -> Tree:
    rows = {}
    for stage, moves in MOVES.items():
        rows[STAGES[stage]] = {STAGES[to]: chance for to, chance in moves.items()} | {
            LOST: rounded(1 - sum(moves.values()))
        }
    speaks = sum(one.share * one.speaks for one in SEGMENTS)
    rows["act"] = {"advocate": rounded(speaks), LOST: rounded(1 - speaks)}
    return rows


def _reached(stage: int, to: int) -> dict[str, float]:
    share = moved_by(np.array(DAYS_SHOWN, dtype=float), MEAN_DAYS[stage, to], LONGEST_DAYS)
    return named(DAYS_SHOWN, MOVES[stage][to] * share)


def _touches() -> Tree:
    chance = touches_before_order()
    return {
        "definition": TOUCHES,
        "mean": rounded(chance @ np.arange(len(chance))),
        "share_5_to_12": rounded(chance[5:13].sum()),
        "ar_and_video": rounded(_shown()),
        "research_seconds": rounded(_research()),
        "effect_on_conversion": 0.0,
        "effect_on_repeat": 0.0,
    }


def _mix() -> Floats:
    return np.array([one.share for one in SEGMENTS]) @ MIX


def _shown() -> float:
    """Expect AR and video before a first order, by the stages that its path has."""
    ar, video = (
        (_mix() @ factor) * (CATEGORY_MIX @ shares)
        for factor, shares in ((AR_IN_CHANNEL, AR_SHARES), (VIDEO_IN_CHANNEL, VIDEO_SHARES))
    )
    return sum(chance * (ar * (ASK in path) + video * (APPEAL in path)) for path, chance in paths(bought=True).items())


def _research() -> float:
    """Expect seconds before the first order, all touches but AR and video."""
    sources = np.array([one.share for one in SEGMENTS]) @ SOURCE_MIX
    opening = sum(
        share * REGISTER[name].seconds for name, share in zip(FIRST_AWARE, sources[: len(SOURCES)], strict=True)
    )
    aware = opening + (expected_touches(AWARE) - 1) * mean_seconds(AWARE_MIX)
    app = _mix()[APP]
    site = app * REGISTER["mobile_app"].seconds + (1 - app) * REGISTER["website"].seconds
    appeal = LIVE_SHARE * REGISTER["live_commerce"].seconds + (1 - LIVE_SHARE) * site
    store = _mix()[NO_PARCEL]
    act = store * REGISTER["physical_store"].seconds + (1 - store) * REGISTER["checkout"].seconds
    before = expected_touches(APPEAL) * appeal + expected_touches(ASK) * mean_seconds(ASK_MIX)
    return aware + before + act + (ACT_TOUCHES - 1) * REGISTER["payment"].seconds


def _pages() -> Tree:
    bands = [f"up_to_{edge}_ms" for edge in SPEED_BANDS_MS] + ["slower"]
    return {
        "definition": PAGES,
        "median_ms": {PLACES[place]: median for place, median in PAGE_MEDIAN_MS.items()},
        "bounced_by_speed": named(bands, BOUNCES),
        "bounced_by_channel": {PLACES[place]: rounded(bounce_share(place)) for place in PAGE_MEDIAN_MS},
        "payment_given_up": dict(ABANDONS),
        "unknown": UNKNOWN_SHARE,
    }
