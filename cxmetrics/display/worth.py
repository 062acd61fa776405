"""What customers bring by the score they gave, and service before and after a day, in sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, joined, listed, metric_words, phrase, sentence
from cxmetrics.tables.paths import share
from cxmetrics.tables.worth import POINTS, amount
from cxmetrics.words import Value, decimals

Row = dict[str, Any]


def worth_state(frame: pd.DataFrame, differences: pd.DataFrame, *, currency: str, days: int) -> Part:
    """Say what promoters brought and cost after they were asked, beside detractors; an association, and no more.

    Parameters
    ----------
    frame : DataFrame
        From `worth_by_score`, protected.
    differences : DataFrame
        From `promoters_less_detractors`, of the same.
    currency : str
        Of the company, such as ``KRW``.
    days : int
        Of the window.
    """
    sides = {(row["metric"], row["nps_class"]): row for row in rows_of(frame)}
    margin, *others = rows_of(differences)
    if margin["verdict"] == "unknown":
        return sentence("worth-unknown")
    what = "margin" if str(sides["worth_margin", "promoters"]["method"]).endswith("margin") else "amount"
    fields: dict[str, Any] = {name: amount(sides["worth_margin", name], currency=currency) for name in _SIDES}
    fields |= {name: amount(margin, column, currency=currency, signed=True) for name, column in _LIMITS}
    said = [sentence(f"worth-{margin['verdict']}", days=days, what=phrase(f"worth-of-{what}"), **fields)]
    items = [_item(row, sides, currency=currency) for row in others if row["verdict"] != "unknown"]
    if items:
        said.append(sentence("worth-others", items=listed(items)))
    return joined(*said, sentence("worth-association"))


_SIDES = ("promoters", "detractors")
_LIMITS = (("difference", "estimate"), ("low", "conf_low"), ("high", "conf_high"))


def _item(row: Row, sides: dict[tuple[str, str], Row], *, currency: str) -> Part:
    metric = f"worth_{row['metric'].removesuffix('_difference')}"
    fields = {name: amount(sides[metric, name], currency=currency) for name in _SIDES}
    said = phrase(f"worth-verdict-{row['verdict']}")
    return phrase("worth-item", name=metric_words(metric, "name"), said=said, **fields)


def around_state(frame: pd.DataFrame, *, name: str, day: date) -> Part:
    """Say what share of the contacts staff solved at once before and after a day, beside all other contacts.

    Parameters
    ----------
    frame : DataFrame
        From `around`, protected.
    name : str
        What began on the day.
    day : date
        Its first day.
    """
    rows = {(row["metric"], row["who"]): row for row in rows_of(frame)}
    own = rows["first_contact_change", "staff"]
    began: dict[str, Any] = {"name": phrase("group-other", name=name), "day": Value(day.isoformat(), "date")}
    if pd.isna(own["estimate"]):
        return sentence("around-unknown", **began)
    said = [sentence(f"around-{own['verdict']}", days=int(own["days"]), **began, **_moved(own))]
    others, beyond = (
        rows.get(key) for key in (("first_contact_change", "others"), ("first_contact_change_beyond", "staff"))
    )
    if others is None or beyond is None or pd.isna(others["estimate"]) or pd.isna(beyond["estimate"]):
        said.append(sentence("around-alone"))
    else:
        sides: dict[str, Any] = {side: share(others, side) for side in ("before", "after")}
        said.append(sentence(f"around-beyond-{beyond['verdict']}", **sides, **_points(beyond)))
    easy = rows["easy_change", "staff"]
    if not pd.isna(easy["estimate"]):
        said.append(sentence(f"around-easy-{easy['verdict']}", **_moved(easy)))
    return joined(*said, sentence("around-caution"))


def _moved(row: Row) -> dict[str, Any]:
    return {side: share(row, side) for side in ("before", "after")} | _points(row)


def _points(row: Row) -> dict[str, Any]:
    return {name: Value(row[column], POINTS, decimals(row["n"])) for name, column in _LIMITS}
