"""Order rows: the purchase occasions, and rows beside them that are no occasion of their own."""

from typing import Final

import numpy as np
import pandas as pd
from baskets import with_money
from chance import Ints, draw, draw_by, some
from clock import DAYS, LAST_DAY, LAST_SECOND, LIVE_HOURS, ONLINE_HOURS, STORE_HOURS, iso, moments, seconds
from model import CHANNEL_NAMES, LOYALTY_TO_CHANNEL, MIX, SEGMENTS
from people import People
from purchases import Occasions

HEADER: Final = {
    "order_id": "주문번호",
    "customer_id": "회원번호",
    "ordered_at": "주문일시",
    "amount": "결제금액",
    "channel": "주문채널",
    "status": "주문상태",
    "kind": "주문유형",
    "discount": "할인금액",
    "margin": "공헌이익",
    "payment": "결제수단",
    "category": "카테고리",
}
CUSTOMER_FIELD: Final = list(HEADER).index("customer_id")
GUEST: Final = -1  # customer number of an order without a customer
CHANNEL_HOURS: Final = np.array([ONLINE_HOURS, ONLINE_HOURS, STORE_HOURS, ONLINE_HOURS, LIVE_HOURS])
PARTLY_RETURNED_SHARE: Final = 0.01  # of the occasions; the rest of the order was kept
# rows beside the occasions, as shares of the number of occasions
CANCELLED_SHARE: Final = 0.033
RETURNED_SHARE: Final = 0.022
EXCHANGE_SHARE: Final = 0.011
RESHIPMENT_SHARE: Final = 0.003
SAME_DAY_SHARE: Final = 0.016
GUEST_SHARE: Final = 0.005
FOLLOW_UP_DAYS: Final = (3, 15)  # an exchange or reshipment, after its order
SAME_DAY_SECONDS: Final = (600, 10_800)


def orders(rng: np.random.Generator, crowd: People, bought: Occasions) -> pd.DataFrame:
    """Every order in order of time, with its money and its number.

    Returns
    -------
    DataFrame
        ``customer`` and ``channel`` are numbers, ``occasion`` tells the rows that surveys ask about.
    """
    base = _base(rng, crowd, bought)
    beside = [
        _loose(rng, crowd, base, status="cancelled", share=CANCELLED_SHARE),
        _loose(rng, crowd, base, status="returned", share=RETURNED_SHARE),
        _follow_up(rng, base, kind="exchange", share=EXCHANGE_SHARE),
        _follow_up(rng, base, kind="reshipment", share=RESHIPMENT_SHARE),
        _same_day(rng, base),
        _guests(rng, base),
    ]
    rows = pd.concat([base, *beside], ignore_index=True)
    rows = rows.sort_values(["day", "second", "customer"], kind="stable", ignore_index=True)
    spend = np.append([one.spend for one in SEGMENTS], 1.0)
    rows = with_money(rng, rows, spend[np.append(crowd.segment, len(SEGMENTS))[rows["customer"]]])
    return _numbered(rows)


def order_rows(rows: pd.DataFrame, crowd: People) -> pd.DataFrame:
    """Rows of the order files as text, with the column ``year`` that tells the file."""
    channel = np.array(CHANNEL_NAMES, dtype=object)[rows["channel"]]
    customer = np.append(crowd.ids, "")[rows["customer"]]
    when = iso(rows["moment"].to_numpy())
    text = rows.assign(customer_id=customer, ordered_at=when, channel=channel)
    return text[list(HEADER)].astype(str).astype(object).assign(year=rows["moment"].dt.year)


def _rows(customer: Ints, day: Ints, second: Ints, channel: Ints) -> pd.DataFrame:
    columns = {"customer": customer, "day": day, "second": second, "channel": channel}
    return pd.DataFrame(columns).assign(status="completed", kind="sale", occasion=False)


def _base(rng: np.random.Generator, crowd: People, bought: Occasions) -> pd.DataFrame:
    channel = _channels(rng, crowd, bought.customer)
    rows = _rows(bought.customer, bought.day, seconds(rng, CHANNEL_HOURS, channel), channel)
    partly = np.isin(np.arange(len(rows)), some(rng, len(rows), PARTLY_RETURNED_SHARE))
    return rows.assign(status=np.where(partly, "partly_returned", "completed"), occasion=True)


def _channels(rng: np.random.Generator, crowd: People, customer: Ints) -> Ints:
    faithful = rng.random(len(customer)) < LOYALTY_TO_CHANNEL
    other = draw_by(rng, MIX, crowd.segment[customer])
    return np.where(faithful, crowd.favourite[customer], other)


def _loose(rng: np.random.Generator, crowd: People, base: pd.DataFrame, *, status: str, share: float) -> pd.DataFrame:
    """Orders that came to nothing, on any day after the sign-up: also before the first occasion."""
    customer = base["customer"].to_numpy()[some(rng, len(base), share)]
    earliest = crowd.join_day[customer] + 1
    day = earliest + (rng.random(len(customer)) * (DAYS - earliest)).astype(np.int64)
    channel = _channels(rng, crowd, customer)
    rows = _rows(customer, day, seconds(rng, CHANNEL_HOURS, channel), channel)
    return rows[day <= LAST_DAY].assign(status=status)


def _follow_up(rng: np.random.Generator, base: pd.DataFrame, *, kind: str, share: float) -> pd.DataFrame:
    """Parcels without a price that follow an order some days later."""
    origin = base.iloc[some(rng, len(base), share)]
    day = origin["day"].to_numpy() + rng.integers(*FOLLOW_UP_DAYS, size=len(origin))
    channel = origin["channel"].to_numpy()
    rows = _rows(origin["customer"].to_numpy(), day, seconds(rng, CHANNEL_HOURS, channel), channel)
    return rows[day <= LAST_DAY].assign(kind=kind)


def _same_day(rng: np.random.Generator, base: pd.DataFrame) -> pd.DataFrame:
    """Second orders on the local day of an occasion, somewhat later."""
    origin = base.iloc[some(rng, len(base), SAME_DAY_SHARE)]
    later = origin["second"].to_numpy() + rng.integers(*SAME_DAY_SECONDS, size=len(origin))
    return origin.assign(second=np.minimum(later, LAST_SECOND), status="completed", occasion=False)


def _guests(rng: np.random.Generator, base: pd.DataFrame) -> pd.DataFrame:
    day = base["day"].to_numpy()[some(rng, len(base), GUEST_SHARE)]
    channel = draw(rng, MIX.mean(axis=0), len(day))
    return _rows(np.full(len(day), GUEST), day, seconds(rng, CHANNEL_HOURS, channel), channel)


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the orders numbers within each day, as shop systems do, such as 20261031-0000042."""
    moment = moments(rows["day"].to_numpy(), rows["second"].to_numpy())
    date = np.strings.replace(np.datetime_as_string(moment, unit="D"), "-", "")
    within = (rows.groupby("day").cumcount() + 1).to_numpy().astype(str)
    number = np.strings.add(np.strings.add(date, "-"), np.strings.zfill(within, 7))
    return rows.assign(moment=moment, order_id=number.astype(object))
