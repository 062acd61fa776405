"""The record of a run: where every number came from, and the parts themselves; the same input gives the same bytes."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cxmetrics
from cxmetrics import estimate
from cxmetrics.parts import Part
from cxmetrics.report import notebook
from cxmetrics.report.document import Run
from cxmetrics.report.published import sha256

LIBRARIES = ("duckdb", "jinja2", "matplotlib", "numpy", "pandas", "papermill", "scipy", "typst", "xlsxwriter")


def records_of(run: Run, path: Path, *, values: Mapping[str, Any]) -> dict[str, bytes]:
    """Give parts and provenance as files: the same input gives the same bytes.

    Parameters
    ----------
    run : Run
        What was reported.
    path : Path
        The notebook.
    values : mapping
        What was given for its parameters.
    """
    record, config = run.company.record or {}, run.company.config
    effective = all_values(path, values)
    provenance = {
        "report": run.name,
        "month": run.month,
        "data_end": record["data_end"],
        "partial": run.company.partial,
        "parameters": {name: value for name, value in effective.items() if name not in {"company", "month"}},
        "min_n": config.report.min_n,
        "seeds": seeds(),
        "notebook": {
            "name": path.name, "sha256": sha256(path.read_bytes()), "shipped": notebook.is_shipped(path)
        },
        "company": {"sha256": sha256(as_json(config.model_dump(mode="json")))},
        "cxmetrics": cxmetrics.__version__,
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "inputs": record["tables"],
        "figures": run.parts[-1]["frames"],
    }  # fmt: skip
    return {
        "parts.json": as_json(list(run.parts[:-1])),
        "record.json": as_json(provenance),
    }


def all_values(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give every parameter of a notebook, the defaults among them."""
    return {name: parameter.default for name, parameter in notebook.parameters(path).items()} | dict(given)


def seeds() -> dict[str, int]:
    """Seed of every estimate that draws random numbers.

    Examples
    --------
    >>> seeds()
    {'bootstrap_mean': 0, 'importance': 0, 'rank_interval': 0}
    """
    known = {
        name: inspect.signature(made).parameters for name, made in inspect.getmembers(estimate, inspect.isfunction)
    }
    return {name: taken["seed"].default for name, taken in known.items() if "seed" in taken}


def as_json(value: list[Part] | Mapping[str, Any]) -> bytes:
    """Write plain values as they are published: JSON in UTF-8, in which nothing is infinite or not a number."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode()
