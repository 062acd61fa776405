"""The data dictionary, made from the contract."""

from __future__ import annotations

from cxmetrics.contract.spec import Spec
from cxmetrics.contract.tables import TABLES


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
