"""Orders and service contacts, a row each: what was known before them as exposure and covariate, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from cxmetrics import engine
from cxmetrics.company import Company
from cxmetrics.contract import TABLES
from cxmetrics.loyalty.history import rules_of

BACK_DAYS = 90  # after a purchase, within which a customer buys again or does not
AFTER_DAYS = 30  # after an order, within which it is asked back or asked about
TOUCHED_DAYS = 30  # before an order, in which a touch counts as belonging to it
AGAIN_DAYS = 7  # after a contact, within which the customer gets in touch again
YEAR_DAYS = 365
MOST_COUNTED = 6  # purchases, from which on they are one class
MOBILE = ("mobile", "phone", "smartphone", "모바일", "휴대폰")
DESKTOP = ("desktop", "pc", "computer", "데스크톱", "데스크탑")
WALLET_SIGNS = ("pay", "페이", "wallet", "간편결제")  # in the name of a means of payment, beside "payment"
EMPTY = pa.table({"customer_id": pa.array([], pa.string())})


@dataclass(frozen=True)
class Data:
    """The tables of a company, those that are missing being empty, and what is declared of them.

    Parameters
    ----------
    tables : dict of Table
        By contract name.
    data_end : date
        The last day that was fully observed.
    known_from : date
        Day from which on a first purchase is known to be one.
    """

    tables: Mapping[str, engine.Table]
    data_end: date
    known_from: date = date.min

    @property
    def since(self) -> date:
        """Day after which the last year begins."""
        return self.data_end - timedelta(days=YEAR_DAYS)

    def run(self, query: str, **values: Any) -> pd.DataFrame:
        """Run a query over those of its tables that are there."""
        own = {name: self.tables.get(name, engine.as_table(EMPTY)) for name in engine.tables_of(query)}
        values |= {"data_end": self.data_end, "known_from": self.known_from, "since": self.since}
        return engine.run(query, own, values=values).drop(columns="period")

    def known(self, need: str) -> bool:
        """Whether a column is there and filled; with ``table.column=a|b``, whether one of these values occurs."""
        place, _, values = need.partition("=")
        table, column = place.split(".")
        if table not in self.tables or not self.tables[table].known(column):
            return False
        return not values or any(len(self.tables[table].where(column, value)) for value in values.split("|"))

    def missing(self, needs: tuple[str, ...]) -> str | None:
        """Give the first column, or value of one, that is not there; None where all are."""
        return next((need for need in needs if not self.known(need)), None)


def data_of(company: Company) -> Data:
    """Give the tables of a company that was loaded."""
    tables = {name: getattr(company, name) for name in TABLES if company.has(name)}
    known_from = rules_of(company.orders.facts)["known_from"] if "orders" in tables else date.min
    return Data(tables, date.fromisoformat(company.about["data_end"]), known_from)


def orders_of(data: Data) -> pd.DataFrame:
    """Give a row an order, with the columns that `register.TRENDS` names.

    Returns
    -------
    DataFrame
        An outcome is missing where it was not observed for its whole window, or where it is none of the row:
        ``back`` is of days with a purchase. An exposure is missing where it does not apply: ``joined`` of those who
        were members before, ``mobile`` of other devices.
    """
    rows = data.run("trend_orders", touched_days=TOUCHED_DAYS, after_days=AFTER_DAYS)
    days = {name: pd.to_datetime(rows[name]) for name in ("day", "previous_day", "loyalty_since")}
    age = (pd.Timestamp(data.data_end) - days["day"]).dt.days
    occasion = (rows["of_day"] == 1) & (rows["sent_back"] == 0)
    back = (rows["next_gap"].astype(float) <= BACK_DAYS).astype(float)  # nobody came: no day, and not back
    late = age < AFTER_DAYS
    return rows.assign(
        age=age,
        occasion=occasion,
        first=occasion & (rows["nth"] == 1),
        nth=rows["nth"].clip(upper=MOST_COUNTED),
        gap=rows["gap"].astype(float),
        quarter=days["day"].dt.to_period("Q").astype(str),
        back=back.where(occasion & (age >= BACK_DAYS)),
        returned=rows["returned"].astype(float).mask(late | (not data.known("returns.order_id"))),
        contacted=rows["contacted"].astype(float).mask(late | (not data.known("tickets.order_id"))),
        mobile=_either(rows["device"], MOBILE, DESKTOP),
        live_commerce=_touched_by(rows["first_touch"], "live_commerce"),
        influencer=_touched_by(rows["first_touch"], "influencer"),
        **_membership(days, occasion & (rows["nth"] == 1)),
    )


def _membership(days: Mapping[str, pd.Series], first: pd.Series) -> dict[str, pd.Series]:
    """Who joined with a purchase: after the one before it and up to its day; who had joined before is neither."""
    since = days["loyalty_since"]
    joined = (since <= days["day"]).astype(float)
    before = since <= days["previous_day"]
    ever = since.notna().astype(float)
    return {"joined": joined.mask(before), "ever_member": ever.where(first), "member": joined}


def _either(column: pd.Series, one: tuple[str, ...], other: tuple[str, ...]) -> pd.Series:
    names = column.astype("string").str.strip().str.lower()
    return pd.Series(np.select([names.isin(one), names.isin(other)], [1.0, 0.0], default=np.nan), index=column.index)


def _touched_by(column: pd.Series, touch: str) -> pd.Series:
    return (column == touch).astype(float).where(column.notna())


def contacts_of(data: Data, scales: Mapping[str, tuple[float, float]], *, ces_reversed: bool) -> pd.DataFrame:
    """Give a row a service contact that repeats none, with the columns that `register.TRENDS` names.

    Parameters
    ----------
    scales : dict
        Lowest and highest answer to ``csat`` and ``ces``.
    ces_reversed : bool
        Whether a low answer to ``ces`` means little effort.
    """
    ends = {f"{name}_{end}": scales[name][i] for name in ("csat", "ces") for i, end in enumerate(("low", "high"))}
    rows = data.run("trend_contacts", again_days=AGAIN_DAYS, ces_reversed=ces_reversed, **ends)
    day = pd.to_datetime(rows["day"])
    age = (pd.Timestamp(data.data_end) - day).dt.days
    human = rows["handled_by"] == "human"
    against = {name: (rows["handled_by"] == by).astype(float).where(human | (rows["handled_by"] == by))
               for name, by in (("chatbot", "bot"), ("voice_assistant", "voice"))}  # fmt: skip
    return rows.assign(
        customer_id=rows["person"],
        age=age,
        quarter=day.dt.to_period("Q").astype(str),
        again=rows["again"].astype(float).mask(age < AGAIN_DAYS),
        ai=rows["assisted"].astype(float).where(human),
        **against,
    )


def is_wallet(payments: pd.Series) -> pd.Series:
    """Say of each means of payment whether its name is that of a digital wallet.

    Examples
    --------
    >>> is_wallet(pd.Series(["card", "kakao_pay", "네이버페이", "bank payment"])).tolist()
    [False, True, True, False]
    """
    names = payments.astype("string").str.lower().str.replace("payment", "")
    return pd.concat([names.str.contains(sign, regex=False) for sign in WALLET_SIGNS], axis=1).any(axis=1).astype(bool)
