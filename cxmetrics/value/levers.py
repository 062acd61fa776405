"""What an initiative can move, and what that is worth in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from cxmetrics.estimate import Floats, later

WITHIN_MONTHS = 3  # of the repeat rate: 90 days
BROUGHT_BACK = 3  # months after a sale in which one that was only pulled forward is missing
EFFECT = "effect"


class Term(NamedTuple):
    """Part of a month's margin: a product of inputs, each with its power, times a number."""

    powers: Mapping[str, int]
    times: float = 1.0


class Lever(NamedTuple):
    """A number that an initiative moves.

    Parameters
    ----------
    unit : {"points", "relative"}
        What an effect of 0.01 is: a percentage point of a share, or one per cent of a number.
    inputs : tuple of str
        Quantities of the baseline, whose product with the effect is the margin of a month.
    people : str
        Quantity of the baseline: who can be in a pilot a month.
    rate : str
        The share that is moved, where it is one.
    rises : bool
        Whether it is to rise.
    spread : str
        The quantity whose spread among single customers or orders says how many a pilot needs, where it is no share.
    sales : bool
        Whether the margin is that of more sales.
    wait : int
        Months after which the outcome is known.
    """

    unit: Literal["points", "relative"]
    inputs: tuple[str, ...]
    people: str
    rate: str = ""
    rises: bool = False
    spread: str = ""
    sales: bool = False
    wait: int = 0

    def terms(self, *, links: Sequence[str] = (), elasticity: float | None = None) -> tuple[Term, ...]:
        """Give the margin of a month as a sum of products; of a price also what it drives away."""
        if elasticity is None:
            return (Term({EFFECT: 1} | dict.fromkeys((*links, *self.inputs), 1)),)
        orders, value, margin = self.inputs
        return (
            Term({EFFECT: 1, orders: 1, value: 1}),
            Term({EFFECT: 1, orders: 1, margin: 1}, elasticity),
            Term({EFFECT: 2, orders: 1, value: 1}, elasticity),
        )

    def room(self, rate: Floats) -> Floats:
        """Give how far the number can be moved at most."""
        return 1 - rate if self.rises else rate


LEVERS = {
    "repeat_rate": Lever("points", ("new_customers", "margin_per_order"), "new_customers", "repeat_rate", rises=True,
                         sales=True, wait=WITHIN_MONTHS),
    "basket": Lever("relative", ("orders", "margin_per_order"), "orders", spread="order_value", sales=True),
    "price": Lever("relative", ("orders", "order_value", "margin_per_order"), "orders", spread="order_value"),
    "acquisition_cost": Lever("relative", ("new_customers", "acquisition_cost"), "new_customers",
                              spread="acquisition_cost"),
    "contacts": Lever("relative", ("contacts", "cost_per_contact"), "active_customers", spread="contacts", wait=1),
    "returns": Lever("points", ("orders", "cost_per_return"), "orders", "return_rate", wait=1),
    "churn": Lever("points", ("active_customers", "margin_per_customer"), "active_customers", "churn_rate", wait=1),
}  # fmt: skip


def monthly(lever: str, working: Floats, *, lost: float, cannibalised: float, pulled: float) -> Floats:
    """Give by month how often the margin of an effect at full strength comes in.

    Parameters
    ----------
    lever : str
        One of `LEVERS`.
    working : ndarray, shape (months,)
        Share of its full effect that the initiative has.
    lost : float
        Share of the customers kept that is lost again each month; counts for churn only.
    cannibalised, pulled : float
        Shares of the sales that replace others of the company, or are missing in the three months after.

    Examples
    --------
    >>> import numpy as np
    >>> monthly("repeat_rate", np.ones(4), lost=0, cannibalised=0, pulled=0).round(2).tolist()
    [0.0, 0.33, 0.67, 1.0]
    >>> monthly("churn", np.ones(3), lost=0.5, cannibalised=0, pulled=0).tolist()
    [1.0, 1.5, 1.75]
    """
    at = working
    if lever == "repeat_rate":
        at = later(at, spread=WITHIN_MONTHS)
    elif lever == "churn":
        at = at.copy()
        for month in range(1, len(at)):
            at[month] += (1 - lost) * at[month - 1]
    if LEVERS[lever].sales:
        at = (1 - cannibalised) * at
        at = at - pulled * later(at, spread=BROUGHT_BACK)
    return at
