"""The look, once: palette, signs, type sizes and spacing, read by figures, HTML and PDF alike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True)
class Palette:
    """Colours of one mode as ``#rrggbb``; text keeps 4.5:1 or more on its ground, and no two colours are one grey.

    Parameters
    ----------
    paper, surface, band : str
        Page, card, and the light field behind what cannot be shown.
    ink, muted, faint, rule : str
        Text, quiet text, marks that carry no text, hairlines.
    accent, accent_mid, accent_tint : str
        The one accent, and its two lighter steps.
    warm, warm_mid : str
        The counterpart of the accent, kept for what got worse; it is lighter than the accent, also in greyscale.
    heat_1, heat_2, heat_3, heat_4, heat_5 : str
        Grounds of table cells from low to high: `ink` is written on the first four, `paper` on the last.

    Examples
    --------
    >>> LIGHT.ink
    '#17212b'
    """

    paper: str
    surface: str
    band: str
    ink: str
    muted: str
    faint: str
    rule: str
    accent: str
    accent_mid: str
    accent_tint: str
    warm: str
    warm_mid: str
    heat_1: str
    heat_2: str
    heat_3: str
    heat_4: str
    heat_5: str


LIGHT: Final = Palette(
    paper="#ffffff",
    surface="#f6f7f8",
    band="#eceff1",
    ink="#17212b",
    muted="#56626e",
    faint="#a3adb6",
    rule="#d5dade",
    accent="#004f61",
    accent_mid="#5f9bab",
    accent_tint="#d4e5e9",
    warm="#bf4418",
    warm_mid="#e0ab93",
    heat_1="#edf4f5",
    heat_2="#c8dadf",
    heat_3="#9bbcc4",
    heat_4="#6a9aa6",
    heat_5="#155f70",
)
DARK: Final = Palette(
    paper="#11171d",
    surface="#1a222a",
    band="#252f38",
    ink="#e9edf1",
    muted="#a9b4be",
    faint="#6d7883",
    rule="#35404a",
    accent="#86d3e2",
    accent_mid="#327283",
    accent_tint="#1d3a43",
    warm="#f58a66",
    warm_mid="#7a4738",
    heat_1="#19262c",
    heat_2="#233e47",
    heat_3="#2f5763",
    heat_4="#3a6f7d",
    heat_5="#7cc1cf",
)


@dataclass(frozen=True)
class Tone:
    """A verdict, its colour by its name in `Palette`, and the sign that says the same without colour; none has none."""

    name: str
    colour: str
    sign: str


TONES: Final = {
    "better": Tone("better", "accent", "▲"),
    "worse": Tone("worse", "warm", "▼"),
    "unclear": Tone("unclear", "muted", "?"),
    "none": Tone("none", "muted", ""),
}
SERIES: Final = ("accent", "warm", "ink", "accent_mid")  # of curves side by side, each also with a dash of its own
PARTS: Final = {  # of a whole, the best first, by how many there are
    1: ("accent",),
    2: ("accent", "rule"),
    3: ("accent", "rule", "warm"),
    4: ("accent", "accent_mid", "warm_mid", "warm"),
    5: ("accent", "accent_mid", "rule", "warm_mid", "warm"),
}
HEAT_STEPS: Final = 5

FAMILY: Final = "Noto Sans KR"
REPLACEMENT: Final = "□"


@dataclass(frozen=True)
class FigureSize:
    """Width of a figure in inches and its type sizes in points."""

    width: float
    body: float
    small: float
    strong: float


WIDE: Final = FigureSize(width=7.2, body=9.0, small=8.2, strong=10.5)
NARROW: Final = FigureSize(width=3.6, body=9.6, small=8.9, strong=11.5)
LANDSCAPE: Final = FigureSize(width=10.4, body=9.8, small=9.0, strong=11.5)


def colours(palette: Palette) -> dict[str, str]:
    """Return a palette as names and values, for style sheets and templates.

    Parameters
    ----------
    palette : Palette
        `LIGHT` or `DARK`.

    Returns
    -------
    dict of str to str
        Each colour by its name, ``accent_tint`` written ``accent-tint``.

    Examples
    --------
    >>> colours(LIGHT)["accent-tint"]
    '#d4e5e9'
    """
    return {item.name.replace("_", "-"): getattr(palette, item.name) for item in fields(palette)}


def tone(name: str) -> Tone:
    """Return the tone of a verdict; an unknown verdict is shown as no verdict.

    Examples
    --------
    >>> tone("worse").sign, tone("?").sign
    ('▼', '')
    """
    return TONES.get(name, TONES["none"])
