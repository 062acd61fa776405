"""Small groups: hidden, and not to be had back by subtraction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxmetrics as cx
from cxmetrics.errors import ParameterError


def survey(counts, column="lang"):
    rows = [(name, [9, 3, 7][i % 3]) for name, n in counts.items() for i in range(n)]
    return pd.DataFrame(rows, columns=[column, "score"])


def hidden(counts, **options):
    frame = cx.protect([cx.nps(survey(counts), by="lang")], **options)[0]
    return set(frame.loc[frame["hidden"].notna(), "lang"])


def test_a_small_group_takes_another_with_it():
    assert hidden({"en": 2585, "zh": 114, "es": 43, "ja": 4}) == {"ja", "es"}


def test_several_small_groups_hide_each_other_if_they_are_enough_together():
    assert hidden({"en": 50, "es": 5, "fr": 4, "ja": 4}) == {"es", "fr", "ja"}
    assert hidden({"en": 50, "fr": 20, "es": 3, "ja": 2}) == {"fr", "es", "ja"}


def test_two_small_groups_must_not_bound_each_other():
    """Of 13 in two groups of fewer than 10, each would be known to be at least 4."""
    assert hidden({"en": 50, "es": 7, "ja": 6}) == {"en", "es", "ja"}
    assert hidden({"en": 50, "es": 10, "ja": 4}) == {"en", "es", "ja"}


def test_two_small_groups_must_leave_room_for_a_large_one():
    """4 and 6 of a known 10 are both known to be small: a third group hides with them."""
    assert hidden({"en": 50, "fr": 20, "es": 6, "ja": 4}) == {"fr", "es", "ja"}


def test_a_few_who_are_all_alike_are_hidden():
    rows = pd.DataFrame({"lang": ["en"] * 60 + ["es"] * 24 + ["fr"] * 30, "score": [9, 3] * 30 + [10] * 54})
    frame = cx.protect([cx.nps(rows, by="lang")])[0].set_index("lang")
    assert frame.loc["es"].hidden == "alike"
    assert frame.loc["fr"].hidden == "with_another"


def test_months_and_their_total_do_not_give_a_small_month_away():
    """A cohort of five between larger ones: the total over all months is published beside them."""
    sizes = {"2025-08": 40, "2025-09": 35, "2025-10": 5, "2025-11": 40, "2025-12": 30}
    rows = [(f"{m}-{i}", f"{m}-0{1 + i % 9}") for m, n in sizes.items() for i in range(n)]
    again = [(name, "2026-01-10") for name, day in rows[::3]]
    orders = pd.DataFrame([*rows, *again], columns=["customer_id", "ordered_at"])
    orders = orders.assign(ordered_at=pd.to_datetime(orders["ordered_at"]), amount=1.0, order_id=range(len(orders)))
    months = cx.repeat_rate(orders, every="month", data_end="2026-03-31")
    total = cx.repeat_rate(orders, data_end="2026-03-31")
    alone = cx.protect([months])[0]
    assert alone["hidden"].notna().sum() == 1
    shown = cx.protect([months, total])[0].set_index("period")
    assert shown.loc["2025-10"].hidden == "small"
    assert (shown["hidden"] == "with_another").sum() == 1


def test_customers_who_do_not_count_yet_are_few_as_well():
    orders = pd.DataFrame({"customer_id": list("abc"), "order_id": range(3), "amount": 1.0})
    orders["ordered_at"] = pd.Timestamp("2026-10-05")
    row = cx.protect([cx.repeat_rate(orders, every="month", data_end="2026-10-31")])[0].iloc[0]
    assert row.hidden == "small"
    assert pd.isna(row.customers)


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
    assert len(gone) == 0 or everything or (len(gone) >= 2 and gone.sum() - len(gone) >= 10)
    assert not ((shown["n"] < 10) & (shown["n"] > 0)).fillna(False).any()


def test_no_cell_is_alone_in_its_row_or_column():
    """One small cell takes another of its row and of its column with it, and these take theirs."""
    counts = {("en", "web"): 90, ("en", "app"): 80, ("en", "store"): 70, ("es", "web"): 60, ("es", "app"): 50}
    counts |= {("es", "store"): 40, ("ja", "web"): 30, ("ja", "app"): 4, ("ja", "store"): 35}
    rows = [(*names, [9, 3, 7][i % 3]) for names, n in counts.items() for i in range(n)]
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
            "score": rng.choice([9, 3, 7], 300),
        }
    )
    frame = cx.nps(rows, by=["lang", "channel"])
    shown = cx.protect([frame])[0]
    for line in ("lang", "channel"):
        for _, part in shown.groupby(line):
            gone = part["hidden"].notna().sum()
            assert gone != 1


def test_a_mean_of_a_few_who_are_all_alike_is_hidden():
    rows = pd.DataFrame({"lang": ["en"] * 60 + ["es"] * 24, "score": [5, 3] * 30 + [4] * 24})
    frame = cx.protect([cx.csat(rows, by="lang", measure="mean")])[0].set_index("lang")
    assert frame.loc["es", "hidden"] == "alike"
