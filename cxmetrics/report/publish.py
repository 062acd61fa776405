"""Publish a finished report: a whole folder by one rename, its manifest last, ``latest`` after that.

``out/<report>/<month>/r<N>/`` never changes once it is there. A folder without a valid manifest is no
report. ``out/<report>/latest`` names the newest revision of the newest month.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cxmetrics.errors import LockedError, StorageError

MANIFEST = "manifest.json"
LATEST = "latest"
REVISION = re.compile(r"r(\d+)")


@contextmanager
def locked(out: Path, report: str, month: str) -> Iterator[None]:
    """Hold the lock of one report and month; a second run is refused at once."""
    folder = out / ".locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{report}-{month}.lock", timeout=0):
            yield
    except Timeout:
        raise LockedError(
            "E-LOCKED", "{report} {month} is being made now.", fix="wait for that run.", report=report, month=month
        ) from None
    except OSError as error:
        raise StorageError(
            "E-STORAGE", "{strerror}.", where=str(error.filename or out), strerror=error.strerror
        ) from None


def sha256(data: bytes) -> str:
    """SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def publish(
    out: Path, *, report: str, month: str, files: Mapping[str, bytes], run: Mapping[str, Any]
) -> tuple[Path, bool]:
    """Publish files as a new revision, unless the last one holds the same bytes.

    Parameters
    ----------
    out : Path
        Folder of all reports.
    report, month : str
        What is published.
    files : dict of bytes
        Artefacts by name; the same input gives the same bytes.
    run : dict
        Record of this run (times, machine): kept beside the artefacts, not part of the manifest.

    Returns
    -------
    tuple of Path and bool
        Folder of the revision, and whether it is new.
    """
    home = out / report / month
    home.mkdir(parents=True, exist_ok=True)
    for left_over in home.glob(".tmp-*"):
        shutil.rmtree(left_over)
    manifest = json.dumps({name: sha256(data) for name, data in sorted(files.items())}, indent=1).encode()
    last = max(revisions(home), default=None)
    if last is not None and (home / f"r{last}" / MANIFEST).read_bytes() == manifest:
        return home / f"r{last}", False
    target = home / f"r{max(_numbers(home), default=0) + 1}"
    temporary = home / f".tmp-{os.getpid()}"
    temporary.mkdir()
    _write_all(temporary, {**files, "run.json": json.dumps(run, ensure_ascii=False, indent=1).encode()})
    _write_all(temporary, {MANIFEST: manifest})
    temporary.rename(target)
    _sync(home)
    _point_latest(out / report, target)
    return target, True


def revisions(home: Path) -> list[int]:
    """Numbers of the whole revisions of a month."""
    return [number for number in _numbers(home) if (home / f"r{number}" / MANIFEST).is_file()]


def _numbers(home: Path) -> list[int]:
    """Numbers that are taken, by whole revisions or by torn ones."""
    return sorted(int(match[1]) for path in home.glob("r*") if (match := REVISION.fullmatch(path.name)))


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        with (folder / name).open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point_latest(home: Path, target: Path) -> None:
    """Let ``latest`` name the newest revision of the newest month, whoever finished last."""
    link, ours = home / LATEST, (target.parent.name, int(target.name[1:]))
    if link.is_symlink():
        month, revision = link.readlink().parts[-2:]
        if (month, int(revision[1:])) > ours:
            return
    temporary = home / f".latest-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target.relative_to(home))
    temporary.replace(link)
    _sync(home)
