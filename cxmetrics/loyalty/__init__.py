"""Loyalty: who buys again, for how long, and how soon."""

from cxmetrics.loyalty.cohorts import retention
from cxmetrics.loyalty.repeat import repeat_rate
from cxmetrics.loyalty.timing import TimeToRepeat, time_to_repeat

__all__ = ["TimeToRepeat", "repeat_rate", "retention", "time_to_repeat"]
