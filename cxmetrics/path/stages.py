"""The five stages: how many come to each, go on, in which time, and how many go quiet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import STAGES
from cxmetrics.frames import result
from cxmetrics.path.opened import Opened

DAYS = (1, 3, 7, 14, 30, 60, 90, 180)  # at which the times to the next stage are told
OF = ("score", "hurt")
SAID = [f"{name}{part}" for name in OF for part in ("", "_low", "_high", "_n_eff")] + ["answers"]
NONE_REACHED = "nobody reached it"
LAST = "the last stage"


def stages(data: Opened, scores: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Give a row a stage, see `journey`."""
    counts = data.run("journey_stages").set_index("stage").reindex(range(1, len(STAGES) + 1))
    number = {name: counts[name].fillna(0).to_numpy(dtype=float) for name in ("n", "ready", "moved", "stayed", "quiet")}
    everybody = data.run("journey_stages", rule="furthest")
    whole = float(everybody.loc[everybody["stage"] == 1, "n"].sum())
    share, low, high = _wilson(number["n"], np.full(len(STAGES), whole), level=data.level)
    ready = np.where(np.arange(len(STAGES)) < len(STAGES) - 1, number["ready"], 0.0)
    onward, onward_low, onward_high = _wilson(number["moved"], ready, level=data.level)
    quiet, quiet_low, quiet_high = _wilson(number["quiet"], number["stayed"], level=data.level)
    said = scores[scores["touchpoint"] == ""].set_index("stage").reindex(counts.index)
    values = {
        "metric": "journey_stage", "n": number["n"].astype(int), "n_eff": number["n"], "estimate": share,
        "std_error": np.sqrt(share * (1 - share) / whole) if whole else np.nan,
        "conf_low": low, "conf_high": high, "level": data.level, "unit": "share",
        "method": f"wilson, {data.rules.rule}",
        "reason": [None if n else NONE_REACHED for n in number["n"]],
    }  # fmt: skip
    extras: dict[str, Any] = {
        "of": int(whole), "ready": ready, "moved": np.where(ready > 0, number["moved"], np.nan),
        "conversion": onward, "conversion_low": onward_low, "conversion_high": onward_high, "drop_off": 1 - onward,
        "within_days": [data.rules.within_days.get(stage, np.nan) for stage in STAGES],
        **_medians(times), "stayed": number["stayed"],
        "quiet": quiet, "quiet_low": quiet_low, "quiet_high": quiet_high,
        **{name: said[name].to_numpy(dtype=float) for name in SAID},
    }  # fmt: skip
    return result(pd.DataFrame({"stage": list(STAGES)}), values, extras=extras)


def _wilson(part: Any, whole: Any, *, level: float) -> tuple[Any, Any, Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, part / whole, np.nan)
    return (share, *estimate.wilson(part, whole, level=level))


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
    shares, curves = [], []
    for number, stage in enumerate(STAGES[:-1], 1):
        rows = counts[counts["stage"] == number]
        if rows.empty:
            continue
        limit = data.rules.within_days[stage]
        table = rows.pivot_table(index="days", columns="next_stage", values="n", aggfunc="sum", fill_value=0)
        targets = [int(column) for column in table.columns if int(column)]
        censored = table[0] if 0 in table.columns else 0 * table.iloc[:, 0]
        for name, events in (
            ("any", table[targets].sum(axis=1).to_frame()),
            *((STAGES[target - 1], table[[target, *(t for t in targets if t != target)]]) for target in targets),
        ):
            curve = estimate.cumulative_incidence(table.index, events.to_numpy(), censored, level=data.level)
            frame = pd.DataFrame({
                "stage": stage, "next_stage": name, "day": curve.time, "at_risk": curve.at_risk,
                "estimate": curve.estimate[:, 0], "std_error": curve.std_error[:, 0],
                "conf_low": curve.low[:, 0], "conf_high": curve.high[:, 0],
            })  # fmt: skip
            frame = frame[(frame["day"] <= limit) & (frame["at_risk"] > 0)]
            curves.append(frame)
            if len(frame):
                shares.append({**frame.iloc[-1].to_dict(), "n": int(rows["n"].sum()), "limit": limit})
    return _shares(pd.DataFrame(shares), data.level), _curves(curves)


def _curves(found: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["stage", "next_stage", "day", "at_risk", "estimate", "std_error", "conf_low", "conf_high"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _shares(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    keys = rows[["stage", "next_stage"]] if len(rows) else pd.DataFrame({"stage": [], "next_stage": []}, dtype=object)
    values: dict[str, Any] = {
        name: rows[name] if len(rows) else [] for name in ("n", "estimate", "std_error", "conf_low", "conf_high")
    }
    values |= {"metric": "journey_next", "level": level, "unit": "share", "method": "aalen-johansen"}
    return result(keys, values, extras={"within_days": rows["limit"] if len(rows) else []})
