"""Figures from small aggregated frames, as reproducible SVG text in a wide and a narrow variant."""

from cxmetrics.plots.amounts import bars
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
from cxmetrics.plots.steps import curve
from cxmetrics.plots.svg import inches

__all__ = [
    "FigureText",
    "bars",
    "cohort_rates",
    "curve",
    "distribution",
    "flow",
    "funnel",
    "inches",
    "intervals",
    "journey_map",
    "ladder",
    "priorities",
    "safe_label",
    "shares",
    "trend",
]
