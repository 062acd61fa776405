"""Tables of personas, and of what is to be improved on the customer path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, listed, phrase, table
from cxmetrics.tables.monthly import heads, interval
from cxmetrics.tables.paths import limits, owner_name, share
from cxmetrics.words import Value, decimals


def personas(shown: Mapping[str, pd.DataFrame], named: Mapping[str, tuple[str, Sequence[str]]], *, min_n: int) -> Part:
    """Lay out each persona: how many they are, what they want, what they say, and how many become advocates.

    Parameters
    ----------
    shown : mapping of str to DataFrame
        Protected ``persona sizes``, ``persona scores`` and ``persona stages``.
    named : mapping of str to (str, sequence of str)
        Name and goals of each persona.
    min_n : int
        Smallest group that is shown.
    """
    scores = {row["persona"]: row for row in rows_of(shown.get("persona scores", pd.DataFrame()))}
    act = {row["persona"]: row for row in rows_of(shown["persona stages"]) if row["stage"] == "act"}
    rows = []
    for row in rows_of(shown["persona sizes"]):
        name, goals = named[row["persona"]]
        said, bought = scores.get(row["persona"]), act[row["persona"]]
        nps = [None, None] if said is None else [Value(said["estimate"], "points", _digits(said)),
                                                 interval(said, "points")]  # fmt: skip
        goals_said = listed([phrase("group-other", name=goal) for goal in goals]) if goals else None
        rows.append([name, goals_said, count(row, min_n=min_n), share(row, "estimate"), *nps,
                     share(bought, "score", of="answers"), share(bought, "conversion", of="ready"),
                     limits(bought, "conversion", of="ready")])  # fmt: skip
    columns = heads(
        "persona", "goals", "customers", "of-all", "nps", "interval", "good-at-act", "to-advocate", "interval"
    )
    return table(phrase("caption-table-personas"), columns, rows, note=phrase("note-personas"))


def _digits(row: Mapping[str, Any]) -> int:
    return 0 if pd.isna(row["n"]) else decimals(row["n"])


def improvements(items: Sequence[Mapping[str, Any]]) -> Part:
    """Lay out what is to be improved, with its evidence, its owner and what is planned already.

    Parameters
    ----------
    items : sequence of mapping
        ``place`` and ``evidence`` (phrases), ``owner`` and ``effort`` (keys, or empty), ``planned`` (phrases).
    """
    rows = [
        [
            item["place"], item["evidence"], owner_name(item["owner"]) if item["owner"] else phrase("owner-open"),
            phrase(f"effort-{item['effort'] or 'open'}"),
            listed(item["planned"], "list-and-then") if item["planned"] else phrase(
                "nothing-planned"),
        ]
        for item in items
    ]  # fmt: skip
    columns = heads("place", "evidence", "owner", "effort", "initiative")
    return table(phrase("caption-table-improvements"), columns, rows, note=phrase("note-improvements"))
