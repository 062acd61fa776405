"""All tables of a company on their way to the snapshot, and what became of their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from cxmetrics.contract import TABLES
from cxmetrics.sources.account import write_quarantine
from cxmetrics.sources.config import CompanyConfig
from cxmetrics.sources.load import load_table, order_of_loading

QUARANTINE = "quarantine.csv"
Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Health:
    """What was read, and what became of every row.

    Parameters
    ----------
    tables : DataFrame
        A row a table: ``table, files, rows, used, quarantined, excluded, blank``; the last four
        add up to ``rows``.
    rules : DataFrame
        A row a rule: ``table, kind`` (quarantined, excluded or noted), ``rule, rows, detail``.
    files : DataFrame
        A row a file: ``table, name, bytes, encoding, sha256``.
    aside : DataFrame
        Each row that was set aside or doubted: ``table, file, line, column, rule, value``; values are masked.
    """

    tables: pd.DataFrame
    rules: pd.DataFrame
    files: pd.DataFrame
    aside: pd.DataFrame


def write_tables(config: CompanyConfig, *, base: Path, folder: Path, until: date, progress: Progress) -> dict[str, Any]:
    """Read and check all tables, and write them to a folder; give what was read.

    Parameters
    ----------
    config : CompanyConfig
        What the company declared.
    base : Path
        Folder of cx.toml, from which sources are found.
    folder : Path
        Where the tables and the list of rows set aside go.
    until : date
        Last day of the snapshot.
    progress : callable
        Called with one line a table.
    """
    tables, quarantine = {}, []
    as_of = max(config.data_end, datetime.now(ZoneInfo(config.timezone)).date())
    for name in order_of_loading(list(config.tables)):
        loaded = load_table(TABLES[name], config, base=base, folder=folder, until=until, as_of=as_of)
        account = loaded.account
        progress(f"{name}: {account['rows']:,} rows read, {account['used']:,} used")
        quarantine += loaded.quarantine
        tables[name] = {"account": account, "rules": loaded.rules, "files": loaded.files, "columns": loaded.columns}
        if name == "responses":
            tables[name]["metrics"] = loaded.metrics
    write_quarantine(folder / QUARANTINE, quarantine)
    return {"as_of": as_of.isoformat(), "tables": {name: tables[name] for name in config.tables}}


def read_health(record: dict[str, Any], folder: Path) -> Health:
    """Give what became of every row of a snapshot, from its record and its list of rows set aside."""
    tables = record.get("tables", {})
    rows = [{"table": name, "files": len(t["files"]), **t["account"]} for name, t in tables.items()]
    rules = [rule for t in tables.values() for rule in t["rules"]]
    files = [{"table": name, **file} for name, t in tables.items() for file in t["files"]]
    aside = pd.read_csv(folder / QUARANTINE, dtype=str, keep_default_na=False, encoding="utf-8")
    return Health(
        pd.DataFrame(rows),
        pd.DataFrame(rules, columns=["table", "kind", "rule", "rows", "detail"]),
        pd.DataFrame(files, columns=["table", "name", "bytes", "encoding", "sha256"]),
        aside.astype({"line": "int64"}),
    )
