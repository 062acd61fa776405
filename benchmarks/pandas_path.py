"""The customer path in pandas, as an experienced analyst would count it: narrow reads, integer codes, no loops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.pandas_way import DATA_END, Frame

YEAR, INACTIVE, MOST = pd.Timestamp("2025-11-01"), 30, 2_000
DAYS = {"aware": 60, "appeal": 60, "ask": 60, "act": 180, "advocate": 0}  # to go on
STAGE_OF = {
    "advertising": "aware", "newsletter": "aware", "mobile_app": "appeal", "website": "appeal", "chatbot": "ask",
    "product_page": "ask", "checkout": "act", "payment": "act", "referral": "advocate", "review_written": "advocate",
}  # fmt: skip


def journey(path: Path) -> Frame:
    """Stages, touchpoints and transitions of the last year's customer path, by the furthest stage."""
    touches = pd.read_parquet(path, columns=["customer_id", "occurred_at", "touchpoint"])
    touches = touches[touches["customer_id"].notna() & (touches["occurred_at"] < DATA_END + pd.Timedelta(days=1))]
    places = pd.CategoricalDtype(list(STAGE_OF))
    touches = pd.DataFrame(
        {
            "customer": touches["customer_id"].factorize()[0],
            "at": touches["occurred_at"],
            "place": touches["touchpoint"].astype("string").astype(places).cat.codes,
        }
    )
    everybody = touches.groupby("customer")["at"].agg(["min", "size"])
    persons = everybody["size"] <= MOST
    touches = touches[touches["place"].ge(0) & touches["customer"].map(persons)]
    new = persons & (everybody["min"] >= YEAR)
    recent = touches[touches["at"] >= YEAR].sort_values(["customer", "at", "place"])
    parts = (_stages(touches[touches["customer"].map(new)]), _places(recent), _moves(recent))
    return pd.concat(parts, ignore_index=True)


def _stages(touches: Frame) -> Frame:
    """Journeys by stage, and those that went on in time."""
    stage = touches["place"].map(dict(enumerate(STAGE_OF.values())))
    first = touches.groupby(["customer", stage.rename("stage")])["at"].min().unstack()[list(DAYS)]  # noqa: PD010
    before = first[["aware", "appeal", "ask"]]
    first[["aware", "appeal", "ask"]] = before.where(~before.gt(first["act"], axis=0))
    reached = first.iloc[:, ::-1].cummin(axis=1).ffill(axis=1).iloc[:, ::-1].apply(lambda times: times.dt.normalize())
    rows = []
    for name, following, days in zip(DAYS, [*list(DAYS)[1:], None], DAYS.values(), strict=True):
        day = reached[name].dropna()
        ready = day[(DATA_END - day).dt.days >= days] if following else day[:0]
        moved = ((reached[following].reindex(ready.index) - ready).dt.days <= days).sum() if following else None
        rows.append({"what": "stage", "stage": name, "n": len(day), "whole": len(ready), "part": moved})
    return pd.DataFrame(rows).assign(estimate=lambda frame: frame["part"] / frame["whole"].where(frame["whole"] > 0))


def _places(recent: Frame) -> Frame:
    """Customers and contacts by touchpoint."""
    counts = recent.groupby(["place", "customer"]).size().groupby(level="place").agg(n="size", part="sum")
    named = counts.assign(touchpoint=np.array(list(STAGE_OF))[counts.index], what="touchpoint")
    return named.assign(whole=recent["customer"].nunique(), estimate=lambda frame: frame["n"] / frame["whole"])


def _moves(recent: Frame) -> Frame:
    """Touchpoints that follow each other within 30 days; contacts of the last days without a next one are open."""
    names = np.array([*STAGE_OF, "__left__"])
    day, alone = recent["at"].dt.normalize(), recent["customer"].ne(recent["customer"].shift(-1))
    gap = (day.shift(-1) - day).dt.days.where(~alone)
    soon = gap <= INACTIVE
    following = recent["place"].shift(-1, fill_value=-1).where(soon, len(STAGE_OF))
    kept = soon | gap.notna() | ((DATA_END - day).dt.days >= INACTIVE)
    counts = pd.DataFrame({"place": recent["place"], "next": following})[kept].groupby(["place", "next"]).size()
    found = counts.rename("part").reset_index()
    found["whole"] = found.groupby("place")["part"].transform("sum")
    words = {"touchpoint": names[found["place"]], "next_touchpoint": names[found["next"]], "what": "transition"}
    return found.assign(**words, estimate=found["part"] / found["whole"]).drop(columns=["place", "next"])
