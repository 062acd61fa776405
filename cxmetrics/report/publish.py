"""Publish a finished report: a whole folder by one rename, its manifest last, ``latest`` after that.

``out/<report>/<month>/r<N>/`` never changes once it is there. A folder without a valid manifest is no
report. ``out/<report>/latest`` names the newest whole revision of the newest month: a link, or a file of
one line on a disk without links.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cxmetrics.errors import LockedError, StorageError
from cxmetrics.report.published import (
    LATEST,
    LOCKS,
    MANIFEST,
    RUN,
    named_by_latest,
    newest,
    newest_of_month,
    numbers,
    sha256,
)

NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}  # such as exFAT
MOMENT = 0.2  # seconds: whoever looks whether a run is at work takes its lock for less
SWAP = 60.0  # seconds that the swap of ``latest`` by a run of another month may take


@contextmanager
def storage(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line and the exit code of storage."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "E-STORAGE",
            "{reason}.",
            where=str(error.filename or place),
            fix="see to that place, or name another with --out.",
            reason=error.strerror or type(error).__name__,
        ) from None


@contextmanager
def locked(out: Path, report: str, month: str, *, wait: float = MOMENT) -> Iterator[None]:
    """Hold the lock of one report and month; a second run is refused.

    The operating system frees the lock when its process ends, however it ends; the file stays.

    Parameters
    ----------
    out : Path
        Folder of all reports.
    report, month : str
        What is to be made.
    wait : float
        Seconds after which another holder is taken for a run.

    Raises
    ------
    LockedError
        Another run makes this report and month.
    StorageError
        The disk refused something, here or in what is done under the lock.
    """
    with storage(out):
        _make(out / LOCKS)
        lock = FileLock(out / LOCKS / f"{report}-{month}.lock")
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise LockedError(
                "E-LOCKED", "{report} {month} is being made now.", fix="wait for that run.", report=report, month=month
            ) from None
        try:
            yield
        finally:
            lock.release()


def publish(
    out: Path, *, report: str, month: str, files: Mapping[str, bytes], run: Mapping[str, Any]
) -> tuple[Path, bool]:
    """Publish files as a new revision, unless the last one holds the same bytes; the caller holds the lock.

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

    Raises
    ------
    OSError
        The disk refused something; what was published before is untouched.
    """
    home = out / report / month
    _make(home)
    for left_over in home.glob(".tmp-*"):
        shutil.rmtree(left_over.rename(home / f".tmp-{os.getpid()}-left-over"))
    manifest = json.dumps({name: sha256(data) for name, data in sorted(files.items())}, indent=1).encode()
    target = newest_of_month(home)
    new = target is None or (target / MANIFEST).read_bytes() != manifest
    if target is None or new:
        target = home / f"r{max(numbers(home), default=0) + 1}"
        record = json.dumps(run, ensure_ascii=False, indent=1).encode()
        _write_folder(home / f".tmp-{os.getpid()}", {**files, RUN: record}, manifest, target)
    for folder in (home, home.parent, out):
        _sync(folder)
    _point_latest(out, report)
    return target, new


def _write_folder(temporary: Path, files: Mapping[str, bytes], manifest: bytes, target: Path) -> None:
    """Write a folder, its manifest last, and give it its name when all of it is on the disk."""
    try:
        temporary.mkdir()
        _write(temporary, files)
        _write(temporary, {MANIFEST: manifest})
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        with (folder / name).open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    _sync(folder)


def _make(folder: Path) -> None:
    """Make a folder and those above it; each name is on the disk before it is built upon."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point_latest(out: Path, report: str) -> None:
    """Let ``latest`` name the newest whole revision of the newest month, whoever finished last or died before."""
    home = out / report
    with locked(out, report, LATEST, wait=SWAP):
        target = newest(home)
        name = target.relative_to(home).as_posix() if target else None
        if name is not None and named_by_latest(home) != name:
            temporary = home / f".{LATEST}"
            temporary.unlink(missing_ok=True)
            try:
                temporary.symlink_to(name)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                _write(home, {temporary.name: name.encode()})
            temporary.replace(home / LATEST)
        _sync(home)
