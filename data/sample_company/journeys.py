"""Journeys up to the first order, and those of prospects who never got so far."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints, draw
from clock import FOUNDED, HOUR, Moments
from model import MIX, SEGMENTS
from people import People
from register import (
    APP,
    ASK_MIX,
    AWARE_MIX,
    CAMPAIGN_SHARE,
    CAMPAIGNS,
    CODE,
    FIRST_AWARE,
    LIVE,
    LIVE_SHARE,
    MARKETPLACE,
    MOBILE_WEB,
    NOWHERE,
    STORE,
    WEB,
)
from stages import (
    ACT,
    APPEAL,
    AWARE,
    LAST_DAYS,
    LONGEST_DAYS,
    MEAN_DAYS,
    MORE_TOUCHES,
    act_chance,
    paths,
    quantile,
)
from touches import NONE, Touches, touches

DAY: Final = 24 * HOUR
NO_STAGE: Final = -1
LENGTH: Final = 3  # stages before the first order, at most
JUST_BEFORE: Final = (900, 120)  # seconds from the first order back to its check-out and its payment


@dataclass(frozen=True)
class Travellers:
    """One entry a journey: buyers, customers who never bought, and prospects."""

    person: Ints  # number in the ids
    path: Ints  # stages in order, a column each, -1 where there is none
    bought: np.ndarray
    site: Ints  # place in which the person looks around
    source: Ints
    start: Moments
    days: Floats  # spent in each stage of the path


def prospects(crowd: People) -> int:
    """Count the prospects such that the share of journeys that end in an order is the true one."""
    buyers = int(crowd.buys.sum())
    return round(buyers / act_chance()) - len(crowd.buys)


def travellers(rng: np.random.Generator, crowd: People, first_order: Moments) -> Travellers:
    """Draw every journey.

    Journeys without an order start when those with one do; a journey that would have started before the founding
    is pressed into the time from there to the first order.
    """
    customers, others = len(crowd.ids), prospects(crowd)
    bought = np.append(crowd.buys, np.zeros(others, dtype=bool))
    lost = list(paths(bought=False))
    number = np.append(crowd.path, np.zeros(others, dtype=np.int64))
    path = _table(list(paths(bought=True)))[number]
    path[~bought] = _table(lost)[draw(rng, list(paths(bought=False).values()), int((~bought).sum()))]
    days = _days(rng, path, bought)
    start, days = _starts(rng, crowd, first_order, days=days, bought=bought)
    favourite = np.append(crowd.favourite, draw(rng, _mean_mix(), others))
    mobile = np.append(crowd.mobile, rng.random(others) < crowd.mobile.mean())
    source = np.append(crowd.source, rng.choice(crowd.source, size=others))
    site = _sites(favourite, mobile)
    return Travellers(np.arange(customers + others), path, bought, site, source, start, days)


def before_order(rng: np.random.Generator, made: Travellers) -> list[Touches]:
    """Touches of the stages before the first order."""
    begins = made.start[:, None] + ((np.cumsum(made.days, axis=1) - made.days) * DAY).astype("timedelta64[s]")
    return [_of_stage(rng, made, begins, column) for column in range(LENGTH)]


def at_order(rng: np.random.Generator, crowd: People, first: pd.DataFrame) -> list[Touches]:
    """Check-out (or the visit of the store) and payment of the first order."""
    channel, customer = first["channel"].to_numpy(), first["customer"].to_numpy()
    ordered = first["moment"].to_numpy().astype("datetime64[s]")
    place = np.where((channel == WEB) & crowd.mobile[customer], MOBILE_WEB, channel)
    before = _back(rng, first, JUST_BEFORE[0]), _back(rng, first, JUST_BEFORE[1])
    arrives = np.where(channel == STORE, CODE["physical_store"], CODE["checkout"])
    paid = (first["payment"] + "_paid").to_numpy()
    earlier = ordered - np.maximum(*before)
    return [
        touches(customer, earlier, arrives, place=place, outcome="completed"),
        touches(customer, ordered - np.minimum(*before), CODE["payment"], place=place, outcome=paid),
    ]


def _back(rng: np.random.Generator, orders: pd.DataFrame, most: int) -> np.ndarray:
    """Seconds before an order, on its own day."""
    seconds = rng.integers(1, most, size=len(orders))
    return np.minimum(seconds, orders["second"].to_numpy()).astype("timedelta64[s]")


def _table(stages: list[tuple[int, ...]]) -> Ints:
    return np.array([[*path, *[NO_STAGE] * (LENGTH - len(path))] for path in stages])


def _mean_mix() -> Floats:
    return np.array([one.share for one in SEGMENTS]) @ MIX


def _sites(favourite: Ints, mobile: np.ndarray) -> Ints:
    """Look around in the app or the marketplace where these are preferred, else on the web."""
    web = np.where(mobile, MOBILE_WEB, WEB)
    return np.select([favourite == APP, favourite == MARKETPLACE], [APP, MARKETPLACE], default=web)


def _days(rng: np.random.Generator, path: Ints, bought: np.ndarray) -> Floats:
    """Days in each stage; of a lost journey's last stage, the time over which its touches are spread."""
    following = np.hstack([path[:, 1:], np.full((len(path), 1), NO_STAGE)])
    means = np.full((ACT + 1, ACT + 2), LAST_DAYS)
    for (stage, to), days in MEAN_DAYS.items():
        means[stage, to] = days
    following = np.where((following == NO_STAGE) & bought[:, None], ACT, following)
    drawn = quantile(rng.random(path.shape), means[path, following], LONGEST_DAYS)
    return np.where(path == NO_STAGE, 0.0, drawn)


def _starts(
    rng: np.random.Generator, crowd: People, first_order: Moments, *, days: Floats, bought: np.ndarray
) -> tuple[Moments, Floats]:
    reach = (first_order[crowd.buys] - FOUNDED.astype("datetime64[s]")).astype(np.int64) / DAY
    wanted = days[bought].sum(axis=1)
    pressed = np.minimum(1.0, rng.uniform(0.6, 0.97, size=len(reach)) * reach / wanted)
    days[bought] *= pressed[:, None]
    start = np.full(len(bought), FOUNDED.astype("datetime64[s]"))
    start[bought] = first_order[crowd.buys] - (wanted * pressed * DAY).astype("timedelta64[s]") - _quarter(reach)
    start[bought] = np.maximum(start[bought], FOUNDED.astype("datetime64[s]"))
    start[~bought] = rng.choice(start[bought], size=int((~bought).sum()))
    start[: len(crowd.ids)][~crowd.buys] = first_order[~crowd.buys]
    return start, days


def _quarter(reach: Floats) -> np.ndarray:
    """Leave a quarter of an hour for the first order itself, where there is time."""
    return np.where(reach * DAY > 2 * JUST_BEFORE[0], JUST_BEFORE[0], 0).astype("timedelta64[s]")


def _of_stage(rng: np.random.Generator, made: Travellers, begins: np.ndarray, column: int) -> Touches:
    stage = made.path[:, column]
    rows = np.flatnonzero(stage != NO_STAGE)
    more = rng.poisson(np.array(MORE_TOUCHES)[stage[rows]])
    entry = np.repeat(rows, 1 + more)
    first = np.zeros(len(entry), dtype=bool)
    first[np.append(0, np.cumsum(1 + more)[:-1])] = True
    passed = np.where(first, 0.0, rng.random(len(entry))) * made.days[entry, column] * DAY
    when = begins[entry, column] + passed.astype("timedelta64[s]")
    touchpoint = _touchpoints(rng, made, entry, stage=stage[entry], first=first)
    place = _places(made.site[entry], touchpoint)
    named = (stage[entry] == AWARE) & (rng.random(len(entry)) < CAMPAIGN_SHARE)
    campaign = np.where(named, np.array(CAMPAIGNS, dtype=object)[rng.integers(len(CAMPAIGNS), size=len(entry))], NONE)
    machine = np.isin(touchpoint, [CODE["chatbot"], CODE["voice_assistant"]])
    return touches(
        made.person[entry], when, touchpoint, place=place, campaign=campaign, assisted=np.where(machine, 1, -1)
    )


def _touchpoints(rng: np.random.Generator, made: Travellers, entry: Ints, *, stage: Ints, first: np.ndarray) -> Ints:
    size = len(entry)
    opening = np.array([CODE[name] for name in FIRST_AWARE])[made.source[entry]]
    aware = np.where(first, opening, _drawn(rng, AWARE_MIX, size))
    site = np.where(made.site[entry] == APP, CODE["mobile_app"], CODE["website"])
    appeal = np.where(rng.random(size) < LIVE_SHARE, CODE["live_commerce"], site)
    return np.select([stage == AWARE, stage == APPEAL], [aware, appeal], default=_drawn(rng, ASK_MIX, size))


def _places(site: Ints, touchpoint: Ints) -> Ints:
    here = np.isin(
        touchpoint, [CODE[name] for name in ("website", "mobile_app", "product_page", "chatbot", "live_chat")]
    )
    return np.where(touchpoint == CODE["live_commerce"], LIVE, np.where(here, site, NOWHERE))


def _drawn(rng: np.random.Generator, mix: dict[str, float], size: int) -> Ints:
    return np.array([CODE[name] for name in mix])[draw(rng, list(mix.values()), size)]
