"""Whoever searches all tables that agree with what is shown finds every value of every small group."""

import itertools

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import cxmetrics as cx
from cxmetrics.privacy import OTHER, find_leak

MIN_N = 5
MANY = 200
SAID = {"small": (1, MIN_N - 1), "alike": (MIN_N, 29), "with_another": (MIN_N, MANY), "withheld": (0, MANY)}


def answers(counts):
    """As many answers as said of each pair of groups, of all three classes."""
    rows = [(f"r{i}", f"c{j}", (9, 3, 7)[k % 3]) for (i, j), n in np.ndenumerate(counts) for k in range(n)]
    return pd.DataFrame(rows, columns=["a", "b", "score"])


def results(counts, ways):
    given = answers(counts)
    return [cx.nps(given, by=list(way) or None) for way in ways]


def search(counts, frames):
    """Values of each small row that some table agreeing with the frames has; by row, as asked for."""
    names = {"a": [f"r{i}" for i in range(counts.shape[0])], "b": [f"c{j}" for j in range(counts.shape[1])]}
    inner = list(itertools.product(names["a"], names["b"]))
    truth = dict(zip(inner, counts.ravel().tolist(), strict=True))
    sums, asked = [], []
    for frame in frames:
        keys = [name for name in ("a", "b") if name in frame]
        shown = [tuple(row[keys]) for _, row in frame.iterrows()]
        for key, (_, row) in zip(shown, frame.iterrows(), strict=True):
            place = dict(zip(keys, key, strict=True))
            if OTHER in key:
                side = keys[0] == "b"
                left = [pair for pair in inner if (pair[side],) not in shown]
                groups = [[pair for pair in left if pair[side] == name] for name in names[keys[0]]]
                asked += [group for group in groups if 0 < sum(truth[pair] for pair in group) < MIN_N]
            else:
                left = [pair for pair in inner if all(pair["ab".index(name)] == value for name, value in place.items())]
            low, high = SAID[row["hidden"]] if row["hidden"] else (row["n"], row["n"])
            sums.append((left, low, high))
            if row["hidden"] == "small":
                asked.append(left)
        if keys == ["a", "b"]:
            sums += [([pair], 0, 0) for pair in inner if pair not in shown]
    return asked, sums, truth


def agrees(sums, truth):
    """Whether some table has all sums within their limits: cell by cell, the nearest to the truth first."""
    order = sorted(truth, key=lambda pair: -sum(pair in left for left, _, _ in sums))
    of = {pair: [i for i, (left, _, _) in enumerate(sums) if pair in left] for pair in truth}
    alone = dict.fromkeys(truth, (0, MANY))
    for left, low, high in sums:
        for pair in left:
            least, most = alone[pair]
            alone[pair] = (max(least, low) if len(left) == 1 else least, min(most, high))
    low = [low - sum(alone[pair][1] for pair in left) for left, low, _ in sums]  # what the rest can still make up
    high = [high - sum(alone[pair][0] for pair in left) for left, _, high in sums]
    if any(least > 0 for least in low) or any(most < 0 for most in high):
        return False

    def fill(place):
        if place == len(order):
            return True
        pair = order[place]
        least, most = alone[pair]
        least = max([least, *(most + low[i] for i in of[pair])])
        top = min([most, *(alone[pair][0] + high[i] for i in of[pair])])
        for value in sorted(range(int(least), int(top) + 1), key=lambda value: abs(value - truth[pair])):
            for i in of[pair]:
                low[i] += alone[pair][1] - value
                high[i] -= value - alone[pair][0]
            found = fill(place + 1)
            for i in of[pair]:
                low[i] -= alone[pair][1] - value
                high[i] += value - alone[pair][0]
            if found:
                return True
        return False

    return fill(0)


def impossible(counts, frames):
    """Pairs of a small row and a value that no table can have."""
    asked, sums, truth = search(counts, frames)
    return [
        (left, value) for left in asked for value in range(1, MIN_N) if not agrees([*sums, (left, value, value)], truth)
    ]


TABLES = st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.one_of(st.integers(0, 9), st.integers(0, 40)), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    ).map(lambda cells: np.array(cells).reshape(shape))
)
WAYS = ((), ("a",), ("b",), ("a", "b"))


@settings(max_examples=150, deadline=None)
@given(TABLES, st.sets(st.sampled_from(WAYS), min_size=1), st.booleans())
def test_every_small_group_can_have_every_value(counts, ways, merge):
    if not counts.any():
        return
    shown = cx.protect(results(counts, sorted(ways)), min_n=MIN_N, merge=merge)
    assert not impossible(counts, shown)
    assert not ((pd.concat(shown)["n"] < MIN_N) & (pd.concat(shown)["n"] > 0)).fillna(False).any()
    assert find_leak([row for frame in shown for row in frame.to_dict("records")], min_n=MIN_N) is None
