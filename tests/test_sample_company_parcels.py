"""The sample company: parcels, what is taken back, and service contacts."""

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
SIZES = ["sample", pytest.param("60000", marks=pytest.mark.slow)]
ORDER_COLUMNS = (
    "order_id,customer_id,ordered_at,amount,currency,channel,status,kind,discount,margin,payment,category,first_touch,"
    "packaging,device,personalised,referrer_id"
)
STANDARD_ERRORS = 3.5
SETTLED = "2026-09-01"  # orders before it had time to be delivered, returned and asked about


class Company(NamedTuple):
    """Files of the sample company, cleaned."""

    truth: dict[str, Any]
    orders: pd.DataFrame
    deliveries: pd.DataFrame
    returns: pd.DataFrame
    tickets: pd.DataFrame
    responses: pd.DataFrame
    touchpoints: pd.DataFrame


def cleaned(path: Path, encoding: str = "utf-8-sig") -> pd.DataFrame:
    """Rows with all fields and a key, repeated rows once."""
    with path.open(encoding=encoding, newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    frame = pd.DataFrame([row for row in rows if len(row) == len(header) and row[0]], columns=header)
    return frame.drop_duplicates(ignore_index=True)


@pytest.fixture(scope="module", params=SIZES)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    if request.param == "sample":
        folder = request.getfixturevalue("sample")
    else:
        folder = tmp_path_factory.mktemp("large")
        command = [sys.executable, str(GENERATOR), "--out", str(folder), "--customers", request.param]
        subprocess.run(command, check=True, capture_output=True)
    orders = pd.concat(cleaned(path, encoding="cp949") for path in sorted(folder.glob("orders-*.csv")))
    orders = orders.set_axis(ORDER_COLUMNS.split(","), axis=1)
    orders["day"] = orders["ordered_at"].str[:10]
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    tables = (cleaned(folder / f"{name}.csv") for name in ("deliveries", "returns", "tickets", "responses"))
    deliveries, *others = tables
    touchpoints = pd.read_parquet(folder / "touchpoints.parquet")
    return Company(truth, orders, parcels(deliveries, orders, truth), *others, touchpoints)


def parcels(rows: pd.DataFrame, orders: pd.DataFrame, truth: dict[str, Any]) -> pd.DataFrame:
    """Parcels of known orders, with the days they were late; those under way are out of their time."""
    rows = rows.merge(orders, on="order_id").reset_index(drop=True)
    areas = {region: area for area, some in truth["repeat_effects"]["areas"].items() for region in some}
    swapped = (rows["delivered_at"] != "") & (rows["delivered_at"] < rows["dispatched_at"])
    delivered = rows["delivered_at"].where(~swapped, rows["dispatched_at"]).str[:10]
    promised = pd.to_datetime(rows["promised_on"])
    return rows.assign(
        days_late=(pd.to_datetime(delivered, errors="coerce") - promised).dt.days.clip(lower=0),
        area=rows["region"].map(areas),
        season=np.where(_peak(rows["day"], truth), "peak", "out_of_season"),
    )


def _peak(day: pd.Series, truth: dict[str, Any]) -> pd.Series:
    return day.str[5:7].astype(int).isin(truth["deliveries"]["peak_months"])


def near(outcome: pd.Series, truth: float) -> bool:
    error = np.sqrt(truth * (1 - truth) / max(len(outcome), 1))
    return abs(outcome.mean() - truth) <= STANDARD_ERRORS * error


def agrees(rows: pd.DataFrame, column: str, truth: float) -> bool:
    """Whether the mean lies near the truth, by the cluster-robust standard error."""
    cluster = rows["customer_id"].where(rows["customer_id"] != "", rows["response_id"])
    sums = (rows[column] - rows[column].mean()).groupby(cluster).sum()
    return abs(rows[column].mean() - truth) <= STANDARD_ERRORS * float(np.sqrt((sums**2).sum())) / len(rows)


def settled(company: Company) -> pd.DataFrame:
    rows = company.deliveries[company.deliveries["day"] < SETTLED]
    return rows.assign(late=rows["days_late"] > 0)


def test_late_shares_by_cell_carrier_area_and_warehouse(company: Company) -> None:
    told, rows = company.truth["deliveries"], settled(company)
    for (season, area, carrier), part in rows.groupby(["season", "area", "carrier"]):
        assert near(part["late"], told["by_cell"][season][area][carrier]), (season, area, carrier)
    assert near(rows["late"], told["overall"])
    for column in ("area", "carrier", "warehouse"):
        for name, part in rows.groupby(column):
            assert near(part["late"], told[f"by_{column}"][name]), name
    crude = told["by_carrier"]["doran"] - told["by_carrier"]["hanbit"]
    assert crude > 1.5 * told["carrier_effect"]["doran"]


def test_how_late_and_damaged(company: Company) -> None:
    told, rows = company.truth["deliveries"], settled(company)
    late = rows[rows["late"]]
    for days, share in told["days_late_if_late"].items():
        assert near(late["days_late"] == int(days), share), days
    assert near(rows["damaged"] == "true", told["damaged"])
    assert rows["days_late"].notna().all()


def test_what_deliveries_must_hold(company: Company) -> None:
    rows = company.deliveries
    assert "store" not in set(rows["channel"])
    assert "cancelled" not in set(rows["status"])
    last = rows[rows["day"] >= "2026-10-24"]
    assert 0 < (last["delivered_at"] == "").sum() < 0.5 * len(last)
    assert (rows["first_attempt_at"] < rows["delivered_at"]).mean() > 0.03
    assert 0.01 < (rows["re_promised_on"] != "").mean() < 0.1
    moved = rows[rows["re_promised_on"] != ""]
    assert (moved["re_promised_on"] > moved["promised_on"]).all()
    done = rows[(rows["delivered_at"] != "") & (rows["delivered_at"] >= rows["dispatched_at"])]
    assert (done["ordered_at"] < done["dispatched_at"]).all()
    assert (done["first_attempt_at"] <= done["delivered_at"]).all()
    assert (done["dispatched_at"] < done["first_attempt_at"]).all()


def scores(company: Company, metric: str) -> pd.DataFrame:
    """Answers on the scale to one question about orders with a parcel."""
    rows = company.responses[(company.responses["metric"] == metric) & (company.responses["ticket_id"] == "")]
    rows = rows.assign(score=rows["score"].astype(int))
    rows = rows[rows["score"].between(0, 10)]
    parcel = company.deliveries[["order_id", "days_late", "packaging", "damaged"]]
    rows = rows.merge(parcel, on="order_id")
    return rows.assign(points=100 * ((rows["score"] >= 9).astype(int) - (rows["score"] <= 6).astype(int)))


def test_satisfaction_falls_with_every_day_late(company: Company) -> None:
    told, rows = company.truth["satisfaction_after_delivery"]["nps"], scores(company, "nps")
    for name, truth in told.items():
        late = rows["days_late"].clip(upper=3) == int(name[0])
        assert agrees(rows[late], "points", truth), name
    assert told["0"] - told["1"] > 10
    damaged = rows[rows["damaged"] == "true"]
    assert damaged["points"].mean() < rows["points"].mean() - 10


def test_packaging_moves_satisfaction(company: Company) -> None:
    told, rows = company.truth["satisfaction_by_packaging"], scores(company, "nps")
    rows = rows[rows["responded_at"] >= told["since"]]
    for name, truth in told["nps_of_answers_since"].items():
        assert agrees(rows[rows["packaging"] == name], "points", truth), name


def bought(company: Company) -> pd.DataFrame:
    """Orders that were not cancelled or wholly returned, with a customer; whether anything was asked back."""
    orders = company.orders
    rows = orders[orders["status"].isin(["completed", "partly_returned"]) & orders["kind"].eq("sale")]
    rows = rows[(rows["customer_id"] != "") & (rows["day"] < SETTLED)]
    return rows.assign(asked=rows["order_id"].isin(company.returns["order_id"]))


def test_ar_and_video_prevent_returns(company: Company) -> None:
    told, rows = company.truth["returns"]["requests"], bought(company)
    rows = rows.drop_duplicates(["customer_id", "day"], keep=False)  # of two orders of a day it is not known which
    seen = company.touchpoints.assign(day=company.touchpoints["occurred_at"].dt.strftime("%Y-%m-%d"))
    for name in ("ar", "video"):
        met = seen.loc[seen["touchpoint"] == name, ["customer_id", "day"]].drop_duplicates()
        rows[name] = (
            rows.merge(met, on=["customer_id", "day"], how="left", indicator=True)["_merge"].eq("both").to_numpy()
        )
    assert not rows.loc[~rows["category"].isin(["의류", "신발"]), "ar"].any()
    expected = rows["category"].map(told["unseen"])
    expected *= np.where(rows["ar"], told["ar_factor"], 1.0) * np.where(rows["video"], told["video_factor"], 1.0)
    rows["expected"] = expected
    for keys in (["category"], ["category", "ar"], ["category", "video"]):
        for cell, part in rows.groupby(keys):
            if part["expected"].sum() >= 10:
                assert near(part["asked"], part["expected"].mean()), cell
    fitted = rows[rows["category"].isin(["의류", "신발"])]
    crude = fitted.groupby("ar")["asked"].mean()
    assert crude[True] / crude[False] > told["ar_factor"] + 0.1


def test_reasons_of_returns(company: Company) -> None:
    told = company.truth["returns"]["requests"]
    cases = company.returns.sort_values("requested_at").drop_duplicates("order_id").merge(company.orders, on="order_id")
    fitted = cases[cases["category"].isin(["의류", "신발"])]
    for reason, share in told["reasons_if_fitted"].items():
        part = fitted["reason"] == reason
        assert near(part, share), reason
        assert near(fitted["kind_x"][part] == "exchange", told["exchange_by_reason"][reason]), reason
    assert (company.returns["resolved_at"] == "").any()
    handled = cases[cases["resolution"] == "exchanged"]
    again = company.orders[company.orders["kind"] == "exchange"]
    assert len(again) == pytest.approx(len(handled), rel=0.05)


def first_contacts(company: Company) -> pd.DataFrame:
    """First contacts about an order and topic, and whether another followed within 7 days."""
    rows = company.tickets[company.tickets["handled_by"] != "ai"]
    rows = rows.assign(opened=pd.to_datetime(rows["opened_at"]), cost=rows["cost"].astype(float))
    rows = rows.sort_values("opened")
    groups = rows.groupby(["order_id", "topic"])
    following = groups["opened"].shift(-1) - rows["opened"]
    rows = rows.assign(turn=groups.cumcount(), again=following < pd.Timedelta(days=7))
    return rows[(rows["turn"] == 0) & (rows["opened_at"] < "2026-10-20")]


def told_per_100(company: Company) -> float:
    return float(company.truth["service"]["delivery_contacts_per_100_orders"])


def test_contacts_and_their_causes(company: Company) -> None:
    told = company.truth["service"]["contact_by_cause"]
    rows = settled(company).merge(bought(company)[["order_id", "asked"]], on="order_id")
    about = company.tickets[company.tickets["topic"].isin(["late_delivery", "damaged_delivery"])]
    rows["contact"] = rows["order_id"].isin(about["order_id"])
    damaged = rows["damaged"] == "true"
    low, high = rows["days_late"].between(1, 2) & ~damaged, (rows["days_late"] >= 3) & ~damaged
    # an order of the same day has no contact: at most one in fifty
    for part, name in ((low, "late_1_to_2_days"), (high, "late_3_or_more_days"), (damaged, "damaged")):
        assert near(rows["contact"][part], told[name] * 0.985), name
    assert not rows["contact"][(rows["days_late"] == 0) & ~damaged].any()
    first = first_contacts(company).drop_duplicates("order_id")
    caused = bought(company)["order_id"].isin(first.loc[first["topic"].str.endswith("_delivery"), "order_id"])
    assert 100 * caused.mean() == pytest.approx(
        told_per_100(company), abs=STANDARD_ERRORS * 100 * caused.std() / np.sqrt(len(caused)) + 0.06
    )
    takeback = company.tickets.loc[company.tickets["topic"] == "return_exchange", "order_id"]
    asked = bought(company).query("asked")
    assert near(asked["order_id"].isin(takeback), told["return_or_exchange"])


def test_how_contacts_are_handled(company: Company) -> None:
    told, rows = company.truth["service"], first_contacts(company)
    for handler, part in rows.groupby("handled_by"):
        assert near(rows["handled_by"] == handler, told["handled_by"][handler])
        assert near(part["handed_off"] == "true", told["handed_off"][handler]), handler
        assert abs(part["cost"].mean() - told["cost"][handler]) <= STANDARD_ERRORS * part["cost"].sem()
        for when, some in (("before", part["opened_at"] < told["training_since"]), ("since", None)):
            chosen = part[some] if some is not None else part[part["opened_at"] >= told["training_since"]]
            assert near(chosen["first_contact_resolved"] == "true", told["solved"][handler][when]), (handler, when)
        if handler != "human":
            assert near(part["fallback"] == "true", told["fallback"][handler])
        since = part[part["opened_at"] >= told["training_since"]]
        assert near(since["again"], told["again_within_7_days"]["by_handler_since_training"][handler]), handler
    for solved, part in rows.groupby("first_contact_resolved"):
        name = "solved" if solved == "true" else "not_solved"
        assert near(part["again"], told["again_within_7_days"][name]), name


def test_the_training_shows(company: Company) -> None:
    told, rows = company.truth["service"], first_contacts(company)
    human = rows[rows["handled_by"] == "human"]
    since = human["opened_at"] >= told["training_since"]
    solved = (human["first_contact_resolved"] == "true").astype(float)
    error = np.hypot(solved[since].sem(), solved[~since].sem())
    difference = solved[since].mean() - solved[~since].mean()
    assert abs(difference - told["solved_by_human"]["difference"]) <= STANDARD_ERRORS * error
    assert difference > 2 * error


@pytest.mark.parametrize("metric", ["csat", "ces"])
def test_answers_about_contacts(company: Company, metric: str) -> None:
    told = company.truth["service"]["answers"][metric]
    rows = company.responses[(company.responses["metric"] == metric) & (company.responses["ticket_id"] != "")]
    rows = rows.merge(company.tickets, on="ticket_id", suffixes=("", "_of_ticket"))
    rows = rows.assign(score=rows["score"].astype(float))
    since = rows[rows["opened_at"] >= company.truth["service"]["training_since"]]
    assert agrees(rows[rows["opened_at"] < company.truth["service"]["ai"]["since"]], "score", told["before"])
    assert agrees(since, "score", told["since_training"])
    for handler, truth in told["by_handler_since_training"].items():
        assert agrees(since[since["handled_by"] == handler], "score", truth), handler
    assert (rows["opened_at"] < rows["invited_at"]).all()


def test_an_assistant_saves_time(company: Company) -> None:
    told = company.truth["service"]
    rows = company.touchpoints[company.touchpoints["touchpoint"].isin(["phone", "live_chat"])]
    opened = pd.to_datetime(company.tickets["opened_at"]).dt.tz_convert("Asia/Seoul")
    known = company.tickets.assign(occurred_at=opened.astype(rows["occurred_at"].dtype))
    rows = rows.merge(known[["customer_id", "occurred_at", "handled_by"]], on=["customer_id", "occurred_at"])
    rows = rows[
        (rows["handled_by"] == "human") & (rows["occurred_at"] >= pd.Timestamp(told["ai"]["since"], tz="Asia/Seoul"))
    ]
    seconds = rows["duration_s"].astype(float)
    helped = rows["assisted_by_ai"].astype(bool)
    error = np.hypot(seconds[helped].sem(), seconds[~helped].sem())
    saved = (told["ai"]["factor_on_handling_time"] - 1) * told["handling_seconds"]["human"]
    assert abs(seconds[helped].mean() - seconds[~helped].mean() - saved) <= STANDARD_ERRORS * error
