"""Figures of spreads: the numbers drawn are those of the data, and no column is about a few."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.display import resolve, shapes
from cxmetrics.estimate import wilson
from cxmetrics.loyalty import weekly

MONTHS = ["2025-10", "2026-10"]


def csat(now, then, *, each=1):
    """Answers of two Octobers by score; ``each`` answers of one customer."""
    parts = []
    for month, counts in zip(MONTHS, (then, now), strict=True):
        scores = [score for score, n in zip(range(1, 6), counts, strict=True) for _ in range(n)]
        who = [f"{month}-{i // each}" for i in range(len(scores))]
        parts.append(pd.DataFrame({"score": scores, "responded_at": pd.Timestamp(f"{month}-09"), "customer_id": who}))
    rows = pd.concat(parts, ignore_index=True).assign(response_id=lambda f: f.index.astype(str))
    return cx.protect([cx.csat(rows, every="month", cluster="customer_id")])[0]


def columns_of(part):
    return pd.DataFrame(part["frame"])


def test_shares_are_those_of_the_answers_with_wilsons_interval():
    found = columns_of(
        shapes.scores(csat((20, 30, 50, 100, 200), (40, 40, 40, 40, 40)), kind="csat", months=MONTHS, min_n=10)
    )
    assert found["label"].tolist() == ["1", "2", "3", "4", "5"] * 2
    now = found.tail(5)
    assert now["estimate"].tolist() == pytest.approx([0.05, 0.08, 0.13, 0.25, 0.5], abs=0.006)
    low, high = wilson(200, 400)
    assert now["conf_low"].iloc[-1] == pytest.approx(float(low), abs=0.006)
    assert now["conf_high"].iloc[-1] == pytest.approx(float(high), abs=0.006)


def test_scores_of_a_few_are_taken_together_in_both_months():
    part = shapes.scores(csat((3, 4, 5, 100, 200), (30, 30, 30, 40, 9)), kind="csat", months=MONTHS, min_n=10)
    found = columns_of(part)
    assert found["label"].tolist() == ["1–3", "4–5"] * 2
    assert found["estimate"].tolist() == pytest.approx([90 / 139, 49 / 139, 12 / 312, 300 / 312], abs=0.006)
    assert "answers were 4–5 (96%)" in resolve(part, "en")["alt"]
    assert "4–5점" in resolve(part, "ko")["alt"]


def test_many_answers_of_one_customer_are_no_crowd():
    # 24 answers of score 1, but three of each customer: as few as eight people
    frame = csat((24, 60, 60, 60, 60), (60, 60, 60, 60, 60), each=3)
    assert shapes.scores(frame, kind="csat", months=MONTHS, min_n=10) is None


def test_a_month_of_a_few_or_of_one_score_is_not_drawn():
    assert shapes.scores(csat((1, 1, 1, 1, 1), (40, 40, 40, 40, 40)), kind="csat", months=MONTHS, min_n=10) is None
    assert shapes.scores(csat((0, 0, 0, 4, 300), (9, 0, 0, 0, 300)), kind="csat", months=MONTHS, min_n=10) is None


def orders(n=400, seed=2):
    rng = np.random.default_rng(seed)
    first = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 100, n), unit="D")
    again = first + pd.to_timedelta(rng.integers(1, 200, n), unit="D")
    back = rng.random(n) < 0.6
    rows = pd.DataFrame({"customer_id": [f"c{i}" for i in range(n)], "ordered_at": first})
    more = pd.DataFrame({"customer_id": rows["customer_id"][back], "ordered_at": again[back]})
    return pd.concat([rows, more], ignore_index=True).assign(order_id=lambda f: f.index.astype(str), amount=10.0)


def test_the_curve_is_that_of_every_seventh_day():
    curve = cx.time_to_repeat(orders(), data_end="2025-12-31").curve
    thin = weekly(curve)
    assert (thin["day"] % 7 == 0).all()
    for row in thin.itertuples():
        assert row.estimate == curve.loc[curve["day"] <= row.day, "estimate"].iloc[-1]
    assert (thin["n"] >= 30).all()
    part = shapes.come_back(cx.protect([thin])[0])
    assert columns_of(part)["estimate"].iloc[-1] == pytest.approx(thin["estimate"].iloc[-1], abs=0.001)
    assert "have" not in resolve(part, "ko")["alt"]
    assert shapes.come_back(thin.head(1)) is None


def test_nobody_who_was_watched_is_no_curve():
    assert weekly(cx.time_to_repeat(orders(20), data_end="2025-12-31").curve).empty


def classes(**more):
    row = {"repeats": "0", "metric": "purchases_held_back_90d", "n": 300, "estimate": 0.124, "conf_low": 0.11,
           "conf_high": 0.14, "predicted": 0.1, "value_share": 0.2}  # fmt: skip
    return pd.DataFrame(
        [row | more, row | {"repeats": "4+", "estimate": 1.5, "predicted": 1.44, "value_share": 0.8} | more]
    )


def test_what_was_expected_stands_beside_what_came():
    part = shapes.held_back(classes())
    assert columns_of(part)["expected"].tolist() == [0.1, 1.44]
    assert "5 and more purchases: 1.50 came, 1.44 were expected" in resolve(part, "en")["alt"]
    assert shapes.held_back(classes(predicted=np.nan)) is None


def test_value_by_purchases():
    part = shapes.worth(
        classes(metric="clv_12m", estimate=17_720.4, conf_low=17_000.0, conf_high=18_000.0), currency="KRW"
    )
    assert columns_of(part)["estimate"].tolist() == [17720, 17720]
    assert "80%, is with 5 and more purchases, ₩17,720 each" in resolve(part, "en")["alt"]
    assert "17,720원" in resolve(part, "ko")["alt"]
    assert shapes.worth(classes(estimate=np.nan), currency="KRW") is None
