"""Files to a checked snapshot: read strictly, map, check, account for every row, write Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from cxmetrics import engine
from cxmetrics.contract import Spec
from cxmetrics.engine import quote
from cxmetrics.sources import account, check, maps
from cxmetrics.sources.config import CompanyConfig, TableConfig
from cxmetrics.sources.files import find_files, read_files
from cxmetrics.sources.records import Reading

FROM_CUSTOMERS = ("segment", "region")  # attributes of the customer by which orders and answers are grouped


def load_table(spec: Spec, company: CompanyConfig, *, base: Path, folder: Path, until: date) -> account.Loaded:
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
        Where ``<table>.parquet`` goes, and ``customers.parquet`` is where there are customers.
    until : date
        Last day of the snapshot; later rows are excluded by name.
    """
    config = maps.with_defaults(company.tables[spec.name])
    con = engine.connection().cursor()
    con.execute(f"set TimeZone = {check.literal(config.timezone or company.timezone)}")
    readings = read_files(con, config, find_files(config.source, base))
    names = ", ".join(reading.path.name for reading in readings)
    found = [name for name, *_ in con.execute("describe source").fetchall() if not name.startswith("__")]
    mapping = maps.mapping(config, spec, found, file=names)
    con.execute(f"create or replace temp view mapped as {mapping.select}")
    _check(con, spec, check.Reader(config, company.timezone), until=until, file=names)
    _duplicates(con, spec)
    try:
        return _write(con, spec, folder, readings=readings, mapping=mapping, config=config)
    finally:
        con.close()


def _check(con: duckdb.DuckDBPyConnection, spec: Spec, reader: check.Reader, *, until: date, file: str) -> None:
    """Cast every row into the table ``checked``, with the first rule that it breaks as ``__why``."""
    types = {name: kind for name, kind, *_ in con.execute("describe mapped").fetchall()}
    if spec.name == "responses":
        metrics = con.execute(f"select distinct {reader.text('metric')} as m from mapped order by m").fetchall()
        check.check_scales([m for (m,) in metrics if m], dict(reader.config.scale), file=file)
    rules = check.rules(spec, reader, types)
    columns = [f"{value} as {quote(name)}" for name, value in check.values(spec, reader, types).items()]
    columns += [f"{reader.text(name)} as {quote(name)}" for name in types if _is_group(name, spec)]
    tried = " ".join(f"when {rule.broken} then {i}" for i, rule in enumerate(rules))
    con.execute(f"create or replace temp view judged as select *, case {tried} end as __rule from mapped")
    con.execute(
        "create or replace temp table checked as select __file, __line, __rows, "
        f"{_case(check.literal(rule.code) for rule in rules)} as __why, "
        f"{_case(check.literal(rule.column) for rule in rules)} as __column, "
        f"{_case(reader.text(rule.column) for rule in rules)} as __bad, {', '.join(columns)} from judged"
    )
    if spec.time:
        late = f"{quote(spec.time)} >= {check.literal(str(until + timedelta(days=1)))}"
        con.execute(f"update checked set __why = 'after_end' where __why is null and {late}")


def _is_group(name: str, spec: Spec) -> bool:
    return name not in spec.names and not name.startswith("__")


def _case(values: Iterable[str]) -> str:
    return "case __rule " + " ".join(f"when {i} then {value}" for i, value in enumerate(values)) + " end"


def _duplicates(con: duckdb.DuckDBPyConnection, spec: Spec) -> None:
    """Keep one of identical rows; set aside rows that share a key and differ."""
    key = ", ".join(quote(name) for name in spec.key)
    names = [name for name, *_ in con.execute("describe checked").fetchall() if not name.startswith("__")]
    same = ", ".join(quote(name) for name in names)
    twice = f"select ({key}) from checked where __why is null group by {key} having count(*) > 1"
    numbered = (
        f"select rowid as id, row_number() over (partition by {same} order by __file, __line) as nth "
        f"from checked where __why is null and ({key}) in ({twice})"
    )
    con.execute(f"update checked set __why = 'duplicate' where rowid in (select id from ({numbered}) where nth > 1)")
    con.execute(
        f"update checked set __why = 'Q-DUP-CONFLICT', __column = {check.literal(spec.key[0])}, "
        f"__bad = {quote(spec.key[0])} where __why is null and ({key}) in ({twice})"
    )


def _metrics(con: duckdb.DuckDBPyConnection, spec: Spec) -> list[str]:
    """Survey questions that have usable answers."""
    if spec.name != "responses":
        return []
    found = con.execute("select distinct metric from checked where __why is null and score is not null order by 1")
    return [metric for (metric,) in found.fetchall()]


def _copy(con: duckdb.DuckDBPyConnection, spec: Spec, folder: Path, names: list[str]) -> None:
    """Write the used rows to Parquet, with the customer's attributes beside them."""
    customers = folder / "customers.parquet"
    chosen, joined = [f"checked.{quote(name)}" for name in names], ""
    if spec.name != "customers" and "customer_id" in names and customers.is_file():
        source = f"read_parquet({check.literal(str(customers))})"
        known = {name for name, *_ in con.execute(f"describe select * from {source}").fetchall()}
        chosen += [f"customer.{name}" for name in FROM_CUSTOMERS if name in known and name not in names]
        joined = f"left join {source} customer on customer.customer_id = checked.customer_id"
    con.execute(
        f"copy (select {', '.join(chosen)} from checked {joined} where __why is null order by __file, __line) "
        f"to {check.literal(str(folder / f'{spec.name}.parquet'))} (format parquet, compression zstd)"
    )


def _write(
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    folder: Path,
    *,
    readings: Sequence[Reading],
    mapping: maps.Mapping,
    config: TableConfig,
) -> account.Loaded:
    """Write the used rows to Parquet and account for all others."""
    names = [name for name, *_ in con.execute("describe checked").fetchall() if not name.startswith("__")]
    _copy(con, spec, folder, names)
    by_rule = con.execute(
        "select coalesce(__why, 'used') as rule, cast(sum(__rows) as bigint) as n from checked group by 1 order by 1"
    ).fetchall()
    aside = con.execute(
        "select __file, __line, coalesce(__column, ''), __why, coalesce(__bad, '') from checked "
        "where __why like 'Q-%' order by __file, __line"
    ).fetchall()
    quarantine = [(spec.name, file, line, column, rule, account.mask(bad)) for file, line, column, rule, bad in aside]
    quarantine += [(spec.name, p.file, p.line, p.column, p.code, "") for r in readings for p in r.problems]
    files = ", ".join(reading.path.name for reading in readings)
    loaded = account.Loaded(
        account.close_account(dict(by_rule), readings, answers_per_row=mapping.answers_per_row),
        account.count_rules(spec.name, dict(by_rule), readings, dropped=mapping.dropped),
        sorted(quarantine),
        [account.file_record(reading) for reading in readings],
        names,
        _metrics(con, spec),
    )
    account.refuse_too_many(loaded, config, file=files)
    return loaded
