"""What evidence counts for: by its grade, beside a pilot, and beside other initiatives."""

import math

import numpy as np
import pytest
from scipy import stats

import cxmetrics as cx
from cxmetrics import value
from cxmetrics.display import initiatives
from cxmetrics.estimate import Doubted, Normal, Pert, after_pilot, information, pilot_outcome
from cxmetrics.value.rows import MEASURES
from tests.value import plans

ROW = {"initiative_id": "I1", "name": "one", "lever": "acquisition_cost", "low": 0.0, "mode": 0.04, "high": 0.1,
       "upfront_cost": 1_000_000, "monthly_cost": 100_000, "read_as": "p10_p90"}  # fmt: skip


def weigh(*rows, **options):
    options = {"draws": 20_000, "baseline": plans.given()} | options
    return cx.roi(plans.table([*rows]), **options)


def test_the_same_points_count_less_the_weaker_their_evidence():
    """An experiment in full, then by grade; a claim of grade C needs numbers of its own to be compared."""
    grades = ["experiment", "adjusted", "claim:C30", "assumption"]
    found = [weigh(ROW | {"evidence": one}).summary["effect"].item() for one in grades]
    assert found == sorted(found, reverse=True)
    assert np.array(found) / found[0] == pytest.approx([1, 0.6, 0.3, 0.1])


@pytest.mark.parametrize("discount", [0.01, 0.1, 0.5, 1.0])
def test_a_discount_is_the_part_of_the_effect_that_counts(discount):
    plain = weigh(ROW | {"evidence": "assumption", "discount": 1.0}).summary["effect"].item()
    assert weigh(ROW | {"evidence": "assumption", "discount": discount}).summary["effect"].item() == pytest.approx(
        discount * plain
    )


def test_a_doubted_belief_is_a_mixture():
    told, rng = Pert(-0.02, 0.01, 0.1), np.random.default_rng(1)
    belief = Doubted(told, 0.3)
    drawn = np.where(rng.random(400_000) < 0.3, told.quantile(rng.random(400_000)), 0.0)
    assert belief.mean == pytest.approx(drawn.mean(), abs=3 * drawn.std() / 600)
    assert belief.sd == pytest.approx(drawn.std(), rel=0.01)
    shares = [0.005, 0.02, 0.3, 0.6, 0.72, 0.85, 0.99]
    assert belief.quantile(shares) == pytest.approx(np.quantile(drawn, shares), abs=0.0015)
    own = belief.draw(np.random.default_rng(2), 400_000)
    assert (own == 0).mean() == pytest.approx(0.7, abs=0.003)
    assert own.mean() == pytest.approx(belief.mean, abs=3 * drawn.std() / 600)


@pytest.mark.parametrize("seen", [-0.01, 0.02, 0.06])
def test_a_pilot_says_how_likely_it_holds(seen):
    told, rng, error = Normal(0.05, 0.02), np.random.default_rng(3), 0.015
    effects = np.where(rng.random(2_000_000) < 0.1, told.quantile(rng.random(2_000_000)), 0.0)
    weights = stats.norm.pdf(seen, effects, error)
    mean = weights @ effects / weights.sum()
    found = after_pilot(Doubted(told, 0.1), estimate=seen, std_error=error)
    assert found.mean == pytest.approx(mean, rel=0.02, abs=1e-5)


def test_information_of_a_doubted_belief_is_that_of_its_draws():
    belief, rng = Doubted(Normal(0.05, 0.02), 0.2), np.random.default_rng(4)

    def worth(x):
        return 1000 * x - 20

    drawn = worth(belief.draw(rng, 2_000_000))
    assert information(belief, worth) == pytest.approx(np.maximum(drawn, 0).mean() - max(drawn.mean(), 0), rel=0.01)


def test_the_threshold_of_a_pilot_is_where_one_goes_on():
    """Of a normal belief and normal errors in closed form: the result after which a loss has a chance of a fifth."""
    sd, error, middle = 0.02, 0.01, 0.01
    found = pilot_outcome(Normal(middle, sd), lambda x: 1000 * x - 20, std_error=error, most_loss=0.2)
    after = 1 / math.sqrt(1 / sd**2 + 1 / error**2)
    wanted = 0.02 + stats.norm.ppf(0.8) * after  # of the mean after the pilot
    result = (wanted / after**2 - middle / sd**2) * error**2
    assert found.threshold == pytest.approx(result, abs=0.0006)
    chance = stats.norm.sf(result, middle, math.hypot(sd, error))
    assert found.chance == pytest.approx(chance, abs=0.02)
    free = pilot_outcome(Normal(middle, sd), lambda x: 1000 * x - 20, std_error=error)
    assert free.worth >= found.worth > 0


def test_a_pilot_that_contradicts_a_guess_counts_alone():
    row = ROW | {"low": 0.0, "mode": 0.01, "high": 0.02, "evidence": "assumption", "read_as": "limits",
                 "pilot_effect": 0.2, "pilot_error": 0.01}  # fmt: skip
    found = weigh(row).summary.iloc[0]
    assert found["effect"] == pytest.approx(0.2)
    near = weigh(row | {"pilot_effect": 0.012}).summary.iloc[0]
    assert 0 < near["effect"] < 0.012


def test_a_claim_alone_expects_little_and_nothing_impossible():
    row = {"initiative_id": "I1", "name": "x", "lever": "repeat_rate", "evidence": "claim:C02", "monthly_cost": 1,
           "upfront_cost": 0}  # fmt: skip
    made = weigh(row)
    belief = made.cases[0].inputs["effect"]
    assert belief.mean < 0.02
    assert belief.quantile(0.999) <= 0.7
    assert made.summary["verdict"].item() != "fund"


def two(first, second, cost):
    rows = [ROW | {"initiative_id": name, "name": name, "evidence": "experiment", "read_as": "interval",
                   "low": effect - 0.01, "mode": effect, "high": effect + 0.01, "upfront_cost": cost, "monthly_cost": 0}
            for name, effect in (("A", first), ("B", second))]  # fmt: skip
    return weigh(*rows, baseline=plans.given() | {"new_customers": 590.0, "acquisition_cost": 9_774.0}).summary


def test_what_does_not_pay_beside_what_is_funded_is_not_funded():
    """The room that the first leaves is too small for the second, which would pay by itself."""
    apart = two(0.9, 0.5, 40_000_000).set_index("initiative_id")
    assert (apart["estimate"] > 0).all()
    assert apart["verdict"].to_dict() == {"A": "fund", "B": "not_justified"}
    assert apart.loc["B", "why"] == "not_beside"
    told = initiatives.said(apart.reset_index().to_dict("records")[1], currency="KRW")
    assert told[0]["key"] == "decision-not-justified-not-beside"
    beside = two(0.2, 0.2, 3_000_000)
    assert beside["verdict"].tolist() == ["fund", "fund"]


def test_an_effect_that_cannot_be_is_no_break_even():
    row = ROW | {"lever": "returns", "low": 0.0, "mode": 0.005, "high": 0.01, "evidence": "assumption",
                 "upfront_cost": 10**9}  # fmt: skip
    found = weigh(row).summary.iloc[0]
    assert math.isnan(found["break_even"])
    assert initiatives.said(found.to_dict(), currency="KRW")[0]["key"] == "decision-never-pays"


def test_the_purchase_alone_is_worth_what_it_is_without_further_ones():
    row = ROW | {"lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05, "evidence": "experiment",
                 "read_as": "interval"}  # fmt: skip
    company = plans.given() | plans.given(plans.FURTHER)
    without = {name: number for name, number in company.items() if name != "further_margin"}
    whole, plain = (weigh(row, baseline=numbers).summary.iloc[0] for numbers in (company, without))
    assert whole["purchase_alone"] == pytest.approx(plain["estimate"])
    assert whole["estimate"] > plain["estimate"]
    assert math.isnan(plain["purchase_alone"])


def test_all_numbers_of_a_summary_are_published():
    summary = weigh(ROW | {"evidence": "assumption"}).summary
    found = value.measures(summary).set_index("metric")["estimate"]
    for name in MEASURES:
        if not math.isnan(summary[name].item()):
            assert found[f"initiative_{name}"] == summary[name].item()
    assert found["initiative_p_loss"] == summary["p_loss"].item()
