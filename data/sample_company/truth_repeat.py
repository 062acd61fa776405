"""True repeat shares, what moves them, and what does not though it looks so: channels and membership."""

from typing import Final

import numpy as np
from chance import Floats
from clock import DAYS
from effects import (
    AREA_REPEAT,
    FIRST_TOUCH,
    SOURCE_MIX,
    SOURCES,
    refused_first,
    source_repeat,
)
from loyalty import MOST_RISEN, POINTS_SHARE, USED_SHARE, join_chance
from model import (
    BUYER_SHARE,
    MIX,
    REPEAT_REGIMES,
    SAME_TEMPER,
    SEGMENT_NAMES,
    SEGMENTS,
    WINDOW_DAYS,
    arrivals,
    regime_of,
    repeat_chance,
)
from offers import PACKAGING_REPEAT, PACKAGING_SINCE, PACKAGINGS
from orderfile import PROMOTER_PULL
from parcels import AREA_OF_REGION, AREA_SHARES, AREAS, LATE_REPEAT, REGIONS, VERY_LATE, late_repeat, season
from parcels import mean_by_season as by_season
from people import ACQUISITION_COSTS, CONSENT_SHARE
from trees import Tree, mean, named, rounded

REPEAT: Final = (
    "P(second purchase occasion 1 to 90 local days after the first). An occasion is a local day with at least one "
    "order of kind sale with a customer and the status completed or partly_returned. Exact by construction: whether "
    "the second occasion falls within the window is drawn with this probability, then its day. A regime is named by "
    "the months of the first occasion; overall is over all first occasions at least 90 days before data_end."
)
EFFECTS: Final = (
    "Added to a customer's P(second occasion within 90 days) by what happened to the first order, or by who the "
    "customer is; averages by segment and regime stay as above. What lateness takes, punctual orders of the same "
    "season and area have more; so with packaging. Later orders: lateness, damage and packaging have no effect on "
    "what follows. Only a refused exchange has, on every order (returns.shoe_story). Area and source are other "
    "people, not effects of the place: a comparison of late with punctual orders is fair within area and season. "
    "`late_standardised` is the mean effect over late first orders."
)
CHANNELS: Final = (
    "True effect of the number of channels on any later purchase: 0. Customers with three or more come back more often "
    "because more orders make more channels, and because segments that buy more often keep less to one channel. Fair: "
    "within segment, number of purchase occasions before the day (1, 2, 3 ...) and days since the last one."
)
LOYALTY: Final = (
    "True effect of membership on any later purchase: 0. A customer joins with an order, with a probability that "
    "depends on the segment and on the number of purchase occasions before it, and on nothing else; loyalty_since is "
    "that day. Fair: customers who joined with their k-th occasion against those of the same segment with a k-th "
    "occasion who had not joined by then."
)


def repeat_truth() -> Tree:
    """Repeat shares and everything that moves them, or seems to."""
    return {
        "repeat_90_days": repeat(),
        "repeat_effects": _effects(),
        "channels": {"definition": CHANNELS, "effect_of_three_or_more": 0.0},
        "loyalty": _loyalty(),
        "acquisition": _acquisition(),
    }


def repeat() -> Tree:
    """Repeat shares by segment and regime."""
    chance, sizes = repeat_chance(), np.array([one.share for one in SEGMENTS])
    weights = np.bincount(regime_of(REPEAT_REGIMES, _observed()), weights=arrivals()[_observed()])
    columns = [one.name for one in REPEAT_REGIMES]
    return {
        "definition": REPEAT,
        "overall": mean(sizes @ chance, weights),
        "by_regime": named(columns, sizes @ chance),
        "by_segment": named(SEGMENT_NAMES, np.average(chance, weights=weights, axis=1)),
        "by_segment_and_regime": {name: named(columns, row) for name, row in zip(SEGMENT_NAMES, chance, strict=True)},
        "regimes_since": {one.name: one.since for one in REPEAT_REGIMES},
    }


def _observed() -> np.ndarray:
    return np.arange(DAYS - WINDOW_DAYS)


def _effects() -> Tree:
    regions = {
        area: [name for name, of in zip(REGIONS, AREA_OF_REGION, strict=True) if of == number]
        for number, area in enumerate(AREAS)
    }
    return {
        "definition": EFFECTS,
        "late_first_order": {f"1_to_{VERY_LATE - 1}": LATE_REPEAT[0], f"{VERY_LATE}_or_more": LATE_REPEAT[1]},
        "late_standardised": _late_standardised(),
        "late_later_order": 0.0,
        "damaged": 0.0,
        "packaging": {"since": PACKAGING_SINCE, "first_order": named(PACKAGINGS, PACKAGING_REPEAT), "later_order": 0.0},
        "personalised": 0.0,
        "ar": 0.0,
        "video": 0.0,
        "discount_by_score": 0.0,
        "area": named(AREAS, AREA_REPEAT * _not_refused()),
        "areas": regions,
    }


def _not_refused() -> float:
    """Share of the first orders whose effects count: no exchange was refused."""
    sizes = np.array([one.share for one in SEGMENTS])
    return 1 - float(sizes @ (MIX @ refused_first()))


def _late_standardised() -> float:
    weights = arrivals()[_observed()][:, None] * AREA_SHARES
    effect = by_season(late_repeat())[season(_observed())]
    late = by_season((late_repeat() < 0).astype(float))[season(_observed())]
    return rounded((effect * weights).sum() / (late * weights).sum())


def _loyalty() -> Tree:
    numbers = np.arange(MOST_RISEN + 1)
    return {
        "definition": LOYALTY,
        "effect": 0.0,
        "depends_on": ["segment", "purchase occasions before"],
        "joins_by_occasions_before": {
            name: named(
                [*map(str, numbers[:-1]), f"{MOST_RISEN}_or_more"], join_chance(np.full(len(numbers), row), numbers)
            )
            for row, name in enumerate(SEGMENT_NAMES)
        },
        "points_per_won": POINTS_SHARE,
        "breakage": rounded(1 - USED_SHARE),
    }


def _acquisition() -> Tree:
    return {
        "definition": "P(second occasion within 90 days) by first_touch: the mix of segments, and the touch itself as "
        "`effect` (added to the segment's share; live commerce and influencers bring people who stay less). cost: won, "
        "mean by source. referrers: customers draw others in proportion to exp(pull x temper), so that the mean latent "
        "satisfaction of those who refer lies `referrers_latent` above that of their segment and channels.",
        "source_of_touch": _touches(),
        "repeat_by_first_touch": {touch: _of_touch(touch) for touch in sorted(set(FIRST_TOUCH))},
        "effect": {touch: rounded(_effect_of(touch)) for touch in ("influencer", "live_commerce", "referral")},
        "cost": dict(zip(SOURCES, map(float, ACQUISITION_COSTS), strict=True)),
        "consent": CONSENT_SHARE,
        "buyers": BUYER_SHARE,
        "referrers_latent": rounded(PROMOTER_PULL * np.sqrt(SAME_TEMPER)),
    }


def _touches() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, touch in zip(SOURCES, FIRST_TOUCH, strict=True):
        found.setdefault(touch, []).append(source)
    return found


def _of_touch(touch: str) -> float:
    """Repeat share of the customers that a touch brought, over segments and regimes."""
    weights = np.bincount(regime_of(REPEAT_REGIMES, _observed()), weights=arrivals()[_observed()])
    sizes = np.array([one.share for one in SEGMENTS])[:, None] * SOURCE_MIX
    base = np.average(repeat_chance(), weights=weights, axis=1)[:, None]
    moved = source_repeat() * (1 - MIX @ refused_first())[:, None]
    return mean((base + moved)[:, _is(touch)], sizes[:, _is(touch)])


def _effect_of(touch: str) -> float:
    """Difference to the customers of other touches, of no effect, in the same segment."""
    plain = SOURCES.index("search")
    return float((source_repeat()[0, _is(touch)] - source_repeat()[0, plain])[0])


def _is(touch: str) -> Floats:
    return np.array([one == touch for one in FIRST_TOUCH])
