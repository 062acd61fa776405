"""Honest monthly answers about customer experience: see the README."""

from cxmetrics.change import changes
from cxmetrics.company import Company, open_company
from cxmetrics.engine import Facts, Table, sql
from cxmetrics.loyalty import clv, repeat_rate, retention, time_to_repeat
from cxmetrics.privacy import protect
from cxmetrics.survey import ces, csat, nps

__version__ = "0.1.0"
__all__ = [
    "Company",
    "Facts",
    "Table",
    "ces",
    "changes",
    "clv",
    "csat",
    "nps",
    "open_company",
    "protect",
    "repeat_rate",
    "retention",
    "sql",
    "time_to_repeat",
]
