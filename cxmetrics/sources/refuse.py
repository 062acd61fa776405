"""What stops a run: a stale file, sums that differ from those declared, and what the law or the scale forbids."""

from __future__ import annotations

from cxmetrics.engine import quote
from cxmetrics.errors import DataError
from cxmetrics.sources import notes, personal
from cxmetrics.sources.job import Job
from cxmetrics.sources.values import literal

HALF_UNIT = 0.5


def refuse_before(job: Job) -> None:
    """Refuse what no row may hold: resident registration numbers in a column that is no free text."""
    types = job.types("mapped")
    names = [column.name for column in job.spec.columns if column.kind in {"id", "category"}]
    names = [name for name in names if types.get(name) == "VARCHAR"]
    if not names:
        return
    found = job.row(f"select {', '.join(f'min(__line) filter ({_is_identity(name)})' for name in names)} from mapped")
    for name, line in zip(names, found, strict=True):
        if line is not None:
            n, file = job.row(f"select count(*), min(__file) from mapped where {_is_identity(name)}")
            raise DataError(
                "E-RRN",
                "{n:,} values look like resident registration numbers, which may not be processed without a law that "
                "says so.",
                where=f"{file}:{line} [{name}]",
                fix="leave the column out of the export, or put the company's own customer number there.",
                n=n,
            )


def _is_identity(name: str) -> str:
    """Give the SQL condition: a value looks like such a number; its length is seen first, which is cheap."""
    value = quote(name)
    return f"strlen({value}) between 14 and 20 and regexp_full_match(trim({value}), '{personal.IDENTITY_NUMBER}')"


def refuse_after(job: Job) -> None:
    """Refuse a table that is stale, has gaps that are too long, or does not add up to what was declared."""
    _stale(job)
    _gap(job)
    _control(job)
    if job.spec.name == "responses":
        _rate(job)


def _stale(job: Job) -> None:
    if not job.time or not job.config.fresh or job.spec.time == "promised_on":
        return
    (newest,) = job.row(f"select cast(max({job.time}) as date) from checked where __why is null or __why = 'after_end'")
    if newest is None or newest >= job.until.replace(day=1):
        return
    raise DataError(
        "E-STALE",
        "the newest row is of {newest}, rows of {month} are expected.",
        where=job.file,
        fix="add the export of that month, or set data_end to the last day that the files cover; fresh = false where "
        "a month without rows is normal.",
        newest=newest,
        month=f"{job.until:%Y-%m}",
    )


def _gap(job: Job) -> None:
    most = job.config.max_gap_days
    if most is None or not job.time:
        return
    long = [gap for gap in notes.gaps(job) if gap[2] > most]
    if long:
        raise DataError(
            "E-GAP",
            "no row from {first} to {last}: {days} days, more than the {most} of max_gap_days.",
            where=job.file,
            fix="export those days again, or raise max_gap_days.",
            more=len(long) - 1,
            first=long[0][0],
            last=long[0][1],
            days=long[0][2],
            most=most,
        )


def _control(job: Job) -> None:
    """Compare the declared totals with those of the file: its rows, and the sums of numbers before anything is cut."""
    for name, wanted in job.config.control.items():
        if name == "rows":
            (found,) = job.row("select coalesce(sum(__rows), 0) from checked")
        elif name in job.types("checked"):
            (found,) = job.row(f"select coalesce(sum(cast({quote(name)} as decimal(38, 6))), 0) from checked")
        else:
            raise DataError("E-CONTROL", "there is no column {name!r} to sum.", where=job.file, name=name,
                            fix="name a number of the table, or rows.")  # fmt: skip
        if abs(float(found) - wanted) > (0 if name == "rows" else HALF_UNIT):
            raise DataError(
                "E-CONTROL-TOTAL",
                "{name} adds up to {found:,.2f}, declared are {wanted:,.2f}.",
                where=job.file,
                fix="the export is incomplete or holds rows twice; export it again or mend [control].",
                name=name,
                found=float(found),
                wanted=wanted,
            )


def _rate(job: Job) -> None:
    """Refuse a month with more surveys answered than were sent."""
    for month, sent in job.config.invitations.items():
        (answered,) = job.row(
            "select count(distinct response_id) from checked where __why is null "
            f"and strftime(responded_at, '%Y-%m') = {literal(month)}"
        )
        if answered > sent:
            raise DataError(
                "E-RATE",
                "{answered:,} surveys were answered in {month}, but only {sent:,} sent.",
                where=job.file,
                fix="mend invitations, or take out answers that came in twice.",
                answered=answered,
                month=month,
                sent=sent,
            )
