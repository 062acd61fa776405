"""How good the answers to each driver are: the share beyond the middle of its scale."""

from __future__ import annotations

import pandas as pd

from cxmetrics import engine
from cxmetrics.frames import STANDARD, result
from cxmetrics.survey.scores import Question, scored
from cxmetrics.voice.surveys import Surveys

METRIC = "driver_good"


def performance_of(surveys: Surveys, *, level: float) -> pd.DataFrame:
    """Give a row a driver: its share of good answers, over the surveys that count.

    Parameters
    ----------
    surveys : Surveys
        From `read`.
    level : float
        Confidence level, between 0 and 1.
    """
    rows = [_row(surveys, name, level) for name in surveys.ratings.columns]
    if not rows:
        return result(pd.DataFrame({"driver": pd.Series(dtype=object)}), {"n": pd.Series(dtype=int)})
    return pd.concat(rows, ignore_index=True)


def _row(surveys: Surveys, name: str, level: float) -> pd.DataFrame:
    driver = pd.DataFrame({"driver": [name]})
    if name not in surveys.scales:
        values = {"metric": METRIC, "n": surveys.people(name), "level": level, "unit": "share", "method": "wilson"}
        return result(driver, {**values, "reason": "no scale declared"})
    low, high = surveys.scales[name]
    top = int((high - low + 1) // 2)
    question = Question(name, METRIC, (low, high), "share", (high - top + 1, high))
    answers = surveys.ratings[name].rename("score").reset_index().assign(metric=name, customer=surveys.customers)
    table = engine.as_table(answers)
    found = scored(table, question, weight=None, cluster="customer", by=None, every=None, level=level)
    return pd.concat([driver, found[list(STANDARD)]], axis=1)
