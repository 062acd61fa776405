"""``cxmetrics comments``: which comments a person may approve for quoting."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cxmetrics.cli.terminal import CompanyFile, app, err, out, progress
from cxmetrics.errors import StorageError

CheckedMonth = Annotated[str | None, typer.Option("--month", "-m", help="YYYY-MM; by default the last complete month.")]
PRIVATE = 0o600  # for the owner only


@app.command()
def comments(
    company: CompanyFile = Path("cx.toml"),
    month: CheckedMonth = None,
    target: Annotated[Path, typer.Option("--out", "-o", help="Where the list goes.")] = Path("candidates.csv"),
) -> None:
    """List the comments that are most typical of the strongest complaint and praise, for a person to approve.

    Read each, sign those that may be quoted (approved_by and date), and name the file in cx.toml: [comments],
    approved = "candidates.csv". A row that nobody signs is never quoted. The list is readable for you only.

    Examples:

        cxmetrics comments --company cx.toml

        cxmetrics comments --month 2026-10 --out candidates-2026-10.csv
    """
    from cxmetrics.company import open_company  # noqa: PLC0415 - heavy
    from cxmetrics.report.spreadsheets import csv_of  # noqa: PLC0415
    from cxmetrics.sources.config_comments import COLUMNS  # noqa: PLC0415
    from cxmetrics.voice.verbatims import candidates  # noqa: PLC0415

    opened = open_company(company)
    found = candidates(opened.load(month=month, progress=progress).responses, keywords=opened.config.comments.themes)
    signed = found.assign(approved_by="", date="")
    columns = [*COLUMNS, *(name for name in map(str, found) if name not in COLUMNS)]
    cells = signed[columns].astype(object).where(signed[columns].notna(), None)
    _write(target, csv_of(columns, cells.to_numpy().tolist()))
    out.print(f"{target}", highlight=False, markup=False)
    err.print(f"{len(found)} comments to read", highlight=False, markup=False, style="dim")


def _write(target: Path, content: bytes) -> None:
    """Write a file for the owner's eyes only; one that is there may be signed, and is never replaced."""
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise StorageError("E-WRITE", "is there already.", where=str(target), fix="name another place.") from None
    except OSError as error:
        raise StorageError("E-WRITE", "cannot be written: {reason}.", where=str(target), fix="name another place.",
                           reason=error.strerror or "") from None  # fmt: skip
