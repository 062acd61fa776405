"""The cells of a notebook as plain Python: ``python -m benchmarks.cells NOTEBOOK PARAMETERS ...``.

Nothing is shown: the parts are only collected, so that what this costs is the work of the cells alone. Several sets of
parameters are run one after the other in the same process.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cxmetrics.display


def main() -> None:
    """Run the notebook for each set of parameters, and count the parts."""
    notebook, *sets = sys.argv[1:]
    for parameters in sets:
        print(f"{_run(notebook, json.loads(parameters))} parts")


def _run(notebook: str, parameters: dict[str, Any]) -> int:
    """Run the code cells in order, the parameters injected behind their cell."""
    shown: list[Any] = []
    cxmetrics.display.show = lambda *parts: shown.extend(part for part in parts if part is not None)
    scope: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), scope)  # noqa: S102 - the notebook of this repository
        if "parameters" in cell["metadata"].get("tags", []):
            scope.update(parameters)
    if not shown or shown[-1]["type"] != "end":
        sys.exit("the last cell was not reached")
    return len(shown)


if __name__ == "__main__":
    main()
