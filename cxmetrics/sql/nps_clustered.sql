-- Weighted answers by group, summed within clusters first: an answer without a cluster stands alone.
-- The weight is 1 where none is given. The last four sums are what CR2 errors need, where clusters are few.
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
),
shares as (
  select *, w_promoters - w_detractors as s, w / sum(w) over (partition by period /*by*/) as p from clusters
)
select period /*by*/,
  count(*) as units,
  sum(w) as w,
  sum(w_promoters) as w_promoters,
  sum(w_detractors) as w_detractors,
  sum(w * w) as ww,
  sum(w * s) as ws,
  sum(s * s) as ss,
  sum(w * w / nullif(1 - p, 0)) as cww,
  sum(w * s / nullif(1 - p, 0)) as cws,
  sum(s * s / nullif(1 - p, 0)) as css,
  sum(power(p * p / nullif(1 - p, 0), 2)) as cqq
from shares
group by period /*by*/
