"""The panel: labelled controls of the keyboard's reach, and below them the answer, busy and errors in one line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

import ipywidgets as widgets
import pandas as pd

from cxmetrics.company import Company
from cxmetrics.display import html, resolve
from cxmetrics.display.resolve import text_of
from cxmetrics.errors import CxError
from cxmetrics.explorer import page
from cxmetrics.explorer.answer import Answer, answer
from cxmetrics.explorer.choice import METRICS, Choice, channels_of, groups_of, metrics_of, months_of
from cxmetrics.parts import group_name
from cxmetrics.words import Value, catalogue, say, write

LOWEST, HIGHEST, STEP = 0.80, 0.99, 0.01
MONTHS_BEFORE = 12  # a year and the same month of the year before
LONGEST_WINDOW = 3650  # days
KEYS = {"nps": "card-nps", "csat": "metric-csat", "ces": "metric-ces", "repeat": "explore-repeat"}
KEYS |= {"returning": "card-returning"}
Option = tuple[str, str]
ANY = ""  # no grouping column, no channel: a dropdown without a value would look empty


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Controls of one company, and the answer that follows them.

    Parameters
    ----------
    company : Company
        A loaded company.
    """

    def __init__(self, company: Company) -> None:
        known = metrics_of(company)
        self._company, self._quiet = company, False
        self._turn = RLock()  # JupyterLab hands changes of two controls to two threads
        self._lang = lang = os.environ.get("CXMETRICS_LANG") or company.config.languages[0]
        self._answer: Answer | None = None
        self.metric = self._choose("metric", [(say(KEYS[name], lang), name) for name in known])
        self.by, self.channel = self._choose("by", []), self._choose("channel", [])
        self.first, self.last = self._choose("first", []), self._choose("last", [])
        self.days = widgets.BoundedIntText(90, min=1, max=LONGEST_WINDOW, **self._label("days"))
        level = min(max(company.config.report.level, LOWEST), HIGHEST)
        limits = {"min": LOWEST, "max": HIGHEST, "step": STEP}
        self.level = widgets.BoundedFloatText(level, **limits, **self._label("level"))
        self._controls = [self.metric, self.by, self.channel, self.first, self.last, self.level, self.days]
        self._look, self._status, self._shown, self._code = (widgets.HTML() for _ in range(4))
        grid = widgets.GridBox(self._controls, layout=widgets.Layout(**page.GRID))
        grid.add_class("cx-controls")
        super().__init__([self._look, grid, self._status, self._shown, self._code])
        self.add_class("cx-panel")
        self._characters: set[str] = set()
        for control in self._controls:
            control.observe(self._changed, "value")
        self._offer()
        self._follow()

    @property
    def frame(self) -> pd.DataFrame | None:
        """The protected frame that is shown; None after an error."""
        return self._answer.frame if self._answer else None

    @property
    def code(self) -> str:
        """The lines that give the same frame."""
        return self._answer.code if self._answer else ""

    def _choose(self, name: str, options: Sequence[Option]) -> widgets.Dropdown:
        return widgets.Dropdown(options=options, **self._label(name))

    def _label(self, name: str) -> dict[str, Any]:
        style, layout = {"description_width": page.LABEL}, widgets.Layout(width="auto")
        return {"description": say(f"explore-{name}", self._lang), "style": style, "layout": layout}

    def _changed(self, change: dict[str, Any]) -> None:
        with self._turn:
            if self._quiet:
                return
            if change["owner"] in {self.metric, self.by}:
                self._offer()
            self._follow()

    def _offer(self) -> None:
        """Offer what the chosen metric's table has; a choice that it has too stays."""
        table, lang = METRICS[self.metric.value], self._lang
        groups: list[Option] = [(text_of(group_name(name), lang), name) for name in groups_of(self._company, table)]
        months = months_of(self._company, table)
        named: list[Option] = [(write(Value(month, "month"), lang), month) for month in months]
        channels: list[Option] = [(name, name) for name in channels_of(self._company, table)]
        with self._quietly():
            _options(self.by, [(say("explore-no-group", lang), ANY), *groups], ANY)
            _options(self.first, named, months[-min(len(months), MONTHS_BEFORE + 1)])
            _options(self.last, named, months[-1])
            in_one = [] if self.by.value == "channel" else channels
            _options(self.channel, [(say("label-total", lang), ANY), *in_one], ANY)
            self.channel.disabled = not in_one
            self.days.layout.display = None if self.metric.value == "repeat" else "none"

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
        self._answer, said = self._asked(lambda: answer(self._choice(), self._company))
        blocks = [html(resolve(part, self._lang)) for part in self._answer.parts] if self._answer else []
        self._show_in_full([*blocks, catalogue(self._lang), *_labels(self.by, self.channel)])
        self._shown.value = page.answer(blocks)
        words = {name: say(f"explore-{name}", self._lang) for name in ("code", "copy", "copied")}
        self._code.value = page.code(self.code, **words) if self.code else ""
        self._status.value = page.status(said, error=bool(said))

    def _show_in_full(self, texts: Iterable[str]) -> None:
        """Send a font along for characters beyond ASCII, again whenever there are new ones."""
        characters = {character for text in texts for character in text if not character.isascii()}
        if not self._look.value or not characters <= self._characters:
            self._characters |= characters
            self._look.value = page.look("".join(sorted(self._characters)))

    def _asked(self, ask: Callable[[], Answer]) -> tuple[Answer | None, str]:
        """Give the answer, or the line that says why there is none."""
        try:
            return ask(), ""
        except CxError as error:
            return None, error.text(self._lang)
        except Exception as error:
            return None, f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"

    def _choice(self) -> Choice:
        return Choice(
            metric=self.metric.value,
            by=self.by.value or None,
            first=self.first.value,
            last=self.last.value,
            channel=self.channel.value or None,
            days=self.days.value,
            level=round(self.level.value, 2),
        )


def _labels(*controls: widgets.Dropdown) -> list[str]:
    return [label for control in controls for label, _ in control.options]


def _options(control: widgets.Dropdown, options: Sequence[Option], otherwise: str) -> None:
    """Give a dropdown its options; its value stays if it is among them, and is not touched if they are the same."""
    if control.options == tuple(options):
        return
    wanted = control.value
    control.options = options
    control.value = wanted if wanted in {value for _, value in options} else otherwise
