"""What a shipped map declares, checked word for word: its tables, files, columns and defaults."""

from __future__ import annotations

import functools
import tomllib
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cxmetrics.errors import ParameterError
from cxmetrics.resources import folder
from cxmetrics.sources.config import Names, TableConfig


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(_Strict):
    """Columns of a file that a map reads.

    Parameters
    ----------
    needs : tuple of str
        Columns without which the map cannot work.
    uses : tuple of str
        Columns that it reads where the file has them.
    """

    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


class Join(Columns):
    """A file that is joined to a table's main file.

    Parameters
    ----------
    key : str, optional
        Column that is unique in it: the join is m:1. Without it the select of the map makes one row a key first.
    """

    key: str | None = None


class MapTable(Columns):
    """How one table is made.

    Parameters
    ----------
    file : str, optional
        The main file, by its name in ``[files]``: its rows are the account.
    answers_per_row : int
        Rows that one file row becomes.
    joins : dict of Join
        Other files, by their names in ``[files]``.
    """

    file: str | None = None
    answers_per_row: int = Field(default=1, ge=1)
    joins: dict[str, Join] = Field(default_factory=dict)


def _names(value: Any) -> Any:
    return {name: [name, *others] for name, others in value.items()} if isinstance(value, dict) else value


class MapFile(_Strict):
    """A shipped map.

    Parameters
    ----------
    about : str
        What it is for, in a line.
    currency : str, optional
        ISO 4217 code of the amounts, where the export has one and does not say it.
    header : tuple of str
        Names of the columns of a file without a header, whose fields are apart by white space.
    aliases : dict of tuple of str
        Other names that a column may have.
    files : dict of str
        File names, or patterns, in the folder of the source.
    defaults : dict
        Entries of cx.toml that the export implies.
    tables : dict of MapTable
        The tables that it makes.
    """

    about: str
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    header: tuple[str, ...] = ()
    aliases: Annotated[dict[str, Names], BeforeValidator(_names)] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, Any] = Field(default_factory=dict)
    tables: dict[str, MapTable]


def map_names() -> list[str]:
    """Names of the shipped maps."""
    return sorted(path.parent.name for path in folder("maps").glob("*/map.toml"))


@functools.cache
def read_map(name: str) -> MapFile:
    """Read what a shipped map declares.

    Examples
    --------
    >>> read_map("online_retail").defaults
    {'timezone': 'Europe/London'}
    """
    if name not in map_names():
        known = ", ".join(map_names())
        raise ParameterError("E-MAP", "there is no map {name!r}.", fix="one of {known}.", name=name, known=known)
    return MapFile.model_validate(tomllib.loads((folder("maps") / name / "map.toml").read_text(encoding="utf-8")))


def map_table(config: TableConfig, table: str) -> MapTable:
    """Give what the map of a table declares of it; nothing where there is no map."""
    if config.map is None:
        return MapTable()
    known = read_map(config.map).tables
    if table not in known:
        made = ", ".join(known)
        raise ParameterError(
            "E-MAP",
            "the map {name!r} makes no {table}.",
            fix="it makes {made}.",
            name=config.map,
            table=table,
            made=made,
        )
    return known[table]


def map_select(config: TableConfig, table: str) -> str | None:
    """Give the select of a map for a table; None where names alone are enough."""
    path = folder("maps") / (config.map or "") / f"{table}.sql"
    return path.read_text(encoding="utf-8") if config.map and path.is_file() else None


def with_defaults(config: TableConfig) -> TableConfig:
    """Fill in what the map declares and the company does not.

    Examples
    --------
    >>> config = TableConfig(source=".", map="olist")
    >>> with_defaults(config).timezone, with_defaults(config).sampled
    ('America/Sao_Paulo', 'orders')
    """
    if config.map is None:
        return config
    defaults, said = read_map(config.map).defaults, config.model_dump(include=config.model_fields_set)
    given = {name: value for name, value in said.items() if value is not None}
    scales = {**defaults.get("scale", {}), **given.get("scale", {})}
    return TableConfig.model_validate({**defaults, **given, "scale": scales})
