"""A browser for ``jupyter nbconvert --to webpdf``, which looks for one in Playwright's own folder only."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.measure import Failed, spend

CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
NESTS: Final = ("chrome-linux64/chrome", "chrome-linux/chrome")  # where Playwright looks, by its version
SHELL_NESTS: Final = ("chrome-headless-shell-linux64/chrome-headless-shell", "chrome-linux/headless_shell")
NOTEBOOK: Final = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class Printer:
    """How a notebook becomes a PDF: the commands, with ``{stem}`` for the notebook, and their environment."""

    name: str
    commands: Sequence[Sequence[str]]
    env: Mapping[str, str]


def printer(jupyter: Path, *, folder: Path) -> Printer:
    """Give the first way to a PDF that works here.

    Parameters
    ----------
    jupyter : Path
        The ``jupyter`` command.
    folder : Path
        Temporary folder, for the links to an installed browser.

    Raises
    ------
    Failed
        No way works.
    """
    webpdf = [[str(jupyter), "nbconvert", "--to", "webpdf", "--disable-chromium-sandbox", "{stem}.ipynb"]]
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    ways = [Printer("webpdf", webpdf, {})]
    if chromium:
        nest = {"PLAYWRIGHT_BROWSERS_PATH": str(_nest(Path(chromium), folder / "browsers"))}
        print_page = [chromium, "--headless", "--no-sandbox", "--print-to-pdf={stem}.pdf", "{stem}.html"]
        html = [str(jupyter), "nbconvert", "--to", "html", "{stem}.ipynb"]
        ways.append(Printer("webpdf, the system's Chromium linked into Playwright's folder", webpdf, nest))
        ways.append(Printer("html, printed by chromium --headless: webpdf does not work here", [html, print_page], {}))
    return next(way for way in [*ways, None] if way is None or _works(way, folder)) or _none()


def _none() -> Printer:
    raise Failed("no browser prints a PDF here: install Chromium, or run `playwright install chromium`")


def _works(way: Printer, folder: Path) -> bool:
    (folder / "trial.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    try:
        for command in way.commands:
            spend([part.format(stem="trial") for part in command], folder=folder, env=way.env)
        (folder / "trial.pdf").unlink()
    except (Failed, FileNotFoundError):
        return False
    return True


def _nest(chromium: Path, folder: Path) -> Path:
    """Lay out a folder of browsers as Playwright expects it, with links to the one that is installed."""
    for name, revision in _revisions().items():
        nests = SHELL_NESTS if name.endswith("shell") else NESTS
        for nest in nests:
            link = folder / f"{name.replace('-', '_')}-{revision}" / nest
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(chromium)
        (folder / f"{name.replace('-', '_')}-{revision}" / "INSTALLATION_COMPLETE").touch()
    return folder


def _revisions() -> dict[str, str]:
    """Builds of Chromium that the installed Playwright asks for."""
    spec = importlib.util.find_spec("playwright")
    if spec is None or spec.origin is None:
        return {}
    listed = Path(spec.origin).parent / "driver" / "package" / "browsers.json"
    browsers = json.loads(listed.read_text(encoding="utf-8"))["browsers"]
    return {b["name"]: b["revision"] for b in browsers if b["name"].startswith("chromium")}
