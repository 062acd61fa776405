"""Initiatives that move each number of an invented company, weighed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import cxmetrics as cx
from cxmetrics.value import Roi
from cxmetrics.value.levers import LEVERS

COMPANY = {
    "new_customers": (2_000, 40), "orders": (5_000, 60, 3_000), "active_customers": (9_000, 50),
    "contacts": (1_200, 20, 0.5), "repeat_rate": (0.28, 0.004), "return_rate": (0.08, 0.002),
    "churn_rate": (0.12, 0.003), "order_value": (42_000, 300, 30_000), "margin_per_order": (9_000, 150),
    "acquisition_cost": (15_000, 200, 9_000), "cost_per_contact": (4_200, 50), "cost_per_return": (6_100, 80),
    "margin_per_customer": (2_600, 40), "repeat_gap_score": (0.11, 0.02), "repeat_gap_on_time": (0.06, 0.02),
    "further_margin": (49_696, 1_119),
}  # fmt: skip
LIKELY = {"repeat_rate": 0.03, "basket": 0.01, "price": 0.02, "acquisition_cost": 0.03, "contacts": 0.1,
          "returns": 0.01, "churn": 0.004}  # fmt: skip


def plan(number: int, lever: str, **more: Any) -> dict[str, Any]:
    mode = LIKELY[lever]
    told = {"low": 0.5 * mode, "mode": mode, "high": 1.5 * mode, "evidence": "experiment", "upfront_cost": 3_000_000.0}
    elasticity = -1.5 if lever == "price" else None
    name = f"{lever} {number}"
    told |= {"initiative_id": f"I{number:02}", "name": name, "lever": lever, "elasticity": elasticity}
    return told | {"monthly_cost": 150_000.0} | more


def plans() -> pd.DataFrame:
    """Each lever alone, each with all that can delay and lessen it, and what is on the edge."""
    edges = [
        {"lever": "repeat_rate", "through": "score", "low": 0.05, "mode": 0.2, "high": 0.3},
        {"lever": "repeat_rate", "evidence": "assumption", "pilot_effect": 0.02, "pilot_error": 0.01},
        {"lever": "contacts", "upfront_cost": 0.0, "monthly_cost": 0.0},
        {"lever": "basket", "upfront_cost": 9e8},
        {"lever": "price", "elasticity": -6.0},
        {"lever": "price", "elasticity": 0.0},
        {"lever": "returns", "horizon_months": 1},
        {"lever": "contacts", "decay_months": 6.5},
        {"lever": "contacts", "low": -0.2, "mode": -0.1, "high": 0.05},
        {"lever": "basket", "pull_forward": 1.0, "upfront_cost": 0.0, "monthly_cost": 10_000.0},
    ]
    rng = np.random.default_rng(31)
    made = [plan(number, lever) for number, lever in enumerate(LEVERS)]
    for lever in LEVERS:
        made.append(plan(len(made), lever, ramp_months=int(rng.integers(2, 9)), decay_months=rng.uniform(3, 40),
                         horizon_months=int(rng.integers(9, 60)), cannibalised=rng.uniform(0, 0.5),
                         pull_forward=rng.uniform(0, 0.5), upfront_cost=rng.uniform(1e5, 4e6),
                         starts_on=rng.choice(["2026-03-15", "2026-11-01", "2027-04-01"])))  # fmt: skip
    return pd.DataFrame([*made, *(plan(len(made) + number, **edge) for number, edge in enumerate(edges))])


def weighed(rows: pd.DataFrame, **more: Any) -> Roi:
    return cx.roi(rows, baseline=COMPANY, data_end="2026-10-31", draws=10_000, **more)
