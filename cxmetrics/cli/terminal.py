"""What all commands share: the application, its two consoles, the language, and how files are written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cxmetrics.errors import ParameterError, StorageError
from cxmetrics.fonts import readable
from cxmetrics.words import LANGUAGES

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

    cxmetrics status --max-age 35d

Exit codes: 0 published, 1 stopped by you, 2 wrong call or company file, 3 data refused, 4 source not reached,
5 notebook or page failed, 6 privacy, 7 another run is at it, 8 disk,
9 what is published is missing, too old or changed, 70 a bug.""",
)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

CompanyFile = Annotated[Path, typer.Option("--company", "-c", help="The company file, or the folder that holds it.")]


def progress(line: str) -> None:
    """Say a step on the error stream, so that the output stays what was asked for."""
    err.print(readable(line), highlight=False, markup=False, style="dim")


def language(lang: str | None) -> str:
    """Give the language asked for, else that of the machine, else English."""
    if lang is not None and lang not in LANGUAGES:
        raise ParameterError("E-LANG", "there is no language {lang!r}.", fix="one of {known}.", lang=lang,
                             known=", ".join(LANGUAGES))  # fmt: skip
    own = next((os.environ[name] for name in LANGUAGE_VARIABLES if os.environ.get(name)), "en")
    return lang or ("ko" if own.startswith("ko") else "en")


def save(path: Path, content: bytes, ending: str) -> None:
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
