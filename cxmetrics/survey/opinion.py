"""Effort and satisfaction: CES and CSAT, on declared scales and in a declared direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.errors import ParameterError
from cxmetrics.survey.scores import NOTHING, Question, Range, scored

MEASURES = ("share", "mean", "net", "low")


def csat(  # noqa: PLR0913 - the options that design and oracles name
    responses: Any,
    *,
    scale: Range | None = None,
    top: int = 2,
    measure: str = "share",
    weight: str | None = None,
    cluster: str | None = None,
    by: str | Sequence[str] | None = None,
    every: str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """CSAT, customer satisfaction: the share of the highest answers (top-2 box), or the mean, with its interval.

    Parameters
    ----------
    responses : frame, Arrow table, path or Table
        A row an answer: ``score``; ``responded_at`` where ``every`` is given. Rows whose ``metric`` is another one are
        passed over.
    scale : tuple of float, optional
        Lowest and highest answer; by default what the company declared, else 1 to 5.
    top : int, default 2
        How many of the highest answers count as satisfied.
    measure : {"share", "mean", "low"}
        Share of the ``top`` answers; mean score; or share of all answers below them (low box), which still moves where
        nearly everybody is satisfied.
    weight, cluster, by, every, level, timezone
        As for `nps`.

    Returns
    -------
    DataFrame
        A row a group: the standard columns, ``unit`` "share" (0 to 1) or "score", then ``answers`` and, counted and
        left out, ``missing``, ``out_of_scale``, ``fractional``; ``score_<s>``, the answers of each score;
        ``weight_sum``, ``scale`` and, with ``cluster``, the covariances with earlier periods as in `nps`.

    Raises
    ------
    ParameterError
        An unknown measure, scale, column or period.

    Notes
    -----
    Shares have Wilson's interval, from the effective number of answers where they are weighted or clustered; means
    that of Student's t, clipped to the scale.

    Examples
    --------
    >>> answers = pd.DataFrame({"score": [5] * 40 + [4] * 42 + [3] * 10 + [1] * 8})
    >>> csat(answers)[["n", "estimate", "conf_low", "conf_high"]].round(3).values.tolist()
    [[100.0, 0.82, 0.733, 0.883]]
    """
    table = engine.as_table(responses, timezone=timezone)
    low, high = scale or table.facts.scales.get("csat", (1, 5))
    if not 0 < top < high - low + 1:
        raise ParameterError(
            "E-TOP", "top={top} of {n:g} answers.", fix="fewer than there are.", top=top, n=high - low + 1
        )
    satisfied: Range = (high - top + 1, high)
    hit = (low, high - top) if measure == "low" else satisfied
    question = Question("csat", _name("csat", measure, ("share", "mean", "low")), (low, high), measure, hit)
    return scored(table, question, weight=weight, cluster=cluster, by=by, every=every, level=level)


def ces(  # noqa: PLR0913 - the options that design and oracles name
    responses: Any,
    *,
    scale: Range | None = None,
    high_is: str | None = None,
    top: int | None = None,
    measure: str = "share",
    weight: str | None = None,
    cluster: str | None = None,
    by: str | Sequence[str] | None = None,
    every: str | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> pd.DataFrame:
    """CES, customer effort: the share who found it easy, the mean, or net ease, with its interval.

    Parameters
    ----------
    responses : frame, Arrow table, path or Table
        A row an answer: ``score``; ``responded_at`` where ``every`` is given. Rows whose ``metric`` is another one are
        passed over.
    scale : tuple of float, optional
        Lowest and highest answer; by default what the company declared. It is never guessed.
    high_is : {"easy", "effort"}, optional
        What a high answer means; by default what the company declared. It is never guessed.
    top : int, optional
        How many answers count as easy; by default those beyond the middle of the scale (5 to 7 of 1 to 7).
    measure : {"share", "mean", "net", "low"}
        Share of the easy answers; mean score, in the direction in which it was asked; net ease (easy less difficult,
        in points from -100 to 100); share of the difficult answers.
    weight, cluster, by, every, level, timezone
        As for `nps`.

    Returns
    -------
    DataFrame
        As `csat`; for net ease also ``promoter_share`` and ``detractor_share``, the easy and the difficult answers.

    Raises
    ------
    ParameterError
        Scale or direction are not declared; an unknown measure, column or period.

    References
    ----------
    M. Dixon, N. Toman and R. DeLisi, *The Effortless Experience*, 2013 (CES 2.0: 1 to 7, a high answer is easy).

    Examples
    --------
    >>> answers = pd.DataFrame({"score": [7] * 30 + [5] * 40 + [4] * 10 + [2] * 20})
    >>> ces(answers, scale=(1, 7), high_is="easy")["estimate"].item()
    0.7
    >>> ces(answers, scale=(1, 7), high_is="easy", measure="net")["estimate"].item()
    50.0
    """
    table = engine.as_table(responses, timezone=timezone)
    limits, meaning = scale or table.facts.scales.get("ces"), high_is or table.facts.directions.get("ces")
    if limits is None:
        raise ParameterError("E-SCALE", "no scale is declared for {metric!r}.", fix="give scale=(1, 7), or your own.",
                             metric="ces")  # fmt: skip
    if meaning not in {"easy", "effort"}:
        raise ParameterError("E-DIRECTION", "nothing says whether a high CES means easy or effort.",
                             fix='give high_is="easy" or high_is="effort".')  # fmt: skip
    easy, hard = ends(limits, top, easy_is_high=meaning == "easy")
    hit = {"low": hard}.get(measure, easy)
    miss = hard if measure == "net" else NOTHING
    question = Question("ces", _name("ces", measure, MEASURES), limits, measure, hit, miss)
    return scored(table, question, weight=weight, cluster=cluster, by=by, every=every, level=level)


def ends(scale: Range, top: int | None, *, easy_is_high: bool) -> tuple[Range, Range]:
    """Answers that mean easy, and those that mean hard: equally many at both ends."""
    low, high = scale
    count = int((high - low + 1) // 2) if top is None else top
    if not 0 < count <= (high - low + 1) / 2:
        raise ParameterError(
            "E-TOP", "top={top} of {n:g} answers.", fix="at most half of them.", top=count, n=high - low + 1
        )
    upper, lower = (high - count + 1, high), (low, low + count - 1)
    return (upper, lower) if easy_is_high else (lower, upper)


def _name(metric: str, measure: str, known: Sequence[str]) -> str:
    """Name of a measure as a metric of its own: series of different measures are never mixed."""
    if measure not in known:
        raise ParameterError("E-MEASURE", "measure={measure!r} is not known.", fix="one of {known}.", measure=measure,
                             known=", ".join(known))  # fmt: skip
    return metric if measure == "share" else f"{metric}_{measure}"
