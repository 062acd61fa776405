"""Tables of months, groups, cohorts and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.channels import LOST, TIED
from cxmetrics.fonts import readable
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, heat, phrase, reason, table
from cxmetrics.privacy import OTHER
from cxmetrics.ranking import ranked
from cxmetrics.words import Value, decimals

LEFT, RIGHT = "left", "right"
SHARES_FROM = 30  # below this many, shares of the classes tell about single answers
DEFINITIONS_SHOWN = ("within", "customer_share", "order_share")
AGES_SHOWN = (1, 2, 3, 4, 5, 6, 9, 12)  # months after that of the first purchase
MONTHS_SHOWN = 13  # a year and the same month of the year before


def nps_by_month(frame: pd.DataFrame, changes: pd.DataFrame, *, min_n: int) -> Part:
    """NPS of the last months, with the groups behind it and the change against a year earlier."""
    last_year = changes[changes["against"] == "last_year"].set_index("period")
    columns = [*heads("month", "nps", "interval", "n"), *heads("promoters", "passives", "detractors")]
    columns += heads("change-last_year", "note")
    rows = [
        [
            _month(row),
            *score(row, "points", min_n=min_n),
            *_shares(row),
            _difference(last_year.loc[row["period"]], "signed_points"),
            reason(row, min_n=min_n),
        ]
        for row in rows_of(frame.tail(MONTHS_SHOWN))
    ]
    return table(phrase("caption-table-nps"), columns, rows, note=None)


def opinion_by_month(
    shares: pd.DataFrame, means: pd.DataFrame, low: pd.DataFrame, changes: pd.DataFrame, *, kind: str, min_n: int
) -> Part:
    """Share of the good answers by month with its interval, beside mean, share of the bad answers, and the change."""
    last_year = changes[changes["against"] == "last_year"].set_index("period")
    beside = {name: frame.set_index("period") for name, frame in (("mean", means), ("low", low))}
    columns = heads("month", f"share-{kind}", "interval", "n", "mean", f"low-{kind}", "change-last_year", "note")
    rows = []
    for row in rows_of(shares.tail(MONTHS_SHOWN)):
        mean, bad = beside["mean"].loc[row["period"]], beside["low"].loc[row["period"]]
        rows.append([
            _month(row),
            *score(row, "share", min_n=min_n),
            Value(mean["estimate"], "score", decimals(row["n"]) + 1),
            Value(bad["estimate"], "share", decimals(row["n"])),
            _difference(last_year.loc[row["period"]], "signed_percentage_points"),
            reason(row, min_n=min_n),
        ])  # fmt: skip
    return table(phrase("caption-table-opinion", name=phrase(f"metric-{kind}")), columns, rows, note=None)


def nps_by_group(frame: pd.DataFrame, *, group: str, name: Part, month: str, min_n: int) -> Part:
    """NPS of each group in one month, small groups hidden."""
    columns = heads("group", "nps", "interval", "n", "rank", "promoters", "passives", "detractors", "note")
    rows = [
        [
            group_label(row[group]),
            *score(row, "points", min_n=min_n),
            rank(row),
            *_shares(row),
            reason(row, min_n=min_n),
        ]
        for row in rows_of(ranked(frame))
    ]
    caption = phrase("caption-table-segments", group=name, month=Value(month, "month"))
    return table(caption, columns, rows, note=phrase("note-ranks"))


def rank(row: Mapping[str, Any]) -> Value | Part | None:
    """Give the ranks that a group may truly have."""
    if pd.isna(row["rank"]):
        return None
    low, high = (Value(row[name], "count") for name in ("rank_low", "rank_high"))
    return low if row["rank_low"] == row["rank_high"] else phrase("rank-between", low=low, high=high)


def repeat_by_month(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Repeat rate by month of first order, beside the Kaplan-Meier rate of all customers."""
    columns = heads("month", "rate", "interval", "n", "repeated", "note")
    rows = [
        [_month(row), *score(row, "share", min_n=min_n), Value(_repeated(row), "count"), reason(row, min_n=min_n)]
        for row in rows_of(frame.tail(MONTHS_SHOWN + 3))
    ]
    return table(phrase("caption-table-repeat"), columns, rows, note=None)


def returning_by_month(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Buyers of each month who had bought before it."""
    columns = heads("month", "rate", "interval", "customers", "returning", "note")
    rows = [
        [_month(row), *score(row, "share", min_n=min_n), Value(_repeated(row), "count"), reason(row, min_n=min_n)]
        for row in rows_of(frame.tail(MONTHS_SHOWN))
    ]
    return table(phrase("caption-table-returning"), columns, rows, note=None)


def cohorts(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Cohort triangle: a row a month of first purchase, a column an age, all cohorts together at the foot."""
    ages = [age for age in AGES_SHOWN if age in set(frame["age"])]
    named = frame[frame["period"].notna()]
    labels = sorted(named["period"].unique())[-MONTHS_SHOWN:]
    rows = [
        _cohort(named[named["period"] == label], ages, Value(label, "short_month"), min_n=min_n) for label in labels
    ]
    pooled = frame[frame["period"].isna()]
    if len(pooled):
        rows.append(_cohort(pooled, ages, phrase("all-cohorts"), min_n=min_n))
    columns = [*heads("month", "customers"), *((phrase("column-age", age=age), RIGHT) for age in ages)]
    note = phrase("note-cohorts", min_n=min_n)
    return heat(table(phrase("caption-table-cohorts"), columns, rows, note=note), start=2)


def _cohort(rows: pd.DataFrame, ages: list[int], label: Any, *, min_n: int) -> list[Any]:
    by_age = rows.set_index("age")
    shares = [by_age.loc[age] if age in by_age.index else None for age in ages]
    cells = [Value(None if row is None else row["estimate"], "share", _share_digits(row)) for row in shares]
    return [label, count(rows_of(rows)[0], min_n=min_n), *cells]


def _share_digits(row: Any) -> int:
    return 0 if row is None or pd.isna(row["n"]) else decimals(row["n"])


def days_to_repeat(frame: pd.DataFrame) -> Part:
    """Days until a tenth, a quarter and half of all customers have bought again."""
    rows = [
        [
            Value(row["share"], "share", 0),
            Value(row["estimate"], "days"),
            interval(row, "days"),
            phrase("reason-not-reached") if pd.isna(row["estimate"]) and row["n"] is not None else None,
        ]
        for row in rows_of(frame)
    ]
    columns = heads("come-back", "days", "interval", "note")
    return table(phrase("caption-table-days"), columns, rows, note=None)


def repeat_definitions(rates: Mapping[str, pd.DataFrame], *, days: int, min_n: int) -> Part:
    """Lay the rates that are all called repeat rate side by side, the headline first."""
    rows = []
    for name in DEFINITIONS_SHOWN:
        row = rows_of(rates[name])[-1]
        label = phrase(f"definition-name-{name}", **_definition_fields(name, days))
        rows.append([label, *score(row, "share", min_n=min_n), reason(row, min_n=min_n)])
        if name == "within" and not pd.isna(row["km_estimate"]):
            km = {**row, "estimate": row["km_estimate"], "conf_low": row["km_low"], "conf_high": row["km_high"]}
            km["n"] = row["customers"] - row["in_burn_in"]
            rows.append([phrase("definition-name-km"), *score(km, "share", min_n=min_n), None])
    columns = [(phrase("column-definition"), LEFT), *heads("rate", "interval", "customers", "note")]
    return table(phrase("caption-table-rates"), columns, rows, note=None)


def _definition_fields(name: str, days: int) -> dict[str, Any]:
    return {"days": days} if name == "within" else {}


_LABELS = {OTHER: "label-other-groups", TIED: "label-tied", LOST: "label-lost"}


def group_label(value: Any) -> Any:
    """Label of a group: the data's own text, or words for "not given" and for groups that are none of the data's."""
    if value in _LABELS:
        return phrase(_LABELS[value])
    return value if isinstance(value, str) and readable(value).strip() else phrase("label-other")


def interval(row: Mapping[str, Any], unit: str) -> Part | None:
    """Both limits of an interval, in the unit of the estimate."""
    if pd.isna(row["conf_low"]):
        return None
    digits = 0 if unit.startswith("money") else decimals(row["n"])
    return phrase("interval-is", low=Value(row["conf_low"], unit, digits), high=Value(row["conf_high"], unit, digits))


def heads(*names: str) -> list[tuple[Part, str]]:
    """Headings of columns by their keys: text to the left, numbers to the right."""
    text = {
        "month",
        "group",
        "initiative-name",
        "verdict",
        "lever",
        "evidence",
        "starts",
        "pilot",
        "owner",
        "pillar",
        "stage",
        "link",
        "which",
        "table",
        "note",
        "come-back",
        "purchases-so-far",
        "method",
        "estimand",
        "covariate",
        "effect-told",
        "effect-believed",
        "cost-told",
        "promised",
        "delivered",
        "before-and-after",
        "why",
        "year-until",
        "metric",
        "meaning",
        "unit",
        "trend",
        "claim",
        "source",
        "handled-by",
        "payment",
        "nps-class",
        "channel",
        "bought-in",
        "switch",
        "first-touch",
        "against-rest",
        "real",
        "what",
        "brought-by",
        "next-stage",
        "touchpoint",
        "next-touchpoint",
        "way",
        "nearest",
        "fate",
        "place",
        "effort",
        "initiative",
        "persona",
        "goals",
        "driver",
        "beyond-others",
        "theme",
        "term",
        "tone",
        "quote",
        "whose",
        "made-from",
    }
    return [(phrase(f"column-{name}"), LEFT if name in text else RIGHT) for name in names]


def _month(row: Mapping[str, Any]) -> Value:
    return Value(row["period"], "short_month")


def score(row: Mapping[str, Any], unit: str, *, min_n: int) -> list[Any]:
    """Estimate, interval and n of a row."""
    digits = 0 if pd.isna(row["n"]) else decimals(row["n"])
    return [Value(row["estimate"], unit, digits), interval(row, unit), count(row, min_n=min_n)]


def _shares(row: Mapping[str, Any]) -> list[Value]:
    """Shares of promoters, passives and detractors."""
    p, d = row["promoter_share"], row["detractor_share"]
    enough = not pd.isna(row["n"]) and row["n"] >= SHARES_FROM
    return [Value(share if enough else None, "share", 0) for share in (p, 1 - p - d, d)]


def _repeated(row: Mapping[str, Any]) -> float | None:
    return None if pd.isna(row["repeated"]) or pd.isna(row["estimate"]) else float(row["repeated"])


def _difference(row: Mapping[str, Any], unit: str) -> Value | Part:
    """Give the difference against a year earlier; of joint months with their names, or with the holiday that moved."""
    n = min(row["n"], row["base_n"])
    if row["verdict"] == "shifted":
        return phrase("difference-shifted", holiday=phrase(f"holiday-{row['holiday']}"))
    shown = row["verdict"] in {"rose", "fell", "unclear"}
    value = Value(row["difference"] if shown else None, unit, decimals(n))
    together = shown and isinstance(row["holiday"], str)
    return phrase("difference-joint", difference=value, span=Value(row["span"], "short_month")) if together else value
