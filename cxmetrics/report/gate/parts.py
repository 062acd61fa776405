"""What a notebook showed: no section missing, none empty, and nothing shown that must be hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from cxmetrics.errors import PrivacyError, RenderError
from cxmetrics.frames import PUBLISHED
from cxmetrics.parts import Part
from cxmetrics.privacy import find_leak

# What a notebook that ships with the kit shows whatever the data: where they are missing, it says so.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "scorecard": (
        "summary", "since", "nps", "csat", "ces", "repeat", "lifetime", "health", "catalogue", "definitions"
    ),
    "channels": (
        "summary", "more-channels", "channel-doses", "channel-mix", "channel-pairs", "next-channel", "stores",
        "channel-scores", "first-touch", "costs", "fair", "trends", "loyalty", "service", "payments", "price", "health",
        "catalogue", "definitions"
    ),
    "journey": (
        "summary", "map", "stages", "touchpoints", "flow", "ways", "first-order", "interactions", "after", "drivers",
        "comments", "advocates", "personas", "worth", "around", "employees", "beside", "improvements", "gaps", "health",
        "catalogue", "definitions"
    ),
    "roi": (
        "summary", "decisions", "portfolio", "returns", "what-if", "pilots", "delivered", "assumptions", "ladder",
        "claims", "baseline", "workbook", "balance", "register", "health", "catalogue", "definitions"
    ),
}  # fmt: skip


def check_sections(parts: Sequence[Part], name: str) -> None:
    """Refuse a report of the kit from which a section is missing.

    Parameters
    ----------
    parts : list of dict
        What the notebook showed.
    name : str
        Its name; nothing is asked of one that is not in `SECTIONS`.

    Raises
    ------
    RenderError
        Naming the section.
    """
    shown = {part["id"] for part in parts if part["type"] == "heading"}
    missing = [section for section in SECTIONS.get(name, ()) if section not in shown]
    if missing:
        raise RenderError(
            "E-SECTION",
            "{name} has no section {missing!r}.",
            fix="show a gap where there is no data.",
            name=name,
            missing=missing[0],
        )


def check_parts(parts: list[Part], *, min_n: int) -> None:
    """Refuse parts that are empty or that show what must be hidden.

    Raises
    ------
    RenderError
        A heading without content, an empty figure or table.
    PrivacyError
        A frame holds a row of fewer than ``min_n``, or all frames together give one away.
    """
    for part, following in pairwise(parts):
        if part["type"] == "heading" and following["type"] in {"heading", "end"}:
            raise RenderError(
                "E-EMPTY", "the section {id!r} is empty.", fix="show a gap where there is no data.", id=part["id"]
            )
    for part in parts:
        if part["type"] == "figure" and not part["frame"]:
            raise RenderError("E-EMPTY", "the figure {kind!r} has nothing to draw.", kind=part["kind"])
        if part["type"] == "table" and not part["rows"]:
            raise RenderError("E-EMPTY", "the table {value!r} has no rows.", value=part["caption"]["key"])
    _check_workbooks([part for part in parts if part["type"] == "workbook"], min_n=min_n)
    for name, rows in parts[-1]["frames"].items():
        for row in rows:
            if "hidden" not in row:
                raise PrivacyError(
                    "E-UNPROTECTED", "{name} did not pass cx.protect.", fix="protect it before showing.", name=name
                )
            if row["n"] is not None and 0 < row["n"] < min_n:
                raise PrivacyError(
                    "E-SMALL",
                    "{name} shows a group of fewer than {min_n}.",
                    fix="pass it to cx.protect.",
                    name=name,
                    min_n=min_n,
                )
    leak = find_leak([_groups_first(row) for rows in parts[-1]["frames"].values() for row in rows], min_n=min_n)
    if leak:
        raise PrivacyError(
            "E-SUBTRACT",
            "{name} tells more of a hidden group than that it is fewer than {min_n}.",
            fix="pass all frames of the report to one cx.protect.",
            name=leak.cell.population,
            min_n=min_n,
        )


def _check_workbooks(books: Sequence[Part], *, min_n: int) -> None:
    """Refuse more than one workbook, and one that holds numbers of a group that is too small."""
    if len(books) > 1:
        raise RenderError("E-TWICE", "there are {n} workbooks.", fix="show one of all initiatives.", n=len(books))
    small = [one for book in books for one in book["initiatives"] if one["n"] is not None and one["n"] < min_n]
    if small:
        raise PrivacyError("E-SMALL", "{name} shows a group of fewer than {min_n}.", fix="pass it to cx.protect.",
                           name="workbook", min_n=min_n)  # fmt: skip


def _groups_first(row: Mapping[str, Any]) -> dict[str, Any]:
    """Order a published row as its frame was, the groups before the metric: a saved notebook sorts all names."""
    groups = [name for name in row if name not in PUBLISHED]
    return {name: row[name] for name in (*groups, *PUBLISHED) if name in row}
