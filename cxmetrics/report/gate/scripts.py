"""What a page would run: the one script of the kit where something on it can be moved, and nothing else."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Final

from cxmetrics.errors import RenderError
from cxmetrics.report.document import Document
from cxmetrics.report.gate.text import texts
from cxmetrics.report.html import SCRIPT, moves, policy

DATA: Final = {"type": "application/json"}
POLICY: Final = "content-security-policy"


class Scripts(HTMLParser):
    """The scripts of a page, the data that they read, the style sheets, the policies, and attributes that would run.

    Examples
    --------
    >>> found = Scripts('<p onclick="x()"><script>y()</script><script type="application/json">[1]</script>')
    >>> found.run, found.data, found.handlers
    (['y()'], ['[1]'], ['onclick'])
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.run: list[str] = []
        self.data: list[str] = []
        self.styles: list[str] = []
        self.policies: list[str] = []
        self.handlers: list[str] = []
        self._inside: list[str] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag would run, and whether text that is no words of the page begins."""
        given = dict(attrs)
        self.handlers += [name for name in given if name.startswith("on")]
        if (given.get("http-equiv") or "").lower() == POLICY:
            self.policies.append(given.get("content") or "")
        self._inside = None
        if tag in {"script", "style"}:
            self._inside = self.styles if tag == "style" else self.data if given == DATA else self.run
            self._inside.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note that words of the page begin again."""
        self._inside = None

    def handle_data(self, data: str) -> None:
        """Keep what stands in a script or style sheet."""
        if self._inside is not None:
            self._inside[-1] += data


def check_scripts(page: str, document: Document) -> list[str]:
    """Refuse a page that would run anything but the kit's script, or under another policy than the kit's.

    Parameters
    ----------
    page : str
        The page.
    document : dict
        What it was made from.

    Returns
    -------
    list of str
        Every text in the data of its script.

    Raises
    ------
    RenderError
        Naming what would run.
    """
    found, moved = Scripts(page), moves(document["blocks"])
    wanted = [SCRIPT] if moved else []
    if other := [*found.handlers, *(script for script in found.run if script not in wanted)]:
        raise RenderError("E-PAGE-SCRIPT", "the page would run something: {value!r}.", value=other[0][:60])
    if found.run != wanted or len(found.data) != moved:
        raise RenderError("E-PAGE-SCRIPT", "the page lacks its script or what that reads.")
    if found.policies != [policy("".join(found.styles), "".join(wanted))]:
        raise RenderError("E-PAGE-POLICY", "the page has no content security policy.")
    return [text for data in found.data for text in texts(json.loads(data))]
