"""Honest monthly answers about customer experience: see the README."""

from typing import TYPE_CHECKING, Any

from cxmetrics.change import changes
from cxmetrics.channels import channel_retention
from cxmetrics.company import Company, open_company
from cxmetrics.effects import effect, experiment
from cxmetrics.engine import Facts, Table, sql
from cxmetrics.loyalty import clv, repeat_rate, retention, time_to_repeat
from cxmetrics.path import journey
from cxmetrics.privacy import protect
from cxmetrics.register import claims
from cxmetrics.survey import ces, csat, nps
from cxmetrics.trends import trend_effects
from cxmetrics.value import roi
from cxmetrics.voice import drivers

if TYPE_CHECKING:
    from cxmetrics.explorer import explore

__version__ = "0.1.0"
__all__ = [
    "Company",
    "Facts",
    "Table",
    "ces",
    "changes",
    "channel_retention",
    "claims",
    "clv",
    "csat",
    "drivers",
    "effect",
    "experiment",
    "explore",
    "journey",
    "nps",
    "open_company",
    "protect",
    "repeat_rate",
    "retention",
    "roi",
    "sql",
    "time_to_repeat",
    "trend_effects",
]


def __getattr__(name: str) -> Any:
    """Load the explorer when it is used: it brings widgets and figures."""
    if name != "explore":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cxmetrics.explorer import explore  # noqa: PLC0415

    return explore
