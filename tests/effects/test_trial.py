"""Experiments: shares and money of several arms against a control."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep

import cxmetrics as cx
from cxmetrics.errors import DataError, ParameterError


@pytest.fixture
def rows():
    rng = np.random.default_rng(4)
    arm = np.repeat(["plain", "box", "gift"], [400, 400, 400])
    back = rng.random(1200) < np.repeat([0.2, 0.2, 0.35], 400)
    return pd.DataFrame({"arm": arm, "back": back, "spent": back * rng.gamma(2, 20, 1200), "id": range(1200)})


def asked(rows, **more):
    return cx.experiment(rows, **{"arm": "arm", "outcome": "back", "control": "plain", **more})


def test_shares_are_newcombe_s_at_the_level_of_each(rows):
    found = asked(rows).estimates.set_index("arm")
    k = rows.groupby("arm")["back"].sum()
    low, high = confint_proportions_2indep(k["gift"], 400, k["plain"], 400, method="newcomb", alpha=0.05 / 2)
    assert (found.loc["gift", "conf_low"], found.loc["gift", "conf_high"]) == pytest.approx((low, high), abs=1e-9)
    assert found.loc["gift", "conf_low"] > 0
    assert found.loc["box", "conf_low"] < 0 < found.loc["box", "conf_high"]


def test_money_is_welch_s_with_its_zeros(rows):
    found = asked(rows, money="spent").money.set_index("arm").loc["gift"]
    by = {name: part["spent"] for name, part in rows.groupby("arm")}
    theirs = stats.ttest_ind(by["gift"], by["plain"], equal_var=False)
    interval = theirs.confidence_interval(1 - 0.05 / 2)
    assert found["estimate"] == pytest.approx(by["gift"].mean() - by["plain"].mean())
    assert (found["conf_low"], found["conf_high"]) == pytest.approx((interval.low, interval.high))
    assert found["p_value"] == pytest.approx(min(theirs.pvalue * 2, 1))
    assert found["ratio"] == pytest.approx(by["gift"].mean() / by["plain"].mean())


def test_the_smallest_detectable_effect_has_that_power(rows):
    found = asked(rows[rows["arm"] != "box"]).estimates.iloc[0]
    power = power_proportions_2indep(found["detectable"], found["untreated"], 400, ratio=1, alpha=0.05,
                                     return_results=False)  # fmt: skip
    assert power == pytest.approx(0.8, abs=0.03)


def test_all_intervals_hold_together():
    """Three arms without an effect: in 95 % of experiments no interval leaves out 0."""
    rng, missed = np.random.default_rng(8), 0
    arm = np.repeat(["a", "b", "c", "d"], 200)
    for _ in range(200):
        found = asked(pd.DataFrame({"arm": arm, "back": rng.random(800) < 0.3}), control="a").estimates
        missed += bool(((found["conf_low"] > 0) | (found["conf_high"] < 0)).any())
    assert missed / 200 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_the_sample_ratio_is_checked(rows):
    assert asked(rows).sound
    lost = asked(rows.drop(rows.index[rows["arm"] == "gift"][:120]))
    assert not lost.sound
    assert lost.assignment_p == pytest.approx(stats.chisquare([400, 280, 400]).pvalue)
    planned = {"plain": 400, "box": 400, "gift": 280}
    assert asked(rows.drop(rows.index[rows["arm"] == "gift"][:120]), planned=planned).sound


def test_customers_of_several_arms_are_left_out_and_counted(rows):
    twice = pd.concat([rows, rows.iloc[:7].assign(arm="gift"), rows.iloc[20:25]])
    found = asked(twice, unit="id")
    assert found.left_out.set_index("why")["n"].to_dict() == {
        "arm, outcome or customer unknown": 0,
        "in more than one arm": 7,
        "counted before": 5,
    }
    assert found.arms.set_index("arm")["n"].to_dict() == {"box": 400, "gift": 400, "plain": 393}


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"control": "none"}, ParameterError, "E-CONTROL no arm is called 'none'; there are box, gift, plain"),
        ({"outcome": "spent"}, DataError, "E-FLAG"),
        ({"planned": {"plain": 1, "gift": 1}}, ParameterError, "E-PLAN"),
        ({"arm": "nothing"}, ParameterError, "E-COLUMN"),
    ],
)
def test_wrong_questions(rows, change, error, code):
    with pytest.raises(error, match=code):
        asked(rows, **change)


def test_one_arm(rows):
    with pytest.raises(DataError, match="E-ONE-ARM"):
        asked(rows[rows["arm"] == "plain"])


@pytest.mark.parametrize("kind", [int, bool])
def test_arms_need_not_be_text(rows, kind):
    given = rows[rows["arm"] != "box"].assign(arm=lambda part: (part["arm"] == "gift").astype(kind))
    found = asked(given, control=kind(0), planned={kind(0): 1, kind(1): 1})
    assert found.estimates["estimate"].iloc[0] == asked(rows).estimates.set_index("arm").loc["gift", "estimate"]


def test_unknown_customers_are_not_one(rows):
    found = asked(rows.assign(id=np.where(rows.index < 100, np.nan, rows["id"])), unit="id")
    assert found.left_out["n"].tolist() == [100, 0, 0]
    assert found.arms.set_index("arm").loc["plain", "n"] == 300


def test_rows_of_a_customer_that_say_different_things_are_refused(rows):
    """Keeping one of them would keep the worse one."""
    with pytest.raises(DataError, match="E-ROWS-DIFFER 5 rows"):
        asked(pd.concat([rows, rows.iloc[:5].assign(back=~rows["back"])]), unit="id")


def test_money_of_one_customer_has_a_mean_and_no_interval(rows):
    found = asked(rows[(rows["arm"] != "box") & ((rows["arm"] == "plain") | (rows.index == 800))], money="spent").money
    assert found["estimate"].notna().all()
    assert found[["conf_low", "conf_high", "p_value"]].isna().all(axis=None)


@pytest.mark.parametrize("change", [{"outcome": "arm"}, {"unit": "arm"}])
def test_a_column_has_one_role(rows, change):
    with pytest.raises(ParameterError, match="E-ROLE"):
        asked(rows, **change)
