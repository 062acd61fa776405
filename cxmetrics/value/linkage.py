"""How much more often those come back whom the company served well: the gaps by which a score or a parcel pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.company import Company
from cxmetrics.estimate import Share
from cxmetrics.frames import check_level
from cxmetrics.loyalty.history import NO_PURCHASE
from cxmetrics.survey.recommend import rules_of_scale
from cxmetrics.trends.fair import NOT_ALIKE, judged
from cxmetrics.trends.register import Trend
from cxmetrics.trends.rows import BACK_DAYS, Data, data_of
from cxmetrics.value.months import is_sampled, purchases_of
from cxmetrics.value.quantities import FEWEST, NO_SEGMENT, SAMPLED, Found, framed

ANSWERED_DAYS = 30  # after the first purchase, within which an answer is about a new customer
NO_ANSWERS, NO_PARCELS, FEW_ON_A_SIDE = "no answers", "no deliveries", "too few customers on a side"
GAPS = ("repeat_gap_score", "repeat_gap_on_time", "repeat_gap_on_time_crude")
PARCELS = Trend("parcels", (), exposed="on_time", outcomes=("back",),
                adjust=("month", "year", "region", "segment", "channel", "carrier"))  # fmt: skip


def links(
    company: Company, *, segments: Sequence[str] = (), within_days: int = BACK_DAYS, level: float = 0.95
) -> pd.DataFrame:
    r"""Gaps in the repeat rate of new customers: promoters less detractors, and first parcels on time less late.

    Parameters
    ----------
    company : Company
        With its tables loaded.
    segments : sequence of str
        Values of the customers' ``segment``: each has rows of its own, beside those of all customers.
    within_days : int, default 90
        Window of the repeat rate, in days.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row a ``segment`` ("" are all customers) and gap, as of `baseline`; ``n`` customers of both sides, differences
        of shares from -1 to 1. With fewer than 30 customers on a side it is missing, with the reason.

        - ``baseline_repeat_gap_score``: of new customers who answered the NPS question within 30 days of their first
          purchase and had bought nothing since, the share who bought within the window after the answer: promoters
          less detractors, as they are.
        - ``baseline_repeat_gap_on_time``: of new customers whose first purchase came in a parcel, the share who bought
          again within the window: on time less late, made alike in month, region, segment, channel and carrier by
          overlap weights; ``baseline_repeat_gap_on_time_crude`` the same as they are.

    Raises
    ------
    ParameterError
        No window, or a level that is not between 0 and 1.

    Notes
    -----
    Each customer counts once, so that no clusters are left. The whole known history counts, since late first parcels
    are few. On time is by the day first promised; a parcel that has not come is late once it is due. A gap by score is
    an association: who is content was often a better customer before, so only a part of it, to be stated, is an effect.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cxmetrics import open_company
    >>> home = tempfile.TemporaryDirectory()
    >>> orders = [f"{i},c{i % 100},2026-0{1 + i // 100}-05 10:00,9\n" for i in range(140)]
    >>> said = [f"{i},2026-01-20 10:00,nps,{10 if i < 60 else 2},c{i}\n" for i in range(100)]
    >>> files = {"orders.csv": "order_id,customer_id,ordered_at,amount\n" + "".join(orders)}
    >>> files["responses.csv"] = "response_id,responded_at,metric,score,customer_id\n" + "".join(said)
    >>> files["cx.toml"] = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-09-30"\n'
    >>> files["cx.toml"] += 'history_complete = true\n[orders]\nsource = "orders.csv"\nfresh = false\n[responses]\n'
    >>> files["cx.toml"] += 'source = "responses.csv"\nfresh = false\nscale.nps = { min = 0, max = 10 }\n'
    >>> _ = [Path(home.name, name).write_text(text) for name, text in files.items()]
    >>> links(open_company(home.name).load())[["metric", "n", "estimate", "reason"]].round(3).to_numpy().tolist()[:2]
    [['baseline_repeat_gap_score', 100, 0.667, None], ['baseline_repeat_gap_on_time', 0, nan, 'no deliveries']]
    >>> home.cleanup()
    """
    data, check = data_of(company), check_level(level)
    rules = purchases_of(data, within_days=within_days)
    scores, parcels = _scores(data, rules), _parcels(data, rules)
    rows = []
    for segment in dict.fromkeys(("", *segments)):
        unnamed = NO_SEGMENT if segment and not data.known("customers.segment") else None
        own = [frame[frame["segment"] == segment] if segment else frame for frame in (scores, parcels)]
        found = {**_of_scores(own[0], check), **_of_parcels(own[1], check)}
        for gap in GAPS:
            why = _missing(data, gap) or unnamed
            shown = Found(0, reason=why) if why else found[gap]
            rows.append({"segment": segment, "metric": f"baseline_{gap}", "unit": "share", **shown._asdict()})
    return framed(rows, check)


def _missing(data: Data, gap: str) -> str | None:
    """Say why a gap cannot be had at all."""
    asked = (("responses.metric=nps", NO_ANSWERS), ("responses.customer_id", NO_ANSWERS))
    needs = (("orders.order_id", NO_PURCHASE), *(asked if gap == GAPS[0] else (("deliveries.order_id", NO_PARCELS),)))
    return next((why for need, why in needs if not data.known(need)), SAMPLED if is_sampled(data) else None)


def _scores(data: Data, rules: dict[str, Any]) -> pd.DataFrame:
    """Count new customers by segment and class."""
    scale = data.tables["responses"].facts.scales.get("nps", (0, 10)) if "responses" in data.tables else (0, 10)
    return data.run("baseline_first_answers", **rules, **rules_of_scale(scale), answered_days=ANSWERED_DAYS)


def _parcels(data: Data, rules: dict[str, Any]) -> pd.DataFrame:
    """Give a row a new customer with a parcel, with the calendar as labels."""
    rows = data.run("baseline_first_parcels", **rules)
    days = pd.to_datetime(rows["day"])
    return rows.assign(month=days.dt.strftime("%m"), year=days.dt.strftime("%Y"))


def _of_scores(counts: pd.DataFrame, level: float) -> dict[str, Found]:
    sums = counts.groupby("nps_class")[["back", "n"]].sum().reindex(["detractors", "promoters"]).fillna(0)
    return {GAPS[0]: _as_they_are(sums["back"].to_numpy(float), sums["n"].to_numpy(float), level=level)}


def _of_parcels(rows: pd.DataFrame, level: float) -> dict[str, Found]:
    sides = [rows.loc[rows["on_time"] == side, "back"].to_numpy(float) for side in (0, 1)]
    back, n = np.array([side.sum() for side in sides]), np.array([len(side) for side in sides], dtype=float)
    crude = _as_they_are(back, n, level=level)
    return {GAPS[1]: crude if crude.reason else _made_alike(rows, level), GAPS[2]: crude}


def _as_they_are(back: estimate.Floats, n: estimate.Floats, *, level: float) -> Found:
    """Give the difference of two shares of different customers, the second less the first."""
    if n.min() < FEWEST:
        return Found(int(n.sum()), reason=FEW_ON_A_SIDE)
    found = estimate.share_difference(Share(back[0], n[0]), Share(back[1], n[1]), level=level)
    value, error, low, high = (float(one) for one in found[:4])
    return Found(int(n.sum()), value, error, low, high, method="newcombe")


def _made_alike(rows: pd.DataFrame, level: float) -> Found:
    """Give the difference by overlap weights."""
    row = judged(rows, PARCELS, PARCELS.outcomes[0], level=level)
    if row["reason"] is not None:
        return Found(row["n"], reason=NOT_ALIKE)
    value, error, low, high = (float(row[name]) for name in ("estimate", "std_error", "conf_low", "conf_high"))
    return Found(row["n"], value, error, low, high, method=row["method"])
