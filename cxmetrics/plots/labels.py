"""The words of a figure: what the caller gives, made safe, measured and wrapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from cxmetrics.fonts import displayable
from cxmetrics.theme import FAMILY

LONGEST, LONGEST_TITLE = 60, 160  # characters
ELLIPSIS = "…"
EMPTY = "–"


@dataclass(frozen=True)
class FigureText:
    """Everything a figure says, in the reader's language.

    Parameters
    ----------
    axis : str
        What is shown and in which unit: ``"NPS, points"``.
    value : callable
        Number to text, for direct labels: ``42.31 -> "42.3"``.
    tick : callable, optional
        Number to text for the axis; `value` if not given.
    interval : callable, optional
        Both ends of an interval to text; ``low–high`` written by `value` if not given.
    count : callable, optional
        Number of answers or customers to text: ``1204 -> "n = 1,204"``.
    across : str, optional
        What the horizontal axis counts, where it is no row of names: ``"days since the first order"``.
    reference : str, optional
        Label of the reference line.
    last_year : str, optional
        Label of the same period a year before.
    gap : str, optional
        Why a period has no value, where `reasons` does not say.
    hidden : str, optional
        Why a group has no value, where `reasons` does not say.
    reasons : mapping of str to str, optional
        The frame's `reason` keys in words.
    names : mapping of str to str, optional
        What else a figure names, by the keys that its function lists, such as what a sign stands for.

    Examples
    --------
    >>> FigureText(axis="NPS", value="{:.0f}".format).between(38.2, 46.4)
    '38–46'
    """

    axis: str
    value: Callable[[float], str]
    tick: Callable[[float], str] | None = None
    interval: Callable[[float, float], str] | None = None
    count: Callable[[int], str] = "n={:,}".format
    across: str = ""
    reference: str = ""
    last_year: str = ""
    gap: str = ""
    hidden: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def on_axis(self, number: float) -> str:
        """Return a number as the axis shows it."""
        return (self.tick or self.value)(number)

    def between(self, low: float, high: float) -> str:
        """Return an interval in words."""
        if self.interval is not None:
            return self.interval(low, high)
        return f"{self.value(low)}–{self.value(high)}"

    def name(self, key: str) -> str:
        """Return one of `names`; nothing if there is none."""
        return safe_label(self.names[key]) if self.names.get(key) else ""

    def why(self, reason: object, otherwise: str) -> str:
        """Return a `reason` key in words; `otherwise` if there are none for it."""
        known = isinstance(reason, str) and reason in self.reasons
        return safe_label(self.reasons[str(reason)] if known else otherwise)


def safe_label(text: str, longest: int = LONGEST) -> str:
    """Return a label that can be drawn: of known glyphs, short, without the underscore that hides a series.

    Examples
    --------
    >>> safe_label("__새벽배송"), safe_label("x" * 99)[-2:], len(safe_label("x" * 99))
    ('새벽배송', 'x…', 60)
    """
    shown = displayable(str(text)[: 4 * longest]).strip().lstrip("_").strip()
    if len(shown) > longest:
        shown = shown[: longest - 1].rstrip() + ELLIPSIS
    return shown or EMPTY


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a line of text is, in points."""
    font = FontProperties(family=FAMILY, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def widest(texts: list[str], size: float, weight: str = "normal") -> float:
    """Return the width of the widest line, in points; 0 if there is none."""
    return max((width_of(text, size, weight) for text in texts), default=0.0)


def wrap(text: str, *, width: float, size: float, lines: int = 2) -> list[str]:
    """Break a label into at most `lines` lines of `width` points, at spaces where it can.

    Parameters
    ----------
    text : str
        One line of displayable text.
    width, size : float
        Room and type size in points.
    lines : int, default 2
        The last one ends in an ellipsis if there is more.

    Returns
    -------
    list of str
        At least one line.
    """
    done: list[str] = []
    rest = text
    while rest and len(done) < lines - 1 and width_of(rest, size) > width:
        cut = _break_at(rest, width=width, size=size)
        done.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*done, fitted(rest, width=width, size=size)]


def _longest_fit(text: str, *, width: float, size: float) -> int:
    """Count the leading characters that fit, at least one."""
    fits = [end for end in range(1, len(text) + 1) if width_of(text[:end], size) <= width]
    return fits[-1] if fits else 1


def _break_at(text: str, *, width: float, size: float) -> int:
    fit = _longest_fit(text, width=width, size=size)
    space = text.rfind(" ", 0, fit + 1)
    return space if space > 0 else fit


def fitted(text: str, *, width: float, size: float) -> str:
    """Return a line as it is, or cut to `width` points with an ellipsis."""
    if width_of(text, size) <= width:
        return text
    room = width - width_of(ELLIPSIS, size)
    return text[: _longest_fit(text, width=room, size=size)].rstrip() + ELLIPSIS


def column(frame: pd.DataFrame, name: str) -> pd.Series[float]:
    """Return a column as floats, missing as NaN; all NaN if the frame has no such column."""
    found = frame[name] if name in frame else pd.Series(float("nan"), index=frame.index)
    return pd.to_numeric(found, errors="coerce").astype(float).reset_index(drop=True)


def words_in(frame: pd.DataFrame, name: str, longest: int = LONGEST) -> list[str]:
    """Return a column of words made safe, nothing where there are none or the frame has no such column."""
    found = frame[name] if name in frame else [""] * len(frame)
    return [safe_label(word, longest) if isinstance(word, str) and word.strip() else "" for word in found]


def flags(frame: pd.DataFrame, name: str) -> list[bool]:
    """Return a column of yes and no; all no if the frame has no such column."""
    return [value is not pd.NA and bool(value) for value in frame[name]] if name in frame else [False] * len(frame)


def reasons(frame: pd.DataFrame) -> list[object]:
    """Return the `reason` column; all missing if the frame has no such column."""
    return list(frame["reason"]) if "reason" in frame else [None] * len(frame)
