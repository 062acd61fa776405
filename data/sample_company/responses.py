"""Rows of responses.csv: answers about orders and about service contacts, in order of time."""

from typing import Final

import numpy as np
import pandas as pd
from clock import iso
from comments import comments
from model import CHANNEL_NAMES, SEGMENTS
from people import People

HEADER: Final = (
    "response_id", "responded_at", "metric", "score", "customer_id", "order_id", "ticket_id", "touchpoint", "channel",
    "comment", "weight", "invited_at",
)  # fmt: skip
MEAN_ANSWERS: Final = sum(one.share * one.answers for one in SEGMENTS)


def response_rows(rng: np.random.Generator, crowd: People, orders: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
    """All answers as text; the answers of one survey share its number.

    The weight makes good that some segments answer more often: it is the mean answer share, divided by the segment's.
    """
    share = np.array([one.answers for one in SEGMENTS])
    weight = np.round(MEAN_ANSWERS / share[orders["segment"]], 4)
    by_order = orders.assign(ticket_id="", channel=_named(orders["channel"]), weight=weight)
    rows = pd.concat([by_order, tickets.assign(weight=1.0, logged_in=True)], ignore_index=True)
    rows = rows.sort_values(["moment", "order_id", "ticket_id"], kind="stable", ignore_index=True)
    survey = rows.groupby(["moment", "order_id", "ticket_id"], sort=False).ngroup() + 1
    return pd.DataFrame(
        {
            "response_id": [f"R{number:07d}" for number in survey],
            "responded_at": iso(rows["moment"].to_numpy()),
            "metric": rows["metric"],
            "score": rows["score"].astype(str),
            "customer_id": np.where(rows["logged_in"], crowd.ids[rows["customer"]], ""),
            "order_id": rows["order_id"],
            "ticket_id": rows["ticket_id"],
            "touchpoint": rows["touchpoint"],
            "channel": rows["channel"],
            "comment": comments(rng, rows, rows["channel"].to_numpy()),
            "weight": rows["weight"].astype(str),
            "invited_at": iso(rows["invited"].to_numpy()),
        },
        dtype=object,
    )


def _named(channel: pd.Series) -> np.ndarray:
    return np.array(CHANNEL_NAMES, dtype=object)[channel]
