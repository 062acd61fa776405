"""What became of every row, as a page and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

import cxmetrics
from cxmetrics import tables
from cxmetrics.company import Company
from cxmetrics.display import blocks
from cxmetrics.parts import Part, heading, note, sentence
from cxmetrics.report.html import render_html
from cxmetrics.words import Value, say

LISTED = 500  # rows of the page; the JSON holds all


def health_page(company: Company, lang: str) -> bytes:
    """One HTML page of a loaded company's health: rows by table and by rule, files, and the rows set aside.

    Parameters
    ----------
    company : Company
        Loaded.
    lang : {"ko", "en"}
        Language of the page.
    """
    record = company.record or {}
    month, until = Value(str(company.month), "month"), Value(record["data_end"], "date")
    config = company.config
    return render_html({
        "lang": lang,
        "title": say("report-health", lang),
        "company": config.company,
        "month": say("just-month", lang, month=month),
        "subtitle": say("health-subtitle", lang),
        "partial": say("partial-month", lang, until=until) if company.partial else None,
        "labels": {name: say(key, lang) for name, key in _LABELS.items()},
        "blocks": blocks(_parts(company), lang),
        "foot": [
            say("foot-period", lang, company=config.company, month=month, until=until, timezone=config.timezone),
            say("foot-check", lang, version=cxmetrics.__version__, as_of=Value(record["as_of"], "date")),
        ],
    })  # fmt: skip


_LABELS = {"skip": "skip-to-content", "contents": "contents", "page": "page", "summary": "summary"}


def _parts(company: Company) -> list[Part]:
    health = company.health
    rows = health.tables
    read, used = int(rows["rows"].sum()), int(rows["used"].sum())
    aside = int(rows["quarantined"].sum())
    said = sentence("health-closed", role="headline", rows=Value(read, "count"), used=Value(used, "count"),
                    aside=Value(aside, "count"))  # fmt: skip
    parts: list[Part | None] = [
        said,
        heading("heading-rows", anchor="rows"),
        tables.health(rows),
        heading("heading-rules", anchor="rules"),
        tables.rules(health.rules, all_of_them=True) or note("nothing-odd"),
        heading("heading-files", anchor="files"),
        tables.files(health.files),
        heading("heading-aside", anchor="aside") if len(health.aside) else None,
        tables.aside(health.aside.head(LISTED), of=len(health.aside)) if len(health.aside) else None,
    ]
    return [part for part in parts if part is not None]


def health_json(company: Company) -> str:
    """Everything that the page says, and all rows that were set aside, as JSON."""
    record, health = company.record or {}, company.health
    return json.dumps(
        {
            "company": company.config.company,
            "month": company.month,
            "partial": company.partial,
            "data_end": record["data_end"],
            "as_of": record["as_of"],
            "tables": record["tables"],
            "aside": _records(health.aside),
        },
        ensure_ascii=False,
        indent=1,
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
