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
SIGNED = {"margin_per_order", "margin_per_customer", "further_margin", "cost_per_return"}  # money that can be lost
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
        if not isinstance(given, pd.DataFrame | Mapping):
            raise ParameterError("E-BASELINE", "the baseline is no frame and no dict: {value!r}.",
                                 fix="give the frame of cxmetrics.value.baseline, or a number by quantity.",
                                 value=given)  # fmt: skip
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
    known: dict[tuple[str, str], Known] = {}
    for row in rows_of(frame[frame["estimate"].notna()]):
        name, segment = str(row["metric"]).removeprefix(PREFIX), "" if pd.isna(row["segment"]) else str(row["segment"])
        parts = [row["estimate"], *(0.0 if pd.isna(row[part]) else row[part] for part in ("std_error", "n"))]
        numbers = _numbers(parts)
        if numbers is None:
            raise _no_number(name, parts)
        if (segment, name) in known:
            raise ParameterError("E-BASELINE", "{name} is there twice for {segment!r}.", name=name, segment=segment,
                                 fix="give one row for each segment and quantity.")  # fmt: skip
        belief, n = _possible(name, numbers[0], numbers[1]), int(numbers[2])
        spread = row.get("spread")
        known[segment, name] = Known(belief, np.nan if spread is None else float(spread), n)
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
        known["", name] = Known(_possible(name, mean, error), spread, None)
    return known


def _numbers(value: object) -> list[float] | None:
    """Give one to three finite numbers, all but the first 0 or more, or nothing."""
    try:
        numbers = [float(part) for part in np.atleast_1d(np.asarray(value, dtype=float))]
    except (TypeError, ValueError):
        return None
    fits = 1 <= len(numbers) <= 3 and np.isfinite(numbers).all() and min(numbers[1:], default=0) >= 0  # noqa: PLR2004
    return numbers if fits else None


def _possible(name: str, mean: float, error: float) -> Normal:
    """Give what is believed of a number; a share, a volume or a cost that cannot be is refused."""
    least, most = (0.0, 1.0) if name.endswith("_rate") else (0.0, float("inf"))
    if name in SIGNED or name not in QUANTITIES:
        least = -most
    elif "_gap_" in name:
        least, most = -1.0, 1.0
    if not least <= mean <= most:
        limits = f"{least:g} … " + (f"{most:g}" if np.isfinite(most) else "")
        raise ParameterError("E-BASELINE", "{name}: {value:g} is outside of {limits}.", fix="mend the number.",
                             name=name, value=mean, limits=limits.strip())  # fmt: skip
    return Normal(mean, error)


def _no_number(name: str, value: object) -> ParameterError:
    return ParameterError("E-BASELINE", "{name}: {value} is no number with its error and spread.", name=name,
                          fix="a number, (number, error) or (number, error, spread).", value=value)  # fmt: skip
