"""A company: what cx.toml says, and its checked tables for one month."""

from __future__ import annotations

import atexit
import functools
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cxmetrics.contract import OUT_OF_ORDER, TABLES
from cxmetrics.engine import Facts, Table
from cxmetrics.errors import ParameterError
from cxmetrics.frames import period_span
from cxmetrics.sources.config import CompanyConfig, read_config
from cxmetrics.sources.config_comments import read_approved
from cxmetrics.sources.links import FROM_CUSTOMERS
from cxmetrics.sources.maps import with_defaults
from cxmetrics.sources.month import choose_month
from cxmetrics.sources.snapshot import Health, Intake, Progress, read_health, silent

SNAPSHOT = "snapshot.json"
LAST = "last.json"  # what the last report published, beside the snapshot


@dataclass(frozen=True)
class Company:
    """A company's declarations and, once loaded, its checked tables.

    Parameters
    ----------
    config : CompanyConfig
        What cx.toml says.
    home : Path
        Folder of cx.toml.
    month : str, optional
        The month that was loaded, ``YYYY-MM``.
    partial : bool, default False
        Whether the month is not fully observed.
    tables : dict of Table
        Checked tables, by contract name.
    record : dict
        What was read: files with hashes, accounts, rules.
    """

    config: CompanyConfig
    home: Path
    month: str | None = None
    partial: bool = False
    tables: dict[str, Table] | None = None
    record: dict[str, Any] | None = None

    def load(
        self,
        *,
        month: str | None = None,
        allow_partial: bool = False,
        folder: Path | None = None,
        progress: Progress = silent,
        intake: Intake | None = None,
    ) -> Company:
        """Read and check all files, up to the end of a month.

        Parameters
        ----------
        month : str, optional
            ``YYYY-MM``; by default the last complete month.
        allow_partial : bool, default False
            Whether a month that ends after ``data_end`` may be loaded.
        folder : Path, optional
            Where the checked snapshot goes; by default a temporary folder.
        progress : callable, optional
            Called with one line a table.
        intake : Intake, optional
            This company's files, read once for several months; by default they are read anew.

        Returns
        -------
        Company
            With ``orders``, ``responses``, ``customers`` and ``health``.

        Raises
        ------
        DataError
            A file cannot be used; the error names file, row, column and the fix.
        """
        if self.tables is not None:
            return self._reloaded(month)
        month, partial = choose_month(self.config, month, allow_partial=allow_partial)
        until = min(period_span(month)[1], self.config.data_end)
        folder = folder or _temporary_folder()
        intake = intake or Intake(self.config, base=self.home)
        approved = self.config.comments.approved
        hashes = [] if approved is None else read_approved(self.home / approved)
        record = intake.write(folder, until=until, progress=progress) | {"approved": hashes}
        record |= {"month": month, "partial": partial, "data_end": until.isoformat()}
        text = json.dumps(record | {"config": self.config.model_dump(mode="json")}, ensure_ascii=False, indent=1)
        (folder / SNAPSHOT).write_text(text, encoding="utf-8")
        return _from_snapshot(folder)

    def _reloaded(self, month: str | None) -> Company:
        if month not in (None, "", self.month):
            raise ParameterError(
                "E-MONTH",
                "this snapshot holds {month}, not {wanted}.",
                fix="open cx.toml.",
                month=self.month,
                wanted=month,
            )
        return self

    def __getattr__(self, name: str) -> Table:
        if name not in TABLES:
            raise AttributeError(name)
        if self.tables is None:
            raise ParameterError(
                "E-LOAD", "{name} is not loaded.", fix='company = company.load(month="2026-10").', name=name
            )
        if name not in self.tables:
            raise ParameterError(
                "E-TABLE",
                "{company} has no {name}.",
                fix="add [{name}] to cx.toml.",
                company=self.config.company,
                name=name,
            )
        return self.tables[name]

    def has(self, table: str, *, metric: str | None = None) -> bool:
        """Whether a table is loaded and, for answers, whether the question was asked."""
        if table not in (self.tables or {}):
            return False
        return metric is None or metric in (self.record or {})["tables"][table].get("metrics", [])

    def scale(self, metric: str) -> tuple[float, float]:
        """Lowest and highest answer of a survey question, as declared."""
        return self.responses.facts.scales[metric]

    def groups(self, table: str, wanted: Sequence[str] = ()) -> list[str]:
        """Give the grouping columns of a table: those asked for, else those of cx.toml, else the usual ones.

        Raises
        ------
        ParameterError
            A column that is not there, or that holds identifiers, times, numbers or text.
        """
        spec, can = TABLES[table], self.can_group(table)
        chosen = list(wanted) or list(self.config.report.segments)
        wrong = [name for name in chosen if name not in can]
        if wrong:
            raise ParameterError(
                "E-SEGMENT",
                "{table} cannot be shown by {wrong!r}.",
                fix="one of {can}.",
                table=table,
                wrong=wrong[0],
                can=", ".join(can),
            )
        own = [name for name in can if name not in spec.names and name not in FROM_CUSTOMERS]
        return chosen or [*(name for name in ("channel", "segment") if name in can), *own]

    def can_group(self, table: str) -> list[str]:
        """Give the columns by which a table can be shown at all: no identifiers, times, numbers or text."""
        kinds = {column.name: column.kind for column in TABLES[table].columns}
        columns = getattr(self, table).columns
        no_groups = {"metric", OUT_OF_ORDER}
        return [n for n in columns if kinds.get(n, "category") in {"category", "flag"} and n not in no_groups]

    def voice(self, table: str, *, weighted: bool = False) -> dict[str, str]:
        """Weight and unit of independence of a survey, as arguments of its metrics."""
        columns = getattr(self, table).columns
        found = {"cluster": "customer_id"} if "customer_id" in columns else {}
        return found | ({"weight": "weight"} if weighted else {})

    @property
    def approved(self) -> list[str] | None:
        """Hashes of the comments that may be quoted; None where no approval file is declared."""
        return None if self.config.comments.approved is None else list((self.record or {})["approved"])

    @property
    def holidays(self) -> str | None:
        """Country whose moving holidays `changes` aligns months by: as declared, else Korea in Korean time."""
        declared = self.config.holidays or ("KR" if self.config.timezone == "Asia/Seoul" else "none")
        return None if declared == "none" else declared

    @functools.cached_property
    def last_report(self) -> dict[str, Any] | None:
        """Month and protected figures of the last report of an earlier month; None where there is none, or no run."""
        path = self.home / LAST
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    @property
    def about(self) -> dict[str, Any]:
        """What title, foot and gate of a report need to know of the company and the month, as plain JSON."""
        record = self.record or {}
        return {
            "company": self.config.company,
            "month": self.month,
            "partial": self.partial,
            "data_end": record["data_end"],
            "timezone": self.config.timezone,
            "files": sum(len(table["files"]) for table in record["tables"].values()),
            "min_n": self.config.report.min_n,
        }

    @functools.cached_property
    def health(self) -> Health:
        """What was read, and what became of every row."""
        return read_health(self.record or {}, self.home)


def open_company(path: str | Path) -> Company:
    """Open a company by its ``cx.toml``, or by the folder of a checked snapshot.

    Parameters
    ----------
    path : str or Path
        A ``cx.toml`` (a bare name is also looked for in the folders above), the folder that holds
        one, or a snapshot that a run has written.

    Raises
    ------
    ParameterError
        The file is missing or says something unknown.
    """
    path = find_company(Path(path))
    if (path / SNAPSHOT).is_file():
        return _from_snapshot(path)
    path = path / "cx.toml" if path.is_dir() else path
    return Company(read_config(path), path.resolve().parent)


def find_company(path: Path) -> Path:
    """Look for a bare name here, then in the folders above: notebooks lie beside the company file or below it."""
    if path.exists() or len(path.parts) != 1:
        return path
    above = (folder / path for folder in Path.cwd().parents)
    return next((candidate for candidate in above if candidate.is_file()), path)


def _temporary_folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="cxmetrics-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _from_snapshot(folder: Path) -> Company:
    record = json.loads((folder / SNAPSHOT).read_text(encoding="utf-8"))
    config = CompanyConfig.model_validate(record.pop("config"))
    facts = _facts(config, date.fromisoformat(record["data_end"]))
    tables = {name: Table(folder / f"{name}.parquet", facts=facts) for name in record["tables"]}
    return Company(config, folder, record["month"], record["partial"], tables, record)


def _facts(config: CompanyConfig, data_end: date) -> Facts:
    responses = config.responses and with_defaults(config.responses)
    declared = responses.scale if responses else {}
    scales = {name: (scale.min, scale.max) for name, scale in declared.items()}
    directions = {name: scale.high_is for name, scale in declared.items() if scale.high_is}
    orders = config.orders and with_defaults(config.orders)
    sampled = orders.sampled if orders else None
    return Facts(config.timezone, data_end, config.history_start, config.history_complete, scales, directions, sampled)
