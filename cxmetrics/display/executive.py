"""The state of the month in five answers: how is it, what changed, is it real, what to do, what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxmetrics.display.sentences import last_known, row_of
from cxmetrics.frames import rows_of
from cxmetrics.parts import TONES, Part, answers, group_name, metric_words, phrase
from cxmetrics.words import Value, decimals

Frames = Mapping[str, pd.DataFrame]
NEUTRAL = ("returning",)  # more of it is neither better nor worse: it also rises when fewer new customers come
LISTED = 3  # groups named at the most


def state_of_month(
    shown: Frames,
    changes: Frames,
    *,
    month: str,
    rest: Frames,
    gaps: Sequence[str] = (),
    not_yet: Part | None = None,
) -> Part:
    """Answer the five questions of an executive from the month's protected results.

    Parameters
    ----------
    shown : dict of DataFrame
        Protected results with a row a month, by name; ``repeat`` may end in an earlier month.
    changes : dict of DataFrame
        Their comparisons, by the same names.
    month : str
        The month reported.
    rest : dict of DataFrame
        By grouping column what `cxmetrics.change.against_rest` found of the groups that are shown.
    gaps : list of str
        Concepts without data: keys of the catalogue.
    not_yet : Part, optional
        Sentence on what cannot be known yet.
    """
    told = [_told(name, shown[name], changes[name], month) for name in changes]
    known = [one for one in told if one]
    below = {name: _below(frame, name) for name, frame in rest.items()}
    below = {name: groups for name, groups in below.items() if groups}
    worse = [one for one in known if one["tone"] == "worse"]
    return answers([
        ("doing", _doing(known), "none"),
        ("changed", _changed(known, month), "worse" if worse else _best_tone(known)),
        ("real", _real(known), "none"),
        ("do", _to_do(worse, below), "none"),
        ("unknown", [*_unknown(known, gaps), *(not_yet["phrases"] if not_yet else [])], "none"),
    ])  # fmt: skip


def _told(name: str, frame: pd.DataFrame, changes: pd.DataFrame, month: str) -> dict[str, Any] | None:
    """Gather what is said of one metric: its last known row, its comparison with a year earlier, its tone."""
    period = month if name != "repeat" else last_known(frame)
    row = row_of(frame, period) if period else None
    if row is None or pd.isna(row["estimate"]):
        return None
    change = row_of(changes, str(period), against="last_year")
    verdict = str(change["verdict"]) if change else "unknown"
    tone = "none" if name in NEUTRAL else TONES.get(verdict, "none")
    return {
        "row": row,
        "change": change,
        "verdict": verdict,
        "tone": tone,
        "words": metric_words(row["metric"], "name"),
    }


def _best_tone(known: Sequence[Mapping[str, Any]]) -> str:
    return "better" if any(one["tone"] == "better" for one in known) else "none"


def _doing(known: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Name the level of each metric, and the month it is of."""
    if not known:
        return [phrase("exec-nothing-known")]
    out = []
    for one in known:
        row = one["row"]
        value = Value(row["estimate"], str(row["unit"]), decimals(row["n"]))
        out.append(phrase("exec-level", name=one["words"], value=value, month=Value(row["period"], "month")))
    return out


def _changed(known: Sequence[Mapping[str, Any]], month: str) -> list[Part]:
    """Name every change that is more than chance, with its interval."""
    clear = [one for one in known if one["verdict"] in {"rose", "fell"}]
    compared = [one for one in known if one["verdict"] in {"rose", "fell", "unclear"}]
    if not compared:
        return [phrase("exec-not-compared", month=Value(month, "month"))]
    return [_change(one) for one in clear] or [phrase("exec-no-change")]


def _change(one: Mapping[str, Any]) -> Part:
    change, unit = one["change"], str(one["row"]["unit"])
    digits = decimals(min(change["n"], change["base_n"]))
    size = "percentage_points" if unit == "share" else unit
    key = f"exec-{one['verdict']}-{'share' if unit == 'share' else 'points'}"
    name = one["words"]
    if isinstance(change["holiday"], str):  # months taken together, since a holiday moved
        name = phrase("exec-together", name=name, span=Value(change["span"], "month"))
    limits: dict[str, Any] = {name: Value(change[column], f"signed_{unit}", digits) for name, column in
                              (("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    return phrase(key, name=name, size=Value(abs(change["difference"]), size, digits),
                  base=Value(change["base_period"], "month"), **limits)  # fmt: skip


def _real(known: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Sort the metrics into those whose change is real and those whose change can be chance."""
    out = []
    for key, verdicts in (("exec-real", {"rose", "fell"}), ("exec-chance", {"unclear"}), ("exec-few", {"too_few"}),
                          ("exec-shifted", {"shifted"})):  # fmt: skip
        names = [one["words"] for one in known if one["verdict"] in verdicts]
        if names:
            out.append(phrase(key, names=_listed(names)))
    number = sum(int(one["change"]["comparisons"]) for one in known if one["change"])
    return [*out, phrase("exec-judged", comparisons=number)] if out else [phrase("exec-none-judged")]


def _to_do(worse: Sequence[Mapping[str, Any]], below: Mapping[str, Sequence[str]]) -> list[Part]:
    """Say where to begin: at what is really worse, and in the groups clearly below the rest."""
    where = [
        phrase("exec-begin-with", groups=_listed(groups), group=group_name(name)) for name, groups in below.items()
    ]
    if worse:
        found = phrase("exec-find-reason", names=_listed([one["words"] for one in worse]))
        return [found, *(where or [phrase("exec-ask-detractors")])]
    return where or [phrase("exec-nothing-to-do")]


def _below(frame: pd.DataFrame, name: str) -> list[str]:
    return [str(row[name]) for row in rows_of(frame) if row["verdict"] == "below" and row[name] is not None][:LISTED]


def _unknown(known: Sequence[Mapping[str, Any]], gaps: Sequence[str]) -> list[Part]:
    """Name what these numbers cannot say: the reason, those who stayed silent, and what has no data."""
    out = [phrase("exec-why-unknown")] if known else []
    return [*out, *([phrase("exec-gaps", names=_listed([phrase(key) for key in gaps]))] if gaps else [])]


def _listed(names: Sequence[Any]) -> Part:
    """Join names to a list, in the language of the reader."""
    joined = names[0]
    for name in names[1:]:
        joined = phrase("list-and-more", first=joined, next=name)
    return joined if isinstance(joined, dict) else phrase("group-other", name=joined)
