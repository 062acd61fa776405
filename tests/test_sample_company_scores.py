"""The sample company: scores and repeat shares agree with the truth, by group and by time."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

GENERATOR = Path(__file__).resolve().parents[1] / "data" / "sample_company"
SIZES = ["20000", pytest.param("60000", marks=pytest.mark.slow)]
ORDER_COLUMNS = (
    "order_id,customer_id,ordered_at,amount,currency,channel,status,kind,discount,margin,payment,category,first_touch,"
    "packaging,device,personalised,referrer_id"
)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
DATA_END = pd.Timestamp("2026-10-31")
WITHIN_DAYS = 90
STANDARD_ERRORS = 3.5
FEWEST_CLUSTERS = 30  # below, a cluster-robust standard error is too rough to test with


class Sample(NamedTuple):
    """A generated company: its truth, and its usable rows."""

    truth: dict[str, Any]
    customers: pd.DataFrame
    orders: pd.DataFrame
    responses: pd.DataFrame


def usable(path: Path, encoding: str = "utf-8-sig") -> pd.DataFrame:
    """Rows with all fields and a key, repeated rows once."""
    with path.open(encoding=encoding, newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    frame = pd.DataFrame([row for row in rows if len(row) == len(header) and row[0]], columns=header)
    return frame.drop_duplicates(ignore_index=True)


@pytest.fixture(scope="module", params=SIZES)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("scores")
    command = [sys.executable, str(GENERATOR), "--out", str(folder), "--customers", request.param]
    subprocess.run(command, check=True, capture_output=True)
    customers, answers = (usable(folder / name) for name in ("customers.csv", "responses.csv"))
    orders = pd.concat(usable(path, "cp949") for path in sorted(folder.glob("orders-*.csv")))
    orders = orders.set_axis(ORDER_COLUMNS.split(","), axis=1)
    orders["day"] = pd.to_datetime(orders["ordered_at"].str[:10])
    answers = answers.merge(customers[["customer_id", "segment"]], on="customer_id", how="left")
    return Sample(json.loads((folder / "truth.json").read_text("utf-8")), customers, orders, answers)


def regimes(dates: pd.Series, since: dict[str, str]) -> np.ndarray:
    """The regime that each ISO date falls into."""
    return np.array(list(since))[np.searchsorted(list(since.values()), dates.to_numpy(str), side="right") - 1]


def answers_to(sample: Sample, metric: str) -> pd.DataFrame:
    """Answers on the scale, with their points; an answer without a customer is its own cluster."""
    rows = sample.responses[(sample.responses["metric"] == metric) & (sample.responses["ticket_id"] == "")]
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
def test_nps_by_time_agrees_with_the_truth(sample: Sample, column: str) -> None:
    told = sample.truth["nps"][f"by_{column}"]
    parts = dict(iter(answers_to(sample, "nps").groupby(column)))
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


def test_counting_every_row_as_a_purchase_misses_the_truth(sample: Sample) -> None:
    assert not near(first_occasions(sample, naive=True)["repeated"], sample.truth["repeat_90_days"]["overall"])


def test_the_story_shows_in_the_files(sample: Sample) -> None:
    story, answers = sample.truth["story"], answers_to(sample, "nps")
    now, before = (answers[answers["month"] == story[key]] for key in ("month", "against"))
    error = np.hypot(now["points"].sem(), before["points"].sem())
    assert now["points"].mean() - before["points"].mean() < -1.96 * error
    by_channel = now.groupby("channel")["points"].mean()
    assert by_channel.idxmax() == story["best_channel"]
    fall = (by_channel - before.groupby("channel")["points"].mean()).nsmallest(2)
    assert set(fall.index) == set(story["channels_that_fell"])
