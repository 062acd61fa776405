"""Comments as they are counted: one text of one customer, and whether it came with a good or a bad score."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

import pandas as pd

from cxmetrics import engine
from cxmetrics.errors import ParameterError
from cxmetrics.survey.recommend import DETRACTOR_TO, PROMOTER_FROM
from cxmetrics.voice.scrubbing import clean

PRAISE, NEUTRAL, COMPLAINT = "praise", "neutral", "complaint"
TONES: Final = (PRAISE, NEUTRAL, COMPLAINT)
SCALES: Final = {"nps": (0, 10), "csat": (1, 5)}  # where none is declared, as in `cx.nps` and `cx.csat`
LONGEST: Final = 3650  # days of a window
DAYS: Final = 365


def read_comments(
    responses: Any, *, by: str | None, days: int, data_end: date | str | None, timezone: str | None = None
) -> pd.DataFrame:
    """Give the comments of the last days, a row each.

    Parameters
    ----------
    responses : frame, Arrow table, path or Table
        A row an answer: ``comment``, ``responded_at``, ``metric``, ``score``, ``customer_id``, ``response_id``.
    by : str or None
        A column to take along.
    days : int
        Length of the window until ``data_end``, in local calendar days.
    data_end : date or ISO str, optional
        Last fully observed local day; needed unless the table carries it.
    timezone : str, optional
        As for `nps`.

    Returns
    -------
    DataFrame
        ``text`` (cleaned), ``unit`` (a customer, else the comment alone), ``tone`` (one of `TONES`), ``month`` and the
        column ``by``. A comment that came with several scores of one response counts once: by its NPS where it has
        one, else by the first question in alphabetical order.

    Raises
    ------
    ParameterError
        No comments or no ``data_end``, a window that is no number of days, an unknown column.
    """
    table = engine.as_table(responses, timezone=timezone, data_end=_day(data_end))
    engine.require(table, "responses", ["comment", "responded_at"])
    if not isinstance(days, int) or not 1 <= days <= LONGEST:
        said, fix = "{name}={days!r} is no window.", "a whole number of days from 1 to {longest:,}."
        raise ParameterError("E-WINDOW-OF", said, fix=fix, name="days", days=days, longest=LONGEST)
    if table.facts.data_end is None:
        said = "nothing says until when the answers are complete."
        raise ParameterError("E-DATA-END", said, fix='give data_end="2026-10-31".')
    until = datetime.combine(table.facts.data_end, time()) + timedelta(days=1)
    values = {"since": until - timedelta(days=days), "until": until}
    rows = engine.run("comments", {"responses": table}, by=by, values=values)
    return _told(rows, engine.columns_of(by), table.facts)


def _day(value: date | str | None) -> date | None:
    return value if value is None else pd.Timestamp(value).date()


def _told(rows: pd.DataFrame, groups: list[str], facts: engine.Facts) -> pd.DataFrame:
    """Clean the texts, let each count once, and tell its tone."""
    texts = [clean(str(comment)).strip() for comment in rows["comment"]]
    rows = rows.assign(text=pd.Series(texts, index=rows.index, dtype=object))
    rows = rows[rows["text"] != ""].reset_index(drop=True)
    alone = pd.Series([f"row {number}" for number in rows.index], index=rows.index, dtype=object)
    rows["response"] = rows["response_id"].astype(object).where(rows["response_id"].notna(), alone)
    rows["order"] = rows["metric"].fillna("~").where(rows["metric"] != "nps", "")
    rows = rows.sort_values(["response", "order"], kind="stable").drop_duplicates(["response", "text"])
    rows = rows.reset_index(drop=True)
    told = {
        "unit": rows["customer_id"].astype(object).where(rows["customer_id"].notna(), "alone " + rows["response"]),
        "tone": tones(rows["metric"], rows["score"], facts),
        "month": pd.to_datetime(rows["responded_at"]).dt.strftime("%Y-%m"),
    }
    return rows[[*groups, "text"]].assign(**told)


def tones(metric: pd.Series, score: pd.Series, facts: engine.Facts) -> pd.Series:
    """Tell praise from complaint by the score that came with it.

    Promoters and detractors of NPS; of other questions the upper and the lower third of the declared scale (4 to 5 and
    1 to 2 of 1 to 5), turned round where a high answer is bad. Without a scale, a direction of CES, or a score on the
    scale a comment is neutral.

    Parameters
    ----------
    metric, score : Series
        Question and answer.
    facts : Facts
        What was declared: scales and directions.

    Examples
    --------
    >>> answers = pd.DataFrame({"metric": ["nps", "nps", "csat", "own"], "score": [9, 7, 2, 1]})
    >>> tones(answers["metric"], answers["score"], engine.Facts()).tolist()
    ['praise', 'neutral', 'complaint', 'neutral']
    """
    found = pd.Series(NEUTRAL, index=metric.index, dtype=object)
    value = score.astype(float)
    for name in metric.dropna().unique():
        limits, high_is = facts.scales.get(name, SCALES.get(name)), facts.directions.get(name)
        if limits is None or (name == "ces" and high_is is None):
            continue
        low, high = limits
        on_scale = (metric == name) & (value >= low) & (value <= high)
        up, down = (3 * (value - low) >= 2 * (high - low)), (3 * (value - low) <= high - low)
        if name == "nps":
            up, down = value >= PROMOTER_FROM, value <= DETRACTOR_TO
        good, bad = (down, up) if high_is in {"effort", "bad"} else (up, down)
        found[on_scale & good] = PRAISE
        found[on_scale & bad] = COMPLAINT
    return found
