"""The notebook as source: where it is, which parameters it declares, and strict values for them."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxmetrics.company import find_company
from cxmetrics.errors import ParameterError
from cxmetrics.resources import folder

TYPES: dict[str, type | tuple[type, ...]] = {"str": str, "int": int, "float": (int, float), "bool": bool, "list": list}
DECLARED = re.compile(r"^(\w+): (\w+) = ([^#]*?)\s*(?:# (.*))?$")


@dataclass(frozen=True)
class Parameter:
    """A parameter as its cell declares it: ``month: str = ""  # month to report``."""

    name: str
    kind: str
    default: Any
    help: str


def find_notebook(name: str, company: Path) -> Path:
    """Find a notebook: a path, else a copy of the project, else one that ships with the kit.

    Parameters
    ----------
    name : str
        Path of a notebook, or name of a report.
    company : Path
        The company file or its folder: a copy is looked for there and in its ``notebooks/``.

    Raises
    ------
    ParameterError
        There is no such notebook; the error lists the shipped ones.
    """
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    file, home = f"{path.stem}.ipynb", find_company(company)
    home = home if home.is_dir() else home.parent
    places = (home / file, home / "notebooks" / file, folder("notebooks") / file)
    found = next((place for place in places if place.is_file()), None)
    if name in {path.stem, file} and found is not None:
        return found.resolve()
    known = ", ".join(sorted(entry.stem for entry in folder("notebooks").glob("*.ipynb")))
    raise ParameterError(
        "E-NOTEBOOK",
        "there is no notebook {name!r}.",
        fix="one of {known}, or a path of your own.",
        name=name,
        known=known,
    )


def is_shipped(path: Path) -> bool:
    """Whether a notebook is, byte for byte, the one of its name that ships with the kit."""
    shipped = folder("notebooks") / path.name
    return shipped.is_file() and shipped.read_bytes() == path.read_bytes()


def parameters(path: Path) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares in its cell tagged ``parameters``."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (json.JSONDecodeError, KeyError, UnicodeDecodeError):
        raise ParameterError("E-NOTEBOOK", "this is no whole notebook.", where=path.name, fix="copy it anew.") from None
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    if not tagged:
        raise ParameterError("E-NOTEBOOK", "no cell is tagged `parameters`.", where=path.name, fix="tag the first one.")
    lines = "".join(tagged[0]["source"]).splitlines()
    found = [_declared(line, path) for line in lines if line.strip() and not line.startswith("#")]
    return {parameter.name: parameter for parameter in found}


def _declared(line: str, path: Path) -> Parameter:
    match = DECLARED.match(line)
    if match is None or match[2] not in TYPES:
        raise ParameterError(
            "E-PARAMETER",
            "cannot read {line!r}.",
            where=path.name,
            fix="write `name: str = value  # what it is`.",
            line=line,
        )
    return Parameter(match[1], match[2], ast.literal_eval(match[3]), match[4] or "")


def check(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse unknown names and wrong types; give the values as plain JSON types.

    Raises
    ------
    ParameterError
        An unknown name (with the closest known one) or a value of the wrong type.
    """
    declared = parameters(path)
    return {name: _value(_known(name, declared, path), value, path) for name, value in given.items()}


def _known(name: str, declared: Mapping[str, Parameter], path: Path) -> Parameter:
    if name in declared:
        return declared[name]
    close = difflib.get_close_matches(name, declared, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise ParameterError(
        "E-PARAMETER",
        "{name} has no parameter {parameter!r}.",
        fix="{hint}It takes: {declared}.",
        name=path.name,
        parameter=name,
        hint=hint,
        declared=", ".join(sorted(declared)),
    )


def _value(parameter: Parameter, value: Any, path: Path) -> Any:
    kind = TYPES[parameter.kind]
    wrong_bool = isinstance(value, bool) and parameter.kind != "bool"
    wrong_items = isinstance(value, list) and not all(isinstance(item, str | int | float) for item in value)
    if wrong_bool or wrong_items or not isinstance(value, kind):
        raise ParameterError(
            "E-PARAMETER",
            "{name}={value!r} is no {kind}.",
            where=path.name,
            fix="such as {default!r} ({help}).",
            name=parameter.name,
            value=value,
            kind=parameter.kind,
            default=parameter.default,
            help=parameter.help,
        )
    return value


def from_text(path: Path, pairs: list[str]) -> dict[str, Any]:
    """Read ``name=value`` pairs of the command line by the type that the notebook declares.

    Raises
    ------
    ParameterError
        A pair without ``=``, an unknown name, or a value that is not of its type.
    """
    declared = parameters(path)
    values = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise ParameterError("E-PARAMETER", "{pair!r} has no value.", fix="write name=value.", pair=pair)
        values[name] = _read(_known(name, declared, path), text, path)
    return values


def _read(parameter: Parameter, text: str, path: Path) -> Any:
    if parameter.kind == "str":
        return text
    if parameter.kind == "list":
        return [item.strip() for item in text.split(",") if item.strip()]
    if parameter.kind == "bool" and text in {"true", "false"}:
        return text == "true"
    patterns = {"int": r"[+-]?\d+", "float": r"[+-]?\d+(\.\d+)?"}
    if parameter.kind in patterns and re.fullmatch(patterns[parameter.kind], text, re.ASCII):
        return int(text) if parameter.kind == "int" else float(text)
    return _value(parameter, text if parameter.kind != "bool" else None, path)
