"""Rows of returns.csv: what customers asked to be taken back or exchanged, and how it ended."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Flags, draw
from clock import DAYS, FOUNDED, HOUR, Moments, iso, moments
from model import CHANNEL_NAMES
from offers import EXCHANGE, NOTHING, REASONS

HEADER: Final = (
    "order_id", "requested_at", "kind", "reason", "requested_channel", "resolved_at", "resolution", "fee_paid_by",
)  # fmt: skip
KINDS: Final = ("", "return", "exchange")
CREDIT_SHARE: Final = 0.10  # of the returns; the others are refunded
STUCK_SHARE: Final = 0.01  # cases that nobody closes
SELLERS_FAULT: Final = ("defect", "wrong_item", "not_as_described")
WEB: Final = CHANNEL_NAMES.index("web")
STORE: Final = CHANNEL_NAMES.index("store")
LIVE: Final = CHANNEL_NAMES.index("live")


def takeback_rows(rng: np.random.Generator, orders: pd.DataFrame) -> pd.DataFrame:
    """Rows of returns.csv as text, in order of time.

    After a refused exchange the goods are sent back at the customer's cost and refunded: two rows.
    """
    cases = orders[orders["request"] != NOTHING]
    first = _cases(rng, cases)
    refused = cases["refused"].to_numpy()
    second = _sent_back(rng, first[refused])
    rows = pd.concat([first, second], ignore_index=True)
    rows = rows[rows["requested"] < FOUNDED + DAYS].sort_values(["requested", "order_id"], kind="stable")
    return _as_text(rows)


def _cases(rng: np.random.Generator, cases: pd.DataFrame) -> pd.DataFrame:
    size = len(cases)
    reason = np.array(REASONS, dtype=object)[cases["reason"]]
    asked = moments(cases["asked_day"].to_numpy(), rng.integers(10 * HOUR, 21 * HOUR, size=size))
    closed = moments(cases["closed_day"].to_numpy(), rng.integers(10 * HOUR, 19 * HOUR, size=size))
    own = np.where(cases["channel"] == LIVE, WEB, cases["channel"])
    credit = rng.random(size) < CREDIT_SHARE
    refunded = np.where(credit, "store_credit", "refunded")
    exchanged = np.where(cases["refused"], "refused", "exchanged")
    stuck = (rng.random(size) < STUCK_SHARE) & (cases["request"] != EXCHANGE)
    return pd.DataFrame(
        {
            "order_id": cases["order_id"].to_numpy(),
            "requested": asked,
            "kind": np.array(KINDS, dtype=object)[cases["request"]],
            "reason": reason,
            "channel": np.where(cases["in_store"], STORE, own),
            "resolved": np.where(stuck, np.datetime64("NaT"), np.maximum(closed, asked + np.timedelta64(HOUR, "s"))),
            "resolution": np.where(cases["request"] == EXCHANGE, exchanged, refunded),
            "payer": np.where(np.isin(reason, SELLERS_FAULT) & ~cases["refused"], "company", "customer"),
        }
    )


def _sent_back(rng: np.random.Generator, refused: pd.DataFrame) -> pd.DataFrame:
    """Make the return that follows a refused exchange, some hours after the refusal."""
    asked = refused["resolved"] + pd.to_timedelta(rng.integers(1, 20, size=len(refused)), unit="h")
    closed = asked + pd.to_timedelta(24 * (2 + draw(rng, [1, 2, 2, 1], len(refused))), unit="h")
    return refused.assign(requested=asked, resolved=closed, kind="return", resolution="refunded", payer="customer")


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    resolved = rows["resolved"].to_numpy().astype("datetime64[s]")
    closed = _known(resolved)
    return pd.DataFrame(
        {
            "order_id": rows["order_id"],
            "requested_at": iso(rows["requested"].to_numpy().astype("datetime64[s]")),
            "kind": rows["kind"],
            "reason": rows["reason"],
            "requested_channel": np.array(CHANNEL_NAMES, dtype=object)[rows["channel"]],
            "resolved_at": np.where(closed, iso(resolved).astype(object), ""),
            "resolution": np.where(closed, rows["resolution"], ""),
            "fee_paid_by": np.where(closed, rows["payer"], ""),
        },
        dtype=object,
    )


def _known(when: Moments) -> Flags:
    return when < FOUNDED + DAYS
