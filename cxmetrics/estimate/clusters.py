"""Means over clusters that are few, or of very unequal size: then their standard error is uncertain.

Every function works from sums over the clusters of one group, W being a cluster's sum of weights and
S its sum of weight times value; see `weighted_mean`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array
from cxmetrics.estimate.means import weighted_mean

BETWEEN_SUMS = ("cww", "cws", "css", "cqq")


class ClusterMean(NamedTuple):
    """A mean, its standard error, the degrees of freedom of that, and the effective number of answers."""

    estimate: Floats
    std_error: Floats
    dof: Floats
    n_eff: Floats


def cluster_sums(weights: ArrayLike, totals: ArrayLike) -> dict[str, float]:
    """Sum over the clusters of one group, from each cluster's W and S: what SQL gives for many groups.

    Returns
    -------
    dict
        ``units`` clusters, ``w`` ΣW, ``wx`` ΣS, ``ww`` ΣW², ``ws`` ΣW·S, ``ss`` ΣS², and for the exact
        CR2 error ``cww`` ΣW²/(1 - p), ``cws`` ΣW·S/(1 - p), ``css`` ΣS²/(1 - p) and ``cqq``
        Σ(p²/(1 - p))², where ``p = W / ΣW`` of the group.
    """
    w, s = array(weights), array(totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = w / w.sum()
        rest = 1 - p
        between = [w * w / rest, w * s / rest, s * s / rest, (p * p / rest) ** 2]
    own = {"units": len(w), "w": w.sum(), "wx": s.sum(), "ww": w @ w, "ws": w @ s, "ss": s @ s}
    return {name: float(value) for name, value in own.items()} | {
        name: float(values.sum()) for name, values in zip(BETWEEN_SUMS, between, strict=True)
    }


FEW_CLUSTERS = 40  # below this many the linearised error is too small


def clustered_mean(moments: Mapping[str, ArrayLike], *, variance: ArrayLike | None = None) -> ClusterMean:
    """Mean over clusters: linearised as R's ``svymean`` and many as they usually are, `cluster_mean` below 40.

    Examples
    --------
    >>> float(clustered_mean(cluster_sums([1] * 50, [1, 0] * 25)).dof)
    inf
    """
    many, few = weighted_mean(dict(moments), variance=variance), cluster_mean(moments, variance=variance)
    is_few = array(moments["units"]) < FEW_CLUSTERS
    return ClusterMean(
        many.estimate,
        np.where(is_few, few.std_error, many.std_error),
        np.where(is_few, few.dof, np.inf),
        np.where(is_few, few.n_eff, many.n_eff),
    )


def cluster_mean(moments: Mapping[str, ArrayLike], *, variance: ArrayLike | None = None) -> ClusterMean:
    """Mean over clusters whose interval keeps its level with 10 of them, and of unequal size.

    Use it for any number of clusters: of many alike the degrees of freedom are many and change nothing,
    while of 40 very unequal ones the normal interval holds the truth in 92 % only.

    Parameters
    ----------
    moments : dict
        As by `cluster_sums`. With ``cww``, ``cws``, ``css`` and ``cqq`` the error is CR2 with
        Satterthwaite's degrees of freedom. Without them it is Σ(S - mean·W)², scaled by, and with the
        degrees of freedom of, the effective number of clusters ``(ΣW)² / ΣW²``, to which CR2
        comes close.
    variance : array_like, optional
        Variance of one answer, from which ``n_eff = variance / std_error²``; without it NaN.

    Notes
    -----
    Hand ``dof`` to `nps_interval`, `Sample` or `t_interval`. With one cluster all but the mean is
    NaN; of equal clusters ``dof`` is their number less 1.

    References
    ----------
    R. M. Bell and D. F. McCaffrey, *Bias reduction in standard errors for linear regression with
    multi-stage samples*, Survey Methodology 28(2), 2002 (CR2 and its degrees of freedom, R clubSandwich).
    A. V. Carter, K. T. Schnepel and D. G. Steigerwald, *Asymptotic behavior of a t-test robust to
    cluster heterogeneity*, Review of Economics and Statistics 99(4), 2017 (effective number of clusters).

    Examples
    --------
    Five shops with these answers, and promoters less detractors among them:

    >>> mean = cluster_mean(cluster_sums([4, 10, 6, 30, 8], [1, 6, 0, 9, 5]))
    >>> [round(float(value), 4) for value in mean[:3]]
    [0.3621, 0.0856, 2.3889]
    """
    m = {name: array(value) for name, value in moments.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, share = m["wx"] / m["w"], m["ww"] / m["w"] ** 2
        if all(name in m for name in BETWEEN_SUMS):
            squares = m["css"] - 2 * mean * m["cws"] + mean**2 * m["cww"]
            dof = 1 / (share + (m["cww"] / m["w"] ** 2) ** 2 - m["cqq"])
        else:
            squares = (m["ss"] - 2 * mean * m["ws"] + mean**2 * m["ww"]) / (1 - share)
            dof = 1 / share - 1
        alone = m["units"] < 2  # noqa: PLR2004 - one cluster has no spread
        error = np.where(alone, np.nan, np.sqrt(np.maximum(squares, 0)) / m["w"])
        n_eff = array(np.nan if variance is None else variance) / error**2
    return ClusterMean(mean, error, np.where(alone, np.nan, dof), n_eff)
