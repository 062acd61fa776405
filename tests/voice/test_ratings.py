"""Ratings that go with the recommendation: known weights, an independent library, and what is refused."""

import json

import numpy as np
import pandas as pd
import pingouin
import pytest

import cxmetrics as cx
from cxmetrics import estimate
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.voice.model import fitted
from cxmetrics.voice.surveys import Surveys

from .known import NAMES, app_truth, long, surveys, truth, with_app

SHARED = ("price_value", "site_ease", "delivery_care", "product_quality", "service_care", "brand_connection")


@pytest.fixture(scope="module")
def company(sample):
    return cx.open_company(sample / "cx.toml").load(), json.loads((sample / "truth.json").read_text("utf-8"))["drivers"]


def by_driver(found):
    return found.importance.set_index("driver")


@pytest.mark.parametrize("group", ["all", "elsewhere", "app"])
def test_the_sample_company_has_the_shares_that_are_told(company, group):
    loaded, told = company
    table = loaded.responses
    if group == "elsewhere":
        rows = table.df()
        table = cx.Table(rows[rows["channel"] != "app"], facts=table.facts)
    elif group == "app":
        table = table.where("channel", "app")
    found = cx.drivers(table, drivers=[*SHARED, *(["app_ease"] if group == "app" else [])])
    rows, share = by_driver(found), pd.Series(told["answers"][group]["share"])
    assert rows["conf_low"].le(share).all()
    assert rows["conf_high"].ge(share).all()
    assert rows["estimate"].idxmax() == share.idxmax() == "product_quality"
    assert rows["estimate"].sum() == pytest.approx(1)
    assert found.fit["conf_low"].item() < told["answers"][group]["r_squared"] < found.fit["conf_high"].item()
    assert rows.loc["brand_connection", "sign"] == "unclear"  # it has no weight of its own
    assert rows.loc["brand_connection", "conf_low"] > 0  # and shows by halo
    assert (rows.drop("brand_connection")["sign"] == "up").all()


def test_drivers_are_the_further_questions(company):
    loaded, told = company
    found = cx.drivers(loaded.responses)
    assert set(found.importance["driver"]) == set(told["weights"])
    left = found.left_out.set_index(["what", "why"])
    assert set(left.loc["question", "metric"]) == {"csat", "ces"}
    rows = loaded.responses.df().pivot_table(index="response_id", columns="metric", values="score")
    none = rows[rows["nps"].notna() & rows[list(told["weights"])].isna().all(axis=1)]
    assert left.loc[("survey", "no driver answered"), "n"] == len(none)
    used = rows[rows["nps"].notna() & rows[list(told["weights"])].notna().any(axis=1)]
    assert found.fit["surveys"].item() == len(used)
    assert by_driver(found).loc["app_ease", "answered"] == pytest.approx(used["app_ease"].notna().mean())
    who = loaded.responses.df().drop_duplicates("response_id").set_index("response_id")["customer_id"]
    guests = who[used.index].isna().sum()
    assert guests > 0
    assert found.fit["n"].item() == who[used.index].nunique() + guests  # a guest is one customer


def test_performance_is_the_share_of_good_answers(company):
    loaded, _ = company
    found = cx.drivers(loaded.responses, drivers=["product_quality", "ces"]).performance.set_index("driver")
    rows = loaded.responses.df().pivot_table(index="response_id", columns="metric", values="score")
    rows = rows[rows["nps"].notna()]
    assert found.loc["product_quality", "estimate"] == pytest.approx((rows["product_quality"].dropna() >= 4).mean())
    assert found.loc["ces", "estimate"] == pytest.approx((rows["ces"].dropna() >= 5).mean())
    alone = cx.csat(rows[["product_quality"]].dropna().rename(columns={"product_quality": "score"}))
    width = alone["conf_high"].item() - alone["conf_low"].item()
    row = found.loc["product_quality"]
    assert row["conf_high"] - row["conf_low"] > width  # answers of a customer go together
    assert row["n"] < alone["n"].item()


def test_intervals_hold_the_truth():
    """Of 200 companies with 300 customers, the intervals of 95% hold each true share, but for chance."""
    shares, r_squared = truth()
    held = np.zeros(5)
    for seed in range(200):
        who, ratings, outcome = surveys(300, seed)
        given = Surveys(pd.Series(outcome), pd.DataFrame(ratings, columns=NAMES), who, {}, pd.DataFrame())
        rows, fit = fitted(given, level=0.95, draws=200, seed=seed)
        wanted, got = [*shares, r_squared], pd.concat([rows, fit])
        held += (got["conf_low"] <= wanted) & (wanted <= got["conf_high"])
    assert (np.abs(held / 200 - 0.95) <= 3 * np.sqrt(0.95 * 0.05 / 200)).all(), held / 200


def test_customers_are_drawn_not_surveys():
    who, ratings, outcome = surveys(300, 1)
    columns = {"nps": outcome, **dict(zip(NAMES, ratings.T, strict=True))}
    four = {name: np.tile(of, 4) for name, of in columns.items()}
    facts = cx.Facts(scales={"nps": (-99, 99)})
    once, often, unknown = (
        by_driver(cx.drivers(cx.Table(rows, facts=facts)))
        for rows in (
            long(columns, customers=who),
            long(four, customers=np.tile(who, 4)),
            long(four).drop(columns="customer_id"),
        )
    )
    assert often[["conf_low", "conf_high"]].to_numpy() == pytest.approx(once[["conf_low", "conf_high"]].to_numpy())
    assert often["n"].tolist() == once["n"].tolist() == [300] * 4
    assert unknown["n"].tolist() == [4 * len(who)] * 4
    assert (unknown["std_error"] < 0.6 * often["std_error"]).all()


def test_a_question_that_concerns_some_is_neither_dropped_nor_made_up():
    columns, shares = with_app(40_000, 1), app_truth()
    facts = cx.Facts(scales={"nps": (-99, 99)})
    ours = by_driver(cx.drivers(cx.Table(long(columns), facts=facts))).loc[["parcel", "price", "app"]]
    assert ours["estimate"].to_numpy() == pytest.approx(shares, abs=0.015)
    assert (ours["conf_low"] <= shares).all()
    assert (shares <= ours["conf_high"]).all()
    assert ours.loc["app", "slope_low"] < 0.9 < ours.loc["app", "slope_high"]
    frame = pd.DataFrame(columns)
    for others in (frame.dropna(), frame.fillna({"app": frame["app"].mean()})):
        wrong = estimate.importance(others[["parcel", "price", "app"]], others["nps"], draws=2)
        assert abs(wrong.parts / wrong.r_squared - shares).max() > 0.08


@pytest.mark.parametrize("number", [6, 14])
def test_sfo_has_the_importance_of_another_library(real_data, number):
    path = next((real_data / "sfo_survey").glob("2017_SFO_Customer_Survey*.csv"))
    raw = pd.read_csv(path, dtype=str)
    names = [name for name in raw if name.startswith("Q7") and name != "Q7ALL"][:number]
    scores = raw[names].apply(pd.to_numeric)
    scores = scores.where((scores >= 1) & (scores <= 5))  # 0 is blank, 6 never used
    outcome = pd.to_numeric(raw["NETPRO"])
    rows = scores.assign(nps=outcome.where(outcome <= 10)).dropna()
    facts = cx.Facts(scales={"nps": (0, 10), **dict.fromkeys(names, (1, 5))})
    found = cx.drivers(cx.Table(long(rows), facts=facts), drivers=names, draws=50)
    theirs = pingouin.linear_regression(rows[names], rows["nps"], relimp=True).set_index("names")
    ours = by_driver(found).loc[names]
    assert ours["r_squared_part"].to_numpy() == pytest.approx(theirs.loc[names, "relimp"].to_numpy(), abs=1e-9)
    assert 100 * ours["estimate"].to_numpy() == pytest.approx(theirs.loc[names, "relimp_perc"].to_numpy(), abs=1e-6)
    assert ours["slope"].to_numpy() == pytest.approx(theirs.loc[names, "coef"].to_numpy(), abs=1e-9)
    assert found.fit["estimate"].item() == pytest.approx(theirs["r2"].iloc[0])
    everybody = cx.drivers(cx.Table(long(scores.assign(nps=outcome)), facts=facts), drivers=names, draws=50)
    assert everybody.fit["surveys"].item() == (scores.notna().any(axis=1) & (outcome <= 10)).sum() > len(rows)


def toy(n=200, **columns):
    rng = np.random.default_rng(0)
    parcel, price = rng.integers(1, 6, (2, n)).astype(float)
    nps = np.clip(parcel + price + rng.integers(-2, 3, n), 0, 10)
    return long({"nps": nps, "parcel": parcel, "price": price, **columns})


def test_a_high_score_that_is_bad_is_turned_round():
    rows = toy()
    effort = rows["metric"] == "price"
    rows.loc[effort, "score"] = 8 - rows.loc[effort, "score"]
    scales = {"nps": (0, 10), "parcel": (1, 5), "price": (1, 7)}
    found = cx.drivers(cx.Table(rows, facts=cx.Facts(scales=scales, directions={"price": "effort"})), draws=50)
    assert by_driver(found)["sign"].tolist() == ["up", "up"]
    good = (8 - rows.loc[effort, "score"] >= 5).mean()
    assert found.performance.set_index("driver").loc["price", "estimate"] == pytest.approx(good)
    assert by_driver(cx.drivers(rows, draws=50)).loc["price", "sign"] == "down"  # nothing is declared


def test_what_cannot_be_judged_says_why():
    nothing, same = np.full(200, np.nan), np.full(200, 3.0)
    few = np.where(np.arange(200) < 15, np.arange(200) % 3, np.nan)
    rows = toy(same=same, few=few, other=np.where(np.arange(200) < 40, 1.0, nothing))
    rows.loc[rows["metric"] == "other", "response_id"] += 1000
    found = cx.drivers(rows, drivers=["parcel", "price", "same", "few", "other"], draws=50)
    reasons = by_driver(found)["reason"]
    assert reasons["same"] == "all answered the same"
    assert reasons["few"] == "too few answers"
    assert reasons["other"] == "no answers"
    assert reasons[["parcel", "price"]].isna().all()
    assert by_driver(found).loc[["same", "few", "other"], ["estimate", "slope", "rank"]].isna().all(axis=None)
    assert found.performance.set_index("driver")["reason"]["parcel"] == "no scale declared"


def test_without_two_drivers_or_enough_customers_there_is_no_estimate():
    one = cx.drivers(toy(), drivers=["parcel"])
    assert (one.fit["reason"].item(), one.importance["reason"].item()) == ("fewer than two drivers",) * 2
    none = cx.drivers(toy()[lambda rows: rows["metric"] == "nps"])
    assert (len(none.importance), len(none.performance), none.fit["n"].item()) == (0, 0, 0)
    assert none.fit["reason"].item() == "fewer than two drivers"
    assert none.left_out.to_dict("list") == {
        "what": ["survey"],
        "metric": [None],
        "why": ["no driver answered"],
        "n": [200],
    }
    few = cx.drivers(toy(39))
    assert few.fit["reason"].item() == "too few answers"
    assert few.importance["estimate"].isna().all()
    assert cx.drivers(toy(40), draws=50).fit["reason"].item() is None
    flat = toy()
    flat.loc[flat["metric"] == "nps", "score"] = 7
    assert cx.drivers(flat).fit["reason"].item() == "all answered the same"


def test_answers_off_the_scale_do_not_count():
    rows = toy()
    rows.loc[rows["metric"] == "parcel", "score"] += [0.0] * 190 + [90.0] * 10
    rows.loc[rows.index[-1], "score"] = np.inf
    facts = cx.Facts(scales={"nps": (0, 10), "parcel": (1, 5)})
    found = cx.drivers(cx.Table(rows, facts=facts), draws=50)
    assert found.left_out.set_index("why")["n"].to_dict() == {"not on the scale": 11, "no driver answered": 1}
    assert by_driver(found)["n"].tolist() == [190, 199]


def test_rarely_answered_questions_are_left_out():
    rows = toy(rare=np.where(np.arange(200) < 19, 1.0, np.nan), tenth=np.where(np.arange(200) < 20, 1.0, np.nan))
    found = cx.drivers(rows, draws=50)
    assert found.importance["driver"].tolist() == ["parcel", "price", "tenth"]
    left = {"what": ["question"], "metric": ["rare"], "why": ["rarely answered"], "n": [19]}
    assert found.left_out.to_dict("list") == left


def test_bad_input_is_refused():
    with pytest.raises(
        ParameterError, match=r"E-QUESTION .*'npss'.* did you mean 'nps'\? There are: nps, parcel, price"
    ):
        cx.drivers(toy(), outcome="npss")
    with pytest.raises(ParameterError, match=r"'delivery'\. Fix: one of: nps, parcel, price"):
        cx.drivers(toy(), drivers=["parcel", "delivery"])
    with pytest.raises(ParameterError, match="E-QUESTION .*'nps'"):
        cx.drivers(toy()[:0])
    for names in (["parcel", "parcel"], ["parcel", "nps"]):
        with pytest.raises(ParameterError, match="E-ROLE .*twice"):
            cx.drivers(toy(), drivers=names)
    with pytest.raises(DataError, match="E-TWICE responses 2 questions are answered twice .*'nps' in '0'"):
        cx.drivers(pd.concat([toy(), toy()[lambda rows: rows["metric"] == "nps"][:2]]))
    with pytest.raises(ParameterError, match="no column 'response_id'"):
        cx.drivers(pd.DataFrame({"metric": ["nps"], "score": [9]}))
    with pytest.raises(ParameterError, match="E-LEVEL"):
        cx.drivers(toy(), level=95)
    many = {f"q{number:02}": np.where(np.arange(200) < 100 + number, 1.0, np.nan) for number in range(17)}
    with pytest.raises(ParameterError, match=r"E-DRIVERS 19 drivers .*drivers=\['parcel', 'price', 'q16', .*'q03'\]"):
        cx.drivers(toy(**many))


def test_any_table_gives_the_same(tmp_path):
    rows = toy()
    rows.to_parquet(tmp_path / "answers.parquet")
    frames = [cx.drivers(given, draws=50).importance for given in (rows, tmp_path / "answers.parquet",
                                                                   rows.sample(frac=1, random_state=1))]  # fmt: skip
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])
