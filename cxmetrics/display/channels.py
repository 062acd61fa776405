"""Channels in words and pictures: their mix and pairs, what follows on what, stores and evenness."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxmetrics.channels import LOST, PLACES
from cxmetrics.display.figures import beside_total
from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, group_name, joined, listed, phrase, reason, sentence
from cxmetrics.ranking import ENOUGH, ends
from cxmetrics.tables import group_label
from cxmetrics.tables.channels import channels_by_size
from cxmetrics.words import Value, decimals

POINTS: Final = "signed_percentage_points"
DRAWN: Final = ("estimate", "conf_low", "conf_high")


def mix_state(changes: pd.DataFrame, *, month: str) -> Part:
    """Say which channels have a larger or smaller share of the purchases than a year earlier."""
    now = rows_of(changes[changes["period"] == month])
    when = Value(month, "month")
    if not any(row["verdict"] in {"rose", "fell", "unclear"} for row in now):
        return sentence("channel-mix-unknown", month=when)
    said = []
    for verdict in ("rose", "fell"):
        moved = sorted((row for row in now if row["verdict"] == verdict), key=lambda row: -abs(row["difference"]))
        if moved:
            items = listed([_moved(row) for row in moved])
            said.append(sentence(f"channel-mix-{verdict}", month=when, items=items))
    return joined(*said) if said else sentence("channel-mix-steady", month=when)


def _moved(row: dict[str, Any]) -> Part:
    digits = decimals(min(row["n"], row["base_n"]))
    return phrase("channel-moved", name=group_label(row["channel"]), points=Value(row["difference"], POINTS, digits))


def mix_now(shown: pd.DataFrame, changes: pd.DataFrame, *, month: str, min_n: int) -> Part:
    """Draw the share of the purchases of a month by channel, beside that of a year earlier."""
    rows = rows_of(shown[shown["period"] == month])
    names, base = channels_by_size(shown), changes.loc[changes["period"] == month].set_index("channel")["base_estimate"]
    rows = sorted(rows, key=lambda row: names.index(row["channel"]))
    drawn = pd.DataFrame([
        {**bar(row, group_label(row["channel"]), min_n=min_n),
         "expected": round_half_away(float(base[row["channel"]]), 3)}
        for row in rows
    ])  # fmt: skip
    known = [row for row in rows if not pd.isna(row["estimate"])]
    fields: dict[str, Any] = {"month": Value(month, "month")}
    alt = phrase("alt-channel-mix-none", **fields)
    if known:
        most = known[0]
        alt = phrase("alt-channel-mix", **fields, name=group_label(most["channel"]), share=_share(most))
    text = {"axis": phrase("axis-purchases-share"), "unit": "share", "hidden": phrase("label-hidden")}
    text["reference"] = phrase("label-last_year")
    caption = phrase("caption-channel-mix", **fields, level=Value(rows[0]["level"], "level"))
    return figure("bars", drawn, alt=alt, caption=caption, text=text)


def bar(row: dict[str, Any], label: Any, *, min_n: int) -> dict[str, Any]:
    """Give what a bar is drawn from; a hidden one says that it is."""
    digits = (0 if pd.isna(row["n"]) else decimals(row["n"])) + 2
    numbers = {name: round_half_away(row[name], digits) for name in DRAWN}
    return {
        "label": label,
        **numbers,
        "n": None if pd.isna(row["n"]) else float(row["n"]),
        "reason": reason(row, min_n=min_n),
    }


def _share(row: dict[str, Any], column: str = "estimate") -> Value:
    return Value(row[column], "share", decimals(row["n"]))


def pairs_state(frame: pd.DataFrame, *, days: int) -> Part:
    """Say which two channels most customers use side by side."""
    beside = frame[(frame["channel"] != frame["beside"]) & frame["estimate"].notna()]
    if beside.empty:
        return sentence("channel-pairs-none", days=days)
    row = rows_of(beside.sort_values("estimate", ascending=False, kind="stable"))[0]
    fields: dict[str, Any] = {"one": group_label(row["channel"]), "other": group_label(row["beside"])}
    fields |= {"low": _share(row, "conf_low"), "high": _share(row, "conf_high")}
    return sentence("channel-pairs-most", days=days, share=_share(row), **fields)


def preferred(frame: pd.DataFrame, *, days: int, min_n: int) -> Part:
    """Draw the share of the customers by the channel of most of their purchases."""
    text = {"axis": phrase("axis-share"), "unit": "share"}
    words = "preferred"
    return beside_total(frame, None, group="channel", words=words, fields={"days": days}, text=text, min_n=min_n)


def next_state(frame: pd.DataFrame, *, days: int) -> Part:
    """Say after which channel most customers are lost and after which fewest, where these are apart."""
    lost = frame[frame["next_channel"] == LOST]
    if lost["estimate"].notna().sum() < 2:  # noqa: PLR2004 - one channel is compared with none
        return sentence("channel-lost-unknown")
    apart = ends(lost)
    if apart is None:
        return sentence("channel-lost-alike", days=days)
    worst, best = apart
    fields: dict[str, Any] = {"worst": group_label(worst["channel"]), "best": group_label(best["channel"])}
    return sentence("channel-lost-apart", days=days, **fields, most=_share(worst), least=_share(best))


def lost(frame: pd.DataFrame, *, days: int, min_n: int) -> Part | None:
    """Draw the share of the purchases in each channel that no other followed in time; None where all were."""
    rows = frame[frame["next_channel"] == LOST].drop(columns="next_channel")
    if rows.empty:
        return None
    text = {"axis": phrase("axis-purchases-share"), "unit": "share"}
    return beside_total(rows, None, group="channel", words="lost", fields={"days": days}, text=text, min_n=min_n)


def places(frame: pd.DataFrame, *, group: str, days: int) -> Part | None:
    """Draw where the customers of each group buy: in stores only, in both, online only; None where all is hidden."""
    rows: list[dict[str, Any]] = []
    whole = []
    for value, part in frame.groupby(group, dropna=False, sort=False):
        shares = part.set_index("place")["estimate"].reindex(PLACES)
        known = shares.notna().all()
        whole += [(value, shares)] if known else []
        n, why = (float(part["of"].max()), None) if known else (None, phrase("cell-hidden"))
        rows += [
            {
                "label": group_label(value),
                "part": phrase(f"place-{place.replace('_', '-')}"),
                "n": n,
                "estimate": round_half_away(shares[place], 2) if known else None,
                "reason": why,
            }
            for place in PLACES
        ]
    if not whole:
        return None
    most, shares = max(whole, key=lambda one: one[1]["both"])
    fields: dict[str, Any] = {"name": group_label(most), "share": Value(shares["both"], "share", 0)}
    alt = phrase("alt-places", group=group_name(group), **fields)
    text = {"axis": phrase("axis-share"), "unit": "share", "digits": 0, "hidden": phrase("label-hidden")}
    caption = phrase("caption-places", group=group_name(group), days=days)
    return figure("shares", pd.DataFrame(rows), alt=alt, caption=caption, text=text)


def spread_state(spread: pd.DataFrame, scores: pd.DataFrame, *, month: str) -> Part:
    """Say how far the scores of channels truly lie apart, and which is highest and lowest where these are apart."""
    row = next((row for row in rows_of(spread) if row["period"] == month), None)
    if row is None or pd.isna(row["estimate"]):
        return sentence("channel-spread-few", least=ENOUGH)
    digits = decimals(row["n"])
    numbers: dict[str, Any] = {name: Value(row[column], "points", digits) for name, column in
               (("spread", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    key = "channel-spread-clear" if row["conf_low"] > 0 else "channel-spread-unclear"
    level = Value(row["level"], "level")
    said = [sentence(key, month=Value(month, "month"), channels=int(row["compared"]), level=level, **numbers)]
    apart = ends(scores[scores["period"] == month])
    if apart:
        named = tuple(zip(("best", "worst"), apart, strict=True))
        fields: dict[str, Any] = {name: group_label(one["channel"]) for name, one in named}
        fields |= {f"{name}_value": Value(one["estimate"], "points", decimals(one["n"])) for name, one in named}
        said.append(sentence("channel-spread-ends", **fields))
    return joined(*said)
