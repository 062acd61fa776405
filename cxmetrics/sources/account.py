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

EXCLUSIONS = ("duplicate", "after_end")
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


def close_account(by_rule: dict[str, int], readings: Sequence[Reading], *, answers_per_row: int) -> dict[str, Any]:
    """Close the account of rows: read = used + quarantined + excluded + blank."""
    blank = sum(reading.blank for reading in readings)
    by_reader = sum(len(reading.problems) for reading in readings)
    file_rows = sum(reading.rows for reading in readings)
    account = {
        "file_rows": file_rows,
        "rows": (file_rows - blank - by_reader) * answers_per_row + blank + by_reader,
        "used": by_rule.get("used", 0),
        "quarantined": by_reader + sum(n for rule, n in by_rule.items() if rule.startswith("Q-")),
        "excluded": sum(n for rule, n in by_rule.items() if rule in EXCLUSIONS),
        "blank": blank,
    }
    if account["rows"] != sum(account[name] for name in ("used", "quarantined", "excluded", "blank")):
        raise CxError("E-ACCOUNT", f"rows are missing from the account: {account}.", fix="report this as a bug.")
    return account


def count_rules(
    table: str, by_rule: dict[str, int], readings: Sequence[Reading], *, dropped: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows by rule: what was set aside, excluded, or only noted."""
    found: Counter[tuple[str, str, str]] = Counter()
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


def refuse_too_many(loaded: Loaded, config: TableConfig, *, file: str) -> None:
    """Stop where one rule sets aside more than its share, or nothing is left."""
    total = max(loaded.account["rows"], 1)
    for rule in loaded.rules:
        if rule["kind"] == "quarantined" and rule["rows"] / total > config.max_quarantine_share:
            _, name, line, column, *_ = next(row for row in loaded.quarantine if row[4] == rule["rule"])
            raise DataError(
                "E-QUARANTINE",
                f"{rule['rows']:,} of {total:,} rows break {rule['rule']}, "
                f"more than the {config.max_quarantine_share:.1%} that is allowed; the first is here.",
                where=f"{name}:{line} [{column}]" if column else f"{name}:{line}",
                fix="mend the file, declare its formats in cx.toml, or raise max_quarantine_share.",
                more=rule["rows"] - 1,
            )
    if not loaded.account["used"]:
        raise DataError("E-NO-ROWS", "no row is left to use.", where=file, fix="see what was excluded and why.")


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
