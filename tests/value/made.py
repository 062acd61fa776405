"""An invented company with every table that the value of a change is counted from, and its rows the slow way."""

import numpy as np
import pandas as pd

import cxmetrics as cx
from tests.channels.toy import END, bought, company

SAID = """company = "x"
timezone = "Asia/Seoul"
currency = "KRW"
data_end = "{end}"
history_complete = true
"""


def loaded(folder, *, end=END, said="", **tables):
    """Write tables as the files of a company, and load it."""
    folder.mkdir(exist_ok=True)
    text = SAID.format(end=f"{end:%Y-%m-%d}")
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False)
        text += f'[{name}]\nsource = "{name}.csv"\n{said if name == "orders" else ""}'
        text += "scale.nps = { min = 0, max = 10 }\n" if name == "responses" else ""
    (folder / "cx.toml").write_text(text, encoding="utf-8")
    return cx.open_company(folder).load()


def tables(seed=8):
    """Orders of two years in two segments, with customers, returns and contacts."""
    rng, orders = np.random.default_rng(seed), company(seed)
    orders = orders.drop(columns="segment")
    orders.loc[rng.random(len(orders)) < 0.04, "status"] = "returned"
    people = np.array(sorted(orders["customer_id"].dropna().unique()))
    customers = pd.DataFrame({
        "customer_id": people, "segment": np.where(np.arange(len(people)) % 2 == 0, "vip", "plain"),
        "acquisition_cost": np.where(rng.random(len(people)) < 0.1, np.nan, rng.integers(0, 20_000, len(people))),
    })  # fmt: skip
    asked = orders.sample(frac=0.25, random_state=seed)
    orders.loc[asked.index, "margin"] -= 0.3 * asked["amount"]
    days = pd.to_timedelta(rng.integers(1, 50, len(asked)), unit="D")
    returns = pd.DataFrame({
        "order_id": asked["order_id"], "requested_at": (asked["ordered_at"] + days).clip(upper=END),
        "kind": rng.choice(["return", "exchange"], len(asked)),
    })  # fmt: skip
    n = 900
    tickets = pd.DataFrame({
        "ticket_id": [f"t{i}" for i in range(n)],
        "opened_at": END - pd.to_timedelta(rng.integers(0, 700 * 24, n), unit="h"),
        "customer_id": np.where(rng.random(n) < 0.05, None, rng.choice(people, n)),
        "cost": np.where(rng.random(n) < 0.1, np.nan, rng.gamma(2, 2000, n).round()),
    })  # fmt: skip
    return {"orders": orders, "customers": customers, "returns": returns, "tickets": tickets}


def occasions(orders):
    """A row a customer and day with a purchase."""
    kept = bought(orders.assign(status=orders["status"].mask(orders["status"].isin(["completed", "partly_returned"]))))
    kept = kept.assign(margin=kept.get("margin", np.nan))
    return kept.groupby(["customer_id", "day"], as_index=False)[["amount", "margin"]].sum()


def newcomers(orders, within=90):
    """A row a customer: the day of the first purchase, and whether another one followed within the window."""
    rows = []
    for who, days in occasions(orders).groupby("customer_id")["day"]:
        first = days.min()
        later = days[(days > first) & (days <= first + pd.Timedelta(days=within))]
        rows.append({"customer_id": who, "day": first, "again": float(len(later) > 0)})
    return pd.DataFrame(rows)


def held(orders, starts, *, days=90):
    """A row a customer and month at whose start the customer was active: margin in it, and whether that was lost."""
    rows = []
    for who, own in occasions(orders).groupby("customer_id"):
        day, margin = own["day"].to_numpy(), own["margin"].to_numpy()
        for start in starts:
            end = start + pd.offsets.MonthBegin()
            active = [((day < at) & (day >= at - pd.Timedelta(days=days))).any() for at in (start, end)]
            if active[0]:
                brought = margin[(day >= start) & (day < end)].sum()
                rows.append({"customer_id": who, "day": start, "lost": float(not active[1]), "margin": brought})
    return pd.DataFrame(rows)


def asked_back(orders, returns, *, end=END, days=30):
    """A row a customer and day with an order, wholly returned ones too: whether something was asked back in time."""
    kept = orders[(orders["status"] != "cancelled") & orders["customer_id"].notna()]
    kept = kept.assign(day=kept["ordered_at"].dt.normalize(), asked=0.0)
    times = {order: own.dt.normalize() for order, own in returns.groupby("order_id")["requested_at"]}
    for i, row in kept[kept["order_id"].isin(times)].iterrows():
        kept.loc[i, "asked"] = float((times[row["order_id"]] <= row["day"] + pd.Timedelta(days=days)).any())
    kept = kept[kept["day"] <= end - pd.Timedelta(days=days)]
    return kept.groupby(["customer_id", "day"], as_index=False).agg(
        amount=("amount", "sum"), margin=("margin", "sum"), asked=("asked", "max")
    )
