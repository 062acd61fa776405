"""Counts of channels against the slow way with pandas, and their errors against statsmodels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

import cxmetrics as cx
from cxmetrics.channels import (
    LOST,
    TIED,
    channel_mix,
    channel_pairs,
    has_stores,
    next_channel,
    preferred_channel,
    store_mix,
)
from cxmetrics.errors import ParameterError
from tests.channels.toy import END, bought, company, purchases, since

ASKED = {"data_end": END.date()}


@pytest.fixture(scope="module")
def orders():
    return company()


def clustered_error(hit, units):
    """Standard error of a share over clusters, as R's svymean has it."""
    fit = sm.OLS(np.asarray(hit, float), np.ones(len(hit))).fit(
        cov_type="cluster", cov_kwds={"groups": units, "use_correction": False}
    )
    groups = len(set(units))
    return float(fit.bse[0]) * np.sqrt(groups / (groups - 1))


def test_the_mix_of_a_month_is_that_of_a_slow_count(orders):
    found = channel_mix(orders, **ASKED).set_index(["channel", "period"])
    known = bought(orders).dropna(subset="channel").drop_duplicates(["customer_id", "day"])
    known["month"] = known["ordered_at"].dt.strftime("%Y-%m")
    assert len(found) == len(known.drop_duplicates(["channel", "month"]))
    for (month, channel), rows in known.groupby(["month", "channel"]):
        row, whole = found.loc[(channel, month)], known[known["month"] == month]
        assert (row["n"], row["of"]) == (rows["customer_id"].nunique(), len(whole))
        assert row["estimate"] == pytest.approx(len(rows) / len(whole))
    whole = known[known["month"] == "2026-03"]
    codes = pd.factorize(whole["customer_id"])[0]
    row = found.loc[("web", "2026-03")]
    assert row["std_error"] == pytest.approx(clustered_error(whole["channel"] == "web", codes))
    low, high = proportion_confint(row["estimate"] * row["n_eff"], row["n_eff"], method="wilson")
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((low, high))


def test_the_shares_of_a_month_add_up_and_can_be_compared_with_a_year_earlier(orders):
    found = channel_mix(orders, **ASKED)
    assert found.groupby("period")["estimate"].sum().tolist() == pytest.approx([1] * found["period"].nunique())
    changes = cx.changes(found, against=("last_year",))
    row = changes[(changes["period"] == "2026-10") & (changes["channel"] == "web")].iloc[0]
    both = found[found["channel"] == "web"].set_index("period")["estimate"]
    assert row["difference"] == pytest.approx(both["2026-10"] - both["2025-10"])


def test_pairs_of_channels_are_those_of_a_slow_count(orders):
    found = channel_pairs(orders, days=200, **ASKED)
    known = bought(orders).dropna(subset="channel")
    sets = known[known["day"] >= since(200)].groupby("customer_id")["channel"].agg(set)
    assert set(found["of"]) == {len(sets)}
    for row in found.itertuples():
        both = sum({row.channel, row.beside} <= used for used in sets)
        assert (row.n, row.estimate) == (both, pytest.approx(both / len(sets)))
    assert len(found) == 10  # each of four channels and six pairs, once


def test_the_preferred_channel_is_that_of_most_purchases(orders):
    found = preferred_channel(orders, days=300, **ASKED).set_index("channel")["n"]
    known = bought(orders).dropna(subset="channel").drop_duplicates(["customer_id", "day"])
    known = known[known["day"] >= since(300)]
    modes = known.groupby("customer_id")["channel"].agg(lambda used: used.mode().tolist())
    want = modes.map(lambda most: most[0] if len(most) == 1 else TIED).value_counts()
    assert found.to_dict() == want.to_dict()


def test_next_channels_are_those_of_a_slow_count(orders):
    found = next_channel(orders, within_days=60, **ASKED).set_index(["channel", "next_channel"])
    known = purchases(orders).assign(channel=lambda rows: rows["channel"].fillna(""))
    by = known.groupby("customer_id")
    known["gap"] = (by["day"].shift(-1) - known["day"]).dt.days
    known["next"] = by["channel"].shift(-1).where(known["gap"] <= 60, LOST)
    until = END - pd.Timedelta(days=60)
    seen = known[(known["day"] <= until) & (known["day"] > until - pd.Timedelta(days=365))]
    assert len(found) == len(seen.drop_duplicates(["channel", "next"]))
    for (channel, then), rows in seen.groupby(["channel", "next"]):
        row = found.loc[(channel, then)]
        assert (row["moves"], row["n"]) == (len(rows), rows["customer_id"].nunique())
        assert row["of"] == (seen["channel"] == channel).sum()
        if then != LOST:
            assert row["days"] == rows["gap"].median()
    own = seen[seen["channel"] == "app"]
    error = clustered_error(own["next"] == LOST, pd.factorize(own["customer_id"])[0])
    assert found.loc[("app", LOST), "std_error"] == pytest.approx(error)
    assert found["estimate"].groupby("channel").sum().to_numpy() == pytest.approx(1)


def test_stores_beside_online_by_segment(orders):
    found = store_mix(orders, by="segment", days=400, **ASKED).set_index(["segment", "place"])
    known = bought(orders).dropna(subset="channel")
    known = known[known["day"] >= since(400)]
    for segment, rows in known.groupby("segment"):
        sets = rows.groupby("customer_id")["channel"].agg(set)
        want = {
            "store_only": sum(used == {"store"} for used in sets),
            "online_only": sum("store" not in u for u in sets),
        }
        want["both"] = len(sets) - sum(want.values())
        assert {place: found.loc[(segment, place), "n"] for place in want} == want
        assert found.loc[(segment, "both"), "of"] == len(sets)
    total = store_mix(orders, stores=["store", "live"], days=400, **ASKED).set_index("place")
    sets = known.groupby("customer_id")["channel"].agg(set)
    assert total.loc["store_only", "n"] == sum(used <= {"store", "live"} for used in sets)


@pytest.mark.parametrize(("metric", "column"), [(channel_pairs, "beside"), (preferred_channel, "channel")])
def test_the_first_day_of_a_window_is_in_it(metric, column):
    days = [END - pd.Timedelta(days=9), END - pd.Timedelta(days=10)]
    rows = pd.DataFrame({"order_id": list("12"), "customer_id": list("ab"), "ordered_at": days, "amount": 1.0,
                         "channel": ["in", "out"]})  # fmt: skip
    assert metric(rows, days=10, **ASKED)[column].tolist() == ["in"]
    assert len(metric(rows, days=11, **ASKED)) == 2


def test_a_channel_whose_name_holds_that_of_a_store_is_none():
    rows = pd.DataFrame({"order_id": list("12"), "customer_id": list("ab"), "ordered_at": END, "amount": 1.0,
                         "channel": ["bookstore", "store"]})  # fmt: skip
    assert store_mix(rows, **ASKED).set_index("place")["n"].to_dict() == {"store_only": 1, "online_only": 1}
    assert has_stores(rows)
    assert not has_stores(rows[rows["channel"] != "store"])


def test_one_channel_only():
    rows = company().assign(channel="web")
    assert channel_mix(rows, **ASKED)["estimate"].eq(1).all()
    assert channel_pairs(rows, **ASKED)["estimate"].tolist() == [1]
    assert preferred_channel(rows, **ASKED)["channel"].tolist() == ["web"]
    assert set(next_channel(rows, **ASKED)["next_channel"]) == {"web", LOST}
    assert store_mix(rows, **ASKED)["place"].tolist() == ["online_only"]


@pytest.mark.parametrize("metric", [channel_mix, channel_pairs, preferred_channel, next_channel, store_mix])
def test_without_a_channel_there_is_an_error_and_without_its_values_nothing(metric):
    with pytest.raises(ParameterError, match="no column 'channel'"):
        metric(company(n=20).drop(columns="channel"), **ASKED)
    empty = metric(company(n=20).assign(channel=None).head(0), **ASKED)
    assert empty.empty
    assert cx.protect([empty])[0].empty


def test_windows_are_days_and_groups_are_columns(orders):
    with pytest.raises(ParameterError, match="days=0 is no window"):
        channel_pairs(orders, days=0, **ASKED)
    with pytest.raises(ParameterError, match=r"within_days=1\.5 is no window"):
        next_channel(orders, within_days=1.5, **ASKED)
    with pytest.raises(ParameterError, match="no column 'tier'"):
        store_mix(orders, by="tier", **ASKED)
    with pytest.raises(ParameterError, match="until when"):
        channel_mix(orders)


def test_small_groups_are_hidden_and_nothing_gives_them_back(orders):
    few = orders[~orders["channel"].isin(["live"]) | (np.arange(len(orders)) % 9 == 0)]
    frames = [channel_mix(few, **ASKED), channel_pairs(few, **ASKED), preferred_channel(few, **ASKED)]
    frames += [next_channel(few, **ASKED), store_mix(few, by="segment", **ASKED)]
    shown = cx.protect(frames)
    assert any(frame["n"].lt(10).any() for frame in frames)
    for raw, frame in zip(frames, shown, strict=True):
        assert frame.loc[raw["n"] < 10, "hidden"].notna().all()
        assert frame.loc[frame["hidden"].notna(), ["estimate", "conf_low", "of"]].isna().all(axis=None)


def test_parts_of_a_whole_are_not_pooled(orders):
    few = orders[~orders["channel"].isin(["live"]) | (np.arange(len(orders)) % 9 == 0)]
    shown = cx.protect([channel_mix(few, **ASKED)], merge=True)[0]
    assert not shown["channel"].eq("__other__").any()
