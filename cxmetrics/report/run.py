"""One command from files to a published report."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import platform
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cxmetrics
from cxmetrics import estimate
from cxmetrics.company import LAST, choose_month, open_company
from cxmetrics.fonts import font_files
from cxmetrics.parts import Part
from cxmetrics.report import gate, notebook
from cxmetrics.report.document import Run, document
from cxmetrics.report.execute import execute
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf
from cxmetrics.report.publish import locked, publish
from cxmetrics.report.published import sha256
from cxmetrics.report.restated import drifted, last_report, line, published_figures, restated
from cxmetrics.sources.snapshot import QUARANTINE

Progress = Callable[[str], None]
LIBRARIES = ("duckdb", "jinja2", "matplotlib", "numpy", "pandas", "papermill", "scipy", "typst")


@dataclass(frozen=True)
class Published:
    """Where a report went, and whether it is a new revision."""

    folder: Path
    new: bool
    files: tuple[str, ...]


def make(
    company: Path,
    *,
    month: str | None = None,
    report: str = "scorecard",
    langs: Sequence[str] = (),
    out: Path = Path("reports"),
    allow_partial: bool = False,
    given: Mapping[str, Any] | None = None,
    say: Progress = print,
) -> Published:
    """Make and publish one report.

    Parameters
    ----------
    company : Path
        The company file.
    month : str, optional
        ``YYYY-MM``; by default the last complete month.
    report : str
        Name or path of the notebook; a copy beside the company file goes before the shipped one.
    langs : list of str, optional
        Languages; by default those of cx.toml.
    out : Path
        Folder of all reports.
    allow_partial : bool
        Whether a month that is not over may be reported.
    given : dict, optional
        Further parameters of the notebook.
    say : callable
        Called with one line a step.

    Returns
    -------
    Published

    Raises
    ------
    CxError
        Nothing was published; its ``exit_code`` is that of the command line.
    """
    path = notebook.find_notebook(report, company)
    extra = notebook.check(path, {**(given or {}), "company": "", "month": ""})
    started, clock = datetime.now(UTC), time.monotonic()
    opened = open_company(company)
    month, _ = choose_month(opened.config, month, allow_partial=allow_partial)
    with locked(out, path.stem, month), tempfile.TemporaryDirectory(prefix="cxmetrics-run-") as private:
        folder = Path(private)
        snapshot = folder / "snapshot"
        snapshot.mkdir()
        say("1/5 Reading and checking the files")
        loaded = opened.load(
            month=month, allow_partial=allow_partial, folder=snapshot, progress=lambda line: say(f"    {line}")
        )
        if last := last_report(out / path.stem, before=month):
            (snapshot / LAST).write_bytes(_json(last))
        values = {"level": loaded.config.report.level} | extra | {"company": str(snapshot), "month": month}
        notebook.check(path, values)
        say(f"2/5 Running {path.name} for {month}")
        if not notebook.is_shipped(path):
            say(f"    {path}: a notebook of your own, not the one that ships with the kit")
        parts = execute(path, values, folder=folder)
        say("3/5 Checking the parts")
        gate.check_parts(parts, min_n=loaded.config.report.min_n)
        run = Run(path.stem, loaded, parts)
        font_files(progress=lambda line: say(f"    {line}"))
        files = _render(run, langs or loaded.config.languages, say)
        files |= _records(run, path, values=values, quarantine=(snapshot / QUARANTINE).read_bytes())
        say("5/5 Publishing")
        moved = restated(
            published_figures(out / path.stem / month), run.parts[-1]["frames"], month=month,
            min_n=loaded.config.report.min_n,
        )  # fmt: skip
        drift = drifted(out / path.stem, (loaded.record or {})["tables"])
        for text in [*drift, *(line(change, month) for change in moved)]:
            say(f"    {text}")
        record = _run_record(started, time.monotonic() - clock) | {"restated": moved, "drift": drift}
        target, new = publish(out, report=path.stem, month=month, files=files, run=record)
    return Published(target, new, tuple(files))


def _render(run: Run, langs: Sequence[str], say: Progress) -> dict[str, bytes]:
    """Write the page and the PDF of each language; each passes the gate."""
    files: dict[str, bytes] = {}
    stem = f"{run.name}-{run.month}{'.partial' if run.company.partial else ''}"
    for lang in langs:
        say(f"4/5 Writing the page and the PDF ({lang})")
        written = document(run, lang)
        gate.check_document(written, labels=gate.labels(run.parts))
        page, pdf = render_html(written), render_pdf(written)
        gate.check_page(page)
        gate.check_pdf(pdf)
        files |= {f"{stem}.{lang}.html": page, f"{stem}.{lang}.pdf": pdf}
    return files


def _records(run: Run, path: Path, *, values: Mapping[str, Any], quarantine: bytes) -> dict[str, bytes]:
    """Parts, rows set aside and provenance: the same input gives the same bytes."""
    record, config = run.company.record or {}, run.company.config
    defaults = {name: parameter.default for name, parameter in notebook.parameters(path).items()}
    effective = {**defaults, **values}
    provenance = {
        "report": run.name,
        "month": run.month,
        "data_end": record["data_end"],
        "partial": run.company.partial,
        "parameters": {name: value for name, value in effective.items() if name not in {"company", "month"}},
        "min_n": config.report.min_n,
        "seeds": seeds(),
        "notebook": {
            "name": path.name, "sha256": sha256(path.read_bytes()), "shipped": notebook.is_shipped(path)
        },
        "company": {"sha256": sha256(_json(config.model_dump(mode="json")))},
        "cxmetrics": cxmetrics.__version__,
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "inputs": record["tables"],
        "figures": run.parts[-1]["frames"],
    }  # fmt: skip
    return {
        "parts.json": _json(list(run.parts[:-1])),
        "record.json": _json(provenance),
        "quarantine.csv": quarantine,
    }


def seeds() -> dict[str, int]:
    """Seed of every estimate that draws random numbers.

    Examples
    --------
    >>> seeds()
    {'bootstrap_mean': 0, 'rank_interval': 0}
    """
    known = {
        name: inspect.signature(made).parameters for name, made in inspect.getmembers(estimate, inspect.isfunction)
    }
    return {name: taken["seed"].default for name, taken in known.items() if "seed" in taken}


def _json(value: list[Part] | Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _run_record(started: datetime, seconds: float) -> dict[str, Any]:
    return {"started": started.isoformat(timespec="seconds"), "seconds": round(seconds, 1), "host": platform.system()}
