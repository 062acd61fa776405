"""``cxmetrics report``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cxmetrics.cli.terminal import CompanyFile, app, err, language, out
from cxmetrics.errors import ParameterError

Months = Annotated[list[str] | None, typer.Option("--month", "-m", help="YYYY-MM, or from..to; by default the last.")]


@app.command()
def report(  # noqa: PLR0917 - the options of a command line
    company: CompanyFile = Path("cx.toml"),
    month: Months = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option("--notebook", "-n", help="Name of a report (a copy beside cx.toml goes first), or a path."),
    ] = None,
    lang: Annotated[list[str] | None, typer.Option("--lang", "-l", help="ko or en; may be given twice.")] = None,
    folder: Annotated[Path, typer.Option("--out", "-o", help="Folder of all reports.")] = Path("reports"),
    parameter: Annotated[
        list[str] | None, typer.Option("--set", "-p", help="Parameter of the notebook: name=value.")
    ] = None,
    allow_partial: Annotated[bool, typer.Option("--allow-partial", help="Report a month that is not over.")] = False,
) -> None:
    """Make and publish reports: one HTML page and one PDF a language. Months and notebooks may be given several times.

    Examples:

        cxmetrics report --company cx.toml --month 2026-10

        cxmetrics report --lang en --set within_days=180 --set segments=channel,region

        cxmetrics report --notebook my-scorecard.ipynb --out monthly

        cxmetrics report --month 2025-11..2026-10
    """
    from cxmetrics.report import notebook as notebooks  # noqa: PLC0415 - heavy, and only this command needs it
    from cxmetrics.report.many import make_many, spelled_out  # noqa: PLC0415
    from cxmetrics.report.run import make  # noqa: PLC0415

    for name in lang or []:
        language(name)
    given: dict[str, Any] = {}
    for name in (names := notebook or ["scorecard"]):
        given |= notebooks.from_text(notebooks.find_notebook(name, company), parameter or [])
    for name in ("company", "month", "allow_partial"):
        if name in given:
            option = name.replace("_", "-")
            raise ParameterError("E-PARAMETER", "{name} is no notebook setting here.", fix="use --{option}.", name=name,
                                 option=option)  # fmt: skip
    if allow_partial:
        given["allow_partial"] = True
    how: dict[str, Any] = {"langs": lang or (), "out": folder, "allow_partial": allow_partial, "given": given}
    how |= {"say": lambda line: out.print(line, highlight=False, markup=False, soft_wrap=True)}
    months = spelled_out(month or [])
    if len(months) > 1 or len(names) > 1:
        for one in (outcomes := make_many(company, months=months, reports=names, **how)):
            (err if one.error else out).print(one.line(language(None)), highlight=False, markup=False, soft_wrap=True)
        sys.exit(max(one.exit_code for one in outcomes))
    done = make(company, month=months[0] if months else None, report=names[0], **how)
    out.print(done.line, highlight=False, markup=False, soft_wrap=True)
    for name in done.files:
        out.print(f"    {name}", highlight=False, markup=False)
