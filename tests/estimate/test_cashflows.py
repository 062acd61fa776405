"""Cash flows: known answers, a textbook and a published business case, and bisection and loops in plain Python."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from cxmetrics import estimate

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 2))
# Forrester Consulting, "The Total Economic Impact of SalesLoft", page 19: start and years 1 to 3 in US dollars, at "a
# yearly discount rate of 10%"; https://pravda.ufcontent.com/i/1285868
COSTS, BENEFITS = (53_150, 666_715, 636_772, 647_783), (0, 1_606_511, 3_061_331, 4_229_760)


@pytest.fixture
def known(oracles):
    return lambda name: (oracles[name]["input"], oracles[name]["expected"], oracles[name]["tolerance"])


def slow_value(rate, flows):
    total = 0.0
    for period, flow in enumerate(flows):
        total += flow / (1 + rate) ** period
    return total


def test_the_first_flow_is_now(known):
    told, expected, tolerance = known("npv_t0_convention")
    found = estimate.present_value(told["rate"], told["cashflows"])
    assert found == pytest.approx(expected["npv"], abs=tolerance)
    assert found != pytest.approx(expected["excel_npv_of_all"], abs=1)


@given(st.floats(-0.5, 2), st.lists(NUMBERS, min_size=1, max_size=40))
def test_a_present_value_is_a_sum(rate, flows):
    wanted = slow_value(rate, flows)
    assert estimate.present_value(rate, flows) == pytest.approx(wanted, rel=1e-9, abs=1e-6 * (1 + abs(wanted)))


def test_a_published_business_case():
    costs, benefits = (estimate.present_value(0.1, flows) for flows in (COSTS, BENEFITS))
    assert (costs, benefits) == pytest.approx((1_672_201, 7_168_371), abs=1)
    net = np.subtract(BENEFITS, COSTS)
    assert estimate.present_value(0.1, net) == pytest.approx(5_496_170, abs=1)
    assert round(100 * (benefits / costs - 1)) == 329
    assert 12 * estimate.payback(net).periods < 6  # months, as they say


def test_a_textbook_rate_of_return():
    """L. J. Gitman, Principles of Managerial Finance, Brief, 3rd ed. 2003, page 346, as quoted by NumPy's manual."""
    flows = [-100, 39, 59, 55, 20]
    assert estimate.irr(flows).rate == pytest.approx(0.28095, abs=5e-6)
    assert estimate.present_value(0.281, flows) == pytest.approx(-0.0084785916384548798)


def test_a_negative_rate(known):
    told, expected, tolerance = known("irr_negative")
    assert estimate.irr(told["cashflows"]).rate == pytest.approx(expected["irr"], abs=tolerance)


def test_no_rate(known):
    told, _, _ = known("irr_none")
    found = estimate.irr(told["cashflows"])
    assert math.isnan(found.rate)
    assert found.reason == "no change of sign"


def test_several_rates(known):
    told, expected, tolerance = known("irr_multiple_roots")
    found = estimate.irr(told["cashflows"])
    assert math.isnan(found.rate)
    assert found.roots == pytest.approx(expected["roots"], abs=tolerance)
    assert found.reason == "several rates"
    values = [estimate.present_value(rate, told["cashflows"]) for rate in (0.15, 0.0)]
    assert values == pytest.approx([expected["npv_at_15pct"], expected["npv_at_0"]], abs=tolerance)


def test_flows_of_two_signs_with_no_rate_at_all():
    found = estimate.irr([-100, 150, -100])  # the discriminant is below 0
    assert math.isnan(found.rate)
    assert found.roots == ()


@given(st.floats(1, 1e8), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60))
def test_the_rate_of_an_outlay_is_that_of_brents_method(outlay, back):
    flows = [-outlay, *back]
    found = estimate.irr(flows).rate
    wanted = optimize.brentq(lambda rate: slow_value(rate, flows), -0.999999, 1e7, xtol=1e-14) if (
        slow_value(-0.9, flows) > 0) else None  # fmt: skip
    if wanted is not None:
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-7)


def test_rates_of_a_month_and_a_year():
    assert estimate.monthly_rate(0.1) == pytest.approx(0.007974140428903764, abs=1e-15)  # not .1 / 12 = .00833
    assert estimate.yearly_rate(estimate.monthly_rate(0.37)) == pytest.approx(0.37)
    assert estimate.yearly_rate(0.01) == pytest.approx(0.12682503013196977)  # 1 % a month


def test_payback_at_its_edges(known):
    told, expected, tolerance = known("payback_edge")
    found = [estimate.payback(flows) for flows in told["cases"]]
    part, never, _, at_once = expected["payback"]
    assert found[0].periods == pytest.approx(part, abs=tolerance)
    assert never is None
    assert math.isnan(found[1].periods)
    assert found[1].reason == "never paid back"
    assert found[2].reason == "in the red again later"
    assert found[3].periods == at_once


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_payback_is_where_the_straight_line_between_totals_crosses(flows):
    found, total, before, wanted = estimate.payback(flows), 0.0, 0.0, math.nan
    started = False
    for period, flow in enumerate(flows):
        before, total = total, total + flow
        started = started or flow != 0
        if started and total >= 0:
            wanted = 0.0 if period == 0 else period - 1 - before / flow
            break
    assert found.periods == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)
    assert (found.reason == "never paid back") == math.isnan(wanted)


@pytest.mark.parametrize(("ramp", "shares"), [
    (0, [1, 1, 1, 1]), (1, [1, 1, 1, 1]), (2, [0.5, 1, 1, 1]), (4, [0.25, 0.5, 0.75, 1]), (2.5, [0.4, 0.8, 1, 1]),
])  # fmt: skip
def test_an_effect_grows_in_a_straight_line(ramp, shares):
    assert estimate.share_working(4, ramp=ramp) == pytest.approx(shares)


@pytest.mark.parametrize("half_life", [0.5, 1, 6, 18.5])
@pytest.mark.parametrize("ramp", [0, 1, 3, 6.5])
def test_half_of_it_is_lost_in_each_half_life_after_the_ramp(ramp, half_life):
    found = estimate.share_working(60, ramp=ramp, half_life=half_life)
    for month in range(1, 61):
        grown = month / ramp if ramp and month < ramp else 1.0
        full = max(ramp, 1)
        wanted = grown * (2 ** (-(month - full) / half_life) if month > full else 1.0)
        assert found[month - 1] == pytest.approx(wanted)
    assert found.max() <= 1


@given(st.lists(NUMBERS, min_size=1, max_size=20), st.integers(1, 12))
def test_flows_that_come_later(flows, spread):
    wanted = [0.0] * len(flows)
    for month, flow in enumerate(flows):
        for after in range(1, spread + 1):
            if month + after < len(flows):
                wanted[month + after] += flow / spread
    assert estimate.later(flows, spread=spread) == pytest.approx(wanted, rel=1e-9, abs=1e-6)


def test_sales_that_replace_others_lose_the_margin_of_those(known):
    told, expected, tolerance = known("cannibalisation")
    found = estimate.net_of_cannibalisation(
        told["gross_revenue"], told["cannibalised_share"], margin=told["margin_new"], margin_lost=told["margin_old"]
    )
    assert found == pytest.approx(expected["incremental_margin"], abs=tolerance)
    assert found < expected["naive_margin"]


def test_how_many_an_experiment_needs(known):
    """R pools the variance under no effect, we do not: one in a thousand less."""
    told, expected, _ = known("ab_test_sample_size")
    for (before, after), exact in zip(told["cases"], expected["exact"], strict=True):
        found = estimate.answers_for_difference(
            after - before, before * (1 - before), after * (1 - after), power=told["power"], level=1 - told["alpha"]
        )
        assert float(found) == pytest.approx(exact, rel=1e-3)
