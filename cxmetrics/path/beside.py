"""Two journeys side by side: where they differ, beyond what so many comparisons show by chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import result
from cxmetrics.path.whole import Journey

FEW = 30  # on a side, below which nothing is compared


def beside(first: Journey, second: Journey, *, before_act: bool = True) -> pd.DataFrame:
    """Compare conversions, scores, hurt and reach of two journeys.

    Parameters
    ----------
    first, second : Journey
        Of customers of whom each is in one of them only, such as a persona and all others, or of two years.
    before_act : bool, default True
        Whether the way to act is compared. Of customers who were chosen by what is known since they bought it is not:
        all of them have come to act.

    Returns
    -------
    DataFrame
        A row a ``what`` ("conversion", "score", "hurt", "reach"), ``stage`` and ``touchpoint`` (empty for the whole
        stage): the standard columns with the difference, second less first, from -1 to 1; ``n`` the smaller side;
        ``first`` and ``second``, ``p_value``, and ``p_adjusted`` over all rows; ``verdict`` is ``higher``, ``lower``,
        ``unclear`` or ``too_few``.

    Notes
    -----
    Newcombe's interval, of effective numbers where answers are clustered; Benjamini and Hochberg's p values. A
    difference is no effect of what the customers were chosen by.
    """
    rows = pd.concat([_conversions(first, second, before_act=before_act), _said(first, second), _places(first, second)])
    rows = rows.reset_index(drop=True)
    level = float(first.stages["level"].iloc[0])
    a, b = (estimate.Share(rows[f"part_{one}"], rows[f"whole_{one}"]) for one in ("first", "second"))
    found = estimate.share_difference(a, b, level=level)
    least = rows[["n_first", "n_second"]].min(axis=1).to_numpy(dtype=float)
    adjusted = estimate.adjust_p_values(np.where(least < FEW, np.nan, found.p_value))
    clear = (adjusted < 1 - level) & ((found.low > 0) | (found.high < 0))
    word = np.where(
        least < FEW, "too_few", np.where(~clear, "unclear", np.where(found.estimate > 0, "higher", "lower"))
    )
    values = {
        "metric": "journey_difference", "n": least.astype(int), "estimate": found.estimate,
        "std_error": found.std_error, "conf_low": found.low, "conf_high": found.high, "level": level, "unit": "share",
        "method": "newcombe",
    }  # fmt: skip
    extras: dict[str, Any] = {
        "first": rows["part_first"] / rows["whole_first"], "second": rows["part_second"] / rows["whole_second"],
        "p_value": found.p_value, "p_adjusted": adjusted, "verdict": word,
    }  # fmt: skip
    return result(rows[["what", "stage", "touchpoint"]], values, extras=extras)


def _rows(what: str, keys: pd.DataFrame, *sides: tuple[Any, Any, Any]) -> pd.DataFrame:
    """Put both sides of a kind of share beside each other: part, whole, and customers."""
    found = keys.assign(what=what)
    for name, (share, whole, n) in zip(("first", "second"), sides, strict=True):
        found = found.assign(**{f"part_{name}": np.asarray(share * whole, dtype=float),
                                f"whole_{name}": np.asarray(whole, dtype=float),
                                f"n_{name}": np.asarray(n, dtype=float)})  # fmt: skip
    known = found["whole_first"].gt(0) & found["whole_second"].gt(0)
    return found[known & found["part_first"].notna() & found["part_second"].notna()]


def _conversions(first: Journey, second: Journey, *, before_act: bool) -> pd.DataFrame:
    kept = STAGES[:-1] if before_act else ("act",)
    sides = [one.stages[one.stages["stage"].isin(kept)].reset_index(drop=True) for one in (first, second)]
    keys = pd.DataFrame({"stage": sides[0]["stage"], "touchpoint": ""})
    return _rows("conversion", keys, *((side["conversion"], side["ready"], side["ready"]) for side in sides))


def _said(first: Journey, second: Journey) -> pd.DataFrame:
    sides = [one.stages for one in (first, second)]
    keys = pd.DataFrame({"stage": sides[0]["stage"], "touchpoint": ""})
    return pd.concat([
        _rows(what, keys, *((side[what], side[f"{what}_n_eff"], side["answers"]) for side in sides))
        for what in ("score", "hurt")
    ])  # fmt: skip


def _places(first: Journey, second: Journey) -> pd.DataFrame:
    sides = [one.touchpoints for one in (first, second)]
    keys = sides[0][["stage", "touchpoint"]]
    hurt = _rows("hurt", keys, *((side["hurt"], side["hurt_n_eff"], side["answers"]) for side in sides))
    reach = _rows("reach", keys, *((side["estimate"].fillna(0), side["of"], side["of"]) for side in sides))
    return pd.concat([hurt, reach[(reach["part_first"] > 0) | (reach["part_second"] > 0)]])
