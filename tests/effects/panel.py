"""Customers with a known effect of being on three or more channels.

The population of the method specification (section 5): frequency, lifetime and a digital leaning make customers both
use more channels and come back, the channels themselves add exactly ``effect`` to everybody's chance. Draws follow the
order that the specification gives, so that its fingerprint of one data set holds here too.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

LANDMARK, HORIZON = 180.0, 90.0  # days
FIRST_DAY = pd.Timestamp("2026-01-01")
NAMES = np.array(["store", "web", "app", "social"])
MIX = np.array([[0.55, 0.25, 0.12, 0.08], [0.25, 0.35, 0.30, 0.10]])  # by digital leaning
LEAVES, EXPONENT = 1 / 300, 1.5


@dataclass(frozen=True)
class Panel:
    """A row a customer, and a row an order."""

    customers: pd.DataFrame
    orders: pd.DataFrame


def panel(*, n=6000, seed=0, effect=0.0, hidden=0.0):
    """Draw customers acquired in 180 days, their orders, and those of the 90 days after."""
    rng = np.random.default_rng(seed)
    digital, leaning = (rng.random(n) < share for share in (0.4, 0.5))
    rate = rng.gamma(EXPONENT, 1 / 50, n) * np.where(digital, 1.5, 1.0)
    joined, stays = rng.uniform(0, LANDMARK, n), rng.exponential(1 / LEAVES, n)
    watched = np.minimum(LANDMARK, joined + stays) - joined
    number = 1 + rng.poisson(rate * watched)
    who = np.repeat(np.arange(n), number)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(number) - number, number)
    day = joined[who] + np.where(nth == 0, 0.0, rng.random(len(who)) * watched[who])

    def channels(of):
        chance = MIX[digital[of].astype(int)]
        if hidden:
            chance = np.where(leaning[of, None], 0.25, 0.6 * chance + [0.4, 0, 0, 0])
        return (rng.random(len(of))[:, None] > np.cumsum(chance, axis=1)[:, :3]).sum(axis=1)

    used = channels(who)
    before = seen(who, used, n)
    exposed = before.sum(axis=1) >= 3
    returns = (joined + stays > LANDMARK) * rate / (rate + LEAVES) * (1 - np.exp(-(rate + LEAVES) * HORIZON))
    chance = np.clip(returns + hidden * leaning, 0.02, 0.85) + effect * exposed
    back = rng.random(n) < chance
    later = np.repeat(np.arange(n), np.where(back, 1 + rng.poisson(rate * 45), 0))
    later_day = rng.uniform(LANDMARK, LANDMARK + HORIZON, len(later))
    later_used = channels(later)
    fixed = 1 / (1 + np.exp(0.5 - 0.8 * (np.log(rate) - np.log(0.03)))) + 0.15 * leaning * (hidden > 0)
    control = rng.random(n) < fixed
    ever = before | seen(later, later_used, n)
    last = np.full(n, -1.0)
    np.maximum.at(last, who, day)
    customers = pd.DataFrame({
        "customer_id": np.arange(n), "digital": digital, "orders": number, "recency": LANDMARK - last,
        "tenure": LANDMARK - joined, "channels": before.sum(axis=1), "many": exposed, "could": number >= 3,
        "many_ever": ever.sum(axis=1) >= 3, "returned": back, "control": control,
    })  # fmt: skip
    orders = pd.DataFrame({
        "customer_id": np.r_[who, later],
        "ordered_at": FIRST_DAY + pd.to_timedelta(np.r_[day, later_day], "D"),
        "channel": NAMES[np.r_[used, later_used]],
        "amount": 10.0,
    })  # fmt: skip
    return Panel(customers, orders.assign(order_id=np.arange(len(orders)), digital=digital[orders["customer_id"]]))


def seen(who, channel, n):
    """Which of the four channels each customer used."""
    found = np.zeros((n, 4), dtype=bool)
    found[who, channel] = True
    return found
