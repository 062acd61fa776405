"""A company whose customers buy in four channels, and its purchases counted the slow way."""

import numpy as np
import pandas as pd

END = pd.Timestamp("2026-10-31")
CHANNELS = np.array(["app", "live", "store", "web"], dtype=object)


def company(seed=3, n=400):
    """Orders of two years: several on a day, some cancelled, some without a customer or a channel."""
    rng, rows = np.random.default_rng(seed), []
    for i in range(n):
        likes = rng.dirichlet([2, 0.5, 1, 2])
        start = rng.integers(0, 700)
        for gap in rng.exponential(40, rng.integers(1, 8)).cumsum():
            day = start + int(gap)
            rows += [(f"c{i:03}", day, rng.choice(CHANNELS, p=likes)) for _ in range(1 + (rng.random() < 0.1))]
    orders = pd.DataFrame(rows, columns=["customer_id", "day", "channel"])
    orders = orders[orders["day"] <= 730].reset_index(drop=True)
    moments = pd.to_timedelta(orders["day"], unit="D") + pd.to_timedelta(rng.integers(0, 86_000, len(orders)), unit="s")
    orders["ordered_at"] = END - pd.Timedelta(days=730) + moments
    orders["order_id"] = [f"o{i:05}" for i in rng.permutation(len(orders))]
    orders["amount"] = rng.integers(5, 90, len(orders)) * 1000.0
    orders["discount"] = np.where(rng.random(len(orders)) < 0.4, orders["amount"] * 0.1, np.nan)
    orders["margin"] = orders["amount"] * rng.uniform(0.1, 0.5, len(orders))
    orders["segment"] = "s" + (orders["customer_id"].str[1:].astype(int) % 3).astype(str)
    orders.loc[rng.random(len(orders)) < 0.05, "status"] = "cancelled"
    orders.loc[rng.random(len(orders)) < 0.02, "customer_id"] = None
    orders.loc[rng.random(len(orders)) < 0.02, "channel"] = None
    return orders.drop(columns="day")


def bought(orders):
    """Orders that are purchases, in their order, with their day."""
    kept = orders[orders["status"].isna() & orders["customer_id"].notna()]
    return kept.sort_values(["customer_id", "ordered_at", "order_id"]).assign(day=kept["ordered_at"].dt.normalize())


def purchases(orders):
    """The first order of each day of a customer."""
    return bought(orders).drop_duplicates(["customer_id", "day"])


def since(days):
    """First day of a window of the last days."""
    return END - pd.Timedelta(days=days - 1)
