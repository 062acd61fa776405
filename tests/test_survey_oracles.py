"""NPS and its intervals against closed forms, published numbers, R and statsmodels."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

import cxmetrics as cx
from cxmetrics import estimate
from cxmetrics.errors import DataError, ParameterError


def answers(promoters, detractors, n):
    return pd.DataFrame({"score": [9] * promoters + [0] * detractors + [7] * (n - promoters - detractors)})


INTERVALS = [
    ("nps_ci_adjwald_D1", "adjusted_wald"),
    ("nps_ci_adjwald_level90", "adjusted_wald"),
    ("nps_ci_adjwald_no_passives_30", "adjusted_wald"),
    ("nps_ci_score_all_promoters_10", "score"),
    ("nps_ci_score_n20", "score"),
    ("nps_ci_score_published_tango", "score"),
    ("nps_ci_t_D1", "t"),
    ("nps_ci_wald_D1", "wald"),
    ("nps_ci_wald_all_promoters_10", "wald"),
]


@pytest.mark.parametrize(("case", "method"), INTERVALS)
def test_interval(oracles, case, method):
    given, expected = oracles[case]["input"], oracles[case]["expected"]
    rows = answers(given["promoters"], given["detractors"], given["n"])
    row = cx.nps(rows, interval=method, level=given.get("level", 0.95)).iloc[0]
    tolerance = max(oracles[case]["tolerance"], 1e-9)
    assert row.conf_low == pytest.approx(expected["lower"], abs=tolerance)
    assert row.conf_high == pytest.approx(expected["upper"], abs=tolerance)
    if "nps" in expected:
        assert row.estimate == pytest.approx(expected["nps"], abs=1e-9)


def test_interval_always_holds_the_estimate(oracles):
    expected = oracles["nps_ci_contains_estimate"]["expected"]
    low, high = estimate.nps_interval(1.0, 0.0, 10, level=0.80, method="adjusted_wald")
    assert high == expected["upper_reported"]
    assert low <= 100 <= high


def test_one_class_falls_back_to_the_score_interval(oracles):
    expected = oracles["nps_ci_score_all_promoters_10"]["expected"]
    row = cx.nps(answers(10, 0, 10)).iloc[0]
    assert row.conf_low == pytest.approx(expected["lower"], abs=1e-5)
    assert row.conf_low < row.conf_high == 100


def test_fewer_than_ten_answers_use_the_score_interval():
    rows = answers(4, 2, 9)
    assert cx.nps(rows).conf_low.item() == cx.nps(rows, interval="score").conf_low.item()
    ten = answers(4, 2, 10)
    assert cx.nps(ten).conf_low.item() != cx.nps(ten, interval="score").conf_low.item()


def test_counts_by_score(oracles):
    case = oracles["nps_score_0_10"]
    scores = [int(score) for score, count in case["input"]["counts_by_score"].items() for _ in range(count)]
    row = cx.nps(pd.DataFrame({"score": scores})).iloc[0]
    for name in ("n", "promoters", "passives", "detractors"):
        assert row[name] == case["expected"][name]
    assert row.estimate == pytest.approx(case["expected"]["nps"])


def test_zero_is_no_answer_on_a_scale_from_one(oracles):
    case = oracles["nps_zero_on_1_10_scale"]
    scores = [int(score) for score, count in case["input"]["counts_by_score"].items() for _ in range(count)]
    row = cx.nps(pd.DataFrame({"score": scores}), scale=(1, 10)).iloc[0]
    assert row.out_of_scale == case["expected"]["n_invalid"]
    assert row.n == 98


def test_nothing_answered_is_missing_not_zero():
    row = cx.nps(pd.DataFrame({"score": [float("nan"), 11, 8.5, -1]})).iloc[0]
    assert (row.n, row.missing, row.out_of_scale, row.fractional) == (0, 1, 2, 1)
    assert all(math.isnan(row[name]) for name in ("estimate", "std_error", "conf_low", "conf_high"))
    assert row.reason == "no answers"


def test_duplicated_answers_do_not_shrink_a_clustered_interval(oracles):
    case = oracles["nps_cluster_exact_duplicates"]
    rows = pd.DataFrame({"score": case["input"]["values"], "customer_id": case["input"]["customer"]})
    rows["response_id"] = range(len(rows))
    clustered = cx.nps(rows, cluster="customer_id").iloc[0]
    assert clustered.std_error == pytest.approx(case["expected"]["se_cluster"])
    assert (clustered.n, clustered.answers) == (5, 10)
    assert cx.nps(rows).std_error.item() == pytest.approx(case["expected"]["se_naive_ddof0"])


def test_two_periods(oracles):
    case = oracles["nps_compare_adjwald"]
    first, second = (_sample(case["input"][name]) for name in ("period1", "period2"))
    change, expected = estimate.nps_difference(first, second), case["expected"]
    assert change.estimate == pytest.approx(expected["diff_raw"])
    assert change.std_error == pytest.approx(expected["se"])
    assert (change.low, change.high) == pytest.approx((expected["lower"], expected["upper"]))
    assert change.p_value == pytest.approx(expected["p_value"])


def _sample(counts):
    return estimate.Sample(counts["promoters"] / counts["n"], counts["detractors"] / counts["n"], counts["n"])


def test_wilson(oracles):
    for name in ("wilson_0_20", "wilson_15_148", "wilson_1_29", "wilson_20_20", "wilson_81_263"):
        case = oracles[name]
        k, n = (case["input"][key] for key in ("x", "n")) if "x" in case["input"] else case["input"].values()
        low, high = estimate.wilson(k, n)
        assert (low, high) == pytest.approx(tuple(case["expected"][key] for key in ("lower", "upper")), abs=1e-6)
        assert (low, high) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)
    assert np.isnan(estimate.wilson(0, 0).low)


def test_adjusted_p_values(oracles):
    case = oracles["p_adjust_bh_by_holm"]
    assert estimate.adjust_p_values(case["input"]["p"]).tolist() == pytest.approx(case["expected"]["bh"])
    case = oracles["p_adjust_with_missing"]
    given = [np.nan if p is None else p for p in case["input"]["p"]]
    expected = [np.nan if p is None else p for p in case["expected"]["bh"]]
    assert estimate.adjust_p_values(given).tolist() == pytest.approx(expected, nan_ok=True)


def test_display_rounding(oracles):
    case = oracles["nps_display_rounding"]
    shown = [estimate.round_half_away(value) for value in case["input"]["values"]]
    assert shown == case["expected"]["rounded"]
    assert "-" not in str(estimate.round_half_away(-0.4))


@pytest.mark.parametrize(("before", "after"), [((48, 80), (56, 70)), ((0, 20), (3, 25)), ((5, 5), (2, 9))])
def test_difference_of_shares_against_statsmodels(before, after):
    change = estimate.share_difference(estimate.Share(*before), estimate.Share(*after))
    known = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff")
    assert (change.low, change.high) == pytest.approx(known, abs=1e-9)
    assert change.p_value == pytest.approx(proportions_ztest([after[0], before[0]], [after[1], before[1]])[1])


def test_weighted_mean_against_statsmodels():
    rng = np.random.default_rng(7)
    rows = pd.DataFrame({"score": rng.integers(0, 11, 400), "weight": rng.gamma(2, 1, 400)})
    coded = np.where(rows.score >= 9, 1, np.where(rows.score <= 6, -1, 0))
    row = cx.nps(rows, weight="weight").iloc[0]
    assert row.estimate == pytest.approx(100 * DescrStatsW(coded, rows.weight).mean)
    mean = np.average(coded, weights=rows.weight)
    linearised = np.sqrt(400 / 399 * (rows.weight**2 * (coded - mean) ** 2).sum()) / rows.weight.sum()
    assert row.std_error == pytest.approx(100 * linearised)
    scaled = cx.nps(rows.assign(weight=rows.weight * 1000), weight="weight").iloc[0]
    assert scaled[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(
        row[["estimate", "conf_low", "conf_high"]].tolist()
    )


def test_unit_weights_change_the_error_by_the_sample_variance_only():
    rows = answers(45, 20, 100).assign(weight=1.0)
    weighted, plain = cx.nps(rows, weight="weight").iloc[0], cx.nps(rows).iloc[0]
    assert weighted.estimate == pytest.approx(plain.estimate)
    assert weighted.std_error == pytest.approx(plain.std_error * math.sqrt(100 / 99))


def test_answers_without_a_weight_are_counted_and_left_out():
    rows = answers(4, 2, 10).assign(weight=[1.0] * 8 + [0.0, float("nan")])
    row = cx.nps(rows, weight="weight").iloc[0]
    assert (row.n, row.unweighted) == (8, 2)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame])
def test_a_weight_that_is_no_number_is_no_weight(kind, bad):
    rows = {"score": [9] * 20 + [3] * 10, "weight": [1.0] * 29 + [bad]}
    row = cx.nps(kind(rows), weight="weight").iloc[0]
    assert (row.n, row.unweighted) == (29, 1)


def test_clear_errors():
    rows = answers(4, 2, 10)
    with pytest.raises(ParameterError, match="NPS has no scale 1 to 5"):
        cx.nps(rows, scale=(1, 5))
    with pytest.raises(ParameterError, match=r"no column 'segment'.*score"):
        cx.nps(rows, by="segment")
    with pytest.raises(ParameterError, match="one of day, week, month"):
        cx.nps(rows.assign(responded_at=pd.Timestamp("2026-01-01")), every="fortnight")
    with pytest.raises(ParameterError, match="between 0 and 1"):
        cx.nps(rows, level=95)
    with pytest.raises(DataError, match="E-TYPE"):
        cx.nps(pd.DataFrame({"score": ["9", "9점"]}))
    with pytest.raises(DataError, match="E-WEIGHT"):
        cx.nps(rows.assign(weight=0), weight="weight")
    with pytest.raises(ParameterError, match="adjusted_wald, score"):
        cx.nps(rows, interval="bootstrap")


def test_clusters_without_spread_have_an_interval():
    rows = pd.DataFrame(
        {"score": [9, 9, 3] * 37, "customer_id": np.repeat(np.arange(37), 3), "response_id": range(111)}
    )
    row = cx.nps(rows, cluster="customer_id").iloc[0]
    assert (row.n, row.n_eff) == (37, 111)
    assert row.conf_low < row.estimate < row.conf_high
    one = cx.nps(rows.assign(customer_id=1), cluster="customer_id").iloc[0]
    assert (one.n, one.reason) == (1, "one customer only")
    assert np.isnan(one.conf_low)


def test_an_empty_table_is_one_row_with_a_reason():
    row = cx.nps(pd.DataFrame({"score": pd.Series([], dtype=float)})).iloc[0]
    assert (row.n, row.reason) == (0, "no answers")
