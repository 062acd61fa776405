"""The trend scorecard: what there is of each trend, what it goes along with, and what the next test would need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from cxmetrics import estimate
from cxmetrics.channels import ChannelRetention, channel_retention
from cxmetrics.company import Company
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.frames import check_level, result, rows_of
from cxmetrics.trends import details
from cxmetrics.trends.fair import FEWEST, TOO_FEW, Row, evidence, judged, next_test
from cxmetrics.trends.register import TRENDS, Trend
from cxmetrics.trends.rows import YEAR_DAYS, Data, contacts_of, data_of, orders_of

EMPTY = pd.DataFrame()
SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0)}
NO_DATA = "no data"
ROWS = dict.fromkeys(("orders", "occasions", "firsts"), ("orders.order_id",))  # without which there are none
DISCOUNTS = ("orders.discount", "responses.customer_id", "responses.metric=nps")
MEASURED = ("n", "n_eff", "estimate", "std_error", "conf_low", "conf_high", "method", "reason")
FROM_EFFECT = ("n_exposed", "exposed", "unexposed", "ratio", "ratio_low", "ratio_high")
TEXTS = ("outcome", "evidence", "missing")
NUMBERS = ("adoption", "adoption_n", "crude", "crude_low", "crude_high", "crude_ratio", *FROM_EFFECT, "needed")


@dataclass(frozen=True)
class TrendEffects:
    """What a company's data tell about the trends.

    Parameters
    ----------
    scorecard : DataFrame
        A row a ``trend``: the difference of its ``outcome`` with and without it, customers made alike (``estimate``),
        as they are (``crude``), the two means (``exposed``, ``unexposed``) and their ``ratio``; ``adoption``, the
        share of the last year's ``adoption_n`` orders (contacts, customers) with it; ``evidence``: "experiment",
        "adjusted", "crude" or "none"; ``needed``, how many an experiment needs in each arm to find a change of the
        outcome by a tenth; ``missing``, the column that is not there; ``p_adjusted`` allows for the number of trends.
    effects : DataFrame
        The same for every outcome of a trend.
    known : DataFrame
        Share of orders and touches with a known customer, and with one who consented.
    service : DataFrame
        A row a metric and ``handled_by``: how contacts went with people, bots and voice assistants.
    payments : DataFrame
        A row a metric and means of ``payment``: share of the orders, and of the attempts given up.
    points : DataFrame
        Share of the loyalty points that was used, with the points ``earned`` and ``used``.
    packagings : DataFrame
        A row a packaging: see `experiment`.
    discounts : DataFrame
        A row a metric and ``nps_class``: share of orders with a discount, and the part of the price that it took.
    """

    scorecard: pd.DataFrame
    effects: pd.DataFrame
    known: pd.DataFrame
    service: pd.DataFrame
    payments: pd.DataFrame
    points: pd.DataFrame
    packagings: pd.DataFrame
    discounts: pd.DataFrame


def trend_effects(company: Company, *, channels: ChannelRetention | None = None, level: float = 0.95) -> TrendEffects:
    r"""Trend scorecard: adoption, adjusted effect and evidence of each CX trend, or the column that is missing.

    Parameters
    ----------
    company : Company
        With its tables loaded.
    channels : ChannelRetention, optional
        The company's, if it is at hand; else it is worked out.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    TrendEffects
        Shares and their differences run from -1 to 1; handling time is in seconds.

    Raises
    ------
    ParameterError
        A level that is not between 0 and 1.

    Notes
    -----
    Exposure and covariates are of the time before the order (purchase, contact), outcomes of the time after it, and
    only where that was observed to its end. Effects weigh customers as `effect` does: by how well they could have
    been in either group. Who takes up a trend chooses to; what was not measured can still make the difference. A
    crude difference is no effect.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cxmetrics import open_company
    >>> home = tempfile.TemporaryDirectory()
    >>> files = {"orders.csv": "order_id,customer_id,ordered_at,amount\n1,a,2026-10-01 10:00,5\n"}
    >>> said = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\n'
    >>> files["cx.toml"] = said + 'history_complete = true\n[orders]\nsource = "orders.csv"\n'
    >>> _ = [Path(home.name, name).write_text(text) for name, text in files.items()]
    >>> found = trend_effects(open_company(home.name).load())
    >>> found.scorecard[["trend", "missing"]].values.tolist()[:2]
    [['first_party', 'customers.consent'], ['omnichannel', 'orders.channel']]
    >>> home.cleanup()
    """
    data, check = data_of(company), check_level(level)
    missing = {trend.key: data.missing((*trend.needs, *ROWS.get(trend.rows, ()))) for trend in TRENDS}
    orders = orders_of(data) if "orders" in data.tables else EMPTY
    contacts = _contacts(data) if data.known("tickets.handled_by") else EMPTY
    parts = {trend.key: _part(orders, contacts, trend) for trend in TRENDS if trend.rows and not missing[trend.key]}
    effects = [
        judged(parts[trend.key], trend, outcome, level=check)
        for trend in TRENDS
        if trend.key in parts
        for outcome in trend.outcomes
        if outcome == trend.outcomes[0] or parts[trend.key][outcome].notna().any()
    ]
    paid, wallets = (EMPTY, {}) if missing["wallets"] else details.payments(data, check)
    packs, packed = (EMPTY, {}) if missing["packaging"] else details.packagings(orders, check)
    known = EMPTY if missing["first_party"] else details.known_people(data, check)
    own: dict[str, Row] = {"wallets": wallets, "packaging": packed, "first_party": _known_row(known)}
    own |= {row["trend"]: row for row in reversed(effects)}
    own["omnichannel"] = {} if missing["omnichannel"] else _omnichannel(company, channels, check)
    rows = [
        {**own[trend.key], **_adoption(parts.get(trend.key), trend)}
        if not missing[trend.key]
        else {"missing": missing[trend.key], "reason": NO_DATA}
        for trend in TRENDS
    ]
    rows = [{"evidence": "none", **row, "trend": trend.key} for trend, row in zip(TRENDS, rows, strict=True)]
    return TrendEffects(
        scorecard=_frame("trend_effect", rows, ["trend"], check),
        effects=_frame("trend_outcome", effects, ["trend", "outcome"], check) if effects else EMPTY,
        known=known,
        service=details.service(contacts, check) if len(contacts) else EMPTY,
        payments=paid,
        points=details.points(data, check) if data.known("customers.points_earned") else EMPTY,
        packagings=packs,
        discounts=details.discounts(data, _scales(data)["nps"], check) if not data.missing(DISCOUNTS) else EMPTY,
    )


def _scales(data: Data) -> dict[str, tuple[float, float]]:
    return SCALES | (dict(data.tables["responses"].facts.scales) if "responses" in data.tables else {})


def _contacts(data: Data) -> pd.DataFrame:
    directions = data.tables["responses"].facts.directions if "responses" in data.tables else {}
    return contacts_of(data, _scales(data), ces_reversed=directions.get("ces") == "effort")


def _part(orders: pd.DataFrame, contacts: pd.DataFrame, trend: Trend) -> pd.DataFrame:
    if trend.rows in {"orders", "contacts"}:
        return orders if trend.rows == "orders" else contacts
    return orders[orders["occasion" if trend.rows == "occasions" else "first"]]


def _adoption(rows: pd.DataFrame | None, trend: Trend) -> Row:
    """Share of the last year's rows with the trend: a count, no estimate; of few customers none."""
    if rows is None:
        return {}
    year = rows[rows["age"] < YEAR_DAYS].dropna(subset=[trend.adopted or trend.exposed])
    if year["customer_id"].nunique() < FEWEST:
        return {}
    last = year[trend.adopted or trend.exposed]
    return {"adoption": float(last.mean()), "adoption_n": len(last)}


def _known_row(known: pd.DataFrame) -> Row:
    orders = rows_of(known[known["what"] == "orders consented"]) if len(known) else []
    return {"adoption": orders[0]["estimate"], "adoption_n": orders[0]["n"]} if orders else {}


def _omnichannel(company: Company, channels: ChannelRetention | None, level: float) -> Row:
    """Give the headline of channel count against return, its crude row and its counter-check."""
    try:
        found = channels or channel_retention(company.orders, level=level)
    except (ParameterError, DataError) as error:
        if error.code not in {"E-WINDOWS", "E-ONE-ARM"}:
            raise
        return {"outcome": "back", "reason": TOO_FEW}
    row, methods = rows_of(found.headline)[0], found.estimates.set_index("method")
    naive = methods.loc["crude_history" if "crude_history" in methods.index else "crude_landmark"]
    crude = {f"crude{end}": naive[name] for end, name in
             (("", "estimate"), ("_low", "conf_low"), ("_high", "conf_high"), ("_ratio", "ratio"))}  # fmt: skip
    checked = rows_of(found.placebo)
    quiet = (checked[0]["conf_low"], checked[0]["conf_high"]) if checked else None
    apart = None if pd.isna(row["estimate"]) else float(found.balance["estimate"].abs().max())
    return {
        **{name: row[name] for name in (*MEASURED, *FROM_EFFECT)},
        **crude,
        "outcome": "back",
        "adoption": naive["n_exposed"] / naive["n"],
        "adoption_n": naive["n"],
        "needed": next_test(float(row["unexposed"]), level=level),
        "evidence": evidence(apart=apart, placebo=quiet),
    }


def _frame(metric: str, rows: list[Row], keys: list[str], level: float) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*dict.fromkeys((*keys, *MEASURED, *TEXTS, *NUMBERS, "unit"))])
    texts = frame[[*TEXTS, "reason", "method"]].astype(object)
    frame[[*TEXTS, "reason", "method"]] = texts.where(texts.notna(), None)
    values = {
        **{name: frame[name] for name in MEASURED},
        "metric": metric,
        "n": frame["n"].fillna(0),
        "level": level,
        "unit": frame["unit"].where(frame["unit"].notna(), "share"),
    }
    numbers: dict[str, Any] = {name: frame[name].astype(float) for name in NUMBERS}
    with np.errstate(divide="ignore", invalid="ignore"):
        numbers["p_value"] = 2 * special.ndtr(-(frame["estimate"] / frame["std_error"]).abs().astype(float))
    numbers["p_adjusted"] = estimate.adjust_p_values(numbers["p_value"])
    return result(frame[keys], values, extras={**{name: frame[name] for name in TEXTS if name not in keys}, **numbers})
