"""``cxmetrics status`` and ``cxmetrics verify``: what is published, how old it is, and whether it is whole."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column
from rich.table import Table as Grid

from cxmetrics.cli.terminal import app, out
from cxmetrics.errors import ParameterError, PublishedError

if TYPE_CHECKING:
    from cxmetrics.report.published import Status

Reports = Annotated[Path, typer.Option("--out", "-o", help="Folder of all reports.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command()
def status(
    folder: Reports = Path("reports"),
    max_age: Annotated[
        str, typer.Option("--max-age", help="Oldest that the newest report may be: 35d, or 12h.")
    ] = "35d",
    as_json: Json = False,
) -> None:
    """Say for each report what is published, whether it is whole and young enough, and who is at work.

    For the watch over a monthly job: the exit code is 9 if nothing is published, or if for some report the newest
    revision is older than --max-age, does not verify, or is not what `latest` names.

    Examples:

        cxmetrics status

        cxmetrics status --out monthly --max-age 40d --json
    """
    from cxmetrics.report import published  # noqa: PLC0415 - heavy

    oldest, now = _duration(max_age), datetime.now(UTC)
    found = [published.status(folder, name) for name in published.reports(folder)]
    rows = [_row(state, now=now, oldest=oldest) for state in found]
    _print(rows, folder, as_json=as_json)
    bad = [row["report"] for row in rows if row["wrong"]]
    if bad:
        said = "{bad} of {all} reports need a look: {names}."
        raise PublishedError("E-STATUS", said, where=str(folder), fix="the last column says why.", bad=len(bad),
                             all=len(rows), names=", ".join(bad))  # fmt: skip


@app.command()
def verify(
    report: Annotated[str | None, typer.Argument(help="Only this report.")] = None,
    month: Annotated[str | None, typer.Argument(help="Only this month, YYYY-MM.")] = None,
    folder: Reports = Path("reports"),
    as_json: Json = False,
) -> None:
    """Compute the hashes of everything published anew, and name each file that is missing, changed or extra.

    The exit code is 9 if any revision is not what its manifest says, or if there is none.

    Examples:

        cxmetrics verify

        cxmetrics verify scorecard 2026-10 --out monthly --json
    """
    from cxmetrics.report import published  # noqa: PLC0415 - heavy

    known = published.reports(folder)
    if report is not None and report not in known:
        raise ParameterError("E-REPORT", "there is no report {report!r}.", where=str(folder), fix="one of {known}.",
                             report=report, known=", ".join(known))  # fmt: skip
    found = [path for name in known if report in {None, name} for path in published.revisions(folder / name)]
    rows = [
        {"report": path.parts[-3], "month": path.parts[-2], "revision": path.name, "wrong": published.problems(path)}
        for path in found
        if month in {None, path.parts[-2]}
    ]
    _print(rows, folder, as_json=as_json)
    bad = sum(bool(row["wrong"]) for row in rows)
    if bad:
        raise PublishedError("E-VERIFY", "{bad} of {all} revisions are not as they were published.", where=str(folder),
                             fix="take them from a copy, or make them anew.", bad=bad, all=len(rows))  # fmt: skip


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,5})([dh])", text)
    if match is None:
        raise ParameterError("E-AGE", "{text!r} is no age.", where="--max-age", fix="such as 35d or 12h.", text=text)
    return timedelta(**{"days" if match[2] == "d" else "hours": int(match[1])})


def _row(state: Status, *, now: datetime, oldest: timedelta) -> dict[str, Any]:
    """Give one report as plain values, with what is wrong about it in words."""
    age = now - state.started if state.started else None
    wrong = {
        "nothing is published": state.newest is None,
        "its age is not known": state.newest is not None and age is None,
        "older than the limit": age is not None and age > oldest,
        "does not verify": bool(state.problems),
        "latest does not name it": state.newest is not None and not state.latest,
    }
    return {
        "report": state.report,
        "newest": "/".join(state.newest.parts[-2:]) if state.newest else None,
        "made": f"{state.started:%Y-%m-%d}" if state.started else None,
        "days": round(age / timedelta(days=1), 1) if age is not None else None,
        "at_work": list(state.running),
        "left_over": list(state.left_over),
        "wrong": [words for words, true in wrong.items() if true],
    }


def _print(rows: list[dict[str, Any]], folder: Path, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    if not rows:
        raise PublishedError("E-NOTHING", "nothing is published.", where=str(folder), fix="cxmetrics report makes one.")
    if not as_json:
        shown = [{name.replace("_", " "): _text(value) for name, value in row.items()} for row in rows]
        grid = Grid(*(Column(name, overflow="fold", no_wrap=name in {"report", "newest", "made"}) for name in shown[0]))
        for row in shown:
            grid.add_row(*map(escape, row.values()))
        out.print(grid)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = [f"{name} {state}" for name, state in value.items()]
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
