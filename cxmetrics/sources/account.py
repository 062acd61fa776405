"""The account of rows: what was read, used, set aside, excluded and blank, rule by rule."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxmetrics.errors import CxError, DataError
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.reading import Reading

EXCLUSIONS = ("W-DUP-EXACT", "older", "after_end")
SHAPE = {
    "Q-WIDTH": "E-WIDTH",
    "Q-SCORE-RANGE": "E-SCALE",
    "Q-CURRENCY": "E-CURRENCY",
}  # what a rule says of a whole file
TYPES = ("Q-DATE", "Q-DATE-SERIAL", "Q-NUMBER", "Q-FLAG", "Q-SCORE", "Q-CATEGORY", "Q-TYPE")
QUARANTINE_COLUMNS = ["table", "file", "line", "column", "rule", "value"]


@dataclass(frozen=True)
class Loaded:
    """What became of one table.

    Parameters
    ----------
    account : dict
        Rows read, used, quarantined, excluded and blank, and the file rows they come from.
    rules : list of dict
        Rows by rule: ``table, rule, kind, rows, detail``.
    quarantine : list of tuple
        Each row set aside: table, file, line, column, rule, masked value.
    files : list of dict
        Name, SHA-256, bytes and encoding of each file.
    columns : list of str
        Columns of the snapshot.
    metrics : list of str
        Survey questions that have answers; empty for other tables.
    """

    account: dict[str, Any]
    rules: list[dict[str, Any]]
    quarantine: list[tuple[Any, ...]]
    files: list[dict[str, Any]]
    columns: list[str]
    metrics: list[str]


def close_account(
    by_rule: dict[str, int], readings: Sequence[Reading], *, answers_per_row: int, tests: int = 0
) -> dict[str, Any]:
    """Close the account of rows: read = used + quarantined + excluded + blank.

    Parameters
    ----------
    by_rule : dict of int
        Rows of ``checked`` by the rule that they break, or ``"used"``.
    readings : sequence of Reading
        Accounts of the files.
    answers_per_row : int
        Rows that one row of a file becomes.
    tests : int, default 0
        Rows of test accounts, which were taken out before the file was mapped.
    """
    blank = sum(reading.blank for reading in readings)
    by_reader = sum(len(reading.problems) for reading in readings)
    file_rows = sum(reading.rows for reading in readings)
    account = {
        "file_rows": file_rows,
        "rows": (file_rows - blank - by_reader) * answers_per_row + blank + by_reader,
        "used": by_rule.get("used", 0),
        "quarantined": by_reader + tests + sum(n for rule, n in by_rule.items() if rule.startswith("Q-")),
        "excluded": sum(n for rule, n in by_rule.items() if rule in EXCLUSIONS),
        "blank": blank,
    }
    if account["rows"] != sum(account[name] for name in ("used", "quarantined", "excluded", "blank")):
        raise CxError(
            "E-ACCOUNT", "rows are missing from the account: {account}.", fix="report this as a bug.", account=account
        )
    return account


def count_rules(
    table: str,
    by_rule: dict[str, int],
    readings: Sequence[Reading],
    *,
    dropped: Sequence[str],
    noted: Sequence[tuple[str, int, str]] = (),
) -> list[dict[str, Any]]:
    """Rows by rule: what was set aside, excluded, or only noted."""
    found: Counter[tuple[str, str, str]] = Counter()
    for rule, n, detail in noted:
        found["noted", rule, detail] += n
    for rule, n in by_rule.items():
        if rule != "used":
            found["quarantined" if rule.startswith("Q-") else "excluded", rule, ""] += n
    for reading in readings:
        found.update(("quarantined", problem.code, "") for problem in reading.problems)
        found.update({("noted", code, reading.path.name): n for code, n in reading.notes.items()})
    if dropped:
        found["noted", "W-NEW-COLUMN", ", ".join(dropped)] += len(dropped)
    return [
        {"table": table, "kind": kind, "rule": rule, "rows": n, "detail": detail}
        for (kind, rule, detail), n in sorted(found.items())
    ]


def refuse_too_many(loaded: Loaded, config: TableConfig, readings: Sequence[Reading], *, file: str) -> None:
    """Stop where one rule sets aside more than its share, or nothing is left."""
    total = max(loaded.account["rows"], 1)
    for rule in loaded.rules:
        if rule["kind"] == "quarantined" and rule["rows"] / total > config.max_quarantine_share:
            raise _broken_shape(rule, readings) or _too_many(rule, total, loaded, config)
    if not loaded.account["used"] and not config.may_be_empty:
        raise _nothing_left(loaded, file)


def _nothing_left(loaded: Loaded, file: str) -> DataError:
    """Error of a table of which no row can be used: the rule that most rows break, and the first of them."""
    told = [rule for rule in loaded.rules if rule["kind"] != "noted"]
    if not told:
        return DataError("E-NO-ROWS", "a header and no rows.", where=file, fix="export the file again.")
    worst = max(told, key=lambda rule: rule["rows"])
    first = next((row for row in loaded.quarantine if row[4] == worst["rule"]), None)
    where = file if first is None else f"{first[1]}:{first[2]}" + f" [{first[3]}]" * bool(first[3])
    return DataError(
        "E-NO-ROWS",
        "no row is left to use: {rows:,} of {total:,} break {rule}; the first is here.",
        where=where,
        fix="mend the file, declare its formats in cx.toml, or choose a later month.",
        rows=worst["rows"],
        total=loaded.account["rows"],
        rule=worst["rule"],
    )


def _broken_shape(rule: dict[str, Any], readings: Sequence[Reading]) -> DataError | None:
    """Error of records that do not fit the header, which the reader found; it says what is wrong with the first."""
    found = [problem for reading in readings for problem in reading.problems if problem.code == rule["rule"]]
    if rule["rule"] not in SHAPE or not found:
        return None
    first = found[0]
    return DataError(
        SHAPE[rule["rule"]],
        first.said + ".",
        where=f"{first.file}:{first.line}" + f" [{first.column}]" * bool(first.column),
        fix="export the file again with its texts in quotes; a few such rows are set aside (max_quarantine_share).",
        more=len(found) - 1,
        **first.fields,
    )


def _too_many(rule: dict[str, Any], total: int, loaded: Loaded, config: TableConfig) -> DataError:
    """Error of a rule that too many rows break; what it says of the whole file is its code."""
    code = rule["rule"]
    _, name, line, column, *_ = next(row for row in loaded.quarantine if row[4] == code)
    return DataError(
        SHAPE.get(code, "E-TYPE" if code in TYPES else "E-QUARANTINE"),
        "{rows:,} of {total:,} rows break {rule}, more than the {share:.1%} that is allowed; the first is here.",
        where=f"{name}:{line} [{column}]" if column else f"{name}:{line}",
        fix="mend the file, declare its formats in cx.toml, or raise max_quarantine_share.",
        more=rule["rows"] - 1,
        rows=rule["rows"],
        total=total,
        rule=code,
        share=config.max_quarantine_share,
    )


def file_record(reading: Reading) -> dict[str, Any]:
    """Name, hash, size and encoding of a file that was read."""
    return {
        "name": reading.path.name,
        "sha256": reading.sha256,
        "bytes": reading.path.stat().st_size,
        "encoding": reading.encoding,
    }


def mask(value: str) -> str:
    """Shape of a value without its content, for lists of what was set aside.

    Examples
    --------
    >>> mask("010-1234 홍길동 Kim")
    '###-#### 가가가 aaa'
    """
    shape = re.sub(r"[가-힣]", "가", re.sub(r"\d", "#", value))
    return re.sub(r"[^\W\d_가]", "a", shape)[:40]


def write_quarantine(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the rows that were set aside as CSV, values masked."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(QUARANTINE_COLUMNS)
        writer.writerows(rows)
