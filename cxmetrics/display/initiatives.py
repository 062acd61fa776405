"""What to do with each initiative, in sentences: the executive's answers, and a line an initiative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from cxmetrics.display.inputs import input_name
from cxmetrics.frames import rows_of
from cxmetrics.parts import Part, answers, joined, line, listed, phrase, sentence
from cxmetrics.tables.initiatives import effect, in_lever, money, people
from cxmetrics.value.cases import GAPS
from cxmetrics.value.figures import PREFIX
from cxmetrics.value.levers import FURTHER, LEVERS
from cxmetrics.value.plans import CLAIM
from cxmetrics.value.verdicts import WANTED
from cxmetrics.words import Value

Row = Mapping[str, Any]
TONES: Final = {"fund": "better", "pilot_first": "unclear", "not_justified": "worse", "cannot_judge": "none"}
NAMED: Final = {"fund": 6, "pilot_first": 6, "not_justified": 2, "cannot_judge": 3}  # that are told one by one


def in_short(summary: pd.DataFrame, portfolio: pd.DataFrame, *, currency: str) -> Part:
    """Answer the questions of an executive: what to fund, to try and to leave, what cannot be told, what it comes to.

    Parameters
    ----------
    summary, portfolio : DataFrame
        From `cxmetrics.roi`, protected.
    currency : str
        Of the company, such as ``KRW``.
    """
    best_first = rows_of(summary.sort_values("estimate", ascending=False))
    by_verdict = {name: [row for row in best_first if row["verdict"] == name] for name in TONES}
    by_verdict["not_justified"].reverse()
    items = [(f"roi-{name.replace('_', '-')}", _lines(name, rows, currency=currency))
             for name, rows in by_verdict.items() if rows or name != "cannot_judge"]  # fmt: skip
    return answers([*items, ("roi-together", [line(*together(summary, portfolio, currency=currency)["phrases"])])])


def _lines(verdict: str, rows: Sequence[Row], *, currency: str) -> list[Part]:
    """Tell the initiatives of a verdict, the first ones by themselves."""
    if not rows:
        return [line(phrase(f"roi-none-{verdict.replace('_', '-')}"))]
    lines = [line(*said(row, currency=currency), tone=TONES[verdict]) for row in rows[: NAMED[verdict]]]
    rest = rows[NAMED[verdict] :]
    if rest:
        names = [
            phrase("initiative-npv", name=row["name"], npv=money(row, "estimate", currency=currency)) for row in rest
        ]
        lines.append(line(phrase("roi-also", names=listed(names)), tone=TONES[verdict]))
    return lines


def of_one(row: Row, *, currency: str) -> Part:
    """Say what to do with an initiative, and why, as a paragraph."""
    return joined({"phrases": said(row, currency=currency)})


def said(row: Row, *, currency: str) -> list[Part]:
    """Say what to do with an initiative, why, and what that rests on."""
    name, verdict = row["name"], row["verdict"]
    if verdict == "cannot_judge":
        missing = listed([input_name(name) for name in row["missing"].split(", ")])
        return [phrase("decision-cannot-judge", name=name, missing=missing)]
    parts = [_decision(row, currency=currency)]
    if verdict == "fund" and not pd.isna(row["purchase_alone"]):
        alone = money(row, "purchase_alone", currency=currency)
        parts.append(phrase("decision-purchase-alone", alone=alone))
    if verdict == "pilot_first" and not pd.isna(row["pilot_threshold"]):
        chance = Value(row["pilot_chance"], "share", 0)
        parts.append(phrase("decision-threshold", threshold=in_lever(row, "pilot_threshold"), chance=chance))
    if row["running"] and verdict != "fund":
        monthly = money(row, "monthly", currency=currency)
        parts.append(phrase(f"decision-running-{verdict.replace('_', '-')}", monthly=monthly))
    return parts


def _decision(row: Row, *, currency: str) -> Part:
    why = f"{row['verdict']}-{row['why']}".replace("_", "-")
    fields: dict[str, Any] = {
        "name": row["name"],
        "loss": Value(row["p_loss"], "share", 0),
        "months": int(row["months"]),
    }
    fields |= {column: money(row, field, currency=currency) for column, field in
               (("npv", "estimate"), ("low", "conf_low"), ("high", "conf_high"), ("cost", "cost"))}  # fmt: skip
    if row["verdict"] == "pilot_first":
        fields |= {"who": people(row),
                   "weeks": Value(row["pilot_weeks"], "count"), "pilot": money(row, "pilot_cost", currency=currency),
                   "most": money(row, "pilot_most", currency=currency)}  # fmt: skip
    if why == "not-justified-does-not-pay":
        fields["effect"] = effect(row, "effect")
        if pd.isna(row["break_even"]):
            return phrase("decision-never-pays", **fields)
        fields["needed"] = effect(row, "break_even")
    return phrase(f"decision-{why}", **fields)


def together(summary: pd.DataFrame, portfolio: pd.DataFrame, *, currency: str) -> Part:
    """Say what is funded comes to, what the pilots cost and are worth, and what would be counted twice."""
    rows = {(row["which"], row["metric"]): row for row in rows_of(portfolio)}
    parts = [sentence("together-none")]
    if ("funded", "joint_npv") in rows:
        joint = rows["funded", "joint_npv"]
        fields: dict[str, Any] = {name: money(joint, column, currency=currency) for name, column in
                  (("npv", "estimate"), ("low", "conf_low"), ("high", "conf_high"))}  # fmt: skip
        fields |= {"n": int(joint["initiatives"]), "loss": Value(joint["p_loss"], "share", 0)}
        parts = [sentence("together-npv", **fields)]
    pilots = summary[summary["verdict"] == "pilot_first"]
    if len(pilots):
        sums: dict[str, Any] = {
            name: Value(float(pilots[f"pilot_{name}"].sum()), f"short_money-{currency}") for name in ("cost", "worth")
        }
        parts.append(sentence("together-pilots", n=len(pilots), **sums))
    if ("wanted", "joint_npv") in rows:
        joint, plain = rows["wanted", "joint_npv"], rows["wanted", "sum_of_npv"]
        twice = plain["estimate"] - joint["estimate"]
        if twice > 1:
            parts.append(sentence("together-twice", twice=Value(twice, f"short_money-{currency}")))
    return joined(*parts)


def claims_of(summary: pd.DataFrame) -> list[str]:
    """Name the claims of the literature that initiatives rest on."""
    claims = summary["evidence"][summary["evidence"].str.startswith(CLAIM)]
    return sorted(set(claims.str.removeprefix(CLAIM)))


def numbers_used(summary: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of the baseline that initiatives are weighed with."""
    used: set[tuple[str, str]] = set()
    for plan in rows_of(summary):
        lever = LEVERS[plan["lever"]]
        names = {*lever.inputs, lever.rate, lever.spread, lever.people, GAPS.get(plan["through"], "")}
        names |= {FURTHER} if plan["lever"] == "repeat_rate" else set()
        used |= {(plan["segment"], f"{PREFIX}{name}") for name in names}
    own = [pair in used for pair in zip(baseline["segment"], baseline["metric"], strict=True)]
    return baseline[own] if any(own) else baseline


def meetings(summary: pd.DataFrame) -> Part | None:
    """Name the initiatives that move the same number of the same customers; None where none meet."""
    met = summary[summary["meets"] != ""]
    if met.empty:
        return None
    items = []
    for lever, rows in met.groupby("lever", sort=False):
        names = listed([phrase("group-other", name=name) for name in rows["name"]], "list-and-more")
        items.append(phrase("meets", lever=phrase(f"lever-{str(lever).replace('_', '-')}"), names=names))
    return sentence("meetings", items=listed(items, "list-and-then"))


def wanted(summary: pd.DataFrame, *, most: int = 6) -> Sequence[Row]:
    """Give the initiatives that are to be funded or tried, the most valuable first."""
    own = summary[summary["verdict"].isin(WANTED)].sort_values(["verdict", "estimate"], ascending=[True, False])
    return rows_of(own.head(most))


def by_stage(summary: pd.DataFrame, *, currency: str) -> dict[str, list[Part]]:
    """Name the initiatives of each stage of the customer path, with their verdict and what is expected of them."""
    found: dict[str, list[Part]] = {}
    for row in rows_of(summary):
        verdict = phrase(f"verdict-{row['verdict'].replace('_', '-')}")
        fields: dict[str, Any] = {"name": row["name"], "verdict": verdict}
        if pd.isna(row["estimate"]):
            said = phrase("initiative-unjudged", **fields)
        else:
            said = phrase("initiative-worth", npv=money(row, "estimate", currency=currency), **fields)
        found.setdefault(row["stage"], []).append(said)
    return found


def design(*, months: int, annual_rate: float, draws: int, seed: int, level: float, most_loss: float) -> Part:
    """Say how it was calculated: horizon, rate, draws with their seed, and the rule of the verdict."""
    return sentence(
        "roi-design", months=months, rate=Value(annual_rate, "share", 1), draws=Value(draws, "count"), seed=seed,
        level=Value(level, "level"), loss=Value(most_loss, "share", 0),
    )  # fmt: skip


def precision(summary: pd.DataFrame) -> Part | None:
    """Say how exact the Monte Carlo sample is: the largest error of a chance of a loss."""
    known = summary[summary["estimate"].notna()]
    if known.empty:
        return None
    reach = ((known["p_loss_high"] - known["p_loss_low"]) / 2).max()
    return sentence("roi-precision", reach=Value(float(reach), "percentage_points", 1))
