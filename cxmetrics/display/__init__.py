"""Show a part: to the analyst at once, and to the runner as data under one private MIME type."""

from __future__ import annotations

import os
from html import escape
from typing import Any
from urllib.parse import quote

from cxmetrics.display import (
    channels,
    comments,
    compared,
    customers,
    evidence,
    executive,
    figures,
    priorities,
    promised,
    sentences,
    shapes,
    weighed,
    what_ifs,
    winning,
    workbooks,
    worth,
)
from cxmetrics.display.resolve import Block, blocks, each_text, resolve, shown
from cxmetrics.fonts import readable
from cxmetrics.parts import Part

MIME = "application/vnd.cxmetrics.part+json"

__all__ = [
    "MIME",
    "blocks",
    "channels",
    "comments",
    "compared",
    "customers",
    "evidence",
    "executive",
    "figures",
    "html",
    "language",
    "priorities",
    "promised",
    "resolve",
    "sentences",
    "shapes",
    "show",
    "shown",
    "weighed",
    "what_ifs",
    "winning",
    "workbooks",
    "worth",
]


def language() -> str:
    """Language in which the analyst reads: ``CXMETRICS_LANG``, else Korean."""
    return os.environ.get("CXMETRICS_LANG", "ko")


def show(*parts: Part | None) -> None:
    """Show parts in the notebook and hand them to the report.

    Parameters
    ----------
    *parts : dict or None
        Parts; None is passed over.
    """
    from IPython.core import display_functions as displayed  # noqa: PLC0415 - metrics must not need IPython

    for part in parts:
        if part is not None:
            displayed.publish_display_data(data=_bundle(part))  # type: ignore[no-untyped-call]


def _bundle(part: Part) -> dict[str, Any]:
    """MIME bundle of a part: the data, and what the analyst sees; a run needs no picture twice."""
    if os.environ.get("CXMETRICS_RUN") or part["type"] == "end":
        return {MIME: part, "text/plain": f"<{part['type']}>"}
    block = shown(part, language())
    plain = readable(block.get("text", f"<{part['type']}>"))
    return {MIME: part, "text/html": html(block), "text/plain": plain}


def html(block: Block) -> str:
    """Plain HTML of one block, for the notebook only."""
    return _HTML[block["type"]](each_text(block, readable))


def _html_figure(block: Block) -> str:
    picture = f'<img alt="{escape(block["alt"])}" src="data:image/svg+xml,{quote(block["svg"])}">'
    return f"<figure>{picture}<figcaption>{escape(block['caption'])}</figcaption></figure>"


def _html_table(block: Block) -> str:
    sides = [f'style="text-align:{column["align"]}"' for column in block["columns"]]
    heads = [
        f'<th scope="col" {side}>{escape(c["text"])}</th>' for side, c in zip(sides, block["columns"], strict=True)
    ]
    cells = [
        [f"<td {side}>{escape(c['text'])}</td>" for side, c in zip(sides, row, strict=True)] for row in block["rows"]
    ]
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in [heads, *cells])
    note = f"<p><small>{escape(block['note'])}</small></p>" if block["note"] else ""
    return f"<table><caption>{escape(block['caption'])}</caption>{rows}</table>{note}"


def _html_key_figures(block: Block) -> str:
    items = (
        f"<li><b>{escape(item['label'])} {escape(item['value'])}</b> {escape(item['interval'])} "
        f"{escape(item['n'])} {escape(item['change'])} {escape(item['note'])}</li>"
        for item in block["items"]
    )
    return f"<ul>{''.join(items)}</ul>"


def _html_answers(block: Block) -> str:
    said = [(item["question"], "<br>".join(escape(line["text"]) for line in item["lines"])) for item in block["items"]]
    return f"<dl>{''.join(f'<dt>{escape(question)}</dt><dd>{text}</dd>' for question, text in said)}</dl>"


_HTML = {
    "heading": lambda block: f"<h{block['level'] + 1}>{escape(block['text'])}</h{block['level'] + 1}>",
    "sentence": lambda block: f"<p>{escape(block['text'])}</p>",
    "note": lambda block: f"<p><b>{escape(block['title'])}</b> {escape(block['text'])}</p>",
    "gap": lambda block: f"<p><em>{escape(block['text'])}</em></p>",
    "figure": _html_figure,
    "table": _html_table,
    "answers": _html_answers,
    "key_figures": _html_key_figures,
}
