"""The loyalty programme: who joins, and what is earned and used. Membership changes nothing else."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from chance import Floats, Ints
from clock import FOUNDED
from model import SEGMENTS

RISE: Final = 0.25  # of P(joining), with each order before
MOST_RISEN: Final = 4  # orders before, beyond which it rises no more
POINTS_SHARE: Final = 0.01  # of the amount of every completed order from the joining on
USED_SHARE: Final = 0.64  # of the points earned, on average: what is left is the breakage
USED_SPREAD: Final = 5.0  # sum of the two parameters of the beta distribution of what a member uses
NO_MEMBER: Final = -1


@dataclass(frozen=True)
class Members:
    """One entry a customer: the day of joining (-1: none) and the points."""

    since: Ints
    earned: Ints
    used: Ints

    def since_text(self) -> np.ndarray:
        """Day of joining as ISO text."""
        text = np.datetime_as_string(FOUNDED + self.since.clip(min=0), unit="D").astype(object)
        return np.where(self.since == NO_MEMBER, "", text)

    def points_text(self, points: Ints) -> np.ndarray:
        """Points as text; empty where there is no member."""
        return np.where(self.since == NO_MEMBER, "", points.astype(str).astype(object))


def join_chance(segment: Ints, before: Ints) -> Floats:
    """P(an order makes a member), by the number of purchase occasions before it."""
    joins = np.array([one.joins for one in SEGMENTS])
    return joins[segment] * (1 + RISE * np.minimum(before, MOST_RISEN))


def members(rng: np.random.Generator, orders: pd.DataFrame, segment: Ints) -> Members:
    """Draw who joins with which order; later orders of members have no other chance than those of others.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    orders : DataFrame
        As made by `orders`.
    segment : array of int
        Segments of the customers.
    """
    bought = orders[orders["occasion"]]
    customer = bought["customer"].to_numpy()
    joins = rng.random(len(bought)) < join_chance(segment[customer], bought["turn"].to_numpy())
    first = bought[joins].groupby("customer")["day"].min()
    since = first.reindex(range(len(segment)), fill_value=NO_MEMBER).to_numpy()
    earned = _earned(orders, since)
    used = rng.beta(USED_SHARE * USED_SPREAD, (1 - USED_SHARE) * USED_SPREAD, size=len(since))
    return Members(since=since, earned=earned, used=np.round(earned * used).astype(np.int64))


def _earned(orders: pd.DataFrame, since: Ints) -> Ints:
    own = orders[(orders["customer"] >= 0) & orders["status"].isin(["completed", "partly_returned"])]
    joined = since[own["customer"]]
    counted = own[(joined != NO_MEMBER) & (own["day"].to_numpy() >= joined)]
    points = np.floor(POINTS_SHARE * counted["amount"]).astype(np.int64)
    return points.groupby(counted["customer"]).sum().reindex(range(len(since)), fill_value=0).to_numpy()
