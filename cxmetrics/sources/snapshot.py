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
from cxmetrics.sources.account import Loaded, write_quarantine
from cxmetrics.sources.config import CompanyConfig
from cxmetrics.sources.load import Judged, cut_table, judge_table, order_of_loading

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


class Intake:
    """All files of a company, read and judged once, from which the snapshots of several months can be cut.

    Parameters
    ----------
    config : CompanyConfig
        What the company declared.
    base : Path
        Folder of cx.toml, from which sources are found.
    keep : bool, default False
        Whether the judged rows are kept for another month: they take memory, or disk.
    """

    def __init__(self, config: CompanyConfig, *, base: Path, keep: bool = False) -> None:
        self.config, self.base, self.keep = config, base, keep
        self.as_of = max(config.data_end, datetime.now(ZoneInfo(config.timezone)).date())
        self._kept: dict[str, Judged] = {}

    def write(self, folder: Path, *, until: date, progress: Progress) -> dict[str, Any]:
        """Write all tables to a folder, read and checked up to a day; give what was read.

        Parameters
        ----------
        folder : Path
            Where the tables and the list of rows set aside go.
        until : date
            Last day of the snapshot.
        progress : callable
            Called with one line a table.
        """
        tables, quarantine = {}, []
        for name in order_of_loading(list(self.config.tables)):
            loaded = self._cut(name, folder, until)
            account = loaded.account
            progress(f"{name}: {account['rows']:,} rows read, {account['used']:,} used")
            quarantine += loaded.quarantine
            tables[name] = {"account": account, "rules": loaded.rules, "files": loaded.files, "columns": loaded.columns}
            if name == "responses":
                tables[name]["metrics"] = loaded.metrics
        write_quarantine(folder / QUARANTINE, quarantine)
        return {"as_of": self.as_of.isoformat(), "tables": {name: tables[name] for name in self.config.tables}}

    def _cut(self, name: str, folder: Path, until: date) -> Loaded:
        judged = self._kept.get(name)
        if judged is None:
            judged = judge_table(TABLES[name], self.config, base=self.base, as_of=self.as_of)
        if self.keep:
            self._kept[name] = judged
        try:
            return cut_table(judged, folder=folder, until=until)
        finally:
            if not self.keep:
                judged.close()

    def close(self) -> None:
        """Let the kept rows go."""
        while self._kept:
            self._kept.popitem()[1].close()


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
