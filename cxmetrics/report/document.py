"""The document that both renderers read: the parts of a run in one language, with title and provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cxmetrics
from cxmetrics.company import Company
from cxmetrics.display import blocks
from cxmetrics.parts import Part
from cxmetrics.words import Value, keys, say

Document = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """What one run of a notebook gave, and what it was about."""

    name: str
    company: Company
    parts: Sequence[Part]

    @property
    def month(self) -> str:
        """The month reported."""
        return str(self.company.month)


def document(run: Run, lang: str) -> Document:
    """Write a run's parts in a language."""
    config = run.company.config
    record = run.company.record or {}
    month, until = Value(run.month, "month"), Value(record["data_end"], "date")
    files = sum(len(table["files"]) for table in record["tables"].values())
    return {
        "lang": lang,
        "title": _title(run.name, lang),
        "company": config.company,
        "month": say("just-month", lang, month=month),
        "subtitle": say("report-subtitle", lang) if run.name == "scorecard" else "",
        "partial": say("partial-month", lang, until=until) if run.company.partial else None,
        "labels": {
            "skip": say("skip-to-content", lang),
            "contents": say("contents", lang),
            "page": say("page", lang),
            "summary": say("summary", lang),
        },
        "blocks": blocks(run.parts, lang),
        "foot": [
            say("foot-period", lang, company=config.company, month=month, until=until, timezone=config.timezone),
            say("foot-kit", lang, version=cxmetrics.__version__, files=files, notebook=run.name),
        ],
    }


def _title(name: str, lang: str) -> str:
    key = f"report-{name}"
    return say(key, lang) if key in keys(lang) else name
