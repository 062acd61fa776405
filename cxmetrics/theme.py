"""The look, once: palette, signs, type sizes and spacing, read by figures, HTML and PDF alike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True)
class Palette:
    """Colours of one mode as ``#rrggbb``; text on `paper` and `surface` keeps 4.5:1 or more.

    Parameters
    ----------
    paper, surface, band : str
        Page, card, and the light field behind what cannot be shown.
    ink, muted, faint, rule : str
        Text, quiet text, marks that carry no text, hairlines.
    accent, accent_mid, accent_tint : str
        The one accent, and its two lighter steps.
    warm, warm_mid : str
        The counterpart of the accent, kept for what got worse.

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


LIGHT: Final = Palette(
    paper="#ffffff",
    surface="#f6f7f8",
    band="#eceff1",
    ink="#17212b",
    muted="#56626e",
    faint="#a3adb6",
    rule="#d5dade",
    accent="#005f73",
    accent_mid="#6ba3b0",
    accent_tint="#d4e5e9",
    warm="#ae3b1c",
    warm_mid="#dba08f",
)
DARK: Final = Palette(
    paper="#11171d",
    surface="#1a222a",
    band="#252f38",
    ink="#e9edf1",
    muted="#a9b4be",
    faint="#6d7883",
    rule="#35404a",
    accent="#6cc5d6",
    accent_mid="#3b8797",
    accent_tint="#21424b",
    warm="#ff9c7c",
    warm_mid="#9c5541",
)


@dataclass(frozen=True)
class Tone:
    """A verdict, its colour by its name in `Palette`, and the sign that says the same without colour."""

    name: str
    colour: str
    sign: str


TONES: Final = {
    "better": Tone("better", "accent", "▲"),
    "worse": Tone("worse", "warm", "▼"),
    "unclear": Tone("unclear", "muted", "≈"),
    "none": Tone("none", "muted", "–"),
}

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
NARROW: Final = FigureSize(width=3.6, body=9.0, small=8.2, strong=10.5)


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
    ('▼', '–')
    """
    return TONES.get(name, TONES["none"])
