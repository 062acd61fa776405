"""Core fandom and the churn window: the slow way with pandas, statsmodels, and what a simulation knows."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from cxmetrics.errors import ParameterError
from cxmetrics.loyalty import churn_window, core_fandom

END = pd.Timestamp("2026-10-31")


def company(seed=2, n=400):
    rng, rows = np.random.default_rng(seed), []
    for i in range(n):
        days = pd.Timestamp("2024-05-01") + pd.to_timedelta(rng.integers(0, 900, rng.integers(1, 6)), unit="D")
        rows += [(f"c{i}", day, float(rng.gamma(2, 5000))) for day in days]
    orders = pd.DataFrame(rows, columns=["customer_id", "ordered_at", "amount"])
    orders = orders.assign(order_id=[f"o{i}" for i in range(len(orders))], margin=orders["amount"] * 0.3)
    orders["referrer_id"] = np.where(
        rng.random(len(orders)) < 0.05, [f"c{i}" for i in rng.integers(0, n, len(orders))], None
    )
    orders.loc[rng.random(len(orders)) < 0.05, "status"] = "cancelled"
    when = pd.Timestamp("2024-05-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")
    answers = pd.DataFrame({"response_id": [f"r{i}" for i in range(n)], "responded_at": when, "metric": "nps"})
    answers = answers.assign(score=rng.integers(0, 11, n), customer_id=[f"c{i}" for i in rng.integers(0, n // 2, n)])
    touches = pd.DataFrame({"customer_id": [f"c{i}" for i in rng.integers(0, n, n)], "occurred_at": when})
    touches["touchpoint"] = np.where(rng.random(n) < 0.3, "review_written", "website")
    return orders, answers, touches


def slowly(orders, answers, touches, until):
    """Value of each buyer of the year until a day, and which of them are fans, customer by customer."""
    since = until - pd.DateOffset(years=1)

    def year(days):
        return (days.dt.normalize() > since) & (days.dt.normalize() <= until)

    bought = orders[orders["status"].isna() & (orders["ordered_at"] <= until + pd.Timedelta(hours=23))]
    value = bought[year(bought["ordered_at"])].groupby("customer_id")["margin"].sum()
    latest = answers[year(answers["responded_at"])].sort_values(["responded_at", "response_id"])
    latest = latest.groupby("customer_id")["score"].last()
    known = orders[orders["status"].isna()]
    referrers = set(known.loc[year(known["ordered_at"]), "referrer_id"].dropna())
    wrote = touches[touches["touchpoint"] == "review_written"]
    reviewers = set(wrote.loc[year(wrote["occurred_at"]), "customer_id"])
    days = {one: len(set(rows.dt.date)) for one, rows in bought.groupby("customer_id")["ordered_at"]}
    signs = {one for one in value.index if latest.get(one, 0) >= 9 or one in referrers or one in reviewers}
    return value, np.array([one in signs and days[one] > 1 for one in value.index])


def test_fans_are_those_of_a_slow_count():
    orders, answers, touches = company()
    found = core_fandom(orders, answers, touches, data_end=END.date())
    assert found["period"].tolist() == ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10"]
    for row in found.itertuples():
        value, fan = slowly(orders, answers, touches, pd.Period(row.period).end_time.normalize())
        assert (row.n, row.fans) == (len(value), fan.sum())
        assert row.value_share == pytest.approx(value[fan].sum() / value.sum())
        assert row.value_low < row.value_share < row.value_high


def test_the_interval_of_their_share_of_value_is_that_of_a_bootstrap():
    orders, answers, touches = company(n=300)
    found = core_fandom(orders, answers, touches, months=["2026-10"], data_end=END.date())
    value, fan = slowly(orders, answers, touches, END)
    rng, drawn = np.random.default_rng(4), []
    for _ in range(2000):
        pick = rng.integers(0, len(value), len(value))
        drawn.append(value.to_numpy()[pick][fan[pick]].sum() / value.to_numpy()[pick].sum())
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found["value_low"].item() == pytest.approx(low, abs=0.012)
    assert found["value_high"].item() == pytest.approx(high, abs=0.012)


def test_without_any_sign_there_is_no_share_but_a_reason():
    orders, _, _ = company(n=50)
    found = core_fandom(orders.drop(columns="referrer_id"), data_end=END.date())
    assert found["estimate"].isna().all()
    assert set(found["reason"]) == {"no answers, referrals or reviews"}


def test_a_year_must_have_been_watched():
    orders, answers, _ = company(n=50)
    found = core_fandom(orders, answers, data_end=END.date(), history_start="2025-01-01", history_complete=False)
    assert found["reason"].tolist() == ["less than a year of orders", *[None] * 4]
    with pytest.raises(ParameterError, match="E-MONTH"):
        core_fandom(orders, answers, data_end=END.date(), months=["2026-11"])


def test_one_customer_who_stands_for_most_of_the_value_is_not_given_away():
    orders, answers, touches = company()
    row = core_fandom(orders, answers, touches, data_end=END.date()).iloc[-1]
    whale = next(
        iter(set(answers.loc[(answers["score"] >= 9) & (answers["responded_at"] > "2025-11-01"), "customer_id"]))
    )
    days = pd.to_datetime(["2026-05-01", "2026-06-01"])
    more = pd.DataFrame(
        {"customer_id": whale, "ordered_at": days, "amount": 1e9, "margin": 1e9, "order_id": ["x", "y"]}
    )
    late = answers[answers["customer_id"] == whale].assign(responded_at=pd.Timestamp("2026-10-30"), score=10).head(1)
    found = core_fandom(pd.concat([orders, more]), pd.concat([answers, late.assign(response_id="z")]), touches,
                        data_end=END.date()).iloc[-1]  # fmt: skip
    assert not np.isnan(row["value_share"])
    assert np.isnan(found["value_share"])


def gaps_of(seed, *, back=0.7, mean=30, n=3000, watched=500):
    """Customers who come back with a known chance after exponential gaps, else never."""
    rng, rows = np.random.default_rng(seed), []
    for i in range(n):
        day = int(rng.uniform(0, 250))
        while day <= watched:
            rows.append((f"c{i}", pd.Timestamp("2025-01-01") + pd.Timedelta(days=day)))
            if rng.random() >= back:
                break
            day += 1 + int(rng.exponential(mean))
    return pd.DataFrame(rows, columns=["customer_id", "ordered_at"]).assign(
        order_id=lambda f: [str(i) for i in f.index]
    )


def test_the_window_is_the_true_quantile_of_those_who_come_back():
    end = pd.Timestamp("2025-01-01") + pd.Timedelta(days=500)
    true = 1 + -30 * np.log(0.05)  # 90.9 days
    found = [churn_window(gaps_of(seed), data_end=end.date()) for seed in range(5)]
    days = [row["estimate"].item() for row in found]
    assert np.mean(days) == pytest.approx(true, abs=4)
    assert all(row["reason"].item() is None for row in found)
    assert all(row["conf_low"].item() <= row["estimate"].item() <= row["conf_high"].item() for row in found)


def test_the_curve_is_that_of_statsmodels_and_those_away_are_counted():
    orders, end = gaps_of(7, n=600), pd.Timestamp("2025-01-01") + pd.Timedelta(days=500)
    days = orders.sort_values("ordered_at")
    following = days.groupby("customer_id")["ordered_at"].shift(-1)
    gap = (following.fillna(end) - days["ordered_at"]).dt.days
    curve = SurvfuncRight(gap, following.notna().astype(int))
    read = curve.n_risk >= 30
    level = 1 - curve.surv_prob[read][-1]
    wanted = curve.surv_times[(1 - curve.surv_prob) >= 0.95 * level][0]
    found = churn_window(orders, data_end=end.date())
    assert found["estimate"].item() == wanted
    last = orders.groupby("customer_id")["ordered_at"].max()
    assert found["away"].item() == ((end - last).dt.days > wanted).sum()
    assert found["customers"].item() == 600
    assert found["n"].item() == (orders.groupby("customer_id").size() > 1).sum()


def test_a_curve_that_still_rises_gives_the_usual_year_and_says_so():
    found = churn_window(gaps_of(1, mean=400, n=2000), data_end="2026-05-16")
    assert found["estimate"].item() == 365
    assert found["reason"].item().startswith("fallback: customers still come back")
