"""What a page would fetch from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

FETCHED: Final = {"action", "background", "data", "formaction", "href", "ping", "poster", "src", "srcset"}
ADDRESS: Final = re.compile(r"""(?:(?:src|href)\s*=|url\(|@import)\s*["']?\s*(?:https?:)?//""", re.I)


class Addresses(HTMLParser):
    """What a page would fetch from outside: a label that only says so is none.

    Examples
    --------
    >>> Addresses('<img src="//a/b.png"><p title="src=//a">').found
    ['src=//a/b.png']
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what a tag fetches, and into the pictures that it holds."""
        self._style = tag == "style"
        for name, value in attrs:
            inside = value is None or (value.startswith(("data:", "#")) and not ADDRESS.search(unquote(value)))
            if name in FETCHED and not inside:
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        """Leave the style sheet."""
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Look into the style sheet."""
        if self._style:
            self.found += ADDRESS.findall(data)
