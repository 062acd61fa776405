"""The trend scorecard: truths of the sample company are found where plain comparisons miss them; gaps name columns."""

import json

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables
from cxmetrics.contract import TABLES
from cxmetrics.display import trends as said
from cxmetrics.display.resolve import resolve
from cxmetrics.trends.fair import alike, evidence, judged, next_test
from cxmetrics.trends.register import TRENDS, Trend


@pytest.fixture
def found(sample_trends):
    return sample_trends


@pytest.fixture(scope="module")
def truth(sample):
    return json.loads((sample / "truth.json").read_text("utf-8"))


def row_of(found, trend):
    return found.scorecard.set_index("trend").loc[trend]


def holds(row, value, what=""):
    low, high = (f"{what}_{end}" if what else f"conf_{end}" for end in ("low", "high"))
    return row[low] <= value <= row[high]


def test_every_trend_has_a_row_and_its_data(found):
    assert found.scorecard["trend"].tolist() == [trend.key for trend in TRENDS]
    assert found.scorecard["missing"].isna().all()
    assert found.scorecard["adoption"].between(0.005, 1).all()
    graded = found.scorecard.set_index("trend")["evidence"]
    assert graded[["first_party", "wallets", "packaging"]].tolist() == ["none", "crude", "experiment"]
    assert (graded.drop(["first_party", "wallets", "packaging", "omnichannel"]) == "adjusted").all()


def test_members_come_back_more_and_membership_does_nothing(found, truth):
    row = row_of(found, "loyalty")
    assert row["crude_low"] > 0.15
    assert holds(row, truth["loyalty"]["effect"])
    assert row["conf_high"] - row["conf_low"] < 0.08


def test_ar_saves_returns_where_it_seems_to_cost_them(found, truth):
    row = row_of(found, "ar")
    assert row["crude"] > 0
    assert row["crude_ratio"] > 1.2
    assert holds(row, truth["returns"]["requests"]["ar_factor"], "ratio")
    assert row["ratio_high"] < 0.85
    assert holds(row_of(found, "video"), truth["returns"]["requests"]["video_factor"], "ratio")


@pytest.mark.parametrize("trend", ["personalised", "mobile", "reviews", "omnichannel"])
def test_what_does_nothing_is_not_found(found, trend):
    row = row_of(found, trend)
    assert abs(row["estimate"]) < 3.5 * row["std_error"]


def test_machines_in_service(found, truth):
    told = truth["service"]
    again = told["again_within_7_days"]
    for trend, name in (("chatbot", "bot"), ("voice_assistant", "voice")):
        row = row_of(found, trend)
        since = again["by_handler_since_training"]
        before = again["not_solved"] - told["solved"]["human"]["before"] * (again["not_solved"] - again["solved"])
        differences = since[name] - before, since[name] - since["human"]
        assert row["conf_low"] <= differences[1] + 0.01, trend
        assert row["conf_high"] >= differences[0], trend
        assert row["conf_low"] > 0
    assert holds(row_of(found, "ai"), told["ai"]["factor_on_handling_time"], "ratio")
    shown = found.service.set_index(["metric", "handled_by"])
    for name, share in told["handed_off"].items():
        assert holds(shown.loc["service_handed_off", :].loc[name], share) or name == "human"


def test_points_and_payments(found, truth):
    row = found.points.iloc[0]
    assert holds(row, 1 - truth["loyalty"]["breakage"])
    given_up = found.payments[found.payments["metric"] == "payment_given_up"].set_index("payment")["estimate"]
    told = pd.Series(truth["pages"]["payment_given_up"])
    assert given_up.idxmax() == told.idxmax()
    assert given_up[told == 0].tolist() == [0]
    assert row_of(found, "wallets")["crude"] < 0


def test_discounts_do_not_go_by_score(found, truth):
    use = found.discounts[found.discounts["metric"] == "discount_use"].set_index("nps_class")
    difference = use.loc["promoters", "estimate"] - use.loc["detractors", "estimate"]
    error = np.hypot(use.loc["promoters", "std_error"], use.loc["detractors", "std_error"])
    assert abs(difference - truth["repeat_effects"]["discount_by_score"]) < 3.5 * error


def small(tmp_path, columns="", values="", customer="c"):
    header = f"order_id,customer_id,ordered_at,amount{columns}\n"
    who = [f"c{i % 30}" if customer else "" for i in range(60)]
    rows = [f"{i},{who[i]},2026-{1 + i % 10:02d}-11 10:00,5{values}\n" for i in range(60)]
    (tmp_path / "orders.csv").write_text(header + "".join(rows), "utf-8")
    lines = ['company = "x"', 'timezone = "Asia/Seoul"', 'currency = "KRW"', 'data_end = "2026-10-31"',
             "history_complete = true", "[orders]", 'source = "orders.csv"']  # fmt: skip
    (tmp_path / "cx.toml").write_text("\n".join(lines), "utf-8")
    return cx.open_company(tmp_path).load(month="2026-10")


def test_what_is_missing_is_named(tmp_path):
    found = cx.trend_effects(small(tmp_path, ",personalised,device", ",false,mobile"))
    missing = found.scorecard.set_index("trend")["missing"].dropna()
    assert missing["ar"] == "touchpoints.touchpoint=ar"
    assert missing["live_commerce"] == "orders.first_touch=live_commerce"
    assert missing["first_party"] == "customers.consent"
    assert "personalised" not in missing
    for need in missing:
        table, column = need.split("=")[0].split(".")
        assert column in TABLES[table].names
    rows = found.scorecard.set_index("trend").loc[["personalised", "mobile"]]
    assert rows["reason"].tolist() == ["too few to compare"] * 2
    assert rows["adoption"].tolist() == [0, 1]
    assert found.effects["outcome"].unique().tolist() == ["back"]
    assert found.points.empty
    assert found.discounts.empty
    shown = cx.protect([found.scorecard])[0]
    assert "no data: touchpoints.touchpoint = ar" in str(resolve(tables.trend_scorecard(shown, min_n=10), "en"))
    assert said.picture(shown) is None
    assert said.loyalty(shown, found.points)["type"] == "gap"


def test_guests_alone_can_be_compared_with_nobody(tmp_path):
    columns, values = ",personalised,first_touch,packaging,device", ",false,influencer,plain,mobile"
    found = cx.trend_effects(small(tmp_path, columns, values, customer=""))
    known = found.scorecard[found.scorecard["missing"].isna()]
    assert known["trend"].tolist() == ["personalised", "mobile", "influencer", "packaging"]
    assert known[["n", "evidence"]].to_numpy().tolist() == [[0, "none"]] * 4
    assert found.scorecard["missing"].iloc[0] == "orders.customer_id"


def test_labels_without_both_arms_are_left_out():
    rows = pd.DataFrame({"x": [0, 1] * 30 + [0] * 40, "shop": ["A"] * 60 + ["B"] * 40, "day": 0})
    rows = rows.assign(customer_id=range(100))
    rows["y"] = rows["x"] * 0.0 + ([1.0, 0, 0, 1] * 25)
    trend = Trend("t", (), rows="orders", exposed="x", outcomes=("y",), adjust=("shop",))
    assert len(alike(rows, trend)) == 60
    row = judged(rows, trend, "y", level=0.95)
    assert (row["n"], row["n_exposed"], row["evidence"]) == (60, 30, "adjusted")
    assert row["estimate"] == pytest.approx(rows["y"][1:60:2].mean() - rows["y"][0:60:2].mean())
    alone = judged(rows.assign(shop=["A"] * 55 + ["B"] * 45, x=[1] * 55 + [0] * 45), trend, "y", level=0.95)
    assert (alone["evidence"], alone["reason"]) == ("crude", "nobody alike to compare with")
    assert judged(rows[:12], trend, "y", level=0.95)["evidence"] == "none"


def test_grades_follow_their_rule():
    assert evidence(apart=0.0, placebo=(-0.1, 0.1)) == "adjusted"
    assert evidence(apart=0.0, placebo=(0.01, 0.1)) == "crude"
    assert evidence(apart=None) == "crude"
    assert evidence(apart=None, by_chance=True) == "experiment"
    assert next_test(0.2, level=0.95) == 6507


def test_without_orders_their_trends_have_no_data(tmp_path):
    (tmp_path / "customers.csv").write_text("customer_id,loyalty_since\na,2026-01-01\nb,\n", "utf-8")
    lines = ['company = "x"', 'timezone = "Asia/Seoul"', 'currency = "KRW"', 'data_end = "2026-10-31"',
             "history_complete = true", "[customers]", 'source = "customers.csv"']  # fmt: skip
    (tmp_path / "cx.toml").write_text("\n".join(lines), "utf-8")
    found = cx.trend_effects(cx.open_company(tmp_path).load(month="2026-10")).scorecard.set_index("trend")
    assert found.loc["loyalty", "missing"] == "orders.order_id"
