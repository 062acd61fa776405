"""Beliefs, the value of information and effects that overlap: known answers, scipy, textbooks and every subset."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from cxmetrics import estimate
from cxmetrics.estimate import Grid, Normal, Pert


@pytest.fixture
def known(oracles):
    return lambda name: (oracles[name]["input"], oracles[name]["expected"], oracles[name]["tolerance"])


def normal_loss(mean, sd):
    """Closed form: expected value of max(x, 0) less that of the better of x and 0."""
    at = abs(mean) / sd
    return sd * (stats.norm.pdf(at) - at * stats.norm.sf(at))


def beta_of(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, loc=low, scale=width)


def test_three_points(known):
    told, expected, tolerance = known("pert_distribution")
    found = Pert(told["min"], told["mode"], told["max"])
    numbers = [*found.shapes, found.mean, found.sd, *found.quantile([0.1, 0.5, 0.9])]
    wanted = [expected[name] for name in ("alpha", "beta", "mean", "sd", "p10", "p50", "p90")]
    assert numbers == pytest.approx(wanted, abs=tolerance)
    assert found.sd != pytest.approx(expected["classic_sd_(b-a)/6"], abs=0.01)


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 0, 1), (-2, 3, 3), (0.0, 0.05, 0.12), (-0.1, 0.0, 0.01)])
def test_three_points_are_scipys_beta_distribution(low, mode, high):
    found, wanted = Pert(low, mode, high), beta_of(low, mode, high)
    assert (found.mean, found.sd) == pytest.approx((wanted.mean(), wanted.std()))
    drawn = found.draw(np.random.default_rng(5), 20_000)
    assert stats.kstest(drawn, wanted.cdf).pvalue > 0.001


@pytest.mark.parametrize(("low", "mode", "high"), [(0.0, 0.05, 0.12), (0.0, 0.0, 0.1), (-0.02, 0.1, 0.1), (1, 2, 3)])
def test_one_in_ten_is_beyond_either_outer_point(low, mode, high):
    found = estimate.pert_of_outer(low, mode, high)
    wanted = beta_of(found.low, found.mode, found.high)
    assert wanted.cdf([low, high]) == pytest.approx([0.1, 0.9], abs=1e-9)
    assert found.mode == pytest.approx(mode, abs=1e-9)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_an_interval_is_a_normal_belief(level):
    told = estimate.of_interval(-1.0, 0.5, 2.0, level=level)
    assert stats.norm(told.mean, told.sd).interval(level) == pytest.approx((-1.0, 2.0))


@given(st.floats(-0.02, 0.12), st.floats(0.002, 0.2))
@settings(max_examples=25, deadline=None)
def test_after_a_pilot_it_is_prior_times_likelihood(seen, error):
    prior = Pert(-0.01, 0.02, 0.09)
    found = estimate.after_pilot(prior, estimate=seen, std_error=error)
    beta, at = beta_of(-0.01, 0.02, 0.09), np.linspace(-0.01, 0.09, 400_001)
    density = beta.pdf(at) * stats.norm.pdf(seen, at, error)
    density /= integrate.trapezoid(density, at)
    mean = integrate.trapezoid(at * density, at)
    sd = math.sqrt(integrate.trapezoid((at - mean) ** 2 * density, at))
    assert found.mean == pytest.approx(mean, abs=2e-5)
    assert found.sd == pytest.approx(sd, rel=2e-3, abs=2e-5)
    below = integrate.cumulative_trapezoid(density, at, initial=0)
    assert found.quantile([0.1, 0.5, 0.9]) == pytest.approx(np.interp([0.1, 0.5, 0.9], below, at), abs=5e-5)


def test_a_grid_is_drawn_as_it_says():
    grid = Grid(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.25, 1.0]))
    drawn = grid.draw(np.random.default_rng(3), 200_000)
    assert drawn.mean() == pytest.approx(grid.mean, abs=0.01)
    assert (drawn < 1).mean() == pytest.approx(0.25, abs=0.005)


def test_a_loss_that_is_expected(known):
    told, expected, tolerance = known("evpi_negative_mean")
    found = estimate.information(Normal(told["npv_mean"], told["npv_sd"]), lambda x: x)
    assert found == pytest.approx(expected["evpi"], rel=1e-4)
    assert normal_loss(told["npv_mean"], told["npv_sd"]) == pytest.approx(expected["evpi"], abs=tolerance)


def test_what_knowing_one_of_two_is_worth(known):
    told, expected, _ = known("evppi_two_normals")
    one, two = (estimate.information(Normal(told["mean"], told[sd]), lambda x: x) for sd in ("sd_x1", "sd_x2"))
    both = estimate.information(Normal(told["mean"], math.hypot(told["sd_x1"], told["sd_x2"])), lambda x: x)
    wanted = [expected[name] for name in ("evppi_x1", "evppi_x2", "evpi_total")]
    assert [one, two, both] == pytest.approx(wanted, rel=1e-4)
    assert one + two != pytest.approx(both, rel=0.01)


def test_draws_say_the_same(known):
    told, expected, _ = known("evppi_two_normals")
    rng = np.random.default_rng(1)
    drawn = told["mean"] + rng.normal(0, told["sd_x1"], 400_000) + rng.normal(0, told["sd_x2"], 400_000)
    found = estimate.chances(drawn)
    assert found.information == pytest.approx(expected["evpi_total"], rel=0.01)
    assert found.mean == pytest.approx(told["mean"], abs=4 * found.error)
    assert found.loss == pytest.approx(stats.norm.cdf(-12 / 20), abs=0.003)
    below = stats.truncnorm(-np.inf, -12 / 20, loc=12, scale=20)
    assert found.expected_loss == pytest.approx(-below.mean(), rel=0.01)


def test_the_error_of_a_probability(known):
    told, expected, tolerance = known("mc_standard_error")
    assert told["k_positive"] / told["n_draws"] == expected["estimate"]
    found = [float(end) for end in estimate.wilson(told["k_positive"], told["n_draws"])]
    assert found == pytest.approx(expected["wilson"], abs=tolerance)


def test_two_options_of_three_states():
    """Closed form: the difference of two options is what is decided; .5, .3 and .2 of 60, 10 and -90."""
    chances = estimate.chances(np.repeat([60.0, 10.0, -90.0], [50, 30, 20]))
    assert chances.information == pytest.approx(0.5 * 60 + 0.3 * 10 - (0.5 * 60 + 0.3 * 10 - 0.2 * 90))


@pytest.mark.parametrize(("mean", "sd"), [(2.0, 15.0), (-7.0, 20.0), (0.0, 1.0), (1e6, 3e6)])
@pytest.mark.parametrize("ratio", [0.05, 0.3, 1.0, 4.0])
def test_a_pilot_of_a_normal_belief_is_worth_its_closed_form(mean, sd, ratio):
    """Raiffa and Schlaifer (1961): what is learnt is normal, with sd² / (sd² + error²) of the variance."""
    found = estimate.pilot_information(Normal(mean, sd), lambda x: x, std_error=ratio * sd)
    assert found == pytest.approx(normal_loss(mean, sd / math.sqrt(1 + ratio**2)), rel=0.01, abs=1e-3 * sd)


@pytest.mark.parametrize("error", [0.01, 0.03])
def test_a_pilot_of_three_points_by_integration(error):
    beta, worth = beta_of(-0.01, 0.02, 0.09), lambda x: 1000 * x - 26 - 900 * x**2
    at = np.linspace(-0.01, 0.09, 4001)
    prior, value = beta.pdf(at), worth(at)

    def best(seen):
        return max(integrate.trapezoid(prior * stats.norm.pdf(seen, at, error) * value, at), 0.0)

    gain = integrate.quad(best, -0.01 - 7 * error, 0.09 + 7 * error, limit=200)[0]
    wanted = gain - max(integrate.trapezoid(prior * value, at), 0.0)
    found = estimate.pilot_information(Pert(-0.01, 0.02, 0.09), worth, std_error=error)
    assert found == pytest.approx(wanted, rel=0.01)


@pytest.mark.parametrize("belief", [Pert(-0.01, 0.02, 0.09), Pert(0, 0, 1), Normal(0.02, 0.03), Pert(0.1, 0.1, 0.1)])
@pytest.mark.parametrize("break_even", [-0.05, 0.01, 0.03, 0.2])
def test_a_larger_pilot_tells_more_and_none_more_than_all(belief, break_even):
    most = estimate.information(belief, lambda x: x - break_even)
    errors = [10.0, 1.0, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 1e-5]
    gains = [estimate.pilot_information(belief, lambda x: x - break_even, std_error=error) for error in errors]
    scale = max(belief.sd, 1e-9)
    assert gains == pytest.approx(sorted(gains), abs=1e-3 * scale)
    assert max(gains) <= most + 1e-3 * scale
    assert gains[-1] == pytest.approx(most, abs=2e-3 * scale)


def test_improvements_share_what_is_left(known):
    told, expected, tolerance = known("overlap_combine")
    found = estimate.together([*told["effects_pp_points"].values()], room=1 - told["base_rate"])
    assert float(found.joint) == pytest.approx(expected["joint_gap"], abs=tolerance)
    assert found.shares == pytest.approx([*expected["shapley"].values()], abs=tolerance)
    assert 1 - float(found.joint) / expected["sum"] == pytest.approx(expected["haircut"], abs=tolerance)


def test_a_rate_stays_below_one(known):
    told, expected, tolerance = known("overlap_cap")
    found = estimate.together([*told["effects_pp_points"].values()], room=1 - told["base_rate"])
    assert told["base_rate"] + float(found.joint) == pytest.approx(expected["joint_rate"], abs=tolerance)


def shapley(effects, room):
    """By every order in which they can come."""

    def worth(members):
        left, harm = 1.0, 0.0
        for i in members:
            left *= 1 - min(max(effects[i], 0) / room, 1)
            harm += min(effects[i], 0)
        return room * (1 - left) + harm

    shares, orders = [0.0] * len(effects), list(itertools.permutations(range(len(effects))))
    for order in orders:
        for place, i in enumerate(order):
            shares[i] += (worth(order[: place + 1]) - worth(order[:place])) / len(orders)
    return worth(range(len(effects))), shares


@given(st.lists(st.floats(-0.1, 0.8), min_size=1, max_size=6), st.floats(0.05, 1))
@settings(max_examples=60, deadline=None)
def test_shares_are_those_of_every_order(effects, room):
    joint, shares = shapley(effects, room)
    found = estimate.together(effects, room=room)
    assert float(found.joint) == pytest.approx(joint, abs=1e-12)
    assert found.shares == pytest.approx(shares, abs=1e-12)
    assert float(found.joint) <= sum(effects) + 1e-12


def test_a_textbook_case_of_the_unit_normal_loss():
    """Barclay Brothers: demand is normal with 8,000 and 2,885 sets, $6 each, break-even at 6,000: EVPI is $2,515.14.

    B. Render, R. M. Stair and M. E. Hanna, Quantitative Analysis for Management, module 3; it rounds the distance to
    .69 standard deviations, of which its table says .1453.
    """
    found = estimate.information(Normal(6000 + 0.69 * 2885, 2885), lambda sets: 6 * (sets - 6000))
    assert found == pytest.approx(2515.14, rel=1e-3)
