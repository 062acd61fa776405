"""What stands in a row of initiatives: days of any kind, costs that nobody told, text among numbers, their order."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import DataError
from tests.value import plans

CARD = {"initiative_id": "I1", "name": "card", "lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05,
        "evidence": "experiment", "upfront_cost": 1_000_000, "monthly_cost": 100_000}  # fmt: skip


def weigh(*rows, company=None, **settings):
    company = plans.given() if company is None else company
    table = pd.DataFrame([CARD | row for row in rows or ({},)])
    return cx.roi(table, baseline=company, **({"draws": 10_000} | settings))


@pytest.mark.parametrize("number", [None, "", "  "])
def test_an_initiative_without_a_number(number):
    with pytest.raises(DataError) as error:
        weigh({}, {"initiative_id": number})
    assert error.value.text() == (
        "E-INITIATIVE initiatives row 2 [initiative_id] is empty. Fix: every initiative needs one.")  # fmt: skip
    assert error.value.text("ko").startswith("E-INITIATIVE initiatives row 2 [initiative_id] 비어 있습니다.")


def test_text_among_numbers_is_refused_by_row():
    said = r"^E-INITIATIVE initiatives I2 \[upfront_cost\] '1,000' is no number\. Fix: write 1000\.$"
    with pytest.raises(DataError, match=said):
        weigh({}, {"initiative_id": "I2", "upfront_cost": "1,000"})
    assert weigh({}, {"initiative_id": "I2", "upfront_cost": "1000"}).summary["upfront"].tolist() == [1e6, 1e3]


def test_a_day_among_days_written_otherwise_is_refused_by_row():
    with pytest.raises(DataError, match=r"^E-INITIATIVE initiatives I2 \[starts_on\] '?20261101'? is no day\."):
        weigh({"starts_on": dt.date(2026, 12, 1)}, {"initiative_id": "I2", "starts_on": "20261101"})


SEOUL = pd.Timestamp("2026-12-01 00:30", tz="Asia/Seoul")  # the last day of November in UTC


@pytest.mark.parametrize("start", [
    "2026-12-01", "2026-12-01T00:30:00+09:00", "2026-12-01 08:00", dt.date(2026, 12, 1), dt.datetime(2026, 12, 1, 8),
    pd.Timestamp("2026-12-01 08:00"), SEOUL, SEOUL.to_pydatetime(),
], ids=repr)  # fmt: skip
@pytest.mark.parametrize("kept", [True, False])
def test_a_start_is_the_local_day(start, kept):
    """In a column of its kind, and in one of objects; and again from what a weighing says it was made from."""
    table = pd.DataFrame([CARD]).assign(starts_on=pd.Series([start], dtype=object if kept else None))
    found = cx.roi(table, baseline=plans.given(), draws=10_000, data_end="2026-10-31")
    assert found.summary["begins"].tolist() == [1]
    again = cx.roi(found.asked.initiatives, baseline=plans.given(), draws=10_000, data_end="2026-10-31")
    assert again.summary["begins"].tolist() == [1]


@pytest.mark.parametrize("end", [
    "2026-10-31", "2026-10-31T23:30:00+09:00", dt.date(2026, 10, 31), dt.datetime(2026, 10, 31, 23, 30),
    pd.Timestamp("2026-10-31 23:30"), pd.Timestamp("2026-11-01 00:30", tz="Asia/Seoul").tz_convert("UTC"),
], ids=repr)  # fmt: skip
def test_the_last_day_of_the_data_is_the_local_one(end):
    found = weigh({"starts_on": "2026-11-01"}, {"initiative_id": "I2", "starts_on": "2026-10-31"}, data_end=end)
    assert found.summary["running"].tolist() == [False, True]


def test_ten_years_away_are_none_too_many():
    starts = {"starts_on": "2036-11-01"}, {"initiative_id": "I2", "starts_on": "2016-11-01"}
    found = weigh(*starts, data_end="2026-10-31")
    assert found.summary[["begins", "running"]].to_numpy().tolist() == [[120, False], [0, True]]


def test_initiatives_come_in_the_order_of_their_numbers():
    rows = [{"initiative_id": name, "lever": "contacts"} for name in ("I10", "I2", "I1", "A")]
    found = weigh(*rows).summary
    assert found["initiative_id"].tolist() == ["A", "I1", "I2", "I10"]
    assert found["meets"].tolist()[0] == "I1, I2, I10"
    numbers = weigh(*({"initiative_id": number} for number in (10, 2, 1))).summary
    assert numbers["initiative_id"].tolist() == ["1", "2", "10"]


@pytest.mark.parametrize(("row", "judged"), [
    ({"upfront_cost": None}, False), ({"monthly_cost": None}, False), ({"monthly_cost": " "}, False),
    ({"upfront_cost": None, "starts_on": "2026-06-01"}, True),
    ({"monthly_cost": None, "starts_on": "2026-06-01"}, False),
    ({"upfront_cost": 0}, True), ({"monthly_cost": 0}, True), ({"upfront_cost": 0, "monthly_cost": 0}, True),
])  # fmt: skip
def test_a_cost_that_nobody_told_is_not_free(row, judged):
    found = weigh(row, data_end="2026-10-31").summary.iloc[0]
    assert (found["verdict"] != "cannot_judge", found["missing"]) == (judged, "" if judged else "cost")
    assert np.isfinite(found["estimate"]) == judged


@pytest.mark.parametrize("name", ["upfront_cost", "monthly_cost"])
def test_a_misspelt_cost_is_not_free(name):
    found = cx.roi(pd.DataFrame([CARD]).rename(columns={name: f"{name}s"}), baseline=plans.given(), draws=10_000)
    assert found.summary["missing"].tolist() == ["cost"]
