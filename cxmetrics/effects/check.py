"""What an effect is asked of, checked: two arms, an outcome that lies after them, covariates that lie before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxmetrics import engine
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.estimate import Floats

FEWEST = 10  # customers in each arm: of fewer the error cannot be told, and each of them could be
LARGEST = 1e100  # a number beyond it is none


def read(table: Any, columns: Sequence[str]) -> pd.DataFrame:
    """Read the columns of a table into memory, a row a customer, in an order that is that of the values alone."""
    data, wanted = engine.as_table(table), list(dict.fromkeys(columns))
    engine.require(data, "this table", wanted)
    rows = data.relation().select(", ".join(map(engine.quote, wanted)))
    names = ", ".join(map(engine.quote, wanted))
    local = ", ".join(map(_without_zone, wanted, map(str, rows.types)))
    found: pd.DataFrame = rows.select(local).order(names).df()
    return found


def _without_zone(name: str, kind: str) -> str:
    """Give a column, times with a zone as those of UTC."""
    column = engine.quote(name)
    return f"timezone('UTC', {column}) as {column}" if kind == "TIMESTAMP WITH TIME ZONE" else column


def check_roles(roles: Mapping[str, str | None], adjust: Sequence[str] | None = None) -> None:
    """Refuse a column with two roles: the outcome is no covariate, nor is the exposure."""
    taken = [name for name in roles.values() if name is not None]
    twice = [name for name in adjust or () if name in taken] + [name for name in taken if taken.count(name) > 1]
    if twice:
        said = "the column {name!r} is given twice: as exposure or outcome, and as something else."
        raise ParameterError("E-ROLE", said, fix="give each column one role.", name=twice[0])
    if adjust is not None and not adjust:
        said = "nothing is given to adjust for: that would be a plain comparison."
        raise ParameterError("E-ADJUST", said, fix='adjust=["orders", "recency", …].')


def flag(frame: pd.DataFrame, name: str) -> Floats:
    """Give a column of 0 and 1, or of false and true, as numbers; a missing one stays missing.

    Raises
    ------
    DataError
        Another value.
    """
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan)
    other = frame[name][np.isnan(values) & frame[name].notna().to_numpy()].tolist()
    other += [value for value in np.unique(values[~np.isnan(values)]).tolist() if value not in (0.0, 1.0)]
    if other:
        raise DataError("E-FLAG", "{name} holds {value!r}.", fix="0 or 1.", name=name, value=other[0])
    return values


def number(frame: pd.DataFrame, name: str) -> Floats:
    """Give a column of numbers; a missing one stays missing.

    Raises
    ------
    DataError
        A value that is no number, or is beyond all of them.
    """
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan)
    other = frame[name][(np.isnan(values) & frame[name].notna().to_numpy()) | (np.abs(values) > LARGEST)].tolist()
    if other:
        raise DataError("E-NUMBER", "{name} holds {value!r}.", fix="a finite number.", name=name, value=other[0])
    return values


def check_arms(exposed: Floats, name: str, cluster: NDArray[np.int_] | None = None) -> None:
    """Refuse an exposure that everybody has, or nobody, or that too few have to be compared."""
    sides = [exposed == side for side in (0, 1)]
    n = [int(side.sum()) if cluster is None else len(np.unique(cluster[side])) for side in sides]
    if 0 < min(n) < FEWEST:
        said = "fewer than {least} customers are on one side of {name}: too few to compare."
        raise DataError("E-ONE-ARM", said, fix="ask another exposure, or another threshold.", least=FEWEST, name=name)
    if min(n) == 0:
        said = "{name} is the same for all {n:,} customers: there is nobody to compare them with."
        raise DataError("E-ONE-ARM", said, fix="ask another exposure, or another threshold.", name=name, n=max(n))


def check_time(frame: pd.DataFrame, exposure_until: str | None, outcome_from: str | None) -> None:
    """Refuse an exposure that was counted on days of the outcome: who stays longer is then exposed for it."""
    if exposure_until is None or outcome_from is None:
        return
    late = _days(frame, exposure_until) >= _days(frame, outcome_from)
    if late.any():
        said = "the exposure of {n:,} rows is counted up to or after {outcome_from}, where the outcome begins."
        fix = "count it on days before the landmark only."
        raise DataError("E-LANDMARK", said, fix=fix, n=int(late.sum()), outcome_from=outcome_from)


def _days(frame: pd.DataFrame, name: str) -> pd.Series:
    days = pd.to_datetime(frame[name], errors="coerce")
    other = frame[name][days.isna() & frame[name].notna()].tolist()
    if other:
        raise DataError("E-DAY", "{name} holds {value!r}.", fix="days.", name=name, value=other[0])
    return days
