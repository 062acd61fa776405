"""``cxmetrics init`` and ``cxmetrics lab``: from files to a company file, and to JupyterLab."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxmetrics.cli.checking import say_health
from cxmetrics.cli.terminal import CompanyFile, app, language, out, progress, save
from cxmetrics.errors import CxError, ParameterError

if TYPE_CHECKING:
    from cxmetrics.propose import Question


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
    save(target, written(entries, why).encode(), ".toml")
    _copy_notebooks(home)
    opened = open_company(target)
    month = f"{opened.config.data_end:%Y-%m}"
    say_health(opened.load(month=month, allow_partial=True, progress=progress), language(None))
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
            out.print(f"  {error.text(language(None))}", highlight=False, markup=False)
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
