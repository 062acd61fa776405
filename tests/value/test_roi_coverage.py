"""Companies whose truth is known: an experiment and a baseline are drawn, weighed, and held to what is true."""

import functools
import math

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from tests.value import slow

NEW, RATE, MARGIN, SPREAD = 800.0, 0.3, 9_000.0, 9_000.0  # of a month, and of an order
MONTHS, UPFRONT, MONTHLY = 24, 2_000_000, 60_000
QUICK, LONG = 60, 600


@functools.cache
def worth_of_one():
    """What an effect of 1 is worth now at the true numbers, by loops; and what it costs."""
    plan = {"lever": "repeat_rate", "ramp_months": 2}
    shares = [slow.working(plan, month) for month in range(1, MONTHS + 1)]
    worth = NEW * MARGIN * slow.value({}, slow.times(plan, shares), begins=0, annual=0.1)
    costs = {"upfront_cost": UPFRONT, "monthly_cost": MONTHLY}
    return worth, -slow.value(costs, [0.0] * MONTHS, begins=0, annual=0.1)


def company(rng):
    """Baseline as it would be counted in a year: every number with the error of its own sample."""
    months, orders = rng.poisson(NEW, 12), rng.normal(MARGIN, SPREAD, 4000)
    again, people = rng.binomial(9600, RATE), 9600
    share = again / people
    return {
        "new_customers": (months.mean(), months.std(ddof=1) / math.sqrt(12)),
        "margin_per_order": (orders.mean(), orders.std(ddof=1) / math.sqrt(len(orders))),
        "repeat_rate": (share, math.sqrt(share * (1 - share) / people)),
    }


def experiment(rng, lift, size):
    """Effect of an experiment with two arms, as `cx.experiment` gives it."""
    back = [rng.binomial(size, rate) for rate in (RATE, RATE + lift)]
    rows = pd.DataFrame({
        "arm": ["plain"] * size + ["card"] * size,
        "back": np.concatenate([np.arange(size) < count for count in back]).astype(int),
    })  # fmt: skip
    return cx.experiment(rows, arm="arm", outcome="back", control="plain").estimates.iloc[0]


def initiative(found, **more):
    return {"initiative_id": "I1", "name": "card", "lever": "repeat_rate", "low": found["conf_low"],
            "mode": found["estimate"], "high": found["conf_high"], "evidence": "experiment", "ramp_months": 2,
            "upfront_cost": UPFRONT, "monthly_cost": MONTHLY} | more  # fmt: skip


def weigh(row, baseline, seed):
    return cx.roi(pd.DataFrame([row]), baseline=baseline, months=MONTHS, draws=10_000, seed=seed).summary.iloc[0]


def covered(times):
    """How often the interval held the true value, and by how much the estimate was off, in its own errors."""
    worth, cost = worth_of_one()
    inside, off = 0, []
    for seed in range(times):
        rng = np.random.default_rng([91, seed])
        lift = float(rng.uniform(0.0, 0.06))
        found = weigh(initiative(experiment(rng, lift, 2500)), company(rng), seed)
        true = lift * worth - cost
        inside += found["conf_low"] <= true <= found["conf_high"]
        off.append((found["estimate"] - true) / found["std_error"])
    return inside / times, np.array(off)


def check(times, record):
    share, off = covered(times)
    error = math.sqrt(0.9 * 0.1 / times)
    record("said", f"{share:.1%} of {times} intervals of 90 % held the truth; off by {off.mean():+.3f} errors")
    assert 0.87 - error <= share <= 0.93 + error
    assert abs(off.mean()) <= 3.5 / math.sqrt(times)
    assert off.std() == pytest.approx(1, abs=3.5 / math.sqrt(2 * times) + 0.02)


def test_the_interval_of_the_value_holds_the_truth(record_property):
    check(QUICK, record_property)


@pytest.mark.slow
def test_the_interval_of_the_value_holds_the_truth_in_the_long_run(record_property):
    check(LONG, record_property)


def hope(rng):
    """Three points of people who hope, and the truth: one hope in ten holds, as the grade of a guess has it."""
    mode = float(rng.normal(0.09, 0.01))
    lift = mode + float(rng.normal(0, 0.008)) if rng.random() < 0.1 else 0.0
    return lift, {"estimate": mode, "conf_low": mode - 0.02, "conf_high": mode + 0.02}


def decided(times, *, hoped):
    """Decisions by the rule, with the pilot that it asks for, and by the mean of what is told at first.

    Gives, by way, the share that is right, the share of what is funded that loses, and what is lost a case by wrong
    decisions and on pilots.
    """
    worth, cost = worth_of_one()
    told = {way: np.zeros((times, 4)) for way in ("rule", "mean")}
    for seed in range(times):
        rng = np.random.default_rng([17, seed])
        lift, first = hope(rng) if hoped else (float(rng.normal(0.02, 0.03)), None)
        true, baseline = lift * worth - cost, company(rng)
        first = first or experiment(rng, lift, 600)
        said = {"evidence": "assumption"} if hoped else {}
        found, spent = weigh(initiative(first, **said), baseline, seed), 0.0
        fund = {"mean": first["estimate"] * worth > cost, "rule": found["verdict"] == "fund"}
        if found["verdict"] == "pilot_first":
            spent, size = found["pilot_cost"], round(found["pilot_customers"] / 2)
            seen = experiment(rng, lift, size)
            error = (seen["conf_high"] - seen["conf_low"]) / (2 * 1.959964)
            again = initiative(first, pilot_effect=seen["estimate"], pilot_error=error, **said)
            fund["rule"] = weigh(again, baseline, seed)["verdict"] == "fund"
        for way, does in fund.items():
            right = bool(does) == (true > 0)
            lost = (0 if right else abs(true)) + (spent if way == "rule" else 0.0)
            told[way][seed] = right, does, does and not right, lost
    means = {way: table.mean(axis=0) for way, table in told.items()}
    return {way: (right, false / funds if funds else 0.0, lost) for way, (right, funds, false, lost) in means.items()}


def compare(times, record, *, hoped):
    found = decided(times, hoped=hoped)
    for way, (right, false, lost) in found.items():
        record("said", f"by {way}: {right:.1%} right, {false:.1%} of what is funded loses, {lost:,.0f} lost a case")
    return found["rule"], found["mean"]


def test_hopes_are_told_from_effects(record_property):
    """Guesses at face value fund what loses; the rule discounts them, and asks for a pilot."""
    rule, mean = compare(QUICK // 2, record_property, hoped=True)
    assert rule[0] > mean[0]
    assert rule[1] < mean[1] / 2


@pytest.mark.slow
@pytest.mark.parametrize("hoped", [True, False])
def test_hopes_are_told_from_effects_in_the_long_run(record_property, hoped):
    """The rule is right more often and funds less that loses, at the price of more that would have paid."""
    rule, mean = compare(LONG, record_property, hoped=hoped)
    assert rule[0] > mean[0]
    assert rule[1] < mean[1] / 2
