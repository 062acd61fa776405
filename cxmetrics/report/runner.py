"""Runs many notebooks, several at once, each in a fresh fork of one warmed process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from cxmetrics.errors import CxError
from cxmetrics.parts import Part
from cxmetrics.report.execute import CELL_SECONDS, SOURCE, died, environment, read_parts, too_long
from cxmetrics.report.run import Job

COMMAND = (sys.executable, "-P", "-m", "cxmetrics.report.warm")


class Runner:
    """Runs the notebooks of jobs side by side.

    Parameters
    ----------
    workers : int, optional
        How many at once; by default as many as there are processors.
    seconds : int
        Longest time that one cell may take; a notebook may take that for each of its cells.
    """

    def __init__(self, *, workers: int | None = None, seconds: int = CELL_SECONDS) -> None:
        cores = getattr(os, "process_cpu_count", os.cpu_count)() or 1
        self.workers, self.seconds = workers or cores, seconds
        self.threads = max(cores // self.workers, 1)

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="cxmetrics-warm-")
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._folder.cleanup()

    def _start(self) -> None:
        """Start the warmed process: it does not see this one's environment, and Ctrl-C is not for it."""
        threads = {"CXMETRICS_THREADS": str(self.threads), "JE_ARROW_MALLOC_CONF": "background_thread:false"}
        self._link, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, arguments as a list
                COMMAND,
                env=threads | environment(Path(self._folder.name)),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _stop(self) -> None:
        """Let the warmed process end its children and itself."""
        self._link.close()
        self._process.wait()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, list[Part] | CxError]]:
        """Run the notebooks and give each one's parts, or why there are none, as they end.

        Parameters
        ----------
        jobs : iterable of Job
            Taken one by one, as soon as there is room for another.

        Yields
        ------
        tuple of Job and (list of dict or CxError)
        """
        waiting, running = enumerate(jobs), dict[int, Job]()
        self._fill(running, waiting)
        while running:
            try:
                number, status = json.loads(self._link.recv_bytes())
                ended = [(running.pop(number), status)]
            except (EOFError, OSError):  # the warmed process itself was killed
                ended = [(job, None) for job in running.values()]
                running.clear()
                self._stop()
                self._start()
            self._fill(running, waiting)
            yield from ((job, self._outcome(job, status)) for job, status in ended)

    def _fill(self, running: dict[int, Job], waiting: Iterator[tuple[int, Job]]) -> None:
        """Order as many notebooks as there is room for."""
        while len(running) < self.workers and (following := next(waiting, None)) is not None:
            number, job = following
            copy = Path(shutil.copy(job.path, job.folder / SOURCE))
            cells = len(json.loads(copy.read_text(encoding="utf-8"))["cells"])
            limits = {"seconds": self.seconds, "at_most": self.seconds * max(cells, 1)}
            order = {"number": number, "folder": str(job.folder), "values": job.values, **limits}
            running[number] = job
            self._send(json.dumps(order).encode())

    def _send(self, order: bytes) -> None:
        link: Connection = self._link
        try:
            link.send_bytes(order)
        except OSError:  # the warmed process was killed, as the next answer will tell
            return

    def _outcome(self, job: Job, status: int | None) -> list[Part] | CxError:
        name = job.path.name
        if status == -signal.SIGALRM:
            return too_long(name, self.seconds)
        try:
            return read_parts(job.folder, name) if status == 0 else died(name)
        except FileNotFoundError:
            return died(name)
        except CxError as error:
            return error
