"""The sample company: the way to the first order, and the pages and payments on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

GENERATOR = Path(__file__).resolve().parents[1] / "data" / "sample_company"
SIZES = ["sample", pytest.param("60000", marks=pytest.mark.slow)]
STANDARD_ERRORS = 3.5
STAGES = ("aware", "appeal", "ask", "act", "advocate")
FIRST, LAST = "2024-08-01", "2026-08-31"  # of the first touch of journeys that are told in full


class Company(NamedTuple):
    """Touchpoints of the sample company, and its journeys up to the first order: a row a person, a column a stage."""

    folder: Path
    truth: dict[str, Any]
    touches: pd.DataFrame
    reached: pd.DataFrame


@pytest.fixture(scope="module", params=SIZES)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    if request.param == "sample":
        folder = request.getfixturevalue("sample")
    else:
        folder = tmp_path_factory.mktemp("large")
        command = [sys.executable, str(GENERATOR), "--out", str(folder), "--customers", request.param]
        subprocess.run(command, check=True, capture_output=True)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    touches = pd.read_parquet(folder / "touchpoints.parquet").drop_duplicates()
    touches["occurred_at"] = touches["occurred_at"].dt.tz_localize(None)
    touches["stage"] = touches["touchpoint"].map(truth["journey"]["stage_of_touchpoint"])
    return Company(folder, truth, touches, journeys(touches))


def journeys(touches: pd.DataFrame) -> pd.DataFrame:
    """First touch of every stage, by person; of those after it, only advocate counts once somebody has ordered."""
    known = touches[touches["customer_id"].notna() & touches["stage"].notna()]
    reached = known.groupby(["customer_id", "stage"])["occurred_at"].min().unstack()[list(STAGES)]  # noqa: PD010
    for stage in ("aware", "appeal", "ask"):
        reached[stage] = reached[stage].where(~(reached[stage] > reached["act"]))
    return reached[(reached["aware"] >= FIRST) & (reached["aware"] <= LAST)]


def near(outcome: pd.Series, truth: float) -> bool:
    assert len(outcome) >= 30
    return abs(outcome.mean() - truth) <= STANDARD_ERRORS * np.sqrt(truth * (1 - truth) / len(outcome))


def near_mean(values: pd.Series, truth: float) -> bool:
    return abs(values.mean() - truth) <= STANDARD_ERRORS * values.sem()


def after(reached: pd.DataFrame, stage: str) -> pd.Series:
    """Next stage of those who reached one; lost where there is none."""
    behind = STAGES[STAGES.index(stage) + 1 : STAGES.index("act") + 1] if stage != "act" else ("advocate",)
    rows = reached[reached[stage].notna()]
    following = rows[list(behind)].notna()
    return following.idxmax(axis=1).where(following.any(axis=1), "lost")


def test_transitions_are_as_told(company: Company) -> None:
    for stage, told in company.truth["journey"]["transitions"].items():
        moved = after(company.reached, stage)
        # an advocate may still be to come
        part = moved[company.reached[stage].reindex(moved.index) < "2026-05-15"] if stage == "act" else moved
        assert set(part) == set(told)
        assert sum(told.values()) == pytest.approx(1)
        for to, share in told.items():
            assert near(part == to, share), (stage, to)
    assert near(company.reached["act"].notna(), company.truth["journey"]["reach_act"])


def test_stages_come_in_their_order(company: Company) -> None:
    reached = company.reached
    for one, two in (("aware", "appeal"), ("aware", "ask"), ("appeal", "ask"), ("act", "advocate")):
        both = reached[[one, two]].dropna()
        assert (both[one] <= both[two]).mean() > 0.995, (one, two)
    visitors = reached.index.str.startswith("V")
    assert reached.loc[visitors, ["act", "advocate"]].isna().all(axis=None)
    customers = pd.read_csv(company.folder / "customers.csv", usecols=["customer_id"])["customer_id"]
    assert not set(reached.index[visitors]) & set(customers)
    assert set(reached.index[~visitors]) <= set(customers)


def test_times_between_stages(company: Company) -> None:
    told = company.truth["journey"]["days"]
    for name, shares in told["reached_by"].items():
        one, two = name.split("_")
        rows = company.reached[company.reached[one].notna()]
        moved = after(company.reached, one) == two
        days = ((rows[two] - rows[one]).dt.total_seconds() / 86_400)[moved]
        assert days.max() <= told["longest"] + 0.05
        for within, share in shares.items():
            assert near((days <= int(within)).reindex(rows.index, fill_value=False), share), (name, within)


def test_advocates_take_their_time(company: Company) -> None:
    told = company.truth["journey"]["days"]["act_advocate"]
    rows = company.reached[company.reached["act"] < "2026-05-15"].dropna(subset=["act", "advocate"])
    days = (rows["advocate"] - rows["act"]).dt.total_seconds() / 86_400
    mean, longest = told["mean_before_the_cut"], told["longest"]
    assert days.max() <= longest + 0.05
    for within in (7, 30, 90):
        assert near(days <= within, float(np.expm1(-within / mean) / np.expm1(-longest / mean))), within


def before_first_order(company: Company) -> pd.DataFrame:
    """Touches of buyers, up to the payment of their first order."""
    rows = company.touches[company.touches["customer_id"].isin(company.reached.index)]
    ordered = company.reached["act"].dropna()
    first = rows["customer_id"].map(ordered)
    # the payment follows the check-out at once
    return rows[rows["occurred_at"] <= first + pd.Timedelta(minutes=16)].dropna(subset=["customer_id"])


def test_touches_and_research_before_the_first_order(company: Company) -> None:
    told = company.truth["journey"]["touches_before_first_order"]
    rows = before_first_order(company)
    plain = rows[~rows["touchpoint"].isin(["ar", "video"])].groupby("customer_id")
    assert near_mean(plain.size(), told["mean"])
    assert near(plain.size().between(5, 12), told["share_5_to_12"])
    assert near_mean(plain["duration_s"].sum(), told["research_seconds"])
    shown = rows.groupby("customer_id")["touchpoint"].agg(lambda names: names.isin(["ar", "video"]).sum())
    assert near_mean(shown, told["ar_and_video"])
    assert told["mean"] == pytest.approx(7.5, abs=0.5)
    assert told["research_seconds"] == pytest.approx(3_600, rel=0.15)


def test_one_more_touch_does_nothing(company: Company) -> None:
    known = company.touches[company.touches["customer_id"].isin(company.reached.index)]
    limit = company.reached[["appeal", "ask", "act"]].min(axis=1)
    aware = known[known["occurred_at"] < known["customer_id"].map(limit).fillna(pd.Timestamp("2100-01-01"))]
    number = aware[aware["stage"] == "aware"].groupby("customer_id").size().reindex(company.reached.index)
    moved = after(company.reached, "aware") != "lost"
    few, many = moved[number == 1].astype(float), moved[number >= 2].astype(float)
    assert abs(many.mean() - few.mean()) <= STANDARD_ERRORS * np.hypot(few.sem(), many.sem())
    everything = known.groupby("customer_id").size().reindex(company.reached.index)
    ordered = company.reached["act"].notna()
    assert ordered[everything >= 5].mean() - ordered[everything < 5].mean() > 0.4


def test_slow_pages_are_left(company: Company) -> None:
    told = company.truth["pages"]
    rows = company.touches[
        company.touches["page_ms"].notna() & company.touches["outcome"].isin(["bounced", "continued"])
    ]
    left = rows["outcome"] == "bounced"
    bands = pd.cut(rows["page_ms"], [0, 999.5, 2_499.5, 3_999.5, np.inf], labels=list(told["bounced_by_speed"]))
    for band, share in told["bounced_by_speed"].items():
        assert near(left[bands == band], share), band
    for channel, share in told["bounced_by_channel"].items():
        assert near(left[rows["channel"] == channel], share), channel
        median = rows.loc[rows["channel"] == channel, "page_ms"].median()
        assert median == pytest.approx(told["median_ms"][channel], rel=0.05)


def test_payments_are_given_up(company: Company) -> None:
    rows = company.touches[company.touches["touchpoint"] == "payment"]
    later = rows[rows.duplicated("customer_id") | ~rows["customer_id"].isin(company.touches["customer_id"])]
    for means, share in company.truth["pages"]["payment_given_up"].items():
        part = later[later["outcome"].str.startswith(f"{means}_")]
        if share and len(part) >= 30:
            assert near(part["outcome"].str.endswith("_abandoned"), share), means


def test_unknown_visitors(company: Company) -> None:
    unknown = company.touches["customer_id"].isna()
    share = unknown.sum() / (~unknown).sum()
    assert share == pytest.approx(company.truth["pages"]["unknown"], abs=0.002)


def test_the_file_is_typed_and_carries_checksums(company: Company) -> None:
    path = company.folder / "touchpoints.parquet"
    types = {field.name: str(field.type) for field in pq.read_schema(path)}
    assert types == {
        "customer_id": "string",
        "occurred_at": "timestamp[ms, tz=Asia/Seoul]",
        "touchpoint": "string",
        "channel": "string",
        "campaign": "string",
        "duration_s": "int32",
        "page_ms": "int32",
        "assisted_by_ai": "bool",
        "outcome": "string",
    }
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 4, len(content) // 4 + 8):
        content[place] ^= 0xFF
    broken = company.folder.parent / "broken.parquet"
    broken.write_bytes(bytes(content))
    with pytest.raises(OSError):  # noqa: PT011 - Arrow's words change
        pq.read_table(broken, page_checksum_verification=True)
    assert pq.read_table(path, page_checksum_verification=True).num_rows == company.truth["rows"]["touchpoints.parquet"]


def test_faults_are_as_told(company: Company) -> None:
    told = company.truth["dirt"]["touchpoints.parquet"]
    raw = pd.read_parquet(company.folder / "touchpoints.parquet")
    assert raw.duplicated().sum() == told["exact_duplicate"]
    assert raw["touchpoint"].isna().sum() == told["blank_touchpoint"]
    assert raw["occurred_at"].dt.tz_localize(None).between("2024-05-01", "2026-10-31 23:59:59").all()
