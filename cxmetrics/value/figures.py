"""The company's own numbers that an initiative is weighed with, each with its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxmetrics.errors import ParameterError
from cxmetrics.estimate import Normal
from cxmetrics.frames import rows_of

PREFIX = "baseline_"
QUANTITIES = (
    "new_customers", "orders", "active_customers", "contacts", "repeat_rate", "return_rate", "churn_rate",
    "order_value", "margin_per_order", "acquisition_cost", "cost_per_contact", "cost_per_return",
    "margin_per_customer", "repeat_gap_score", "repeat_gap_on_time",
    "further_margin",
)  # fmt: skip
Given = float | Sequence[float]


class Known(NamedTuple):
    """A number of the company: estimate, standard error, spread of a single customer or order, customers behind it."""

    belief: Normal
    spread: float
    n: int | None


class Figures:
    """Numbers of the company, by segment.

    Parameters
    ----------
    given : DataFrame or mapping
        The frame of `baseline`, or a number for each of `QUANTITIES`: alone, with its standard error, or with that and
        the spread of a single customer or order.

    Examples
    --------
    >>> known = Figures({"orders": 900, "order_value": (30_000, 200, 24_000)})
    >>> known.get("", "order_value").belief.sd, known.get("", "contacts") is None
    (200.0, True)
    """

    def __init__(self, given: pd.DataFrame | Mapping[str, Given]) -> None:
        self._known = _of_frame(given) if isinstance(given, pd.DataFrame) else _of_numbers(given)

    def get(self, segment: str, quantity: str) -> Known | None:
        """Give a number of the company, None where it is missing."""
        return self._known.get((segment, quantity))


def _of_frame(frame: pd.DataFrame) -> dict[tuple[str, str], Known]:
    wanted = [name for name in ("segment", "metric", "estimate", "std_error", "n") if name not in frame]
    if wanted:
        raise ParameterError("E-BASELINE", "the baseline has no column {name!r}.",
                             fix="give the frame of cxmetrics.value.baseline, or a number by quantity.",
                             name=wanted[0])  # fmt: skip
    known = {}
    for row in rows_of(frame[frame["estimate"].notna()]):
        name = str(row["metric"]).removeprefix(PREFIX)
        parts = [row["estimate"], *(0.0 if pd.isna(row[part]) else row[part] for part in ("std_error", "n"))]
        numbers = _numbers(parts)
        if numbers is None:
            raise _no_number(name, parts)
        belief, n = Normal(numbers[0], numbers[1]), int(numbers[2])
        known[str(row["segment"] or ""), name] = Known(belief, float(row.get("spread", np.nan)), n)
    return known


def _of_numbers(given: Mapping[str, Given]) -> dict[tuple[str, str], Known]:
    known = {}
    for name, value in given.items():
        if name not in QUANTITIES:
            raise ParameterError("E-BASELINE", "{name!r} is no number that an initiative is weighed with.",
                                 fix="one of {known}.", name=name, known=", ".join(QUANTITIES))  # fmt: skip
        numbers = _numbers(value)
        if numbers is None:
            raise _no_number(name, value)
        mean, error, spread = (*numbers, *(0.0, np.nan)[len(numbers) - 1 :])
        known["", name] = Known(Normal(mean, error), spread, None)
    return known


def _numbers(value: object) -> list[float] | None:
    """Give one to three finite numbers, all but the first 0 or more, or nothing."""
    try:
        numbers = [float(part) for part in np.atleast_1d(np.asarray(value, dtype=float))]
    except (TypeError, ValueError):
        return None
    fits = 1 <= len(numbers) <= 3 and np.isfinite(numbers).all() and min(numbers[1:], default=0) >= 0  # noqa: PLR2004
    return numbers if fits else None


def _no_number(name: str, value: object) -> ParameterError:
    return ParameterError("E-BASELINE", "{name}: {value} is no number with its error and spread.", name=name,
                          fix="a number, (number, error) or (number, error, spread).", value=value)  # fmt: skip
