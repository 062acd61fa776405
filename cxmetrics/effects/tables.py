"""A comparison as frames of the one result vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.effects.check import FEWEST
from cxmetrics.effects.comparison import Comparison
from cxmetrics.estimate import Contrast, Floats
from cxmetrics.frames import result

ESTIMANDS = {
    "crude_history": "everybody, as they are",
    "crude_landmark": "everybody, as they are",
    "stratified": "everybody in strata with both arms",
    "g_computation": "everybody",
    "overlap": "customers who could be in either arm",
    "mantel_haenszel": "customers who could be in either arm",
}
BANDS = 10  # of the fitted chance of exposure
ARMS = (("exposed", 1), ("unexposed", 0))
NOT_FITTED = "a covariate parts exposed and unexposed customers wholly"


def estimates_of(
    found: Mapping[str, Contrast], metric: str, *, sizes: Mapping[str, tuple[int, int]], n_eff: float, level: float
) -> pd.DataFrame:
    """Give a row a method; ``sizes`` are customers, and exposed ones among them."""
    contrasts = pd.DataFrame(found.values(), index=pd.RangeIndex(len(found)))
    methods = list(found)
    known = contrasts["difference"].notna()
    values = {
        "metric": metric,
        "n": [sizes[method][0] for method in methods],
        "n_eff": [n_eff if method == "overlap" else float(sizes[method][0]) for method in methods],
        "estimate": contrasts["difference"],
        "std_error": contrasts["std_error"],
        "conf_low": contrasts["low"],
        "conf_high": contrasts["high"],
        "level": level,
        "unit": "money" if metric.startswith("money") else "share",
        "method": methods,
        "reason": pd.Series(None, index=contrasts.index, dtype=object).mask(~known, NOT_FITTED),
    }
    extras = {
        "estimand": [ESTIMANDS[method] for method in methods],
        "n_exposed": [sizes[method][1] for method in methods],
        **{name: contrasts[name] for name in ("exposed", "unexposed", "ratio", "ratio_low", "ratio_high")},
    }
    return result(pd.DataFrame(index=contrasts.index), values, extras=extras)


def balance_of(compared: Comparison) -> pd.DataFrame:
    """Give the standardised difference of the columns of the model, before and after weighting.

    A label that next to nobody has, or has not, is left out: its difference would tell of each of them.
    """
    told = [not _is_flag(column) or _told(compared, column) for column in compared.model.columns.T]
    x, a, w = compared.model.columns[:, told], compared.exposed, compared.weighted.weights
    (m1, v1), (m0, v0) = (_moments(x[arm], np.ones(arm.sum())) for arm in (a == 1, a == 0))
    (w1, _), (w0, _) = (_moments(x[arm], w[arm]) for arm in (a == 1, a == 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((v1 + v0) / 2)
        before, after = (m1 - m0) / spread, (w1 - w0) / spread
    n = compared.people(np.ones(len(a), dtype=bool))
    keys = pd.DataFrame({"covariate": np.array(compared.model.names, dtype=object)[told]})
    values = {"metric": "balance", "n": n, "estimate": after, "level": compared.level, "unit": "deviations"}
    return result(keys, {**values, "method": "overlap weights"}, extras={"before": before})


def _is_flag(column: Floats) -> bool:
    return bool(np.isin(column, (0, 1)).all())


def _told(compared: Comparison, column: Floats) -> bool:
    """Whether enough customers have a trait, and enough do not."""
    return min(compared.people(column == side) for side in (0, 1)) >= FEWEST


def _moments(x: Floats, w: Floats) -> tuple[Floats, Floats]:
    mean = w @ x / w.sum()
    return mean, w @ (x - mean) ** 2 / w.sum()


def chances_of(compared: Comparison) -> pd.DataFrame:
    """Give the share of each arm in bands of the fitted chance of exposure."""
    a, w = compared.exposed, compared.weighted.weights
    chance = np.where(a == 1, 1 - w, w)
    band = np.minimum((chance * BANDS).astype(int), BANDS - 1)
    cells = [(arm, side, k) for arm, side in ARMS for k in range(BANDS)]
    keys = pd.DataFrame([(arm, f"{k / BANDS:.1f}") for arm, _, k in cells], columns=["arm", "chance"])
    n = np.array([compared.people((band == k) & (a == side)) for _, side, k in cells])
    arms = {side: band[a == side] for _, side in ARMS}
    held = np.array([np.sum(arms[side] == k) for _, side, k in cells], dtype=float)
    size = np.array([len(arms[side]) for _, side, _ in cells], dtype=float)
    low, high = estimate.wilson(held, size, level=compared.level)
    values = {"metric": "chance_of_exposure", "n": n, "estimate": held / size, "conf_low": low, "conf_high": high}
    return result(keys, {**values, "level": compared.level, "unit": "share", "method": "wilson"})


def sensitivity_of(compared: Comparison, covariates: Sequence[str]) -> pd.DataFrame:
    """Say how strong something unmeasured would have to be, beside what each measured covariate moved.

    Of a covariate, ``estimate`` is by how much the headline changes if it is left out. Of the ``tipping_point`` it is
    how much more common a trait would have to be among the exposed that moves the outcome as much (``trait_effect``)
    as the strongest measured one (``trait``, itself more common by ``trait_share``).
    """
    head = compared.weighted.contrast
    limits = estimate.e_value(head.ratio, head.ratio_low, head.ratio_high)
    moved = [
        compared.by_overlap(compared.outcome, compared.model.without(name)).contrast.difference - head.difference
        for name in covariates
    ]
    nearer = 0.0 if head.low <= 0 <= head.high else min(abs(head.low), abs(head.high))
    strongest = max((abs(value) for value in moved), default=0.0)
    trait, effect, share = _strongest_trait(compared)
    keys = pd.DataFrame({"what": ["e_value", "e_value_limit", "times_strongest", "tipping_point", *covariates]})
    values: dict[str, Any] = {
        "metric": ["e_value", "e_value", "times_strongest", "tipping_point", *["moved_by"] * len(covariates)],
        "n": compared.sizes[0],
        "estimate": [
            float(limits.point),
            float(limits.limit),
            nearer / strongest if strongest else np.nan,
            float(estimate.tipping_point(nearer, abs(effect))),
            *moved,
        ],
        "level": compared.level,
        "unit": ["ratio", "ratio", "ratio", "share", *["share"] * len(covariates)],
        "method": ["e-value", "e-value", "left out", "simple bias", *["left out"] * len(covariates)],
    }
    return result(keys, values, extras={"trait": trait, "trait_effect": effect, "trait_share": share})


def _strongest_trait(compared: Comparison) -> tuple[str | None, float, float]:
    """Find the trait among the measured ones that moves the outcome of unexposed customers most."""
    x, a, y, w = compared.model.columns, compared.exposed, compared.outcome, compared.weighted.weights
    found: list[tuple[str, float, float]] = []
    for name, column in zip(compared.model.names, x.T, strict=True):
        sides = [(a == 0) & (column == side) for side in (1, 0)]
        enough = all(compared.people(side) >= FEWEST and w[side].sum() > 0 for side in sides)
        if _is_flag(column) and enough:
            effect = float(np.subtract(*(np.average(y[side], weights=w[side]) for side in sides)))
            found.append((name, effect, float(column[a == 1].mean() - column[a == 0].mean())))
    return max(found, key=lambda one: abs(one[1]), default=(None, np.nan, np.nan))
