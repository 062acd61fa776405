"""Gaps in the repeat rate: counted the slow way, overlap weights by statsmodels, and what parcels and answers count."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.proportion import confint_proportions_2indep

from cxmetrics.value import links
from tests.channels.toy import END
from tests.value import made

DAY = pd.Timedelta(days=1)


def invented(seed=5, n=2400):
    """New customers of two regions: in the far one parcels are late more often, and fewer come back anyway."""
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"customer_id": [f"c{i:04}" for i in range(n)], "segment": rng.choice(["vip", "plain"], n)})
    far = rng.random(n) < 0.4
    first = END - pd.to_timedelta(rng.integers(0, 600, n), unit="D") - pd.Timedelta(hours=9)
    late = rng.random(n) < np.where(far, 0.45, 0.15)
    back = rng.random(n) < 0.45 - 0.2 * far - 0.1 * late
    again = first + pd.to_timedelta(rng.integers(5, 140, n), unit="D")
    bought = [pd.DataFrame({"customer_id": people["customer_id"], "ordered_at": when}) for when in (first, again)]
    orders = pd.concat([bought[0].assign(order_id=people.index.map("a{}".format)),
                        bought[1][back].assign(order_id=people.index[back].map("b{}".format))])  # fmt: skip
    orders = orders[orders["ordered_at"] <= END].reset_index(drop=True).assign(amount=9.0, status=None)
    promised = first.normalize() + 2 * DAY
    came = promised + pd.to_timedelta(np.where(late, rng.integers(1, 5, n), -1), unit="D") + pd.Timedelta(hours=20)
    deliveries = pd.DataFrame({"order_id": people.index.map("a{}".format), "promised_on": promised.date,
                               "delivered_at": pd.Series(came).where(came <= END), "carrier": "one",
                               "region": np.where(far, "far", "near")})  # fmt: skip
    deliveries = deliveries[(rng.random(n) < 0.9) & (promised <= END)]
    said = first + pd.to_timedelta(rng.integers(1, 45, n), unit="D")
    score = np.where(late, rng.integers(0, 10, n), rng.integers(5, 11, n))
    answers = pd.DataFrame({"response_id": range(n), "responded_at": said, "metric": "nps", "score": score,
                            "customer_id": people["customer_id"]})  # fmt: skip
    answers = answers[(answers["responded_at"] <= END) & (rng.random(n) < 0.7)]
    return {"orders": orders, "customers": people, "deliveries": deliveries, "responses": answers}


@pytest.fixture(scope="module")
def tables():
    return invented()


@pytest.fixture(scope="module")
def found(tables, tmp_path_factory):
    company = made.loaded(tmp_path_factory.mktemp("value") / "x", **tables)
    frame = links(company, segments=["vip"])
    return frame.set_index([frame["metric"].str.removeprefix("baseline_repeat_gap_"), "segment"])


@pytest.fixture(scope="module")
def parcels(tables):
    """A row a new customer with a parcel: late or not, and whether there was a purchase in the 90 days after."""
    rows = []
    sent = tables["deliveries"].set_index("order_id")
    segments = tables["customers"].set_index("customer_id")["segment"]
    for who, own in tables["orders"].sort_values("ordered_at").groupby("customer_id"):
        days, order = own["ordered_at"].dt.normalize(), own["order_id"].iloc[0]
        first = days.iloc[0]
        if order not in sent.index or first > END - 90 * DAY:
            continue
        came, due = sent.loc[order, "delivered_at"], pd.Timestamp(sent.loc[order, "promised_on"])
        late = (END if pd.isna(came) else came.normalize()) > due
        rows.append({"segment": segments[who], "on_time": int(not late), "month": f"m{first.month}",
                     "year": f"y{first.year}", "region": sent.loc[order, "region"],
                     "back": int(((days > first) & (days <= first + 90 * DAY)).any())})  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize("segment", ["", "vip"])
def test_the_crude_gap_of_parcels_is_newcombes_of_a_slow_count(found, parcels, segment):
    rows, row = (
        parcels if not segment else parcels[parcels["segment"] == segment],
        found.loc[("on_time_crude", segment)],
    )
    sums = rows.groupby("on_time")["back"].agg(["sum", "size"])
    (k0, n0), (k1, n1) = sums.to_numpy()
    wanted = confint_proportions_2indep(k1, n1, k0, n0, method="newcomb")
    assert row["n"] == len(rows)
    assert row[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx([k1 / n1 - k0 / n0, *wanted])


@pytest.mark.parametrize("segment", ["", "vip"])
def test_the_gap_of_parcels_is_by_overlap_weights(found, parcels, segment):
    rows = parcels if not segment else parcels[parcels["segment"] == segment]
    model = "on_time ~ C(month) + C(year) + C(region)" + ("" if segment else " + C(segment)")
    chance = smf.logit(model, rows).fit(disp=False).predict(rows)
    late, on_time = (np.average(rows["back"][side], weights=weight[side]) for side, weight in
                     ((rows["on_time"] == 0, chance), (rows["on_time"] == 1, 1 - chance)))  # fmt: skip
    row = found.loc[("on_time", segment)]
    assert row["estimate"] == pytest.approx(on_time - late, abs=1e-6)
    assert row["method"] == "overlap"
    crude = found.loc[("on_time_crude", segment), "estimate"]
    assert row["conf_low"] < 0.1 < row["conf_high"]
    assert abs(row["estimate"] - 0.1) < abs(crude - 0.1)


def test_the_gap_of_scores_counts_new_customers_who_had_not_bought_since(found, tables):
    sides = {"promoters": [], "detractors": []}
    days = made.occasions(tables["orders"]).groupby("customer_id")["day"]
    for row in tables["responses"].itertuples():
        bought, said = days.get_group(row.customer_id), row.responded_at.normalize()
        new = said - bought.min() <= 30 * DAY and not ((bought > bought.min()) & (bought <= said)).any()
        if new and said <= END - 90 * DAY and not 7 <= row.score <= 8:
            back = ((bought > said) & (bought <= said + 90 * DAY)).any()
            sides["promoters" if row.score > 8 else "detractors"].append(back)
    (k1, n1), (k0, n0) = ((sum(side), len(side)) for side in sides.values())
    wanted = confint_proportions_2indep(k1, n1, k0, n0, method="newcomb")
    row = found.loc[("score", "")]
    assert row["n"] == n0 + n1
    assert row[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx([k1 / n1 - k0 / n0, *wanted])


def test_few_customers_on_a_side_and_nobody_alike_are_missing(tables, tmp_path):
    few = tables["deliveries"].assign(delivered_at=tables["deliveries"]["promised_on"] - DAY).head(2000)
    found = links(made.loaded(tmp_path / "a", **(tables | {"deliveries": few}))).set_index("metric")["reason"]
    assert found["baseline_repeat_gap_on_time"] == found["baseline_repeat_gap_on_time_crude"]
    assert found["baseline_repeat_gap_on_time"] == "too few customers on a side"
    came = pd.to_datetime(tables["deliveries"]["delivered_at"]).dt.normalize()
    late = came > pd.to_datetime(tables["deliveries"]["promised_on"])
    parted = tables["deliveries"].assign(region=np.where(late, "late", "on time"))
    found = links(made.loaded(tmp_path / "b", **(tables | {"deliveries": parted}))).set_index("metric")
    assert found.loc["baseline_repeat_gap_on_time", "reason"] == "nobody alike to compare with"
    assert pd.isna(found.loc["baseline_repeat_gap_on_time", "estimate"])
    assert found.loc["baseline_repeat_gap_on_time_crude", "estimate"] > 0


def test_an_answer_is_of_nobody_without_customers(tables, tmp_path):
    answers = tables["responses"].drop(columns="customer_id")
    company = made.loaded(tmp_path, orders=tables["orders"], responses=answers)
    found = links(company, segments=["vip"]).set_index(["segment", "metric"])["reason"]
    assert found["", "baseline_repeat_gap_score"] == "no answers"
    assert found["vip", "baseline_repeat_gap_score"] == "no answers"
    assert found["", "baseline_repeat_gap_on_time"] == "no deliveries"
