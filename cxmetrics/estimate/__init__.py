"""From counts and moments to estimates with intervals: pure functions on numbers and arrays.

Nothing here reads a table. Shares run from 0 to 1; NPS is in points, from -100 to +100. Functions of
one estimate broadcast over arrays of groups. An undefined result is NaN, never 0.
"""

from cxmetrics.estimate.adjusted import Doses, Weighted, g_computation, g_doses, overlap
from cxmetrics.estimate.between import Between, between_interval
from cxmetrics.estimate.cashflows import (
    Irr,
    Payback,
    irr,
    later,
    monthly_rate,
    net_of_cannibalisation,
    payback,
    present_value,
    share_working,
    yearly_rate,
)
from cxmetrics.estimate.chains import Absorption, Removal, absorption, removal
from cxmetrics.estimate.chart import Chart, shewhart
from cxmetrics.estimate.clusters import ClusterMean, cluster_mean, cluster_sums, clustered_mean
from cxmetrics.estimate.common import (
    Difference,
    Floats,
    Interval,
    adjust_p_values,
    critical_value,
    round_half_away,
    t_interval,
    t_value,
)
from cxmetrics.estimate.competing import Incidence, cumulative_incidence
from cxmetrics.estimate.decision import Chances, chances, information, pilot_information
from cxmetrics.estimate.elicited import Belief, Grid, Normal, Pert, after_pilot, of_interval, pert_of_outer
from cxmetrics.estimate.hidden import EValue, e_value, tipping_point
from cxmetrics.estimate.importance import (
    MOST_DRIVERS,
    Importance,
    ImportanceInterval,
    importance,
    shapley_r_squared,
)
from cxmetrics.estimate.logistic import Logit, logistic
from cxmetrics.estimate.means import (
    Bootstrap,
    Mean,
    MeanInterval,
    Moments,
    bootstrap_mean,
    mean_difference,
    mean_interval,
    moments_of_scores,
    weighted_mean,
)
from cxmetrics.estimate.mix import MixRate, Segments, mix_rate
from cxmetrics.estimate.overlap import Together, together
from cxmetrics.estimate.pain import Pain, pain
from cxmetrics.estimate.purchasing import BgNbd, bgnbd_alive, bgnbd_fit, bgnbd_log_likelihood, bgnbd_purchases
from cxmetrics.estimate.ranks import Ranks, Shrunk, rank_interval, rank_interval_of_samples, shrink
from cxmetrics.estimate.score import NPS_METHODS, Sample, nps_difference, nps_interval, nps_variance
from cxmetrics.estimate.shares import Share, clopper_pearson, difference_between, share_difference, wilson
from cxmetrics.estimate.sizes import answers_for_difference, answers_for_margin, detectable_difference
from cxmetrics.estimate.spend import GammaGamma, gamma_gamma_fit, gamma_gamma_mean
from cxmetrics.estimate.strata import (
    Arms,
    Contrast,
    Trend,
    comparable,
    contrast,
    mantel_haenszel,
    standardised,
    standardised_in_clusters,
    trend,
)
from cxmetrics.estimate.survival import (
    Curve,
    Quantile,
    Survival,
    kaplan_meier,
    survival_curve,
    survival_quantile,
)
from cxmetrics.estimate.value import Customers, MeanValue, Terms, lifetime_value, mean_value

__all__ = [
    "MOST_DRIVERS",
    "NPS_METHODS",
    "Absorption",
    "Arms",
    "Belief",
    "Between",
    "BgNbd",
    "Bootstrap",
    "Chances",
    "Chart",
    "ClusterMean",
    "Contrast",
    "Curve",
    "Customers",
    "Difference",
    "Doses",
    "EValue",
    "Floats",
    "GammaGamma",
    "Grid",
    "Importance",
    "ImportanceInterval",
    "Incidence",
    "Interval",
    "Irr",
    "Logit",
    "Mean",
    "MeanInterval",
    "MeanValue",
    "MixRate",
    "Moments",
    "Normal",
    "Pain",
    "Payback",
    "Pert",
    "Quantile",
    "Ranks",
    "Removal",
    "Sample",
    "Segments",
    "Share",
    "Shrunk",
    "Survival",
    "Terms",
    "Together",
    "Trend",
    "Weighted",
    "absorption",
    "adjust_p_values",
    "after_pilot",
    "answers_for_difference",
    "answers_for_margin",
    "between_interval",
    "bgnbd_alive",
    "bgnbd_fit",
    "bgnbd_log_likelihood",
    "bgnbd_purchases",
    "bootstrap_mean",
    "chances",
    "clopper_pearson",
    "cluster_mean",
    "cluster_sums",
    "clustered_mean",
    "comparable",
    "contrast",
    "critical_value",
    "cumulative_incidence",
    "detectable_difference",
    "difference_between",
    "e_value",
    "g_computation",
    "g_doses",
    "gamma_gamma_fit",
    "gamma_gamma_mean",
    "importance",
    "information",
    "irr",
    "kaplan_meier",
    "later",
    "lifetime_value",
    "logistic",
    "mantel_haenszel",
    "mean_difference",
    "mean_interval",
    "mean_value",
    "mix_rate",
    "moments_of_scores",
    "monthly_rate",
    "net_of_cannibalisation",
    "nps_difference",
    "nps_interval",
    "nps_variance",
    "of_interval",
    "overlap",
    "pain",
    "payback",
    "pert_of_outer",
    "pilot_information",
    "present_value",
    "rank_interval",
    "rank_interval_of_samples",
    "removal",
    "round_half_away",
    "shapley_r_squared",
    "share_difference",
    "share_working",
    "shewhart",
    "shrink",
    "standardised",
    "standardised_in_clusters",
    "survival_curve",
    "survival_quantile",
    "t_interval",
    "t_value",
    "tipping_point",
    "together",
    "trend",
    "weighted_mean",
    "wilson",
    "yearly_rate",
]
