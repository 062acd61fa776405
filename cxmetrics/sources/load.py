"""Files to a checked snapshot: read strictly, map, check, account for every row, write Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cxmetrics import engine
from cxmetrics.contract import Spec
from cxmetrics.sources import account, check, links, maps, notes, refuse
from cxmetrics.sources.config import CompanyConfig
from cxmetrics.sources.files import Files, read_source
from cxmetrics.sources.job import Job
from cxmetrics.sources.judge import clean, cut, judge, set_tests_aside
from cxmetrics.sources.values import FIRST_DAY, Reader, literal

LISTED = "__why like 'Q-%' or __why = 'W-DUP-EXACT'"


@dataclass(frozen=True)
class Judged:
    """A table that is read and judged, and not yet cut at the end of a month.

    Parameters
    ----------
    job : Job
        Holds the judged rows until its connection is closed.
    files : Files
        What was read.
    mapping : Mapping
        How the columns were found.
    tests : int
        Rows of test accounts.
    """

    job: Job
    files: Files
    mapping: maps.Mapping
    tests: int

    def close(self) -> None:
        """Let the rows go."""
        self.job.con.close()


def load_table(
    spec: Spec, company: CompanyConfig, *, base: Path, folder: Path, until: date, as_of: date
) -> account.Loaded:
    """Read, check and write one table.

    Parameters
    ----------
    spec : Spec
        The table.
    company : CompanyConfig
        What the company declared.
    base : Path
        Folder of cx.toml, from which sources are found.
    folder : Path
        Where ``<table>.parquet`` goes, and those of tables loaded before are: `order_of_loading`.
    until : date
        Last day of the snapshot; later rows are excluded by name.
    as_of : date
        The day on which the files are read; what happened later is set aside.
    """
    judged = judge_table(spec, company, base=base, as_of=as_of)
    try:
        return cut_table(judged, folder=folder, until=until)
    finally:
        judged.close()


def judge_table(spec: Spec, company: CompanyConfig, *, base: Path, as_of: date) -> Judged:
    """Read one table and judge every row; what is said of it holds for the end of any month."""
    config = maps.with_defaults(company.tables[spec.name])
    con = engine.connection().cursor()
    since = min(company.history_start or FIRST_DAY, FIRST_DAY)
    job = Job(con, spec, config, Reader(config, company.timezone, since), as_of=as_of)
    try:
        files = read_source(con, config, spec, base=base)
        job.file = files.names
        tests = set_tests_aside(job)
        mapping = maps.make_mapped(con, job.reader, spec, files)
        for alias in mapping.aliases:
            job.note("W-ALIAS", 1, alias)
        for lost in mapping.missing:
            job.note("W-MISSING-COLUMN", 1, lost)
        _judge(job, company.currency)
    except BaseException:
        con.close()
        raise
    return Judged(job, files, mapping, tests)


def cut_table(judged: Judged, *, folder: Path, until: date) -> account.Loaded:
    """Write a judged table up to a day, and account for its rows; it can be cut at other days afterwards."""
    noted, listed = list(judged.job.noted), list(judged.job.listed)
    job = replace(judged.job, folder=folder, until=until, noted=noted, listed=listed)
    cut(job)
    links.note_orphans(job)
    notes.note_all(job)
    return _write(job, judged.files, judged.mapping, tests=judged.tests)


def order_of_loading(tables: Sequence[str]) -> list[str]:
    """Tables in the order in which they can be loaded: first those that others refer to.

    Examples
    --------
    >>> order_of_loading(["responses", "orders", "customers"])
    ['customers', 'orders', 'responses']
    """
    first = ("customers", "orders", "tickets")
    return sorted(tables, key=lambda name: first.index(name) if name in first else len(first))


def _judge(job: Job, currency: str) -> None:
    """Judge every row, and refuse what must stop the run."""
    clean(job)
    refuse.refuse_before(job)
    if "currency" in job.types("texts"):
        found = job.rows("select distinct currency as c from texts order by c")
        check.check_currency([code for (code,) in found if code], currency, file=job.file)
    judge(job)


def _metrics(job: Job) -> list[str]:
    """Survey questions that have usable answers."""
    if job.spec.name != "responses":
        return []
    return [
        m
        for (m,) in job.rows("select distinct metric from checked where __why is null and score is not null order by 1")
    ]


def _copy(job: Job) -> list[str]:
    """Write the used rows to Parquet, with the customer's attributes beside them; give the columns."""
    columns, joins = links.chosen(job, list(job.types("checked")))
    job.con.execute(
        f"create or replace temp view used as select checked.__file, checked.__line, {', '.join(columns)} "
        f"from checked {joins} where __why is null"
    )
    links.note_disorder(job, "used")
    target = literal(str(job.folder / f"{job.spec.name}.parquet"))
    job.con.execute(
        "copy (select * exclude (__file, __line) from used order by __file, __line) "
        f"to {target} (format parquet, compression zstd)"
    )
    return list(job.types("used"))


def _write(job: Job, files: Files, mapping: maps.Mapping, *, tests: int) -> account.Loaded:
    """Write the used rows to Parquet and account for all others."""
    readings = files.rows
    names = _copy(job)
    by_rule: dict[str, int] = dict(
        job.rows(
            "select coalesce(__why, 'used') as rule, cast(sum(__rows) as bigint) from checked group by 1 order by 1"
        )
    )
    aside = job.rows(
        f"select __file, __line, coalesce(__column, ''), __why, coalesce(__bad, '') from checked where {LISTED}"
    )
    listed = [(file, line, column, rule, account.mask(bad)) for file, line, column, rule, bad in aside] + job.listed
    listed += [(p.file, p.line, p.column, p.code, "") for reading in readings for p in reading.problems]
    tests *= mapping.answers_per_row
    rules = account.count_rules(
        job.spec.name,
        by_rule | ({"Q-TEST": tests} if tests else {}),
        readings,
        dropped=mapping.dropped,
        noted=job.noted,
    )
    loaded = account.Loaded(
        account.close_account(by_rule, readings, answers_per_row=mapping.answers_per_row, tests=tests),
        rules,
        sorted((job.spec.name, *row) for row in listed),
        [account.file_record(reading) for reading in files.all],
        names,
        _metrics(job),
    )
    account.refuse_too_many(loaded, job.config, files.rows, file=job.file)
    refuse.refuse_after(job)
    return loaded
