"""The journeys of a company, followed again for other customers or another year under the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cxmetrics.company import Company
from cxmetrics.path.whole import Journey, journey


@dataclass(frozen=True)
class Following:
    """Give journeys of a loaded company, each time by the same windows and its own register of touchpoints.

    Parameters
    ----------
    data : Company
        Loaded, with touchpoints; answers, orders and customers where there are any.
    days : int
        Days until the end of the data in which journeys begin, and contacts and answers count.
    windows : mapping
        Further arguments of `journey`, such as ``rule`` and ``quiet_days``.
    """

    data: Company
    days: int
    windows: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, among: Any = None, *, years_ago: int = 0) -> Journey:
        """Follow everybody or, of all, those ``among`` whom it asks; in the last days, or in as many before them."""
        tables: dict[str, Any] = {name: getattr(self.data, name) if self.data.has(name) else None for name in
                  ("touchpoints", "responses", "orders", "customers")}  # fmt: skip
        last = self.data.touchpoints.facts.data_end or date.max  # of a loaded company there is always one
        until = last - timedelta(days=self.days * years_ago)
        dates: dict[str, Any] = {"data_end": until, "since": until - timedelta(days=self.days - 1)}
        return journey(**tables, among=among, register=self.data.config.journey.register, **self.windows, **dates)
