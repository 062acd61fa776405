"""Effects in words and pictures: the naive gap first, then what is left of it among comparable customers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from cxmetrics.errors import CxError
from cxmetrics.estimate import round_half_away
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, gap, joined, key_figure, key_figures, phrase, sentence
from cxmetrics.words import Value, decimals

POINTS: Final = "signed_percentage_points"
HEADLINE: Final = "overlap"
CARDS: Final = ("crude_history", "crude_landmark", HEADLINE)
TONE: Final = {"more": "better", "less": "worse", "unclear": "unclear"}
ARMS: Final = ("exposed", "unexposed")
ALARM: Final = 0.1  # standardised difference beyond which arms are not alike


def cannot(error: CxError, *, at_least: int, baseline_days: int, outcome_days: int) -> Part:
    """Say what is missing where the data cannot tell an effect; any other error is raised again."""
    if error.code == "E-WINDOWS":
        days = baseline_days + outcome_days
        return gap("gap-short-history", days=days, baseline=baseline_days, outcome=outcome_days)
    if error.code == "E-ONE-ARM":
        return gap("gap-few-channels", at_least=at_least)
    raise error


def opening(estimates: pd.DataFrame, *, at_least: int, days: int, words: str = "channels") -> Part:
    """Say the naive gap, and in the same breath what is left of it; ``words`` begins the keys of its sentences."""
    rows = {row["method"]: row for row in rows_of(estimates)}
    naive, fair = rows.get("crude_history", rows["crude_landmark"]), rows["overlap"]
    if pd.isna(naive["estimate"]):
        return gap(f"gap-few-on-{words}", at_least=at_least)
    shares: dict[str, Any] = {
        name: Value(naive[name], "share", decimals(naive["n"])) for name in ("exposed", "unexposed")
    }
    told = sentence(
        f"{words}-naive" if verdict(naive) == "more" else f"{words}-naive-not",
        at_least=at_least,
        days=days,
        difference=_points(naive),
        **shares,
    )
    return joined(told, left_over(fair, part=_less_than(naive, fair)), role="lead", tone="none")


def why(estimates: pd.DataFrame, *, words: str = "channels") -> Part | None:
    """Say what the naive gap is besides; None where there is none, or where none of it goes."""
    rows = {row["method"]: row for row in rows_of(estimates)}
    naive, fair = rows.get("crude_history", rows["crude_landmark"]), rows["overlap"]
    return sentence(f"{words}-why") if _less_than(naive, fair) and fair["estimate"] < naive["estimate"] else None


def _less_than(naive: dict[str, Any], fair: dict[str, Any]) -> bool:
    """Whether there is a naive gap, and what is left is a part of it or has turned."""
    return verdict(naive) == "more" and not fair["estimate"] > naive["estimate"]


def cards(estimates: pd.DataFrame) -> Part | None:
    """Key figures: the gap as it is told, before a landmark, and among comparable customers with what it says."""
    rows = {row["method"]: row for row in rows_of(estimates) if not pd.isna(row["estimate"])}
    shown = [_card(method, rows[method]) for method in CARDS if method in rows]
    return key_figures(shown) if shown else None


def _card(method: str, row: dict[str, Any]) -> Part:
    limits = {name: _points(row, column) for name, column in (("low", "conf_low"), ("high", "conf_high"))}
    said: dict[str, Any] = (
        {"change": phrase(f"card-{verdict(row)}"), "tone": TONE[verdict(row)]} if method == HEADLINE else {}
    )
    return key_figure(
        phrase(f"card-{method}"),
        _points(row),
        interval=phrase("card-interval", level=Value(row["level"], "level"), **limits),
        n=phrase("card-customers", n=Value(float(row["n"]), "count")),
        note=phrase("card-points"),
        **said,
    )


def left_over(row: dict[str, Any], *, part: bool = True) -> Part:
    """Say what is left of a difference among comparable customers; a direction only where the interval has one.

    ``part`` says that it is what is left of a gap told before, not a difference of its own.
    """
    if pd.isna(row["estimate"]):
        return sentence("effect-unknown")
    limits = {name: _points(row, column) for name, column in (("low", "conf_low"), ("high", "conf_high"))}
    fields: dict[str, Any] = {"difference": _points(row), "level": Value(row["level"], "level"), **limits}
    if part:
        return sentence(f"effect-left-{verdict(row)}", **fields)
    return sentence("effect-alike-unclear" if verdict(row) == "unclear" else "effect-alike-sure", **fields)


def verdict(row: dict[str, Any]) -> str:
    """Whether an interval lies above 0, below it, or on both sides."""
    return "more" if row["conf_low"] > 0 else "less" if row["conf_high"] < 0 else "unclear"


def _points(row: dict[str, Any], column: str = "estimate") -> Value:
    return Value(row[column], POINTS, decimals(row["n"]))


def methods(estimates: pd.DataFrame, *, axis: str = "axis-difference", caption: str = "caption-methods") -> Part | None:
    """Draw the difference by every method beside 0, the naive one on top; None where there is none."""
    known = rows_of(estimates[estimates["estimate"].notna()])
    if not known:
        return None
    drawn = pd.DataFrame([_dot(phrase(f"method-{row['method']}"), row) for row in known]).assign(reference=0.0)
    ends = {name: next((row for row in known if row["method"] == method), known[0]) for name, method in
            (("naive", "crude_history"), ("fair", "overlap"))}  # fmt: skip
    fields: dict[str, Any] = {name: _points(row) for name, row in ends.items()}
    fields |= {"low": _points(ends["fair"], "conf_low"), "high": _points(ends["fair"], "conf_high")}
    text = {"axis": phrase(axis), "unit": POINTS, "hidden": phrase("label-hidden")}
    text |= {"reference": phrase("label-no-difference")}
    told = phrase(caption, level=Value(known[0]["level"], "level"))
    return figure("intervals", drawn, alt=phrase("alt-methods", **fields), caption=told, text=text)


def _dot(label: Part, row: dict[str, Any]) -> dict[str, Any]:
    numbers = {
        name: round_half_away(row[name], decimals(row["n"]) + 2) for name in ("estimate", "conf_low", "conf_high")
    }
    return {"label": label, **numbers, "n": float(row["n"]), "reason": None}


def doses(dose: pd.DataFrame, *, name: str) -> Part | None:
    """Draw the share with the outcome at each dose, made comparable, beside the share as it was."""
    known = rows_of(dose[dose["estimate"].notna()])
    if len(known) < 2:  # noqa: PLR2004 - one dose is no dose-response
        return None
    drawn = pd.DataFrame([
        {**_dot(phrase(f"dose-{name}", dose=row[name]), row),
         "expected": round_half_away(row["crude"], decimals(row["n"]) + 2)}
        for row in known
    ])  # fmt: skip
    first, last = known[0], known[-1]
    fields: dict[str, Any] = {
        "first": first[name],
        "last": last[name],
        "first_share": Value(first["estimate"], "share", decimals(first["n"])),
        "last_share": Value(last["estimate"], "share", decimals(last["n"])),
        "crude": Value(last["crude"], "share", decimals(last["n"])),
    }
    text = {"axis": phrase("axis-share"), "unit": "share", "hidden": phrase("label-hidden")}
    text |= {"reference": phrase("label-as-they-are")}
    return figure(
        "bars", drawn, alt=phrase(f"alt-dose-{name}", **fields), caption=phrase(f"caption-dose-{name}"), text=text
    )


def trend(dose: pd.DataFrame, *, level: float, words: str = "dose") -> Part | None:
    """Say whether the outcome goes with the dose among comparable customers."""
    known = rows_of(dose[dose["estimate"].notna()])
    if len(known) < 2 or pd.isna(known[0]["trend_p"]):  # noqa: PLR2004 - as above
        return None
    sure = known[0]["trend_p"] < 1 - level
    return sentence(f"{words}-{'none' if not sure else 'more' if known[0]['trend_z'] > 0 else 'less'}")


def placebo(frame: pd.DataFrame) -> Part:
    """Say whether the comparison finds a difference where there can be none."""
    row: dict[str, Any] = rows_of(frame)[0] if len(frame) else {"estimate": np.nan}
    if pd.isna(row["estimate"]):
        return sentence("placebo-unknown")
    limits: dict[str, Any] = {
        name: _points(row, column) for name, column in (("low", "conf_low"), ("high", "conf_high"))
    }
    key, tone = ("placebo-clean", "none") if verdict(row) == "unclear" else ("placebo-alarm", "worse")
    return sentence(key, tone=tone, difference=_points(row), **limits)


def balance(frame: pd.DataFrame) -> Part | None:
    """Say how far apart the arms were, and are after weighting; None where the covariates are all alike."""
    if frame["before"].isna().all():
        return None
    before, after = (frame[name].abs() for name in ("before", "estimate"))
    worst = rows_of(frame)[int(np.argmax(before))]
    fields: dict[str, Any] = {"columns": Value(len(frame), "count"), "worst": covariate(worst["covariate"])}
    fields |= {"before": Value(abs(worst["before"]), "ratio", 2), "after": Value(after.max(), "ratio", 2)}
    return sentence("balance-reached" if after.max() < ALARM else "balance-missed", **fields)


def covariate(name: str) -> Part:
    """Name a column of the model: its covariate in the catalogue's words, and its label."""
    owner, _, label = name.partition(" ")
    said = phrase(f"covariate-{owner.replace('_', '-')}")
    if label in {"", "curve"}:
        return said
    return (
        phrase("covariate-squared", name=said)
        if label == "squared"
        else phrase("covariate-label", name=said, label=label)
    )


def chances(frame: pd.DataFrame) -> Part | None:
    """Draw how likely customers of both groups were to be on many channels; None where a group is hidden."""
    rows = [row for row in rows_of(frame) if not pd.isna(row["estimate"])]
    if len({row["arm"] for row in rows}) < len(ARMS):
        return None
    bands = sorted({row["chance"] for row in rows_of(frame) if pd.isna(row["n"]) or row["n"] > 0})
    known = {(row["arm"], row["chance"]): row for row in rows}
    n = {arm: float(sum(row["n"] for row in rows if row["arm"] == arm)) for arm in ARMS}
    drawn = pd.DataFrame(
        [
            {"part": phrase(f"arm-{arm}"), "n": n[arm], **_column(band, known.get((arm, band)))}
            for arm in ARMS
            for band in bands
        ]
    )
    low = known.get(("unexposed", bands[-1]), {"estimate": 0.0})["estimate"]
    high = known.get(("exposed", bands[0]), {"estimate": 0.0})["estimate"]
    text = {"axis": phrase("axis-of-group"), "unit": "share", "digits": 0, "hidden": phrase("label-hidden")}
    alt = phrase("alt-chances", low=Value(high, "share", 0), high=Value(low, "share", 0))
    return figure("distribution", drawn, alt=alt, caption=phrase("caption-chances"), text=text)


def _column(band: str, row: dict[str, Any] | None) -> dict[str, Any]:
    start = round(100 * float(band))
    shares = {name: round_half_away(row[name] if row else np.nan, 2) for name in ("estimate", "conf_low", "conf_high")}
    return {"label": f"{start}%", **shares, "reason": None}


def money(frame: pd.DataFrame, *, currency: str, days: int) -> Part | None:
    """Say what customers on many channels spend more, among comparable ones."""
    rows = {row["method"]: row for row in rows_of(frame)}
    row = rows.get("overlap")
    if row is None or pd.isna(row["estimate"]):
        return None
    unit = f"signed_money-{currency}"
    fields: dict[str, Any] = {"days": days, "naive": Value(rows["crude_landmark"]["estimate"], unit, 0)}
    columns = (("difference", "estimate"), ("low", "conf_low"), ("high", "conf_high"))
    fields |= {name: Value(row[column], unit, 0) for name, column in columns}
    return sentence(f"money-{verdict(row)}", **fields)


def sensitivity(frame: pd.DataFrame) -> Part | None:
    """Say how strong something unmeasured would have to be, beside the strongest that was measured."""
    value = {row["what"]: row["estimate"] for row in rows_of(frame)}
    moved = [row for row in rows_of(frame) if row["metric"] == "moved_by" and not pd.isna(row["estimate"])]
    if pd.isna(value["e_value"]) or not moved:
        return None
    strongest = max(moved, key=lambda row: abs(row["estimate"]))
    fields: dict[str, Any] = {"strongest": covariate(strongest["what"]), "moved": _points(strongest)}
    if value["e_value_limit"] <= 1:
        return sentence("sensitivity-nothing", **fields)
    fields |= {"ratio": Value(value["e_value_limit"], "ratio", 2), "times": Value(value["times_strongest"], "ratio", 1)}
    left = sentence("sensitivity-left", **fields)
    trait = rows_of(frame)[0]["trait"]
    if not isinstance(trait, str) or pd.isna(value["tipping_point"]):
        return left
    one = rows_of(frame)[0]
    shares: dict[str, Any] = {"effect": _points(one, "trait_effect"), "own": _points(one, "trait_share")}
    shares |= {"trait": covariate(trait), "share": Value(value["tipping_point"], POINTS, decimals(one["n"]))}
    return joined(left, sentence("sensitivity-tipping", **shares))
