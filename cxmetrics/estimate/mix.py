"""A change of a total taken apart into changed mix and changed rates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array, t_interval


class Segments(NamedTuple):
    """Units and rate of every segment in one period; a segment without units has no rate."""

    n: ArrayLike
    rate: ArrayLike
    variance: ArrayLike | None = None  # of one unit; that of a share where it is not given


class MixRate(NamedTuple):
    """The change of the total as a part of the rates and a part of the mix, which add up to it.

    ``std_error``, ``low`` and ``high`` are those of the rate part, the mix taken as it is;
    ``rates`` and ``mixes`` are the parts of each segment; ``reversal`` says that every segment moved
    against the total.
    """

    change: float
    rate: float
    mix: float
    std_error: float
    low: float
    high: float
    rates: Floats
    mixes: Floats
    reversal: bool


def mix_rate(before: Segments, after: Segments, *, level: float = 0.95) -> MixRate:
    """Take a change apart by Kitagawa's two-fold decomposition, the mix centred on the overall rate.

    A segment's rate part is its mean share of units times the change of its rate; its mix part is
    the change of its share times how far its mean rate is from the mean of the totals. A segment
    that enters or leaves is mix only. It is accounting, not cause.

    Parameters
    ----------
    before, after : Segments
        The same segments in the same order.

    References
    ----------
    E. M. Kitagawa, *Components of a difference between two rates*, JASA 50(272), 1955.

    Examples
    --------
    Every segment fell, the total rose:

    >>> parts = mix_rate(Segments([400, 400, 200], [0.3, 0.2, 0.1]), Segments([700, 200, 100], [0.28, 0.18, 0.09]))
    >>> [round(part, 4) for part in (parts.change, parts.rate, parts.mix)], parts.reversal
    ([0.021, -0.0185, 0.0395], True)
    """
    n0, n1 = array(before.n), array(after.n)
    both = (n0 > 0) & (n1 > 0)
    r0, r1 = np.where(n0 > 0, before.rate, after.rate), np.where(n1 > 0, after.rate, before.rate)
    r0, r1 = (np.where(n0 + n1 > 0, r, 0.0) for r in (r0, r1))
    with np.errstate(divide="ignore", invalid="ignore"):
        w0, w1 = n0 / n0.sum(), n1 / n1.sum()
        v0, v1 = (
            (r * (1 - r) if side.variance is None else array(side.variance)) / n
            for n, r, side in ((n0, r0, before), (n1, r1, after))
        )
    total0, total1 = float(np.sum(w0 * r0)), float(np.sum(w1 * r1))
    weight = (w0 + w1) / 2
    rates = weight * (r1 - r0)
    mixes = (w1 - w0) * ((r0 + r1) / 2 - (total0 + total1) / 2)
    rate, error = float(rates.sum()), float(np.sqrt(np.sum(weight[both] ** 2 * (v0 + v1)[both])))
    low, high = t_interval(rate, error, level=level)
    moved = np.sign(r1 - r0)[both]
    reversal = bool(len(moved) > 1 and total1 != total0 and np.all(moved == -np.sign(total1 - total0)))
    return MixRate(total1 - total0, rate, float(mixes.sum()), error, float(low), float(high), rates, mixes, reversal)
