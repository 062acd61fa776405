"""Numbers of the company that cannot be, by name and in both languages, and those that are missing."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import ParameterError
from tests.value import plans

CARD = {"initiative_id": "I1", "name": "card", "lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05,
        "evidence": "experiment", "upfront_cost": 1_000_000, "monthly_cost": 100_000}  # fmt: skip


def weigh(*rows, company=None, **settings):
    company = plans.given() if company is None else company
    table = pd.DataFrame([CARD | row for row in rows or ({},)])
    return cx.roi(table, baseline=company, **({"draws": 10_000} | settings))


@pytest.mark.parametrize("number", [np.nan, np.inf, "many", (600, -1), (600, 1, 2, 3), ((1, 2), 3), (), None])
def test_a_number_of_the_company_that_is_none(number):
    with pytest.raises(ParameterError) as error:
        weigh(company=plans.given() | {"orders": number})
    assert error.value.text().startswith(f"E-BASELINE orders: {number} is no number with its error and spread.")
    assert "수와 그 오차, 흩어진 정도가 아닙니다." in error.value.text("ko")


@pytest.mark.parametrize("company", ["x", 5, [], None])
def test_a_baseline_that_is_none(company):
    with pytest.raises(ParameterError) as error:
        cx.roi(pd.DataFrame([CARD]), baseline=company, draws=10_000)
    assert error.value.text().startswith(f"E-BASELINE the baseline is no frame and no dict: {company!r}. Fix: give the")
    assert error.value.text("ko").startswith(f"E-BASELINE 기준 수치가 표도 사전(dict)도 아닙니다: {company!r}.")


@pytest.mark.parametrize(("name", "number", "limits"), [
    ("new_customers", -600, "0 …"), ("contacts", -1, "0 …"), ("order_value", -1, "0 …"),
    ("cost_per_contact", -5, "0 …"), ("acquisition_cost", -1, "0 …"), ("repeat_rate", 1.4, "0 … 1"),
    ("return_rate", -0.1, "0 … 1"),
    ("churn_rate", 10.7, "0 … 1"), ("repeat_gap_score", 1.5, "-1 … 1"),
])  # fmt: skip
@pytest.mark.parametrize("as_frame", [True, False])
def test_a_number_of_the_company_that_cannot_be(name, number, limits, as_frame):
    company = plans.COMPANY | {name: number}
    with pytest.raises(ParameterError) as error:
        weigh(company=plans.frame({"": company}) if as_frame else plans.given(company))
    said = f"E-BASELINE {name}: {number:g} is outside of {limits}. Fix: mend the number."
    assert error.value.text() == said
    assert f"{limits}의 범위를 벗어납니다." in error.value.text("ko")


def test_margins_and_differences_may_be_below_nothing():
    lost = {
        "margin_per_order": -100.0,
        "margin_per_customer": -50.0,
        "further_margin": -900.0,
        "repeat_gap_score": -0.1,
    }
    through = {"initiative_id": "I2", "through": "score"}
    for company in (plans.given(plans.COMPANY | lost), plans.frame({"": plans.COMPANY | lost})):
        assert weigh({}, through, company=company).summary["why"].tolist() == ["does_not_pay", "does_not_pay"]


@pytest.mark.parametrize("nobody", [np.nan, None])
def test_a_segment_left_empty_is_all_customers(nobody):
    frame = plans.frame({"": plans.COMPANY, "VIP": plans.VIP})
    read = frame.assign(segment=frame["segment"].astype(object).where(frame["segment"] != "", nobody))
    rows = {}, {"initiative_id": "I2", "segment": "VIP"}
    pd.testing.assert_frame_equal(weigh(*rows, company=read).summary, weigh(*rows, company=frame).summary)


def test_a_number_of_the_company_that_is_there_twice():
    frame = plans.frame({"": plans.COMPANY, "VIP": plans.VIP})
    with pytest.raises(ParameterError) as error:
        weigh(company=pd.concat([frame, frame[frame["segment"] == "VIP"].tail(1)]))
    said = "E-BASELINE repeat_gap_on_time is there twice for 'VIP'. Fix: give one row for each segment and quantity."
    assert error.value.text() == said
    assert "세그먼트 'VIP'의 repeat_gap_on_time가 두 번 나옵니다." in error.value.text("ko")


def test_a_number_of_the_company_that_nothing_is_weighed_with():
    with pytest.raises(ParameterError) as error:
        weigh(company={"visits": 100})
    said = "E-BASELINE 'visits' is no number that an initiative is weighed with. Fix: one of new_customers, orders,"
    assert error.value.text().startswith(said)
    assert "'visits'는 과제를 따질 때 쓰는 수치가 아닙니다." in error.value.text("ko")


@pytest.mark.parametrize("column", ["segment", "metric", "estimate", "std_error", "n"])
def test_a_baseline_without_a_column(column):
    with pytest.raises(ParameterError) as error:
        weigh(company=plans.frame({"": plans.COMPANY}).drop(columns=column))
    assert error.value.text().startswith(f"E-BASELINE the baseline has no column '{column}'.")
    assert f"기준 수치에 '{column}' 열이 없습니다." in error.value.text("ko")


@pytest.mark.parametrize(("column", "value"), [("estimate", np.inf), ("estimate", "many"), ("std_error", -1.0)])
def test_a_baseline_with_a_number_that_is_none(column, value):
    frame = plans.frame({"": plans.COMPANY}).astype({column: object})
    frame.loc[frame["metric"] == "baseline_orders", column] = value
    with pytest.raises(ParameterError, match=r"^E-BASELINE orders: .* is no number with its error and spread\."):
        weigh(company=frame)


def test_numbers_of_too_few_customers_are_missing():
    frame = plans.frame({"": plans.COMPANY})
    for few in (29, 0, np.nan):
        found = weigh(company=frame.assign(n=frame["n"].where(frame["metric"] != "baseline_repeat_rate", few)))
        assert found.summary[["verdict", "missing"]].to_numpy().tolist() == [["cannot_judge", "repeat_rate"]]
    enough = frame.assign(n=frame["n"].where(frame["metric"] != "baseline_repeat_rate", 30))
    assert weigh(company=enough).summary["n"].tolist() == [30]
