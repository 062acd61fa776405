"""An answer as parts of a report: a sentence with n, the figure that the report would draw, the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxmetrics.change import against_rest
from cxmetrics.company import Company
from cxmetrics.display import figures, sentences
from cxmetrics.explorer.choice import SURVEYS, Choice
from cxmetrics.frames import rows_of, year_before
from cxmetrics.parts import Part, group_name, phrase, reason, sentence, table
from cxmetrics.tables import LEFT, RIGHT, group_label, interval
from cxmetrics.words import Value, decimals

ROWS_SHOWN = 100


@dataclass(frozen=True)
class Answer:
    """A frame, the code that gives it, the parts that show it, and columns of parts that stand beside each other."""

    frame: pd.DataFrame
    code: str
    parts: Sequence[Part]
    beside: Sequence[Sequence[Part]] = ()


def answer(choice: Choice, company: Company) -> Answer:
    """Count what is asked, hide small groups, and say, draw and list the rest."""
    frame, min_n = choice.frame(company), company.config.report.min_n
    total = frame if choice.by is None else choice.in_all.frame(company)
    period = sentences.last_known(total)
    said: list[Part | None] = [_said(choice, total, period, min_n=min_n)]
    if choice.channel is not None:
        said.append(sentence(f"explore-only-{choice.table}", channel=choice.channel))
    if period is not None and choice.by is None:
        said.append(_trend(choice, frame, period, min_n=min_n))
    elif period is not None:
        said += _groups(choice, company, frame, sentences.row_of(total, period))
    if choice.metric == "repeat":
        said.append(sentences.not_yet(total))
    listed = frame if choice.by is None or period is None else frame[frame["period"] <= period]
    if len(listed):
        said.append(_table(choice, listed, min_n=min_n))
    return Answer(frame, choice.code(company), [part for part in said if part is not None])


def name_of(choice: Choice) -> Part:
    """Name of the metric."""
    keys = {"nps": "card-nps", "repeat": "card-repeat", "returning": "card-returning"}
    fields = {"days": choice.days} if choice.metric == "repeat" else {}
    return phrase(keys.get(choice.metric, f"metric-{choice.metric}"), **fields)


def _said(choice: Choice, total: pd.DataFrame, period: str | None, *, min_n: int) -> Part:
    """Say the last value that is known, with its interval and n."""
    name = name_of(choice)
    if period is None:
        last = sentences.row_of(total, choice.last)
        why = (reason(last, min_n=min_n) if last else None) or phrase("label-no-data")
        return sentence("opinion-none", name=name, month=Value(choice.last, "month"), reason=why)
    row: Any = sentences.row_of(total, period)
    digits, unit = decimals(row["n"]), row["unit"]
    values = {"value": "estimate", "low": "conf_low", "high": "conf_high"}
    fields: dict[str, Any] = {field: Value(row[column], unit, digits) for field, column in values.items()}
    fields |= {"n": Value(float(row["n"]), "count"), "level": Value(row["level"], "level")}
    return sentence("opinion-plain", name=name, month=Value(period, "month"), **fields)


def _trend(choice: Choice, frame: pd.DataFrame, period: str, *, min_n: int) -> Part | None:
    """Draw the months as the report does."""
    if choice.metric == "repeat":
        return figures.repeat_cohorts(frame, days=choice.days, min_n=min_n)
    when: dict[str, Any] = {"period": period, "base": year_before(period), "min_n": min_n}
    drawn: dict[str, Callable[[], Part | None]] = {
        "nps": lambda: figures.nps_trend(frame, **when),
        "returning": lambda: figures.share_trend(frame, name=name_of(choice), axis="axis-share", **when),
    }
    return drawn.get(choice.metric, lambda: figures.opinion_trend(frame, kind=choice.metric, **when))()


def _groups(choice: Choice, company: Company, frame: pd.DataFrame, total: Any) -> list[Part | None]:
    """Draw the groups of one month as the report does, and say for NPS which differ from the rest."""
    group, period, min_n = str(choice.by), total["period"], company.config.report.min_n
    rows, name = frame[frame["period"] == period], group_name(group)
    drawn: dict[str, Any] = {"group": group, "name": name, "month": period, "min_n": min_n}
    if choice.metric == "nps":
        raw = choice.raw(company)
        rest = against_rest(raw[raw["period"] == period])
        said = sentences.groups(rest, rows, group=group, name=name, min_n=min_n)
        return [said, figures.nps_groups(rows, total, **drawn)]
    axis = "axis-answers" if choice.metric in SURVEYS else "axis-share"
    return [figures.share_groups(rows, total, metric=name_of(choice), axis=axis, **drawn)]


def _table(choice: Choice, frame: pd.DataFrame, *, min_n: int) -> Part:
    """List the frame; with groups the newest month first, as in the figure."""
    by = choice.by
    listed = frame if by is None else frame.sort_values("period", ascending=False, kind="stable")
    value = "column-nps" if choice.metric == "nps" else "column-rate"
    columns = [(phrase("column-month"), LEFT), *([(phrase("column-group"), LEFT)] if by else [])]
    columns += [(phrase(key), RIGHT) for key in (value, "column-interval", "column-n")] + [
        (phrase("column-note"), LEFT)
    ]
    rows = [_cells(row, by, min_n=min_n) for row in rows_of(listed.head(ROWS_SHOWN))]
    span = {"first": Value(choice.first, "month"), "last": Value(choice.last, "month")}
    more = phrase("note-explore-rows", shown=Value(ROWS_SHOWN, "count"), all=Value(len(frame), "count"))
    note = more if len(frame) > ROWS_SHOWN else None
    return table(phrase("caption-table-explore", name=name_of(choice), **span), columns, rows, note=note)


def _cells(row: dict[str, Any], by: str | None, *, min_n: int) -> list[Any]:
    shown = None if pd.isna(row["n"]) else float(row["n"])
    score = Value(row["estimate"], row["unit"], decimals(shown))
    label = [group_label(row[by])] if by else []
    month = Value(row["period"], "short_month")
    return [month, *label, score, interval(row, row["unit"]), Value(shown, "count"), reason(row, min_n=min_n)]
