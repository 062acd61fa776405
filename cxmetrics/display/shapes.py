"""Figures of how answers, days and purchases spread, as data: the frame to draw and the keys of its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxmetrics.estimate import round_half_away, wilson
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, number_of, phrase
from cxmetrics.tables.customers import purchases_so_far
from cxmetrics.words import Value

LIMITS = (("low", "conf_low"), ("high", "conf_high"))


def scores(frame: pd.DataFrame, *, kind: str, months: Sequence[str], min_n: int) -> Part | None:
    """Share of the answers by score in one month, beside an earlier one; None where the month has too few.

    Scores are taken together with the next until surely ``min_n`` customers gave them in every month drawn: answers
    less those that one customer gave besides another.

    Parameters
    ----------
    frame : DataFrame
        Protected result of `csat` or `ces` with a row a month.
    kind : {"csat", "ces"}
        Which words.
    months : list of str
        Months to draw, the reported one last.
    min_n : int
        Smallest group that is shown.
    """
    rows = [row for row in rows_of(frame[frame["period"].isin(months)]) if not pd.isna(row["estimate"])]
    values = sorted(int(name.removeprefix("score_")) for name in map(str, frame) if name.startswith("score_"))
    bins = _bins(rows, values, min_n=min_n)
    if not rows or rows[-1]["period"] != months[-1] or len(bins) < 2:  # noqa: PLR2004 - one column shows no spread
        return None
    drawn = pd.DataFrame([_column(row, scores) for row in rows for scores in bins])
    last = {bin_: _share(rows[-1], bin_) for bin_ in bins}
    most = max(last, key=lambda bin_: last[bin_])
    fields: dict[str, Any] = {"name": phrase(f"metric-{kind}"), "month": Value(months[-1], "month")}
    alt = phrase("alt-scores", **fields, score=_label(most), share=Value(last[most], "share", 0))
    text = {"axis": phrase("axis-answers"), "unit": "share", "digits": 0, "hidden": phrase("label-hidden")}
    return figure("distribution", drawn, alt=alt, caption=phrase("caption-scores", **fields), text=text)


def _bins(rows: Sequence[dict[str, Any]], values: Sequence[int], *, min_n: int) -> list[tuple[int, ...]]:
    bins: list[tuple[int, ...]] = [()]
    for value in values:
        if bins[-1] and all(_surely(row, bins[-1]) >= min_n for row in rows):
            bins.append(())
        bins[-1] += (value,)
    if len(bins) > 1 and any(_surely(row, bins[-1]) < min_n for row in rows):
        bins[-2:] = [bins[-2] + bins[-1]]
    return bins


def _surely(row: dict[str, Any], bin_: Sequence[int]) -> float:
    """Count the customers who are at least behind the answers of some scores."""
    return _answers(row, bin_) - (float(row["answers"]) - float(row["n"]))


def _answers(row: dict[str, Any], bin_: Sequence[int]) -> float:
    return float(sum(row[f"score_{value}"] for value in bin_))


def _share(row: dict[str, Any], bin_: Sequence[int]) -> float:
    return _answers(row, bin_) / float(row["answers"])


def _column(row: dict[str, Any], bin_: Sequence[int]) -> dict[str, Any]:
    share = _share(row, bin_)
    low, high = wilson(share * row["n_eff"], row["n_eff"], level=row["level"])
    return {
        "part": Value(row["period"], "month").to_json(),
        "label": _label(bin_),
        "estimate": round_half_away(share, 2),
        "conf_low": round_half_away(float(low), 2),
        "conf_high": round_half_away(float(high), 2),
        "n": float(row["answers"]),
        "reason": None,
    }


def _label(bin_: Sequence[int]) -> str:
    return str(bin_[0]) if len(bin_) == 1 else f"{bin_[0]}–{bin_[-1]}"


def come_back(frame: pd.DataFrame) -> Part | None:
    """Share that has bought again by day, with its interval; None where nobody was watched long enough.

    Parameters
    ----------
    frame : DataFrame
        Protected result of `cxmetrics.loyalty.weekly`.
    """
    known = frame[frame["estimate"].notna()]
    if len(known) < 2:  # noqa: PLR2004 - two points make a line
        return None
    drawn = known[["day", "estimate", "conf_low", "conf_high"]].astype(float).round(3).assign(part="", reason=None)
    last = rows_of(known)[-1]
    fields: dict[str, Any] = {"days": Value(last["day"], "days"), "share": Value(last["estimate"], "share", 0)}
    fields |= {name: Value(last[column], "share", 0) for name, column in LIMITS}
    text = {"axis": phrase("axis-share"), "across": phrase("axis-days"), "unit": "share", "digits": 0}
    level = Value(last["level"], "level")
    caption = phrase("caption-come-back", level=level)
    return figure("curve", drawn, alt=phrase("alt-come-back", **fields), caption=caption, text=text)


def held_back(classes: pd.DataFrame) -> Part | None:
    """Purchases of the days held back, by purchases before them, beside the expected; None without a model."""
    known = rows_of(classes[classes["estimate"].notna() & classes["predicted"].notna()])
    if not known:
        return None
    days = number_of(known[0]["metric"])
    drawn = pd.DataFrame([{**_bar(row, 2), "expected": round_half_away(row["predicted"], 2)} for row in known])
    worst = max(known, key=lambda row: abs(row["predicted"] - row["estimate"]))
    fields = {name: Value(worst[column], "purchases", 2) for name, column in
              (("predicted", "predicted"), ("actual", "estimate"))}  # fmt: skip
    alt = phrase("alt-held-back", days=days, purchases=purchases_so_far(worst["repeats"]), **fields)
    text = {"axis": phrase("axis-purchases"), "unit": "purchases", "digits": 2, "hidden": phrase("label-hidden")}
    text["reference"] = phrase("label-expected")
    return figure("bars", drawn, alt=alt, caption=phrase("caption-table-held-back", days=days), text=text)


def worth(classes: pd.DataFrame, *, currency: str) -> Part | None:
    """Value of a customer by purchases so far, with its interval; None where there is none."""
    known = rows_of(classes[classes["estimate"].notna()])
    if not known:
        return None
    unit, months = f"money-{currency}", number_of(known[0]["metric"])
    most = max(known, key=lambda row: row["value_share"])
    alt = phrase("alt-worth", months=months, purchases=purchases_so_far(most["repeats"]),
                 value=Value(most["estimate"], unit, 0), share=Value(most["value_share"], "share", 0))  # fmt: skip
    text = {"axis": phrase("axis-worth"), "unit": unit, "digits": 0, "hidden": phrase("label-hidden")}
    drawn = pd.DataFrame([_bar(row, 0) for row in known])
    return figure("bars", drawn, alt=alt, caption=phrase("caption-worth", months=months), text=text)


def _bar(row: dict[str, Any], digits: int) -> dict[str, Any]:
    numbers = {name: round_half_away(row[name], digits) for name in ("estimate", "conf_low", "conf_high")}
    return {"label": phrase("purchases-label", purchases=purchases_so_far(row["repeats"])), **numbers,
            "n": float(row["n"]), "reason": None}  # fmt: skip
