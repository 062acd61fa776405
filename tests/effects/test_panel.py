"""Effects that are known: naive ways miss them, fair ones find them, in data sets with fixed seeds."""

import functools
import os
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest

from cxmetrics import estimate
from cxmetrics.effects import effect
from cxmetrics.effects.coding import modelled
from tests.effects.panel import panel

FAIR = ("stratified", "g_computation", "overlap", "mantel_haenszel")
ADJUST = ("orders", "digital")
SEEDS = {0.0: 1000, 0.05: 5000, 0.1: 9000}


def found(seed, *, true=0.0, hidden=0.0):
    """All estimates of one data set, the counter-check and the p value of the trend."""
    rows = panel(seed=seed, effect=true, hidden=hidden).customers
    made = effect(rows, exposure="many", outcome="returned", adjust=ADJUST, ever="many_ever", among="could",
                  dose="channels", placebo="control")  # fmt: skip
    checked = made.placebo.assign(method="placebo")
    columns = ["method", "estimate", "std_error", "conf_low", "conf_high"]
    return pd.concat([made.estimates, checked])[columns].assign(seed=seed, trend_p=made.dose["trend_p"].iloc[0])


def many(seeds, **truth):
    """The same for many data sets, on all processors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return pd.concat(pool.map(functools.partial(found, **truth), seeds, chunksize=10), ignore_index=True)


def judged(results, true):
    """Bias and coverage of each method."""
    holds = (results["conf_low"] <= true) & (true <= results["conf_high"])
    by = results.assign(bias=results["estimate"] - true, covers=holds).groupby("method")
    return by[["bias", "covers"]].mean()


@pytest.fixture(scope="module", params=list(SEEDS))
def results(request):
    return request.param, many(range(SEEDS[request.param], SEEDS[request.param] + 200), true=request.param)


def test_the_data_sets_are_those_of_the_specification(oracles):
    case = oracles["generator_fingerprint_seed1000"]
    rows, want = panel(seed=1000).customers, case["expected"]
    could = rows[rows["could"]]
    assert rows["orders"].sum() == want["sum_n_orders"]
    assert rows["channels"].sum() == want["sum_channels"]
    assert rows["returned"].sum() == want["sum_y"]
    assert len(could) == want["n_eligible_3plus_orders"]
    assert could["many"].mean() == pytest.approx(want["share_exposed_eligible"])
    crude = found(1000).set_index("method")["estimate"]["crude_landmark"]
    assert crude == pytest.approx(want["crude_rd_eligible"], abs=1e-6)


def test_fair_ways_find_the_true_effect(results):
    true, frame = results
    seen = judged(frame, true).loc[list(FAIR)]
    assert (seen["bias"].abs() <= 0.006).all(), seen
    assert (seen["covers"] >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 200)).all(), seen


def test_naive_ways_miss_it(results):
    true, frame = results
    seen = judged(frame, true)
    assert seen.loc["crude_history", "bias"] >= 0.35
    assert seen.loc["crude_history", "covers"] == 0
    assert seen.loc["crude_landmark", "bias"] >= 0.05


def test_without_an_effect_there_is_no_trend(results):
    true, frame = results
    share = (frame.drop_duplicates("seed")["trend_p"] < 0.05).mean()
    assert share <= 0.085 if true == 0 else share > 0.2


def test_the_counter_check_is_quiet_where_all_is_measured(results):
    _, frame = results
    placebo = frame[frame["method"] == "placebo"]
    assert abs(placebo["estimate"].mean()) <= 0.006
    assert ((placebo["conf_low"] > 0) | (placebo["conf_high"] < 0)).mean() <= 0.1


def test_the_counter_check_raises_the_alarm_where_something_is_hidden(oracles):
    case = oracles["sim_hidden_confounder"]
    want, first = case["expected"], case["input"]["seed0"]
    frame = many(range(first, first + 60), hidden=0.15)
    seen, placebo = judged(frame, 0.0), frame[frame["method"] == "placebo"]
    assert seen.loc["overlap", "bias"] >= want["adjusted_bias_min"]
    assert placebo["estimate"].mean() >= want["negative_control_mean_min"]
    assert (placebo["conf_low"] > 0).mean() >= want["negative_control_reject_min"]


@pytest.mark.parametrize(("coding", "least"), [("line", 0.012), ("none", 0.012), ("curve", -0.006)])
def test_an_order_count_as_a_straight_line_or_left_out_leaves_a_bias(coding, least):
    """Why `modelled` codes counts one by one, or as a curve."""
    bias = [g_with(seed, coding) for seed in range(1000, 1060)]
    assert np.mean(bias) >= least
    assert coding != "curve" or np.mean(bias) <= 0.006


def g_with(seed, coding):
    rows = panel(seed=seed).customers.query("could")
    number, digital = rows["orders"].to_numpy(float), rows["digital"].to_numpy(float)
    columns = {
        "line": [number, digital],
        "none": [digital],
        "curve": [modelled(rows, ADJUST).columns],
    }[coding]
    made = estimate.g_computation(rows["many"], rows["returned"], np.column_stack(columns))
    return made.difference


@pytest.mark.slow
@pytest.mark.parametrize("true", list(SEEDS))
def test_on_many_data_sets(true):
    frame = many(range(SEEDS[true], SEEDS[true] + 1000), true=true)
    seen = judged(frame, true).loc[list(FAIR)]
    assert (seen["bias"].abs() <= 0.004).all(), seen
    assert (seen["covers"] >= 0.93).all(), seen
