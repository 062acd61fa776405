"""Comments, put together from phrases."""

from typing import Final

import numpy as np
import pandas as pd
from chance import Ints
from phrases import (
    FOLLOW_UPS,
    HAPPY,
    HAPPY_BY_CHANNEL,
    ITEMS,
    LUKEWARM,
    PERSONAL,
    UNHAPPY,
    UNHAPPY_BY_CHANNEL,
)

COMMENT_SHARES: Final = np.array([0.50, 0.22, 0.30])  # unhappy, lukewarm, happy: of the answers to NPS
OTHER_QUESTIONS: Final = {
    "nps": 1.0,
    "csat": 0.2,
    "ces": 0.2,
}  # factor on these shares; the further questions have none
OWN_CHANNEL_SHARE: Final = 0.5  # comments about the channel, where there are phrases for it
FOLLOW_UP_SHARE: Final = 0.15
PERSONAL_SHARE: Final = 0.012
LONGEST_WAIT: Final = 15  # days
TONES: Final[tuple[tuple[tuple[str, ...], dict[str, tuple[str, ...]]], ...]] = (
    (UNHAPPY, UNHAPPY_BY_CHANNEL),
    (LUKEWARM, {}),
    (HAPPY, HAPPY_BY_CHANNEL),
)


def comments(rng: np.random.Generator, rows: pd.DataFrame, channel: np.ndarray) -> np.ndarray:
    """Write a comment or nothing for each answer, by its tone (0, 1, 2) and the channel's name."""
    tone = rows["tone"].to_numpy()
    share = COMMENT_SHARES[tone] * rows["metric"].map(OTHER_QUESTIONS).fillna(0.0).to_numpy()
    spoken = np.flatnonzero(rng.random(len(rows)) < share)
    text = np.full(len(rows), "", dtype=object)
    text[spoken] = _texts(rng, tone[spoken], channel[spoken])
    return text


def _texts(rng: np.random.Generator, tone: Ints, channel: np.ndarray) -> list[str]:
    chance = rng.random((len(tone), 3)).tolist()
    number = rng.integers(1 << 20, size=(len(tone), 5)).tolist()
    return [_text(*each) for each in zip(tone.tolist(), channel, chance, number, strict=True)]


def _text(tone: int, channel: str, chance: list[float], number: list[int]) -> str:
    own, follow_up, personal = chance
    general, by_channel = TONES[tone]
    phrases = by_channel.get(channel, general) if own < OWN_CHANNEL_SHARE else general
    text = _one_of(phrases, number[0]).format(item=_one_of(ITEMS, number[1]), days=2 + number[2] % (LONGEST_WAIT - 1))
    if follow_up < FOLLOW_UP_SHARE:
        text += _one_of(FOLLOW_UPS, number[3])
    if personal < PERSONAL_SHARE:
        text += _one_of(PERSONAL, number[4]).format(number=number[3] % 10_000)
    return text


def _one_of(phrases: tuple[str, ...], number: int) -> str:
    return phrases[number % len(phrases)]
