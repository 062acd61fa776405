"""Rows of the trends: a slow count with pandas, nothing of the time after, and frames that are counted by hand."""

import numpy as np
import pandas as pd
import pytest

from cxmetrics import engine
from cxmetrics.trends import details, fair
from cxmetrics.trends.rows import Data, contacts_of, orders_of

END = pd.Timestamp("2026-10-31")
BEFORE = ["nth", "gap", "ar", "video", "reviews", "product_page", "other_touches", "joined", "personalised"]


def data(end=END, **frames):
    return Data({name: engine.as_table(frame) for name, frame in frames.items()}, end.date())


def random_company(seed=3, people=80):
    rng = np.random.default_rng(seed)
    size = people * 5
    when = pd.Timestamp("2025-06-01") + pd.to_timedelta(rng.integers(0, 500 * 24 * 60, size), "m")
    orders = pd.DataFrame({"order_id": [f"o{i:04d}" for i in range(size)], "ordered_at": when, "amount": 10.0})
    orders["customer_id"] = [f"c{i}" for i in rng.integers(0, people, size)]
    orders["status"] = rng.choice(["completed", "cancelled", "returned"], size, p=[0.8, 0.1, 0.1])
    orders["personalised"] = rng.random(size) < 0.4
    back = rng.choice(size * 6, size * 3, replace=False) // 6
    before = pd.to_timedelta(rng.integers(-20 * 24 * 60, 45 * 24 * 60, len(back)), "m")
    touches = pd.DataFrame({"customer_id": orders["customer_id"].to_numpy()[back], "occurred_at": when[back] - before})
    touches["touchpoint"] = rng.choice(["ar", "video", "online_reviews", "product_page", "website"], len(back))
    asked = rng.choice(size, size // 4, replace=False)
    later = pd.to_timedelta(rng.integers(0, 60, len(asked)), "D")
    returns = pd.DataFrame({"order_id": orders["order_id"].to_numpy()[asked], "requested_at": when[asked] + later})
    returns["kind"] = "return"
    joined = pd.Timestamp("2025-06-01") + pd.to_timedelta(rng.integers(0, 500, people), "D")
    customers = pd.DataFrame({"customer_id": [f"c{i}" for i in range(people)], "loyalty_since": joined, "segment": "A"})
    customers.loc[::3, "loyalty_since"] = pd.NaT
    return {"orders": orders, "touchpoints": touches, "returns": returns, "customers": customers}


def slowly(frames):
    """The same rows, order by order."""
    orders = frames["orders"][frames["orders"]["status"] != "cancelled"]
    orders = orders.assign(day=orders["ordered_at"].dt.normalize()).sort_values(
        ["customer_id", "ordered_at", "order_id"]
    )
    rows = []
    for order in orders.itertuples():
        own = orders[(orders["customer_id"] == order.customer_id) & (orders["status"] != "returned")]
        earlier, later = own.loc[own["day"] < order.day, "day"], own.loc[own["day"] > order.day, "day"]
        touched = frames["touchpoints"][frames["touchpoints"]["customer_id"] == order.customer_id]
        before = orders[(orders["customer_id"] == order.customer_id) & (orders["ordered_at"] < order.ordered_at)]
        touched = touched[(touched["occurred_at"] < order.ordered_at)
                          & ((order.day - touched["occurred_at"].dt.normalize()).dt.days <= 30)
                          & ~(touched["occurred_at"] <= before["ordered_at"].max())]  # fmt: skip
        asked = frames["returns"][frames["returns"]["order_id"] == order.order_id]["requested_at"].dt.normalize()
        seen = set(touched["touchpoint"])
        counts = order.status != "returned" and order.ordered_at == own[own["day"] == order.day]["ordered_at"].min()
        since = frames["customers"].set_index("customer_id")["loyalty_since"][order.customer_id]
        rows.append({
            "nth": min(earlier.nunique() + 1, 6), "gap": (order.day - earlier.max()).days,
            "next_gap": (later.min() - order.day).days, "occasion": counts,
            "back": np.nan if not counts or (END - order.day).days < 90 else (later.min() - order.day).days <= 90,
            "ar": "ar" in seen, "video": "video" in seen,
            "reviews": "online_reviews" in seen, "product_page": "product_page" in seen,
            "other_touches": (touched["touchpoint"] == "website").sum(),
            "returned": np.nan if (END - order.day).days < 30 else ((asked - order.day).dt.days <= 30).any(),
            "joined": np.nan if since <= earlier.max() else since <= order.day,
        })  # fmt: skip
    return pd.DataFrame(rows).astype(float)


def test_rows_of_orders_are_those_of_a_slow_count():
    frames = random_company()
    found, want = orders_of(data(**frames)), slowly(frames)
    assert len(found) == len(want) > 300
    pd.testing.assert_frame_equal(found[list(want.columns)].astype(float), want, check_dtype=False)
    assert 20 < want["ar"].sum() < 0.5 * len(want)
    assert want["joined"].isna().any()
    assert found["contacted"].isna().all()  # no tickets: nobody knows


def test_nothing_of_the_time_after_an_order_is_known_before_it():
    frames, cut = random_company(), pd.Timestamp("2026-06-30 23:59:59")
    times = {"orders": "ordered_at", "touchpoints": "occurred_at", "returns": "requested_at"}
    past = {name: frame[frame[times[name]] <= cut] if name in times else frame for name, frame in frames.items()}
    keys = ["customer_id", "day", "sent_back", "of_day"]
    early = orders_of(data(cut.normalize(), **past)).set_index(keys)
    late = orders_of(data(**frames)).set_index(keys).loc[early.index]
    pd.testing.assert_frame_equal(early[BEFORE], late[BEFORE])
    known = early[["back", "returned"]].notna()
    assert 0 < known["back"].sum() < len(early)
    for name in ("back", "returned"):
        pd.testing.assert_series_equal(early.loc[known[name], name], late.loc[known[name], name])


def contacts():
    opened = pd.to_datetime(["2026-09-01 10:00", "2026-09-06 10:00", "2026-09-20 09:00", "2026-09-02 12:00",
                             "2026-10-29 12:00"])  # fmt: skip
    tickets = pd.DataFrame({"ticket_id": list("12345"), "opened_at": opened, "customer_id": list("aaabc")})
    tickets["handled_by"] = ["bot", "human", "human", "bot", "bot"]
    tickets["fallback"] = [True, None, None, False, False]
    answers = pd.DataFrame(
        {"response_id": list("xyz"), "ticket_id": ["1", "1", "4"], "metric": ["csat", "ces", "csat"]}
    )
    answers["score"] = [4, 3, 6]
    touched = pd.DataFrame({"customer_id": ["a"], "occurred_at": opened[2:3], "assisted_by_ai": True, "duration_s": 40})
    return {"tickets": tickets, "responses": answers, "touchpoints": touched.assign(touchpoint="phone")}


def test_contacts_counted_by_hand():
    scales = {"csat": (1, 5), "ces": (1, 7)}
    found = contacts_of(data(**contacts()), scales, ces_reversed=False).set_index(["person", "day"])
    assert found["handled_by"].tolist() == ["bot", "human", "bot", "bot"]  # the second one repeats the first
    assert found["again"].tolist()[:3] == [1, 0, 0]
    assert np.isnan(found["again"].iloc[3])  # seven days after it are not over
    assert found["satisfied"].dropna().tolist() == [1]  # 6 is not on the scale
    assert found["easy"].dropna().tolist() == [0]
    assert found["ai"].dropna().tolist() == [1]
    assert found["seconds"].dropna().tolist() == [40]
    hard = contacts_of(data(**contacts()), scales, ces_reversed=True)
    assert hard["easy"].dropna().tolist() == [1]
    shown = details.service(contacts_of(data(**contacts()), scales, ces_reversed=False), 0.95)
    again = shown[shown["metric"] == "service_again"].set_index("handled_by")
    assert again["estimate"].to_dict() == {"human": 0, "bot": 0.5}


def test_points_counted_by_hand():
    customers = pd.DataFrame({"customer_id": list("abcd"), "points_earned": [100, 300, 0, None]})
    customers["points_used"] = [50, 210, 0, None]
    row = details.points(data(customers=customers), 0.95).iloc[0]
    assert (row["n"], row["earned"], row["used"], row["estimate"]) == (2, 400, 260, 0.65)


def test_discounts_counted_by_hand():
    day = pd.to_datetime(["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2025-01-01"])
    orders = pd.DataFrame({"order_id": list("12345"), "customer_id": list("aaabb"), "ordered_at": day})
    orders["amount"], orders["discount"] = [90.0, 100, 80, 50, 10], [10.0, 0, 20, 50, 10]
    asked = pd.to_datetime(["2026-04-01", "2026-06-15", "2026-07-30", "2026-07-31"])
    answers = pd.DataFrame({"response_id": list("pqrs"), "responded_at": asked, "metric": "nps"})
    answers["score"], answers["customer_id"] = [10, 6, 7, 11], ["a", "a", "b", "b"]
    found = details.discounts(data(orders=orders, responses=answers), (0, 10), 0.95).set_index(["metric", "nps_class"])
    assert found["orders"].tolist() == [2, 1, 1] * 2
    assert found.loc["discount_use", "estimate"].tolist() == [0.5, 1, 1]
    assert found.loc["discount_share", "estimate"].tolist() == pytest.approx([0.05, 0.5, 0.2])


def test_known_people_and_payments_counted_by_hand():
    day = pd.to_datetime(["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2020-01-01"])
    orders = pd.DataFrame({"order_id": list("12345"), "customer_id": ["a", "b", None, "a", "a"], "ordered_at": day})
    orders["amount"], orders["payment"] = 1.0, ["card", "kakao_pay", "card", "card", "card"]
    customers = pd.DataFrame({"customer_id": ["a", "b"], "consent": [True, False]})
    touched = pd.DataFrame({"occurred_at": day[:4], "customer_id": ["a", None, None, "b"], "touchpoint": "payment"})
    touched["outcome"] = ["card_paid", "card_abandoned", "kakao_pay_paid", "clicked"]
    frames = data(orders=orders, customers=customers, touchpoints=touched)
    known = details.known_people(frames, 0.95).set_index("what")["estimate"]
    assert known.to_dict() == {"orders known": 0.75, "orders consented": 0.5, "touchpoints known": 0.5,
                               "touchpoints consented": 0.25}  # fmt: skip
    shown, row = details.payments(frames, 0.95)
    assert shown["estimate"].tolist() == [0.75, 0.25, 0.5, 0]
    assert shown["n"].tolist() == [2, 1, 2, 1]  # customers: an order and an attempt without one is a guest of its own
    assert (row["adoption"], row["adoption_n"], row["evidence"], row["n"]) == (0.25, 4, "none", 3)
    often = data(orders=orders, customers=customers, touchpoints=pd.concat([touched.assign(customer_id=None)] * 10))
    row = details.payments(often, 0.95)[1]
    assert (row["crude"], row["n"], row["evidence"]) == (-0.5, 30, "crude")


def packaged(arms, segment):
    day = pd.Timestamp("2026-01-01")
    rows = pd.DataFrame({"packaging": arms, "segment": segment, "category": "c", "channel": "web", "region": None})
    rows = rows.assign(first=True, customer_id=range(len(rows)), back=[1.0, 0.0, 0.0, 1.0] * (len(rows) // 4))
    return rows.assign(day=[day - pd.Timedelta(1, "D"), *[day] * (len(rows) - 1)])


def test_packagings_are_an_experiment_only_if_chance_gave_them_out():
    arms, segment = ["plain", "gift"] * 200, ["A"] * 200 + ["B"] * 200

    def graded(arms, segment):
        return details.packagings(packaged(arms, segment), 0.95)[1]["evidence"]

    assert graded(arms, segment) == "experiment"
    assert graded(arms, ["A", "A", "A", "B"] * 100) == "crude"  # B gets gifts alone
    assert graded(["plain", "gift", "gift", "gift"] * 100, segment) == "crude"
    assert graded(["plain"] * 400, segment) == "none"


def test_who_is_counted_are_customers_not_rows():
    """Twenty orders of one customer tell of that one only; so do twenty contacts."""
    rows = pd.DataFrame({"customer_id": ["a"] * 20 + list("bcdefghijklm") * 2, "x": [1.0] * 20 + [0.0] * 24})
    assert fair.few(rows, "x")
    assert not fair.few(rows.assign(customer_id=range(44)), "x")
    contacts = pd.DataFrame({"customer_id": ["a"] * 20, "handled_by": "bot", **dict.fromkeys(details.MEASURES, 1.0)})
    assert details.service(contacts, 0.95)[["n", "of"]].drop_duplicates().to_numpy().tolist() == [[1, 20]]


def test_a_packaging_that_next_to_nobody_got_is_not_compared():
    rows = packaged(["plain", "gift"] * 200, ["A"] * 400)
    rare = rows.iloc[:9].assign(packaging="gold", customer_id=range(900, 909), back=1.0)
    found, row = details.packagings(pd.concat([rows, rare]), 0.95)
    assert found["packaging"].tolist() == ["gift"]
    assert row["n"] < 401
    assert details.packagings(pd.concat([rows[rows["packaging"] == "plain"], rare]), 0.95)[1]["n"] == 0
