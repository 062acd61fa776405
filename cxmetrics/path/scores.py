"""What customers say of touchpoints and stages: good and bad answers, with errors clustered by customer."""

from __future__ import annotations

import pandas as pd

from cxmetrics.path.opened import Opened
from cxmetrics.path.shares import clustered

SHARES = [f"{name}{part}" for name in ("score", "hurt") for part in ("", "_low", "_high", "_n_eff")]  # of `scores`


def scores(data: Opened) -> pd.DataFrame:
    """Share of good and of bad answers, a row a touchpoint and a row a stage (where the touchpoint is empty).

    Returns
    -------
    DataFrame
        ``stage`` (1 to 5), ``touchpoint``, ``asked`` (the question: that with more answers at a touchpoint), ``score``
        and ``hurt`` (0 to 1) with their limits, ``answers``, and ``score_n_eff`` and ``hurt_n_eff``, the answers
        that both are worth.
    """
    sums = data.run("journey_scores")
    sums = sums.sort_values(["stage", "touchpoint", "w", "metric"], ascending=[True, True, False, True])
    sums = sums.drop_duplicates(["stage", "touchpoint"]).reset_index(drop=True)
    good, bad = (clustered(sums, part, level=data.level) for part in ("g", "b"))
    return pd.DataFrame({
        "stage": sums["stage"], "touchpoint": sums["touchpoint"], "asked": sums["metric"],
        "score": good.share, "score_low": good.low, "score_high": good.high, "score_n_eff": good.n_eff,
        "hurt": bad.share, "hurt_low": bad.low, "hurt_high": bad.high, "hurt_n_eff": bad.n_eff,
        "answers": sums["w"].astype(float),
    })  # fmt: skip
