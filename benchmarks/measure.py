"""What a command costs: processor seconds of all its processes, wall seconds and peak memory."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PR_SET_CHILD_SUBREAPER: Final = 36  # linux/prctl.h
STRAY_SECONDS: Final = 30


class Failed(RuntimeError):  # noqa: N818 - reads as a sentence
    """A measured command did not end well; its last words are in the message."""


@dataclass(frozen=True)
class Spent:
    """Cost of a command.

    Parameters
    ----------
    cpu : float
        User and system seconds, summed over the process and all its descendants.
    wall : float
        Seconds until the command ended.
    peak : float
        Largest resident memory of any one of its processes, in megabytes.
    output : str, default ""
        What it printed.
    """

    cpu: float
    wall: float
    peak: float
    output: str = ""

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak), other.output)


def adopt_orphans() -> None:
    """Make this process the parent of its descendants' orphans, whose cost would be lost otherwise (Linux)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spend(command: Sequence[str | Path], *, folder: Path, env: Mapping[str, str] | None = None) -> Spent:
    """Run a command in a fresh process and say what it cost.

    Parameters
    ----------
    command : list of str
        Program and arguments.
    folder : Path
        Where it runs.
    env : dict, optional
        Added to the environment.

    Raises
    ------
    Failed
        It ended with an error.

    Notes
    -----
    A child inherits the peak memory of the process that starts it, so this one must stay small: it imports the
    standard library only.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], cwd=folder, env={**os.environ, **(env or {})}, stdout=printed, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        costs = [_cost(usage), *map(_cost, _strays())]
        printed.seek(0)
        said.seek(0)
        if process.returncode:
            raise Failed(f"{command[0]} ended with {process.returncode}:\n{said.read().decode()[-2000:]}")
        cpu, peak = sum(cost[0] for cost in costs), max(cost[1] for cost in costs)
        return Spent(cpu, wall, peak, printed.read().decode())


def _cost(usage: resource.struct_rusage) -> tuple[float, float]:
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _strays() -> list[resource.struct_rusage]:
    """Wait for the processes that a command left behind."""
    found: list[resource.struct_rusage] = []
    deadline = time.monotonic() + STRAY_SECONDS
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid:
            found.append(usage)
        else:
            time.sleep(0.01)
    raise Failed(f"a process that was left behind still runs after {STRAY_SECONDS} s")
