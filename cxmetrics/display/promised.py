"""Promised against delivered, in sentences."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, joined, listed, phrase, sentence
from cxmetrics.tables.standing import customers_of, in_lever, named, ranged

MOST: Final = 4  # initiatives that are told one by one
MEASURED: Final = ("kept", "below", "unclear")
UNTOLD: Final = ("no_comparison", "too_early", "unknown")


def delivered_state(frame: pd.DataFrame) -> Part | None:
    """Say what initiatives came to, first those that were measured; None where none has started.

    Parameters
    ----------
    frame : DataFrame
        From `value.delivered`, protected: of hidden rows nothing is said.

    Examples
    --------
    >>> row = {"name": "gift", "lever": "basket", "segment": "vip", "verdict": "kept", "promised_mode": 0.02,
    ...        "estimate": 0.04, "conf_low": 0.01, "conf_high": 0.07}
    >>> [said["key"] for said in delivered_state(pd.DataFrame([row]))["phrases"]]
    ['delivered-started', 'delivered-kept', 'delivered-assumes']
    """
    if frame.empty:
        return None
    rows = rows_of(frame)
    said = [sentence("delivered-started", n=len(rows))]
    measured = [row for name in MEASURED for row in rows if row["verdict"] == name and not pd.isna(row["estimate"])]
    said += [_told(row) for row in measured[:MOST]]
    for name in UNTOLD:
        names = [phrase("group-other", name=row["name"]) for row in rows if row["verdict"] == name]
        if names:
            said.append(sentence(f"delivered-{name.replace('_', '-')}", names=listed(names)))
    return joined(*said, sentence("delivered-assumes")) if measured else joined(*said)


def _told(row: dict[str, Any]) -> Part:
    """Say of one initiative what was promised, and what the customers it reached did beyond the others."""
    fields: dict[str, Any] = {"name": row["name"], "whose": customers_of(row), "lever": named(row)}
    fields["delivered"] = ranged(row, "estimate", "conf_low", "conf_high")
    if pd.isna(row["promised_mode"]):
        return sentence("delivered-unpromised", **fields)
    return sentence(f"delivered-{row['verdict']}", promised=in_lever(row, "promised_mode"), **fields)
