"""Initiatives that move the same number: what they come to together, and what each of them adds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxmetrics.estimate.common import Floats, array


class Together(NamedTuple):
    """Joint effect, and the share of it that each initiative has (its Shapley value), which add up to it."""

    joint: Floats
    shares: Floats


def together(effects: ArrayLike, *, room: ArrayLike = 1.0) -> Together:
    r"""Joint effect of initiatives on one number: each improvement takes its part of the room that the others leave.

    Parameters
    ----------
    effects : array_like of float, shape (k, ...)
        Effect of each of k initiatives by itself, in the unit of ``room``.
    room : array_like of float, shape (...)
        How far the number can be moved at most: ``1 - rate`` for a rate that is to rise, the rate itself for one that
        is to fall, 1 for a relative change.

    Returns
    -------
    Together
        ``joint`` of shape (...) is never above the sum of the effects; ``shares`` of shape (k, ...).

    Notes
    -----
    ``joint = room (1 - Π (1 - effect / room))`` over the effects above 0; an effect below 0 is added as it is. The
    Shapley value of this game is ``effect ∫ Π_{j≠i} (1 - s effect_j / room) ds`` over s from 0 to 1 (Owen, 1972),
    a polynomial, which Gauss and Legendre integrate exactly.

    Examples
    --------
    >>> found = together([0.02, 0.03, 0.04], room=0.7)
    >>> found.joint.round(6).tolist(), found.shares.round(6).tolist()
    (0.086335, [0.019016, 0.028731, 0.038588])
    """
    each, most = array(effects), array(room)
    taken = np.clip(each / most, 0, 1)
    harm = np.minimum(each, 0.0)
    nodes, weights = np.polynomial.legendre.leggauss((len(each) + 1) // 2)
    shares = np.zeros_like(each)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        left = 1 - node * taken
        for i in range(len(each)):
            shares[i] += weight * np.prod(np.delete(left, i, axis=0), axis=0)
    shares = shares * taken * most + harm
    return Together(array(most * (1 - np.prod(1 - taken, axis=0)) + harm.sum(axis=0)), array(shares))
