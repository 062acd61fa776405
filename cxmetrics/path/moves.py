"""From touchpoint to touchpoint, whole ways to act, and which touchpoints stand on those that came there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import result, rows_of
from cxmetrics.path.opened import ACTED, LEFT, NO_DAY, Opened
from cxmetrics.path.shares import clustered, plain

LONGEST = 12  # steps of a way that are told apart
NOT_CONVERTED = "no journey came to act"
KINDS = ("stages", "touchpoints")


def transitions(data: Opened) -> pd.DataFrame:
    """Give a row a pair of touchpoints that follow each other, see `journey`."""
    sums = data.run("journey_moves", since=NO_DAY).sort_values(["touchpoint", "next_touchpoint"], ignore_index=True)
    found = clustered(sums, "s", level=data.level)
    values = {
        "metric": "journey_move", "n": sums["n"], "n_eff": found.n_eff, "estimate": found.share,
        "std_error": found.std_error, "conf_low": found.low, "conf_high": found.high, "level": data.level,
        "unit": "share", "method": "wilson, effective n",
    }  # fmt: skip
    extras = {"moves": sums["s"].astype("int64"), "of": sums["w"].astype("int64")}
    return result(sums[["touchpoint", "next_touchpoint"]], values, extras=extras)


def paths(data: Opened, *, most: int = 20) -> pd.DataFrame:
    """Give the ways to act that most journeys took, see `journey`."""
    parts = []
    for kind in KINDS:
        counts = data.run("journey_paths", of_stages=kind == "stages", longest=LONGEST)
        closed = counts[counts["ending"] != "open"]
        table = closed.pivot_table(index="path", columns="ending", values="n", aggfunc="sum", fill_value=0)
        table = table.reindex(columns=["act", "left"], fill_value=0).astype(float)
        n = table.sum(axis=1)
        table = table.assign(n=n, of=n.sum(), variants=float(len(n)), kind=kind)
        table = table.sort_values("n", ascending=False, kind="stable")
        parts.append(table.assign(covered=table["n"].cumsum() / table["of"]).head(most).reset_index())
    found = pd.concat(parts, ignore_index=True)
    stages = dict(enumerate(STAGES, 1))
    steps = [(row["kind"], row["path"].split("|")) for row in rows_of(found)]
    named = ["|".join(stages[int(one)] if kind == KINDS[0] and one else one for one in path) for kind, path in steps]
    low, high = estimate.wilson(found["n"], found["of"], level=data.level)
    came = plain(found["act"], found["n"] * ("act" in data.shown), level=data.level)
    share = found["n"] / found["of"]
    values = {
        "metric": "journey_path", "n": found["n"].astype(int), "n_eff": found["n"], "estimate": share,
        "std_error": np.sqrt(share * (1 - share) / found["of"]), "conf_low": low, "conf_high": high,
        "level": data.level, "unit": "share", "method": "wilson",
    }  # fmt: skip
    extras = {
        "of": found["of"].astype(int), "acted": found["act"], "came": came[0], "came_low": came[1],
        "came_high": came[2], "variants": found["variants"], "covered": found["covered"],
    }  # fmt: skip
    return result(pd.DataFrame({"kind": found["kind"], "path": named}), values, extras=extras)


def attribution(data: Opened) -> pd.DataFrame:
    """Share the journeys that came to act among the touchpoints before it, see `journey`."""
    counts = data.run("journey_credit")
    names = [name for name, place in data.register.items() if place.stage in STAGES[:3]]
    names = [name for name in names if name in set(counts["next_touchpoint"])]
    everybody = counts[counts["touchpoint"] == ""]
    firsts = _table(everybody, "next_touchpoint", "converted").reindex(index=names, columns=[0, 1], fill_value=0)
    ends = [*names, ACTED, LEFT]
    steps = _table(counts, "touchpoint", "next_touchpoint").reindex(index=names, columns=ends, fill_value=0)
    flow = steps.to_numpy(dtype=float)
    k = len(names)
    found = estimate.removal(firsts.sum(axis=1).to_numpy(dtype=float), flow[:, :k], flow[:, k:])
    began, came = float(firsts.to_numpy().sum()), float(firsts[1].sum())
    share = firsts[1].to_numpy(dtype=float) / came if came else np.full(k, np.nan)
    low, high = estimate.wilson(firsts[1], np.full(k, came), level=data.level)
    values = {
        "metric": "journey_first_touch", "n": firsts[1].to_numpy(dtype=int), "n_eff": firsts[1].to_numpy(dtype=float),
        "estimate": share, "std_error": np.sqrt(share * (1 - share) / came) if came else np.nan,
        "conf_low": low, "conf_high": high, "level": data.level, "unit": "share", "method": "wilson",
        "reason": None if came else NOT_CONVERTED,
    }  # fmt: skip
    extras = {
        "of": came, "began": began, "removal": found.effect if came else np.full(k, np.nan),
        "removal_share": found.share if came else np.full(k, np.nan),
    }  # fmt: skip
    return result(pd.DataFrame({"touchpoint": names}, dtype=object), values, extras=extras)


def _table(counts: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    return counts.pivot_table(index=rows, columns=columns, values="n", aggfunc="sum", fill_value=0)
