"""Sentences about customers: what they will be worth, who is away for good, and who stands up for the company."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.loyalty import away, fandom, lifetime
from cxmetrics.parts import Part, gap, joined, number_of, sentence
from cxmetrics.words import Value, decimals

NO_VALUE = {
    lifetime.FEW_REPEATS: "lifetime-few",
    lifetime.SPEND_DEPENDS: "lifetime-dependent",
    lifetime.MISSED: "lifetime-missed",
}
FALLBACKS = {away.TOO_FEW: "away-few", away.STILL_RISING: "away-rising"}


def worth(value: pd.DataFrame, holdout: pd.DataFrame, *, currency: str) -> Part:
    """Say what a customer is worth over the horizon, and how well the model predicted the days held back."""
    row, held = rows_of(value)[0], rows_of(holdout)[0]
    months, days = number_of(row["metric"]), number_of(held["metric"])
    if row["reason"] in NO_VALUE:
        return sentence(NO_VALUE[row["reason"]], days=days, **_held(held))
    unit = f"money-{currency}"
    made = "margin" if str(row["method"]).endswith("margin") else "revenue"
    fields: dict[str, Any] = {name: Value(row[column], unit, 0) for name, column in
              (("value", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    said = sentence(f"lifetime-{made}", months=months, level=Value(row["level"], "level"), **fields)
    return joined(said, sentence("lifetime-held-back", days=days, **_held(held)))


def _held(row: dict[str, Any]) -> dict[str, Any]:
    return {name: Value(row[column], "purchases", 2) for name, column in
            (("predicted", "predicted"), ("actual", "estimate"))}  # fmt: skip


def gone(window: pd.DataFrame) -> Part | None:
    """Say from when on a customer counts as lost, and how many are; None where that many are too few to be shown."""
    row = rows_of(window)[0]
    if pd.isna(row["n"]) or pd.isna(row["away"]):
        return None
    counts = {name: Value(row[name], "count") for name in ("away", "customers")}
    fields: dict[str, Any] = {
        "days": Value(row["estimate"], "days"),
        "newest": Value(row["newest_loss"], "date"),
        **counts,
    }
    if row["reason"] in FALLBACKS:
        return sentence(FALLBACKS[row["reason"]], **fields)
    limits: dict[str, Any] = {"low": Value(row["conf_low"], "days"), "high": Value(row["conf_high"], "days")}
    return sentence("away-window", **fields, **limits)


def fans(frame: pd.DataFrame, *, month: str) -> Part:
    """Say how large the core fandom is and what it brings."""
    row = rows_of(frame[frame["period"] == month])
    if not row or row[0]["reason"] == fandom.NO_SIGN:
        return gap("gap-no-fandom")
    one = row[0]
    if pd.isna(one["estimate"]):
        return sentence("fandom-unknown")
    digits = decimals(one["n"])
    shares: dict[str, Any] = {name: Value(one[column], "share", digits) for name, column in
              (("share", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    said = sentence("fandom-share", month=Value(month, "month"), n=Value(float(one["n"]), "count"), **shares)
    if pd.isna(one["value_share"]):
        return said
    brought: dict[str, Any] = {name: Value(one[column], "share", 0) for name, column in
                               (("value", "value_share"), ("low", "value_low"), ("high", "value_high"))}  # fmt: skip
    return joined(said, sentence("fandom-value", **brought))
