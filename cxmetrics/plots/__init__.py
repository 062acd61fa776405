"""Figures from small aggregated frames, as reproducible SVG text in a wide and a narrow variant."""

from cxmetrics.plots.amounts import bars
from cxmetrics.plots.fanned import fan
from cxmetrics.plots.flows import flow
from cxmetrics.plots.funnels import funnel
from cxmetrics.plots.labels import FigureText, safe_label
from cxmetrics.plots.ladders import ladder
from cxmetrics.plots.matrix import priorities
from cxmetrics.plots.parts import shares
from cxmetrics.plots.pathmap import journey_map
from cxmetrics.plots.periods import cohort_rates, trend
from cxmetrics.plots.rows import intervals
from cxmetrics.plots.scores import distribution
from cxmetrics.plots.spreads import outcomes
from cxmetrics.plots.standing import portfolio
from cxmetrics.plots.steps import curve
from cxmetrics.plots.svg import inches
from cxmetrics.plots.swings import tornado

__all__ = [
    "FigureText",
    "bars",
    "cohort_rates",
    "curve",
    "distribution",
    "fan",
    "flow",
    "funnel",
    "inches",
    "intervals",
    "journey_map",
    "ladder",
    "outcomes",
    "portfolio",
    "priorities",
    "safe_label",
    "shares",
    "tornado",
    "trend",
]
