"""How the columns of a file are named and its values written, question by question."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from cxmetrics.contract import TABLES
from cxmetrics.errors import ParameterError
from cxmetrics.propose.guess import EXCEL, ISO, SCALES, SLIPS, Guess, number_marks, scale_of, time_formats
from cxmetrics.propose.names import meaning_of
from cxmetrics.propose.question import NONE, Answers

Entries = dict[str, Any]
MOST_STATES = 30
SHORTER = 7  # the highest answer of scales that are no NPS


def forms(one: Guess, answers: Answers) -> Entries:
    """Ask how the columns are named and the values written; give the entries of the table."""
    entries: Entries = {}
    rename = {name: found for name, found in one.columns.items() if name != found}
    if rename:
        entries["rename"] = rename
        answers.why[f"{one.table}.rename"] = "by the names of its columns"
    if one.unpivot:
        entries["unpivot"] = one.unpivot
        answers.why[f"{one.table}.unpivot"] = "each of these columns holds the answers to one question"
    if one.lines_by:
        entries |= _lines(one, answers)
    return (
        entries | _values(one, answers) | _time_form(one, answers) | _number_form(one, answers) | _scales(one, answers)
    )


def _values(one: Guess, answers: Answers) -> Entries:
    """Ask what the company's own words for a state mean."""
    out: dict[str, dict[str, str]] = {}
    for column in TABLES[one.table].columns:
        texts = one.look.texts(one.columns[column.name]) if column.allowed and column.name in one.columns else []
        counts = Counter(text for text in texts if text not in column.allowed)
        if counts.total() <= SLIPS * len(texts):
            continue  # the check sets such rows aside, and lists them
        strange = sorted(counts)
        if len(strange) > MOST_STATES:
            raise ParameterError(
                "E-INIT",
                "{column} holds {n} values that are none of {allowed}.",
                fix="leave the column out of `rename` in cx.toml, or declare its values.",
                column=one.columns[column.name],
                n=len(strange),
                allowed=", ".join(column.allowed),
            )
        for value in strange:
            text = f"{one.columns[column.name]}: what does {value!r} mean?"
            meant = meaning_of(value, column.allowed)
            choices = (*column.allowed, NONE)
            answer = answers.to(
                f"{one.table}.values.{column.name}",
                text,
                meant or NONE,
                "by its wording" if meant else "",
                choices=choices,
            )
            if answer == NONE:
                raise ParameterError(
                    "E-INIT",
                    "nothing says what {value!r} of {column} means.",
                    fix="answer the question in a terminal (without --yes), or declare values.{name} in cx.toml.",
                    value=value,
                    column=one.columns[column.name],
                    name=column.name,
                )
            out.setdefault(column.name, {})[value] = answer
    return {"values": out} if out else {}


def _lines(one: Guess, answers: Answers) -> Entries:
    """Ask whether rows with one order number are its lines, or versions of it, of which the latest counts."""
    by = str(one.lines_by)
    known = set(one.columns.values()) - {one.columns.get("ordered_at")}
    told = [name for name in one.look.columns if name not in known and one.look.kinds(by, name) > one.look.kinds(by)]
    stamps = [name for name in told if time_formats(one.look.columns[name])]
    items = [name for name in told if name not in stamps]
    why = f"one number stands in several rows, which differ in {', '.join(items or stamps or ['amounts alone'])}"
    text = f"Is a row a line of an order, to be summed by {by}, or a version of it?"
    answer = answers.to(f"{one.table}.sum_lines_by", text, "line" if items else NONE, why,
                        choices=("line", "version", NONE))  # fmt: skip
    if answer == "line":
        return {"sum_lines_by": by}
    if answer == "version":
        question, choices = "Which column tells the latest version?", (*told, NONE)
        newest = answers.to(f"{one.table}.latest_by", question, (stamps or [NONE])[0], "", choices=choices)
        return {"latest_by": newest} if newest != NONE else {}
    raise ParameterError(
        "E-INIT",
        "one {column} stands in several rows, and nothing says whether they are its lines or versions of it.",
        fix="answer the question in a terminal (without --yes), or declare sum_lines_by or latest_by in cx.toml.",
        column=by,
    )


def _time_form(one: Guess, answers: Answers) -> Entries:
    times = [
        column.name
        for column in TABLES[one.table].columns
        if column.kind in {"time", "date"} and one.values(column.name)
    ]
    if not times:
        return {}
    spec = TABLES[one.table]
    name = spec.time if spec.time in times else times[0]
    formats = time_formats(one.values(str(name)))
    if len(formats) == 1:
        form = formats[0]
    else:
        given = answers.to(f"{one.table}.time_format", f"How is {one.columns[str(name)]} written?", NONE, "",
                           choices=(*formats, NONE))  # fmt: skip
        if given == NONE:
            raise ParameterError(
                "E-INIT",
                "{column} can be read as {formats}.",
                fix="answer the question in a terminal (without --yes), or declare time_format in cx.toml.",
                column=one.columns[str(name)],
                formats=" or ".join(formats),
            )
        form = given
    example = one.values(str(name))[0]
    answers.why[f"{one.table}.time_format"] = answers.why[f"{one.table}.excel_serial"] = f"such as {example}"
    return {} if form == ISO else {"excel_serial": True} if form == EXCEL else {"time_format": form}


def _number_form(one: Guess, answers: Answers) -> Entries:
    marks: Entries = {}
    for column in TABLES[one.table].columns:
        values = one.values(column.name)
        if column.kind != "number" or column.name == "score" or not values or not isinstance(values[0], str):
            continue
        texts = [value.strip() for value in values]
        found = number_marks(texts) or {}
        if _two_ways(texts):
            found = _asked_marks(one, column.name, found, answers)
        for name, sign in found.items():
            marks.setdefault(name, sign)
            answers.why[f"{one.table}.{name}"] = f"{one.columns[column.name]}, such as {values[0]}"
    return marks


def _two_ways(texts: list[str]) -> bool:
    """Whether all numbers have one mark and three digits behind it, so that it may part thousands or decimals."""
    bare = [re.sub(r"[^\d.,]", "", text) for text in texts]
    marked = [text for text in bare if "." in text or "," in text]
    return bool(marked) and all(re.fullmatch(r"\d{1,3}[.,]\d{3}", text) for text in marked)


def _asked_marks(one: Guess, name: str, found: Entries, answers: Answers) -> Entries:
    """Ask whether the mark in a number parts thousands; a comma that does is usual, a point is not."""
    example = next(text for text in one.look.texts(one.columns[name]) if re.search("[.,]", text))
    sign = "," if "," in example else "."
    column = one.columns[name]
    text = f"{column}, such as {example}: does {sign!r} part thousands or decimals?"
    way = answers.to(f"{one.table}.thousands", text, "thousands" if sign == "," else NONE, "both can be",
                     choices=("thousands", "decimals", NONE))  # fmt: skip
    if way == NONE:
        raise ParameterError(
            "E-INIT",
            "{column}, such as {example}, can be read in two ways.",
            fix="answer the question in a terminal (without --yes), or declare thousands or decimal in cx.toml.",
            column=column,
            example=example,
        )
    rest = {key: mark for key, mark in found.items() if key not in {"thousands", "decimal"}}
    if way == "thousands":
        return rest | {"thousands": sign} | ({"decimal": ","} if sign == "." else {})
    return rest | ({"decimal": ","} if sign == "," else {})


def _scales(one: Guess, answers: Answers) -> Entries:
    """Ask for the scale of each question, and for the direction of an effort score."""
    if one.table != "responses":
        return {}
    texts: dict[str, list[str]] = {metric: one.look.texts(name) for metric, name in one.unpivot.items()}
    if not texts and "metric" in one.columns:
        for metric, score in one.look.pairs(one.columns["metric"], one.columns["score"]):
            texts.setdefault(metric, []).append(score)
    return {"scale": {metric: _scale(metric, found, answers) for metric, found in sorted(texts.items())}}


def _scale(metric: str, texts: list[str], answers: Answers) -> Entries:
    entry = f"responses.scale.{metric}"
    numbers = [float(text) for text in texts if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    seen = f"answers from {min(numbers):g} to {max(numbers):g}" if numbers else "no number among the answers"
    found = scale_of(texts, of=((0, 10),) if metric == "nps" else SCALES)
    low, high, codes = found or (0, 10, ())
    short = metric == "nps" and numbers and max(numbers) <= SHORTER  # a shorter scale is no NPS
    proposed = NONE if short or found is None else f"{low}-{high}"
    given = answers.to(entry, f"Scale of {metric}?", proposed, seen, check=_limits)
    low, high = _limits(given)
    scale: Entries = {"min": low, "max": high}
    if codes:
        seen = ", ".join(f"{code}: {texts.count(code):,} times" for code in codes)
        text = answers.to(f"{entry}.missing", f'{metric}: codes for "no answer"?', ", ".join(codes), seen)
        scale["missing"] = [code.strip() for code in text.split(",") if code.strip()]
    if metric == "ces":
        scale["high_is"] = answers.to(f"{entry}.high_is", "CES: does a high answer mean easy or effort?", "easy",
                                      "the usual direction; no file can tell", choices=("easy", "effort"))  # fmt: skip
    return scale


def _limits(given: str) -> tuple[int, int]:
    """Read a scale such as 0-10."""
    found = re.fullmatch(r"(-?\d+)\s*(?:-|\.\.|~|to)\s*(-?\d+)", given)
    if not found or int(found[1]) >= int(found[2]):
        raise ParameterError("E-INIT", "{given!r} is no scale.", fix="answer in a terminal, such as 0-10.", given=given)
    return int(found[1]), int(found[2])
