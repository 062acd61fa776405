"""What stands in the folder of reports: revisions, whether they are whole, what ``latest`` names, who is at work."""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MANIFEST = "manifest.json"
RUN = "run.json"
LATEST = "latest"
LOCKS = ".locks"
REVISION = re.compile(r"r([0-9]+)")
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Status:
    """How a report stands.

    Parameters
    ----------
    report : str
        Its name.
    newest : Path, optional
        Newest revision of the newest month, whole or not; None where nothing was published.
    started : datetime, optional
        When the run that published it began; None where its record cannot be read.
    problems : dict of str
        Its files that are not those of its manifest, as of `problems`.
    latest : bool
        Whether ``latest`` names the newest whole revision.
    running : tuple of str
        Months that a run makes now.
    left_over : tuple of str
        What dead runs have left; the next run of that month sees to it.
    """

    report: str
    newest: Path | None
    started: datetime | None
    problems: dict[str, str]
    latest: bool
    running: tuple[str, ...]
    left_over: tuple[str, ...]


def sha256(data: bytes) -> str:
    """SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def problems(folder: Path) -> dict[str, str]:
    """Compare the files of a revision with its manifest.

    Parameters
    ----------
    folder : Path
        ``<out>/<report>/<month>/r<N>``.

    Returns
    -------
    dict of str
        By file name ``"missing"``, ``"changed"`` or ``"extra"``; empty when all is as it was published.
        The record of the run stands beside the manifest, which names all other files.
    """
    listed = _listed(folder)
    if listed is None:
        return {MANIFEST: "changed" if (folder / MANIFEST).exists() else "missing"}
    found = {path.name for path in folder.iterdir()} - {MANIFEST}
    states = dict.fromkeys(sorted({*listed, RUN} - found), "missing")
    states |= dict.fromkeys(sorted(found - {*listed, RUN}), "extra")
    return states | {name: "changed" for name in sorted(found & set(listed)) if _hash(folder / name) != listed[name]}


def is_whole(folder: Path) -> bool:
    """Whether every file that the manifest of a revision lists is there and unchanged."""
    listed = _listed(folder)
    return listed is not None and all(_hash(folder / name) == digest for name, digest in listed.items())


def _listed(folder: Path) -> dict[str, str] | None:
    """Read the manifest; None where there is none that could be one."""
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    plain = isinstance(listed, dict) and all(
        isinstance(digest, str) and Path(name).name == name for name, digest in listed.items()
    )
    return listed if plain else None


def _hash(path: Path) -> str | None:
    """Hash a file of its own; None for what cannot be read and for a link, which may point anywhere."""
    try:
        return None if path.is_symlink() else sha256(path.read_bytes())
    except OSError:
        return None


def numbers(home: Path) -> list[int]:
    """Give the numbers of a month that are taken, by whole revisions or by torn ones, newest first."""
    found = (REVISION.fullmatch(path.name) for path in home.glob("r*"))
    return sorted((int(match[1]) for match in found if match), reverse=True)


def months(home: Path) -> list[str]:
    """Months of a report that have a folder, newest first."""
    return sorted((path.name for path in home.glob("20*") if MONTH.fullmatch(path.name)), reverse=True)


def revisions(home: Path) -> Iterator[Path]:
    """Give all revisions of a report, newest month and newest number first, whole or not."""
    for month in months(home):
        yield from (home / month / f"r{number}" for number in numbers(home / month))


def newest_of_month(home: Path) -> Path | None:
    """Newest whole revision of a month, by the folder of that month."""
    return next(filter(is_whole, (home / f"r{number}" for number in numbers(home))), None)


def newest(home: Path) -> Path | None:
    """Newest whole revision of the newest month, by the folder of the report."""
    return next(filter(is_whole, revisions(home)), None)


def named_by_latest(home: Path) -> str | None:
    """Give what ``latest`` names, such as ``2026-10/r1``; it is a link, or a file of one line where links cannot be."""
    link = home / LATEST
    try:
        return link.readlink().as_posix() if link.is_symlink() else link.read_text("utf-8").strip()
    except (OSError, ValueError):
        return None


def reports(out: Path) -> list[str]:
    """Names of the reports that have a month in the folder of all reports."""
    return sorted(path.name for path in out.glob("[!.]*") if path.is_dir() and months(path))


def status(out: Path, report: str) -> Status:
    """Look at one report of the folder of all reports."""
    home = out / report
    first, good = next(revisions(home), None), newest(home)
    at_work = tuple(month for month in months(home) if _is_held(out / LOCKS / f"{report}-{month}.lock"))
    return Status(
        report,
        first,
        _started(first) if first else None,
        problems(first) if first else {},
        good is not None and named_by_latest(home) == good.relative_to(home).as_posix(),
        at_work,
        tuple(_left_over(home, at_work)),
    )


def _started(folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads((folder / RUN).read_bytes())["started"]).astimezone(UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_held(lock: Path) -> bool:
    """Whether a process holds a lock: it is taken for a moment, shared, so that two who look see no run."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _left_over(home: Path, at_work: tuple[str, ...]) -> Iterator[str]:
    if (home / f".{LATEST}").is_symlink():
        yield f".{LATEST}"
    for month in months(home):
        folder = home / month
        if month not in at_work:
            yield from sorted(path.relative_to(home).as_posix() for path in folder.glob(".tmp-*"))
        yield from (
            f"{month}/r{number}" for number in numbers(folder) if not (folder / f"r{number}" / MANIFEST).exists()
        )
