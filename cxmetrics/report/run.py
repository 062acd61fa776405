"""One command from files to a published report."""

from __future__ import annotations

import json
import platform
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxmetrics.company import LAST, Company, open_company
from cxmetrics.fonts import font_files
from cxmetrics.parts import Part
from cxmetrics.report import gate, notebook
from cxmetrics.report.cashbook import cashbook
from cxmetrics.report.document import Run, document
from cxmetrics.report.execute import execute
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf
from cxmetrics.report.publish import locked, publish
from cxmetrics.report.record import all_values, as_json, records_of
from cxmetrics.report.restated import drifted, last_report, line, published_figures, restated
from cxmetrics.report.spreadsheets import csv_of, figures_csv, figures_xlsx
from cxmetrics.sources.month import choose_month
from cxmetrics.sources.snapshot import Intake

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Published:
    """Where a report went, and whether it is a new revision."""

    folder: Path
    new: bool
    files: tuple[str, ...]

    @property
    def line(self) -> str:
        """What was done, in one line."""
        return f"{'Published' if self.new else 'Unchanged, already published:'} {self.folder}"


@dataclass(frozen=True)
class Job:
    """A report to be made: its notebook, the checked data of a month, and where it goes.

    Parameters
    ----------
    path : Path
        The notebook.
    values : dict
        Checked values of all its parameters.
    company : Company
        Loaded for the month.
    snapshot : Path
        Folder of the checked tables.
    folder : Path
        Private folder of the notebook's run.
    langs : list of str
        Languages; those of cx.toml where there are none.
    out : Path
        Folder of all reports.
    """

    path: Path
    values: Mapping[str, Any]
    company: Company
    snapshot: Path
    folder: Path
    langs: Sequence[str]
    out: Path
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.monotonic)

    @property
    def month(self) -> str:
        """The month reported."""
        return str(self.company.month)


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
    extra = check_given(path, given)
    opened = open_company(company)
    month, _ = choose_month(opened.config, month, allow_partial=allow_partial)
    with locked(out, path.stem, month), tempfile.TemporaryDirectory(prefix="cxmetrics-run-") as private:
        folder = Path(private)
        started, clock = datetime.now(UTC), time.monotonic()
        snapshot = folder / "snapshot"
        say("1/5 Reading and checking the files")
        load(opened, month, snapshot=snapshot, allow_partial=allow_partial, say=say)
        job = prepare(path, extra, snapshot=snapshot, folder=folder, langs=langs, out=out)
        job = replace(job, started=started, clock=clock)
        say(f"2/5 Running {path.name} for {job.month}")
        return finish(job, execute(path, job.values, folder=folder), say=say)


def check_given(path: Path, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Check the caller's values for a notebook's parameters; the notebook must take a company and a month besides."""
    return notebook.check(path, {**(given or {}), "company": "", "month": ""})


def prepare(
    path: Path, given: Mapping[str, Any], *, snapshot: Path, folder: Path, langs: Sequence[str], out: Path
) -> Job:
    """Give the job of a notebook on checked tables; all its values are checked: of cx.toml, the caller and the run."""
    company = open_company(snapshot)
    if last := last_report(out / path.stem, before=str(company.month)):
        (snapshot / LAST).write_bytes(as_json(last))
    values = {"level": company.config.report.level} | dict(given)
    values |= {"company": str(snapshot), "month": company.month}
    return Job(path, notebook.check(path, values), company, snapshot, folder, langs, out)


def load(
    opened: Company,
    month: str | None,
    *,
    snapshot: Path,
    allow_partial: bool,
    say: Progress,
    intake: Intake | None = None,
) -> None:
    """Read and check the files up to the end of a month, into a folder that is made."""
    snapshot.mkdir(parents=True)
    opened.load(
        month=month,
        allow_partial=allow_partial,
        folder=snapshot,
        progress=lambda line: say(f"    {line}"),
        intake=intake,
    )


def finish(job: Job, parts: list[Part], *, say: Progress) -> Published:
    """Check the parts of a notebook that has run, write the pages, and publish them; the caller holds the lock."""
    shipped = notebook.is_shipped(job.path)
    if not shipped:
        say(f"    {job.path}: a notebook of your own, not the one that ships with the kit")
    say("3/5 Checking the parts")
    report, out, min_n = job.path.stem, job.out, job.company.config.report.min_n
    gate.check_parts(parts, min_n=min_n)
    if shipped:
        gate.check_sections(parts, report)
    gate.check_account(job.company)
    run = Run(report, job.company, parts)
    records = records_of(run, job.path, values=job.values) | _spreadsheets(run)
    figures = json.loads(records["record.json"])["figures"]
    gate.check_headlines(json.loads(records["parts.json"]), figures, month=run.month)
    gate.check_recount(figures, job.company, weighted=bool(job.values.get("weighted")))
    if report in gate.RECOUNTS and shipped:
        gate.RECOUNTS[report](figures, job.company, values=all_values(job.path, job.values))
    font_files(progress=lambda line: say(f"    {line}"))
    pages, texts = _render(run, records["parts.json"], langs=job.langs or job.company.config.languages, say=say)
    texts |= {name: gate.texts_of_file(name, data) for name, data in records.items()}
    gate.check_scan(texts, company=job.company.config.company, folder=job.folder)
    gate.check_identifiers(texts, job.company)
    say("5/5 Publishing")
    before, after = published_figures(out / report / run.month), run.parts[-1]["frames"]
    moved = restated(before, after, month=run.month, min_n=min_n)
    drift = drifted(out / report, (job.company.record or {})["tables"])
    for text in [*drift, *(line(change, run.month) for change in moved)]:
        say(f"    {text}")
    record = _run_record(job.started, time.monotonic() - job.clock) | {"restated": moved, "drift": drift}
    files = pages | records
    target, new = publish(out, report=report, month=run.month, files=files, run=record)
    return Published(target, new, tuple(files))


def _render(
    run: Run, published: bytes, *, langs: Sequence[str], say: Progress
) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """Write page, PDF and workbook of each language; each passes the gate, which reads all text in them back."""
    files: dict[str, bytes] = {}
    texts: dict[str, list[str]] = {}
    stem = f"{run.name}-{run.month}{'.partial' if run.company.partial else ''}"
    parts = json.loads(published)
    for lang in langs:
        say(f"4/5 Writing the page and the PDF ({lang})")
        written = document(run, lang)
        gate.check_document(written, labels=gate.labels(run.parts))
        if lost := gate.lost_glyphs(written):
            say(f"    W-GLYPH {lost:,} characters of the data have no glyph: in the PDF they stand as □")
        page, pdf = render_html(written), render_pdf(written)
        files |= {f"{stem}.{lang}.html": page, f"{stem}.{lang}.pdf": pdf}
        texts[f"{stem}.{lang}.html"] = gate.check_page(page, written, parts)
        texts[f"{stem}.{lang}.pdf"] = gate.check_pdf(pdf, written, parts)
        for part in (part for part in parts if part["type"] == "workbook"):
            name, title = f"{stem}.{lang}.xlsx", " · ".join(written[field] for field in ("title", "company", "month"))
            files[name] = cashbook(part, title=title, lang=lang)
            texts[name] = gate.check_book(name, files[name])
    return files, texts


def _spreadsheets(run: Run) -> dict[str, bytes]:
    """Give the figures and the rows set aside as files that a spreadsheet opens."""
    figures, min_n, aside = run.parts[-1]["frames"], run.company.config.report.min_n, run.company.health.aside
    return {
        "figures.csv": figures_csv(figures, min_n=min_n),
        "figures.xlsx": figures_xlsx(figures, min_n=min_n),
        "quarantine.csv": csv_of(list(aside.columns), aside.itertuples(index=False)),
    }


def _run_record(started: datetime, seconds: float) -> dict[str, Any]:
    return {"started": started.isoformat(timespec="seconds"), "seconds": round(seconds, 1), "host": platform.system()}
