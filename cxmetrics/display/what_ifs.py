"""What initiatives come to if their effect is other than expected: a table, and numbers that a page can move."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from cxmetrics.display.workbooks import judged, plain
from cxmetrics.parts import Part, phrase, table
from cxmetrics.tables.initiatives import in_unit
from cxmetrics.tables.monthly import heads
from cxmetrics.value import Roi
from cxmetrics.value.cases import Case
from cxmetrics.value.levers import EFFECT
from cxmetrics.value.rows import break_even
from cxmetrics.words import Value

SHARES: Final = {"no-effect": 0.0, "half-effect": 0.5, "whole-effect": 1.0, "more-effect": 1.5}  # of what is expected
USUAL, MOST, STEP = 200, 500, 10  # per cent of the effect expected, up to which it can be moved
BEYOND: Final = 1.2  # times the effect that breaks even, so that it is not at the end
WHOLE: Final = 100  # per cent: also the largest change of a share


def what_if(found: Roi, *, currency: str, min_n: int) -> Part | None:
    """Lay out net present values by effect, and give the page what it needs to calculate others; None of nothing.

    Parameters
    ----------
    found : Roi
        From `cxmetrics.roi`.
    currency : str
        Of the company, such as ``KRW``.
    min_n : int
        Smallest group that is shown.
    """
    cases = judged(found, min_n=min_n)
    if not cases:
        return None
    rows = [[case.plan.name, *(_value(case, share, currency=currency) for share in SHARES.values()), _needed(case),
             phrase("what-if-expected", effect=_effect(case, case.means[EFFECT]))] for case in cases]  # fmt: skip
    columns = heads("initiative-name", *SHARES, "break-even", "note")
    bent = any(case.plan.lever == "price" for case in cases)
    note = phrase("note-what-if-price" if bent else "note-what-if")
    laid_out = table(phrase("caption-table-what-if"), columns, rows, note=note)
    moved = [_moved(case) for case in cases if case.means[EFFECT] > 0]
    return laid_out | ({"what_if": {"currency": currency, "initiatives": moved}} if moved else {})


def _effect(case: Case, effect: float) -> Part:
    return in_unit(effect, case.lever.unit)


def _value(case: Case, share: float, *, currency: str) -> Value:
    """Give the net present value at a share of the effect expected, all else as expected."""
    return Value(float(case.value(case.means | {EFFECT: share * case.means[EFFECT]})), f"money-{currency}", 0)


def _needed(case: Case) -> Part:
    found = break_even(case)
    return _effect(case, found) if np.isfinite(found) else phrase("break-even-none")


def _moved(case: Case) -> dict[str, Any]:
    """Give an initiative as numbers: the effect expected, and what it is worth as a polynomial of the effect.

    ``most`` is how far the effect can be moved, in per cent of what is expected: beyond what breaks even, where that is
    not too far.
    """
    effect, needed, worth = case.means[EFFECT], break_even(case), case.worth(case.means)
    powers = [plain(-case.cost), *(plain(float(worth.get(power, 0.0))) for power in range(1, max(worth) + 1))]
    wanted = USUAL
    if np.isfinite(needed):
        wanted = max(wanted, STEP * int(np.ceil(BEYOND * WHOLE / STEP * min(needed / effect, MOST))))
    most = min(wanted, MOST, max(int(WHOLE / effect), WHOLE))
    said = phrase("what-if-needed", effect=_effect(case, needed)) if np.isfinite(needed) else phrase("what-if-never")
    return {"name": case.plan.name, "unit": case.lever.unit, "effect": plain(effect), "worth": powers, "most": most,
            "needed": said}  # fmt: skip
