"""The tables of the kit, each declared once: checks, error texts and the data dictionary come from here."""

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
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    filled: bool = False


@dataclass(frozen=True)
class Spec:
    """A table: what one row is, its key, the time by which it is cut into months, and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    time: str | None = None

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


ORDERS = Spec(
    name="orders",
    row="an order",
    key=("order_id",),
    time="ordered_at",
    columns=(
        Column("order_id", "id", "number of the order, unique", required=True, filled=True),
        Column("customer_id", "id", "the person who bought; empty for a guest", required=True),
        Column("ordered_at", "time", "when the order was placed", required=True, filled=True),
        Column("amount", "number", "amount paid, in the company's currency", required=True, filled=True),
        Column("currency", "category", "ISO 4217 code, where it is not the company's"),
        Column("channel", "category", "channel in which the order was placed"),
        Column(
            "status",
            "category",
            "what became of it; empty means completed",
            allowed=("completed", "cancelled", "returned", "partly_returned"),
        ),
        Column("kind", "category", "empty means sale", allowed=("sale", "exchange", "reshipment")),
        Column("margin", "number", "contribution margin, in the company's currency"),
        Column("discount", "number", "discount given, in the company's currency"),
        Column("payment", "category", "means of payment"),
        Column("category", "category", "main product category"),
        Column("first_touch", "category", "touchpoint that first brought the customer"),
        Column("packaging", "category", "packaging variant"),
        Column("device", "category", "device on which it was ordered"),
        Column("personalised", "flag", "whether the offer was personalised"),
        Column("referrer_id", "id", "customer who referred this one"),
    ),
)

RESPONSES = Spec(
    name="responses",
    row="an answer to a survey question",
    key=("response_id", "metric"),
    time="responded_at",
    columns=(
        Column("response_id", "id", "number of the answer; with `metric` unique", required=True, filled=True),
        Column("responded_at", "time", "when it was given", required=True, filled=True),
        Column("metric", "category", "nps, ces, csat or your own", required=True, filled=True),
        Column("score", "number", "the answer, on the scale declared in cx.toml", required=True),
        Column("customer_id", "id", "who answered"),
        Column("order_id", "id", "the order it is about"),
        Column("ticket_id", "id", "the service contact it is about"),
        Column("touchpoint", "category", "the touchpoint it is about"),
        Column("channel", "category", "the channel it is about"),
        Column("comment", "text", "what the customer wrote"),
        Column("weight", "number", "sampling weight, above 0"),
        Column("invited_at", "time", "when the question was sent"),
    ),
)

CUSTOMERS = Spec(
    name="customers",
    row="a customer",
    key=("customer_id",),
    columns=(
        Column("customer_id", "id", "the person, unique", required=True, filled=True),
        Column("joined_at", "time", "when the account was opened"),
        Column("segment", "category", "the company's own segment"),
        Column("region", "category", "region of the customer"),
        Column("birth_year", "number", "year of birth, four digits"),
        Column("consent", "flag", "consent to the use of first-party data"),
        Column("loyalty_since", "date", "day on which the loyalty programme was joined"),
        Column("points_earned", "number", "loyalty points earned"),
        Column("points_used", "number", "loyalty points used"),
        Column("acquisition_source", "category", "what brought the customer"),
        Column("acquisition_cost", "number", "what winning the customer cost"),
    ),
)

TABLES: dict[str, Spec] = {spec.name: spec for spec in (ORDERS, RESPONSES, CUSTOMERS)}


def data_dictionary() -> str:
    """Markdown of all tables, for ``data/README.md``.

    Examples
    --------
    >>> data_dictionary().splitlines()[0]
    '## `orders`: one row is an order'
    """
    return "\n\n".join(_table_text(spec) for spec in TABLES.values()) + "\n"


def _table_text(spec: Spec) -> str:
    lines = [f"## `{spec.name}`: one row is {spec.row}", "", "| column | kind | what it holds |", "|---|---|---|"]
    for column in spec.columns:
        star = " *" if column.required else ""
        allowed = f" ({', '.join(column.allowed)})" if column.allowed else ""
        lines.append(f"| `{column.name}`{star} | {column.kind} | {column.help}{allowed} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print("# Data dictionary\n\nMade from the contract by `make dictionary`; `*` is required.\n")  # noqa: T201
    print(data_dictionary(), end="")  # noqa: T201
