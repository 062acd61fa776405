"""Clicks of a shop without a purchase event: paths and steps are counted, and nobody is said not to have bought."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.contract import Touchpoint
from cxmetrics.path import LEFT

MOVES = {  # of a main category: to the end of the session, and to each category (plain pandas)
    "1": [6671, 34598, 3153, 3206, 2114],
    "2": [6056, 2027, 25645, 2997, 1683],
    "3": [5542, 2252, 1723, 26326, 2734],
    "4": [5757, 1618, 1415, 1603, 28354],
}


@pytest.fixture(scope="module")
def clicks(real_data):
    """A session as a customer, its n-th click in its n-th second, and the main category as touchpoint."""
    raw = pd.read_csv(real_data / "eshop_clicks" / "eshop_clothing_2008.csv", sep=";")
    day = pd.to_datetime(raw[["year", "month", "day"]])
    return pd.DataFrame({
        "customer_id": raw["session ID"], "touchpoint": raw["page 1 (main category)"].astype(str),
        "occurred_at": day + pd.to_timedelta(raw["order"], unit="s"),
    })  # fmt: skip


@pytest.fixture(scope="module")
def found(clicks):
    register = {name: Touchpoint("ask", "sales channels", "digital") for name in MOVES}
    return cx.journey(clicks, register=register, since="2008-04-01", data_end="2008-09-30")


def test_every_click_is_counted(clicks, found):
    assert found.left_out.set_index("fate").loc["used", ["contacts", "n"]].tolist() == [165_474, 24_026]
    assert found.touchpoints["contacts"].sum() == 165_474
    assert (found.touchpoints["of"] == 24_026).all()
    a_session = clicks.groupby("customer_id").size()
    assert a_session.mean() == pytest.approx(6.887, abs=0.001)
    assert a_session.median() == 4
    assert found.touchpoints["contacts"].sum() / found.touchpoints["of"].max() == pytest.approx(a_session.mean())


def test_transitions(found):
    rows = found.transitions.set_index(["touchpoint", "next_touchpoint"])
    for one, counts in MOVES.items():
        ends = (LEFT, *MOVES)
        assert [rows.loc[(one, two), "moves"] for two in ends] == counts
        shares = np.array(counts) / sum(counts)
        assert [rows.loc[(one, two), "estimate"] for two in ends] == pytest.approx(shares)
    assert rows["moves"].sum() == 165_474
    # clicks of one session are no separate customers
    assert (rows["n_eff"] < rows["of"]).mean() > 0.8


def test_no_purchase_event_is_no_lost_customer(found):
    stages = found.stages.set_index("stage")
    for stage in ("act", "advocate"):
        assert stages.loc[stage, "reason"] == "nothing in the data shows it"
        assert stages.loc[[stage], ["estimate", "conversion", "drop_off", "quiet"]].isna().all(axis=None)
    assert stages.loc["ask", "n"] == 24_026
    assert stages.loc[["ask"], ["conversion", "moved", "drop_off", "days"]].isna().all(axis=None)
    assert found.steps[["stage", "next_stage", "reason"]].to_numpy().tolist() == [
        ["ask", "any", "nothing in the data shows it"]
    ]
    assert found.steps["estimate"].isna().all()
    assert found.times.empty
    assert found.attribution[["estimate", "removal", "first_share"]].isna().all(axis=None)
    assert set(found.attribution["reason"]) == {"no journey came to act"}
    assert found.paths["came"].isna().all()
    assert found.touchpoints["bought"].isna().all()
    assert found.first_order["estimate"].isna().all()


def test_ways(clicks, found):
    """Categories in their order, repeats taken together: as counted by pandas."""
    ordered = clicks.sort_values(["customer_id", "occurred_at"])
    turns = ordered[ordered["touchpoint"].ne(ordered["touchpoint"].shift())
                    | ordered["customer_id"].ne(ordered["customer_id"].shift())]  # fmt: skip
    ways = turns.groupby("customer_id")["touchpoint"].agg(lambda names: "|".join(list(names)[:12])).value_counts()
    rows = found.paths[found.paths["kind"] == "touchpoints"].set_index("path").drop(index="__other__")
    assert rows["n"].to_dict() == ways.loc[rows.index].to_dict()
    assert rows["n"].tolist() == ways.head(20).tolist()
    assert set(rows["variants"]) == {len(ways)}
    assert rows["covered"].iloc[-1] == pytest.approx(ways.head(20).sum() / 24_026)
