"""Honest monthly answers about customer experience: see the README."""

from cxmetrics.engine import Facts, Table, sql
from cxmetrics.loyalty import repeat_rate
from cxmetrics.survey import nps

__version__ = "0.1.0"
__all__ = ["Facts", "Table", "nps", "repeat_rate", "sql"]
