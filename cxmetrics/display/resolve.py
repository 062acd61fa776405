"""Parts of data to blocks of words: the document that both renderers read, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd
from babel.numbers import get_currency_precision

from cxmetrics import plots
from cxmetrics.parts import Part
from cxmetrics.words import Value, decimals, say, write
from cxmetrics.words.numbers import MINUS, WHOLE_FROM

Block = dict[str, Any]
EMPTY = "–"  # a value that is missing
SAMPLE = 1_234_567  # shows how an amount is written
PICTURES = ("svg", "svg_narrow")  # of a figure: no text, but drawings


def text_of(value: Any, lang: str) -> str:
    """Write a field, a phrase, a value or plain text in a language."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return _phrase(value, lang) if "key" in value else write(Value.from_json(dict(value)), lang)
    return str(value)


def _phrase(part: Mapping[str, Any], lang: str) -> str:
    fields = {
        name: value if isinstance(value, int) else text_of(value, lang)
        for name, value in part.get("fields", {}).items()
    }
    return say(part["key"], lang, **fields)


def resolve(part: Part, lang: str) -> Block:
    """Write one part in a language.

    Examples
    --------
    >>> from cxmetrics.parts import heading
    >>> resolve(heading("heading-health"), "en")["text"]
    'Data behind this report'
    """
    return _RESOLVERS[part["type"]](part, lang)


def shown(part: Part, lang: str, *, narrow: bool = False) -> Block:
    """Write one part for the screen: of a figure only one variant is drawn, as `svg`."""
    if part["type"] != "figure":
        return resolve(part, lang)
    return {"type": "figure", "svg": _drawing(part, lang)(narrow=narrow), **_said(part, lang)}


def each_text(value: Any, change: Callable[[str], str], *, picture: Callable[[str], str] = str) -> Any:
    """Change every text of a block or a document, and its pictures by a way of their own.

    Examples
    --------
    >>> each_text({"text": "a", "rows": [["b"]], "svg": "<svg/>"}, str.upper)
    {'text': 'A', 'rows': [['B']], 'svg': '<svg/>'}
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {
            key: picture(item) if key in PICTURES else each_text(item, change, picture=picture)
            for key, item in value.items()
        }
    return [each_text(item, change, picture=picture) for item in value] if isinstance(value, list | tuple) else value


def _heading(part: Part, lang: str) -> Block:
    return {"type": "heading", "level": part["level"], "id": part["id"], "text": _phrase(part, lang)}


def _sentence(part: Part, lang: str) -> Block:
    text = " ".join(_phrase(phrase, lang) for phrase in part["phrases"])
    return {"type": "sentence", "text": text, "tone": part["tone"], "role": part["role"]}


def _answers(part: Part, lang: str) -> Block:
    items = [
        {
            "question": _phrase(item["question"], lang),
            "lines": [
                {"text": " ".join(_phrase(said, lang) for said in line["phrases"]), "tone": line["tone"]}
                for line in item["lines"]
            ],
        }
        for item in part["items"]
    ]
    return {"type": "answers", "items": items}


def _key_figures(part: Part, lang: str) -> Block:
    written = ("label", "value", "interval", "n", "change", "note")
    items = [{**{name: text_of(item[name], lang) for name in written}, "tone": item["tone"]} for item in part["items"]]
    return {"type": "key_figures", "items": items}


def _table(part: Part, lang: str) -> Block:
    columns = [{"text": text_of(column["text"], lang), "align": column["align"]} for column in part["columns"]]
    rows = [[_table_cell(cell, lang) | {"header": i == 0} for i, cell in enumerate(row)] for row in part["rows"]]
    for row, tints in zip(rows, part.get("tints", []), strict=False):
        row[:] = [cell | {"tint": tint} for cell, tint in zip(row, tints, strict=True)]
    remarks = [i for i, column in enumerate(part["columns"]) if column["text"].get("key") == "column-note"]
    for row in rows:
        row[0]["remark"] = " ".join(row[i]["text"] for i in remarks)
    said = [i for i in range(len(columns)) if any(row[i]["text"] for row in rows) or not rows]
    kept = [i for i in said if i not in remarks]
    more = {"what_if": _what_if(part["what_if"], lang)} if "what_if" in part else {}
    return more | {
        "type": "table",
        "caption": text_of(part["caption"], lang),
        "columns": [columns[i] for i in kept],
        "rows": [[row[i] for i in kept] for row in rows],
        "note": text_of(part["note"], lang),
        "scale": [text_of(end, lang) for end in part.get("scale", [])],
    }


def _table_cell(value: Any, lang: str) -> Block:
    """Write a cell; what is not known is quiet, and a remark of its row stands under its head."""
    text = text_of(value, lang)
    return {"text": text, "muted": text == EMPTY, "remark": "", "tint": None}


def _what_if(moved: Part, lang: str) -> Block:
    """Write the words of what a page lets its readers move, and the patterns of its numbers, with {} for the number."""
    unit = f"money-{moved['currency']}"
    numbers = {
        "money": write(Value(SAMPLE, unit), lang).replace(f"{SAMPLE:,}", "{}"), "minus": MINUS,
        "digits": get_currency_precision(moved["currency"]), "whole_from": WHOLE_FROM,
        "share": say("what-if-share", lang, share="{}"),
        **{name: say(f"effect-{name}", lang, value="{}") for name in ("points", "relative")},
    }  # fmt: skip
    initiatives = [one | {"needed": text_of(one["needed"], lang)} for one in moved["initiatives"]]
    words = ("title", "which", "effect", "npv", "pays", "does-not-pay")
    return {"words": {name.replace("-", "_"): say(f"what-if-{name}", lang) for name in words},
            "data": numbers | {"initiatives": initiatives}}  # fmt: skip


def _note(part: Part, lang: str) -> Block:
    return {"type": "note", "title": text_of(part["title"], lang), "text": _phrase(part, lang)}


def _gap(part: Part, lang: str) -> Block:
    return {"type": "gap", "title": say("gap-title", lang), "text": _phrase(part, lang)}


def _workbook(part: Part, lang: str) -> Block:
    """Tell of the file; what it holds is written by itself."""
    return {"type": "sentence", "text": _phrase(part, lang), "tone": "none", "role": "body"}


def _figure(part: Part, lang: str) -> Block:
    draw = _drawing(part, lang)
    svg = draw()
    return {
        "type": "figure",
        "kind": part["kind"],
        "svg": svg,
        "width": list(plots.inches(svg)),
        "svg_narrow": draw(narrow=True),
        **_said(part, lang),
    }


def _drawing(part: Part, lang: str) -> Callable[..., str]:
    frame = pd.DataFrame([_written(row, lang) for row in part["frame"]])
    return partial(_DRAW[part["kind"]], frame, text=_figure_text(part["text"], frame, lang))


def _said(part: Part, lang: str) -> dict[str, str]:
    return {name: text_of(part[name], lang) for name in ("alt", "caption")}


def _written(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {name: text_of(value, lang) if isinstance(value, Mapping) else value for name, value in row.items()}


def _figure_text(text: Mapping[str, Any], frame: pd.DataFrame, lang: str) -> plots.FigureText:
    unit = text["unit"]
    counts = frame["n"].dropna() if "n" in frame else pd.Series(dtype=float)
    digits = text.get("digits", min((decimals(n) for n in counts if n > 0), default=1))
    why = {reason for reason in frame.get("reason", pd.Series(dtype=object)) if isinstance(reason, str)}
    named = {name: text_of(text.get(name), lang) for name in ("across", "reference", "last_year", "gap", "hidden")}
    return plots.FigureText(
        axis=text_of(text["axis"], lang),
        value=lambda number: write(Value(float(number), unit, digits), lang),
        tick=lambda number: write(Value(float(number), unit, 0), lang),
        interval=lambda low, high: say(
            "interval-is",
            lang,
            low=write(Value(float(low), unit, digits), lang),
            high=write(Value(float(high), unit, digits), lang),
        ),
        count=lambda number: say("n-is", lang, n=write(Value(float(number), "count"), lang)),
        reasons={reason: reason for reason in why},
        names={name: text_of(word, lang) for name, word in text.get("names", {}).items()},
        **named,
    )


_DRAW: dict[str, Callable[..., str]] = {
    "trend": plots.trend,
    "cohort_rates": plots.cohort_rates,
    "intervals": plots.intervals,
    "shares": plots.shares,
    "distribution": plots.distribution,
    "curve": plots.curve,
    "bars": plots.bars,
    "journey_map": plots.journey_map,
    "flow": plots.flow,
    "priorities": plots.priorities,
    "funnel": plots.funnel,
    "ladder": plots.ladder,
    "fan": plots.fan,
    "outcomes": plots.outcomes,
    "tornado": plots.tornado,
    "portfolio": plots.portfolio,
}
_RESOLVERS: dict[str, Callable[[Part, str], Block]] = {
    "heading": _heading,
    "sentence": _sentence,
    "answers": _answers,
    "key_figures": _key_figures,
    "figure": _figure,
    "table": _table,
    "note": _note,
    "gap": _gap,
    "workbook": _workbook,
}


def blocks(parts: Iterable[Part], lang: str) -> list[Block]:
    """Write all parts of a report in a language; the end mark is no block."""
    return [resolve(part, lang) for part in parts if part["type"] != "end"]
