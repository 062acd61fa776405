"""From a file's own columns to those of the contract: shipped maps, or ``rename`` in cx.toml."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxmetrics.contract import Spec
from cxmetrics.engine import quote
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.resources import folder
from cxmetrics.sources.config import Scale, TableConfig

KEPT = ("__file", "__line", "__rows")  # where each row came from, and of how many file rows it is made


@dataclass(frozen=True)
class Mapping:
    """How a file becomes a table.

    Parameters
    ----------
    select : str
        Select over the view ``source`` that gives contract columns, extra groups and `KEPT`.
    dropped : tuple of str
        Columns of the file that are not loaded.
    answers_per_row : int
        Rows that one file row becomes (unpivoted surveys).
    """

    select: str
    dropped: tuple[str, ...]
    answers_per_row: int = 1


def map_names() -> list[str]:
    """Names of the shipped maps."""
    return sorted(path.parent.name for path in folder("maps").glob("*/map.toml"))


def read_map(name: str) -> dict[str, Any]:
    """Read what a shipped map declares."""
    path = folder("maps") / name / "map.toml"
    if name not in map_names():
        raise ParameterError("E-MAP", f"there is no map {name!r}.", fix=f"one of {', '.join(map_names())}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def with_defaults(config: TableConfig) -> TableConfig:
    """Fill in what the map declares and the company does not."""
    if config.map is None:
        return config
    defaults = read_map(config.map).get("defaults", {})
    scales = {name: Scale.model_validate(value) for name, value in defaults.pop("scale", {}).items()}
    given = config.model_fields_set
    update = {name: value for name, value in defaults.items() if name not in given}
    return config.model_copy(update={**update, "scale": {**scales, **config.scale}})


def mapping(config: TableConfig, spec: Spec, found: Sequence[str], *, file: str) -> Mapping:
    """Choose the map of a table: its SQL where the map has one, else names and ``rename``."""
    path = folder("maps") / (config.map or "generic") / f"{spec.name}.sql"
    if config.map is not None:
        declared = read_map(config.map)
        _need(declared.get("needs", []), found, file)
        if path.is_file():
            dropped = tuple(name for name in found if name not in declared.get("needs", ()))
            return Mapping(path.read_text(encoding="utf-8"), dropped, int(declared.get("answers_per_row", 1)))
    return _from_names(config, spec, found, file=file)


def _from_names(config: TableConfig, spec: Spec, found: Sequence[str], *, file: str) -> Mapping:
    _known(config, spec, file)
    sources = {name: _present(config.rename.get(name, (name,)), found) for name in spec.names}
    needed = [sources[name] for name in (*spec.required, *config.rename)] + list(config.groups.values())
    _need(needed, found, file)
    given = {name: source for name, source in sources.items() if source in found}
    chosen = {**given, **config.groups}
    columns = [f"{quote(source)} as {quote(name)}" for name, source in chosen.items()]
    select = f"select {', '.join([*columns, '__file', '__line', '1 as __rows'])} from source"
    dropped = tuple(name for name in found if name not in chosen.values())
    return Mapping(select, dropped)


def _present(names: Sequence[str], found: Sequence[str]) -> str:
    """Give the first of a column's names that the file has."""
    return next((name for name in names if name in found), names[0])


def _known(config: TableConfig, spec: Spec, file: str) -> None:
    """Refuse a rename to a column that the contract does not have."""
    for name in config.rename:
        if name not in spec.names:
            close = difflib.get_close_matches(name, spec.names, n=1)
            fix = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(spec.names)}."
            raise ParameterError("E-RENAME", f"{spec.name} has no column {name!r}.", where=file, fix=fix)


def _need(needed: Sequence[str], found: Sequence[str], file: str) -> None:
    """Refuse a file without a column that is needed; name the closest one."""
    missing = [name for name in needed if name not in found]
    if missing:
        close = difflib.get_close_matches(missing[0], found, n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise DataError(
            "E-COLUMN",
            f"column {missing[0]!r} is missing; found: {', '.join(found)}.",
            where=file,
            fix=f"{hint}Name it with `rename` in cx.toml.",
            more=len(missing) - 1,
        )
