"""The sample company as tables of text, with their faults."""

from dataclasses import dataclass, field, replace
from typing import Final

import initiatives
import numpy as np
import pandas as pd
from answers import order_answers
from clock import Moments, moments
from deliveries import HEADER as DELIVERY_HEADER
from deliveries import delivery_rows
from dirt import (
    CUSTOMER_RULES,
    DELIVERY_RULES,
    ORDER_RULES,
    RESPONSE_RULES,
    RETURN_RULES,
    TICKET_RULES,
    Rule,
    Table,
    plan,
    soiled,
)
from files import ORDERS_ENCODING
from loyalty import members
from orderfile import CUSTOMER_FIELD, order_rows
from orderfile import HEADER as ORDER_HEADER
from orders import orders
from people import HEADER as CUSTOMER_HEADER
from people import People, customer_rows, people
from purchases import occasions
from responses import HEADER as RESPONSE_HEADER
from responses import response_rows
from takebacks import HEADER as RETURN_HEADER
from takebacks import takeback_rows
from tickets import HEADER as TICKET_HEADER
from tickets import ticket_rows, tickets
from ticketsurvey import ticket_answers
from touchpoints import FILE, touchpoint_rows, with_faults

# One stream of chance each. New ones go to the end, so that what is there stays as it is.
STREAMS: Final = (
    "people", "purchases", "orders", "answers", "profiles", "customer_dirt", "order_dirt", "answer_dirt",
    "background", "order_text", "members", "deliveries", "takebacks", "tickets", "ticket_answers", "responses",
    "touchpoints", "delivery_dirt", "return_dirt", "ticket_dirt", "touchpoint_dirt",
)  # fmt: skip
PERSONAL_MARKS: Final = ("010-0000-", "@example.invalid")
Chance = dict[str, np.random.Generator]


@dataclass(frozen=True)
class Sheet:
    """A file to be written, and how many of its rows have which fault."""

    name: str
    header: list[str]
    rows: Table
    encoding: str = "utf-8"
    dirt: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """Everything to be written."""

    sheets: list[Sheet]
    touchpoints: pd.DataFrame
    touchpoint_dirt: dict[str, int]


def made(customers: int, seed: int) -> Made:
    """Make every table of the company, with its faults.

    Parameters
    ----------
    customers : int
        Number of customers.
    seed : int
        Seed of all chance; the same seed and size give the same tables.
    """
    chance = dict(zip(STREAMS, np.random.default_rng(seed).spawn(len(STREAMS)), strict=True))
    crowd = people(chance["people"], chance["background"], customers)
    ordered = orders(chance["orders"], crowd, occasions(chance["purchases"], crowd))
    contacts = tickets(chance["tickets"], ordered)
    joined = members(chance["members"], ordered, crowd.segment)
    first = _first_orders(ordered, customers)
    profiles = customer_rows(chance["profiles"], crowd, first, members=joined)
    began = np.where(np.isnat(first), moments(crowd.join_day, 0), first)
    touched = touchpoint_rows(chance["touchpoints"], crowd, ordered, contacts, first_order=began, members=joined)
    faults = plan(FILE, [], customers)
    return Made(
        sheets=_sheets(chance, crowd, ordered, contacts=contacts, profiles=profiles),
        touchpoints=with_faults(chance["touchpoint_dirt"], touched, faults),
        touchpoint_dirt=faults,
    )


def personal_comments(sheet: Sheet) -> int:
    """Rows whose comment holds invented contact details."""
    return sum(any(mark in value for value in row for mark in PERSONAL_MARKS) for row in sheet.rows)


def _sheets(
    chance: Chance, crowd: People, ordered: pd.DataFrame, *, contacts: pd.DataFrame, profiles: pd.DataFrame
) -> list[Sheet]:
    size = len(crowd.ids)
    by_order = order_answers(chance["answers"], crowd, ordered)
    by_ticket = ticket_answers(chance["ticket_answers"], crowd, contacts)
    answered = response_rows(chance["responses"], crowd, by_order, by_ticket)
    delivered = delivery_rows(chance["deliveries"], ordered, crowd)
    back = takeback_rows(chance["takebacks"], ordered)
    customer_file = Sheet("customers.csv", list(CUSTOMER_HEADER), profiles.to_numpy().tolist(), "utf-8-sig")
    return [
        _soiled(chance["customer_dirt"], customer_file, CUSTOMER_RULES, size),
        *_orders(chance["order_dirt"], order_rows(chance["order_text"], ordered, crowd), size),
        _soiled(chance["answer_dirt"], _clean("responses.csv", RESPONSE_HEADER, answered), RESPONSE_RULES, size),
        _soiled(chance["delivery_dirt"], _clean("deliveries.csv", DELIVERY_HEADER, delivered), DELIVERY_RULES, size),
        _soiled(chance["return_dirt"], _clean("returns.csv", RETURN_HEADER, back), RETURN_RULES, size),
        _soiled(
            chance["ticket_dirt"],
            _clean("tickets.csv", TICKET_HEADER, ticket_rows(contacts, crowd)),
            TICKET_RULES,
            size,
        ),
        Sheet("initiatives.csv", list(initiatives.HEADER), initiatives.initiative_rows(size)),
    ]


def _first_orders(ordered: pd.DataFrame, customers: int) -> Moments:
    first = ordered[ordered["occasion"]].groupby("customer")["moment"].min()
    return first.reindex(range(customers)).to_numpy().astype("datetime64[s]")


def _orders(rng: np.random.Generator, rows: pd.DataFrame, customers: int) -> list[Sheet]:
    years = [(str(year), part.drop(columns="year")) for year, part in rows.groupby("year")]
    streams = rng.spawn(len(years))
    return [_year(stream, *year, customers=customers) for stream, year in zip(streams, years, strict=True)]


def _year(rng: np.random.Generator, year: str, rows: pd.DataFrame, *, customers: int) -> Sheet:
    header, text = list(ORDER_HEADER.values()), rows.to_numpy().tolist()
    sheet = _soiled(rng, Sheet(f"orders-{year}.csv", header, text, ORDERS_ENCODING), ORDER_RULES, customers)
    guests = sum(row[CUSTOMER_FIELD] == "" for row in sheet.rows)
    return replace(sheet, dirt={**sheet.dirt, "no_customer": guests})


def _clean(name: str, header: tuple[str, ...], rows: pd.DataFrame) -> Sheet:
    return Sheet(name, list(header), rows.to_numpy().tolist())


def _soiled(rng: np.random.Generator, clean: Sheet, rules: dict[str, Rule], customers: int) -> Sheet:
    counts = plan(clean.name, clean.rows, customers)
    return replace(clean, rows=soiled(rng, clean.rows, rules, counts), dirt=counts)
