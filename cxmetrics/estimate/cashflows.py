"""What a row of monthly cash flows comes to: its rate of return, when it has paid back, and how an effect grows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy_financial as npf
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array

MONTHS = 12  # a year
REAL = 1e-6  # imaginary part of a root, relative to it, up to which it counts as real
PAST_ALL, NOT_INVESTED, MANY = "no change of sign", "gains first", "several rates"
NEVER, AGAIN = "never paid back", "in the red again later"


class Irr(NamedTuple):
    """Internal rate of return a period; every root above -1, and why there is no single one (else "")."""

    rate: float
    roots: tuple[float, ...]
    reason: str


class Payback(NamedTuple):
    """Periods until the outlay is back, NaN where it never is, and what is to be said of it (else "")."""

    periods: float
    reason: str


def monthly_rate(annual_rate: float) -> float:
    """Effective monthly rate of an effective annual one: ``(1 + r)^(1/12) - 1``.

    Examples
    --------
    >>> round(monthly_rate(0.1), 6)
    0.007974
    """
    return float((1 + annual_rate) ** (1 / MONTHS) - 1)


def yearly_rate(rate: float) -> float:
    """Effective annual rate of an effective monthly one: ``(1 + m)^12 - 1``."""
    return float((1 + rate) ** MONTHS - 1)


def present_value(rate: float, flows: ArrayLike) -> float:
    """Value now of flows, the first of which is now: it is not discounted, unlike by the NPV() of spreadsheets.

    Examples
    --------
    >>> round(present_value(0.1, [-15000, 3000, 4200, 6800, 5200]), 4)
    -141.0423
    """
    return float(npf.npv(rate, array(flows)))


def irr(flows: ArrayLike) -> Irr:
    """Rate at which flows are worth nothing, if there is one and only one.

    Parameters
    ----------
    flows : array_like of float, shape (n,)
        The first is now.

    Returns
    -------
    Irr
        ``rate`` is NaN where the flows never change their sign, where gains come before costs, or where several rates
        fit (``roots``).

    Examples
    --------
    >>> round(irr([-100, 30, 30, 30]).rate, 4), irr([100, 200]).reason
    (-0.0509, 'no change of sign')
    >>> found = irr([-100, 230, -132])
    >>> [round(root, 6) for root in found.roots], found.reason
    ([0.1, 0.2], 'several rates')
    """
    known = array(flows)
    signs = np.sign(known[known != 0])
    changes = int(np.count_nonzero(np.diff(signs)))
    if changes == 0:
        return Irr(np.nan, (), PAST_ALL)
    if changes == 1 and signs[0] < 0:
        rate = float(npf.irr(known))
        return Irr(rate, (rate,), "") if np.isfinite(rate) else Irr(np.nan, (), PAST_ALL)
    if signs[0] > 0 and changes == 1:
        return Irr(np.nan, (), NOT_INVESTED)
    roots = _roots(known)
    if len(roots) == 1:
        return Irr(roots[0], roots, "")
    return Irr(np.nan, roots, MANY if roots else PAST_ALL)


def _roots(flows: Floats) -> tuple[float, ...]:
    """Give every rate above -1 at which flows of any signs are worth nothing, in order."""
    found = np.polynomial.polynomial.polyroots(np.trim_zeros(flows))
    real = found.real[(np.abs(found.imag) <= REAL * np.abs(found)) & (found.real > 0)]
    return tuple(sorted({round(float(1 / root - 1), 9) for root in real}))


def payback(flows: ArrayLike) -> Payback:
    """Periods until flows have paid back, the period in which they do in part.

    Examples
    --------
    >>> [payback(flows).periods for flows in ([-100, 60, 60], [-100, 40, 40], [50, 10])]
    [1.6666666666666665, nan, 0.0]
    >>> payback([-100, 120, -50, 10])
    Payback(periods=0.8333333333333334, reason='in the red again later')
    >>> payback([0, -10, -10]).reason
    'never paid back'
    """
    known = array(flows)
    total = np.cumsum(known)
    above = (total >= 0) & (np.cumsum(known != 0) > 0)
    if not above.any():
        return Payback(np.nan, NEVER)
    first = int(np.argmax(above))
    periods = 0.0 if first == 0 else first - 1 + float(-total[first - 1] / known[first])
    return Payback(periods, "" if above[first:].all() else AGAIN)


def share_working(months: int, *, ramp: float = 0.0, half_life: float = np.inf) -> Floats:
    """Share of its full effect that an initiative has in each month from its start.

    Parameters
    ----------
    months : int
        How many.
    ramp : float
        Months in which it grows evenly from nothing to all; in the last of them it works fully.
    half_life : float
        Months after the ramp in which half of it is lost again.

    Returns
    -------
    ndarray, shape (months,)
        0 to 1.

    Examples
    --------
    >>> share_working(4, ramp=2).tolist(), share_working(3, half_life=1).tolist()
    ([0.5, 1.0, 1.0, 1.0], [1.0, 0.5, 0.25])
    """
    month = np.arange(1, months + 1)
    grown = np.minimum(month / ramp, 1.0) if ramp > 0 else np.ones(months)
    return array(grown * 0.5 ** (np.maximum(month - max(ramp, 1), 0) / half_life))


def later(flows: ArrayLike, *, spread: int) -> Floats:
    """Move flows evenly into the ``spread`` periods after each; what comes after the last one is cut off.

    Examples
    --------
    >>> later([3.0, 0.0, 0.0, 3.0], spread=3).tolist()
    [0.0, 1.0, 1.0, 1.0]
    """
    kernel = np.concatenate([[0.0], np.full(spread, 1 / spread)])
    known = array(flows)
    return array(np.convolve(known, kernel)[: len(known)])


def net_of_cannibalisation(gross: float, share: float, *, margin: float, margin_lost: float) -> float:
    """Margin of sales, a share of which replaces others of the company, whose margin is lost.

    Examples
    --------
    >>> net_of_cannibalisation(100_000_000, 0.35, margin=0.25, margin_lost=0.30)
    14500000.0
    """
    return gross * margin - share * gross * margin_lost
