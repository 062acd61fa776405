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
    ({"upfront_cost": 1e308}, "upfront_cost", "1e+308 is too large. Fix: 1e+15 at most.", "1e+308은 너무 큽니다."),
    ({"monthly_cost": "1,000,000"}, "monthly_cost", "'1,000,000' is no number. Fix: write 1000000.",
     "'1,000,000'은 수가 아닙니다. 해결: 1000000처럼 쉼표 없이 쓰십시오."),
    ({"horizon_months": 2.7}, "horizon_months", "2.7 is no whole number. Fix: count whole months.",
     "2.7은 정수가 아닙니다."),
    ({"initiative_id": "I1", "name": "  "}, "name", "is empty.", "비어 있습니다."),
    ({"starts_on": 20261101}, "starts_on", "20261101 is no day. Fix: such as 2026-10-31.",
     "20261101은 날짜가 아닙니다."),
    ({"starts_on": "01/02/2027"}, "starts_on", "'01/02/2027' is no day.", "'01/02/2027'은 날짜가 아닙니다."),
    ({"starts_on": "20261101"}, "starts_on", "'20261101' is no day.", "'20261101'은 날짜가 아닙니다."),
    ({"starts_on": "2026-11-31"}, "starts_on", "'2026-11-31' is no day.", "'2026-11-31'은 날짜가 아닙니다."),
    ({"starts_on": "2036-12-01"}, "starts_on", "2036-12-01 is more than 10 years away. Fix: check the year.",
     "2036-12-01은 지금부터 10년 넘게 떨어져 있습니다."),
    ({"starts_on": "1926-11-01"}, "starts_on", "1926-11-01 is more than 10 years away.",
     "1926-11-01은 지금부터 10년 넘게 떨어져 있습니다."),
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
    ({"high": 0.71}, "high", "0.71 is impossible where the repeat_rate is 0.3.",
     "repeat_rate 값이 0.3일 때 0.71은 있을 수 없습니다."),
    ({"lever": "returns", "low": 0, "mode": 0.01, "high": 0.054}, "high",
     "0.054 is impossible where the return_rate is 0.053.", "return_rate 값이 0.053일 때 0.054는 있을 수 없습니다."),
    ({"lever": "churn", "low": 0, "mode": 0.01, "high": 0.11}, "high",
     "0.11 is impossible where the churn_rate is 0.107.", "churn_rate 값이 0.107일 때 0.11은 있을 수 없습니다."),
    ({"lever": "contacts", "high": 1.1}, "high", "1.1 is outside of -1 … 1.", "1.1은 -1 … 1의 범위를 벗어납니다."),
    ({"lever": "acquisition_cost", "high": 1.1}, "high", "1.1 is outside of -1 … 1.",
     "1.1은 -1 … 1의 범위를 벗어납니다."),
    ({"through": "score", "high": 1.1}, "high", "1.1 is outside of -1 … 1.", "1.1은 -1 … 1의 범위를 벗어납니다."),
    ({"low": 0.1, "mode": 0.8, "high": 0.9}, "mode", "0.8 is impossible where the repeat_rate is 0.3.",
     "repeat_rate 값이 0.3일 때 0.8은 있을 수 없습니다."),
    ({"evidence": "claim:C31", "low": None, "mode": None, "high": None, "pilot_effect": -0.5, "pilot_error": 0.01},
     "pilot_effect", "-0.5 is impossible where the repeat_rate is 0.3.",
     "repeat_rate 값이 0.3일 때 -0.5는 있을 수 없습니다."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "english", "korean"), ROWS)
def test_a_row_that_cannot_be(row, column, english, korean):
    with pytest.raises(DataError) as error:
        weigh(row, currency="KRW", data_end="2026-10-31")
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
    ({"data_end": 20261031}, "data_end=20261031 is no day.", "data_end=20261031은 날짜가 아닙니다."),
    ({"data_end": "31/10/2026"}, "data_end=31/10/2026 is no day.", "data_end=31/10/2026은 날짜가 아닙니다."),
    ({"data_end": pd.NaT}, "data_end=NaT is no day.", "data_end=NaT는 날짜가 아닙니다."),
    ({"months": "36"}, "months=36 is no number.", "months=36은 수가 아닙니다."),
    ({"months": None}, "months=None is no number.", "months=None는 수가 아닙니다."),
    ({"months": True}, "months=True is no number.", "months=True는 수가 아닙니다."),
    ({"annual_rate": "0.1"}, "annual_rate=0.1 is no number.", "annual_rate=0.1은 수가 아닙니다."),
    ({"draws": 10_000.5}, "draws=10000.5 is out of range.", "draws=10000.5는 쓸 수 없는 값입니다."),
    ({"draws": "x"}, "draws=x is no number.", "draws=x는 수가 아닙니다."),
    ({"seed": 1.5}, "seed=1.5 is out of range.", "seed=1.5는 쓸 수 없는 값입니다."),
    ({"seed": None}, "seed=None is no number.", "seed=None는 수가 아닙니다."),
    ({"threads": 1.5}, "threads=1.5 is out of range.", "threads=1.5는 쓸 수 없는 값입니다."),
    ({"threads": "2"}, "threads=2 is no number.", "threads=2는 수가 아닙니다."),
    ({"level": "x"}, "level=x is no number.", "level=x는 수가 아닙니다."),
    ({"level": 1}, "level=1 is out of range.", "level=1은 쓸 수 없는 값입니다."),
    ({"most_loss": None}, "most_loss=None is no number.", "most_loss=None는 수가 아닙니다."),
    ({"discounts": 0.5}, "discounts=0.5 is no dict.", "discounts=0.5는 사전(dict)이 아닙니다."),
    ({"discounts": {"B": "x"}}, "discounts B=x is no number.", "discounts B=x는 수가 아닙니다."),
    ({"causal_shares": 0.3}, "causal_shares=0.3 is no dict.", "causal_shares=0.3은 사전(dict)이 아닙니다."),
    ({"causal_shares": {"further": (0, 0.5)}}, "causal_shares further=(0, 0.5) is not three shares.",
     "causal_shares further=(0, 0.5)는 비율 세 개가 아닙니다."),
    ({"causal_shares": {"further": 0.3}}, "causal_shares further=0.3 is not three shares.",
     "causal_shares further=0.3은 비율 세 개가 아닙니다."),
    ({"causal_shares": {"score": (0, None, 1)}}, "causal_shares score=None is no number.",
     "causal_shares score=None는 수가 아닙니다."),
])  # fmt: skip
def test_a_call_that_cannot_be(settings, english, korean):
    with pytest.raises(ParameterError) as error:
        weigh(**settings)
    assert error.value.text().startswith(f"E-ROI {english} Fix: ")
    assert error.value.text("ko").startswith(f"E-ROI {korean} ")


def test_causal_shares_in_another_order():
    with pytest.raises(ParameterError, match=r"^E-ORDER low 0\.6, mode 0\.3 and high 0\.0 are not in this order\."):
        weigh(causal_shares={"score": (0.6, 0.3, 0.0)})


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
