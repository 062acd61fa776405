"""Sentences of the state of the month: the words follow from the estimate, its interval and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.display import compared
from cxmetrics.frames import period_span
from cxmetrics.parts import TONES, Part, joined, key_figure, phrase, reason, sentence
from cxmetrics.privacy import OTHER
from cxmetrics.words import Value, decimals

UNITS = {"nps": "points", "repeat": "share"}


def row_of(frame: pd.DataFrame, period: str, **more: str) -> dict[str, Any] | None:
    """Give the row of a period, or None."""
    rows = frame[frame["period"] == period]
    for column, value in more.items():
        rows = rows[rows[column] == value]
    return None if rows.empty else {str(key): value for key, value in rows.iloc[0].to_dict().items()}


def state(kind: str, frame: pd.DataFrame, changes: pd.DataFrame, *, period: str, min_n: int, **more: Any) -> list[Part]:
    """Say level and changes of a metric: a headline, then its interval and comparisons.

    Parameters
    ----------
    kind : {"nps", "repeat"}
        Which words.
    frame : DataFrame
        Protected result with a row a period.
    changes : DataFrame
        What `cxmetrics.changes` made of it.
    period : str
        The period to speak of.
    min_n : int
        Smallest group that is shown.
    **more
        Further fields of the sentence (``days``).
    """
    row = row_of(frame, period)
    if row is None or pd.isna(row["estimate"]):
        why = (reason(row, min_n=min_n) if row else None) or phrase("reason-no-answers")
        fields = {"nps": {"month": Value(period, "month"), "reason": why}, "repeat": more}[kind]
        return [sentence(f"{kind}-none", role="headline", **fields)]
    compared = [row_of(changes, period, against=against) for against in ("last_year", "previous")]
    known = [change for change in compared if change is not None and change["verdict"] != "unknown"]
    details = known or [change for change in compared[:1] if change is not None]
    interval = sentence(f"{kind}-interval", **_interval(row, UNITS[kind]))
    return [
        _headline(kind, row, known[0] if known else None, **more),
        joined(interval, *(_change(kind, change) for change in details), tone="none"),
    ]


def _headline(kind: str, row: Mapping[str, Any], change: Mapping[str, Any] | None, **more: Any) -> Part:
    """Level, and the change that counts most: the short sentence that everyone reads."""
    unit, digits = UNITS[kind], decimals(row["n"])
    name = {"nps": "nps", "repeat": "rate"}[kind]
    fields = {"month": Value(row["period"], "month"), name: Value(row["estimate"], unit, digits), **more}
    verdict = str(change["verdict"]) if change else "plain"
    if change is None or verdict not in TONES:
        return sentence(f"{kind}-headline-plain", role="headline", **fields)
    if together := compared.joint(change, limits=False):
        return joined(sentence(f"{kind}-headline-plain", **fields), together, role="headline", tone=TONES[verdict])
    fields["base"] = Value(change["base_period"], "month")
    if verdict != "unclear":
        fields["size"] = Value(
            abs(change["difference"]), _size_unit(unit), decimals(min(change["n"], change["base_n"]))
        )
    return sentence(f"{kind}-headline-{verdict}", tone=TONES[verdict], role="headline", **fields)


def _size_unit(unit: str) -> str:
    """Give the unit of the size of a difference: shares differ by percentage points, which take no % sign."""
    return "percentage_points" if unit == "share" else unit


def _interval(row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    digits = decimals(row["n"])
    return {
        "level": Value(row["level"], "level"),
        "low": Value(row["conf_low"], unit, digits),
        "high": Value(row["conf_high"], unit, digits),
        "n": Value(float(row["n"]), "count"),
    }


def _change(kind: str, change: Mapping[str, Any]) -> Part:
    if together := compared.joint(change):
        return together
    unit, digits = f"signed_{UNITS[kind]}", decimals(min(change["n"], change["base_n"]))
    verdict = change["verdict"]
    fields: dict[str, Any] = {"base": Value(change["base_period"], "month")}
    if verdict in {"rose", "fell", "unclear"}:
        plain = _size_unit(UNITS[kind])
        size = {"size": Value(abs(change["difference"]), plain, digits)}
        fields |= size if verdict != "unclear" else {"difference": Value(change["difference"], unit, digits)}
        fields |= {
            "low": Value(change["conf_low"], unit, digits),
            "high": Value(change["conf_high"], unit, digits),
        }
        if kind == "repeat":
            fields["base_rate"] = Value(change["base_estimate"], "share", digits)
    return sentence(f"{kind}-{verdict}-{change['against']}", tone=TONES.get(verdict, "none"), **fields)


def opinion(kind: str, frame: pd.DataFrame, changes: pd.DataFrame, *, period: str, min_n: int) -> Part:
    """Say the share of satisfied customers, or of those who found it easy, and its change against a year earlier.

    Parameters
    ----------
    kind : {"csat", "ces"}
        Which words.
    frame, changes : DataFrame
        Protected result with a row a month, and its comparisons.
    period : str
        The month to speak of.
    min_n : int
        Smallest group that is shown.
    """
    row, change = row_of(frame, period), row_of(changes, period, against="last_year")
    name = phrase(f"metric-{kind}")
    if row is None or pd.isna(row["estimate"]):
        why = (reason(row, min_n=min_n) if row else None) or phrase("reason-no-answers")
        return sentence("opinion-none", name=name, month=Value(period, "month"), reason=why)
    fields = {"name": name, "month": Value(period, "month"), **_interval(row, "share")}
    fields["value"] = Value(row["estimate"], "share", decimals(row["n"]))
    verdict = str(change["verdict"]) if change else "plain"
    if change is None or verdict not in TONES:
        plain, apart = sentence("opinion-plain", **fields), change and compared.joint(change)
        return joined(plain, apart) if apart else plain
    if together := compared.joint(change, limits=False):
        return joined(sentence("opinion-plain", **fields), together, tone=TONES[verdict])
    fields["base"] = Value(change["base_period"], "month")
    if verdict != "unclear":
        digits = decimals(min(change["n"], change["base_n"]))
        fields["size"] = Value(abs(change["difference"]), "percentage_points", digits)
    return sentence(f"opinion-{verdict}", tone=TONES[verdict], **fields)


def in_control(limits: pd.DataFrame, *, period: str) -> Part | None:
    """Say whether a month lies within the limits of the baseline, and which earlier ones did not."""
    rows = limits[limits["period"] <= period]
    if rows.empty or rows["period"].iloc[-1] != period:
        return None
    last = rows.iloc[-1]
    word = "within" if not last["outside"] else "below" if last["estimate"] < last["low"] else "above"
    tone = {"within": "none", "below": "worse", "above": "better"}[word]
    low, high = (Value(last[name], "points", 1) for name in ("low", "high"))
    months: dict[str, Any] = {"first": Value(limits["period"].iloc[0], "month"),
              "last": Value(limits.loc[limits["in_baseline"], "period"].iloc[-1], "month")}  # fmt: skip
    recent = rows[~rows["in_baseline"]]
    return sentence(f"control-{word}", tone=tone, month=Value(period, "month"), low=low, high=high, **months,
                    outside=int(recent["outside"].sum()), months=len(recent))  # fmt: skip


def last_known(frame: pd.DataFrame) -> str | None:
    """Give the last period that has an estimate."""
    known = frame.loc[frame["estimate"].notna(), "period"]
    return None if known.empty else str(known.iloc[-1])


def repeat_state(frame: pd.DataFrame, changes: pd.DataFrame, *, days: int, min_n: int) -> list[Part]:
    """Say the repeat rate of the last month of first orders that can be judged."""
    period = last_known(frame)
    if period is None:
        return [sentence("repeat-none", role="headline", days=days)]
    return state("repeat", frame, changes, period=period, min_n=min_n, days=days)


def headline_card(
    label: Part, frame: pd.DataFrame, changes: pd.DataFrame, *, period: str, min_n: int, **more: Any
) -> Part:
    """Key figure of a period with its change against a year earlier; ``neutral=True`` where more is not better."""
    neutral = more.pop("neutral", False)
    row, change = row_of(frame, period), row_of(changes, period, against="last_year")
    if row is None or pd.isna(row["estimate"]):
        why = reason(row, min_n=min_n) if row else None
        return key_figure(label, Value(None, "points"), note=why or phrase("label-no-data"))
    unit, digits = str(row["unit"]), decimals(row["n"])
    bounds = {"low": Value(row["conf_low"], unit, digits), "high": Value(row["conf_high"], unit, digits)}
    return key_figure(
        label,
        Value(row["estimate"], unit, digits),
        interval=phrase("card-interval", level=Value(row["level"], "level"), **bounds),
        n=phrase("card-answers", n=Value(float(row["n"]), "count")),
        change=_short(change, unit) if change else None,
        tone="none" if neutral or change is None else TONES.get(change["verdict"], "none"),
        **more,
    )


def _short(change: Mapping[str, Any], unit: str) -> Part:
    verdict, base = change["verdict"], Value(change["base_period"], "month")
    if verdict == "partial":
        return phrase("change-partial")
    together = compared.moved(change, unit="short_month")
    if verdict == "shifted" and together:
        return phrase("change-shifted", holiday=together["holiday"], base=together["base"])
    if verdict in {"too_few", "unknown"}:
        return phrase(f"change-{verdict}", base=base)
    digits = decimals(min(change["n"], change["base_n"]))
    fields: dict[str, Any] = {"difference": compared.size(change["difference"], unit, digits, signed=True)}
    fields["before"] = Value(change["base_estimate"], unit, digits)
    if together:
        spans = {key: together[key] for key in ("span", "base")}
        return phrase(f"change-joint-{verdict}", now=Value(change["estimate"], unit, digits), **fields, **spans)
    return phrase(f"change-{verdict}", base=base, **fields)


def not_yet(frame: pd.DataFrame) -> Part | None:
    """Say from when the months that cannot be judged yet will be known."""
    known = frame[frame["estimate"].notna()]["period"]
    waiting = frame[frame["reason"].astype(str).str.startswith("not observable yet")]
    if known.empty or waiting.empty:
        return None
    first = waiting.iloc[0]
    day = str(first["reason"]).rpartition(" ")[2]
    return sentence(
        "repeat-not-yet",
        first=Value(str(period_span(first["period"])[0]), "date"),
        next=Value(first["period"], "month"),
        day=Value(day, "date"),
    )


def visible(against_rest: pd.DataFrame, shown: pd.DataFrame, group: str) -> pd.DataFrame:
    """Give the verdicts of the groups that are shown."""
    return against_rest[against_rest[group].isin(set(shown.loc[shown["hidden"].isna(), group].dropna()))]


def groups(against_rest: pd.DataFrame, shown: pd.DataFrame, *, group: str, name: Part, min_n: int) -> Part | None:
    """Say which groups differ clearly from the rest, and how many are hidden; None where there is no group."""
    hidden = shown["hidden"].notna()
    verdicts = visible(against_rest, shown, group)
    found = {word: verdicts.loc[verdicts["verdict"] == word, group].tolist() for word in ("below", "above")}
    said: dict[str, Any] = {word: ", ".join(names) for word, names in found.items() if names}
    tested = verdicts["verdict"].ne("too_few").any()
    which = "both" if len(said) == len(found) else next(iter(said), "none" if tested else "few")
    parts = [sentence(f"segments-{which}", group=name, **said)] if len(verdicts) else []
    if (shown[group] == OTHER).any():
        parts.append(sentence("segments-merged"))
    if hidden.any():
        parts.append(sentence("segments-hidden", count=int(hidden.sum()), min_n=min_n))
    return joined(*parts) if parts else None


def health(tables: pd.DataFrame) -> Part:
    """Say how many rows were read and what became of them."""
    total = tables[["rows", "used", "quarantined", "excluded", "blank"]].sum()
    fields: dict[str, Any] = {name: Value(int(total[name]), "count") for name in ("rows", "used", "excluded", "blank")}
    return sentence("health-summary", aside=Value(int(total["quarantined"]), "count"), **fields)
