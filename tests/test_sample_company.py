"""The sample company: same seed same bytes, and what its files show agrees with what is true of it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

GENERATOR = Path(__file__).resolve().parents[1] / "data" / "sample_company"
ORDER_FILES = ("orders-2024.csv", "orders-2025.csv", "orders-2026.csv")
TABLES = ("customers.csv", *ORDER_FILES, "responses.csv")
ENCODINGS = {"customers.csv": "utf-8-sig", "responses.csv": "utf-8"} | dict.fromkeys(ORDER_FILES, "cp949")
PROBABILITIES = ("nps", "csat", "ces", "repeat_90_days", "story")
KOREAN_HEADER = "주문번호,회원번호,주문일시,결제금액,주문채널,주문상태,주문유형,할인금액,공헌이익,결제수단,카테고리"
ORDER_COLUMNS = "order_id,customer_id,ordered_at,amount,channel,status,kind,discount,margin,payment,category"
HEADERS = {
    "customers.csv": "customer_id,name,joined_at,segment,region,birth_year,consent,acquisition_source",
    "responses.csv": "response_id,responded_at,metric,score,customer_id,order_id,touchpoint,channel,comment,invited_at",
}
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
DATA_END = pd.Timestamp("2026-10-31")
WITHIN_DAYS = 90
STANDARD_ERRORS = 3.5
FEWEST_CLUSTERS = 30  # below, a cluster-robust standard error is too rough to test with
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
    assert [line.split()[0] for line in done.stdout.splitlines()] == [*TABLES, "cx.toml", "truth.json"]
    customers, *yearly, answers = (usable(folder / name) for name in TABLES)
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
    assert names == sorted([*ENCODINGS, "cx.toml", "truth.json"])
    for name in names:
        assert (tmp_path / name).read_bytes() == (small.folder / name).read_bytes(), name
    generate(tmp_path, "--customers", "3000", "--seed", "7")
    for name in ENCODINGS:
        assert (tmp_path / name).read_bytes() != (small.folder / name).read_bytes(), name
    other = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert {key: other[key] for key in PROBABILITIES} == {key: small.truth[key] for key in PROBABILITIES}


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


def faults(name: str, header: list[str], rows: list[list[str]]) -> dict[str, int]:
    whole = [row for row in rows if len(row) == len(header)]
    seen = pd.Series([tuple(row) for row in rows]).duplicated().sum()
    found = {"short_row": len(rows) - len(whole), "blank_key": sum(not row[0] for row in rows), "exact_duplicate": seen}
    if name in ORDER_FILES:
        found["no_customer"] = sum(not row[1] for row in rows)
    if name == "responses.csv":
        off = [row[3] for row in rows if not SCALES[row[2]][0] <= int(row[3]) <= SCALES[row[2]][1]]
        found |= {"missing_code": off.count("99"), "out_of_scale": len(off) - off.count("99")}
    return {rule: int(count) for rule, count in found.items() if count}


@pytest.mark.parametrize("name", ENCODINGS)
def test_rows_and_dirt_are_as_told(sample: Sample, name: str) -> None:
    header, *rows = raw_rows(sample.folder / name)
    told = sample.truth["dirt"][name]
    assert len(rows) == sample.truth["rows"][name]
    assert faults(name, header, rows) == told
    assert max(told.values()) < 0.02 * len(rows)
    assert {len(row) for row in rows} <= {len(header), len(header) - 1}
    assert usable(sample.folder / name).iloc[:, 0].is_unique


def test_comments_hold_what_a_reader_must_bear(default: Sample) -> None:
    comments = pd.Series([row[8] for row in raw_rows(default.folder / "responses.csv")[1:]])
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
    assert (asked["channel"] == asked["channel_of_order"]).all()
    assert ((asked["customer_id"] == asked["customer_id_of_order"]) | (asked["customer_id"] == "")).all()


def test_shares_of_the_special_orders(sample: Sample) -> None:
    status, kind = (sample.orders[name].value_counts(normalize=True) for name in ("status", "kind"))
    assert status["cancelled"] == pytest.approx(0.03, abs=0.005)
    assert status["returned"] == pytest.approx(0.02, abs=0.005)
    assert status["partly_returned"] == pytest.approx(0.01, abs=0.003)
    assert kind["exchange"] == pytest.approx(0.01, abs=0.003)
    assert set(sample.orders.loc[sample.orders["kind"] != "sale", "amount"]) == {"0"}
    assert set(sample.orders["channel"]) == set(sample.truth["nps"]["by_channel"]["from_2026_07"])


def regimes(dates: pd.Series, since: dict[str, str]) -> np.ndarray:
    """The regime that each ISO date falls into."""
    return np.array(list(since))[np.searchsorted(list(since.values()), dates.to_numpy(str), side="right") - 1]


def answers_to(sample: Sample, metric: str) -> pd.DataFrame:
    """Answers on the scale, with their points; an answer without a customer is its own cluster."""
    rows = sample.responses[sample.responses["metric"] == metric]
    rows = rows.assign(score=rows["score"].astype(int))
    rows = rows[rows["score"].between(*SCALES[metric])]
    return rows.assign(
        points=100 * ((rows["score"] >= 9).astype(int) - (rows["score"] <= 6).astype(int)),
        month=rows["responded_at"].str[:7],
        regime=regimes(rows["responded_at"].str[:10], sample.truth["story"]["survey_regimes_since"]),
        cluster=rows["customer_id"].where(rows["customer_id"] != "", rows["response_id"]),
    )


def agrees(answers: pd.DataFrame, column: str, truth: float) -> bool:
    """Whether the mean lies near the truth, by the cluster-robust standard error."""
    mean = answers[column].mean()
    sums = (answers[column] - mean).groupby(answers["cluster"]).sum()
    return abs(mean - truth) <= STANDARD_ERRORS * float(np.sqrt((sums**2).sum())) / len(answers)


@pytest.mark.parametrize("column", ["channel", "segment"])
def test_nps_by_group_agrees_with_the_truth(sample: Sample, column: str) -> None:
    told, tested = sample.truth["nps"][f"by_{column}"], 0
    for (regime, group), part in answers_to(sample, "nps").groupby(["regime", column]):
        if part["cluster"].nunique() >= FEWEST_CLUSTERS:
            assert agrees(part, "points", told[regime][group]), (regime, group)
            tested += 1
    assert tested >= 9


@pytest.mark.parametrize("column", ["month", "regime"])
def test_nps_by_time_agrees_with_the_truth(default: Sample, column: str) -> None:
    told = default.truth["nps"][f"by_{column}"]
    parts = dict(iter(answers_to(default, "nps").groupby(column)))
    assert set(parts) == set(told)
    for group, part in parts.items():
        assert agrees(part, "points", told[group]), group


@pytest.mark.parametrize(("metric", "top_from"), [("csat", 4), ("ces", 5)])
def test_other_scores_agree_with_the_truth(sample: Sample, metric: str, top_from: int) -> None:
    for regime, part in answers_to(sample, metric).groupby("regime"):
        rows = part.assign(mean=part["score"], top_share=part["score"].ge(top_from).astype(float))
        for column in ("mean", "top_share"):
            assert agrees(rows, column, sample.truth[metric][column][regime]), (regime, column)


def first_occasions(sample: Sample, *, naive: bool = False) -> pd.DataFrame:
    """A row a customer observed long enough: day of the first occasion, and whether a second came in time."""
    orders = sample.orders[sample.orders["customer_id"] != ""]
    if not naive:
        orders = orders[orders["status"].isin(["completed", "partly_returned"]) & (orders["kind"] == "sale")]
    days = orders[["customer_id", "day"]]
    days = (days if naive else days.drop_duplicates()).sort_values("day", kind="stable")
    turn = days.groupby("customer_id").cumcount()
    first, second = (days[turn == number].set_index("customer_id")["day"] for number in (0, 1))
    gap = (second.reindex(first.index) - first).dt.days
    pairs = pd.DataFrame({"first": first, "repeated": gap <= WITHIN_DAYS})
    return pairs[pairs["first"] <= DATA_END - pd.Timedelta(days=WITHIN_DAYS)]


def near(share: pd.Series, truth: float) -> bool:
    error = np.sqrt(truth * (1 - truth) / len(share))
    return abs(float(share.mean()) - truth) <= STANDARD_ERRORS * error


def test_repeat_share_agrees_with_the_truth(sample: Sample) -> None:
    told = sample.truth["repeat_90_days"]
    pairs = first_occasions(sample).join(sample.customers.set_index("customer_id")["segment"])
    pairs["regime"] = regimes(pairs["first"].dt.strftime("%Y-%m-%d"), told["regimes_since"])
    assert near(pairs["repeated"], told["overall"])
    for column in ("regime", "segment"):
        for group, part in pairs.groupby(column):
            assert near(part["repeated"], told[f"by_{column}"][group]), group
    for (segment, name), part in pairs.groupby(["segment", "regime"]):
        assert near(part["repeated"], told["by_segment_and_regime"][segment][name]), (segment, name)


def test_counting_every_row_as_a_purchase_misses_the_truth(default: Sample) -> None:
    assert not near(first_occasions(default, naive=True)["repeated"], default.truth["repeat_90_days"]["overall"])


def test_the_story_shows_in_the_default_files(default: Sample) -> None:
    story, answers = default.truth["story"], answers_to(default, "nps")
    now, before = (answers[answers["month"] == story[key]] for key in ("month", "against"))
    error = np.hypot(now["points"].sem(), before["points"].sem())
    assert now["points"].mean() - before["points"].mean() < -1.96 * error
    by_channel = now.groupby("channel")["points"].mean()
    assert by_channel.idxmax() == story["best_channel"]
    fall = (by_channel - before.groupby("channel")["points"].mean()).nsmallest(2)
    assert set(fall.index) == set(story["channels_that_fell"])


def test_the_months_of_the_report_have_enough_answers_and_one_segment_has_not(default: Sample) -> None:
    answers = answers_to(default, "nps")
    months = answers["month"].value_counts()
    assert months[months.index >= "2025-11"].between(400, 1000).all()
    last = answers.loc[answers["month"] == "2026-10", "segment"].value_counts()
    assert 0 < last["임직원"] < 10
    assert last.drop("임직원").min() > 50
