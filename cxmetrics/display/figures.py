"""Figures of a report as data: the frame to draw and the keys of its words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, gap, phrase, reason
from cxmetrics.privacy import OTHER
from cxmetrics.tables import SHARES_FROM, group_label
from cxmetrics.words import Value, decimals

MONTHS_DRAWN = 25
DRAWN = ["estimate", "conf_low", "conf_high", "n"]


def nps_trend(frame: pd.DataFrame, *, period: str, base: str, min_n: int) -> Part | None:
    """NPS by month, with its interval and the same month of last year; None where one month is no trend."""
    months = frame[frame["period"] <= period].tail(MONTHS_DRAWN)
    if months["estimate"].notna().sum() < 2 or _row(months, period) is None:  # noqa: PLR2004 - two points make a line
        return None
    drawn = _drawn(months, [Value(label, "short_month").to_json() for label in months["period"]], min_n=min_n)
    drawn["last_year"] = (months["period"] == base).tolist()
    now, then = (_row(months, label) for label in (period, base))
    fields = {
        "first": Value(months["period"].iloc[0], "month"),
        "last": Value(period, "month"),
        **_limits(now, "points"),
    }
    alt = phrase("alt-nps-trend-short", **fields)
    if then is not None:
        fields |= {"base": Value(base, "month"), "base_nps": Value(then["estimate"], "points", decimals(then["n"]))}
        alt = phrase("alt-nps-trend", **fields)
    caption = phrase("caption-nps-trend", level=Value(now["level"], "level"))
    text = {"axis": phrase("axis-nps"), "unit": "points", "gap": phrase("label-no-data")}
    return figure("trend", drawn, alt=alt, caption=caption, text=text | {"last_year": phrase("label-last_year")})


def control_chart(limits: pd.DataFrame, *, period: str) -> Part | None:
    """NPS by month with the limits that the baseline lets expect; None where there are too few months."""
    rows = limits[limits["period"] <= period].tail(MONTHS_DRAWN).reset_index(drop=True)
    if rows.empty or rows["period"].iloc[-1] != period:
        return None
    last, set_by = rows.iloc[-1], limits[limits["in_baseline"]]
    drawn = pd.DataFrame({
        "label": [Value(label, "short_month").to_json() for label in rows["period"]],
        "estimate": [round_half_away(value, decimals(n)) for value, n in zip(rows["estimate"], rows["n"], strict=True)],
        "conf_low": [round_half_away(value, 1) for value in rows["low"]],
        "conf_high": [round_half_away(value, 1) for value in rows["high"]],
        "n": rows["n"].astype(float),
        "reason": None,
    })  # fmt: skip
    fields = {
        "month": Value(period, "month"),
        "nps": Value(last["estimate"], "points", decimals(last["n"])),
        "low": Value(last["low"], "points", 1),
        "high": Value(last["high"], "points", 1),
        "first": Value(set_by["period"].iloc[0], "month"),
        "last": Value(set_by["period"].iloc[-1], "month"),
    }
    text = {"axis": phrase("axis-nps"), "unit": "points", "gap": phrase("label-no-data")}
    span = {name: fields[name] for name in ("first", "last")}
    return figure(
        "trend", drawn, alt=phrase("alt-control", **fields), caption=phrase("caption-control", **span), text=text
    )


def opinion_trend(frame: pd.DataFrame, *, kind: str, period: str, base: str, min_n: int) -> Part | None:
    """Share of satisfied customers, or of those who found it easy, by month; None where one month is no trend.

    Parameters
    ----------
    frame : DataFrame
        Protected result with a row a month.
    kind : {"csat", "ces"}
        Which words.
    period, base : str
        The month reported, and the month of last year.
    min_n : int
        Smallest group that is shown.
    """
    name = phrase(f"metric-{kind}")
    return share_trend(frame, name=name, axis="axis-answers", period=period, base=base, min_n=min_n)


def share_trend(frame: pd.DataFrame, *, name: Part, axis: str, period: str, base: str, min_n: int) -> Part | None:
    """Any share by month under its name; None where one month is no trend."""
    months = frame[frame["period"] <= period].tail(MONTHS_DRAWN)
    now = _row(months, period)
    if months["estimate"].notna().sum() < 2 or now is None:  # noqa: PLR2004 - two points make a line
        return None
    drawn = _drawn(months, [Value(label, "short_month").to_json() for label in months["period"]], min_n=min_n)
    drawn["last_year"] = (months["period"] == base).tolist()
    digits = decimals(now["n"])
    values = {key: Value(now[column], "share", digits) for key, column in
              (("value", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    span = {"first": Value(months["period"].iloc[0], "month"), "last": Value(period, "month")}
    alt = phrase("alt-opinion-trend", name=name, **span, **values)
    caption = phrase("caption-opinion-trend", name=name, level=Value(now["level"], "level"))
    text = {"axis": phrase(axis), "unit": "share", "gap": phrase("label-no-data")}
    return figure("trend", drawn, alt=alt, caption=caption, text=text | {"last_year": phrase("label-last_year")})


def nps_groups(
    frame: pd.DataFrame, total: dict[str, Any] | None, *, group: str, name: Part, month: str, min_n: int
) -> Part:
    """NPS of each group with its interval, the best on top, beside the total."""
    fields = {"group": name, "month": Value(month, "month")}
    text = {"axis": phrase("axis-nps"), "unit": "points"}
    return beside_total(frame, total, group=group, words="segments", fields=fields, text=text, min_n=min_n)


def share_groups(
    frame: pd.DataFrame,
    total: dict[str, Any] | None,
    *,
    metric: Part,
    axis: str,
    group: str,
    name: Part,
    month: str,
    min_n: int,
) -> Part:
    """Any share of each group with its interval, the highest on top, beside the total."""
    fields = {"metric": metric, "group": name, "month": Value(month, "month")}
    text = {"axis": phrase(axis), "unit": "share"}
    return beside_total(frame, total, group=group, words="groups", fields=fields, text=text, min_n=min_n)


def beside_total(
    frame: pd.DataFrame,
    total: dict[str, Any] | None,
    *,
    group: str,
    words: str,
    fields: dict[str, Any],
    text: dict[str, Any],
    min_n: int,
) -> Part:
    """Draw groups in the order of their estimates; ``words`` are the keys of alternative text and caption."""
    ordered = frame.sort_values("estimate", ascending=False, na_position="last", kind="stable")
    drawn = _drawn(ordered, [group_label(value) for value in ordered[group]], min_n=min_n)
    below = [phrase("n-is-below", min_n=min_n) if why == "small" else None for why in ordered["hidden"]]
    drawn["below"] = pd.Series(below, dtype=object)
    drawn["reference"] = total["estimate"] if total else None
    known = rows_of(ordered[(ordered["n"].fillna(0) >= SHARES_FROM) & (ordered[group] != OTHER)])
    alt = phrase(f"alt-{words}-none", **fields)
    if known:
        best, worst = known[0], known[-1]
        alt = phrase(f"alt-{words}", **fields, **_named("best", best, group), **_named("worst", worst, group))
    caption = phrase(f"caption-{words}", level=Value(frame["level"].iloc[0], "level"), **fields)
    text = {**text, "hidden": phrase("label-hidden"), "reference": phrase("label-total")}
    return figure("intervals", drawn, alt=alt, caption=caption, text=text)


def repeat_cohorts(frame: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Repeat rate by month of first order; months that cannot be observed are empty, a gap if all are."""
    if frame["estimate"].isna().all():
        return gap("gap-no-cohort", days=days)
    months = frame.tail(MONTHS_DRAWN)
    drawn = _drawn(months, [Value(label, "short_month").to_json() for label in months["period"]], min_n=min_n)
    drawn["reason"] = None  # each waits for a day of its own: the table names it
    known = months[months["estimate"].notna()]
    gaps = int(months["estimate"].isna().sum())
    last = known.iloc[-1]
    alt = phrase(
        "alt-repeat",
        days=days,
        rate=Value(last["estimate"], "share", decimals(last["n"])),
        last=Value(last["period"], "month"),
        gaps=gaps,
    )
    caption = phrase("caption-repeat", days=days, level=Value(last["level"], "level"))
    text = {"axis": phrase("axis-share"), "unit": "share", "gap": phrase("label-not-yet")}
    return figure("cohort_rates", drawn, alt=alt, caption=caption, text=text)


def nps_shares(frame: pd.DataFrame, *, months: list[str]) -> Part | None:
    """Shares of promoters, passives and detractors in some months; None where the last one has none."""
    rows = []
    chosen = rows_of(frame[frame["period"].isin(months) & (frame["n"].fillna(0) >= SHARES_FROM)])
    if not chosen or chosen[-1]["period"] != months[-1]:
        return None
    for row in chosen:
        p, d = row["promoter_share"], row["detractor_share"]
        label = Value(row["period"], "month").to_json()
        for name, share in (("promoters", p), ("passives", 1 - p - d), ("detractors", d)):
            shown = round_half_away(share, 3)
            rows.append({"label": label, "part": phrase(f"label-{name}"), "estimate": shown, "n": row["n"]})
    last = chosen[-1]
    alt = phrase(
        "alt-shares",
        last=Value(last["period"], "month"),
        promoters=Value(last["promoter_share"], "share", 0),
        detractors=Value(last["detractor_share"], "share", 0),
    )
    text = {"axis": phrase("axis-answers"), "unit": "share", "digits": 0, "hidden": phrase("label-hidden")}
    return figure("shares", pd.DataFrame(rows), alt=alt, caption=phrase("caption-shares"), text=text)


def _drawn(frame: pd.DataFrame, labels: list[Any], *, min_n: int) -> pd.DataFrame:
    why = [reason(row, min_n=min_n) if pd.isna(row["estimate"]) else None for row in rows_of(frame)]
    drawn = frame[DRAWN].astype(float).reset_index(drop=True)
    digits = [decimals(n) + 2 * int(unit == "share") for n, unit in zip(drawn["n"], frame["unit"], strict=True)]
    for name in DRAWN[:3]:
        values = zip(drawn[name].tolist(), digits, strict=True)
        drawn[name] = [round_half_away(value, places) for value, places in values]
    return drawn.assign(label=pd.Series(labels, dtype=object), reason=pd.Series(why, dtype=object))


def _row(frame: pd.DataFrame, period: str) -> Any:
    rows = frame[(frame["period"] == period) & frame["estimate"].notna()]
    return None if rows.empty else rows.iloc[0]


def _limits(row: Any, unit: str) -> dict[str, Value]:
    digits = decimals(row["n"])
    names = {"nps": "estimate", "low": "conf_low", "high": "conf_high"}
    return {name: Value(row[column], unit, digits) for name, column in names.items()}


def _named(which: str, row: dict[str, Any], group: str) -> dict[str, Any]:
    return {
        which: group_label(row[group]),
        f"{which}_value": Value(row["estimate"], str(row["unit"]), decimals(row["n"])),
    }
