"""From counts and moments to estimates with intervals: pure functions on numbers and arrays.

Nothing here reads a table. Shares run from 0 to 1; NPS is in points, from -100 to +100. Functions of
one estimate broadcast over arrays of groups. An undefined result is NaN, never 0.
"""

from cxmetrics.estimate.adjusted import Doses, Weighted, g_computation, g_doses, overlap
from cxmetrics.estimate.between import Between, between_interval
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
from cxmetrics.estimate.pain import Pain, pain
from cxmetrics.estimate.priors import (
    Posterior,
    Prior,
    Reach,
    blended,
    claim_range,
    sceptical,
    up_to,
    updated,
)
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
    "Between",
    "BgNbd",
    "Bootstrap",
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
    "Importance",
    "ImportanceInterval",
    "Incidence",
    "Interval",
    "Logit",
    "Mean",
    "MeanInterval",
    "MeanValue",
    "MixRate",
    "Moments",
    "Pain",
    "Posterior",
    "Prior",
    "Quantile",
    "Ranks",
    "Reach",
    "Removal",
    "Sample",
    "Segments",
    "Share",
    "Shrunk",
    "Survival",
    "Terms",
    "Trend",
    "Weighted",
    "absorption",
    "adjust_p_values",
    "answers_for_difference",
    "answers_for_margin",
    "between_interval",
    "bgnbd_alive",
    "bgnbd_fit",
    "bgnbd_log_likelihood",
    "bgnbd_purchases",
    "blended",
    "bootstrap_mean",
    "claim_range",
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
    "kaplan_meier",
    "lifetime_value",
    "logistic",
    "mantel_haenszel",
    "mean_difference",
    "mean_interval",
    "mean_value",
    "mix_rate",
    "moments_of_scores",
    "nps_difference",
    "nps_interval",
    "nps_variance",
    "overlap",
    "pain",
    "rank_interval",
    "rank_interval_of_samples",
    "removal",
    "round_half_away",
    "sceptical",
    "shapley_r_squared",
    "share_difference",
    "shewhart",
    "shrink",
    "standardised",
    "standardised_in_clusters",
    "survival_curve",
    "survival_quantile",
    "t_interval",
    "t_value",
    "tipping_point",
    "trend",
    "up_to",
    "updated",
    "weighted_mean",
    "wilson",
]
