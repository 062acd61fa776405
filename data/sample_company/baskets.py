"""What an order costs, earns and holds."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints, draw, draw_by
from model import CHANNELS

MEDIAN_BASKET: Final = 36_000  # won
BASKET_SPREAD: Final = 0.55  # standard deviation of its logarithm
PRICE_STEP: Final = 100
DISCOUNTED_SHARE: Final = 0.36
DISCOUNTS: Final = (0.05, 0.10, 0.15, 0.20, 0.30)
SHIPPING_COST: Final = 2_500
RETURN_COST: Final = 6_000
PARTLY_KEPT: Final = 0.6  # of the margin, when a part came back
CATEGORY_PRICES: Final = np.array(
    [0.8, 1.0, 1.3, 1.9, 0.9, 0.75, 0.5]
)  # factor on the basket, by category of offers.py
PAYMENTS: Final = ("card", "kakao_pay", "naver_pay", "toss_pay", "transfer", "cash")
PAYMENT_MIX: Final = (
    (44, 20, 20, 9, 7, 0),
    (30, 31, 19, 17, 3, 0),
    (74, 8, 5, 4, 0, 9),
    (42, 14, 33, 7, 4, 0),
    (40, 24, 20, 12, 4, 0),
)


def with_money(rng: np.random.Generator, rows: pd.DataFrame, spend: Floats) -> pd.DataFrame:
    """Add amount, discount, margin and payment to order rows.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    rows : DataFrame
        With ``channel`` and ``category`` (numbers), ``status`` and ``kind``.
    spend : array
        Factor on the basket, one a row.
    """
    channel = rows["channel"].to_numpy()
    listed = _listed(rng, spend * CATEGORY_PRICES[rows["category"]])
    listed[(rows["kind"] != "sale").to_numpy()] = 0
    discount = _discounts(rng, listed)
    amount = listed - discount
    return rows.assign(
        amount=amount,
        discount=discount,
        margin=_margin(rng, rows, amount),
        payment=np.array(PAYMENTS, dtype=object)[draw_by(rng, PAYMENT_MIX, channel)],
    )


def _listed(rng: np.random.Generator, factor: Floats) -> Ints:
    prices = MEDIAN_BASKET * factor * np.exp(BASKET_SPREAD * rng.standard_normal(len(factor)))
    return np.maximum(_rounded(prices), 30 * PRICE_STEP)


def _discounts(rng: np.random.Generator, listed: Ints) -> Ints:
    rate = np.array(DISCOUNTS)[draw(rng, [3, 4, 2, 2, 1], len(listed))]
    applies = rng.random(len(listed)) < DISCOUNTED_SHARE
    return np.where(applies, _rounded(rate * listed), 0)


def _margin(rng: np.random.Generator, rows: pd.DataFrame, amount: Ints) -> Ints:
    share = np.array([one.margin for one in CHANNELS])[rows["channel"]] + 0.04 * rng.standard_normal(len(rows))
    earned = amount * share - SHIPPING_COST
    status = rows["status"]
    return _rounded(
        np.select(
            [status == "cancelled", status == "returned", status == "partly_returned"],
            [0.0, -RETURN_COST, earned * PARTLY_KEPT],
            default=earned,
        )
    )


def _rounded(won: Floats) -> Ints:
    return (np.round(won / PRICE_STEP) * PRICE_STEP).astype(np.int64)
