"""``cxmetrics check``: what was read, and what became of every row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Grid

from cxmetrics.cli.terminal import CompanyFile, app, language, out, progress, save
from cxmetrics.fonts import readable
from cxmetrics.words import Value, keys, say

CheckedMonth = Annotated[str | None, typer.Option("--month", "-m", help="YYYY-MM; by default that of data_end.")]


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

    lang = language(lang)
    opened = open_company(company)
    month = month or f"{opened.config.data_end:%Y-%m}"
    loaded = opened.load(month=month, allow_partial=True, progress=progress)
    say_health(loaded, lang)
    if html is not None or as_json is not None:
        from cxmetrics.report.health import health_json, health_page  # noqa: PLC0415 - heavy

        if html is not None:
            save(html, health_page(loaded, lang), ".html")
        if as_json is not None:
            save(as_json, health_json(loaded).encode(), ".json")


def say_health(loaded: Any, lang: str) -> None:
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
    out.print(readable(said), highlight=False, markup=False)


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
        grid.add_row(*(f"{value:,}" if isinstance(value, int) else escape(readable(str(value))) for value in row))
    return grid
