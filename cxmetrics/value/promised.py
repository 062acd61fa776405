"""What initiatives have come to: what was promised of them, and what their own measure did beyond that of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.company import Company
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level, result, rows_of
from cxmetrics.trends.rows import AFTER_DAYS, BACK_DAYS, Data, data_of
from cxmetrics.value.change import beyond, change_of
from cxmetrics.value.linkage import FEW_ON_A_SIDE
from cxmetrics.value.months import Months, is_sampled, whole_months
from cxmetrics.value.quantities import FEWEST, NO_SEGMENT, QUANTITIES, SAMPLED, SERVED
from cxmetrics.value.standing import rules_of_rows
from cxmetrics.value.windows import SOON, Measure, Windows, windows

HISTORY = 1_200  # months: all that there are
NOBODY_ELSE, NO_PROMISE = "nobody to compare with", "nothing promised in this measure"
NOTHING = "it is 0 in a window"
MEASURES = {
    "repeat_rate": Measure("repeat_rate", "repeat_rate", 1, days=BACK_DAYS),
    "basket": Measure("order_value", "order_value", 1, relative=True),
    "price": Measure("order_value", "order_value", 1, relative=True),
    "acquisition_cost": Measure("acquisition_cost", "acquisition_cost", -1, relative=True),
    "contacts": Measure(SERVED, "contacts", -1, relative=True, monthly=True),
    "returns": Measure("return_rate", "return_rate", -1, days=AFTER_DAYS),
    "churn": Measure("churn_rate", "churn_rate", -1, monthly=True),
}
KEYS = ["initiative_id", "name", "lever", "segment"]
PROMISED = ("low", "mode", "high")
SIDES = ("before", "after", "others_before", "others_after")
Row = dict[str, Any]


def delivered(initiatives: Any, company: Company, *, level: float = 0.95) -> pd.DataFrame:
    r"""Promised against delivered: what each initiative's own measure did beyond that of customers it did not reach.

    Parameters
    ----------
    initiatives : frame, Arrow table, path or Table
        A row an initiative, as the contract says; those that started before the data ended have a row here.
    company : Company
        With its tables loaded.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row an initiative (``initiative_id``, ``name``, ``lever``, ``segment``): the standard columns, ``n`` customers
        of both groups. ``estimate`` is the difference of differences in the unit of the promise, more being better:
        points of the repeat rate, of days with a purchase of which something was asked back, and of active customers
        lost in a month; relative changes of the value of a day with a purchase, of the cost of a new customer, and of
        the contacts of an active customer in a month. Then the promise (``promised_low``, ``promised_mode``,
        ``promised_high``), the measure itself (``before``, ``after``, and of all other customers ``others_before``,
        ``others_after``), the ``days`` of each window, the first day of both (``before_from``, ``after_from``), whether
        the initiative was still ``ramping`` up, and the ``verdict``:

        - ``kept``: the interval lies above 0 and reaches what was promised as likely, or lies above that;
        - ``below``: the whole interval lies below it; ``unclear``: neither;
        - ``too_early``: less than 28 days, or one month, have been watched; or it is below while still ramping up;
        - ``no_comparison``: it reaches all customers, so that before and after is all that there is, and no effect;
        - ``unknown``: what is needed is missing, or fewer than 30 customers are on a side.

    Raises
    ------
    ParameterError
        A column without which nothing can be said is not there, an unknown lever, or a level not between 0 and 1.

    Notes
    -----
    Both groups would have changed alike without the initiative: that is assumed. Groups are those of the customers'
    ``segment`` as it is noted now; if the initiative moves customers between segments, they differ for that reason too.
    A group that was chosen because it did badly does better without any initiative, which is why before and after alone
    is no answer. Windows are as long as there is time, at most 180 days or 6 months, and after the ramp if that leaves
    28 days. Errors have customers as clusters. Of a price no more is known than of a basket.

    References
    ----------
    M. Bertrand, E. Duflo and S. Mullainathan, *How much should we trust differences-in-differences estimates?*,
    Quarterly Journal of Economics 119(1), 2004.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cxmetrics import open_company
    >>> home = tempfile.TemporaryDirectory()
    >>> rows = [(i, m) for m in range(1, 9) for i in range(80)]
    >>> paid = [100 + 10 * (m > 4 and i < 40) + i % 3 for i, m in rows]
    >>> orders = [f"{i}-{m},c{i},2026-0{m}-{1 + i % 28:02} 10:00,{x}\n" for (i, m), x in zip(rows, paid)]
    >>> files = {"orders.csv": "order_id,customer_id,ordered_at,amount\n" + "".join(orders)}
    >>> people = [f"c{i},{'vip' if i < 40 else 'plain'}\n" for i in range(80)]
    >>> files["customers.csv"] = "customer_id,segment\n" + "".join(people)
    >>> files["cx.toml"] = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-08-31"\n'
    >>> files["cx.toml"] += 'history_complete = true\n[orders]\nsource = "orders.csv"\n'
    >>> files["cx.toml"] += '[customers]\nsource = "customers.csv"\n'
    >>> _ = [Path(home.name, name).write_text(text) for name, text in files.items()]
    >>> tried = pd.DataFrame({"initiative_id": ["1"], "name": ["gift"], "lever": ["basket"], "segment": ["vip"],
    ...                       "starts_on": ["2026-05-01"], "mode": [0.08]})
    >>> found = delivered(tried, open_company(home.name).load())
    >>> found[["estimate", "days", "verdict"]].round(3).to_numpy().tolist()
    [[0.099, 120, 'kept']]
    >>> home.cleanup()
    """
    data, check = data_of(company), check_level(level)
    span = whole_months(data, months=HISTORY)
    rows = [_row(one, data, span, level=check) for one in _started(initiatives, data)]
    empty = [*KEYS, "n", "estimate", "std_error", "conf_low", "conf_high", "reason", *SIDES, "days", "before_from",
             "after_from", "ramping", "verdict", *(f"promised_{name}" for name in PROMISED)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=empty)
    numbers = ("n", "estimate", "std_error", "conf_low", "conf_high", "reason")
    values: dict[str, Any] = {name: frame[name] for name in numbers}
    values |= {"metric": "delivered_effect", "n_eff": frame["n"], "level": check, "unit": "share"}
    values["method"] = pd.Series("difference in differences", index=frame.index).where(frame["estimate"].notna())
    extras = [name for name in empty if name not in (*KEYS, *values)]
    return result(frame[KEYS], values, extras={name: frame[name] for name in extras})


def _started(initiatives: Any, data: Data) -> list[Row]:
    """Give the initiatives that had started before the data ended, the first one first."""
    table = engine.as_table(initiatives)
    engine.require(table, "initiatives", ["initiative_id", "name", "lever", "starts_on"])
    frame = table.df()
    wrong = sorted(set(frame["lever"].dropna()) - set(MEASURES))
    if wrong:
        known = ", ".join(MEASURES)
        raise ParameterError(
            "E-LEVER", "there is no lever {lever!r}.", fix="one of {known}.", lever=wrong[0], known=known
        )
    frame = frame.assign(starts_on=pd.to_datetime(frame["starts_on"]))
    begun = frame[frame["starts_on"] <= pd.Timestamp(data.data_end)]
    return rows_of(begun.sort_values(["starts_on", "initiative_id"], kind="stable"))


def _row(one: Row, data: Data, span: Months, *, level: float) -> Row:
    """Compare one initiative with what was promised of it."""
    segment = "" if pd.isna(one.get("segment")) else str(one["segment"])
    promised = {name: np.nan if _in_other_unit(one) else _number(one, name) for name in PROMISED}
    row = {"initiative_id": one["initiative_id"], "name": one["name"], "lever": one["lever"], "segment": segment}
    row |= {f"promised_{name}": value for name, value in promised.items()}
    measure = MEASURES[one["lever"]]
    why = _missing(data, measure, segment)
    if why is not None:
        return row | {"n": 0, "reason": why, "verdict": "unknown"}
    start, ramp = one["starts_on"].date(), np.nan_to_num(_number(one, "ramp_months"))
    when = windows(start, ramp, measure, span=span, data_end=data.data_end)
    if isinstance(when, str):
        return row | {"n": 0, "reason": when, "verdict": "too_early" if when == SOON else "unknown"}
    row |= {"days": when.days, "ramping": when.ramping}
    row |= {name: getattr(when, name).isoformat() for name in ("before_from", "after_from")}
    row |= _compared(_sums(data, span, measure, when, segment=segment), measure, segment, level=level)
    return row | _judged(row, when)


def _number(one: Row, name: str) -> float:
    """Give a number of an initiative; NaN where there is none."""
    value = one.get(name)
    return np.nan if pd.isna(value) else float(value)


def _in_other_unit(one: Row) -> bool:
    """Whether what is promised is not the lever itself but what it is to move through, such as the score."""
    return isinstance(one.get("through"), str) and one["through"] != ""


def _missing(data: Data, measure: Measure, segment: str) -> str | None:
    """Say why a measure cannot be had."""
    needs = QUANTITIES[measure.needs].needs
    needs = (*QUANTITIES["orders"].needs, *needs, *((("customers.segment", NO_SEGMENT),) if segment else ()))
    why = next((reason for need, reason in needs if not data.known(need)), None)
    return SAMPLED if why is None and measure.rows in {"new", "active"} and is_sampled(data) else why


def _sums(data: Data, span: Months, measure: Measure, when: Windows, *, segment: str) -> dict[int, Row]:
    """Sum over the customers reached, and over all others; without a segment all are reached."""
    values = rules_of_rows(data, span, within_days=BACK_DAYS)
    values |= {"active_from": when.before_from if measure.monthly else span.until, "counted_from": when.before_from}
    values |= dict(zip(("before_from", "before_to", "after_from", "after_to"), when[:4], strict=True))
    rows = data.run("delivered_sums", **values, quantity=measure.quantity, segment=segment)
    if not segment:
        rows = rows.assign(reached=1).groupby("reached", as_index=False).sum()
    return {int(row["reached"]): row for row in rows_of(rows)}


def _compared(sums: Mapping[int, Row], measure: Measure, segment: str, *, level: float) -> Row:
    """Give the measure of both groups and, where there are two, the change of one beyond the other."""
    sides = [sums.get(1), sums.get(0)] if segment else [sums.get(1)]
    n = int(sum(side["units"] for side in sides if side))
    if any(side is None or min(side["units0"], side["units1"]) < FEWEST for side in sides):
        return {"n": n, "reason": FEW_ON_A_SIDE}
    changes = [change_of(side, relative=measure.relative) for side in sides if side]
    row: Row = {"n": n, "before": changes[0].before, "after": changes[0].after}
    if not np.isfinite([one.change for one in changes]).all():
        return row | {"reason": NOTHING}
    if not segment:
        return row | {"reason": NOBODY_ELSE}
    found = beyond(*changes, better=measure.better, relative=measure.relative, level=level)
    row |= dict(zip(("estimate", "std_error", "conf_low", "conf_high"), found, strict=True))
    return row | {"others_before": changes[1].before, "others_after": changes[1].after, "reason": None}


def _judged(row: Row, when: Windows) -> Row:
    """Choose the verdict from the interval and the promise."""
    if row["reason"] is not None:
        return {"verdict": "no_comparison" if row["reason"] == NOBODY_ELSE else "unknown"}
    likely = row["promised_mode"]
    if np.isnan(likely):
        return {"verdict": "unclear", "reason": NO_PROMISE}
    if row["conf_high"] < likely:
        return {"verdict": "too_early" if when.ramping else "below"}
    return {"verdict": "kept" if row["conf_low"] > 0 else "unclear"}
