"""Run a notebook once, in a private folder and a kernel of its own, and collect the parts it showed."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxmetrics import errors
from cxmetrics.display import MIME
from cxmetrics.errors import CxError, RenderError
from cxmetrics.parts import Part

CELL_SECONDS = 600
ARITHMETIC = "OPENBLAS_CORETYPE"  # decides the last digit of a sum: that of the analyst's own session
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZDIR", "VIRTUAL_ENV", "SYSTEMROOT", "LD_LIBRARY_PATH", ARITHMETIC)
OWN = re.compile(r"^CXMETRICS_(THREADS|MEMORY|SPILL|CACHE)$")
FIXED = {
    "CXMETRICS_RUN": "1",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",  # its threads would be there before a fork, and sum in an order of their own
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # what a kernel would choose
}
SOURCE, EXECUTED = "notebook.ipynb", "executed.ipynb"
MARK = "papermill-error-cell-tag"  # of the cells that papermill adds where one failed
LEFT = {("SystemExit", ""), ("SystemExit", "0")}  # no failure, but the last cell is not reached


def execute(notebook: Path, parameters: Mapping[str, Any], *, folder: Path, seconds: int = CELL_SECONDS) -> list[Part]:
    """Run a notebook and give its parts.

    Parameters
    ----------
    notebook : Path
        The notebook; it is copied, never changed.
    parameters : dict
        Checked values of its parameters.
    folder : Path
        Private folder of the run; the executed copy stays there.
    seconds : int
        Longest time that one cell may take.

    Returns
    -------
    list of dict
        The parts in the order in which they were shown.

    Raises
    ------
    RenderError
        A cell failed or took too long, or the last cell was not reached.
    """
    papermill = import_papermill()
    from nbclient.exceptions import DeadKernelError  # noqa: PLC0415 - only a run needs it, and behind papermill

    copy = Path(shutil.copy(notebook, folder / SOURCE))
    sockets = tempfile.mkdtemp(prefix="cx-")
    try:
        papermill.execute_notebook(
            literal(copy),
            literal(folder / EXECUTED),
            parameters=dict(parameters),
            progress_bar=False,
            execution_timeout=seconds,
            cwd=str(folder),
            kernel_manager_class=_kernel_manager(folder, sockets),
        )
    except papermill.PapermillExecutionError:
        pass  # the executed copy says which cell failed, and how
    except TimeoutError:
        raise too_long(notebook.name, seconds) from None
    except DeadKernelError:
        raise died(notebook.name) from None
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
    return read_parts(folder, notebook.name)


def too_long(name: str, seconds: int) -> CxError:
    """Error of a notebook that was stopped."""
    return RenderError("E-TIMEOUT", "a cell took longer than {seconds} s.", where=name, seconds=seconds)


def died(name: str) -> CxError:
    """Error of a notebook whose process ended before the notebook did."""
    fix = "run it in JupyterLab; a lack of memory can be the cause."
    return RenderError("E-DIED", "the process that ran the notebook died.", where=name, fix=fix)


def import_papermill() -> Any:
    """Import papermill without the Lark grammars that jsonschema would compile for formats nobody uses here."""
    modules: dict[str, Any] = sys.modules
    modules.setdefault("rfc3987_syntax", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import papermill  # noqa: PLC0415 - heavy, and only a run needs it

    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill


def literal(path: Path) -> str:
    """Path in which papermill's ``str.format`` finds nothing to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def environment(folder: Path) -> dict[str, str]:
    """Environment of a process that runs a notebook: an allow-list, so that no credential is in it."""
    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or OWN.match(name)}
    return {**kept, **private(folder), **FIXED}


def private(folder: Path) -> dict[str, str]:
    """Keep what a notebook writes on the side in the folder of its run."""
    return {name: str(folder) for name in ("TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")}


def _kernel_manager(folder: Path, sockets: str) -> type:
    """Kernel manager over local sockets, whose kernel sees an allow-list of the environment only."""
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415 - only a run needs it
    from traitlets import default  # noqa: PLC0415

    env = environment(folder)

    class Manager(AsyncKernelManager):
        @default("transport")
        def _local(self) -> str:
            return "ipc"

        @default("ip")
        def _beside_no_other(self) -> str:
            return str(Path(sockets, "k"))

        async def _async_start_kernel(self, **options: Any) -> Any:
            return await super()._async_start_kernel(**{**options, "env": env})

        start_kernel = _async_start_kernel

    return Manager


def read_parts(folder: Path, name: str) -> list[Part]:
    """Give the parts that an executed notebook shows.

    Parameters
    ----------
    folder : Path
        Private folder of the run.
    name : str
        What the notebook is called in errors.

    Raises
    ------
    CxError
        The error of the cell that failed; else a `RenderError` where the last cell was not reached.
    """
    return parts_of(json.loads((folder / EXECUTED).read_text(encoding="utf-8")), name)


def parts_of(notebook: Any, name: str, *, fix: str = "run it in JupyterLab.") -> list[Part]:
    """Give the parts that an executed notebook holds; as `read_parts`, with the way out where it is not whole.

    Parameters
    ----------
    notebook : mapping
        The executed notebook.
    name : str
        What it is called in errors.
    fix : str
        What to do if it is not whole.
    """
    cells = [cell for cell in notebook["cells"] if MARK not in cell["metadata"].get("tags", [])]
    shown = [(number, output) for number, cell in enumerate(cells) for output in cell.get("outputs", [])]
    for number, output in shown:
        if output["output_type"] == "error" and (output["ename"], output["evalue"]) not in LEFT:
            raise _failure(number, output["ename"], output["evalue"])
    parts: list[Part] = [output["data"][MIME] for _, output in shown if MIME in output.get("data", {})]
    if not parts or parts[-1]["type"] != "end":
        raise RenderError("E-EARLY-END", "the last cell was not reached.", where=name, fix=fix)
    return parts


def _failure(number: int, name: str, text: str) -> CxError:
    """Turn a failed cell into an error of the same kind, naming the cell; its locals stay behind."""
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, CxError):
        code, _, said = text.partition(" ")
        return kind(code, "{text}", text=said)
    return RenderError(
        "E-CELL",
        "{ename}: {first}",
        where=f"cell {number}",
        fix="run the notebook in JupyterLab to see it.",
        ename=name,
        first=text.splitlines()[0][:200] if text else "",
    )
