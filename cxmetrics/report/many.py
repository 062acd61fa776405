"""Many reports from one command: some months, some notebooks, and what failed stops no other."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cxmetrics.company import Company, open_company
from cxmetrics.errors import CxError, ParameterError
from cxmetrics.parts import Part
from cxmetrics.report import notebook
from cxmetrics.report.publish import locked
from cxmetrics.report.run import Job, Progress, Published, check_given, finish, load, prepare
from cxmetrics.report.runner import Runner
from cxmetrics.sources.month import last_complete_month
from cxmetrics.sources.snapshot import Intake

SPAN = re.compile(r"(\d{4})-(\d\d)\.\.(\d{4})-(\d\d)", re.ASCII)
Which = tuple[str, str]  # month, and the name of the report


@dataclass(frozen=True)
class Outcome:
    """What became of one report: where it was published, or why it was not."""

    report: str
    month: str
    published: Published | None = None
    error: CxError | None = None

    @property
    def exit_code(self) -> int:
        """Exit code of the command line, were this the only report."""
        return self.error.exit_code if self.error else 0

    def line(self, lang: str) -> str:
        """Say what became of it, in one line."""
        if self.error is not None:
            return f"Not published: {self.report} {self.month}: {self.error.text(lang)}"
        return self.published.line if self.published else ""


def make_many(
    company: Path,
    *,
    months: Sequence[str] = (),
    reports: Sequence[str] = ("scorecard",),
    langs: Sequence[str] = (),
    out: Path = Path("reports"),
    allow_partial: bool = False,
    given: Mapping[str, Any] | None = None,
    say: Progress = print,
) -> list[Outcome]:
    """Make and publish the reports of some months, several notebooks at once.

    Parameters
    ----------
    company : Path
        The company file.
    months : list of str
        ``YYYY-MM``, or ``YYYY-MM..YYYY-MM`` for all from one to another; by default the last complete month.
    reports : list of str
        Names or paths of notebooks.
    langs, out, allow_partial, given, say
        As in `run.make`.

    Returns
    -------
    list of Outcome
        In the order asked for: month by month, the notebooks in each.

    Raises
    ------
    ParameterError
        The call or the company file is wrong. What fails later is in the outcomes.
    """
    paths = _notebooks(reports, company)
    extra = {path.stem: check_given(path, given) for path in paths}
    opened = open_company(company)
    last = last_complete_month(opened.config.data_end)
    wanted = list(dict.fromkeys(month or last for month in spelled_out(months) or [last]))
    earliest_first = sorted(wanted)  # for a report may say what the last one said
    with ExitStack() as stack:
        private = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cxmetrics-run-")))
        batch = _Batch(opened, wanted, paths, extra, langs, out, allow_partial, say, private)
        runner = stack.enter_context(Runner())
        stack.enter_context(closing(batch))
        for month, following in zip_longest(earliest_first, earliest_first[1:]):
            for job, parts in runner.run(batch.jobs(month, following)):
                batch.finish(job, parts)
    return [batch.outcomes[which] for which in batch.wanted]


def _notebooks(reports: Sequence[str], company: Path) -> list[Path]:
    """Find the notebooks, each once; two of one name would be the same report."""
    paths = list(dict.fromkeys(notebook.find_notebook(name, company) for name in reports))
    twice = [name for name, times in Counter(path.stem for path in paths).items() if times > 1]
    if twice:
        said = "two notebooks are named {name!r}."
        raise ParameterError("E-NOTEBOOK", said, fix="make them one by one, or rename one.", name=twice[0])
    return paths


def spelled_out(months: Sequence[str]) -> list[str]:
    """Give each month once, those of a span one by one.

    Examples
    --------
    >>> spelled_out(["2025-11..2026-01", "2026-01"])
    ['2025-11', '2025-12', '2026-01']
    """
    found: dict[str, None] = {}
    for text in months:
        span = SPAN.fullmatch(text)
        if span is None:
            found[text] = None
            continue
        first, last = (12 * int(span[i]) + int(span[i + 1]) - 1 for i in (1, 3))
        if last < first:
            raise ParameterError("E-MONTH", "{text!r} ends before it begins.", fix="the first month first.", text=text)
        found |= {f"{month // 12}-{month % 12 + 1:02d}": None for month in range(first, last + 1)}
    return list(found)


@dataclass
class _Batch:
    """The reports of one command, on their way to their outcomes."""

    opened: Company
    months: Sequence[str]
    paths: Sequence[Path]
    given: Mapping[str, Mapping[str, Any]]
    langs: Sequence[str]
    out: Path
    allow_partial: bool
    tell: Progress
    private: Path
    read: dict[str, CxError | None] = field(default_factory=dict)
    outcomes: dict[Which, Outcome] = field(default_factory=dict)
    locks: dict[Which, ExitStack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.intake = Intake(self.opened.config, base=self.opened.home, keep=len(self.months) > 1)

    def close(self) -> None:
        """Let the rows and the locks go, if the run was stopped."""
        self.intake.close()
        for lock in self.locks.values():
            lock.close()

    @property
    def wanted(self) -> list[Which]:
        return [(month, path.stem) for month in self.months for path in self.paths]

    def jobs(self, month: str, following: str | None) -> Iterator[Job]:
        """Give the jobs of a month that can be run, and while they run read the next; each holds its report's lock."""
        error = self._read(month)
        for path in self.paths:
            try:
                if error is not None:
                    raise error
                yield self._job(path, month)
            except CxError as why:
                self._done((month, path.stem), error=why)
        shutil.rmtree(self._place(month), ignore_errors=True)
        if following is not None:
            self._read(following)

    def _read(self, month: str) -> CxError | None:
        """Read and check the files up to the end of a month, once; give what stands against it."""
        if month not in self.read:
            which = (month, self.paths[0].stem)
            self.say(which, "1/5 Reading and checking the files")
            say, self.read[month] = partial(self.say, which), None
            try:
                load(self.opened, month, snapshot=self._place(month), allow_partial=self.allow_partial, say=say,
                     intake=self.intake)  # fmt: skip
            except CxError as error:
                self.read[month] = error
        return self.read[month]

    def _place(self, month: str) -> Path:
        """Folder of a month's tables; what was given as a month may be anything."""
        return self.private / str(self.months.index(month))

    def _job(self, path: Path, month: str) -> Job:
        """Prepare a run in a folder of its own, in which the tables are links."""
        given = self.given[path.stem]
        folder = self._place(month).with_suffix(f".{self.paths.index(path)}")
        snapshot = folder / "snapshot"
        shutil.copytree(self._place(month), snapshot, copy_function=os.link)
        job = prepare(path, given, snapshot=snapshot, folder=folder, langs=self.langs, out=self.out)
        lock = ExitStack()
        lock.enter_context(locked(self.out, path.stem, month))
        self.locks[month, path.stem] = lock
        self.say((month, path.stem), f"2/5 Running {path.name}")
        return job

    def finish(self, job: Job, parts: list[Part] | CxError) -> None:
        """Publish a report, or note why it is not; then its lock is free and its folder gone."""
        which = (job.month, job.path.stem)
        try:
            with self.locks.pop(which):
                if isinstance(parts, CxError):
                    raise parts  # noqa: TRY301 - one place for all that can fail
                self._done(which, published=finish(job, parts, say=partial(self.say, which)))
        except CxError as error:
            self._done(which, error=error)
        except Exception as error:  # a bug in one report stops no other
            said, fix = "{ename}: {first}", "make this report alone to see where."
            self._done(which, error=CxError("E-BUG", said, fix=fix, ename=type(error).__name__, first=str(error)))
        shutil.rmtree(job.folder, ignore_errors=True)

    def _done(self, which: Which, *, published: Published | None = None, error: CxError | None = None) -> None:
        month, report = which
        self.outcomes[which] = Outcome(report, month, published, error)
        self.say(which, f"published {published.folder}" if published else f"failed: {error}")

    def say(self, which: Which, line: str) -> None:
        """Say a line of one report, and which of how many it is."""
        number = self.wanted.index(which) + 1
        self.tell(f"[{number}/{len(self.wanted)} {which[1]} {which[0]}] {line}")
