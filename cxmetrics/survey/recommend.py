"""Recommendation: the Net Promoter Score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.frames import check_level, every_period, mark_partial, period_labels, result, scale_name

PROMOTER_FROM, DETRACTOR_TO = 9, 6  # Reichheld, Harvard Business Review, December 2003
NPS_SCALES = ((0, 10), (1, 10))
COUNTS = ["promoters", "passives", "detractors", "missing", "out_of_scale", "fractional"]


def nps(  # noqa: PLR0913 - the options that design and oracles name
    responses: Any,
    *,
    scale: tuple[float, float] | None = None,
    weight: str | None = None,
    cluster: str | None = None,
    interval: str = "adjusted_wald",
    by: str | Sequence[str] | None = None,
    every: str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Net Promoter Score with its confidence interval: promoters (9-10) less detractors (0-6), in points.

    Parameters
    ----------
    responses : frame, Arrow table, path or Table
        A row an answer: ``score``; ``responded_at`` where ``every`` is given. Rows whose ``metric``
        is another one are passed over.
    scale : (0, 10) or (1, 10), optional
        Declared scale; by default what the company declared, else 0 to 10. On 1 to 10 detractors
        are 1 to 6, which is another measure: never mix the two in one series.
    weight : str, optional
        Column of probability weights, above 0. Errors are linearised (as R's ``svymean``).
    cluster : str, optional
        Column of the unit of independence, as ``customer_id`` where customers answer repeatedly.
        ``n`` then counts clusters; the column ``answers`` counts answers.
    interval : {"adjusted_wald", "score", "wald", "t"}
        Method of the interval. ``adjusted_wald`` ("+3", Rocks 2016) gives way to ``score`` below 10
        answers or where all are of one class.
    by : str or list of str, optional
        Grouping columns.
    every : {"day", "week", "month", "quarter", "year"}, optional
        Calendar period of ``responded_at`` to group by.
    level : float, default 0.95
        Confidence level, between 0 and 1.
    timezone : str, optional
        Zone in which a day begins; needed where times carry a zone.

    Returns
    -------
    DataFrame
        A row a group: the standard columns, ``unit`` "points" (-100 to 100), then ``promoters``,
        ``passives``, ``detractors`` and, counted and left out, ``missing``, ``out_of_scale`` and
        ``fractional`` answers; ``promoter_share`` and ``detractor_share`` are weighted and
        ``weight_sum`` is what the weights add up to (answers, without weights) and ``dof`` the degrees of freedom
        of the error, infinite but for fewer than 40 clusters; ``scale`` is the declared one. With ``cluster`` and
        months, quarters or years ``cov_previous`` and ``cov_last_year`` are the covariance, in squared points, with
        the score of the period before and of the same one a year before: 0 where nobody answered in both.

    Raises
    ------
    ParameterError
        An unknown scale, interval, column or period.
    DataError
        No answer has a weight above 0.

    Notes
    -----
    One answer is -1, 0 or 1 with variance ``p + d - (p - d)²``. Weighted and clustered intervals
    use the effective number of answers ``n_eff = variance / std_error²``; fewer than 40 clusters have the CR2 error
    of Bell and McCaffrey and Student's t. The interval covers
    sampling error only: not the silence of those who did not answer.

    References
    ----------
    F. Reichheld, *The one number you need to grow*, Harvard Business Review 81(12), 2003.
    B. Rocks, *Interval estimation for the Net Promoter Score*, The American Statistician 70(4), 2016.

    Examples
    --------
    >>> answers = pd.DataFrame({"score": [10] * 45 + [8] * 35 + [3] * 20})
    >>> nps(answers)[["n", "estimate", "conf_low", "conf_high"]].round(1).values.tolist()
    [[100.0, 25.0, 9.5, 39.1]]
    """
    if interval not in estimate.NPS_METHODS:
        known = ", ".join(estimate.NPS_METHODS)
        raise ParameterError(
            "E-INTERVAL", "interval={interval!r} is not known.", fix="one of {known}.", interval=interval, known=known
        )
    table = engine.as_table(responses, timezone=timezone)
    engine.require(table, "responses", ["score", *(["responded_at"] if every else [])])
    limits = scale or table.facts.scales.get("nps", (0, 10))
    call: dict[str, Any] = {"by": by, "every": every, "values": rules_of_scale(limits)}
    counts = engine.run("nps", {"responses": table}, **call)
    if counts.empty and not engine.columns_of(by) and not every:
        counts = pd.DataFrame([{"period": pd.NaT, **dict.fromkeys(COUNTS, 0)}])
    counts = every_period(counts, engine.columns_of(by), every)
    if weight or cluster:
        moments = _moments(table, weight, cluster, call)
        counts = counts.merge(moments, on=[*engine.columns_of(by), "period"], how="left")
    scored = _score(counts, clustered=bool(cluster)).assign(scale=scale_name(limits))
    if cluster:
        scored = scored.assign(**_covariances(table, scored, weight=weight, cluster=cluster, call=call))
    frame = _frame(scored, groups=engine.columns_of(by), every=every, level=check_level(level), interval=interval)
    return mark_partial(frame, table.facts.data_end)


def rules_of_scale(scale: tuple[float, float]) -> dict[str, Any]:
    """Give the values of the queries: the limits of the scale, and from where to where the classes go."""
    low, high = scale
    if (low, high) not in NPS_SCALES:
        raise ParameterError(
            "E-SCALE", "NPS has no scale {low} to {high}.", fix="(0, 10), or (1, 10) if asked so.", low=low, high=high
        )
    return {"metric": "nps", "low": low, "high": high, "promoter_from": PROMOTER_FROM, "detractor_to": DETRACTOR_TO}


def _moments(table: engine.Table, weight: str | None, cluster: str | None, call: dict[str, Any]) -> pd.DataFrame:
    """Weighted sums by group, over clusters where they are given."""
    if cluster:
        engine.require(table, "responses", ["response_id"])
        roles: dict[str, Any] = {"weight_role": weight or 1.0, "cluster_role": cluster}
        frame = engine.run("nps_clustered", {"responses": table}, roles=roles, **call)
    else:
        frame = engine.run("nps_weighted", {"responses": table}, roles={"weight_role": str(weight)}, **call)
    if weight and len(frame) and not (frame["w"] > 0).any():
        raise DataError(
            "E-WEIGHT",
            "no answer has a weight above 0 in {weight!r}.",
            fix="name the column of weights.",
            weight=weight,
        )
    return frame


def _covariances(
    table: engine.Table, scored: pd.DataFrame, *, weight: str | None, cluster: str, call: dict[str, Any]
) -> dict[str, Any]:
    """Covariance with earlier periods, from customers who answered in both."""
    values = call["values"]
    hits = {"hit_from": values["promoter_from"], "hit_to": values["high"]}
    misses = {"miss_from": values["low"], "miss_to": values["detractor_to"]}
    sums = scored.assign(wx=scored["w_promoters"] - scored["w_detractors"])
    roles: dict[str, str | float] = {"weight_role": weight or 1.0, "cluster_role": cluster}
    values = {**values, **hits, **misses, "as_mean": False}
    given = {**call, "values": values, "roles": roles}
    return engine.covariances("scores_shared", {"responses": table}, sums, **given)


def _score(counts: pd.DataFrame, *, clustered: bool) -> pd.DataFrame:
    """Add shares, the effective number of answers, the estimate and its standard error."""
    c = counts.copy()
    c["answers"] = c["promoters"] + c["passives"] + c["detractors"]
    weighted = "w" in c
    if not weighted:
        c["w"], c["w_promoters"], c["w_detractors"], c["n"] = (
            c["answers"],
            c["promoters"],
            c["detractors"],
            c["answers"],
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        c["promoter_share"] = c["w_promoters"] / c["w"].where(c["w"] > 0)
        c["detractor_share"] = c["w_detractors"] / c["w"].where(c["w"] > 0)
    variance = estimate.nps_variance(c["promoter_share"], c["detractor_share"])
    if weighted:
        c["n"] = c["units"].fillna(0)
        mean: Any = (estimate.clustered_mean if clustered else estimate.weighted_mean)(_sums(c), variance=variance)
        c["dof"] = mean.dof if clustered else np.inf
        most = np.minimum(c["w"] ** 2 / c["ww"], c["answers"]) if not clustered else c["answers"]
        n_eff = np.where(variance > 0, np.minimum(mean.n_eff, most), c["n"] if clustered else most)
        alone = c["n"] < 2  # noqa: PLR2004 - one unit has no spread
        c["n_eff"], c["std_error"] = np.where(alone, np.nan, n_eff), 100 * np.where(alone, np.nan, mean.std_error)
    else:
        c["n_eff"], c["std_error"] = c["n"], 100 * np.sqrt(variance / c["n"].where(c["n"] > 0))
        c["dof"] = np.inf
    return c


def _sums(c: pd.DataFrame) -> dict[str, Any]:
    names = ("units", "w", "ww", "ws", "ss", "cww", "cws", "css", "cqq")
    sums: dict[str, Any] = {name: c[name] for name in names if name in c}
    return {**sums, "wx": c["w_promoters"] - c["w_detractors"]}


def _why_none(row: Any) -> str | None:
    """Why a group has no score, or no interval, if so."""
    if not row.w > 0:
        return "no answers"
    return "one customer only" if np.isnan(row.n_eff) else None


def _frame(c: pd.DataFrame, *, groups: list[str], every: str | None, level: float, interval: str) -> pd.DataFrame:
    dof = None if np.isinf(c["dof"]).all() else c["dof"]
    low, high = estimate.nps_interval(
        c["promoter_share"], c["detractor_share"], c["n_eff"], level=level, method=interval, dof=dof
    )
    values = {
        "metric": "nps",
        "period": period_labels(c["period"].tolist(), every),
        "n": c["n"],
        "n_eff": c["n_eff"],
        "estimate": 100 * (c["promoter_share"] - c["detractor_share"]),
        "std_error": c["std_error"],
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "points",
        "method": interval,
        "reason": [_why_none(row) for row in c[["w", "n_eff"]].itertuples(index=False)],
    }
    extras = [*COUNTS, "promoter_share", "detractor_share", "answers"]
    extras += [name for name in ("unweighted", "scale", "cov_previous", "cov_last_year") if name in c]
    return result(
        c[groups], values, extras={name: c[name] for name in extras} | {"weight_sum": c["w"], "dof": c["dof"]}
    )
