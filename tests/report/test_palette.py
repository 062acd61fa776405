"""The palette: strong enough to read, distinct in greyscale and to the colour-blind, by formulas that are not ours."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest

from cxmetrics.theme import DARK, HEAT_STEPS, LIGHT, PARTS, SERIES, TONES, colours

MODES = pytest.mark.parametrize("palette", [LIGHT, DARK])
AA = 4.5  # WCAG 2.2, 1.4.3: contrast of text
MARK = 3.0  # WCAG 2.2, 1.4.11: contrast of a mark that must be seen
GREY, SEEN = 8.0, 14.0  # least distance of two colours in CIE L*, and in CIE L*a*b* (2.3 can just be noticed)

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for Simulation of Color Vision
# Deficiency. IEEE TVCG 15 (2009) 1291-1298, severity 1.0, on linear RGB.
BLIND: dict[str, Any] = {
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "full sight": np.eye(3),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # IEC 61966-2-1
WHITE = TO_XYZ.sum(axis=1)


def linear(colour: str) -> Any:
    levels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(colour) @ TO_XYZ[1]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: str) -> Any:
    seen = np.clip(BLIND[sight] @ linear(colour), 0, 1)
    ratio = TO_XYZ @ seen / WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def sets(palette: Any) -> list[list[str]]:
    return [[getattr(palette, name) for name in names] for names in (SERIES, *PARTS.values()) if len(names) > 1]


def test_the_formulas_give_published_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lab("#ff0000", "full sight") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    for matrix in BLIND.values():
        assert np.sum(matrix, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


@MODES
def test_text_is_strong_enough_on_its_ground(palette: Any) -> None:
    grounds = (palette.paper, palette.surface, palette.band)
    pairs = [(ink, ground) for ink in (palette.ink, palette.muted) for ground in grounds]
    pairs += [(ink, ground) for ink in (palette.accent, palette.warm) for ground in grounds[:2]]
    pairs += [(palette.ink, getattr(palette, name)) for name in ("rule", "accent_mid", "warm_mid", "accent_tint")]
    pairs += [(palette.paper, getattr(palette, name)) for name in ("accent", "warm", "muted", "heat_5")]
    pairs += [(palette.ink, getattr(palette, f"heat_{step}")) for step in range(1, HEAT_STEPS)]
    weak = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < AA}
    assert weak == {}


@MODES
def test_marks_that_carry_meaning_are_seen(palette: Any) -> None:
    for name in ("accent", "accent_mid", "warm", "muted"):
        assert contrast(getattr(palette, name), palette.paper) >= MARK


@MODES
@pytest.mark.parametrize("sight", BLIND)
def test_series_differ_to_every_eye(palette: Any, sight: str) -> None:
    for together in sets(palette):
        apart = {
            pair: float(np.linalg.norm(lab(pair[0], sight) - lab(pair[1], sight))) for pair in combinations(together, 2)
        }
        assert {pair: round(far, 1) for pair, far in apart.items() if far < SEEN} == {}


@MODES
def test_series_differ_in_greyscale(palette: Any) -> None:
    for together in sets(palette):
        light = sorted(lab(colour, "full sight")[0] for colour in together)
        assert min(high - low for low, high in pairwise(light)) >= GREY


@MODES
def test_steps_of_a_table_rise_evenly_in_greyscale(palette: Any) -> None:
    light = [lab(getattr(palette, f"heat_{step}"), "full sight")[0] for step in range(1, HEAT_STEPS + 1)]
    steps = np.diff(light) * (-1 if palette is LIGHT else 1)
    assert min(steps) >= GREY


def test_each_light_colour_has_one_dark_one() -> None:
    light = list(colours(LIGHT).values())
    assert len(set(light)) == len(light)
    assert set(colours(LIGHT)) == set(colours(DARK))


def test_verdicts_differ_without_colour() -> None:
    assert len({tone.sign for tone in TONES.values()}) == len(TONES)
    assert {tone.colour for tone in TONES.values()} <= set(colours(LIGHT))
