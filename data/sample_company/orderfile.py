"""The order files: orders as rows of text, with the shop system's own column names."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Flags, Ints, draw_by
from clock import day_of, iso
from effects import FIRST_TOUCH, SOURCES
from model import CHANNEL_NAMES
from offers import CATEGORIES, PACKAGINGS
from orders import GUEST
from people import People

CURRENCY: Final = "KRW"
HEADER: Final = {
    "order_id": "주문번호",
    "customer_id": "회원번호",
    "ordered_at": "주문일시",
    "amount": "결제금액",
    "currency": "통화",
    "channel": "주문채널",
    "status": "주문상태",
    "kind": "주문유형",
    "discount": "할인금액",
    "margin": "공헌이익",
    "payment": "결제수단",
    "category": "카테고리",
    "first_touch": "첫접점",
    "packaging": "포장",
    "device": "기기",
    "personalised": "개인화추천",
    "referrer_id": "추천인번호",
}
CUSTOMER_FIELD: Final = list(HEADER).index("customer_id")
DEVICES: Final = ("desktop", "mobile", "tablet", "shop_till")
DEVICE_MIX: Final = (  # by channel; on the web a customer keeps to the desktop or the phone
    (97, 0, 3, 0),
    (0, 94, 6, 0),
    (0, 0, 0, 100),
    (28, 70, 2, 0),
    (7, 90, 3, 0),
    (0, 97, 3, 0),
)
MOBILE_WEB: Final = 5  # row of DEVICE_MIX
PERSONALISED_SINCE: Final = "2025-03-01"
PERSONALISED_SHARES: Final = np.array([0.35, 0.60, 0.10, 0.05, 0.15])  # of the orders since then, by channel
PROMOTER_PULL: Final = 0.6  # customers refer others in proportion to exp(this x temper)


def order_rows(rng: np.random.Generator, rows: pd.DataFrame, crowd: People) -> pd.DataFrame:
    """Rows of the order files as text, with the column ``year`` that tells the file."""
    customer, channel = rows["customer"].to_numpy(), rows["channel"].to_numpy()
    touch = np.append(np.array(FIRST_TOUCH, dtype=object)[crowd.source], "")
    text = rows.assign(
        customer_id=np.append(crowd.ids, "")[customer],
        ordered_at=iso(rows["moment"].to_numpy()),
        currency=CURRENCY,
        channel=np.array(CHANNEL_NAMES, dtype=object)[channel],
        category=np.array(CATEGORIES, dtype=object)[rows["category"]],
        first_touch=touch[customer],
        packaging=np.append(np.array(PACKAGINGS, dtype=object), "")[rows["packaging"]],
        device=_devices(rng, channel, np.append(crowd.mobile, False)[customer]),
        personalised=np.where(_personalised(rng, rows), "true", "false"),
        referrer_id=np.append(_referrers(rng, crowd), "")[customer],
    )
    return text[list(HEADER)].astype(str).astype(object).assign(year=rows["moment"].dt.year)


def _devices(rng: np.random.Generator, channel: Ints, mobile: Flags) -> np.ndarray:
    row = np.where((channel == 0) & mobile, MOBILE_WEB, channel)
    return np.array(DEVICES, dtype=object)[draw_by(rng, DEVICE_MIX, row)]


def _personalised(rng: np.random.Generator, rows: pd.DataFrame) -> Flags:
    offered = rng.random(len(rows)) < PERSONALISED_SHARES[rows["channel"]]
    return offered & (rows["day"].to_numpy() >= day_of(PERSONALISED_SINCE)) & (rows["customer"].to_numpy() != GUEST)


def _referrers(rng: np.random.Generator, crowd: People) -> np.ndarray:
    """Draw who brought each customer that came by referral: a customer with an earlier first order."""
    pull = np.cumsum(np.exp(PROMOTER_PULL * crowd.temper) * crowd.buys)
    earlier = np.searchsorted(crowd.first_day, crowd.first_day, side="left")
    reach = np.append(0.0, pull)[earlier]
    chosen = np.searchsorted(pull, rng.random(len(pull)) * reach, side="right")
    referred = (crowd.source == SOURCES.index("referral")) & crowd.buys & (reach > 0)
    return np.where(referred, crowd.ids[chosen.clip(max=len(pull) - 1)], "")
