"""Where a company stands: the volumes, rates and amounts from which the worth of a change is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics.company import Company
from cxmetrics.errors import ParameterError
from cxmetrics.frames import check_level, period_labels, rows_of
from cxmetrics.trends.rows import AFTER_DAYS, BACK_DAYS, Data, data_of
from cxmetrics.value.further import FURTHER, further_margin, further_of
from cxmetrics.value.linkage import links
from cxmetrics.value.months import ACTIVE_DAYS, Months, is_sampled, month_of, purchases_of, whole_months
from cxmetrics.value.quantities import (
    NO_SEGMENT,
    PEOPLE,
    QUANTITIES,
    SAMPLED,
    SERVED,
    SUMS,
    Found,
    Quantity,
    framed,
    mean_of,
    spread_of,
    volume,
)


def baseline(
    company: Company,
    *,
    months: int = 12,
    segments: Sequence[str] = (),
    within_days: int = BACK_DAYS,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Volumes, rates and amounts of the last whole months, from which the worth of a change is counted.

    Parameters
    ----------
    company : Company
        With its tables loaded.
    months : int, default 12
        Whole months up to the end of the data; fewer where the tables do not reach back so far.
    segments : sequence of str
        Values of the customers' ``segment``: each has rows of its own, beside those of all customers.
    within_days : int, default 90
        Window of the repeat rate, in days.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row a ``segment`` ("" are all customers) and quantity: the standard columns, ``metric`` is
        ``baseline_<quantity>``, ``n`` the customers behind it; then ``months`` that it is of, ``spread``, the standard
        deviation of one unit, for amounts of money and for the contacts of an active customer in a month. A quantity
        without its table or column, with fewer than two months or 30 customers is missing, with the reason.

        - A month: ``new_customers`` (with their first purchase), ``orders`` (days with a purchase of a customer),
          ``active_customers`` (who bought in the 90 days before it), service ``contacts``.
        - Shares: ``repeat_rate`` (new customers who bought again within the window, of those observed for all of it),
          ``return_rate`` (days with a purchase of which something was asked back within 30 days), ``churn_rate``
          (customers active at the start of a month who are not at its end).
        - Money: ``order_value`` and ``margin_per_order`` of a day with a purchase, ``acquisition_cost`` of a new
          customer, ``cost_per_contact``, ``margin_per_customer`` (what customers active at the start of a month bring
          in it, those who buy nothing counted), ``cost_per_return`` (of a day of which something was asked back: its
          amount at the margin of all others, less its own margin), ``further_margin`` (in the year after the window,
          of new customers who bought again within it, beyond those who did not; of all whose year was observed).
        - ``repeat_gap_score`` and ``repeat_gap_on_time``: see `links`.

    Raises
    ------
    ParameterError
        No month, no window, or a level that is not between 0 and 1.

    Notes
    -----
    A purchase is one of `repeat_rate`: orders without a customer, cancelled and wholly returned ones are none, and
    those of one day are one; margins are those of the table. The error of a volume is that of the mean of its months,
    which season and growth widen; all others have customers as clusters. ``cost_per_return`` takes margins to be those
    after returns: where they are noted before them it is too low, as it is in that handling is not known. The first
    purchase is no part of what active customers bring: who is kept had made it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cxmetrics import open_company
    >>> home = tempfile.TemporaryDirectory()
    >>> lines = [f"{i},c{i},2026-{4 + i % 6:02}-01 10:00,{50 + i % 2}\n" for i in range(60)]
    >>> said = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-09-30"\n'
    >>> said += 'history_complete = true\n[orders]\nsource = "orders.csv"\n'
    >>> files = {"orders.csv": "order_id,customer_id,ordered_at,amount\n" + "".join(lines), "cx.toml": said}
    >>> _ = [Path(home.name, name).write_text(text) for name, text in files.items()]
    >>> found = baseline(open_company(home.name).load()).set_index("metric")
    >>> found.loc[["baseline_orders", "baseline_order_value"], "estimate"].tolist()
    [10.0, 50.5]
    >>> found.loc["baseline_contacts", "reason"]
    'no tickets'
    >>> home.cleanup()
    """
    if months < 1:
        raise ParameterError("E-MONTHS", "months={months} is no number of months.", fix="1 or more.", months=months)
    data, check = data_of(company), check_level(level)
    span = whole_months(data, months=months)
    values = rules_of_rows(data, span, within_days=within_days) | {"counted_from": min(span.orders, span.contacts)}
    counts, sums = (data.run(name, **values) for name in ("baseline_months", "baseline_sums"))
    after = further_margin(data, within_days=within_days)
    unnamed = None if data.known("customers.segment") else NO_SEGMENT
    missing = {name: _missing(data, one) for name, one in QUANTITIES.items()}
    rows = []
    for segment in dict.fromkeys(("", *segments)):
        own = [frame[frame["segment"] == segment] if segment else frame for frame in (counts, sums)]
        found = _found(_months_of(own[0]), _sums_of(own[1]), span, level=check)
        for name, one in QUANTITIES.items():
            why = missing[name] or (unnamed if segment else None)
            shown = Found(0, reason=why) if why else found[name]
            named = _months_named(getattr(span, one.rows), span.until)
            rows.append({"segment": segment, "metric": f"baseline_{name}", "unit": one.unit, "months": named,
                         **shown._asdict()})  # fmt: skip
        why = _missing(data, FURTHER) or (unnamed if segment else None)
        shown = Found(0, reason=why) if why else further_of(after[after["segment"] == segment] if segment else after,
                                                            level=check)  # fmt: skip
        rows.append({"segment": segment, "metric": "baseline_further_margin", "unit": FURTHER.unit,
                     **shown._asdict()})  # fmt: skip
    gaps = links(company, segments=segments, within_days=within_days, level=check)
    return pd.concat([framed(rows, check), gaps], ignore_index=True)


def rules_of_rows(data: Data, span: Months, *, within_days: int) -> dict[str, Any]:
    """Give the values of the queries: which rows are whole, and when what follows them was observed to its end."""
    return {
        **purchases_of(data, within_days=within_days),
        "asked_days": AFTER_DAYS,
        "asked_to": data.data_end - timedelta(days=AFTER_DAYS),
        "active_days": ACTIVE_DAYS,
        "new_from": span.new,
        "active_from": span.active,
        "contacts_from": span.contacts,
        "until": span.until,
    }


def _missing(data: Data, one: Quantity) -> str | None:
    """Say why a quantity cannot be had at all."""
    why = next((reason for need, reason in one.needs if not data.known(need)), None)
    return SAMPLED if why is None and one.whole and is_sampled(data) else why


def _months_of(counts: pd.DataFrame) -> pd.Series:
    """Give the totals by quantity and month."""
    return counts.assign(month=pd.to_datetime(counts["month"])).groupby(["quantity", "month"])["total"].sum()


def _sums_of(sums: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Give the sums over customers by quantity; 0 where there are none."""
    by = sums.groupby("quantity")
    whole = by[[*SUMS, "squares", "size"]].sum().join(by["most"].max()).astype(float)
    none = dict.fromkeys(whole.columns, 0.0)
    own: dict[str, dict[str, float]] = {str(row.pop("quantity")): row for row in rows_of(whole.reset_index())}
    return {name: own.get(name, none) for name in (*QUANTITIES, *PEOPLE, SERVED)}


def _found(by_month: pd.Series, sums: dict[str, dict[str, float]], span: Months, *, level: float) -> dict[str, Found]:
    """Estimate all quantities of one segment."""
    found = {}
    for name, one in QUANTITIES.items():
        if one.people is None:
            found[name] = mean_of(sums[name], unit=one.unit, level=level)
            continue
        starts = pd.date_range(getattr(span, one.rows), span.until, freq="MS", inclusive="left")
        totals = by_month.get(name, pd.Series(dtype=float)).reindex(starts).fillna(0).to_numpy(float)
        spread = spread_of(sums[SERVED]) if name == "contacts" else np.nan
        found[name] = volume(totals, n=int(sums[one.people]["units"]), spread=spread, level=level)
    return found


def _months_named(first: date, until: date) -> str | None:
    """Label of the months from one on; None where there is none."""
    last = month_of(until, -1)
    if first > last:
        return None
    labels = [str(label) for label in period_labels([first, last], "month")]
    return labels[0] if first == last else "/".join(labels)
