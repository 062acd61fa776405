"""Every known answer whose function is in cxmetrics.estimate."""

import json
from pathlib import Path

import numpy as np
import pytest

from cxmetrics import estimate
from cxmetrics.errors import ParameterError
from cxmetrics.estimate import score

ORACLES = Path(__file__).parents[1] / "oracles"
CASES = {c["id"]: c for path in sorted(ORACLES.glob("*.json")) for c in json.loads(path.read_text("utf-8"))}
NPS_METHODS = {"adjwald": "adjusted_wald", "score": "score", "t": "t", "wald": "wald"}
INTERVALS = [i for i in CASES if i.startswith("nps_ci_") and i.split("_")[2] in NPS_METHODS]
WILSON = [i for i in CASES if i.startswith("wilson_")]
FREIREICH = ["km_greenwood_loglog", "km_ci_log_R_default"]


def known(name):
    case = CASES[name]
    return case["input"], case["expected"], case["tolerance"]


def near(expected, tolerance):
    return pytest.approx(np.array(expected, dtype=float), abs=max(tolerance, 1e-9), nan_ok=True)


def sample(counts):
    return estimate.Sample(counts["promoters"] / counts["n"], counts["detractors"] / counts["n"], counts["n"])


def counted(duration, event):
    time = np.unique(duration)
    at = [(np.array(duration) == t) for t in time]
    return time, [int(np.sum(np.array(event)[i])) for i in at], [int(np.sum(1 - np.array(event)[i])) for i in at]


def test_enough_cases_are_found():
    assert (len(INTERVALS), len(WILSON)) == (9, 6)


@pytest.mark.parametrize("name", INTERVALS)
def test_nps_interval(name):
    given, expected, tolerance = known(name)
    method = NPS_METHODS[name.split("_")[2]]
    s = sample(given)
    low, high = estimate.nps_interval(s.promoters, s.detractors, s.n, level=given.get("level", 0.95), method=method)
    assert (low, high) == near((expected["lower"], expected["upper"]), tolerance)


def test_nps_interval_holds_the_estimate():
    given, expected, tolerance = known("nps_ci_contains_estimate")
    p, d, n = np.array(1.0), np.array(0.0), np.array(10.0)
    raw = score._adjusted_wald(p, d, n, estimate.critical_value(given["level"]))
    assert [100 * limit for limit in raw] == near([expected["lower"], expected["upper_raw"]], tolerance)
    assert estimate.nps_interval(p, d, n, level=given["level"]).high == expected["upper_reported"]


def test_pseudo_answers_as_published_by_agresti_and_min(monkeypatch):
    given, expected, tolerance = known("wald_plus2_published_agresti_min")
    for name, share in (("PROMOTERS", 4), ("PASSIVES", 2), ("DETRACTORS", 4), ("TOTAL", 1)):
        monkeypatch.setattr(score, f"PSEUDO_{name}", given["pseudo_total"] / share)
    s = sample(given)
    assert estimate.nps_interval(*s[:3]) == near((expected["lower"], expected["upper"]), tolerance)


def test_nps_of_two_periods():
    given, expected, tolerance = known("nps_compare_adjwald")
    change = estimate.nps_difference(sample(given["period1"]), sample(given["period2"]))
    wanted = [expected[key] for key in ("diff_raw", "se", "lower", "upper", "p_value")]
    assert list(change) == near(wanted, tolerance)


def test_a_segment_against_the_rest_not_against_the_total():
    given, expected, tolerance = known("nps_segment_vs_rest")
    segment, total = given["segment"], given["total"]
    rest = {key: total[key] - segment[key] for key in total}
    wanted = expected["vs_rest"]
    change = estimate.nps_difference(sample(rest), sample(segment), method="wald")
    assert list(change) == near([wanted[key] for key in ("diff", "se", "lower", "upper", "p_value")], tolerance)
    assert change.estimate * (1 - segment["n"] / total["n"]) == pytest.approx(expected["segment_minus_total"])


def test_bootstrapped_nps():
    given, expected, tolerance = known("nps_ci_bootstrap_D1")
    counts = [given["detractors"], given["n"] - given["promoters"] - given["detractors"], given["promoters"]]
    for seed in range(5):
        found = estimate.bootstrap_mean(counts, [-100, 0, 100], method="percentile", seed=seed)
        assert (found.low, found.high) == near((expected["lower"], expected["upper"]), tolerance)
        assert not found.degenerate
    given, expected, tolerance = known("nps_ci_bootstrap_degenerate")
    found = estimate.bootstrap_mean([0, 0, given["n"]], [-100, 0, 100])
    assert (found.low, found.high) == near((expected["lower"], expected["upper"]), tolerance)
    assert found.degenerate is expected["degenerate_flag"]
    assert found.mc_error == 0


def test_weighting_classes():
    given, expected, tolerance = known("nps_response_class_weighting")
    counts = np.array([[c["P"], c["A"], c["D"]] for c in given["classes"].values()], dtype=float)
    weight = np.array([c["invited"] for c in given["classes"].values()]) / counts.sum(axis=1)
    sums = {"units": counts.sum(), "w": weight @ counts.sum(axis=1), "wx": weight @ (counts[:, 0] - counts[:, 2])}
    squares = weight**2
    sums |= {"ww": squares @ counts.sum(axis=1), "ws": squares @ (counts[:, 0] - counts[:, 2])}
    mean = estimate.weighted_mean(sums | {"ss": squares @ (counts[:, 0] + counts[:, 2])})
    assert 100 * mean.estimate == near(expected["nps_adjusted"], tolerance)


def test_answers_given_twice_count_once():
    given, expected, tolerance = known("nps_cluster_exact_duplicates")
    coded = [(value >= 9) - (value <= 6) for value in given["values"]]
    _, code = np.unique(given["customer"], return_inverse=True)
    mean = estimate.cluster_mean(estimate.cluster_sums(np.bincount(code), np.bincount(code, coded)))
    wanted = (expected["nps"], expected["se_cluster"], 4)
    assert (100 * mean.estimate, 100 * mean.std_error, mean.dof) == near(wanted, tolerance)


def test_answers_needed():
    given, expected, _ = known("nps_n_for_margin_worst")
    assert estimate.answers_for_margin(given["margin"], given["variance"] * 100**2) == expected["n"]
    given, expected, _ = known("nps_n_for_difference")
    spreads = [given[key] * 100**2 for key in ("variance1", "variance2")]
    needed = estimate.answers_for_difference(given["delta"], *spreads, power=given["power"], level=1 - given["alpha"])
    assert needed == expected["n_per_group"]


def test_shrunken_segments():
    given, expected, tolerance = known("nps_eb_shrinkage")
    found = estimate.shrink(given["nps"], np.sqrt(given["variance"]))
    assert (found.between, found.mean) == near((expected["tau2_DL"], expected["mu"]), tolerance)
    assert found.estimate == near(expected["shrunk"], tolerance)


def test_control_chart():
    given, expected, tolerance = known("nps_shewhart_variable_n")
    n, p, d = (np.array([x[key] for x in given["periods"]]) for key in ("n", "promoters", "detractors"))
    moments = estimate.Moments(n, 100 * (p - d), 100**2 * (p + d))
    chart = estimate.shewhart(moments, baseline=given["baseline"], bounds=(-100, 100))
    assert chart.centre == near(expected["centre"], tolerance)
    for name, field in (("nps", "estimate"), ("lcl", "low"), ("ucl", "high")):
        assert getattr(chart, field) == near([point[name] for point in expected["points"]], tolerance)
    assert chart.outside.tolist() == [point["signal"] for point in expected["points"]]


def test_a_baseline_must_be_among_the_periods():
    for baseline in (0, 4):
        with pytest.raises(ParameterError, match="E-BASELINE"):
            estimate.shewhart(estimate.Moments([1, 2, 3], [1, 1, 1], [1, 1, 1]), baseline=baseline)


@pytest.mark.parametrize("name", WILSON)
def test_shares(name):
    given, expected, tolerance = known(name)
    k, n = given.get("k", 0), given.get("n", 0)
    assert list(estimate.wilson(k, n)) == near([expected["lower"], expected["upper"]], tolerance)
    exact = expected.get("clopper_pearson", [None, None])
    assert list(estimate.clopper_pearson(k, n)) == near(exact, tolerance)


def test_agree_share_of_ces():
    given, expected, tolerance = known("ces2_top_box")
    counts = [given["counts"][str(s)] for s in range(1, 8)]
    for top in (3, 2):
        k, n = sum(counts[-top:]), sum(counts)
        assert k / n == near(expected[f"top{top}_share"], tolerance)
        assert list(estimate.wilson(k, n)) == near(expected[f"top{top}_wilson"], tolerance)


def test_welch():
    given, expected, tolerance = known("ordinal_compare")
    a, b = (estimate.Moments(len(x), sum(x), sum(v * v for v in x)) for x in (given["a"], given["b"]))
    change = estimate.mean_difference(b, a)
    assert change.estimate / change.std_error == near(expected["welch_t"], tolerance)
    assert change.p_value == near(expected["welch_p"], tolerance)
    assert [change.low, change.high] == near(expected["welch_ci"], tolerance)


def test_adjusted_p_values():
    for name in ("p_adjust_bh_by_holm", "p_adjust_with_missing"):
        given, expected, tolerance = known(name)
        assert estimate.adjust_p_values(np.array(given["p"], dtype=float)) == near(expected["bh"], tolerance)


@pytest.mark.parametrize("name", FREIREICH)
def test_survival(name):
    given, expected, tolerance = known(name)
    band = "log" if "log_R" in name else "log-log"
    curve = estimate.survival_curve(*counted(given["duration"], given["event"]), interval=band)
    at = np.searchsorted(curve.time, given["times"])
    assert curve.low[at] == near(expected["lower"], tolerance)
    assert curve.high[at] == near(expected["upper"], tolerance)
    if "survival" in expected:
        assert curve.survival[at] == near(expected["survival"], tolerance)
        assert curve.std_error[at] == near(expected["se_greenwood"], tolerance)
        assert curve.at_risk[at].tolist() == expected["n_risk"]
        last = at[-1] + 1
        one = estimate.kaplan_meier(curve.events[:last], curve.at_risk[:last])
        assert list(one) == near([expected[k][-1] for k in ("survival", "se_greenwood", "lower", "upper")], tolerance)


def test_median_survival_may_have_no_upper_limit():
    given, expected, tolerance = known("km_median_ci")
    curve = estimate.survival_curve(*counted(given["duration"], given["event"]))
    assert list(estimate.survival_quantile(curve)) == near([expected["median"], *expected["median_ci"]], tolerance)
    assert list(estimate.survival_quantile(curve, 0.25)) == near([expected["q25"], *expected["q25_ci"]], tolerance)


def test_open_gaps_count():
    given, expected, tolerance = known("churn_threshold_km")
    closed, still_open = given["completed_gaps"], given["open_gaps"]
    curve = estimate.survival_curve(*counted(closed + still_open, [1] * len(closed) + [0] * len(still_open)))
    found = [estimate.survival_quantile(curve, q).estimate for q in given["q"]]
    assert found == near(expected["km"], tolerance)
    assert found[0] != expected["naive_completed_only"][0]
    for time in (60, 75):
        assert curve.survival[curve.time == time].item() == near(expected[f"km_S{time}"], tolerance)


def test_customers_first_seen_late():
    given, expected, tolerance = known("km_left_truncation")
    entry, duration, event = (np.array(given[key]) for key in ("entry", "duration", "event"))
    times = np.unique(duration[event == 1])
    at_risk = np.array([np.sum((entry < t) & (duration >= t)) for t in times])
    died = np.array([np.sum((duration == t) & (event == 1)) for t in times])
    for i, t in enumerate(given["times"]):
        found = estimate.kaplan_meier(died[times <= t], at_risk[times <= t])
        assert found.survival == near(expected["survival"][i], tolerance)
        assert found.std_error == near(expected["se"][i], tolerance)
        assert at_risk[times == t].item() == expected["n_risk"][i]


def test_mix_and_rate():
    given, expected, tolerance = known("mix_rate_kitagawa")
    side = {p: [[s[key + p] for s in given["segments"].values()] for key in ("n", "r")] for p in "01"}
    found = estimate.mix_rate(estimate.Segments(*side["0"]), estimate.Segments(*side["1"]))
    wanted = [expected[key] for key in ("change", "rate_effect", "mix_effect")]
    assert [found.change, found.rate, found.mix] == near(wanted, tolerance)
    assert found.rates == near(list(expected["rate_by_segment"].values()), tolerance)
    assert found.mixes == near(list(expected["mix_by_segment_centred"].values()), tolerance)
    assert found.reversal is expected["simpson_reversal"]
    _, expected, tolerance = known("mix_rate_se_fixed_mix")
    assert found.std_error == near(expected["rate_effect_se"], tolerance)


def test_words_that_are_no_method():
    with pytest.raises(ParameterError, match="bca, percentile"):
        estimate.bootstrap_mean([1, 2], [0, 1], method="basic")
    with pytest.raises(ParameterError, match="log-log, log"):
        estimate.survival_curve([1], [1], [1], interval="plain")
