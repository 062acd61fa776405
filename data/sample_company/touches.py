"""Touches as arrays: made in parts, put together, and what a page or a call adds to them."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from chance import Flags, Floats, Ints
from clock import DAYS, FOUNDED, Moments
from register import BOUNCES, NAMES, NOWHERE, PAGE_MEDIAN_MS, PAGE_SPREAD, PLACES, REGISTER, SPEED_BANDS_MS
from register import seconds_by_code as mean_seconds_by_code

NONE = ""


@dataclass(frozen=True)
class Touches:
    """One entry a touch in every array; persons are numbers, below 0 where nobody was known."""

    person: Ints
    when: Moments
    touchpoint: Ints
    place: Ints
    campaign: np.ndarray
    outcome: np.ndarray
    assisted: np.ndarray  # 1, 0, or -1 where no machine could help
    seconds: Ints  # -1: to be drawn


def touches(
    person: Ints,
    when: Moments,
    touchpoint: Ints | int,
    *,
    place: Ints | int = NOWHERE,
    campaign: np.ndarray | str = NONE,
    outcome: np.ndarray | str = NONE,
    assisted: Ints | int = -1,
    seconds: Ints | int = -1,
) -> Touches:
    """Make touches, each column an array or one value for all."""

    def whole(values: np.ndarray | str | int, kind: type) -> np.ndarray:
        return np.broadcast_to(np.asarray(values, dtype=kind), len(person)).copy()

    return Touches(
        person=np.asarray(person),
        when=np.asarray(when).astype("datetime64[s]"),
        touchpoint=whole(touchpoint, np.int64),
        place=whole(place, np.int64),
        campaign=whole(campaign, object),
        outcome=whole(outcome, object),
        assisted=whole(assisted, np.int64),
        seconds=whole(seconds, np.int64),
    )


def joined(parts: list[Touches]) -> Touches:
    """Put parts together, up to the last day, in order of time."""
    columns = {name: np.concatenate([getattr(one, name) for one in parts]) for name in Touches.__dataclass_fields__}
    kept = np.flatnonzero((columns["when"] < FOUNDED + DAYS) & (columns["when"] >= FOUNDED))
    kept = kept[np.argsort(columns["when"][kept], kind="stable")]
    return Touches(**{name: values[kept] for name, values in columns.items()})


def as_rows(rng: np.random.Generator, all_touches: Touches, ids: np.ndarray) -> pd.DataFrame:
    """Rows of the table, with durations, loading times and bounces; no two rows are the same."""
    timed = _with_seconds(rng, all_touches)
    milliseconds, bounced = _pages(rng, timed)
    page = milliseconds >= 0
    outcome = np.where(page & (timed.outcome == NONE), np.where(bounced, "bounced", "continued"), timed.outcome)
    rows = pd.DataFrame(
        {
            "customer_id": np.append(ids, NONE)[np.where(timed.person < 0, len(ids), timed.person)],
            "occurred_at": timed.when,
            "touchpoint": np.array(NAMES, dtype=object)[timed.touchpoint],
            "channel": np.append(np.array(PLACES, dtype=object), NONE)[timed.place],
            "campaign": timed.campaign,
            "duration_s": timed.seconds,
            "page_ms": milliseconds,
            "assisted_by_ai": timed.assisted,
            "outcome": outcome,
        }
    )
    return rows.drop_duplicates(ignore_index=True)


def _with_seconds(rng: np.random.Generator, made: Touches) -> Touches:
    drawn = np.round(rng.exponential(mean_seconds_by_code()[made.touchpoint])).astype(np.int64)
    return replace(made, seconds=np.where(made.seconds < 0, drawn, made.seconds))


def _pages(rng: np.random.Generator, made: Touches) -> tuple[Ints, Flags]:
    """Milliseconds until the page could be used (-1: no page of ours), and whether the visitor left it at once."""
    medians = np.array([PAGE_MEDIAN_MS.get(place, np.nan) for place in range(len(PLACES))] + [np.nan])
    pages = np.array([one.page for one in REGISTER.values()])[made.touchpoint]
    median: Floats = np.where(pages, medians[made.place], np.nan)
    known = np.isfinite(median)
    drawn = np.where(known, median, 1.0) * np.exp(PAGE_SPREAD * rng.standard_normal(len(median)))
    bounced = rng.random(len(median)) < BOUNCES[np.searchsorted(SPEED_BANDS_MS, drawn, side="right")]
    return np.where(known, np.round(drawn), -1).astype(np.int64), bounced
