"""The state of the month in five answers: how is it, what changed, is it real, what to do, what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxmetrics.display.compared import size
from cxmetrics.display.sentences import last_known, row_of
from cxmetrics.frames import rows_of, year_before
from cxmetrics.parts import TONES, Part, answers, group_name, line, listed, metric_words, phrase
from cxmetrics.words import Value, decimals

Frames = Mapping[str, pd.DataFrame]
Told = Mapping[str, Any]
NEUTRAL = ("returning",)  # more of it is neither better nor worse: it also rises when fewer new customers come
LISTED = 3  # groups named at the most
JUDGED = {"rose", "fell", "unclear"}


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
        Protected results with a row a month, by name; ``repeat`` may end in an earlier month. ``nps by <column>`` holds
        groups.
    changes : dict of DataFrame
        Comparisons, by the names of the results.
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
    return answers([
        ("doing", _doing(known)),
        ("changed", _changed(known, month)),
        ("real", _real(known)),
        ("do", _to_do(known, _below(shown, rest, month))),
        ("unknown", [line(*_unknown(known, gaps), *(not_yet["phrases"] if not_yet else []))]),
    ])  # fmt: skip


def _told(name: str, frame: pd.DataFrame, changes: pd.DataFrame, month: str) -> Told | None:
    """Gather what is said of one metric: its last known row, its comparison with a year earlier, its tone."""
    period = month if name != "repeat" else last_known(frame)
    row = row_of(frame, period) if period else None
    if row is None or pd.isna(row["estimate"]):
        return None
    change = row_of(changes, str(period), against="last_year")
    verdict = str(change["verdict"]) if change else "unknown"
    neutral = name in NEUTRAL
    tone = "none" if neutral else TONES.get(verdict, "none")
    words = metric_words(row["metric"], "name")
    dated = words if period == month else phrase("exec-of-month", name=words, month=Value(period, "month"))
    return {"row": row, "change": change, "verdict": verdict, "tone": tone, "neutral": neutral, "words": words,
            "dated": dated}  # fmt: skip


def _doing(known: Sequence[Told]) -> list[Part]:
    """Say in a line whether the company does better or worse than a year earlier."""
    if not known:
        return [line(phrase("exec-nothing-known"))]
    compared = [one for one in known if one["verdict"] in JUDGED]
    out = []
    for tone in ("worse", "better"):
        names = [one["words"] for one in known if one["tone"] == tone]
        if names:
            out.append(line(phrase(f"exec-{tone}", names=listed(names)), tone=tone))
    if not compared:
        return [line(phrase("exec-no-year"))]
    if not out:
        return [line(phrase("exec-steady"))]
    others = [one["words"] for one in known if one["tone"] == "unclear"]
    return [*out, line(phrase("exec-others-unproven", names=listed(others)))] if others else out


def _changed(known: Sequence[Told], month: str) -> list[Part]:
    """Lay every change that is more than chance out with both values; then those that are not proven."""
    clear = [one for one in known if one["verdict"] in {"rose", "fell"}]
    unclear = [one for one in known if one["verdict"] == "unclear"]
    if not clear and not unclear:
        return [line(phrase("exec-not-compared", month=Value(month, "month")))]
    out = [line(*_change(one), tone=one["tone"]) for one in clear]
    if unclear:
        items = [phrase("exec-unproven-item", name=one["dated"], **_difference(one)) for one in unclear]
        out.append(line(phrase("exec-unproven", items=listed(items, "list-and-then")), tone="unclear"))
    return out


def _change(one: Told) -> list[Part]:
    """Say a change with the values of both sides, which are joint months where a holiday moved."""
    change, unit = one["change"], str(one["row"]["unit"])
    digits = decimals(min(change["n"], change["base_n"]))
    values = {name: Value(change[column], unit, digits) for name, column in
              (("now", "estimate"), ("before", "base_estimate"))}  # fmt: skip
    spans = {"span": Value(change["span"], "month"), "base": Value(change["base_period"], "month")}
    level = Value(change["level"], "level")
    said = phrase("exec-change", name=one["dated"], level=level, **values, **spans, **_difference(one))
    return [said, phrase("exec-neutral")] if one["neutral"] else [said]


def _difference(one: Told) -> dict[str, Any]:
    change, unit = one["change"], str(one["row"]["unit"])
    digits = decimals(min(change["n"], change["base_n"]))
    limits: dict[str, Any] = {name: Value(change[column], f"signed_{unit}", digits) for name, column in
                              (("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
    return {"difference": size(change["difference"], unit, digits, signed=True), **limits}


def _real(known: Sequence[Told]) -> list[Part]:
    """Sort the metrics into those whose change is real and those whose change can be chance."""
    out = []
    for key, verdicts in (("exec-real", {"rose", "fell"}), ("exec-chance", {"unclear"}), ("exec-few", {"too_few"}),
                          ("exec-shifted", {"shifted"})):  # fmt: skip
        names = [one["words"] for one in known if one["verdict"] in verdicts]
        if names:
            out.append(phrase(key, names=listed(names)))
    number = sum(int(one["change"]["comparisons"]) for one in known if one["change"])
    return [line(*out, *([phrase("exec-judged", comparisons=number)] if number else []))] if out else [
        line(phrase("exec-none-judged"))
    ]  # fmt: skip


def _to_do(known: Sequence[Told], below: Sequence[Part]) -> list[Part]:
    """Say where to begin: at what is really worse, and in the groups clearly below the rest."""
    worse = [one["words"] for one in known if one["tone"] == "worse"]
    if worse:
        found = phrase("exec-find-reason", names=listed(worse))
        return [line(found), *(below or [line(phrase("exec-ask-detractors"))])]
    return list(below) or [line(phrase("exec-nothing-to-do"))]


def _below(shown: Frames, rest: Frames, month: str) -> list[Part]:
    """Name the groups clearly below the rest, with their score now and a year earlier."""
    out = []
    for column, verdicts in rest.items():
        names = verdicts.loc[verdicts["verdict"] == "below", column].dropna().tolist()[:LISTED]
        frame = shown.get(f"nps by {column}")
        if names and frame is not None:
            items = [_group(frame, column, str(name), month) for name in names]
            out.append(line(phrase("exec-begin-with", group=group_name(column), items=listed(items, "list-and-then"))))
    return out


def _group(frame: pd.DataFrame, column: str, name: str, month: str) -> Part:
    values = {}
    for row in rows_of(frame[frame[column] == name]):
        n = None if pd.isna(row["n"]) else float(row["n"])
        values[row["period"]] = Value(row["estimate"], "points", decimals(n))
    before = values.get(year_before(month))
    if before is None or before.raw is None or pd.isna(before.raw):
        return phrase("exec-group", name=name, value=values[month])
    return phrase("exec-group-before", name=name, value=values[month], before=before)


def _unknown(known: Sequence[Told], gaps: Sequence[str]) -> list[Part]:
    """Name what these numbers cannot say: the reason, those who stayed silent, and what has no data."""
    out = [phrase("exec-why-unknown")] if known else []
    return [*out, *([phrase("exec-gaps", names=listed([phrase(key) for key in gaps]))] if gaps else [])]
