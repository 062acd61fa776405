"""Chains of touchpoints: known ends and removal effects, and simulated walks."""

from itertools import pairwise

import numpy as np
import pytest

from cxmetrics import estimate


def steps_of(journeys, ends, *, still_open=()):
    """Count the steps of journeys: states, between them, and to each end."""
    states = sorted({state for journey in journeys for state in journey} - set(ends))
    passing, ending = np.zeros((len(states), len(states))), np.zeros((len(states), len(ends)))
    for journey in journeys:
        for one, following in pairwise(journey):
            table, names = (ending, ends) if following in ends else (passing, states)
            table[states.index(one), names.index(following)] += 1
    return states, passing, ending


def test_where_journeys_end(oracles):
    case = oracles["absorption_probabilities"]
    states, passing, ending = steps_of(case["input"]["journeys"], case["input"]["absorbing"])
    made = estimate.absorption(passing, ending)
    assert dict(zip(states, made.ends[:, 0], strict=True)) == pytest.approx(case["expected"]["p_buy"], abs=1e-6)
    assert dict(zip(states, made.steps, strict=True)) == pytest.approx(case["expected"]["expected_steps"], abs=1e-6)


def test_a_state_without_a_way_out_has_no_answer():
    made = estimate.absorption([[0, 1, 0], [0, 0, 0], [1, 1, 0]], [[1, 1], [1, 1], [0, 0]])
    assert made.ends[2].tolist() == [0.5, 0.5]
    stuck = estimate.absorption([[0, 0, 1], [0, 0, 0], [0, 0, 1]], [[1, 0], [1, 1], [0, 0]])
    assert np.isnan(stuck.ends[[0, 2]]).all()
    assert stuck.ends[1].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("name", ["markov_removal_classic", "markov_removal_7paths"])
def test_removal(oracles, name):
    case = oracles[name]
    states = sorted({state for one in case["input"]["paths"] for state in one["path"]})
    start, passing, ending = np.zeros(len(states)), np.zeros((len(states),) * 2), np.zeros((len(states), 2))
    for one in case["input"]["paths"]:
        n, places = one["conv"] + one["null"], [states.index(state) for state in one["path"]]
        start[places[0]] += n
        for here, there in pairwise(places):
            passing[here, there] += n
        ending[places[-1]] += [one["conv"], one["null"]]
    made = estimate.removal(start, passing, ending)
    assert made.conversion == pytest.approx(case["expected"]["p_conversion"], abs=1e-6)
    want = case["expected"].get("removal_effect")
    assert dict(zip(states, made.effect, strict=True)) == pytest.approx(want, abs=1e-6)
    total = sum(one["conv"] for one in case["input"]["paths"])
    assert dict(zip(states, made.share * total, strict=True)) == pytest.approx(case["expected"]["attributed"], abs=1e-6)


def test_walks_end_as_often_as_they_should():
    rng = np.random.default_rng(3)
    passing, ending = np.array([[1.0, 4, 1], [2, 0, 3], [0, 1, 1]]), np.array([[1.0, 3], [2, 3], [5, 1]])
    made = estimate.absorption(passing, ending)
    table = np.column_stack([passing, ending])
    chance = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    state, walks, taken = np.zeros(40_000, dtype=int), np.arange(40_000), np.zeros(40_000)
    while len(walks):
        state[walks] = (rng.random(len(walks))[:, None] > chance[state[walks]]).sum(axis=1)
        taken[walks] += 1
        walks = walks[state[walks] < 3]
    assert np.mean(state == 3) == pytest.approx(made.ends[0, 0], abs=0.01)
    assert taken.mean() == pytest.approx(made.steps[0], rel=0.02)


def test_without_conversions_nothing_is_shared():
    made = estimate.removal([1, 0], [[0, 1], [0, 0]], [[0, 0], [0, 1]])
    assert made.conversion == 0
    assert np.isnan(made.effect).all()
