"""What customers will be worth: BG/NBD purchases and Gamma–Gamma spend, held against the last months first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine, estimate
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_groups, check_level, result
from cxmetrics.loyalty.history import rules_of, with_history

MONTH_DAYS = 365.25 / 12
HISTORY = ["repeats", "recency", "age", "spend"]
LAST_CLASS = 4  # repeat purchases: this many and more are one class
FEWEST = 100  # customers who came back, below which nothing is fitted
MISSED_MOST = 0.25  # of the actual purchases: a model that misses more gives no value
FEW_REPEATS = "too few customers who came back"
SPEND_DEPENDS = "spend goes with the number of purchases"
MISSED = "the model missed the purchases of the last days"
NOT_IDENTIFIED = "not identified without a repeat purchase"


@dataclass(frozen=True)
class Lifetime:
    """What customers will be worth, and how far the model can be believed.

    Parameters
    ----------
    value : DataFrame
        A row a group: mean value of a customer over the horizon, in the company's currency, with its interval.
    classes : DataFrame
        A row a number of repeat purchases so far (``repeats``: "0" to "3", "4+"): the mean value as ``estimate``;
        ``alive``, the mean probability of being active (missing without a repeat purchase: not identified);
        ``purchases``, expected over the horizon by each; ``value_share``, of the value of all.
    holdout : DataFrame
        One row: actual purchases of a customer in the days that were held back as ``estimate`` with interval, and
        ``predicted``.
    holdout_classes : DataFrame
        The same, a row a number of repeat purchases before these days.
    model : DataFrame
        A row a parameter of the two models: ``parameter``, ``fitted``.
    """

    value: pd.DataFrame
    classes: pd.DataFrame
    holdout: pd.DataFrame
    holdout_classes: pd.DataFrame
    model: pd.DataFrame


def clv(  # noqa: PLR0913 - the options that design and oracles name
    orders: Any,
    *,
    months: int = 12,
    annual_rate: float = 0.1,
    holdout_days: int = 90,
    data_end: date | str | None = None,
    history_start: date | str | None = None,
    history_complete: bool | None = None,
    count_returned: bool = False,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    timezone: str | None = None,
) -> Lifetime:
    """CLV, customer lifetime value: discounted contribution of the purchases expected over a stated horizon.

    Parameters
    ----------
    orders : frame, Arrow table, path or Table
        A row an order, as for `repeat_rate`, with ``amount``; ``margin`` where there is one.
    months : int, default 12
        The horizon.
    annual_rate : float, default 0.1
        Effective discount of a year, at least 0.
    holdout_days : int, default 90
        Last days that are held back, to see whether the model would have predicted them; at least 90.
    data_end, history_start, history_complete, count_returned, by, level, timezone
        As for `repeat_rate`. Grouping values are those of the first purchase; one model serves all groups.

    Returns
    -------
    Lifetime
        Frames with the standard columns; ``unit`` is "money" for values and "purchases" for the hold-out. A value is
        missing, with its reason, where fewer than 100 customers came back, where spend goes with the number of
        purchases (correlation beyond 0.3), or where the model misses the purchases held back by more than a quarter.

    Raises
    ------
    ParameterError
        No ``data_end``, a horizon below 1 month, a discount below 0, or fewer than 90 days held back.

    Notes
    -----
    Value is the expected spend times the company's margin, the sum of margins over that of amounts, taken as fixed;
    without margins it is the spend itself, which ``method`` says. No promotion, season or new customer is in it.
    Intervals are those of an M-estimator (`estimate.mean_value`).

    References
    ----------
    P. S. Fader, B. G. S. Hardie and K. L. Lee, *"Counting your customers" the easy way*, Marketing Science 24(2), 2005.
    P. S. Fader and B. G. S. Hardie, *The Gamma-Gamma model of monetary value*, note 025, 2013.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-01-05"])
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aab"), "ordered_at": days, "amount": 1.0})
    >>> clv(orders, data_end="2026-09-30").value[["n", "reason"]].to_numpy().tolist()
    [[2, 'too few customers who came back']]
    """
    _check_terms(months, annual_rate, holdout_days)
    table = with_history(
        orders, data_end=data_end, history_start=history_start, history_complete=history_complete, timezone=timezone
    )
    engine.require(table, "orders", ["amount"])
    rules = rules_of(table.facts, count_returned=count_returned)
    groups, check = engine.columns_of(by), check_level(level)
    check_groups(groups, ["repeats"])
    now = _histories(table, rules, rules["data_end"], by)
    then = _histories(table, rules, rules["data_end"] - timedelta(days=holdout_days), None)
    then = _predicted(then, holdout_days)
    holdout, held_classes = (_holdout(then, names, holdout_days, check) for names in ([], ["repeats"]))
    margin, method = _margin(table, rules)
    terms = estimate.Terms(MONTH_DAYS, months, annual_rate, margin)
    fitted = _fit(now)
    why = FEW_REPEATS if fitted is None else SPEND_DEPENDS if not fitted[1].usable else _missed(holdout)
    call: dict[str, Any] = {"fitted": fitted, "terms": terms, "why": why, "level": check, "method": method}
    classes = now.assign(repeats=_class_of(now["repeats"]))
    return Lifetime(_values(now, groups, call), _classes(classes, now, call), holdout, held_classes, _model(fitted))


def _check_terms(months: int, annual_rate: float, holdout_days: int) -> None:
    if months < 1:
        raise ParameterError("E-MONTHS", "months={months} is no horizon.", fix="1 or more.", months=months)
    if not annual_rate >= 0:
        raise ParameterError("E-RATE", "annual_rate={rate} is no discount.", fix="0 or more, such as 0.1.",
                             rate=annual_rate)  # fmt: skip
    if holdout_days < 90:  # noqa: PLR2004 - three months, as documented
        raise ParameterError("E-HOLDOUT", "holdout_days={days} is too short to judge a model.", fix="90 or more.",
                             days=holdout_days)  # fmt: skip


def _histories(table: engine.Table, rules: dict[str, Any], cutoff: date, by: Any) -> pd.DataFrame:
    rows = engine.run("customer_history", {"orders": table}, by=by, values={**rules, "cutoff": cutoff})
    return rows.sort_values([*engine.columns_of(by), *HISTORY], kind="stable", ignore_index=True)  # the same every day


def _margin(table: engine.Table, rules: dict[str, Any]) -> tuple[float, str]:
    """Give the margin of all purchases that have one, as a share of their amount, and how the value is made."""
    sums = engine.run("purchase_margin", {"orders": table}, values=rules)
    amount, margin = sums["amount"].sum(), sums["margin"].sum()
    has = "margin" in table.columns and amount > 0
    return (float(margin / amount), "bg/nbd, gamma-gamma, margin") if has else (1.0, "bg/nbd, gamma-gamma, revenue")


def _customers(rows: pd.DataFrame) -> estimate.Customers:
    names = ("repeats", "recency", "age", "spend", "customers")
    return estimate.Customers(*(rows[name].to_numpy(float) for name in names))


def _fit(rows: pd.DataFrame) -> tuple[estimate.BgNbd, estimate.GammaGamma] | None:
    """Fit both models; None where too few customers came back."""
    if rows.loc[(rows["repeats"] > 0) & (rows["spend"] > 0), "customers"].sum() < FEWEST:
        return None
    c = _customers(rows)
    merged = rows.groupby(["repeats", "recency", "age"], as_index=False)["customers"].sum()
    bought = estimate.bgnbd_fit(merged["repeats"], merged["recency"], merged["age"], merged["customers"])
    return bought, estimate.gamma_gamma_fit(c.repeats, c.spend, c.weight)


def _class_of(repeats: pd.Series) -> pd.Series:
    return repeats.map(lambda x: f"{LAST_CLASS}+" if x >= LAST_CLASS else str(int(x)))


def _values(rows: pd.DataFrame, groups: list[str], call: dict[str, Any]) -> pd.DataFrame:
    """Mean value by group; the row of all customers has no group."""
    keys = rows[groups].drop_duplicates(ignore_index=True) if groups else pd.DataFrame(index=[0])
    codes = rows.groupby(groups, dropna=False, sort=False).ngroup().to_numpy() if groups else np.zeros(len(rows), int)
    n = np.bincount(codes, rows["customers"], minlength=len(keys)) if len(rows) else np.zeros(len(keys))
    return _value_frame(keys, n, _mean(rows, codes, call), call)


def _mean(rows: pd.DataFrame, codes: Any, call: dict[str, Any]) -> estimate.MeanValue | None:
    if call["why"] is not None:
        return None
    bought, spent = call["fitted"]
    return estimate.mean_value(
        _customers(rows), codes, bought=bought, spent=spent, terms=call["terms"], level=call["level"]
    )


def _value_frame(
    keys: pd.DataFrame, n: Any, mean: estimate.MeanValue | None, call: dict[str, Any], **extras: Any
) -> pd.DataFrame:
    values = {
        "metric": f"clv_{call['terms'].months}m",
        "n": n,
        "n_eff": n,
        "level": call["level"],
        "unit": "money",
        "method": call["method"],
        "reason": call["why"],
    }
    if mean is not None:
        values |= {"estimate": mean.estimate, "std_error": mean.std_error, "conf_low": mean.low, "conf_high": mean.high}
    return result(keys, values, extras=extras)


def _classes(rows: pd.DataFrame, raw: pd.DataFrame, call: dict[str, Any]) -> pd.DataFrame:
    """Value, probability of being active and expected purchases by number of repeat purchases so far."""
    keys = pd.DataFrame({"repeats": sorted(rows["repeats"].unique())})
    codes = rows["repeats"].map({name: i for i, name in enumerate(keys["repeats"])}).to_numpy(int)
    n = np.bincount(codes, rows["customers"], minlength=len(keys))
    empty = np.full(len(keys), np.nan)
    if call["why"] is not None:
        return _value_frame(keys, n, None, call, alive=empty, purchases=empty, value_share=empty)
    bought, c = call["fitted"][0], _customers(raw)
    history = {"repeats": c.repeats, "recency": c.recency, "age": c.age}
    mean = _mean(raw, codes, call)
    worth = n * mean.estimate if mean is not None else empty
    alive = np.bincount(codes, c.weight * estimate.bgnbd_alive(bought, *history.values())) / n
    horizon = call["terms"].months * MONTH_DAYS
    expected = np.bincount(codes, c.weight * estimate.bgnbd_purchases(bought, horizon, **history)) / n
    return _value_frame(keys, n, mean, call, alive=alive, purchases=expected, value_share=worth / worth.sum())


def _predicted(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Predict the days held back from what came before them; missing where nothing can be fitted."""
    fitted = _fit(rows)
    c = _customers(rows)
    more: Any = np.nan
    if fitted is not None:
        more = estimate.bgnbd_purchases(fitted[0], float(days), repeats=c.repeats, recency=c.recency, age=c.age)
    return rows.assign(predicted=c.weight * more, repeats=_class_of(rows["repeats"]))


def _holdout(rows: pd.DataFrame, groups: list[str], days: int, level: float) -> pd.DataFrame:
    """Actual and predicted purchases of a customer in the days held back."""
    sums = ["customers", "held", "held_squared", "predicted"]
    both = (
        rows.groupby(groups, as_index=False)[sums].sum(min_count=1)
        if groups
        else rows[sums].sum(min_count=1).to_frame().T
    )
    n = both["customers"].fillna(0).to_numpy(float)
    moments = estimate.Moments(n, both["held"].to_numpy(float), both["held_squared"].to_numpy(float))
    found = estimate.mean_interval(moments, bounds=(0, np.inf), level=level)
    predicted = both["predicted"].to_numpy(float) / np.where(n > 0, n, np.nan)
    values = {
        "metric": f"purchases_held_back_{days}d",
        "n": n,
        "n_eff": n,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "conf_low": found.low,
        "conf_high": found.high,
        "level": level,
        "unit": "purchases",
        "method": "t",
        "reason": [FEW_REPEATS if np.isnan(value) else None for value in predicted],
    }
    return result(both[groups], values, extras={"predicted": predicted})


def _missed(holdout: pd.DataFrame) -> str | None:
    """Say whether the model missed the purchases held back by more than a quarter, beyond chance."""
    row = holdout.iloc[0]
    off = abs(row["predicted"] - row["estimate"]) > MISSED_MOST * row["estimate"]
    return MISSED if off and not row["conf_low"] <= row["predicted"] <= row["conf_high"] else None


def _model(fitted: tuple[estimate.BgNbd, estimate.GammaGamma] | None) -> pd.DataFrame:
    """Parameters of both models, and what tells how good they are."""
    if fitted is None:
        return pd.DataFrame({"parameter": pd.Series(dtype=object), "fitted": pd.Series(dtype=float)})
    bought, spent = fitted[0]._asdict(), fitted[1]._asdict()
    found = {**bought, **spent, "converged": bought["converged"] and spent["converged"]}
    found.pop("usable")
    return pd.DataFrame({"parameter": list(found), "fitted": [float(value) for value in found.values()]})
