"""The metric catalogue: what every number of a report means, and from which rows it is made."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxmetrics.parts import Part, metric_words, phrase, table
from cxmetrics.tables.monthly import heads

SOURCES = {
    "nps": "responses",
    "csat": "responses",
    "ces": "responses",
    "driver": "responses",
    "cost": "customers",
    "winning": "customers",
    "service": "tickets",
    "points": "customers",
    "journey": "touchpoints",
    "contacts": "touchpoints",
    "minutes": "touchpoints",
    "first_orders": "touchpoints",
    "persona": "customers",
    "theme": "responses",
    "term": "responses",
    "worth_co": "tickets",
    "first_contact": "tickets",
    "easy": "responses",
    "npv": "initiatives",
    "initiative": "initiatives",
    "flows": "initiatives",
    "joint_npv": "initiatives",
    "sum_of_npv": "initiatives",
    "delivered": "initiatives",
    "baseline_contacts": "tickets",
    "baseline_cost_per_contact": "tickets",
    "baseline_cost_per_return": "returns",
    "baseline_return_rate": "returns",
    "baseline_acquisition_cost": "customers",
    "baseline_repeat_gap_score": "responses",
    "baseline_repeat_gap_on_time": "deliveries",
}  # all others are made from orders


def catalogue(shown: Mapping[str, pd.DataFrame]) -> Part:
    """Every metric of a report once: its name, meaning, unit, and the table it is made from.

    Parameters
    ----------
    shown : dict of DataFrame
        All frames of the report.
    """
    pairs = pd.concat([frame[["metric", "unit"]] for frame in shown.values()]).drop_duplicates("metric")
    rows = [
        [
            metric_words(metric, "name"),
            metric_words(metric, "meaning"),
            phrase(f"unit-{unit}"),
            phrase(f"table-{source_of(metric)}"),
        ]
        for metric, unit in pairs.itertuples(index=False)
    ]
    return table(phrase("caption-table-catalogue"), heads("metric", "meaning", "unit", "table"), rows, note=None)


def source_of(metric: str) -> str:
    """Name the table that a metric is made from.

    Examples
    --------
    >>> source_of("baseline_contacts"), source_of("baseline_orders")
    ('tickets', 'orders')
    """
    return next((table for start, table in SOURCES.items() if metric.startswith(start)), "orders")
