"""Personas: how many customers each is, what they say, and their own journey."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.company import Company
from cxmetrics.frames import result
from cxmetrics.path.people import members, traits
from cxmetrics.path.shares import plain
from cxmetrics.path.whole import Journey
from cxmetrics.survey import nps


@dataclass(frozen=True)
class Personas:
    """All personas of a company.

    Parameters
    ----------
    sizes : DataFrame
        A row a persona: share of all known customers.
    scores : DataFrame
        A row a persona: its NPS, where the question was asked.
    stages, touchpoints : DataFrame
        Those of the personas' journeys, with the column ``persona`` before them.
    """

    sizes: pd.DataFrame
    scores: pd.DataFrame
    stages: pd.DataFrame
    touchpoints: pd.DataFrame


def personas(data: Company, follow: Callable[[pd.DataFrame], Journey], *, level: float = 0.95) -> Personas:
    """Follow each persona of cx.toml.

    Parameters
    ----------
    data : Company
        Loaded.
    follow : callable
        Gives the journey among customers: ``lambda people: cx.journey(…, among=people)``.
    level : float, default 0.95
        Confidence level, between 0 and 1.
    """
    people = traits(data)
    who = {key: members(people, persona.rule) for key, persona in data.config.personas.items()}
    paths = {key: follow(found) for key, found in who.items()}
    asked = data.has("responses", metric="nps") and "customer_id" in data.responses.columns
    voice: dict[str, Any] = {"level": level, **data.voice("responses")} if asked else {}
    scores = {key: nps(data.responses.among(engine.as_table(found)), **voice) for key, found in who.items() if asked}
    return Personas(
        _sizes({key: len(found) for key, found in who.items()}, len(people), level=level),
        _named(scores, "of_persona"),
        _named({key: path.stages for key, path in paths.items()}, "of_persona"),
        _named({key: path.touchpoints for key, path in paths.items()}, "of_persona"),
    )


def _sizes(n: Mapping[str, int], whole: int, *, level: float) -> pd.DataFrame:
    part, of = np.array(list(n.values()), dtype=float), np.full(len(n), float(whole))
    share, low, high = plain(part, of, level=level)
    values = {
        "metric": "persona_share", "n": part.astype(int), "n_eff": part, "estimate": share,
        "std_error": np.sqrt(share * (1 - share) / np.maximum(of, 1)), "conf_low": low, "conf_high": high,
        "level": level, "unit": "share", "method": "wilson",
    }  # fmt: skip
    return result(pd.DataFrame({"persona": list(n)}, dtype=object), values, extras={"of": of})


def _named(frames: Mapping[str, pd.DataFrame], suffix: str) -> pd.DataFrame:
    """Put frames under each other, each with its persona; their metric is one of its own."""
    found = []
    for key, frame in frames.items():
        own = frame.assign(metric=frame["metric"] + f"_{suffix}")
        own.insert(0, "persona", key)
        found.append(own)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
