"""What an effect is asked of, checked: two arms, an outcome that lies after them, covariates that lie before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.estimate import Floats


def read(table: Any, columns: Sequence[str]) -> pd.DataFrame:
    """Read the columns of a table into memory, a row a customer, in an order that is that of the values alone."""
    data, wanted = engine.as_table(table), list(dict.fromkeys(columns))
    engine.require(data, "this table", wanted)
    names = ", ".join(map(engine.quote, wanted))
    found: pd.DataFrame = data.relation().select(names).order(names).df()
    return found


def check_roles(roles: Mapping[str, str | None], adjust: Sequence[str]) -> None:
    """Refuse a column with two roles: the outcome is no covariate, nor is the exposure."""
    taken = [name for name in roles.values() if name is not None]
    twice = [name for name in adjust if name in taken] + [name for name in taken if taken.count(name) > 1]
    if twice:
        said = "the column {name!r} is given twice: as exposure or outcome, and as something else."
        raise ParameterError("E-ROLE", said, fix="give each column one role.", name=twice[0])
    if not adjust:
        said = "nothing is given to adjust for: that would be a plain comparison."
        raise ParameterError("E-ADJUST", said, fix='adjust=["orders", "recency", …].')


def flag(frame: pd.DataFrame, name: str) -> Floats:
    """Give a column of 0 and 1, or of false and true, as numbers; a missing one stays missing.

    Raises
    ------
    DataError
        Another value, or all the same one.
    """
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan)
    other = frame[name][np.isnan(values) & frame[name].notna().to_numpy()].tolist()
    other += [value for value in np.unique(values[~np.isnan(values)]).tolist() if value not in (0.0, 1.0)]
    if other:
        raise DataError("E-FLAG", "{name} holds {value!r}.", fix="0 or 1.", name=name, value=other[0])
    return values


def check_arms(exposed: Floats, name: str) -> None:
    """Refuse an exposure that everybody has, or nobody."""
    n = [int((exposed == side).sum()) for side in (0, 1)]
    if min(n) == 0:
        said = "{name} is the same for all {n:,} customers: there is nobody to compare them with."
        raise DataError("E-ONE-ARM", said, fix="ask another exposure, or another threshold.", name=name, n=max(n))


def check_time(frame: pd.DataFrame, exposure_until: str | None, outcome_from: str | None) -> None:
    """Refuse an exposure that was counted on days of the outcome: who stays longer is then exposed for it."""
    if exposure_until is None or outcome_from is None:
        return
    late = pd.to_datetime(frame[exposure_until]) >= pd.to_datetime(frame[outcome_from])
    if late.any():
        said = "the exposure of {n:,} rows is counted up to or after {outcome_from}, where the outcome begins."
        fix = "count it on days before the landmark only."
        raise DataError("E-LANDMARK", said, fix=fix, n=int(late.sum()), outcome_from=outcome_from)
