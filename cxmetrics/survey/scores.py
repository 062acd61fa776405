"""Answers on a scale: counted by score, valued, and summed over clusters where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cxmetrics import engine, estimate
from cxmetrics.frames import check_level, every_period, mark_partial, period_labels, result, scale_name

UNITS = {"share": "share", "low": "share", "mean": "score", "net": "points"}
COUNTS = ["answers", "missing", "out_of_scale", "fractional"]
Range = tuple[float, float]
SUMS = ("units", "w", "wx", "ww", "ws", "ss", "cww", "cws", "css", "cqq")
NOTHING: Range = (1, 0)  # no score lies in it


@dataclass(frozen=True)
class Question:
    """What is asked, and which answers count for and against."""

    metric: str
    name: str
    scale: Range
    measure: str
    hit: Range
    miss: Range = NOTHING

    def value(self, score: Any) -> Any:
        """Value of a score: itself for a mean, else 1 for a hit and -1 for a miss."""
        if self.measure == "mean":
            return score
        return _within(score, self.hit) * 1.0 - _within(score, self.miss) * 1.0


def _within(score: Any, limits: Range) -> Any:
    return (score >= limits[0]) & (score <= limits[1])


def scored(
    table: engine.Table,
    question: Question,
    *,
    weight: str | None,
    cluster: str | None,
    by: str | Sequence[str] | None,
    every: str | None,
    level: float,
) -> pd.DataFrame:
    """Count the answers by score, take the sums over clusters where there are any, and make the frame.

    Parameters
    ----------
    table : Table
        The answers.
    question : Question
        What is asked of them.
    weight, cluster, by, every, level
        As for the metrics.
    """
    engine.require(table, "responses", ["score", *(["responded_at"] if every else [])])
    groups = engine.columns_of(by)
    call: dict[str, Any] = {"by": by, "every": every}
    scores = engine.run("scores", {"responses": table}, values={"metric": question.metric}, **call)
    counts = _counted(scores, question, groups)
    if counts.empty and not groups and not every:
        counts = pd.DataFrame([{"period": pd.NaT, **dict.fromkeys(COUNTS, 0), "h": 0, "x": 0.0, "xx": 0.0}])
    counts = every_period(counts, groups, every)
    if weight or cluster:
        engine.require(table, "responses", ["response_id"] if cluster else [])
        roles: dict[str, str | float] = {"weight_role": weight or 1.0, "cluster_role": cluster or "response_id"}
        call |= {"roles": roles, "values": _values(question)}
        moments = engine.run("scores_clustered", {"responses": table}, **call)
        counts = counts.merge(moments, on=[*groups, "period"], how="left")
    found = _estimated(counts, question)
    if cluster:
        sums = found.assign(std_error=found["error"])
        found = found.assign(**engine.covariances("scores_shared", {"responses": table}, sums, **call))
    frame = _frame(found, question, groups=groups, every=every, level=check_level(level))
    return mark_partial(frame, table.facts.data_end)


def _counted(scores: pd.DataFrame, question: Question, groups: Sequence[str]) -> pd.DataFrame:
    """Turn a row a score into a row a group: its answers, what was left out, the sums, and each score's answers."""
    low, high = question.scale
    s, n = scores["score"].astype(float), scores["answers"].astype(int)
    kinds = {
        "missing": s.isna(),
        "out_of_scale": s.notna() & ~_within(s, question.scale),
        "fractional": _within(s, question.scale) & (s != np.floor(s)),
    }
    valid = s.notna() & ~kinds["out_of_scale"] & ~kinds["fractional"]
    value = question.value(s.where(valid, 0.0))
    parts = {
        "answers": n.where(valid, 0),
        **{name: n.where(kind, 0) for name, kind in kinds.items()},
        "h": n.where(valid & _within(s, question.hit), 0),
        "x": (n * value).where(valid, 0.0),
        "xx": (n * value**2).where(valid, 0.0),
        **{f"score_{k}": n.where(valid & (s == k), 0) for k in range(int(low), int(high) + 1)},
    }
    keys = [*groups, "period"]
    return scores[keys].assign(**parts).groupby(keys, dropna=False, sort=True).sum().reset_index()


def _values(question: Question) -> dict[str, Any]:
    """Give the values of the queries over clusters."""
    return {
        "metric": question.metric,
        "as_mean": question.measure == "mean",
        "whole": True,
        **dict(zip(("low", "high"), question.scale, strict=True)),
        **dict(zip(("hit_from", "hit_to"), question.hit, strict=True)),
        **dict(zip(("miss_from", "miss_to"), question.miss, strict=True)),
    }


def _estimated(counts: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Add the mean value of an answer, its variance, standard error, and the (effective) number of answers."""
    c = counts.copy()
    clustered = "units" in c
    if clustered:
        found = estimate.clustered_mean({name: c[name] for name in SUMS})
        c["n"], c["value"], c["error"], c["dof"] = c["units"].fillna(0), found.estimate, found.std_error, found.dof
    else:
        size = c["answers"].where(c["answers"] > 0)
        c["n"], c["value"] = c["answers"], c["x"] / size
        spread = (c["xx"] - c["x"] ** 2 / size).clip(lower=0)
        c["error"] = np.sqrt(spread / (size - 1).where(size > 1) / size)
        c["dof"] = np.inf
    c["error"] = c["error"].where(c["n"] > 1)
    if question.measure == "mean":
        c["n_eff"] = c["n"].where(c["n"] > 1) if clustered else c["n"]
        return c
    total = c["w"] if clustered else c["answers"]
    c["hits"] = (c["wh"] if clustered else c["h"]) / total.where(total > 0)
    c["misses"] = c["hits"] - c["value"]
    variance = estimate.nps_variance(c["hits"], c["misses"])  # of 1, -1 and 0; of a share where nothing is a miss
    if clustered:
        c["n_eff"] = np.where(c["error"] > 0, np.minimum(variance / c["error"] ** 2, c["answers"]), c["n"])
        c["n_eff"] = c["n_eff"].where(c["n"] > 1)
    else:
        c["n_eff"] = c["answers"]
        c["error"] = np.sqrt(variance / c["answers"].where(c["answers"] > 0))
    return c


def _interval(c: pd.DataFrame, question: Question, level: float) -> tuple[Any, Any, str]:
    if question.measure == "mean":
        dof = np.minimum(c["dof"], (c["n_eff"] - 1).clip(lower=1))
        half = stats.t.ppf((1 + level) / 2, dof) * c["error"]
        low, high = question.scale
        return (c["value"] - half).clip(lower=low), (c["value"] + half).clip(upper=high), "t"
    if question.measure == "net":
        limits = estimate.nps_interval(
            c["hits"], c["misses"], c["n_eff"], level=level, method="adjusted_wald", dof=c["dof"]
        )
        return *limits, "adjusted_wald"
    return *estimate.wilson(c["value"] * c["n_eff"], c["n_eff"], level=level), "wilson"


def _frame(c: pd.DataFrame, question: Question, *, groups: list[str], every: str | None, level: float) -> pd.DataFrame:
    low, high, method = _interval(c, question, level)
    factor = 100 if question.measure == "net" else 1
    values = {
        "metric": question.name,
        "period": period_labels(c["period"].tolist(), every),
        "n": c["n"],
        "n_eff": c["n_eff"],
        "estimate": factor * c["value"],
        "std_error": factor * c["error"],
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": UNITS[question.measure],
        "method": method,
        "reason": [_why(n) for n in c["n"]],
    }
    extras: dict[str, Any] = {name: c[name] for name in COUNTS}
    extras |= {name: c[name] for name in map(str, c.columns) if name.startswith("score_")}
    extras |= {"weight_sum": c["w"] if "w" in c else c["answers"], "scale": scale_name(question.scale)}
    extras |= {name: factor**2 * c[name] for name in ("cov_previous", "cov_last_year") if name in c}
    if question.measure == "net":
        extras |= {"promoter_share": c["hits"], "detractor_share": c["misses"], "dof": c["dof"]}
    return result(c[groups], values, extras=extras)


def _why(n: float) -> str | None:
    if not n:
        return "no answers"
    return "one customer only" if n == 1 else None
