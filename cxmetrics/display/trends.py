"""Trends in words and in one picture: what is known of them, and what loyalty and discounts do and do not show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.display.effects import verdict
from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, gap, joined, phrase, sentence
from cxmetrics.words import Value, decimals

POINTS = "signed_percentage_points"
SURE = ("adjusted", "experiment")


def opening(scorecard: pd.DataFrame) -> Part:
    """Say how many trends there are data of, how many could be compared fairly, and how many of these differ."""
    known = scorecard[scorecard["missing"].isna()]
    fair = known[known["estimate"].notna() & known["evidence"].isin(SURE)]
    counts = {"trends": len(scorecard), "known": len(known), "fair": len(fair)}
    fields: dict[str, Any] = {name: Value(number, "count") for name, number in counts.items()}
    said = [sentence("trends-opening", **fields)]
    if rows := differing(fair):
        said += [sentence("trends-differing", differing=Value(len(rows), "count")), *map(found, rows)]
    elif len(fair):
        said.append(sentence("trends-alike"))
    return joined(*said, role="lead")


def differing(scorecard: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the trends with which the outcome differs by more than chance explains."""
    fair = scorecard[scorecard["estimate"].notna() & scorecard["evidence"].isin(SURE)]
    return [row for row in rows_of(fair) if _side(row) != "unclear"]


def _side(row: dict[str, Any]) -> str:
    """Whether a difference is more than chance explains, and on which side, the number of trends allowed for."""
    return verdict(row) if row["p_adjusted"] < 1 - row["level"] else "unclear"


def found(row: dict[str, Any]) -> Part:
    """Say the difference with one trend."""
    unit, digits = (POINTS, decimals(row["n"])) if row["unit"] == "share" else ("signed_seconds", 0)
    fields: dict[str, Any] = {name: Value(row[column], unit, digits) for name, column in
              (("difference", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    about = phrase(f"outcome-{row['outcome'].replace('_', '-')}")
    return sentence(f"trend-found-{row['unit']}", trend=name(row), outcome=about, **fields)


def known(frame: pd.DataFrame) -> Part | None:
    """Say of how many orders and touches the customer is known, and consented; None where orders are not shown."""
    shares = {row["what"].replace(" ", "_"): Value(row["estimate"], "share") for row in rows_of(frame)}
    if "orders_known" not in shares:
        return None
    fields: dict[str, Any] = {name: shares[name] for name in ("orders_known", "orders_consented")}
    said = sentence("known-orders", **fields)
    if "touchpoints_known" not in shares:
        return said
    fields = {name: shares[name] for name in ("touchpoints_known", "touchpoints_consented")}
    return joined(said, sentence("known-touchpoints", **fields))


def picture(scorecard: pd.DataFrame) -> Part | None:
    """Draw the differences that are left among comparable customers beside 0; None where there is none."""
    rows = scorecard[scorecard["estimate"].notna() & (scorecard["unit"] == "share")]
    known = rows_of(rows.sort_values("estimate", ascending=False, kind="stable"))
    if not known:
        return None
    drawn = pd.DataFrame([_dot(row) for row in known]).assign(reference=0.0)
    text = {"axis": phrase("axis-trends"), "unit": POINTS, "hidden": phrase("label-hidden")}
    text |= {"reference": phrase("label-no-difference")}
    ends = {"most": known[0], "least": known[-1]}
    fields: dict[str, Any] = {end: name(row) for end, row in ends.items()}
    fields |= {f"{end}_value": Value(row["estimate"], POINTS, decimals(row["n"])) for end, row in ends.items()}
    caption = phrase("caption-trends", level=Value(known[0]["level"], "level"))
    return figure("intervals", drawn, alt=phrase("alt-trends", **fields), caption=caption, text=text)


def name(row: dict[str, Any]) -> Part:
    """Name a trend in the catalogue's words."""
    return phrase(f"trend-{row['trend'].replace('_', '-')}")


def _dot(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {
        column: round_half_away(row[column], decimals(row["n"]) + 2) for column in ("estimate", "conf_low", "conf_high")
    }
    label = phrase("trend-and-outcome", trend=name(row), outcome=phrase(f"outcome-{row['outcome'].replace('_', '-')}"))
    return {"label": label, **numbers, "n": float(row["n"]), "reason": None}


def loyalty(scorecard: pd.DataFrame, points: pd.DataFrame) -> Part:
    """Say the members' gap as it is told, who they are, what is left of it, and what becomes of the points."""
    row = rows_of(scorecard[scorecard["trend"] == "loyalty"])[0]
    if isinstance(row["missing"], str):
        return gap("gap-no-loyalty")
    if pd.isna(row["crude"]):
        return sentence("loyalty-unknown")
    more = row["crude_low"] > 0
    said = [
        sentence(
            "loyalty-naive" if more else "loyalty-naive-not", difference=Value(row["crude"], POINTS, decimals(row["n"]))
        )
    ]
    said += [sentence("loyalty-selection")] if more else []
    if pd.notna(row["estimate"]):
        fields: dict[str, Any] = {name: Value(row[column], POINTS, decimals(row["n"])) for name, column in
                  (("difference", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
        said.append(sentence(f"loyalty-left-{_side(row)}", level=Value(row["level"], "level"), **fields))
    return joined(*said, *_points(points))


def _points(points: pd.DataFrame) -> list[Part]:
    row: dict[str, Any] = rows_of(points)[0] if len(points) else {"estimate": None}
    if pd.isna(row["estimate"]):
        return []
    fields: dict[str, Any] = {name: Value(row[column], "share") for name, column in
              (("used", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    fields |= {"members": Value(float(row["n"]), "count"), "points": Value(row["used"], "count")}
    return [sentence("loyalty-points", left=Value(1 - float(row["estimate"]), "share"), **fields)]


def price(discounts: pd.DataFrame) -> Part | None:
    """Say whether promoters need fewer discounts than detractors; None where either is not shown."""
    rows = {row["nps_class"]: row for row in rows_of(discounts[discounts["metric"] == "discount_use"])}
    ends = [rows[name] for name in ("promoters", "detractors") if name in rows and pd.notna(rows[name]["estimate"])]
    if len(ends) < 2:  # noqa: PLR2004 - a comparison has two sides
        return None
    high, low = ends
    difference, error = high["estimate"] - low["estimate"], float(np.hypot(high["std_error"], low["std_error"]))
    below, above = (float(limit) for limit in estimate.t_interval(difference, error, level=high["level"]))
    fields: dict[str, Any] = {name: Value(number, POINTS) for name, number in
              (("difference", difference), ("low", below), ("high", above))}  # fmt: skip
    fields |= {"promoters": Value(high["estimate"], "share"), "detractors": Value(low["estimate"], "share")}
    return sentence(f"price-{verdict({'conf_low': below, 'conf_high': above})}", **fields)
