"""The document that both renderers read: the parts of a run in one language, with title and provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    return document_of(run.parts, lang, name=run.name, about=run.company.about)


def document_of(parts: Sequence[Part], lang: str, *, name: str, about: Mapping[str, Any]) -> Document:
    """Write parts in a language.

    Parameters
    ----------
    parts : list of dict
        What a notebook showed.
    lang : {"ko", "en"}
        The language.
    name : str
        Name of the notebook.
    about : mapping
        What ``Company.about`` says of the company and the month.
    """
    month, until = Value(about["month"], "month"), Value(about["data_end"], "date")
    company, zone = about["company"], about["timezone"]
    return {
        "lang": lang,
        "title": _title(name, lang),
        "company": company,
        "month": say("just-month", lang, month=month),
        "subtitle": say(f"subtitle-{name}", lang) if f"subtitle-{name}" in keys(lang) else "",
        "partial": say("partial-month", lang, until=until) if about["partial"] else None,
        "labels": {
            "skip": say("skip-to-content", lang),
            "contents": say("contents", lang),
            "page": say("page", lang),
            "summary": say("summary", lang),
        },
        "blocks": blocks(parts, lang),
        "foot": [
            say("foot-period", lang, company=company, month=month, until=until, timezone=zone),
            say("foot-kit", lang, version=cxmetrics.__version__, files=about["files"], notebook=name),
        ],
    }


def _title(name: str, lang: str) -> str:
    key = f"report-{name}"
    return say(key, lang) if key in keys(lang) else name
