"""The sample company as tables of text, with their faults."""

from dataclasses import dataclass, field, replace
from typing import Final

import answers
import numpy as np
import orders
import pandas as pd
import people
from clock import Moments
from dirt import CUSTOMER_RULES, ORDER_RULES, RESPONSE_RULES, Rule, Table, plan, soiled
from files import ORDERS_ENCODING
from purchases import occasions

# One stream of chance each. New ones go to the end, so that what is there stays as it is.
STREAMS: Final = (
    "people", "purchases", "orders", "answers", "profiles", "customer_dirt", "order_dirt", "answer_dirt",
)  # fmt: skip
PERSONAL_MARKS: Final = ("010-0000-", "@example.invalid")


@dataclass(frozen=True)
class Sheet:
    """A file to be written, and how many of its rows have which fault."""

    name: str
    header: list[str]
    rows: Table
    encoding: str = "utf-8"
    dirt: dict[str, int] = field(default_factory=dict)


def sheets(customers: int, seed: int) -> list[Sheet]:
    """Make every table of the company, with its faults.

    Parameters
    ----------
    customers : int
        Number of customers.
    seed : int
        Seed of all chance; the same seed and size give the same sheets.
    """
    chance = dict(zip(STREAMS, np.random.default_rng(seed).spawn(len(STREAMS)), strict=True))
    crowd = people.people(chance["people"], customers)
    ordered = orders.orders(chance["orders"], crowd, occasions(chance["purchases"], crowd))
    answered = answers.answers(chance["answers"], crowd, ordered)
    profiles = people.customer_rows(chance["profiles"], crowd, _first_orders(ordered, customers))
    return [
        _customers(chance["customer_dirt"], profiles),
        *_orders(chance["order_dirt"], orders.order_rows(ordered, crowd), customers),
        _responses(chance["answer_dirt"], answered, customers),
    ]


def personal_comments(sheet: Sheet) -> int:
    """Rows whose comment holds invented contact details."""
    return sum(any(mark in value for value in row for mark in PERSONAL_MARKS) for row in sheet.rows)


def _first_orders(ordered: pd.DataFrame, customers: int) -> Moments:
    first = ordered[ordered["occasion"]].groupby("customer")["moment"].min()
    return first.reindex(range(customers)).to_numpy().astype("datetime64[s]")


def _customers(rng: np.random.Generator, profiles: pd.DataFrame) -> Sheet:
    clean = Sheet("customers.csv", list(people.HEADER), profiles.to_numpy().tolist(), "utf-8-sig")
    return _soiled(rng, clean, CUSTOMER_RULES, customers=len(profiles))


def _orders(rng: np.random.Generator, rows: pd.DataFrame, customers: int) -> list[Sheet]:
    years = [(str(year), part.drop(columns="year")) for year, part in rows.groupby("year")]
    streams = rng.spawn(len(years))
    return [_year(stream, *year, customers=customers) for stream, year in zip(streams, years, strict=True)]


def _year(rng: np.random.Generator, year: str, rows: pd.DataFrame, *, customers: int) -> Sheet:
    header, text = list(orders.HEADER.values()), rows.to_numpy().tolist()
    sheet = _soiled(rng, Sheet(f"orders-{year}.csv", header, text, ORDERS_ENCODING), ORDER_RULES, customers=customers)
    guests = sum(row[orders.CUSTOMER_FIELD] == "" for row in sheet.rows)
    return replace(sheet, dirt={**sheet.dirt, "no_customer": guests})


def _responses(rng: np.random.Generator, answered: pd.DataFrame, customers: int) -> Sheet:
    clean = Sheet("responses.csv", list(answers.HEADER), answered.to_numpy().tolist())
    return _soiled(rng, clean, RESPONSE_RULES, customers=customers)


def _soiled(rng: np.random.Generator, clean: Sheet, rules: dict[str, Rule], *, customers: int) -> Sheet:
    counts = plan(clean.name, clean.rows, customers)
    return replace(clean, rows=soiled(rng, clean.rows, rules, counts), dirt=counts)
