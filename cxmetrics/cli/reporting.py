"""``cxmetrics report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxmetrics.cli.terminal import CompanyFile, app, language, out
from cxmetrics.errors import ParameterError

Month = Annotated[str | None, typer.Option("--month", "-m", help="YYYY-MM; by default the last complete month.")]


@app.command()
def report(  # noqa: PLR0917 - the options of a command line
    company: CompanyFile = Path("cx.toml"),
    month: Month = None,
    notebook: Annotated[
        str,
        typer.Option("--notebook", "-n", help="Name of a report (a copy beside cx.toml goes first), or a path."),
    ] = "scorecard",
    lang: Annotated[list[str] | None, typer.Option("--lang", "-l", help="ko or en; may be given twice.")] = None,
    folder: Annotated[Path, typer.Option("--out", "-o", help="Folder of all reports.")] = Path("reports"),
    parameter: Annotated[
        list[str] | None, typer.Option("--set", "-p", help="Parameter of the notebook: name=value.")
    ] = None,
    allow_partial: Annotated[bool, typer.Option("--allow-partial", help="Report a month that is not over.")] = False,
) -> None:
    """Make and publish a report: one HTML page and one PDF a language.

    Examples:

        cxmetrics report --company cx.toml --month 2026-10

        cxmetrics report --lang en --set within_days=180 --set segments=channel,region

        cxmetrics report --notebook my-scorecard.ipynb --out monthly
    """
    from cxmetrics.report import notebook as notebooks  # noqa: PLC0415 - heavy, and only this command needs it
    from cxmetrics.report.run import make  # noqa: PLC0415

    for name in lang or []:
        language(name)
    given = notebooks.from_text(notebooks.find_notebook(notebook, company), parameter or [])
    for name in ("company", "month", "allow_partial"):
        if name in given:
            option = name.replace("_", "-")
            raise ParameterError("E-PARAMETER", "{name} is no notebook setting here.", fix="use --{option}.", name=name,
                                 option=option)  # fmt: skip
    if allow_partial:
        given["allow_partial"] = True
    done = make(
        company,
        month=month,
        report=notebook,
        langs=lang or (),
        out=folder,
        allow_partial=allow_partial,
        given=given,
        say=lambda line: out.print(line, highlight=False, markup=False, soft_wrap=True),
    )
    verb = "Published" if done.new else "Unchanged, already published:"
    out.print(f"{verb} {done.folder}", highlight=False, markup=False)
    for name in done.files:
        out.print(f"    {name}", highlight=False, markup=False)
