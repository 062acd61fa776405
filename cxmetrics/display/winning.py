"""First touches and money in words and pictures: who comes back, and what winning and keeping customers cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from cxmetrics.display.channels import bar
from cxmetrics.display.figures import beside_total
from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, joined, listed, phrase, sentence
from cxmetrics.tables import group_label
from cxmetrics.words import Value, decimals

POINTS: Final = "signed_percentage_points"
LISTED: Final = 3  # named at the most


def touches_state(against: pd.DataFrame, shown: pd.DataFrame, *, days: int) -> Part:
    """Say which first touches go with coming back more or less often than all others."""
    visible = set(shown.loc[shown["estimate"].notna(), "first_touch"].dropna())
    rows = [row for row in rows_of(against) if row["first_touch"] in visible and row["verdict"] != "too_few"]
    if not rows:
        return sentence("touches-few")
    said = []
    for verdict in ("above", "below"):
        moved = sorted((row for row in rows if row["verdict"] == verdict), key=lambda row: -abs(row["difference"]))
        if moved:
            items = listed([_touch(row) for row in moved[:LISTED]])
            said.append(sentence(f"touches-{verdict}", days=days, items=items))
    comparisons = int(rows[0]["comparisons"])
    return (
        joined(*said, sentence("touches-compared", count=comparisons)) if said else sentence("touches-alike", days=days)
    )


def _touch(row: dict[str, Any]) -> Part:
    points = Value(row["difference"], POINTS, decimals(row["n"]))
    return phrase("channel-moved", name=group_label(row["first_touch"]), points=points)


def touches(frame: pd.DataFrame, total: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Draw the share that bought again by what first brought the customer, beside that of all."""
    text = {"axis": phrase("axis-share"), "unit": "share"}
    row = next((row for row in rows_of(total) if not pd.isna(row["estimate"])), None)
    return beside_total(frame, row, group="first_touch", words="touches", fields={"days": days}, text=text, min_n=min_n)


def costs_state(frame: pd.DataFrame, *, currency: str) -> Part:
    """Say what winning a customer costs against keeping one, and what one who is kept brings in."""
    rows = {row["metric"]: row for row in rows_of(frame)}
    difference = rows["winning_less_keeping"]
    if pd.isna(difference["estimate"]):
        return sentence("keeping-unknown")
    amounts = {"winning": "cost_of_winning", "keeping": "cost_of_keeping"}
    fields: dict[str, Any] = {name: _money(rows[metric], currency) for name, metric in amounts.items()}
    fields |= {name: _money(difference, currency, column, sign="signed_") for name, column in
               (("difference", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    verdict = "cheaper" if difference["conf_low"] > 0 else "dearer" if difference["conf_high"] < 0 else "unclear"
    said = [sentence(f"keeping-{verdict}", **fields)]
    if not pd.isna(rows["margin_of_kept"]["estimate"]):
        said.append(sentence("keeping-margin", margin=_money(rows["margin_of_kept"], currency)))
    return joined(*said)


def _money(row: dict[str, Any], currency: str, column: str = "estimate", *, sign: str = "") -> Value:
    return Value(row[column], f"{sign}money-{currency}", 0)


def sources(frame: pd.DataFrame, *, currency: str, min_n: int) -> Part | None:
    """Draw what winning a customer cost by what brought them; None where all is hidden."""
    ordered = frame.sort_values("estimate", ascending=False, na_position="last", kind="stable")
    known = [row for row in rows_of(ordered) if not pd.isna(row["estimate"])]
    if not known:
        return None
    drawn = pd.DataFrame([_amount(row, min_n=min_n) for row in rows_of(ordered)])
    ends: Sequence[tuple[str, dict[str, Any]]] = (("dearest", known[0]), ("cheapest", known[-1]))
    fields: dict[str, Any] = {name: group_label(row["acquisition_source"]) for name, row in ends}
    fields |= {f"{name}_cost": _money(row, currency) for name, row in ends}
    text = {"axis": phrase("axis-winning"), "unit": f"money-{currency}", "digits": 0, "hidden": phrase("label-hidden")}
    caption = phrase("caption-sources", level=Value(known[0]["level"], "level"))
    return figure("bars", drawn, alt=phrase("alt-sources", **fields), caption=caption, text=text)


def _amount(row: dict[str, Any], *, min_n: int) -> dict[str, Any]:
    drawn = bar(row, group_label(row["acquisition_source"]), min_n=min_n)
    return drawn | {name: round_half_away(row[name]) for name in ("estimate", "conf_low", "conf_high")}
