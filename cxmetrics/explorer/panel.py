"""A panel: labelled controls of the keyboard's reach, and below them the answer, busy and errors in one line."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

import ipywidgets as widgets
import pandas as pd

from cxmetrics.display import html, shown
from cxmetrics.errors import CxError
from cxmetrics.explorer import page
from cxmetrics.explorer.answer import Answer
from cxmetrics.words import catalogue, say

Option = tuple[str, str]


class Panel(widgets.VBox):  # type: ignore[misc]
    """Controls in a grid, and the answer that follows them.

    Parameters
    ----------
    lang : {"en", "ko"}
        Language of all that it says.
    kind : str, default "explore"
        What the keys of its labels begin with.
    label : str
        Width of the labels, as CSS has it.
    """

    def __init__(self, lang: str, *, kind: str = "explore", label: str = page.LABEL) -> None:
        self._lang, self._kind, self._width, self._quiet = lang, kind, label, False
        self._turn = RLock()  # JupyterLab hands changes of two controls to two threads
        self._answer: Answer | None = None
        self._look, self._status, self._shown, self._code = (widgets.HTML() for _ in range(4))
        self._characters: set[str] = set()
        super().__init__()

    def _put(self, controls: Sequence[widgets.Widget], *rows: widgets.Widget) -> None:
        """Lay rows of controls out, and follow the controls."""
        self._controls = controls
        self.children = [self._look, *rows, self._status, self._shown, self._code]
        self.add_class("cx-panel")
        for control in controls:
            control.observe(self._changed, "value")
        self._offer()
        self._follow()

    @property
    def frame(self) -> pd.DataFrame | None:
        """The frame that is shown; None after an error."""
        return self._answer.frame if self._answer else None

    @property
    def code(self) -> str:
        """The lines that give the same frame."""
        return self._answer.code if self._answer else ""

    @property
    @abstractmethod
    def _leading(self) -> set[widgets.Widget]:
        """Controls whose value says what others offer."""

    @abstractmethod
    def _offer(self) -> None:
        """Offer what the leading controls leave open."""

    @abstractmethod
    def _find(self) -> Answer:
        """Answer what the controls ask."""

    def _names(self) -> Iterable[str]:
        """Give the words of the controls, which no catalogue has."""
        return ()

    def _choose(self, name: str, options: Sequence[Option]) -> widgets.Dropdown:
        return widgets.Dropdown(options=options, **self._label(name))

    def _label(self, name: str) -> dict[str, Any]:
        style, layout = {"description_width": self._width}, widgets.Layout(width="auto")
        return {"description": say(f"{self._kind}-{name}", self._lang), "style": style, "layout": layout}

    def _changed(self, change: dict[str, Any]) -> None:
        with self._turn:
            if self._quiet:
                return
            if change["owner"] in self._leading:
                self._offer()
            self._follow()

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _follow(self) -> None:
        """Answer what the controls ask, and say meanwhile that it is being counted."""
        self._status.value = page.status(say("explore-busy", self._lang))
        (self._answer, self._shown.value), said = self._asked()
        self._show_in_full([self._shown.value, catalogue(self._lang), *self._names()])
        words = {name: say(f"explore-{name}", self._lang) for name in ("code", "copy", "copied")}
        self._code.value = page.code(self.code, **words) if self.code else ""
        self._status.value = page.status(said, error=bool(said))

    def _show_in_full(self, texts: Iterable[str]) -> None:
        """Send a font along for characters beyond ASCII, again whenever there are new ones."""
        characters = {character for text in texts for character in text if not character.isascii()}
        if not self._look.value or not characters <= self._characters:
            self._characters |= characters
            self._look.value = page.look("".join(sorted(self._characters)))

    def _asked(self) -> tuple[tuple[Answer | None, str], str]:
        """Give the answer and its HTML, or the line that says why there is none."""
        try:
            found = self._find()
            return (found, self._html(found)), ""
        except CxError as error:
            return (None, page.answer([])), error.text(self._lang)
        except Exception as error:
            return (None, page.answer([])), f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"

    def _html(self, found: Answer) -> str:
        blocks = [html(shown(part, self._lang)) for part in found.parts]
        beside = [[html(shown(part, self._lang, narrow=True)) for part in parts] for parts in found.beside]
        return page.answer(blocks, beside)


def grid(controls: Sequence[widgets.Widget]) -> widgets.GridBox:
    """Put controls beside each other, as many as there is room for."""
    box = widgets.GridBox(controls, layout=widgets.Layout(**page.GRID))
    box.add_class("cx-controls")
    return box
