"""Drivers that go with each other: known parts of R squared, and the same by brute force over all orders."""

from itertools import permutations

import numpy as np
import pytest
import statsmodels.api as sm

from cxmetrics import estimate
from cxmetrics.errors import ParameterError


def test_swiss_provinces(oracles):
    case = oracles["drivers_lmg_swiss"]
    made = estimate.importance(case["input"]["X"], case["input"]["y"], draws=2)
    assert made.r_squared == pytest.approx(case["expected"]["r2"], abs=1e-6)
    assert made.parts == pytest.approx([case["expected"]["lmg"][name] for name in case["input"]["columns"]], abs=1e-6)


def test_two_drivers(oracles):
    case = oracles["drivers_two_predictors"]
    made = estimate.shapley_r_squared(case["input"]["Rxx"], case["input"]["rxy"])
    assert made.r_squared == pytest.approx(case["expected"]["r2"], abs=1e-9)
    assert made.parts == pytest.approx(case["expected"]["lmg"], abs=1e-9)


@pytest.fixture(scope="module")
def rows():
    """Four drivers that go with each other, the last one with two columns."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(300, 5)) @ rng.normal(size=(5, 5))
    return x, x @ [1.0, 0.5, 0.0, -0.4, 0.3] + rng.normal(size=300) * 2


OWNERS = [0, 1, 2, 3, 3]


def test_parts_are_the_mean_gain_over_all_orders(rows):
    x, y = rows

    def fitted(drivers):
        columns = x[:, [owner in drivers for owner in OWNERS]]
        return sm.OLS(y, sm.add_constant(columns)).fit().rsquared if drivers else 0.0

    orders = list(permutations(range(4)))
    gains = np.zeros(4)
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += fitted(set(order[: place + 1])) - fitted(set(order[:place]))
    made = estimate.importance(x, y, owners=OWNERS, draws=2)
    assert made.parts == pytest.approx(gains / len(orders), abs=1e-9)
    assert made.parts.sum() == pytest.approx(made.r_squared)


def test_a_driver_twice_shares_its_part_and_a_constant_has_none(rows):
    x, y = rows
    once = estimate.importance(x[:, :2], y, draws=2)
    twice = estimate.importance(np.column_stack([x[:, :2], x[:, 0], np.ones(300)]), y, draws=2)
    assert twice.r_squared == pytest.approx(once.r_squared)
    assert twice.parts[0] == pytest.approx(twice.parts[2])
    assert twice.parts[3] == pytest.approx(0, abs=1e-9)


def test_intervals_hold_the_truth():
    """Independent drivers with weights 1, 0.5 and 0.25: of 100 data sets 95 hold each part, but for chance."""
    rng, weights = np.random.default_rng(6), np.array([1.0, 0.5, 0.25])
    truth = weights**2 / (weights @ weights + 1)
    held = np.zeros(3)
    for seed in range(100):
        x = rng.normal(size=(400, 3))
        made = estimate.importance(x, x @ weights + rng.normal(size=400), draws=150, seed=seed)
        held += (made.low <= truth) & (truth <= made.high)
    assert (held / 100 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 100)).all()


def test_sixteen_drivers_are_the_most():
    assert len(estimate.shapley_r_squared(np.eye(16), np.full(16, 0.1)).parts) == 16
    with pytest.raises(ParameterError, match="E-DRIVERS 17 drivers are too many"):
        estimate.shapley_r_squared(np.eye(17), np.full(17, 0.1))


def test_slopes_are_those_of_least_squares(rows):
    x, y = rows
    made = estimate.importance(x, y, owners=OWNERS, draws=2)
    assert made.slopes == pytest.approx(sm.OLS(y, sm.add_constant(x)).fit().params[1:])


@pytest.mark.parametrize("customers", [400, 5000])  # of 5,000 piles are made
def test_rows_of_a_customer_count_as_one(customers):
    """Spread of the bootstrapped slopes beside the cluster-robust errors of statsmodels."""
    rng = np.random.default_rng(3)
    who = rng.integers(0, customers, 3 * customers)
    x = rng.normal(size=(customers, 2))[who] + rng.normal(size=(len(who), 2)) / 2
    y = x @ [1.0, 0.5] + 2 * rng.normal(size=customers)[who] + rng.normal(size=len(who))
    fitted = sm.OLS(y, sm.add_constant(x)).fit(cov_type="cluster", cov_kwds={"groups": who})
    made = estimate.importance(x, y, cluster=who, draws=1000)
    alone = estimate.importance(x, y, draws=1000)
    assert made.drawn_slopes.std(axis=0) == pytest.approx(fitted.bse[1:], rel=0.1)
    assert (alone.drawn_slopes.std(axis=0) < 0.8 * fitted.bse[1:]).all()
    assert (made.drawn_parts.std(axis=0) > 1.2 * alone.drawn_parts.std(axis=0)).all()
    named = estimate.importance(x, y, cluster=[f"customer {one:06}" for one in who], draws=1000)
    assert named.low.tolist() == made.low.tolist()


def test_twins_share_a_slope_and_a_constant_outcome_has_no_parts():
    x = np.random.default_rng(4).normal(size=200)
    made = estimate.importance(np.column_stack([x, x]), 3 * x, draws=2)
    assert made.slopes == pytest.approx([1.5, 1.5])
    assert estimate.importance(np.column_stack([x, x**2]), np.ones(200), draws=2).parts.tolist() == [0, 0]


def test_a_column_that_is_constant_in_a_sample_has_no_slope_in_it():
    """One row of 200 differs: of the samples a share of (1 - 1/200)^200 is without it."""
    rng = np.random.default_rng(5)
    x = np.column_stack([rng.normal(size=200), np.r_[np.zeros(199), 1000.0]])
    made = estimate.importance(x, x[:, 0] + rng.normal(size=200), draws=2000)
    without = made.drawn_slopes[:, 1] == 0
    assert without.mean() == pytest.approx(0.995**200, abs=0.04)
    assert (np.abs(made.drawn_slopes[~without, 1]) < 0.01).all()
    assert (made.drawn_parts[without, 1] == 0).all()
