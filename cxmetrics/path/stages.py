"""The five stages: how many come to each, go on, in which time, and how many go quiet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import result
from cxmetrics.path.opened import Opened
from cxmetrics.path.scores import SHARES
from cxmetrics.path.shares import plain

NUMBERS = ["estimate", "std_error", "conf_low", "conf_high"]
STEPS = ["stage", "next_stage", "n", "limit", *NUMBERS]
NONE_REACHED = "nobody reached it"
NOT_SHOWN = "nothing in the data shows it"
NOT_SO_LONG = "nobody was watched for so long"


def stages(data: Opened, scores: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Give a row a stage, see `journey`."""
    found = data.run("journey_stages")
    everybody = found if data.rules.rule == "furthest" else data.run("journey_stages", rule="furthest")
    counts = found.set_index("stage").reindex(range(1, len(STAGES) + 1))
    shown = np.array([_shown(data, number) for number in range(len(STAGES))])
    onto = shown & np.append(shown[1:], False)
    number = {name: counts[name].fillna(0).to_numpy(dtype=float) for name in ("ready", "moved", "stayed", "quiet")}
    n = counts["n"].fillna(0).to_numpy(dtype=float) * shown
    whole = float(everybody.loc[everybody["stage"] == 1, "n"].sum())
    share, low, high = plain(n, whole * shown, level=data.level)
    ready = number["ready"] * onto
    onward, onward_low, onward_high = plain(number["moved"], ready, level=data.level)
    stayed = number["stayed"] * shown
    quiet, quiet_low, quiet_high = plain(number["quiet"], stayed, level=data.level)
    said = scores[scores["touchpoint"] == ""].set_index("stage").reindex(counts.index)
    values = {
        "metric": "journey_stage", "n": n.astype(int), "n_eff": n, "estimate": share,
        "std_error": np.sqrt(share * (1 - share) / whole) if whole else np.nan,
        "conf_low": low, "conf_high": high, "level": data.level, "unit": "share",
        "method": f"wilson, {data.rules.rule}",
        "reason": np.where(~shown, NOT_SHOWN, np.where(n == 0, NONE_REACHED, None)),  # type: ignore[call-overload]
    }  # fmt: skip
    extras: dict[str, Any] = {
        "of": int(whole), "ready": ready, "moved": np.where(ready > 0, number["moved"], np.nan),
        "conversion": onward, "conversion_low": onward_low, "conversion_high": onward_high, "drop_off": 1 - onward,
        "within_days": [data.rules.within_days.get(stage, np.nan) for stage in STAGES],
        **_medians(times), "stayed": stayed,
        "quiet": quiet, "quiet_low": quiet_low, "quiet_high": quiet_high,
        **{name: said[name].to_numpy(dtype=float) for name in (*SHARES, "answers")},
    }  # fmt: skip
    return result(pd.DataFrame({"stage": list(STAGES)}), values, extras=extras)


def _shown(data: Opened, number: int) -> bool:
    """Whether the data can show that a stage was reached: by itself or, where the rule says so, by a later one."""
    stage = STAGES[number]
    if data.rules.rule != "furthest":
        return stage in data.shown
    registered = any(place.stage == stage for place in data.register.values()) or stage in data.shown
    return registered and not data.shown.isdisjoint(STAGES[number:])


def _medians(times: pd.DataFrame) -> dict[str, list[float]]:
    """Days by which half of those in a stage have gone on to a later one; missing where fewer than half do."""
    found: dict[str, list[float]] = {"days": [], "days_low": [], "days_high": []}
    for stage in STAGES:
        rows = times[(times["stage"] == stage) & (times["next_stage"] == "any")]
        for name, column in (("days", "estimate"), ("days_low", "conf_high"), ("days_high", "conf_low")):
            reached = rows.loc[rows[column] >= 0.5, "day"]  # noqa: PLR2004 - half
            found[name].append(float(reached.min()) if len(reached) else np.nan)
    return found


def steps(data: Opened) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give where journeys go next from each stage, and by which day; see `journey`.

    Returns
    -------
    tuple of DataFrame
        Shares that went on to each stage within the time given; and the whole curves, a row a day.
    """
    counts = data.run("journey_steps")
    shares: list[dict[str, Any]] = []
    curves: list[pd.DataFrame] = []
    for number, stage in enumerate(STAGES[:-1], 1):
        rows = counts[counts["stage"] == number]
        limit = data.rules.within_days[stage]
        told = {"stage": stage, "n": int(rows["n"].sum()), "limit": limit}
        if rows.empty or stage not in data.shown:
            continue
        if not data.shown & set(STAGES[number : max(number + 1, 4)]):
            shares.append({**told, "next_stage": "any", "reason": NOT_SHOWN})
            continue
        found = _incidence(rows, limit=limit, level=data.level).assign(stage=stage)
        curves.append(found)
        for name, curve in found.groupby("next_stage", sort=False):
            last = curve.iloc[-1]
            known = last["day"] == limit or last["left"] == 0
            shares.append({**told, "next_stage": name, **(last[NUMBERS] if known else {"reason": NOT_SO_LONG})})
    columns = ["stage", "next_stage", "day", "at_risk", *NUMBERS]
    times = pd.concat(curves, ignore_index=True)[columns] if curves else pd.DataFrame(columns=columns)
    return _shares(pd.DataFrame(shares, columns=[*STEPS, "reason"]), data.level), times


def _incidence(rows: pd.DataFrame, *, limit: int, level: float) -> pd.DataFrame:
    """Give the curves of one stage up to a day; ``left`` are those who were watched no longer and had not gone on."""
    table = rows.pivot_table(index="days", columns="next_stage", values="n", aggfunc="sum", fill_value=0)
    table = table.reindex(index=table.index.union([limit]), fill_value=0)
    targets = [int(column) for column in table.columns if int(column)]
    censored = table[0] if 0 in table.columns else 0 * table.iloc[:, 0]
    found = []
    for name, events in (
        ("any", table[targets].sum(axis=1).to_frame()),
        *((STAGES[target - 1], table[[target, *(t for t in targets if t != target)]]) for target in targets),
    ):
        curve = estimate.cumulative_incidence(table.index, events.to_numpy(), censored, level=level)
        found.append(pd.DataFrame({
            "next_stage": name, "day": curve.time, "at_risk": curve.at_risk, "left": censored.to_numpy(),
            "estimate": curve.estimate[:, 0], "std_error": curve.std_error[:, 0],
            "conf_low": curve.low[:, 0], "conf_high": curve.high[:, 0],
        }))  # fmt: skip
    curves = pd.concat(found, ignore_index=True)
    return curves[(curves["day"] <= limit) & (curves["at_risk"] > 0)]


def _shares(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    values: dict[str, Any] = {name: rows[name] for name in (*NUMBERS, "reason")}
    values |= {"n": rows["n"].astype(int), "metric": "journey_next", "level": level, "unit": "share"}
    values |= {"method": "aalen-johansen"}
    return result(rows[["stage", "next_stage"]], values, extras={"within_days": rows["limit"]})
