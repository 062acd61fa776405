-- Weighted answers by group, summed within clusters first: an answer without a cluster stands alone.
-- The weight is 1 where none is given.
with answers as (
  select period_of(responded_at) as period /*by*/,
    coalesce(cast(cluster_role as varchar), 'answer ' || response_id) as cluster_key,
    cast(weight_role as double) as w,
    case when score >= $promoter_from then 1.0 when score <= $detractor_to then -1.0 else 0.0 end as x
  from responses
  where coalesce(metric, $metric) = $metric
    and score >= $low and score <= $high and score = floor(score)
),
clusters as (
  select period /*by*/, cluster_key,
    sum(w) as w, sum(w * x) as s,
    sum(case when x = 1 then w else 0 end) as w_promoters,
    sum(case when x = -1 then w else 0 end) as w_detractors
  from answers
  where w > 0
  group by period /*by*/, cluster_key
)
select period /*by*/,
  count(*) as units,
  sum(w) as w,
  sum(w_promoters) as w_promoters,
  sum(w_detractors) as w_detractors,
  sum(w * w) as ww,
  sum(w * s) as ws,
  sum(s * s) as ss
from clusters
group by period /*by*/
