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
        ("channels", [_kept(estimates, fair, at_least=at_least, days=days)]),
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


def _kept(estimates: pd.DataFrame | None, fair: dict[str, Any] | None, *, at_least: int, days: int) -> Part:
    """Say the naive gap, and what is left of it."""
    if estimates is None or fair is None:
        return _nothing()
    said = effects.opening(estimates, at_least=at_least, days=days)
    return line(*said["phrases"], tone=TONES[effects.verdict(fair)]) if "phrases" in said else _nothing()


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
