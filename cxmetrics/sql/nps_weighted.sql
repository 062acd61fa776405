-- Weighted answers by group: sums of weights and of weight times value over rows, where a promoter
-- counts 1, a passive 0 and a detractor -1. Answers without a positive weight are counted apart.
with answers as (
  select period_of(responded_at) as period /*by*/,
    cast(weight_role as double) as w,
    case when score >= $promoter_from then 1.0 when score <= $detractor_to then -1.0 else 0.0 end as x
  from responses
  where coalesce(metric, $metric) = $metric
    and score >= $low and score <= $high and score = floor(score)
)
select period /*by*/,
  count(*) filter (where w > 0) as units,
  count(*) filter (where w is null or w <= 0) as unweighted,
  sum(w) filter (where w > 0) as w,
  sum(w) filter (where w > 0 and x = 1) as w_promoters,
  sum(w) filter (where w > 0 and x = -1) as w_detractors,
  sum(w * w) filter (where w > 0) as ww,
  sum(w * w * x) filter (where w > 0) as ws,
  sum(w * w * x * x) filter (where w > 0) as ss
from answers
group by period /*by*/
