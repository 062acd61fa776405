"""What must hold for any weighing: scale, order, seeds, threads, costs, and what is believed by evidence."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import cxmetrics as cx
from tests.value import plans

MONEY = ("order_value", "margin_per_order", "acquisition_cost", "cost_per_contact", "cost_per_return",
         "margin_per_customer", "further_margin")  # fmt: skip
SCALED = ["estimate", "std_error", "conf_low", "conf_high", "cost", "benefit", "median", "error", "expected_loss",
          "information", "pilot_cost", "pilot_worth", "pilot_most", "beside"]  # fmt: skip
UNSCALED = ["roi", "bcr", "irr", "payback", "break_even", "effect", "p_loss", "pilot_customers", "pilot_weeks",
            "pilot_detectable"]  # fmt: skip
SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=5, deadline=None)
ALL = plans.COMPANY | plans.FURTHER


def weigh(rows, company=ALL, *, errors=True, **said):
    known = plans.given(company, errors=errors) if isinstance(company, dict) else company
    return cx.roi(plans.table(rows), baseline=known, **({"draws": 10_000, "data_end": "2026-10-31"} | said))


def one(**said):
    """Plan of a repeat rate that rises by three points."""
    return {"initiative_id": "I1", "name": "card", "lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05,
            "evidence": "experiment", "upfront_cost": 1_000_000, "monthly_cost": 100_000} | said  # fmt: skip


def several(seed, count=6, **said):
    rng = np.random.default_rng(seed)
    return [plans.drawn(rng, number, **said) for number in range(count)]


def same(left, right):
    pd.testing.assert_frame_equal(left, right, check_exact=True)


@given(SEEDS, st.sampled_from(plans.LEVERS), st.sampled_from(["limits", "interval", "p10_p90"]))
@FEW
def test_without_an_effect_the_cost_is_lost(seed, lever, read_as):
    row = plans.drawn(np.random.default_rng(seed), 0, lever=lever)
    row |= {"low": 0.0, "mode": 0.0, "high": 0.0, "read_as": read_as}
    found = weigh([row])
    assert found.summary["estimate"].item() == -found.summary["cost"].item()
    assert (found.draws.to_numpy() == -found.summary["cost"].item()).all()
    assert found.summary["verdict"].item() == "not_justified"


@given(SEEDS)
@FEW
def test_all_money_in_another_unit_changes_money_and_nothing_else(seed):
    rows = several(seed)
    company = plans.given(ALL)
    more = {name: tuple(1024 * part if name in MONEY else part for part in parts) for name, parts in company.items()}
    costs = [row | {name: 1024 * row[name] for name in ("upfront_cost", "monthly_cost")} for row in rows]
    was = weigh(rows).summary
    now = cx.roi(plans.table(costs), baseline=more, draws=10_000, data_end="2026-10-31").summary
    assert now[SCALED].to_numpy(float) == pytest.approx(1024 * was[SCALED].to_numpy(float), rel=1e-9, nan_ok=True)
    assert now[UNSCALED].to_numpy(float) == pytest.approx(was[UNSCALED].to_numpy(float), rel=1e-6, nan_ok=True)
    assert now["verdict"].tolist() == was["verdict"].tolist()


@given(SEEDS)
@FEW
def test_the_order_of_the_initiatives_changes_nothing(seed):
    rows = several(seed)
    mixed = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    left, right = weigh(rows), weigh(mixed)
    for name in ("summary", "portfolio", "cash_flows", "draws", "tornado"):
        same(getattr(left, name), getattr(right, name))


def test_threads_change_nothing():
    rows = several(3)
    left, right = (weigh(rows, draws=50_000, threads=threads) for threads in (1, 2))
    same(left.summary, right.summary)
    same(left.portfolio, right.portfolio)
    same(left.draws, right.draws)


def test_beside_others_an_initiative_is_drawn_as_alone():
    rows = several(4)
    found = weigh(rows)
    for row in rows:
        alone = weigh([row])
        name = row["initiative_id"]
        assert alone.draws[name].to_numpy() == pytest.approx(found.draws[name].to_numpy(), rel=1e-9)


def test_another_seed_differs_by_chance_only():
    rows = several(5)
    found = [weigh(rows, seed=seed, draws=40_000) for seed in range(4)]
    first = found[0].summary
    for other in found[1:]:
        assert (other.draws != found[0].draws).mean().min() > 0.99
        assert other.summary["estimate"].tolist() == first["estimate"].tolist()
        apart = other.draws.mean() - found[0].draws.mean()
        assert (apart.abs() < 4.5 * np.hypot(first["error"], other.summary["error"]).to_numpy()).all()
        assert other.summary["p_loss"].to_numpy() == pytest.approx(first["p_loss"].to_numpy(), abs=0.012)


def test_initiatives_share_the_numbers_of_the_company():
    """Two whose own effects are certain: what is left of chance is the company's, and the same for both."""
    rows = [one(initiative_id=name, lever="contacts", low=0.1, mode=0.1, high=0.1) for name in ("A", "B")]
    found = weigh(rows)
    assert np.corrcoef(found.draws.to_numpy().T)[0, 1] == pytest.approx(1)
    apart = weigh([one(initiative_id=name, lever="contacts") for name in ("A", "B")], errors=False)
    assert abs(np.corrcoef(apart.draws.to_numpy().T)[0, 1]) < 0.05


@given(SEEDS, st.booleans())
@FEW
def test_together_they_are_never_worth_more_than_their_sum(seed, harmful):
    rng = np.random.default_rng(seed)
    rows = [plans.drawn(rng, number, lever="contacts", segment=str(rng.choice(["", "VIP"]))) for number in range(5)]
    if not harmful:
        rows = [row | {name: abs(row[name]) for name in ("low", "mode", "high")} for row in rows]
        rows = [row | dict(zip(("low", "mode", "high"), sorted(row[n] for n in ("low", "mode", "high")), strict=True))
                for row in rows]  # fmt: skip
    found = weigh(rows, plans.frame({"": plans.COMPANY, "VIP": plans.VIP}))
    said = found.portfolio.set_index(["which", "metric"])
    joint, plain = (said.loc[("judged", name)] for name in ("joint_npv", "sum_of_npv"))
    for column in ("estimate", "conf_low", "conf_high"):
        assert joint[column] <= plain[column] + 1e-6
    assert joint["p_loss"] >= plain["p_loss"]
    assert plain["estimate"] == pytest.approx(found.summary["estimate"].sum())


def test_nobody_is_met_by_those_who_move_something_else():
    rows = [one(initiative_id=f"I{number}", lever=lever, low=0.001, mode=0.002, high=0.003, elasticity=-1)
            for number, lever in enumerate(plans.LEVERS)]  # fmt: skip
    found = weigh(rows)
    assert found.summary["meets"].tolist() == [""] * len(rows)
    said = found.portfolio.set_index(["which", "metric"])["estimate"]
    assert said["judged", "joint_npv"] == said["judged", "sum_of_npv"]


@given(SEEDS, st.sampled_from(plans.LEVERS))
@FEW
def test_at_the_break_even_nothing_is_left(seed, lever):
    row = plans.drawn(np.random.default_rng(seed), 0, lever=lever, certain=True)
    row |= {"upfront_cost": 30_000, "monthly_cost": 2000, "starts_on": None, "elasticity": -0.1, "horizon_months": 48,
            "cannibalised": 0.2, "pull_forward": 0.2}  # fmt: skip
    at = weigh([row], errors=False).summary["break_even"].item()
    again = weigh([row | dict.fromkeys(("low", "mode", "high"), at)], errors=False).summary
    assert again["estimate"].item() == pytest.approx(0, abs=1e-6 * again["cost"].item())
    assert again["bcr"].item() == pytest.approx(1)


@given(SEEDS, st.floats(0, 1e7), st.floats(0, 1e6))
@FEW
def test_more_cost_is_never_worth_more(seed, upfront, monthly):
    row = plans.drawn(np.random.default_rng(seed), 0)
    was = weigh([row])
    now = weigh([row | {"upfront_cost": row["upfront_cost"] + upfront, "monthly_cost": row["monthly_cost"] + monthly}])
    assert now.summary["estimate"].item() <= was.summary["estimate"].item() + 1e-6
    assert (now.draws.to_numpy() <= was.draws.to_numpy() + 1e-6).all()
    assert now.summary["p_loss"].item() >= was.summary["p_loss"].item()
    assert now.summary["benefit"].item() == was.summary["benefit"].item()


@given(SEEDS)
@FEW
def test_a_pilot_tells_no_more_than_the_effect_and_that_no_more_than_all(seed):
    found = weigh(several(seed, 8), draws=40_000).summary
    scale = found["std_error"].to_numpy()
    assert (found["pilot_worth"] <= found["pilot_most"] + 2e-3 * scale).all()
    assert (found["pilot_most"] <= found["information"] + 0.02 * scale).all()
    assert (found[["pilot_worth", "pilot_most", "information"]].fillna(0) >= 0).all(axis=None)


def test_what_knowing_is_worth_by_brute_force():
    """Two loops: effects outside, numbers of the company inside."""
    rng = np.random.default_rng(8)
    row = one(read_as="limits", low=-0.02, mode=0.01, high=0.05, upfront_cost=1_000_000, monthly_cost=0)
    found = weigh([row], plans.COMPANY, draws=400_000, annual_rate=0, months=4).summary.iloc[0]
    effects = -0.02 + 0.07 * rng.beta(1 + 4 * 3 / 7, 1 + 4 * 4 / 7, 400_000)
    means = effects * 600 * 8900 * 2 - 1_000_000
    assert found["pilot_most"] == pytest.approx(np.maximum(means, 0).mean() - max(means.mean(), 0), rel=0.02)
    company = rng.normal(600, 18, 400_000) * rng.normal(8900, 267, 400_000)
    values = effects * company * 2 - 1_000_000
    assert found["information"] == pytest.approx(np.maximum(values, 0).mean() - max(values.mean(), 0), rel=0.02)


def test_a_textbook_case_as_an_initiative():
    """Barclay Brothers (Render, Stair and Hanna, module 3): demand normal, 8,000 with 2,885, $6 a set, $36,000 fixed.

    Profit is $6 x sets - $36,000: break-even at 6,000 sets, a loss with probability .2451 (.69 standard deviations),
    EVPI $2,515.14. A set is one more for 20,000 orders of a single month.
    """
    row = one(lever="basket", low=0.4 - 1.959964 * 0.14425, mode=0.4, high=0.4 + 1.959964 * 0.14425,
              upfront_cost=36_000, monthly_cost=0)  # fmt: skip
    company = {"orders": 20_000, "margin_per_order": 6}
    summary = cx.roi(plans.table([row]), baseline=company, months=1, annual_rate=0, draws=400_000).summary.iloc[0]
    assert summary["estimate"] == pytest.approx(6 * 8000 - 36_000)
    assert summary["break_even"] * 20_000 == pytest.approx(6000)
    assert summary["p_loss"] == pytest.approx(stats.norm.cdf(-2000 / 2885), abs=0.003)
    assert summary["p_loss"] == pytest.approx(0.2451, abs=0.005)
    assert summary["pilot_most"] == pytest.approx(2515.14, rel=0.01)
    assert summary["information"] == pytest.approx(2515.14, rel=0.02)


def test_a_published_business_case_as_initiatives():
    """Forrester, The Total Economic Impact of SalesLoft, page 19: NPV $5,496,170 at 10 % a year, ROI 329 %.

    Its three years are three periods here, the rise of each year an initiative that begins a period later.
    """
    net = [939_796, 2_424_560 - 939_796, 3_581_976 - 2_424_560]
    rows = [one(initiative_id=f"Y{year}", lever="contacts", segment=f"s{year}", low=1, mode=1, high=1, monthly_cost=0,
                upfront_cost=53_150 if year == 0 else 0, horizon_months=3 - year,
                starts_on=(2026, 11 + year, 1) if year < 2 else (2027, 1, 1)) for year in range(3)]  # fmt: skip
    company = {f"s{year}": {"contacts": 1.0, "cost_per_contact": float(more)} for year, more in enumerate(net)}
    found = weigh(rows, plans.frame(company), annual_rate=1.1**12 - 1)
    assert found.portfolio["estimate"].iloc[0] == pytest.approx(5_496_170, abs=1)
    costs = 53_150 + 666_715 / 1.1 + 636_772 / 1.1**2 + 647_783 / 1.1**3
    assert round(100 * found.portfolio["estimate"].iloc[0] / costs) == 329


def test_what_is_believed_by_evidence():
    rows = [
        one(initiative_id=name, evidence=evidence, discount=part)
        for name, evidence, part in (
            ("A", "experiment", None),
            ("B", "adjusted", None),
            ("C", "assumption", None),
            ("D", "assumption", 0.5),
        )
    ]
    effect = weigh(rows).summary.set_index("initiative_id")["effect"]
    assert effect["A"] == pytest.approx(0.03)
    assert effect["B"] == pytest.approx(0.6 * 0.03)
    assert 0 < effect["C"] < effect["D"] < effect["B"] + 0.01
    edited = weigh(rows, discounts={"B": 1.0, "D": 0.0}).summary.set_index("initiative_id")
    assert edited["effect"]["B"] == pytest.approx(0.03)
    assert edited["missing"]["C"] == "evidence"
    assert edited["verdict"]["C"] == "cannot_judge"


@pytest.mark.parametrize(("read_as", "low", "high"), [
    ("interval", 0.025, 0.975), ("p10_p90", 0.1, 0.9), ("limits", 0.0, 1.0)])  # fmt: skip
def test_what_the_ends_are_read_as(read_as, low, high):
    case = weigh([one(read_as=read_as)]).cases[0]
    assert case.inputs["effect"].quantile([low, high]) == pytest.approx([0.01, 0.05], abs=1e-9)


def test_a_measured_effect_that_is_not_of_an_experiment_is_less_and_less_certain():
    """Six tenths of it count, and half of the other four are added to its error."""
    belief = weigh([one(evidence="adjusted")]).cases[0].inputs["effect"]
    sd = 0.02 / stats.norm.ppf(0.975)
    assert (belief.mean, belief.sd) == pytest.approx((0.018, np.hypot(sd, 0.4 * 0.03 / 2)))


def test_a_pilot_counts_as_much_as_it_is_exact():
    """Closed form for an interval: both weigh as their precision."""
    error = 0.02 / stats.norm.ppf(0.975)
    belief = weigh([one(pilot_effect=0.0, pilot_error=error)]).cases[0].inputs["effect"]
    assert (belief.mean, belief.sd) == pytest.approx((0.015, error / np.sqrt(2)))
    means = [weigh([one(evidence="assumption", pilot_effect=0.04, pilot_error=size)]).summary["effect"].item()
             for size in (0.001, 0.01, 0.1)]  # fmt: skip
    assert means == sorted(means, reverse=True)
    assert means[0] == pytest.approx(0.04, abs=0.001)


@pytest.mark.parametrize(("start", "end", "begins", "running"), [
    ((2026, 11, 1), "2026-10-31", 0, False), ((2026, 12, 31), "2026-10-31", 1, False),
    ((2028, 1, 5), "2026-10-31", 14, False), ((2026, 10, 31), "2026-10-31", 0, True),
    ((2026, 11, 10), "2026-11-15", 0, True), ((2026, 11, 20), "2026-11-15", 0, False), (None, "2026-10-31", 0, False),
])  # fmt: skip
def test_when_it_begins(start, end, begins, running):
    found = weigh([one(starts_on=start, ramp_months=2)], data_end=end)
    assert found.summary["begins"].item() == begins
    assert found.summary["running"].item() == running
    assert found.cash_flows["cost"].iloc[0] == (0 if running else 1_000_000)
    if (start, running) == ((2026, 11, 10), True):  # in its second month
        assert found.cases[0].working[0] == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_tornado_moves_one_input_at_a_time(seed):
    for case, rows in ((case, found.tornado[found.tornado["initiative_id"] == case.plan.initiative_id])
                       for found in [weigh(several(seed, 5))] for case in found.cases):  # fmt: skip
        assert sorted(rows["input"]) == sorted(case.inputs)
        assert rows["swing"].tolist() == sorted(rows["swing"], reverse=True)
        for row in rows.to_dict("records"):
            belief = case.inputs[row["input"]]
            at = [float(end) for end in belief.quantile([0.1, 0.9])]
            assert [row["input_low"], row["input_high"]] == pytest.approx(at)
            values = [float(case.value(case.means | {row["input"]: end})) for end in at]
            assert [row["npv_low"], row["npv_high"]] == pytest.approx(values)
