"""What is refused, with the row and the column, in both languages; and what is empty but no error."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import DataError, ParameterError
from tests.value import plans

CARD = {"initiative_id": "I1", "name": "card", "lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05,
        "evidence": "experiment", "upfront_cost": 1_000_000, "monthly_cost": 100_000}  # fmt: skip


def weigh(*rows, company=None, **settings):
    company = plans.given() if company is None else company
    table = pd.DataFrame([CARD | row for row in rows or ({},)])
    return cx.roi(table, baseline=company, **({"draws": 10_000} | settings))


ROWS = [
    ({"upfront_cost": -1}, "upfront_cost", "-1 is outside of 0 ….", "-1은 0 …의 범위를 벗어납니다."),
    ({"monthly_cost": np.inf}, "monthly_cost", "inf is outside of 0 ….", "inf는 0 …의 범위를 벗어납니다."),
    ({"cannibalised": 1.2}, "cannibalised", "1.2 is outside of 0 … 1.", "1.2는 0 … 1의 범위를 벗어납니다."),
    ({"pull_forward": -0.1}, "pull_forward", "-0.1 is outside of 0 … 1.", "-0.1은 0 … 1의 범위를 벗어납니다."),
    ({"mode": 3, "high": 5}, "mode", "3 is outside of -1 … 1.", "3은 -1 … 1의 범위를 벗어납니다."),
    ({"lever": "price", "elasticity": 0.5}, "elasticity", "0.5 is outside of … 0.", "0.5는 … 0의 범위를 벗어납니다."),
    ({"horizon_months": 1e6}, "horizon_months", "1e+06 is outside of 1 … 600.", "1e+06은 1 … 600의 범위를 벗어납니다."),
    ({"upfront_cost": "a lot"}, "upfront_cost", "'a lot' is no number.", "'a lot'는 수가 아닙니다."),
    ({"mode": "x"}, "mode", "'x' is no number.", "'x'는 수가 아닙니다."),
    ({"starts_on": "soon"}, "starts_on", "'soon' is no day.", "'soon'는 날짜가 아닙니다."),
    ({"low": 0.04}, "mode", "low 0.04, mode 0.03 and high 0.05 are not in this order.",
     "low 0.04, mode 0.03, high 0.05의 차례가 맞지 않습니다."),
    ({"mode": 0.06}, "mode", "low 0.01, mode 0.06 and high 0.05 are not in this order.",
     "low 0.01, mode 0.06, high 0.05의 차례가 맞지 않습니다."),
    ({"mode": None}, "mode", "low, mode and high go together.", "low, mode, high는 함께 써야 합니다."),
    ({"horizon_months": 5, "ramp_months": 6}, "ramp_months",
     "works fully only after 6 months, and 5 months count.",
     "6개월이 지나야 효과가 다 나는데, 따지는 기간은 5개월입니다."),
    ({"currency": "USD"}, "currency", "its costs are in USD, the baseline in KRW.",
     "비용은 USD, 기준 수치는 KRW로 적혀 있습니다."),
    ({"evidence": "claim:C99"}, "evidence", "there is no claim 'C99'. Fix: did you mean C29, C19, C09?",
     "'C99'라는 주장은 없습니다."),
    ({"evidence": "hope"}, "evidence", "'hope' is no evidence.", "'hope'는 근거로 쓸 수 없습니다."),
    ({"lever": "nps"}, "lever", "'nps' is not known.", "'nps'는 모르는 값입니다."),
    ({"lever": None}, "lever", "is empty.", "비어 있습니다."),
    ({"pilot_effect": 0.03}, "pilot_effect", "a pilot's effect and its error go together.",
     "시범 운영의 효과와 오차는 함께 써야 합니다."),
    ({"lever": "basket", "through": "score"}, "through", "'score' leads to the repeat rate, not to 'basket'.",
     "'score'는 재구매율로 이어지지, 'basket'로 이어지지 않습니다."),
    ({"lever": "returns", "mode": 0.06, "high": 0.07}, "mode", "0.06 is impossible where the return_rate is 0.053.",
     "return_rate 값이 0.053일 때 0.06은 있을 수 없습니다."),
    ({"low": 0.1, "mode": 0.8, "high": 0.9}, "mode", "0.8 is impossible where the repeat_rate is 0.3.",
     "repeat_rate 값이 0.3일 때 0.8은 있을 수 없습니다."),
    ({"evidence": "claim:C31", "low": None, "mode": None, "high": None, "pilot_effect": -0.5, "pilot_error": 0.01},
     "pilot_effect", "-0.5 is impossible where the repeat_rate is 0.3.",
     "repeat_rate 값이 0.3일 때 -0.5는 있을 수 없습니다."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "english", "korean"), ROWS)
def test_a_row_that_cannot_be(row, column, english, korean):
    with pytest.raises(DataError) as error:
        weigh(row, currency="KRW")
    place = f"E-INITIATIVE initiatives I1 [{column}] "
    assert error.value.text().startswith(f"{place}{english}")
    assert error.value.text("ko").startswith(f"{place}{korean}")
    assert error.value.fix


@pytest.mark.parametrize("claim", ["C04", "C05"])
def test_a_claim_that_is_misread(claim):
    with pytest.raises(DataError) as error:
        weigh({"evidence": f"claim:{claim}"})
    place = "E-CLAIM initiatives I1 [evidence] "
    assert error.value.text().startswith(f"{place}{claim} is misread: it is the share of companies that report")
    assert "효과의 크기가 아닙니다." in error.value.text("ko")


def test_an_initiative_that_is_there_twice():
    with pytest.raises(DataError, match=r"^E-INITIATIVE initiatives I1 \[initiative_id\] is in the table twice\."):
        weigh({}, {"name": "another"})


@pytest.mark.parametrize(("settings", "english", "korean"), [
    ({"months": 0}, "months=0 is out of range.", "months=0은 쓸 수 없는 값입니다."),
    ({"months": 2.5}, "months=2.5 is out of range.", "months=2.5는 쓸 수 없는 값입니다."),
    ({"draws": 9_999}, "draws=9999 is out of range.", "draws=9999는 쓸 수 없는 값입니다."),
    ({"annual_rate": -1}, "annual_rate=-1 is out of range.", "annual_rate=-1은 쓸 수 없는 값입니다."),
    ({"annual_rate": np.nan}, "annual_rate=nan is out of range.", "annual_rate=nan는 쓸 수 없는 값입니다."),
    ({"annual_rate": np.inf}, "annual_rate=inf is out of range.", "annual_rate=inf는 쓸 수 없는 값입니다."),
    ({"most_loss": 2}, "most_loss=2 is out of range.", "most_loss=2는 쓸 수 없는 값입니다."),
    ({"causal_shares": {"score": (0, 0.3, 2)}}, "causal_shares score=2 is out of range.",
     "causal_shares score=2는 쓸 수 없는 값입니다."),
    ({"discounts": {"F": 0.2}}, "discounts F=0.2 is out of range.", "discounts F=0.2는 쓸 수 없는 값입니다."),
    ({"seed": -1}, "seed=-1 is out of range.", "seed=-1은 쓸 수 없는 값입니다."),
    ({"threads": 0}, "threads=0 is out of range.", "threads=0은 쓸 수 없는 값입니다."),
    ({"data_end": "soon"}, "data_end=soon is no day.", "data_end=soon는 날짜가 아닙니다."),
])  # fmt: skip
def test_a_call_that_cannot_be(settings, english, korean):
    with pytest.raises(ParameterError) as error:
        weigh(**settings)
    assert error.value.text().startswith(f"E-ROI {english} Fix: ")
    assert error.value.text("ko").startswith(f"E-ROI {korean} ")


def test_causal_shares_in_another_order():
    with pytest.raises(ParameterError, match=r"^E-ORDER low 0\.6, mode 0\.3 and high 0\.0 are not in this order\."):
        weigh(causal_shares={"score": (0.6, 0.3, 0.0)})


@pytest.mark.parametrize("number", [np.nan, np.inf, "many", (600, -1), (600, 1, 2, 3), ((1, 2), 3), (), None])
def test_a_number_of_the_company_that_is_none(number):
    with pytest.raises(ParameterError) as error:
        weigh(company=plans.given() | {"orders": number})
    assert error.value.text().startswith(f"E-BASELINE orders: {number} is no number with its error and spread.")
    assert "수와 그 오차, 흩어진 정도가 아닙니다." in error.value.text("ko")


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


def test_no_initiatives():
    full, found = weigh(), cx.roi(pd.DataFrame([CARD]).iloc[:0], baseline=plans.given(), draws=10_000)
    for name in ("summary", "portfolio", "cash_flows", "tornado"):
        assert len(getattr(found, name)) == 0
        assert getattr(found, name).columns.tolist() == getattr(full, name).columns.tolist()
    assert found.draws.shape == (10_000, 0)
    assert found.cases == ()


def test_initiatives_of_which_none_can_be_judged():
    found = weigh(
        {"upfront_cost": None, "monthly_cost": None},
        {"initiative_id": "I2", "segment": "nobody"},
        {"initiative_id": "I3", "lever": "price"},
        {"initiative_id": "I4", "evidence": "claim:Q01", "low": None, "mode": None, "high": None},
    )
    assert found.summary["verdict"].tolist() == ["cannot_judge"] * 4
    assert found.summary["missing"].tolist() == [
        "cost", "new_customers, margin_per_order, repeat_rate", "elasticity", "evidence"]  # fmt: skip
    assert found.summary["estimate"].isna().all()
    assert len(found.cash_flows) == len(found.portfolio) == 0
