"""What stands beside the scorecard: who is known, contacts, means of payment, points, packagings, discounts."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from cxmetrics import engine, estimate
from cxmetrics.effects import experiment
from cxmetrics.effects.trial import MISMATCH
from cxmetrics.estimate import Share
from cxmetrics.frames import result, rows_of
from cxmetrics.trends.fair import FEWEST, TOO_FEW, Row, evidence, next_test
from cxmetrics.trends.rows import Data, is_wallet

MEASURES: Final = ("solved", "again", "fallback", "handed_off", "satisfied", "easy")  # of a contact, all 0 or 1
HANDLERS: Final = ("human", "bot", "voice")
CLASSES: Final = ("promoters", "passives", "detractors")
PROMOTER_FROM, DETRACTOR_TO = 9, 6
KINDS: Final = ("segment", "category", "channel", "region")  # of customers, by which chance does not go
BEFORE_DAYS: Final = 180  # an NPS answer speaks for the orders of so many days after it
AGE_UNKNOWN: Final = "the age of the points is not known"


def shares(
    keys: pd.DataFrame, metric: str, k: ArrayLike, n: ArrayLike, *, level: float, people: ArrayLike | None = None
) -> pd.DataFrame:
    """Give shares of counts with Wilson's interval; ``n`` are the people behind them, ``of`` is what is counted."""
    hits, size = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    low, high = estimate.wilson(hits, size, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / size
        error = np.sqrt(share * (1 - share) / size)
    values = {"metric": metric, "n": size.astype(int) if people is None else people, "n_eff": size,
              "estimate": share, "std_error": error, "conf_low": low, "conf_high": high, "level": level,
              "unit": "share", "method": "wilson"}  # fmt: skip
    return result(keys, values, extras={"of": size})


def known_people(data: Data, level: float) -> pd.DataFrame:
    """Give the share of orders and of touches with a known customer, and with one who consented."""
    counts = rows_of(data.run("trend_known"))
    found = [(f"{row['what']} {name}", row[name], row["n"]) for row in counts for name in ("known", "consented")]
    what, known, n = zip(*found, strict=True) if found else ((), (), ())
    return shares(pd.DataFrame({"what": what}), "known_share", known, n, level=level)


def service(contacts: pd.DataFrame, level: float) -> pd.DataFrame:
    """Give a row a handler and measure: the share of its contacts that went so, where that is known."""
    parts = []
    for measure in MEASURES:
        counts = (
            contacts.dropna(subset=[measure])
            .groupby("handled_by")
            .agg(sum=(measure, "sum"), size=(measure, "size"), people=("customer_id", "nunique"))
        )
        counts = counts.reindex([name for name in HANDLERS if name in counts.index])
        keys = pd.DataFrame({"handled_by": counts.index})
        people = counts["people"].to_numpy()
        parts.append(shares(keys, f"service_{measure}", counts["sum"], counts["size"], level=level, people=people))
    return pd.concat(parts, ignore_index=True)


def payments(data: Data, level: float) -> tuple[pd.DataFrame, Row]:
    """Give a row a means of payment: its share of the orders, and how often it was given up; and the wallets' row."""
    counts = data.run("trend_payments")
    wallet, total = is_wallet(counts["payment"]), int(counts["orders"].sum())
    keys, whole = counts[["payment"]], np.full(len(counts), total)
    used = shares(keys, "payment_share", counts["orders"], whole, level=level, people=counts["buyers"])
    given_up = shares(
        keys, "payment_given_up", counts["given_up"], counts["tries"], level=level, people=counts["triers"]
    )
    others, wallets = (Share(*(int(part[name].sum()) for name in ("given_up", "tries"))) for part in
                       (counts[~wallet], counts[wallet]))  # fmt: skip
    row: Row = {"trend": "wallets", "outcome": "given_up", "n": int(counts["tries"].sum()), "unit": "share"}
    row |= {"evidence": "none", "reason": TOO_FEW, "adoption_n": total}
    row |= {"adoption": float(counts["orders"][wallet].sum()) / total if total else np.nan}
    if min(counts["triers"][side].sum() for side in (wallet, ~wallet)) >= FEWEST:
        found = estimate.share_difference(others, wallets, level=level)
        before = float(np.divide(*others))
        row |= {"crude": float(found.estimate), "crude_low": float(found.low), "crude_high": float(found.high),
                "evidence": "crude", "reason": None, "needed": next_test(before, level=level)}  # fmt: skip
    return pd.concat([used, given_up], ignore_index=True), row


def points(data: Data, level: float) -> pd.DataFrame:
    """Give the share of the points that was used, over all members: a ratio of sums, with its linearised error."""
    columns = [engine.quote(name) for name in ("points_earned", "points_used")]
    rows = data.tables["customers"].relation().select(*columns).df().dropna()
    rows = rows[rows["points_earned"] > 0]
    sums = estimate.cluster_sums(rows["points_earned"], rows["points_used"])
    found = estimate.clustered_mean(sums)
    low, high = estimate.t_interval(found.estimate, found.std_error, found.dof, bounds=(0, 1), level=level)
    values = {"metric": "points_used", "n": len(rows), "n_eff": float(len(rows)), "estimate": float(found.estimate),
              "std_error": float(found.std_error), "conf_low": float(low), "conf_high": float(high), "level": level,
              "unit": "share", "method": "ratio of sums", "reason": AGE_UNKNOWN}  # fmt: skip
    extras = {"earned": float(sums["w"]), "used": float(sums["wx"])}
    return result(pd.DataFrame(index=[0]), values, extras=extras)


def packagings(orders: pd.DataFrame, level: float) -> tuple[pd.DataFrame, Row]:
    """Compare packagings, of first purchases since the last of them came in, against the one that was there first.

    It is an experiment only if they look as if chance had given them out: as many of each, to customers of all kinds
    alike. The row is that of the packaging furthest from the first one; its interval allows for that choice.
    """
    rows = enough(orders[orders["first"] & orders["packaging"].notna() & orders["back"].notna()])
    row: Row = {"trend": "packaging", "outcome": "back", "n": 0, "unit": "share", "evidence": "none", "reason": TOO_FEW}
    begins = rows.groupby("packaging")["day"].min().sort_values(kind="stable")
    if len(begins) < 2:  # noqa: PLR2004 - a comparison has two sides
        return pd.DataFrame(), row
    rows, control = enough(rows[rows["day"] >= begins.iloc[-1]]), begins.index[0]
    if rows["packaging"].nunique() < 2 or control not in set(rows["packaging"]):  # noqa: PLR2004 - as above
        return pd.DataFrame(), row
    found = experiment(rows, arm="packaging", outcome="back", control=control, unit="customer_id", level=level)
    best = rows_of(found.estimates.loc[[found.estimates["estimate"].abs().idxmax()]])[0]
    names = ("n", "n_eff", "estimate", "std_error", "conf_low", "conf_high", "method")
    row |= {name: best[name] for name in names}
    row |= {"reason": None, "exposed": best["treated"], "unexposed": best["untreated"], "crude": best["estimate"],
            "crude_low": best["conf_low"], "crude_high": best["conf_high"],
            "evidence": evidence(apart=None, by_chance=found.sound and _regardless(rows)),
            "needed": next_test(float(best["untreated"]), level=level),
            "adoption": float((rows["packaging"] == best["packaging"]).mean()), "adoption_n": len(rows)}  # fmt: skip
    return found.estimates, row


def enough(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out packagings that next to nobody got."""
    return rows[rows.groupby("packaging")["customer_id"].transform("nunique") >= FEWEST]


def _regardless(rows: pd.DataFrame) -> bool:
    """Whether packagings go to customers of all kinds alike: no label goes with them more than chance explains."""
    crossed = [pd.crosstab(rows["packaging"], rows[name].astype("string").fillna("")) for name in KINDS]
    p_values = [stats.chi2_contingency(table).pvalue for table in crossed if table.shape[1] > 1]
    return min(p_values, default=0.0) * len(p_values) >= MISMATCH


def discounts(data: Data, scale: tuple[float, float], level: float) -> pd.DataFrame:
    """Give discount use by what the customer last answered: a row a metric and NPS class, customers being clusters.

    Parameters
    ----------
    scale : tuple of float
        Lowest and highest answer to the NPS question.
    """
    ends = {"low": scale[0], "high": scale[1], "promoter_from": PROMOTER_FROM, "detractor_to": DETRACTOR_TO}
    counts = data.run("trend_discounts", before_days=BEFORE_DAYS, **ends).set_index("nps_class")
    counts = counts.reindex([name for name in CLASSES if name in counts.index]).astype(float)
    pairs = (("discount_use", "uses"), ("discount_share", "parts"))
    return pd.concat([_ratio(counts, metric, name, level) for metric, name in pairs], ignore_index=True)


def _ratio(counts: pd.DataFrame, metric: str, name: str, level: float) -> pd.DataFrame:
    """Mean over orders from sums over customers: their orders, and the sum of the value over these."""
    sums = {"units": "units", "w": "w", "ww": "ww", "wx": name, "ws": f"w_{name}", "ss": f"{name}_squared"}
    moments = {key: counts[column].to_numpy() for key, column in sums.items()}
    found = estimate.clustered_mean(moments)
    low, high = estimate.t_interval(found.estimate, found.std_error, found.dof, bounds=(0, 1), level=level)
    values = {"metric": metric, "n": counts["units"].astype(int).to_numpy(), "n_eff": counts["units"].to_numpy(),
              "estimate": found.estimate, "std_error": found.std_error, "conf_low": low, "conf_high": high,
              "level": level, "unit": "share", "method": "clustered"}  # fmt: skip
    return result(pd.DataFrame({"nps_class": counts.index}), values, extras={"orders": counts["w"].to_numpy()})
