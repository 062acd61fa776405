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
        data, tables = self.data, ("responses", "orders", "customers")
        given: dict[str, Any] = {name: getattr(data, name) for name in tables if data.has(name)}
        if "responses" in given and not given["responses"].known("touchpoint"):
            del given["responses"]  # they are about no touchpoint
        until = date.fromisoformat(data.about["data_end"]) - timedelta(days=self.days * years_ago)
        given |= {"register": data.config.journey.register, "data_end": until, "among": among}
        return journey(data.touchpoints, since=until - timedelta(days=self.days - 1), **given, **self.windows)
