"""How the columns of a file are named and its values written, question by question."""

from __future__ import annotations

import re
from typing import Any

from cxmetrics.contract import TABLES
from cxmetrics.errors import ParameterError
from cxmetrics.propose.guess import EXCEL, ISO, SCALES, Guess, number_marks, scale_of, time_formats
from cxmetrics.propose.question import NONE, Answers

Entries = dict[str, Any]


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
        text = f"Is a row a line of an order, to be summed by {one.lines_by}?"
        why = "one number stands in several rows"
        yes = answers.to(f"{one.table}.sum_lines_by", text, "yes", why, choices=("yes", "no"))
        entries |= {"sum_lines_by": one.lines_by} if yes == "yes" else {}
    return entries | _time_form(one, answers) | _number_form(one, answers) | _scales(one, answers)


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
        found = number_marks([value.strip() for value in values]) or {}
        for name, sign in found.items():
            marks.setdefault(name, sign)
            answers.why[f"{one.table}.{name}"] = f"{one.columns[column.name]}, such as {values[0]}"
    return marks


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
    low, high, codes = scale_of(texts, of=((0, 10),) if metric == "nps" else SCALES) or (0, 10, ())
    numbers = [float(text) for text in texts if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    seen = f"answers from {min(numbers):g} to {max(numbers):g}" if numbers else "no number among the answers"
    given = answers.to(entry, f"Scale of {metric}?", f"{low}-{high}", seen)
    found = re.fullmatch(r"(-?\d+)\s*(?:-|\.\.|~|to)\s*(-?\d+)", given)
    if not found:
        raise ParameterError("E-INIT", "{given!r} is no scale.", fix="write it as 0-10.", given=given)
    scale: Entries = {"min": int(found[1]), "max": int(found[2])}
    if codes:
        seen = ", ".join(f"{code}: {texts.count(code):,} times" for code in codes)
        text = answers.to(f"{entry}.missing", f'{metric}: codes for "no answer"?', ", ".join(codes), seen)
        scale["missing"] = [code.strip() for code in text.split(",") if code.strip()]
    if metric == "ces":
        scale["high_is"] = answers.to(f"{entry}.high_is", "CES: does a high answer mean easy or effort?", "easy",
                                      "the usual direction; no file can tell", choices=("easy", "effort"))  # fmt: skip
    return scale
