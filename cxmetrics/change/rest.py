"""A group against all the others of its metric and period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.change.rows import FEW, counted, sample_of
from cxmetrics.frames import groups_of


def against_rest(frame: pd.DataFrame) -> pd.DataFrame:
    """Compare each group with all the others of its metric and period taken together.

    A group is part of the total, so it is tested against its complement, never against the total.
    Groups are taken as independent.

    Parameters
    ----------
    frame : DataFrame
        What `nps`, or `repeat_rate` of one period, gave with ``by=``, before small groups are hidden; of other shares
        only those of whose groups each customer is in one.

    Returns
    -------
    DataFrame
        Grouping columns, ``metric, period, n, difference, conf_low, conf_high, p_value, p_adjusted,
        comparisons, verdict``: ``above``, ``below``, ``unclear`` or ``too_few``.

    Examples
    --------
    >>> from cxmetrics.survey import nps
    >>> answers = pd.DataFrame({"lang": ["en"] * 100 + ["zh"] * 100, "score": [9] * 120 + [3] * 80})
    >>> against_rest(nps(answers, by="lang"))[["lang", "verdict"]].values.tolist()
    [['en', 'above'], ['zh', 'below']]
    """
    groups = groups_of(frame)
    level = float(frame["level"].iloc[0]) if len(frame) else 0.95
    own: Any
    rest: Any
    if "promoter_share" not in frame:
        own, rest = _shares(frame)
        found = estimate.share_difference(rest, own, level=level)
    else:
        own, rest = sample_of(frame, ""), _rest(frame)
        found = estimate.nps_difference(rest, own, level=level)
    n_own, n_rest = np.asarray(own.n, dtype=float), np.asarray(rest.n, dtype=float)
    few = ~((n_own >= FEW) & (n_rest >= FEW))
    adjusted = estimate.adjust_p_values(np.where(few, np.nan, found.p_value))
    clear = (adjusted < 1 - level) & ((found.low > 0) | (found.high < 0))
    word = np.where(few, "too_few", np.where(~clear, "unclear", np.where(found.estimate > 0, "above", "below")))
    return frame[[*groups, "metric", "period", "n"]].assign(
        difference=found.estimate,
        conf_low=found.low,
        conf_high=found.high,
        p_value=found.p_value,
        p_adjusted=adjusted,
        comparisons=int((~few).sum()),
        verdict=word,
    )


def _shares(frame: pd.DataFrame) -> tuple[estimate.Share, estimate.Share]:
    """Successes of each group, and of all others, among their effective numbers."""
    n = frame["n_eff"].astype(float).fillna(0)
    sums = pd.DataFrame({"k": (n * frame["estimate"]).fillna(0), "n": n})
    rest = sums.groupby([frame["metric"], frame["period"].fillna("")], sort=False).transform("sum") - sums
    return estimate.Share(sums["k"], sums["n"]), estimate.Share(rest["k"], rest["n"])


def _rest(frame: pd.DataFrame) -> estimate.Sample:
    """All groups but one, for each one: shares by sums of weights, the error from those of the other groups."""
    w, variance = frame["weight_sum"].fillna(0), ((frame["std_error"] / 100) ** 2).fillna(0)
    sums = pd.DataFrame(
        {
            "w": w,
            "p": w * frame["promoter_share"].fillna(0),
            "d": w * frame["detractor_share"].fillna(0),
            "v": w**2 * variance,
            "most": counted(frame),
        }
    )
    keys = [frame["metric"], frame["period"].fillna("")]
    rest = sums.groupby(keys, sort=False).transform("sum") - sums
    with np.errstate(divide="ignore", invalid="ignore"):
        p, d = rest["p"] / rest["w"], rest["d"] / rest["w"]
        n_eff = np.minimum(estimate.nps_variance(p, d) / (rest["v"] / rest["w"] ** 2), rest["most"])
    n_eff = np.where((rest["v"] > 0) & (rest["w"] > 0), n_eff, rest["most"])
    return estimate.Sample(p, d, n_eff)
