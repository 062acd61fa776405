"""Folders that ship with the package: notebooks and maps of known exports."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_IN_CHECKOUT = {"notebooks": _PACKAGE.parent / "notebooks", "maps": _PACKAGE.parent / "data" / "maps"}


def folder(name: str) -> Path:
    """Give a shipped folder, from the installed package or from a checkout of its repository.

    Examples
    --------
    >>> folder("maps").is_dir()
    True
    """
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _IN_CHECKOUT[name]
