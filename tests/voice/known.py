"""Surveys with known weights, their true shares from a covariance by all orders, and answers as a long frame."""

from itertools import permutations

import numpy as np
import pandas as pd

NAMES = ("parcel", "price", "site", "brand")
WEIGHTS = np.array([1.0, 0.6, 0.3, 0.0])  # of the last one nothing but halo shows
KIN, HALO, NOISE = 0.4, 0.5, 1.5


def lmg(covariance, groups):
    """Mean gain in R squared over all orders; the outcome is last, ``groups`` the columns of each driver."""
    parts, orders = np.zeros(len(groups)), list(permutations(range(len(groups))))

    def r_squared(drivers):
        columns = [column for one in drivers for column in groups[one]]
        if not columns:
            return 0.0
        among, to = covariance[np.ix_(columns, columns)], covariance[columns, -1]
        return to @ np.linalg.solve(among, to) / covariance[-1, -1]

    for order in orders:
        for place, driver in enumerate(order):
            parts[driver] += r_squared(order[: place + 1]) - r_squared(order[:place])
    return parts / len(orders)


def truth():
    """Shares of the drivers of `surveys`, and R squared."""
    among = np.full((4, 4), KIN) + (1 - KIN) * np.eye(4)
    to = among @ WEIGHTS + HALO * np.sqrt(KIN)
    variance = WEIGHTS @ among @ WEIGHTS + HALO**2 + 2 * HALO * np.sqrt(KIN) * WEIGHTS.sum() + NOISE**2
    parts = lmg(np.block([[among, to[:, None]], [to, np.array(variance)]]), [[0], [1], [2], [3]])
    return parts / parts.sum(), parts.sum()


def surveys(customers, seed):
    """Draw one to three surveys of each customer, half of whose feelings stay: customer, ratings and outcome."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(customers), rng.integers(1, 4, customers))

    def felt(*more):
        stays, passes = rng.normal(size=(customers, *more)), rng.normal(size=(len(who), *more))
        return np.sqrt(0.5) * (stays[who] + passes)

    mood = felt()
    ratings = np.sqrt(KIN) * mood[:, None] + np.sqrt(1 - KIN) * felt(4)
    return who, ratings, ratings @ WEIGHTS + HALO * mood + NOISE * felt()


def long(columns, *, customers=None):
    """Give a row an answer from a column a question; missing ones have no row."""
    frame = pd.DataFrame(columns)
    frame = frame.assign(
        response_id=range(len(frame)), customer_id=range(len(frame)) if customers is None else customers
    )
    return frame.melt(["response_id", "customer_id"], var_name="metric", value_name="score").dropna(subset="score")


APP = 0.4  # share of the surveys after which the app was used
STEP = np.array([1.0, 0.0, 0.0])  # by which the ratings of those who use it are higher


def with_app(n, seed):
    """Draw surveys of which 40% are asked about the app, by customers who are happier with the parcel too."""
    rng = np.random.default_rng(seed)
    used = rng.random(n) < APP
    ratings = rng.multivariate_normal(np.zeros(3), _alike(), n) + used[:, None] * STEP
    outcome = ratings[:, :2] @ [0.8, 0.4] + used * (0.5 + 0.9 * ratings[:, 2]) + rng.normal(size=n)
    return {"nps": outcome, "parcel": ratings[:, 0], "price": ratings[:, 1],
            "app": np.where(used, ratings[:, 2], np.nan)}  # fmt: skip


def app_truth():
    """Shares of parcel, price and app (whether used, and how good) in `with_app`, from the mixture's moments."""
    inside = np.zeros((5, 5))  # parcel, price, used, app where used, outcome
    inside[np.ix_([0, 1, 3], [0, 1, 3])] = _alike()
    outside = np.zeros((5, 5))
    outside[:2, :2] = _alike()[:2, :2]
    jump = np.array([*STEP[:2], 1.0, STEP[2], 0.0])
    mixed = APP * inside + (1 - APP) * outside + APP * (1 - APP) * np.outer(jump, jump)
    weights = np.array([0.8, 0.4, 0.5, 0.9])
    mixed[:4, 4] = mixed[4, :4] = mixed[:4, :4] @ weights
    mixed[4, 4] = weights @ mixed[:4, :4] @ weights + 1
    parts = lmg(mixed, [[0], [1], [2, 3]])
    return parts / parts.sum()


def _alike():
    return np.full((3, 3), 0.3) + 0.7 * np.eye(3)
