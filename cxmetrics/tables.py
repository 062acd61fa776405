"""Tables of a report from result frames: what stands in each cell, with its unit, in no language yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics import words
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, heat, phrase, reason, table
from cxmetrics.words import Value, decimals

LEFT, RIGHT = "left", "right"
SHARES_FROM = 30  # below this many, shares of the classes tell about single answers
DEFINITIONS_SHOWN = ("within", "customer_share", "order_share")
AGES_SHOWN = (1, 2, 3, 4, 5, 6, 9, 12)  # months after that of the first purchase
MONTHS_SHOWN = 13  # a year and the same month of the year before


def nps_by_month(frame: pd.DataFrame, changes: pd.DataFrame, *, min_n: int) -> Part:
    """NPS of the last months, with the groups behind it and the change against a year earlier."""
    last_year = changes[changes["against"] == "last_year"].set_index("period")
    columns = [*_heads("month", "nps", "interval", "n"), *_heads("promoters", "passives", "detractors")]
    columns += _heads("change-last_year", "note")
    rows = [
        [
            _month(row),
            *_score(row, "points"),
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
    columns = _heads("month", f"share-{kind}", "interval", "n", "mean", f"low-{kind}", "change-last_year", "note")
    rows = []
    for row in rows_of(shares.tail(MONTHS_SHOWN)):
        mean, bad = beside["mean"].loc[row["period"]], beside["low"].loc[row["period"]]
        rows.append([
            _month(row),
            *_score(row, "share"),
            Value(mean["estimate"], "score", decimals(row["n"]) + 1),
            Value(bad["estimate"], "share", decimals(row["n"])),
            _difference(last_year.loc[row["period"]], "signed_percentage_points"),
            reason(row, min_n=min_n),
        ])  # fmt: skip
    return table(phrase("caption-table-opinion", name=phrase(f"metric-{kind}")), columns, rows, note=None)


def nps_by_group(frame: pd.DataFrame, *, group: str, name: Part, month: str, min_n: int) -> Part:
    """NPS of each group in one month, small groups hidden."""
    columns = _heads("group", "nps", "interval", "n", "promoters", "passives", "detractors", "note")
    rows = [
        [group_label(row[group]), *_score(row, "points"), *_shares(row), reason(row, min_n=min_n)]
        for row in rows_of(frame)
    ]
    caption = phrase("caption-table-segments", group=name, month=Value(month, "month"))
    return table(caption, columns, rows, note=None)


def repeat_by_month(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Repeat rate by month of first order, beside the Kaplan-Meier rate of all customers."""
    columns = _heads("month", "rate", "interval", "n", "repeated", "note")
    rows = [
        [_month(row), *_score(row, "share"), Value(_if_shown(row, "repeated"), "count"), reason(row, min_n=min_n)]
        for row in rows_of(frame.tail(MONTHS_SHOWN + 3))
    ]
    return table(phrase("caption-table-repeat"), columns, rows, note=None)


def returning_by_month(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Buyers of each month who had bought before it."""
    columns = _heads("month", "rate", "interval", "customers", "returning", "note")
    rows = [
        [_month(row), *_score(row, "share"), Value(_if_shown(row, "repeated"), "count"), reason(row, min_n=min_n)]
        for row in rows_of(frame.tail(MONTHS_SHOWN))
    ]
    return table(phrase("caption-table-returning"), columns, rows, note=None)


def cohorts(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Cohort triangle: a row a month of first purchase, a column an age, all cohorts together at the foot."""
    ages = [age for age in AGES_SHOWN if age in set(frame["age"])]
    named = frame[frame["period"].notna()]
    labels = sorted(named["period"].unique())[-MONTHS_SHOWN:]
    rows = [_cohort(named[named["period"] == label], ages, Value(label, "short_month")) for label in labels]
    pooled = frame[frame["period"].isna()]
    if len(pooled):
        rows.append(_cohort(pooled, ages, phrase("all-cohorts")))
    columns = [*_heads("month", "customers"), *((phrase("column-age", age=age), RIGHT) for age in ages)]
    note = phrase("note-cohorts", min_n=min_n)
    return heat(table(phrase("caption-table-cohorts"), columns, rows, note=note), start=2)


def _cohort(rows: pd.DataFrame, ages: list[int], label: Any) -> list[Any]:
    by_age = rows.set_index("age")
    size: Any = by_age["n"].iloc[0]
    shares = [by_age.loc[age] if age in by_age.index else None for age in ages]
    cells = [Value(None if row is None else row["estimate"], "share", _share_digits(row)) for row in shares]
    return [label, Value(None if pd.isna(size) else float(size), "count"), *cells]


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
    columns = _heads("come-back", "days", "interval", "note")
    return table(phrase("caption-table-days"), columns, rows, note=None)


def repeat_definitions(rates: Mapping[str, pd.DataFrame], *, days: int, min_n: int) -> Part:
    """Lay the rates that are all called repeat rate side by side, the headline first."""
    rows = []
    for name in DEFINITIONS_SHOWN:
        row = rows_of(rates[name])[-1]
        label = phrase(f"definition-name-{name}", **_definition_fields(name, days))
        rows.append([label, *_score(row, "share"), reason(row, min_n=min_n)])
        if name == "within" and not pd.isna(row["km_estimate"]):
            km = {**row, "estimate": row["km_estimate"], "conf_low": row["km_low"], "conf_high": row["km_high"]}
            km["n"] = row["customers"] - row["in_burn_in"]
            rows.append([phrase("definition-name-km"), *_score(km, "share"), None])
    columns = [(phrase("column-definition"), LEFT), *_heads("rate", "interval", "customers", "note")]
    return table(phrase("caption-table-rates"), columns, rows, note=None)


def _definition_fields(name: str, days: int) -> dict[str, Any]:
    return {"days": days} if name == "within" else {}


def health(tables: pd.DataFrame) -> Part:
    """Rows by table: read, used, set aside, excluded and blank; the last four add up to the first."""
    counts = ["rows", "used", "quarantined", "excluded", "blank"]
    rows = [[_table_name(row), *(Value(row[name], "count") for name in counts)] for row in rows_of(tables)]
    return table(phrase("caption-table-health"), _heads("table", *counts), rows, note=None)


def rules(frame: pd.DataFrame, *, all_of_them: bool = False) -> Part | None:
    """Rows by rule: set aside, excluded, or used with a doubt; None where there is nothing to say of any row.

    A report sums over tables and leaves mere information (``I-``) out; ``cxmetrics check`` asks for all of them.
    """
    if not all_of_them:
        return _rules_in_short(frame[~frame["rule"].str.startswith("I-")])
    counted = frame
    if counted.empty:
        return None
    rows = [
        [
            _table_name(row),
            phrase(f"kind-{row['kind']}"),
            _rule(row["rule"]),
            row["detail"],
            Value(row["rows"], "count"),
        ]
        for row in rows_of(counted)
    ]
    columns = [
        *_heads("table"),
        (phrase("column-kind"), LEFT),
        (phrase("column-rule"), LEFT),
        (phrase("column-detail"), LEFT),
    ]
    columns += _heads("count")
    return table(phrase("caption-table-rules"), columns, rows, note=None)


def group_label(value: Any) -> Any:
    """Label of a group: the data's own text, or a word for "not given"."""
    return value if isinstance(value, str) and value else phrase("label-other")


def interval(row: Mapping[str, Any], unit: str) -> Part | None:
    """Both limits of an interval, in the unit of the estimate."""
    if pd.isna(row["conf_low"]):
        return None
    digits = decimals(row["n"])
    return phrase("interval-is", low=Value(row["conf_low"], unit, digits), high=Value(row["conf_high"], unit, digits))


def _heads(*names: str) -> list[tuple[Part, str]]:
    text = {"month", "group", "table", "note", "come-back"}
    return [(phrase(f"column-{name}"), LEFT if name in text else RIGHT) for name in names]


def _month(row: Mapping[str, Any]) -> Value:
    return Value(row["period"], "short_month")


def _score(row: Mapping[str, Any], unit: str) -> list[Any]:
    """Estimate, interval and n of a row."""
    n = _if_shown(row, "n")
    return [Value(row["estimate"], unit, decimals(n)), interval(row, unit), Value(n, "count")]


def _shares(row: Mapping[str, Any]) -> list[Value]:
    """Shares of promoters, passives and detractors."""
    p, d = row["promoter_share"], row["detractor_share"]
    enough = not pd.isna(row["n"]) and row["n"] >= SHARES_FROM
    return [Value(share if enough else None, "share", 0) for share in (p, 1 - p - d, d)]


def _if_shown(row: Mapping[str, Any], name: str) -> float | None:
    value = row[name]
    empty = pd.isna(value) or (name == "repeated" and pd.isna(row["estimate"]))
    return None if empty else float(value)


def _difference(row: Mapping[str, Any], unit: str) -> Value:
    n = min(row["n"], row["base_n"])
    shown = row["verdict"] in {"rose", "fell", "unclear"}
    return Value(row["difference"] if shown else None, unit, decimals(n))


def _rules_in_short(frame: pd.DataFrame) -> Part | None:
    if frame.empty:
        return None
    short = frame.groupby(["kind", "rule"], sort=True).agg(tables=("table", "nunique"), rows=("rows", "sum"))
    rows = [
        [_rule(row["rule"]), phrase(f"kind-{row['kind']}"), *(Value(row[name], "count") for name in ("tables", "rows"))]
        for row in rows_of(short.reset_index())
    ]
    columns = [(phrase("column-rule"), LEFT), (phrase("column-kind"), LEFT), *_heads("tables", "count")]
    return table(phrase("caption-table-rules"), columns, rows, note=phrase("note-rules-short"))


def files(frame: pd.DataFrame) -> Part:
    """Files by table, with size, encoding and the beginning of their hash."""
    rows = [
        [
            _table_name(row),
            row["name"],
            Value(row["bytes"], "count"),
            row["encoding"],
            row["sha256"][:12],
        ]
        for row in rows_of(frame)
    ]
    columns = [*_heads("table"), (phrase("column-file"), LEFT), *_heads("bytes")]
    columns += [(phrase(f"column-{name}"), LEFT) for name in ("encoding", "hash")]
    return table(phrase("caption-table-files"), columns, rows, note=None)


def aside(frame: pd.DataFrame, *, of: int) -> Part:
    """Rows that were set aside or doubted: where each stands, which rule it breaks, and the shape of its value."""
    rows = [
        [_table_name(row), row["file"], Value(row["line"], "count"), row["column"], _rule(row["rule"]),
         row["value"]]
        for row in rows_of(frame)
    ]  # fmt: skip
    columns = [*_heads("table"), (phrase("column-file"), LEFT), *_heads("line")]
    columns += [(phrase(f"column-{name}"), LEFT) for name in ("column", "rule", "shape")]
    more = phrase("note-aside-more", shown=Value(len(frame), "count"), all=Value(of, "count"))
    return table(phrase("caption-table-aside"), columns, rows, note=more if of > len(frame) else None)


def _table_name(row: Mapping[str, Any]) -> Part:
    return phrase(f"table-{row['table']}")


def _rule(code: str) -> Part:
    key = f"rule-{code}"
    return phrase(key) if key in words.keys("en") else phrase("rule-other", rule=code)
