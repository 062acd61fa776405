"""The same questions in pandas, as an experienced analyst would ask them: narrow reads, integer codes, no loops.

Each function gives the frame that the package gives, as far as the numbers of the comparison go.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

DATA_END = pd.Timestamp("2026-10-31")
WITHIN, BASELINE, MANY = 90, 180, 3
Z = 1.959963984540054
ORDERS = ["customer_id", "ordered_at", "amount", "status", "kind"]

Frame = pd.DataFrame


def nps(path: Path) -> Frame:
    """NPS by month and segment."""
    answers = _answers(path, ["responded_at", "score", "segment"])
    answers["segment"] = answers["segment"].astype("category")
    return _scored(_counted(answers, ["segment", "period"])).reset_index()


def nps_clustered(path: Path) -> Frame:
    """NPS by month, the error clustered by customer."""
    answers = _answers(path, ["responded_at", "score", "customer_id"])
    counts = _counted(answers, ["period"])
    valid = answers[answers["score"].between(0, 10)]
    customer = valid["customer_id"].factorize()[0].astype("int64")
    alone = customer < 0
    customer[alone] = -1 - np.arange(alone.sum())  # an answer without a customer stands alone
    x = (valid["score"] >= 9).astype("int64") - (valid["score"] <= 6)
    clusters = pd.DataFrame({"period": valid["period"], "customer": customer, "x": x}).groupby(["period", "customer"])
    w, s = clusters.size(), clusters["x"].sum()
    sums = pd.DataFrame({"units": 1, "w": w, "ww": w * w, "ws": w * s, "ss": s * s}).groupby(level="period").sum()
    return _clustered(counts.join(sums)).reset_index()


def _answers(path: Path, columns: list[str]) -> Frame:
    """Read the answers to the question of the NPS, with their months."""
    answers = pd.read_parquet(path, columns=columns, filters=[("metric", "==", "nps")])
    return answers.assign(period=answers["responded_at"].dt.to_period("M"))


def _counted(answers: Frame, keys: list[str]) -> Frame:
    """Count the answers of each kind: by score first, then the few scores by kind."""
    scores = (
        answers.groupby([*keys, "score"], observed=True, dropna=False).size().rename("answers").reset_index("score")
    )
    score = scores.pop("score")
    kinds = {
        "promoters": score.between(9, 10),
        "passives": score.between(7, 8),
        "detractors": score.between(0, 6),
        "missing": score.isna(),
        "out_of_scale": (score < 0) | (score > 10),
    }
    counted = pd.DataFrame({kind: scores["answers"].where(rule, 0) for kind, rule in kinds.items()})
    counts = counted.groupby(level=keys, observed=True).sum()
    return counts.assign(n=counts["promoters"] + counts["passives"] + counts["detractors"])


def _scored(counts: Frame) -> Frame:
    """Add estimate, error and interval."""
    p, d, n = counts["promoters"] / counts["n"], counts["detractors"] / counts["n"], counts["n"]
    error = np.sqrt((p + d - (p - d) ** 2) / n)
    return _adjusted(counts.assign(estimate=100 * (p - d), std_error=100 * error), p, d, n)


def _adjusted(frame: Frame, p: pd.Series, d: pd.Series, n: pd.Series) -> Frame:
    """Add the "+3" interval."""
    p, d = (n * p + 0.75) / (n + 3), (n * d + 0.75) / (n + 3)
    half = Z * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return frame.assign(conf_low=100 * (p - d - half), conf_high=100 * (p - d + half))


def _clustered(c: Frame) -> Frame:
    """Add estimate, linearised error, effective number of answers and interval."""
    p, d = c["promoters"] / c["w"], c["detractors"] / c["w"]
    mean = p - d
    error = _linearised(c, mean)
    n_eff = ((p + d - mean**2) / error**2).clip(upper=c["n"])
    scored = c.assign(answers=c["n"], n=c["units"], n_eff=n_eff, estimate=100 * mean, std_error=100 * error)
    return _adjusted(scored, p, d, n_eff)


def _linearised(c: Frame, mean: pd.Series) -> pd.Series:
    squares = (c["ss"] - 2 * mean * c["ws"] + mean**2 * c["ww"]).clip(lower=0)
    return np.sqrt(c["units"] / (c["units"] - 1) * squares) / c["w"]


def repeat_within(path: Path) -> Frame:
    """Customers who bought again within 90 days, by month of the first purchase."""
    days, left_out = _days(path)
    first = days["customer"].ne(days["customer"].shift())
    following = days["day"].shift(-1).where(~first.shift(-1, fill_value=True))
    people = days[first].assign(second=following[first], period=lambda d: d["day"].dt.to_period("M"))
    gap = (people["second"].fillna(DATA_END) - people["day"]).dt.days
    observed = people["day"] <= DATA_END - pd.Timedelta(days=WITHIN)
    again = people["second"].notna()
    people = people.assign(gap=gap, customers=1, events=again, n=observed, repeated=observed & again & (gap <= WITHIN))
    counts = people.groupby("period")[["customers", "n", "repeated"]].sum()
    counts["not_eligible"] = counts["customers"] - counts["n"]
    whole = counts.index.end_time.normalize() <= DATA_END - pd.Timedelta(days=WITHIN)
    counts.loc[~whole, ["n", "repeated"]] = 0
    counts = counts.join(_kaplan_meier(people)[whole])
    return _shared(counts, counts["repeated"] / counts["n"], counts["n"]).assign(**left_out).reset_index()


def _kaplan_meier(people: Frame) -> Frame:
    """Rate within the window from all customers, with its log-log interval, by month."""
    gaps = people.groupby(["period", "gap"])[["customers", "events"]].sum()
    n, d = gaps["customers"][::-1].groupby(level="period").cumsum()[::-1], gaps["events"]
    inside = gaps.index.get_level_values("gap") <= WITHIN
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = (d / (n * (n - d))).where(d > 0, 0)[inside].groupby(level="period").sum()
        survival = (1 - d / n)[inside].groupby(level="period").prod()
        width = Z * np.sqrt(greenwood) / np.log(survival).abs()
    low, high = survival ** np.exp(width), survival ** np.exp(-width)
    return pd.DataFrame({"km_estimate": 1 - survival, "km_low": 1 - high, "km_high": 1 - low})


def repeat_customer_share(path: Path) -> Frame:
    """Customers with purchases on two days or more."""
    days, left_out = _days(path)
    occasions = days.groupby("customer", sort=False).size()
    counts = pd.DataFrame({"n": [len(occasions)], "repeated": [(occasions > 1).sum()]})
    return _shared(counts, counts["repeated"] / counts["n"], counts["n"]).assign(**left_out)


def repeat_order_share(path: Path) -> Frame:
    """Purchases by customers who had bought before, of the purchases of each month."""
    days, left_out = _days(path)
    days["period"] = days["day"].dt.to_period("M")
    days["x"] = days["customer"].eq(days["customer"].shift())
    groups = days.groupby(["period", "customer"])["x"]
    w, s = groups.size(), groups.sum()
    sums = pd.DataFrame({"units": 1, "w": w, "wx": s, "ww": w * w, "ws": w * s, "ss": s * s})
    c = sums.groupby(level="period").sum()
    share = c["wx"] / c["w"]
    error = _linearised(c, share)
    n_eff = (share * (1 - share) / error**2).where(error > 0, c["units"])
    counts = c.assign(n=c["units"], n_eff=n_eff, std_error=error, purchases=c["w"], repeated=c["wx"])
    return _shared(counts, share, n_eff).assign(**left_out).reset_index()


def repeat_monthly_returning(path: Path) -> Frame:
    """Buyers of each month, and those of them who had bought before."""
    days, left_out = _days(path)
    months = days.assign(period=days["day"].dt.to_period("M"))[["customer", "period"]].drop_duplicates()
    months["repeated"] = months["customer"].eq(months["customer"].shift())
    counts = months.groupby("period")["repeated"].agg(n="size", repeated="sum")
    return _shared(counts, counts["repeated"] / counts["n"], counts["n"]).assign(**left_out).reset_index()


def _days(path: Path) -> tuple[Frame, dict[str, int]]:
    """One row a customer and day of purchase, in this order; and the orders that are no purchase."""
    orders = pd.read_parquet(path, columns=ORDERS)
    rules = {
        "after_end": orders["ordered_at"] >= DATA_END + pd.Timedelta(days=1),
        "no_customer": orders["customer_id"].isna(),
        "cancelled": orders["status"] == "cancelled",
        "exchange": orders["kind"] != "sale",
        "negative": orders["amount"] < 0,
        "returned": orders["status"] == "returned",
    }
    left_out, used = {}, pd.Series(True, index=orders.index)
    for name, rule in rules.items():
        left_out[f"orders_{name}"] = int((used & rule).sum())
        used &= ~rule
    orders = orders.loc[used, ["customer_id", "ordered_at"]]
    customer, day = orders["customer_id"].factorize()[0], orders["ordered_at"].dt.normalize()
    days = pd.DataFrame({"customer": customer, "day": day}).drop_duplicates().sort_values(["customer", "day"])
    return days, left_out | {"orders_merged": len(orders) - len(days)}


def _shared(counts: Frame, share: pd.Series, n: pd.Series) -> Frame:
    """Add the share with Wilson's interval."""
    centre, shrink = share + Z**2 / (2 * n), 1 + Z**2 / n
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low = ((centre - half) / shrink).clip(lower=0)
    return counts.assign(estimate=share, conf_low=low, conf_high=(centre + half) / shrink)


def channel_effect(path: Path) -> Frame:
    """Difference in return between customers on three or more channels and others: naive, fair, and adjusted."""
    orders = _purchases(path)
    landmark = DATA_END - pd.Timedelta(days=WITHIN - 1)
    before = orders["day"] < landmark
    base = orders[before & (orders["day"] >= landmark - pd.Timedelta(days=BASELINE))]
    occasions = base.drop_duplicates(["customer", "day", "channel"]).groupby("customer")["channel"]
    people = orders.groupby("customer")["day"].min().to_frame("first")
    people["many_ever"] = orders.groupby("customer")["channel"].nunique() >= MANY
    people["back"] = orders.groupby("customer")["day"].max() >= landmark
    people["occasions"], people["channels"] = occasions.size(), occasions.nunique()
    people["spend"] = base.groupby("customer")["amount"].sum()
    people["recency"] = (landmark - orders[before].groupby("customer")["day"].max()).dt.days
    people["tenure"] = (landmark - people["first"]).dt.days
    rows = people[people["occasions"] >= MANY]
    exposed, back = (rows["channels"] >= MANY).to_numpy(float), rows["back"].to_numpy(float)
    covariates = [np.log1p(rows[name].to_numpy(float)) for name in ("occasions", "recency", "tenure", "spend")]
    scaled = [(x - x.mean()) / x.std() for x in covariates]
    x = np.column_stack([np.ones(len(rows)), *(part for one in scaled for part in (one, one**2))])
    found = {
        "crude_history": people.loc[people["many_ever"], "back"].mean()
        - people.loc[~people["many_ever"], "back"].mean(),
        "crude_landmark": back[exposed == 1].mean() - back[exposed == 0].mean(),
        "g_computation": _g_computation(exposed, back, x),
        "overlap": _overlap(exposed, back, x),
    }
    return pd.DataFrame({"method": list(found), "estimate": list(found.values())})


def _purchases(path: Path) -> Frame:
    """One row a purchase, with its channel."""
    orders = pd.read_parquet(path, columns=[*ORDERS, "channel"])
    used = (orders["ordered_at"] < DATA_END + pd.Timedelta(days=1)) & orders["customer_id"].notna()
    used &= ~orders["status"].isin(["cancelled", "returned"]) & (orders["kind"] == "sale") & (orders["amount"] >= 0)
    orders = orders[used]
    codes = {"customer": orders["customer_id"].factorize()[0], "channel": orders["channel"].astype("category")}
    return orders[["amount"]].assign(**codes, day=orders["ordered_at"].dt.normalize())


def _g_computation(exposed: np.ndarray, back: np.ndarray, x: np.ndarray) -> float:
    import statsmodels.api as sm  # noqa: PLC0415 - as for the other questions, only this one pays

    fit = sm.GLM(back, np.column_stack([exposed, x]), family=sm.families.Binomial()).fit()
    return float(np.mean([1, -1] @ np.stack([fit.predict(np.column_stack([np.full(len(x), a), x])) for a in (1, 0)])))


def _overlap(exposed: np.ndarray, back: np.ndarray, x: np.ndarray) -> float:
    import statsmodels.api as sm  # noqa: PLC0415 - as above

    chance = sm.GLM(exposed, x, family=sm.families.Binomial()).fit().fittedvalues
    means = [np.average(back[exposed == a], weights=np.abs(a - chance)[exposed == a]) for a in (1, 0)]
    return float(means[0] - means[1])
