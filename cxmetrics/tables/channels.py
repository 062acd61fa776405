"""Tables of channels: their mix, pairs and order, stores beside online, and what winning and keeping cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from cxmetrics.channels import LOST, PLACES
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, count, heat, phrase, reason, table
from cxmetrics.tables.monthly import MONTHS_SHOWN, RIGHT, group_label, heads, interval, score
from cxmetrics.words import Value, decimals

MOST = 6  # channels that a page is wide enough for
MOVES_SHOWN = 12
POINTS = "signed_percentage_points"
Row = Mapping[str, Any]


def channels_by_size(frame: pd.DataFrame) -> list[Any]:
    """Give the channels of a mix, the largest of its last period first."""
    last = frame[frame["period"] == frame["period"].max()].sort_values("estimate", ascending=False, kind="stable")
    return list(dict.fromkeys([*last["channel"], *frame["channel"]]))


def mix_by_month(frame: pd.DataFrame, *, min_n: int) -> Part:
    """Share of the purchases of each month by channel, darker where it is larger."""
    names = channels_by_size(frame)
    months = sorted(frame["period"].unique())[-MONTHS_SHOWN:]
    cells = {(row["period"], row["channel"]): _cell(row, min_n=min_n) for row in rows_of(frame)}
    rows = [
        [Value(month, "short_month"), *(cells.get((month, name), Value(None, "share")) for name in names[:MOST])]
        for month in months
    ]
    caption = phrase("caption-table-mix", last=Value(months[-1], "month"))
    return _matrix(caption, "month", names, rows, note=phrase("note-heat-hidden", min_n=min_n))


def mix_changes(changes: pd.DataFrame, shown: pd.DataFrame, *, month: str, min_n: int) -> Part:
    """Share of each channel in one month, beside the same month a year earlier."""
    now = shown[shown["period"] == month].sort_values("estimate", ascending=False, kind="stable")
    beside = {row["channel"]: row for row in rows_of(changes[changes["period"] == month])}
    rows = [
        [
            group_label(row["channel"]),
            *score(row, "share", min_n=min_n),
            *_year_before(beside[row["channel"]]),
            reason(row, min_n=min_n),
        ]
        for row in rows_of(now)
    ]
    columns = heads("channel", "share-of-purchases", "interval", "customers", "year-earlier", "moved", "real", "note")
    return table(phrase("caption-table-mix-changes", month=Value(month, "month")), columns, rows, note=None)


def _year_before(change: Row) -> list[Any]:
    """Share of a year earlier, the difference in percentage points, and whether it is more than chance."""
    judged = change["verdict"] in {"rose", "fell", "unclear"}
    digits = decimals(min(change["n"], change["base_n"]))
    said = phrase(f"since-{change['verdict']}") if judged else None
    return [
        Value(change["base_estimate"], "share", digits),
        Value(change["difference"] if judged else None, POINTS, digits),
        said,
    ]


def pairs(frame: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Share of the customers who used both channels of a pair; a channel beside itself is its reach."""
    reach = frame[frame["channel"] == frame["beside"]].sort_values("estimate", ascending=False, kind="stable")
    names = reach["channel"].tolist()
    cells = {frozenset((row["channel"], row["beside"])): _cell(row, min_n=min_n) for row in rows_of(frame)}
    few = phrase("n-below", min_n=min_n)  # nobody at all is not told from a few
    rows = [
        [group_label(one), *(cells.get(frozenset((one, other)), few) for other in names[:MOST])] for one in names[:MOST]
    ]
    return _matrix(phrase("caption-table-pairs", days=days), "channel", names, rows, note=phrase("note-pairs"))


def next_channels(frame: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Share of the purchases in a channel that were followed by one in each channel, or by none."""
    names = channels_of(frame)
    cells = {(row["channel"], row["next_channel"]): _cell(row, min_n=min_n) for row in rows_of(frame)}
    few, ends = phrase("n-below", min_n=min_n), [*names[:MOST], LOST]
    rows = [[group_label(one), *(cells.get((one, other), few) for other in ends)] for one in names[:MOST]]
    caption = phrase("caption-table-next", days=days)
    return _matrix(caption, "bought-in", names, rows, note=phrase("note-next", days=days), ends=[LOST])


def channels_of(frame: pd.DataFrame) -> list[Any]:
    """Give the first channels of steps, the one with the most purchases first; hidden ones go last."""
    most = frame.groupby("channel", sort=True)["of"].max().sort_values(ascending=False, kind="stable")
    return list(most.index)


def switches(frame: pd.DataFrame, *, min_n: int) -> Part | None:
    """Lay out the most frequent switches of channel, with the days until then; None without any."""
    other = (frame["channel"] != frame["next_channel"]) & (frame["next_channel"] != LOST)
    known = frame[other & frame["estimate"].notna() & (frame["channel"] != "") & (frame["next_channel"] != "")]
    most = known.sort_values("moves", ascending=False, kind="stable").head(MOVES_SHOWN)
    if most.empty:
        return None
    rows = [
        [
            phrase("channel-to", one=group_label(row["channel"]), other=group_label(row["next_channel"])),
            Value(row["moves"], "count"),
            *score(row, "share", min_n=min_n),
            Value(row["days"], "days"),
        ]
        for row in rows_of(most)
    ]
    columns = heads("switch", "moves", "share-of-first", "interval", "customers", "median-days")
    more = phrase("note-switches", shown=Value(len(most), "count"), all=Value(int(other.sum()), "count"))
    return table(phrase("caption-table-switches"), columns, rows, note=more if other.sum() > len(most) else None)


def places(frame: pd.DataFrame, *, group: str, name: Part, days: int, min_n: int) -> Part:
    """Lay out the customers of each group who buy in stores only, in both, or online only."""
    rows = []
    for value, part in frame.groupby(group, dropna=False, sort=False):
        cells = {row["place"]: _cell(row, min_n=min_n) for row in rows_of(part)}
        few = phrase("n-below", min_n=min_n)
        rows.append([group_label(value), *(cells.get(place, few) for place in PLACES)])
    columns = [*heads("group"), *heads(*(f"place-{place.replace('_', '-')}" for place in PLACES))]
    return table(phrase("caption-table-places", group=name, days=days), columns, rows, note=None)


def touches(frame: pd.DataFrame, against: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Share that bought again by first touch; ``against`` says of the same rows whether they differ from the others."""
    told = frame.assign(verdict=against["verdict"])
    ordered = told.sort_values("estimate", ascending=False, na_position="last", kind="stable")
    rows = [
        [
            group_label(row["first_touch"]),
            *score(row, "share", min_n=min_n),
            None if pd.isna(row["estimate"]) else phrase(f"rest-{row['verdict']}"),
            reason(row, min_n=min_n),
        ]
        for row in rows_of(ordered)
    ]
    columns = heads("first-touch", "rate", "interval", "customers", "against-rest", "note")
    return table(phrase("caption-table-touches", days=days), columns, rows, note=None)


def winning_and_keeping(frame: pd.DataFrame, *, currency: str, min_n: int) -> Part:
    """Lay out what winning and keeping a customer cost, and the margin of one who is kept."""
    return _amounts(frame, "what", _named, currency=currency, min_n=min_n, caption="caption-table-costs")


def cost_of_winning(frame: pd.DataFrame, *, currency: str, min_n: int) -> Part:
    """Lay out what winning a customer cost, by what brought them."""
    ordered = frame.sort_values("estimate", ascending=False, na_position="last", kind="stable")
    caption = "caption-table-winning"
    return _amounts(ordered, "brought-by", _source, currency=currency, min_n=min_n, caption=caption)


def _amounts(
    frame: pd.DataFrame, head: str, label: Callable[[Row], Any], *, currency: str, min_n: int, caption: str
) -> Part:
    unit = f"money-{currency}"
    rows = [
        [
            label(row),
            Value(row["estimate"], unit, 0),
            interval(row, unit),
            count(row, min_n=min_n),
            reason(row, min_n=min_n),
        ]
        for row in rows_of(frame)
    ]
    return table(phrase(caption), heads(head, "per-customer", "interval", "customers", "note"), rows, note=None)


def _named(row: Row) -> Part:
    return phrase(f"metric-name-{str(row['metric']).replace('_', '-')}")


def _source(row: Row) -> Any:
    return group_label(row["acquisition_source"])


def _cell(row: Row, *, min_n: int) -> Value | Part:
    """Give a share, or say that it is hidden, and of a small group that it is one."""
    if row["hidden"] == "small":
        return phrase("n-below", min_n=min_n)
    if pd.isna(row["estimate"]):
        return phrase("cell-hidden")
    return Value(row["estimate"], "share", decimals(row["n"]))


def _matrix(
    caption: Part, head: str, names: Sequence[Any], rows: list[list[Any]], *, note: Part, ends: Sequence[Any] = ()
) -> Part:
    """Lay out shares by channel, a column a channel, tinted; where there are too many, say so."""
    columns = [*heads(head), *((phrase("column-named", name=group_label(n)), RIGHT) for n in (*names[:MOST], *ends))]
    many = phrase("note-most-channels", shown=MOST, all=len(names))
    said = phrase("note-and-note", first=note, next=many) if len(names) > MOST else note
    return heat(table(caption, columns, rows, note=said), start=1)
