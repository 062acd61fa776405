"""A warmed process that forks itself anew for each notebook: ``python -P -m cxmetrics.report.warm``.

It is started with the environment of a notebook's process, so that no credential is in it or in its children. The
runner sends one order a notebook over the socket that is its standard input and is told how each ended. When the runner
goes, whatever still runs is killed.

Before a fork there may be one thread only: nothing here opens DuckDB, computes with Arrow or sets a page.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from cxmetrics.report.execute import EXECUTED, SOURCE, import_papermill, literal, private

USED: Final = ("cxmetrics.control", "cxmetrics.display", "cxmetrics.tables", "cxmetrics.report.cells")
ENGINE: Final = "cx-inproc"

Order = dict[str, Any]


@dataclass(frozen=True)
class Child:
    """A notebook that runs: its number, its process, and when it must have ended."""

    number: int
    process: BaseProcess
    end: float


def serve(link: Connection) -> None:
    """Fork a child for each order until the runner goes."""
    running: dict[Any, Child] = {}
    try:
        while True:
            left = [child.end - time.monotonic() for child in running.values()]
            ready = wait([link, *running], timeout=max(min(left), 0.0) if left else None)
            for sentinel in running.keys() & set(ready):
                child = running.pop(sentinel)
                _tell(link, child.number, _end(child))
            for sentinel, child in list(running.items()):
                if child.end < time.monotonic():
                    _end(running.pop(sentinel))
                    _tell(link, child.number, -signal.SIGALRM)
            if link in ready:
                child = _fork(link, json.loads(link.recv_bytes()))
                running[child.process.sentinel] = child
    except (EOFError, OSError):  # the runner has gone
        for child in running.values():
            _end(child)


def _tell(link: Connection, number: int, status: int | None) -> None:
    link.send_bytes(json.dumps([number, status]).encode())


def _fork(link: Connection, order: Order) -> Child:
    process = get_context("fork").Process(target=_run, args=(link, order))
    process.start()
    return Child(order["number"], process, time.monotonic() + order["at_most"])


def _end(child: Child) -> int | None:
    """Kill a child, unless it has ended, and all that it started; give its exit status."""
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid or 0, signal.SIGKILL)
    child.process.kill()
    child.process.join()
    return child.process.exitcode


def _run(link: Connection, order: Order) -> None:
    """Run one notebook in this fresh child, which then ends at once."""
    os.setsid()
    link.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    folder, status = Path(order["folder"]), 1
    os.environ.update(private(folder))
    tempfile.tempdir = None
    papermill = import_papermill()
    try:
        papermill.execute_notebook(
            literal(folder / SOURCE),
            literal(folder / EXECUTED),
            parameters=order["values"],
            engine_name=ENGINE,
            request_save_on_cell_execute=False,
            progress_bar=False,
            execution_timeout=order["seconds"],
            cwd=str(folder),
        )
        status = 0
    except papermill.PapermillExecutionError:
        status = 0  # the executed copy says which cell failed, and how
    finally:
        os._exit(status)


def main() -> None:
    """Import what notebooks use, and wait for orders."""
    link: Connection = Connection(os.dup(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_papermill()
    for name in USED:
        import_module(name)
    gc.collect()
    gc.freeze()
    serve(link)
    os._exit(0)  # what is frozen is not to be cleaned up


if __name__ == "__main__":
    main()
