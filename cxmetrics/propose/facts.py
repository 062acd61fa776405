"""What is true of the company as a whole, question by question."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import list_currencies

from cxmetrics import engine
from cxmetrics.contract import TABLES
from cxmetrics.errors import ParameterError
from cxmetrics.propose.question import Answers
from cxmetrics.sources.config import CompanyConfig
from cxmetrics.sources.load import load_table, order_of_loading
from cxmetrics.sources.mapfile import read_map
from cxmetrics.sources.values import literal

HANGUL = re.compile("[가-힣]")
LAST_HOUR = 23
Entries = dict[str, Any]


def facts(tables: Mapping[str, Entries], headers: Sequence[str], answers: Answers, *, home: Path) -> Entries:
    """Ask for what is true of the company; the files are read once for their first and last day.

    Parameters
    ----------
    tables : mapping
        Entries of the tables.
    headers : sequence of str
        Columns of the files, whose language says something.
    answers : Answers
        Who answers.
    home : Path
        Folder in which cx.toml will lie.
    """
    korean = any(HANGUL.search(name) for name in headers)
    maps = [read_map(entries["map"]) for entries in tables.values() if "map" in entries]
    zones = [str(one.defaults["timezone"]) for one in maps if "timezone" in one.defaults]
    zone, why_zone = (zones[0], "the map says so") if zones else _likely_zone(korean=korean)
    currency = next((one.currency for one in maps if one.currency), "KRW" if korean else "USD")
    out: Entries = {
        "company": answers.to("company", "Name of the company?", home.resolve().name, "the folder's name"),
        "timezone": answers.to("timezone", "Time zone of the company?", zone, why_zone, check=_zone),
        "currency": answers.to("currency", "Currency of the amounts?", currency, "please check", check=_currency),
    }
    first, last = _span(out, tables, home)
    seen = f"the newest row is of {last:%Y-%m-%d %H:%M}" if last else "no time was read"
    end = _observed_to(last)
    out["data_end"] = _day(
        answers.to("data_end", "Last day that the files cover completely?", str(end), seen, check=_day)
    )
    return out | _history(first, out["data_end"], answers)


def _history(first: datetime | None, end: date, answers: Answers) -> Entries:
    """Ask where the history begins."""
    question, why = (
        "Do the orders reach back to the very first one?",
        'no file can tell; "no" leaves early months empty',
    )
    if answers.to("history_complete", question, "no", why, choices=("yes", "no")) == "yes":
        return {"history_complete": True}
    start = first.date() if first else end
    answer = answers.to("history_start", "First day of the history?", str(start), "the oldest row", check=_day)
    return {"history_complete": False, "history_start": _day(answer)}


def _span(known: Entries, tables: Mapping[str, Entries], home: Path) -> tuple[datetime | None, datetime | None]:
    """First and last moment of the orders, answers and contacts, as a run would read them."""
    loose = {name: entries | {"fresh": False, "max_quarantine_share": 1} for name, entries in tables.items()}
    today = date.today()
    config = CompanyConfig.model_validate(
        known | loose | {"data_end": today, "history_complete": False, "history_start": today}
    )
    found = []
    with tempfile.TemporaryDirectory(prefix="cxmetrics-") as folder:
        for name in order_of_loading(list(config.tables)):
            load_table(TABLES[name], config, base=home, folder=Path(folder), until=today, as_of=today)
            time = TABLES[name].time
            if time and name != "deliveries":  # a promise may lie in the future
                path = literal(str(Path(folder, f"{name}.parquet")))
                found += engine.connection().cursor().execute(f"select min({time}), max({time}) from {path}").fetchall()
    firsts, lasts = [a for a, _ in found if a], [b for _, b in found if b]
    return min(firsts, default=None), max(lasts, default=None)


def _observed_to(last: datetime | None) -> date:
    """Give the last day that is over: that of the newest row where it is late or has no time, else the day before."""
    if last is None:
        return date.today() - timedelta(days=1)
    over = (last.hour, last.minute) == (0, 0) or last.hour == LAST_HOUR
    return last.date() if over else last.date() - timedelta(days=1)


def _zone(text: str) -> None:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ParameterError("E-INIT", "{text!r} is not a time zone.", fix='such as "Asia/Seoul".', text=text) from None


def _currency(text: str) -> None:
    if text not in list_currencies():
        raise ParameterError(
            "E-INIT", "{text!r} is no currency.", fix="its code of three letters, such as KRW.", text=text
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError("E-INIT", "{text!r} is no day.", fix="write it as 2026-10-31.", text=text) from None


def _likely_zone(*, korean: bool) -> tuple[str, str]:
    """Zone that is proposed, and why."""
    if korean:
        return "Asia/Seoul", "its columns are in Korean"
    link = Path("/etc/localtime")
    name = str(link.resolve()).partition("zoneinfo/")[2] if link.exists() else ""
    return (name, "this machine's zone") if "/" in name else ("UTC", "nothing is known of it: please check")
