"""Tables of a report from result frames: what stands in each cell, with its unit, in no language yet."""

from cxmetrics.tables.catalogue import catalogue
from cxmetrics.tables.claims import claims
from cxmetrics.tables.customers import fandom, held_back, lifetime
from cxmetrics.tables.effects import balance, effect_methods, left_out, moved_by
from cxmetrics.tables.monthly import (
    LEFT,
    RIGHT,
    SHARES_FROM,
    cohorts,
    days_to_repeat,
    group_label,
    interval,
    nps_by_group,
    nps_by_month,
    opinion_by_month,
    repeat_by_month,
    repeat_definitions,
    returning_by_month,
)
from cxmetrics.tables.ratings import driver_importance, driver_slopes, drivers_left_out, rating_name
from cxmetrics.tables.rows import aside, files, health, rules
from cxmetrics.tables.since import since_last
from cxmetrics.tables.trends import contacts, discounts, payments, trend_outcomes, trend_scorecard

__all__ = [
    "LEFT",
    "RIGHT",
    "SHARES_FROM",
    "aside",
    "balance",
    "catalogue",
    "claims",
    "cohorts",
    "contacts",
    "days_to_repeat",
    "discounts",
    "driver_importance",
    "driver_slopes",
    "drivers_left_out",
    "effect_methods",
    "fandom",
    "files",
    "group_label",
    "health",
    "held_back",
    "interval",
    "left_out",
    "lifetime",
    "moved_by",
    "nps_by_group",
    "nps_by_month",
    "opinion_by_month",
    "payments",
    "rating_name",
    "repeat_by_month",
    "repeat_definitions",
    "returning_by_month",
    "rules",
    "since_last",
    "trend_outcomes",
    "trend_scorecard",
]
