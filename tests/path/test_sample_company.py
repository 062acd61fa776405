"""The customer path of the sample company, whose truth is known."""

import json
from math import expm1
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import estimate
from cxmetrics.path import Journey

WIDE = 0.9995  # level of the intervals: 40 true values are to lie in theirs, whatever the seed
SINCE = "2024-08-01"


class Told(NamedTuple):
    journey: Journey
    year: Journey
    truth: dict[str, Any]


@pytest.fixture(scope="module")
def told(sample):
    """Two years and the last one; a row that is in the file twice once, as `cx.open_company` reads it."""
    truth = json.loads((sample / "truth.json").read_text("utf-8"))["journey"]
    touches = pd.read_parquet(sample / "touchpoints.parquet").drop_duplicates()
    options = {"data_end": "2026-10-31", "timezone": "Asia/Seoul", "level": WIDE}
    return Told(cx.journey(touches, since=SINCE, **options), cx.journey(touches, **options), truth)


@pytest.fixture(scope="module")
def loaded(sample):
    return cx.open_company(sample / "cx.toml").load()


@pytest.fixture(params=["journey", "year"])
def made(request, told):
    return getattr(told, request.param)


def holds(row, truth, name="conf"):
    return row[f"{name}_low"] <= truth <= row[f"{name}_high"]


def test_transitions_are_as_told(made, told):
    """Of those in a stage, as many go on first to each other one as the truth says, and no others."""
    for stage, to in told.truth["transitions"].items():
        steps = made.steps[made.steps["stage"] == stage].set_index("next_stage")
        for name, share in to.items():
            if name != "lost":
                assert holds(steps.loc[name], share), (stage, name)
        assert holds(steps.loc["any"], 1 - to["lost"]), stage
        others = steps.drop(index=[name for name in to if name != "lost"] + ["any"])
        assert (others["estimate"] < 0.005).all(), stage  # a buyer's contacts do not always stand in their order


def test_days_are_as_told(made, told):
    for name, days in told.truth["days"]["reached_by"].items():
        stage, to = name.split("_")
        curve = made.times[(made.times["stage"] == stage) & (made.times["next_stage"] == to)].set_index("day")
        for day, share in days.items():
            assert holds(curve.loc[int(day)], share), (name, day)


def test_advocates_are_as_told(made, told):
    """Exponential with a mean of 40 days, cut at 150: the share that are advocates by a day, and by 180 all of them."""
    days, share = told.truth["days"]["act_advocate"], told.truth["transitions"]["act"]["advocate"]
    mean, longest = days["mean_before_the_cut"], days["longest"]
    curve = made.times[(made.times["stage"] == "act") & (made.times["next_stage"] == "advocate")].set_index("day")
    for day in (7, 30, 90, 150, 180):
        truth = share * min(expm1(-day / mean) / expm1(-longest / mean), 1.0)
        assert holds(curve.loc[day], truth), day
    assert holds(made.stages.set_index("stage").loc["act"], share, "conversion")


def test_conversions_are_as_told(made, told):
    """By the furthest stage: who skips one has passed it."""
    rows, to = made.stages.set_index("stage"), told.truth["transitions"]
    assert holds(rows.loc["aware"], 1 - to["aware"]["lost"], "conversion")
    ask = to["aware"]["ask"] + to["aware"]["appeal"] * (1 - to["appeal"]["lost"])
    assert holds(rows.loc["appeal"], ask / (1 - to["aware"]["lost"]), "conversion")
    act = told.truth["reach_act"]
    assert holds(rows.loc["ask"], act / ask, "conversion")
    assert rows.loc["aware", "estimate"] == 1
    counts = rows.loc[["aware", "appeal", "ask", "act"], "ready"]
    assert (counts > 300).all()


def test_a_third_of_the_journeys_come_to_act(told):
    """Of journeys that have had time for it: those that began two months before the end and earlier."""
    closed = told.journey.attribution
    low, high = estimate.wilson(closed["of"].max(), closed["began"].max(), level=WIDE)
    assert low <= told.truth["reach_act"] <= high


def test_half_have_gone_on_by_the_day_that_is_told(told):
    rows = told.journey.stages.set_index("stage")
    appeal, ask = (told.truth["days"]["reached_by"][f"aware_{name}"] for name in ("appeal", "ask"))
    by_week = appeal["7"] + ask["7"]
    assert by_week > 0.5
    assert 3 < rows.loc["aware", "days"] <= 7
    assert rows.loc["aware", "days_low"] <= rows.loc["aware", "days"] <= rows.loc["aware", "days_high"]
    assert np.isnan(rows.loc["act", "days"])  # a quarter becomes an advocate: half never do


def test_contacts_before_the_first_order_are_as_told(loaded, told):
    """Orders are those of the company; AR and video come on top of the contacts that the truth tells."""
    register = {name: place for name, place in loaded.config.journey.register.items() if name not in {"ar", "video"}}
    truth = told.truth["touches_before_first_order"]
    found = cx.journey(loaded.touchpoints, orders=loaded.orders, register=register, since=SINCE, level=WIDE).first_order
    rows = found.set_index("metric")
    assert holds(rows.loc["contacts_before_first_order"], truth["mean"])
    assert holds(rows.loc["first_orders_after_5_to_12"], truth["share_5_to_12"])
    assert holds(rows.loc["minutes_before_first_order"], truth["research_seconds"] / 60)
    assert rows.loc["contacts_before_first_order", "n"] > 500


def test_the_account_of_the_sample(loaded):
    found = cx.journey(loaded.touchpoints, loaded.responses, loaded.orders, customers=loaded.customers)
    fates = found.left_out.groupby("fate")["contacts"].sum()
    assert fates["used"] == found.touchpoints["contacts"].sum()
    assert fates.drop(["before joining", "same instant"]).sum() == len(loaded.touchpoints)
    assert found.stages["reason"].isna().all()
    assert found.touchpoints["pain_rank"].notna().any()
