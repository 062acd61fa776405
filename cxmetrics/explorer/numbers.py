"""The panel of a company's numbers: metric, group, months, channel and level."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import ipywidgets as widgets

from cxmetrics.company import Company
from cxmetrics.display.resolve import text_of
from cxmetrics.explorer.answer import Answer, answer
from cxmetrics.explorer.choice import METRICS, Choice, channels_of, groups_of, metrics_of, months_of
from cxmetrics.explorer.panel import Option, Panel, grid
from cxmetrics.parts import group_name
from cxmetrics.words import Value, say, write

LOWEST, HIGHEST, STEP = 0.80, 0.99, 0.01
MONTHS_BEFORE = 12  # a year and the same month of the year before
LONGEST_WINDOW = 3650  # days
KEYS = {"nps": "card-nps", "csat": "metric-csat", "ces": "metric-ces", "repeat": "explore-repeat"}
KEYS |= {"returning": "card-returning"}
ANY = ""  # no grouping column, no channel: a dropdown without a value would look empty


class Explorer(Panel):
    """Controls of one company, and the answer that follows them.

    Parameters
    ----------
    company : Company
        A loaded company.
    """

    def __init__(self, company: Company) -> None:
        known = metrics_of(company)
        super().__init__(os.environ.get("CXMETRICS_LANG") or company.config.languages[0])
        self._company = company
        self.metric = self._choose("metric", [(say(KEYS[name], self._lang), name) for name in known])
        self.by, self.channel = self._choose("by", []), self._choose("channel", [])
        self.first, self.last = self._choose("first", []), self._choose("last", [])
        self.days = widgets.BoundedIntText(90, min=1, max=LONGEST_WINDOW, **self._label("days"))
        level = min(max(company.config.report.level, LOWEST), HIGHEST)
        limits = {"min": LOWEST, "max": HIGHEST, "step": STEP}
        self.level = widgets.BoundedFloatText(level, **limits, **self._label("level"))
        controls = [self.metric, self.by, self.channel, self.first, self.last, self.level, self.days]
        self._put(controls, grid(controls))

    @property
    def _leading(self) -> set[widgets.Widget]:
        return {self.metric, self.by}

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

    def _find(self) -> Answer:
        return answer(self._choice(), self._company)

    def _names(self) -> Iterable[str]:
        return [label for control in (self.by, self.channel) for label, _ in control.options]

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


def _options(control: widgets.Dropdown, options: Sequence[Option], otherwise: str) -> None:
    """Give a dropdown its options; its value stays if it is among them, and is not touched if they are the same."""
    if control.options == tuple(options):
        return
    wanted = control.value
    control.options = options
    control.value = wanted if wanted in {value for _, value in options} else otherwise
