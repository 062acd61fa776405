"""The command line: ``report``, ``check`` and ``lab``."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from cxmetrics.errors import CxError, ParameterError
from cxmetrics.words import LANGUAGES, say

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""Monthly customer-experience reports with honest uncertainty.

Examples:

    cxmetrics check --company cx.toml

    cxmetrics report --company cx.toml --month 2026-10

Exit codes: 0 published, 2 wrong call or company file, 3 data refused, 4 source not reached, 5 notebook or
page failed, 6 privacy, 7 another run is at it, 8 disk, 70 a bug.""",
)
out = Console(soft_wrap=True)
err = Console(stderr=True)

CompanyFile = Annotated[Path, typer.Option("--company", "-c", help="The company file, or the folder that holds it.")]
Month = Annotated[str | None, typer.Option("--month", "-m", help="YYYY-MM; by default the last complete month.")]


@app.command()
def report(  # noqa: PLR0917 - the options of a command line
    company: CompanyFile = Path("cx.toml"),
    month: Month = None,
    notebook: Annotated[
        str, typer.Option("--notebook", "-n", help="Name of a report, or path of your copy.")
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

    unknown = [name for name in lang or [] if name not in LANGUAGES]
    if unknown:
        raise ParameterError("E-LANG", f"there is no language {unknown[0]!r}.", fix=f"one of {', '.join(LANGUAGES)}.")
    given = notebooks.from_text(notebooks.find_notebook(notebook), parameter or [])
    for name in ("company", "month", "allow_partial"):
        if name in given:
            option = name.replace("_", "-")
            raise ParameterError("E-PARAMETER", f"{name} is no notebook setting here.", fix=f"use --{option}.")
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


@app.command()
def check(company: CompanyFile = Path("cx.toml"), month: Month = None) -> None:
    """Read and check the files, and say what became of every row.

    Example:

        cxmetrics check --company cx.toml
    """
    from cxmetrics.company import open_company  # noqa: PLC0415 - heavy

    loaded = open_company(company).load(month=month, allow_partial=True)
    out.print(_grid(loaded.health.tables, ["table", "files", "rows", "used", "quarantined", "excluded", "blank"]))
    if len(loaded.health.rules):
        rules = loaded.health.rules.assign(why=[_why(rule) for rule in loaded.health.rules["rule"]])
        out.print(_grid(rules, ["table", "kind", "rule", "rows", "why", "detail"]))
    note = " (partial)" if loaded.partial else ""
    said = f"{loaded.config.company}, {loaded.month}{note}: every row is accounted for."
    out.print(said, highlight=False, markup=False)


def _why(rule: str) -> str:
    from cxmetrics.words import keys  # noqa: PLC0415

    return say(f"rule-{rule}", "en") if f"rule-{rule}" in keys("en") else ""


def _grid(frame: Any, columns: list[str]) -> Grid:
    import pandas as pd  # noqa: PLC0415

    grid, rows = Grid(), pd.DataFrame(frame)
    for name in columns:
        grid.add_column(name, justify="right" if pd.api.types.is_numeric_dtype(rows[name]) else "left")
    for row in rows[columns].itertuples(index=False):
        grid.add_row(*(f"{value:,}" if isinstance(value, int) else escape(str(value)) for value in row))
    return grid


@app.command()
def lab(
    company: CompanyFile = Path("cx.toml"),
    options: Annotated[list[str] | None, typer.Argument(help="Passed on to JupyterLab, after `--`.")] = None,
) -> None:
    """Open JupyterLab beside the company file, with copies of the notebooks to explore.

    Examples:

        cxmetrics lab --company cx.toml

        cxmetrics lab -- --no-browser --port 8899
    """
    from cxmetrics.resources import folder  # noqa: PLC0415

    home = company if company.is_dir() else company.resolve().parent
    notebooks = home / "notebooks"
    notebooks.mkdir(exist_ok=True)
    for source in sorted(folder("notebooks").glob("*.ipynb")):
        if not (notebooks / source.name).exists():
            shutil.copy(source, notebooks / source.name)
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={home}", *(options or [])]
    os.execv(sys.executable, command)  # noqa: S606 - this process becomes JupyterLab


def main() -> None:
    """Run the command line; an error is one line and an exit code."""
    try:
        app(standalone_mode=True)
    except CxError as error:
        err.print(str(error), style="red", highlight=False, markup=False)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
