"""A ranking tells groups apart only where the data do."""

import numpy as np
import pandas as pd

import cxmetrics as cx
from cxmetrics.frames import result
from cxmetrics.ranking import ends, ranked


def answers(means, n=400, seed=3):
    rng = np.random.default_rng(seed)
    parts = [pd.DataFrame({"group": name, "score": rng.choice([10, 3], n, p=[p, 1 - p])}) for name, p in means.items()]
    return pd.concat(parts, ignore_index=True)


def test_groups_that_are_far_apart_have_a_rank_each():
    found = ranked(cx.nps(answers({"a": 0.9, "b": 0.6, "c": 0.3}), by="group")).set_index("group")
    assert found[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]


def test_groups_that_are_alike_have_none():
    found = ranked(cx.nps(answers({"a": 0.5, "b": 0.51, "c": 0.5}, seed=5), by="group"))
    assert found[["rank", "rank_low", "rank_high"]].isna().all(axis=None)


def test_small_and_hidden_groups_are_not_ranked():
    frame = cx.nps(
        pd.concat([answers({"a": 0.9, "b": 0.3}), answers({"c": 0.99}, n=20), answers({"d": 0.5}, n=4)]), by="group"
    )
    found = ranked(cx.protect([frame])[0]).set_index("group")
    assert found.loc[["c", "d"], "rank"].isna().all()
    assert found.loc["a", "rank_high"] == 1


def test_a_frame_without_groups_has_no_ranks():
    assert ranked(cx.nps(answers({"a": 0.9})))["rank"].isna().all()


def test_all_true_ranks_are_held_as_often_as_said():
    """200 reports of eight groups, four of which are equal: all true ranks together, in 95 of 100."""
    rng, held = np.random.default_rng(1), 0
    truth = np.array([0.7, 0.5, 0.5, 0.5, 0.5, 0.4, 0.4, 0.2])
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    worst = (truth[None, :] >= truth[:, None]).sum(axis=1)
    for _ in range(200):
        rows = answers(dict(zip("abcdefgh", truth, strict=True)), n=300, seed=int(rng.integers(1 << 30)))
        found = ranked(cx.nps(rows, by="group"))
        held += ((found["rank_low"] <= worst) & (found["rank_high"] >= best)).all()
        # a rank among equals is any of theirs: an interval must reach all of them
        equal = found["group"].isin(list("bcde"))
        held -= not ((found.loc[equal, "rank_low"] <= 2) & (found.loc[equal, "rank_high"] >= 5)).all()
    assert held / 200 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 200)


def scored(values, error, n=200):
    base = {"metric": "nps", "n": n, "std_error": error, "level": 0.95, "unit": "points"}
    return result(pd.DataFrame({"group": list(values)}), {**base, "estimate": list(values.values())})


def test_the_ends_of_many_groups_must_be_further_apart_than_those_of_two():
    """With errors of 3 points each a difference of 10 is 2.36 errors: enough for one pair, not for ten."""
    pair = ends(scored({"a": 20.0, "b": 10.0}, 3.0))
    assert pair is not None
    assert [row["group"] for row in pair] == ["a", "b"]
    assert ends(scored({"a": 20.0, "c": 15.0, "d": 15.0, "e": 15.0, "b": 10.0}, 3.0)) is None


def test_groups_of_a_few_have_no_ends():
    assert ends(scored({"a": 90.0, "b": 10.0}, 3.0, n=29)) is None
    assert ends(scored({"a": 90.0}, 3.0)) is None


def test_ends_of_equal_groups_are_rarely_told_apart():
    """400 reports of six groups that are alike: in 5 of 100 at the most, and three errors of that."""
    rng = np.random.default_rng(2)
    told = [ends(scored(dict(zip("abcdef", rng.normal(20, 4, 6), strict=True)), 4.0)) is not None for _ in range(400)]
    assert np.mean(told) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
