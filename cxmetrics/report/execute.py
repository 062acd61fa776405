"""Run a notebook once, in a private folder and a kernel of its own, and collect the parts it showed."""

from __future__ import annotations

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
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZDIR", "VIRTUAL_ENV", "SYSTEMROOT", "LD_LIBRARY_PATH")
OWN = re.compile(r"^CXMETRICS_(THREADS|MEMORY|SPILL|CACHE)$")


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
    papermill = _papermill()
    copy = Path(shutil.copy(notebook, folder / "notebook.ipynb"))
    sockets = tempfile.mkdtemp(prefix="cx-")
    try:
        done = papermill.execute_notebook(
            _literal(copy),
            _literal(folder / "executed.ipynb"),
            parameters=dict(parameters),
            progress_bar=False,
            execution_timeout=seconds,
            cwd=str(folder),
            kernel_manager_class=_kernel_manager(folder, sockets),
        )
    except papermill.PapermillExecutionError as error:
        raise _failure(error) from None
    except TimeoutError:
        raise RenderError(
            "E-TIMEOUT", "a cell took longer than {seconds} s.", where=notebook.name, seconds=seconds
        ) from None
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
    return parts_of(done, notebook.name)


def _papermill() -> Any:
    """Import papermill without the Lark grammars that jsonschema would compile for formats nobody uses here."""
    modules: dict[str, Any] = sys.modules
    modules.setdefault("rfc3987_syntax", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import papermill  # noqa: PLC0415 - heavy, and only a run needs it

    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill


def _literal(path: Path) -> str:
    """Path in which papermill's ``str.format`` finds nothing to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _kernel_manager(folder: Path, sockets: str) -> type:
    """Kernel manager over local sockets, whose kernel sees an allow-list of the environment only."""
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415 - only a run needs it
    from traitlets import default  # noqa: PLC0415

    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or OWN.match(name)}
    private = {name: str(folder) for name in ("TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")}
    environment = {**kept, **private, "CXMETRICS_RUN": "1", "PYTHONHASHSEED": "0"}

    class Manager(AsyncKernelManager):
        @default("transport")
        def _local(self) -> str:
            return "ipc"

        @default("ip")
        def _beside_no_other(self) -> str:
            return str(Path(sockets, "k"))

        async def _async_start_kernel(self, **options: Any) -> Any:
            return await super()._async_start_kernel(**{**options, "env": environment})

        start_kernel = _async_start_kernel

    return Manager


def _failure(error: Any) -> CxError:
    """Turn a failed cell into an error of the same kind, naming the cell; its locals stay in the kernel."""
    where = f"cell {error.cell_index}"
    kinds = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
    kind = kinds.get(error.ename)
    if kind is not None and issubclass(kind, CxError):
        code, _, text = str(error.evalue).partition(" ")
        return kind(code, "{text}", text=text)
    first = str(error.evalue).splitlines()[0][:200] if error.evalue else ""
    return RenderError(
        "E-CELL",
        "{ename}: {first}",
        where=where,
        fix="run the notebook in JupyterLab to see it.",
        ename=error.ename,
        first=first,
    )


def parts_of(notebook: Any, name: str, *, fix: str = "run it in JupyterLab.") -> list[Part]:
    """Give the parts that an executed notebook holds.

    Parameters
    ----------
    notebook : NotebookNode
        The executed notebook.
    name : str
        Its name, for the error.
    fix : str
        What to do if it is not whole.

    Raises
    ------
    RenderError
        The last cell was not reached.
    """
    parts = [
        output["data"][MIME]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]
    if not parts or parts[-1]["type"] != "end":
        raise RenderError("E-EARLY-END", "the last cell was not reached.", where=name, fix=fix)
    return [dict(part) for part in parts]
