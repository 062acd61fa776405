"""From touchpoint to touchpoint, whole ways to act, and which touchpoints stand on those that came there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import result
from cxmetrics.path.opened import ACTED, LEFT, NO_DAY, Opened
from cxmetrics.path.shares import clustered, plain

LONGEST = 12  # steps of a way that are told apart
MOST = 20  # ways that are told
OTHER = "__other__"
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


def paths(data: Opened, *, usual: int) -> pd.DataFrame:
    """Give the ways to act that most journeys took, see `journey`."""
    found = pd.concat([_ways(data, kind, usual=usual) for kind in KINDS], ignore_index=True)
    share, low, high = plain(found["n"], found["of"], level=data.level)
    came = plain(found["act"], found["n"] * ("act" in data.shown), level=data.level)
    values = {
        "metric": "journey_ways_of_" + found["kind"], "n": found["n"].astype(int), "n_eff": found["n"],
        "estimate": share, "std_error": np.sqrt(share * (1 - share) / found["of"]), "conf_low": low, "conf_high": high,
        "level": data.level, "unit": "share", "method": "wilson",
    }  # fmt: skip
    extras = {
        "of": found["of"].astype(int), "acted": found["act"], "came": came[0], "came_low": came[1],
        "came_high": came[2], "covered": found["covered"], "variants": found["variants"].astype(int),
        "variants_with_repeats": found["with_repeats"].astype(int),
    }  # fmt: skip
    return result(found[["kind", "path"]], values, extras=extras)


def _ways(data: Opened, kind: str, *, usual: int) -> pd.DataFrame:
    """Count the ways of one kind; all that are rare, and those beyond the first, are one row."""
    asked = {"of_stages": kind == KINDS[0], "longest": LONGEST}
    counts = data.run("journey_paths", collapsed=True, **asked)
    with_repeats = data.run("journey_paths", collapsed=False, **asked)["path"].nunique()
    closed = counts[counts["ending"] != "open"]
    table = _table(closed, "path", "ending").reindex(columns=["act", "left"], fill_value=0).astype(float)
    table = table.assign(n=table.sum(axis=1)).sort_values("n", ascending=False, kind="stable").reset_index()
    variants, of = len(table), table["n"].sum()
    told = min(int((table["n"] >= usual).sum()), MOST)
    while 0 < table["n"].iloc[told:].sum() < usual and told > 0:
        told -= 1
    kept, rest = table.iloc[:told], table.iloc[told:]
    if len(rest):
        kept = pd.concat([kept, rest[["act", "left", "n"]].sum().to_frame().T.assign(path=OTHER)], ignore_index=True)
    names = dict(enumerate(STAGES, 1)) if kind == KINDS[0] else {}
    paths = ["|".join(names.get(int(one), one) if one.isdigit() else one for one in path.split("|"))
             for path in kept["path"]]  # fmt: skip
    covered = kept["n"].cumsum() / of
    return kept.assign(path=paths, kind=kind, of=of, covered=covered, variants=variants, with_repeats=with_repeats)


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
    through = counts[counts["next_touchpoint"] == ""].groupby("touchpoint")["n"].sum().reindex(names, fill_value=0)
    began, came = float(firsts.to_numpy().sum()), float(firsts[1].sum())
    values = {
        "metric": "journey_removal", "n": through.to_numpy(dtype=int), "estimate": found.share if came else np.nan,
        "level": data.level, "unit": "share", "method": "removal effect", "reason": None if came else NOT_CONVERTED,
    }  # fmt: skip
    first = firsts[1].to_numpy(dtype=float)
    extras = {
        "of": came, "began": began, "removal": found.effect if came else np.nan,
        "first": first, "first_share": first / came if came else np.nan,
    }  # fmt: skip
    return result(pd.DataFrame({"touchpoint": names}, dtype=object), values, extras=extras)


def _table(counts: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    return counts.pivot_table(index=rows, columns=columns, values="n", aggfunc="sum", fill_value=0)
