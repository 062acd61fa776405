"""Touches beside the journeys: of orders, their parcels and tickets, of advocates and members, and of nobody known.

All follow from what was ordered up to then. None tells of an order that is still to come.
"""

from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints, draw, draw_by
from clock import DAYS, HOUR, STORE_HOURS, Moments, moments, seconds
from loyalty import Members
from model import MIX, SEGMENTS
from parcels import NO_PARCEL, PROMISED_DAYS
from people import People
from register import (
    ABANDONS,
    ADVOCATE_MIX,
    CAMPAIGNS,
    CODE,
    LIVE,
    MOBILE_WEB,
    NOWHERE,
    STORE,
    WEB,
)
from stages import ADVOCATE_DAYS, LONGEST_ADVOCATE_DAYS, quantile
from ticketsurvey import touchpoint_of
from touches import Touches, touches

DAY: Final = 24 * HOUR
BEFORE_ORDER: Final = (900, 1_500)  # seconds from an order back to AR or video
LETTERS: Final = 0.05  # newsletters and visits that follow an occasion, on average
VISITS: Final = 0.08
FOLLOW_DAYS: Final = 30
LIVE_SEEN: Final = 0.4  # of the orders in a live show, the later ones
TRACKED: Final = 0.06  # of the parcels
TRIED_TO_PAY: Final = 0.06  # of the later orders: one more attempt to pay for something, some days after
MORE_WORDS: Final = 0.8  # of an advocate, on average, beside the first
WORD_DAYS: Final = 120
PERKS: Final = 1.0  # uses of the programme by an advocate who is a member, on average
BIRTHDAY_SHARE: Final = 0.3  # of these
UNKNOWN_SHARE: Final = 0.06  # touches of nobody known, as a share of all others
PLACE_TOUCHES: Final = ("website", "mobile_app", "physical_store", "website", "live_commerce")


def of_orders(rng: np.random.Generator, crowd: People, orders: pd.DataFrame) -> list[Touches]:
    """Touches that go with an order or follow it."""
    bought = orders[orders["occasion"]]
    later = bought[bought["turn"] > 0]
    in_store = later[later["channel"] == STORE]
    in_show = _some(rng, later[later["channel"] == LIVE], LIVE_SEEN)
    parcels = _some(rng, bought[bought["channel"] != NO_PARCEL], TRACKED)
    cases = bought[bought["request"] > 0]
    return [
        *(_before(rng, crowd, orders[orders[name]], name) for name in ("ar", "video")),
        _letters(rng, bought),
        _visits(rng, crowd, bought),
        touches(in_store["customer"], _of(in_store), CODE["physical_store"], place=STORE, outcome="completed"),
        touches(in_show["customer"], _of(in_show), CODE["live_commerce"], place=LIVE, outcome="completed"),
        touches(parcels["customer"], _at(rng, parcels["day"] + PROMISED_DAYS), CODE["delivery"], outcome="tracked"),
        touches(cases["customer"], _at(rng, cases["asked_day"]), CODE["return_exchange"], outcome="asked"),
        _payments(rng, crowd, _some(rng, later, TRIED_TO_PAY)),
    ]


def of_tickets(tickets: pd.DataFrame) -> Touches:
    """One touch a service contact, at the second at which it was opened."""
    names = pd.Series(touchpoint_of(tickets)).map(CODE).to_numpy()
    ended = [tickets["handed_off"], tickets["solved"]]
    return touches(
        tickets["customer"],
        tickets["opened"],
        names,
        outcome=np.select(ended, ["handed_off", "solved"], default="open").astype(object),
        assisted=np.where(tickets["handler"] > 0, 1, tickets["assisted"].astype(int)),
        seconds=tickets["taken"].to_numpy(),
    )


def of_advocates(rng: np.random.Generator, crowd: People, first_order: Moments, since: Members) -> list[Touches]:
    """Reviews, referrals and talk of advocates; who is one depends on the segment alone."""
    speaks = crowd.buys & (rng.random(len(crowd.ids)) < np.array([one.speaks for one in SEGMENTS])[crowd.segment])
    person = np.flatnonzero(speaks)
    waited = quantile(rng.random(len(person)), ADVOCATE_DAYS, LONGEST_ADVOCATE_DAYS)
    first = first_order[person] + (waited * DAY).astype("timedelta64[s]")
    again = np.repeat(np.arange(len(person)), rng.poisson(MORE_WORDS, size=len(person)))
    member = since.since[person]
    perks = np.repeat(np.arange(len(person)), rng.poisson(PERKS, size=len(person)) * (member >= 0))
    from_then = np.maximum(first[perks], moments(member[perks].clip(min=0), np.full(len(perks), DAY - 1)))
    birthday = np.where(rng.random(len(perks)) < BIRTHDAY_SHARE, "birthday_coupon", "points").astype(object)
    return [
        touches(person, first, _words(rng, len(person)), outcome="published"),
        touches(person[again], _after(rng, first[again], WORD_DAYS), _words(rng, len(again)), outcome="published"),
        touches(
            person[perks],
            _after(rng, from_then, WORD_DAYS),
            CODE["loyalty_programme"],
            campaign=birthday,
            outcome="redeemed",
        ),
    ]


def of_nobody(rng: np.random.Generator, others: int) -> Touches:
    """Visits whose visitor is not known and never will be."""
    size = round(UNKNOWN_SHARE * others)
    names = np.array([CODE["website"], CODE["product_page"], CODE["advertising"]])[draw(rng, [5, 3, 2], size)]
    place = np.where(names == CODE["advertising"], NOWHERE, np.where(rng.random(size) < 0.5, WEB, MOBILE_WEB))
    when = _at(rng, rng.integers(DAYS, size=size))
    return touches(np.full(size, -1), when, names, place=place)


def _before(rng: np.random.Generator, crowd: People, orders: pd.DataFrame, name: str) -> Touches:
    """AR or video, in the half hour before the order and on its day."""
    back = np.minimum(rng.integers(*BEFORE_ORDER, size=len(orders)), orders["second"]).astype("timedelta64[s]")
    return touches(orders["customer"], _of(orders) - back.to_numpy(), CODE[name], place=_place(crowd, orders))


def _letters(rng: np.random.Generator, bought: pd.DataFrame) -> Touches:
    rows = bought.iloc[np.repeat(np.arange(len(bought)), rng.poisson(LETTERS, size=len(bought)))]
    campaign = np.array(CAMPAIGNS, dtype=object)[rng.integers(len(CAMPAIGNS), size=len(rows))]
    outcome = np.where(rng.random(len(rows)) < 0.3, "clicked", "opened").astype(object)
    when = _after(rng, _of(rows), FOLLOW_DAYS)
    return touches(rows["customer"], when, CODE["newsletter"], campaign=campaign, outcome=outcome)


def _visits(rng: np.random.Generator, crowd: People, bought: pd.DataFrame) -> Touches:
    """Visits in the weeks after an order, in any channel of the segment's mix."""
    rows = bought.iloc[np.repeat(np.arange(len(bought)), rng.poisson(VISITS, size=len(bought)))]
    customer = rows["customer"].to_numpy()
    channel = draw_by(rng, MIX, crowd.segment[customer])
    place = np.where((channel == WEB) & crowd.mobile[customer], MOBILE_WEB, channel)
    names = np.array([CODE[name] for name in PLACE_TOUCHES])[channel]
    return touches(customer, _after(rng, _of(rows), FOLLOW_DAYS), names, place=place)


def _payments(rng: np.random.Generator, crowd: People, orders: pd.DataFrame) -> Touches:
    """Make attempts to pay: whether they are given up depends on the means of payment."""
    gave_up = rng.random(len(orders)) < orders["payment"].map(ABANDONS)
    outcome = orders["payment"] + np.where(gave_up, "_abandoned", "_paid")
    when = _after(rng, _of(orders), FOLLOW_DAYS)
    return touches(orders["customer"], when, CODE["payment"], place=_place(crowd, orders), outcome=outcome.to_numpy())


def _words(rng: np.random.Generator, size: int) -> Ints:
    return np.array([CODE[name] for name in ADVOCATE_MIX])[draw(rng, list(ADVOCATE_MIX.values()), size)]


def _place(crowd: People, orders: pd.DataFrame) -> Ints:
    customer, channel = orders["customer"].to_numpy(), orders["channel"].to_numpy()
    return np.where((channel == WEB) & crowd.mobile[customer], MOBILE_WEB, channel)


def _some(rng: np.random.Generator, rows: pd.DataFrame, share: float) -> pd.DataFrame:
    return rows[rng.random(len(rows)) < share]


def _of(orders: pd.DataFrame) -> Moments:
    return orders["moment"].to_numpy().astype("datetime64[s]")


def _after(rng: np.random.Generator, when: Moments, days: int) -> Moments:
    """Draw a time from the next day on, within a number of days."""
    return when + DAY * np.timedelta64(1, "s") + (rng.random(len(when)) * (days - 1) * DAY).astype("timedelta64[s]")


def _at(rng: np.random.Generator, day: Floats | Ints | pd.Series) -> Moments:
    """Make a moment of each day, in opening hours."""
    days = np.asarray(day).astype(np.int64)
    return moments(days, seconds(rng, np.array([STORE_HOURS]), np.zeros(len(days), dtype=np.int64)))
