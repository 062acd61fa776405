"""Figures of a weighing as data: cash flows, outcomes, what moves them, and all initiatives side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from cxmetrics import estimate
from cxmetrics.display.columns import columns_of
from cxmetrics.display.inputs import input_name, input_words, missing_words, money
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, figure, listed, phrase
from cxmetrics.value import Roi
from cxmetrics.value.verdicts import VERDICTS, WANTED
from cxmetrics.words import Value

AMOUNTS: Final = ["estimate", "conf_low", "conf_high"]
MOST: Final = 6  # panels side by side
BINS: Final = {True: 50, False: 30}  # columns of a spread, of a single initiative and of several
FEW, MUCH = 0.005, 0.995  # shares below and above which no whole per cent is said
APART: Final = 5.0  # times the next reach, from which on an initiative is out of scale
CUT: Final = 1 / 3  # share of the initiatives that may be out of scale


def fan(cash_flows: pd.DataFrame, *, initiative_id: str, currency: str) -> Part | None:
    """Cash flow of an initiative summed up by month, with its range and payback; None where it cannot be judged.

    Parameters
    ----------
    cash_flows : DataFrame
        Of `cxmetrics.roi`.
    initiative_id : str
        Which initiative.
    currency : str
        Of the amounts, as an ISO 4217 code.
    """
    rows = _flows(cash_flows, initiative_id)
    if rows.empty:
        return None
    name, note = rows["name"].iloc[0], _flow_note(rows, currency)
    alt = phrase("alt-fan", name=name, note=note)
    return _fan([rows.assign(name="")], alt=alt, caption=phrase("caption-fan", name=name), currency=currency)


def fans(cash_flows: pd.DataFrame, summary: pd.DataFrame, *, currency: str) -> Part | None:
    """Cash flows of the initiatives to fund or to pilot, six at most; None where there is none."""
    chosen, count = _wanted(summary)
    parts = [rows for rows in (_flows(cash_flows, who) for who in chosen) if not rows.empty]
    if not parts:
        return None
    said = [phrase("name-and-note", name=rows["name"].iloc[0], note=_flow_note(rows, currency)) for rows in parts]
    alt = phrase("alt-fans", shown=len(parts), said=listed(said, "list-and-then"))
    return _fan(parts, alt=alt, caption=_of_several("fans", len(parts), count), currency=currency)


def _wanted(summary: pd.DataFrame) -> tuple[list[str], int]:
    """Give the initiatives to fund, then those to pilot, each by what is expected of them; and how many there are."""
    rows = _ordered(summary[summary["verdict"].isin(WANTED) & summary["estimate"].notna()])
    return rows["initiative_id"].head(MOST).tolist(), len(rows)


def _ordered(summary: pd.DataFrame) -> pd.DataFrame:
    order = summary.assign(order=summary["verdict"].map(VERDICTS.index))
    return order.sort_values(["order", "estimate"], ascending=[True, False], kind="stable").reset_index(drop=True)


def _of_several(what: str, shown: int, count: int) -> Part:
    key = f"caption-{what}" if shown == count else f"caption-{what}-most"
    return phrase(key, shown=shown) if shown == count else phrase(key, shown=shown, count=count)


def _flows(cash_flows: pd.DataFrame, who: str) -> pd.DataFrame:
    known = cash_flows[(cash_flows["initiative_id"] == who) & cash_flows["estimate"].notna()]
    return known.sort_values("month").reset_index(drop=True)


def _flow_note(rows: pd.DataFrame, currency: str) -> Part:
    last, back = rows.iloc[-1], estimate.payback(rows["flow"])
    fields: dict[str, Any] = {"months": int(last["month"]), "value": money(last["estimate"], currency)}
    fields |= {"low": money(last["conf_low"], currency), "high": money(last["conf_high"], currency)}
    if math.isnan(back.periods):
        return phrase("fan-never", **fields)
    if back.periods == 0 and not back.reason:
        return phrase("fan-at-once", **fields)
    word = "fan-again" if back.reason else "fan-paid"
    return phrase(word, month=max(math.ceil(back.periods), 1), **fields)


def _fan(parts: Sequence[pd.DataFrame], *, alt: Part, caption: Part, currency: str) -> Part:
    drawn = pd.concat([_fan_rows(rows, currency) for rows in parts], ignore_index=True)
    level = Value(parts[0]["level"].iloc[0], "level")
    names = {"expected": phrase("fan-expected"), "range": phrase("fan-range", level=level),
             "payback": phrase("fan-payback")}  # fmt: skip
    axis = phrase("axis-fan" if len(parts) == 1 else "axis-fans")
    text = {"axis": axis, "across": phrase("across-fan"), "unit": f"short_money-{currency}"}
    return figure("fan", drawn, alt=alt, caption=caption, text=text | {"names": names})


def _fan_rows(rows: pd.DataFrame, currency: str) -> pd.DataFrame:
    drawn = rows[["month", *AMOUNTS]].assign(part=rows["name"])
    note, paid = _flow_note(rows, currency), round(estimate.payback(rows["flow"]).periods, 2)
    return drawn.assign(**_first(len(rows), note=note, payback=paid))


def _first(rows: int, **said: Any) -> dict[str, pd.Series[Any]]:
    """Give columns that say something in their first row only."""
    return {name: pd.Series([value, *[None] * (rows - 1)], dtype=object) for name, value in said.items()}


def distribution(found: Roi, *, initiative_id: str, currency: str) -> Part | None:
    """Draws of the value of an initiative, with the losses shaded; None where it cannot be judged.

    Parameters
    ----------
    found : Roi
        Of `cxmetrics.roi`.
    initiative_id : str
        Which initiative.
    currency : str
        Of the amounts, as an ISO 4217 code.
    """
    rows = _judged(found.summary, [initiative_id])
    if not rows:
        return None
    row = rows[0]
    alt = phrase("alt-outcomes", name=row["name"], likely=_likely(row), note=_spread_note(row, currency))
    caption = phrase("caption-outcomes", name=row["name"])
    return _spread(found, [row | {"name": ""}], alt=alt, caption=caption, currency=currency)


def distributions(found: Roi, *, currency: str) -> Part | None:
    """Draws of the values of the initiatives to fund or to pilot, six at most; None where there is none."""
    chosen, count = _wanted(found.summary)
    rows = _judged(found.summary, chosen)
    if not rows:
        return None
    said = [phrase("name-and-note", name=row["name"], note=_likely(row)) for row in rows]
    alt = phrase("alt-outcomes-several", shown=len(rows), said=listed(said, "list-and-then"))
    return _spread(found, rows, alt=alt, caption=_of_several("outcomes-several", len(rows), count), currency=currency)


def _judged(summary: pd.DataFrame, chosen: Sequence[str]) -> list[dict[str, Any]]:
    rows = {row["initiative_id"]: row for row in rows_of(summary[summary["estimate"].notna()])}
    return [rows[who] for who in chosen if who in rows]


def _likely(row: dict[str, Any]) -> Part:
    """Say how likely a loss is, in whole per cent."""
    loss = row["p_loss"]
    if FEW <= loss <= MUCH:
        return phrase("outcomes-likely", share=Value(loss, "share", 0))
    return phrase("outcomes-hardly" if loss < FEW else "outcomes-surely")


def _spread_note(row: dict[str, Any], currency: str) -> Part:
    ends = {name: money(row[f"conf_{name}"], currency) for name in ("low", "high")}
    level = Value(row["level"], "level")
    return phrase("outcomes-note", value=money(row["estimate"], currency), level=level, **ends)


def _spread(found: Roi, rows: Sequence[dict[str, Any]], *, alt: Part, caption: Part, currency: str) -> Part:
    parts = []
    for row in rows:
        drawn = columns_of(found.draws[row["initiative_id"]].to_numpy(float), most=BINS[len(rows) == 1])
        mean, note = row["estimate"], _spread_note(row, currency)
        parts.append(drawn.assign(part=row["name"], **_first(len(drawn), note=note, mean=mean, loss=_likely(row))))
    names = {name: phrase(f"outcomes-{name}") for name in ("loss", "gain", "expected")}
    draws = Value(len(found.draws), "count")
    axis = phrase("axis-outcomes" if len(rows) == 1 else "axis-outcomes-several", draws=draws)
    text = {"axis": axis, "unit": f"short_money-{currency}", "names": names}
    return figure("outcomes", pd.concat(parts, ignore_index=True), alt=alt, caption=caption, text=text)


def tornado(swings: pd.DataFrame, summary: pd.DataFrame, *, initiative_id: str, currency: str) -> Part | None:
    """Draw what each input of an initiative moves; None where it cannot be judged or no input is uncertain.

    Parameters
    ----------
    swings, summary : DataFrame
        ``tornado`` and ``summary`` of `cxmetrics.roi`.
    initiative_id : str
        Which initiative.
    currency : str
        Of the amounts, as an ISO 4217 code.
    """
    own = swings[(swings["initiative_id"] == initiative_id) & (swings["swing"] > 0) & swings["estimate"].notna()]
    rows = rows_of(own.sort_values("swing", ascending=False, kind="stable"))
    if not rows:
        return None
    lever = str(summary.set_index("initiative_id").loc[initiative_id, "lever"])
    drawn = pd.DataFrame([_swing(row, lever=lever, currency=currency) for row in rows])
    first = rows[0]
    ends = sorted((first["npv_low"], first["npv_high"]))
    fields = {"low": money(ends[0], currency), "high": money(ends[1], currency)}
    alt = phrase("alt-tornado", name=first["name"], first=input_name(first["input"]), **fields)
    names = {name: phrase(f"tornado-{name}") for name in ("low", "high")}
    text = {"axis": phrase("axis-tornado"), "unit": f"short_money-{currency}", "reference": phrase("tornado-all")}
    caption = phrase("caption-tornado", name=first["name"])
    return figure("tornado", drawn, alt=alt, caption=caption, text=text | {"names": names})


def _swing(row: dict[str, Any], *, lever: str, currency: str) -> dict[str, Any]:
    low, high = input_words(row["input"], (row["input_low"], row["input_high"]), lever=lever, currency=currency)
    turns = min(row["npv_low"], row["npv_high"]) < 0 <= max(row["npv_low"], row["npv_high"])
    amounts = {"estimate": row["estimate"], "low": row["npv_low"], "high": row["npv_high"]}
    return {"label": input_name(row["input"]), "note": phrase("tornado-turns") if turns else None,
            "low_words": low, "high_words": high,
            **amounts}  # fmt: skip


def portfolio(summary: pd.DataFrame, *, currency: str) -> Part | None:
    """All initiatives by verdict, with what is expected of them and its range; None where there is none.

    Parameters
    ----------
    summary : DataFrame
        Of `cxmetrics.roi`.
    currency : str
        Of the amounts, as an ISO 4217 code.
    """
    if summary.empty:
        return None
    rows = rows_of(_ordered(summary))
    known = [row for row in rows if not pd.isna(row["estimate"])]
    low, high, beyond = _scale(known)
    drawn = pd.DataFrame([_stand(row) | {"from": low, "to": high} for row in rows])
    level = Value(summary["level"].iloc[0], "level")
    axis = phrase("axis-portfolio-cut" if beyond else "axis-portfolio", level=level)
    text = {"axis": axis, "unit": f"short_money-{currency}", "hidden": phrase("label-no-data"),
            "names": {name: verdict_words(name) for name in VERDICTS}}  # fmt: skip
    numbers = summary["verdict"].value_counts()
    counted = {name: int(numbers.get(name, 0)) for name in VERDICTS}
    alt = phrase("alt-portfolio-none", **counted)
    if known:
        best, worst = (pick(known, key=lambda row: row["estimate"]) for pick in (max, min))
        said = {"best": best["name"], "best_value": money(best["estimate"], currency),
                "worst": worst["name"], "worst_value": money(worst["estimate"], currency)}  # fmt: skip
        alt = phrase("alt-portfolio", **counted, **said)
    names = listed([phrase("group-other", name=name) for name in beyond]) if beyond else ""
    caption = phrase("caption-portfolio-cut", names=names) if beyond else phrase("caption-portfolio")
    return figure("portfolio", drawn, alt=alt, caption=caption, text=text)


def verdict_words(verdict: str) -> Part:
    """Name a verdict.

    Examples
    --------
    >>> verdict_words("pilot_first")["key"]
    'verdict-pilot-first'
    """
    return phrase(f"verdict-{verdict.replace('_', '-')}")


def _stand(row: dict[str, Any]) -> dict[str, Any]:
    amounts = {name: row[name] for name in AMOUNTS}
    why = missing_words(row["missing"]) if row["missing"] else None
    return {"label": row["name"], "verdict": row["verdict"], **amounts, "reason": why}


def _scale(known: Sequence[dict[str, Any]]) -> tuple[float, float, list[str]]:
    """Give the ends of a scale with 0, and the names of what is so far beyond the others that it is cut off."""
    reach = [max(abs(row[name]) for name in AMOUNTS) for row in known]
    order = sorted(reach, reverse=True)
    most = int(len(known) * CUT)
    cuts = [at for at in range(1, most + 1) if order[at] and order[at - 1] > APART * order[at]]
    limit = order[cuts[-1]] if cuts else max(reach, default=0.0)
    inside = [row for row, own in zip(known, reach, strict=True) if own <= limit]
    beyond = [row["name"] for row, own in zip(known, reach, strict=True) if own > limit]
    ends = [0.0, *(row[name] for row in inside for name in AMOUNTS)]
    return min(ends), max(ends), beyond
