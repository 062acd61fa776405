"""A second computation of the headline numbers, in plain arrays from the checked tables: none of the kit's queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyarrow import parquet

from cxmetrics.company import Company
from cxmetrics.errors import RenderError
from cxmetrics.frames import PUBLISHED
from cxmetrics.parts import number_of
from cxmetrics.words import decimals

PROMOTER_FROM, DETRACTOR_TO, SATISFIED = 9, 6, 2  # of NPS; how many of the highest answers are satisfied
BURN_IN: Final = np.timedelta64(365, "D")
NO_PURCHASE: Final = ("cancelled", "returned")
TOLERANCE: Final = 1e-6  # of 1
LABELS: Final = ["customer_id", "response_id", "metric", "status", "kind"]

Counted = dict[str, tuple[set[int], float]]  # by month: what n may be, and the estimate
Array = npt.NDArray[Any]


def check_recount(figures: Mapping[str, list[dict[str, Any]]], company: Company, *, weighted: bool) -> None:
    """Refuse figures that a second computation does not give.

    Parameters
    ----------
    figures : dict of list
        Rows of the frames as read back from ``record.json``. Of those named in `COUNTED` every row that is shown is
        computed again; of others, and of groups, nothing is said.
    company : Company
        Loaded for the month.
    weighted : bool
        Whether answers count by their weight.

    Raises
    ------
    RenderError
        Naming the figure, the month and both values.
    """
    for name, (metric, table, count) in COUNTED.items():
        rows = [row for row in figures.get(name, []) if row["estimate"] is not None and row["period"]]
        if not rows or not rows[0]["metric"].startswith(metric) or not company.has(table):
            continue
        if set(rows[0]) - set(PUBLISHED):
            continue
        counted = count(company, rows[0]["metric"], weighted)
        for row in rows:
            n, estimate = counted.get(row["period"], (set(), np.nan))
            if row["n"] not in n or not abs(row["estimate"] - estimate) <= tolerance(row):
                raise RenderError(
                    "E-RECOUNT",
                    "{name} of {month}: the record says {found} of n = {n}, a second count {wanted} of {m}.",
                    fix="report this as a bug; a notebook that counts other rows gives its frame another name.",
                    name=name,
                    month=row["period"],
                    found=row["estimate"],
                    n=row["n"],
                    wanted=float(estimate),
                    m=" / ".join(map(str, sorted(n))),
                )


def tolerance(row: Mapping[str, Any]) -> float:
    """Half of the last digit that is published of few, see `parts.end`; else what floating point loses."""
    unit = 100.0 if row["unit"] == "points" else 1.0
    return unit * (0.005 * (decimals(row["n"]) == 0) + TOLERANCE)


def _read(company: Company, table: str, columns: list[str]) -> pd.DataFrame:
    """Read columns of a checked table; those that it lacks are empty."""
    path = company.home / f"{table}.parquet"
    held = [name for name in columns if name in parquet.read_schema(path).names]
    labels = [name for name in held if name in LABELS]
    found: pd.DataFrame = parquet.read_table(path, columns=held, read_dictionary=labels).to_pandas()
    return found.reindex(columns=columns)


def _nps(company: Company, metric: str, weighted: bool) -> Counted:
    low, high = company.responses.facts.scales.get(metric, (0, 10))

    def value(score: Array) -> Array:
        return 100.0 * (score >= PROMOTER_FROM) - 100.0 * (score <= DETRACTOR_TO)

    return _means(_valid(company, metric, low, high), value, weighted)


def _satisfied(company: Company, metric: str, weighted: bool) -> Counted:
    low, high = company.responses.facts.scales.get(metric, (1, 5))
    return _means(_valid(company, metric, low, high), lambda score: 1.0 * (score > high - SATISFIED), weighted)


def _easy(company: Company, metric: str, weighted: bool) -> Counted:
    """Take the answers beyond the middle of the scale, on the side that was declared to be easy."""
    facts = company.responses.facts
    low, high = facts.scales[metric]
    middle, sign = (low + high) / 2, 1 if facts.directions[metric] == "easy" else -1
    return _means(_valid(company, metric, low, high), lambda score: 1.0 * (sign * (score - middle) > 0), weighted)


def _valid(company: Company, metric: str, low: float, high: float) -> pd.DataFrame:
    """Give the answers to a question that are whole numbers on its scale."""
    found = _read(company, "responses", ["responded_at", "metric", "score", "customer_id", "weight"])
    score = found["score"].astype(float)
    return found[(found["metric"] == metric) & score.between(low, high) & (score % 1 == 0)]


def _means(answers: pd.DataFrame, value: Callable[[Array], Array], weighted: bool) -> Counted:
    """Give the (weighted) mean value by month, and how many customers or answers stand behind it."""
    weight = answers["weight"].to_numpy(dtype=float) if weighted else np.ones(len(answers))
    kept = pd.DataFrame({
        "month": answers["responded_at"].to_numpy().astype("datetime64[M]").astype(str),
        "customer": answers["customer_id"].astype("category").cat.codes.to_numpy(),
        "w": weight,
        "x": weight * value(answers["score"].to_numpy(dtype=float)),
    })  # fmt: skip
    counted: Counted = {}
    for month, rows in kept[kept["w"] > 0].groupby("month"):
        known = rows.loc[rows["customer"] >= 0, "customer"]
        units = known.nunique() + len(rows) - len(known)
        counted[str(month)] = ({units, len(rows)}, float(rows["x"].sum() / rows["w"].sum()))
    return counted


def purchases(company: Company, *more: str) -> pd.DataFrame:
    """Give the orders that are purchases of a known customer: customer, time, and more columns."""
    orders = _read(company, "orders", ["customer_id", "ordered_at", "status", "kind", "amount", *more])
    amount = orders["amount"].to_numpy(dtype=float)
    bought = orders["customer_id"].notna() & ~orders["status"].isin(NO_PURCHASE) & ~(amount < 0)
    found: pd.DataFrame = orders[bought & (orders["kind"].isna() | (orders["kind"] == "sale"))]
    return found


def _purchases(company: Company) -> tuple[Array, Array, Array]:
    """Give customer and day of every purchase, each once and in order, and whether it is the customer's first."""
    orders = purchases(company)
    customers = orders["customer_id"].astype("category").cat.codes.to_numpy()
    days = orders["ordered_at"].to_numpy().astype("datetime64[D]")
    order = np.lexsort((days, customers))
    customers, days = customers[order], days[order]
    new = np.ones(len(days), dtype=bool)
    new[1:] = (customers[1:] != customers[:-1]) | (days[1:] != days[:-1])
    customers, days = customers[new], days[new]
    first = np.ones(len(days), dtype=bool)
    first[1:] = customers[1:] != customers[:-1]
    return customers, days, first


def _within(company: Company, metric: str, _: bool) -> Counted:
    """Count by month of their first purchase who was observed for the whole window, and who came back within it."""
    days, first = _purchases(company)[1:]
    facts, window = company.orders.facts, np.timedelta64(number_of(metric), "D")
    again = np.zeros(len(days), dtype=bool)
    again[:-1] = ~first[1:] & (days[1:] - days[:-1] <= window)
    seen = first & (days + window <= np.datetime64(str(facts.data_end)))
    if not facts.history_complete:
        seen &= days >= np.datetime64(str(facts.history_start)) + BURN_IN
    return _shares(days[seen], again[seen])


def _returning(company: Company, *_: Any) -> Counted:
    """Buyers of each month, and those whose first purchase was before it."""
    customers, days, first = _purchases(company)
    months = days.astype("datetime64[M]")
    beginning = months[first][np.cumsum(first) - 1]
    new = np.ones(len(days), dtype=bool)
    new[1:] = (customers[1:] != customers[:-1]) | (months[1:] != months[:-1])
    return _shares(days[new], (beginning < months)[new])


def _shares(days: Array, hits: Array) -> Counted:
    frame = pd.DataFrame({"month": days.astype("datetime64[M]").astype(str), "hit": hits})
    return {str(month): ({len(rows)}, float(rows["hit"].mean())) for month, rows in frame.groupby("month")}


COUNTED: Final[Mapping[str, tuple[str, str, Callable[[Company, str, bool], Counted]]]] = {
    "nps": ("nps", "responses", _nps),
    "csat_share": ("csat", "responses", _satisfied),
    "ces_share": ("ces", "responses", _easy),
    "repeat": ("repeat_within_", "orders", _within),
    "returning": ("repeat_monthly_returning", "orders", _returning),
}
