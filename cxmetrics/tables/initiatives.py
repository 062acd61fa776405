"""Tables of initiatives: what to do, what they bring in, what was assumed, the pilots, and the four pillars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxmetrics.contract import PILLARS, STAGES
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, phrase, table
from cxmetrics.tables.claims import counted
from cxmetrics.tables.monthly import heads
from cxmetrics.value.levers import LEVERS
from cxmetrics.value.verdicts import VERDICTS
from cxmetrics.words import Value

SMALL = 0.01  # effects below it are written with two decimals
Row = Mapping[str, Any]


def money(row: Row, column: str, *, currency: str, signed: bool = False) -> Value:
    """Write an amount of an initiative."""
    return Value(row[column], f"{'signed_' if signed else ''}short_money-{currency}")


def effect(row: Row, column: str) -> Part:
    """Write an effect in the unit of its lever: percentage points of a share, or per cent of a number.

    Examples
    --------
    >>> effect({"effect_unit": "points", "effect": 0.03}, "effect")["key"]
    'effect-points'
    """
    return in_unit(row[column], row["effect_unit"])


def in_lever(row: Row, column: str) -> Part:
    """Write an effect on the lever itself, whatever the initiative moves first."""
    return in_unit(row[column], "points" if LEVERS[row["lever"]].rate else "relative")


def in_unit(value: float, unit: str) -> Part:
    """Write an effect in the unit "points" or "relative"."""
    digits = 1 if pd.isna(value) or abs(value) >= SMALL or value == 0 else 2
    written = Value(value, "signed_percentage_points" if unit == "points" else "signed_share", digits)
    return phrase(f"effect-{unit}", value=written)


def lever_name(row: Row) -> Part:
    """Name what an initiative moves, and through what."""
    lever, through = (str(row[name]).replace("_", "-") for name in ("lever", "through"))
    name = phrase(f"lever-{lever}")
    return phrase("lever-through", lever=name, through=phrase(f"through-{through}")) if through else name


def decisions(summary: pd.DataFrame, *, currency: str) -> Part:
    """Lay out what to do with each initiative, and on what it rests: worth, its range, chance of a loss, cost."""
    rows = [
        [
            row["name"], phrase(f"verdict-{row['verdict'].replace('_', '-')}"),
            Value(row["p_loss"], "share", 0), money(row, "estimate", currency=currency),
            _range(row, currency=currency), _why(row),
        ]
        for row in sorted(rows_of(summary), key=_order)
    ]  # fmt: skip
    columns = heads("initiative-name", "verdict", "p-loss", "npv", "range", "why")
    level = Value(summary["level"].iloc[0], "level")
    return table(phrase("caption-table-decisions"), columns, rows, note=phrase("note-decisions", level=level))


def _percent(value: float) -> Part | None:
    return None if pd.isna(value) else phrase("effect-relative", value=Value(value, "signed_share", 0))


def _order(row: Row) -> tuple[int, float]:
    """Sort by verdict, then by what is expected, the most first."""
    return VERDICTS.index(row["verdict"]), 0.0 if pd.isna(row["estimate"]) else -row["estimate"]


def _range(row: Row, *, currency: str) -> Part | None:
    if pd.isna(row["conf_low"]):
        return None
    low, high = (money(row, name, currency=currency) for name in ("conf_low", "conf_high"))
    return phrase("interval-is", low=low, high=high)


def _why(row: Row) -> Part:
    return phrase(f"why-{row['why'].replace('_', '-')}")


def returns(summary: pd.DataFrame, *, currency: str) -> Part | None:
    """Lay out what comes back for what is spent: benefit by cost, rate of return, payback, and the effect it takes."""
    rows = [
        [
            row["name"], money(row, "cost", currency=currency), _percent(row["roi"]),
            Value(row["bcr"], "number", 2), _irr(row), _payback(row),
            effect(row, "effect"), _break_even(row),
        ]
        for row in sorted(rows_of(summary), key=_order) if row["verdict"] != "cannot_judge"
    ]  # fmt: skip
    if not rows:
        return None
    columns = heads("initiative-name", "cost-now", "roi", "bcr", "irr", "payback", "effect-expected", "break-even")
    return table(phrase("caption-table-returns"), columns, rows, note=phrase("note-returns"))


def _irr(row: Row) -> Part | Value:
    return phrase(f"irr-{row['irr_reason'].replace(' ', '-')}") if row["irr_reason"] else Value(row["irr"], "share", 0)


def _payback(row: Row) -> Part | Value:
    if pd.isna(row["payback"]):
        return phrase("payback-never")
    if row["payback_reason"]:
        return phrase("payback-again", months=Value(row["payback"], "number", 1))
    return phrase("payback-at-once") if row["payback"] == 0 else phrase(
        "payback-months", months=Value(row["payback"], "number", 1))  # fmt: skip


def _break_even(row: Row) -> Part:
    return phrase("break-even-none") if pd.isna(row["break_even"]) else effect(row, "break_even")


def assumptions(summary: pd.DataFrame, *, currency: str) -> Part:
    """Lay out what every initiative rests on: what it moves, what was told, how well it is known, and what is left."""
    rows = [
        [
            row["name"], lever_name(row), _told(row), _evidence(row), _believed(row), _when(row),
            phrase("cost-and-monthly", upfront=money(row, "upfront", currency=currency),
                   monthly=money(row, "monthly", currency=currency)),
        ]
        for row in rows_of(summary)
    ]  # fmt: skip
    columns = heads("initiative-name", "lever", "effect-told", "evidence", "effect-believed", "starts", "cost-told")
    return table(phrase("caption-table-assumptions"), columns, rows, note=phrase("note-assumptions"))


def _told(row: Row) -> Part | None:
    if pd.isna(row["mode"]):
        return None
    mode, low, high = (effect(row, name) for name in ("mode", "low", "high"))
    return phrase(f"effect-as-{row['read_as'].replace('_', '-')}", value=mode, low=low, high=high)


def _believed(row: Row) -> Part | None:
    if pd.isna(row["effect"]):
        return None
    mean, low, high = (effect(row, name) for name in ("effect", "effect_low", "effect_high"))
    return phrase("effect-and-range", value=mean, low=low, high=high)


def _evidence(row: Row) -> Part:
    claim = row["evidence"].startswith("claim:")
    name = row["evidence"].removeprefix("claim:")
    said = phrase("evidence-claim", claim=name) if claim else phrase(f"evidence-of-{name}")
    graded = phrase("evidence-graded", evidence=said, grade=row["grade"], discount=counted(row["discount"]))
    return graded if pd.isna(row["pilot_effect"]) else phrase(
        "evidence-piloted", evidence=graded, effect=effect(row, "pilot_effect"))  # fmt: skip


def _when(row: Row) -> Part:
    if row["running"]:
        return phrase("starts-running")
    return phrase("starts-in", months=int(row["begins"])) if row["begins"] else phrase("starts-now")


def pilots(summary: pd.DataFrame, *, currency: str) -> Part | None:
    """Lay out the pilots that are to be run: how many, how long, what it costs, and what knowing is worth."""
    rows = [
        [
            row["name"], people(row),
            Value(row["pilot_weeks"], "count"), money(row, "pilot_cost", currency=currency),
            money(row, "pilot_worth", currency=currency), money(row, "pilot_most", currency=currency),
            in_lever(row, "pilot_detectable"), in_lever(row, "pilot_threshold"), Value(row["pilot_chance"], "share", 0),
        ]
        for row in rows_of(summary) if row["verdict"] == "pilot_first"
    ]  # fmt: skip
    if not rows:
        return None
    columns = heads(
        "initiative-name",
        "pilot",
        "weeks",
        "pilot-cost",
        "pilot-worth",
        "pilot-most",
        "detectable",
        "threshold",
        "pilot-chance",
    )
    return table(phrase("caption-table-pilots"), columns, rows, note=phrase("note-pilots"))


def people(row: Row) -> Part:
    """Say how many are in a pilot: customers or orders."""
    who = "orders" if row["lever"] in {"basket", "price", "returns"} else "customers"
    return phrase(f"pilot-{who}", n=Value(row["pilot_customers"], "count"))


def portfolio(frame: pd.DataFrame, *, currency: str) -> Part | None:
    """Lay out what initiatives come to where what they share counts once, and what would be counted twice."""
    by_group = {
        str(name): {row["metric"]: row for row in rows_of(own)} for name, own in frame.groupby("which", sort=False)
    }
    rows = []
    for name, own in by_group.items():
        joint, plain = own["joint_npv"], own["sum_of_npv"]
        twice = Value(plain["estimate"] - joint["estimate"], f"short_money-{currency}")
        rows.append([phrase(f"which-{name}"), Value(int(joint["initiatives"]), "count"),
                     money(joint, "estimate", currency=currency), _range(joint, currency=currency),
                     Value(joint["p_loss"], "share", 0), twice])  # fmt: skip
    if not rows:
        return None
    columns = heads("which", "initiatives", "npv", "range", "p-loss", "counted-twice")
    return table(phrase("caption-table-portfolio"), columns, rows, note=None)


def balance(summary: pd.DataFrame, *, currency: str) -> Part:
    """Lay out the four pillars: how many initiatives, what those funded cost and bring, and what pilots cost."""
    rows = [_pillar(summary[summary["pillar"] == pillar], phrase(f"pillar-{pillar.replace(' ', '-')}"), currency)
            for pillar in PILLARS]  # fmt: skip
    other = summary[~summary["pillar"].isin(PILLARS)]
    rows += [_pillar(other, phrase("pillar-none"), currency)] if len(other) else []
    columns = heads(
        "pillar",
        "initiatives",
        *(f"n-{name.replace('_', '-')}" for name in VERDICTS),
        "cost-funded",
        "npv-funded",
        "cost-of-pilots",
    )
    return table(phrase("caption-table-pillars"), columns, rows, note=phrase("note-pillars"))


def _pillar(own: pd.DataFrame, name: Part, currency: str) -> list[Any]:
    sums = [Value(float(part[column].sum()), f"short_money-{currency}") if len(part) else None
            for verdict, column in (("fund", "cost"), ("fund", "beside"), ("pilot_first", "pilot_cost"))
            for part in (own[own["verdict"] == verdict],)]  # fmt: skip
    counts = [Value(int((own["verdict"] == verdict).sum()), "count") for verdict in VERDICTS]
    return [name, Value(len(own), "count"), *counts, *sums]


def by_stage(summary: pd.DataFrame, *, currency: str) -> Part:
    """Lay out the register of initiatives by stage of the customer path: owner, pillar, verdict and expected value."""
    order = {stage: place for place, stage in enumerate((*STAGES, ""))}
    rows = [
        [
            phrase(f"stage-{row['stage']}") if row["stage"] else None, row["name"], row["owner"] or None,
            phrase(f"pillar-{row['pillar'].replace(' ', '-')}") if row["pillar"] else None,
            phrase(f"verdict-{row['verdict'].replace('_', '-')}"), money(row, "estimate", currency=currency),
        ]
        for row in sorted(rows_of(summary), key=lambda row: (order[row["stage"]], _order(row)))
    ]  # fmt: skip
    columns = heads("stage", "initiative-name", "owner", "pillar", "verdict", "npv")
    return table(phrase("caption-table-register"), columns, rows, note=None)


def links(baseline: pd.DataFrame, shares: Mapping[str, tuple[float, float, float]], *, currency: str) -> Part | None:
    """Lay out the differences between customers of which a part counts as an effect, and which part that is.

    Parameters
    ----------
    baseline : DataFrame
        From `value.baseline`, protected; rows of all customers are shown.
    shares : mapping
        Least, likely and most share by link, as in `value.CAUSAL_SHARES`.
    currency : str
        Of the company.
    """
    known = {row["metric"]: row for row in rows_of(baseline[baseline["segment"] == ""]) if not pd.isna(row["estimate"])}
    rows = []
    for link, metric in LINKED.items():
        row = known.get(metric)
        if row is not None:
            least, likely, most = (Value(share, "share", 0) for share in shares[link])
            sizes = [_gap(row, column, currency=currency) for column in ("estimate", "conf_low", "conf_high")]
            size = phrase("effect-and-range", value=sizes[0], low=sizes[1], high=sizes[2])
            part = phrase("effect-and-range", value=likely, low=least, high=most)
            rows.append([phrase(f"link-{link.replace('_', '-')}"), size, Value(int(row["n"]), "count"), part])
    if not rows:
        return None
    columns = heads("link", "difference-between", "customers", "causal-share")
    return table(phrase("caption-table-links"), columns, rows, note=phrase("note-links"))


LINKED = {"score": "baseline_repeat_gap_score", "on_time": "baseline_repeat_gap_on_time",
          "further": "baseline_further_margin"}  # fmt: skip


def _gap(row: Row, column: str, *, currency: str) -> Part | Value:
    return in_unit(row[column], "points") if row["unit"] == "share" else money(row, column, currency=currency)
