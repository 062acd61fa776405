"""What a table is: its columns, its key, and what must hold between its columns and other tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "time", "date", "number", "flag", "category", "text"]

SQL_TYPES: dict[Kind, str] = {
    "id": "varchar",
    "time": "timestamp",
    "date": "date",
    "number": "double",
    "flag": "boolean",
    "category": "varchar",
    "text": "varchar",
}


LINKS = {"customer_id": "customers", "order_id": "orders", "ticket_id": "tickets"}  # a key, and where it is unique
OUT_OF_ORDER = "out_of_order"  # flag of a checked row whose times, or those of its order or customer, contradict


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        The name that every metric uses.
    kind : str
        ``id`` (always text), ``time`` (local wall time of the company), ``date``, ``number``,
        ``flag`` (true or false), ``category``, or ``text`` (never shown unless approved).
    help : str
        What it holds, with unit and range.
    required : bool, default False
        Whether a file without it is refused.
    allowed : tuple of str, default ()
        The only values of a category; empty means any.
    filled : bool, default False
        Whether a row without a value is set aside.
    least, most : float, optional
        Smallest and largest value of a number.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    filled: bool = False
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Spec:
    """A table.

    Parameters
    ----------
    name : str
        Its name.
    row : str
        What one row is.
    key : tuple of str
        Columns that are unique together; empty where a row has no key, and only identical rows count as one.
    columns : tuple of Column
        Its columns.
    time : str, optional
        The time by which it is cut into months.
    order : tuple of tuples of str, default ()
        Times that must not stand before one another, in their order; ``orders.ordered_at`` is that of the row's order.
        A row that breaks it is used and marked (`OUT_OF_ORDER`), and no duration is made of it.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    time: str | None = None
    order: tuple[tuple[str, ...], ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that a source must have."""
        return tuple(column.name for column in self.columns if column.required)
