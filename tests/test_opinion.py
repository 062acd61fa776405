"""CES and CSAT against oracles, statsmodels and scipy."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import cxmetrics as cx
from cxmetrics.errors import ParameterError

EASY = {"scale": (1, 7), "high_is": "easy"}
SCORES = st.lists(st.integers(1, 7), min_size=2, max_size=60)


def frame(scores, **columns):
    return pd.DataFrame({"score": np.asarray(scores, float), **columns})


def many(seed=1, n=400, customers=60):
    rng = np.random.default_rng(seed)
    customer = rng.integers(0, customers, n)
    mood = rng.normal(0, 1, customers)[customer]
    score = np.clip(np.round(4.6 + mood + rng.normal(0, 1.2, n)), 1, 7)
    columns = {"customer_id": [f"c{i}" for i in customer], "response_id": [f"r{i}" for i in range(n)]}
    return frame(score, weight=rng.uniform(0.5, 2, n), **columns)


def test_the_share_of_five_to_seven(oracles):
    case = oracles["ces2_top_box"]
    counts = case["input"]["counts"]
    scores = np.repeat([int(score) for score in counts], list(counts.values()))
    row = cx.ces(frame(scores), **EASY).iloc[0]
    top2 = cx.ces(frame(scores), top=2, **EASY).iloc[0]
    for found, name in ((row, "top3"), (top2, "top2")):
        assert found.estimate == pytest.approx(case["expected"][f"{name}_share"], abs=case["tolerance"])
        assert [found.conf_low, found.conf_high] == pytest.approx(case["expected"][f"{name}_wilson"], abs=1e-6)


@pytest.mark.parametrize("given_", [{}, {"scale": (1, 7)}, {"high_is": "easy"}])
def test_scale_and_direction_are_never_guessed(given_):
    with pytest.raises(ParameterError, match="E-SCALE|E-DIRECTION"):
        cx.ces(frame([1, 7]), **given_)


def test_effort_and_ease_are_mirror_images():
    scores = many()["score"]
    easy = cx.ces(frame(scores), **EASY).iloc[0]
    effort = cx.ces(frame(8 - scores), scale=(1, 7), high_is="effort").iloc[0]
    assert (
        effort[["estimate", "conf_low", "conf_high"]].tolist() == easy[["estimate", "conf_low", "conf_high"]].tolist()
    )
    mean = cx.ces(frame(8 - scores), scale=(1, 7), high_is="effort", measure="mean")["estimate"].item()
    assert mean == pytest.approx(8 - scores.mean())


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_shares_have_wilsons_interval(level):
    scores = many()["score"].clip(upper=5)
    row = cx.csat(frame(scores), level=level).iloc[0]
    k = int((scores >= 4).sum())
    low, high = proportion_confint(k, len(scores), alpha=1 - level, method="wilson")
    assert (row.estimate, row.conf_low, row.conf_high) == pytest.approx((k / len(scores), low, high))
    low_box = cx.csat(frame(scores), measure="low")["estimate"].item()
    assert row.estimate + low_box == pytest.approx(1)


def test_means_have_students_interval():
    scores = many()["score"]
    row = cx.ces(frame(scores), measure="mean", **EASY).iloc[0]
    low, high = stats.t.interval(0.95, len(scores) - 1, scores.mean(), scores.sem())
    assert (row.estimate, row.std_error, row.conf_low, row.conf_high) == pytest.approx(
        (scores.mean(), scores.sem(), low, high)
    )


def test_a_mean_stays_on_its_scale():
    row = cx.csat(frame([5] * 9 + [4]), measure="mean").iloc[0]
    assert row.conf_high == 5


def test_net_ease_is_the_difference_of_both_ends():
    scores = many()["score"]
    row = cx.ces(frame(scores), measure="net", **EASY).iloc[0]
    x = np.sign(scores - 4)
    assert row.estimate == pytest.approx(100 * x.mean())
    assert row.std_error == pytest.approx(100 * x.std(ddof=0) / np.sqrt(len(x)))
    assert row.conf_low < row.estimate < row.conf_high


@pytest.mark.parametrize(("measure", "value"), [
    ("mean", lambda s: s), ("share", lambda s: (s >= 5) * 1.0), ("net", lambda s: np.sign(s - 4)),
])  # fmt: skip
@pytest.mark.parametrize("weight", [None, "weight"])
def test_clustered_errors_are_those_of_statsmodels(measure, value, weight):
    data = many()
    row = cx.ces(data, measure=measure, cluster="customer_id", weight=weight, **EASY).iloc[0]
    w = data["weight"] if weight else np.ones(len(data))
    groups = pd.factorize(data["customer_id"])[0]
    fit = sm.WLS(value(data["score"]), np.ones(len(data)), weights=w).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    clusters = data["customer_id"].nunique()
    factor = (100 if measure == "net" else 1) * np.sqrt(clusters / (clusters - 1))
    assert row.n == clusters
    assert row.estimate == pytest.approx((100 if measure == "net" else 1) * fit.params.iloc[0])
    assert row.std_error == pytest.approx(factor * fit.bse.iloc[0])


def test_answers_twice_do_not_shrink_a_clustered_interval():
    data = many()
    twice = pd.concat([data, data.assign(response_id=data["response_id"] + "b")])
    for measure in ("mean", "share", "net"):
        once, again = (cx.ces(f, measure=measure, cluster="customer_id", **EASY).iloc[0] for f in (data, twice))
        assert again.conf_high - again.conf_low == pytest.approx(once.conf_high - once.conf_low)


@settings(deadline=None, max_examples=25)
@given(scores=SCORES)
def test_bounds_and_order(scores):
    for measure, low, high in (("share", 0, 1), ("low", 0, 1), ("mean", 1, 7), ("net", -100, 100)):
        row = cx.ces(frame(scores), measure=measure, **EASY).iloc[0]
        assert low - 1e-9 <= row.conf_low <= row.estimate + 1e-9 <= row.conf_high + 2e-9 <= high + 3e-9
        again = cx.ces(frame(scores[::-1]), measure=measure, **EASY).iloc[0]
        assert again.estimate == pytest.approx(row.estimate)


def test_what_is_no_answer_is_counted_and_left_out():
    row = cx.csat(frame([5, 4, np.nan, 6, 0, 3.5])).iloc[0]
    assert row[["n", "answers", "missing", "out_of_scale", "fractional"]].tolist() == [2, 2, 1, 2, 1]
    assert row[["score_4", "score_5", "score_1"]].tolist() == [1, 1, 0]


def test_nothing_is_no_zero():
    row = cx.csat(frame([])).iloc[0]
    assert row.n == 0
    assert pd.isna(row.estimate)
    assert row.reason == "no answers"


def test_months_without_answers_are_gaps():
    days = pd.to_datetime(["2026-08-03", "2026-08-04", "2026-10-05"])
    months = cx.csat(frame([5, 4, 1], responded_at=days), every="month").set_index("period")
    assert months["n"].to_dict() == {"2026-08": 2, "2026-09": 0, "2026-10": 1}


@pytest.mark.parametrize("call", [{"measure": "net"}, {"top": 0}, {"top": 5}])
def test_what_csat_cannot_be(call):
    with pytest.raises(ParameterError):
        cx.csat(frame([1, 5]), **call)


def test_the_airport_survey(real_data):
    path = real_data / "sfo_survey" / "2017_SFO_Customer_Survey_20250817.csv"
    raw = pd.read_csv(path, dtype=str, encoding_errors="replace")
    found = {name: frame(pd.to_numeric(raw[name], errors="coerce").where(lambda s: s.between(1, 5))) for name in
             ("Q7ALL", "Q14FIND", "Q14PASSTHRU")}  # fmt: skip
    easy = {"scale": (1, 5), "high_is": "easy"}
    assert cx.csat(found["Q7ALL"])[["n", "estimate"]].round(4).to_numpy().tolist() == [[2688, 0.8207]]
    assert cx.csat(found["Q7ALL"], measure="mean")["estimate"].round(4).item() == 4.0644
    for name, n, mean, share in (("Q14FIND", 2683, 4.4133, 0.8535), ("Q14PASSTHRU", 2407, 4.3070, 0.8201)):
        assert cx.ces(found[name], **easy)[["n", "estimate"]].round(4).to_numpy().tolist() == [[n, share]]
        assert cx.ces(found[name], measure="mean", **easy)["estimate"].round(4).item() == mean


def two_months(measure):
    rng = np.random.default_rng(4)
    days = pd.to_datetime(["2026-09-10"] * 150 + ["2026-10-10"] * 140)
    scores = np.concatenate([rng.integers(1, 8, 150), rng.integers(3, 8, 140)])
    data = frame(scores, responded_at=days)
    change = cx.changes(cx.ces(data, every="month", measure=measure, **EASY), against=("previous",)).iloc[-1]
    return data["score"][:150].to_numpy(), data["score"][150:].to_numpy(), change


def test_means_are_compared_by_welch():
    before, after, change = two_months("mean")
    found = stats.ttest_ind(after, before, equal_var=False)
    limits = found.confidence_interval(0.95)
    assert change[["difference", "p_value", "conf_low", "conf_high"]].astype(float).tolist() == pytest.approx(
        [after.mean() - before.mean(), found.pvalue, limits.low, limits.high]
    )
    assert change.verdict == "rose"


def test_net_ease_is_compared_as_nps_is():
    before, after, change = two_months("net")
    assert change.difference == pytest.approx(100 * (np.sign(after - 4).mean() - np.sign(before - 4).mean()))
    assert change.verdict == "rose"


def test_the_direction_of_effort_is_never_guessed(oracles):
    case = oracles["ces_direction_required"]["input"]
    answers = pd.DataFrame({"score": [int(score) for score, n in case["counts"].items() for _ in range(n)]})
    with pytest.raises(ParameterError, match="E-DIRECTION"):
        cx.ces(answers, scale=tuple(case["scale"]))
