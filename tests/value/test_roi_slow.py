"""Numbers of a weighing, each a second time: month by month in plain Python, and draws of scipy's distributions."""

import math

import numpy as np
import pytest
from scipy import stats

import cxmetrics as cx
from tests.value import plans, slow

TODAY, END = (2026, 10, 31), "2026-10-31"
DRAWS = 12_000


def weigh(rows, company=None, **settings):
    company = plans.given() if company is None else company
    return cx.roi(plans.table(rows), baseline=company, draws=10_000, **settings)


@pytest.fixture(scope="module")
def cases():
    """Sixty plans by chance, weighed at once; the company's further margin known or not, money at another rate."""
    rng, found = np.random.default_rng(2026), []
    for further, annual, months in ((False, 0.1, 36), (True, 0.0, 24), (True, 0.25, 12), (False, -0.02, 48)):
        rows = [plans.drawn(rng, number) for number in range(15)]
        rows = [row | ({"horizon_months": 12} if months < (row.get("ramp_months") or 0) else {}) for row in rows]
        company = plans.COMPANY | (plans.FURTHER if further else {})
        settings = {"months": months, "annual_rate": annual}
        made = weigh(rows, plans.given(company), data_end=END, **settings)
        found += [(row, company, settings, made) for row in rows]
    return found


def expected(row, company, settings, **more):
    return slow.case(row, company, months=settings["months"], annual=settings["annual_rate"], today=TODAY, **more)


def test_flows_are_those_of_a_loop_over_months(cases):
    for row, company, settings, made in cases:
        flows, _ = expected(row, company, settings)
        own = made.cash_flows[made.cash_flows["initiative_id"] == row["initiative_id"]]
        assert own["flow"].to_numpy() == pytest.approx(flows, rel=1e-9, abs=1e-6)
        assert own["estimate"].to_numpy() == pytest.approx(np.cumsum(flows), rel=1e-9, abs=1e-4)
        assert own["month"].tolist() == list(range(len(flows)))


def test_values_are_those_of_a_loop_over_months(cases):
    for row, company, settings, made in cases:
        own = made.summary.set_index("initiative_id").loc[row["initiative_id"]]
        _, npv = expected(row, company, settings)
        assert own["estimate"] == pytest.approx(npv, rel=1e-9, abs=1e-6)
        assert own["benefit"] - own["cost"] == pytest.approx(npv, rel=1e-9, abs=1e-6)
        if own["cost"]:
            assert own["bcr"] - 1 == pytest.approx(own["roi"]) == pytest.approx(npv / own["cost"], abs=1e-9)


def test_break_even_is_that_of_bisection(cases):
    some = 0
    for row, company, settings, made in cases:
        own = made.summary.set_index("initiative_id").loc[row["initiative_id"]]
        if own["cost"] == 0:
            continue
        wanted = slow.break_even(lambda effect: expected(row, company, settings, effect=effect)[1])  # noqa: B023
        if math.isnan(wanted):  # beyond what the bisection looks at
            assert math.isnan(own["break_even"]) or own["break_even"] > 4
            continue
        some += 1
        assert own["break_even"] == pytest.approx(wanted, rel=1e-9, abs=1e-9)
    assert some > 20


def test_flows_of_both_signs_have_the_rate_at_which_nothing_is_left(cases):
    some = 0
    for row, company, settings, made in cases:
        own = made.summary.set_index("initiative_id").loc[row["initiative_id"]]
        flows, _ = expected(row, company, settings)
        if math.isnan(own["irr"]):
            assert own["irr_reason"] in ("no change of sign", "several rates")
            continue
        some += 1
        left = slow.value({}, flows[1:], begins=0, annual=own["irr"]) + flows[0]
        scale = sum(abs(flow) / (1 + own["irr"]) ** (month / 12) for month, flow in enumerate(flows))
        assert abs(left) < 1e-6 * scale
    assert some > 15


def test_a_price_is_the_margin_after_less_the_margin_before():
    row = {"initiative_id": "P", "name": "p", "lever": "price", "evidence": "experiment", "read_as": "limits",
           "low": 0.08, "mode": 0.08, "high": 0.08, "elasticity": -1.5, "upfront_cost": 0,
           "monthly_cost": 0}  # fmt: skip
    found = weigh([row], plans.given(errors=False), annual_rate=0, months=1)
    orders, value, margin = (plans.COMPANY[name] for name in ("orders", "order_value", "margin_per_order"))
    fewer = orders * (1 - 1.5 * 0.08)
    after = fewer * (margin + 0.08 * value)
    assert found.summary["estimate"].item() == pytest.approx(after - orders * margin)


def test_what_promoters_bring_is_a_part_of_their_difference():
    """By hand: 2 points more promoters x 14 points of difference x 30 % of it, over three months, at 600 x 8,900."""
    row = {"initiative_id": "S", "name": "s", "lever": "repeat_rate", "through": "score", "evidence": "experiment",
           "read_as": "limits", "low": 0.02, "mode": 0.02, "high": 0.02, "upfront_cost": 0,
           "monthly_cost": 0}  # fmt: skip
    found = weigh([row], plans.given(errors=False), annual_rate=0, months=4)
    assert found.summary["estimate"].item() == pytest.approx(0.02 * 0.14 * 0.3 * 600 * 8900 * (1 / 3 + 2 / 3 + 1))


def test_customers_who_are_kept_build_up_and_are_lost_again():
    """By hand: 58 more are kept each month of three; of those of the first two 10.7 % and 20.3 % are lost again."""
    row = {"initiative_id": "C", "name": "c", "lever": "churn", "evidence": "experiment", "read_as": "limits",
           "low": 0.01, "mode": 0.01, "high": 0.01, "upfront_cost": 0, "monthly_cost": 0}  # fmt: skip
    found = weigh([row], plans.given(errors=False), annual_rate=0, months=3)
    assert found.cash_flows["flow"].tolist() == pytest.approx(
        [0, 58 * 5700, 58 * 5700 * (1 + 0.893), 58 * 5700 * (1 + 0.893 + 0.893**2)]
    )


def draw(rng, row, company):
    """Inputs of one plan by scipy's distributions, a value each."""
    low, width = row["low"], row["high"] - row["low"]
    shapes = (1 + 4 * (row["mode"] - low) / width, 1 + 4 * (row["high"] - row["mode"]) / width)
    values = {
        name: stats.norm(mean, plans.ERRORS[name]).rvs(DRAWS, random_state=rng).tolist()
        for name, mean in company.items()
    }
    least, width_of = (0.2, 0.8) if row.get("through") == "on_time" else (0.0, 0.6)
    causal = stats.beta(3, 3, loc=least, scale=width_of).rvs(DRAWS, random_state=rng).tolist()
    return stats.beta(*shapes, loc=low, scale=width).rvs(DRAWS, random_state=rng).tolist(), values, causal


@pytest.mark.parametrize("lever", plans.LEVERS)
def test_draws_are_those_of_a_loop_over_initiatives(lever):
    """Each draw is a business case of its own; the share of lost customers is not drawn."""
    rng = np.random.default_rng([7, plans.LEVERS.index(lever)])
    company = plans.COMPANY | (plans.FURTHER if lever == "repeat_rate" else {})
    for number in range(1):
        row = plans.drawn(rng, number, lever=lever) | {"upfront_cost": 3_000_000}
        effects, values, causal = draw(rng, row, company)
        lasting = stats.beta(3, 3, scale=0.6).rvs(DRAWS, random_state=rng).tolist()
        begins, age, horizon = slow.life(row, TODAY, 36)
        own = row | ({"upfront_cost": 0} if age else {})
        costs = -slow.value(own, [0.0] * horizon, begins=begins, annual=0.1)
        shares = [slow.working(row, age + month) for month in range(1, horizon + 1)]

        def worth(effect, *, further=False):
            came = slow.times(row, effect, lost=company["churn_rate"], further=further)  # noqa: B023
            return slow.value({}, came, begins=begins, annual=0.1)  # noqa: B023

        npv = []
        unit = worth(shares), worth(shares, further=True), worth([share**2 for share in shares])
        for k in range(DRAWS):
            now = {name: series[k] for name, series in values.items()}
            if lever == "price":
                e, x = row["elasticity"], effects[k]
                gain = now["orders"] * (
                    (now["order_value"] + e * now["margin_per_order"]) * x * unit[0]
                    + e * now["order_value"] * x**2 * unit[2]
                )
            else:
                volume, margin = slow.INPUTS[lever]
                moved = slow.reach(row, effects[k], now, {row.get("through"): causal[k]})
                gain = moved * now[volume] * now[margin] * unit[0]
                if lever == "repeat_rate":
                    gain += moved * now["new_customers"] * now["further_margin"] * lasting[k] * unit[1]
            npv.append(gain - costs)
        npv = np.array(npv)
        made = cx.roi(plans.table([row]), baseline=plans.given(company), draws=100_000, data_end=END)
        found = made.summary.iloc[0]
        sd = npv.std()
        error = sd / math.sqrt(DRAWS)
        assert npv.mean() == pytest.approx(found["estimate"], abs=4.5 * error)
        assert made.draws.iloc[:, 0].mean() == pytest.approx(found["estimate"], abs=4.5 * sd / math.sqrt(100_000))
        assert sd == pytest.approx(found["std_error"], rel=0.04)
        limits = np.quantile(npv, [0.05, 0.5, 0.95])
        assert [found["conf_low"], found["median"], found["conf_high"]] == pytest.approx(limits, abs=0.08 * sd)
        assert (npv < 0).mean() == pytest.approx(found["p_loss"], abs=0.025)
        assert stats.ks_2samp(npv, made.draws.iloc[:, 0]).pvalue > 1e-4


def meeting(rng, count):
    """Plans that move the same numbers: of all customers and of the VIPs, of one lever and another."""
    rows = []
    for number in range(count):
        lever = str(rng.choice(["repeat_rate", "contacts", "churn", "returns"]))
        rows.append(plans.drawn(rng, number, lever=lever, certain=True, segment=str(rng.choice(["", "VIP"]))))
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_what_meets_shares_as_over_all_subsets(seed):
    rng = np.random.default_rng([seed, 3])
    rows, companies = meeting(rng, 6), {"": plans.COMPANY, "VIP": plans.VIP}
    found = cx.roi(plans.table(rows), baseline=plans.frame(companies), draws=10_000, data_end=END,
                   causal_shares={link: (part, part, part) for link, part in slow.EFFECTS.items()})  # fmt: skip
    joint = slow.together(rows, companies, months=36, annual=0.1, today=TODAY)
    said = found.portfolio.set_index(["which", "metric"])["estimate"]
    assert said["judged", "joint_npv"] == pytest.approx(sum(joint.values()), rel=1e-9, abs=1e-4)
    wanted = found.summary[found.summary["beside"].notna()]
    names = wanted["initiative_id"].tolist()
    again = slow.together([row for row in rows if row["initiative_id"] in names], companies, months=36, annual=0.1,
                          today=TODAY)  # fmt: skip
    assert wanted["beside"].tolist() == pytest.approx([again[name] for name in names], rel=1e-9, abs=1e-4)
