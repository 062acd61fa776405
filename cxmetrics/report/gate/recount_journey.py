"""A second count of the journeys by stage, from the checked contacts and orders, without the query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import pandas as pd
import pyarrow.compute as pc

from cxmetrics.company import Company
from cxmetrics.contract import STAGES
from cxmetrics.errors import RenderError

FRAME: Final = "stages"
RULE: Final = "furthest"  # the one whose stages are counted again
BOUGHT: Final = 4  # stage of who has ordered
ORDERED: Final = ["customer_id", "ordered_at", "status", "kind", "amount"]


def check_journey(figures: Mapping[str, list[dict[str, Any]]], company: Company, *, values: Mapping[str, Any]) -> None:
    """Refuse numbers of journeys by stage that a second count does not give.

    Parameters
    ----------
    figures : dict of list
        Rows of the frames as read back from ``record.json``.
    company : Company
        Loaded for the month.
    values : mapping
        Parameters of the report, the defaults among them.

    Raises
    ------
    RenderError
        Naming the stage and both values.
    """
    rows = {row["stage"]: row for row in figures.get(FRAME, []) if row["n"] is not None}
    if not rows or values["rule"] != RULE:
        return
    furthest = _furthest(company, values)
    for number, stage in enumerate(STAGES, 1):
        counted = int((furthest >= number).sum())
        if stage in rows and rows[stage]["n"] != counted:
            said = "{name} ({stage}): the record says {found}, a second count {wanted}."
            raise RenderError("E-RECOUNT-STAGE", said, fix="report this as a bug.", name=FRAME, stage=stage,
                              found=rows[stage]["n"], wanted=counted)  # fmt: skip


def _furthest(company: Company, values: Mapping[str, Any]) -> pd.Series[int]:
    """Give the furthest stage of every person whose journey began in the time that counts."""
    last = pd.Timestamp(str(company.touchpoints.facts.data_end))
    since = last - timedelta(days=values["days"] - 1)
    contacts = company.touchpoints.relation().select("customer_id", "touchpoint", "occurred_at").to_arrow_table()
    contacts = contacts.filter(pc.is_valid(contacts["customer_id"]))
    pairs = contacts.group_by(["customer_id", "touchpoint"]).aggregate(
        [("occurred_at", "min"), ("occurred_at", "count")]
    )
    rows = pairs.to_pandas().set_index("customer_id")
    stages = {name: STAGES.index(place.stage) + 1 for name, place in company.config.journey.register.items()}
    by = rows.assign(stage=rows["touchpoint"].map(stages)).groupby(level=0)
    people = pd.DataFrame({"first": by["occurred_at_min"].min(), "stage": by["stage"].max().fillna(0),
                           "contacts": by["occurred_at_count"].sum()})  # fmt: skip
    if company.has("orders"):
        bought = _first_orders(company)
        people = people.reindex(people.index.union(bought.index))
        people["first"] = pd.concat([people["first"], bought], axis=1).min(axis=1)
        people.loc[bought.index, "stage"] = people.loc[bought.index, "stage"].fillna(0).clip(lower=BOUGHT)
    kept = (people["contacts"].fillna(0) <= values["most_contacts"]) & (people["first"] >= since)
    found: pd.Series[int] = people.loc[kept, "stage"].astype(int)
    return found


def _first_orders(company: Company) -> pd.Series[pd.Timestamp]:
    """Time of the first order of each customer that was not cancelled."""
    columns = [name for name in ORDERED if name in company.orders.columns]
    orders = company.orders.relation().select(*columns).df().reindex(columns=ORDERED)
    sale = orders["kind"].isna() | orders["kind"].eq("sale")
    kept = orders["customer_id"].notna() & orders["status"].ne("cancelled") & sale & ~orders["amount"].lt(0)
    found: pd.Series[pd.Timestamp] = orders[kept].groupby("customer_id")["ordered_at"].min()
    return found
