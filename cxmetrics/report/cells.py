"""A papermill engine that runs the cells in its own process: for one that is made for a single notebook."""

from __future__ import annotations

import builtins
import io
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from typing import Any, NoReturn
from unittest.mock import patch

from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import json_packer, json_unpacker
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

SKIPPED = "skip-execution"  # the tag by which nbclient passes a cell over


class CellsHere:
    """Papermill's engine ``cx-inproc``: no kernel is started, and what a cell shows is the same.

    A cell that takes longer than ``execution_timeout`` seconds ends the whole process by SIGALRM, whatever it does.
    There is no front end: widgets are drawn, but nothing answers them. Papermill loads this class while it is itself
    being imported, so that its own base class is asked for only when a notebook runs.
    """

    @staticmethod
    def execute_notebook(nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run the code cells in order, up to the first that fails."""
        return _engine().execute_notebook(nb, kernel_name, **options)

    @staticmethod
    def nb_kernel_name(nb: Any, name: str | None = None) -> Any:
        """Name of the kernel that the notebook was written for."""
        return _engine().nb_kernel_name(nb, name)

    @staticmethod
    def nb_language(nb: Any, language: str | None = None) -> Any:
        """Language of the notebook."""
        return _engine().nb_language(nb, language)


@cache
def _engine() -> Any:
    from papermill.engines import Engine  # noqa: PLC0415 - see above

    class Managed(Engine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, execution_timeout: float | None = None, **_: Any
        ) -> None:
            _run(nb_man, execution_timeout)

    return Managed


def _run(nb_man: Any, seconds: float | None) -> None:
    outputs = _Outputs()
    _Shell.clear_instance()
    shell = _Shell.instance(shown=outputs)
    with outputs.caught():
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip() or SKIPPED in cell.metadata.get("tags", []):
                continue
            nb_man.cell_start(cell, index)
            outputs.of_cell = cell.outputs
            with _time_limit(seconds):
                done = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
            cell.execution_count = done.execution_count
            if not done.success:
                nb_man.cell_exception(cell, cell_index=index)
            nb_man.cell_complete(cell, cell_index=index)
            if not done.success:
                break


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    """Let the operating system end this process when the time is over: no code can catch or outlast that."""
    if seconds:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class _Outputs:
    """What the running cell has shown so far."""

    def __init__(self) -> None:
        self.of_cell: list[Any] = []
        self.by_name: dict[str | None, list[Any]] = {}

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Catch the streams, and let nobody wait for an answer."""
        with ExitStack() as stack:
            stack.enter_context(redirect_stdout(_Stream("stdout", self)))
            stack.enter_context(redirect_stderr(_Stream("stderr", self)))
            stack.enter_context(patch.object(builtins, "input", _no_input))
            yield

    def text(self, name: str, text: str) -> None:
        last = self.of_cell[-1] if self.of_cell else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            self.of_cell.append(_output("stream", name=name, text=text))

    def display(self, sent: dict[str, Any], *, name: str | None, update: bool) -> None:
        """Add a display, or change those of its name wherever they are."""
        if not update:
            self.of_cell.append(_output("display_data", **sent))
            self.by_name.setdefault(name, []).append(self.of_cell[-1])
            return
        for output in self.by_name.get(name, []):
            output.update(sent)


def _no_input(*_: object) -> NoReturn:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


class _Stream(io.TextIOBase):
    def __init__(self, name: str, outputs: _Outputs) -> None:
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self.outputs.text(self.name, text)
        return len(text)


def _sent(data: Any, metadata: Any) -> dict[str, Any]:
    """Give what is shown as it is now, and as a kernel would send it."""
    sent: dict[str, Any] = json_unpacker(json_packer({"data": data, "metadata": metadata or {}}))
    return sent


def _output(kind: str, **fields: Any) -> Any:
    return new_output(kind, **fields)  # type: ignore[no-untyped-call]


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, *_: Any, **options: Any) -> None:
        name = (options.get("transient") or {}).get("display_id")
        self.shell.shown.display(_sent(data, metadata), name=name, update=bool(options.get("update")))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.shown.of_cell.clear()


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        """Nothing: a notebook numbers its results itself."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        result = _output("execute_result", execution_count=self.prompt_count, **_sent(format_dict, md_dict))
        self.shell.shown.of_cell.append(result)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    compiler_class = Type(XCachingCompiler)  # a kernel's, which names the cells as it does

    def __init__(self, *, shown: _Outputs) -> None:
        self.shown = shown
        quiet = Config({"HistoryManager": {"enabled": False}})
        super().__init__(config=quiet)  # type: ignore[no-untyped-call]

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        error = _output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))
        self.shown.of_cell.append(error)
