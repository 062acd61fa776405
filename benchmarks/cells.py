"""The cells of a notebook as plain Python: ``python -m benchmarks.cells NOTEBOOK PARAMETERS``.

Nothing is shown: the parts are only collected, so that what this costs is the work of the cells alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cxmetrics.display


def main() -> None:
    """Run the code cells in order, the parameters injected behind their cell, and count the parts."""
    notebook, parameters = sys.argv[1:]
    shown: list[Any] = []
    cxmetrics.display.show = lambda *parts: shown.extend(part for part in parts if part is not None)
    scope: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), scope)  # noqa: S102 - the notebook of this repository
        if "parameters" in cell["metadata"].get("tags", []):
            scope.update(json.loads(parameters))
    if not shown or shown[-1]["type"] != "end":
        sys.exit("the last cell was not reached")
    print(f"{len(shown)} parts")


if __name__ == "__main__":
    main()
