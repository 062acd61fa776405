"""The verdict by rule: every branch by a table and by a case, and pilots by brute force."""

import math

import numpy as np
import pytest
from scipy import stats

import cxmetrics as cx
from cxmetrics.estimate import Chances
from cxmetrics.value.pilots import Pilot
from cxmetrics.value.plans import plans_of
from cxmetrics.value.verdicts import VERDICTS, judge
from tests.value import plans

CARD = {"initiative_id": "I1", "name": "card", "lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05,
        "evidence": "experiment", "upfront_cost": 1_000_000, "monthly_cost": 100_000}  # fmt: skip
# evidence, own pilot, mean, loss, worth of the pilot (it costs 10), whether it shows the effect: verdict and why
TABLE = [
    ("experiment", None, 5, 0.20, 0, False, "fund", "pays"),
    ("experiment", None, 5, 0.20, 99, True, "fund", "pays"),
    ("adjusted", None, 5, 0.0, 0, False, "fund", "pays"),
    ("assumption", 0.03, 5, 0.1, 0, False, "fund", "pays"),
    ("claim:C11", 0.03, 5, 0.1, 0, False, "fund", "pays"),
    ("assumption", None, 5, 0.1, 99, False, "pilot_first", "worth_knowing"),
    ("claim:C11", None, 5, 0.0, 99, False, "pilot_first", "worth_knowing"),
    ("experiment", None, 5, 0.21, 11, False, "pilot_first", "worth_knowing"),
    ("experiment", None, -5, 0.9, 11, False, "pilot_first", "worth_knowing"),
    ("experiment", None, -5, 0.9, 10, True, "not_justified", "does_not_pay"),
    ("experiment", None, 0, 0.0, 0, True, "not_justified", "does_not_pay"),
    ("experiment", None, 5, 0.21, 10, True, "not_justified", "too_likely_a_loss"),
    ("assumption", None, 5, 0.21, 10, True, "not_justified", "too_likely_a_loss"),
    ("assumption", None, 5, 0.2, 10, True, "pilot_first", "not_measured"),
    ("claim:C11", None, 5, 0.2, 10, True, "pilot_first", "not_measured"),
    ("assumption", None, 5, 0.2, 10, False, "not_justified", "cannot_be_shown"),
    ("claim:C11", None, 5, 0.0, math.nan, False, "not_justified", "cannot_be_shown"),
]


@pytest.mark.parametrize("case", TABLE)
def test_each_branch_of_the_rule(case):
    evidence, seen, mean, loss, worth, shows, *wanted = case
    row = CARD | {"lever": "basket", "evidence": evidence, "pilot_effect": seen, "pilot_error": seen}
    (plan,) = plans_of(plans.table([row]), months=36, today=None, discounts={})
    chances = Chances(mean=mean, sd=1, error=0.1, loss=loss, expected_loss=1, information=1)
    pilot = Pilot(
        customers=100,
        weeks=9,
        cost=10,
        worth=worth,
        most=worth,
        detectable=0.01,
        threshold=0.02,
        chance=0.5,
        shows=shows,
    )
    assert [*judge(plan, chances, pilot)] == wanted
    assert wanted[0] in VERDICTS


def test_every_branch_stands_in_the_table():
    assert {(row[6], row[7]) for row in TABLE} == {
        ("fund", "pays"), ("pilot_first", "worth_knowing"), ("pilot_first", "not_measured"),
        ("not_justified", "cannot_be_shown"), ("not_justified", "too_likely_a_loss"), ("not_justified", "does_not_pay"),
    }  # fmt: skip


@pytest.mark.parametrize(("row", "verdict", "why"), [
    ({}, "fund", "pays"),
    ({"evidence": "assumption", "discount": 0.9, "pilot_cost": 1e9}, "pilot_first", "not_measured"),
    ({"low": -0.05, "mode": 0.02, "high": 0.09, "monthly_cost": 120_000}, "pilot_first", "worth_knowing"),
    ({"upfront_cost": 90_000_000}, "not_justified", "does_not_pay"),
    ({"segment": "nobody"}, "cannot_judge", "missing"),
    ({"upfront_cost": None, "monthly_cost": None}, "cannot_judge", "missing"),
    ({"evidence": "claim:C31", "low": None, "mode": None, "high": None, "upfront_cost": 0, "monthly_cost": 1},
     "pilot_first", None),
])  # fmt: skip
def test_each_verdict_of_an_initiative(row, verdict, why):
    company = plans.given() | {"new_customers": (6000, 100)}
    found = cx.roi(plans.table([CARD | row]), baseline=company, draws=10_000).summary.iloc[0]
    assert found["verdict"] == verdict
    assert why is None or found["why"] == why


@pytest.mark.parametrize("claim", ["C02", "C06", "C10", "C11", "C12", "C30", "C31"])
@pytest.mark.parametrize("cost", [0, 1, 1_000_000])
def test_a_claim_never_leads_to_fund_by_itself(claim, cost):
    lever = {"C02": "repeat_rate", "C31": "repeat_rate", "C10": "acquisition_cost", "C12": "acquisition_cost"}
    row = CARD | {"evidence": f"claim:{claim}", "low": None, "mode": None, "high": None, "upfront_cost": cost,
                  "monthly_cost": 0, "lever": lever.get(claim, "basket")}  # fmt: skip
    found = cx.roi(plans.table([row]), baseline=plans.given(), draws=10_000).summary.iloc[0]
    assert found["verdict"] in ("pilot_first", "not_justified")


def test_a_pilot_is_chosen_as_by_brute_force():
    """Sizes up to a year of customers, each worth what a nested loop over outcomes says."""
    row = CARD | {"low": -0.03, "mode": 0.01, "high": 0.05, "upfront_cost": 10_000_000, "pilot_cost": 50_000}
    company = {"new_customers": 3000.0, "margin_per_order": 8900.0, "repeat_rate": 0.3}
    made = cx.roi(plans.table([row]), baseline=company, draws=10_000)
    found, case = made.summary.iloc[0], made.cases[0]
    effects = stats.norm(0.01, 0.04 / stats.norm.ppf(0.975)).ppf((np.arange(1500) + 0.5) / 1500)
    values = case.value(case.means | {"effect": effects})

    def worth(people):
        error = 2 * math.sqrt(0.3 * 0.7 / people)
        seen = np.linspace(-0.3, 0.32, 1201)
        density = stats.norm.pdf(seen[:, None], effects, error) / 1500
        unlikely = density @ (values < 0) <= 0.2 * density.sum(axis=1)  # that one loses after such a result
        gained = np.where(unlikely, np.maximum(density @ values, 0), 0)
        return np.trapezoid(gained, seen) - max(values.mean(), 0)

    def cost(people):
        return 50_000 + 100_000 * (math.ceil(people / 3000) + 3)

    assert found["pilot_worth"] == pytest.approx(worth(found["pilot_customers"]), rel=0.01)
    assert found["pilot_cost"] == pytest.approx(cost(found["pilot_customers"]))
    most = max(worth(people) - cost(people) for people in np.geomspace(100, 36_000, 40).round())
    assert most > 0
    assert found["pilot_worth"] - found["pilot_cost"] == pytest.approx(most, rel=0.03)
    assert found["pilot_weeks"] == math.ceil((found["pilot_customers"] / 3000 + 3) * 365.25 / 84)


def test_a_pilot_of_its_size_finds_the_effect_four_times_in_five():
    found = cx.roi(plans.table([CARD]), baseline=plans.given(), draws=10_000).summary.iloc[0]
    half, effect = round(found["pilot_customers"] / 2), found["pilot_detectable"]
    rng = np.random.default_rng(2)
    before, after = rng.binomial(half, 0.3, 20_000) / half, rng.binomial(half, 0.3 + effect, 20_000) / half
    error = np.sqrt((before * (1 - before) + after * (1 - after)) / half)
    assert ((after - before) / error > stats.norm.ppf(0.975)).mean() == pytest.approx(0.8, abs=0.03)
