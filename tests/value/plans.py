"""Initiatives of all kinds, drawn by chance, and a company for them."""

import numpy as np
import pandas as pd

COMPANY = {
    "new_customers": 600.0, "orders": 4500.0, "active_customers": 5800.0, "contacts": 370.0, "repeat_rate": 0.3,
    "return_rate": 0.053, "churn_rate": 0.107, "order_value": 42_000.0, "margin_per_order": 8900.0,
    "acquisition_cost": 9800.0, "cost_per_contact": 3400.0, "cost_per_return": 7300.0, "margin_per_customer": 5700.0,
    "repeat_gap_score": 0.14, "repeat_gap_on_time": 0.09,
}  # fmt: skip
FURTHER = {"further_margin": 49_700.0}
ERRORS = {name: 0.03 * number for name, number in (COMPANY | FURTHER).items()}
SPREADS = {"order_value": 31_000.0, "acquisition_cost": 6300.0, "contacts": 0.27}
VIP = {
    "new_customers": 46.0, "orders": 630.0, "active_customers": 660.0, "contacts": 51.0, "repeat_rate": 0.55,
    "return_rate": 0.05, "churn_rate": 0.067, "order_value": 55_000.0, "margin_per_order": 13_000.0,
    "acquisition_cost": 9300.0, "cost_per_contact": 3300.0, "cost_per_return": 8300.0, "margin_per_customer": 11_000.0,
    "repeat_gap_score": 0.1, "repeat_gap_on_time": 0.05,
}  # fmt: skip
LEVERS = ("repeat_rate", "basket", "price", "acquisition_cost", "contacts", "returns", "churn")
SIZE = {"repeat_rate": 0.05, "basket": 0.1, "price": 0.1, "acquisition_cost": 0.2, "contacts": 0.2, "returns": 0.02,
        "churn": 0.01}  # fmt: skip


def given(company=COMPANY, *, errors=True):
    """A company as `cx.roi` takes it."""
    return {name: (number, ERRORS[name] * errors, SPREADS.get(name, 0.0)) if name in SPREADS
            else (number, ERRORS[name] * errors) for name, number in company.items()}  # fmt: skip


def frame(by_segment):
    """A baseline frame without errors of companies by segment."""
    return pd.DataFrame([
        {"segment": segment, "metric": f"baseline_{name}", "estimate": number, "std_error": 0.0, "n": 5000,
         "spread": SPREADS.get(name, np.nan)}
        for segment, company in by_segment.items() for name, number in company.items()
    ])  # fmt: skip


def table(plans):
    """Plans as a frame: dates written out, what is missing empty."""
    rows = [plan | ({"starts_on": "{}-{:02}-{:02}".format(*plan["starts_on"])} if plan.get("starts_on") else {})
            for plan in plans]  # fmt: skip
    return pd.DataFrame(rows)


def drawn(rng, number, *, lever=None, certain=False, segment="", simple=False):
    """One plan by chance; ``certain`` with a single effect."""
    lever = lever or str(rng.choice(LEVERS))
    size = SIZE[lever]
    low, mode, high = sorted(rng.uniform(-0.2 * size, size, 3).round(6).tolist())
    plan = {"initiative_id": f"I{number:02}", "name": f"plan {number}", "lever": lever, "evidence": "experiment",
            "read_as": "limits", "low": low, "mode": mode, "high": high}  # fmt: skip
    plan |= {"low": mode, "high": mode} if certain else {}
    plan |= {"upfront_cost": round(float(rng.uniform(0, 5e6))), "monthly_cost": round(float(rng.uniform(0, 2e5)))}
    maybe = {
        "ramp_months": int(rng.integers(0, 7)), "decay_months": round(float(rng.uniform(1, 30)), 2),
        "horizon_months": int(rng.integers(7, 49)),
        "starts_on": (int(rng.integers(2026, 2028)), int(rng.integers(1, 13)), int(rng.integers(1, 29))),
    }  # fmt: skip
    if lever in ("repeat_rate", "basket") and not simple:
        maybe |= {"cannibalised": round(float(rng.random()), 3), "pull_forward": round(float(rng.random()), 3)}
    plan |= {name: value for name, value in maybe.items() if rng.random() < 0.6}
    if lever == "price":
        plan["elasticity"] = -round(float(rng.uniform(0, 2.5)), 2)
    if lever == "repeat_rate" and rng.random() < 0.5:
        plan["through"] = str(rng.choice(["score", "on_time"]))
    return plan | ({"segment": segment} if segment else {})
