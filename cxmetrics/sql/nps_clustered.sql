-- Weighted answers by group, summed within clusters first: an answer without a cluster stands alone.
-- The weight is 1 where none is given.
with answers as (
  select period_of(responded_at) as period /*by*/, cluster_role, cast(weight_role as double) as w,
    case when score >= $promoter_from then cast(weight_role as double) else 0 end as w_promoter,
    case when score <= $detractor_to then cast(weight_role as double) else 0 end as w_detractor
  from responses
  where coalesce(metric, $metric) = $metric
    and score >= $low and score <= $high and score = floor(score)
    and weight_role > 0
),
clusters as (
  select period /*by*/, sum(w) as w, sum(w_promoter) as w_promoters, sum(w_detractor) as w_detractors
  from answers
  where cluster_role is not null
  group by period /*by*/, cluster_role
  union all
  select period /*by*/, w, w_promoter as w_promoters, w_detractor as w_detractors
  from answers
  where cluster_role is null
)
select period /*by*/,
  count(*) as units,
  sum(w) as w,
  sum(w_promoters) as w_promoters,
  sum(w_detractors) as w_detractors,
  sum(w * w) as ww,
  sum(w * (w_promoters - w_detractors)) as ws,
  sum((w_promoters - w_detractors) * (w_promoters - w_detractors)) as ss
from clusters
group by period /*by*/
