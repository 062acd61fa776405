"""What goes with the recommendation: how much of it goes with each rating given in the same survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxmetrics import engine
from cxmetrics.frames import check_level
from cxmetrics.voice.model import fitted
from cxmetrics.voice.performance import performance_of
from cxmetrics.voice.surveys import read


@dataclass(frozen=True)
class Drivers:
    """How much of an outcome goes with each of several ratings, and how good these are.

    Parameters
    ----------
    importance : DataFrame
        A row a ``driver``: its share of what all drivers explain together (``estimate``, 0 to 1; they add up to 1), its
        part of R squared (``r_squared_part``); ``slope``, the points by which the outcome is higher where the driver
        is higher by one point and all others are the same, with ``slope_low`` and ``slope_high``, and what that says
        (``sign``: "up", "down" or "unclear"); ``correlation`` with the outcome among those who answered both;
        ``answered``, the share of the surveys in which it was; ``rank`` by the estimate with the ranks that the driver
        may truly have (``rank_low``, ``rank_high``). ``n`` counts the customers who answered it.
    fit : DataFrame
        One row: R squared of all drivers together; ``surveys`` are those that count, ``n`` their customers.
    performance : DataFrame
        A row a ``driver``: the share of answers beyond the middle of its scale (4 and 5 of 1 to 5, 5 to 7 of 1 to 7).
    left_out : DataFrame
        A row a reason (``why``): surveys, questions (``metric``) and answers (``what``) that are not in it, and their
        number ``n``; of a question the surveys in which it was answered beside the outcome.
    outcome : str
        The metric that was explained.
    """

    importance: pd.DataFrame
    fit: pd.DataFrame
    performance: pd.DataFrame
    left_out: pd.DataFrame
    outcome: str


def drivers(
    answers: Any,
    *,
    outcome: str = "nps",
    drivers: str | Sequence[str] | None = None,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    timezone: str | None = None,
) -> Drivers:
    """Tell which ratings go with the recommendation, and how much of it with each (LMG shares of R squared).

    Parameters
    ----------
    answers : frame, Arrow table, path or Table
        A row an answer: ``response_id``, ``metric``, ``score`` and, where it is known, ``customer_id``. All answers of
        a ``response_id`` are one survey.
    outcome : str, default "nps"
        Metric to be explained, by its score as given (0 to 10, not the class of a promoter).
    drivers : str or list of str, optional
        Metrics to explain it by, at most 16; by default all others that were answered in a tenth of the surveys with
        any of them, but for ``nps``, ``csat`` and ``ces``: these judge the whole, as the outcome does, and would take
        away from what they sum up.
    level : float, default 0.95
        Confidence level, between 0 and 1.
    draws, seed : int
        Bootstrap samples of the customers, and their seed.
    timezone : str, optional
        Zone in which a day begins; needed where times carry a zone.

    Returns
    -------
    Drivers
        Its frames have the standard columns. Without two drivers, each answered by 20 customers and not by all alike,
        and 20 customers a driver, there are no estimates but a ``reason``.

    Raises
    ------
    ParameterError
        A question that nobody answered, a driver named twice, or more than 16.
    DataError
        A question answered twice in one survey.

    Notes
    -----
    This says what goes along, not what would follow: the ratings of a survey are given in one mood (halo), which makes
    all of them go with the outcome and with each other. The share of a driver without any weight of its own is above 0
    too, and so is its interval by construction; it is to be judged against the others. Whether a driver adds anything
    beyond the others is said by the interval of its slope.

    A question that a survey did not ask, or that does not concern the customer, is two columns of one driver: whether
    it was answered, and the score less its mean where it was. So no survey is dropped for it and no answer made up.
    An answer that is blank by chance is taken the same way, which takes from the share of its driver in proportion.
    What concerns few has a small share over all surveys, and since the slopes of the others are the same for all, its
    own slope is best judged among those few: ``answers.where("channel", "app")``.

    Scores of a question declared as ``high_is`` "effort" or "bad" are turned round. With the fewest customers the
    intervals of the shares hold the truth in 91 to 94 of 100 cases instead of 95, and that of R squared in 88.

    References
    ----------
    R. H. Lindeman, P. F. Merenda and R. Z. Gold, *Introduction to bivariate and multivariate analysis*, 1980; U.
    Grömping, *Relative importance for linear regression in R: the package relaimpo*, JSS 17(1), 2006.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> parcel, price = rng.integers(1, 6, (2, 300))
    >>> scores = {"nps": np.clip(1 + 2 * parcel - rng.integers(0, 3, 300), 0, 10), "parcel": parcel, "price": price}
    >>> rows = [pd.DataFrame({"response_id": range(300), "metric": name, "score": of}) for name, of in scores.items()]
    >>> found = drivers(pd.concat(rows), draws=100)
    >>> found.importance[["driver", "estimate", "sign"]].round(1).values.tolist()
    [['parcel', 1.0, 'up'], ['price', 0.0, 'unclear']]
    """
    table = engine.as_table(answers, timezone=timezone)
    surveys = read(table, outcome, None if drivers is None else engine.columns_of(drivers))
    importance, fit = fitted(surveys, level=check_level(level), draws=draws, seed=seed)
    return Drivers(importance, fit, performance_of(surveys, level=level), surveys.left_out, outcome)
