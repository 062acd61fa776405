"""Touchpoints: how many come there, what they say, what they buy, how many are hurt, and which have no data."""

from __future__ import annotations

import difflib
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import result, rows_of
from cxmetrics.path.opened import ACTED, NO_DAY, Opened
from cxmetrics.path.scores import SHARES
from cxmetrics.path.shares import plain

NO_DATA, NO_SCORE = "no contacts", "no answers"
ENOUGH = 30  # answers from which on a touchpoint is ranked


def touchpoints(data: Opened, scores: pd.DataFrame) -> pd.DataFrame:
    """Give a row a touchpoint of the register, see `journey`."""
    counts = data.run("journey_touchpoints", since=NO_DAY).set_index("touchpoint")
    order = {stage: number for number, stage in enumerate(STAGES)}
    names = sorted(data.register, key=lambda name: order[data.register[name].stage])
    rows = counts.reindex(names)
    everybody = float(counts["everybody"].max()) if len(counts) else 0.0
    n = rows["n"].fillna(0).to_numpy(dtype=float)
    reach, low, high = plain(n, np.full(len(n), everybody), level=data.level)
    ready = rows["ready"].fillna(0).to_numpy(dtype=float) if ACTED in data.shown else np.zeros(len(rows))
    bought, bought_low, bought_high = plain(rows["bought"].fillna(0).to_numpy(dtype=float), ready, level=data.level)
    said = scores[scores["touchpoint"] != ""].set_index("touchpoint").reindex(names)
    pain = estimate.pain(reach, everybody, said["hurt"], said["hurt_n_eff"], level=data.level)
    keys = pd.DataFrame({"stage": [data.register[name].stage for name in names], "touchpoint": names})
    reasons = np.where(n == 0, NO_DATA, np.where(said["answers"].isna(), NO_SCORE, None))  # type: ignore[call-overload]
    values = {
        "metric": "journey_reach", "n": n.astype(int), "n_eff": n, "estimate": np.where(n > 0, reach, np.nan),
        "std_error": np.sqrt(reach * (1 - reach) / everybody) if everybody else np.nan,
        "conf_low": np.where(n > 0, low, np.nan), "conf_high": np.where(n > 0, high, np.nan),
        "level": data.level, "unit": "share", "method": "wilson", "reason": reasons,
    }  # fmt: skip
    extras: dict[str, Any] = {
        "of": int(everybody), "contacts": rows["contacts"].fillna(0).to_numpy(dtype=float),
        "pillar": [data.register[name].pillar for name in names],
        "owner": [data.register[name].owner for name in names],
        "effort": [data.register[name].effort for name in names],
        **{name: said[name].to_numpy() for name in ("asked", *SHARES, "answers")},
        "pain": pain.estimate, "pain_error": pain.std_error, "pain_low": pain.low, "pain_high": pain.high,
        "ready": ready, "bought": bought, "bought_low": bought_low, "bought_high": bought_high,
    }  # fmt: skip
    return _ranked(result(keys, values, extras=extras))


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Rank touchpoints by their pain, 1 the largest, with the ranks that each may truly have."""
    enough = frame["answers"].fillna(0) >= ENOUGH
    level = float(frame["level"].iloc[0]) if len(frame) else 0.95
    ranks = estimate.rank_interval(frame["pain"].where(enough), frame["pain_error"].where(enough), level=level)
    return frame.assign(pain_rank=ranks.rank, rank_low=ranks.low, rank_high=ranks.high)


def gaps(data: Opened, places: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Name what is missing: touchpoints without contacts or answers, and names that the register does not know.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``stage`` (empty where unknown), ``gap`` ("no contacts", "no answers" or "unknown"),
        ``contacts`` and their customers (``n``), and ``nearest``, the touchpoint of the register that an unknown name
        looks most like.
    """
    missing = [
        {"touchpoint": row["touchpoint"], "stage": row["stage"], "gap": row["reason"], "contacts": row["contacts"],
         "n": row["n"], "nearest": None}
        for row in rows_of(places) if isinstance(row["reason"], str)
    ]  # fmt: skip
    unknown = [
        {"touchpoint": row["name"], "stage": None, "gap": "unknown", "contacts": row["contacts"],
         "n": row["n"], "nearest": next(iter(difflib.get_close_matches(row["name"], list(data.register), n=1)), None)}
        for row in rows_of(accounts[accounts["fate"] == "unknown"])
    ]  # fmt: skip
    return pd.DataFrame([*missing, *unknown], columns=["touchpoint", "stage", "gap", "contacts", "n", "nearest"])
