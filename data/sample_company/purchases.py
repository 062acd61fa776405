"""Purchase occasions: at most one a customer and local day, drawn so that the repeat shares are exact."""

import numpy as np
import pandas as pd
from chance import Flags, Floats, Ints, draw, draw_by
from clock import LAST_DAY
from effects import (
    AREA_REPEAT,
    again_unless_refused,
    later_unless_refused,
    source_repeat,
    within_unless_refused,
)
from model import MIX, REPEAT_REGIMES, SEGMENTS, gap_again, gap_later, gap_within, regime_of
from offers import (
    PACKAGING_REPEAT,
    REFUSED_AGAIN,
    REFUSED_LATER,
    REFUSED_WITHIN,
    categories,
    exposures,
    packaging_shares,
    packagings,
    requests,
)
from parcels import NO_PARCEL, late_repeat, mean_by_season, parcels, season
from people import People
from stages import paths, seen


def occasions(rng: np.random.Generator, crowd: People) -> pd.DataFrame:
    """Draw every occasion of every buyer up to the last day, and what happened to it.

    A buyer's second occasion comes 1 to 90 days after the first with the probability of its segment
    and regime, later with another, or never. After the second, each occasion is followed by one more
    with a fixed probability. What happened to an occasion moves these probabilities, not their averages.
    """
    customer = np.flatnonzero(crowd.buys)
    day = crowd.first_day[customer]
    rounds: list[pd.DataFrame] = []
    while len(customer):
        rows = _happened(rng, crowd, customer, day, turn=len(rounds))
        gap = _next_gap(rng, crowd, rows) if rounds else _second_gap(rng, crowd, rows)
        rounds.append(rows)
        customer, day = _observed(customer, day, gap)
    return pd.concat(rounds, ignore_index=True)


def channels(rng: np.random.Generator, crowd: People, customer: Ints) -> Ints:
    """Draw the channel of orders: the favourite one, or any of the segment's mix."""
    segment = crowd.segment[customer]
    faithful = rng.random(len(customer)) < np.array([one.faithful for one in SEGMENTS])[segment]
    return np.where(faithful, crowd.favourite[customer], draw_by(rng, MIX, segment))


def _happened(rng: np.random.Generator, crowd: People, customer: Ints, day: Ints, *, turn: int) -> pd.DataFrame:
    channel = channels(rng, crowd, customer)
    category = categories(rng, len(customer))
    sent = channel != NO_PARCEL
    met = exposures(rng, channel, category, **_may_meet(crowd.path[customer], turn))
    columns = {
        "customer": customer,
        "day": day,
        "turn": turn,
        "channel": channel,
        "category": category,
        "packaging": packagings(rng, day, sent),
        **parcels(rng, crowd.area[customer], day, sent),
        **met,
        **requests(rng, channel, category, met),
    }
    return pd.DataFrame(columns)


def _may_meet(path: Ints, turn: int) -> dict[str, Flags]:
    """Before the first order, AR and video belong to stages that not every path has."""
    by_path = [seen(one) for one in paths(bought=True)]
    return {
        "ar": (turn > 0) | np.array([one.ar for one in by_path])[path],
        "video": (turn > 0) | np.array([one.video for one in by_path])[path],
    }


def _observed(customer: Ints, day: Ints, gap: Ints) -> tuple[Ints, Ints]:
    kept = (gap > 0) & (day + gap <= LAST_DAY)
    return customer[kept], (day + gap)[kept]


def _second_gap(rng: np.random.Generator, crowd: People, rows: pd.DataFrame) -> Ints:
    """Days to the second occasion, 0 for never."""
    size, refused = len(rows), rows["refused"].to_numpy()
    cell = crowd.segment[rows["customer"]], regime_of(REPEAT_REGIMES, rows["day"].to_numpy()), rows["channel"]
    within_chance = within_unless_refused()[cell] + _moved(crowd, rows)
    soon = rng.random(size) < np.where(refused, REFUSED_WITHIN, within_chance)
    late = rng.random(size) < np.where(refused, REFUSED_LATER, later_unless_refused()[cell])
    within, after = draw(rng, gap_within(), size), draw(rng, gap_later(), size)
    return np.where(soon, within, np.where(late, after, 0))


def _moved(crowd: People, rows: pd.DataFrame) -> Floats:
    """Say what moves the chance of a second occasion within the window: where, who, how late, how packed."""
    customer, day, packaging = (rows[name].to_numpy() for name in ("customer", "day", "packaging"))
    area, sent = crowd.area[customer], packaging >= 0
    late = late_repeat()[rows["days_late"]] - mean_by_season(late_repeat())[season(day), area]
    packed = PACKAGING_REPEAT[packaging] - (packaging_shares() @ PACKAGING_REPEAT)[day]
    person = AREA_REPEAT[area] + source_repeat()[crowd.segment[customer], crowd.source[customer]]
    return person + np.where(sent, late + packed, 0.0)


def _next_gap(rng: np.random.Generator, crowd: People, rows: pd.DataFrame) -> Ints:
    """Days to one more occasion, 0 for never."""
    segment = crowd.segment[rows["customer"]]
    chance = np.where(rows["refused"], REFUSED_AGAIN, again_unless_refused()[segment, rows["channel"]])
    comes = rng.random(len(rows)) < chance
    return np.where(comes, draw_by(rng, [gap_again(one) for one in SEGMENTS], segment), 0)
