-- Customers who answered in a period and in the one before, or in the same one a year before: sums over them of the
-- products of their weights (w) and of weight times value (s) in both, from which the covariance of the two means
-- follows. Values and weights are those of scores_clustered; $step is the months of a period.
with answers as (
  select period_of(responded_at) as period /*by*/, cluster_role, cast(weight_role as double) as w,
    cast(weight_role as double) * case
      when $as_mean then cast(score as double)
      when score >= $hit_from and score <= $hit_to then 1
      when score >= $miss_from and score <= $miss_to then -1
      else 0 end as s
  from responses
  where coalesce(metric, $metric) = $metric
    and score >= $low and score <= $high and score = floor(score)
    and weight_role > 0 and cluster_role is not null
),
clusters as (
  select period /*by*/, cluster_role as unit, sum(w) as w, sum(s) as s
  from answers
  group by period /*by*/, cluster_role
),
-- include sides
