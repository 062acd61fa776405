"""Customers of both periods count once: the covariance of two periods, and the differences made with it."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import cxmetrics as cx
from cxmetrics.change import changes
from cxmetrics.errors import ParameterError


def coded(score):
    return 100.0 * ((np.asarray(score) >= 9) * 1.0 - (np.asarray(score) <= 6) * 1.0)


def sandwich(rows, *, correction):
    """Difference of two periods by least squares with errors clustered by customer: statsmodels."""
    late = (rows["responded_at"] == rows["responded_at"].max()).to_numpy(float)
    model = sm.OLS(coded(rows["score"]), sm.add_constant(late))
    codes = pd.factorize(rows["customer_id"])[0]
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": correction})
    return fit.params[1], fit.bse[1]


def both_periods(customers, periods, scores):
    day = pd.to_datetime(["2026-09-10", "2026-10-10"])
    rows = pd.DataFrame({"customer_id": customers, "score": scores, "responded_at": day[np.asarray(periods)]})
    return rows.assign(response_id=range(len(rows)))


def plain_error(rows):
    """Difference's error by the sums of the frame, without any factor for few customers."""
    frame = cx.nps(rows, every="month", cluster="customer_id")
    raw = []
    for period, of_period in rows.groupby(rows["responded_at"].dt.strftime("%Y-%m")):
        residual = coded(of_period["score"]) - frame.set_index("period").loc[period, "estimate"]
        by_customer = pd.Series(residual).groupby(of_period["customer_id"].to_numpy()).sum()
        raw.append(np.sqrt((by_customer**2).sum()) / len(of_period))
    correlation = frame["cov_previous"].iloc[-1] / frame["std_error"].prod()
    return np.sqrt(raw[0] ** 2 + raw[1] ** 2 - 2 * correlation * raw[0] * raw[1])


def test_the_published_overlap(oracles):
    case = oracles["nps_compare_overlapping_customers"]
    given, expected = case["input"], case["expected"]
    rows = both_periods(given["customer"], given["period"], given["score"])
    answers, customers, means = len(rows), rows["customer_id"].nunique(), 2
    factor = customers / (customers - 1) * (answers - 1) / (answers - means)  # CR1
    assert plain_error(rows) * np.sqrt(factor) == pytest.approx(expected["se_cluster"], abs=case["tolerance"])
    row = changes(cx.nps(rows, every="month", cluster="customer_id"), against=("previous",)).iloc[-1]
    assert row.difference == pytest.approx(expected["diff"])
    assert row.method.endswith("customers of both periods counted once")


def panel(seed, *, customers=400, stay=0.8, draws=1):
    """Customers with a lasting mood, most of whom answer in both months, some of them twice."""
    rng = np.random.default_rng(seed)
    who = np.arange(customers * draws)
    mood = rng.normal(0, 1.5, len(who))
    parts = []
    for period in (0, 1):
        here = np.where(period == 0, rng.random(len(who)) < 0.9, rng.random(len(who)) < stay)
        here = np.r_[who[here], who[here & (rng.random(len(who)) < 0.2)]]
        score = np.clip(np.round(8 + mood[here] + rng.normal(0, 1, len(here))), 0, 10)
        parts.append(both_periods(here, np.full(len(here), period), score))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(response_id=range(len(rows)), draw=rows["customer_id"] // customers)


def test_many_customers_against_statsmodels():
    rows = panel(3)
    difference, error = sandwich(rows, correction=False)
    row = changes(cx.nps(rows, every="month", cluster="customer_id"), against=("previous",)).iloc[-1]
    assert row.difference == pytest.approx(difference)
    assert plain_error(rows) == pytest.approx(error)
    assert row.std_error == pytest.approx(error, rel=0.01)  # "+3" and n / (n - 1)
    frame = cx.nps(rows, every="month", cluster="customer_id").drop(columns="cov_previous")
    alone = changes(frame, against=("previous",)).iloc[-1]
    assert alone.std_error > 1.3 * row.std_error


@pytest.mark.parametrize("metric", ["share", "mean"])
def test_shares_and_means_against_statsmodels(metric):
    rows = panel(4).assign(score=lambda r: np.clip(r["score"] // 2, 1, 5))
    frame = cx.csat(rows, every="month", measure=metric, cluster="customer_id")
    row = changes(frame, against=("previous",)).iloc[-1]
    value = (rows["score"] >= 4) * 1.0 if metric == "share" else rows["score"]
    late = (rows["responded_at"].dt.month == 10).to_numpy(float)
    fit = sm.OLS(value.to_numpy(float), sm.add_constant(late)).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(rows["customer_id"])[0], "use_correction": False}
    )
    assert (row.difference, row.std_error) == pytest.approx((fit.params[1], fit.bse[1]), rel=0.01)
    assert (row.conf_low, row.conf_high) == pytest.approx(tuple(fit.conf_int()[1]), abs=0.15 * fit.bse[1])


def test_nobody_in_both_periods_is_no_covariance():
    rows = panel(5)
    rows["customer_id"] = rows["customer_id"].astype(str) + rows["responded_at"].dt.strftime("-%m")
    frame = cx.nps(rows, every="month", cluster="customer_id")
    assert frame["cov_previous"].tolist() == [0, 0]
    apart = changes(frame.drop(columns=["cov_previous", "cov_last_year"]))
    names = ["difference", "std_error", "conf_low", "conf_high", "p_value"]
    pd.testing.assert_frame_equal(changes(frame)[names], apart[names])


@pytest.mark.parametrize(("every", "gap"), [("month", 12), ("quarter", 12), ("year", 12), ("quarter", 3)])
def test_periods_of_every_length(every, gap):
    rows = panel(6)
    early = rows["responded_at"].dt.month == 9
    moved = rows["responded_at"].where(~early, pd.Timestamp("2026-10-10") - pd.DateOffset(months=gap))
    rows = rows.assign(responded_at=moved)
    frame = cx.nps(rows, every=every, cluster="customer_id")
    which = "previous" if (every, gap) in {("year", 12), ("quarter", 3)} else "last_year"
    covariance = frame[f"cov_{which}"].iloc[-1]
    now, then = frame["std_error"].iloc[-1], frame["std_error"].iloc[0]
    assert 0.3 * now * then < covariance < now * then
    other = {"previous": "last_year", "last_year": "previous"}[which]
    assert frame[f"cov_{other}"].iloc[-1] == (covariance if every == "year" else 0)


def test_groups_and_answers_without_a_customer_stand_alone():
    rows = panel(7)
    rows["channel"] = np.where(rows["customer_id"] % 2, "app", None)
    frame = cx.nps(rows, by="channel", every="month", cluster="customer_id")
    for half, part in rows.groupby(rows["channel"].fillna("")):
        alone = cx.nps(part, every="month", cluster="customer_id")
        found = frame[frame["channel"].fillna("") == half]
        assert found["cov_previous"].tolist() == pytest.approx(alone["cov_previous"].tolist())
    nameless = rows.assign(customer_id=rows["customer_id"].where(rows["customer_id"] % 2 == 0).astype("Int64"))
    known, all_ = (cx.nps(part, every="month", cluster="customer_id") for part in (rows, nameless))
    assert 0 < all_["cov_previous"].iloc[-1] < known["cov_previous"].iloc[-1]


def test_weights_count():
    rows = panel(8)
    rows["weight"] = np.where(rows["customer_id"] % 2, 3.0, 1.0)
    frame = cx.nps(rows, every="month", cluster="customer_id", weight="weight")
    tripled = rows.loc[rows.index.repeat(rows["weight"].astype(int))]
    same = cx.nps(tripled.assign(response_id=range(len(tripled))), every="month", cluster="customer_id")
    assert frame["cov_previous"].tolist() == pytest.approx(same["cov_previous"].tolist())


@pytest.mark.parametrize("metric", ["nps", "csat", "mean"])
def test_a_difference_of_the_same_customers_holds_the_truth(metric):
    """Two months of the same truth, most customers in both: 0 lies in 95 % of 500 fixed draws; alone in far more."""
    rows = panel(9, customers=150, draws=500)
    call = {"by": "draw", "every": "month", "cluster": "customer_id"}
    if metric == "nps":
        frame = cx.nps(rows, **call)
    else:
        rows["score"] = np.clip(rows["score"] // 2, 1, 5)
        frame = cx.csat(rows, measure={"csat": "share"}.get(metric, metric), **call)
    held = []
    for one in (frame, frame.drop(columns=["cov_previous", "cov_last_year"])):
        found = changes(one, against=("previous",))
        last = found[found["period"] == "2026-10"]
        held.append(((last["conf_low"] <= 0) & (last["conf_high"] >= 0)).mean())
    error = 3 * np.sqrt(0.95 * 0.05 / 500)
    assert 0.95 - error <= held[0] <= 0.95 + error
    assert held[1] > 0.95 + error


def test_returning_buyers_of_both_months():
    rng = np.random.default_rng(10)
    who = np.arange(3000)
    old = rng.random(3000) < 0.5
    days = {"2026-08-03": old, "2026-09-10": rng.random(3000) < 0.6, "2026-10-10": rng.random(3000) < 0.6}
    orders = pd.concat(pd.DataFrame({"customer_id": who[here], "ordered_at": day}) for day, here in days.items())
    orders = orders.assign(ordered_at=pd.to_datetime(orders["ordered_at"]), amount=1.0, order_id=range(len(orders)))
    frame = cx.repeat_rate(orders, definition="monthly_returning", data_end="2026-10-31")
    first = orders.groupby("customer_id")["ordered_at"].transform("min")
    value = (first.dt.month < orders["ordered_at"].dt.month) * 1.0
    rows = orders.assign(value=value)[orders["ordered_at"] > "2026-09-01"]
    late = (rows["ordered_at"].dt.month == 10).to_numpy(float)
    fit = sm.OLS(rows["value"].to_numpy(), sm.add_constant(late)).fit(
        cov_type="cluster", cov_kwds={"groups": rows["customer_id"].to_numpy(), "use_correction": False}
    )
    row = changes(frame, against=("previous",)).iloc[-1]
    assert (row.difference, row.std_error) == pytest.approx((fit.params[1], fit.bse[1]))
    assert frame["cov_previous"].iloc[-1] != 0


def test_first_orders_are_other_customers_every_month():
    orders = pd.DataFrame({"customer_id": range(200), "ordered_at": pd.to_datetime(["2026-01-05", "2026-02-05"] * 100)})
    orders = orders.assign(amount=1.0, order_id=orders["customer_id"])
    frame = cx.repeat_rate(orders, every="month", data_end="2026-10-31")
    assert "cov_previous" not in frame
    assert changes(frame)["method"].str.contains("no customer is in two periods").all()
    other = cx.repeat_rate(orders, definition="customer_share", every="month", data_end="2026-10-31")
    assert changes(other)["method"].str.contains("independent periods assumed").all()


def test_series_of_different_scales_are_refused(oracles):
    scales = [period["scale"] for period in oracles["nps_scale_mixing_refused"]["input"]["periods"]]
    day = pd.date_range("2024-01-01", periods=14, freq="MS").repeat(40)
    rows = pd.DataFrame({"responded_at": day, "score": [9, 10, 8, 3] * (len(day) // 4)})
    frames = [cx.nps(rows, every="month", scale=tuple(map(int, scale.split("-")))) for scale in scales]
    assert [frame["scale"].iloc[0] for frame in frames] == scales
    mixed = pd.concat([frames[0].head(7), frames[1].tail(7)], ignore_index=True)
    from cxmetrics.control import control

    for refuse in (changes, control):
        with pytest.raises(ParameterError, match="E-SCALE.*several scales: 0-10, 1-10"):
            refuse(mixed)
        assert len(refuse(frames[1]))
