"""Small groups: hidden, and not to be had back by subtraction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxmetrics as cx
from cxmetrics.errors import ParameterError


def survey(counts, column="lang"):
    rows = [(name, score) for name, n in counts.items() for score in ([9] * n)]
    return pd.DataFrame(rows, columns=[column, "score"])


def hidden(counts, **options):
    frame = cx.protect([cx.nps(survey(counts), by="lang")], **options)[0]
    return set(frame.loc[frame["hidden"].notna(), "lang"])


def test_a_small_group_takes_another_with_it():
    assert hidden({"en": 2585, "zh": 114, "es": 43, "ja": 4}) == {"ja", "es"}


def test_several_small_groups_hide_each_other_if_they_are_enough_together():
    assert hidden({"en": 50, "es": 7, "ja": 6}) == {"es", "ja"}
    assert hidden({"en": 50, "fr": 12, "es": 3, "ja": 2}) == {"fr", "es", "ja"}


def test_large_groups_stay():
    assert hidden({"en": 50, "es": 10}) == set()


def test_everything_of_a_hidden_row_is_gone():
    frame = cx.protect([cx.nps(survey({"en": 50, "es": 20, "ja": 4}), by="lang")])[0].set_index("lang")
    row = frame.loc["ja"]
    shown = {"metric", "level", "unit", "method", "reason", "hidden"}
    assert all(pd.isna(value) for name, value in row.items() if name not in shown)
    assert row.reason == "fewer than 10"
    assert frame.loc["en"].n == 50


def test_the_total_alone_can_be_small_too():
    frame = cx.protect([cx.nps(survey({"en": 7}))])[0]
    assert frame["hidden"].tolist() == ["small"]


def test_the_floor_is_in_the_code():
    assert hidden({"en": 50, "es": 20, "ja": 6}, min_n=5) == set()
    with pytest.raises(ParameterError, match="at least 5"):
        hidden({"en": 50}, min_n=4)


def test_frames_are_copies():
    frame = cx.nps(survey({"en": 50, "ja": 4}), by="lang")
    before = frame.copy()
    cx.protect([frame])
    pd.testing.assert_frame_equal(frame, before)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=7))
def test_no_line_gives_a_hidden_group_away(sizes):
    """Whoever knows the total learns only the sum of the hidden groups, of at least ten in two groups or more."""
    frame = cx.nps(survey({f"g{i}": n for i, n in enumerate(sizes) if n}), by="lang") if any(sizes) else None
    if frame is None:
        return
    shown = cx.protect([frame])[0]
    gone = frame.loc[shown["hidden"].notna().to_numpy(), "n"]
    everything = len(gone) == len(frame)
    assert len(gone) == 0 or everything or (len(gone) >= 2 and gone.sum() >= 10)
    assert not ((shown["n"] < 10) & (shown["n"] > 0)).fillna(False).any()


def test_no_cell_is_alone_in_its_row_or_column():
    """One small cell takes another of its row and of its column with it, and these take theirs."""
    counts = {("en", "web"): 90, ("en", "app"): 80, ("en", "store"): 70, ("es", "web"): 60, ("es", "app"): 50}
    counts |= {("es", "store"): 40, ("ja", "web"): 30, ("ja", "app"): 4, ("ja", "store"): 35}
    rows = [(*names, 9) for names, n in counts.items() for _ in range(n)]
    frame = cx.nps(pd.DataFrame(rows, columns=["lang", "channel", "score"]), by=["lang", "channel"])
    shown = cx.protect([frame])[0]
    gone = shown[shown["hidden"].notna()]
    assert ("ja", "app") in set(zip(gone["lang"], gone["channel"], strict=True))
    assert all((gone[line].value_counts() >= 2).all() for line in ("lang", "channel"))
    assert len(gone) <= 6


def test_two_ways_of_grouping_at_once():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "lang": rng.choice(["en", "es", "ja"], 300, p=[0.6, 0.37, 0.03]),
            "channel": rng.choice(["web", "app", "store"], 300),
            "score": 9,
        }
    )
    frame = cx.nps(rows, by=["lang", "channel"])
    shown = cx.protect([frame])[0]
    for line in ("lang", "channel"):
        for _, part in shown.groupby(line):
            gone = part["hidden"].notna().sum()
            assert gone != 1
