"""Paths as a chain: where they end, how long they take, and what is lost without one of their states."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array


class Absorption(NamedTuple):
    """From each passing state: the chance of each end, shape (states, ends), and the mean number of steps to one."""

    ends: Floats
    steps: Floats


class Removal(NamedTuple):
    """Chance of conversion, what of it is lost without each state (0 to 1), and the share of conversions by that."""

    conversion: float
    effect: Floats
    share: Floats


def absorption(passing: ArrayLike, ending: ArrayLike) -> Absorption:
    """Where a chain ends, and after how many steps.

    Parameters
    ----------
    passing : array_like of float, shape (states, states)
        Steps from each state to each that is no end: counts or probabilities.
    ending : array_like of float, shape (states, ends)
        Steps from each state to each end.

    Notes
    -----
    ``(I - Q)⁻¹ R`` of the steps' shares. A state from which no end is reached has NaN.

    Examples
    --------
    Of the site's 4 steps 2 go on to the cart, 1 to the end "drop"; of the cart's 4, 3 to "buy" and 1 to "drop":

    >>> found = absorption([[1, 2], [0, 0]], [[0, 1], [3, 1]])
    >>> found.ends.round(3).tolist(), found.steps.round(3).tolist()
    ([[0.5, 0.5], [0.75, 0.25]], [2.0, 1.0])
    """
    q, r = array(passing), array(ending)
    total = q.sum(axis=1) + r.sum(axis=1)
    scale = np.where(total > 0, total, 1.0)[:, None]
    q, r = q / scale, r / scale
    reached = _reaching(q, r)
    ends, steps = np.full(r.shape, np.nan), np.full(len(q), np.nan)
    inside = np.ix_(reached, reached)
    kernel = np.eye(int(reached.sum())) - q[inside]
    ends[reached] = np.linalg.solve(kernel, r[reached])
    steps[reached] = np.linalg.solve(kernel, np.ones(int(reached.sum())))
    return Absorption(ends, steps)


def _reaching(q: Floats, r: Floats) -> np.ndarray:
    """Say of each state whether an end is surely reached from it."""
    can = r.sum(axis=1) > 0
    for _ in range(len(q)):
        can = can | (q[:, can].sum(axis=1) > 0)
    stuck = ~can
    for _ in range(len(q)):
        stuck = stuck | (q[:, stuck].sum(axis=1) > 0)
    return np.asarray(~stuck)


def removal(start: ArrayLike, passing: ArrayLike, ending: ArrayLike) -> Removal:
    """Share conversions among the states of paths, by what is lost without each: a description, not an effect.

    Parameters
    ----------
    start : array_like of float, shape (states,)
        Paths that begin in each state.
    passing : array_like of float, shape (states, states)
        Steps from each state to each.
    ending : array_like of float, shape (states, 2)
        Paths that end after each state: converted, and not.

    Notes
    -----
    Whoever would have come to a state that is taken away is lost. Without the paths that did not convert every number
    would be wrong.

    References
    ----------
    E. Anderl, I. Becker, F. von Wangenheim and J. H. Schumann, *Mapping the customer journey*, International Journal of
    Research in Marketing 33(3), 2016.

    Examples
    --------
    Paths C1 → C2 → C3 (converted), C1 (lost), C2 → C3 (lost):

    >>> found = removal([2, 1, 0], [[0, 1, 0], [0, 0, 2], [0, 0, 0]], [[0, 1], [0, 0], [1, 1]])
    >>> found.effect.tolist(), found.share.tolist()
    ([0.5, 1.0, 1.0], [0.2, 0.4, 0.4])
    """
    s, q, r = array(start), array(passing), array(ending)
    whole = _converted(s, q, r)
    effect = np.full(len(s), np.nan)
    for state in range(len(s) if whole > 0 else 0):
        kept = np.arange(len(s)) != state
        lost = r.copy()
        lost[:, 1] += q[:, state]
        effect[state] = 1 - _converted(s[kept], q[np.ix_(kept, kept)], lost[kept], of=s.sum()) / whole
    total = np.nansum(effect)
    return Removal(whole, effect, effect / total if total > 0 else np.full(len(s), np.nan))


def _converted(start: Floats, passing: Floats, ending: Floats, *, of: float | None = None) -> float:
    used = (passing.sum(axis=1) + ending.sum(axis=1)) > 0
    ends = absorption(passing[np.ix_(used, used)], ending[used]).ends
    total = start.sum() if of is None else of
    return float(start[used] @ ends[:, 0] / total) if total else np.nan
