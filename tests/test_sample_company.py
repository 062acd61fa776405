"""The sample company: same seed same bytes, and what its files show agrees with what is true of it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

GENERATOR = Path(__file__).resolve().parents[1] / "data" / "sample_company"
ORDER_FILES = ("orders-2024.csv", "orders-2025.csv", "orders-2026.csv")
LATER_TABLES = ("deliveries.csv", "returns.csv", "tickets.csv", "initiatives.csv")
TABLES = ("customers.csv", *ORDER_FILES, "responses.csv", *LATER_TABLES)
ENCODINGS = dict.fromkeys(TABLES, "utf-8") | dict.fromkeys(ORDER_FILES, "cp949") | {"customers.csv": "utf-8-sig"}
TOUCHPOINTS = "touchpoints.parquet"
OF_THIS_SIZE = {"customers", "seed", "rows", "dirt", "comments_with_personal_data"}
KOREAN_HEADER = (
    "주문번호,회원번호,주문일시,결제금액,통화,주문채널,주문상태,주문유형,할인금액,공헌이익,결제수단,카테고리,첫접점,포장,기기,"
    "개인화추천,추천인번호"
)
ORDER_COLUMNS = (
    "order_id,customer_id,ordered_at,amount,currency,channel,status,kind,discount,margin,payment,category,first_touch,"
    "packaging,device,personalised,referrer_id"
)
HEADERS = {
    "customers.csv": "customer_id,name,joined_at,segment,region,birth_year,consent,loyalty_since,points_earned,"
    "points_used,acquisition_source,acquisition_cost",
    "responses.csv": "response_id,responded_at,metric,score,customer_id,order_id,ticket_id,touchpoint,channel,comment,"
    "weight,invited_at",
    "deliveries.csv": "order_id,promised_on,dispatched_at,first_attempt_at,delivered_at,damaged,carrier,warehouse,"
    "region,re_promised_on",
    "returns.csv": "order_id,requested_at,kind,reason,requested_channel,resolved_at,resolution,fee_paid_by",
    "tickets.csv": "ticket_id,opened_at,customer_id,order_id,channel,topic,handled_by,fallback,first_response_at,"
    "resolved_at,first_contact_resolved,handed_off,cost",
    "initiatives.csv": "initiative_id,name,pillar,trend,stage,owner,starts_on,upfront_cost,monthly_cost,lever,low,mode,"
    "high,evidence,segment,ramp_months,through,read_as,discount,decay_months,horizon_months,cannibalised,pull_forward,"
    "elasticity,pilot_effect,pilot_error,pilot_cost,currency",
}
FURTHER = (
    "price_value",
    "site_ease",
    "delivery_care",
    "product_quality",
    "service_care",
    "brand_connection",
    "app_ease",
)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)} | dict.fromkeys(FURTHER, (1, 5))
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00"


class Sample(NamedTuple):
    """A generated company: its folder, its truth, and its usable rows."""

    folder: Path
    truth: dict[str, Any]
    customers: pd.DataFrame
    orders: pd.DataFrame
    responses: pd.DataFrame


def generate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(GENERATOR), "--out", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def raw_rows(path: Path) -> list[list[str]]:
    with path.open(encoding=ENCODINGS[path.name], newline="") as file:
        return list(csv.reader(file, strict=True))


def usable(path: Path) -> pd.DataFrame:
    """Rows with all fields and a key, repeated rows once."""
    header, *rows = raw_rows(path)
    frame = pd.DataFrame([row for row in rows if len(row) == len(header) and row[0]], columns=header)
    return frame.drop_duplicates(ignore_index=True)


def made(folder: Path, *arguments: str) -> Sample:
    done = generate(folder, *arguments)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == [*TABLES, TOUCHPOINTS, "cx.toml", "truth.json"]
    customers, *yearly, answers = (usable(folder / name) for name in ("customers.csv", *ORDER_FILES, "responses.csv"))
    orders = pd.concat(yearly, ignore_index=True).set_axis(ORDER_COLUMNS.split(","), axis=1)
    orders["day"] = pd.to_datetime(orders["ordered_at"].str[:10])
    answers = answers.merge(customers[["customer_id", "segment"]], on="customer_id", how="left")
    return Sample(folder, json.loads((folder / "truth.json").read_text("utf-8")), customers, orders, answers)


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return made(tmp_path_factory.mktemp("default"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return made(tmp_path_factory.mktemp("small"), "--customers", "3000")


@pytest.fixture(params=["default", "small"])
def sample(request: pytest.FixtureRequest) -> Sample:
    return request.getfixturevalue(request.param)


def test_same_seed_same_bytes_other_seed_same_truth(small: Sample, tmp_path: Path) -> None:
    generate(tmp_path, "--customers", "3000")
    names = sorted(path.name for path in small.folder.iterdir())
    assert names == sorted([*ENCODINGS, TOUCHPOINTS, "cx.toml", "truth.json"])
    for name in names:
        assert (tmp_path / name).read_bytes() == (small.folder / name).read_bytes(), name
    generate(tmp_path, "--customers", "3000", "--seed", "7")
    for name in {*ENCODINGS, TOUCHPOINTS} - {"initiatives.csv"}:
        assert (tmp_path / name).read_bytes() != (small.folder / name).read_bytes(), name
    other = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert set(other) == set(small.truth) > OF_THIS_SIZE
    assert {key: other[key] for key in set(other) - OF_THIS_SIZE} == {
        key: small.truth[key] for key in set(other) - OF_THIS_SIZE
    }


def test_committed_truth_is_what_the_default_writes(default: Sample) -> None:
    assert (GENERATOR / "truth.json").read_bytes() == (default.folder / "truth.json").read_bytes()


@pytest.mark.parametrize("name", ENCODINGS)
def test_encoding_and_header(small: Sample, name: str) -> None:
    content = (small.folder / name).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") == (name == "customers.csv")
    assert content.decode(ENCODINGS[name]).splitlines()[0] == HEADERS.get(name, KOREAN_HEADER)
    if name in ORDER_FILES:
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")


def test_company_file(small: Sample) -> None:
    says = tomllib.loads((small.folder / "cx.toml").read_text(encoding="utf-8"))
    assert (says["company"], says["timezone"], says["currency"]) == ("하루상점", "Asia/Seoul", "KRW")
    assert (says["languages"], says["data_end"], says["history_complete"]) == (["ko", "en"], "2026-10-31", True)
    assert (says["orders"]["source"], says["orders"]["encoding"]) == ("orders-*.csv", "cp949")
    assert says["orders"]["rename"] == dict(zip(ORDER_COLUMNS.split(","), KOREAN_HEADER.split(","), strict=True))
    scale = says["responses"]["scale"]
    assert {name: (one["min"], one["max"]) for name, one in scale.items()} == SCALES
    assert (scale["nps"]["missing"], scale["ces"]["high_is"]) == ([99], "easy")


@pytest.mark.parametrize("size", ["10", "many"])
def test_a_wrong_size_is_refused(size: str, tmp_path: Path) -> None:
    done = generate(tmp_path / "new", "--customers", size)
    assert done.returncode == 2
    assert "--customers" in done.stderr
    assert not (tmp_path / "new").exists()


def swapped(rows: list[list[str]]) -> int:
    return sum(row[4] != "" and row[2] > row[4] for row in rows)


def faults(name: str, header: list[str], rows: list[list[str]]) -> dict[str, int]:
    whole = [row for row in rows if len(row) == len(header)]
    seen = pd.Series([tuple(row) for row in rows]).duplicated().sum()
    found = {"short_row": len(rows) - len(whole), "blank_key": sum(not row[0] for row in rows), "exact_duplicate": seen}
    if name in ORDER_FILES:
        found["no_customer"] = sum(not row[1] for row in rows)
    if name == "responses.csv":
        off = [row[3] for row in rows if not SCALES[row[2]][0] <= int(row[3]) <= SCALES[row[2]][1]]
        found |= {"missing_code": off.count("99"), "out_of_scale": len(off) - off.count("99")}
    if name == "deliveries.csv":
        found["delivered_before_dispatch"] = swapped(rows)
    if name in {"deliveries.csv", "returns.csv"}:
        found["orphan"] = sum(row[0].startswith("2099") for row in rows)
    if name in {"returns.csv", "tickets.csv"}:
        found["unknown_category"] = sum(row[6] in {"lost", "ai"} for row in rows)
    return {rule: int(count) for rule, count in found.items() if count}


@pytest.mark.parametrize("name", ENCODINGS)
def test_rows_and_dirt_are_as_told(sample: Sample, name: str) -> None:
    header, *rows = raw_rows(sample.folder / name)
    told = sample.truth["dirt"][name]
    assert len(rows) == sample.truth["rows"][name]
    assert faults(name, header, rows) == told
    assert max(told.values(), default=0) < 0.02 * len(rows)
    assert {len(row) for row in rows} <= {len(header), len(header) - 1}
    key = {"responses.csv": [0, 2], "returns.csv": [0, 1, 2]}.get(name, [0])
    assert not usable(sample.folder / name).iloc[:, key].duplicated().any()


def test_comments_hold_what_a_reader_must_bear(default: Sample) -> None:
    comments = pd.Series([row[9] for row in raw_rows(default.folder / "responses.csv")[1:]])
    personal = comments.str.contains("010-0000-", regex=False) | comments.str.contains("@example.invalid", regex=False)
    assert personal.sum() == default.truth["comments_with_personal_data"] > 0
    for trap in (",", '"', "\n"):
        assert comments.str.contains(trap, regex=False).any()


def test_times_are_local_and_none_is_after_the_end(sample: Sample) -> None:
    answers = sample.responses
    for times in (sample.orders["ordered_at"], answers["responded_at"], sample.customers["joined_at"]):
        assert times.str.fullmatch(TIME).all()
        assert times.min() >= "2024-05-01"
        assert times.max() < "2026-11-01"
    assert (sample.orders["ordered_at"].str[11:13] < "09").mean() > 0.1  # another day in UTC


def test_nobody_orders_before_the_sign_up_or_answers_before_the_order(sample: Sample) -> None:
    orders = sample.orders.merge(sample.customers, on="customer_id")
    assert (orders["joined_at"] < orders["ordered_at"]).all()
    asked = sample.responses.merge(sample.orders, on="order_id", suffixes=("", "_of_order"))
    assert len(asked) == len(sample.responses)
    assert ((asked["ordered_at"] < asked["invited_at"]) & (asked["invited_at"] < asked["responded_at"])).all()
    by_order = asked["ticket_id"] == ""
    assert (asked["channel"] == asked["channel_of_order"])[by_order].all()
    assert ((asked["customer_id"] == asked["customer_id_of_order"]) | (asked["customer_id"] == "")).all()


def test_shares_of_the_special_orders(sample: Sample) -> None:
    status, kind = (sample.orders[name].value_counts(normalize=True) for name in ("status", "kind"))
    assert status["cancelled"] == pytest.approx(0.03, abs=0.005)
    assert status["returned"] == pytest.approx(0.02, abs=0.005)
    assert status["partly_returned"] == pytest.approx(0.016, abs=0.003)
    assert kind["exchange"] == pytest.approx(0.01, abs=0.003)
    assert set(sample.orders.loc[sample.orders["kind"] != "sale", "amount"]) == {"0"}
    assert set(sample.orders["channel"]) == set(sample.truth["nps"]["by_channel"]["from_2026_07"])


def test_the_months_of_the_report_have_enough_answers_and_one_segment_has_not(default: Sample) -> None:
    answers = default.responses[default.responses["metric"] == "nps"]
    months = answers["responded_at"].str[:7].value_counts()
    assert months[months.index >= "2025-11"].between(400, 1000).all()
    last = answers.loc[answers["responded_at"].str[:7] == "2026-10", "segment"].value_counts()
    assert 0 < last["임직원"] < 10
    assert last.drop("임직원").min() > 50
