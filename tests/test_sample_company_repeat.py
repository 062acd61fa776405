"""The sample company: who comes back, what moves it, and what does not though it looks so."""

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
DATA_END = pd.Timestamp("2026-10-31")
WINDOW = 90
STANDARD_ERRORS = 3.5
RECENCY = [-1, 7, 14, 21, 30, 45, 60, 90, 180]


class Company(NamedTuple):
    """Files of the sample company, cleaned."""

    folder: Path
    truth: dict[str, Any]
    customers: pd.DataFrame
    occasions: pd.DataFrame
    orders: pd.DataFrame


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
    orders = orders.set_axis(ORDER_COLUMNS.split(","), axis=1).sort_values("ordered_at", kind="stable")
    customers = cleaned(folder / "customers.csv")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return Company(folder, truth, customers, occasions(orders, customers, folder, truth), orders)


def occasions(orders: pd.DataFrame, customers: pd.DataFrame, folder: Path, truth: dict[str, Any]) -> pd.DataFrame:
    """A row a purchase occasion: its number, the days to the next, what is known of its first order."""
    rows = orders[orders["status"].isin(["completed", "partly_returned"]) & orders["kind"].eq("sale")]
    rows = rows[rows["customer_id"] != ""]
    rows = rows.assign(day=pd.to_datetime(rows["ordered_at"].str[:10])).drop_duplicates(["customer_id", "day"])
    rows = rows.assign(turn=rows.groupby("customer_id").cumcount())
    rows["gap"] = (rows.groupby("customer_id")["day"].shift(-1) - rows["day"]).dt.days
    rows["again"] = rows["gap"] <= WINDOW
    parcels = cleaned(folder / "deliveries.csv")[["order_id", "promised_on", "delivered_at", "damaged"]]
    rows = rows.merge(parcels.drop_duplicates("order_id"), on="order_id", how="left")
    rows = rows.merge(customers[["customer_id", "segment", "region", "loyalty_since"]], on="customer_id")
    areas = {region: area for area, some in truth["repeat_effects"]["areas"].items() for region in some}
    delivered, promised = pd.to_datetime(rows["delivered_at"].str[:10]), pd.to_datetime(rows["promised_on"])
    return rows.assign(
        late=(delivered - promised).dt.days.clip(lower=0),
        area=rows["region"].map(areas),
        peak=rows["day"].dt.month.isin(truth["deliveries"]["peak_months"]),
        regime=np.searchsorted(
            [*truth["repeat_90_days"]["regimes_since"].values()], rows["day"].dt.strftime("%Y-%m-%d"), side="right"
        ),
        observed=rows["day"] <= DATA_END - pd.Timedelta(days=WINDOW),
    )


def fair(rows: pd.DataFrame, exposed: pd.Series, outcome: str, strata: list[str]) -> tuple[float, float]:
    """Mantel-Haenszel risk difference within strata, and its standard error."""
    table = rows.assign(exposed=exposed.to_numpy(), outcome=rows[outcome].astype(float))
    cells = (
        table.groupby([*strata, "exposed"], observed=True)["outcome"].agg(["size", "mean"]).unstack("exposed").dropna()  # noqa: PD010
    )
    n0, n1 = cells["size"][False], cells["size"][True]
    weight = n0 * n1 / (n0 + n1)
    pooled = (cells["mean"][True] * n1 + cells["mean"][False] * n0) / (n0 + n1)
    difference = (weight * (cells["mean"][True] - cells["mean"][False])).sum() / weight.sum()
    variance = (weight**2 * pooled * (1 - pooled) * (1 / n0 + 1 / n1)).sum() / weight.sum() ** 2
    return float(difference), float(np.sqrt(variance))


def agrees(found: tuple[float, float], truth: float, *, precise: float) -> bool:
    """Whether a difference lies near the truth, and is known well enough to tell."""
    difference, error = found
    assert error < precise, error
    return abs(difference - truth) <= STANDARD_ERRORS * error


def near(outcome: pd.Series, truth: float) -> bool:
    return abs(outcome.mean() - truth) <= STANDARD_ERRORS * np.sqrt(truth * (1 - truth) / len(outcome))


def firsts(company: Company) -> pd.DataFrame:
    return company.occasions[(company.occasions["turn"] == 0) & company.occasions["observed"]]


def test_a_late_first_order_lowers_the_repeat_share(company: Company) -> None:
    told, rows = company.truth["repeat_effects"], firsts(company)
    rows = rows[rows["late"].notna()]
    strata = ["segment", "regime", "area", "peak"]
    for class_, (low, high) in {"1_to_2": (1, 2), "3_or_more": (3, 9)}.items():
        part = rows[(rows["late"] == 0) | rows["late"].between(low, high)]
        found = fair(part, part["late"] > 0, "again", strata)
        assert agrees(found, told["late_first_order"][class_], precise=0.04), (class_, found)
    found = fair(rows, rows["late"] > 0, "again", strata)
    assert agrees(found, told["late_standardised"], precise=0.025)
    assert found[0] < -1.96 * found[1]


def test_a_late_later_order_does_not(company: Company) -> None:
    rows = company.occasions[(company.occasions["turn"] > 0) & company.occasions["observed"]]
    rows = rows[rows["late"].notna()]
    found = fair(rows, rows["late"] > 0, "again", ["segment", "area", "peak"])
    assert agrees(found, company.truth["repeat_effects"]["late_later_order"], precise=0.01)


def test_packaging_is_an_experiment(company: Company) -> None:
    told = company.truth["repeat_effects"]["packaging"]
    rows = firsts(company)
    rows = rows[(rows["day"] >= told["since"]) & (rows["packaging"] != "")]
    assert rows["packaging"].value_counts(normalize=True).to_numpy() == pytest.approx([1 / 3] * 3, abs=0.04)
    for variant in ("branded", "gift_insert"):
        part = rows[rows["packaging"].isin(["standard", variant])]
        found = fair(part, part["packaging"] == variant, "again", ["segment", "regime"])
        assert agrees(found, told["first_order"][variant], precise=0.03), variant
    assert set(company.orders.loc[company.orders["ordered_at"] < told["since"], "packaging"]) <= {"standard", ""}


def test_what_has_no_effect(company: Company) -> None:
    told, rows = company.truth["repeat_effects"], firsts(company)
    offered = rows[rows["day"] >= "2025-03-01"]
    found = fair(offered, offered["personalised"] == "true", "again", ["segment", "regime", "channel"])
    assert agrees(found, told["personalised"], precise=0.03)
    sent = rows[rows["damaged"] != ""].dropna(subset=["damaged"])
    assert agrees(fair(sent, sent["damaged"] == "true", "again", ["segment", "regime"]), told["damaged"], precise=0.08)
    touched = pd.read_parquet(
        company.folder / "touchpoints.parquet", columns=["customer_id", "occurred_at", "touchpoint"]
    )
    touched["day"] = touched["occurred_at"].dt.tz_localize(None).dt.floor("D")
    rows = company.occasions[company.occasions["observed"]]
    for name in ("ar", "video"):
        met = touched.loc[touched["touchpoint"] == name, ["customer_id", "day"]].drop_duplicates()
        table = rows.merge(met.assign(met=True), on=["customer_id", "day"], how="left")
        table = table[table["channel"].isin(["web", "app"])].assign(first=table["turn"] == 0)
        strata = ["segment", "regime", "first", "category"]
        assert agrees(fair(table, table["met"].notna(), "again", strata), told[name], precise=0.03), name


def test_discounts_do_not_go_by_score(company: Company) -> None:
    answers = cleaned(company.folder / "responses.csv")
    answers = answers[answers["metric"] == "nps"].assign(score=lambda rows: rows["score"].astype(int))
    rows = answers[answers["score"].between(0, 10)].merge(company.orders, on="order_id")
    given = (rows["discount"].astype(int) > 0).astype(float)
    groups = [given[rows["score"] >= 9], given[rows["score"] <= 6]]
    error = np.hypot(*(group.sem() for group in groups))
    truth = company.truth["repeat_effects"]["discount_by_score"]
    assert abs(groups[0].mean() - groups[1].mean() - truth) <= STANDARD_ERRORS * error


def test_areas_and_first_touches_are_other_people(company: Company) -> None:
    rows, repeat = firsts(company), company.truth["repeat_90_days"]["overall"]
    for area, part in rows.groupby("area"):
        assert near(part["again"], repeat + company.truth["repeat_effects"]["area"][area]), area
    for touch, truth in company.truth["acquisition"]["repeat_by_first_touch"].items():
        part = rows[rows["first_touch"] == touch]
        assert len(part) > 20
        assert near(part["again"], truth), touch


def all_channels(company: Company) -> pd.DataFrame:
    touched = pd.read_parquet(company.folder / "touchpoints.parquet", columns=["customer_id", "occurred_at", "channel"])
    touched["day"] = touched["occurred_at"].dt.tz_localize(None).dt.floor("D")
    used = pd.concat([company.occasions[["customer_id", "day", "channel"]], touched[["customer_id", "day", "channel"]]])
    return used.dropna().drop_duplicates()


def test_channel_count_looks_strong_and_is_nothing(company: Company) -> None:
    rows, used = firsts(company).set_index("customer_id"), all_channels(company)
    number = used.groupby("customer_id")["channel"].nunique().reindex(rows.index)
    naive = rows["again"][number >= 3].mean() - rows["again"][number < 3].mean()
    assert naive > 0.20
    stacked = pd.concat([landmark(company, used, day) for day in pd.date_range("2025-02-09", DATA_END, freq="90D")])
    crude = fair(stacked, stacked["many"], "returned", ["t0"])
    assert crude[0] > 0.10
    found = fair(stacked, stacked["many"], "returned", ["segment", "orders", "recency"])
    assert agrees(found, company.truth["channels"]["effect_of_three_or_more"], precise=0.012)


def landmark(company: Company, used: pd.DataFrame, t0: pd.Timestamp) -> pd.DataFrame:
    """Customers at risk on a day: channels and orders of the 180 days before it, purchases of the 90 days from it."""
    begins = t0 - pd.Timedelta(days=180)
    rows = company.occasions
    before = rows[(rows["day"] >= begins) & (rows["day"] < t0)].groupby("customer_id")
    after = rows[(rows["day"] >= t0) & (rows["day"] < t0 + pd.Timedelta(days=WINDOW))]["customer_id"].unique()
    seen = used[(used["day"] >= begins) & (used["day"] < t0)].groupby("customer_id")["channel"].nunique()
    table = pd.DataFrame({"orders": before.size(), "last": before["day"].max(), "segment": before["segment"].first()})
    return table.assign(
        t0=t0,
        many=seen.reindex(table.index) >= 3,
        returned=table.index.isin(after),
        recency=pd.cut((t0 - table["last"]).dt.days, RECENCY),
        orders=table["orders"].clip(upper=10),
    )


def test_membership_is_self_selection(company: Company) -> None:
    told, rows = company.truth["loyalty"], company.occasions
    since = pd.to_datetime(rows["loyalty_since"])
    first = firsts(company)
    member = first["loyalty_since"] != ""
    assert first["again"][member].mean() - first["again"][~member].mean() > 0.20
    candidates = rows[rows["observed"] & ~(since < rows["day"])]
    candidates = candidates.assign(number=candidates["turn"].clip(upper=10))
    joins = pd.to_datetime(candidates["loyalty_since"]) == candidates["day"]
    found = fair(candidates, joins, "again", ["segment", "number"])
    assert agrees(found, told["effect"], precise=0.015)
    before = candidates["turn"].clip(upper=4).map({**{turn: str(turn) for turn in range(4)}, 4: "4_or_more"})
    for (segment, number), part in joins.groupby([candidates["segment"], before]):
        assert near(part, told["joins_by_occasions_before"][segment][number]), (segment, number)


def test_points_and_acquisition(company: Company) -> None:
    customers, told = company.customers, company.truth["acquisition"]
    earned, used = (pd.to_numeric(customers[name]) for name in ("points_earned", "points_used"))
    assert (customers["loyalty_since"] == "").equals(earned.isna())
    assert (used <= earned).sum() == earned.notna().sum()
    assert 1 - used.sum() / earned.sum() == pytest.approx(company.truth["loyalty"]["breakage"], abs=0.03)
    assert near(customers["consent"] == "true", told["consent"])
    cost = pd.to_numeric(customers["acquisition_cost"])
    for source, part in cost.groupby(customers["acquisition_source"]):
        assert abs(part.mean() - told["cost"][source]) <= STANDARD_ERRORS * part.sem() + 1, source


def test_the_shoe_story(company: Company) -> None:
    told, orders = company.truth["returns"]["shoe_story"], company.orders
    back = cleaned(company.folder / "returns.csv").merge(orders, on="order_id", suffixes=("_of_case", ""))
    asked = back[(back["kind_of_case"] == "exchange") & (back["resolution"] != "")]
    shoes = asked[asked["category"].eq("신발") & asked["reason"].eq("size") & (asked["channel"] != "store")]
    assert near(shoes["resolution"] == "refused", told["refused_of_asked"])
    sold = company.occasions[company.occasions["category"].eq("신발") & (company.occasions["channel"] != "store")]
    story = sold[sold["day"] < "2026-09-15"]["order_id"].isin(shoes.loc[shoes["resolution"] == "refused", "order_id"])
    assert near(story, told["of_online_shoe_orders"])
    refused = asked[asked["resolution"] == "refused"]
    sent_back = back[(back["kind_of_case"] == "return") & back["order_id"].isin(refused["order_id"])]
    assert set(sent_back["fee_paid_by"]) <= {"customer", ""}
    assert set(sent_back["resolution"]) <= {"refunded", ""}
    assert len(sent_back) > 0.9 * len(refused)
    rows = company.occasions[company.occasions["order_id"].isin(asked["order_id"]) & company.occasions["observed"]]
    rows = rows.assign(refused=rows["order_id"].isin(refused["order_id"]), never=rows["gap"].isna())
    bad = rows[rows["refused"]]
    assert near(bad["never"], told["never_again"]["refused_later_order"])
    good = rows[~rows["refused"] & (rows["turn"] > 0) & (rows["day"] < "2026-05-01")]
    never = good["segment"].map(told["never_again"]["handled_later_order"])
    assert abs((good["never"] - never).mean()) <= STANDARD_ERRORS * np.sqrt((never * (1 - never)).sum()) / len(good)
    assert bad["never"].mean() - good["never"].mean() > 0.5


def test_those_who_refer_are_happier(company: Company) -> None:
    number = company.occasions.drop_duplicates("customer_id")["referrer_id"].value_counts()
    answers = cleaned(company.folder / "responses.csv")
    answers = answers[(answers["metric"] == "nps") & (answers["customer_id"] != "")]
    answers = answers.assign(score=answers["score"].astype(int)).query("0 <= score <= 10")
    answers = answers.merge(company.customers[["customer_id", "segment"]], on="customer_id")
    cells = answers.groupby(["segment", "channel"])["score"]
    answers = answers.assign(felt=(answers["score"] - cells.transform("mean")) / cells.transform("std")).dropna(
        subset=["felt"]
    )
    brought = answers["customer_id"].map(number).fillna(0)
    above = np.average(answers["felt"], weights=brought)
    # scores stop at 10, so that they show somewhat less than what is felt
    error = 1 / np.sqrt((brought > 0).sum() / 3)
    assert abs(above - 0.9 * company.truth["acquisition"]["referrers_latent"]) <= STANDARD_ERRORS * error
    assert above > 0


def test_referrals_come_from_earlier_customers(company: Company) -> None:
    first = company.occasions[company.occasions["turn"] == 0].set_index("customer_id")
    brought = first[first["referrer_id"] != ""]
    assert set(brought["first_touch"]) == {"referral"}
    assert (first["day"].reindex(brought["referrer_id"]).to_numpy() < brought["day"].to_numpy()).all()
    assert len(brought) > 0.95 * (first["first_touch"] == "referral").sum()
