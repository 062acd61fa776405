"""What a weighing was made from, so that it can be made again with something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.value.figures import PREFIX, Given
from cxmetrics.value.levers import FURTHER
from cxmetrics.value.quantities import QUANTITIES

MONEY: Final = (*(name for name, one in QUANTITIES.items() if one.unit == "money"), FURTHER)
AMOUNTS: Final = ("estimate", "std_error", "conf_low", "conf_high", "spread")  # columns of a baseline


@dataclass(frozen=True)
class Asked:
    """The arguments of a call of `roi`.

    Parameters
    ----------
    initiatives : DataFrame
        All of them, as written.
    baseline : DataFrame or dict
        Numbers of the company.
    options : dict
        All other arguments, by name.

    Examples
    --------
    >>> plans = pd.DataFrame({"initiative_id": ["I1", "I2"], "mode": [0.03, 0.01]})
    >>> asked = Asked.of(plans, {"orders": 900, "order_value": (30_000, 200)}, seed=7)
    >>> asked.plan("I2")["mode"].tolist(), asked.company(0.5), asked.options
    ([0.01], {'orders': 900, 'order_value': (15000.0, 100.0)}, {'seed': 7})
    """

    initiatives: pd.DataFrame
    baseline: pd.DataFrame | dict[str, Given]
    options: dict[str, Any]

    @classmethod
    def of(cls, initiatives: Any, baseline: pd.DataFrame | Mapping[str, Given], **options: Any) -> Asked:
        """Keep copies, so that nothing that the caller does later changes them."""
        own = baseline.copy() if isinstance(baseline, pd.DataFrame) else dict(baseline)
        return cls(engine.as_table(initiatives).df(), own, options)

    def plan(self, initiative_id: str) -> pd.DataFrame:
        """Give the row of an initiative."""
        return self.initiatives[self.initiatives["initiative_id"].astype(str) == initiative_id]

    def company(self, money: float = 1.0) -> pd.DataFrame | dict[str, Given]:
        """Give the numbers of the company, those in money (margins, costs of one) with their errors times a factor."""
        if money == 1:
            return self.baseline
        if isinstance(self.baseline, dict):
            return {name: _times(value, money) if name in MONEY else value for name, value in self.baseline.items()}
        columns = [name for name in AMOUNTS if name in self.baseline]
        rows = self.baseline["metric"].str.removeprefix(PREFIX).isin(MONEY)
        changed = self.baseline.copy()
        changed.loc[rows, columns] = changed.loc[rows, columns] * money
        return changed


def _times(given: Given, factor: float) -> Given:
    return tuple(float(part) * factor for part in np.atleast_1d(np.asarray(given, dtype=float)))
