"""True values of parcels, of what is taken back, and of AR and video."""

from typing import Final

import numpy as np
from chance import Floats
from expected import occasions_by_day
from model import BUYER_SHARE, CHANNEL_NAMES, MIX, SEGMENT_NAMES, SEGMENTS
from offers import (
    AR_FACTOR,
    AR_IN_CHANNEL,
    AR_SHARES,
    ASKED_IN_STORE,
    CATEGORIES,
    EXCHANGE_SHARES,
    REASON_MIX,
    REASONS,
    REFUSED_AGAIN,
    REFUSED_LATER,
    REFUSED_SHOES,
    REFUSED_WITHIN,
    REQUEST_SHARES,
    SHOES,
    VIDEO_FACTOR,
    VIDEO_IN_CHANNEL,
    VIDEO_SHARES,
    Seen,
)
from parcels import (
    AREAS,
    CARRIER_LATE,
    CARRIER_MIX,
    CARRIERS,
    DAMAGED_SHARE,
    DAYS_LATE,
    NO_PARCEL,
    PEAK_MONTHS,
    VERY_LATE,
    WAREHOUSE_MIX,
    WAREHOUSES,
    days_late_by_day,
    late_chance,
    season,
)
from stages import paths, seen
from trees import Tree, mean, named, rounded

PARCELS: Final = (
    "P(delivered after the promised day), by local days; a parcel under way past its day is late too. by_cell is exact "
    "for every parcel; overall, by_area, by_carrier and by_warehouse are over the expected purchase occasions with a "
    "parcel. Carriers serve different areas and seasons: against the first one they add `carrier_effect` out of season "
    "in the same area, not the difference of their shares. The warehouse has no effect at all."
)
SHOES_TEXT: Final = (
    "Shoes bought online, wrong size, an exchange asked for and refused, sent back at the customer's cost, refunded. "
    "`refused_of_asked`: P(refused | exchange of shoes bought online asked for because of the size); "
    "`of_online_shoe_orders`: P(the whole story | purchase occasion with shoes, online). `never_again`: "
    "P(no purchase occasion on a later day than the order's), by whether the order was the customer's first; refused "
    "cases of all products alike. Handled exchanges are like all other orders; by segment: without an end of the "
    "history."
)
SEEN: Final = (
    "P(return or exchange asked for | purchase occasion), by category; after AR (의류, 신발) it is multiplied by "
    "`ar_factor`, after a video by `video_factor`. AR is met more often before shoes than before clothes, so that the "
    "raw comparison is unfair: compare within category. Wholly returned orders are never 의류 or 신발."
)


def parcel_truth() -> Tree:
    """Give true values by carrier, area and warehouse, of returns, and of AR and video."""
    return {"deliveries": _deliveries(), "returns": {"requests": _requests(), "shoe_story": _shoes()}}


def sent_by_day() -> Floats:
    """Expect purchase occasions with a parcel, by segment, area and day."""
    return occasions_by_day() * (1 - MIX[:, NO_PARCEL])[:, None, None]


def _deliveries() -> Tree:
    sent = sent_by_day().sum(axis=0)
    late = 1 - days_late_by_day()[..., 0]
    peak = season(np.arange(sent.shape[1]))
    by_season = np.stack([(sent * (peak == number)).sum(axis=1) for number in (0, 1)])  # season, area
    weights = by_season[..., None] * CARRIER_MIX
    houses = by_season[..., None] * np.array(WAREHOUSE_MIX)
    by_area = 1 - np.stack([days_late_by_day()[peak == number][0][:, 0] for number in (0, 1)])
    return {
        "definition": PARCELS,
        "overall": mean(late.T, sent),
        "peak_months": list(PEAK_MONTHS),
        "by_cell": {
            name: {area: named(CARRIERS, late_chance()[number, row]) for row, area in enumerate(AREAS)}
            for number, name in enumerate(("out_of_season", "peak"))
        },
        "by_area": {area: mean(late[:, row], sent[row]) for row, area in enumerate(AREAS)},
        "by_carrier": {
            name: mean(late_chance()[..., number], weights[..., number]) for number, name in enumerate(CARRIERS)
        },
        "carrier_effect": named(CARRIERS, CARRIER_LATE - CARRIER_LATE[0]),
        "by_warehouse": {name: mean(by_area, houses[..., number]) for number, name in enumerate(WAREHOUSES)},
        "warehouse_effect": 0.0,
        "days_late_if_late": named(range(1, len(DAYS_LATE)), DAYS_LATE[1:]),
        "very_late_if_late": rounded(DAYS_LATE[VERY_LATE:].sum()),
        "damaged": DAMAGED_SHARE,
    }


def _requests() -> Tree:
    return {
        "definition": SEEN,
        "unseen": named(CATEGORIES, REQUEST_SHARES),
        "ar_factor": AR_FACTOR,
        "video_factor": VIDEO_FACTOR,
        "reasons_if_fitted": named(REASONS, REASON_MIX[1]),
        "reasons_otherwise": named(REASONS, REASON_MIX[0]),
        "exchange_by_reason": named(REASONS, EXCHANGE_SHARES),
    }


def _shoe_requests() -> float:
    """P(return or exchange asked for) of expected orders of shoes with a parcel, by what was seen before them."""
    first = BUYER_SHARE / occasions_by_day().sum()
    shares = occasions_by_day().sum(axis=(1, 2)) @ MIX
    shares = np.delete(shares, NO_PARCEL) / np.delete(shares, NO_PARCEL).sum()
    chances = first * sum(chance * _of_shoes(seen(path)) for path, chance in paths(bought=True).items())
    return float(shares @ np.delete(chances + (1 - first) * _of_shoes(Seen()), NO_PARCEL))


def _of_shoes(before: Seen) -> Floats:
    """P(return or exchange asked for) of shoes, by channel."""
    ar = AR_SHARES[SHOES] * AR_IN_CHANNEL * before.ar
    video = VIDEO_SHARES[SHOES] * VIDEO_IN_CHANNEL * before.video
    return REQUEST_SHARES[SHOES] * (1 - ar * (1 - AR_FACTOR)) * (1 - video * (1 - VIDEO_FACTOR))


def _shoes() -> Tree:
    refused = REFUSED_SHOES @ [1 - ASKED_IN_STORE, ASKED_IN_STORE]
    return {
        "definition": SHOES_TEXT,
        "refused_of_asked": rounded(refused),
        "of_online_shoe_orders": rounded(_shoe_requests() * REASON_MIX[1, 0] * EXCHANGE_SHARES[0] * refused),
        "refused_by_place": {"asked_in_the_store": REFUSED_SHOES[1], "asked_online": REFUSED_SHOES[0]},
        "never_again": {
            "refused_first_order": rounded((1 - REFUSED_WITHIN) * (1 - REFUSED_LATER)),
            "refused_later_order": rounded(1 - REFUSED_AGAIN),
            "handled_later_order": named(SEGMENT_NAMES, [1 - one.again for one in SEGMENTS]),
        },
        "online_channels": [name for name in CHANNEL_NAMES if name != CHANNEL_NAMES[NO_PARCEL]],
    }
