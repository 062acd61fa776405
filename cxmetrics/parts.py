"""Parts of a report as data: keys, fields and small frames, to be written in any language later.

A notebook shows parts; the runner collects them; both renderers read them and nothing else. A part
is a dict of plain JSON values, so that what is published can be read back and checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from cxmetrics import words
from cxmetrics.estimate import round_half_away
from cxmetrics.frames import STANDARD, groups_of, rows_of
from cxmetrics.theme import HEAT_STEPS
from cxmetrics.words import Value, decimals

Part = dict[str, Any]
Field = Value | str | int | Mapping[str, Any]

NUMBERED = re.compile(r"_(\d+)[dm]$")  # a window in days, or a horizon in months
TONES = {"rose": "better", "fell": "worse", "unclear": "unclear"}  # for metrics of which more is better


def phrase(key: str, **fields: Field) -> Part:
    """Words of the catalogue, with what they are about."""
    return {"key": key, "fields": {name: _field(value) for name, value in fields.items()}}


def _field(value: Field) -> Any:
    return value.to_json() if isinstance(value, Value) else value


def heading(key: str, *, level: int = 1, anchor: str | None = None, **fields: Field) -> Part:
    """Heading of a section, which is also an entry of the contents."""
    return {"type": "heading", "level": level, "id": anchor or key.removeprefix("heading-"), **phrase(key, **fields)}


def sentence(key: str, *, tone: str = "none", role: str = "body", **fields: Field) -> Part:
    """Sentence whose words were chosen by the package, from the estimate and its interval."""
    return {"type": "sentence", "tone": tone, "role": role, "phrases": [phrase(key, **fields)]}


def joined(*sentences: Part, role: str = "body", tone: str = "none") -> Part:
    """Join several sentences into one paragraph."""
    phrases = [text for part in sentences for text in part["phrases"]]
    return {"type": "sentence", "tone": tone, "role": role, "phrases": phrases}


def answers(items: Iterable[tuple[str, Sequence[Part]]]) -> Part:
    """Questions of the reader with their answers: key of the question, and its lines, each from `line`."""
    return {
        "type": "answers",
        "items": [{"question": phrase(f"question-{key}"), "lines": lines} for key, lines in items],
    }


def listed(names: Sequence[Part], words: str = "list-and-more") -> Part:
    """Join phrases to a list, in the language of the reader."""
    joined = names[0]
    for name in names[1:]:
        joined = phrase(words, first=joined, next=name)
    return joined


def line(*phrases: Part, tone: str = "none") -> Part:
    """One line of an answer, with the tone of what it says."""
    return {"phrases": list(phrases), "tone": tone}


def key_figures(items: Iterable[Part]) -> Part:
    """Row of key figures, each from `key_figure`."""
    return {"type": "key_figures", "items": list(items)}


def key_figure(label: Part, value: Field, *, interval: Part | None = None, n: Part | None = None, **more: Any) -> Part:
    """One key figure: label, value, interval and n; ``change``, ``tone`` and ``note`` may follow."""
    empty: Part = {"interval": interval, "n": n, "change": None, "tone": "none", "note": None}
    return {"label": label, "value": _field(value), **empty, **more}


def figure(kind: str, frame: pd.DataFrame, *, alt: Part, caption: Part, text: Mapping[str, Any]) -> Part:
    """Figure as the frame it is drawn from, with an alternative text that states the finding."""
    return {
        "type": "figure",
        "kind": kind,
        "frame": _records(frame),
        "alt": alt,
        "caption": caption,
        "text": dict(text),
    }


def table(
    caption: Part, columns: Sequence[tuple[Part, str]], rows: Sequence[Sequence[Any]], *, note: Part | None
) -> Part:
    """Table: columns are a heading phrase and ``left`` or ``right``; cells are a Value, a phrase or text."""
    heads = [{"text": text, "align": align} for text, align in columns]
    return {
        "type": "table",
        "caption": caption,
        "columns": heads,
        "rows": [[_field(cell) for cell in row] for row in rows],
        "note": note,
    }


def heat(part: Part, *, start: int) -> Part:
    """Tint the cells of a table from column `start` on, in five equal steps from their lowest to their highest value.

    Parameters
    ----------
    part : dict
        From `table`; the cells to be tinted are `Value` or words.
    start : int
        First column, counted from 0. A cell of words, such as of a hidden value, has no tint.

    Examples
    --------
    >>> cells = [["a", Value(0.1, "share"), Value(0.3, "share")], ["b", Value(0.2, "share"), Value(None, "share")]]
    >>> heads = [(phrase("column-group"), "left"), *[(phrase("column-rate"), "right")] * 2]
    >>> heat(table(phrase("caption-table-nps"), heads, cells, note=None), start=1)["tints"]
    [[None, 1, 5], [None, 3, None]]
    """
    values = [[_number(cell) for cell in row[start:]] for row in part["rows"]]
    known = [value for row in values for value in row if value is not None]
    if not known:
        return part
    low, high = min(known), max(known)
    steps = [[*[None] * start, *(_step(value, low, high) for value in row)] for row in values]
    ends = [next(c for row in part["rows"] for c in row[start:] if _number(c) == end) for end in (low, high)]
    return part | {"tints": steps, "scale": ends}


def _number(cell: Part) -> float | None:
    return cell.get("v")


def _step(value: float | None, low: float, high: float) -> int | None:
    if value is None:
        return None
    share = (value - low) / (high - low) if high > low else 0.0
    return min(int(share * HEAT_STEPS), HEAT_STEPS - 1) + 1


def note(key: str, **fields: Field) -> Part:
    """Note with a title, both from the catalogue: ``key-title`` and ``key``."""
    return {"type": "note", "title": phrase(f"{key}-title", **fields), **phrase(key, **fields)}


def gap(key: str, **fields: Field) -> Part:
    """Say that a concept has no data, instead of leaving it out in silence."""
    return {"type": "gap", **phrase(key, **fields)}


def end(*, frames: Mapping[str, pd.DataFrame], about: Mapping[str, Any] | None = None) -> Part:
    """Mark that the last cell was reached; the protected frames go into the run record.

    ``about`` is ``Company.about``: with it the saved notebook says itself what it reports, and can be exported.
    """
    frames_shown = {name: _published(frame) for name, frame in frames.items()}
    return {"type": "end", "frames": frames_shown, "about": dict(about) if about else None}


def _published(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with the standard columns; below 100 no more digits than the pages show."""
    names = [*groups_of(frame), *STANDARD, *(["hidden"] if "hidden" in frame else [])]
    rows = _records(frame[names])
    for row in rows:
        if row["n"] is not None and decimals(row["n"]) == 0:
            digits = 0 if row["unit"] == "points" else 2
            rounded = {name: row[name] for name in ("estimate", "conf_low", "conf_high") if row[name] is not None}
            row |= {name: round_half_away(value, digits) for name, value in rounded.items()}
            row |= {"std_error": None, "n_eff": None}
    return rows


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{name: _cell(value) for name, value in row.items()} for row in rows_of(frame)]


def group_name(column: str) -> Part:
    """Name of a grouping column, in the catalogue's words where it has them."""
    key = f"group-{column}"
    return phrase(key) if key in words.keys("en") else phrase("group-other", name=column)


def metric_words(metric: str, what: str) -> Part:
    """Words of a metric, the days of its window or the months of its horizon filled in.

    Parameters
    ----------
    metric : str
        As in a result, such as ``repeat_within_90d``.
    what : {"name", "meaning"}
        Which words.

    Examples
    --------
    >>> metric_words("repeat_within_90d", "name")
    {'key': 'metric-name-repeat-within', 'fields': {'number': 90}}
    """
    key = f"metric-{what}-{NUMBERED.sub('', metric).replace('_', '-')}"
    return phrase(key, number=number_of(metric)) if NUMBERED.search(metric) else phrase(key)


def number_of(metric: str) -> int:
    """Give the days of a metric's window, or the months of its horizon.

    Examples
    --------
    >>> number_of("clv_12m")
    12
    """
    return int(NUMBERED.findall(metric)[0])


def _cell(value: Any) -> Any:
    if isinstance(value, dict | bool | str) or value is None:
        return value
    if pd.isna(value):
        return None
    return float(f"{value:.9g}") if isinstance(value, float) else int(value)


def reason(row: Mapping[str, Any], *, min_n: int) -> Part | None:
    """Say why a row has no estimate, or only a partial one."""
    text = row.get("reason")
    if row.get("hidden") == "small":
        return phrase("reason-hidden", min_n=min_n)
    if row.get("hidden") in _HIDDEN:
        return phrase(_HIDDEN[row["hidden"]])
    if not isinstance(text, str):
        return None
    for start, key in _REASONS.items():
        if text.startswith(start):
            day = text.rpartition(" ")[2]
            return phrase(key, day=Value(day, "date")) if key in _WITH_DAY else phrase(key)
    return phrase("group-other", name=text)


def count(row: Mapping[str, Any], name: str = "n", *, min_n: int) -> Value | Part:
    """Write who stands behind a row; of a small group only that it is one."""
    if row.get("hidden") == "small":
        return phrase("n-below", min_n=min_n)
    return Value(None if pd.isna(row[name]) else float(row[name]), "count")


_HIDDEN = {"with_another": "reason-with-another", "withheld": "reason-withheld"}
_WITH_DAY = {"reason-not-yet", "reason-partial"}
_REASONS = {
    "no answers, referrals": "reason-no-sign",
    "no answers": "reason-no-answers",
    "no purchases": "reason-no-purchases",
    "not reached": "reason-not-reached",
    "not observable yet": "reason-not-yet",
    "first seen too soon": "reason-burn-in",
    "no customer could be observed": "reason-none-observed",
    "partial period": "reason-partial",
    "earlier purchases": "reason-history",
    "all alike": "reason-alike",
    "one customer only": "reason-one",
    "one customer stands": "reason-dominated",
    "no customers": "reason-no-customers",
    "no tickets": "reason-no-tickets",
    "no cost of tickets": "reason-no-ticket-costs",
    "too few customers on a side": "reason-few-on-a-side",
    "too few customers": "reason-few-customers",
    "fewer than two whole months": "reason-one-month",
    "no deliveries": "reason-no-deliveries",
    "nobody alike": "trend-not-alike",
    "nobody to compare with": "reason-nobody-else",
    "started too recently": "reason-just-started",
    "the history does not reach back before it": "reason-no-before",
    "nothing promised in this measure": "reason-no-promise",
    "it is 0 in a window": "reason-nothing-happened",
    "no returns": "reason-no-returns",
    "no margins": "reason-no-margins",
    "no acquisition costs": "reason-no-winning-costs",
    "no segments": "reason-no-segments",
    "sampled orders": "reason-sampled-orders",
    "less than a year": "reason-not-a-year",
    "nothing in the data shows": "reason-not-shown",
    "nobody was watched": "reason-not-watched",
    "nobody reached it": "reason-nobody-there",
    "no contacts": "gap-no-contacts-here",
    "no journey came": "reason-none-came",
    "no first purchase": "reason-no-first-purchase",
    "no durations": "reason-no-durations",
    "too few answers": "reason-too-few",
    "all answered the same": "reason-same",
    "fewer than two drivers": "reason-one-driver",
    "no scale declared": "reason-no-scale",
}
