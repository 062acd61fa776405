"""The channel report in five answers: do channels keep customers, where are they lost, what is proven, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cxmetrics.display import channels, effects, trends
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, answers, line, listed, phrase
from cxmetrics.words import Value

Frames = Mapping[str, pd.DataFrame]
NO_ROWS: Final = pd.DataFrame()
TONES: Final = {"more": "better", "less": "worse", "unclear": "unclear"}


def in_short(shown: Frames, *, at_least: int, days: int) -> Part:
    """Answer the questions of an executive from the protected frames of the channel report.

    Parameters
    ----------
    shown : dict of DataFrame
        Those of the notebook, by name: ``channels estimates``, ``next channel``, ``trends scorecard`` … where they are.
    at_least : int
        Channels from which a customer is on many.
    days : int
        Days in which a customer comes back or does not.
    """
    estimates, steps, scorecard = (
        shown.get(name) for name in ("channels estimates", "next channel", "trends scorecard")
    )
    fair = _fair(estimates)
    sure = trends.differing(scorecard) if scorecard is not None else []
    return answers([
        ("channels", [_kept(estimates, fair, alarm=_alarm(shown), at_least=at_least, days=days)]),
        ("lost", [line(*channels.next_state(steps, days=days)["phrases"])] if steps is not None else [_nothing()]),
        ("proven", _proven(sure)),
        ("do", _to_do(scorecard, fair, sure)),
        ("unknown", [_unknown(shown, scorecard)]),
    ])  # fmt: skip


def _nothing() -> Part:
    return line(phrase("brief-no-data"))


def _fair(estimates: pd.DataFrame | None) -> dict[str, Any] | None:
    found = rows_of(estimates[estimates["method"] == effects.HEADLINE]) if estimates is not None else []
    return found[0] if found and not pd.isna(found[0]["estimate"]) else None


def _alarm(shown: Frames) -> bool:
    """Whether the counter-check finds a difference where there can be none."""
    rows = [row for row in rows_of(shown.get("channels placebo", NO_ROWS)) if not pd.isna(row["estimate"])]
    return any(effects.verdict(row) != "unclear" for row in rows)


def _kept(
    estimates: pd.DataFrame | None, fair: dict[str, Any] | None, *, alarm: bool, at_least: int, days: int
) -> Part:
    """Say the naive gap, what is left of it, and that it is not to be relied on if the counter-check says so."""
    if estimates is None or fair is None:
        return _nothing()
    said = effects.opening(estimates, at_least=at_least, days=days)
    if "phrases" not in said:
        return _nothing()
    doubt = [phrase("brief-alarm")] if alarm else []
    return line(*said["phrases"], *doubt, tone="unclear" if alarm else TONES[effects.verdict(fair)])


def _proven(sure: list[dict[str, Any]]) -> list[Part]:
    """Say what an experiment has shown, and what only goes along."""
    tested = [row for row in sure if row["evidence"] == "experiment"]
    beside = [row for row in sure if row["evidence"] != "experiment"]
    lines = [line(phrase("brief-tested"), *(trends.found(row)["phrases"][0] for row in tested))] if tested else []
    lines += [] if tested else [line(phrase("brief-not-tested"))]
    return lines + (
        [line(phrase("brief-beside", items=listed([trends.name(row) for row in beside])))] if beside else []
    )


def _to_do(scorecard: pd.DataFrame | None, fair: dict[str, Any] | None, sure: list[dict[str, Any]]) -> list[Part]:
    """Say what follows: keep what was tested, test before more channels are paid for."""
    lines = [
        line(phrase("brief-keep" if row["estimate"] > 0 else "brief-drop", trend=trends.name(row)))
        for row in sure
        if row["evidence"] == "experiment" and row["outcome"] == "back"
    ]
    if fair is not None:
        needed = _needed(scorecard, "omnichannel")
        lines.append(line(phrase(f"brief-channels-{effects.verdict(fair)}"), *needed))
    return lines or [_nothing()]


def _needed(scorecard: pd.DataFrame | None, trend: str) -> list[Part]:
    row = rows_of(scorecard[scorecard["trend"] == trend])[0] if scorecard is not None else {"needed": None}
    return [] if pd.isna(row["needed"]) else [phrase("brief-test", n=Value(row["needed"], "count"))]


def _unknown(shown: Frames, scorecard: pd.DataFrame | None) -> Part:
    """Say what speaks against all this, and which data are missing."""
    said = [phrase("brief-unmeasured")]
    if "channels placebo" in shown:
        said.append(effects.placebo(shown["channels placebo"])["phrases"][0])
    missing = scorecard["missing"].notna().sum() if scorecard is not None else 0
    if missing:
        said.append(phrase("brief-missing", n=Value(float(missing), "count")))
    return line(*said)
