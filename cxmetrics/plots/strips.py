"""A scale of money along a strip of a sheet: its ticks, the line at 0, and where an amount stands."""

from __future__ import annotations

from typing import Final

from cxmetrics.plots.labels import FigureText, safe_label, width_of
from cxmetrics.plots.scales import apart, ticks_in, within
from cxmetrics.plots.sheet import TIGHT, Sheet
from cxmetrics.theme import LIGHT

ZERO: Final = 1.0  # points, of the line at 0


class Strip:
    """A horizontal scale.

    Parameters
    ----------
    low, high : float
        Its ends.
    left, right : float
        Where they are on the sheet, in points.

    Examples
    --------
    >>> strip = Strip(-10.0, 30.0, left=100.0, right=300.0)
    >>> strip.at(0.0), strip.has(31.0)
    (150.0, False)
    """

    def __init__(self, low: float, high: float, *, left: float, right: float) -> None:
        self.low, self.high, self.left, self.right = low, high, left, right

    def at(self, amount: float) -> float:
        """Return the place of an amount, in points from the left; of one beyond the scale its end."""
        share = (min(max(amount, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def has(self, amount: float) -> bool:
        """Say whether an amount is on the scale."""
        return self.low <= amount <= self.high

    def draw(self, sheet: Sheet, text: FigureText, *, top: float, bottom: float) -> float:
        """Draw the ticks from `top` to `bottom` with their words below, and return where these end."""
        size = sheet.size.small

        def places(ticks: list[float], words: list[str]) -> tuple[list[float], list[float]]:
            widths = [width_of(word, size) for word in words]
            at = [within(self.at(tick), width, low=0.0, high=sheet.width)
                  for tick, width in zip(ticks, widths, strict=True)]  # fmt: skip
            return at, widths

        ticks = ticks_in(self.low, self.high, text.on_axis, fit=lambda *named: apart(*places(*named)))
        words = [safe_label(text.on_axis(tick)) for tick in ticks]
        for tick, word, x in zip(ticks, words, places(ticks, words)[0], strict=True):
            look = {"color": LIGHT.ink, "linewidth": ZERO, "zorder": 1.5} if tick == 0 else {"color": LIGHT.rule}
            sheet.line([(self.at(tick), top), (self.at(tick), bottom)], **{"zorder": 0.5} | look)
            font = {"ha": "center", "va": "center_baseline", "color": LIGHT.muted}
            sheet.write(word, x=x, y=bottom + 3 + size * TIGHT / 2, **font)
        return bottom + 3 + size * TIGHT
