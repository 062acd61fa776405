"""The command line: ``init``, ``check``, ``report`` and ``lab``."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from cxmetrics.errors import CxError, ParameterError, StorageError
from cxmetrics.words import LANGUAGES, Value, keys, say

if TYPE_CHECKING:
    from cxmetrics.propose import Question

LANGUAGE_VARIABLES = ("CXMETRICS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""Monthly customer-experience reports with honest uncertainty.

Examples:

    cxmetrics init orders.csv survey.xlsx

    cxmetrics check --company cx.toml

    cxmetrics report --company cx.toml --month 2026-10

Exit codes: 0 published, 1 stopped by you, 2 wrong call or company file, 3 data refused, 4 source not reached,
5 notebook or page failed, 6 privacy, 7 another run is at it, 8 disk, 70 a bug.""",
)
out = Console(soft_wrap=True)
err = Console(stderr=True)

CompanyFile = Annotated[Path, typer.Option("--company", "-c", help="The company file, or the folder that holds it.")]
CheckedMonth = Annotated[str | None, typer.Option("--month", "-m", help="YYYY-MM; by default that of data_end.")]
Months = Annotated[list[str] | None, typer.Option("--month", "-m", help="YYYY-MM, or from..to; by default the last.")]


@app.command()
def report(  # noqa: PLR0917 - the options of a command line
    company: CompanyFile = Path("cx.toml"),
    month: Months = None,
    notebook: Annotated[
        list[str] | None, typer.Option("--notebook", "-n", help="Name of a report, or path of your copy: scorecard.")
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
        _language(name)
    given: dict[str, Any] = {}
    for name in (names := notebook or ["scorecard"]):
        given |= notebooks.from_text(notebooks.find_notebook(name), parameter or [])
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
            (err if one.error else out).print(one.line(_language(None)), highlight=False, markup=False)
        sys.exit(max(one.exit_code for one in outcomes))
    done = make(company, month=months[0] if months else None, report=names[0], **how)
    out.print(done.line, highlight=False, markup=False)
    for name in done.files:
        out.print(f"    {name}", highlight=False, markup=False)


@app.command()
def check(  # noqa: PLR0917 - the options of a command line
    company: CompanyFile = Path("cx.toml"),
    month: CheckedMonth = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the page here.")] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write everything as JSON here.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", "-l", help="ko or en; by default that of this machine.")] = None,
) -> None:
    """Read and check the files, and say what became of every row.

    Examples:

        cxmetrics check --company cx.toml

        cxmetrics check --month 2026-10 --html check.html --json check.json --lang ko
    """
    from cxmetrics.company import open_company  # noqa: PLC0415 - heavy

    lang = _language(lang)
    opened = open_company(company)
    month = month or f"{opened.config.data_end:%Y-%m}"
    loaded = opened.load(month=month, allow_partial=True, progress=_progress)
    _say_health(loaded, lang)
    if html is not None or as_json is not None:
        from cxmetrics.report.health import health_json, health_page  # noqa: PLC0415 - heavy

        if html is not None:
            _written(html, health_page(loaded, lang), ".html")
        if as_json is not None:
            _written(as_json, health_json(loaded).encode(), ".json")


def _progress(line: str) -> None:
    err.print(line, highlight=False, markup=False, style="dim")


def _language(lang: str | None) -> str:
    """Give the language asked for, else that of the machine, else English."""
    if lang is not None and lang not in LANGUAGES:
        raise ParameterError("E-LANG", "there is no language {lang!r}.", fix="one of {known}.", lang=lang,
                             known=", ".join(LANGUAGES))  # fmt: skip
    own = next((os.environ[name] for name in LANGUAGE_VARIABLES if os.environ.get(name)), "en")
    return lang or ("ko" if own.startswith("ko") else "en")


def _written(path: Path, content: bytes, ending: str) -> None:
    """Write a file; one of another kind that is there, such as a source, is never replaced."""
    if path.exists() and path.suffix != ending:
        said = "is there already, and no {ending} file."
        raise StorageError("E-WRITE", said, where=str(path), fix="name another place.", ending=ending)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StorageError("E-WRITE", "cannot be written: {reason}.", where=str(path), fix="name another place.",
                           reason=error.strerror or "") from None  # fmt: skip
    out.print(f"{path}", highlight=False, markup=False)


def _say_health(loaded: Any, lang: str) -> None:
    """Print the account of rows, by table and by rule."""
    health = loaded.health
    out.print(_grid(health.tables, ["table", "files", "rows", "used", "quarantined", "excluded", "blank"]))
    if len(health.rules):
        rules = health.rules.assign(why=[_why(rule, lang) for rule in health.rules["rule"]])
        out.print(_grid(rules, ["table", "kind", "rule", "rows", "why", "detail"]))
    note = " (partial)" if loaded.partial else ""
    totals = {name: Value(int(health.tables[name].sum()), "count") for name in ("rows", "used")}
    aside = Value(int(health.tables["quarantined"].sum()), "count")
    said = f"{loaded.config.company}, {loaded.month}{note}: {say('health-closed', lang, aside=aside, **totals)}"
    out.print(said, highlight=False, markup=False)


def _why(rule: str, lang: str) -> str:
    return say(f"rule-{rule}", lang) if f"rule-{rule}" in keys(lang) else ""


def _grid(frame: Any, columns: list[str]) -> Grid:
    import pandas as pd  # noqa: PLC0415

    grid, rows = Grid(), pd.DataFrame(frame)
    for name in columns:
        grid.add_column(
            name, no_wrap=name == "rule", justify="right" if pd.api.types.is_numeric_dtype(rows[name]) else "left"
        )
    for row in rows[columns].itertuples(index=False):
        grid.add_row(*(f"{value:,}" if isinstance(value, int) else escape(str(value)) for value in row))
    return grid


@app.command()
def init(
    files: Annotated[list[Path], typer.Argument(help="Exports: files, or folders of linked files.")],
    folder: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where cx.toml goes; by default where the first file is.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every proposal, and say what was taken.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a cx.toml that is there.")] = False,
) -> None:
    """Look at files, propose a cx.toml question by question, write it, copy the notebooks and check the files.

    Nothing is guessed in silence: what no file can say for sure is asked, with what was seen; with --yes the proposals
    are taken and printed, and cx.toml holds the reason beside each entry.

    Examples:

        cxmetrics init orders-2025.csv orders-2026.csv survey.xlsx

        cxmetrics init exports/*.csv --out monthly --yes
    """
    from cxmetrics.company import open_company  # noqa: PLC0415 - heavy
    from cxmetrics.propose import propose_company, written  # noqa: PLC0415

    missing = [path for path in files if not path.exists()]
    if missing:
        raise ParameterError("E-INIT", "there is no such file.", where=str(missing[0]), fix="check the name.")
    home = folder or (files[0] if files[0].is_dir() else files[0].resolve().parent)
    target = home / "cx.toml"
    if target.exists() and not force:
        raise ParameterError("E-INIT", "is there already.", where=str(target), fix="--force replaces it.")
    home.mkdir(parents=True, exist_ok=True)
    entries, why = propose_company(files, home=home, ask=_accepted if yes else _asked)
    _written(target, written(entries, why).encode(), ".toml")
    _copy_notebooks(home)
    opened = open_company(target)
    month = f"{opened.config.data_end:%Y-%m}"
    _say_health(opened.load(month=month, allow_partial=True, progress=_progress), _language(None))
    out.print(f"Next: cxmetrics report --company {target}", highlight=False, markup=False)


def _asked(question: Question) -> str:
    """Ask in the terminal; Enter takes the proposal."""
    if question.why:
        out.print(f"  {question.why}", style="dim", highlight=False, markup=False)
    known = f" ({', '.join(question.choices)})" if question.choices else ""
    while True:
        answer = str(typer.prompt(f"{question.text}{known}", default=question.proposed))
        if question.choices and answer not in question.choices:
            out.print(f"  one of {', '.join(question.choices)}", highlight=False, markup=False)
            continue
        try:
            if question.check is not None:
                question.check(answer)
        except CxError as error:
            out.print(f"  {error.text(_language(None))}", highlight=False, markup=False)
            continue
        return answer


def _accepted(question: Question) -> str:
    """Take the proposal, and say so."""
    reason = f"  ({question.why})" if question.why else ""
    out.print(f"{question.text} {question.proposed}{reason}", highlight=False, markup=False)
    return question.proposed


def _copy_notebooks(home: Path) -> None:
    """Copy the notebooks beside the company file, without replacing any."""
    from cxmetrics.resources import folder  # noqa: PLC0415

    notebooks = home / "notebooks"
    notebooks.mkdir(exist_ok=True)
    for source in sorted(folder("notebooks").glob("*.ipynb")):
        if not (notebooks / source.name).exists():
            shutil.copy(source, notebooks / source.name)


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
    home = company if company.is_dir() else company.resolve().parent
    _copy_notebooks(home)
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={home}", *(options or [])]
    os.execv(sys.executable, command)  # noqa: S606 - this process becomes JupyterLab


def main() -> None:
    """Run the command line; an error is one line and an exit code."""
    try:
        app(standalone_mode=True)
    except CxError as error:
        err.print(error.text(_language(None)), style="red", highlight=False, markup=False)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
