"""Between tables: rows whose customer, order or contact is unknown, and times that contradict each other."""

from __future__ import annotations

from itertools import combinations

from cxmetrics.contract import LINKS, OUT_OF_ORDER
from cxmetrics.engine import quote
from cxmetrics.sources.job import Job

RULES = {("returns", "order_id"): "W-REFUND", ("touchpoints", "customer_id"): "I-VISITOR"}  # unknown, and why
FROM_CUSTOMERS = ("segment", "region")  # attributes of the customer by which orders and answers are grouped


def note_orphans(job: Job) -> None:
    """Count rows that name a customer, an order or a contact that its own table does not have.

    They are used in totals; what needs the other table leaves them out.
    """
    columns = job.types("checked")
    for key, table in LINKS.items():
        source = job.loaded(table)
        if source is None or key not in columns or table == job.spec.name:
            continue
        known = f"select {key} from {source}"
        lost, named = job.row(
            f"select count(*) filter ({key} not in ({known})), count({key}) from checked where __why is null"
        )
        rule = RULES.get((job.spec.name, key), "W-ORPHAN")
        job.note(rule, lost, f"{key}: {lost:,} / {named:,}")
        if table == "customers" and job.spec.name == "orders":
            idle, all_of_them = job.row(
                f"select count(*) filter (customer_id not in (select {key} from checked where __why is null "
                f"and {key} is not null)), count(*) from {source}"
            )
            job.note("I-NO-ORDER", idle, f"customers: {idle:,} / {all_of_them:,}")
    if "customer_id" in columns and job.spec.name in {"orders", "responses", "touchpoints", "tickets"}:
        nobody, rows = job.row("select count(*) - count(customer_id), count(*) from checked where __why is null")
        job.note("I-NO-CUSTOMER", nobody, f"{nobody:,} / {rows:,}")


def chosen(job: Job, names: list[str]) -> tuple[list[str], str]:
    """Columns of the snapshot, as SQL, and the joins that they need.

    The customer's segment and region stand beside each order and answer, and `OUT_OF_ORDER` tells the rows whose times
    contradict each other or those of their order or customer.
    """
    columns, joins, have = [f"checked.{quote(name)}" for name in names], [], {"checked": set(names)}
    for key, table in LINKS.items():
        source = job.loaded(table)
        if source is None or key not in names or table == "tickets":
            continue
        have[table] = {name for (name, *_) in job.rows(f"describe select * from {source}")}
        joins.append(f"left join {source} {table} on {table}.{key} = checked.{key}")
    columns += [
        f"customers.{name}" for name in FROM_CUSTOMERS if name in have.get("customers", ()) and name not in names
    ]
    disorder = _disorder(job, have)
    if disorder:
        columns.append(f"coalesce({' or '.join(disorder)}, false) as {OUT_OF_ORDER}")
    return columns, " ".join(joins)


def _disorder(job: Job, have: dict[str, set[str]]) -> list[str]:
    """Conditions under which a pair of times contradicts itself; days count where one side has no time."""
    out = []
    for first, second in (pair for chain in job.spec.order for pair in combinations(chain, 2)):
        table, _, name = first.rpartition(".")
        table = table or "checked"
        if name in have.get(table, ()) and second in have["checked"]:
            a, b = f"{table}.{quote(name)}", f"checked.{quote(second)}"
            same_day = f"(cast({b} as date) = cast({a} as date) and {b} = cast({b} as date))"
            out.append(f"coalesce({a} > {b} and not {same_day}, false)")
    return out


def note_disorder(job: Job, view: str) -> None:
    """Count and list the rows that a view marks as out of order: used, but not where a duration is made of them."""
    if OUT_OF_ORDER not in job.types(view):
        return
    found = job.rows(f"select __file, __line from {view} where {OUT_OF_ORDER} order by 1, 2")
    job.note(
        "Q-ORDER-OF-EVENTS", len(found), " < ".join(dict.fromkeys(name for pair in job.spec.order for name in pair))
    )
    job.listed += [(file, line, job.spec.order[-1][1], "Q-ORDER-OF-EVENTS", "") for file, line in found]
