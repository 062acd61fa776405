"""Answers to several questions of one survey: read, laid side by side, and the questions chosen."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.estimate import MOST_DRIVERS

OVERALL = ("nps", "csat", "ces")  # each judges the whole, as an outcome does
RARELY = 0.1  # share of the surveys below which a question is no driver by default
BAD = ("effort", "bad")  # what a high answer may mean: then scores are turned round
USUAL_SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0)}


@dataclass(frozen=True)
class Surveys:
    """Surveys in which the outcome and any driver were answered, a row each.

    Parameters
    ----------
    outcome : Series of float
        Score of the outcome, by survey.
    ratings : DataFrame of float
        A column a driver, the higher the better; missing where it was not answered.
    customers : array of int
        Number of each survey's customer; of no known one it is the survey's own.
    scales : dict
        Scale of each driver that has one.
    left_out : DataFrame
        What was not used, and why: see `Drivers`.
    """

    outcome: pd.Series
    ratings: pd.DataFrame
    customers: np.typing.NDArray[np.int64]
    scales: Mapping[str, tuple[float, float]]
    left_out: pd.DataFrame

    def people(self, metric: str) -> int:
        """Count the customers who answered a driver."""
        return len(np.unique(self.customers[self.ratings[metric].notna()]))


def read(table: engine.Table, outcome: str, chosen: Sequence[str] | None) -> Surveys:
    """Read the answers, lay those of a survey side by side, and choose the drivers.

    Raises
    ------
    ParameterError
        A question that nobody answered, or more drivers than can be counted.
    DataError
        A question answered twice in one survey.
    """
    engine.require(table, "responses", ["response_id", "metric", "score"])
    known = table.known("customer_id")
    roles: dict[str, str | float] = {"cluster_role": "customer_id" if known else "response_id"}
    rows = engine.run("drivers", {"responses": table}, roles=roles)
    _check_once(rows)
    asked = sorted(rows["metric"].unique())
    for name in (outcome, *(chosen or ())):
        _check_asked(name, asked)
    if chosen is not None and (outcome in chosen or len(set(chosen)) < len(chosen)):
        said = "a driver is given twice, or is the outcome itself."
        raise ParameterError("E-ROLE", said, fix="name each driver once, and not {outcome!r}.", outcome=outcome)
    scales = {name: limits for name in asked if (limits := table.facts.scales.get(name) or USUAL_SCALES.get(name))}
    valid = _on_scale(rows, scales)
    left: list[tuple[str, str | None, str, int]] = [("answer", None, "not on the scale", int((~valid).sum()))]
    kept = _turned(rows[valid], scales, table.facts.directions)
    wide = kept.pivot(index="response_id", columns="metric", values="score")  # noqa: PD010 - each is there once
    wide = wide.reindex(columns=asked)
    others = wide.drop(columns=outcome)
    names, unused = _chosen(others[wide[outcome].notna()], chosen)
    with_driver = others[names].notna().any(axis=1)
    used = wide[outcome].notna() & with_driver
    left += [("survey", None, "no driver answered", int((wide[outcome].notna() & ~with_driver).sum()))]
    left += [("survey", None, "outcome not answered", int((wide[outcome].isna() & with_driver).sum()))]
    left += [("question", name, why, int((wide[outcome].notna() & others[name].notna()).sum())) for name, why in unused]
    units = kept.groupby("response_id")["unit"].first().reindex(wide.index)[used]
    numbers = pd.factorize(units, sort=True)[0]
    return Surveys(
        wide.loc[used, outcome],
        others.loc[used, names],
        np.where(numbers < 0, len(numbers) + np.arange(len(numbers)), numbers),
        {name: scales[name] for name in names if name in scales},
        pd.DataFrame([row for row in left if row[3]], columns=["what", "metric", "why", "n"]),
    )


def _check_once(rows: pd.DataFrame) -> None:
    twice = rows[rows["answers"] > 1]
    if len(twice):
        said = "{n:,} questions are answered twice in one survey, such as {metric!r} in {response!r}."
        fix = "keep one answer to each question of a response_id."
        one = twice.sort_values(["response_id", "metric"]).iloc[0]
        raise DataError("E-TWICE", said, where="responses", fix=fix, n=len(twice), metric=str(one["metric"]),
                        response=str(one["response_id"]))  # fmt: skip


def _check_asked(name: str, asked: Sequence[str]) -> None:
    if name in asked:
        return
    close = difflib.get_close_matches(name, asked, n=1)
    said, known = "no survey has an answer to {name!r}.", ", ".join(asked) or "–"
    if close:
        fix = "did you mean {close!r}? There are: {known}."
        raise ParameterError("E-QUESTION", said, where="responses", fix=fix, name=name, close=close[0], known=known)
    raise ParameterError("E-QUESTION", said, where="responses", fix="one of: {known}.", name=name, known=known)


def _on_scale(rows: pd.DataFrame, scales: Mapping[str, tuple[float, float]]) -> pd.Series:
    """Whether an answer lies on its question's scale; without one any number does."""
    ends = [rows["metric"].map({name: limits[end] for name, limits in scales.items()}).astype(float) for end in (0, 1)]
    score = rows["score"].astype(float)
    return score.abs().lt(np.inf) & ~(score < ends[0]) & ~(score > ends[1])


def _turned(
    rows: pd.DataFrame, scales: Mapping[str, tuple[float, float]], directions: Mapping[str, str]
) -> pd.DataFrame:
    """Turn the scores round where a high one is bad, so that higher is better throughout."""
    ends = {name: low + high for name, (low, high) in scales.items() if directions.get(name) in BAD}
    turned = rows["metric"].map(ends).astype(float)
    return rows.assign(score=rows["score"].astype(float).where(turned.isna(), turned - rows["score"]))


def _chosen(answers: pd.DataFrame, chosen: Sequence[str] | None) -> tuple[list[str], list[tuple[str, str]]]:
    """Give the drivers, and the questions that are none with the reason."""
    if chosen is not None:
        names, unused = list(chosen), []
    else:
        open_ = [name for name in answers.columns if name not in OVERALL]
        shares = answers.loc[answers[open_].notna().any(axis=1), open_].notna().mean()
        names = [name for name in open_ if shares[name] >= RARELY]
        rare = [(name, "rarely answered") for name in open_ if name not in names]
        unused = [(name, "judges the whole") for name in answers.columns if name in OVERALL] + rare
    if len(names) > MOST_DRIVERS:
        most = answers[names].notna().sum().sort_values(ascending=False, kind="stable").index[:MOST_DRIVERS]
        said, fix = "{n} drivers are too many for all their orders.", "at most {most}, such as drivers=[{names}]."
        listed = ", ".join(repr(name) for name in most)
        raise ParameterError("E-DRIVERS", said, fix=fix, n=len(names), most=MOST_DRIVERS, names=listed)
    return names, unused
