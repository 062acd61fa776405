"""Who a persona is: customers chosen by a rule on what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from cxmetrics import engine
from cxmetrics.company import Company
from cxmetrics.errors import ParameterError
from cxmetrics.loyalty.history import rules_of
from cxmetrics.sources.config_journey import FLAGS, NUMBERS, OF_CUSTOMER, OF_FIRST_ORDER

NO_CUSTOMERS = pa.table({"customer_id": pa.array([], pa.string())})


def traits(data: Company) -> pd.DataFrame:
    """Give a row a customer of a loaded company: what the rules of personas can choose by."""
    orders = data.orders if data.has("orders") else None
    facts = next(iter((data.tables or {}).values())).facts
    empty = pa.table({name: pa.array([], pa.string()) for name in ("order_id", "customer_id")})
    tables = {
        "orders": engine.as_table(empty) if orders is None else orders,
        "customers": data.customers if data.has("customers") else engine.as_table(NO_CUSTOMERS),
    }
    return engine.run("journey_traits", tables, values=rules_of(facts)).drop(columns="period")


def members(people: pd.DataFrame, rule: Mapping[str, Any]) -> pd.DataFrame:
    """Choose customers by a rule.

    Parameters
    ----------
    people : DataFrame
        From `traits`.
    rule : mapping
        For each column the values that count, ``{"min": …, "max": …}``, or true or false.

    Returns
    -------
    DataFrame
        ``customer_id`` of those for whom all of it holds; who has no value in a column is not among them.

    Examples
    --------
    >>> people = pd.DataFrame({"customer_id": list("abc"), "segment": ["VIP", "VIP", "new"],
    ...                        "birth_year": [1990.0, 1970.0, 1995.0]})
    >>> members(people, {"segment": ["VIP"], "birth_year": {"min": 1980}})["customer_id"].tolist()
    ['a']
    """
    kept = pd.Series(data=True, index=people.index)
    for name, wanted in rule.items():
        column = people[name]
        if isinstance(wanted, bool):
            kept &= column.astype("boolean").eq(wanted).fillna(value=False).astype(bool)
        elif isinstance(wanted, Mapping):
            kept &= column.between(wanted.get("min", float("-inf")), wanted.get("max", float("inf"))).fillna(
                value=False
            )
        else:
            kept &= column.isin(list(wanted))
    return people.loc[kept, ["customer_id"]].reset_index(drop=True)


def chosen(data: Company, people: pd.DataFrame, who: str) -> pd.DataFrame:
    """Choose customers by ``persona=<key>``, or by ``<column>=<value>`` as in ``segment=VIP``.

    Raises
    ------
    ParameterError
        No such persona or column, or a text of another form.
    """
    name, _, value = who.partition("=")
    personas = data.config.personas
    if name == "persona" and value in personas:
        return members(people, personas[value].rule)
    columns = [one for one in (*OF_CUSTOMER, *OF_FIRST_ORDER) if one not in {*NUMBERS, *FLAGS}]
    if name in columns and value:
        return members(people, {name: [value]})
    known = [f"persona={key}" for key in personas] + [f"{one}=…" for one in columns]
    raise ParameterError("E-WHO", "{who!r} names no customers.", fix="one of {known}.", who=who, known=", ".join(known))


def apart(first: pd.DataFrame, second: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Give two kinds of customers without those who are both, and how many these are.

    Examples
    --------
    >>> one, other = (pd.DataFrame({"customer_id": list(names)}) for names in ("abc", "cd"))
    >>> apart(one, other)[2]
    1
    """
    both = first["customer_id"].isin(second["customer_id"])
    rest = ~second["customer_id"].isin(first["customer_id"])
    return first[~both].reset_index(drop=True), second[rest].reset_index(drop=True), int(both.sum())
