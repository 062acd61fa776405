"""What is odd about rows that are used: noted, never mended in silence, and no reason to stop."""

from __future__ import annotations

from collections.abc import Callable

from cxmetrics.engine import quote
from cxmetrics.sources import personal
from cxmetrics.sources.account import mask
from cxmetrics.sources.job import Job
from cxmetrics.sources.values import WIDE, literal

OUTLIER = 100  # times the median amount
GAP_DAYS, DAILY, BUSY = 3, 0.9, 3  # a feed with rows on nine days of ten, and three a day, has no three empty days
HEAVY = 30  # answers of one customer to one question in one month
FEW, SHIFT = 100, 0.25  # answers on both sides, and the stability index from which scores have moved
BROKEN_TEXT = "[\\x{FFFD}]|[¡-þ]{4}|([Ãâêëìí][\\x{80}-\\x{BF}‚-›€™†‡ˆ‰]){2}"  # UTF-8 or CP949 read as Latin-1
EXAMPLES = 3


def note_all(job: Job) -> None:
    """Note everything that is odd about the rows of the table ``checked``."""
    for look in (_naive_times, _double_hours, _wide_signs, _texts, *_BY_TABLE.get(job.spec.name, ()), _categories):
        look(job)
    if job.spec.time and job.spec.time not in {"promised_on"}:
        _gaps(job)


def _naive_times(job: Job) -> None:
    """Count times that name no zone: they are read in the company's, unless the table declares one."""
    if job.config.timezone is not None:
        return
    types = job.types("texts")
    for column in job.spec.columns:
        if column.kind == "time" and column.name in types:
            naive = job.reader.naive(column.name, types[column.name])
            (found,) = job.row(f"select count({naive}) from texts")
            job.note("W-NAIVE-TZ", found, f"{column.name}: {job.reader.zone}")


def _double_hours(job: Job) -> None:
    types = job.types("texts")
    for column in job.spec.columns:
        if column.kind == "time" and column.name in types:
            twice = job.reader.double_hour(column.name, types[column.name])
            if twice != "false":
                (found,) = job.row(f"select count(*) from texts where {twice}")
                job.note("W-DST", found, f"{column.name}: {job.reader.source_zone}")


def _wide_signs(job: Job) -> None:
    """Full-width digits, no-break spaces and zero-width signs, read as the plain ones."""
    types = job.types("texts")
    wide = f"[{WIDE}\\x{{A0}}\\x{{3000}}\\x{{200B}}\\x{{FEFF}}]"
    for column in job.spec.columns:
        if column.kind in {"time", "date", "number"} and types.get(column.name) == "VARCHAR":
            (found,) = job.row(f"select count(*) from mapped where regexp_matches({quote(column.name)}, '{wide}')")
            job.note("I-NORM", found, column.name)


def _texts(job: Job) -> None:
    """Comments: personal data that was masked, broken encodings, and what had to be cut or cleaned."""
    types = job.types("texts")
    for column in job.spec.columns:
        if column.kind != "text" or column.name not in types:
            continue
        text = job.reader.text(column.name)
        looks = [*(personal.has(kind, text) for kind in personal.KINDS), personal.is_unruly(text)]
        *personal_data, unruly = job.row(
            f"select {', '.join(f'count(*) filter ({look})' for look in looks)} from texts"
        )
        for kind, found in zip(personal.KINDS, personal_data, strict=True):
            job.note("W-PII", found, f"{column.name}: {kind}")
        job.note("W-TEXT", unruly, column.name)
        broken = f"regexp_matches({text}, {literal(BROKEN_TEXT)})"
        odd = job.rows(
            f"select {text}, count(*) over () from texts where {broken} order by __file, __line limit {EXAMPLES}"
        )
        if odd:
            job.note("W-MOJIBAKE", odd[0][1], f"{column.name}: {', '.join(mask(value)[:12] for value, _ in odd)}")


def _amounts(job: Job) -> None:
    """Amounts of nothing, and those that dwarf the median."""
    where = (
        "where __why is null and coalesce(kind, 'sale') = 'sale'"
        if "kind" in job.types("checked")
        else "where __why is null"
    )
    (zero,) = job.row(f"select count(*) from checked {where} and amount = 0")
    job.note("W-OUTLIER", zero, "amount = 0")
    large, share = job.row(
        f"with used as (select amount, {OUTLIER} * median(amount) over () as most from checked {where} and amount > 0) "
        "select count(*) filter (amount > most), sum(amount) filter (amount > most) / sum(amount) from used"
    )
    job.note("W-OUTLIER", large, f"amount > {OUTLIER} × median: {share:.1%}" if large else "")


def _scores(job: Job) -> None:
    """Answers that are all alike, of one hand, or unlike those of the months before."""
    first = literal(job.until.replace(day=1).isoformat())
    used = "from checked where __why is null and score is not null"
    for metric, n, kinds in job.rows(
        f"select metric, count(*), count(distinct score) {used} and responded_at >= {first} group by 1 order by 1"
    ):
        job.note("W-CONSTANT", n if kinds == 1 and n >= 10 else 0, metric)  # noqa: PLR2004 - fewer can be alike by chance
    if "customer_id" in job.types("checked"):
        for metric, rows in job.rows(
            "select metric, sum(n) from "
            "(select metric, customer_id, date_trunc('month', responded_at) as month, count(*) as n "
            f"{used} and customer_id is not null group by all having n > {HEAVY}) group by 1 order by 1"
        ):
            job.note("W-HEAVY", rows, metric)
    for metric, n in job.rows(_shifted(used, first)):
        job.note("W-SHIFT", n, metric)


def _shifted(used: str, first: str) -> str:
    """Questions whose scores of the last month moved against the three months before (stability index)."""
    return (
        f"with answers as (select metric, score, responded_at >= {first} as now {used} "
        f"and responded_at >= cast({first} as date) - interval 3 month), "
        "cells as (select metric, score, count(*) filter (now) as a, count(*) filter (not now) as b "
        "from answers group by 1, 2), "
        "shares as (select metric, score, sum(a) over w as n, sum(b) over w as m, "
        "(a + 0.5) / (sum(a) over w + 0.5) as p, (b + 0.5) / (sum(b) over w + 0.5) as q from cells "
        "window w as (partition by metric)) "
        f"select metric, any_value(n) from shares group by 1 having any_value(n) >= {FEW} and any_value(m) >= {FEW} "
        f"and sum((p - q) * ln(p / q)) > {SHIFT} order by 1"
    )


def _categories(job: Job) -> None:
    """Values that occur in the last month and in none of at least two months before."""
    if job.spec.time is None:
        return
    types, first = job.types("checked"), literal(job.until.replace(day=1).isoformat())
    names = [
        column.name
        for column in job.spec.columns
        if column.kind == "category" and not column.allowed and column.name in types and column.name != "campaign"
    ]
    for name in names:
        found = job.rows(
            f"select {quote(name)}, count(*) from checked where __why is null and {quote(name)} is not null group by 1 "
            f"having min({job.time}) >= {first} and (select min({job.time}) from checked where __why is null) "
            f"< cast({first} as date) - interval 2 month order by 2 desc, 1"
        )
        for value, rows in found[:EXAMPLES]:
            job.note("W-NEW-CATEGORY", rows, f"{name}: {value}")


def gaps(job: Job) -> list[tuple[str, str, int]]:
    """Stretches of days without any row, between two days with rows or up to the last day: first, last, days."""
    found = job.rows(
        f"with days as (select distinct cast({job.time} as date) as day from checked where __why is null), "
        f"around as (select day, coalesce(lead(day) over (order by day), date {literal(str(job.until))} + 1) as after "
        "from days) "
        "select day + 1, after - 1, after - day - 1 from around where after - day > 1 order by 1"
    )
    return [(str(first), str(last), int(days)) for first, last, days in found]


def _gaps(job: Job) -> None:
    """Note three days or more without any row, in a feed that has rows on nearly all days."""
    rows, days, span = job.row(
        f"select count(*), count(distinct cast({job.time} as date)), "
        f"date {literal(str(job.until))} - cast(min({job.time}) as date) + 1 from checked where __why is null"
    )
    if not days or days < DAILY * span or rows < BUSY * days:
        return
    for first, last, length in gaps(job):
        if length >= GAP_DAYS:
            job.note("W-GAP", length, f"{first} … {last}")


_BY_TABLE: dict[str, tuple[Callable[[Job], None], ...]] = {"orders": (_amounts,), "responses": (_scores,)}
