"""The customer path against known answers: paths, pains and times that others have computed."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

import cxmetrics as cx
from cxmetrics import estimate
from cxmetrics.contract import Touchpoint
from cxmetrics.path import LEFT

START, END = pd.Timestamp("2026-03-01"), "2026-10-31"


def touched(journeys, *, start=START):
    """Contacts of journeys, a day apart."""
    rows = [
        (f"j{number}", start + pd.Timedelta(days=day), name)
        for number, names in enumerate(journeys)
        for day, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "occurred_at", "touchpoint"])


def register(names, stage="aware"):
    return {name: Touchpoint(stage, "marketing", "x") for name in names}


def test_transitions(oracles):
    """An open journey adds its steps and no drop."""
    case = oracles["transition_matrix"]
    journeys, unfinished = case["input"]["journeys"], case["input"]["open_journeys"]
    ended = [[name for name in one if name != "drop"] for one in journeys]
    last = pd.Timestamp(END) - pd.Timedelta(days=2)
    rows = pd.concat([
        touched([one if number not in unfinished else [] for number, one in enumerate(ended)]),
        touched([one if number in unfinished else [] for number, one in enumerate(ended)], start=last),
    ])  # fmt: skip
    states = {name for one in ended for name in one} - {"buy"}
    found = cx.journey(rows, register={**register(states), "buy": Touchpoint("act", "operations", "x")}, data_end=END)
    moves = found.transitions[found.transitions["touchpoint"] != "buy"]
    names = moves["touchpoint"] + "->" + moves["next_touchpoint"].replace({LEFT: "drop"})
    moves = moves.set_index(names)
    assert moves["moves"].to_dict() == case["expected"]["counts"]
    assert moves["estimate"].to_dict() == pytest.approx(case["expected"]["prob"], abs=case["tolerance"])
    for name, limits in case["expected"]["wilson"].items():
        low, high = moves.loc[name, ["conf_low", "conf_high"]]
        if name in {"site->site", "site->drop"}:  # one journey passes the site twice: at most so narrow
            assert (low, high) == pytest.approx(limits, abs=0.05)
            assert high - low >= limits[1] - limits[0]
        else:
            assert (low, high) == pytest.approx(limits, abs=case["tolerance"]), name


def test_steps_of_one_journey_are_not_counted_as_those_of_many():
    """Ten journeys that go on twenty times each tell as much of the next one as ten steps."""
    always, never = [["site", "cart"] * 20] * 5, [["site", "ad"] * 20] * 5
    found = cx.journey(touched([*always, *never]), register=register(["site", "cart", "ad"]), data_end=END).transitions
    row = found.set_index(["touchpoint", "next_touchpoint"]).loc["site", "cart"]
    assert (row["n"], row["moves"], row["of"], row["n_eff"]) == (5, 100, 200, pytest.approx(10))
    assert (row["conf_low"], row["conf_high"]) == pytest.approx(tuple(estimate.wilson(5, 10)))


def weighted(case):
    """Journeys of the paths of a case, with a purchase after those that converted."""
    journeys, came = [], []
    for one in case["input"]["paths"]:
        journeys += [one["path"]] * (one["conv"] + one["null"])
        came += [True] * one["conv"] + [False] * one["null"]
    orders = pd.DataFrame({
        "order_id": [f"o{number}" for number in range(len(journeys))],
        "customer_id": [f"j{number}" for number in range(len(journeys))],
        "ordered_at": START + pd.Timedelta(days=20),
    })  # fmt: skip
    names = {name for one in journeys for name in one}
    return cx.journey(touched(journeys), orders=orders[came], register=register(names), data_end=END).attribution


@pytest.mark.parametrize("name", ["markov_removal_classic", "markov_removal_7paths"])
def test_removal(oracles, name):
    case = oracles[name]
    found = weighted(case).set_index("touchpoint")
    want, total = case["expected"], sum(one["conv"] for one in case["input"]["paths"])
    assert found["removal"].to_dict() == pytest.approx(want["removal_effect"], abs=case["tolerance"])
    assert (found["estimate"] * total).to_dict() == pytest.approx(want["attributed"], abs=case["tolerance"])
    assert (found["of"] / found["began"]).unique() == pytest.approx([want["p_conversion"]], abs=case["tolerance"])


def test_first_touch(oracles):
    case = oracles["attribution_heuristics"]
    found = weighted(case).set_index("touchpoint")
    assert found["first"].to_dict() == case["expected"]["first"]
    assert (found["first_share"] * 128).to_dict() == pytest.approx(case["expected"]["first"])


def test_ends_and_steps(oracles):
    """The chain of the transitions of a journey ends as it is known to."""
    case = oracles["absorption_probabilities"]
    journeys = [[name for name in one if name != "drop"] for one in case["input"]["journeys"]]
    states = sorted({name for one in journeys for name in one} - {"buy"})
    rows = touched(journeys)
    kept = cx.journey(rows, register=register([*states, "buy"]), data_end="2026-03-10").transitions  # all are open yet
    assert not (kept["next_touchpoint"] == LEFT).any()
    steps = Counter({(row.touchpoint, row.next_touchpoint): row.moves for row in kept.itertuples()})
    for names in case["input"]["journeys"]:
        steps.update(pair for pair in pairwise(names) if pair[1] == "drop")
    passing = [[steps[one, two] for two in states] for one in states]
    made = estimate.absorption(passing, [[steps[one, end] for end in ("buy", "drop")] for one in states])
    assert dict(zip(states, made.ends[:, 0], strict=True)) == pytest.approx(case["expected"]["p_buy"], abs=1e-6)
    assert dict(zip(states, made.steps, strict=True)) == pytest.approx(case["expected"]["expected_steps"], abs=1e-6)


def pains(case):
    """Reach, share of bad answers and number of answers of each touchpoint."""
    places, n = case["input"]["touchpoints"], case["input"]["n_journeys"]
    rows = [(name, one["visits"] / n, one["bad"] / one["visits"], one["visits"]) for name, one in places.items()]
    return pd.DataFrame(rows, columns=["name", "reach", "hurt", "answers"]).set_index("name")


def test_pain(oracles):
    """Where all who came have answered, pain is the share of the journeys that is hurt, with its Wilson interval."""
    case = oracles["pain_score"]
    rows, n = pains(case), case["input"]["n_journeys"]
    made = estimate.pain(rows["reach"], n, rows["hurt"], rows["answers"])
    for place, name in enumerate(rows.index):
        want = case["expected"]["pain"][name]
        assert made.estimate[place] == pytest.approx(want["pain"], abs=case["tolerance"])
        assert (made.low[place], made.high[place]) == pytest.approx(want["pain_ci"], abs=case["tolerance"])
        assert made.n_eff[place] == pytest.approx(n)
    assert list(rows.index[np.argsort(-made.estimate)]) == case["expected"]["rank_by_pain"]
    # of a tenth of them as many answers say as much of who is hurt there, and the interval is wider
    few = estimate.pain(rows["reach"], n, rows["hurt"], rows["answers"] / 10)
    assert (few.high - few.low > made.high - made.low).all()


def test_pain_of_a_journey(oracles):
    """The same counts as contacts and answers of a thousand customers."""
    case = oracles["pain_score"]
    touches, answers = [], []
    for name, one in case["input"]["touchpoints"].items():
        who = [f"c{number}" for number in range(one["visits"])]
        touches.append(pd.DataFrame({"customer_id": who, "occurred_at": START, "touchpoint": name}))
        score = [1] * one["bad"] + [5] * (one["visits"] - one["bad"])
        answers.append(pd.DataFrame({"customer_id": who, "responded_at": START, "touchpoint": name, "score": score}))
    everybody = pd.DataFrame({"customer_id": [f"c{n}" for n in range(1_000)], "occurred_at": START, "touchpoint": "ad"})
    said = pd.concat(answers, ignore_index=True).assign(metric="csat", response_id=lambda rows: rows.index.astype(str))
    places = register([*case["input"]["touchpoints"], "ad"])
    found = cx.journey(pd.concat([*touches, everybody]), said, register=places, data_end=END).touchpoints
    found = found.set_index("touchpoint").drop(index="ad")
    for name, want in case["expected"]["pain"].items():
        row = found.loc[name]
        assert (row["estimate"], row["hurt"], row["pain"]) == pytest.approx(
            (want["reach"], want["bad_rate"], want["pain"]), abs=1e-9
        )
        assert (row["hurt_low"], row["hurt_high"]) == pytest.approx(want["bad_ci"], abs=case["tolerance"])
        assert (row["pain_low"], row["pain_high"]) == pytest.approx(want["pain_ci"], abs=case["tolerance"])
    assert found["pain_rank"].sort_values().index.tolist() == case["expected"]["rank_by_pain"]


def test_nobody_and_everybody_hurt():
    none, everyone = estimate.pain(0.4, 1_000, [0.0, 1.0], 50).estimate
    assert (none, everyone) == (0.0, 0.4)
    low, high = (estimate.pain(0.4, 1_000, [0.0, 1.0], 50)[place] for place in (3, 4))
    assert low[0] == 0
    assert 0.02 < high[0] < 0.06
    assert low[1] < 0.4 < high[1]
    assert np.isnan(estimate.pain(0.4, 1_000, np.nan, np.nan).estimate)


# --- times


def drawn(seed, n, ends=2, longest=12):
    rng = np.random.default_rng(seed)
    days = np.ceil(rng.exponential(8, n)).astype(int)
    watched = rng.integers(1, longest, n)
    end = np.where(days <= watched, rng.integers(1, ends + 1, n), 0)
    return np.minimum(days, watched), end


def counted(days, end, ends=2):
    table = pd.crosstab(days, end).reindex(columns=range(ends + 1), fill_value=0)
    return table.index.to_numpy(), table[list(range(1, ends + 1))].to_numpy(), table[0].to_numpy()


@pytest.mark.parametrize("seed", range(8))
def test_cumulative_incidence_is_that_of_statsmodels(seed):
    days, end = drawn(seed, 150, ends=3)
    time, events, censored = counted(days, end, ends=3)
    made = estimate.cumulative_incidence(time, events, censored)
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = CumIncidenceRight(days, end)
    kept = np.isin(time, theirs.times)
    for place in range(3):
        assert made.estimate[kept, place] == pytest.approx(theirs.cinc[place])
    alone = estimate.cumulative_incidence(time, events.sum(axis=1)[:, None], censored)
    survival = SurvfuncRight(days, end > 0)
    at = np.isin(time, survival.surv_times)
    assert 1 - alone.estimate[at, 0] == pytest.approx(survival.surv_prob)
    finite = np.isfinite(survival.surv_prob_se)
    assert alone.std_error[at, 0][finite] == pytest.approx(survival.surv_prob_se[finite])


def test_the_error_of_incidence_is_that_of_the_bootstrap():
    """Where nobody is censored it is the binomial one; else that of 3,000 samples, but for 5 %."""
    rng = np.random.default_rng(11)
    days, end = drawn(5, 400)
    made = estimate.cumulative_incidence(*counted(days, end))
    picked = rng.integers(0, 400, (3_000, 400))
    found = []
    for rows in picked:
        one = estimate.cumulative_incidence(*counted_fast(days[rows], end[rows]))
        found.append(one.estimate[:, 0])
    spread = np.std(found, axis=0)
    assert made.std_error[:, 0] == pytest.approx(spread[: len(made.time)], rel=0.07)
    whole = np.ceil(rng.exponential(8, 300)).astype(int)
    first = rng.random(300) < 0.3
    made = estimate.cumulative_incidence(*counted(whole, np.where(first, 1, 2)))
    share = made.estimate[:, 0]
    assert made.std_error[:, 0] == pytest.approx(np.sqrt(share * (1 - share) / 300))
    assert share[-1] == pytest.approx(first.mean())


def counted_fast(days, end, longest=11):
    table = np.bincount(days * 3 + end, minlength=3 * (longest + 1)).reshape(-1, 3)[1:]
    return np.arange(1, longest + 1), table[:, 1:], table[:, 0]


def test_answers_of_a_toy_are_wrong():
    """Half drop out as fast as others go on: 1 - KM says that nearly all do, and those who did are not the half."""
    rng = np.random.default_rng(3)
    moves, drops, watched = rng.exponential(20, 4_000), rng.exponential(20, 4_000), rng.uniform(0, 60, 4_000)
    days = np.ceil(np.minimum(np.minimum(moves, drops), watched)).astype(int)
    end = np.where(watched <= np.minimum(moves, drops), 0, np.where(moves < drops, 1, 2))
    made = estimate.cumulative_incidence(*counted(days, end))
    at = np.searchsorted(made.time, 40)
    truth = 0.5 * (1 - np.exp(-40 / 10))
    assert made.low[at, 0] <= truth <= made.high[at, 0]
    naive = SurvfuncRight(days, end == 1)
    assert 1 - naive.surv_prob[np.searchsorted(naive.surv_times, 40)] > made.high[at, 0] + 0.2
    # without drop-out half have gone on after 13.9 days; of those who were seen to, half had within fewer
    alone = estimate.cumulative_incidence(
        *counted(np.ceil(np.minimum(moves, watched)).astype(int), moves <= watched, 1)
    )
    half = alone.time[np.argmax(alone.estimate[:, 0] >= 0.5)]
    assert half == pytest.approx(20 * np.log(2), abs=1.5)
    assert np.median(np.ceil(moves[moves <= watched])) < half - 2


def test_ends_that_are_certain_have_an_interval_too():
    none = estimate.cumulative_incidence([1, 2], [[0, 3], [0, 4]], [10, 3])
    assert none.estimate[:, 0].tolist() == [0, 0]
    assert none.low[:, 0].tolist() == [0, 0]
    assert none.high[1, 0] == pytest.approx(estimate.wilson(0, 10).high)  # ten are known by then
    everyone = estimate.cumulative_incidence([1, 2], [[30], [10]], [0, 0])
    assert everyone.low[1, 0] == pytest.approx(estimate.wilson(40, 40).low)
    assert everyone.high[1, 0] == 1
    thirds = estimate.cumulative_incidence(range(1, 50), np.ones((49, 1)), np.zeros(49))  # 1 but for rounding
    assert np.isfinite(thirds.low).all()
    nobody = estimate.cumulative_incidence([], np.empty((0, 1)), [])
    assert nobody.estimate.shape == (0, 1)
