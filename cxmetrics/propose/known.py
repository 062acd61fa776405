"""Exports of known systems: the shipped maps that fit a file or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxmetrics.sources.mapfile import MapFile, MapTable, map_names, read_map

GENERIC = "generic"  # maps of the kit's own names say nothing about where a file is from


def fitting(path: Path, header: Sequence[str] = ()) -> list[str]:
    """Find the maps that fit a file by its columns or a folder by its files, the one that asks for most first.

    Parameters
    ----------
    path : Path
        A file, or a folder of linked files.
    header : sequence of str
        Columns of the file.

    Examples
    --------
    >>> header = ["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country", "Description"]
    >>> fitting(Path("retail.parquet"), header)
    ['online_retail']
    """
    maps = {name: read_map(name) for name in map_names() if not name.startswith(GENERIC)}
    fits = {name: tables_of(one, path, header) for name, one in maps.items()}
    found = [name for name, tables in fits.items() if tables]
    return sorted(found, key=lambda name: -max(len(maps[name].tables[table].needs) for table in fits[name]))


def tables_of(one: MapFile, path: Path, header: Sequence[str] = ()) -> list[str]:
    """Tables that a map can make of a file or folder."""
    if path.is_dir():
        return [name for name, table in one.tables.items() if one.files and _has_files(one, table, path)]
    return [
        name
        for name, table in one.tables.items()
        if table.file is None and table.needs and all(_has(one, column, header) for column in table.needs)
    ]


def _has_files(one: MapFile, table: MapTable, path: Path) -> bool:
    wanted = [table.file, *table.joins]
    return table.file is not None and all(any(path.glob(one.files[name])) for name in wanted if name)


def _has(one: MapFile, column: str, header: Sequence[str]) -> bool:
    return any(name in header for name in one.aliases.get(column, (column,)))
