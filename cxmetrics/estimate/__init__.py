"""From counts and moments to estimates with intervals: pure functions on numbers and arrays.

Nothing here reads a table. Shares run from 0 to 1; NPS is in points, from -100 to +100. Every
function broadcasts over arrays of groups. An undefined result is NaN, never 0.
"""

from cxmetrics.estimate.common import Difference, Interval, adjust_p_values, critical_value, round_half_away
from cxmetrics.estimate.means import Mean, weighted_mean
from cxmetrics.estimate.score import NPS_METHODS, Sample, nps_difference, nps_interval, nps_variance
from cxmetrics.estimate.shares import Share, Survival, kaplan_meier, share_difference, wilson

__all__ = [
    "NPS_METHODS",
    "Difference",
    "Interval",
    "Mean",
    "Sample",
    "Share",
    "Survival",
    "adjust_p_values",
    "critical_value",
    "kaplan_meier",
    "nps_difference",
    "nps_interval",
    "nps_variance",
    "round_half_away",
    "share_difference",
    "weighted_mean",
    "wilson",
]
