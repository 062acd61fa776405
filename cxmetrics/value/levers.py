"""What an initiative can move, and what that is worth in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from cxmetrics.estimate import Floats, later

WITHIN_MONTHS = 3  # of the repeat rate: 90 days
FURTHER_MONTHS = 12  # after them, in which further purchases count
BROUGHT_BACK = 3  # months after a sale in which one that was only pulled forward is missing
EFFECT, FURTHER, LASTING = "effect", "further_margin", "lasting_share"


class Term(NamedTuple):
    """Part of the margin of a month: a product of inputs, each with its power, times a number; and when it comes in."""

    powers: Mapping[str, int]
    times: float = 1.0
    when: str = "then"

    @property
    def kind(self) -> tuple[int, str]:
        """Power of the effect, and when the margin comes in."""
        return self.powers[EFFECT], self.when


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
    stock : bool
        Whether those who can be in a pilot are all there at once, instead of so many more each month.
    falls : bool
        Whether it is a cost that is to fall.
    """

    unit: Literal["points", "relative"]
    inputs: tuple[str, ...]
    people: str
    rate: str = ""
    rises: bool = False
    spread: str = ""
    sales: bool = False
    wait: int = 0
    stock: bool = False
    falls: bool = False

    def terms(self, *, links: Sequence[str] = (), elasticity: float | None = None, further: bool = False) -> list[Term]:
        """Give the margin of a month as a sum of products.

        Parameters
        ----------
        links : sequence of str
            Inputs that lead from the effect to the lever.
        elasticity : float, optional
            Of the orders, for a price: what its rise drives away.
        further : bool
            Whether a purchase that came back brings further ones.
        """
        if elasticity is not None:
            orders, value, margin = self.inputs
            lost = (
                Term({EFFECT: 1, orders: 1, margin: 1}, elasticity),
                Term({EFFECT: 2, orders: 1, value: 1}, elasticity),
            )
            return [Term({EFFECT: 1, orders: 1, value: 1}), *lost]
        found = [Term(dict.fromkeys((EFFECT, *links, *self.inputs), 1))]
        if further:
            found.append(Term(dict.fromkeys((EFFECT, *links, LASTING, self.people, FURTHER), 1), when="further"))
        return found

    def room(self, rate: Floats) -> Floats:
        """Give how far a share can be moved at most."""
        return 1 - rate if self.rises else rate

    def most(self, rate: float) -> float:
        """Give the largest effect that can be: of a cost that is to fall, all of it; a sale can rise without end."""
        if self.rate:
            return 1 - rate if self.rises else rate
        return 1.0 if self.falls else np.inf


LEVERS = {
    "repeat_rate": Lever("points", ("new_customers", "margin_per_order"), "new_customers", "repeat_rate", rises=True,
                         sales=True, wait=WITHIN_MONTHS),
    "basket": Lever("relative", ("orders", "margin_per_order"), "orders", spread="order_value", sales=True),
    "price": Lever("relative", ("orders", "order_value", "margin_per_order"), "orders", spread="order_value"),
    "acquisition_cost": Lever("relative", ("new_customers", "acquisition_cost"), "new_customers",
                              spread="acquisition_cost", falls=True),
    "contacts": Lever("relative", ("contacts", "cost_per_contact"), "active_customers", spread="contacts", wait=3,
                      stock=True, falls=True),
    "returns": Lever("points", ("orders", "cost_per_return"), "orders", "return_rate", wait=1),
    "churn": Lever("points", ("active_customers", "margin_per_customer"), "active_customers", "churn_rate", wait=1,
                   stock=True),
}  # fmt: skip


def monthly(
    lever: str,
    working: Floats,
    *,
    when: str = "then",
    lost: float = 0.0,
    cannibalised: float = 0.0,
    pulled: float = 0.0,
) -> Floats:
    """Give by month how often the margin of an effect at full strength comes in.

    Parameters
    ----------
    lever : str
        One of `LEVERS`.
    working : ndarray, shape (months,)
        Share of its full effect that the initiative has.
    when : {"then", "further"}
        Whether the margin is that of the purchase, or of those that follow it in the year after.
    lost : float
        Share of the customers kept that is lost again each month; counts for churn only.
    cannibalised, pulled : float
        Shares of the sales that replace others of the company, or are missing in the three months after.

    Examples
    --------
    >>> import numpy as np
    >>> monthly("repeat_rate", np.ones(4)).round(2).tolist()
    [0.0, 0.33, 0.67, 1.0]
    >>> monthly("churn", np.ones(3), lost=0.5).tolist()
    [1.0, 1.5, 1.75]
    """
    at = working
    if lever == "repeat_rate":
        at = later(at, spread=WITHIN_MONTHS)
        if when == "further":
            moved = np.concatenate([np.zeros(WITHIN_MONTHS), working])[: len(working)]
            at = later(moved, spread=FURTHER_MONTHS)
    elif lever == "churn":
        at = at.copy()
        for month in range(1, len(at)):
            at[month] += (1 - lost) * at[month - 1]
    if LEVERS[lever].sales:
        at = (1 - cannibalised) * at
        at = at - pulled * later(at, spread=BROUGHT_BACK)
    return at
