"""Every row of the files is accounted for, and those used are those that were counted."""

from __future__ import annotations

from pyarrow import parquet

from cxmetrics.company import Company
from cxmetrics.errors import RenderError


def check_account(company: Company) -> None:
    """Refuse a report of a table whose rows do not add up.

    Parameters
    ----------
    company : Company
        Loaded: its record and its tables.

    Raises
    ------
    RenderError
        Read rows are not all used, quarantined, excluded or blank, or the checked table has more than were used.
    """
    for name, table in ((company.record or {})["tables"]).items():
        account = table["account"]
        if account["rows"] != sum(account[part] for part in ("used", "quarantined", "excluded", "blank")):
            raise RenderError(
                "E-ACCOUNT", "rows are missing from the account: {account}.", where=name,
                fix="report this as a bug.", account=account,
            )  # fmt: skip
        rows = parquet.read_metadata(company.home / f"{name}.parquet").num_rows
        if rows > account["used"]:  # an order may be made of several lines of a file, but no row of none
            raise RenderError(
                "E-ACCOUNT", "the account has {used:,} rows used, the checked table {rows:,}.", where=name,
                fix="report this as a bug.", used=account["used"], rows=rows,
            )  # fmt: skip
