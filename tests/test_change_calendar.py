"""The Korean calendar: holidays that move, their gift seasons, and the months that are alike."""

from datetime import date

import pytest

import cxmetrics as cx
from cxmetrics.change.calendar import _days_of, alike, gift_days, moved
from cxmetrics.errors import ParameterError
from cxmetrics.sources.config import CompanyConfig
from cxmetrics.words import Value, write


def test_seollal_and_chuseok_are_those_of_the_korean_calendar(oracles):
    case = oracles["korean_lunar_holidays"]
    for year in case["input"]["years"]:
        found = {name.lower(): day.isoformat() for name, day in _days_of(year, "KR")}
        assert found == {name: case["expected"][name][str(year)] for name in ("seollal", "chuseok")}


def test_seollal_of_2027_and_2028_is_a_day_after_chinese_new_year():
    assert dict(_days_of(2027, "KR"))["Seollal"] == date(2027, 2, 7)
    assert dict(_days_of(2028, "KR"))["Seollal"] == date(2028, 1, 27)


@pytest.mark.parametrize("name", ["Seollal", "Chuseok"])
def test_gift_seasons_by_month(oracles, name):
    case = oracles["chuseok_gift_window_by_month" if name == "Chuseok" else "seollal_window_by_month"]
    for year, months in case["expected"]["days_by_month"].items():
        assert gift_days(int(year))[name] == {f"{year}-{month}": days for month, days in months.items()}


@pytest.mark.parametrize("year", range(2000, 2041))
def test_a_season_has_16_days_in_the_months_that_are_joined(year):
    assert all(sum(days.values()) == 16 for days in gift_days(year).values())
    for month in range(1, 13):
        season = moved(f"{year}-{month:02d}", country="KR")
        if season:
            assert {1, 2} >= {int(m[5:]) for m in season.months} or {8, 9, 10} >= {int(m[5:]) for m in season.months}
            whole = [
                sum(gift_days(int(m[:4]))[season.holiday].get(m, 0) for m in months)
                for months in (season.months, [f"{year - 1}{m[4:]}" for m in season.months])
            ]
            assert whole == [16, 16]


@pytest.mark.parametrize(
    ("month", "holiday", "months"),
    [
        ("2026-09", "Chuseok", ("2026-09", "2026-10")),
        ("2026-10", "Chuseok", ("2026-09", "2026-10")),
        ("2026-02", "Seollal", ("2026-01", "2026-02")),
        ("2028-10", "Chuseok", ("2028-09", "2028-10")),
        ("2022-08", "Chuseok", ("2022-08", "2022-09")),
    ],
)
def test_months_that_are_not_alike(month, holiday, months):
    season = moved(month, country="KR")
    assert (season.holiday, season.months) == (holiday, months)


@pytest.mark.parametrize("period", ["2024-09", "2027-09", "2026-07", "2026-Q3", "2026-W39", "2026", "2026-09-25"])
def test_periods_that_are_compared_as_they_are(period):
    assert moved(period, country="KR") is None
    assert len(alike(period, holidays="KR")) == 2


def test_a_country_whose_holidays_are_not_known_is_refused():
    with pytest.raises(ParameterError, match="one of KR"):
        gift_days(2026, country="CN")


@pytest.mark.parametrize(
    ("zone", "declared", "expected"),
    [("Asia/Seoul", None, "KR"), ("Asia/Seoul", "none", None), ("Asia/Tokyo", None, None), ("Asia/Tokyo", "KR", "KR")],
)
def test_a_company_in_korean_time_has_korean_holidays(tmp_path, zone, declared, expected):
    config = {"company": "c", "timezone": zone, "currency": "KRW", "data_end": "2026-10-31", "history_complete": True}
    config |= {"orders": {"source": "o.csv"}, "holidays": declared}
    company = cx.Company(CompanyConfig.model_validate(config), tmp_path)
    assert company.holidays == expected


@pytest.mark.parametrize(
    ("span", "unit", "ko", "en"),
    [
        ("2026-09/2026-10", "month", "2026년 9~10월", "September and October 2026"),
        ("2012-08/2012-10", "month", "2012년 8~10월", "August to October 2012"),
        ("2026-01/2026-02", "short_month", "26년 1~2월", "Jan–Feb 2026"),
        ("2012-08/2012-10", "short_month", "12년 8~10월", "Aug–Oct 2012"),
    ],
)
def test_months_taken_together_are_written(span, unit, ko, en):
    assert (write(Value(span, unit), "ko"), write(Value(span, unit), "en")) == (ko, en)
