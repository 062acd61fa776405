"""Each row judged: cast, and used, excluded or set aside with the first rule that it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cxmetrics.contract import Column, Spec
from cxmetrics.engine import quote
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources import check
from cxmetrics.sources.account import mask
from cxmetrics.sources.columns import SAME
from cxmetrics.sources.job import Job
from cxmetrics.sources.lines import DIFFERS
from cxmetrics.sources.maps import LATEST
from cxmetrics.sources.values import TYPED, escaped, literal


def set_tests_aside(job: Job) -> int:
    """Take rows of test accounts out of the view ``source``, by the declared patterns; give their number."""
    if not job.config.test_rows:
        return 0
    columns = job.types("source")
    lost = [name for name in job.config.test_rows if name not in columns]
    if lost:
        raise ParameterError(
            "E-COLUMN",
            "test_rows names the column {name!r}; found: {found}.",
            where=job.file,
            fix="name a column of the file.",
            name=lost[0],
            found=", ".join(columns),
        )
    where = " or ".join(
        f"regexp_full_match(lower({job.reader.text(column)}), {literal(_pattern(pattern))})"
        for column, patterns in job.config.test_rows.items()
        for pattern in patterns
    )
    job.con.execute("alter view source rename to everything")
    job.con.execute(
        f"create or replace temp view source as select * from everything where not coalesce({where}, false)"
    )
    first = next(iter(job.config.test_rows))
    found = job.rows(f"select __file, __line, {job.reader.text(first)} from everything where {where}")
    job.listed += [(file, line, first, "Q-TEST", mask(value or "")) for file, line, value in found]
    return len(found)


def _pattern(pattern: str) -> str:
    """Write a declared pattern, in which * stands for anything, as a regular expression."""
    return ".*".join(escaped(part) for part in pattern.lower().split("*"))


def clean(job: Job) -> None:
    """Make the view ``texts`` of ``mapped``, in which every text is clean; from here on the reader reads those."""
    kinds = {column.name: column.kind for column in job.spec.columns}
    columns = ["__file", "__line", "__rows"]
    found_as = {name: kind for name, kind, *_ in job.rows("describe mapped")}
    marks = {name: name for name in _marks(job)}
    if LATEST in marks:
        marks[LATEST] = f"{job.reader.cleaned(LATEST, 'time', found_as[LATEST])} as {LATEST}"
    columns += marks.values()
    for name, found in job.types("mapped").items():
        text = job.reader.cleaned(name, kinds.get(name, "category"), found)
        columns.append(f"{_renamed(job, name, text)} as {quote(name)}")
    job.con.execute(f"create or replace temp view texts as select {', '.join(columns)} from mapped")
    job.reader = replace(job.reader, clean=True)


def _renamed(job: Job, name: str, text: str) -> str:
    """Give the contract's values for those that the company declared under its own names."""
    own = job.config.values.get(name, {})
    cases = " ".join(f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in own.items())
    return f"(case {text} {cases} else {text} end)" if own else text


def _marks(job: Job) -> list[str]:
    """Columns beside those of the contract: which row is the latest, where lines contradict, which rows are equal."""
    found = {name for name, *_ in job.rows("describe mapped")}
    return [name for name in (LATEST, DIFFERS, SAME) if name in found]


def judge(job: Job) -> None:
    """Cast every row of ``texts`` into the table ``checked``, with the first rule that it breaks as ``__why``."""
    types = job.types("texts")
    if job.spec.name == "responses":
        metrics = job.rows("select distinct metric as m from texts order by m")
        check.check_scales([m for (m,) in metrics if m], dict(job.config.scale), file=job.file)
    tried = check.rules(job.spec, job.reader, types, as_of=job.as_of)
    valued = [f"{value} as {name}" for name, value in check.values(job.spec, job.reader, types).items()]
    marks = _marks(job)
    if LATEST in marks:
        found = {name: kind for name, kind, *_ in job.rows("describe texts")}[LATEST]
        valued.append(f"{_moment_of_latest(job, found)} as {quote('=latest')}")
    job.con.execute(f"create or replace temp view valued as select *, {', '.join(valued)} from texts")
    first = " ".join(f"when {rule.broken} then {i}" for i, rule in enumerate(tried))
    job.con.execute(f"create or replace temp view judged as select *, case {first} end as __rule from valued")
    columns = [f"{check.used(name, job.spec)} as {quote(name)}" for name in job.spec.names if name in types]
    columns += [quote(name) for name in types if is_group(name, job.spec)]
    columns += [f"{quote('=latest')} as {LATEST}" if name == LATEST else name for name in marks]
    job.con.execute(
        "create or replace temp table checked as select __file, __line, __rows, "
        f"{_case(literal(rule.code) for rule in tried)} as __why, "
        f"{_case(literal(rule.column) for rule in tried)} as __column, "
        f"{_case(job.reader.text(rule.column) for rule in tried)} as __bad, {', '.join(columns)} from judged"
    )
    if DIFFERS in _marks(job):
        job.con.execute(
            f"update checked set __why = 'Q-LINES-DIFFER', __column = {DIFFERS} "
            f"where __why is null and {DIFFERS} is not null"
        )
    _latest_alone(job)
    _duplicates(job)


def cut(job: Job) -> None:
    """Exclude the rows of ``checked`` after the last day, and take back those that another last day excluded."""
    if job.time:
        job.con.execute("update checked set __why = null where __why = 'after_end'")
        late = f"{job.time} >= {literal(str(job.until + timedelta(days=1)))}"
        job.con.execute(f"update checked set __why = 'after_end' where __why is null and {late}")


def is_group(name: str, spec: Spec) -> bool:
    """Tell whether a column of the source is a group of the company's own."""
    return name not in spec.names and not name.startswith("__")


def _case(values: Iterable[str]) -> str:
    return "case __rule " + " ".join(f"when {i} then {value}" for i, value in enumerate(values)) + " end"


def _latest_alone(job: Job) -> None:
    """Of rows that share a key keep the latest, where a column is declared that tells it; equals are left alone."""
    if not job.config.latest_by or not job.spec.key:
        return
    key = ", ".join(map(quote, job.spec.key))
    newest = f"max(__latest) over (partition by {key})"
    job.con.execute(
        "update checked set __why = 'older' where rowid in (select id from (select rowid as id, "
        f"__latest < {newest} or (__latest is null and {newest} is not null) as older from checked "
        "where __why is null) where older)"
    )


def _moment_of_latest(job: Job, found: str) -> str:
    """Give the SQL of the number or time by which versions are compared; refuse text that is neither."""
    column = Column(LATEST, "time", "")
    ways = [job.reader.number(LATEST, found)] if not found.startswith(("TIMESTAMP", "DATE")) else []
    ways += [f"epoch({job.reader.value(column, found)})"] if found not in TYPED else []
    value = f"coalesce({', '.join(ways)})"
    unread, file, line = job.row(
        f"select count(*), min(__file), min(__line) from texts where {LATEST} is not null and {value} is null"
    )
    if unread:
        raise DataError(
            "E-LATEST",
            "{n:,} values of {column!r} are neither numbers nor times, so nothing says which version is the latest.",
            where=f"{file}:{line}",
            fix="name a column of numbers or ISO times as latest_by, or declare time_format.",
            n=unread,
            column=job.config.latest_by,
        )
    return value


def _duplicates(job: Job) -> None:
    """Keep one of identical rows; set aside rows that share a key and differ."""
    same = ", ".join([*(quote(name) for name in job.types("checked")), *([] if job.spec.key else [SAME])])
    key = ", ".join(quote(name) for name in job.spec.key)
    known = key or same
    twice = f"select hash({known}) from checked where __why is null group by {known} having count(*) > 1"
    if not job.rows(f"{twice} limit 1"):
        return
    numbered = (
        f"select rowid as id, row_number() over (partition by {same} order by __file, __line) as nth "
        f"from checked where __why is null and hash({known}) in ({twice})"
    )
    job.con.execute(
        f"update checked set __why = 'W-DUP-EXACT' where rowid in (select id from ({numbered}) where nth > 1)"
    )
    if key:
        job.con.execute(
            f"update checked set __why = 'Q-DUP-CONFLICT', __column = {literal(job.spec.key[0])}, "
            f"__bad = {quote(job.spec.key[0])} where __why is null and ({key}) in "
            f"(select ({key}) from checked where __why is null group by {key} having count(*) > 1)"
        )
