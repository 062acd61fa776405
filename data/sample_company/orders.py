"""Order rows: the purchase occasions, and rows beside them that are no occasion of their own."""

from typing import Final

import numpy as np
import pandas as pd
from baskets import with_money
from chance import Flags, Ints, draw, some
from clock import DAYS, LAST_DAY, LAST_SECOND, LIVE_HOURS, ONLINE_HOURS, STORE_HOURS, moments, seconds
from model import MIX, SEGMENTS
from offers import EXCHANGE, RETURN, VIDEO_FACTOR, VIDEO_IN_CHANNEL, VIDEO_SHARES, categories, packagings
from parcels import AREA_OF_REGION, NO_PARCEL, REGION_WEIGHTS, parcels
from people import People
from purchases import channels

GUEST: Final = -1  # customer number of an order without a customer
CHANNEL_HOURS: Final = np.array([ONLINE_HOURS, ONLINE_HOURS, STORE_HOURS, ONLINE_HOURS, LIVE_HOURS])
# rows beside the occasions, as shares of the number of occasions
CANCELLED_SHARE: Final = 0.033
RETURNED_SHARE: Final = 0.022
RESHIPMENT_SHARE: Final = 0.003
SAME_DAY_SHARE: Final = 0.016
GUEST_SHARE: Final = 0.005
FOLLOW_UP_DAYS: Final = (3, 15)  # a reshipment, after its order
SAME_DAY_SECONDS: Final = (600, 10_800)
FIRST_ASKED: Final = 2  # days from the order, beside those it was late, to a return or exchange: one week from here
LONGEST_CASE: Final = 10  # days


def orders(rng: np.random.Generator, crowd: People, bought: pd.DataFrame) -> pd.DataFrame:
    """Every order in order of time, with its money and its number.

    Returns
    -------
    DataFrame
        ``customer`` and ``channel`` are numbers, ``occasion`` tells the rows that surveys ask about.
    """
    base = _base(rng, bought)
    beside = [
        _loose(rng, crowd, base, status="cancelled", share=CANCELLED_SHARE),
        _loose(rng, crowd, base, status="returned", share=RETURNED_SHARE),
        _exchanges(rng, crowd, base),
        _reshipments(rng, crowd, base),
        _same_day(rng, crowd, base),
        _guests(rng, crowd, base),
    ]
    rows = pd.concat([base, *beside], ignore_index=True)
    rows = rows.sort_values(["day", "second", "customer"], kind="stable", ignore_index=True)
    spend = np.append([one.spend for one in SEGMENTS], 1.0)
    rows = with_money(rng, rows, spend[np.append(crowd.segment, len(SEGMENTS))[rows["customer"]]])
    return _numbered(rows)


def _base(rng: np.random.Generator, bought: pd.DataFrame) -> pd.DataFrame:
    second = seconds(rng, CHANNEL_HOURS, bought["channel"].to_numpy())
    partly = (bought["request"] == RETURN) | bought["refused"]
    asked = bought["day"] + bought["days_late"] + FIRST_ASKED + rng.integers(7, size=len(bought))
    return bought.assign(
        second=second,
        status=np.where(partly, "partly_returned", "completed"),
        kind="sale",
        occasion=True,
        guest_region=-1,
        asked_day=asked,
        closed_day=asked + rng.integers(1, LONGEST_CASE + 1, size=len(bought)),
    )


def _beside(
    rng: np.random.Generator, crowd: People, customer: Ints, *, day: Ints, channel: Ints, category: Ints, sent: Flags
) -> pd.DataFrame:
    """Orders beside the occasions: of no influence, and nothing is asked to be taken back."""
    guests = draw(rng, REGION_WEIGHTS, len(customer))
    area = np.where(customer == GUEST, AREA_OF_REGION[guests], crowd.area[customer])
    sent = sent & (channel != NO_PARCEL)
    columns = {
        "customer": customer,
        "day": day,
        "turn": -1,
        "channel": channel,
        "category": category,
        "packaging": packagings(rng, day, sent),
        **parcels(rng, area, day, sent),
        "second": seconds(rng, CHANNEL_HOURS, channel),
        "guest_region": np.where(customer == GUEST, guests, -1),
    }
    fixed = {"ar": False, "video": False, "request": 0, "reason": 0, "in_store": False, "refused": False}
    rows = pd.DataFrame(columns).assign(**fixed, status="completed", kind="sale", occasion=False)
    return rows.assign(asked_day=day, closed_day=day)[day <= LAST_DAY]


def _loose(rng: np.random.Generator, crowd: People, base: pd.DataFrame, *, status: str, share: float) -> pd.DataFrame:
    """Orders that came to nothing, on any day after the sign-up: also before the first occasion."""
    customer = base["customer"].to_numpy()[some(rng, len(base), share)]
    earliest = crowd.join_day[customer] + 1
    day = earliest + (rng.random(len(customer)) * (DAYS - earliest)).astype(np.int64)
    came_back = status == "returned"
    category = categories(rng, len(customer), fitted=not came_back)
    sent = np.full(len(customer), came_back)
    rows = _beside(rng, crowd, customer, day=day, channel=channels(rng, crowd, customer), category=category, sent=sent)
    watched = VIDEO_SHARES[rows["category"]] * VIDEO_IN_CHANNEL[rows["channel"]]
    watched = came_back * VIDEO_FACTOR * watched / (1 - (1 - VIDEO_FACTOR) * watched)
    return rows.assign(
        status=status,
        video=rng.random(len(rows)) < watched,
        request=RETURN if came_back else 0,
        reason=np.where(came_back, rng.integers(1, 4, size=len(rows)), 0),
        asked_day=rows["day"] + rows["days_late"] + FIRST_ASKED + rng.integers(7, size=len(rows)),
        closed_day=lambda made: made["asked_day"] + rng.integers(1, LONGEST_CASE + 1, size=len(rows)),
    )


def _exchanges(rng: np.random.Generator, crowd: People, base: pd.DataFrame) -> pd.DataFrame:
    """Parcels without a price, on the day on which an exchange was closed."""
    origin = base[(base["request"] == EXCHANGE) & ~base["refused"]]
    return _parcel_after(rng, crowd, origin, origin["closed_day"].to_numpy(), kind="exchange")


def _reshipments(rng: np.random.Generator, crowd: People, base: pd.DataFrame) -> pd.DataFrame:
    origin = base.iloc[some(rng, len(base), RESHIPMENT_SHARE)]
    day = origin["day"].to_numpy() + rng.integers(*FOLLOW_UP_DAYS, size=len(origin))
    return _parcel_after(rng, crowd, origin, day, kind="reshipment")


def _parcel_after(
    rng: np.random.Generator, crowd: People, origin: pd.DataFrame, day: Ints, *, kind: str
) -> pd.DataFrame:
    customer, channel, category = (origin[name].to_numpy() for name in ("customer", "channel", "category"))
    day = np.minimum(day, DAYS)  # beyond the last day: left out
    sent = np.full(len(day), True)
    return _beside(rng, crowd, customer, day=day, channel=channel, category=category, sent=sent).assign(kind=kind)


def _same_day(rng: np.random.Generator, crowd: People, base: pd.DataFrame) -> pd.DataFrame:
    """Second orders on the local day of an occasion, somewhat later."""
    origin = base.iloc[some(rng, len(base), SAME_DAY_SHARE)]
    later = origin["second"].to_numpy() + rng.integers(*SAME_DAY_SECONDS, size=len(origin))
    category, sent = categories(rng, len(origin), fitted=False), np.full(len(origin), True)
    customer, day, channel = (origin[name].to_numpy() for name in ("customer", "day", "channel"))
    rows = _beside(rng, crowd, customer, day=day, channel=channel, category=category, sent=sent)
    return rows.assign(second=np.minimum(later, LAST_SECOND))


def _guests(rng: np.random.Generator, crowd: People, base: pd.DataFrame) -> pd.DataFrame:
    day = base["day"].to_numpy()[some(rng, len(base), GUEST_SHARE)]
    channel = draw(rng, MIX.mean(axis=0), len(day))
    category, sent = categories(rng, len(day), fitted=False), np.full(len(day), True)
    return _beside(rng, crowd, np.full(len(day), GUEST), day=day, channel=channel, category=category, sent=sent)


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the orders numbers within each day, as shop systems do, such as 20261031-0000042."""
    moment = moments(rows["day"].to_numpy(), rows["second"].to_numpy())
    date = np.strings.replace(np.datetime_as_string(moment, unit="D"), "-", "")
    within = (rows.groupby("day").cumcount() + 1).to_numpy().astype(str)
    number = np.strings.add(np.strings.add(date, "-"), np.strings.zfill(within, 7))
    return rows.assign(moment=moment, order_id=number.astype(object))
