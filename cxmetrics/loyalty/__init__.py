"""Loyalty: who buys again, for how long, how soon, what they will be worth, and who stands up for the company."""

from cxmetrics.loyalty.away import churn_window
from cxmetrics.loyalty.cohorts import retention
from cxmetrics.loyalty.fandom import core_fandom
from cxmetrics.loyalty.lifetime import Lifetime, clv
from cxmetrics.loyalty.repeat import repeat_rate
from cxmetrics.loyalty.timing import TimeToRepeat, time_to_repeat, weekly

__all__ = [
    "Lifetime",
    "TimeToRepeat",
    "churn_window",
    "clv",
    "core_fandom",
    "repeat_rate",
    "retention",
    "time_to_repeat",
    "weekly",
]
